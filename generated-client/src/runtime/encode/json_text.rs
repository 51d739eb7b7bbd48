//! Values as JSON: for bodies, and for a parameter that the document describes by `content`.

use serde::ser::{Error, Serialize, Serializer};

use super::serializer::to_value;

/// The JSON of a value.
///
/// # Errors
///
/// When a number in it is not finite, for which JSON has no text, or its own `Serialize` fails.
pub(in crate::runtime) fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String, String> {
    let json = serde_json::to_string(value).map_err(|error| error.to_string())?;
    // serde_json writes `null` for such a number. Only where there is one is it worth a second look.
    match json.contains("null").then(|| to_value(value)) {
        Some(Err(error)) if error.is_not_finite() => Err(error.to_string()),
        _ => Ok(json),
    }
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
    }
}
