//! Lists in pages, against a scripted transport.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream as _;
use http::{Request, Response};

use super::{PageClues, PageInfo, PageStep, Paged, Position};
use crate::runtime::body::Body;
use crate::runtime::declare::record;
use crate::runtime::testing::{API, SECRET, builder};
use crate::runtime::transport::{BoxFuture, Transport, TransportError, TransportErrorKind};
use crate::runtime::{Call, Client, Credential, Decoded, Error, Idempotent, Operation, OperationInfo, Reply};

record! {
    /// `{"ids": [1, 2], "next": "c", "more": true, "total": 3}`
    pub struct Page {
        pub ids: Vec<i64> = required "ids",
        pub next: Option<String> = optional "next",
        pub more: Option<bool> = optional "more",
        pub total: Option<u64> = optional "total",
    }
}

const INFO: OperationInfo = OperationInfo {
    api: &API,
    id: "list",
    tag: "things",
    method: "GET",
    path: "/v1/{project_id}/list",
    idempotent: Idempotent::Yes,
    accept: Some("application/json"),
    security: &[&["app"]],
    servers: &[],
};

/// The kinds of lists, each an operation of its own.
macro_rules! lists {
    ($($name:ident: $step:expr, $key:expr;)*) => {$(
        #[derive(Debug)]
        enum $name {}

        impl Operation for $name {
            type Output = Page;
            type Error = Page;

            const INFO: &'static OperationInfo = &INFO;

            fn decode(reply: &Reply) -> Decoded<Self> {
                match reply.status() {
                    200 => reply.success(),
                    _ => reply.failure(),
                }
            }
        }

        impl Paged for $name {
            type Item = i64;

            const PAGES: &'static PageInfo = &PageInfo { step: $step, whole_without: None };

            fn items(page: &Page) -> &[i64] {
                &page.ids
            }

            fn into_items(page: Page) -> Vec<i64> {
                page.ids
            }

            fn clues(page: &Page) -> PageClues {
                PageClues { next: page.next.clone(), more: page.more, total_items: page.total, total_pages: page.total }
            }

            fn key(item: &i64) -> Option<String> {
                let key: Option<fn(&i64) -> String> = $key;
                key.map(|key| key(item))
            }
        }
    )*};
}

lists! {
    ByOffset: PageStep::Offset("offset"), None;
    ByPage: PageStep::Page { parameter: "page", first: 1 }, None;
    ByKey: PageStep::Page { parameter: "offset", first: 0 }, Some(ToString::to_string);
    ByCursor: PageStep::Cursor("marker"), None;
    ByHeader: PageStep::LinkHeader, None;
    ByLink: PageStep::Link, None;
}

/// What the service says to one request: a status, the value of `Link`, and a body.
#[derive(Clone, Copy)]
struct Said(u16, &'static str, &'static str);

/// A page without a link.
const fn page(body: &'static str) -> Said {
    Said(200, "", body)
}

/// Answers in turn, and remembers what it was asked. When nothing is left to say, the connection breaks.
#[derive(Clone, Default)]
struct Service {
    answers: Arc<Mutex<VecDeque<Said>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Service {
    fn new(answers: &[Said]) -> (Client, Self) {
        let service = Self { answers: Arc::new(Mutex::new(answers.iter().copied().collect())), ..Self::default() };
        let client = builder().endpoint("https://things.example.com").transport(service.clone());
        (client.credential("app", Credential::value(SECRET)).build().expect("the client is valid"), service)
    }

    /// The queries so far, or the paths with them. Each is sent with the credential, which stands at the end.
    fn asked(&self) -> Vec<String> {
        let shown = |target: &String| {
            let target = target.strip_suffix(&format!("app_key={SECRET}")).expect("the credential is sent");
            assert!(!target.contains("app_key"), "{target}");
            target.strip_prefix("/v1/p1/list").unwrap_or(target).trim_end_matches(['?', '&']).to_owned()
        };
        lock(&self.asked).iter().map(shown).collect()
    }
}

impl Transport for Service {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        lock(&self.asked).push(request.uri().path_and_query().map(ToString::to_string).unwrap_or_default());
        let answer = lock(&self.answers).pop_front();
        Box::pin(async move {
            // Long enough for a test to lose its patience in between.
            tokio::time::sleep(Duration::from_secs(1)).await;
            let Some(Said(status, link, body)) = answer else {
                return Err(TransportError::new(TransportErrorKind::Io, "nothing is left to say"));
            };
            let mut response = Response::builder().status(status);
            if !link.is_empty() {
                response = response.header("link", link);
            }
            Ok(response.body(Body::from(Bytes::from_static(body.as_bytes()))).expect("the response is valid"))
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move { tokio::time::sleep(duration).await })
    }
}

fn list<Op: Operation>(client: &Client) -> Call<'_, Op> {
    Call::new(client)
}

