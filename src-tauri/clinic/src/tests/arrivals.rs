use serde_json::json;
use sync_contract::catalog::Department;

use crate::Clinic;
use crate::appointments::arrivals::{ArrivalCard, ArrivalColumn, arrivals};
use crate::appointments::{
    AppointmentStatus, AppointmentView, WeekOf, WeekQuery, book, day, month, status,
};
use crate::error::{Error, Reason};
use crate::invoices::payments::take;
use crate::measurements::record::enter;
use crate::measurements::{MeasureKind, NewReading};
use crate::prints::{self, PrintBody, PrintForm, PrintOf, PrintView};
use crate::testing::{Machine, PASSWORD, allergy, clinic, condition, registered};
use crate::tests::department::with_head_doctors;
use crate::tests::diary::booking;
use crate::tests::invoices::{billing, issued};
use crate::today;
use crate::view::{At, Day, Id, ScreenLanguage};
use crate::{consents, invoices, locations};

fn today_of() -> Day {
    Day("2026-11-20".into())
}

/// A clinic whose front desk has booked a patient with words that unknown else may see.
fn booked() -> (Machine, Clinic, Id, AppointmentView) {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let canary = crate::allergies::add(&mut diet, &mary, &allergy(CANARY, SEVERE));
    canary.unwrap();
    crate::conditions::add(&mut diet, &mary, &condition(CANARY)).unwrap();
    drop(diet);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let provider = day::day(&reception, &today_of()).unwrap().choices.providers;
    let mut new = booking(&mary, &provider[0].id, "2026-11-20T13:00:00Z");
    new.reason = CANARY.into();
    let view = book::book(&mut reception, &new).unwrap();
    (machine, reception, mary, view)
}

const CANARY: &str = "Zanthoxylum";
const SEVERE: crate::allergies::Severity = crate::allergies::Severity::Severe;

fn set(clinic: &mut Clinic, id: &Id, to: AppointmentStatus) {
    let seen = day::show(clinic, id).unwrap().seen;
    status::set_status(clinic, id, &seen, to, None).unwrap();
}

fn only_card(clinic: &Clinic) -> ArrivalCard {
    let mut shown = arrivals(clinic, &today_of()).unwrap();
    assert_eq!((shown.cards.len(), shown.providers.len()), (1, 1));
    shown.cards.remove(0)
}

#[test]
fn a_card_goes_from_column_to_column_and_back() {
    use AppointmentStatus::*;
    let (_machine, mut reception, _, view) = booked();
    let steps = [
        (Confirmed, ArrivalColumn::Expected, Some(Arrived)),
        (Arrived, ArrivalColumn::Arrived, Some(InRoom)),
        (InRoom, ArrivalColumn::InRoom, Some(Completed)),
        (Completed, ArrivalColumn::Done, None),
        (InRoom, ArrivalColumn::InRoom, Some(Completed)),
        (Arrived, ArrivalColumn::Arrived, Some(InRoom)),
        (NoShow, ArrivalColumn::Off, None),
    ];
    for (to, column, next) in steps {
        set(&mut reception, &view.id, to);
        let card = only_card(&reception);
        assert_eq!((card.column, card.next, card.status), (column, next, to));
        assert_eq!(card.arrived_at.is_some(), to == Arrived, "{to:?}");
    }
    let other = Day("2026-11-21".into());
    assert!(arrivals(&reception, &other).unwrap().cards.is_empty());
    let none = arrivals(&reception, &Day("soon".into()));
    assert!(matches!(none, Err(Error::Invalid { field: "day", .. })));
}

