//! Notes: drafts as typed, versions as left, signed text that stays as it is.

pub mod content;
pub mod draft;
mod form;
pub mod show;
pub mod sign;
pub mod templates;
pub mod verify;
pub mod write;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::notes::content::SectionText;
pub use crate::notes::form::{NoteKind, NoteSection};
use crate::view::{At, Id, ReadVersionToken};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NoteState {
    Draft,
    Signed,
    /// Signed, and something was added since.
    Addendum,
}

/// `valid`: the signature was checked against the signer's public key just now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Signature {
    pub by: String,
    pub at: At,
    pub valid: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AddendumView {
    pub id: Id,
    pub text: String,
    pub reason: String,
    pub by: String,
    pub at: At,
    pub valid: bool,
}

/// `recovered` is when a crash left this draft behind; `saved_at` is when the draft last reached the disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoteView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub patient_id: Id,
    pub visit_id: Option<Id>,
    pub kind: NoteKind,
    pub state: NoteState,
    pub author: String,
    pub started_at: At,
    pub sections: Vec<SectionText>,
    pub signature: Option<Signature>,
    pub addenda: Vec<AddendumView>,
    pub saved_at: Option<At>,
    pub recovered: Option<At>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoteRow {
    pub id: Id,
    pub at: At,
    pub author: String,
    pub state: NoteState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoteDraft {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub kind: NoteKind,
    pub sections: Vec<SectionText>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftSaved {
    pub saved_at: At,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoteTemplate {
    pub name: String,
    pub section: NoteSection,
    pub text: String,
}
