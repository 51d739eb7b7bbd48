//! One call: generic only in its name, so that each operation costs the compiler next to nothing.

use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::marker::PhantomData;
use std::task::{Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;

use super::body::Body;
use super::client::Client;
use super::codec::Encode;
use super::content::Content;
use super::draft::Draft;
use super::encode::{Explode, Rules, Style, to_value};
use super::endpoint::Endpoint;
use super::error::Error;
use super::finish;
use super::operation::Operation;
use super::reply::Response;
use super::retry::Retry;
use super::send;
use super::transport::BoxFuture;

/// What a call of `Op` gives: a `T`, or the error of that operation.
pub type CallResult<Op, T> = Result<T, Error<<Op as Operation>::Error>>;

/// A call that has not been sent yet.
///
/// Awaiting it sends it and gives the operation's output; [`send`](Self::send) gives status and headers as well, and
/// [`build`](Self::build) gives the request without sending anything. Whatever is wrong with the call is reported
/// then, all at once, before anything goes out. Dropping the future gives up on the request.
#[must_use = "a call does nothing until it is awaited, sent or built"]
pub struct Call<'c, Op> {
    pub(super) client: &'c Client,
    /// On the heap, since a call is moved by each of its setters.
    pub(super) draft: Box<Draft>,
    operation: PhantomData<fn() -> Op>,
}

impl<'c, Op: Operation> Call<'c, Op> {
    /// Begins a call to which nothing has been told. Nothing is sent before it is awaited.
    pub fn new(client: &'c Client) -> Self {
        with_draft(client, Draft::new(Op::INFO, Op::SCOPES))
    }

    /// Sets a path parameter.
    pub fn path<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.path_as(Style::Simple(Explode::No), name, value)
    }

    /// Sets a path parameter that is written in a style of its own.
    pub fn path_as<T: Serialize + ?Sized>(mut self, style: Style, name: &'static str, value: &T) -> Self {
        self.draft.path(style, name, to_value(value));
        self
    }

    /// Sets a query parameter; a value of `None` leaves it out.
    pub fn query<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.query_as(Style::Form(Explode::Yes), name, value)
    }

    /// Sets a query parameter that is written by rules of its own; a value of `None` leaves it out.
    pub fn query_as<T>(mut self, rules: impl Into<Rules>, name: &'static str, value: &T) -> Self
    where
        T: Serialize + ?Sized,
    {
        self.draft.query(rules.into(), name, &to_value(value));
        self
    }

    /// Sets what stands in the query besides the parameters that have a name: a form as it is, and anything else
    /// percent-encoded.
    pub fn query_string(mut self, name: &'static str, content: &Content) -> Self {
        self.draft.query_string(name, content);
        self
    }

    /// Sets a header that the document describes; a value of `None` leaves it out.
    pub fn header_param<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.header_param_as(Explode::No, name, value)
    }

    /// Sets a header that the document describes, with the members of an object as `key=value`.
    pub fn header_param_as<T: Serialize + ?Sized>(mut self, explode: Explode, name: &'static str, value: &T) -> Self {
        self.draft.header_param(explode, name, &to_value(value));
        self
    }

    /// Sets a cookie, percent-encoded; a value of `None` leaves it out.
    pub fn cookie<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.cookie_as(Explode::Yes, name, value)
    }

    /// Sets a cookie that holds all the parts of a value.
    pub fn cookie_as<T: Serialize + ?Sized>(mut self, explode: Explode, name: &'static str, value: &T) -> Self {
        self.draft.cookie(Style::Cookie(explode).into(), name, &to_value(value));
        self
    }

    /// Sets a cookie with nothing encoded. A value that would end the cookie is refused.
    pub fn cookie_verbatim<T>(mut self, explode: Explode, name: &'static str, value: &T) -> Self
    where
        T: Serialize + ?Sized,
    {
        self.draft.cookie(Style::Cookie(explode).verbatim(), name, &to_value(value));
        self
    }

    /// Sets the body, as `application/json`.
    pub fn json<T: Encode + ?Sized>(self, body: &T) -> Self {
        self.json_as("application/json", body)
    }

    /// Sets the body, as JSON of another media type, such as `application/merge-patch+json`.
    pub fn json_as<T: Encode + ?Sized>(mut self, media_type: &'static str, body: &T) -> Self {
        self.draft.body(Content::json(media_type, body));
        self
    }

    /// Sets the body, in the place of one that was set before.
    pub fn body(mut self, content: Content) -> Self {
        self.draft.body(content);
        self
    }

    /// Sets a header that the document does not know. It wins over one of the same name from anywhere else.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.draft.header(name, value);
        self
    }

    /// Allows this call that long in total, retries and the response's body included, instead of the client's timeout. Of a
    /// [stream](super::stream), only its head must come by then.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.draft.timeout = Some(timeout);
        self
    }

    /// Allows a stream of this call to be silent that long, instead of the client's limit.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.draft.idle_timeout = Some(timeout);
        self
    }

    /// Sends this call again as `retry` says, instead of as the client does.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.draft.retry = Some(retry);
        self
    }

    /// Sends this call somewhere else than the client's endpoint. The credentials go there too.
    pub fn endpoint(mut self, endpoint: impl Into<Endpoint>) -> Self {
        self.draft.endpoint(endpoint.into());
        self
    }

    /// Gives the request as it would be sent, with credentials and signature, and sends nothing.
    ///
    /// Headers that hold a credential are marked sensitive. A credential in the query stands in the URL.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with everything that is wrong with the call, or because its body is a stream: then
    /// [`into_request`](Self::into_request) gives the request.
    pub fn build(self) -> CallResult<Op, http::Request<Bytes>> {
        self.draft.build(self.client).map_err(Error::Invalid)
    }

    /// Gives the request like [`build`](Self::build), with a body that may be a stream, and sends nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with everything that is wrong with the call.
    pub fn into_request(self) -> CallResult<Op, http::Request<Body>> {
        self.draft.open(self.client).map_err(Error::Invalid)
    }

    /// Sends the call and gives the typed output with the status and the headers it came with.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn send(self) -> BoxFuture<'c, CallResult<Op, Response<Op::Output>>> {
        let reply = send::boxed(self.client, self.draft);
        Box::pin(async move { finish::finish::<Op>(reply.await?) })
    }
}

