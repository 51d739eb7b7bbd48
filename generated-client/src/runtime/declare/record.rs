//! `record!`: declares a struct of the models, with everything that all of them are.
//!
//! Documents have thousands of structs, so that the time it takes to match a macro counts. At the start of each `$(…)`
//! that may match nothing, the compiler copies what it has matched so far; hence there is one of them to a field, none
//! of them is nested deeper, and what is not about fields is matched in a macro of its own.

/// Declares a struct that stands for a JSON object, with `Decode`, `Encode`, `Serialize`, `Deserialize`, `Debug`, `Clone`
/// and `PartialEq`.
///
/// Behind each field stand its presence and its name in JSON; `..` goes before the field that takes all other
/// properties. Behind the struct stand its constructor, as `new(…);` with the required fields, those of a single value behind a
/// `;`, and a `set field(setter: argument);` for each field that callers may leave out. One of which no field need be given has
/// `Default`, as `default(…);` where some have a single value.
macro_rules! record {
    (
        $(# $attribute:tt)*
        pub struct $type:ident {
            $(
                $(# $field_attribute:tt)*
                pub $field:ident: $ty:ty = $presence:ident $wire:literal,
            )*
            $(.. pub $rest:ident: $rest_ty:ty)?
        }

        $($methods:tt)*
    ) => {
        $(# $attribute)*
        #[non_exhaustive]
        pub struct $type {
            $(
                $(# $field_attribute)*
                pub $field: $ty,
            )*
            $(
                /// The properties that have no field of their own.
                pub $rest: $rest_ty,
            )?
        }

        $crate::runtime::declare::methods! { $type $($methods)* }

        impl $crate::runtime::codec::Decode for $type {
            fn blank() -> Self {
                Self {
                    $($field: $crate::runtime::codec::Decode::blank(),)*
                    $($rest: $crate::runtime::codec::Decode::blank(),)?
                }
            }

            fn fields_mut(&mut self, visit: &mut dyn $crate::runtime::codec::VisitMut) {
                visit.visit(&mut [$(&mut self.$field,)* $(&mut self.$rest,)?]);
            }
        }

        impl $crate::runtime::codec::Encode for $type {
            fn fields(&self, visit: &mut dyn $crate::runtime::codec::Visit) {
                visit.visit(&[$($wire),*], ::std::stringify!($($presence)*), &[$(&self.$field,)* $(&self.$rest,)?]);
            }
        }

        $crate::runtime::codec::bridge_serialize!($type);
        $crate::runtime::codec::bridge_deserialize!($type);

        impl ::std::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::runtime::codec::record::debug(self, ::std::stringify!($type), ::std::stringify!($($field,)* $($rest)?), f)
            }
        }

        impl ::std::clone::Clone for $type {
            fn clone(&self) -> Self {
                $crate::runtime::codec::record::clone(self)
            }
        }

        impl ::std::cmp::PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::codec::record::equal(self, other)
            }
        }
    };
}
pub(crate) use record;

/// How a struct comes about: by its constructor, or by `Default` where there is none; and its setters.
macro_rules! methods {
    ($type:ident) => {
        impl ::std::default::Default for $type {
            fn default() -> Self {
                $crate::runtime::codec::Decode::blank()
            }
        }
    };
    ($type:ident default($($fixed:ident = $value:expr),+); $($setters:tt)*) => {
        impl ::std::default::Default for $type {
            fn default() -> Self {
                Self { $($fixed: $value,)+ ..$crate::runtime::codec::Decode::blank() }
            }
        }

        impl $type {
            $crate::runtime::declare::field_setters! { $($setters)* }
        }
    };
    ($type:ident new($($argument:ident: $argument_ty:ty),* $(; $($fixed:ident = $value:expr),+)?); $($setters:tt)*) => {
        impl $type {
            /// Creates a value from the fields that it must have; one that can have a single value has it.
            pub fn new($($argument: $argument_ty),*) -> Self {
                Self { $($argument: $argument.into(),)* $($($fixed: $value,)+)? ..$crate::runtime::codec::Decode::blank() }
            }

            $crate::runtime::declare::field_setters! { $($setters)* }
        }
    };
    ($type:ident $($setters:tt)+) => {
        $crate::runtime::declare::methods! { $type }

        impl $type {
            $crate::runtime::declare::field_setters! { $($setters)+ }
        }
    };
}
pub(crate) use methods;

/// The setters of a struct.
macro_rules! field_setters {
    ($($(# $attribute:tt)* set $field:ident($setter:ident: $value:ty);)*) => {
        $(
            /// Sets the field that it is named after.
            $(# $attribute)*
            #[must_use]
            pub fn $setter(mut self, value: $value) -> Self {
                $crate::runtime::codec::set(&mut self.$field, value);
                self
            }
        )*
    };
}
pub(crate) use field_setters;
