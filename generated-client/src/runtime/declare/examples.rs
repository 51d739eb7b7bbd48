//! `examples!`: makes tests of what the document gives as examples.

/// Declares a test for each item that has examples: each is read as its type, written again and compared.
macro_rules! examples {
    ($($test:ident: $($type:ty = $example:literal),+;)*) => {
        $(
            #[test]
            fn $test() {
                $(let _: $type = $crate::runtime::codec::round_trip($example);)+
            }
        )*
    };
}
pub(crate) use examples;
