//! Takes the text of a parameter apart, by its style and `explode`, as the table of the standard has it.

use super::heard::{Heard, Kind, form_decoded, percent_decoded};

/// How a parameter's value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Matrix,
    Label,
    Simple,
    Form,
    /// `form` in a cookie, with nothing encoded.
    Cookie,
    SpaceDelimited,
    PipeDelimited,
    /// `collectionFormat: tsv`, which only 2.0 has.
    TabDelimited,
    DeepObject,
    /// JSON, as `content` has it.
    Json,
}

impl Style {
    /// The style that a document calls `name`.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "matrix" => Self::Matrix,
            "label" => Self::Label,
            "simple" => Self::Simple,
            "form" => Self::Form,
            "cookie" => Self::Cookie,
            "spaceDelimited" => Self::SpaceDelimited,
            "pipeDelimited" => Self::PipeDelimited,
            "deepObject" => Self::DeepObject,
            _ => return None,
        })
    }
}

/// Whether the parts of a value stand alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Explode {
    Yes,
    No,
}

/// The value of a path parameter or a header, of which `text` is the whole.
pub(super) fn single(name: &str, style: Style, explode: Explode, kind: Kind, text: &str) -> Option<Heard> {
    let decode = percent_decoded;
    match style {
        Style::Label => label(explode, kind, text.strip_prefix('.')?),
        Style::Matrix => matrix(name, explode, kind, text.strip_prefix(';')?),
        Style::Json => Some(Heard::Text(decode(text))),
        _ => match (kind, explode) {
            (Kind::Scalar, _) => Some(Heard::Text(decode(text))),
            (Kind::List, _) => Some(Heard::list(parts(text, ","), decode)),
            (Kind::Members, Explode::No) => Heard::alternating(parts(text, ","), decode),
            (Kind::Members, Explode::Yes) => Heard::assigned(parts(text, ","), decode),
        },
    }
}

fn label(explode: Explode, kind: Kind, text: &str) -> Option<Heard> {
    let decode = percent_decoded;
    match (kind, explode) {
        (Kind::Scalar, _) => Some(Heard::Text(decode(text))),
        (Kind::List, Explode::Yes) => Some(Heard::list(parts(text, "."), decode)),
        (Kind::List, Explode::No) => Some(Heard::list(parts(text, ","), decode)),
        (Kind::Members, Explode::Yes) => Heard::assigned(parts(text, "."), decode),
        (Kind::Members, Explode::No) => Heard::alternating(parts(text, ","), decode),
    }
}

fn matrix(name: &str, explode: Explode, kind: Kind, text: &str) -> Option<Heard> {
    let decode = percent_decoded;
    let value = |part: &str| match part.split_once('=') {
        Some((key, value)) => (decode(key) == name).then(|| value.to_owned()),
        None => (decode(part) == name).then(String::new),
    };
    match (kind, explode) {
        (Kind::Members, Explode::Yes) => Heard::assigned(parts(text, ";"), decode),
        (Kind::List, Explode::Yes) => {
            let values: Option<Vec<String>> = text.split(';').map(value).collect();
            Some(Heard::list(values?.iter().map(String::as_str), decode))
        }
        (Kind::Scalar, _) => value(text).map(|text| Heard::Text(decode(&text))),
        (Kind::List, Explode::No) => value(text).map(|text| Heard::list(parts(&text, ","), decode)),
        (Kind::Members, Explode::No) => value(text).and_then(|text| Heard::alternating(parts(&text, ","), decode)),
    }
}

/// The parts of a text; an empty text has none.
fn parts<'t>(text: &'t str, separator: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(separator).filter(move |_| !text.is_empty())
}

/// The pairs of a query, a form or a cookie, each of which somebody has to account for.
#[derive(Debug, Clone)]
pub(super) struct Pairs {
    left: Vec<(String, String)>,
}

