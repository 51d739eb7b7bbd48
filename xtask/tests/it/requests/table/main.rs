//! Makes calls of the fixtures' operations, and prints each request: its method, target, headers and body.

use std::collections::BTreeMap;

use requests::body_choice::api::{ChoiceAddBody, ChoiceOptionalBody};
use requests::body_choice::models::ChoicePet;
use requests::body_kinds::models::{KindsForm, KindsFormAddress};
use requests::multipart::models::{MultipartNote, MultipartUpload};
use requests::parameter_styles::models::StyledFilter;
use requests::request_body::models::Note;
use requests::runtime::body::Upload;
use requests::runtime::multipart::{Form, Part};
use requests::{Call, Client, Operation};

fn main() {
    let client = Client::builder().endpoint("http://localhost").parameter("tenant", "t 1").user_agent("table").build();
    let client = client.expect("the client is valid");
    parameters(&client);
    values(&client);
    forms(&client);
    files(&client);
    choices(&client);
}

fn parameters(client: &Client) {
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
}

fn values(client: &Client) {
    show("JSON", client.bodies_create_note(&Note::new("ü")));
    show("JSON of another name", client.bodies_patch_note().request_body(&BTreeMap::from([("a".to_owned(), 1.into())])));
    show("a number as JSON", client.bodies_count_notes(7));
    show("no body, where none is needed", client.bodies_patch_note());
    show("text", client.kinds_text("a\nü"));
    show("bytes, and which of the images that may come they are", {
        client.kinds_bytes().request_body(Upload::from(&b"PNG"[..]).media_type("image/png"))
    });
    show("bytes, without a word", client.kinds_bytes().request_body(vec![1, 2]));
    show("JSON lines", client.kinds_lines(&[KindsForm::new("a"), KindsForm::new("b")]));
}

fn forms(client: &Client) {
    let form = KindsForm::new("a b&c=d")
        .with_address(KindsFormAddress::default().with_city("x/y"))
        .with_tags(vec!["1".to_owned(), "2".to_owned()])
        .with_raw("q");
    show("a form: text, deepObject, not exploded, JSON", client.kinds_form(&form));
    show("a form with what is required alone", client.kinds_form(&KindsForm::new("")));
}

fn files(client: &Client) {
    let note = MultipartNote::default().with_text("ü");
    let upload = MultipartUpload::new(Part::new("a,b\n").file_name("t.csv").media_type("text/csv"), note.clone())
        .with_image(vec![0x50, 0x4e, 0x47])
        .with_more(vec![Part::from("1"), Part::new("2").header("X-Part", "two")])
        .with_count(2)
        .with_signature(vec![0xff, 0xfe].into());
    show("a file, an image, several files, JSON, text, base64", client.multipart_upload(&upload));
    show("parts without a file", client.multipart_values(&note));
    let mut form = Form::new();
    form.value("tags", &["a", "b"]);
    form.value("object", &BTreeMap::from([("a", 1)]));
    form.part("file", &Part::new("x").file_name("x.txt"));
    show("parts that the document does not name", client.multipart_open(&form));
    let stream = MultipartUpload::new(Part::new(Upload::blocking_reader(&b"abc"[..]).length(3)), note);
    let streamed = client.multipart_upload(&stream).into_request().map(|request| {
        let length = requests::runtime::body::Body::as_bytes(request.body()).map(|bytes| bytes.len());
        format!("at hand: {length:?}, {:?}", request.body())
    });
    println!("## a file from a stream\n\n{}\n", streamed.unwrap_or_else(|error| error.to_string()));
    show("a stream is not for `build`", client.multipart_upload(&stream));
}

fn choices(client: &Client) {
    let pet = ChoicePet::new("p q");
    show("the first of several", client.choice_add(&pet));
    show("another of several: a form", client.choice_add(ChoiceAddBody::Form(&pet)));
    show("another of several: XML", client.choice_add(ChoiceAddBody::Xml("<pet/>")));
    show("another of several: an image", client.choice_add(ChoiceAddBody::Png(vec![1].into())));
    show("another name of the same", {
        client.choice_synonyms().request_body(1).header("Content-Type", "application/vnd.pets.v1+json")
    });
    show("a patch", client.choice_optional().request_body(ChoiceOptionalBody::MergePatchJson(1)));
}

fn show<Op: Operation>(title: &str, call: Call<'_, Op>) {
    println!("## {title}\n");
    let request = match call.build() {
        Ok(request) => request,
        Err(error) => return println!("{error}\n"),
    };
    println!("{} {}", request.method(), request.uri());
    let mut headers: Vec<_> = request.headers().iter().filter(|(name, _)| *name != "user-agent").collect();
    headers.sort_by_key(|(name, _)| name.as_str());
    for (name, value) in headers {
        println!("{name}: {}", value.to_str().unwrap_or("?"));
    }
    println!();
    let body = String::from_utf8_lossy(request.body()).replace("\r\n", "↵\n");
    if !body.is_empty() {
        println!("{}\n", body.trim_end_matches('\n'));
    }
}
