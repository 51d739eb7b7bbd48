//! Providers and their cache: how often they fetch, for whom, and what a refusal does.

use std::future::pending;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use tokio::time::{sleep, timeout};

use super::{Context, Credential, CredentialCache, CredentialError, CredentialProvider, Issued, Outlook, Refused};
use crate::runtime::draft::Draft;
use crate::runtime::operation::{Idempotent, Operation, OperationInfo};
use crate::runtime::reply::Reply;
use crate::runtime::send;
use crate::runtime::testing::Answer::{Fail, Reply as Said};
use crate::runtime::testing::{JobBody, SECRET, Script, Start, builder, get_job, start};
use crate::runtime::transport::{BoxFuture, TransportErrorKind};
use crate::runtime::{Client, ClientBuilder, Error, Retry};

/// How long a token of the test is good, how long before its end the next is fetched, and how long that takes.
const LIFETIME: Duration = Duration::from_secs(1000);
const MARGIN: Duration = Duration::from_secs(300);
const LATENCY: Duration = Duration::from_secs(5);

/// Issues `hunter2hunter2-1`, `-2` and so on, or fails as told.
#[derive(Default)]
struct Tokens {
    cache: CredentialCache,
    fetches: AtomicU64,
    trouble: Mutex<Option<Trouble>>,
}

/// What keeps a fetch from giving a token.
#[derive(Debug, Clone, Copy)]
enum Trouble {
    Failing(Outlook),
    Hanging,
}

impl Tokens {
    fn fetches(&self) -> u64 {
        self.fetches.load(Ordering::Relaxed)
    }

    fn has(&self, trouble: Option<Trouble>) {
        *self.trouble.lock().expect("no test panics here") = trouble;
    }

    async fn fetch(&self, context: &Context) -> Result<Issued, CredentialError> {
        let number = self.fetches.fetch_add(1, Ordering::Relaxed) + 1;
        sleep(LATENCY).await;
        let trouble = *self.trouble.lock().expect("no test panics here");
        match trouble {
            Some(Trouble::Hanging) => pending().await,
            Some(Trouble::Failing(outlook)) => {
                Err(CredentialError::new(outlook, format!("no token: failure {number}")))
            }
            None => {
                let token = Credential::value(format!("{SECRET}-{number}"));
                Ok(Issued::new(token).expires(context.now() + LIFETIME, MARGIN))
            }
        }
    }
}

impl CredentialProvider for Tokens {
    fn credential<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        Box::pin(self.cache.get(context, self.fetch(context)))
    }

    fn at_hand(&self, context: &Context) -> Option<Credential> {
        self.cache.at_hand(context.now())
    }

    fn refused(&self, used: &Credential, reply: &Reply) -> Refused {
        if reply.body().windows(7).all(|window| window != b"expired") {
            return Refused::Final;
        }
        if self.cache.forget(used) { Refused::Expired } else { Refused::Final }
    }
}

/// A client whose token is fetched, and what it is fetched by; its clock goes with tokio's.
fn client(script: &Script) -> (Client, Arc<Tokens>) {
    let (tokens, begin) = (Arc::new(Tokens::default()), tokio::time::Instant::now());
    let builder = builder().clock(move || UNIX_EPOCH + begin.elapsed()).transport(script.clone());
    (with(builder, &tokens), tokens)
}

fn with(builder: ClientBuilder, tokens: &Arc<Tokens>) -> Client {
    builder.credential("token", Credential::provider(Arc::clone(tokens))).build().expect("the client is valid")
}

const OK: &str = r#"{"id": "j"}"#;
const EXPIRED: &str = r#"{"id": "expired"}"#;

async fn called(client: &Client) -> Result<JobBody, Error<JobBody>> {
    start(client, "t").await
}

/// The token that each request so far had, by its number.
fn tokens(script: &Script) -> Vec<String> {
    script.tokens().iter().map(|token| token.replace(&format!("{SECRET}-"), "")).collect()
}

