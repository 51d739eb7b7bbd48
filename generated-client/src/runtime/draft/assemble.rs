//! From a draft to a request: all that can be checked is checked, then the credentials come, then the signature.

use std::borrow::Cow;
use std::mem;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, PROXY_AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};

use super::Draft;
use crate::runtime::auth::{self, ByHand, Chosen, Context};
use crate::runtime::body::Body;
use crate::runtime::client::Client;
use crate::runtime::content::Content;
use crate::runtime::endpoint::{Base, Endpoint, Origin, is_relative};
use crate::runtime::error::{Fault, InvalidCall, NoCredential, Problem};
use crate::runtime::hook::{Attempt, Outgoing};
use crate::runtime::operation::{SchemeInfo, SchemeKind, ServerInfo};
use crate::runtime::path;
use crate::runtime::reply::Reply;

impl Draft {
    /// The URL of the request, without the credentials in it.
    pub(in crate::runtime) fn uri(&self, client: &Client) -> Option<Uri> {
        let target = self.target(client, &mut Vec::new());
        self.url(self.base(client).ok()?.as_ref(), target, &[]).ok()
    }

    /// The request of a first attempt, complete with credentials, none of which is fetched.
    pub(in crate::runtime) fn build(&self, client: &Client) -> Result<http::Request<Bytes>, Box<InvalidCall>> {
        let mut checked = self.at_hand(client)?;
        match self.bytes() {
            Some(bytes) => checked.build(Some(&bytes)),
            None => {
                let reason = "it is a stream, and only `into_request` or `send` can take it".to_owned();
                Err(self.invalid(vec![Problem::Body(reason)]))
            }
        }
    }

    /// The same, with a body that may be a stream.
    pub(in crate::runtime) fn open(&self, client: &Client) -> Result<http::Request<Body>, Box<InvalidCall>> {
        self.at_hand(client)?.open()
    }

    fn at_hand<'d>(&'d self, client: &'d Client) -> Result<Box<Checked<'d>>, Box<InvalidCall>> {
        let mut checked = self.check(client, 1)?;
        // Nothing is waited for here.
        let context = checked.context(Duration::ZERO);
        auth::at_hand(&mut checked.chosen, &context).map_err(|problem| self.invalid(vec![problem]))?;
        Ok(checked)
    }

    /// The body, unless it is a stream.
    fn bytes(&self) -> Option<Bytes> {
        self.body.as_ref().map_or_else(|| Some(Bytes::new()), Content::as_bytes)
    }

