//! What the official Python client put on the wire: its signatures must follow from its bytes.

use std::env;
use std::time::UNIX_EPOCH;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use super::data::{array, read, text};
use super::wire::Arrived;
use crate::huawei::AkSk;
use crate::huawei::sign::Hashed;
use crate::huawei::sign::canonical::Parts;

const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// The keys of the captures. The file does not spell out the second secret key: that it is right, the signature shows.
const KEYS: [(&str, &str); 2] = [("EXAMPLEAK", "EXAMPLESK"), ("EXAMPLETMPAK", "EXAMPLETMPSK")];

#[test]
fn the_official_clients_signatures_follow_from_its_bytes() {
    let file = read(env::var_os("DWS_WIRE_CAPTURES").unwrap_or_else(|| "wire-captures.json".into()));
    let requests = array(&file, "captures").iter().flat_map(|capture| array(capture, "requests"));
    let checked = requests.filter(|request| check(request)).count();
    println!("{checked} requests signed with {ALGORITHM} checked");
    assert!(checked == 25 || env::var_os("DWS_WIRE_CAPTURES").is_some_and(|_| checked > 0), "{checked} were checked");
}

/// Checks a request, unless it is not signed with the algorithm.
fn check(request: &Value) -> bool {
    let bytes = STANDARD.decode(text(request, "raw_base64")).unwrap();
    let arrived = Arrived::parse(&bytes).unwrap();
    let sent = arrived.header("authorization");
    if !sent.starts_with(ALGORITHM) {
        return false;
    }
    let is_used = |(access, _): &&(&str, &str)| sent.contains(&format!("Access={access},"));
    let Some((access, secret)) = KEYS.iter().find(is_used) else {
        println!("not checked, its key is not known: {sent}");
        return false;
    };
    assert!(arrived.verifies(access, secret), "{sent}");
    assert_eq!(signed_again(&arrived, &AkSk::new(*access, *secret)), sent);
    true
}

/// Our signature over what the official client signed.
fn signed_again(arrived: &Arrived, keys: &AkSk) -> String {
    let (method, target) = arrived.line.split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let header = |name: &str| {
        let value = HeaderValue::from_str(arrived.header(name)).unwrap();
        (HeaderName::from_bytes(name.as_bytes()).unwrap(), value)
    };
    let names = arrived.signed_headers().split(';').filter(|name| *name != "host");
    let mut headers: HeaderMap = names.map(header).collect();
    keys.prepare(&mut headers, path, Hashed::ByType, UNIX_EPOCH).unwrap();
    let parts =
        Parts { method, host: arrived.header("host"), path, query, headers: &headers, body: Some(&arrived.body) };
    keys.authorization(&parts).unwrap().to_str().unwrap().to_owned()
}