#[test]
fn a_wait_goes_on_when_the_step_to_the_room_is_taken_back() {
    use AppointmentStatus::*;
    let (machine, mut reception, _, view) = booked();
    set(&mut reception, &view.id, Arrived);
    let since = only_card(&reception).arrived_at.unwrap();
    for to in [InRoom, Arrived] {
        machine.clock.advance_s(60);
        set(&mut reception, &view.id, to);
    }
    assert_eq!(only_card(&reception).arrived_at, Some(since.clone()));
    // the dietitian's first page counts the same minutes
    let waiting = today::show(&reception, &today_of()).unwrap().waiting;
    assert_eq!(waiting[0].since, since);
    for to in [Scheduled, Arrived] {
        machine.clock.advance_s(60);
        set(&mut reception, &view.id, to);
    }
    assert!(only_card(&reception).arrived_at > Some(since));
}

#[test]
fn who_waits_is_to_be_measured_until_a_reading_of_the_day_is_there() {
    let (machine, mut reception, mary, view) = booked();
    set(&mut reception, &view.id, AppointmentStatus::Arrived);
    let measured = |clinic: &Clinic| {
        let waiting = today::show(clinic, &today_of()).unwrap().waiting;
        waiting[0].is_measured
    };
    // the front desk sees no charts
    assert_eq!(measured(&reception), None);
    drop(reception);
    let mut diet = machine.sign_in("diet", PASSWORD);
    assert_eq!(measured(&diet), Some(false));
    let reading = NewReading {
        patient_id: mary,
        kind: MeasureKind::Weight.into(),
        text: "72 kg".into(),
        at: None,
    };
    enter(&mut diet, &reading).unwrap();
    assert_eq!(measured(&diet), Some(true));
}

fn printed(clinic: &mut Clinic, of: PrintOf) -> Result<PrintView, Error> {
    let form = PrintForm {
        of,
        sections: None,
        language: None,
        screens: ScreenLanguage::En,
    };
    prints::view(clinic, &form)
}

#[test]
fn the_day_on_screen_and_paper_has_no_word_of_the_chart() {
    let (_machine, mut reception, mary, view) = booked();
    let shown = format!("{:?}", arrivals(&reception, &today_of()).unwrap());
    let list = PrintOf::DayList {
        day: today_of(),
        provider_id: None,
        department_id: None,
    };
    let list = printed(&mut reception, list).unwrap();
    let PrintBody::DayList(of_day) = &list.body else {
        panic!("a day is printed as a list");
    };
    assert_eq!(of_day.parts.len(), 1);
    assert_eq!(of_day.parts[0].rows[0].patient.id, mary);
    assert_eq!(list.head.patient, None);
    let card = PrintOf::AppointmentCard {
        appointment_id: view.id.clone(),
        patient_id: None,
    };
    let card = printed(&mut reception, card).unwrap();
    assert_eq!(card.head.patient.as_ref().unwrap().id, mary);
    for text in [shown, format!("{list:?}"), format!("{card:?}")] {
        assert!(text.contains("Mary Okafor"), "{text}");
        assert!(!text.contains(CANARY), "{text}");
        assert!(!text.contains("Follow-up"), "{text}");
    }
}

#[test]
fn a_card_is_of_one_who_attends_and_a_list_of_one_provider() {
    let (_machine, mut reception, mary, view) = booked();
    let other = registered(&mut reception, "Kofi", "Adjei", "1980-01-01");
    let card = |patient: Option<&Id>| PrintOf::AppointmentCard {
        appointment_id: view.id.clone(),
        patient_id: patient.cloned(),
    };
    assert!(printed(&mut reception, card(Some(&mary))).is_ok());
    let refused = printed(&mut reception, card(Some(&other))).unwrap_err();
    let is_of_field = matches!(
        refused,
        Error::Invalid {
            field: "patientId",
            reason: Reason::Unknown
        }
    );
    assert!(is_of_field, "{refused:?}");
    let of = |id: Id| PrintOf::DayList {
        day: today_of(),
        provider_id: Some(id),
        department_id: None,
    };
    let mut parts = |id: Id| match printed(&mut reception, of(id)).unwrap().body {
        PrintBody::DayList(list) => list.parts.len(),
        _ => panic!("a day is printed as a list"),
    };
    let unknown = Id::of(uuid::Uuid::from_u128(7));
    assert_eq!((parts(view.provider_id.clone()), parts(unknown)), (1, 0));
}

