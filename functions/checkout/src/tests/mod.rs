//! Every page in every state.

mod gallery;
mod http;
mod pages;
mod scene;
mod states;
