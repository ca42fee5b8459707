//! The Lambda Runtime API, as far as a function can tell.
