//! A rule of a mock: which requests it is for, what they are answered, and how often.

use std::fmt::Display;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use super::answer::{Answer, Kind, failure, success};
use super::mock::Mock;
use super::received::Received;
use crate::runtime::operation::Operation;
use crate::runtime::transport::TransportErrorKind;

/// Stands for the operation of a rule that is for no operation; see [`Mock::on_request`].
#[derive(Debug)]
pub enum AnyRequest {}

/// A rule being set up: it holds from the beginning, and each method adds to it.
///
/// Conditions narrow down which requests it is for, and all of them must be met. Answers are given in turn.
#[derive(Debug)]
pub struct On<'m, Op> {
    pub(super) mock: &'m Mock,
    pub(super) index: usize,
    pub(super) operation: PhantomData<fn() -> Op>,
}

impl<Op: Operation> On<'_, Op> {
    /// Answers with a success that holds `output`.
    ///
    /// # Panics
    ///
    /// When no documented success decodes from `output`.
    #[track_caller]
    pub fn reply(self, output: &Op::Output) -> Self
    where
        Op::Output: Serialize,
    {
        self.reply_json(output)
    }

    /// Answers with a success whose body is the JSON of `value`, as from `serde_json::json!`.
    ///
    /// # Panics
    ///
    /// When no documented success decodes from `value`.
    #[track_caller]
    pub fn reply_json(self, value: &impl Serialize) -> Self {
        match success::<Op>(value) {
            Ok(response) => self.answer(Kind::Reply(response)),
            Err(reason) => panic!("{reason}"),
        }
    }

    /// Answers with a documented failure: its status, and the body that it comes with.
    ///
    /// # Panics
    ///
    /// When the document does not give the operation a failure with that status, or gives it another body.
    #[track_caller]
    pub fn reply_error(self, status: u16, body: &impl Serialize) -> Self {
        match failure::<Op>(status, body) {
            Ok(response) => self.answer(Kind::Reply(response)),
            Err(reason) => panic!("{reason}"),
        }
    }
}

impl<Op> On<'_, Op> {
    /// Only for requests whose path parameter `name` has that value.
    pub fn path(self, name: &str, value: impl Display) -> Self {
        let (what, name) = (format!("the path parameter {name}"), name.to_owned());
        self.equal(what, value.to_string(), move |request| request.path(&name))
    }

    /// Only for requests whose query parameter `name` has that value.
    pub fn query(self, name: &str, value: impl Display) -> Self {
        let (what, name) = (format!("the query parameter {name}"), name.to_owned());
        self.equal(what, value.to_string(), move |request| request.query(&name))
    }

    /// Only for requests whose header `name` has that value.
    pub fn header(self, name: &str, value: impl Display) -> Self {
        let (what, name, value) = (format!("the header {name}"), name.to_owned(), value.to_string());
        self.condition(move |request| match request.header(&name) {
            Some(actual) if actual == value => Ok(()),
            // It may be a credential, which is not for an error to tell.
            Some(_) => Err(format!("{what} is another one")),
            None => Err(format!("{what} is missing")),
        })
    }

    /// Only for requests whose body is the JSON of `value`, in whatever order and spelling.
    ///
    /// # Panics
    ///
    /// When `value` cannot be written as JSON.
    #[track_caller]
    pub fn json(self, value: &impl Serialize) -> Self {
        let expected = serde_json::to_value(value).expect("the value can be written as JSON");
        self.equal("the body".to_owned(), expected, |request| serde_json::from_slice::<Value>(request.body()).ok())
    }

    /// Only for requests that `condition` is true of. `what` names it where a request did not meet it.
    pub fn when(self, what: &str, condition: impl Fn(&Received) -> bool + Send + Sync + 'static) -> Self {
        let reason = format!("it is not {what}");
        self.condition(move |request| if condition(request) { Ok(()) } else { Err(reason.clone()) })
    }

    /// Answers with a reply as it is.
    pub fn reply_raw(self, response: http::Response<impl Into<Bytes>>) -> Self {
        self.answer(Kind::Reply(response.map(Into::into)))
    }

    /// Answers with what `respond` makes of the request: for a service that remembers what it was told, say. It is asked when
    /// the delay is over.
    pub fn reply_with(self, respond: impl Fn(&Received) -> http::Response<Bytes> + Send + Sync + 'static) -> Self {
        self.answer(Kind::With(Arc::new(respond)))
    }

    /// Answers with no reply but a failure of the transport.
    pub fn fail(self, kind: TransportErrorKind) -> Self {
        self.answer(Kind::Fail(kind))
    }

    /// Gives no answer, ever: only a timeout ends the attempt.
    pub fn hang(self) -> Self {
        self.answer(Kind::Hang)
    }

    /// Lets the answers that are added from here on take that long, in the time of the mock.
    pub fn delay(self, delay: Duration) -> Self {
        self.change(|rule| rule.delay = delay)
    }

    /// Is for that many requests and no more, and [`Mock::verify`] wants as many: at least one if not set.
    pub fn times(self, requests: usize) -> Self {
        self.change(|rule| rule.times = Some(requests))
    }

    pub(super) fn answer(self, kind: Kind) -> Self {
        self.change(|rule| rule.answers.push(Answer { delay: rule.delay, kind }))
    }

    fn equal<T>(
        self,
        what: String,
        expected: T,
        actual: impl Fn(&Received) -> Option<T> + Send + Sync + 'static,
    ) -> Self
    where
        T: PartialEq + Display + Send + Sync + 'static,
    {
        self.condition(move |request| match actual(request) {
            Some(actual) if actual == expected => Ok(()),
            Some(actual) => Err(format!("{what} is `{actual}`, not `{expected}`")),
            None => Err(format!("{what} is missing")),
        })
    }

    fn condition(self, condition: impl Fn(&Received) -> Result<(), String> + Send + Sync + 'static) -> Self {
        self.change(|rule| rule.conditions.push(Box::new(condition)))
    }

    fn change(self, change: impl FnOnce(&mut Rule)) -> Self {
        self.mock.change(self.index, change);
        self
    }
}

