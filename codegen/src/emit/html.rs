//! Says in CommonMark what a description says in HTML: paragraphs, lists, emphasis, code and links.
//!
//! Documents made from other sources describe things in HTML, which nobody wants to read in an editor. Elements that have no
//! counterpart stay as they are, and so does everything that only looks like an element.

use std::borrow::Cow;

/// `text` with the elements of HTML in it written as CommonMark.
pub fn to_markdown(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    Reader { lists: Vec::new(), tags: 0, comments: Comments::End }.read(text, &mut out, 0);
    Cow::Owned(out)
}

/// Elements deeper in each other than this are text.
const MAX_DEPTH: usize = 32;

/// After so many tags have been looked at, what is left is text: a text may open elements that nothing closes.
const MAX_TAGS: usize = 100_000;

/// A longer tag is text.
const MAX_TAG: usize = 2_000;

/// So much of what was written is looked at to see what its last line is.
const TAIL: usize = 2_000;

/// What the text so far has opened.
struct Reader {
    lists: Vec<List>,
    /// How many tags were looked at.
    tags: usize,
    /// A comment that does not end is looked for once.
    comments: Comments,
}

/// Whether a comment may still end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comments {
    End,
    NeverEnd,
}

/// A list that is not closed yet.
enum List {
    Bullets,
    /// With the number of the last item.
    Numbers(usize),
}

/// A tag as it stands in a text.
struct Tag<'t> {
    /// In lower case.
    name: String,
    kind: TagKind,
    attributes: &'t str,
    /// The text behind it.
    rest: &'t str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TagKind {
    Open,
    Close,
}

impl Reader {
    fn read(&mut self, text: &str, out: &mut String, depth: usize) {
        let mut rest = text;
        while let Some(at) = rest.find(['<', '`', '~']) {
            push(&rest[..at], out);
            rest = &rest[at..];
            rest = match (rest.starts_with(['`', '~']), tag(rest)) {
                (true, _) => code_span(rest, out),
                (false, Some(tag)) if depth < MAX_DEPTH => self.element(&tag, out, depth).unwrap_or_else(|| {
                    out.push('<');
                    &rest[1..]
                }),
                (false, _) => self.comment(rest).unwrap_or_else(|| {
                    out.push('<');
                    &rest[1..]
                }),
            };
        }
        push(rest, out);
    }