#[test]
fn a_list_of_a_department_has_those_who_come_to_its_users() {
    let (machine, reception, mary, view) = booked();
    drop(reception);
    with_head_doctors(&machine, "diet");
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mut listed = |name: &str, provider_id: Option<Id>| {
        let department = locations::find::<Department>(&reception, name).unwrap();
        let of = PrintOf::DayList {
            day: today_of(),
            provider_id,
            department_id: Some(department.id),
        };
        match printed(&mut reception, of)?.body {
            PrintBody::DayList(list) => Ok(list),
            _ => panic!("a day is printed as a list"),
        }
    };
    let ward = listed("Ward", None).unwrap();
    assert_eq!(ward.department.as_deref(), Some("Ward"));
    assert_eq!(ward.parts.len(), 1);
    assert_eq!(ward.parts[0].rows[0].patient.id, mary);
    assert_eq!(listed("Theatre", None).unwrap().parts, []);
    let both: Error = listed("Ward", Some(view.provider_id)).unwrap_err();
    assert!(both.is_of_field(), "{both:?}");
}

fn query(day: &str, of: Option<WeekOf>) -> WeekQuery {
    WeekQuery {
        day: Day(day.into()),
        of,
    }
}

#[test]
fn a_week_is_one_provider_s_from_monday_on_with_their_hours() {
    let (_machine, reception, _, view) = booked();
    // a Friday and the Sunday after it are of one week
    for day in ["2026-11-16", "2026-11-20", "2026-11-22"] {
        let week = day::week(&reception, &query(day, None)).unwrap();
        assert_eq!((week.from.0.as_str(), week.days.len()), ("2026-11-16", 7));
        assert_eq!(week.name, view.provider);
        assert_eq!(week.appointments.len(), 1);
        let hours: Vec<usize> = week.days.iter().map(|day| day.hours.len()).collect();
        assert_eq!(hours, [2, 2, 2, 2, 2, 0, 0]);
        let friday = &week.days[4];
        assert_eq!((friday.booked, friday.free), (1, 15));
        assert_eq!(
            (week.opens.as_str(), week.closes.as_str()),
            ("08:00", "17:00")
        );
    }
    let november = month::month(&reception, &query("2026-11-20", None)).unwrap();
    assert_eq!(
        (november.month.0.as_str(), november.days.len()),
        ("2026-11-01", 42)
    );
    let of_week = day::week(&reception, &query("2026-11-20", None))
        .unwrap()
        .days;
    assert!(november.days.windows(7).any(|days| *days == of_week[..]));
    assert!(!format!("{november:?}").contains("Okafor"));
    let next = day::week(&reception, &query("2026-11-23", None)).unwrap();
    assert!(next.appointments.is_empty());
    let unknown = WeekOf::Provider {
        provider_id: Id::of(uuid::Uuid::from_u128(7)),
    };
    let refused = day::week(&reception, &query("2026-11-20", Some(unknown)));
    assert!(matches!(refused, Err(Error::NotFound(_))));
}

#[test]
fn a_week_of_a_room_has_what_is_booked_into_it_by_anyone() {
    let (machine, mut admin) = clinic();
    let form = locations::LocationForm {
        name: "Blue room".into(),
        code: "B".into(),
        facility_id: None,
        is_active: true,
    };
    let room = locations::add::<sync_contract::catalog::Room>(&mut admin, &form).unwrap();
    drop(admin);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut reception, "Mary", "Okafor", "1992-03-12");
    let providers = day::day(&reception, &today_of()).unwrap().choices.providers;
    let mut new = booking(&mary, &providers[0].id, "2026-11-20T13:00:00Z");
    book::book(&mut reception, &new).unwrap();
    new.room_id = Some(room.id.clone());
    new.starts_at = At("2026-11-20T13:15:00Z".into());
    let inside = book::book(&mut reception, &new).unwrap();
    let of = WeekOf::Room {
        room_id: room.id.clone(),
    };
    let week = day::week(&reception, &query("2026-11-20", Some(of))).unwrap();
    assert_eq!(week.name, "Blue room");
    let ids: Vec<&Id> = week.appointments.iter().map(|view| &view.id).collect();
    assert_eq!(ids, [&inside.id]);
    // a clash with what is not shown is a clash all the same
    assert_eq!(week.appointments[0].overlaps.len(), 1);
}

