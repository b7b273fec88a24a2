//! The list of a medical record and the waiting list.

use clinic::notes::NoteState;
use clinic::prints::{PrintBody, PrintView, PrintedRecords, PrintedWaitingList, WaitingListRow};
use clinic::timeline::TimelineEvent;
use clinic::timeline::records::{RecordRow, RecordType};
use clinic::view::{At, Day, Id, ScreenLanguage};
use clinic::waiting_list::WishedDay;

use super::made::{note, of_note};
use super::text;
use crate::print;

fn record(kind: RecordType, text: &str, event: TimelineEvent) -> RecordRow {
    RecordRow {
        key: "k".into(),
        id: Id("r".into()),
        r#type: kind,
        on: "2026-11-20".into(),
        at: Some(At("2026-11-20T09:42:00Z".into())),
        by: "Abena Mensah".into(),
        visit_id: None,
        note_id: None,
        text: text.into(),
        event,
        version: 1,
        versions: 1,
        is_current: true,
    }
}

/// A note that was signed again, what it said before, and a plan without a time of day.
pub fn records() -> PrintedRecords {
    let state = NoteState::Signed;
    let signed = record(RecordType::Soap, "Eats late", TimelineEvent::Note { state });
    let current = RecordRow {
        version: 2,
        versions: 2,
        ..signed.clone()
    };
    let earlier = RecordRow {
        versions: 2,
        is_current: false,
        text: "Eats early".into(),
        ..signed
    };
    let planned = TimelineEvent::MealPlanned {
        title: "Less salt".into(),
        days: 1,
        kcal: None,
        is_given: true,
    };
    let plan = RecordRow {
        at: None,
        on: "2026-11-02".into(),
        ..record(RecordType::MealPlan, "", planned)
    };
    PrintedRecords {
        r#type: None,
        all_versions: true,
        rows: vec![current, earlier, plan],
    }
}

pub fn waiting() -> PrintedWaitingList {
    let patient = of_note(note()).head.patient.unwrap();
    let row = WaitingListRow {
        patient,
        phone: "+41 22 555 01 10".into(),
        provider: "Abena Mensah".into(),
        weekdays: vec![WishedDay::Mon, WishedDay::Fri],
        from_time: "09:00".into(),
        until_time: String::new(),
        from_day: None,
        until_day: Some(Day("2026-12-20".into())),
        since: Day("2026-11-02".into()),
    };
    let any = WaitingListRow {
        phone: String::new(),
        provider: String::new(),
        weekdays: Vec::new(),
        from_time: String::new(),
        until_day: None,
        ..row.clone()
    };
    PrintedWaitingList {
        day: Day("2026-11-20".into()),
        rows: vec![row, any],
    }
}

fn read(body: PrintBody, language: ScreenLanguage) -> String {
    let view = PrintView {
        language,
        body,
        ..of_note(note())
    };
    let read = text(&print(&view).unwrap());
    read.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_medical_record_is_listed_with_types_versions_and_who_wrote() {
    let english = read(PrintBody::Records(records()), ScreenLanguage::En);
    for words in [
        "Medical record",
        "All types · All versions",
        "SOAP",
        "Eats late",
        "2 of 2, signed",
        "1 of 2, earlier",
        "2 Nov 2026",
        "Meal plan",
        "Less salt",
        "Abena Mensah",
    ] {
        assert!(english.contains(words), "{words} in {english}");
    }
    let one = PrintedRecords {
        r#type: Some(RecordType::Letter),
        all_versions: false,
        rows: Vec::new(),
    };
    let french = read(PrintBody::Records(one), ScreenLanguage::Fr);
    for words in [
        "Dossier médical",
        "Lettre · Versions actuelles",
        "Rien n’est écrit.",
    ] {
        assert!(french.contains(words), "{words} in {french}");
    }
}

#[test]
fn who_waits_is_printed_with_phone_and_wishes() {
    let english = read(PrintBody::WaitingList(waiting()), ScreenLanguage::En);
    for words in [
        "Waiting list, 20 Nov 2026",
        "Mary Okafor",
        "000482",
        "+41 22 555 01 10",
        "Monday",
        "Friday",
        "from 09:00",
        "any time",
        "2 Nov 2026",
    ] {
        assert!(english.contains(words), "{words} in {english}");
    }
    let none = PrintedWaitingList {
        rows: Vec::new(),
        ..waiting()
    };
    let french = read(PrintBody::WaitingList(none), ScreenLanguage::Fr);
    for words in ["Liste d’attente", "Personne n’attend."] {
        assert!(french.contains(words), "{words} in {french}");
    }
}
