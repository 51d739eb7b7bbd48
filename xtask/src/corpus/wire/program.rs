//! The program that calls the operations: the generated crate, a function for each operation, and a table of them.

use std::fmt::Write as _;

use codegen::{Argument, BodyArgument, Call, ContentArgument, ContentValue, Passing};

use super::super::crates::{Build, Crates};
use super::server::CALL;
use crate::failure::Failure;

/// The package of the program, for the crate `package`.
pub(super) fn package(package: &str) -> String {
    format!("{package}-wire")
}

/// Lays out the program for `calls` of the crate `package`.
pub(super) fn build(crates: &Crates, package: &str, calls: &[Call]) -> Result<Build, Failure> {
    let name = self::package(package);
    let source = format!("{:?}", crates.directory(package).display().to_string());
    let manifest = MANIFEST.replace("{name}", &name).replace("{package}", package).replace("{source}", &source);
    crates.lay_out(&name, &manifest, &main(package, calls))
}

const MANIFEST: &str = r#"[package]
name = "{name}"
version = "0.0.0"
edition = "2024"

[dependencies]
{package} = { path = {source} }
bytes = "1"
http = "1"
# Numbers as the caller was told them, to the last digit.
serde_json = { version = "1", features = ["float_roundtrip"] }
tokio = { version = "1", features = ["rt", "macros"] }

[workspace]
"#;

fn main(package: &str, calls: &[Call]) -> String {
    let mut functions = String::new();
    let mut table = String::new();
    for (number, call) in calls.iter().enumerate() {
        functions.push_str(&function(number, call));
        let _ = writeln!(table, "    ({:?}, call_{number}),", call.pointer.to_string());
    }
    MAIN.replace("{crate}", &package.replace('-', "_")).replace("{header}", CALL).replace("{table}", &table)
        + &functions
}

/// The function that calls one operation.
fn function(number: usize, call: &Call) -> String {
    let (arguments, setters): (Vec<&Argument>, Vec<&Argument>) =
        call.arguments.iter().partition(|it| it.passing == Passing::Argument);
    let mut text = format!(
        "fn call_{number}<'c>(client: &'c Client, job: &'c Job) -> Called<'c> {{\n    Box::pin(async move {{\n"
    );
    let mut passed = Vec::new();
    for (at, Argument { name, location, ty, is_copied, .. }) in arguments.iter().enumerate() {
        let place = location.as_str();
        let _ = writeln!(text, "        let a{at}: {ty} = job.required({place:?}, {name:?})?;");
        passed.push(if *is_copied { format!("a{at}") } else { format!("&a{at}") });
    }
    let made = |body: Option<&str>| {
        let passed: Vec<&str> = passed.iter().map(String::as_str).chain(body).collect();
        format!("client.{}({})", call.method, passed.join(", "))
    };
    let made = match &call.body {
        Some(body) if body.passing == Passing::Argument => by_content_type(body, |body| made(Some(body))),
        _ => made(None),
    };
    let _ = writeln!(text, "        let mut call = {made};");
    for Argument { name, location, ty, ident, is_copied, .. } in setters {
        let place = location.as_str();
        let value = if *is_copied { "value" } else { "&value" };
        let _ = writeln!(
            text,
            "        if let Some(value) = job.optional::<{ty}>({place:?}, {name:?})? {{\n            call = call.{ident}({value});\n        }}"
        );
    }
    if let Some(body) = call.body.as_ref().filter(|body| body.passing == Passing::Setter) {
        let set = by_content_type(body, |value| format!("call.{}({value})", body.ident));
        let _ = writeln!(text, "        if job.has_body() {{\n            call = {set};\n        }}");
    }
    if call.stream.is_some() {
        text.push_str(
            "        if job.is_read_item_by_item() {\n            return streamed(job, call).await;\n        }\n",
        );
    }
    text + "        sent(job, call).await\n    })\n}\n\n"
}

/// What is made of a body: of the content that the job names, or else of the first, under the name that the job has for it.
fn by_content_type(body: &BodyArgument, made: impl Fn(&str) -> String) -> String {
    let mut arms = String::new();
    for (number, content) in body.contents.iter().enumerate() {
        let pattern = if number == 0 { "_".to_owned() } else { format!("{:?}", content.media_type) };
        let arm = format!("                {pattern} => {},\n", made(&self::value(content)));
        // The first stands last, for all that the others are not.
        arms = if number == 0 { arm } else { arm + &arms };
    }
    let first = body.contents.first().map_or("", |content| &content.media_type);
    format!("job.labelled({first:?}, match job.media_type() {{\n{arms}            }})")
}

