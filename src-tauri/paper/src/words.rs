//! What the program itself prints, in each language.

use clinic::notes::{NoteKind, NoteSection};
use clinic::view::ScreenLanguage;

/// The sentences of one language. A name, a time or a number comes into a sentence isolated (`sheet::text`).
pub struct Words {
    pub code: &'static str,
    pub months: [&'static str; 12],
    pub born: &'static str,
    pub estimated: &'static str,
    pub no_birth_date: &'static str,
    pub file: &'static str,
    pub phone: &'static str,
    pub licence: &'static str,
    /// Before the number of a page, and between it and that of the last.
    pub page: [&'static str; 2],
    pub printed: fn(by: &str, at: &str) -> String,
    pub draft: &'static str,
    pub note: NoteWords,
}

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

pub fn of(language: ScreenLanguage) -> &'static Words {
    match language {
        ScreenLanguage::En => &EN,
        ScreenLanguage::Fr => &FR,
    }
}

static EN: Words = Words {
    code: "en",
    months: [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ],
    born: "Born",
    estimated: "(estimated)",
    no_birth_date: "not recorded",
    file: "File",
    phone: "Phone",
    licence: "Licence",
    page: ["Page ", " of "],
    printed: |by, at| format!("Printed by {by}, {at}"),
    draft: "Draft, not signed",
    note: NoteWords {
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
    },
};

static FR: Words = Words {
    code: "fr",
    months: [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ],
    born: "Naissance",
    estimated: "(estimée)",
    no_birth_date: "non indiquée",
    file: "Dossier",
    phone: "Tél.",
    licence: "Agrément",
    page: ["Page ", " sur "],
    printed: |by, at| format!("Imprimé par {by}, le {at}"),
    draft: "Brouillon, non signé",
    note: NoteWords {
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
    },
};
