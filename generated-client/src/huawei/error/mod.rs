//! What a failure of this cloud says, whoever answered: the service, the gateway, the identity service or a proxy.
//!
//! The document types the failures of the service. It cannot say that some regions send them as base64 text, nor what
//! the gateway sends for a call that never reached the service; that is read here.

mod body;
mod hint;
#[cfg(test)]
mod tests;

use std::time::{Duration, SystemTime};

use self::body::Found;
use crate::runtime::error::{Details, ErrorReader};
use crate::runtime::{Error, Reply};

/// The code by which some calls say that nothing went wrong.
const SUCCESS: &str = "DWS.0000";

/// The header by which the identity service names a request.
const IAM_TRACE_ID: &str = "x-iam-trace-id";

/// What is longer is no id of a request.
const LONGEST_ID: usize = 200;

/// The service refuses a signature whose date is further off than this.
const MAX_CLOCK_SKEW: Duration = Duration::from_secs(15 * 60);

/// What a failed call says in the terms of this cloud, for an error of any operation.
///
/// ```no_run
/// use generated_client::Client;
/// use generated_client::huawei::ErrorDetails;
///
/// # async fn look(client: &Client, snapshot: &str) {
/// if let Err(error) = client.list_snapshot_details(snapshot).await {
///     let details = ErrorDetails::of(&error);
///     match details.code.as_deref() {
///         Some("DWS.5149") => println!("there is no such snapshot"),
///         Some(code) => println!("{code}: {}", details.message.unwrap_or_default()),
///         None => println!("{error}"),
///     }
/// }
/// # }
/// ```
///
/// Bodies differ by who answered. All of these are read: `error_code` with `error_msg` (the service, the gateway, the
/// identity service), `errCode` with `externalMessage` (the service, also both in one object), `errorCode` with
/// `errorMsg`, `code` with `message`, each at the top or in a member such as `error`; numbers as codes; the same in
/// base64, as one region of the service sends it. The first pair of an object counts, and else the last among its
/// members, as in the official Python client, huaweicloudsdkcore 3.1.219; where that client finds no pair, half of one
/// will do here, also with the text under names that other services of this cloud have for it, such as `errMsg` or
/// `error_description`. A page of HTML, plain text or nothing has neither code nor message; the error's
/// [body](Error::raw_body) is still there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorDetails {
    /// The code, such as `DWS.5149`, `APIGW.0301` or `IAM.0011`. The identity service also has plain numbers, such as
    /// `401`.
    pub code: Option<String>,
    /// The text that goes with the code.
    pub message: Option<String>,
    /// The id of the request: from the header `X-Request-Id`, else from the body, else from `X-IAM-Trace-Id`.
    pub request_id: Option<String>,
    /// Why a permission is lacking, encoded. A user who is allowed to can have it decoded by the cloud's security token
    /// service.
    pub encoded_authorization_message: Option<String>,
    /// What is known about the cause, or what to do about it. Not from the reply, but from what the provider and
    /// others have written about the code; the source of each is in the source of this crate.
    pub hint: Option<String>,
}

impl ErrorDetails {
    /// What `error` says; nothing at all when it came without a reply.
    pub fn of<E>(error: &Error<E>) -> Self {
        let Some(reply) = error.reply() else { return Self::default() };
        let found = body::read(reply.body()).unwrap_or_default();
        let read = reply.details().cloned();
        let hint = read.map_or_else(|| hint::of(found.code.as_deref(), found.message.as_deref()), |it| it.hint);
        let hint = hint.or_else(|| permission_hint(&found));
        Self::new(reply, found, hint)
    }

    fn new(reply: &Reply, found: Found, hint: Option<String>) -> Self {
        let Found { code, message, request_id, encoded_authorization_message } = found;
        let header = |name| reply.header(name).filter(|text| !text.is_empty()).map(str::to_owned);
        // The id of a body may be any text, and ends up in logs.
        let request_id =
            request_id.filter(|id| id.len() <= LONGEST_ID && id.bytes().all(|byte| byte.is_ascii_graphic()));
        let request_id = header("x-request-id").or(request_id).or_else(|| header(IAM_TRACE_ID));
        Self { code, message, request_id, encoded_authorization_message, hint }
    }
}

