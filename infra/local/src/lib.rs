//! The laptop's stack: the deployed functions, routes, tables, stream and schedule in one process, with stand-ins for the
//! services around them.
//!
//! | module | what it is |
//! |---|---|
//! | [`template`] | `infra/template.yaml`, read strictly |
//! | [`stack`] | starts and stops everything; tests begin at [`Stack::start`] |
//! | [`functions`] | the functions by name, the only list of them |
//! | [`seed`] | demo data and users; `demo` makes its baskets |
//! | [`event`], [`route`] | API Gateway: requests as events |
//! | [`filter`] | Lambda's event filtering |
//! | [`args`], [`banner`], [`env_file`] | the command line |
//!
//! **Invariant:** what is not in the template is not served, created, fired or set here.

mod api_key;
mod app;
pub mod args;
pub mod banner;
mod bus;
mod demo;
mod engine;
pub mod env_file;
pub mod event;
mod example;
pub mod filter;
pub mod functions;
pub mod handler;
pub mod route;
pub mod seed;
mod services;
pub mod stack;
mod stream;
pub mod template;

pub use handler::{Environment, Functions, Handler};
pub use stack::{Data, Stack, StackError, StackOptions};
