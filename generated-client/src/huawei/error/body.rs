//! The bodies of failures: every form in which this cloud was seen to write a code and a message.

use std::borrow::Cow;

use jiter::JsonValue;

use crate::runtime::formats::Base64;

/// A body that is longer holds something else.
const LONGEST: usize = 256 << 10;

/// A failure that claims to be a success is short; a long reply need not be read twice to know what it is.
const LONGEST_DISGUISED: usize = 16 << 10;

/// Where a code stands, and the text that goes with it, in the order in which they count.
const PAIRS: [(&str, &str); 4] =
    [("error_code", "error_msg"), ("errorCode", "errorMsg"), ("errCode", "externalMessage"), ("code", "message")];

/// What other services call the text. No pair is made with these, as the official clients know none of them, but where there
/// is no pair, they tell more than nothing.
const OTHER_MESSAGES: [&str; 6] = ["errMsg", "errorMessage", "error_message", "error_description", "msg", "details"];

const REQUEST_ID: &str = "request_id";
const AUTHORIZATION_MESSAGE: &str = "encoded_authorization_message";

/// What stands in a body.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) encoded_authorization_message: Option<String>,
}

/// Reads the body of a failure; `None` when it is not made of JSON.
pub(super) fn read(body: &[u8]) -> Option<Found> {
    (body.len() <= LONGEST).then(|| parse(body))?.map(|body| found(&body))
}

fn found(body: &JsonValue<'static>) -> Found {
    let (holder, (code, message)) = match complete(body) {
        Some((holder, pair)) => (Some(holder), pair),
        None => (None, half(body).unwrap_or_default()),
    };
    let beside = holder.and_then(|members| text(members, AUTHORIZATION_MESSAGE));
    Found {
        code,
        message,
        request_id: anywhere(body, REQUEST_ID),
        encoded_authorization_message: beside.or_else(|| anywhere(body, AUTHORIZATION_MESSAGE)),
    }
}

/// Reads the body of a success that is none: one with a code for what went wrong, and without an answer.
pub(super) fn read_disguised(body: &[u8]) -> Option<Found> {
    if body.len() > LONGEST_DISGUISED || is_free_of_codes(body) {
        return None;
    }
    let body = parse(body)?;
    let JsonValue::Object(members) = &body else { return None };
    let is_text = |value: &JsonValue<'_>| matches!(value, JsonValue::Str(_));
    let tells = |(name, value): &Member| {
        *value == JsonValue::Null || speaks_of_errors(name) || (is_message(name) && is_text(value))
    };
    let tells_nothing_else = members.iter().all(tells);
    let is_pair = own_pair(members).is_some();
    // What goes into the details of a failure is no answer.
    let details = |(name, value): &Member| is_message(name) && (is_pair || is_empty(value));
    if members.iter().any(|member| answers(member) && !details(member)) {
        return None;
    }
    // Beside anything else, only what looks like a code of this cloud is taken for one.
    Some(found(&body))
        .filter(|found| found.code.as_deref().is_some_and(|code| tells_nothing_else || is_of_this_cloud(code)))
}

/// Whether a code has the form of `DWS.0001`, and is not the one that says that nothing went wrong.
fn is_of_this_cloud(code: &str) -> bool {
    let Some((service, number)) = code.split_once('.') else { return false };
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number && service.starts_with(|c: char| c.is_ascii_uppercase()) && number.bytes().any(|byte| byte != b'0')
}

/// Whether no name in it is one of a code, as in most replies: they are not read twice. Base64 and texts are not looked at.
fn is_free_of_codes(body: &[u8]) -> bool {
    let has = |name: &[u8]| body.windows(name.len()).any(|window| window == name);
    body.first() == Some(&b'{') && !has(b"\"err") && !has(b"\"code\"")
}

/// Whether a member is what was asked for, beside which a code is none of a failure: an id that is not empty, as that of a
/// job that has begun, or something with members of its own. Words, numbers and flags accompany failures, too.
fn answers((name, value): &Member) -> bool {
    let is_id = || (name == "id" || name.ends_with("_id") || name.ends_with("Id")) && !names_the_request(name);
    match value {
        JsonValue::Object(_) | JsonValue::Array(_) => !speaks_of_errors(name),
        JsonValue::Str(text) => !text.is_empty() && is_id(),
        JsonValue::Int(_) => is_id(),
        _ => false,
    }
}

fn names_the_request(name: &str) -> bool {
    [REQUEST_ID, "requestId", "trace_id", "traceId"].contains(&name)
}

fn is_empty(value: &JsonValue<'_>) -> bool {
    match value {
        JsonValue::Array(items) => items.is_empty(),
        JsonValue::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// Whether other services have the text of a failure under that name.
fn is_message(name: &str) -> bool {
    OTHER_MESSAGES.contains(&name)
}

fn speaks_of_errors(name: &str) -> bool {
    name == AUTHORIZATION_MESSAGE
        || name.to_ascii_lowercase().contains("error")
        || names_the_request(name)
        || PAIRS.iter().any(|(code, message)| name == *code || name == *message)
}

/// The JSON of a body, also where it stands in a text or in base64. Objects keep the order that they have on the wire.
fn parse(body: &[u8]) -> Option<JsonValue<'static>> {
    match json(body) {
        Some(JsonValue::Str(text)) => json(text.as_bytes()).or_else(|| decoded(&text)),
        Some(value) => Some(value),
        None => decoded(std::str::from_utf8(body).ok()?),
    }
}

fn json(text: &[u8]) -> Option<JsonValue<'static>> {
    let value = |text: &[u8]| JsonValue::parse(text, true).ok().map(JsonValue::into_static);
    value(text).or_else(|| value(&readable(text)))
}

