//! Which credentials a request must carry, and that it carries no others.

use serde_json::Value;

use super::request::Request;

/// Where a credential is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Credential {
    Header(String),
    Query(String),
    Cookie(String),
    /// `Authorization`, with this scheme in front of the token.
    Authorization(&'static str),
    /// Where it is, only the two who agreed on it know.
    Unseen,
}

/// The credentials that an operation asks for, and those that it does not.
#[derive(Debug, Clone, Default)]
pub(super) struct Security {
    /// Alternatives, each with all that it takes.
    alternatives: Vec<Vec<Credential>>,
    /// What other operations ask for.
    others: Vec<Credential>,
}

impl Security {
    /// Reads the requirements `asked`, of which `schemes` says what the names mean. One that names what there is not is
    /// none.
    pub(super) fn new(schemes: &[(&str, &Value)], asked: Option<&Value>) -> Self {
        let schemes: Vec<_> = schemes.iter().map(|(name, scheme)| (*name, credential(scheme))).collect();
        let named = |name: &String| schemes.iter().find(|(key, _)| key == name).map(|(_, it)| it.clone());
        let alternative = |names: &Value| names.as_object()?.keys().map(named).collect::<Option<Vec<_>>>();
        let asked = asked.and_then(Value::as_array).into_iter().flatten();
        let alternatives: Vec<_> = asked.filter_map(alternative).collect();
        let is_asked = |credential: &Credential| alternatives.iter().flatten().any(|it| it == credential);
        let others = schemes.iter().map(|(_, it)| it.clone()).filter(|it| !is_asked(it)).collect();
        Self { alternatives, others }
    }

    /// Whether a credential is asked for that stands under that name in the query.
    pub(super) fn is_query(&self, name: &str) -> bool {
        self.asked().any(|it| matches!(it, Credential::Query(key) if key == name))
    }

    /// Whether a credential is asked for that stands under that name in a cookie.
    pub(super) fn is_cookie(&self, name: &str) -> bool {
        self.asked().any(|it| matches!(it, Credential::Cookie(key) if key == name))
    }

    /// Whether a credential is asked for that stands under that name in a header.
    pub(super) fn is_header(&self, name: &str) -> bool {
        self.asked().any(|it| matches!(it, Credential::Header(key) if key.eq_ignore_ascii_case(name)))
    }

    fn asked(&self) -> impl Iterator<Item = &Credential> {
        self.alternatives.iter().flatten()
    }

    /// What is wrong with the headers of `request`, sent by someone who has all credentials. `is_parameter` tells which
    /// headers are there on other grounds.
    pub(super) fn trouble(&self, request: &Request, is_parameter: impl Fn(&str) -> bool) -> Option<String> {
        let mut asking = self.alternatives.iter().filter(|alternative| !alternative.is_empty()).peekable();
        let asks = asking.peek().is_some();
        if asks && !asking.any(|alternative| alternative.iter().all(|it| it.is_in(request))) {
            return Some(format!("the credentials are none of {:?}", self.alternatives));
        }
        if self.asked().any(|it| *it == Credential::Unseen) {
            return None;
        }
        // Several schemes may have one header.
        let is_asked = |name: &str| {
            self.asked().any(|it| it.header().is_some_and(|key| key.eq_ignore_ascii_case(name)) && it.is_in(request))
        };
        let is_stray = |credential: &&Credential| match credential {
            Credential::Header(name) => !is_parameter(name) && !is_asked(name) && credential.is_in(request),
            Credential::Authorization(_) => credential.is_in(request),
            // In queries and cookies they are found among the strangers.
            Credential::Query(_) | Credential::Cookie(_) | Credential::Unseen => false,
        };
        let stray = self.others.iter().find(is_stray);
        stray.map(|credential| format!("nothing asks for the credential {credential:?}"))
    }
}

/// Where the credential of a scheme is seen.
fn credential(scheme: &Value) -> Credential {
    let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
    let is_http = |name: &str| text("type") == "http" && text("scheme").eq_ignore_ascii_case(name);
    match (text("type"), text("in")) {
        _ if scheme.get("x-signer").is_some() => Credential::Unseen,
        ("apiKey", "query") => Credential::Query(text("name").to_owned()),
        ("apiKey", "cookie") => Credential::Cookie(text("name").to_owned()),
        ("apiKey", _) => Credential::Header(text("name").to_owned()),
        ("oauth2" | "openIdConnect", _) => Credential::Authorization("Bearer"),
        ("basic", _) => Credential::Authorization("Basic"),
        _ if is_http("basic") => Credential::Authorization("Basic"),
        _ if is_http("bearer") => Credential::Authorization("Bearer"),
        _ => Credential::Unseen,
    }
}

impl Credential {
    /// The header that it stands in.
    fn header(&self) -> Option<&str> {
        match self {
            Self::Header(name) => Some(name),
            Self::Authorization(_) => Some("authorization"),
            Self::Query(_) | Self::Cookie(_) | Self::Unseen => None,
        }
    }

    fn is_in(&self, request: &Request) -> bool {
        match self {
            Self::Header(name) => request.header(name).is_some(),
            Self::Query(name) => request.query().has(name),
            Self::Cookie(name) => request.cookies().has(name),
            Self::Authorization(scheme) => {
                request.header("authorization").is_some_and(|it| it.split(' ').next() == Some(scheme))
            }
            Self::Unseen => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Request, Security};

    /// What an operation asks for, and the target and the headers of a request to it.
    type Row<'a> = (Value, &'a str, &'a [(&'a str, &'a str)]);

    #[test]
    fn credentials_are_those_that_are_asked_for() {
        let schemes = json!({
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "id": {"type": "apiKey", "in": "query", "name": "id"},
            "session": {"type": "apiKey", "in": "cookie", "name": "s"},
            "user": {"type": "http", "scheme": "Basic"},
            "token": {"type": "oauth2"},
            "word": {"type": "apiKey", "in": "header", "name": "Authorization"},
            "certificate": {"type": "mutualTLS"},
        });
        let schemes: Vec<(&str, &Value)> =
            schemes.as_object().into_iter().flatten().map(|(name, scheme)| (name.as_str(), scheme)).collect();
        let basic = ("authorization", "Basic dTpw");
        let bearer = ("authorization", "Bearer t");
        let accepted: [Row<'_>; 6] = [
            (json!([]), "/", &[]),
            (json!([{"key": []}]), "/", &[("x-key", "k")]),
            (json!([{"key": [], "id": []}]), "/?id=1", &[("x-key", "k")]),
            (json!([{"user": []}, {"token": []}]), "/", &[bearer]),
            (json!([{"session": []}]), "/", &[("cookie", "a=1; s=2")]),
            (json!([{"certificate": []}]), "/", &[basic]),
        ];
        let refused: [Row<'_>; 6] = [
            (json!([]), "/", &[("x-key", "k")]),
            (json!([]), "/", &[bearer]),
            (json!([{"key": []}]), "/", &[]),
            (json!([{"key": []}, {}]), "/", &[]),
            (json!([{"key": [], "id": []}]), "/", &[("x-key", "k")]),
            (json!([{"user": []}]), "/", &[bearer]),
        ];
        let trouble = |(asked, target, headers): &Row<'_>| {
            let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let request = Request { target: (*target).to_owned(), headers, ..Request::default() };
            Security::new(&schemes, Some(asked)).trouble(&request, |_| false)
        };
        for row in &accepted {
            assert_eq!(trouble(row), None, "{row:?}");
        }
        for row in &refused {
            assert_ne!(trouble(row), None, "{row:?}");
        }
    }
}
