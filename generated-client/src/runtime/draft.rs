//! A request in the making: what generated setters put in, and the checks before anything goes out.

mod assemble;
mod complaints;
#[cfg(test)]
mod tests;

use std::fmt;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;

pub(super) use self::assemble::Checked;
use self::complaints::{Complaints, Place};
use super::auth;
use super::client::Client;
use super::content::Content;
use super::encode::{Explode, ParamValue, Rules, Style, ValueError, expand};
use super::endpoint::Endpoint;
use super::error::Problem;
use super::operation::{OperationInfo, Scopes};
use super::path::PathValue;
use super::retry::Retry;

/// Headers that belong to the connection: a value set by hand could only contradict it.
const RESERVED: &[&str] = &["connection", "content-length", "host", "te", "trailer", "transfer-encoding", "upgrade"];

/// What a call has been told so far. Nothing here is generic, so it is compiled once for all operations.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) info: &'static OperationInfo,
    scopes: &'static [&'static [Scopes]],
    pub(super) timeout: Option<Duration>,
    pub(super) idle_timeout: Option<Duration>,
    /// What to accept, instead of all that the document names.
    pub(super) accept: Option<&'static str>,
    pub(super) retry: Option<Retry>,
    endpoint: Option<Endpoint>,
    /// Path and query below the host, instead of those of the operation.
    link: Option<String>,
    path: Vec<(&'static str, PathValue)>,
    query: Vec<(&'static str, String)>,
    cookies: Vec<(&'static str, String)>,
    headers: Headers,
    own_headers: Headers,
    body: Option<Content>,
    complaints: Complaints,
}

/// The headers of a call. Most have none or a few, and each call would pay for a map.
type Headers = Vec<(HeaderName, HeaderValue)>;

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.info)
    }
}

impl Draft {
    pub(super) fn new(info: &'static OperationInfo, scopes: &'static [&'static [Scopes]]) -> Self {
        Self {
            info,
            scopes,
            timeout: None,
            idle_timeout: None,
            accept: None,
            retry: None,
            endpoint: None,
            link: None,
            path: Vec::new(),
            query: Vec::new(),
            cookies: Vec::new(),
            headers: Headers::new(),
            own_headers: Headers::new(),
            body: None,
            complaints: Complaints::default(),
        }
    }

    pub(super) fn endpoint(&mut self, endpoint: Endpoint) {
        self.endpoint = Some(endpoint);
    }

    pub(super) fn path(&mut self, style: Style, name: &'static str, value: Result<ParamValue, ValueError>) {
        let value = path_value(style, name, value);
        if let Some(value) = self.complaints.sort(Place::Path, name, value) {
            self.path.retain(|(known, _)| *known != name);
            self.path.push((name, value));
        }
    }

    pub(super) fn query(&mut self, rules: Rules, name: &'static str, value: &Result<ParamValue, ValueError>) {
        self.query.retain(|(known, _)| *known != name);
        let text = self.complaints.sort(Place::Query, name, written(name, value.as_ref(), rules));
        self.query.extend(text.flatten().map(|text| (name, text)));
    }

    pub(super) fn query_string(&mut self, name: &'static str, content: &Content) {
        self.query.retain(|(known, _)| *known != name);
        let text = content.as_query().map_err(|reason| Problem::Parameter { name: name.into(), reason });
        let text = self.complaints.sort(Place::Query, name, text);
        self.query.extend(text.filter(|text| !text.is_empty()).map(|text| (name, text)));
    }

    pub(super) fn cookie(&mut self, rules: Rules, name: &'static str, value: &Result<ParamValue, ValueError>) {
        self.cookies.retain(|(known, _)| *known != name);
        let text = self.complaints.sort(Place::Cookie, name, written(name, value.as_ref(), rules));
        self.cookies.extend(text.flatten().map(|text| (name, text)));
    }

    pub(super) fn header_param(
        &mut self,
        explode: Explode,
        name: &'static str,
        value: &Result<ParamValue, ValueError>,
    ) {
        self.headers.retain(|(known, _)| !known.as_str().eq_ignore_ascii_case(name));
        let text = written(name, value.as_ref(), Style::Simple(explode).verbatim());
        let value = text.and_then(|text| text.map(|text| own_header(name, &text)).transpose());
        self.headers.extend(self.complaints.sort(Place::Header, name, value).flatten());
    }

    pub(super) fn header(&mut self, name: &str, value: &str) {
        if let Some((name, value)) = self.complaints.sort(Place::OwnHeader, name, own_header(name, value)) {
            self.own_headers.retain(|(known, _)| *known != name);
            self.own_headers.push((name, value));
        }
    }

    pub(super) fn body(&mut self, content: Content) {
        let problem = content.problem().cloned();
        self.complaints.sort(Place::Body, "", problem.map_or(Ok(()), Err));
        self.body = Some(content);
    }

    /// Whether the request can be sent more than once.
    pub(super) fn is_repeatable(&self) -> bool {
        self.body.as_ref().is_none_or(Content::is_repeatable)
    }

    /// Takes over from `origin` what its caller said about sending rather than about the operation.
    pub(super) fn inherit(&mut self, origin: &Self) {
        self.timeout = self.timeout.or(origin.timeout);
        self.endpoint = self.endpoint.take().or_else(|| origin.endpoint.clone());
        for (name, value) in &origin.own_headers {
            if self.own_headers.iter().all(|(known, _)| known != name) {
                self.own_headers.push((name.clone(), value.clone()));
            }
        }
    }

    /// Leads to another path and query, on the same host.
    pub(super) fn link(&mut self, target: String) {
        self.link = Some(target);
    }

    /// The value of a path parameter as it was given, on the call or on the client.
    pub(super) fn path_value<'d>(&'d self, client: &'d Client, name: &str) -> Option<&'d str> {
        self.value_in_path(client, name).map(PathValue::raw)
    }

    /// The value of a query parameter as it was given.
    pub(super) fn query_value(&self, name: &str) -> Option<String> {
        let (_, text) = self.query.iter().find(|(known, _)| *known == name)?;
        let (_, value) = text.split_once('=')?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }

    /// The value of a header that the document describes.
    pub(super) fn header_value(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(known, _)| known.as_str().eq_ignore_ascii_case(name))?;
        value.to_str().ok()
    }

