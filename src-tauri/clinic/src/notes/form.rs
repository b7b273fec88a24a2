//! The kinds of note and the sections of each.

use NoteSection::*;
use serde::{Deserialize, Serialize};
use specta::Type;

pub use sync_contract::catalog::NoteKind;

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
    Question,
    /// The recipient of a letter, line by line.
    Addressee,
    Text,
}

/// The sections of a kind of note.
pub trait NoteForm: Sized {
    /// Returns the sections in the order in which they are written, stored and signed.
    fn sections(self) -> &'static [NoteSection];

    fn takes(self, section: NoteSection) -> bool {
        self.sections().contains(&section)
    }
}

impl NoteForm for NoteKind {
    fn sections(self) -> &'static [NoteSection] {
        match self {
            // the nutrition care process
            Self::Adime => &[Assessment, Diagnosis, Intervention, Monitoring],
            Self::Soap => &[Subjective, Objective, Assessment, Plan],
            // another profession asks, and gets an answer
            Self::Consultation => &[Question, Assessment, Plan],
            Self::Diagnosis => &[Assessment, Diagnosis],
            Self::Treatment => &[Diagnosis, Intervention, Plan],
            Self::Progress => &[Subjective, Monitoring, Plan],
            Self::Letter => &[Addressee, Text],
            Self::Free => &[Text],
        }
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
        Question = "question",
        Addressee = "addressee",
        Text = "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_sections_and_none_twice() {
        for &kind in NoteKind::ALL {
            let sections = kind.sections();
            assert!(!sections.is_empty(), "{kind:?}");
            let is_first = |(at, section): (usize, &NoteSection)| !sections[..at].contains(section);
            assert!(sections.iter().enumerate().all(is_first), "{kind:?}");
        }
    }

    #[test]
    fn words_lead_back_to_their_section() {
        for &section in NoteSection::ALL {
            assert_eq!(section.as_str().parse(), Ok(section));
        }
    }
}
