//! Makes the document's CommonMark safe and readable as a doc comment.
//!
//! rustdoc compiles code blocks, resolves brackets as links to items and takes `<word>` for HTML. None of that is meant
//! by the author of an API document. Long lines are wrapped; structure stays.

use std::borrow::Cow;

use super::html;

/// The width that paragraphs are wrapped to: with the `///` and the indentation of a method, that of the lines written by hand.
pub const WIDTH: usize = 112;

/// The lines of a doc comment for `text`, without blank ones at either end.
pub fn lines(text: &str) -> Vec<String> {
    let mut out = Output::default();
    for line in html::to_markdown(text).lines() {
        out.line(line.trim_end());
    }
    out.finish()
}

/// A line with its control characters in words: a line break would end the comment, and rustc refuses characters that
/// change the direction of the text around them.
pub fn visible(line: &str) -> Cow<'_, str> {
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !line.contains(hidden) {
        return Cow::Borrowed(line);
    }
    let word = |c: char| match c {
        '\t' | '\n' | '\r' => " ".to_owned(),
        c if hidden(c) => format!("U+{:04X}", u32::from(c)),
        c => c.to_string(),
    };
    Cow::Owned(line.chars().map(word).collect())
}

/// The lines so far, and the block that is still open.
#[derive(Default)]
struct Output {
    lines: Vec<String>,
    block: Block,
    fence: Option<Fence>,
    items: Vec<Item>,
}

/// A code block that is still open.
struct Fence {
    mark: String,
    /// How far the source indents it, and how far it is indented here.
    source: usize,
    indent: usize,
}

impl Fence {
    /// A line within. What stands left of the fence has no indentation of its own.
    fn line(&self, line: &str) -> String {
        let mut letters = line.char_indices();
        let is_kept = |(at, letter): &(usize, char)| *at >= self.source || !letter.is_whitespace();
        letters.find(is_kept).map_or_else(String::new, |(at, _)| format!("{:1$}{2}", "", self.indent, &line[at..]))
    }

    /// The line that closes it.
    fn end(&self) -> String {
        format!("{:1$}{2}", "", self.indent, self.mark)
    }
}

/// A list item that others may be nested in.
struct Item {
    /// How far the source indents its marker.
    source: usize,
    /// Where its text begins in the output.
    indent: usize,
}

/// A paragraph or list item that may go on in the next line.
#[derive(Default)]
struct Block {
    first_indent: String,
    indent: String,
    text: String,
}

impl Output {
    /// Takes in one line of the source.
    fn line(&mut self, line: &str) {
        let content = line.trim_start();
        let source = line.len() - content.len();
        if let Some(fence) = self.fence.take() {
            if content.starts_with(fence.mark.as_str()) {
                self.lines.push(fence.end());
            } else {
                self.lines.push(fence.line(line));
                self.fence = Some(fence);
            }
        } else if let Some(mark) = fence(content) {
            self.open_fence(mark, content, source);
        } else if content.is_empty() || is_rule(content) {
            self.flush();
            self.blank();
        } else if content.starts_with(['#', '|', '>']) {
            self.flush();
            let indent = self.nest(source);
            self.lines.push(format!("{:indent$}{}", "", alert(content).unwrap_or_else(|| escape(content))));
        } else if let Some((marker, rest)) = list_item(content) {
            self.flush();
            let outer = self.nest(source);
            let indent = outer + marker.len() + 1;
            self.items.push(Item { source, indent });
            self.block = Block {
                first_indent: format!("{}{marker} ", " ".repeat(outer)),
                indent: " ".repeat(indent),
                text: rest.to_owned(),
            };
        } else {
            self.join(line, content);
        }
    }

    /// The indentation of an item or a paragraph that the source indents by `source`: below the last item that stands further
    /// left. Without such an item it stands at the margin, where it cannot be taken for a code block.
    fn nest(&mut self, source: usize) -> usize {
        while self.items.last().is_some_and(|item| item.source >= source) {
            self.items.pop();
        }
        self.items.last().map_or(0, |item| item.indent)
    }

    /// A code block whose language is not given would be compiled as Rust. One that belongs to a list item stays there, or
    /// what follows it there would be taken for another one.
    fn open_fence(&mut self, mark: &str, content: &str, source: usize) {
        self.flush();
        let language = content[mark.len()..].split_whitespace().next();
        let language = language.filter(|it| is_language(it)).unwrap_or("text");
        let indent = self.nest(source);
        self.lines.push(format!("{:indent$}{mark}{language}", ""));
        self.fence = Some(Fence { mark: mark.to_owned(), source, indent });
    }

