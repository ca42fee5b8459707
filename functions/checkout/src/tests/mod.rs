//! Every page in every state.

mod http;
mod pages;
pub mod scene;
