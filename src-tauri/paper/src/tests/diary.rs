//! The list of a day and the card of an appointment.

use clinic::prints::{
    AppointmentCard, CardDate, DayList, DayListAbsence, DayListPart, DayListRow, PrintBody,
    PrintView,
};
use clinic::view::{At, Day, Id, ReadVersionToken, ScreenLanguage};

use super::made::{note, of_note};
use super::text;
use crate::print;

pub fn list() -> DayList {
    let patient = of_note(note()).head.patient.unwrap();
    let row = |from: &str, to: &str, name: &str, phone: &str| DayListRow {
        starts_at: At(format!("2026-11-20T{from}:00Z")),
        ends_at: At(format!("2026-11-20T{to}:00Z")),
        patient: clinic::names::PatientName {
            name: name.into(),
            ..patient.clone()
        },
        phone: phone.into(),
        room: Some("Room 2".into()),
    };
    DayList {
        day: Day("2026-11-20".into()),
        department: None,
        absences: Vec::new(),
        parts: vec![
            DayListPart {
                provider: "Abena Mensah".into(),
                rows: vec![row("09:00", "09:30", "Mary Okafor", "+41 22 555 01 10")],
            },
            DayListPart {
                provider: "Bright Osei".into(),
                rows: vec![row("10:00", "11:00", "Kofi Adjei", "")],
            },
        ],
    }
}

pub fn card() -> AppointmentCard {
    AppointmentCard {
        id: Id("a".into()),
        seen: ReadVersionToken("1".into()),
        starts_at: At("2026-11-20T09:00:00Z".into()),
        ends_at: At("2026-11-20T09:30:00Z".into()),
        provider: "Abena Mensah".into(),
        room: Some("Room 2".into()),
        is_cancelled: false,
        later: Vec::new(),
    }
}

/// The list is about no patient.
fn read_list(list: DayList, language: ScreenLanguage) -> String {
    let mut view = of_note(note());
    view.language = language;
    view.head.patient = None;
    view.body = PrintBody::DayList(list);
    text(&print(&view).unwrap())
}

fn read_card(card: AppointmentCard, language: ScreenLanguage) -> String {
    let view = PrintView {
        language,
        body: PrintBody::AppointmentCard(card),
        ..of_note(note())
    };
    text(&print(&view).unwrap())
}

#[test]
fn a_day_has_who_comes_to_whom_with_time_phone_and_room() {
    let text = read_list(list(), ScreenLanguage::En);
    for words in [
        "Appointments, Friday 20 Nov 2026",
        "Abena Mensah",
        "10:00–10:30",
        "Mary Okafor",
        "12 Mar 1992",
        "000482",
        "+41 22 555 01 10",
        "Room 2",
        "Bright Osei",
        "11:00–12:00",
        "Kofi Adjei",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let text = read_list(list(), ScreenLanguage::Fr);
    for words in ["Rendez-vous, vendredi 20 nov. 2026", "Salle", "Naissance"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn a_list_of_a_department_names_it() {
    let of_ward = DayList {
        department: Some("Ward 2".into()),
        ..list()
    };
    let text = read_list(of_ward, ScreenLanguage::En);
    assert!(text.contains("2026 · Ward 2"), "{text}");
}

#[test]
fn a_day_without_an_appointment_has_a_sentence() {
    let none = DayList {
        parts: Vec::new(),
        ..list()
    };
    let text = read_list(none, ScreenLanguage::En);
    assert!(text.contains("Nobody is expected."), "{text}");
}

#[test]
fn who_is_absent_and_which_room_is_shut_is_above_the_day() {
    let at = |time: &str| Some(At(format!("2026-11-20T{time}:00Z")));
    let absence = |name: &str, is_room, starts_at, ends_at| DayListAbsence {
        name: name.into(),
        is_room,
        starts_at,
        ends_at,
    };
    let of = |language| {
        let absences = vec![
            absence("Kofi Boateng", false, at("12:00"), at("16:00")),
            absence("Room 3", true, None, None),
            absence("Yuki Tanaka", false, None, at("09:00")),
            absence("Claire Moreau", false, at("15:00"), None),
        ];
        read_list(DayList { absences, ..list() }, language)
    };
    let text = of(ScreenLanguage::En);
    for words in [
        "Kofi Boateng",
        "Absent, 13:00–17:00",
        "Room 3",
        "Closed all day",
        "Absent until 10:00",
        "Absent from 16:00",
        "Mary Okafor",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let text = of(ScreenLanguage::Fr);
    for words in ["Salle fermée toute la journée", "Absence jusqu’à 10:00"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn a_card_has_when_to_whom_and_whose_it_is() {
    let text = read_card(card(), ScreenLanguage::En);
    for words in [
        "Appointment",
        "Friday 20 Nov 2026",
        "10:00–10:30",
        "Abena Mensah",
        "Room 2",
        "Mary Okafor",
        "000482",
        "Riverside Clinic",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("Cancelled"), "{text}");
    let mut cancelled = card();
    cancelled.is_cancelled = true;
    let text = read_card(cancelled, ScreenLanguage::Fr);
    assert!(text.contains("Annulé"), "{text}");
    assert!(!text.contains("Si vous ne pouvez pas venir"), "{text}");
}

#[test]
fn a_card_of_a_series_has_the_dates_after_it() {
    let date = |day: &str, provider: &str, room: &str| CardDate {
        starts_at: At(format!("2026-{day}T09:00:00Z")),
        ends_at: At(format!("2026-{day}T09:30:00Z")),
        provider: provider.into(),
        room: Some(room.into()),
    };
    let of = |language| {
        let later = vec![
            date("11-27", "Abena Mensah", "Room 2"),
            date("12-04", "Bright Osei", "Room 3"),
        ];
        read_card(AppointmentCard { later, ..card() }, language)
    };
    let text = of(ScreenLanguage::En);
    for words in [
        "Later dates",
        "Friday 27 Nov 2026",
        "Friday 4 Dec 2026",
        "Bright Osei",
        "Room 3",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert_eq!(text.matches("Abena Mensah").count(), 1, "{text}");
    assert!(of(ScreenLanguage::Fr).contains("Dates suivantes"));
    let alone = read_card(card(), ScreenLanguage::En);
    assert!(!alone.contains("Later dates"), "{alone}");
}