#[test]
fn what_a_patient_lacks_and_owes_is_on_their_card() {
    let (machine, mut bill, mary) = billing();
    let first = issued(&mut bill, &mary);
    let second = issued(&mut bill, &mary);
    let void = issued(&mut bill, &mary);
    invoices::void::void(&mut bill, &void.id, "Twice").unwrap();
    let paid = |amount: &str| {
        let form = json!({ "method": "cash", "amount": amount, "reference": "" });
        serde_json::from_value(form).unwrap()
    };
    take(&mut bill, &first.id, &paid("35")).unwrap();
    take(&mut bill, &second.id, &paid("75")).unwrap();
    drop(bill);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let provider = day::day(&reception, &today_of()).unwrap().choices.providers;
    let new = booking(&mary, &provider[0].id, "2026-11-20T13:00:00Z");
    let view = book::book(&mut reception, &new).unwrap();
    let owes = [invoices::Owed {
        currency: "EUR".into(),
        amount: "40.00".into(),
    }];
    let card = only_card(&reception);
    assert!(card.lacks_consent);
    assert_eq!(card.owes, owes);
    let consent = json!({
        "patientId": mary, "version": "1", "signedOn": "2026-11-20", "method": "paper", "note": "",
        "documentId": null,
    });
    let consent = serde_json::from_value(consent).unwrap();
    consents::add(&mut reception, &consent).unwrap();
    assert!(!only_card(&reception).lacks_consent);
    set(&mut reception, &view.id, AppointmentStatus::Cancelled);
    assert!(only_card(&reception).owes.is_empty());
    set(&mut reception, &view.id, AppointmentStatus::Scheduled);
    drop(reception);
    let nurse = machine.sign_in("nurse", PASSWORD);
    assert!(only_card(&nurse).owes.is_empty());
}

#[test]
fn of_the_invoices_only_those_that_are_unpaid_are_read_for_a_card() {
    let (_machine, mut bill, mary) = billing();
    let unpaid = issued(&mut bill, &mary);
    let (paid, void) = (issued(&mut bill, &mary), issued(&mut bill, &mary));
    invoices::void::void(&mut bill, &void.id, "Twice").unwrap();
    let all = json!({ "method": "cash", "amount": "75", "reference": "" });
    take(&mut bill, &paid.id, &serde_json::from_value(all).unwrap()).unwrap();
    let patient = mary.to().unwrap();
    let read = bill.read().invoices_unpaid_of_all(&[patient]).unwrap();
    let read: Vec<Id> = read.iter().map(|row| Id::of(row.value.id)).collect();
    assert_eq!(read, [unpaid.id]);
}

#[test]
fn a_day_a_week_and_the_arrivals_are_each_of_one_state_of_the_file() {
    let (_machine, mut reception, ..) = booked();
    let statements = reception.unlocked_mut().vault_mut().collect_statements();
    let reads: [fn(&Clinic); 3] = [
        |clinic| drop(day::day(clinic, &today_of()).unwrap()),
        |clinic| drop(day::week(clinic, &query("2026-11-20", None)).unwrap()),
        |clinic| drop(arrivals(clinic, &today_of()).unwrap()),
    ];
    for read in reads {
        // that it is read is logged before, and once
        read(&reception);
        statements.clear();
        read(&reception);
        assert!(statements.read("appointments") && statements.read("BEGIN"));
    }
}
