//! A transport that keeps what passes through it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};

use super::received::Received;
use super::recording::{Exchange, RecordedReply, Recording};
use super::redact::{Redacted, Redactor};
use crate::runtime::body::{Body, Next, Watch};
use crate::runtime::transport::{BoxFuture, Transport, TransportError, TransportErrorKind};

/// Sends through another transport, and keeps what passes: see [recording](super#recording). Clones are the same recorder.
///
/// Only calls of operations are kept. What credentials are fetched with passes unseen: it consists of secrets. Bodies are
/// kept in memory, save those of requests that are streams.
#[derive(Clone)]
pub struct Recorder {
    transport: Arc<dyn Transport>,
    redactor: Redactor,
    log: Log,
}

impl Recorder {
    /// Records what passes through `transport`.
    pub fn new(transport: impl Transport) -> Self {
        Self { transport: Arc::new(transport), redactor: Redactor::default(), log: Log::default() }
    }

    /// Hides headers, query parameters, fields of forms and members of JSON of that name, in any case and with or without
    /// hyphens and underscores.
    ///
    /// This is for what nobody could know. Always hidden are the credentials of the client wherever they stand, headers
    /// that are marked as sensitive, and what has a telling name, with `token`, `secret`, `password`, `credential`,
    /// `cookie`, `authorization`, `signature`, `api_key`, `access_key` and the like in it. A body
    /// that is neither JSON nor a form, such as a multipart one, events or lines, is [left out](super::Payload::LeftOut)
    /// where such a name stands anywhere in it.
    #[must_use]
    pub fn hide(mut self, name: impl Into<String>) -> Self {
        self.redactor.names.push(name.into());
        self
    }

    /// What passed so far.
    pub fn recording(&self) -> Recording {
        let exchanges = self.log.entries().iter().map(|entry| entry.exchange(&self.redactor)).collect();
        Recording { hidden: self.redactor.names.clone(), exchanges }
    }
}

/// How much there is to show, never what.
impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recorder({} exchanges)", self.log.entries().len())
    }
}

impl Transport for Recorder {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let (head, body) = request.into_parts();
        let place = self.log.begin(&head, &body);
        let request = http::Request::from_parts(head, body);
        let Some(place) = place else {
            return self.transport.send(request);
        };
        Box::pin(async move {
            match self.transport.send(request).await {
                Ok(response) => Ok(self.log.answered(place, response)),
                Err(error) => {
                    self.log.change(place, |entry| entry.failure = Some(error.kind()));
                    Err(error)
                }
            }
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.transport.sleep(duration)
    }
}

/// What passed, in the order of the requests, secrets included: they are found where the whole body is there.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<Entry>>>);

struct Entry {
    request: Received,
    kind: Kind,
    head: Option<(StatusCode, HeaderMap)>,
    content: BytesMut,
    failure: Option<TransportErrorKind>,
}

/// Whether the body of a request is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Whole,
    Stream,
}

impl Log {
    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, place: usize, change: impl FnOnce(&mut Entry)) {
        self.entries().get_mut(place).map(change);
    }

    /// Keeps a request, if it calls an operation.
    fn begin(&self, head: &http::request::Parts, body: &Body) -> Option<usize> {
        let kind = if body.as_bytes().is_some() { Kind::Whole } else { Kind::Stream };
        let request = Received::new(head.clone(), body.as_bytes().cloned().unwrap_or_default());
        request.operation()?;
        let mut entries = self.entries();
        entries.push(Entry { request, kind, head: None, content: BytesMut::new(), failure: None });
        Some(entries.len() - 1)
    }

    fn answered(&self, place: usize, response: http::Response<Body>) -> http::Response<Body> {
        self.change(place, |entry| entry.head = Some((response.status(), response.headers().clone())));
        response.map(|body| body.watched(Tee { log: self.clone(), place }))
    }
}

impl Entry {
    fn exchange(&self, redactor: &Redactor) -> Exchange {
        let Redacted { url, headers, body } = redactor.request(&self.request);
        let reply = self.head.as_ref().map(|(status, head)| {
            let content = Bytes::copy_from_slice(&self.content);
            let (headers, body) = redactor.reply(&self.request, head, &content);
            RecordedReply { status: status.as_u16(), headers, body }
        });
        let failure = self.failure.map(|kind| match kind {
            TransportErrorKind::Connect => "connect",
            TransportErrorKind::Io => "io",
            TransportErrorKind::Other => "other",
        });
        Exchange {
            operation: self.request.operation().map_or("", |operation| operation.id).to_owned(),
            attempt: self.request.attempt(),
            method: self.request.method().to_owned(),
            url,
            headers,
            body: (self.kind == Kind::Whole).then_some(body),
            reply,
            failure: failure.map(str::to_owned),
        }
    }
}

/// Keeps the body of a reply as it passes.
struct Tee {
    log: Log,
    place: usize,
}

impl Watch for Tee {
    fn pass(&mut self, next: Next) -> Next {
        self.log.change(self.place, |entry| match &next {
            Some(Ok(frame)) => entry.content.extend_from_slice(frame.data_ref().map_or(&[][..], |data| data)),
            Some(Err(_)) => entry.failure = Some(TransportErrorKind::Io),
            None => {}
        });
        next
    }
}