/// Goes on with a draft. It is not a method, so that no parameter's setter can clash with it.
pub(super) fn with_draft<Op>(client: &Client, draft: Draft) -> Call<'_, Op> {
    Call { client, draft: Box::new(draft), operation: PhantomData }
}

impl<'c, Op: Operation> IntoFuture for Call<'c, Op> {
    type Output = CallResult<Op, Op::Output>;
    type IntoFuture = BoxFuture<'c, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let mut reply = send::boxed(self.client, self.draft);
        Box::pin(poll_fn(move |cx| {
            let reply = ready!(reply.as_mut().poll(cx))?;
            Poll::Ready(finish::finish::<Op>(reply).map(Response::into_inner))
        }))
    }
}

impl<Op> Clone for Call<'_, Op> {
    fn clone(&self) -> Self {
        Self { client: self.client, draft: self.draft.clone(), operation: PhantomData }
    }
}

impl<Op> fmt::Debug for Call<'_, Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({:?})", self.draft)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::auth::Credential;
    use crate::runtime::encode::JsonText;
    use crate::runtime::testing::{Elsewhere, SECRET, TestSigner, builder, get_job, start};
    use crate::runtime::{Client, ClientBuilder, ServerInfo};

    fn client(builder: ClientBuilder) -> Client {
        builder.build().expect("the client is valid")
    }

    /// The request as it goes over the wire, secrets included.
    fn wire(request: &http::Request<Bytes>) -> String {
        let mut lines = vec![format!("{} {}", request.method(), request.uri())];
        let mut headers: Vec<_> = request.headers().iter().collect();
        headers.sort_by_key(|(name, _)| name.as_str());
        lines.extend(headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or("?"))));
        lines.push(String::from_utf8_lossy(request.body()).into_owned());
        lines.join("\n")
    }

    #[test]
    fn a_request_is_complete_and_signed() {
        let client = client(
            builder()
                .credential("akSk", Credential::signer(TestSigner))
                .credential("app", Credential::value("k&y"))
                .header("X-All", "1"),
        );
        let request = start(&client, "a b/ü")
            .query("limit", &7)
            .query("tags", &["x y", "z"])
            .query("none", &None::<i32>)
            .header_param("X-Trace", &[1, 2])
            .header("x-all", "2")
            .json(&["ü"])
            .build();
        insta::assert_snapshot!(wire(&request.unwrap()), @r#"
        POST https://things.example.com/base/v1/p1/things/a%20b%2F%C3%BC/start?limit=7&tags=x%20y&tags=z&app_key=k%26y
        accept: application/json
        authorization: TEST POST things.example.com /base/v1/p1/things/a%20b%2F%C3%BC/start 6 0 hunter2hunter2
        content-type: application/json
        user-agent: tests
        x-all: 2
        x-trace: 1,2
        ["ü"]
        "#);
    }

    #[test]
    fn an_operation_elsewhere_does_not_lead_past_the_users_endpoint() {
        let url = |client: ClientBuilder| {
            let client = client.credential("token", Credential::value(SECRET)).build().expect("the client is valid");
            let request = Call::<Elsewhere>::new(&client).build().expect("the call is valid");
            assert_eq!(request.headers()["x-auth-token"], SECRET, "who has a credential uses it");
            request.uri().to_string()
        };
        let documented = &Elsewhere::INFO.api.servers[0];
        assert_eq!(url(ClientBuilder::new().endpoint("http://127.0.0.1:1")), "http://127.0.0.1:1/files");
        assert_eq!(url(ClientBuilder::new().endpoint(documented)), "https://eu.files.example.com/files");
        assert_eq!(url(ClientBuilder::new()), "https://eu.files.example.com/files");
    }

    #[test]
    fn a_relative_server_is_beside_the_clients_endpoint() {
        static RELATIVE: ServerInfo = ServerInfo { name: "", url: "/v2", variables: &[] };
        let url = |client: ClientBuilder| {
            let client = client.credential("token", Credential::value(SECRET)).build().expect("the client is valid");
            let request = Call::<Elsewhere>::new(&client).endpoint(&RELATIVE).build();
            request.map(|request| request.uri().to_string()).map_err(|error| error.to_string())
        };
        assert_eq!(url(Client::builder().endpoint("localhost:8080/v1")), Ok("https://localhost:8080/v2/files".into()));
        insta::assert_snapshot!(
            url(Client::builder()).unwrap_err(),
            @"elsewhere: GET /files: not sent: the server `/v2` is relative: give the endpoint as a full URL, such as https://HOST/v2"
        );
    }

    #[test]
    fn a_document_alone_sends_no_credential_in_the_clear() {
        static PLAIN: ServerInfo = ServerInfo { name: "", url: "http://plain.example.com", variables: &[] };
        static LOCAL: ServerInfo = ServerInfo { name: "", url: "http://localhost:8080", variables: &[] };
        let client = client(builder().credential("token", Credential::value(SECRET)));
        let error = start(&client, "a").endpoint(&PLAIN).build().unwrap_err();
        insta::assert_snapshot!(error, @"start: POST /v1/{project_id}/things/{id}/start: not sent: the document's server http://plain.example.com is not encrypted, and a credential would go there: if that is right, give that URL to ClientBuilder::endpoint");
        let either = Endpoint::from(PLAIN.url.replace("http", "https")).or(&PLAIN);
        assert!(start(&client, "a").endpoint(either).build().is_err());
        assert!(start(&client, "a").endpoint(PLAIN.url).build().is_ok());
        assert!(start(&client, "a").endpoint(&LOCAL).build().is_ok());
        assert!(get_job(&client, "j").endpoint(&PLAIN).build().is_ok(), "there is no credential");
    }

    #[test]
    fn styles_reach_their_place() {
        let client = client(builder().header("Cookie", "all=1").credential("token", Credential::value(SECRET)));
        let request = start(&client, "")
            .path_as(Style::Matrix(Explode::Yes), "id", &["a b", "../c"])
            .query_as(Style::DeepObject, "f", &std::collections::BTreeMap::from([("a", [1, 2])]))
            .query_as(Style::Form(Explode::Yes).allow_reserved(), "url", "/a?b&c#d")
            .query_as(Style::Form(Explode::Yes).allow_empty_value(), "none", &[0; 0])
            .query("json", &JsonText(&["ü"]))
            .header_param_as(Explode::Yes, "X-Map", &std::collections::BTreeMap::from([("k", true)]))
            .cookie("c", "x; admin=1\r\nX-Evil: 1")
            .cookie_as(Explode::No, "d", &[1, 2])
            .cookie_verbatim(Explode::Yes, "e", "x%20y, z")
            .build();
        insta::assert_snapshot!(wire(&request.unwrap()), @"
        POST https://things.example.com/base/v1/p1/things/;id=a%20b;id=..%2Fc/start?f%5Ba%5D%5B0%5D=1&f%5Ba%5D%5B1%5D=2&url=/a?b%26c%23d&none=&json=%5B%22%C3%BC%22%5D
        accept: application/json
        cookie: all=1; c=x%3B%20admin%3D1%0D%0AX-Evil%3A%201; d=1,2; e=x%20y, z
        user-agent: tests
        x-auth-token: hunter2hunter2
        x-map: k=true
        ");
    }

    /// The path is that of an example in OpenAPI 3.2, "Parameter Object Examples".
    #[test]
    fn a_query_may_be_one_value() {
        let client = client(builder().credential("token", Credential::value(SECRET)));
        let target = |content: Content| {
            let request = get_job(&client, "j").query_string("q", &content).build().expect("the call is valid");
            request.uri().query().map(str::to_owned)
        };
        let form = "application/x-www-form-urlencoded";
        let fields = std::collections::BTreeMap::from([("a", vec!["x y", "1"]), ("b", Vec::new())]);
        assert_eq!(target(Content::form(form, &[], &fields)).as_deref(), Some("a=x+y&a=1"));
        assert_eq!(target(Content::json("application/json", &[1])).as_deref(), Some("%5B1%5D"));
        assert_eq!(target(Content::text("text/plain", "$.a.b[1:1]")).as_deref(), Some("%24.a.b%5B1%3A1%5D"));
        assert_eq!(target(Content::form(form, &[], &())), None);
    }

    #[test]
    fn nothing_is_sent_that_was_not_asked_for() {
        let client = client(builder().credential("token", Credential::value(SECRET)));
        let request = get_job(&client, "j1").path("project_id", "p2").endpoint("http://localhost:8080").build();
        insta::assert_snapshot!(wire(&request.unwrap()), @"
        GET http://localhost:8080/v1/p2/jobs/j1
        accept: application/json
        user-agent: tests
        ");
    }

    #[test]
    fn what_is_wrong_is_reported_together() {
        let client = ClientBuilder::new().build().unwrap();
        let call = start(&client, "..").query("deep", &[[1]]).header("Host", "x").header_param("X-A", "a\nb");
        let error = call.json(&[f64::INFINITY]).build().unwrap_err();
        insta::assert_snapshot!(error.to_string().replace("; ", ";\n"), @"
        start: POST /v1/{project_id}/things/{id}/start: not sent: `deep` is a list or an object inside another, which has no form in a parameter;
        the header `Host` is set by the transport;
        the header `X-A` has a value with control characters;
        the body cannot be sent: $[0]: inf is not a number that can be sent;
        `project_id` is not set: set it on the ClientBuilder or on the call;
        `id` is `.` or `..`, which would change the path;
        no endpoint is set: give ClientBuilder::endpoint a URL or one of the servers one, two;
        needs `token`, or `akSk` with `app`
        ");
    }

    #[test]
    fn a_number_without_json_is_not_sent_as_null() {
        let client = client(builder().credential("token", Credential::value(SECRET)));
        let error = start(&client, "a").json(&[Some(f64::NAN), None]).build().expect_err("it has no JSON");
        assert!(
            error
                .to_string()
                .ends_with("not sent: the body cannot be sent: $[0]: NaN is not a number that can be sent")
        );
    }

    #[test]
    fn a_header_set_by_hand_is_a_credential_too() {
        let client = client(builder());
        let request = start(&client, "a").header("X-Auth-Token", SECRET).build().unwrap();
        assert_eq!(request.headers()["x-auth-token"], SECRET);
        assert!(!format!("{request:?}").contains(SECRET));
    }

    #[test]
    fn debug_output_shows_no_secret() {
        let client = client(
            builder().credential("akSk", Credential::signer(TestSigner)).credential("app", Credential::value("x")),
        );
        let call = start(&client, "a").header("X-Auth", SECRET).header("X-Auth-Token", SECRET);
        assert!(!format!("{call:?}").contains(SECRET));
        let request = start(&client, "a").build().unwrap();
        assert!(request.headers()["authorization"].to_str().unwrap().contains(SECRET));
        assert!(!format!("{request:?}").contains(SECRET));
    }
}
