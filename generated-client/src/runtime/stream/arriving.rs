//! A body that is still arriving: chunks, and the faults that can come between them.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::Body as _;

use crate::runtime::body::{Body, BoxError};
use crate::runtime::error::{Fault, TimedOut, TransportFailure, Waited};
use crate::runtime::operation::OperationInfo;
use crate::runtime::reply::Reply;
use crate::runtime::transport::{BoxFuture, Transport, TransportError, TransportErrorKind};

/// The rest of a reply whose head is there. Not generic, so that it is compiled once for all operations.
pub(in crate::runtime) struct Arriving {
    pub(in crate::runtime) operation: &'static OperationInfo,
    /// The head, with an empty body.
    pub(in crate::runtime) head: Reply,
    /// The rest; none after its end, or after a fault.
    pub(in crate::runtime) body: Option<Body>,
    /// How long it may be silent.
    pub(in crate::runtime) idle: Duration,
    /// How long an item may be, in bytes.
    pub(in crate::runtime) limit: usize,
    pub(in crate::runtime) transport: Arc<dyn Transport>,
    /// Runs while nothing arrives.
    pub(in crate::runtime) timer: Option<BoxFuture<'static, ()>>,
}

impl Arriving {
    /// The next chunk, never empty; `None` after the last one. After a fault there is nothing more.
    pub(super) fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Fault>>> {
        while let Some(body) = &mut self.body {
            let Poll::Ready(frame) = Pin::new(body).poll_frame(cx) else {
                ready!(self.poll_timer(cx));
                return Poll::Ready(Some(Err(self.silent())));
            };
            self.timer = None;
            match frame {
                None => self.body = None,
                Some(Err(source)) => return Poll::Ready(Some(Err(self.broken(source)))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) if !data.is_empty() => return Poll::Ready(Some(Ok(data))),
                    // Trailers, or nothing.
                    _ => {}
                },
            }
        }
        Poll::Ready(None)
    }

    /// The fault of an item that is too long.
    pub(super) fn too_long(&mut self) -> Fault {
        let message = format!("an item of the stream is larger than {} bytes (max_response_bytes)", self.limit);
        self.failed(TransportError::new(TransportErrorKind::Other, message))
    }

    fn poll_timer(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let timer = self.timer.get_or_insert_with(|| self.transport.sleep(self.idle));
        timer.as_mut().poll(cx)
    }

    fn silent(&mut self) -> Fault {
        self.body = None;
        let (operation, after, attempts) = (self.operation, self.idle, self.head.attempts());
        Fault::Timeout(Box::new(TimedOut { operation, after, attempts, waited: Waited::ForMore }))
    }

    fn broken(&mut self, source: BoxError) -> Fault {
        self.failed(TransportError::new(TransportErrorKind::Io, source))
    }

    fn failed(&mut self, error: TransportError) -> Fault {
        self.body = None;
        let (operation, reply, attempts) = (self.operation, Some(self.head.clone()), self.head.attempts());
        Fault::Transport(Box::new(TransportFailure { operation, error, reply, attempts }))
    }
}
