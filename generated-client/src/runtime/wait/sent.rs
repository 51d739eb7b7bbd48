//! A call that was sent, for what follows from it: the links of its reply.

use crate::runtime::call::{Call, CallResult};
use crate::runtime::client::Client;
use crate::runtime::draft::Draft;
use crate::runtime::finish;
use crate::runtime::operation::Operation;
use crate::runtime::send;
use crate::runtime::transport::BoxFuture;

/// A call that was sent, with the values that it had.
#[derive(Debug)]
pub struct Sent<'c> {
    pub(super) client: &'c Client,
    pub(super) draft: Draft,
}

impl<'c> Sent<'c> {
    /// The client that sent it.
    pub fn client(&self) -> &'c Client {
        self.client
    }

    /// A path parameter as the call had it, its own or the client's; empty if there is none of that name.
    pub fn path(&self, name: &str) -> &str {
        self.draft.path_value(self.client, name).unwrap_or_default()
    }

    /// A query parameter as the call had it; empty if there is none of that name.
    pub fn query(&self, name: &str) -> String {
        self.draft.query_value(name).unwrap_or_default()
    }

    /// A header that the document describes, as the call had it; empty if there is none of that name.
    pub fn header(&self, name: &str) -> &str {
        self.draft.header_value(name).unwrap_or_default()
    }
}

impl<'c, Op: Operation> Call<'c, Op> {
    /// Sends the call, and gives its output with what the links of its reply need: each is a function of `Op`, such as
    /// `Op::next(&sent, &output)`, that gives another call.
    ///
    /// # Errors
    ///
    /// See [`Error`](crate::runtime::Error).
    pub fn linked(self) -> BoxFuture<'c, CallResult<Op, (Sent<'c>, Op::Output)>> {
        Box::pin(async move {
            let Self { client, draft, .. } = self;
            let reply = send::send(client, &draft).await?;
            let output = finish::finish::<Op>(reply)?.into_inner();
            Ok((Sent { client, draft: *draft }, output))
        })
    }
}