type Listed = Result<Vec<i64>, String>;

/// The items of all pages, or the error, and what was asked.
async fn items_of<Op: Paged<Item = i64>>(answers: &[Said]) -> (Listed, Vec<String>) {
    let (client, service) = Service::new(answers);
    let items = list::<Op>(&client).items().all().await;
    (items.map_err(|error| error.to_string()), service.asked())
}

#[tokio::test(start_paused = true)]
async fn offsets_count_items() {
    // The service gives no more than two at a time, whatever it is asked for.
    let (client, service) =
        Service::new(&[page(r#"{"ids": [1, 2]}"#), page(r#"{"ids": [3]}"#), page(r#"{"ids": []}"#)]);
    let items = list::<ByOffset>(&client).query("limit", &50).query("offset", &10).items().all().await;
    assert_eq!(items.ok(), Some(vec![1, 2, 3]));
    assert_eq!(service.asked(), ["?limit=50&offset=10", "?limit=50&offset=12", "?limit=50&offset=13"]);
    let (items, asked) =
        items_of::<ByOffset>(&[page(r#"{"ids": [1, 2], "total": 3}"#), page(r#"{"ids": [3], "total": 3}"#)]).await;
    assert_eq!((items, asked), (Ok(vec![1, 2, 3]), vec![String::new(), "?offset=2".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn page_numbers_count_pages() {
    let two = [page(r#"{"ids": [1, 2]}"#), page(r#"{"ids": [3]}"#)];
    let (items, asked) = items_of::<ByPage>(&[two[0], two[1], page(r#"{"ids": []}"#)]).await;
    assert_eq!((items, asked), (Ok(vec![1, 2, 3]), ["", "?page=2", "?page=3"].map(str::to_owned).to_vec()));
    // A service that gives its last page over and over.
    let (items, asked) = items_of::<ByPage>(&[two[0], two[1], two[1], two[1]]).await;
    assert_eq!((items, asked.len()), (Ok(vec![1, 2, 3]), 3));
    for last in [page(r#"{"ids": [3], "more": false}"#), page(r#"{"ids": [3], "total": 2}"#)] {
        let (items, asked) = items_of::<ByPage>(&[two[0], last]).await;
        assert_eq!((items, asked.len()), (Ok(vec![1, 2, 3]), 2));
    }
    let (items, asked) = items_of::<ByPage>(&[page(r#"{"ids": []}"#)]).await;
    assert_eq!((items, asked.len()), (Ok(vec![]), 1));
}

#[tokio::test(start_paused = true)]
async fn an_offset_that_may_be_either_loses_nothing_and_gives_nothing_twice() {
    // By pages: each offset is another page.
    let pages = [r#"{"ids": [1, 2]}"#, r#"{"ids": [3, 4]}"#, r#"{"ids": [5]}"#, r#"{"ids": []}"#];
    let (items, asked) = items_of::<ByKey>(&pages.map(page)).await;
    assert_eq!((items, asked.len()), (Ok(vec![1, 2, 3, 4, 5]), 4));
    // By records: each offset is one item further.
    let records =
        [r#"{"ids": [1, 2]}"#, r#"{"ids": [2, 3]}"#, r#"{"ids": [3, 4]}"#, r#"{"ids": [4, 5]}"#, r#"{"ids": [5]}"#];
    let (items, asked) = items_of::<ByKey>(&records.map(page)).await;
    assert_eq!(
        (items, asked),
        (Ok(vec![1, 2, 3, 4, 5]), ["", "?offset=1", "?offset=2", "?offset=3", "?offset=4"].map(str::to_owned).to_vec())
    );
}

#[tokio::test(start_paused = true)]
async fn cursors_lead_on_until_there_is_none() {
    let (items, asked) = items_of::<ByCursor>(&[
        page(r#"{"ids": [1], "next": "a b"}"#),
        page(r#"{"ids": [], "next": "c"}"#),
        page(r#"{"ids": [2]}"#),
    ])
    .await;
    assert_eq!((items, asked), (Ok(vec![1, 2]), ["", "?marker=a%20b", "?marker=c"].map(str::to_owned).to_vec()));
    for last in [
        page(r#"{"ids": [2], "next": ""}"#),
        page(r#"{"ids": [2], "next": null}"#),
        page(r#"{"ids": [2], "next": "c", "more": false}"#),
        page(r#"{"ids": [2], "next": "b"}"#),
    ] {
        let (items, asked) = items_of::<ByCursor>(&[page(r#"{"ids": [1], "next": "b"}"#), last]).await;
        assert_eq!((items, asked.len()), (Ok(vec![1, 2]), 2));
    }
    // The cursor of the call itself was used, too.
    let (client, service) = Service::new(&[page(r#"{"ids": [1], "next": "a b"}"#)]);
    let items = list::<ByCursor>(&client).query("marker", "a b").items().all().await;
    assert_eq!((items.ok(), service.asked().len()), (Some(vec![1]), 1));
}

#[tokio::test(start_paused = true)]
async fn links_are_followed_on_the_same_host() {
    let (items, asked) = items_of::<ByHeader>(&[
        Said(200, r#"<https://things.example.com/v1/p1/list?page=2&app_key=x>; rel="next""#, r#"{"ids": [1]}"#),
        Said(200, r#"<../p1/list?page=3>; rel="next", </v1>; rel="up""#, r#"{"ids": [2]}"#),
        Said(200, r#"</v1/p1/list?page=1>; rel="prev""#, r#"{"ids": [3]}"#),
    ])
    .await;
    assert_eq!((items, asked), (Ok(vec![1, 2, 3]), ["", "?page=2", "?page=3"].map(str::to_owned).to_vec()));
    let (items, asked) = items_of::<ByLink>(&[
        page(r#"{"ids": [1], "next": "?page=2"}"#),
        page(r#"{"ids": [2], "next": "https://things.example.com/other"}"#),
        page(r#"{"ids": [3], "next": "/v1/p1/list?page=2"}"#),
    ])
    .await;
    assert_eq!((items, asked), (Ok(vec![1, 2, 3]), ["", "?page=2", "/other"].map(str::to_owned).to_vec()));
}

#[tokio::test(start_paused = true)]
async fn a_link_to_another_host_ends_the_stream_after_its_page() {
    let (client, service) = Service::new(&[page(r#"{"ids": [1], "next": "https://evil.example.com/list"}"#)]);
    let mut pages = list::<ByLink>(&client).pages();
    assert!(pages.next().await.is_some_and(|page| page.is_ok_and(|page| page.ids == [1])));
    let error = pages.next().await.and_then(Result::err).expect("the link is refused");
    insta::assert_snapshot!(error, @"list: GET /v1/{project_id}/list: not sent: the next page cannot be asked for: the link leads to evil.example.com, where the credentials must not go");
    assert!(pages.next().await.is_none() && service.asked().len() == 1);
}

#[tokio::test(start_paused = true)]
async fn a_failure_ends_the_stream_where_it_can_be_taken_up() {
    let (client, service) = Service::new(&[page(r#"{"ids": [1, 2]}"#), Said(500, "", r#"{"ids": []}"#)]);
    let mut items = list::<ByOffset>(&client).items();
    let mut got = Vec::new();
    assert_eq!(items.position().map(|it| it.to_string()).as_deref(), Some("start+0"));
    got.push(items.next().await.and_then(Result::ok));
    assert_eq!(items.position().map(|it| it.to_string()).as_deref(), Some("start+1"), "one of the first page is left");
    got.push(items.next().await.and_then(Result::ok));
    assert_eq!(got, [Some(1), Some(2)]);
    assert!(items.next().await.is_some_and(|item| item.is_err()));
    assert!(items.next().await.is_none(), "a failure ends the stream");
    let stored = items.position().expect("there is more").to_string();
    assert_eq!((stored.as_str(), service.asked().len()), ("number+0:2", 2));

    let (client, service) = Service::new(&[page(r#"{"ids": [3, 4]}"#), page(r#"{"ids": []}"#)]);
    let mut items = list::<ByOffset>(&client).items().from(stored.parse().expect("it is a position"));
    assert_eq!(items.next().await.and_then(Result::ok), Some(3));
    let stored = items.position().expect("there is more");
    drop(items);
    assert_eq!(service.asked(), ["?offset=2"]);

    let (client, service) = Service::new(&[page(r#"{"ids": [3, 4]}"#), page(r#"{"ids": []}"#)]);
    let mut items = list::<ByOffset>(&client).items().from(stored);
    assert_eq!(items.next().await.and_then(Result::ok), Some(4), "the third item had been taken");
    assert!(items.next().await.is_none() && items.position().is_none());
    assert_eq!(service.asked(), ["?offset=2", "?offset=4"]);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_no_page_can_be_asked_for_again() {
    let (client, _) = Service::new(&[page(r#"{"ids": [1], "next": "c"}"#), page("<html>")]);
    let mut pages = list::<ByCursor>(&client).pages();
    assert!(pages.next().await.is_some_and(|page| page.is_ok()));
    assert!(matches!(pages.next().await, Some(Err(Error::Decode(_)))));
    assert_eq!(pages.position().map(ToString::to_string).as_deref(), Some("cursor+0:c"));
}

#[tokio::test(start_paused = true)]
async fn impatience_loses_nothing() {
    let (client, service) = Service::new(&[page(r#"{"ids": [1], "more": false}"#)]);
    let mut items = list::<ByPage>(&client).items();
    for _ in 0..3 {
        assert!(tokio::time::timeout(Duration::from_millis(300), items.next()).await.is_err());
    }
    assert_eq!(items.next().await.and_then(Result::ok), Some(1));
    assert_eq!(service.asked().len(), 1, "the page was asked for once");
}

#[tokio::test(start_paused = true)]
async fn a_list_without_end_ends() {
    let endless: Vec<_> = (0..9).map(|_| page(r#"{"ids": [1], "next": null}"#)).collect();
    let (items, asked) = items_of::<ByOffset>(&endless).await;
    assert_eq!((items, asked.len()), (Ok(vec![1]), 2), "the same page again is no other page");
    let pages = [page(r#"{"ids": [1], "next": "a"}"#), page(r#"{"ids": [2], "next": "b"}"#)];
    let (client, _) = Service::new(&pages);
    let mut items = list::<ByCursor>(&client).items().max_pages(2);
    assert_eq!((items.next().await.and_then(Result::ok), items.next().await.and_then(Result::ok)), (Some(1), Some(2)));
    let error = items.next().await.and_then(Result::err).map(|error| error.to_string());
    assert!(error.is_some_and(|error| error.ends_with("that would be more than 2 (max_pages)")));
    assert_eq!(items.position().map(|it| it.to_string()).as_deref(), Some("cursor+0:b"));
}

#[tokio::test(start_paused = true)]
async fn a_position_of_another_list_is_refused() {
    let (client, service) = Service::new(&[]);
    for text in ["cursor+0:a", "link+0:/a"] {
        let position: Position = text.parse().expect("it is a position");
        let error = list::<ByPage>(&client).pages().from(position).next().await.and_then(Result::err);
        assert!(matches!(error, Some(Error::Invalid(_))), "{text}");
    }
    assert!(service.asked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn they_are_streams() {
    let (client, _) = Service::new(&[page(r#"{"ids": [1, 2], "more": false}"#)]);
    let mut items = std::pin::pin!(list::<ByPage>(&client).items());
    let first = std::future::poll_fn(|cx| items.as_mut().poll_next(cx)).await;
    assert!(matches!(first, Some(Ok(1))));
    fn is_send<T: Send>(_: &T) {}
    is_send(&items);
}
