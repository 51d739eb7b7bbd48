//! The default transport over real sockets: what it sends, what it reports, and what it never shows or does.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use ::reqwest::Proxy;
use bytes::Bytes;
use http_body_util::BodyExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::runtime::body::read;

/// Accepts one connection, answers whatever comes with `answer`, and gives what came.
async fn serve(listener: TcpListener, answer: &'static str) -> io::Result<String> {
    let (mut stream, _) = listener.accept().await?;
    let mut request = vec![0; 4096];
    let length = stream.read(&mut request).await?;
    stream.write_all(answer.as_bytes()).await?;
    request.truncate(length);
    Ok(String::from_utf8_lossy(&request).into_owned())
}

async fn listen() -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

fn post(address: SocketAddr) -> http::Request<Body> {
    let request = http::Request::post(format!("http://{address}/a%2Fb?c=%27")).header("accept", "x/y");
    request.body(Body::from(Bytes::from_static(b"hello"))).expect("the request is valid")
}

#[tokio::test]
async fn requests_arrive_as_they_are_and_redirects_are_not_followed() -> io::Result<()> {
    let (listener, address) = listen().await?;
    let answer = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 2\r\n\r\nok";
    let server = tokio::spawn(serve(listener, answer));
    let response = ReqwestTransport::new().send(post(address)).await.expect("there is a response");
    assert_eq!(response.status(), 302);
    assert_eq!(response.into_body().collect().await.map(http_body_util::Collected::to_bytes).ok(), Some("ok".into()));
    let expected =
        format!("POST /a%2Fb?c=%27 HTTP/1.1\r\naccept: x/y\r\nhost: {address}\r\ncontent-length: 5\r\n\r\nhello");
    assert_eq!(server.await??, expected);
    Ok(())
}

