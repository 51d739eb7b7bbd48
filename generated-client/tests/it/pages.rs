//! The snapshots of a cluster, page by page, from a service that may mean either of two things by an offset.

use generated_client::Client;
use generated_client::runtime::page::Position;

use crate::server::{Answer, Received, Server};

/// What the service takes `offset` for.
#[derive(Debug, Clone, Copy)]
enum Offset {
    /// The number of the page minus one, as the current reference of the provider says.
    Pages,
    /// The number of snapshots to skip, as an older one said.
    Records,
}

const SNAPSHOTS: usize = 7;

/// A service of seven snapshots.
fn service(offset: Offset) -> Server {
    Server::start(move |request| page(request, offset)).expect("a port is free")
}

fn page(request: &Received, offset: Offset) -> Answer {
    let query = request.line.split_once('?').map_or("", |(_, query)| query);
    let number = |name: &str| {
        let pair = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        pair.map(|value| value.parse::<usize>().expect("it is a number"))
    };
    let (limit, at) = (number("limit").unwrap_or(SNAPSHOTS), number("offset").unwrap_or(0));
    let skipped = match offset {
        Offset::Pages => at * limit,
        Offset::Records => at,
    };
    let ids = (0..SNAPSHOTS).skip(skipped).take(limit).map(|id| format!(r#"{{"id":"s{id}"}}"#));
    let body = format!(r#"{{"snapshots":[{}],"count":{SNAPSHOTS}}}"#, ids.collect::<Vec<_>>().join(","));
    Answer::Full(200, Vec::new(), body.into_bytes())
}

fn client(server: &Server) -> Client {
    let builder = Client::builder().endpoint(server.url()).project_id("p").token("t");
    builder.build().expect("the configuration is complete")
}

fn ids(ids: std::ops::Range<usize>) -> Vec<String> {
    ids.map(|id| format!("s{id}")).collect()
}

#[tokio::test]
async fn every_snapshot_comes_once_whatever_an_offset_is() {
    for (offset, limit, requests) in [
        (Offset::Pages, 3, 4),
        (Offset::Pages, 7, 2),
        (Offset::Pages, 1, 8),
        (Offset::Records, 3, 6),
        (Offset::Records, 7, 2),
        (Offset::Records, 1, 8),
    ] {
        let server = service(offset);
        let snapshots = client(&server).list_cluster_snapshots("c").limit(limit).items().all().await;
        let found: Vec<_> = snapshots.expect("every page comes").into_iter().filter_map(|it| it.id).collect();
        assert_eq!(found, ids(0..SNAPSHOTS), "{offset:?} {limit}");
        assert_eq!(server.received().len(), requests, "{offset:?} {limit}");
    }
}

#[tokio::test]
async fn without_a_limit_there_is_one_page() {
    let server = service(Offset::Pages);
    let client = client(&server);
    let mut pages = client.list_cluster_snapshots("c").pages();
    let page = pages.next().await.expect("there is a page").expect("it comes");
    assert_eq!((page.snapshots.len(), page.count), (SNAPSHOTS, Some(7)));
    assert!(pages.next().await.is_none() && pages.position().is_none());
    assert_eq!(server.received()[0].line, "GET /v1.0/p/clusters/c/snapshots");
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_list_is_taken_up_where_it_was_left() {
    let server = service(Offset::Pages);
    let client = client(&server);
    let mut items = client.list_cluster_snapshots("c").limit(3).items();
    let mut found = Vec::new();
    for _ in 0..4 {
        found.extend(items.next().await.and_then(Result::ok).and_then(|snapshot| snapshot.id));
    }
    let stored = items.position().expect("there is more").to_string();
    let position: Position = stored.parse().expect("it was a position");
    let rest = client.list_cluster_snapshots("c").limit(3).items().from(position).all().await;
    found.extend(rest.expect("every page comes").into_iter().filter_map(|it| it.id));
    assert_eq!(found, ids(0..SNAPSHOTS));
}