    /// Adds a line to the open paragraph or list item.
    fn join(&mut self, line: &str, content: &str) {
        if self.block.text.is_empty() {
            let above = self.lines.last().map_or("", String::as_str);
            let indent = above.len() - above.trim_start().len();
            // Text right under that of a quote goes on with it.
            if above[indent..].starts_with('>') && above.trim() != ">" {
                self.lines.push(format!("{:indent$}> {}", "", escape(content)));
                return;
            }
            // Text right under a quote or a table would be read as a part of it.
            if above[indent..].starts_with(['>', '|']) {
                self.lines.push(String::new());
            }
            let indent = " ".repeat(self.nest(line.len() - content.len()));
            self.block = Block { first_indent: indent.clone(), indent, text: content.to_owned() };
            return;
        }
        self.block.text.push(' ');
        self.block.text.push_str(content);
    }

    /// Closes the open paragraph or list item.
    fn flush(&mut self) {
        let block = std::mem::take(&mut self.block);
        if !block.text.is_empty() {
            wrap(&block, &mut self.lines);
        }
    }

    /// A blank line, unless there is one already.
    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    /// Closes whatever is open.
    fn finish(mut self) -> Vec<String> {
        self.flush();
        self.lines.extend(self.fence.take().map(|fence| fence.end()));
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        self.lines
    }
}

/// How many of the lines are the paragraph that they begin with.
pub fn first_paragraph(lines: &[String]) -> usize {
    let ends = |line: &String| {
        line.is_empty() || line.starts_with(['#', '|', '>']) || fence(line).is_some() || list_item(line).is_some()
    };
    lines.iter().position(ends).unwrap_or(lines.len())
}

/// Whether a line is nothing but a rule, or what makes a heading of the text above. Either way a paragraph ends.
fn is_rule(content: &str) -> bool {
    let is_made_of = |mark| content.chars().all(|c| c == mark || c == ' ') && content.matches(mark).count() >= 3;
    ['-', '*', '_', '='].into_iter().any(is_made_of)
}

/// The head of a quote that GitHub shows as an alert, `> [!NOTE]`, in words.
fn alert(content: &str) -> Option<String> {
    let kind = content.strip_prefix('>')?.trim_start().strip_prefix("[!")?.strip_suffix(']')?;
    let word =
        ["Note", "Tip", "Important", "Warning", "Caution"].into_iter().find(|it| it.eq_ignore_ascii_case(kind))?;
    Some(format!("> **{word}:**"))
}

/// The fence that opens a code block, if `content` does.
fn fence(content: &str) -> Option<&str> {
    let mark = content.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = content.chars().take_while(|c| *c == mark).count();
    // A line that goes on with a backtick is text with a code span.
    (length >= 3 && !(mark == '`' && content[length..].contains('`'))).then(|| &content[..length])
}

/// Whether the word after a fence names another language than Rust. rustdoc takes its own attributes, such as
/// `should_panic`, for Rust too, and so it does with anything in braces or with a comma.
fn is_language(word: &str) -> bool {
    let known = |word: &str| {
        matches!(
            word,
            "rust" | "ignore" | "no_run" | "should_panic" | "compile_fail" | "test_harness" | "standalone_crate"
        )
    };
    let lower = word.to_ascii_lowercase();
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '#' | '.' | '/'));
    plain && !known(&lower) && !lower.starts_with("edition") && !lower.starts_with("ignore-")
}

/// Splits a list item into its marker and its text.
fn list_item(content: &str) -> Option<(&str, &str)> {
    let (marker, rest) = content.split_once(' ')?;
    let digits = marker
        .strip_suffix(['.', ')'])
        .is_some_and(|digits| (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()));
    (matches!(marker, "-" | "*" | "+") || digits).then(|| (marker, rest.trim_start()))
}

/// Breaks a block into lines of at most [`WIDTH`] columns; a longer word stands alone.
fn wrap(block: &Block, lines: &mut Vec<String>) {
    let text = escape(&block.text);
    let mut line = block.first_indent.clone();
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        // A marker at the start of a continuation line would open a list.
        let breaks =
            width > 0 && block.indent.len() + width + 1 + length > WIDTH && list_item(&format!("{word} x")).is_none();
        if breaks {
            lines.push(std::mem::replace(&mut line, block.indent.clone()));
            width = 0;
        } else if width > 0 {
            line.push(' ');
            width += 1;
        }
        line.push_str(word);
        width += length;
    }
    lines.push(line);
}

/// Escapes what rustdoc would take for a link to an item, an HTML tag or a bare URL. Code spans stay as they are.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '`' => code_span(rest, &mut out),
            'h' if is_url(rest, &out) => url(rest, &mut out),
            '[' => link(rest, &mut out),
            '<' if rest.starts_with("<http") => autolink(rest, &mut out),
            ']' | '<' => {
                out.push('\\');
                out.push(c);
                1
            }
            '\\' => {
                let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&rest[..length]);
                length
            }
            _ => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out
}