#[tokio::test]
async fn failures_tell_whether_the_request_was_sent() -> io::Result<()> {
    let (listener, address) = listen().await?;
    let server = tokio::spawn(serve(listener, ""));
    let error = ReqwestTransport::new().send(post(address)).await.expect_err("the connection is closed");
    assert_eq!(error.kind(), TransportErrorKind::Io);
    server.await??;
    let error = ReqwestTransport::new().send(post(address)).await.expect_err("nobody listens any more");
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    assert!(!format!("{error} {error:?}").contains("a%2Fb"), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn names_and_handshakes_that_fail_are_told_from_other_obstacles() -> io::Result<()> {
    let (listener, address) = listen().await?;
    let server = tokio::spawn(serve(listener, "HTTP/1.1 400 Bad Request\r\n\r\n"));
    let get = |url: String| {
        let request = http::Request::get(url).body(Body::empty()).expect("the request is valid");
        async move { ReqwestTransport::new().send(request).await.expect_err("there is no way") }
    };
    let error = get(format!("https://{address}/")).await;
    assert_eq!((error.kind(), error.obstacle()), (TransportErrorKind::Connect, Some(Obstacle::Tls)), "{error}");
    server.await??;
    let error = get(format!("https://{address}/")).await;
    assert_eq!((error.kind(), error.obstacle()), (TransportErrorKind::Connect, None), "{error}");
    let error = get("https://no-such-host.invalid/".to_owned()).await;
    assert_eq!((error.kind(), error.obstacle()), (TransportErrorKind::Connect, Some(Obstacle::Name)), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_proxy_and_its_password_are_shown_to_nobody() -> Result<(), BoxError> {
    const PASSWORD: &str = "hunter2";
    let (listener, address) = listen().await?;
    let refusing = tokio::spawn(serve(listener, "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"));
    let proxy = Proxy::all(format!("http://me:{PASSWORD}@{address}"))?;
    let headers = [("x-key", PASSWORD)].into_iter().map(|(name, value)| (name.parse(), value.parse()));
    let headers = headers.filter_map(|(name, value)| Some((name.ok()?, value.ok()?))).collect();
    let client = builder(CONNECT_TIMEOUT)?.proxy(proxy).default_headers(headers).build()?;
    let transport = ReqwestTransport::from_client(client);
    let mut shown = format!("{transport:?}");
    // The proxy refuses the first, and is gone when the second comes.
    for _ in 0..2 {
        let request = http::Request::get("https://dws.example.com/").body(Body::empty())?;
        let error = transport.send(request).await.expect_err("there is no way through");
        assert_eq!(error.kind(), TransportErrorKind::Connect, "what a proxy refuses was not sent");
        shown += &format!("{error} {error:?} {error:#?}");
    }
    assert!(!shown.contains(PASSWORD) && !shown.contains("bWU6"), "{shown}");
    assert!(refusing.await??.contains("bWU6aHVudGVyMg=="), "it was there to be shown");
    Ok(())
}

#[test]
fn tls_needs_no_global_provider() {
    assert!(connect(CONNECT_TIMEOUT, Route::Configured).is_ok());
    assert!(connect(CONNECT_TIMEOUT, Route::Direct).is_ok());
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
}

#[tokio::test]
async fn a_body_that_breaks_off_does_not_show_the_url() -> Result<(), BoxError> {
    let (listener, address) = listen().await?;
    let server = tokio::spawn(serve(listener, "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"));
    let request = http::Request::get(format!("http://{address}/?app_key=hunter2")).body(Body::empty())?;
    let mut response = ReqwestTransport::new().send(request).await?;
    let error = read(response.body_mut(), 1000).await.expect_err("the body breaks off");
    assert!(server.await??.contains("hunter2"));
    assert_eq!(error.kind(), TransportErrorKind::Io);
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    Ok(())
}

/// A frame of HTTP/2.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap_or(0).to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// The frames that answer the request of a stream.
type Frames = fn(u32) -> Vec<u8>;

/// Speaks just enough HTTP/2 to answer each request with frames; `requests` counts them.
async fn serve_http2(listener: TcpListener, answer: Frames, requests: Arc<AtomicUsize>) -> io::Result<()> {
    const HEADERS: u8 = 1;
    const SETTINGS: u8 = 4;
    loop {
        let (mut socket, _) = listener.accept().await?;
        socket.read_exact(&mut [0; 24]).await?;
        socket.write_all(&frame(SETTINGS, 0, 0, &[])).await?;
        let mut head = [0; 9];
        while socket.read_exact(&mut head).await.is_ok() {
            let [a, b, c, kind, flags, stream @ ..] = head;
            let length = u32::from_be_bytes([0, a, b, c]);
            socket.read_exact(&mut vec![0; length as usize]).await?;
            match kind {
                SETTINGS if flags == 0 => socket.write_all(&frame(SETTINGS, 1, 0, &[])).await?,
                HEADERS => {
                    requests.fetch_add(1, Ordering::Relaxed);
                    socket.write_all(&answer(u32::from_be_bytes(stream))).await?;
                }
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn what_http2_refuses_is_not_sent_again() -> Result<(), BoxError> {
    // A stream that is refused, a connection that goes away before it, and one that goes away after it.
    let answers: [Frames; 3] = [
        |stream| frame(3, 0, stream, &7_u32.to_be_bytes()),
        |_| frame(7, 0, 0, &[0; 8]),
        |stream| frame(7, 0, 0, &[stream.to_be_bytes(), 2_u32.to_be_bytes()].concat()),
    ];
    for answer in answers {
        let (listener, address) = listen().await?;
        let requests = Arc::new(AtomicUsize::new(0));
        let server = tokio::spawn(serve_http2(listener, answer, Arc::clone(&requests)));
        let client = builder(CONNECT_TIMEOUT)?.http2_prior_knowledge().timeout(Duration::from_secs(2)).build()?;
        let error = ReqwestTransport::from_client(client).send(post(address)).await.expect_err("it is refused");
        // It was sent, and whether it was processed is for the other side to know.
        assert_eq!((error.kind(), requests.load(Ordering::Relaxed)), (TransportErrorKind::Io, 1), "{error}");
        server.abort();
    }
    Ok(())
}

#[tokio::test]
async fn a_head_has_room_for_a_long_token_and_an_end() -> Result<(), BoxError> {
    /// A reply whose `x-token` is `length` bytes long.
    fn reply(stream: u32, length: usize) -> Vec<u8> {
        const STATUS_200: u8 = 0x88;
        let mut head = [&[STATUS_200, 0, 7][..], b"x-token", &[0x7f]].concat();
        let mut rest = length - 0x7f;
        while rest >= 0x80 {
            head.push(u8::try_from(rest % 0x80).unwrap_or(0) | 0x80);
            rest /= 0x80;
        }
        head.push(u8::try_from(rest).unwrap_or(0));
        head.resize(head.len() + length, b'x');
        let mut pieces = head.chunks(16 << 10);
        let mut frames = frame(1, 1, stream, pieces.next().unwrap_or_default());
        pieces.for_each(|piece| frames.extend(frame(9, 0, stream, piece)));
        frames.extend(frame(9, 4, stream, &[]));
        frames
    }
    let answers: [(Frames, bool); 2] =
        [(|stream| reply(stream, 40_000), true), (|stream| reply(stream, 400_000), false)];
    for (answer, is_read) in answers {
        let (listener, address) = listen().await?;
        let server = tokio::spawn(serve_http2(listener, answer, Arc::default()));
        let client = builder(CONNECT_TIMEOUT)?.http2_prior_knowledge().timeout(Duration::from_secs(2)).build()?;
        let response = ReqwestTransport::from_client(client).send(post(address)).await;
        assert_eq!(response.is_ok(), is_read, "{response:?}");
        server.abort();
    }
    Ok(())
}
