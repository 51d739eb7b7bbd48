//! Bodies that are made of parts.

use std::collections::BTreeMap;

use requests::Client;
use requests::body_kinds::models::{KindsForm, KindsFormAddress};
use requests::multipart::models::{MultipartNote, MultipartUpload};
use requests::runtime::body::Upload;
use requests::runtime::multipart::{Form, Part};

use super::show;

pub fn show_all(client: &Client) {
    forms(client);
    files(client);
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
