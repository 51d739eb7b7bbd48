//! The media types of 2.0, which stand in lists of their own: `consumes` and `produces`.

use std::borrow::Cow;

use indexmap::IndexMap;

use super::super::here::Here;
use super::super::members::Members;
use crate::diagnostics::{Code, Instead, Report};
use crate::pointer::Pointer;
use crate::source::Value;

/// A media type, and where it is listed unless it is the default.
#[derive(Debug, Clone)]
pub(super) struct MediaType<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) origin: Option<Pointer>,
}

impl MediaType<'static> {
    /// One that the document does not list.
    pub(super) fn unlisted(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), origin: None }
    }
}

/// What bodies are made of when the document does not say.
pub(super) fn json<'a>() -> Vec<MediaType<'a>> {
    vec![MediaType::unlisted("application/json")]
}

/// Whether both lists say the same.
pub(super) fn are_same(left: &[MediaType<'_>], right: &[MediaType<'_>]) -> bool {
    left.iter().map(|it| &it.name).eq(right.iter().map(|it| &it.name))
}

/// Takes the list under `key`; none when there is none.
pub(super) fn take<'a>(
    owner: &mut Members<'a>,
    key: &str,
    here: &Here<'_>,
    report: &mut Report,
) -> Option<Vec<MediaType<'a>>> {
    let written = owner.take(key)?;
    let list = here.before(&[key], report);
    let kind = written.kind();
    let Value::Array(elements) = written else {
        let message = format!("`{key}` must be an array of strings, this is {kind}");
        report.add(Code::WrongType, &here.below(&[key]), message).instead(Instead::Ignored);
        return None;
    };
    if elements.len() > MOST {
        let message = format!("more than {MOST} media types are not supported");
        report.add(Code::TooBig, &here.below(&[key]), message).instead(Instead::Ignored);
        return None;
    }
    let mut types = IndexMap::new();
    for (index, element) in elements.into_iter().enumerate() {
        match element {
            Value::String(name) => drop(types.entry(name).or_insert_with(|| list.child(index))),
            other => {
                let message = format!("a media type must be a string, this is {}", other.kind());
                let at = here.below(&[key, &index.to_string()]);
                report.add(Code::WrongType, &at, message).instead(Instead::Ignored);
            }
        }
    }
    let types: Vec<_> = types.into_iter().map(|(name, at)| MediaType { name, origin: Some(at) }).collect();
    Some(types).filter(|types| !types.is_empty())
}

/// Every body gets all of them, so that their number must not be of the document's choosing.
const MOST: usize = 100;

#[cfg(test)]
mod tests {
    use super::super::super::check::findings;

    #[test]
    fn findings_are_where_they_were_written() {
        insta::assert_snapshot!(findings("swagger: '2.0'\nconsumes: a/b\nproduces: [1]"), @"
        warning[E004] #/consumes: `consumes` must be an array of strings, this is a string; it is ignored
        warning[E004] #/produces/0: a media type must be a string, this is a number; it is ignored
        ");
        let many = findings(&format!("swagger: '2.0'\nconsumes: [{}]", "a, ".repeat(101)));
        assert_eq!(many, "warning[E002] #/consumes: more than 100 media types are not supported; it is ignored");
    }
}
