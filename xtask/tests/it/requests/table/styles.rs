//! The table of the standard: an operation for each of its rows, called with each of its values.
//!
//! There are some values of which it says nothing, too.

use requests::{Call, Client, Operation};
use serde_json::{Value, json};

/// What stands in a request for `color`.
type Cell<'c> = Box<dyn Fn(&Value) -> String + 'c>;

pub fn show_all(client: &Client) {
    let colors = json!({ "R": 100, "G": 200, "B": 150 });
    let values = [json!(""), json!("blue"), json!(["blue", "black", "brown"]), colors];
    table(client, "The values of the standard; members stand in the order of their names", ["empty", "string", "array", "object"], &values);
    let values = [json!([]), json!({}), json!(null), json!([""]), json!([null, "a"]), json!({ "a": { "b": [1, 2] } })];
    let names = values.each_ref().map(ToString::to_string);
    table(client, "Values with little in them, or much", names.each_ref().map(String::as_str), &values);
    let values = [json!("a b+c"), json!(";,/?:@&=#%"), json!(["a,b", "c|d e"]), json!({ "k=": "ü" }), json!(1.5)];
    let names = values.each_ref().map(ToString::to_string);
    table(client, "Characters", names.each_ref().map(String::as_str), &values);
}

/// Prints a row for each operation and a column for each value.
fn table<const N: usize>(client: &Client, title: &str, names: [&str; N], values: &[Value; N]) {
    let mut rows = vec![[&["style", "explode"][..], &names].concat().into_iter().map(str::to_owned).collect()];
    for (style, explode, cell) in cells(client) {
        let texts = values.iter().map(|value| cell(value));
        rows.push([style.to_owned(), explode.to_owned()].into_iter().chain(texts).collect::<Vec<_>>());
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..N + 2).map(width).collect();
    println!("## {title}\n");
    for row in &rows {
        let padded = row.iter().zip(&widths).map(|(text, width)| format!("{text:width$}"));
        println!("{}", padded.collect::<Vec<_>>().join("  ").trim_end());
    }
    println!();
}

/// The rows: a style with its location where that is not the usual one, whether it is exploded, and what it makes of a value.
fn cells<'c>(c: &'c Client) -> Vec<(&'static str, &'static str, Cell<'c>)> {
    vec![
        ("matrix", "false", Box::new(|color| seen(c.matrix(color)))),
        ("matrix", "true", Box::new(|color| seen(c.matrix_exploded(color)))),
        ("label", "false", Box::new(|color| seen(c.label(color)))),
        ("label", "true", Box::new(|color| seen(c.label_exploded(color)))),
        ("simple", "false", Box::new(|color| seen(c.simple(color)))),
        ("simple", "true", Box::new(|color| seen(c.simple_exploded(color)))),
        ("simple, header", "false", Box::new(|color| seen(c.header().color(color)))),
        ("simple, header", "true", Box::new(|color| seen(c.header_exploded().color(color)))),
        ("form", "false", Box::new(|color| seen(c.form().color(color)))),
        ("form", "true", Box::new(|color| seen(c.form_exploded().color(color)))),
        ("form, allowReserved", "false", Box::new(|color| seen(c.reserved().color(color)))),
        ("form, allowReserved", "true", Box::new(|color| seen(c.reserved_exploded().color(color)))),
        ("form, allowEmptyValue", "false", Box::new(|color| seen(c.empty().color(color)))),
        ("form, allowEmptyValue", "true", Box::new(|color| seen(c.empty_exploded().color(color)))),
        ("form, cookie", "false", Box::new(|color| seen(c.cookie().color(color)))),
        ("form, cookie", "true", Box::new(|color| seen(c.cookie_exploded().color(color)))),
        ("spaceDelimited", "false", Box::new(|color| seen(c.space_delimited().color(color)))),
        ("pipeDelimited", "false", Box::new(|color| seen(c.pipe_delimited().color(color)))),
        ("deepObject", "true", Box::new(|color| seen(c.deep_object().color(color)))),
        ("JSON, path", "", Box::new(|color| seen(c.json_path(color)))),
        ("JSON, query", "", Box::new(|color| seen(c.json_query().color(color)))),
        ("JSON, header", "", Box::new(|color| seen(c.json_header().color(color)))),
        ("JSON, cookie", "", Box::new(|color| seen(c.json_cookie().color(color)))),
    ]
}

/// What there is of the parameter: in the header or the cookie, in the query, or at the end of the path.
fn seen<Op: Operation>(call: Call<'_, Op>) -> String {
    let Ok(request) = call.build() else { return "refused".to_owned() };
    let header =
        |name: &str| request.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let last = || request.uri().path().rsplit_once('/').map(|(_, last)| last.to_owned());
    let in_path = Op::INFO.path.contains('{');
    let found = header("color").or_else(|| header("cookie")).or_else(|| request.uri().query().map(str::to_owned));
    found.or_else(|| last().filter(|_| in_path)).unwrap_or_else(|| "-".to_owned())
}
