//! Hooks: what a user has done to each request before it is sent, and told about each attempt after it has ended.

use std::fmt;
use std::time::Duration;

use http::header::Entry;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use super::draft::own_header;
use super::error::{Fault, Problem};
use super::operation::OperationInfo;
use super::reply::Reply;
use super::retry::{Cause, FailedAttempt};

/// Which attempt of which operation a request is.
///
/// Every request of a call that reaches a [`Transport`](super::Transport) has one among its extensions, so that a transport
/// of one's own can tell what it is sending. What credentials are fetched with has none.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation that is called.
    pub operation: &'static OperationInfo,
    /// From 1 on; more after [retries](super::retry).
    pub number: u32,
}

/// A request about to be signed and sent, as [`ClientBuilder::on_request`](super::ClientBuilder::on_request) sees it.
///
/// It shows no credential: those of the client are not there yet, those that a caller set by hand are kept aside, and so
/// are headers whose name tells of a secret, such as `X-Security-Token`.
#[derive(Debug)]
pub struct Outgoing<'r> {
    pub(super) attempt: Attempt,
    pub(super) uri: &'r Uri,
    pub(super) headers: &'r mut HeaderMap,
    pub(super) body: Option<&'r [u8]>,
    pub(super) problems: &'r mut Vec<Problem>,
}

impl Outgoing<'_> {
    /// The operation that is called, and which attempt this is.
    pub fn attempt(&self) -> Attempt {
        self.attempt
    }

    /// The method of the operation, such as `POST`.
    pub fn method(&self) -> &'static str {
        self.attempt.operation.method
    }

    /// The absolute URL, as it will be sent but for a credential in the query.
    pub fn uri(&self) -> &Uri {
        self.uri
    }

    /// The headers so far, without credentials and without those that the transport adds.
    pub fn headers(&self) -> &HeaderMap {
        self.headers
    }

    /// The body, byte for byte; `None` when it is a stream.
    pub fn body(&self) -> Option<&[u8]> {
        self.body
    }

    /// Adds a header, or replaces the one of that name. It is signed with the rest.
    ///
    /// One that names a scheme's header, such as `Authorization`, counts as a credential set by hand. A name or a value
    /// that cannot be sent, as with a line break in it, keeps the request from being sent: the call ends with
    /// [`Error::Invalid`](super::Error::Invalid).
    pub fn set_header(&mut self, name: &str, value: &str) {
        match own_header(name, value) {
            Ok((name, value)) => drop(self.headers.insert(name, value)),
            Err(problem) => self.problems.push(problem),
        }
    }
}

/// An attempt that has ended, as [`ClientBuilder::on_response`](super::ClientBuilder::on_response) sees it.
#[derive(Clone, Copy)]
pub struct Answered<'a> {
    pub(super) attempt: Attempt,
    pub(super) elapsed: Duration,
    pub(super) outcome: &'a Result<Reply, Fault>,
}

impl<'a> Answered<'a> {
    /// The operation that is called, and which attempt this was.
    pub fn attempt(&self) -> Attempt {
        self.attempt
    }

    /// How long the attempt took, the reply's body included unless it is a stream.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The reply, whatever its status, if one came. The body of a stream is not in it.
    pub fn reply(&self) -> Option<&'a Reply> {
        self.outcome.as_ref().ok()
    }

    /// How the attempt failed, if it did: without a credential or a complete reply, or with a status from 400 on.
    pub fn failure(&self) -> Option<Cause<'a>> {
        FailedAttempt::of(self.attempt.operation, self.attempt.number, self.outcome).map(|failed| failed.cause)
    }
}

impl fmt::Debug for Answered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answered")
            .field("attempt", &self.attempt)
            .field("elapsed", &self.elapsed)
            .field("reply", &self.reply())
            .field("failure", &self.failure())
            .finish()
    }
}