    fn value_in_path<'d>(&'d self, client: &'d Client, name: &str) -> Option<&'d PathValue> {
        let own = self.path.iter().find(|(known, _)| *known == name);
        own.map(|(_, value)| value).or_else(|| client.shared.parameter(name))
    }
}

fn path_value(style: Style, name: &str, value: Result<ParamValue, ValueError>) -> Result<PathValue, Problem> {
    match (style, value) {
        // Most are one text that stands alone, and such a text need not be copied.
        (Style::Simple(_), Ok(ParamValue::Text(text) | ParamValue::Number(text))) => Ok(text.into()),
        (style, value) => {
            let raw = written(name, value.as_ref(), Style::Simple(Explode::No).verbatim())?;
            let encoded = written(name, value.as_ref(), style.into())?;
            // Nothing to write is an empty segment, which `build` refuses.
            Ok(PathValue::styled(raw.unwrap_or_default(), encoded.unwrap_or_default()))
        }
    }
}

fn written(name: &str, value: Result<&ParamValue, &ValueError>, rules: Rules) -> Result<Option<String>, Problem> {
    let problem = |reason: String| Problem::Parameter { name: name.into(), reason };
    let value = value.map_err(|error| problem(format!("cannot be sent: {error}")))?;
    expand(name, value, rules).map_err(|error| problem(error.to_string()))
}

/// A header that a caller sets, documented or not, unless it is one that only the connection can know.
pub(super) fn own_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Problem> {
    let (header, value) = header(name, value)?;
    if RESERVED.contains(&header.as_str()) {
        return Err(Problem::Header { name: name.into(), reason: "is set by the transport".into() });
    }
    Ok((header, value))
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Problem> {
    let problem = |reason: &str| Problem::Header { name: name.into(), reason: reason.into() };
    let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| problem("is not a header name"))?;
    let value = HeaderValue::from_bytes(value.as_bytes());
    let mut value = value.map_err(|_| problem("has a value with control characters"))?;
    value.set_sensitive(auth::is_telling(name));
    Ok((header, value))
}
