//! Where requests go: a base URL, or a server of the document with its variables.

mod base;
mod reach;

use std::fmt;

use http::Uri;

pub(super) use self::base::Base;
pub use self::base::EndpointError;
pub(crate) use self::reach::Reach;
use super::operation::{ServerInfo, ServerVariableInfo};

/// A base URL as it was given; [`ClientBuilder::build`](super::ClientBuilder::build) checks it.
///
/// It is made from a string, or from a server of the generated `Server` enum. Without a scheme it means `https://`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    place: Place,
    /// The values that were set for variables.
    values: Vec<(&'static str, String)>,
    /// What a relative server is relative to.
    base: Option<Unchecked>,
    /// Where to send instead, in that order.
    others: Vec<Endpoint>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Url(Unchecked),
    Server(&'static ServerInfo),
}

/// A URL that nobody has looked at yet. A password in it is refused later, but may be printed before.
#[derive(Clone, PartialEq, Eq)]
struct Unchecked(String);

impl fmt::Debug for Unchecked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.0.split(['?', '#']).next().unwrap_or_default();
        match url.rsplit_once('@') {
            Some((_, host)) => write!(f, "\"…@{}\"", host.escape_debug()),
            None if self.0.contains('@') => f.write_str("\"…\""),
            None => url.fmt(f),
        }
    }
}

/// Who chose a base URL. It decides what an operation with servers of its own does: beside a server of the document it
/// has its place, but nothing is sent past a URL that the user gave, such as a test server, to one that the user did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The document lists it.
    Document,
    /// The user gave it.
    User,
}

impl Endpoint {
    /// Sets a variable in the URL of a server; the others keep their defaults.
    #[must_use]
    pub fn variable(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.retain(|(known, _)| *known != name);
        self.values.push((name, value.into()));
        self
    }

    /// Says what a server is relative to, such as `https://example.com` for the server `/v1`. A server with a URL of its
    /// own stays what it is.
    #[must_use]
    pub fn at(mut self, base: impl Into<String>) -> Self {
        self.base = Some(Unchecked(base.into()));
        self
    }

    /// Sends a call to `other` if it cannot be sent here because the host's name is not known or its certificate does
    /// not hold: see [`Obstacle`](super::transport::Obstacle). Each call begins here.
    ///
    /// A host that refuses the connection, or does not answer, is no reason to go elsewhere: so it is in the clients that
    /// know several endpoints, and a service that is down should not be found out by asking it everywhere.
    #[must_use]
    pub fn or(mut self, other: impl Into<Self>) -> Self {
        self.others.push(other.into());
        self
    }

    /// The URL of `target`, a path that begins with a slash, and a query if there is one, both encoded.
    ///
    /// # Errors
    ///
    /// When this is not a base URL that can be used, or `target` is not encoded.
    pub fn join(&self, target: &str) -> Result<Uri, EndpointError> {
        Base::parse(self)?.join(target.to_owned()).map_err(|_| EndpointError::Path)
    }

    /// Who chose it.
    pub(super) fn origin(&self) -> Origin {
        match (&self.place, &self.base) {
            (Place::Server(_), None) => Origin::Document,
            (Place::Url(_), _) | (Place::Server(_), Some(_)) => Origin::User,
        }
    }

    /// Whether it depends on where it is looked at.
    fn is_relative(&self) -> bool {
        match &self.place {
            Place::Url(_) => false,
            Place::Server(server) => {
                self.base.is_none() && filled(server, &self.values).is_ok_and(|url| is_relative(&url))
            }
        }
    }

    /// The URL as text, relative to nothing any more.
    pub(super) fn url(&self) -> Result<String, EndpointError> {
        let server = match &self.place {
            Place::Url(url) if self.values.is_empty() => return Ok(url.0.clone()),
            Place::Url(_) => return Err(EndpointError::Variable(self.values[0].0)),
            Place::Server(server) => server,
        };
        let url = filled(server, &self.values)?;
        match &self.base {
            _ if !is_relative(&url) => Ok(url),
            Some(base) => base::resolve(&base.0, &url),
            None => Err(EndpointError::Relative(server.url)),
        }
    }
}

