//! What decoding starts from.

use std::collections::BTreeMap;

use crate::runtime::presence::Maybe;

/// A value that decoding can start from.
pub trait Blank: Sized {
    /// A value that means nothing yet, such as an empty text. Decoding replaces it, or fails.
    fn blank() -> Self;
}

macro_rules! blank {
    ($($type:ty = $value:expr;)*) => {$(
        impl Blank for $type {
            fn blank() -> Self {
                $value
            }
        }
    )*};
}

blank! {
    bool = false;
    i8 = 0;
    i16 = 0;
    i32 = 0;
    i64 = 0;
    u8 = 0;
    u16 = 0;
    u32 = 0;
    u64 = 0;
    f64 = 0.0;
    String = Self::new();
    serde_json::Value = Self::Null;
    serde_json::Number = 0.into();
    serde_json::Map<String, serde_json::Value> = Self::new();
}

impl<T> Blank for Option<T> {
    fn blank() -> Self {
        None
    }
}

impl<T> Blank for Maybe<T> {
    fn blank() -> Self {
        Self::Absent
    }
}

impl<T> Blank for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }
}

impl<T> Blank for BTreeMap<String, T> {
    fn blank() -> Self {
        Self::new()
    }
}

impl<T: Blank> Blank for Box<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }
}