/// Reads the failures of this cloud for a client: see [`ErrorDetails`]. `Client::builder` sets it.
///
/// A success, of whatever status, that holds an error code other than `DWS.0000`, and no answer, is a failure too. Some calls
/// of the service do that, as the Terraform provider for this cloud knows; a restore was not seen to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Failures;

impl ErrorReader for Failures {
    fn read(&self, reply: &Reply, now: SystemTime) -> Option<Details> {
        let found = match reply.status() {
            400.. => body::read(reply.body()).unwrap_or_default(),
            200..300 => body::read_disguised(reply.body()).filter(|found| found.code.as_deref() != Some(SUCCESS))?,
            _ => return None,
        };
        let (code, message) = (found.code.as_deref(), found.message.as_deref());
        let hint = clock_hint(reply, code, message, now)
            .or_else(|| self.hint(code, message))
            .or_else(|| permission_hint(&found));
        let (outlook, pause) = hint::outlook(code, message);
        let ErrorDetails { code, message, request_id, hint, .. } = ErrorDetails::new(reply, found, hint);
        let mut details = Details::default();
        (details.code, details.message, details.request_id, details.hint) = (code, message, request_id, hint);
        (details.outlook, details.pause) = (outlook, pause);
        let says_something = details != Details::default();
        says_something.then_some(details)
    }

    fn hint(&self, code: Option<&str>, message: Option<&str>) -> Option<String> {
        hint::of(code, message)
    }
}

/// Code, message and hint of a failure, each with what stands between; nothing when nothing can be read. `secret` is masked
/// where the reply repeats it, before anything is cut short: half a secret is found by nobody.
pub(super) fn say(reply: &Reply, now: SystemTime, secret: &str) -> String {
    let Some(mut details) = Failures.read(reply, now) else { return String::new() };
    for text in [&mut details.code, &mut details.message, &mut details.request_id].into_iter().flatten() {
        *text = masked(text, secret);
    }
    let text = details.to_string();
    let text = if text.is_empty() { text } else { format!(": {text}") };
    let id = details.request_id.map_or(String::new(), |id| format!(" (request id {id})"));
    format!("{id}{text}{}", details.hint.map_or(String::new(), |hint| format!("; hint: {hint}")))
}

/// A text without `secret`, be it as it is or as JSON within the text has it.
fn masked(text: &str, secret: &str) -> String {
    let in_json = serde_json::Value::from(secret).to_string();
    let in_json = in_json.trim_matches('"');
    let forms = [in_json.replace('/', "\\/"), in_json.to_owned(), secret.to_owned()];
    forms.iter().filter(|form| !form.is_empty()).fold(text.to_owned(), |text, form| text.replace(form, "***"))
}

/// The code of a failure, and the text that goes with it.
pub(super) fn code_and_message(reply: &Reply) -> (Option<String>, Option<String>) {
    body::read(reply.body()).map(|found| (found.code, found.message)).unwrap_or_default()
}

/// A signature is refused with the same codes whatever is wrong with it. Whether it is the clock can be seen: the
/// gateway tells its own time. Tokens and keys that are not known are refused with these codes, too, which the text tells.
fn clock_hint(reply: &Reply, code: Option<&str>, message: Option<&str>, now: SystemTime) -> Option<String> {
    let (gateway, number) = code.filter(|_| reply.status() == 401)?.split_once('.')?;
    let speaks_of_signatures = message.is_none_or(|text| text.to_lowercase().contains("signature"));
    let about_signatures =
        gateway.starts_with("APIG") && (number == "0303" || number == "0301" && speaks_of_signatures);
    let theirs = reply.date().filter(|_| about_signatures)?;
    let (off, direction) = match now.duration_since(theirs) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    (off > MAX_CLOCK_SKEW).then(|| {
        let minutes = off.as_secs() / 60;
        format!(
            "the clock here is {minutes} minutes {direction} the service's, and a signature that is more than 15 minutes \
             off is refused: set the clock, or give one to ClientBuilder::clock"
        )
    })
}

fn permission_hint(found: &Found) -> Option<String> {
    let encoded = found.encoded_authorization_message.as_ref();
    encoded.map(|_| {
        "encoded_authorization_message tells which permission is lacking, once someone has it decoded".to_owned()
    })
}
