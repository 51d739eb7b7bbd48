//! Bodies that are one value.

use std::collections::BTreeMap;

use requests::Client;
use requests::body_choice::api::ChoiceAddBody;
use requests::body_choice::models::ChoicePet;
use requests::body_choice_alike::api::ChoiceOptionalBody;
use requests::body_kinds::models::KindsForm;
use requests::request_body::models::Note;
use requests::runtime::body::Upload;

use super::show;

pub fn show_all(client: &Client) {
    values(client);
    choices(client);
}

fn values(client: &Client) {
    show("JSON", client.bodies_create_note(&Note::new("ü")));
    show(
        "JSON of another name",
        client.bodies_patch_note().request_body(&BTreeMap::from([("a".to_owned(), 1.into())])),
    );
    show("a number as JSON", client.bodies_count_notes(7));
    show("no body, where none is needed", client.bodies_patch_note());
    show("text", client.kinds_text("a\nü"));
    show("bytes, and which of the images that may come they are", {
        client.kinds_bytes().request_body(Upload::from(&b"PNG"[..]).media_type("image/png"))
    });
    show("bytes, without a word", client.kinds_bytes().request_body(vec![1, 2]));
    show("JSON lines", client.kinds_lines(&[KindsForm::new("a"), KindsForm::new("b")]));
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