impl Pairs {
    /// The pairs of `text`, still encoded.
    pub(super) fn of(text: &str, separator: &str) -> Self {
        let pair = |part: &str| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (name.to_owned(), value.to_owned())
        };
        Self { left: parts(text, separator).map(|part| pair(part.trim_start())).collect() }
    }

    /// Takes out pairs that have to be in a query as they are; the first that is not.
    pub(super) fn take_out(&mut self, wanted: &Self) -> Option<String> {
        wanted.left.iter().find_map(|pair| match self.left.iter().position(|it| it == pair) {
            Some(at) => {
                self.left.remove(at);
                None
            }
            None => Some(format!("the query has no `{}={}`", pair.0, pair.1)),
        })
    }

    /// Whether there is one of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.left.iter().any(|(key, _)| form_decoded(key) == name)
    }

    /// What nobody has accounted for.
    pub(super) fn left(&self) -> &[(String, String)] {
        &self.left
    }

    /// Takes out the raw values of all pairs whose decoded name is accepted, with what `accept` makes of the name.
    pub(super) fn take<T>(&mut self, accept: impl Fn(&str) -> Option<T>) -> Vec<(T, String)> {
        let mut taken = Vec::new();
        self.left.retain(|(name, value)| match accept(&form_decoded(name)) {
            Some(key) => {
                taken.push((key, value.clone()));
                false
            }
            None => true,
        });
        taken
    }

    /// The value of the parameter `name`, of which `members` may stand alone; none when it is not there.
    pub(super) fn value(
        &mut self,
        name: &str,
        style: Style,
        explode: Explode,
        kind: Kind,
        members: &[&str],
    ) -> Option<Heard> {
        let decode: fn(&str) -> String = if style == Style::Cookie { str::to_owned } else { form_decoded };
        if style == Style::DeepObject && kind != Kind::Scalar {
            return self.deep(name);
        }
        if explode == Explode::Yes && kind == Kind::Members && style != Style::Json {
            let taken = self.take(|key| members.contains(&key).then(|| key.to_owned()));
            let heard = taken.into_iter().map(|(key, value)| (key, Heard::Text(decode(&value))));
            return Some(Heard::Members(heard.collect()));
        }
        let values: Vec<String> =
            self.take(|key| (key == name).then_some(())).into_iter().map(|((), value)| value).collect();
        if explode == Explode::Yes && kind == Kind::List && style != Style::Json {
            return (!values.is_empty()).then(|| Heard::list(values.iter().map(String::as_str), decode));
        }
        let [text] = values.as_slice() else { return None };
        let separators: &[&str] = match style {
            Style::SpaceDelimited => &["%20", "+"],
            Style::PipeDelimited => &["|", "%7C", "%7c"],
            Style::TabDelimited => &["%09"],
            _ => &[","],
        };
        let separator = separators.iter().find(|separator| text.contains(**separator)).unwrap_or(&separators[0]);
        match (style, kind) {
            (Style::Json, _) | (_, Kind::Scalar) => Some(Heard::Text(decode(text))),
            (_, Kind::List) => Some(Heard::list(parts(text, separator), decode)),
            (_, Kind::Members) => Heard::alternating(parts(text, separator), decode),
        }
    }

    /// `name[a][b]=1`: members within members. A list's elements repeat the name, or have `[]` or their number behind it.
    fn deep(&mut self, name: &str) -> Option<Heard> {
        let steps = |key: &str| {
            let rest = key.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?;
            Some(rest.split("][").map(str::to_owned).collect::<Vec<_>>())
        };
        let taken = self.take(steps);
        (!taken.is_empty()).then(|| {
            let leaves: Vec<Leaf<'_>> = taken.iter().map(|(steps, value)| (steps.as_slice(), value.as_str())).collect();
            tree(&leaves)
        })
    }
}

/// A text, and the names on the way to it.
type Leaf<'t> = (&'t [String], &'t str);

