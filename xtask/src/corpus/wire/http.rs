//! As much of HTTP/1.1 as a server on loopback needs: requests in, replies out, one after the other on a connection.

use std::io::{self, BufRead, Read, Write};

use super::request::Request;

/// A reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    pub(super) body: Vec<u8>,
}

/// Reads a request; none when the connection has ended.
pub(super) fn read(stream: &mut impl BufRead) -> io::Result<Option<Request>> {
    let line = line(stream)?;
    let mut words = line.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
    let mut request = Request { method: method.to_owned(), target: target.to_owned(), ..Request::default() };
    loop {
        let line = self::line(stream)?;
        let Some((name, value)) = line.split_once(':') else { break };
        request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let header = |name: &str| request.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    request.body = match (header("transfer-encoding"), header("content-length")) {
        (Some(_), _) => chunks(stream)?,
        (None, Some(length)) => exactly(stream, length.parse().map_err(io::Error::other)?)?,
        (None, None) => Vec::new(),
    };
    Ok(Some(request))
}

/// Writes a reply. To `HEAD` and with some statuses there is no body.
pub(super) fn write(stream: &mut impl Write, method: &str, reply: &Reply) -> io::Result<()> {
    let Reply { status, content_type, body } = reply;
    let content_type = content_type.iter().map(|it| format!("content-type: {it}\r\n")).collect::<String>();
    // The end of a 205 has to be said, the others have none (RFC 9110, section 15.3.6; RFC 9112, section 6.3).
    let body: &[u8] = if *status == 205 { &[] } else { body };
    let has_body = !matches!(status, 100..=199 | 204 | 304);
    let length = if has_body { format!("content-length: {}\r\n", body.len()) } else { String::new() };
    let mut text = format!("HTTP/1.1 {status} X\r\n{content_type}{length}\r\n").into_bytes();
    if has_body && method != "HEAD" {
        text.extend_from_slice(body);
    }
    stream.write_all(&text)?;
    stream.flush()
}

fn line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    stream.read_until(b'\n', &mut line)?;
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

fn exactly(stream: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn chunks(stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = line(stream)?;
        let size = usize::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16);
        let size = size.map_err(io::Error::other)?;
        body.extend(exactly(stream, size)?);
        line(stream)?;
        if size == 0 {
            return Ok(body);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Reply, read, write};

    #[test]
    fn requests_are_read_one_after_the_other() {
        let mut stream = "POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhiPUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n".as_bytes();
        let mut next = || read(&mut stream).expect("a sound stream");
        let first = next().expect("a request");
        assert_eq!((first.method.as_str(), first.target.as_str(), first.body), ("POST", "/a?b", b"hi".to_vec()));
        assert_eq!(next().expect("a request").body, b"abcd");
        assert!(next().is_none());
    }

    #[test]
    fn replies_have_a_body_where_they_may() {
        let written = |method: &str, status: u16| {
            let mut out = Vec::new();
            let reply = Reply { status, content_type: Some("text/plain".to_owned()), body: b"hi".to_vec() };
            write(&mut out, method, &reply).expect("memory takes it");
            String::from_utf8(out).expect("text")
        };
        assert!(written("GET", 200).ends_with("content-length: 2\r\n\r\nhi"));
        assert!(written("HEAD", 200).ends_with("content-length: 2\r\n\r\n"));
        assert!(written("GET", 204).ends_with("text/plain\r\n\r\n"));
        assert!(written("GET", 205).ends_with("content-length: 0\r\n\r\n"));
    }
}
