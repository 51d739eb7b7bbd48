//! Values as JSON: for bodies, and for a parameter that the document describes by `content`.

use serde::ser::{Error, Serialize, Serializer};

use super::finite::Finite;

/// The JSON of a value.
///
/// # Errors
///
/// When a number in it is not finite, for which JSON has no text, or its own `Serialize` fails.
pub(in crate::runtime) fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String, String> {
    serde_json::to_string(&Finite(value)).map_err(|error| error.to_string())
}

/// Serializes as a string: the JSON of what it holds.
#[derive(Debug, Clone, Copy)]
pub struct JsonText<'a, T: ?Sized>(pub &'a T);

impl<T: Serialize + ?Sized> Serialize for JsonText<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_json(self.0).map_err(S::Error::custom)?)
    }
}

#[cfg(test)]
mod tests {
    use super::{JsonText, to_json};
    use crate::runtime::encode::{ParamValue, to_value};

    #[test]
    fn the_text_is_json() {
        let value = serde_json::json!({ "a": [1, "ü", null] });
        assert_eq!(to_value(&JsonText(&value)), Ok(ParamValue::Text(r#"{"a":[1,"ü",null]}"#.into())));
        assert_eq!(to_value(&JsonText("a")), Ok(ParamValue::Text(r#""a""#.into())));
        let keys = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert!(to_value(&JsonText(&keys)).is_err());
        assert!(to_value(&JsonText(&f64::NAN)).is_err());
    }

    #[test]
    fn a_number_that_is_not_finite_has_no_json() {
        assert_eq!(to_json(&(None::<f64>, "null", 0.5)).as_deref(), Ok(r#"[null,"null",0.5]"#));
        // What has no form in a parameter may have one in a body.
        assert_eq!(to_json(&(serde_json::json!([{}, [null]]), ())).as_deref(), Ok("[[{},[null]],null]"));
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let error = to_json(&[Some(value), None]).expect_err("there is no such number");
            assert_eq!(error, format!("{value} is not a number that can be sent"));
        }
        assert!(to_json(&f32::NAN).is_err());
        // Neither what comes before it nor how deep it is hides one.
        assert!(to_json(&(E::Tuple(1, ()), f64::NAN)).is_err());
        for deep in [E::Tuple(1, f64::NAN), E::Struct { a: Some(f64::NAN) }, E::Newtype(f64::NAN)] {
            assert!(to_json(&[("x", deep)]).is_err());
        }
        let map = std::collections::BTreeMap::from([(1, [f64::NAN])]);
        assert!(to_json(&map).is_err());
    }

    #[derive(serde::Serialize)]
    enum E<T> {
        Tuple(i32, T),
        Struct { a: Option<T> },
        Newtype(T),
    }

    #[test]
    fn a_value_is_asked_once() {
        struct Once(std::cell::Cell<u32>);
        impl serde::Serialize for Once {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.set(self.0.get() + 1);
                serializer.serialize_none()
            }
        }
        let once = Once(std::cell::Cell::new(0));
        assert_eq!(to_json(&once).as_deref(), Ok("null"));
        assert_eq!(once.0.get(), 1);
        let forms = (E::Tuple(1, "a"), E::Struct { a: Some(2.5) }, E::Newtype('c'));
        assert_eq!(to_json(&forms).as_deref(), Ok(r#"[{"Tuple":[1,"a"]},{"Struct":{"a":2.5}},{"Newtype":"c"}]"#));
    }
}
