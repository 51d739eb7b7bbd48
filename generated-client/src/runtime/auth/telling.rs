//! Names that tell of a secret: headers, fields and parameters that nobody described as credentials, and that are some.

/// What has one of these in its name is taken for a secret, in whatever spelling.
const WORDS: [&str; 12] = [
    "accesskey",
    "apikey",
    "authorization",
    "cookie",
    "credential",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "signature",
    "token",
];

/// Whether a name tells of a secret, such as `X-Security-Token` or `admin_password`. Of a text it says whether there is
/// such a name in it.
pub(in crate::runtime) fn is_telling(name: &str) -> bool {
    let name = letters(name);
    WORDS.iter().any(|word| name.contains(word))
}

/// A name without what spellings differ in.
pub(in crate::runtime) fn letters(name: &str) -> String {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::is_telling;

    #[test]
    fn names_are_known_in_any_spelling() {
        for name in ["X-Security-Token", "adminPassword", "API_KEY", "Set-Cookie", "client_secret"] {
            assert!(is_telling(name), "{name}");
        }
        for name in ["Content-Type", "X-Sdk-Date", "key", "page", ""] {
            assert!(!is_telling(name), "{name}");
        }
    }
}
