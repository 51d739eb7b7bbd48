//! From a complete reply to what the operation says it is: its output, its failure, or neither.

use super::error::{ApiFailure, DecodeFailure, Error, UnexpectedReply};
use super::operation::{Operation, Outcome};
use super::reply::{Reply, Response};
use super::send::Arrived;
use super::stream::Arriving;

/// What is still to come of a success, or the failure.
pub(super) fn streaming<Op: Operation>(arrived: Arrived) -> Result<Arriving, Error<Op::Error>> {
    let reply = match arrived {
        Arrived::Head(arriving) => return Ok(arriving),
        Arrived::Whole(reply) => reply,
    };
    let reply = finish::<Op>(reply)?.into_reply();
    // A document that calls such a status a success has no failure for it.
    Err(Error::Unexpected(Box::new(UnexpectedReply { operation: Op::INFO, reply, decode: None })))
}

/// Gives a complete reply its type.
pub(super) fn finish<Op: Operation>(reply: Reply) -> Result<Response<Op::Output>, Error<Op::Error>> {
    let operation = Op::INFO;
    match Op::decode(&reply) {
        Ok(Outcome::Success(_)) if reply.details().is_some() => {
            Err(Error::Unexpected(Box::new(UnexpectedReply { operation, reply, decode: None })))
        }
        Ok(Outcome::Success(value)) => Ok(Response::new(value, reply)),
        Ok(Outcome::Failure(body)) => Err(Error::Api(Box::new(ApiFailure { operation, reply, body }))),
        Ok(Outcome::Undocumented) => {
            Err(Error::Unexpected(Box::new(UnexpectedReply { operation, reply, decode: None })))
        }
        Err(error) if reply.status_code().is_success() && reply.details().is_none() => {
            Err(Error::Decode(Box::new(DecodeFailure { operation, reply, error })))
        }
        // A proxy that answers for the service does not know the document, nor does a failure in a success's clothes.
        Err(error) => Err(Error::Unexpected(Box::new(UnexpectedReply { operation, reply, decode: Some(error) }))),
    }
}