/// The value of a body, in words of the program.
fn value(content: &ContentArgument) -> String {
    let value = match &content.value {
        ContentValue::Typed(ty) => format!("&job.body::<{ty}>()?"),
        ContentValue::Copied(ty) => format!("job.body::<{ty}>()?"),
        ContentValue::Lines(ty) => format!("&job.lines::<{ty}>()?"),
        ContentValue::Text => "&job.text()?".to_owned(),
        ContentValue::Upload => "Upload::from(job.text()?)".to_owned(),
        ContentValue::Form => "&job.form()?".to_owned(),
    };
    match &content.variant {
        Some(variant) => format!("api::{variant}({value})"),
        None => value,
    }
}

const MAIN: &str = r#"//! Calls operations as the lines of a file say, and prints a line for each: the status, or what went wrong.
#![allow(warnings)]

use std::collections::BTreeMap;
use std::future::Future;
use std::io::Write as _;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value;
use {crate}::runtime::body::{Body, Upload};
use {crate}::runtime::codec::{self, Decode};
use {crate}::runtime::stream::Streams;
use {crate}::runtime::transport::{BoxFuture, ReqwestTransport, TransportError};
use {crate}::{api, models};
use {crate}::runtime::auth::{SignError, Signer, SigningRequest};
use {crate}::runtime::{Call, Client, Credential, Error, Operation, Reply, Retry, SchemeKind, Transport, formats, multipart};

type Called<'c> = Pin<Box<dyn Future<Output = Result<String, String>> + 'c>>;
type Function = for<'c> fn(&'c Client, &'c Job) -> Called<'c>;

struct Job(Value, usize);

impl Job {
    fn argument(&self, place: &str, name: &str) -> Option<&Value> {
        let list = self.0["arguments"].as_array()?;
        list.iter().find(|it| it[0] == place && it[1].as_str().is_some_and(|it| it.eq_ignore_ascii_case(name))).map(|it| &it[2])
    }

    fn required<T: Decode>(&self, place: &str, name: &str) -> Result<T, String> {
        self.optional(place, name)?.ok_or_else(|| format!("the server does not know `{name}` in {place}"))
    }

    fn optional<T: Decode>(&self, place: &str, name: &str) -> Result<Option<T>, String> {
        let Some(value) = self.argument(place, name) else { return Ok(None) };
        read(value).map(Some).map_err(|error| format!("`{name}`: {error}"))
    }

    /// The call, which says its number to the server.
    fn numbered<'c, O: Operation>(&self, call: Call<'c, O>) -> Call<'c, O> {
        call.header("{header}", &self.1.to_string()).retry(Retry::never()).timeout(Duration::from_secs(20))
    }

    fn has_body(&self) -> bool {
        !self.0["body"].is_null()
    }

    fn is_read_item_by_item(&self) -> bool {
        self.0["reading"] == "item_by_item"
    }

    fn media_type(&self) -> &str {
        self.0["body"][0].as_str().unwrap_or_default()
    }

    /// Names the content type where the call would send another: a synonym, or any that a range has in it.
    fn labelled<'c, O: Operation>(&self, first: &str, call: Call<'c, O>) -> Call<'c, O> {
        let sent = call.clone().into_request().ok();
        let sent = sent.as_ref().and_then(|it| it.headers().get("content-type")).and_then(|it| it.to_str().ok());
        let essence = |it: &str| it.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match sent {
            Some(sent) if essence(sent) == essence(self.media_type()) || self.media_type().contains('*') => call,
            None if !first.contains("/*") => call,
            _ => call.header("Content-Type", &self.media_type().replace('*', "x")),
        }
    }

    fn value(&self) -> &Value {
        &self.0["body"][1]
    }

    fn body<T: Decode>(&self) -> Result<T, String> {
        read(self.value())
    }

    fn lines<T: Decode>(&self) -> Result<Vec<T>, String> {
        match self.value() {
            Value::Array(list) => list.iter().map(read).collect(),
            single => Ok(vec![read(single)?]),
        }
    }

    fn text(&self) -> Result<String, String> {
        Ok(self.value().as_str().map_or_else(|| self.value().to_string(), str::to_owned))
    }

    fn form(&self) -> Result<multipart::Form, String> {
        let mut form = multipart::Form::new();
        for (name, value) in self.value().as_object().into_iter().flatten() {
            form.value(name, value);
        }
        // Where the schema is no object, the caller gives the parts: here one that is the whole.
        if !self.value().is_object() {
            form.value("whole", &self.text()?);
        }
        Ok(form)
    }
}

