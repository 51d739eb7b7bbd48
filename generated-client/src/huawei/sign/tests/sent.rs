//! Requests of our own client, as they arrive at a server.

use bytes::Bytes;

use super::requests::{ACCESS, SECRET, TOKEN, builder, keys, restore};
use super::wire::Arrived;
use crate::models::SortDirection;
use crate::runtime::body::{Body, Content, Upload};

#[path = "../../../../tests/it/server.rs"]
mod server;

use server::{Answer, Received, Server};

fn arrived(server: &Server) -> Arrived {
    let Received { line, headers, body } = server.received().pop().unwrap();
    Arrived { line, headers: headers.into_iter().collect(), body }
}

#[tokio::test]
async fn what_arrives_is_what_was_signed() {
    let server = Server::start(|_| Answer::Json(200, r#"{"job_id": "j"}"#)).unwrap();
    let keys = keys().with_security_token(TOKEN);
    let client = builder(&format!("{}/base%2b!", server.url()), keys).header("X-Project-Id", "p 1").build().unwrap();
    let call = client.restore_table("a b+ü", &restore()).header("X-Language", "  en-us").header("X_Odd", "1");
    assert_eq!(call.await.unwrap().job_id, "j");
    let arrived = arrived(&server);
    assert!(arrived.verifies(ACCESS, SECRET), "{arrived:?}");
    insta::assert_snapshot!(
        arrived.signed_headers(),
        @"accept;content-type;host;user-agent;x-language;x-project-id;x-sdk-date;x-security-token"
    );
    assert_eq!(arrived.header("x-security-token"), TOKEN);
    assert_eq!(arrived.header("x-sdk-date"), "20240102T030405Z");
    assert!(arrived.header("host").starts_with("127.0.0.1:"));
    assert_eq!(arrived.line, "POST /base%2b!/v1/p%201/snapshots/a%20b%2B%C3%BC/table-restore");
    for change in [
        (|arrived| arrived.body.push(b' ')) as fn(&mut Arrived),
        |arrived| arrived.line.push_str("?x"),
        |arrived| drop(arrived.headers.insert("host".into(), "elsewhere".into())),
    ] {
        let mut changed = arrived.clone();
        change(&mut changed);
        assert!(!changed.verifies(ACCESS, SECRET), "{changed:?}");
    }
}

#[tokio::test]
async fn bodies_that_are_not_json_are_sent_unsigned_and_so_are_streams() {
    let server = Server::start(|_| Answer::Json(200, r#"{"job_id": "j"}"#)).unwrap();
    let client = builder(&server.url(), keys()).build().unwrap();
    let stream = || Upload::stream(Body::from(Bytes::from_static(b"{}")));
    let (json, unsigned) = ("application/json", "UNSIGNED-PAYLOAD");
    for (content, expected) in [
        (Content::json(json, &[1]), ""),
        (Content::json("application/json;charset=UTF-8", &[1]), ""),
        (Content::upload("application/bson", vec![1]), ""),
        (Content::json("application/merge-patch+json", &[1]), unsigned),
        (Content::text("text/plain", "ü"), unsigned),
        (
            Content::form("application/x-www-form-urlencoded", &[], &std::collections::BTreeMap::from([("a", 1)])),
            unsigned,
        ),
        (Content::upload("application/octet-stream", vec![0xff]), unsigned),
        (Content::upload("application/octet-stream", stream().length(2)), unsigned),
        (Content::upload(json, stream().length(2)), unsigned),
    ] {
        client.restore_table("s", &restore()).body(content).await.unwrap();
        let arrived = arrived(&server);
        assert!(arrived.verifies(ACCESS, SECRET), "{arrived:?}");
        assert_eq!(arrived.header("x-sdk-content-sha256"), expected);
        assert_eq!(arrived.signed_headers().contains("x-sdk-content-sha256"), !expected.is_empty());
        let mut changed = arrived.clone();
        changed.body.push(b' ');
        assert_eq!(changed.verifies(ACCESS, SECRET), !expected.is_empty());
    }
}

#[tokio::test]
async fn a_query_is_signed_in_order_and_sent_as_it_is() {
    let server = Server::start(|_| Answer::Json(200, r#"{"snapshots": [], "count": 0}"#)).unwrap();
    let client = builder(&server.url(), keys()).build().unwrap();
    let call = client.list_cluster_snapshots("c").sort_key("a b/ü+").sort_dir(&SortDirection::Desc).limit(10);
    call.await.unwrap();
    let arrived = arrived(&server);
    assert!(arrived.verifies(ACCESS, SECRET), "{arrived:?}");
    assert!(arrived.line.ends_with("?sort_key=a%20b%2F%C3%BC%2B&sort_dir=desc&limit=10"), "{}", arrived.line);
}
