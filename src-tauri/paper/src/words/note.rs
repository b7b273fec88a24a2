//! The words of a note.

use clinic::notes::{NoteKind, NoteSection};

pub struct NoteWords {
    pub title: &'static str,
    pub kind: fn(NoteKind) -> &'static str,
    pub section: fn(NoteSection) -> &'static str,
    pub form: &'static str,
    pub author: &'static str,
    pub about: &'static str,
    pub empty: &'static str,
    pub yes_no: [&'static str; 2],
    pub signed: fn(by: &str, at: &str) -> String,
    pub broken: &'static str,
    pub addendum: &'static str,
}

pub static EN: NoteWords = NoteWords {
    title: "Note",
    kind: |kind| match kind {
        NoteKind::Adime => "ADIME",
        NoteKind::Soap => "SOAP",
        NoteKind::Consultation => "Consultation",
        NoteKind::Diagnosis => "Diagnosis",
        NoteKind::Treatment => "Treatment",
        NoteKind::Progress => "Progress",
        NoteKind::Letter => "Letter",
        NoteKind::Free => "Free text",
    },
    section: |section| match section {
        NoteSection::Assessment => "Assessment",
        NoteSection::Diagnosis => "Diagnosis",
        NoteSection::Intervention => "Intervention",
        NoteSection::Monitoring => "Monitoring",
        NoteSection::Subjective => "Subjective",
        NoteSection::Objective => "Objective",
        NoteSection::Plan => "Plan",
        NoteSection::Question => "Question",
        NoteSection::Text => "Text",
    },
    form: "Form",
    author: "Author",
    about: "Date",
    empty: "Nothing was written here.",
    yes_no: ["Yes", "No"],
    signed: |by, at| format!("Signed by {by}, {at}"),
    broken: "The signature does not match the text. Do not rely on this print.",
    addendum: "Addendum",
};

pub static FR: NoteWords = NoteWords {
    title: "Note",
    kind: |kind| match kind {
        NoteKind::Adime => "ADIME",
        NoteKind::Soap => "SOAP",
        NoteKind::Consultation => "Consultation",
        NoteKind::Diagnosis => "Diagnostic",
        NoteKind::Treatment => "Traitement",
        NoteKind::Progress => "Évolution",
        NoteKind::Letter => "Lettre",
        NoteKind::Free => "Texte libre",
    },
    section: |section| match section {
        NoteSection::Assessment => "Évaluation",
        NoteSection::Diagnosis => "Diagnostic",
        NoteSection::Intervention => "Intervention",
        NoteSection::Monitoring => "Suivi",
        NoteSection::Subjective => "Subjectif",
        NoteSection::Objective => "Objectif",
        NoteSection::Plan => "Plan",
        NoteSection::Question => "Question",
        NoteSection::Text => "Texte",
    },
    form: "Forme",
    author: "Auteur",
    about: "Date",
    empty: "Rien n’a été écrit ici.",
    yes_no: ["Oui", "Non"],
    signed: |by, at| format!("Signé par {by}, le {at}"),
    broken: "La signature ne correspond pas au texte. Ne vous fiez pas à cette impression.",
    addendum: "Addendum",
};
