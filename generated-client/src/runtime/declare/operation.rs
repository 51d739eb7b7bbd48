//! `operation!` and `setters!`: declare an operation and what its calls may be given, in the words of the document.

/// Declares the type of an operation, and makes it an [`Operation`](crate::runtime::Operation).
///
/// First the method of the client that makes its calls, and the line of the request. Then the type, which goes from a reply to
/// what a success and a documented failure hold: below are its arms, by status. A status that has none is undocumented.
/// `info` has the other facts about the operation besides those of its API, and `scopes` what it wants a credential to allow.
macro_rules! operation {
    (
        $call:ident: $method:literal $path:literal;
        $marker:ident($reply:ident) -> Result<$output:ty, $error:ty>;
        $(scopes($($scopes:tt)*);)?
        info($api:ident, $($info:tt)*);
        $($arms:tt)*
    ) => {
        #[doc = concat!("`", $method, " ", $path, "`: [`Client::", stringify!($call), "`].")]
        pub enum $marker {}

        impl $crate::runtime::Operation for $marker {
            type Output = $output;
            type Error = $error;

            const INFO: &'static $crate::runtime::OperationInfo =
                &$crate::runtime::OperationInfo { path: $path, $($info)*, ..$api.operation($method) };

            $(const SCOPES: &'static [&'static [$crate::runtime::Scopes]] = &[$($scopes)*];)?

            fn decode($reply: &$crate::runtime::Reply) -> $crate::runtime::Decoded<Self> {
                match $reply.status() {
                    $($arms)*
                    _ => ::std::result::Result::Ok($crate::runtime::Outcome::Undocumented),
                }
            }
        }
    };
}
pub(crate) use operation;

/// Gives the calls of an operation a setter for each parameter that they may go without: its name, what it takes, and the
/// step that puts this into the call.
macro_rules! setters {
    (
        $marker:ident;
        $(
            $(# $attribute:tt)*
            $setter:ident $(<$lifetime:lifetime>)? ($argument:ident: $ty:ty) => .$step:ident($($value:tt)*);
        )*
    ) => {
        impl $crate::runtime::Call<'_, $marker> {
            $(
                $(# $attribute)*
                pub fn $setter $(<$lifetime>)? (self, $argument: $ty) -> Self {
                    self.$step($($value)*)
                }
            )*
        }
    };
}
pub(crate) use setters;
