//! Puts on one line what prettyplease spreads over several though it fits.
//!
//! prettyplease breaks lines long before the width that those written by hand have, and knows no other.
//! Only where lines end changes, and the comma behind the last of a list. Never here: what the tokens mean.

use super::INDENT;

/// The text with everything joined that fits into `width`.
pub fn text(text: &str, width: usize) -> String {
    let mut lines = Lines { done: Vec::new(), width };
    for line in text.lines() {
        if !is_method(line) {
            lines.join_chain();
            lines.join_open_chain();
        }
        lines.done.push(line.to_owned());
        lines.join_value();
        lines.join_lists();
        lines.join_only_argument();
    }
    lines.join_chain();
    lines.join_open_chain();
    lines.done.iter().flat_map(|line| [line, "\n"]).collect()
}

/// The lines so far, joined where they could be.
struct Lines {
    done: Vec<String>,
    width: usize,
}

/// A list that is spread over lines.
struct List {
    /// The line that opens it.
    start: usize,
    /// What is in it, without the comma behind the last.
    entries: String,
}

impl Lines {
    /// Joins the list that the last line closes, and whatever that line closes then. Imports that need several lines fill them.
    fn join_lists(&mut self) {
        while let Some(List { start, entries }) = self.list() {
            let (head, closes) = (&self.done[start], &self.done[self.done.len() - 1]);
            let space = if head.ends_with(" {") { " " } else { "" };
            match self.fitting(format!("{head}{space}{entries}{space}{}", closes.trim_start())) {
                Some(line) => self.replace(start, line),
                None if is_import(head) => return self.fill(start, &entries),
                None => return,
            }
        }
    }

    /// Spreads the imports between the line `start` and the last one over as few lines as it takes.
    fn fill(&mut self, start: usize, entries: &str) {
        let Some(closes) = self.done.pop() else { return };
        self.done.truncate(start + 1);
        let margin = " ".repeat(indent(&closes) + INDENT.len());
        let names = imports(entries).into_iter().map(|name| format!("{name},"));
        self.done.extend(filled(names, &margin, self.width));
        self.done.push(closes);
    }

    /// The list that the last line closes.
    fn list(&self) -> Option<List> {
        let (last, before) = self.done.split_last()?;
        let opens = match last.trim_start().chars().next()? {
            ')' => '(',
            ']' => '[',
            '}' => '{',
            _ => return None,
        };
        let start = self.opening()?;
        let (head, entries) = (&before[start], &before[start + 1..]);
        if entries.is_empty() {
            return None;
        }
        if entries.iter().any(|entry| indent(entry) != indent(last) + INDENT.len() || is_set_off(entry)) {
            return None;
        }
        let entries: Vec<&str> = entries.iter().map(|entry| entry.trim_start()).collect();
        let is_list = match opens {
            '(' => is_call(head, entries.len()),
            '[' => head.ends_with('[') && !head.ends_with("![") && !head.ends_with("#["),
            _ => is_import(head) || is_literal(head, &entries),
        };
        is_list.then(|| inline(&entries))?.map(|entries| List { start, entries })
    }

    /// Joins the method calls at the end with what they are called on.
    fn join_chain(&mut self) {
        let Some(start) = self.done.iter().rposition(|line| !is_method(line)) else { return };
        let (head, calls) = (&self.done[start], &self.done[start + 1..]);
        let is_chain = !is_comment(head) && calls.iter().all(|call| indent(call) == indent(head) + INDENT.len());
        if calls.is_empty() || !is_chain || calls.iter().any(|call| call.ends_with(['(', '[', '{', '|'])) {
            return;
        }
        let calls: String = calls.iter().map(|call| call.trim_start()).collect();
        if let Some(line) = self.fitting(format!("{head}{calls}")) {
            self.replace(start, line);
            self.join_lists();
        }
    }

    /// Joins a method call over several lines, if it is the last of its chain, with what it is called on.
    fn join_open_chain(&mut self) {
        let Some(opens) = self.opening().filter(|opens| is_method(&self.done[*opens])) else { return };
        let Some(start) = self.done[..opens].iter().rposition(|line| !is_method(line)) else { return };
        let (head, calls) = (&self.done[start], &self.done[start + 1..=opens]);
        if is_comment(head) || calls.iter().any(|call| indent(call) != indent(head) + INDENT.len()) {
            return;
        }
        let calls: String = calls.iter().map(|call| call.trim_start()).collect();
        if let Some(line) = self.fitting(format!("{head}{calls}")) {
            self.move_left(opens + 1);
            self.done.splice(start..=opens, [line]);
        }
    }