/// Puts together what stands below one name.
fn tree(leaves: &[Leaf<'_>]) -> Heard {
    let texts = || leaves.iter().map(|(_, text)| Heard::Text(form_decoded(text)));
    if leaves.iter().all(|(steps, _)| steps.is_empty()) {
        let mut texts: Vec<Heard> = texts().collect();
        return if texts.len() == 1 { texts.remove(0) } else { Heard::List(texts) };
    }
    let mut groups: Vec<(&str, Vec<Leaf<'_>>)> = Vec::new();
    for (steps, text) in leaves {
        let Some((first, rest)) = steps.split_first() else { continue };
        match groups.iter_mut().find(|(name, _)| name == first) {
            Some((_, group)) => group.push((rest, text)),
            None => groups.push((first, vec![(rest, text)])),
        }
    }
    if let [("", group)] = groups.as_slice() {
        return Heard::List(group.iter().map(|leaf| tree(&[*leaf])).collect());
    }
    let is_numbered = groups.iter().enumerate().all(|(at, (name, _))| *name == at.to_string());
    let parts = groups.iter().map(|(name, group)| ((*name).to_owned(), tree(group)));
    if is_numbered { Heard::List(parts.map(|(_, part)| part).collect()) } else { Heard::Members(parts.collect()) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::heard::Kind;
    use super::{Explode, Pairs, Style, single};

    /// The examples of the standard, for a parameter `color`.
    fn values() -> [Value; 3] {
        [json!("blue"), json!(["blue", "black", "brown"]), json!({"R": 100, "G": 200, "B": 150})]
    }

    #[test]
    fn paths_are_read_as_the_standard_writes_them() {
        let table = [
            (Style::Matrix, Explode::No, [";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]),
            (Style::Matrix, Explode::Yes, [";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"]),
            (Style::Label, Explode::No, [".blue", ".blue,black,brown", ".R,100,G,200,B,150"]),
            (Style::Label, Explode::Yes, [".blue", ".blue.black.brown", ".R=100.G=200.B=150"]),
            (Style::Simple, Explode::No, ["blue", "blue,black,brown", "R,100,G,200,B,150"]),
            (Style::Simple, Explode::Yes, ["blue", "blue,black,brown", "R=100,G=200,B=150"]),
        ];
        for (style, explode, texts) in table {
            for (value, text) in values().iter().zip(texts) {
                let heard = single("color", style, explode, Kind::of(value), text);
                assert!(heard.is_some_and(|heard| heard.says(value)), "{style:?} {explode:?} {text}");
            }
        }
    }

    #[test]
    fn queries_are_read_as_the_standard_writes_them() {
        let table: [(Style, Explode, [Option<&str>; 3]); 6] = [
            (
                Style::Form,
                Explode::No,
                [Some("color=blue"), Some("color=blue,black,brown"), Some("color=R,100,G,200,B,150")],
            ),
            (
                Style::Form,
                Explode::Yes,
                [Some("color=blue"), Some("color=blue&color=black&color=brown"), Some("R=100&G=200&B=150")],
            ),
            (
                Style::SpaceDelimited,
                Explode::No,
                [None, Some("color=blue%20black%20brown"), Some("color=R%20100%20G%20200%20B%20150")],
            ),
            (
                Style::PipeDelimited,
                Explode::No,
                [None, Some("color=blue%7Cblack%7Cbrown"), Some("color=R%7C100%7CG%7C200%7CB%7C150")],
            ),
            (Style::DeepObject, Explode::Yes, [None, None, Some("color%5BR%5D=100&color[G]=200&color[B]=150")]),
            (
                Style::Json,
                Explode::Yes,
                [Some("color=blue"), Some("color=%5B%22blue%22,%22black%22,%22brown%22]"), None],
            ),
        ];
        for (style, explode, texts) in table {
            for (value, text) in values().iter().zip(texts) {
                let Some(text) = text else { continue };
                let mut pairs = Pairs::of(text, "&");
                let heard = pairs.value("color", style, explode, Kind::of(value), &["R", "G", "B"]);
                assert!(heard.is_some_and(|heard| heard.says(value)), "{style:?} {explode:?} {text}");
                assert_eq!(pairs.left(), [], "{text}");
            }
        }
    }

    #[test]
    fn members_within_members_are_read() {
        let value = json!({"a": {"b": "1"}, "c": ["x", "y"], "d": [{"e": 1}]});
        for text in ["f[a][b]=1&f[c][]=x&f[c][]=y&f[d][0][e]=1", "f[a][b]=1&f[c][0]=x&f[c][1]=y&f[d][0][e]=1"] {
            let heard = Pairs::of(text, "&").value("f", Style::DeepObject, Explode::Yes, Kind::Members, &[]);
            assert!(heard.is_some_and(|heard| heard.says(&value)), "{text}");
        }
    }

    #[test]
    fn cookies_of_their_own_style_stand_as_they_are() {
        for (style, text) in [(Style::Cookie, "a%20b+c"), (Style::Form, "a b c")] {
            let heard = Pairs::of("color=a%20b+c", ";").value("color", style, Explode::Yes, Kind::Scalar, &[]);
            assert!(heard.is_some_and(|heard| heard.says(&json!(text))), "{style:?}");
        }
    }
}
