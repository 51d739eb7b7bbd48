//! What all choices of a server are, and all servers with variables.

/// Gives the generated choice of servers its conversions: from a server's name, and into an endpoint.
macro_rules! server_choice {
    ($server:ty, $api:path) => {
        impl ::std::str::FromStr for $server {
            type Err = $crate::runtime::UnknownServer;

            fn from_str(name: &str) -> ::std::result::Result<Self, Self::Err> {
                let known = || $api.servers.iter().map(|server| server.name);
                let found = Self::ALL.iter().copied().find(|server| server.info().name == name);
                found.ok_or_else(|| $crate::runtime::UnknownServer::new(name, known()))
            }
        }

        impl $server {
            /// This server, if it is relative to something as `/v1` is, beside `base`, such as `https://example.com`.
            pub fn at(self, base: impl Into<String>) -> $crate::runtime::Endpoint {
                $crate::runtime::Endpoint::from(self).at(base)
            }
        }

        impl From<$server> for $crate::runtime::Endpoint {
            fn from(server: $server) -> Self {
                Self::from(server.info())
            }
        }
    };
}
pub(crate) use server_choice;

/// Gives a generated server with variables what all of them have.
macro_rules! server_with_variables {
    ($server:ident, $info:expr) => {
        impl $server {
            /// The server with each variable at its default.
            pub fn new() -> Self {
                Self($crate::runtime::Endpoint::from(&$info))
            }
        }

        impl Default for $server {
            fn default() -> Self {
                Self::new()
            }
        }

        impl From<$server> for $crate::runtime::Endpoint {
            fn from(server: $server) -> Self {
                server.0
            }
        }
    };
}
pub(crate) use server_with_variables;