    /// What comes behind the comment that `text` begins with.
    fn comment<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let inner = text.strip_prefix("<!--").filter(|_| self.comments == Comments::End)?;
        let end = inner.find("-->");
        if end.is_none() {
            self.comments = Comments::NeverEnd;
        }
        end.map(|end| &inner[end + 3..])
    }

    /// Ends a paragraph, where the line so far is one: a row of a table and an item of a list go on.
    fn paragraph(&self, out: &mut String) {
        let line = last_line(tail(out));
        if line.starts_with('|') {
            out.push(' ');
        } else if !ends_in_marker(out) {
            let is_item = !self.lists.is_empty() || line.starts_with("- ") || line.starts_with("* ");
            out.push_str(if is_item { "\n" } else { "\n\n" });
        }
    }

    /// Writes what a tag means: the text behind it, or behind the whole element. `None` if the tag is left as it is.
    fn element<'t>(&mut self, tag: &Tag<'t>, out: &mut String, depth: usize) -> Option<&'t str> {
        match (&*tag.name, tag.kind) {
            ("p" | "div" | "br" | "hr" | "details" | "blockquote" | "aside", _) => self.paragraph(out),
            ("span" | "font" | "small" | "u" | "center" | "nobr" | "sub", TagKind::Open) => {
                return self.marked(tag, ["", ""], out, depth);
            }
            ("wbr", _) => {}
            ("style", TagKind::Open) => return self.inside(tag).map(|(_, rest)| rest),
            ("sup", TagKind::Open) => return self.marked(tag, ["^", ""], out, depth),
            ("ul" | "ol", kind) => self.list(&tag.name, kind, out),
            ("li", TagKind::Open) => self.item(out),
            ("li", TagKind::Close) => out.push('\n'),
            ("strong" | "b", TagKind::Open) => return self.marked(tag, ["**", "**"], out, depth),
            ("em" | "i", TagKind::Open) => return self.marked(tag, ["*", "*"], out, depth),
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary", TagKind::Open) => {
                return self.marked(tag, ["\n\n**", "**\n\n"], out, depth);
            }
            ("code" | "tt" | "kbd", TagKind::Open) => {
                let (inner, rest) = self.inside(tag)?;
                let inner = text_of(inner);
                match inner.trim() {
                    "" => {}
                    // A tick at either end would be one of the marks.
                    code if code.contains('`') => push(&format!("`` {code} ``"), out),
                    code => push(&format!("`{code}`"), out),
                }
                return Some(rest);
            }
            ("pre", TagKind::Open) => {
                let (inner, rest) = self.inside(tag)?;
                out.push_str(&format!("\n\n```text\n{}\n```\n\n", text_of(inner).trim_matches('\n')));
                return Some(rest);
            }
            ("a", TagKind::Open) => {
                let target = attribute(tag.attributes, "href").unwrap_or_default();
                return self.marked(tag, ["[", &format!("]({})", target.trim())], out, depth);
            }
            _ => return None,
        }
        Some(tag.rest)
    }

    /// An element whose content stands between marks, unless it is empty or has paragraphs of its own.
    fn marked<'t>(&mut self, tag: &Tag<'t>, marks: [&str; 2], out: &mut String, depth: usize) -> Option<&'t str> {
        let (inner, rest) = self.inside(tag)?;
        let mut content = String::new();
        self.read(inner, &mut content, depth + 1);
        let trimmed = content.trim();
        if trimmed.is_empty() || trimmed.contains("\n\n") {
            out.push_str(&content);
            return Some(rest);
        }
        let [before, after] = marks;
        let space = |is_there| if is_there { " " } else { "" };
        push(space(content.starts_with(char::is_whitespace)), out);
        push(&format!("{before}{trimmed}{after}"), out);
        out.push_str(space(content.ends_with(char::is_whitespace)));
        Some(rest)
    }

    fn list(&mut self, name: &str, kind: TagKind, out: &mut String) {
        match (kind, name) {
            (TagKind::Open, "ol") => self.lists.push(List::Numbers(0)),
            (TagKind::Open, _) => self.lists.push(List::Bullets),
            (TagKind::Close, _) => drop(self.lists.pop()),
        }
        out.push_str(if self.lists.len() > 1 { "\n" } else { "\n\n" });
    }

    fn item(&mut self, out: &mut String) {
        let indent = "    ".repeat(self.lists.len().saturating_sub(1).min(MAX_DEPTH));
        let marker = match self.lists.last_mut() {
            Some(List::Numbers(number)) => {
                *number += 1;
                format!("{number}.")
            }
            Some(List::Bullets) | None => "-".to_owned(),
        };
        out.push_str(&format!("\n{indent}{marker} "));
    }

    /// What stands in the element that a tag opens, and what comes behind the element.
    fn inside<'t>(&mut self, open: &Tag<'t>) -> Option<(&'t str, &'t str)> {
        let (mut depth, mut rest) = (0, open.rest);
        while let Some(at) = rest.find('<').filter(|_| self.tags < MAX_TAGS) {
            self.tags += 1;
            rest = &rest[at..];
            match tag(rest).filter(|tag| tag.name == open.name) {
                Some(Tag { kind: TagKind::Open, .. }) => depth += 1,
                Some(close) if depth == 0 => return Some((&open.rest[..open.rest.len() - rest.len()], close.rest)),
                Some(_) => depth -= 1,
                None => {}
            }
            rest = &rest[1..];
        }
        None
    }
}

/// The tag that `text` begins with.
fn tag(text: &str) -> Option<Tag<'_>> {
    let inner = text.strip_prefix('<')?;
    let (kind, inner) = inner.strip_prefix('/').map_or((TagKind::Open, inner), |inner| (TagKind::Close, inner));
    let length = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let end = inner.bytes().take(MAX_TAG).position(|byte| byte == b'>')?;
    let attributes = inner.get(length..end)?;
    let is_apart = attributes.is_empty() || attributes.starts_with(|c: char| c.is_whitespace() || c == '/');
    // A `<` before the end is no attribute: this was a sign for "less".
    let is_tag = length > 0 && is_apart && !attributes.contains('<');
    let rest = &inner[end + 1..];
    is_tag.then(|| Tag { name: inner[..length].to_ascii_lowercase(), kind, attributes, rest })
}

/// The value of an attribute.
fn attribute<'t>(attributes: &'t str, name: &str) -> Option<&'t str> {
    let (_, value) = attributes.split_once(name)?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    match value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        Some(quote) => value[1..].split(quote).next(),
        None => value.split_whitespace().next(),
    }
}

/// The text of an element of code, where nothing but tags and entities is special.
fn text_of(inner: &str) -> String {
    let mut text = String::new();
    let mut rest = inner;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = tag(rest).map_or_else(
            || {
                text.push('<');
                &rest[1..]
            },
            |tag| tag.rest,
        );
    }
    text.push_str(rest);
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    entities.iter().fold(text, |text, (entity, c)| text.replace(entity, c))
}