type OnRequest = Box<dyn Fn(&mut Outgoing<'_>) + Send + Sync>;
type OnResponse = Box<dyn Fn(&Answered<'_>) + Send + Sync>;

/// The hooks of a client, in the order in which they were given.
#[derive(Default)]
pub(super) struct Hooks {
    pub(super) before: Vec<OnRequest>,
    pub(super) after: Vec<OnResponse>,
}

impl Hooks {
    /// Whether there is one that may change a request.
    pub(super) fn may_change(&self) -> bool {
        !self.before.is_empty()
    }

    /// Whether there is one that is told how attempts end.
    pub(super) fn are_told(&self) -> bool {
        !self.after.is_empty()
    }

    /// Lets the hooks see and change a request, save for its secret headers.
    pub(super) fn before(&self, outgoing: &mut Outgoing<'_>, is_secret: &dyn Fn(&HeaderName) -> bool) {
        let is_kept = |(name, value): &(&HeaderName, &HeaderValue)| value.is_sensitive() || is_secret(name);
        let names: Vec<_> = outgoing.headers.iter().filter(is_kept).map(|(name, _)| name.clone()).collect();
        let mut kept = HeaderMap::new();
        for name in names {
            // A header may have several values, all of which go and come together.
            if let Entry::Occupied(header) = outgoing.headers.entry(&name) {
                kept.extend(header.remove_entry_mult().1.map(|value| (name.clone(), value)));
            }
        }
        for hook in &self.before {
            hook(outgoing);
        }
        for name in kept.keys() {
            outgoing.headers.remove(name);
        }
        outgoing.headers.extend(kept);
    }

    /// Tells the hooks how an attempt ended, if it was one: what was never sent is none.
    pub(super) fn after(&self, answered: Answered<'_>) {
        if !matches!(answered.outcome, Err(Fault::Invalid(_))) {
            self.after.iter().for_each(|hook| hook(&answered));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::time::{Duration, SystemTime};

    use http::header::COOKIE;
    use http::{HeaderMap, HeaderValue};

    use super::{Answered, Attempt, Hooks, Outgoing};
    use crate::runtime::auth::{SignError, Signer, SigningRequest};
    use crate::runtime::retry::Cause;
    use crate::runtime::testing::Answer::{self, Fail, Hang, Reply as Said};
    use crate::runtime::testing::{SECRET, Script, builder, get_job, start};
    use crate::runtime::transport::TransportErrorKind::Connect;
    use crate::runtime::{Credential, Error, Retry};

    /// Signs by repeating a header that a hook must have set before.
    struct Repeats;

    impl Signer for Repeats {
        fn sign(&self, request: &mut SigningRequest<'_>, _: SystemTime) -> Result<(), SignError> {
            let seen = request.headers().get("x-length").cloned();
            let seen = seen.unwrap_or(HeaderValue::from_static("nothing"));
            request.headers_mut().insert("x-signed", seen);
            Ok(())
        }
    }

    #[test]
    fn a_header_of_a_hook_is_sent_and_signed_and_replaces_others() {
        let builder = builder().header("X-All", "1").header("X-Other", "1").on_request(|request| {
            let number = request.attempt().number.to_string();
            request.set_header("x-all", &number);
            let seen = format!("{} {} {:?}", request.method(), request.uri(), request.headers().get("x-other"));
            request.set_header("x-seen", &seen);
        });
        let builder = builder.on_request(|request| {
            request.set_header("X-Length", &request.body().unwrap_or_default().len().to_string());
        });
        let builder = builder.credential("akSk", Credential::signer(Repeats));
        let client = builder.credential("app", Credential::value(SECRET)).build().expect("the client is valid");
        let request = start(&client, "a").json(&[0; 0]).build().expect("the call is valid");
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        assert_eq!((header("x-all"), header("x-signed")), (Some("1"), Some("2")));
        let seen = r#"POST https://things.example.com/base/v1/p1/things/a/start Some("1")"#;
        assert_eq!(header("x-seen"), Some(seen), "the credential is not in the URL");
        assert!(request.uri().to_string().contains(SECRET));
    }

    #[test]
    fn hooks_see_no_credential_and_lose_none() {
        let builder = builder().credential("token", Credential::value(SECRET)).on_request(|request| {
            let shown = format!("{request:?} {:?}", request.headers().values().collect::<Vec<_>>());
            let names = ["authorization", "x-security-token", "x-vault-secret"];
            let is_seen = names.iter().any(|name| request.headers().contains_key(*name));
            let is_hidden = !shown.contains(SECRET) && !is_seen;
            request.set_header("x-hidden", &is_hidden.to_string());
            request.set_header("authorization", "of the hook");
        });
        let client = builder.header("X-Vault-Secret", SECRET).build().expect("the client is valid");
        let by_hand = start(&client, "a").header("Authorization", SECRET).header("Cookie", SECRET);
        let by_hand = by_hand.header("X-Security-Token", SECRET).build().expect("the call is valid");
        for name in ["authorization", "cookie", "x-auth-token", "x-security-token", "x-vault-secret"] {
            assert_eq!(by_hand.headers()[name], SECRET, "{name}");
        }
        assert!(!format!("{by_hand:?}").contains(SECRET));
        assert_eq!(by_hand.headers()["x-hidden"], "true");
        let other = start(&client, "a").build().expect("the call is valid");
        assert_eq!(other.headers()["authorization"], "of the hook");
        assert!(other.headers()["authorization"].is_sensitive());
    }

    #[test]
    fn a_secret_header_with_several_values_comes_back_whole() {
        let hook = |request: &mut Outgoing<'_>| {
            assert!(request.headers().is_empty());
            request.set_header("Cookie", "of the hook");
        };
        let hooks = Hooks { before: vec![Box::new(hook)], after: Vec::new() };
        let mut headers = HeaderMap::new();
        headers.append("cookie", HeaderValue::from_static("a=1"));
        headers.append("cookie", HeaderValue::from_static("b=2"));
        let (uri, mut problems) = ("/".parse().expect("the URL is valid"), Vec::new());
        let client = builder().build().expect("the client is valid");
        let attempt = Attempt { operation: get_job(&client, "j").draft.info, number: 1 };
        let mut outgoing = Outgoing { attempt, uri: &uri, headers: &mut headers, body: None, problems: &mut problems };
        hooks.before(&mut outgoing, &|name| *name == COOKIE);
        assert_eq!(headers.get_all("cookie").iter().collect::<Vec<_>>(), ["a=1", "b=2"]);
    }

    #[test]
    fn a_hook_may_be_the_one_who_authenticates() {
        let builder = builder().on_request(|request| request.set_header("X-Auth-Token", SECRET));
        let request = start(&builder.build().expect("the client is valid"), "a").build().expect("the call is valid");
        assert_eq!(request.headers()["x-auth-token"], SECRET);
        assert!(!format!("{request:?}").contains(SECRET));
    }

    #[tokio::test(start_paused = true)]
    async fn a_hook_cannot_inject_headers() {
        let script = Script::new([]);
        let builder = builder().transport(script.clone()).on_request(|request| {
            request.set_header("X-A", "1\r\nX-Evil: 1");
            request.set_header("X-B\r\n", "1");
            request.set_header("Host", "elsewhere");
        });
        let error = get_job(&builder.build().expect("the client is valid"), "j").await.expect_err("it is refused");
        insta::assert_snapshot!(error, @r"getJob: GET /v1/{project_id}/jobs/{job}: not sent: the header `X-A` has a value with control characters; the header `X-B\r\n` is not a header name; the header `Host` is set by the transport");
        assert!(matches!(error, Error::Invalid(_)) && script.sent().is_empty());
    }

    fn line(answered: &Answered<'_>) -> String {
        let status = answered.reply().map(crate::runtime::Reply::status);
        let failure = match answered.failure() {
            None => "",
            Some(Cause::Timeout) => "timeout",
            Some(Cause::Transport(_)) => "transport",
            Some(Cause::Reply(_)) => "reply",
            Some(Cause::Credential(_)) => "credential",
        };
        format!("{} {} {status:?} {failure}", answered.attempt().operation.id, answered.attempt().number)
    }

    #[tokio::test(start_paused = true)]
    async fn each_attempt_is_told_once() {
        let log = Arc::new(Mutex::new(Vec::new()));
        let note = Arc::clone(&log);
        let answers: [Answer; 6] =
            [Fail(Connect), Said(503, ""), Said(200, r#"{"id": "j"}"#), Hang, Hang, Said(404, "")];
        let builder = builder().transport(Script::new(answers)).retry(Retry::new().max_attempts(3));
        let builder = builder.on_response(move |it| note.lock().expect("no test panics here").push(line(it)));
        let client = builder.build().expect("the client is valid");
        assert!(get_job(&client, "j").await.is_ok());
        assert!(get_job(&client, "j").timeout(Duration::from_secs(1)).await.is_err());
        assert!(get_job(&client, "j").await.is_err());
        assert!(get_job(&client, "..").await.is_err());
        assert_eq!(
            *log.lock().expect("no test panics here"),
            [
                "getJob 1 None transport",
                "getJob 2 Some(503) reply",
                "getJob 3 Some(200) ",
                "getJob 1 None timeout",
                "getJob 2 None timeout",
                "getJob 1 Some(404) reply",
            ]
        );
    }
}
