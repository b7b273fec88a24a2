//! One file a noun; each command parses, calls the clinic and answers a view.

pub mod app;
