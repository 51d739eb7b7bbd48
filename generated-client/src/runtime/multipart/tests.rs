//! The bytes of forms, as RFC 7578 and the standard's examples have them.

use bytes::Bytes;
use serde_json::json;

use super::*;
use crate::runtime::body::Encoding;
use crate::runtime::encode::{Explode, Style};
use crate::runtime::error::Problem;
use crate::runtime::form::Encodings;

/// The media type and the body, with `BOUNDARY` in the place of the boundary and the ends of lines shown.
fn written(media_type: &str, encodings: Encodings, form: &Form) -> Result<String, String> {
    let (media_type, pieces) = assemble(media_type, encodings, form).map_err(|problem| problem.to_string())?;
    let boundary = media_type.split_once("boundary=").map(|(_, boundary)| boundary.to_owned()).unwrap_or_default();
    let show = |piece: &Upload| match piece.as_bytes() {
        Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        None => format!("{piece:?}"),
    };
    let body: String = pieces.iter().map(show).collect();
    Ok(format!("{media_type}\n{body}").replace(&boundary, "BOUNDARY").replace("\r\n", "↵\n"))
}

/// The media type, and each part on a line: the disposition, further headers, the content.
fn listed(media_type: &str, encodings: Encodings, form: &Form) -> Result<String, String> {
    let written = written(media_type, encodings, form)?;
    let mut pieces = written.split("--BOUNDARY");
    let media_type = pieces.next().unwrap_or_default().trim_end();
    let part = |piece: &str| {
        let piece = piece.strip_prefix("↵\nContent-Disposition: form-data; ")?.strip_suffix("↵\n")?;
        let (head, content) = piece.split_once("↵\n↵\n")?;
        Some(format!("{} | {content}", head.replace("↵\n", " | ")))
    };
    // The last piece is what follows the last part.
    let parts: Vec<String> = pieces.map(|piece| part(piece).unwrap_or_else(|| piece.to_owned())).collect();
    Ok(format!("{media_type}\n{}", parts.join("\n")))
}

fn form(build: impl FnOnce(&mut Form)) -> Form {
    let mut form = Form::new();
    build(&mut form);
    form
}

