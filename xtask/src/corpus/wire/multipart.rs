//! Takes a multipart body apart (RFC 2046, RFC 7578).

/// A part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) content_type: Option<String>,
    pub(super) content: Vec<u8>,
}

impl Part {
    /// The content as text.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.content).into_owned()
    }
}

/// The parts of `body`; none when it is not what its content type says.
pub(super) fn parts(content_type: &str, body: &[u8]) -> Option<Vec<Part>> {
    let boundary = parameter(content_type, "boundary")?;
    let mut rest = after(body, format!("--{boundary}").as_bytes())?;
    let delimiter = format!("\r\n--{boundary}");
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        rest = rest.strip_prefix(b"\r\n")?;
        let end = position(rest, delimiter.as_bytes())?;
        parts.push(part(&rest[..end])?);
        rest = &rest[end + delimiter.len()..];
    }
    Some(parts)
}

fn part(text: &[u8]) -> Option<Part> {
    let end = position(text, b"\r\n\r\n")?;
    let head = std::str::from_utf8(&text[..end]).ok()?;
    let header = |name: &str| {
        head.split("\r\n").find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    let name = parameter(header("content-disposition")?, "name")?;
    let content_type = header("content-type").map(str::to_owned);
    Some(Part { name, content_type, content: text[end + 4..].to_vec() })
}

/// The parameter `name` of a header's value, with or without quotes.
fn parameter(value: &str, name: &str) -> Option<String> {
    let mut rest = value;
    while let Some((_, after)) = rest.split_once(';') {
        let (key, after) = after.split_once('=')?;
        let (text, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_at(after.find(';').unwrap_or(after.len())),
        };
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(text.trim().to_owned());
        }
        rest = after;
    }
    None
}

fn position(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

fn after<'t>(text: &'t [u8], wanted: &[u8]) -> Option<&'t [u8]> {
    position(text, wanted).map(|at| &text[at + wanted.len()..])
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn parts_are_taken_apart() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2\r\n--x\r\nContent-Disposition: form-data; filename=f; name=b\r\nContent-Type: text/plain\r\n\r\n\r\n--x--\r\n";
        let found = parts("multipart/form-data; boundary=\"x\"", body).expect("parts");
        let shown: Vec<_> =
            found.iter().map(|part| (part.name.as_str(), part.content_type.as_deref(), part.text())).collect();
        assert_eq!(shown, [("a", None, "1\r\n2".to_owned()), ("b", Some("text/plain"), String::new())]);
        assert_eq!(parts("multipart/form-data", body), None);
        assert_eq!(parts("multipart/form-data; boundary=y", body), None);
    }
}
