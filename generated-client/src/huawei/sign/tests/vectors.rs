//! The vectors that the official Python signer made; `DWS_SIGNING_VECTORS` may name another file of them.

use std::env;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::HOST;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use super::data::{array, read, text};
use crate::huawei::AkSk;
use crate::huawei::sign::algorithm::NAMES;
use crate::huawei::sign::canonical::Parts;
use crate::huawei::sign::{DATE, Hashed};
use crate::runtime::encode::percent_encode;

#[test]
fn the_official_signers_vectors_are_reproduced() {
    let file = env::var_os("DWS_SIGNING_VECTORS").unwrap_or_else(|| "signing-vectors.json".into());
    let file = read(PathBuf::from(file));
    let of = |name: &str| {
        let is_ours = |vector: &&Value| vector["algorithm"] == name && vector["quirk"] != true;
        let checked = array(&file, "vectors").iter().filter(is_ours).map(check).count();
        println!("{checked} vectors of {name} checked");
        checked
    };
    let [plain, derived] = NAMES.map(of);
    // Another file need not have both.
    let is_other = env::var_os("DWS_SIGNING_VECTORS").is_some();
    assert!(plain > 0 && derived > 0 || is_other && plain + derived > 0, "vectors are missing");
}

fn check(vector: &Value) {
    let mut keys = AkSk::new(text(vector, "ak"), text(vector, "sk"));
    if let Some(token) = vector["security_token"].as_str() {
        keys = keys.with_security_token(token);
    }
    if let Some(region) = vector["region_id"].as_str() {
        keys = keys.derived(region, text(vector, "service_name"));
    }
    let (query, mut headers, body) = (query(vector), headers(vector), body(vector));
    // The vector's own date is among its headers.
    keys.prepare(&mut headers, text(vector, "path"), Hashed::ByType, UNIX_EPOCH).unwrap();
    // Some name the host in a header, which requests of this client cannot have.
    let host =
        headers.remove(HOST).map_or_else(|| text(vector, "host").to_owned(), |host| host.to_str().unwrap().to_owned());
    let parts = Parts {
        method: text(vector, "method"),
        host: &host,
        path: text(vector, "path"),
        query: &query,
        headers: &headers,
        body: Some(&body),
    };
    let canonical = parts.canonical().unwrap();
    let date = parts.header(DATE).unwrap();
    let to_sign = keys.algorithm.string_to_sign(date, &canonical.text);
    let signature = keys.algorithm.sign(date, &to_sign, &keys.access, &keys.secret).unwrap();
    let authorization = keys.authorization(&parts).unwrap();
    for (name, ours) in [
        ("canonical_request", canonical.text.as_str()),
        ("signed_headers", &canonical.signed_headers),
        ("string_to_sign", &to_sign),
        ("signature", &signature),
        ("authorization", authorization.to_str().unwrap()),
    ] {
        assert_eq!(ours, text(vector, name), "{name} of {}", text(vector, "name"));
    }
    check_sent(vector, &headers);
}

/// Nothing is sent besides what the official signer sends, and the date and tokens are the same.
fn check_sent(vector: &Value, headers: &HeaderMap) {
    let sent = vector["sent_headers"].as_object().unwrap();
    let added_later = |name: &str| ["authorization", "host"].contains(&name);
    let sent = sent.iter().map(|(name, value)| (name.to_lowercase(), value.as_str().unwrap().as_bytes()));
    let mut sent: Vec<_> = sent.filter(|(name, _)| !added_later(name)).collect();
    let ours = headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().trim_ascii()));
    let mut ours: Vec<_> = ours.filter(|(name, _)| !added_later(name)).collect();
    sent.sort();
    ours.sort();
    let names = |headers: &[(String, &[u8])]| headers.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&ours), names(&sent), "sent_headers of {}", text(vector, "name"));
    for ((name, ours), (_, sent)) in ours.iter().zip(&sent) {
        let is_same = ours == sent || of_latin_1(sent).as_deref() == Some(*ours);
        assert!(is_same, "{name} of {}: {ours:?} is not {sent:?}", text(vector, "name"));
    }
}

/// The bytes that a text stands for whose characters are one byte each: so does Python hold the headers that it sends.
fn of_latin_1(text: &[u8]) -> Option<Vec<u8>> {
    str::from_utf8(text).ok()?.chars().map(|c| u8::try_from(c).ok()).collect()
}

/// The pairs as the runtime would send them: encoded, in the order given, not sorted.
fn query(vector: &Value) -> String {
    let mut pairs = Vec::new();
    for pair in array(vector, "query") {
        let values = pair[1].as_array().map_or(std::slice::from_ref(&pair[1]), Vec::as_slice);
        for value in values {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            pairs.push(format!("{}={}", percent_encode(pair[0].as_str().unwrap()), percent_encode(&value)));
        }
    }
    pairs.join("&")
}

fn headers(vector: &Value) -> HeaderMap {
    let header = |(name, value): (&String, &Value)| {
        let value = HeaderValue::from_str(value.as_str().unwrap()).unwrap();
        (HeaderName::from_bytes(name.as_bytes()).unwrap(), value)
    };
    vector["headers"].as_object().unwrap().iter().map(header).collect()
}

fn body(vector: &Value) -> Vec<u8> {
    match vector["body_base64"].as_str() {
        Some(encoded) => STANDARD.decode(encoded).unwrap(),
        None => text(vector, "body").into(),
    }
}
