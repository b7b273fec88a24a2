//! Notes: drafts as typed, append-only versions, signed text that never changes.

pub(crate) mod appended;
pub mod content;
pub mod custom_fields;
pub mod custom_values;
pub mod draft;
mod form;
mod readable;
pub mod show;
pub mod sign;
pub mod templates;
pub mod verify;
pub mod versions;
pub mod void;
pub(crate) mod void_rule;
pub mod write;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::notes::content::SectionText;
pub use crate::notes::custom_values::{CustomText, CustomValue};
pub use crate::notes::form::{NoteForm, NoteKind, NoteSection};
pub use crate::notes::templates::{ChartField, NoteTemplate, NoteTemplateForm};
use crate::view::{At, Id, ReadVersionToken};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NoteState {
    Draft,
    Signed,
    /// Signed, with an addendum.
    Addendum,
    /// Signed, and void since.
    Void,
}

/// `valid`: the signature was just verified with the signer's public key.
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

/// Of several, the first: two computers that were apart may both have voided a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoteVoidView {
    pub id: Id,
    pub reason: String,
    pub by: String,
    pub at: At,
    pub valid: bool,
}

/// `recovered` is the time of a draft that a crash left behind; `saved_at` is when the draft was last stored.
/// `may_void`: this user may void it. `refused_voids`: of users who may not, which have no effect.
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
    pub custom: Vec<CustomValue>,
    pub signature: Option<Signature>,
    pub addenda: Vec<AddendumView>,
    pub void: Option<NoteVoidView>,
    pub refused_voids: Vec<NoteVoidView>,
    pub may_void: bool,
    pub saved_at: Option<At>,
    pub recovered: Option<At>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoteRow {
    pub id: Id,
    /// None for a note outside of any visit.
    pub visit_id: Option<Id>,
    pub at: At,
    pub kind: NoteKind,
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
    pub custom: Vec<CustomText>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftSaved {
    pub saved_at: At,
}