fn read<T: Decode>(value: &Value) -> Result<T, String> {
    codec::from_slice(value.to_string().as_bytes()).map_err(|error| format!("{value} is not taken: {error}"))
}

/// Calls, and says what came back; a documented failure is a reply like any other.
async fn sent<O: Operation>(job: &Job, call: Call<'_, O>) -> Result<String, String> {
    heard(job.numbered(call).send().await.map(|response| response.status()))
}

/// The same, of a reply that is read item by item.
async fn streamed<O: Streams>(job: &Job, call: Call<'_, O>) -> Result<String, String> {
    let read = async {
        let mut items = job.numbered(call).stream().await?;
        let status = items.reply().status();
        while let Some(item) = items.next().await {
            item?;
        }
        Ok::<u16, Error<O::Error>>(status)
    };
    heard(read.await)
}

/// What a call comes to.
fn heard<E>(outcome: Result<u16, Error<E>>) -> Result<String, String> {
    let body = |reply: &Reply| String::from_utf8_lossy(reply.body()).chars().take(500).collect::<String>();
    match outcome {
        Ok(status) => Ok(format!("understood {status}")),
        Err(Error::Api(failure)) => Ok(format!("understood {} {}", failure.reply.status(), body(&failure.reply))),
        Err(Error::Unexpected(failure)) if failure.decode.is_none() => {
            Ok(format!("undocumented {} {}", failure.reply.status(), body(&failure.reply)))
        }
        Err(error @ (Error::Unexpected(_) | Error::Decode(_))) => Ok(format!("puzzling {error}")),
        Err(error) => Err(error.to_string()),
    }
}

/// A signer whose signature the server takes on trust.
struct Marks;

impl Signer for Marks {
    fn sign(&self, request: &mut SigningRequest<'_>, _: SystemTime) -> Result<(), SignError> {
        request.headers_mut().insert("x-signature", http::HeaderValue::from_static("s"));
        Ok(())
    }
}

/// One transport for all clients.
struct Shared(Arc<ReqwestTransport>);

impl Transport for Shared {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.0.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(duration)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&arguments[1]).expect("the file can be read");
    let calls: BTreeMap<&str, Function> = CALLS.iter().copied().collect();
    let transport = Arc::new(ReqwestTransport::new());
    let mut out = std::io::stdout().lock();
    for (number, line) in text.lines().enumerate() {
        let job = Job(serde_json::from_str(line).expect("the file holds JSON"), number);
        let mut builder = Client::builder()
            .endpoint(format!("http://{}", arguments[2]))
            .transport(Shared(Arc::clone(&transport)));
        for scheme in {crate}::API.schemes {
            let credential = match scheme.kind {
                SchemeKind::Header(_) | SchemeKind::Query(_) | SchemeKind::Cookie(_) => Credential::value("k"),
                SchemeKind::Basic => Credential::basic("u", "p"),
                SchemeKind::Bearer => Credential::bearer("t"),
                SchemeKind::Signer(_) => Credential::signer(Marks),
                _ => Credential::connection(),
            };
            builder = builder.credential(scheme.name, credential);
        }
        let client = builder.build().expect("a client");
        let outcome = match calls.get(job.0["operation"].as_str().unwrap_or_default()) {
            Some(call) => call(&client, &job).await,
            None => Err("there is no such call".to_owned()),
        };
        match outcome {
            Ok(outcome) => writeln!(out, "{}", outcome.replace('\n', " ")),
            Err(error) => writeln!(out, "none {}", error.replace('\n', " ")),
        }
        .and_then(|()| out.flush())
        .expect("the reader is there");
    }
}

const CALLS: &[(&str, Function)] = &[
{table}];

"#;