/// The end of a text: enough of it to know what its last line is.
fn tail(text: &str) -> &str {
    let from = text.len().saturating_sub(TAIL);
    let from = (from..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    &text[from..]
}

/// The last line of the end of a text, without its indentation; nothing if it is very long.
fn last_line(tail: &str) -> &str {
    match tail.rsplit_once('\n') {
        Some((_, line)) => line.trim_start(),
        // The end of a longer text may be cut by up to three bytes for the sake of a whole character.
        None if tail.len() + 3 < TAIL => tail.trim_start(),
        None => "",
    }
}

/// Whether the text ends in the marker of an item that has no text yet.
fn ends_in_marker(out: &str) -> bool {
    let line = last_line(tail(out).trim_end());
    let digits =
        line.strip_suffix('.').is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()));
    matches!(line, "-" | "*") || digits
}

/// Adds text; that of an item begins behind its marker.
fn push(text: &str, out: &mut String) {
    out.push_str(if ends_in_marker(out) { text.trim_start() } else { text });
}

/// Copies a code span or a block of code whole, or the marks that open none: what comes behind it.
fn code_span<'t>(text: &'t str, out: &mut String) -> &'t str {
    let mark = if text.starts_with('~') { '~' } else { '`' };
    let ticks = text.len() - text.trim_start_matches(mark).len();
    let is_code = mark == '`' || ticks >= 3;
    let end = text[ticks..].find(&text[..ticks]).filter(|_| is_code);
    let length = end.map_or(ticks, |end| ticks + end + ticks);
    out.push_str(&text[..length]);
    &text[length..]
}

#[cfg(test)]
mod tests {
    use crate::emit::markdown::lines;

    #[test]
    fn html_is_written_as_markdown() {
        let table = [
            ("<p>Retrieves a charge.</p>\n<p>Twice.</p>", "Retrieves a charge.\n\nTwice."),
            ("a<br>b<br/>c", "a\n\nb\n\nc"),
            ("An <B class=x>important</B> <i> word </i>here", "An **important** *word* here"),
            ("Use <code>a &lt; b</code> or <code>x`y</code>.", "Use `a < b` or `` x`y ``."),
            (
                "See <a href=\"https://example.com/x\">the <b>guide</b></a> or <a href='/y'>y</a>.",
                "See [the **guide**](https://example.com/x) or y.",
            ),
            (
                "One of:<ul><li>a</li>\n  <li>b<ol><li>c<li>d</ol></li></ul>Done.",
                "One of:\n\n- a\n\n- b\n\n  1. c\n  2. d\n\nDone.",
            ),
            ("| a | b<br>c |\n| d | e |", "| a | b c |\n| d | e |"),
            ("- a<br>b\n- c", "- a b\n- c"),
            ("<ul> <li> <p>one</p> </li>\n<li>\n two</li> </ul>", "- one\n\n- two"),
            ("2<sup>31</sup>, x<sub>0</sub>, <iss>|<sub>", "2^31, x0, \\<iss>|\\<sub>"),
            ("<code>`x`</code> is it", "`` `x` `` is it"),
            ("a <code> </code> b", "a b"),
            ("~~~xml\n<p>x</p>\n~~~", "~~~xml\n<p>x</p>\n~~~"),
            ("<h2>Title</h2>Text", "**Title**\n\nText"),
            (
                "<style>h2 { margin: 1em; }</style>A code.<blockquote><b>Note:</b> Two<wbr>letters.</blockquote>",
                "A code.\n\n**Note:** Twoletters.",
            ),
            ("<details><summary>More</summary>Text<sup>1</sup></details>", "**More**\n\nText^1"),
            ("<pre>a [b]\nc</pre>", "```text\na [b]\nc\n```"),
            ("a<!-- hidden -->b", "ab"),
            // What is no element, or none that is known.
            ("<id> is < 5, `<p>` and <b", "\\<id> is \\< 5, `<p>` and \\<b"),
            ("a list of <code>", "a list of \\<code>"),
            ("<table><tr></table>", "\\<table>\\<tr>\\</table>"),
        ];
        for (text, expected) in table {
            assert_eq!(lines(text).join("\n"), expected, "{text:?}");
        }
    }

    #[test]
    fn elements_may_be_very_deep_and_never_end() {
        let text = "<b>".repeat(5_000) + "x" + &"</b>".repeat(5_000);
        assert!(!lines(&text).is_empty());
        for piece in ["<b>", "<ul>", "<!--", "<"] {
            let text = piece.repeat(20_000) + "x";
            assert!(lines(&text).last().is_some_and(|line| line.ends_with('x')), "{piece}");
        }
        assert!(lines(&("<ul>".repeat(5_000) + &"<li>x".repeat(5_000))).len() >= 5_000);
    }
}