    /// Checks everything that can be checked before credentials are there. `attempt` counts from 1 on.
    pub(in crate::runtime) fn check<'d>(
        &'d self,
        client: &'d Client,
        attempt: u32,
    ) -> Result<Box<Checked<'d>>, Box<InvalidCall>> {
        let mut problems = self.complaints.problems();
        let target = self.target(client, &mut problems);
        let base = self.base(client).map_err(|problem| problems.push(problem)).ok();
        let mut headers = self.all_headers(client, &mut problems);
        if let (Some(base), true) = (&base, problems.is_empty() && client.shared.hooks.may_change()) {
            let uri = self.url(base, target.clone(), &[]).map_err(|_| self.invalid(vec![Problem::Url]))?;
            self.ask_hooks(client, attempt, &uri, &mut headers, &mut problems);
        }
        let by_hand = ByHand { headers: &headers, query: &self.query };
        let chosen = auth::choose(self.info, self.scopes, &client.shared.credentials, by_hand);
        let chosen = chosen.map_err(|problem| problems.push(problem)).ok();
        if chosen.as_ref().is_none_or(|chosen| !chosen.is_empty())
            && let Some(base) = base.as_ref().and_then(|base| base.in_the_clear())
        {
            problems.push(Problem::InTheClear(base.to_string()));
        }
        match (base, chosen) {
            (Some(base), Some(chosen)) if problems.is_empty() => {
                Ok(Box::new(Checked { draft: self, client, base, target, headers, chosen }))
            }
            _ => Err(self.invalid(problems)),
        }
    }

    /// Lets the client's hooks add headers, before the credentials are there and before anything is signed.
    fn ask_hooks(&self, client: &Client, number: u32, uri: &Uri, headers: &mut HeaderMap, problems: &mut Vec<Problem>) {
        let (attempt, body) = (Attempt { operation: self.info, number }, self.bytes());
        let mut outgoing = Outgoing { attempt, uri, headers, body: body.as_deref(), problems };
        client.shared.hooks.before(&mut outgoing, &|name| self.is_secret(name));
    }

    fn invalid(&self, problems: Vec<Problem>) -> Box<InvalidCall> {
        Box::new(InvalidCall { operation: self.info, problems })
    }

    /// Path and query, the credentials in that aside: those of the operation, or of the link that the call follows.
    fn target(&self, client: &Client, problems: &mut Vec<Problem>) -> String {
        if let Some(link) = &self.link {
            return link.clone();
        }
        let value = |name: &str| self.value_in_path(client, name);
        let (path, query) = path::split(self.info.path);
        let mut target = path::fill(path, &value, problems);
        if !query.is_empty() {
            push_pair(&mut target, &path::fill(query, &value, problems));
        }
        for (_, pair) in &self.query {
            push_pair(&mut target, pair);
        }
        target
    }

    /// The call's own endpoint, else the one that the user gave the client, else the operation's first server, else the
    /// server of the document that the client was given, else the API's only server. What is relative is so to the
    /// client's endpoint: it leads to another path there, and not to another host.
    fn base<'d>(&self, client: &'d Client) -> Result<Cow<'d, Base>, Problem> {
        let known = client.shared.base.as_ref();
        let beside = |endpoint: &Endpoint| match known {
            Some((base, _)) => base.place_of(endpoint).map(Cow::Owned),
            None => Base::parse(endpoint).map(Cow::Owned),
        };
        if let Some(endpoint) = &self.endpoint {
            return beside(endpoint).map_err(Problem::Endpoint);
        }
        match (known, self.info.servers) {
            (Some(_), [first, ..]) if is_relative(first.url) => beside(&first.into()).map_err(Problem::Endpoint),
            (Some((base, Origin::User)), _) | (Some((base, Origin::Document)), []) => Ok(Cow::Borrowed(base)),
            (_, [first, ..]) => Base::parse(&first.into()).map(Cow::Owned).map_err(Problem::Endpoint),
            (None, []) => only_server(self.info.api.servers).map(Cow::Owned),
        }
    }

    fn url(&self, base: &Base, mut target: String, chosen: &[Chosen<'_>]) -> Result<Uri, http::Error> {
        for pair in auth::query_pairs(chosen) {
            push_pair(&mut target, &pair);
        }
        match self.link {
            None => base.join(target),
            Some(_) => base.at(target),
        }
    }

    /// What the caller set on the call wins over what is set on the client, and both over what the operation implies; save
    /// that a body has its own type, whatever is set for all.
    fn all_headers(&self, client: &Client, problems: &mut Vec<Problem>) -> HeaderMap {
        // What cannot be there yet is appended, which is less code to run through.
        let mut headers = HeaderMap::new();
        headers.append(USER_AGENT, client.shared.user_agent.clone());
        if let Some(accept) = self.accept.or(self.info.accept) {
            headers.append(ACCEPT, HeaderValue::from_static(accept));
        }
        let media_type = self.body.as_ref().and_then(Content::media_type);
        if let Some(Ok(media_type)) = &media_type {
            headers.append(CONTENT_TYPE, (*media_type).clone());
        }
        for (name, value) in &client.shared.headers {
            if *name != CONTENT_TYPE || !matches!(media_type, Some(Ok(_))) {
                headers.insert(name, value.clone());
            }
        }
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        self.add_cookies(&mut headers);
        for (name, value) in &self.own_headers {
            headers.insert(name, value.clone());
        }
        if let Some(Err(problem)) = media_type
            && !headers.contains_key(CONTENT_TYPE)
        {
            problems.push(problem);
        }
        headers
    }

    /// A second `Cookie` header would be ignored by many servers, so cookies join those that the client sends anyway.
    fn add_cookies(&self, headers: &mut HeaderMap) {
        if self.cookies.is_empty() {
            return;
        }
        let own = self.cookies.iter().map(|(_, text)| text.as_bytes());
        let all: Vec<_> = headers.get(COOKIE).map(HeaderValue::as_bytes).into_iter().chain(own).collect();
        // A cookie is percent-encoded, or was checked for what no header can hold.
        if let Ok(value) = HeaderValue::from_bytes(&all.join(&b"; "[..])) {
            headers.insert(COOKIE, value);
        }
    }

    /// Whether the header of that name holds a credential, whether the client or the caller set it.
    fn is_secret(&self, name: &HeaderName) -> bool {
        let is_scheme = |scheme: &SchemeInfo| match scheme.kind {
            SchemeKind::Header(header) => header.eq_ignore_ascii_case(name.as_str()),
            _ => false,
        };
        [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION].contains(name) || self.info.api.schemes.iter().any(is_scheme)
    }
}

/// A request that lacks nothing but its credentials.
pub(in crate::runtime) struct Checked<'d> {
    draft: &'d Draft,
    client: &'d Client,
    base: Cow<'d, Base>,
    /// Path and query, encoded, without credentials.
    target: String,
    headers: HeaderMap,
    chosen: Vec<Chosen<'d>>,
}