    /// Writes the only argument of the call that the last line closes beside it, if it takes several lines itself.
    fn join_only_argument(&mut self) {
        let Some(start) = self.opening() else { return };
        let [head, first, inside @ .., end, last] = &self.done[start..] else { return };
        let margin = indent(last) + INDENT.len();
        let is_only =
            indent(first) == margin && indent(end) == margin && inside.iter().all(|line| indent(line) > margin);
        if !is_only || is_set_off(first) || !first.ends_with(['(', '[', '{']) || !is_call(head, 1) {
            return;
        }
        let Some(end) = end.strip_suffix(',').map(|end| format!("{end}{}", last.trim_start())) else { return };
        if let Some(line) = self.fitting(format!("{head}{}", first.trim_start())) {
            self.done.truncate(self.done.len() - 2);
            self.done.push(end);
            self.move_left(start + 2);
            self.done.splice(start..start + 2, [line]);
        }
    }

    /// The line that opens what the last one closes.
    fn opening(&self) -> Option<usize> {
        let (last, before) = self.done.split_last()?;
        if !last.trim_start().starts_with([')', ']', '}']) {
            return None;
        }
        let start = before.iter().rposition(|line| indent(line) <= indent(last))?;
        let is_opening = indent(&before[start]) == indent(last) && before[start].ends_with(['(', '[', '{']);
        (is_opening && !is_comment(&before[start])).then_some(start)
    }

    /// Moves the lines from `start` on to the left by one step.
    fn move_left(&mut self, start: usize) {
        for line in &mut self.done[start..] {
            if let Some(moved) = line.strip_prefix(INDENT) {
                *line = moved.to_owned();
            }
        }
    }

    /// Joins a value with what it is given to, if it is the last line.
    fn join_value(&mut self) {
        let [.., head, value] = &*self.done else { return };
        if !head.ends_with(" =")
            || is_comment(head)
            || indent(value) != indent(head) + INDENT.len()
            || !value.ends_with(';')
        {
            return;
        }
        if let Some(line) = self.fitting(format!("{head} {}", value.trim_start())) {
            self.replace(self.done.len() - 2, line);
        }
    }

    fn fitting(&self, line: String) -> Option<String> {
        (line.chars().count() <= self.width).then_some(line)
    }

