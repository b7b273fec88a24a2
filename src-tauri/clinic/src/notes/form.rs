//! The forms of a note and the sections of each.

use NoteSection::*;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NoteKind {
    /// Assessment, diagnosis, intervention, monitoring: the nutrition care process.
    Adime,
    /// Subjective, objective, assessment, plan.
    Soap,
    Free,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NoteSection {
    Assessment,
    Diagnosis,
    Intervention,
    Monitoring,
    Subjective,
    Objective,
    Plan,
    Text,
}

impl NoteKind {
    /// Returns the sections in the order in which they are written, stored and signed.
    pub fn sections(self) -> &'static [NoteSection] {
        match self {
            Self::Adime => &[Assessment, Diagnosis, Intervention, Monitoring],
            Self::Soap => &[Subjective, Objective, Assessment, Plan],
            Self::Free => &[Text],
        }
    }

    pub fn takes(self, section: NoteSection) -> bool {
        self.sections().contains(&section)
    }

    /// Returns the form of a kind of note; all other kinds are one text.
    pub fn of(kind: catalog::NoteKind) -> Self {
        match kind {
            catalog::NoteKind::Adime => Self::Adime,
            catalog::NoteKind::Soap => Self::Soap,
            _ => Self::Free,
        }
    }

    /// Returns the kind of a note of this form; a one-text kind that it had before stays.
    pub fn kind(self, before: Option<catalog::NoteKind>) -> catalog::NoteKind {
        match self {
            Self::Adime => catalog::NoteKind::Adime,
            Self::Soap => catalog::NoteKind::Soap,
            Self::Free => before
                .filter(|kind| Self::of(*kind) == Self::Free)
                .unwrap_or(catalog::NoteKind::Free),
        }
    }
}

sync_contract::spelled! {
    NoteKind {
        Adime = "adime",
        Soap = "soap",
        Free = "free",
    }
}

// the words are the keys in a stored note
sync_contract::spelled! {
    NoteSection {
        Assessment = "assessment",
        Diagnosis = "diagnosis",
        Intervention = "intervention",
        Monitoring = "monitoring",
        Subjective = "subjective",
        Objective = "objective",
        Plan = "plan",
        Text = "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_of_one_text_survives_an_edit() {
        assert_eq!(
            NoteKind::Free.kind(Some(catalog::NoteKind::Letter)),
            catalog::NoteKind::Letter
        );
        assert_eq!(
            NoteKind::Free.kind(Some(catalog::NoteKind::Soap)),
            catalog::NoteKind::Free
        );
        assert_eq!(NoteKind::Soap.kind(None), catalog::NoteKind::Soap);
    }

    #[test]
    fn words_lead_back_to_their_section() {
        for &section in NoteSection::ALL {
            assert_eq!(section.as_str().parse(), Ok(section));
        }
    }
}
