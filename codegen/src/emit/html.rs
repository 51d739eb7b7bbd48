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
    Reader { lists: Vec::new(), tags: 0 }.read(text, &mut out, 0);
    Cow::Owned(out)
}

/// Elements deeper in each other than this are text.
const MAX_DEPTH: usize = 32;

/// After so many tags have been looked at, what is left is text: a text may open elements that nothing closes.
const MAX_TAGS: usize = 100_000;

/// A longer tag is text.
const MAX_TAG: usize = 2_000;

/// What the text so far has opened.
struct Reader {
    lists: Vec<List>,
    /// How many tags were looked at.
    tags: usize,
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
        while let Some(at) = rest.find(['<', '`']) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            rest = match (rest.starts_with('`'), tag(rest)) {
                (true, _) => code_span(rest, out),
                (false, Some(tag)) if depth < MAX_DEPTH => self.element(&tag, out, depth).unwrap_or_else(|| {
                    out.push('<');
                    &rest[1..]
                }),
                (false, _) => comment(rest).unwrap_or_else(|| {
                    out.push('<');
                    &rest[1..]
                }),
            };
        }
        out.push_str(rest);
    }

    /// Writes what a tag means: the text behind it, or behind the whole element. `None` if the tag is left as it is.
    fn element<'t>(&mut self, tag: &Tag<'t>, out: &mut String, depth: usize) -> Option<&'t str> {
        match (&*tag.name, tag.kind) {
            ("p" | "div" | "br" | "hr" | "details", _) => out.push_str("\n\n"),
            ("span" | "font" | "small" | "u" | "center" | "nobr" | "sup" | "sub", _) => {}
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
                let ticks = if inner.contains('`') { "``" } else { "`" };
                out.push_str(&format!("{ticks}{}{ticks}", inner.trim()));
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
        out.push_str(space(content.starts_with(char::is_whitespace)));
        out.push_str(&format!("{before}{trimmed}{after}"));
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
        let indent = "    ".repeat(self.lists.len().saturating_sub(1));
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

/// What comes behind the comment that `text` begins with.
fn comment(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("<!--")?;
    inner.find("-->").map(|end| &inner[end + 3..])
}

/// Copies a code span whole, or the ticks that open none: what comes behind it.
fn code_span<'t>(text: &'t str, out: &mut String) -> &'t str {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let length = text[ticks..].find(&text[..ticks]).map_or(ticks, |end| ticks + end + ticks);
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
            ("Use <code>a &lt; b</code> or <code>x`y</code>.", "Use `a < b` or ``x`y``."),
            (
                "See <a href=\"https://example.com/x\">the <b>guide</b></a> or <a href='/y'>y</a>.",
                "See [the **guide**](https://example.com/x) or y.",
            ),
            (
                "One of:<ul><li>a</li>\n  <li>b<ol><li>c<li>d</ol></li></ul>Done.",
                "One of:\n\n- a\n\n- b\n\n  1. c\n  2. d\n\nDone.",
            ),
            ("<h2>Title</h2>Text", "**Title**\n\nText"),
            ("<details><summary>More</summary>Text<sup>1</sup></details>", "**More**\n\nText1"),
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
        assert!(!lines(&"<b>".repeat(100_000)).is_empty());
    }
}
