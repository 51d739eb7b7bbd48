//! The client as its users have it: requests as they leave, replies as they come, models as they are written.

mod blocking;
mod captures;
mod connect;
mod errors;
mod faults;
mod live;
mod mock;
mod mocked;
mod models;
mod pages;
mod requests;
mod safety;
mod server;
mod storm;