    fn replace(&mut self, start: usize, line: String) {
        self.done.truncate(start);
        self.done.push(line);
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether a line is a method call, or the beginning of one, on what is above it.
fn is_method(line: &str) -> bool {
    line.trim_start().starts_with('.') && !line.trim_start().starts_with("..")
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

/// Whether an entry has to have lines of its own, since it is a comment or has an attribute.
fn is_set_off(entry: &str) -> bool {
    is_comment(entry) || entry.trim_start().starts_with('#')
}

/// The entries in a line, without the comma behind the last one; none if they are no list.
fn inline(entries: &[&str]) -> Option<String> {
    let (last, others) = entries.split_last()?;
    let is_list = others.iter().all(|entry| entry.ends_with(','));
    let last_alone = last.strip_suffix(',').or(last.starts_with("..").then_some(*last))?;
    let others: String = others.iter().flat_map(|entry| [entry, " "]).collect();
    is_list.then(|| others + last_alone)
}

/// Whether `head` opens arguments or parameters, or a tuple: the comma of a single value is what makes a tuple of it.
fn is_call(head: &str, count: usize) -> bool {
    let before = head.strip_suffix('(').and_then(|head| head.chars().next_back());
    match before {
        Some('!') | None => false,
        Some(char) => count > 1 || char.is_alphanumeric() || matches!(char, '_' | '>'),
    }
}

/// Whether `head` opens a list of imports, also within another one.
fn is_import(head: &str) -> bool {
    head.ends_with("::{")
}

/// The imports in a list, each with those in its own.
fn imports(entries: &str) -> Vec<String> {
    let mut imports: Vec<String> = Vec::new();
    let mut depth = 0_usize;
    for piece in entries.split(", ") {
        match imports.last_mut().filter(|_| depth > 0) {
            Some(whole) => whole.extend([", ", piece]),
            None => imports.push(piece.to_owned()),
        }
        depth = (depth + piece.matches('{').count()).saturating_sub(piece.matches('}').count());
    }
    imports
}

/// Whether `head` opens the value of a struct, which names each of its fields: neither a declaration nor a body.
fn is_literal(head: &str, entries: &[&str]) -> bool {
    const OTHERS: [&str; 8] = ["->", "enum", "fn", "impl", "mod", "struct", "trait", "union"];

    let Some(path) = head.strip_suffix(" {") else { return false };
    let name = path.rsplit(|char: char| !char.is_alphanumeric() && char != '_').next();
    let is_type = name.is_some_and(|name| name.starts_with(char::is_uppercase));
    let is_field = |entry: &&str| {
        let name = entry.split(|char: char| !char.is_alphanumeric() && char != '_').next();
        entry.starts_with("..")
            || name.is_some_and(|name| name.starts_with(|char: char| char.is_lowercase() || char == '_'))
    };
    is_type && entries.iter().all(is_field) && !path.split_whitespace().any(|word| OTHERS.contains(&word))
}

/// Texts in lines that begin with `margin` and are as long as `width` lets them be.
pub fn filled(texts: impl Iterator<Item = String>, margin: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for text in texts {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + text.chars().count() <= width => {
                line.push(' ');
                line.push_str(&text);
            }
            _ => lines.push(format!("{margin}{text}")),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::text;

    /// The text with lines of at most 40, and what is expected of it.
    #[track_caller]
    fn becomes(from: &str, to: &str) {
        assert_eq!(text(from, 40), to);
    }

    #[test]
    fn what_fits_is_joined_from_the_inside() {
        becomes(
            "fn restore(\n    &self,\n    id: &str,\n) -> Call {\n    Call::new(\n        self,\n    )\n        .path(id)\n}\n",
            "fn restore(&self, id: &str) -> Call {\n    Call::new(self).path(id)\n}\n",
        );
        becomes(
            "static A: A = A {\n    list: &[\n        1,\n        2,\n    ],\n};\n",
            "static A: A = A { list: &[1, 2] };\n",
        );
        becomes("use super::{\n    one::One,\n    two::Two,\n};\n", "use super::{one::One, two::Two};\n");
        becomes("const NAME: &str =\n    \"value\";\n", "const NAME: &str = \"value\";\n");
        becomes("#[allow(\n    one,\n    two,\n)]\n", "#[allow(one, two)]\n");
    }

    #[test]
    fn what_does_not_fit_stays() {
        let call = "fn restore(\n    snapshot: &str,\n    table: &str,\n    target: &str,\n) {}\n";
        becomes(call, call);
        let chain = "Call::new(self)\n    .path(\"snapshot\", snapshot)\n    .json(body)\n";
        becomes(chain, chain);
    }

    #[test]
    fn what_takes_several_lines_stands_beside_what_takes_it_alone() {
        becomes(
            "Call::new(self)\n    .id(id)\n    .body(\n        body::form(\n            \"a/x-www-form-urlencoded\",\n            body,\n        ),\n    )\n",
            "Call::new(self).id(id).body(body::form(\n    \"a/x-www-form-urlencoded\",\n    body,\n))\n",
        );
        let two = "call(\n    one(\n        \"as long as it can get in all\",\n        two,\n    ),\n    three,\n)\n";
        becomes(two, two);
    }

    #[test]
    fn imports_fill_their_lines() {
        becomes(
            "use super::{\n    one::One, two::Two,\n    three::Three, four::Four,\n};\n",
            "use super::{\n    one::One, two::Two, three::Three,\n    four::Four,\n};\n",
        );
        becomes(
            "use super::{\n    one::One,\n    two::{\n        A, B,\n    },\n    three::{C, D},\n};\n",
            "use super::{\n    one::One, two::{A, B},\n    three::{C, D},\n};\n",
        );
    }

    #[test]
    fn what_means_something_else_on_a_line_stays() {
        for text in [
            "pub struct One {\n    pub a: u8,\n}\n",
            "struct One {\n    a: u8,\n}\n",
            "pub enum One {\n    A,\n    B,\n}\n",
            "match it {\n    a => 1,\n    b => 2,\n}\n",
            "let one = (\n    1,\n);\n",
            "call(\n    // A comment.\n    1,\n);\n",
            "call(\n    #[cfg(test)]\n    1,\n);\n",
            "/// call(\n///     1,\n/// )\nfn f() {}\n",
            "fn f() -> One {\n    one\n}\n",
            "call!(\n    1,\n);\n",
        ] {
            becomes(text, text);
        }
    }
}