/// A condition on a request, or why it does not meet it.
type Condition = Box<dyn Fn(&Received) -> Result<(), String> + Send + Sync>;

/// Whether a request is of the rule's operation.
type IsMeant = Box<dyn Fn(&Received) -> bool + Send + Sync>;

/// What a mock keeps of a rule.
pub(super) struct Rule {
    /// What the rule is for, in words.
    name: String,
    is_meant: IsMeant,
    conditions: Vec<Condition>,
    answers: Vec<Answer>,
    delay: Duration,
    times: Option<usize>,
    used: usize,
    place: &'static Location<'static>,
}

impl Rule {
    pub(super) fn new(name: String, place: &'static Location<'static>, is_meant: IsMeant) -> Self {
        let (conditions, answers) = (Vec::new(), Vec::new());
        Self { name, is_meant, conditions, answers, delay: Duration::ZERO, times: None, used: 0, place }
    }

    /// Whether it may be for `request`, as far as the operation goes.
    pub(super) fn is_meant(&self, request: &Received) -> bool {
        (self.is_meant)(request)
    }

    /// The answer to `request`, or why this rule has none.
    pub(super) fn answer(&mut self, request: &Received) -> Result<Answer, String> {
        for condition in &self.conditions {
            condition(request).map_err(|reason| format!("{self}: {reason}"))?;
        }
        if self.times.is_some_and(|times| self.used >= times) {
            return Err(format!("{self}: it is used up, being for {}", requests(self.used)));
        }
        let answer = self.answers.get(self.used).or(self.answers.last()).cloned();
        self.used += 1;
        answer.ok_or_else(|| format!("{self}: it has no answer"))
    }

    /// What is wrong with how often the rule was used.
    pub(super) fn verdict(&self) -> Option<String> {
        let (is_met, wanted) = match self.times {
            Some(times) => (self.used == times, requests(times)),
            None => (self.used > 0, "one request or more".to_owned()),
        };
        (!is_met).then(|| format!("{self}: it is for {wanted}, and had {}", self.used))
    }
}

impl Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the rule for {} at {}:{}", self.name, self.place.file(), self.place.line())
    }
}

fn requests(count: usize) -> String {
    match count {
        0 => "no request".to_owned(),
        1 => "1 request".to_owned(),
        _ => format!("{count} requests"),
    }
}
