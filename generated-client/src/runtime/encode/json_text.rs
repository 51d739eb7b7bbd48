//! A parameter whose text is JSON: one that the document describes by `content`.

use serde::ser::{Error, Serialize, Serializer};

/// Serializes as a string: the JSON of what it holds.
#[derive(Debug, Clone, Copy)]
pub struct JsonText<'a, T: ?Sized>(pub &'a T);

impl<T: Serialize + ?Sized> Serialize for JsonText<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&serde_json::to_string(self.0).map_err(S::Error::custom)?)
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
        let keys = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert!(to_value(&JsonText(&keys)).is_err());
    }
}