impl Checked<'_> {
    /// Fetches the credentials that are not at hand. `attempt` counts from 1 on.
    pub(in crate::runtime) async fn fetch(&mut self, attempt: u32, left: impl Fn() -> Duration) -> Result<(), Fault> {
        // Most credentials are given, and for those nothing is to be put together.
        if self.chosen.iter().all(Chosen::is_given) {
            return Ok(());
        }
        let context = self.context(left());
        let fetched = auth::fetch(&mut self.chosen, &context).await;
        let failure = |error| NoCredential { operation: self.draft.info, error, attempts: attempt };
        fetched.map_err(|error| Fault::Credential(Box::new(failure(error))))
    }

    /// What those that fetch credentials work with. Addresses are relative to the API, wherever this operation is served.
    fn context(&self, time: Duration) -> Context {
        let shared = &self.client.shared;
        let endpoint = match &shared.base {
            Some((base, _)) => Some(base.clone()),
            None => only_server(self.draft.info.api.servers).ok(),
        };
        Context { endpoint, time, ..shared.context.clone() }
    }

    /// Puts the request together and signs it. A stream that can be sent once is gone then.
    pub(in crate::runtime) fn open(&mut self) -> Result<http::Request<Body>, Box<InvalidCall>> {
        let draft = self.draft;
        let bytes = draft.bytes();
        let stream = if bytes.is_none() { draft.body.as_ref() } else { None };
        let request = self.build(bytes.as_ref())?.map(Body::from);
        let Some(stream) = stream else { return Ok(request) };
        let body = stream.open().map_err(|problem| draft.invalid(vec![problem]))?;
        self.check_size(http_body::Body::size_hint(&body).lower())?;
        Ok(request.map(|_| body))
    }

    /// Refuses a body that is longer than the client allows.
    fn check_size(&self, bytes: u64) -> Result<(), Box<InvalidCall>> {
        let limit = self.client.shared.max_request_bytes.unwrap_or(u64::MAX);
        if bytes > limit { Err(self.draft.invalid(vec![Problem::TooLarge { bytes, limit }])) } else { Ok(()) }
    }

    /// The request with these bytes for its body; with none where they come later, so that no signer can see them.
    fn build(&mut self, bytes: Option<&Bytes>) -> Result<http::Request<Bytes>, Box<InvalidCall>> {
        let Self { draft, client, .. } = *self;
        self.check_size(bytes.map_or(0, |bytes| bytes.len() as u64))?;
        // Path and headers are kept only for the endpoint that is tried next.
        let is_last = self.base.is_last();
        let target = if is_last { mem::take(&mut self.target) } else { self.target.clone() };
        let mut headers = if is_last { mem::take(&mut self.headers) } else { self.headers.clone() };
        let uri = draft.url(&self.base, target, &self.chosen).map_err(|_| draft.invalid(vec![Problem::Url]))?;
        let method = Method::from_bytes(draft.info.method.as_bytes());
        let method = method.map_err(|_| draft.invalid(vec![Problem::Method(draft.info.method)]))?;
        let body = bytes.map(AsRef::as_ref);
        auth::apply((&method, &uri), &mut headers, body, &self.chosen, || client.shared.now())
            .map_err(|problem| draft.invalid(vec![problem]))?;
        for (name, value) in &mut headers {
            value.set_sensitive(value.is_sensitive() || draft.is_secret(name));
        }
        let mut request = http::Request::new(bytes.cloned().unwrap_or_default());
        (*request.method_mut(), *request.uri_mut(), *request.headers_mut()) = (method, uri, headers);
        Ok(request)
    }

    /// Turns to the next endpoint, if there is one.
    pub(in crate::runtime) fn go_elsewhere(&mut self) -> bool {
        self.base.next().map(|next| self.base = Cow::Owned(next)).is_some()
    }

    /// Whether the credentials were refused because they have expired, so that there will be others.
    pub(in crate::runtime) fn expired(&self, reply: &Reply) -> bool {
        reply.status() == 401 && auth::expired(&self.chosen, reply)
    }
}

/// Puts one more pair behind an encoded path, in which a question mark stands before a query alone.
fn push_pair(target: &mut String, pair: &str) {
    target.push(if target.contains('?') { '&' } else { '?' });
    target.push_str(pair);
}

/// A document's server is used unasked only where there is nothing to choose.
fn only_server(servers: &'static [ServerInfo]) -> Result<Base, Problem> {
    match servers {
        [server] => Base::parse(&server.into()).map_err(Problem::Endpoint),
        _ => Err(Problem::NoEndpoint { servers }),
    }
}
