//! How far from the machine a request gets, by its host.

use std::net::IpAddr;

/// Where a host is, as far as its name or address tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// On this machine.
    Machine,
    /// On the machine's own link, where clouds serve what is for the machine alone. No router passes that on.
    Link,
    /// Anywhere.
    Beyond,
}

impl Reach {
    /// Where `host` is, as it stands in a URL: an address of IPv6 is in brackets.
    pub(crate) fn of(host: &str) -> Self {
        let host = host.trim_matches(['[', ']']);
        let (is_machine, is_link) = match host.parse::<IpAddr>().map(|address| address.to_canonical()) {
            Ok(IpAddr::V4(address)) => (address.is_loopback(), address.is_link_local()),
            Ok(IpAddr::V6(address)) => (address.is_loopback(), address.is_unicast_link_local()),
            Err(_) => (host.strip_suffix('.').unwrap_or(host).eq_ignore_ascii_case("localhost"), false),
        };
        match (is_machine, is_link) {
            (true, _) => Self::Machine,
            (false, true) => Self::Link,
            (false, false) => Self::Beyond,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Reach;

    #[test]
    fn hosts_are_as_near_as_they_say() {
        for (host, expected) in [
            ("127.0.0.1", Reach::Machine),
            ("[::1]", Reach::Machine),
            ("[::ffff:127.0.0.1]", Reach::Machine),
            ("LocalHost.", Reach::Machine),
            ("169.254.169.254", Reach::Link),
            ("[fe80::a9fe:a9fe]", Reach::Link),
            ("10.0.0.1", Reach::Beyond),
            ("[fd00::23]", Reach::Beyond),
            ("0.0.0.0", Reach::Beyond),
            ("localhost.example.com", Reach::Beyond),
            ("169.254.169.254.example.com", Reach::Beyond),
            ("", Reach::Beyond),
        ] {
            assert_eq!(Reach::of(host), expected, "{host}");
        }
    }
}
