//! Views as the clinic gives them.

use clinic::names::PatientName;
use clinic::notes::content::SectionText;
use clinic::notes::{
    AddendumView, NoteKind, NoteSection, NoteState, NoteView, NoteVoidView, Signature,
};
use clinic::patients::view::Sex;
use clinic::prints::{Letterhead, Paper, PrintBody, PrintHead, PrintView};
use clinic::view::{At, Day, Id, ReadVersionToken, ScreenLanguage};

pub fn head(name: &str) -> PrintHead {
    PrintHead {
        letterhead: Letterhead {
            clinic: "Riverside Clinic".into(),
            facility: None,
            address: Some("12 Quay Street\n1204 Genève".into()),
            phone: Some("+41 22 555 01 02".into()),
            licence_number: Some("GE-17".into()),
        },
        paper: Paper {
            is_letter: false,
            has_letterhead: false,
        },
        patient: Some(PatientName {
            id: Id("p".into()),
            name: name.into(),
            initials: "MO".into(),
            birth_date: Some(Day("1992-03-12".into())),
            birth_date_estimated: false,
            sex: Sex::Female,
            file_number: "000482".into(),
        }),
        address: None,
        language: None,
        time_zone: "Europe/Zurich".into(),
        printed_by: "Joy Desk".into(),
        printed_at: At("2026-11-25T07:05:00Z".into()),
        is_incomplete: false,
    }
}

pub fn note() -> NoteView {
    let section = |section, text: &str| SectionText {
        section,
        text: text.into(),
    };
    NoteView {
        id: Id("n".into()),
        seen: ReadVersionToken("1".into()),
        patient_id: Id("p".into()),
        visit_id: None,
        kind: NoteKind::Adime,
        state: NoteState::Signed,
        author: "Ama Mensah".into(),
        started_at: At("2026-11-20T09:00:00Z".into()),
        sections: vec![
            section(NoteSection::Assessment, "Eats late.\n\nSleeps five hours."),
            section(NoteSection::Diagnosis, ""),
        ],
        custom: Vec::new(),
        signature: Some(Signature {
            by: "Ama Mensah".into(),
            at: At("2026-11-20T09:42:00Z".into()),
            valid: true,
        }),
        addenda: Vec::new(),
        void: None,
        refused_voids: Vec::new(),
        may_void: false,
        saved_at: None,
        recovered: None,
    }
}

pub fn addendum(reason: &str, text: &str) -> AddendumView {
    AddendumView {
        id: Id("a".into()),
        text: text.into(),
        reason: reason.into(),
        by: "Ama Mensah".into(),
        at: At("2026-11-21T08:00:00Z".into()),
        valid: true,
    }
}

/// The note, void for this reason.
pub fn void(reason: &str) -> NoteView {
    NoteView {
        state: NoteState::Void,
        void: Some(NoteVoidView {
            id: Id("v".into()),
            reason: reason.into(),
            by: "Ama Mensah".into(),
            at: At("2026-11-22T08:00:00Z".into()),
            valid: true,
        }),
        ..note()
    }
}

pub fn of_note(note: NoteView) -> PrintView {
    PrintView {
        language: ScreenLanguage::En,
        sections: Vec::new(),
        head: head("Mary Okafor"),
        body: PrintBody::Note(note),
    }
}

pub fn with_name(name: &str) -> PrintView {
    PrintView {
        head: head(name),
        ..of_note(note())
    }
}
