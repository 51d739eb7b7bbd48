//! Brings the tree of any version into the shape of OpenAPI 3.0: one file per version step. Sees value trees, never the IR.

use crate::diagnostics::{Code, Report, closest};
use crate::pointer::Pointer;
use crate::source::Value;

/// Returns the document in the shape of OpenAPI 3.0.
pub(crate) fn to_3_0<'a>(tree: Value<'a>, report: &mut Report) -> Value<'a> {
    match Version::of(&tree, report) {
        None | Some(Version::V3_0) => {}
        Some(version) => refuse(version, report),
    }
    tree
}

/// The versions that differ in shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    V2_0,
    V3_0,
    V3_1,
    V3_2,
}

impl Version {
    /// Reads the version; reports why when there is none.
    fn of(tree: &Value<'_>, report: &mut Report) -> Option<Self> {
        let Value::Object(members) = tree else {
            let message = format!("an OpenAPI document is an object, this is {}", tree.kind());
            report.add(Code::WrongType, &Pointer::root(), message);
            return None;
        };
        let Some((keyword, value)) = ["openapi", "swagger"].iter().find_map(|key| Some((*key, members.get(key)?)))
        else {
            report_missing(members.keys(), report);
            return None;
        };
        let version = value.scalar_text().and_then(|text| Self::parse(keyword, &text));
        if version.is_none() {
            let shown = value.scalar_text().map_or_else(|| value.kind().to_owned(), |text| format!("`{text}`"));
            report
                .add(Code::Version, &Pointer::root().child(keyword), format!("{shown} is no version of OpenAPI"))
                .help("write `openapi: 3.0.3` as the first member of the document");
        }
        version
    }

    fn parse(keyword: &str, text: &str) -> Option<Self> {
        let mut parts = text.trim().split('.');
        match (keyword, parts.next()?, parts.next()?) {
            ("swagger", "2", "0") => Some(Self::V2_0),
            ("openapi", "3", "0") => Some(Self::V3_0),
            ("openapi", "3", "1") => Some(Self::V3_1),
            ("openapi", "3", "2") => Some(Self::V3_2),
            _ => None,
        }
    }

    /// The member that names the version, and the version's name.
    fn written(self) -> (&'static str, &'static str) {
        match self {
            Self::V2_0 => ("swagger", "Swagger 2.0"),
            Self::V3_0 => ("openapi", "OpenAPI 3.0"),
            Self::V3_1 => ("openapi", "OpenAPI 3.1"),
            Self::V3_2 => ("openapi", "OpenAPI 3.2"),
        }
    }
}

fn report_missing<'k>(mut keys: impl Iterator<Item = &'k str>, report: &mut Report) {
    let slip = keys.find(|key| closest(key, ["openapi", "swagger"]).is_some());
    let help = match slip {
        Some(slip) => format!("`{slip}` is probably meant to be `openapi`"),
        None => "write `openapi: 3.0.3` as the first member of the document".to_owned(),
    };
    report.add(Code::Version, &Pointer::root(), "the document does not say which version of OpenAPI it is").help(help);
}

fn refuse(version: Version, report: &mut Report) {
    let (keyword, name) = version.written();
    report
        .add(
            Code::Version,
            &Pointer::root().child(keyword),
            format!("{name} is not supported, only OpenAPI 3.0 is so far"),
        )
        .help("convert the document to OpenAPI 3.0 first");
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::to_3_0;
    use crate::diagnostics::Stages;
    use crate::source::{Number, Object, Value};

    #[test]
    fn only_version_3_0_passes() {
        let text = |text| Value::String(Cow::Borrowed(text));
        let table = [
            ("openapi", text("3.0.3"), ""),
            ("openapi", Value::Number(Number::Float(3.0)), ""),
            (
                "openapi",
                text("3.1.0"),
                "error[E003] #/openapi: OpenAPI 3.1 is not supported, only OpenAPI 3.0 is so far",
            ),
            ("swagger", text("2.0"), "error[E003] #/swagger: Swagger 2.0 is not supported, only OpenAPI 3.0 is so far"),
            ("openapi", text("2.0"), "error[E003] #/openapi: `2.0` is no version of OpenAPI"),
            ("openapi", Value::Null, "error[E003] #/openapi: null is no version of OpenAPI"),
            ("opanapi", text("3.0.3"), "error[E003] #: the document does not say which version of OpenAPI it is"),
        ];
        for (keyword, version, error) in table {
            let tree = Value::Object(Object::new(vec![(Cow::Borrowed(keyword), version)], |_| ()));
            let result = Stages::new().run(|report| to_3_0(tree, report));
            assert_eq!(result.err().map_or_else(String::new, |found| found.to_string()), error);
        }
    }
}
