//! Parameters with types of their own.

use std::collections::BTreeMap;

use requests::Client;
use requests::parameter_styles::models::StyledFilter;
use requests::query_string::models::{FindByFormFilter, FindByFormFilterNear, FindByJsonFilter};

use super::show;

pub fn show_all(client: &Client) {
    let filter = StyledFilter::default().with_a("x y");
    let deep = filter.clone().with_b(BTreeMap::from([("k".to_owned(), 1), ("l".to_owned(), 2)]));
    let list = ["a b".to_owned(), "c/d".to_owned()];
    let call = || client.parameter_styles_get(&list, 7, &filter);
    show("a path: matrix exploded, label, simple exploded", call());
    show("a query: form not exploded", call().comma(&[1, 2]));
    show("a query: spaceDelimited", call().space(&["a".to_owned(), "b".to_owned()]));
    show("a query: pipeDelimited", call().pipe(&list));
    show("a query: deepObject, and an object in it", call().deep(&deep));
    show("a query: allowReserved", call().callback("https://example.com/a?b=c&d"));
    show("a query: allowEmptyValue", call().flags(&[]).text(""));
    show("a query: JSON, and text", call().json_param(&deep).plain("a&b"));
    show("headers: simple exploded, and JSON", call().x_map(&filter).x_json(true));
    show("cookies: form, and form not exploded", call().session("s 1").seen(&list));
    show("a parameter of the client, two in a segment", client.parameters_list_books("s/1", 1, 9, &list).limit(5));
    let tags = vec!["a b".to_owned(), "c&d".to_owned()];
    let near = FindByFormFilterNear::default().with_x(1.5);
    let form = FindByFormFilter::default().with_name("x y").with_tags(tags).with_near(near);
    show("a whole query: a form", client.find_by_form(&form));
    show("a whole query: JSON", client.find_by_json().filter(&FindByJsonFilter::default().with_name("x y")));
    show("a whole query: text", client.find_by_text("$.a.b[1:1]"));
    let color = "blue".into();
    show("a query behind the path, and one more", client.report_query().color(&color));
    show("a fragment behind the path", client.report_fragment(&color));
}
