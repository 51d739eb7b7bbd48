//! The command line from outside: each test runs the real command in a directory of its own.

mod codegen;
mod compile;
mod corpus;
mod explain;
mod new;
mod sandbox;
mod tidy;
mod words;
