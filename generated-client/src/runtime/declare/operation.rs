//! `operation!` and `setters!`: declare an operation and what its calls may be given, in the words of the document.

/// Declares the type of an operation, and makes it an [`Operation`](crate::runtime::Operation).
///
/// Behind its name stand what a success and a documented failure hold; `info` has the facts about it, `scopes` what it
/// wants a credential to allow, if anything, and `decode` goes from the status of a reply to what that holds. A status that
/// has no arm is undocumented.
macro_rules! operation {
    (
        $(# $attribute:tt)*
        $marker:ident -> Result<$output:ty, $error:ty>;
        info($($info:tt)*);
        $(scopes($($scopes:tt)*);)?
        decode($reply:ident) { $($arms:tt)* }
    ) => {
        $(# $attribute)*
        #[derive(Debug)]
        pub enum $marker {}

        impl $crate::runtime::Operation for $marker {
            type Output = $output;
            type Error = $error;

            const INFO: &'static $crate::runtime::OperationInfo = &$crate::runtime::OperationInfo { $($info)* };

            $(const SCOPES: &'static [&'static [$crate::runtime::Scopes]] = &[$($scopes)*];)?

            #[allow(unreachable_patterns, reason = "the document may describe every status")]
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
    ($marker:ident {
        $(
            $(# $attribute:tt)*
            $setter:ident $(<$lifetime:lifetime>)? ($argument:ident: $ty:ty) => .$step:ident($($value:tt)*);
        )*
    }) => {
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
