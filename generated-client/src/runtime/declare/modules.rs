//! `modules!`: declares the files of a directory.

/// Declares modules, and exports what is in them as if it stood here: how it is spread over files is nobody's business.
macro_rules! modules {
    (flat($($module:ident),*);) => {
        $(
            mod $module;
            pub use self::$module::*;
        )*
    };
}
pub(crate) use modules;
