//! Calls that the service makes to a server of the user's: webhooks and callbacks.

use std::fmt;
use std::marker::PhantomData;

use super::codec::{self, Decode, DecodeError};

/// A call that the service makes, with a `T` for its body. The generated `webhooks` and `callbacks` have one for each.
///
/// Receiving it is a server's business, and so is checking who sends it: anyone may call a URL. This reads the body.
pub struct Incoming<T> {
    method: &'static str,
    name: &'static str,
    holds: PhantomData<fn() -> T>,
}

impl<T> Incoming<T> {
    /// The call of that method and name.
    pub const fn new(method: &'static str, name: &'static str) -> Self {
        Self { method, name, holds: PhantomData }
    }

    /// The HTTP method, such as `POST`.
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// The webhook's name in the document; of a callback, the expression for the URL that is called.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl<T: Decode> Incoming<T> {
    /// Reads what the service sent.
    ///
    /// # Errors
    ///
    /// When it is not what the document promises; the error says where.
    pub fn parse(&self, body: &[u8]) -> Result<T, DecodeError> {
        codec::from_slice(body)
    }
}

impl<T> Clone for Incoming<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Incoming<T> {}

impl<T> fmt::Debug for Incoming<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Incoming({} {})", self.method, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::Incoming;

    #[test]
    fn a_body_is_read() {
        const CALL: Incoming<Vec<i32>> = Incoming::new("POST", "numbers");
        assert_eq!(CALL.parse(b"\xef\xbb\xbf[1, 2]"), Ok(vec![1, 2]));
        let error = CALL.parse(b"[1, \"x\"]").map_err(|error| error.to_string());
        assert!(error.is_err_and(|error| error.starts_with("$[1]: ")));
        assert_eq!(
            (CALL.method(), CALL.name(), format!("{CALL:?}").as_str()),
            ("POST", "numbers", "Incoming(POST numbers)")
        );
    }
}
