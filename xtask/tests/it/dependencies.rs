//! What somebody takes on who depends on `generated-client` as it is: crates that were looked through, and one TLS stack.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::sandbox::workspace;

/// Other ways to speak TLS, and other libraries of cryptography under rustls. Some of them need a C compiler or a library
/// of the system, and all of them would be a second one.
const FORBIDDEN: [&str; 13] = [
    "aws-lc-rs",
    "aws-lc-sys",
    "boring",
    "hyper-openssl",
    "hyper-tls",
    "native-tls",
    "openssl",
    "openssl-sys",
    "rustls-openssl",
    "s2n-tls",
    "tokio-native-tls",
    "tokio-openssl",
    "wolfssl",
];

/// The crates of a build with the default features, on Linux, tests aside: one line each, name and version.
fn crates() -> BTreeSet<String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["tree", "--package", "generated-client", "--edges", "no-dev", "--offline", "--locked"]);
    command.args(["--target", "x86_64-unknown-linux-gnu", "--prefix", "none", "--format", "{p}"]);
    let output = command.current_dir(workspace()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("names are UTF-8");
    let name_and_version = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    tree.lines().map(name_and_version).filter(|line| !line.is_empty()).collect()
}

fn name(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

#[test]
fn every_dependency_was_looked_through() {
    let crates = crates();
    let used: BTreeSet<&str> = crates.iter().map(|line| name(line)).collect();
    let known: BTreeSet<&str> =
        include_str!("dependencies.txt").lines().filter(|line| !line.starts_with('#')).collect();
    let new: Vec<_> = used.difference(&known).collect();
    let gone: Vec<_> = known.difference(&used).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "dependencies of generated-client that nobody has looked through: {new:?}; in dependencies.txt but used no more: \
         {gone:?}. Look at what is new (license, upkeep, build script, time to compile), then edit xtask/tests/it/dependencies.txt"
    );
    assert_eq!(used.len(), crates.len(), "a crate in two versions: {crates:?}");
}

/// The lock file has what any platform and any feature may use.
#[test]
fn there_is_one_tls_stack() {
    let lock = fs::read_to_string(workspace().join("Cargo.lock")).expect("there is a lock file");
    let locked: BTreeSet<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("name = ")).map(|name| name.trim_matches('"')).collect();
    assert!(locked.contains("rustls") && locked.contains("ring"), "the lock file is read");
    assert_eq!(FORBIDDEN.iter().filter(|name| locked.contains(**name)).collect::<Vec<_>>(), Vec::<&&str>::new());
}