/// Whether a server's URL says nothing about the host.
pub(super) fn is_relative(url: &str) -> bool {
    !url.contains("://")
}

fn filled(server: &'static ServerInfo, values: &[(&'static str, String)]) -> Result<String, EndpointError> {
    for (name, value) in values {
        let variable = server.variables.iter().find(|variable| variable.name == *name);
        let allowed = variable.ok_or(EndpointError::Variable(name))?.values;
        if !allowed.is_empty() && !allowed.contains(&value.as_str()) {
            return Err(EndpointError::Value(name));
        }
    }
    let value = |variable: &ServerVariableInfo| {
        let set = values.iter().find(|(name, _)| *name == variable.name);
        set.map_or(variable.default, |(_, value)| value.as_str()).to_owned()
    };
    let fill =
        |url: String, variable: &ServerVariableInfo| url.replace(&format!("{{{}}}", variable.name), &value(variable));
    Ok(server.variables.iter().fold(server.url.to_owned(), fill))
}

impl From<&str> for Endpoint {
    fn from(url: &str) -> Self {
        Self::from(url.to_owned())
    }
}

impl From<&String> for Endpoint {
    fn from(url: &String) -> Self {
        Self::from(url.clone())
    }
}

impl From<String> for Endpoint {
    fn from(url: String) -> Self {
        Self { place: Place::Url(Unchecked(url)), values: Vec::new(), base: None, others: Vec::new() }
    }
}

impl From<&'static ServerInfo> for Endpoint {
    /// The server with each variable at its default. An operation's own servers stand in its `INFO`.
    fn from(server: &'static ServerInfo) -> Self {
        Self { place: Place::Server(server), values: Vec::new(), base: None, others: Vec::new() }
    }
}

/// A server's name that the document does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownServer {
    given: String,
    supported: Vec<&'static str>,
}

impl UnknownServer {
    /// Says that `given` is none of the `supported` names.
    pub fn new(given: impl Into<String>, supported: impl IntoIterator<Item = &'static str>) -> Self {
        Self { given: given.into(), supported: supported.into_iter().collect() }
    }
}

impl fmt::Display for UnknownServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no server `{}`; supported are {}", self.given.escape_debug(), self.supported.join(", "))
    }
}

impl std::error::Error for UnknownServer {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::Credential;
    use crate::runtime::testing::{Answer, Script, TestSigner, builder, start};
    use crate::runtime::transport::{Obstacle, TransportErrorKind};

    static SERVER: ServerInfo = ServerInfo {
        name: "zones",
        url: "{scheme}://{zone}.example.com/{path}",
        variables: &[
            ServerVariableInfo { name: "scheme", default: "https", values: &["https", "http"] },
            ServerVariableInfo { name: "zone", default: "eu", values: &[] },
            ServerVariableInfo { name: "path", default: "", values: &[] },
        ],
    };

    #[test]
    fn variables_are_filled_in() {
        let server = || Endpoint::from(&SERVER);
        for (endpoint, expected) in [
            (server(), Ok("https://eu.example.com/")),
            (server().variable("zone", "us").variable("path", "v1"), Ok("https://us.example.com/v1")),
            (server().variable("scheme", "http").variable("scheme", "https"), Ok("https://eu.example.com/")),
            (server().variable("scheme", "ftp"), Err(EndpointError::Value("scheme"))),
            (server().variable("region", "us"), Err(EndpointError::Variable("region"))),
            (Endpoint::from("https://example.com").variable("zone", "us"), Err(EndpointError::Variable("zone"))),
        ] {
            assert_eq!(endpoint.url().as_deref(), expected.as_deref());
        }
    }

