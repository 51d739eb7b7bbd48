//! What must not stand in a recording: credentials, and whatever has the name of one.

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::received::Received;
use super::recording::{Payload, Texts};
use crate::runtime::auth::telling::letters;
use crate::runtime::auth::{Echo, is_telling};
use crate::runtime::media_type::essence;

/// What stands in the place of a secret.
const MASK: &str = "***";

/// Finds secrets by their names: those that speak for themselves, and those that a user adds.
#[derive(Debug, Clone, Default)]
pub(super) struct Redactor {
    pub(super) names: Vec<String>,
}

/// A request without its secrets.
pub(super) struct Redacted {
    pub(super) url: String,
    pub(super) headers: Texts,
    pub(super) body: Payload,
}

impl Redactor {
    pub(super) fn request(&self, request: &Received) -> Redacted {
        let echo = echo(request);
        let (path, query) = (request.uri().path(), request.uri().query());
        let query = query.map_or_else(String::new, |query| format!("?{}", self.pairs(query)));
        let scheme = request.uri().scheme_str().unwrap_or_default();
        // The host alone: a user with a password may stand before it.
        let host = request.uri().host().unwrap_or_default();
        let port = request.uri().port().map_or_else(String::new, |port| format!(":{port}"));
        let (headers, body) = self.message(&echo, request.headers(), request.body());
        Redacted { url: text(&echo, format!("{scheme}://{host}{port}{path}{query}")), headers, body }
    }

    /// The headers and the body of the reply to `request`.
    pub(super) fn reply(&self, request: &Received, headers: &HeaderMap, body: &Bytes) -> (Texts, Payload) {
        self.message(&echo(request), headers, body)
    }

    fn message(&self, echo: &Echo, headers: &HeaderMap, body: &Bytes) -> (Texts, Payload) {
        let (mut texts, shown) = (self.headers(echo, headers), self.body(echo, headers, body));
        if shown.as_bytes() != body {
            // It is the length of what was not recorded.
            texts.remove(CONTENT_LENGTH.as_str());
        }
        (texts, shown)
    }

    fn headers(&self, echo: &Echo, headers: &HeaderMap) -> Texts {
        let shown = |name: &HeaderName, value: &HeaderValue| match value.is_sensitive() || self.is_secret(name.as_str())
        {
            true => MASK.to_owned(),
            false => text(echo, self.queries(&String::from_utf8_lossy(value.as_bytes()))),
        };
        let mut texts = Texts::new();
        for (name, value) in headers {
            let value = shown(name, value);
            let all = texts.entry(name.as_str().to_owned()).or_default();
            all.push_str(if all.is_empty() { "" } else { ", " });
            all.push_str(&value);
        }
        texts
    }

    fn body(&self, echo: &Echo, headers: &HeaderMap, body: &Bytes) -> Payload {
        let mut json = serde_json::from_slice::<Value>(body);
        let is_changed = json.as_mut().is_ok_and(|value| self.hide(value, Named::Otherwise));
        let hidden = match (json, std::str::from_utf8(body)) {
            (Ok(value), _) if is_changed => value.to_string().into(),
            (_, Ok(text)) if is_form(headers) => self.pairs(text).into(),
            // Parts, events, lines, XML: what is in them cannot be told from its name.
            (Err(_), _) if self.names_a_secret(&String::from_utf8_lossy(body)) => return Payload::LeftOut,
            // What has nothing to hide stays as it was written.
            _ => body.clone(),
        };
        Payload::of(&echo.hide(hidden))
    }

    /// Hides what is secret in the queries of the addresses that a header may hold, as `Location` and `Link` do.
    fn queries(&self, text: &str) -> String {
        let mut parts = text.split('?');
        let mut shown = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find([' ', '#', '>', '"', ',', ';']).unwrap_or(part.len());
            let (query, rest) = part.split_at(end);
            shown.extend(["?", &self.pairs(query), rest]);
        }
        shown
    }

    /// Hides the values of a query or a form.
    fn pairs(&self, pairs: &str) -> String {
        let shown = |pair: &str| match pair.split_once('=') {
            Some((name, _)) if self.is_secret(&percent_decode_str(name).decode_utf8_lossy()) => {
                format!("{name}={MASK}")
            }
            _ => pair.to_owned(),
        };
        pairs.split('&').map(shown).collect::<Vec<_>>().join("&")
    }

    /// Hides what is secret in `value`, and says whether there was anything.
    fn hide(&self, value: &mut Value, named: Named) -> bool {
        match (value, named) {
            (Value::Object(members), _) => members.iter_mut().fold(false, |found, (name, member)| {
                let named = if self.is_secret(name) { Named::Secret } else { named };
                self.hide(member, named) | found
            }),
            (Value::Array(items), _) => items.iter_mut().fold(false, |found, item| self.hide(item, named) | found),
            (Value::String(text), Named::Secret) => {
                MASK.clone_into(text);
                true
            }
            (value @ Value::Number(_), Named::Secret) => {
                *value = 0.into();
                true
            }
            (Value::String(text), Named::Otherwise) if text.trim_start().starts_with(['{', '[']) => self.hide_in(text),
            _ => false,
        }
    }

    /// The same for a text that may be JSON itself, as when one service passes on what another has said.
    fn hide_in(&self, text: &mut String) -> bool {
        match serde_json::from_str::<Value>(text) {
            Ok(mut inner) => {
                let is_changed = self.hide(&mut inner, Named::Otherwise);
                if is_changed {
                    *text = inner.to_string();
                }
                is_changed
            }
            // It was cut off, or is something else: what is in it cannot be told from its name.
            Err(_) if self.names_a_secret(text) => {
                MASK.clone_into(text);
                true
            }
            Err(_) => false,
        }
    }

    fn is_secret(&self, name: &str) -> bool {
        is_telling(name) || self.names.iter().any(|known| letters(known) == letters(name))
    }

    /// Whether the name of a secret stands anywhere in a text of which nobody knows what is a name there.
    fn names_a_secret(&self, text: &str) -> bool {
        let text = letters(text);
        is_telling(&text) || self.names.iter().any(|known| text.contains(&letters(known)))
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let value = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    essence(value).to_ascii_lowercase().ends_with("form-urlencoded")
}

