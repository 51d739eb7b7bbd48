//! Values as JSON, for a parameter that the document describes by `content`.

use serde::ser::{Error, Serialize, Serializer};

use crate::runtime::codec::{Encode, to_vec};

/// Serializes as a string: the JSON of what it holds.
#[derive(Debug, Clone, Copy)]
pub struct JsonText<'a, T: ?Sized>(pub &'a T);

impl<T: Encode + ?Sized> Serialize for JsonText<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = to_vec(self.0).map_err(S::Error::custom)?;
        serializer.serialize_str(str::from_utf8(&json).map_err(S::Error::custom)?)
    }
}

#[cfg(test)]
mod tests {
    use super::JsonText;
    use crate::runtime::encode::{ParamValue, to_value};

    #[test]
    fn the_text_is_json() {
        let value = serde_json::json!({ "a": [1, "ü", null] });
        assert_eq!(to_value(&JsonText(&value)), Ok(ParamValue::Text(r#"{"a":[1,"ü",null]}"#.into())));
        assert_eq!(to_value(&JsonText("a")), Ok(ParamValue::Text(r#""a""#.into())));
        let error = to_value(&JsonText(&[Some(f64::NAN)])).expect_err("there is no such number");
        assert_eq!(error.to_string(), "$[0]: NaN is not a number that can be sent");
    }
}
