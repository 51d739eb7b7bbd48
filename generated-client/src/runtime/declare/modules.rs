//! `modules!`: declares the files of a directory.

/// Declares modules, and exports what is in them as if it stood here: how it is spread over files is nobody's business.
///
/// What the other macros write in them is allowed here, in one attribute to a file: those to each impl of thousands took memory
/// and time to compile.
macro_rules! modules {
    (flat($($module:ident),*);) => {
        $(
            #[allow(
                deprecated,
                missing_docs,
                unreachable_patterns,
                clippy::needless_update,
                clippy::too_many_arguments,
                clippy::useless_conversion,
                reason = "macros write the same whatever the document deprecates, leaves unsaid, requires or describes"
            )]
            mod $module;
            pub use self::$module::*;
        )*
    };
}
pub(crate) use modules;
