//! Links to the next page: the header `Link` (RFC 8288), and references relative to the page before (RFC 3986).

use http::header::LINK;
use http::uri::Scheme;
use http::{HeaderMap, Uri};

/// The target of the first link with the relation `next`.
pub(super) fn next(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(Links).find(Link::is_next).map(|link| link.target.to_owned())
}

/// One link of the header.
struct Link<'h> {
    target: &'h str,
    parameters: Vec<(&'h str, String)>,
}

impl Link<'_> {
    fn is_next(&self) -> bool {
        let value = |name: &str| self.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        // A link with an anchor is about another resource than the page.
        let relations = value("rel").filter(|_| value("anchor").is_none());
        relations.is_some_and(|(_, all)| all.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case("next")))
    }
}

/// The links in a header's value, up to the first thing that is none.
struct Links<'h>(&'h str);

impl<'h> Iterator for Links<'h> {
    type Item = Link<'h>;

    fn next(&mut self) -> Option<Link<'h>> {
        let rest = self.0.trim_start_matches([' ', '\t', ',']).strip_prefix('<')?;
        let (target, mut rest) = rest.split_once('>')?;
        let mut parameters = Vec::new();
        while let Some(parameter) = rest.trim_start_matches([' ', '\t']).strip_prefix(';') {
            let parameter = parameter.trim_start_matches([' ', '\t']);
            let end = parameter.find(['=', ';', ',']).unwrap_or(parameter.len());
            let (name, behind) = parameter.split_at(end);
            let (value, behind) = match behind.strip_prefix('=') {
                Some(value) => value_of(value.trim_start_matches([' ', '\t'])),
                None => (String::new(), behind),
            };
            parameters.push((name.trim(), value));
            rest = behind;
        }
        self.0 = rest;
        Some(Link { target: target.trim(), parameters })
    }
}

/// The value of a parameter, a word or a quoted text, and what is behind it.
fn value_of(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (word, behind) = text.split_at(text.find([';', ',']).unwrap_or(text.len()));
        return (word.trim().to_owned(), behind);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            c => value.push(c),
        }
    }
    (value, "")
}

/// Where `reference` leads from `page`: a path with a query, on the same host. The error says why it leads nowhere, as
/// the end of a sentence.
pub(super) fn resolve(page: &Uri, reference: &str) -> Result<String, String> {
    let reference = reference.split('#').next().unwrap_or_default();
    let (path, query) = reference.split_once('?').map_or((reference, None), |(path, query)| (path, Some(query)));
    let path = match (path, scheme(path)) {
        ("", _) => page.path().to_owned(),
        (_, Some(_)) => path_below(page, path)?,
        (_, None) if path.starts_with("//") => {
            path_below(page, &format!("{}:{path}", page.scheme_str().unwrap_or("https")))?
        }
        (_, None) if path.starts_with('/') => path.to_owned(),
        (_, None) => {
            let directory = page.path().rsplit_once('/').map_or("", |(directory, _)| directory);
            format!("{directory}/{path}")
        }
    };
    let path = without_dots(&path);
    Ok(query.map_or_else(|| path.clone(), |query| format!("{path}?{query}")))
}

/// The scheme of an absolute reference.
fn scheme(reference: &str) -> Option<&str> {
    let (scheme, _) = reference.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then_some(scheme)
}

/// The path of a URL on the host of `page`. Credentials go nowhere else.
fn path_below(page: &Uri, url: &str) -> Result<String, String> {
    let link: Uri = url.parse().map_err(|_| "the link is not a URL".to_owned())?;
    let host = |uri: &Uri| uri.host().unwrap_or_default().to_ascii_lowercase();
    let port = |uri: &Uri| uri.port_u16().unwrap_or(if uri.scheme() == Some(&Scheme::HTTP) { 80 } else { 443 });
    // Behind a proxy that speaks TLS for it, a service takes itself for `http`. The request goes on as the page's did.
    let upgraded = link.scheme() == Some(&Scheme::HTTP) && link.port().is_none() && page.port().is_none();
    let same_place = link.scheme() == page.scheme() && port(&link) == port(page);
    if host(&link) == host(page) && (same_place || upgraded) {
        return Ok(link.path().to_owned());
    }
    let host = link.authority().map(|authority| authority.as_str().rsplit('@').next().unwrap_or_default().to_owned());
    Err(format!("the link leads to {}, where the credentials must not go", host.as_deref().unwrap_or("another place")))
}

