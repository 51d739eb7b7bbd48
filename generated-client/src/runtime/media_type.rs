//! Media types: their parts, and which of the documented ones a reply has.

/// How well a documented media type fits one that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// By `*/*`.
    Anything,
    /// By a range such as `image/*`.
    Range,
    /// Another name of the same notation, such as `application/problem+json` for `application/json`.
    Notation,
    /// The same, but for parameters that did not come.
    Essence,
    /// The same.
    Same,
    /// The same, and so are the parameters that the document has.
    Parameters,
}

/// The index of the one of `documented` that fits `received` best, the first of them if several do.
///
/// Where none fits, or nothing was said, the body is looked at: what begins like JSON is taken for the first that is JSON,
/// and all else for the first that is not.
pub(super) fn select(received: Option<&str>, body: &[u8], documented: &[&str]) -> usize {
    let fits = documented.iter().enumerate().filter_map(|(index, it)| Some((fit(it, received?)?, index)));
    // The first of those that fit equally well.
    if let Some((_, index)) = fits.max_by_key(|(fit, index)| (*fit, usize::MAX - index)) {
        return index;
    }
    let looks_like_json = matches!(body.trim_ascii_start().first(), Some(b'{' | b'['));
    documented.iter().position(|it| is_json(it) == looks_like_json).unwrap_or_default()
}

fn fit(documented: &str, received: &str) -> Option<Fit> {
    let (wanted, come) = (lower_essence(documented), lower_essence(received));
    if wanted == come {
        let came = |parameter: &String| parameters(received).any(|it| it == *parameter);
        let asked: Vec<String> = parameters(documented).collect();
        return Some(match asked.as_slice() {
            [] => Fit::Same,
            asked if asked.iter().all(came) => Fit::Parameters,
            _ => Fit::Essence,
        });
    }
    match wanted.split_once('/') {
        Some(("*", "*")) => Some(Fit::Anything),
        Some((kind, "*")) => (come.split('/').next() == Some(kind)).then_some(Fit::Range),
        _ if is_json(&wanted) && is_json(&come) || is_xml(&wanted) && is_xml(&come) => Some(Fit::Notation),
        _ => None,
    }
}

/// A media type without its parameters, as it is written: capitals make no difference to what it means.
pub(in crate::runtime) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// The value of a parameter, without the quotes that may be around it.
pub(in crate::runtime) fn parameter<'m>(media_type: &'m str, name: &str) -> Option<&'m str> {
    let mut parameters = media_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, value) = parameters.find(|(known, _)| known.trim().eq_ignore_ascii_case(name))?;
    Some(value.trim().trim_matches('"'))
}

fn lower_essence(media_type: &str) -> String {
    essence(media_type).to_ascii_lowercase()
}

/// The parameters of a media type but for its charset, which says nothing about what it holds.
fn parameters(media_type: &str) -> impl Iterator<Item = String> {
    let parameters = media_type.split(';').skip(1).map(|it| it.trim().replace('"', "").to_ascii_lowercase());
    parameters.filter(|it| !it.is_empty() && !it.starts_with("charset="))
}

/// Whether a media type is JSON.
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = lower_essence(media_type);
    essence.ends_with("/json") || essence.ends_with("+json")
}

/// Whether a content type says anything about what came: the type for bytes of any kind does not.
pub(super) fn is_media_type(content_type: &str) -> bool {
    let essence = essence(content_type);
    essence.contains('/') && !essence.eq_ignore_ascii_case("application/octet-stream")
}

fn is_xml(essence: &str) -> bool {
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

#[cfg(test)]
mod tests {
    use super::{essence, parameter, select};

    #[test]
    fn a_media_type_has_an_essence_and_parameters() {
        let text = "Text/Plain ; format=flowed;\tCharset=\"UTF-8\"";
        assert_eq!(essence(text), "Text/Plain");
        assert_eq!([parameter(text, "format"), parameter(text, "charset")], [Some("flowed"), Some("UTF-8")]);
        assert_eq!(parameter(text, "boundary"), None);
        assert_eq!((essence(""), parameter("charset=x", "charset")), ("", None));
    }

    #[test]
    fn the_best_fit_wins() {
        let plain = &["application/json", "text/plain", "image/*", "*/*"][..];
        let parameters = &["application/json", "application/json;stream=watch", "application/xml"][..];
        for (received, documented, expected) in [
            ("application/json", plain, 0),
            ("Application/JSON; charset=utf-8", plain, 0),
            ("application/problem+json", plain, 0),
            ("text/plain;charset=iso-8859-1", plain, 1),
            ("image/png", plain, 2),
            ("application/pdf", plain, 3),
            ("application/json", parameters, 0),
            ("application/json; stream=\"watch\"", parameters, 1),
            ("application/json; stream=other", parameters, 0),
            ("text/xml", parameters, 2),
        ] {
            assert_eq!(select(Some(received), b"", documented), expected, "{received}");
        }
    }

    #[test]
    fn the_body_decides_where_nothing_fits() {
        let documented = &["text/plain", "application/json"];
        for (received, body, expected) in [
            (None, &b" {\"a\": 1}"[..], 1),
            (None, b"[]", 1),
            (None, b"pong", 0),
            (None, b"", 0),
            (Some("application/octet-stream"), b"{}", 1),
            (Some(""), b"pong", 0),
        ] {
            assert_eq!(select(received, body, documented), expected, "{received:?}");
        }
        assert_eq!(select(None, b"x", &["application/json"]), 0);
    }
}
