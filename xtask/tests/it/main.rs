//! The command line from outside: each test runs the real command in a directory of its own.

mod codegen;
mod compile;
mod corpus;
mod dependencies;
mod explain;
mod new;
mod requests;
mod sandbox;
mod scratch;
mod tidy;
mod words;
