//! JSON paths: of a byte offset, worked out by reading the text again up to there; and how the steps of one are written.

use std::ops::Range;

use jiter::Jiter;

/// Where in a text something is wrong.
pub(super) struct Place {
    pub(super) path: String,
    pub(super) offset: usize,
}

impl Place {
    /// The place of the value at `offset`.
    pub(super) fn of_value(data: &[u8], offset: usize) -> Self {
        Self { path: render(data, &open_containers(data, offset)), offset }
    }

    /// The place of the innermost container that is open at `offset`.
    pub(super) fn of_container(data: &[u8], offset: usize) -> Self {
        let mut open = open_containers(data, offset);
        let start = open.pop().map_or(offset, |container| container.start);
        Self { path: render(data, &open), offset: start }
    }
}

struct Container {
    start: usize,
    at: Step,
}

enum Step {
    /// In an object: where the current key stands, quotes included, if one was read already.
    Key(Option<Range<usize>>),
    Index(usize),
}

/// Walks over the text in front of `offset`, of which all but the last token is known to be valid.
fn open_containers(data: &[u8], offset: usize) -> Vec<Container> {
    let data = &data[..offset.min(data.len())];
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(&byte) = data.get(at) {
        let mut next = at + 1;
        match byte {
            b'{' => open.push(Container { start: at, at: Step::Key(None) }),
            b'[' => open.push(Container { start: at, at: Step::Index(0) }),
            b'}' | b']' => drop(open.pop()),
            b',' => open.last_mut().into_iter().for_each(Container::advance),
            b'"' => {
                next = string_end(data, at);
                open.last_mut().into_iter().for_each(|container| container.note_key(data, at..next));
            }
            _ => {}
        }
        at = next;
    }
    open
}

impl Container {
    fn advance(&mut self) {
        match &mut self.at {
            Step::Key(key) => *key = None,
            Step::Index(index) => *index += 1,
        }
    }

    /// Remembers a string that stands where a key does; one that is cut off is no key yet.
    fn note_key(&mut self, data: &[u8], text: Range<usize>) {
        if let Step::Key(key @ None) = &mut self.at
            && text.len() > 1
            && data.get(text.end - 1) == Some(&b'"')
        {
            *key = Some(text);
        }
    }
}

/// The end of the string that begins at `start`, its closing quote included.
fn string_end(data: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = data.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    data.len()
}

fn render(data: &[u8], open: &[Container]) -> String {
    let mut path = "$".to_owned();
    for container in open {
        match &container.at {
            Step::Key(Some(key)) => {
                let mut jiter = Jiter::new(&data[key.clone()]);
                push_key(&mut path, jiter.next_str().unwrap_or("?"));
            }
            Step::Key(None) => {}
            Step::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

/// The keys of a map can be data themselves: a long one is cut short.
const MAX_KEY_CHARS: usize = 64;

/// Appends an entry of an object to a path.
pub(super) fn push_key(path: &mut String, key: &str) {
    if is_plain(key) {
        path.push('.');
        path.push_str(key);
    } else {
        let mut key: String = key.to_owned();
        if let Some((end, _)) = key.char_indices().nth(MAX_KEY_CHARS) {
            key.truncate(end);
            key.push('…');
        }
        path.push_str(&format!("[{}]", serde_json::Value::String(key)));
    }
}

fn is_plain(key: &str) -> bool {
    !key.is_empty()
        && key.len() <= MAX_KEY_CHARS
        && !key.starts_with(|first: char| first.is_ascii_digit() || first == '-')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$'))
}