/// Whether a value stands under the name of a secret, directly or further up.
#[derive(Clone, Copy)]
enum Named {
    Secret,
    Otherwise,
}

/// Finds the credentials of `request` wherever they come again.
fn echo(request: &Received) -> Echo {
    let schemes = request.operation().map_or(&[][..], |operation| operation.api.schemes);
    Echo::of(schemes, request.uri(), request.headers())
}

fn text(echo: &Echo, text: String) -> String {
    String::from_utf8_lossy(&echo.hide(text.into())).into_owned()
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, Uri};

    use super::{Echo, Payload, Redactor};

    #[test]
    fn forms_are_known_by_their_media_type() {
        let echo = Echo::of(&[], &Uri::from_static("https://things.test"), &HeaderMap::new());
        for content_type in [
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-8",
            "Application/X-WWW-Form-URLEncoded ;charset=utf-8",
        ] {
            let headers = HeaderMap::from_iter([(http::header::CONTENT_TYPE, HeaderValue::from_static(content_type))]);
            let body = Redactor::default().body(&echo, &headers, &"user=u&pass%77ord=p".into());
            assert_eq!(body, Payload::of(&"user=u&pass%77ord=***".into()), "{content_type}");
        }
    }

    #[test]
    fn a_body_that_names_a_secret_where_nobody_knows_the_names_is_left_out() {
        let echo = Echo::of(&[], &Uri::from_static("https://things.test"), &HeaderMap::new());
        let redactor = Redactor { names: vec!["PIN".into()] };
        let kept = |body: &'static str| redactor.body(&echo, &HeaderMap::new(), &body.into());
        for body in [
            "--x\r\ncontent-disposition: form-data; name=\"admin_password\"\r\n\r\nhunter2\r\n--x--",
            "{\"id\": 1}\n{\"access_token\": \"hunter2\"}\n",
            "data: {\"id\": 1, \"clientSecret\": \"hunter2\"}\n\n",
            "<user><pin>1234</pin></user>",
        ] {
            assert_eq!(kept(body), Payload::LeftOut, "{body}");
        }
        for body in ["{\"id\": 1}\n{\"id\": 2}\n", "data: 1\n\n", "\"what a token is\""] {
            assert_eq!(kept(body), Payload::of(&body.into()), "{body}");
        }
    }

    #[test]
    fn json_in_a_text_of_json_is_looked_into() {
        let echo = Echo::of(&[], &Uri::from_static("https://things.test"), &HeaderMap::new());
        let shown = |body: &'static str| {
            let shown = Redactor::default().body(&echo, &HeaderMap::new(), &body.into());
            String::from_utf8_lossy(shown.as_bytes()).into_owned()
        };
        for (body, expected) in [
            (r#"{"detail":"{\"password\":\"hunter2\"}"}"#, r#"{"detail":"{\"password\":\"***\"}"}"#),
            (
                r#"{"detail":" [\"{\\\"token\\\":\\\"hunter2\\\"}\"]"}"#,
                r#"{"detail":"[\"{\\\"token\\\":\\\"***\\\"}\"]"}"#,
            ),
            (r#"{"detail":"{\"password\":\"hunt"}"#, r#"{"detail":"***"}"#),
            (r#"{"detail":"{ \"id\": 1 }"}"#, r#"{"detail":"{ \"id\": 1 }"}"#),
            (r#"{"detail":"[not json"}"#, r#"{"detail":"[not json"}"#),
            (r#"["the password is wrong"]"#, r#"["the password is wrong"]"#),
        ] {
            assert_eq!(shown(body), expected, "{body}");
        }
    }

    #[test]
    fn a_length_goes_with_the_body_that_it_is_of() {
        let echo = Echo::of(&[], &Uri::from_static("https://things.test"), &HeaderMap::new());
        let headers = HeaderMap::from_iter([(http::header::CONTENT_LENGTH, HeaderValue::from_static("17"))]);
        let length = |body: &'static str| {
            let (headers, _) = Redactor::default().message(&echo, &headers, &body.into());
            headers.get("content-length").cloned()
        };
        assert_eq!(length("{\"number\": \"1234\"}"), Some("17".to_owned()));
        assert_eq!(length("{\"token\": \"12345\"}"), None);
    }

    #[test]
    fn addresses_in_headers_lose_the_secrets_of_their_queries() {
        let shown = |text| Redactor::default().queries(text);
        assert_eq!(shown("https://a.test/x?access_token=1&page=2#top"), "https://a.test/x?access_token=***&page=2#top");
        assert_eq!(
            shown("</x?page=2&Token=1>; rel=\"next\", </x?X-Sig-Signature=1>"),
            "</x?page=2&Token=***>; rel=\"next\", </x?X-Sig-Signature=***>"
        );
        assert_eq!(shown("why? because, token=1"), "why? because, token=1");
    }
}