#[tokio::test(start_paused = true)]
async fn one_fetch_serves_all_until_shortly_before_the_end() {
    let script = Script::new((0..7).map(|_| Said(200, OK)));
    let (client, provider) = client(&script);
    let (one, two, three) = tokio::join!(called(&client), called(&client), called(&client));
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(provider.fetches(), 1);
    // The token came after five seconds, and 300 seconds before its end the next is due.
    sleep(LIFETIME - MARGIN).await;
    assert!(called(&client).await.is_ok());
    assert_eq!(provider.fetches(), 1);
    sleep(Duration::from_secs(1)).await;
    // One call renews, the other does not wait for it.
    let (one, two) = tokio::join!(called(&client), called(&client));
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(provider.fetches(), 2);
    assert_eq!(tokens(&script), ["1", "1", "1", "1", "1", "2"]);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_fails_leaves_what_is_there() {
    let script = Script::new((0..4).map(|_| Said(200, OK)));
    let (client, provider) = client(&script);
    assert!(called(&client).await.is_ok());
    provider.has(Some(Trouble::Failing(Outlook::Lasting)));
    sleep(LIFETIME - MARGIN + Duration::from_secs(1)).await;
    assert!(called(&client).await.is_ok());
    // It is not tried again at once, but it is before long.
    assert!(called(&client).await.is_ok());
    assert_eq!(provider.fetches(), 2);
    sleep(Duration::from_secs(61)).await;
    assert!(called(&client).await.is_ok());
    assert_eq!((provider.fetches(), tokens(&script)), (3, vec!["1".to_owned(); 4]));
    sleep(MARGIN).await;
    let error = called(&client).await.expect_err("the token has expired");
    insta::assert_snapshot!(error, @"start: POST /v1/{project_id}/things/{id}/start: not sent: no token: failure 4");
    assert!(matches!(&error, Error::Credential(_)) && !error.is_retryable() && error.attempts() == 1);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_hangs_does_not_fail_a_call_that_has_a_good_token() {
    let script = Script::new((0..5).map(|_| Said(200, OK)));
    let (client, provider) = client(&script);
    assert!(called(&client).await.is_ok());
    provider.has(Some(Trouble::Hanging));
    sleep(LIFETIME - MARGIN + Duration::from_secs(1)).await;
    // Whoever is in a hurry waits for a part of its time only, and is not followed by all the others.
    let begin = tokio::time::Instant::now();
    assert!(start(&client, "t").timeout(Duration::from_secs(1)).await.is_ok());
    assert!(begin.elapsed() < Duration::from_millis(800), "{:?}", begin.elapsed());
    assert!(called(&client).await.is_ok() && begin.elapsed() < Duration::from_millis(800));
    sleep(Duration::from_secs(61)).await;
    let begin = tokio::time::Instant::now();
    assert!(called(&client).await.is_ok() && begin.elapsed() < Duration::from_secs(11));
    assert!(called(&client).await.is_ok() && begin.elapsed() < Duration::from_secs(11));
    assert_eq!((provider.fetches(), tokens(&script)), (3, vec!["1".to_owned(); 5]));
}

#[tokio::test(start_paused = true)]
async fn a_renewal_is_tried_again_before_the_last_minute_is_over() {
    const LEFT: Duration = Duration::from_secs(40);
    for trouble in [Trouble::Failing(Outlook::Passing), Trouble::Hanging] {
        let script = Script::new((0..4).map(|_| Said(200, OK)));
        let (client, provider) = client(&script);
        assert!(called(&client).await.is_ok());
        sleep(LIFETIME - LEFT).await;
        provider.has(Some(trouble));
        assert!(called(&client).await.is_ok(), "the token is still good");
        provider.has(None);
        sleep(LEFT / 2).await;
        assert!(called(&client).await.is_ok());
        sleep(LEFT / 2).await;
        let begin = tokio::time::Instant::now();
        assert!(called(&client).await.is_ok() && begin.elapsed() < LATENCY, "{trouble:?}");
        assert_eq!((provider.fetches(), tokens(&script)), (3, ["1", "1", "3", "3"].map(str::to_owned).to_vec()));
    }
}

#[tokio::test(start_paused = true)]
async fn what_expires_during_its_renewal_is_not_used() {
    for trouble in [Trouble::Failing(Outlook::Lasting), Trouble::Hanging] {
        let script = Script::new((0..2).map(|_| Said(200, OK)));
        let (client, provider) = client(&script);
        assert!(called(&client).await.is_ok());
        sleep(LIFETIME - LATENCY / 2).await;
        provider.has(Some(trouble));
        assert!(called(&client).await.is_err(), "{trouble:?}");
        assert_eq!((provider.fetches(), tokens(&script)), (2, vec!["1".to_owned()]));
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_password_is_not_tried_again_in_the_last_minute() {
    let script = Script::new((0..2).map(|_| Said(200, OK)));
    let (client, provider) = client(&script);
    assert!(called(&client).await.is_ok());
    sleep(LIFETIME - Duration::from_secs(40)).await;
    provider.has(Some(Trouble::Failing(Outlook::Lasting)));
    assert!(called(&client).await.is_ok());
    for pause in [25, 20] {
        sleep(Duration::from_secs(pause)).await;
        let _ = called(&client).await;
    }
    assert_eq!(provider.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_share_the_failure() {
    let script = Script::new([Said(200, OK)]);
    let (client, provider) = client(&script);
    provider.has(Some(Trouble::Failing(Outlook::Lasting)));
    let (one, two, three) = tokio::join!(called(&client), called(&client), called(&client));
    assert!([one, two, three].iter().all(|outcome| matches!(outcome, Err(Error::Credential(_)))));
    assert_eq!((provider.fetches(), script.sent().len()), (1, 0), "a wrong password is sent once");
    provider.has(None);
    assert!(called(&client).await.is_err(), "nor is it sent again at once");
    assert_eq!(provider.fetches(), 1);
    sleep(Duration::from_secs(60)).await;
    assert!(called(&client).await.is_ok(), "a later call tries again");
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_is_given_up_is_made_by_the_next() {
    let script = Script::new([Said(200, OK)]);
    let (client, provider) = client(&script);
    let impatient = timeout(LATENCY / 2, called(&client));
    let (given_up, outcome) = tokio::join!(impatient, called(&client));
    assert!(given_up.is_err() && outcome.is_ok());
    assert_eq!((provider.fetches(), tokens(&script)), (2, vec!["2".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_nobody_polls_any_more_holds_nobody_up() {
    let script = Script::new([Said(200, OK), Said(200, OK)]);
    let (client, provider) = client(&script);
    let mut parked = Box::pin(called(&client));
    assert!(timeout(LATENCY / 2, parked.as_mut()).await.is_err());
    let (one, two) = tokio::join!(called(&client), called(&client));
    assert!(one.is_ok() && two.is_ok());
    assert_eq!((provider.fetches(), tokens(&script)), (2, vec!["2".to_owned(), "2".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn a_fetch_is_left_behind_when_it_is_old_and_not_when_one_has_waited_long() {
    let script = Script::new([Said(200, OK), Said(200, OK)]);
    let (client, _) = client(&script);
    let mut parked = Box::pin(called(&client));
    assert!(timeout(Duration::from_millis(1), parked.as_mut()).await.is_err());
    sleep(Duration::from_secs(40)).await;
    let begin = tokio::time::Instant::now();
    let (one, two) = tokio::join!(called(&client), called(&client));
    assert!(one.is_ok() && two.is_ok());
    assert!(begin.elapsed() <= LATENCY + LATENCY, "{:?}", begin.elapsed());
    assert_eq!(tokens(&script), ["2", "2"], "the two share what the first of them fetched");
}

#[tokio::test(start_paused = true)]
async fn a_call_waits_for_its_credential_beyond_the_time_of_an_attempt() {
    static INFO: OperationInfo =
        OperationInfo { path: "/jobs", idempotent: Idempotent::Yes, ..*<Start as Operation>::INFO };
    let script = Script::new([Said(200, OK)]);
    let tokens = Arc::new(Tokens::default());
    let client = with(builder().retry(Retry::new()).transport(script.clone()), &tokens);
    let mut parked = Box::pin(called(&client));
    assert!(timeout(Duration::from_millis(1), parked.as_mut()).await.is_err());
    let reply = send::send(&client, &Draft::new(&INFO, &[])).await;
    assert!(reply.is_ok_and(|reply| reply.attempts() == 1));
    assert_eq!(script.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_only_doubted_serves_when_there_is_no_other() {
    let script = Script::new([Said(200, OK), Said(200, OK)]);
    let (client, provider) = client(&script);
    assert!(called(&client).await.is_ok());
    provider.cache.doubt(&provider.cache.at_hand(client.shared.context.now()).expect("it was just used"));
    sleep(Duration::from_secs(60)).await;
    provider.has(Some(Trouble::Failing(Outlook::Passing)));
    assert!(called(&client).await.is_ok());
    assert_eq!((provider.fetches(), tokens(&script)), (2, vec!["1".to_owned(), "1".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn no_line_repeats_a_token() {
    const ECHO: &str = r#"{"id": "hunter2\u0068unter2-1"}"#;
    for status in [302, 404, 500] {
        let (client, _) = client(&Script::new([Said(status, ECHO)]));
        let error = called(&client).await.expect_err("it is refused");
        assert!(!format!("{error} {error:?}").contains("unter2-1"), "{error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_may_pass_is_tried_again_even_for_a_start() {
    for (outlook, fetches) in [(Outlook::Passing, 3), (Outlook::Lasting, 1)] {
        let script = Script::new([]);
        let (tokens, retry) = (Arc::new(Tokens::default()), Retry::new());
        let client = with(builder().retry(retry).transport(script.clone()), &tokens);
        tokens.has(Some(Trouble::Failing(outlook)));
        let error = called(&client).await.expect_err("there is no token");
        assert_eq!((tokens.fetches(), error.is_retryable()), (fetches, outlook == Outlook::Passing));
        assert_eq!((u64::from(error.attempts()), script.sent().len()), (fetches, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn an_expired_token_is_replaced_once_and_whatever_the_policy() {
    let refused = (0..6).map(|_| Said(401, EXPIRED));
    let script = Script::new([Said(401, EXPIRED), Said(200, OK)].into_iter().chain(refused));
    let (client, provider) = client(&script);
    assert!(called(&client).await.is_ok());
    sleep(Duration::from_secs(10)).await;
    let error = called(&client).await.expect_err("the second refusal is final");
    assert_eq!((error.status(), error.attempts()), (Some(401), 2));
    assert_eq!((provider.fetches(), tokens(&script)), (3, ["1", "2", "2", "3"].map(str::to_owned).to_vec()));
    // A service that refuses whatever it is given is not a reason to fetch for each call, but to try again in a minute.
    let error = called(&client).await.expect_err("there is no other one");
    assert_eq!((error.attempts(), provider.fetches()), (1, 3));
    sleep(Duration::from_secs(60)).await;
    assert!(called(&client).await.is_err() && provider.fetches() == 4);
}

#[tokio::test(start_paused = true)]
async fn another_refusal_is_final() {
    let script = Script::new([Said(401, r#"{"id": "locked"}"#), Fail(TransportErrorKind::Io)]);
    let (client, provider) = client(&script);
    let error = called(&client).await.expect_err("it is refused");
    assert_eq!((error.status(), error.attempts()), (Some(401), 1));
    assert_eq!((provider.fetches(), script.sent().len()), (1, 1));
    // Not even with a policy that would.
    let script = Script::new([Said(401, r#"{"id": "locked"}"#)]);
    let eager = builder().retry(Retry::new().retry_if(|_| true)).transport(script.clone());
    let eager = with(eager, &provider);
    assert!(called(&eager).await.is_err());
    assert_eq!(script.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_not_sent_has_what_is_at_hand() {
    let script = Script::new([Said(200, OK)]);
    let (client, provider) = client(&script);
    let error = start(&client, "t").build().expect_err("nothing was fetched yet");
    insta::assert_snapshot!(error, @"start: POST /v1/{project_id}/things/{id}/start: not sent: the credential of `token` is fetched when a call is sent, and none was sent yet");
    assert!(called(&client).await.is_ok());
    let request = start(&client, "t").build().expect("the token is there");
    assert_eq!(request.headers()["x-auth-token"], format!("{SECRET}-1"));
    assert_eq!(provider.fetches(), 1);
    assert!(!format!("{request:?} {client:?} {:?}", provider.cache).contains(SECRET));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_cannot_be_right_fetches_nothing() {
    let script = Script::new([Said(200, OK)]);
    let (client, provider) = client(&script);
    assert!(matches!(start(&client, "..").await, Err(Error::Invalid(_))));
    assert!(matches!(start(&client, "t").header("X-Auth-Token", "own").await, Ok(JobBody { .. })));
    assert!(get_job(&client, "j").await.is_err_and(|error| error.status().is_none()), "the script is over");
    assert_eq!((provider.fetches(), script.tokens()), (0, vec!["own".to_owned(), String::new()]));
}

#[tokio::test(start_paused = true)]
async fn what_is_issued_with_little_time_left_serves_for_a_while() {
    let cache = CredentialCache::new();
    let client = builder().transport(Script::new([])).build().expect("the client is valid");
    let context = &client.shared.context;
    let issued = || async { Ok(Issued::new(Credential::value("late")).expires(UNIX_EPOCH, MARGIN)) };
    assert!(cache.get(context, issued()).await.is_ok());
    let second = cache.get(context, async { Err(CredentialError::new(Outlook::Lasting, "too soon")) });
    assert!(second.await.is_ok());
    assert!(cache.at_hand(UNIX_EPOCH + Duration::from_secs(59)).is_some());
    assert!(cache.at_hand(UNIX_EPOCH + Duration::from_secs(60)).is_none());
}

#[tokio::test(start_paused = true)]
async fn what_was_refused_for_no_clear_reason_is_replaced_after_a_while() {
    let cache = CredentialCache::new();
    let client = builder().transport(Script::new([])).build().expect("the client is valid");
    let context = &client.shared.context;
    let used = cache.get(context, async { Ok(Issued::new(Credential::value("first"))) }).await.expect("it is issued");
    let issued = context.now();
    cache.doubt(&Credential::value("another"));
    assert!(cache.at_hand(issued + Duration::from_secs(60)).is_some());
    cache.doubt(&used);
    assert!(cache.at_hand(issued + Duration::from_secs(59)).is_some(), "it may be the call that is wrong");
    assert!(cache.at_hand(issued + Duration::from_secs(60)).is_none());
}