/// Copies a code span whole; a backtick without a partner is escaped.
fn code_span(rest: &str, out: &mut String) -> usize {
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    match rest[ticks..].find(&rest[..ticks]) {
        Some(end) => {
            let length = ticks + end + ticks;
            out.push_str(&rest[..length]);
            length
        }
        None => {
            out.push_str(&"\\`".repeat(ticks));
            ticks
        }
    }
}

/// Whether a bare URL starts here.
fn is_url(rest: &str, out: &str) -> bool {
    (rest.starts_with("http://") || rest.starts_with("https://"))
        && !out.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '='))
}

/// Puts a bare URL into angle brackets, without the punctuation after it.
fn url(rest: &str, out: &mut String) -> usize {
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | ')' | ']' | '|'))
        .unwrap_or(rest.len());
    let url = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
    out.push('<');
    out.push_str(url);
    out.push('>');
    url.len()
}

/// Copies `<https://…>`.
fn autolink(rest: &str, out: &mut String) -> usize {
    match rest.find('>').filter(|&end| !rest[..end].contains(char::is_whitespace)) {
        Some(end) => {
            out.push_str(&rest[..=end]);
            end + 1
        }
        None => {
            out.push_str("\\<");
            1
        }
    }
}

/// Copies `[text](absolute URL)`; any other bracket is text, and so is a link that only works on the author's site.
fn link(rest: &str, out: &mut String) -> usize {
    if let Some((text, target, length)) = inline_link(rest) {
        let text = escape(text);
        if target.starts_with("http://") || target.starts_with("https://") {
            out.push_str(&format!("[{text}]({target})"));
        } else {
            out.push_str(&text);
        }
        return length;
    }
    out.push_str("\\[");
    1
}

/// The text, the target and the length of `[text](target)`.
fn inline_link(rest: &str) -> Option<(&str, &str, usize)> {
    let close = rest.find(']')?;
    let after = rest[close + 1..].strip_prefix('(')?;
    let end = after.find(')')?;
    let (text, target) = (&rest[1..close], after[..end].trim());
    let plain = !text.contains('[') && !target.contains(char::is_whitespace);
    plain.then_some((text, target, close + 2 + end + 1))
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, lines};

    #[test]
    fn text_is_made_safe() {
        let table = [
            ("Plain text.", "Plain text."),
            (
                "See [the guide](https://example.com/a_b), or [x](#local).",
                "See [the guide](https://example.com/a_b), or x.",
            ),
            ("An [array] of <T>.", "An \\[array\\] of \\<T>."),
            (
                "At https://example.com/x, `http://y` and <https://z>.",
                "At <https://example.com/x>, `http://y` and <https://z>.",
            ),
            ("a `b[c]` `d", "a `b[c]` \\`d"),
            ("one\ntwo\n\n\nthree", "one two\n\nthree"),
            ("```\ncode [x]\n```", "```text\ncode [x]\n```"),
            ("~~~rust\nfn x() {}", "~~~text\nfn x() {}\n~~~"),
            ("- a\n  ```\n  b\n\n    c\n  ```\n\n  d\n", "- a\n  ```text\n  b\n\n    c\n  ```\n\n  d"),
            ("1. a\n\n     ```\n  b\n     ```\n     c", "1. a\n\n   ```text\n   b\n   ```\n   c"),
            ("- a\n```\nb\n```\n    c", "- a\n```text\nb\n```\nc"),
            ("- a\n  b\n- c\n    - d", "- a b\n- c\n  - d"),
            ("1. one\n   - two\n2. three", "1. one\n   - two\n2. three"),
            ("Filters:\n\n    - name\n    - age", "Filters:\n\n- name\n- age"),
            ("```should_panic\nx\n```", "```text\nx\n```"),
            ("```json\n{}\n```", "```json\n{}\n```"),
            ("> quote\ntext", "> quote\n> text"),
            (">\ntext", ">\n\ntext"),
            ("    indented", "indented"),
            ("one\n\n---\ntwo\n\n* * *\nthree\n===\n", "one\n\ntwo\n\nthree"),
            ("> [!NOTE]\n> Mind [this].", "> **Note:**\n> Mind \\[this\\]."),
            ("> [!NO]", "> \\[!NO\\]"),
        ];
        for (text, expected) in table {
            assert_eq!(lines(text).join("\n"), expected, "{text:?}");
        }
    }

    #[test]
    fn long_lines_are_wrapped() {
        let text = format!("- {}", "word ".repeat(30));
        let wrapped = lines(&text);
        assert_eq!(wrapped.len(), 2);
        assert!(wrapped[0].len() <= WIDTH && wrapped[1].starts_with("  word"));
    }
}