    #[test]
    fn a_value_is_checked_as_part_of_the_url() {
        for (value, expected) in [
            ("user@", EndpointError::UserInfo),
            ("x#", EndpointError::Query),
            ("x?y", EndpointError::Query),
            ("x/../y", EndpointError::Path),
            ("x y", EndpointError::NotAUrl),
        ] {
            assert_eq!(Base::parse(&Endpoint::from(&SERVER).variable("zone", value)), Err(expected), "{value}");
        }
    }

    #[test]
    fn a_relative_server_needs_something_to_be_relative_to() {
        const fn server(url: &'static str) -> ServerInfo {
            ServerInfo { name: "", url, variables: &[] }
        }
        static TABLE: [(ServerInfo, &str); 8] = [
            (server("/v1"), "https://example.com/v1"),
            (server("v1"), "https://example.com/a/b/v1"),
            (server("./v1/"), "https://example.com/a/b/v1/"),
            (server("../v1"), "https://example.com/a/v1"),
            (server("../../../v1/.."), "https://example.com/"),
            (server(""), "https://example.com/a/b"),
            (server("//other.com/x"), "https://other.com/x"),
            (server("http://own.com"), "http://own.com"),
        ];
        for (server, expected) in &TABLE {
            let url = Endpoint::from(server).at("example.com/a/b").url();
            assert_eq!(url.as_deref(), Ok(*expected), "{}", server.url);
        }
        assert_eq!(Endpoint::from(&TABLE[0].0).url(), Err(EndpointError::Relative("/v1")));
        assert_eq!(Endpoint::from(&TABLE[0].0).at("http://x/?y").url(), Err(EndpointError::Query));
    }

    #[tokio::test(start_paused = true)]
    async fn another_endpoint_is_for_hosts_that_cannot_be_reached() {
        let ok = || Answer::Reply(200, r#"{"id": "j"}"#);
        let [name, tls] = [Obstacle::Name, Obstacle::Tls].map(|obstacle| move || Answer::Blocked(obstacle));
        let hosts = |hosts: &[&str]| hosts.iter().map(|host| format!("{host}.example.com")).collect::<Vec<_>>();
        for (answers, expected, accepted) in [
            (vec![ok(), ok()], hosts(&["a", "a"]), true),
            (vec![name(), ok(), ok()], hosts(&["a", "b", "a"]), true),
            (vec![name(), tls(), ok(), ok()], hosts(&["a", "b", "c", "a"]), true),
            (vec![name(), tls(), name()], hosts(&["a", "b", "c", "a"]), false),
            (vec![Answer::Fail(TransportErrorKind::Connect)], hosts(&["a", "a"]), false),
            (vec![Answer::Fail(TransportErrorKind::Io)], hosts(&["a", "a"]), false),
            (vec![Answer::Reply(503, "")], hosts(&["a", "a"]), false),
            (vec![name(), Answer::Fail(TransportErrorKind::Io)], hosts(&["a", "b", "a"]), false),
        ] {
            let script = Script::new(answers);
            let endpoint = Endpoint::from("https://a.example.com").or("b.example.com").or("c.example.com/base");
            let builder = builder().endpoint(endpoint).credential("akSk", Credential::signer(TestSigner));
            let builder = builder.credential("app", Credential::value("k")).transport(script.clone());
            let client = builder.build().expect("the client is valid");
            // Neither the one nor the other counts as a retry, and each request is signed for the host that it goes to.
            let outcome = start(&client, "t").await;
            assert_eq!(outcome.as_ref().is_ok(), accepted, "{outcome:?}");
            assert!(outcome.is_ok() || outcome.is_err_and(|error| error.attempts() == 1));
            drop(start(&client, "t").await);
            assert_eq!(script.hosts(), expected);
            let signed = script.signatures();
            assert!(signed.iter().zip(&expected).all(|(signature, host)| signature.contains(host)), "{signed:?}");
        }
    }

    #[test]
    fn each_of_several_endpoints_is_checked() {
        let endpoint = Endpoint::from("https://a.example.com").or("ftp://b.example.com");
        assert_eq!(Base::parse(&endpoint), Err(EndpointError::Scheme));
    }
}
