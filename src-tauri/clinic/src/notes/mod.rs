//! Notes: drafts as typed, versions as left, signed text that stays as it is.

pub mod addendum;
pub mod content;
pub mod draft;
mod form;
pub mod list;
pub mod show;
pub mod sign;
pub mod templates;
pub mod verify;
pub mod view;
pub mod write;

pub use form::{NoteKind, NoteSection};
