//! `union!`: declares a union of the models, with everything that all of them are.

/// Declares an enum that stands for one of several values in JSON, with `Decode`, `Encode`, `Serialize`, `Deserialize`,
/// `Debug`, `Clone` and `PartialEq`. What comes next is looked at first, and then decoded as the variant that it is:
///
/// - with `by "property"` behind the name, by the text of that property; the texts stand behind each variant. Any other
///   text makes the value `Unknown`, which keeps it as it came. With a `..` before the last variant, that one is taken
///   then, and written as it is.
/// - with a JSON type behind each variant, such as `= String | Number`, by that.
/// - with nothing behind them, the variant is taken that loses least of the value.
/// - with `decode(reader) { … }` behind the enum, as this says. If it may come to `Unknown`, `.. Unknown` is the last of
///   the variants.
///
/// A blank is the first variant, unless `blank` names another: one that does not lead back to the union.
macro_rules! union {
    (
        $(# $attribute:tt)*
        pub enum $type:ident by $property:literal {
            $($variant:ident($payload:ty) = $($tag:literal)|+,)*
        }
        $(blank $blank:ident;)?
    ) => {
        $crate::runtime::declare::union_enum! {
            $(# $attribute)*
            $type {
                $(#[doc = ::std::concat!($("`", $tag, "` "),+)] $variant($payload),)*
                /// A variant that this version of the crate does not know, as it came.
                Unknown($crate::runtime::open_enum::UnknownVariant),
            }
            blank($($blank)? $($variant)*)
            decode(reader) {
                match reader.peek_tag($property)?.as_deref() {
                    $(::std::option::Option::Some($($tag)|+) => reader.value().map(Self::$variant),)*
                    ::std::option::Option::Some(_) => reader.value().map(Self::Unknown),
                    ::std::option::Option::None => ::std::result::Result::Err(reader.missing($property)),
                }
            }
            write(self, writer) {
                match self {
                    $(Self::$variant(value) => {
                        $crate::runtime::codec::tagged(writer, $property, &[$($tag),+], value)
                    })*
                    Self::Unknown(value) => $crate::runtime::codec::Encode::write(value, writer),
                }
            }
        }
    };
    (
        $(# $attribute:tt)*
        pub enum $type:ident by $property:literal {
            $($variant:ident($payload:ty) = $($tag:literal)|+,)*
            .. $other:ident($other_payload:ty) $(= $($other_tag:literal)|+)?,
        }
        $(blank $blank:ident;)?
    ) => {
        $crate::runtime::declare::union_enum! {
            $(# $attribute)*
            $type {
                $(#[doc = ::std::concat!($("`", $tag, "` "),+)] $variant($payload),)*
                #[doc = ::std::concat!($($("`", $other_tag, "` ",)+ "and ",)? "whatever else `", $property, "` says")]
                $other($other_payload),
            }
            blank($($blank)? $($variant)* $other)
            decode(reader) {
                match reader.peek_tag($property)?.as_deref() {
                    $(::std::option::Option::Some($($tag)|+) => reader.value().map(Self::$variant),)*
                    _ => reader.value().map(Self::$other),
                }
            }
            write(self, writer) {
                match self {
                    $(Self::$variant(value) => {
                        $crate::runtime::codec::tagged(writer, $property, &[$($tag),+], value)
                    })*
                    Self::$other(value) => $crate::runtime::codec::Encode::write(value, writer),
                }
            }
        }
    };
    (
        $(# $attribute:tt)*
        pub enum $type:ident {
            $($variant:ident($payload:ty) = $($kind:ident)|+,)+
        }
        $(blank $blank:ident;)?
    ) => {
        $crate::runtime::declare::union_enum! {
            $(# $attribute)*
            $type { $($variant($payload),)+ }
            blank($($blank)? $($variant)+)
            decode(reader) {
                match reader.peek_kind()? {
                    $($($crate::runtime::codec::JsonKind::$kind)|+ => reader.value().map(Self::$variant),)+
                    _ => ::std::result::Result::Err(
                        reader.unexpected_kind(&[$($($crate::runtime::codec::JsonKind::$kind,)+)+]),
                    ),
                }
            }
            write(self, writer) {
                match self {
                    $(Self::$variant(value) => $crate::runtime::codec::Encode::write(value, writer),)+
                }
            }
        }
    };
    (
        $(# $attribute:tt)*
        pub enum $type:ident {
            $($variant:ident($payload:ty),)+
        }
        $(blank $blank:ident;)?
    ) => {
        $crate::runtime::declare::union! {
            $(# $attribute)*
            pub enum $type { $($variant($payload),)+ }
            $(blank $blank;)?
            decode(reader) {
                let mut trial = reader.trial()?;
                $(trial.attempt(::std::stringify!($variant), Self::$variant);)+
                trial.finish()
            }
        }
    };
    (
        $(# $attribute:tt)*
        pub enum $type:ident {
            $($variant:ident($payload:ty),)+
            $(.. $unknown:ident)?
        }
        $(blank $blank:ident;)?
        decode($reader:ident) { $($body:tt)* }
    ) => {
        $crate::runtime::declare::union_enum! {
            $(# $attribute)*
            $type {
                $($variant($payload),)+
                $(
                    /// A variant that this version of the crate does not know, as it came.
                    $unknown($crate::runtime::open_enum::UnknownVariant),
                )?
            }
            blank($($blank)? $($variant)+)
            decode($reader) { $($body)* }
            write(self, writer) {
                match self {
                    $(Self::$variant(value) => $crate::runtime::codec::Encode::write(value, writer),)+
                    $(Self::$unknown(value) => $crate::runtime::codec::Encode::write(value, writer),)?
                }
            }
        }
    };
}
pub(crate) use union;

/// What all unions have in common.
macro_rules! union_enum {
    (
        $(# $attribute:tt)*
        $type:ident { $($(# $variant_attribute:tt)* $variant:ident($payload:ty),)* }
        blank($blank:ident $($others:ident)*)
        decode($reader:ident) { $($decode:tt)* }
        write($this:ident, $writer:ident) { $($write:tt)* }
    ) => {
        $(# $attribute)*
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum $type {
            $($(# $variant_attribute)* $variant($payload),)*
        }

        impl $crate::runtime::codec::Decode for $type {
            fn blank() -> Self {
                Self::$blank($crate::runtime::codec::Decode::blank())
            }

            fn decode(
                $reader: &mut $crate::runtime::codec::Reader<'_>,
            ) -> ::std::result::Result<Self, $crate::runtime::codec::DecodeError> {
                $($decode)*
            }
        }

        impl $crate::runtime::codec::Encode for $type {
            fn write(
                &$this,
                $writer: &mut $crate::runtime::codec::Writer,
            ) -> ::std::result::Result<(), $crate::runtime::codec::EncodeError> {
                $($write)*
            }
        }

        $crate::runtime::codec::bridge_serialize!($type);
        $crate::runtime::codec::bridge_deserialize!($type);
    };
}
pub(crate) use union_enum;