/// "Multipart Form with Encoding Objects" of OpenAPI 3.0.4 and 3.1.1: text, a JSON part for each object of a list, and an
/// image with a header of its own.
#[test]
fn the_example_of_the_standard() {
    let image = Part::new(&b"PNG"[..]).media_type("image/png").header("X-Rate-Limit-Limit", "7");
    let form = form(|form| {
        form.value("id", "f81d4fae");
        form.value("addresses", &json!([{ "city": "A" }, { "city": "B" }]));
        form.part("profileImage", &image);
    });
    let encodings: Encodings = &[(Encoding::ContentType("image/png, image/jpeg"), &["profileImage"])];
    insta::assert_snapshot!(written("multipart/form-data", encodings, &form).unwrap(), @r#"
    multipart/form-data; boundary=BOUNDARY
    --BOUNDARY↵
    Content-Disposition: form-data; name="id"↵
    ↵
    f81d4fae↵
    --BOUNDARY↵
    Content-Disposition: form-data; name="addresses"↵
    Content-Type: application/json↵
    ↵
    {"city":"A"}↵
    --BOUNDARY↵
    Content-Disposition: form-data; name="addresses"↵
    Content-Type: application/json↵
    ↵
    {"city":"B"}↵
    --BOUNDARY↵
    Content-Disposition: form-data; name="profileImage"; filename="profileImage"↵
    Content-Type: image/png↵
    x-rate-limit-limit: 7↵
    ↵
    PNG↵
    --BOUNDARY--↵
    "#);
}

#[test]
fn files_of_every_kind() {
    let form = form(|form| {
        form.part("file", &vec![Part::from("a").file_name("ü \"1\"\r\n.txt"), Part::from(vec![b'b'])]);
        form.part("none", &None::<Part>);
        form.part("absent", &Maybe::<Part>::Absent);
        form.part("text", &Some(Part::text("c")));
        form.part("json", &Box::new(Part::json(&[1])));
        form.part("stream", &Part::new(Upload::blocking_reader(std::io::empty()).length(5)));
    });
    let encodings: Encodings = &[(Encoding::ContentType("text/csv"), &["file", "json"])];
    insta::assert_snapshot!(listed("multipart/form-data; charset=utf-8", encodings, &form).unwrap(), @r#"
    multipart/form-data; boundary=BOUNDARY
    name="file"; filename="ü %221%22%0D%0A.txt" | Content-Type: text/csv | a
    name="file"; filename="file" | Content-Type: text/csv | b
    name="text" | c
    name="json" | Content-Type: application/json | [1]
    name="stream"; filename="stream" | Content-Type: application/octet-stream | Upload(a stream of 5 bytes)
    --↵
    "#);
}

#[test]
fn a_file_of_which_the_document_leaves_the_type_open_needs_one() {
    let form = |part: Part| form(|form| form.part("image", &part));
    let bytes = || Part::new(&b"PNG"[..]);
    let several: Encodings = &[(Encoding::ContentType("image/png, image/jpeg"), &["image"])];
    let range: Encodings = &[(Encoding::ContentType("image/*"), &["image"])];
    for (encodings, allowed) in [(several, "image/png, image/jpeg"), (range, "image/*")] {
        let refused = assemble("multipart/form-data", encodings, &form(bytes()));
        assert_eq!(refused.err(), Some(Problem::ContentType { part: Some("image".into()), allowed }));
        assert!(assemble("multipart/form-data", encodings, &form(bytes().media_type("image/png"))).is_ok());
        assert!(assemble("multipart/form-data", encodings, &form(Part::text("a"))).is_ok());
    }
    let bytes_too: Encodings = &[(Encoding::ContentType("image/png, application/*"), &["image"])];
    let written = listed("multipart/form-data", bytes_too, &form(bytes())).expect("bytes are allowed");
    assert!(written.contains("| Content-Type: application/octet-stream |"), "{written}");
}

#[test]
fn values_of_every_kind() {
    let encodings: Encodings = &[
        (Encoding::Style(Style::DeepObject), &["deep"]),
        (Encoding::Style(Style::Form(Explode::No)), &["joined"]),
        (Encoding::ContentType("application/json"), &["quoted"]),
        (Encoding::ContentType("text/plain; charset=utf-8"), &["labelled"]),
        (Encoding::Base64("image/png"), &["base64"]),
    ];
    let values = json!({
        "absent": null, "base64": "AQID", "deep": { "a": "x y" }, "flag": true, "joined": ["a", "b"], "labelled": "ü",
        "list": [1, null, 2], "object": { "a": null }, "quoted": "q",
    });
    let form = form(|form| form.values(&values));
    insta::assert_snapshot!(listed("multipart/form-data", encodings, &form).unwrap(), @r#"
    multipart/form-data; boundary=BOUNDARY
    name="base64" | Content-Type: image/png | Content-Transfer-Encoding: base64 | AQID
    name="deep[a]" | x y
    name="flag" | true
    name="joined" | a,b
    name="labelled" | Content-Type: text/plain; charset=utf-8 | ü
    name="list" | 1
    name="list" | 2
    name="object" | Content-Type: application/json | {"a":null}
    name="quoted" | Content-Type: application/json | "q"
    --↵
    "#);
}

/// OpenAPI 3.0.4 leaves open how parts of other types than forms are told apart, and allows for this.
#[test]
fn mixed_parts_have_names_too() {
    let form = form(|form| {
        form.value("metadata", &json!({ "name": "x" }));
        form.part("media", &Part::new("…").media_type("text/plain"));
        form.part("archive", &Part::new("zip").file_name("a.zip"));
    });
    insta::assert_snapshot!(listed("multipart/related", &[], &form).unwrap(), @r#"
    multipart/related; type="application/json"; boundary=BOUNDARY
    name="metadata" | Content-Type: application/json | {"name":"x"}
    name="media" | Content-Type: text/plain | …
    name="archive"; filename="a.zip" | Content-Type: application/octet-stream | zip
    --↵
    "#);
}

#[test]
fn a_boundary_is_in_no_part_and_the_same_for_the_same_parts() {
    let boundary = |content: &str| {
        let form = form(|form| form.part("file", &Part::from(content)));
        let (media_type, _) = assemble("multipart/form-data", &[], &form).expect("a form");
        media_type.rsplit_once('=').map(|(_, boundary)| boundary.to_owned()).unwrap_or_default()
    };
    assert_eq!(boundary("a"), boundary("a"));
    assert_ne!(boundary("a"), boundary("b"));
    let mut content = String::new();
    for _ in 0..3 {
        content = format!("{content}\r\n--{}", boundary(&content));
        assert!(!content.contains(&boundary(&content)));
    }
    let stream = || form(|form| form.part("file", &Part::new(Upload::blocking_reader(std::io::empty()))));
    let streamed = [(); 2].map(|()| assemble("multipart/form-data", &[], &stream()).expect("a form").0);
    assert_ne!(streamed[0], streamed[1]);
}

#[test]
fn what_cannot_be_sent_is_told() {
    for (part, expected) in [
        (Part::text("a").header("a b", "c"), "`file`: a header's name cannot be sent"),
        (Part::text("a").header("x-a", "b\r\nc"), "`file`: the header `x-a` cannot be sent"),
        (Part::text("a").media_type("a\nb"), "`file`: its media type cannot be sent"),
        (Part::json(&f64::NAN), "`file`: $: NaN is not a number that can be sent"),
    ] {
        let form = form(|form| form.part("file", &part));
        assert_eq!(written("multipart/form-data", &[], &form), Err(format!("the body cannot be sent: {expected}")));
    }
    let no_object = form(|form| form.values(&[1]));
    let refused = assemble("multipart/form-data", &[], &no_object).err();
    assert_eq!(refused, Some(Problem::Body("``: a form is made from an object".to_owned())));
}

#[test]
fn a_tag_is_added_where_it_is_missing() {
    let written = |value: serde_json::Value| {
        let form = form(|form| {
            form.value("kind", "outer");
            form.tagged("kind", &["a", "b"], &value);
        });
        let value = |entry: &Entry| match entry {
            Entry::Value(ParamValue::Text(text)) => text.clone(),
            other => format!("{other:?}"),
        };
        form.entries.iter().map(|(name, entry)| format!("{name}={}", value(entry))).collect::<Vec<_>>().join("&")
    };
    assert_eq!(written(json!({ "x": "1" })), "kind=outer&x=1&kind=a");
    assert_eq!(written(json!({ "kind": "b" })), "kind=outer&kind=b");
    assert_eq!(written(json!({ "kind": "z" })), "kind=outer&kind=a");
}

#[test]
fn a_part_is_text_in_json() {
    let part: Part = serde_json::from_str("\"abc\"").expect("text");
    assert_eq!(part, Part::text("abc"));
    assert_eq!(serde_json::to_string(&Part::new("abc")).expect("text"), "\"abc\"");
    assert!(serde_json::to_string(&Part::new(&b"\xff"[..])).is_err());
    let json: Part = serde_json::from_str(r#"{"a":[1,"b"]}"#).expect("any JSON");
    assert_eq!(json, Part::json(&json!({"a": [1, "b"]})));
    assert_eq!(serde_json::to_string(&json).expect("JSON"), r#"{"a":[1,"b"]}"#);
    assert!(serde_json::to_string(&Part::text("{").media_type("application/json")).is_err());
    assert!(!format!("{:?}", Part::new(Bytes::from_static(b"hunter2"))).contains("hunter2"));
}
