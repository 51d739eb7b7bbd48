//! What is told about calls, as a subscriber hears it: every field of every span and event, and no secret among them.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex, MutexGuard};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

use crate::runtime::testing::Answer::{self, Fail, Hang, Reply as Said};
use crate::runtime::testing::{SECRET, Script, TestSigner, builder, get_job, start};
use crate::runtime::transport::TransportErrorKind::{Connect, Io, Other};
use crate::runtime::{Credential, Retry};

/// Writes down whatever it is told, of whatever level.
#[derive(Clone, Default)]
pub(crate) struct Ear(Arc<Mutex<String>>);

impl Ear {
    pub(crate) fn text(&self) -> MutexGuard<'_, String> {
        self.0.lock().expect("no test panics here")
    }

    /// Hears what this thread tells, until what it gives is dropped.
    ///
    /// Of a single subscriber, `tracing` asks the thread that meets a place in the code first whether anybody wants to
    /// hear of it, which may be the thread of another test. Of two it asks both, so there is a second one.
    pub(crate) fn listen(&self) -> (Dispatch, DefaultGuard) {
        (Dispatch::new(Self::default()), tracing::subscriber::set_default(self.clone()))
    }

    fn note(&self, what: &str, record: impl FnOnce(&mut Fields)) {
        let mut fields = Fields::default();
        record(&mut fields);
        writeln!(self.text(), "{what}{}", fields.0).expect("a string takes text");
    }
}

#[derive(Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Time is real here, whatever the test's clock says.
        let shown = if field.name() == "elapsed_ms" { &"_" as &dyn Debug } else { value };
        write!(self.0, " {}={shown:?}", field.name()).expect("a string takes text");
    }
}

impl Subscriber for Ear {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with(concat!(env!("CARGO_CRATE_NAME"), "::"))
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        assert_eq!(*span.metadata().level(), Level::INFO);
        self.note(span.metadata().name(), |fields| span.record(fields));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.note(" ", |fields| values.record(fields));
    }

    fn event(&self, event: &Event<'_>) {
        self.note(&format!(" {}", event.metadata().level()), |fields| event.record(fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Calls until the script is over, and gives what was heard.
async fn heard(answers: impl IntoIterator<Item = Answer>, retry: Retry) -> String {
    let ear = Ear::default();
    let _listening = ear.listen();
    let builder = builder().seed(1).transport(Script::new(answers)).retry(retry);
    let client = builder.build().expect("the client is valid");
    let _ = get_job(&client, "j").await;
    ear.text().clone()
}

#[tokio::test(start_paused = true)]
async fn a_call_is_one_span_with_its_attempts() {
    let answers = [Fail(Connect), Said(503, "busy"), Said(200, r#"{"id": "j"}"#)];
    insta::assert_snapshot!(heard(answers, Retry::new()).await, @r#"
    call otel.name="GET /v1/{project_id}/jobs/{job}" otel.kind="client" operation_id="getJob" http.request.method="GET" url.template="/v1/{project_id}/jobs/{job}"
      server.address="things.example.com"
      server.port=443
     DEBUG message=not answered attempt=1 elapsed_ms="_" error=could not connect: as the script says
     WARN message=failed, and will be sent again attempt=1 pause_ms=113 error.type="connect"
     DEBUG message=answered attempt=2 elapsed_ms="_" http.response.status_code=503 request_id="req-1" http.response.body.size=4
     WARN message=failed, and will be sent again attempt=2 pause_ms=298 error.type="503"
     DEBUG message=answered attempt=3 elapsed_ms="_" http.response.status_code=200 request_id="req-1" http.response.body.size=11
      attempts=3
      http.request.resend_count=2
      http.response.status_code=200
      request_id="req-1"
    "#);
}

#[tokio::test(start_paused = true)]
async fn failures_have_a_type_of_few_values() {
    let mut types = Vec::new();
    for answer in [Fail(Io), Fail(Other), Hang, Said(404, ""), Said(302, "")] {
        let heard = heard([answer], Retry::never()).await;
        let last = heard.lines().rfind(|line| line.contains("error.type="));
        types.push(last.unwrap_or("none").trim().to_owned());
    }
    insta::assert_snapshot!(types.join("\n"), @r#"
    error.type="io"
    error.type="other"
    error.type="timeout"
    error.type="404"
    none
    "#);
}

#[tokio::test(start_paused = true)]
async fn nothing_secret_is_told() {
    let ear = Ear::default();
    let _listening = ear.listen();
    let secret: &'static str = r#"{"id": "hunter2hunter2"}"#;
    let answers = [Fail(Connect), Said(429, secret), Said(400, secret), Said(200, secret)];
    let builder = builder()
        .credential("akSk", Credential::signer(TestSigner))
        .credential("app", Credential::value(SECRET))
        .credential("session", Credential::value(SECRET))
        .parameter("project_id", SECRET)
        .header("X-Other", SECRET)
        .user_agent(SECRET)
        .retry(Retry::new().retry_if(|_| true))
        .transport(Script::new(answers));
    let client = builder.build().expect("the client is valid");
    for _ in 0..2 {
        let call = start(&client, SECRET).query("q", SECRET).header("Authorization", SECRET).cookie("c", SECRET);
        let _ = call.json(&[SECRET]).await;
    }
    assert!(start(&client, "\0").query(SECRET, &[[SECRET]]).header(SECRET, "\n").await.is_err());
    let text = ear.text();
    assert_eq!(text.matches("call ").count(), 3, "{text}");
    assert!(!text.contains(SECRET), "{text}");
}