/// The path with its `.` and `..` carried out.
fn without_dots(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    // `a/..` and `a/.` are directories.
    if path.ends_with("/.") || path.ends_with("/..") {
        segments.push("");
    }
    format!("/{}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn found(values: &[&'static str]) -> Option<String> {
        let values = values.iter().map(|value| (LINK, HeaderValue::from_static(value)));
        next(&values.collect::<HeaderMap>())
    }

    #[test]
    fn the_link_to_the_next_page_is_found() {
        for (value, expected) in [
            (r#"<https://x/?page=2>; rel="next""#, "https://x/?page=2"),
            (r#"<https://x/?page=2>; rel="next", <https://x/?page=9>; rel="last""#, "https://x/?page=2"),
            (r#"<https://x/?page=1>; rel="prev", <https://x/?page=3>; rel=next"#, "https://x/?page=3"),
            (r#"</a?b=1,2;3>;rel="last NEXT";title="a, \"b\"; c""#, "/a?b=1,2;3"),
            (r#"<b>; title="x, <c>; rel=next"; rel=prev, <d> ; REL = next"#, "d"),
            (r#"<a>; rel="next"; rel="prev""#, "a"),
            (r#"<>; rel="next""#, ""),
        ] {
            assert_eq!(found(&[value]).as_deref(), Some(expected), "{value}");
        }
        assert_eq!(found(&[r#"<a>; rel="prev""#, r#"<b>; rel="next""#]).as_deref(), Some("b"));
        for value in [
            r#"<a>; rel="prev""#,
            r#"<a>; rel="nextish""#,
            r#"<a>; rel="prev"; rel="next""#,
            r##"<a>; rel="next"; anchor="#other""##,
            "a; rel=next",
            "<a; rel=next",
            "<a>",
            "",
        ] {
            assert_eq!(found(&[value]), None, "{value}");
        }
    }

    #[test]
    fn references_are_relative_to_the_page() {
        let page: Uri = "https://api.example.com/v1/things/list?page=1".parse().expect("the URL is valid");
        for (reference, expected) in [
            ("?page=2", "/v1/things/list?page=2"),
            ("", "/v1/things/list"),
            ("#top", "/v1/things/list"),
            ("next?x=1", "/v1/things/next?x=1"),
            ("./next", "/v1/things/next"),
            ("../../v2/./things/", "/v2/things/"),
            ("../..", "/"),
            ("../../../..", "/"),
            ("/other/../v3?u=http://y/", "/v3?u=http://y/"),
            ("//api.example.com/x", "/x"),
            ("https://api.example.com/x?y=%20", "/x?y=%20"),
            ("https://API.example.com:443/x", "/x"),
            ("http://api.example.com/x", "/x"),
            ("https://api.example.com?page=2", "/?page=2"),
        ] {
            assert_eq!(resolve(&page, reference).as_deref(), Ok(expected), "{reference}");
        }
    }

    #[test]
    fn nothing_is_sent_to_another_place() {
        let page: Uri = "https://api.example.com/list".parse().expect("the URL is valid");
        for reference in [
            "https://evil.example.com/list",
            "//evil.example.com/list",
            "https://api.example.com:8443/list",
            "http://api.example.com:443/list",
            "https://api.example.com@evil.example.com/",
            "ftp://api.example.com/",
            "javascript:alert(1)",
            "https://",
        ] {
            assert!(resolve(&page, reference).is_err(), "{reference}");
        }
        let error = resolve(&page, "https://user:secret@evil.example.com/list").unwrap_err();
        assert_eq!(error, "the link leads to evil.example.com, where the credentials must not go");
        let plain: Uri = "http://api.example.com/list".parse().expect("the URL is valid");
        assert!(resolve(&plain, "https://api.example.com/list").is_err(), "the port is another one");
    }
}
