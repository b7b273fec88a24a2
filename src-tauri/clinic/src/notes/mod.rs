//! Notes: drafts as typed, versions as left, signed text that stays as it is.

pub mod content;
mod form;
pub mod view;

pub use form::{NoteKind, NoteSection};