/// The same JSON without what the parser has no place for, and what other parsers take: numbers that are too long become texts,
/// and of the two halves of a character one without the other becomes U+FFFD.
fn readable(text: &[u8]) -> Vec<u8> {
    const LONGEST_NUMBER: usize = 18;
    let mut out = Vec::with_capacity(text.len());
    let (mut rest, mut is_text) = (text, false);
    while let Some(&first) = rest.first() {
        let length = match first {
            b'\\' if is_text => escape(rest),
            b'0'..=b'9' | b'-' if !is_text => number(rest),
            _ => 1,
        };
        let (token, after) = rest.split_at(length.min(rest.len()));
        match first {
            b'\\' if length == HALF => out.extend(b"\\ufffd"),
            _ if !is_text && length > LONGEST_NUMBER => out.extend([b"\"", token, b"\""].concat()),
            _ => out.extend(token),
        }
        is_text ^= first == b'"';
        rest = after;
    }
    out
}

/// How long the escape of half a character is; two make a whole one.
const HALF: usize = 6;

/// The length of the escape with which `text` begins; `HALF` where it is half a character without the other.
fn escape(text: &[u8]) -> usize {
    let unit = |text: &[u8]| {
        let digits = text.strip_prefix(b"\\u")?.get(..4)?;
        u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
    };
    match (unit(text), text.get(HALF..).and_then(unit)) {
        (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 2 * HALF,
        (Some(0xd800..=0xdfff), _) => HALF,
        _ => 2,
    }
}

/// The length of the number with which `text` begins.
fn number(text: &[u8]) -> usize {
    text.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')).count()
}

/// The object that stands in base64, of either alphabet, on one line or on several.
fn decoded(text: &str) -> Option<JsonValue<'static>> {
    let line: String = text.split_ascii_whitespace().collect();
    let bytes = line.parse::<Base64>().ok()?;
    json(bytes.as_ref()).filter(is_object)
}

fn is_object(value: &JsonValue<'_>) -> bool {
    matches!(value, JsonValue::Object(_))
}

type Member = (Cow<'static, str>, JsonValue<'static>);

/// A code and the text that goes with it.
type Pair = (Option<String>, Option<String>);

/// The first pair that an object has itself.
fn own_pair(members: &[Member]) -> Option<Pair> {
    let mut pairs = PAIRS.iter().map(|(code, message)| (text(members, code), text(members, message)));
    pairs.find(|(code, message)| code.is_some() && message.is_some())
}

/// The first pair of an object, else the last among its members, else one in a list; with the object that holds it.
fn complete<'v>(value: &'v JsonValue<'static>) -> Option<(&'v [Member], Pair)> {
    match value {
        JsonValue::Object(members) => {
            let own = own_pair(members).map(|pair| (members.as_slice(), pair));
            let (objects, others): (Vec<_>, Vec<_>) =
                members.iter().map(|(_, it)| it).rev().partition(|it| is_object(it));
            own.or_else(|| objects.into_iter().chain(others).find_map(complete))
        }
        JsonValue::Array(items) => items.iter().find_map(complete),
        _ => None,
    }
}

/// A code without a text, or the other way round. The other half may stand below: a text anywhere, and a code where a name says
/// that it is about errors, as what else is below may have codes of its own, such as those of countries.
fn half(value: &JsonValue<'static>) -> Option<Pair> {
    let members = match value {
        JsonValue::Object(members) => members,
        JsonValue::Array(items) => return items.iter().find_map(half),
        _ => return None,
    };
    let code = PAIRS.iter().find_map(|(code, _)| text(members, code));
    let mut messages = PAIRS.iter().map(|(_, message)| message).chain(&OTHER_MESSAGES);
    let message = messages.find_map(|message| text(members, message));
    let about_errors = || members.iter().filter(|(name, _)| speaks_of_errors(name) || is_message(name));
    if code.is_none() && message.is_none() {
        return about_errors().chain(members.iter()).find_map(|(_, it)| half(it));
    }
    let below = about_errors().filter_map(|(_, it)| half(it));
    let (code, message) =
        below.fold((code, message), |(code, message), (other, text)| (code.or(other), message.or(text)));
    Some((code, message.or_else(|| members.iter().find_map(|(_, it)| half(it)?.1))))
}

/// The text of that name, at the top or further down.
fn anywhere(value: &JsonValue<'static>, name: &str) -> Option<String> {
    match value {
        JsonValue::Object(members) => {
            text(members, name).or_else(|| members.iter().find_map(|(_, it)| anywhere(it, name)))
        }
        JsonValue::Array(items) => items.iter().find_map(|it| anywhere(it, name)),
        _ => None,
    }
}

/// A member that is a text, or a number as one: the identity service has numbers for codes.
fn text(members: &[Member], name: &str) -> Option<String> {
    // Of two members of one name the last counts, as JSON parsers have it.
    match &members.iter().rfind(|(key, _)| key == name)?.1 {
        JsonValue::Str(text) => (!text.trim().is_empty()).then(|| text.clone().into_owned()),
        JsonValue::Int(number) => Some(number.to_string()),
        JsonValue::Float(number) => Some(format!("{number:?}")),
        _ => None,
    }
}
