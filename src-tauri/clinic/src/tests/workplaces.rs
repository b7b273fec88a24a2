//! A clinic with two facilities: what a session lists and books at one of them, and by which clock.

use std::slice::from_ref;

use sync_contract::Right;
use sync_contract::catalog::{Patient, Room};
use sync_contract::ids::PatientId;

use crate::access::Actor;
use crate::appointments::arrivals::arrivals;
use crate::appointments::series::{
    LaterDate, LaterMoves, SeriesBooking, SeriesOutcome, SeriesStart,
};
use crate::appointments::{AppointmentStatus, AppointmentView, Move, WeekOf, WeekQuery};
use crate::appointments::{book, day, month, series, status};
use crate::audit::list::list as audit;
use crate::audit::view::AuditQuery;
use crate::clashes::{ClashPart, ClashQuery, list as clashes};
use crate::error::{Error, Reason, Result};
use crate::facilities::{FacilityForm, FacilityRow};
use crate::locations::LocationForm;
use crate::prints::{self, PrintBody, PrintForm, PrintOf};
use crate::testing::{Machine, PASSWORD, at, clinic, registered};
use crate::tests::diary::booking;
use crate::tests::waiting_list::any;
use crate::users::session;
use crate::view::{Day, Id, ScreenLanguage};
use crate::waiting_list::NewWaiting;
use crate::waiting_list::offers;
use crate::waiting_list::record::add;
use crate::{Clinic, facilities, locations, reminders, today};

/// Friday, 20 November, at a front desk of Hillside, which is in Europe/Paris; Annapurna is in Asia/Kathmandu, 4 hours
/// and 45 minutes ahead of it.
struct Office {
    machine: Machine,
    clinic: Clinic,
    hillside: Id,
    annapurna: Id,
    /// In Annapurna.
    room: Id,
    provider: Id,
    mary: Id,
}

fn friday() -> Day {
    Day("2026-11-20".into())
}

impl Office {
    fn new() -> Self {
        let (machine, mut admin) = clinic();
        let first = facilities::list(&admin).unwrap().remove(0);
        let second = FacilityForm {
            name: "Annapurna".into(),
            address: "Lakeside 6, Pokhara".into(),
            time_zone: "Asia/Kathmandu".into(),
            ..first.form.clone()
        };
        machine.clock.advance_s(1);
        let second = facilities::add(&mut admin, &second).unwrap();
        let room = LocationForm {
            name: "Summit".into(),
            code: String::new(),
            facility_id: Some(second.id.clone()),
            is_active: true,
        };
        let room = locations::add::<Room>(&mut admin, &room).unwrap().id;
        drop(admin);
        let mut clinic = machine.sign_in("desk", PASSWORD);
        let mary = registered(&mut clinic, "Mary", "Okafor", "1992-03-12");
        let choices = day::day(&clinic, &friday()).unwrap().choices;
        Self {
            machine,
            clinic,
            hillside: first.id,
            annapurna: second.id,
            room,
            provider: choices.providers[0].id.clone(),
            mary,
        }
    }

    fn work_at(&mut self, facility: &Id) {
        facilities::work_at(&mut self.clinic, Some(facility)).unwrap();
    }

    fn work_at_all(&mut self) {
        facilities::work_at(&mut self.clinic, None).unwrap();
    }

    fn book_in(&mut self, room: Option<&Id>, starts: &str) -> Result<AppointmentView> {
        let mut new = booking(&self.mary, &self.provider, starts);
        new.room_id = room.cloned();
        book::book(&mut self.clinic, &new)
    }

    /// Returns what is booked in either facility: at 13:00 and at 14:00 in Paris.
    fn book_in_both(&mut self) -> [AppointmentView; 2] {
        let room = self.room.clone();
        let here = self.book_in(None, "2026-11-20T12:00:00Z").unwrap();
        let there = self.book_in(Some(&room), "2026-11-20T13:00:00Z").unwrap();
        [here, there]
    }

    fn listed(&self) -> Vec<Id> {
        let shown = day::day(&self.clinic, &friday()).unwrap().appointments;
        shown.into_iter().map(|view| view.id).collect()
    }
}

fn second_of(rows: &[FacilityRow]) -> &FacilityRow {
    rows.iter()
        .find(|row| row.form.name == "Annapurna")
        .unwrap()
}

#[test]
fn a_session_works_at_its_users_facility_until_one_is_chosen() {
    let mut office = Office::new();
    let of = |office: &Office| {
        let view = session(&office.clinic).unwrap();
        (view.facility_id, view.time_zone)
    };
    let hillside = (Some(office.hillside.clone()), "Europe/Paris".to_owned());
    assert_eq!(of(&office), hillside);
    let annapurna = office.annapurna.clone();
    office.work_at(&annapurna);
    assert_eq!(of(&office), (Some(annapurna), "Asia/Kathmandu".to_owned()));
    office.work_at_all();
    // of all facilities the clock is that of the first one
    assert_eq!(of(&office), (None, "Europe/Paris".to_owned()));
    let unknown = Id(uuid::Uuid::from_u128(7).to_string());
    let refused = facilities::work_at(&mut office.clinic, Some(&unknown));
    assert!(matches!(refused, Err(Error::NotFound(_))));
}

#[test]
fn one_appointment_is_on_the_day_of_each_clock() {
    let mut office = Office::new();
    let room = office.room.clone();
    // 20:00 on Friday in Paris, 00:45 on Saturday in Kathmandu
    let late = office.book_in(Some(&room), "2026-11-20T19:00:00Z").unwrap();
    assert_eq!(late.facility_id, office.annapurna);
    office.work_at_all();
    assert_eq!(office.listed(), from_ref(&late.id));
    // named wherever the session does not work
    assert_eq!(late.facility.as_deref(), Some("Annapurna"));
    let shown = day::show(&office.clinic, &late.id).unwrap();
    assert_eq!(shown.facility.as_deref(), Some("Annapurna"));
    // nobody works at night, wherever the list is looked at
    assert!(shown.outside_hours);
    let annapurna = office.annapurna.clone();
    office.work_at(&annapurna);
    assert!(office.listed().is_empty());
    let saturday = day::day(&office.clinic, &Day("2026-11-21".into())).unwrap();
    assert_eq!(saturday.time_zone, "Asia/Kathmandu");
    assert_eq!(saturday.appointments.len(), 1);
    assert!(saturday.appointments[0].outside_hours);
    // 09:00 in Kathmandu is in working hours, and before them in Paris
    let early = office.book_in(Some(&room), "2026-11-23T03:15:00Z").unwrap();
    assert!(!early.outside_hours);
}

#[test]
fn each_list_has_the_appointments_of_one_facility() {
    let mut office = Office::new();
    let [here, there] = office.book_in_both();
    let arrived = AppointmentStatus::Arrived;
    for view in [&here, &there] {
        status::set_status(&mut office.clinic, &view.id, &view.seen, arrived, None).unwrap();
    }
    let lists = |office: &Office| {
        let clinic = &office.clinic;
        let provider_id = office.provider.clone();
        let week = WeekQuery {
            day: friday(),
            of: Some(WeekOf::Provider { provider_id }),
        };
        let of_month = month::month(clinic, &week).unwrap().days;
        let day = today::show(clinic, &friday()).unwrap();
        [
            office.listed().len(),
            day::week(clinic, &week).unwrap().appointments.len(),
            of_month.iter().map(|day| day.booked as usize).sum(),
            arrivals(clinic, &friday()).unwrap().cards.len(),
            day.rows.len(),
            day.waiting.len(),
        ]
    };
    assert_eq!(office.listed(), from_ref(&here.id));
    assert_eq!(lists(&office), [1; 6]);
    office.work_at_all();
    assert_eq!(lists(&office), [2; 6]);
    let annapurna = office.annapurna.clone();
    office.work_at(&annapurna);
    assert_eq!(office.listed(), [there.id]);
    assert_eq!(lists(&office), [1; 6]);
}

#[test]
fn who_is_booked_elsewhere_is_not_free_here() {
    let mut office = Office::new();
    let free = |office: &Office| {
        let view = day::day(&office.clinic, &friday()).unwrap();
        let provider_id = office.provider.clone();
        let week = WeekQuery {
            day: friday(),
            of: Some(WeekOf::Provider { provider_id }),
        };
        let week = day::week(&office.clinic, &week).unwrap();
        (
            view.columns[0].booked,
            view.columns[0].free,
            week.days[4].free,
        )
    };
    assert_eq!(free(&office), (0, 16, 16));
    let room = office.room.clone();
    office.book_in(Some(&room), "2026-11-20T13:00:00Z").unwrap();
    assert_eq!(free(&office), (0, 15, 15));
    // the provider is of Hillside: their column is in Annapurna on a day on which they are booked there
    let annapurna = office.annapurna.clone();
    office.work_at(&annapurna);
    let columns = |text: &str| {
        let view = day::day(&office.clinic, &Day(text.into())).unwrap();
        view.columns.len()
    };
    assert_eq!((columns("2026-11-20"), columns("2026-11-23")), (1, 0));
}

#[test]
fn a_clash_goes_over_all_facilities() {
    let mut office = Office::new();
    let room = office.room.clone();
    let here = office.book_in(None, "2026-11-20T13:00:00Z").unwrap();
    let there = office.book_in(Some(&room), "2026-11-20T13:15:00Z").unwrap();
    assert_eq!(there.overlaps, from_ref(&here.id));
    let shown = day::day(&office.clinic, &friday()).unwrap().appointments;
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].overlaps, from_ref(&there.id));
    let open = |office: &Office| {
        let query = ClashQuery {
            part: ClashPart::Current,
            offset: 0,
            limit: 10,
        };
        clashes::list(&office.clinic, &query).unwrap().open
    };
    // it is decided where either of the two is
    assert_eq!(open(&office), 1);
    let annapurna = office.annapurna.clone();
    office.work_at(&annapurna);
    assert_eq!(open(&office), 1);
    let after = office.book_in(Some(&room), "2026-11-20T15:00:00Z").unwrap();
    let again = office.book_in(Some(&room), "2026-11-20T15:00:00Z").unwrap();
    assert_eq!(again.overlaps, [after.id]);
    assert_eq!(open(&office), 2);
    let hillside = office.hillside.clone();
    office.work_at(&hillside);
    assert_eq!(open(&office), 1);
}

#[test]
fn a_room_elsewhere_is_refused_where_a_facility_was_chosen() {
    let mut office = Office::new();
    let room = office.room.clone();
    let hillside = office.hillside.clone();
    office.work_at(&hillside);
    let refused = office.book_in(Some(&room), "2026-11-20T13:00:00Z");
    let is_elsewhere = |answer: &Result<AppointmentView>| {
        let wanted = ("roomId", Reason::Elsewhere);
        matches!(answer, Err(Error::Invalid { field, reason }) if (*field, *reason) == wanted)
    };
    assert!(is_elsewhere(&refused));
    office.work_at_all();
    let mut new = booking(&office.mary, &office.provider, "2026-11-20T13:00:00Z");
    new.room_id = Some(room);
    new.facility_id = Some(hillside);
    assert!(is_elsewhere(&book::book(&mut office.clinic, &new)));
    new.facility_id = Some(office.annapurna.clone());
    let booked = book::book(&mut office.clinic, &new).unwrap();
    assert_eq!(booked.facility_id, office.annapurna);
}

#[test]
fn a_move_to_a_room_elsewhere_moves_the_facility_and_back() {
    let mut office = Office::new();
    let booked = office.book_in(None, "2026-11-20T13:00:00Z").unwrap();
    assert_eq!(booked.facility_id, office.hillside);
    let mut to = Move {
        id: booked.id,
        seen: booked.seen,
        provider_id: booked.provider_id,
        room_id: Some(office.room.clone()),
        facility_id: None,
        starts_at: at("2026-11-20T13:00:00Z"),
        minutes: 30,
    };
    let moved = book::move_to(&mut office.clinic, &to).unwrap();
    assert_eq!(moved.facility_id, office.annapurna);
    to.seen = moved.seen;
    to.room_id = None;
    let stays = book::move_to(&mut office.clinic, &to).unwrap();
    assert_eq!(stays.facility_id, office.annapurna);
    to.seen = stays.seen;
    to.facility_id = Some(office.hillside.clone());
    let back = book::move_to(&mut office.clinic, &to).unwrap();
    assert_eq!(back.facility_id, office.hillside);
}

#[test]
fn dates_of_a_series_stay_each_in_its_facility_when_they_move() {
    let mut office = Office::new();
    let appointment = booking(&office.mary, &office.provider, "2026-11-23T09:00:00Z");
    let starts = ["2026-11-23T09:00:00Z", "2026-11-30T09:00:00Z"];
    let dates = (1..).zip(starts).map(|(number, starts)| SeriesStart {
        number,
        starts_at: at(starts),
    });
    let form = SeriesBooking {
        appointment,
        dates: dates.collect(),
    };
    let done = |outcome| match outcome {
        SeriesOutcome::Done { appointments, back } => (appointments, back),
        other => panic!("{other:?}"),
    };
    let (mut both, _) = done(series::book::book(&mut office.clinic, &form).unwrap());
    let to = |view: &AppointmentView, facility: &Id, starts: &str| Move {
        id: view.id.clone(),
        seen: view.seen.clone(),
        provider_id: view.provider_id.clone(),
        room_id: None,
        facility_id: Some(facility.clone()),
        starts_at: at(starts),
        minutes: 30,
    };
    let there = to(&both[1], &office.annapurna, starts[1]);
    both[1] = book::move_to(&mut office.clinic, &there).unwrap();
    let later = ["2026-11-23T10:00:00Z", "2026-11-30T10:00:00Z"];
    let dates = both.iter().zip(later).map(|(view, starts)| LaterDate {
        id: view.id.clone(),
        seen: view.seen.clone(),
        starts_at: at(starts),
    });
    let moves = LaterMoves {
        dates: dates.collect(),
        to: to(&both[0], &office.hillside, later[0]),
    };
    let moved = series::later::move_later(&mut office.clinic, &moves).unwrap();
    let (moved, back) = done(moved);
    let wanted = [office.hillside.clone(), office.annapurna.clone()];
    let of = |views: &[AppointmentView]| [0, 1].map(|at: usize| views[at].facility_id.clone());
    assert_eq!(of(&moved), wanted);
    let back = series::later::move_back(&mut office.clinic, &back).unwrap();
    assert_eq!(of(&back), wanted);
}

#[test]
fn only_the_rooms_of_a_facility_are_offered_there() {
    let mut office = Office::new();
    let offered = |office: &Office| {
        let choices = day::day(&office.clinic, &friday()).unwrap().choices;
        (choices.rooms.len(), choices.facilities)
    };
    assert_eq!(offered(&office), (0, Vec::new()));
    office.work_at_all();
    let (rooms, choices) = offered(&office);
    assert_eq!(rooms, 1);
    let names: Vec<&str> = choices.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Annapurna", "Hillside"]);
    assert_eq!(choices[0].room_ids, [office.room.clone()]);
    assert!(choices[1].room_ids.is_empty());
}

#[test]
fn a_new_patient_is_of_the_facility_where_they_are_registered() {
    let mut office = Office::new();
    let annapurna = office.annapurna.clone();
    office.work_at(&annapurna);
    let maya = registered(&mut office.clinic, "Maya", "Gurung", "1990-01-02");
    let facility = |office: &Office, patient: &Id| {
        let id: PatientId = patient.to().unwrap();
        let row = office.clinic.read().get::<Patient>(id).unwrap().unwrap();
        row.value.facility.map(Id::of)
    };
    assert_eq!(facility(&office, &maya), Some(annapurna));
    assert_eq!(
        facility(&office, &office.mary),
        Some(office.hillside.clone())
    );
}

#[test]
fn a_printed_day_has_the_letterhead_of_its_facility() {
    let mut office = Office::new();
    let [_, there] = office.book_in_both();
    let annapurna = office.annapurna.clone();
    office.work_at(&annapurna);
    let of = PrintOf::DayList {
        day: friday(),
        provider_id: None,
        department_id: None,
    };
    let form = PrintForm {
        of,
        sections: None,
        language: None,
        screens: ScreenLanguage::En,
    };
    let print = prints::view(&mut office.clinic, &form).unwrap();
    let letterhead = &print.head.letterhead;
    assert_eq!(letterhead.facility.as_deref(), Some("Annapurna"));
    assert_eq!(letterhead.address.as_deref(), Some("Lakeside 6, Pokhara"));
    assert_eq!(print.head.time_zone, "Asia/Kathmandu");
    let PrintBody::DayList(list) = print.body else {
        panic!("a list of the day");
    };
    assert_eq!(list.parts.len(), 1);
    assert_eq!(list.parts[0].rows[0].starts_at, there.starts_at);
}

#[test]
fn a_card_is_by_the_clock_of_its_appointment_wherever_it_is_printed() {
    let mut office = Office::new();
    let [_, there] = office.book_in_both();
    for at in [
        Some(office.hillside.clone()),
        Some(office.annapurna.clone()),
        None,
    ] {
        facilities::work_at(&mut office.clinic, at.as_ref()).unwrap();
        let form = PrintForm {
            of: PrintOf::AppointmentCard {
                appointment_id: there.id.clone(),
                patient_id: None,
            },
            sections: None,
            language: None,
            screens: ScreenLanguage::En,
        };
        let head = prints::view(&mut office.clinic, &form).unwrap().head;
        assert_eq!(head.letterhead.facility.as_deref(), Some("Annapurna"));
        assert_eq!(head.time_zone, "Asia/Kathmandu");
    }
}

#[test]
fn reminders_begin_with_the_next_day_of_the_facility() {
    let mut office = Office::new();
    let room = office.room.clone();
    office.book_in(Some(&room), "2026-11-24T08:00:00Z").unwrap();
    office.book_in(None, "2026-11-26T08:00:00Z").unwrap();
    let next = |office: &Office| {
        let view = reminders::list(&office.clinic, None).unwrap();
        (view.day.0, view.rows.len())
    };
    assert_eq!(next(&office), ("2026-11-26".to_owned(), 1));
    office.work_at_all();
    assert_eq!(next(&office), ("2026-11-24".to_owned(), 1));
}

#[test]
fn a_time_that_frees_is_offered_in_its_facility() {
    let mut office = Office::new();
    let anna = registered(&mut office.clinic, "Anna", "Weber", "1980-01-02");
    let waits = NewWaiting {
        patient_id: anna,
        wishes: any(),
    };
    add(&mut office.clinic, &waits).unwrap();
    let cancelled = AppointmentStatus::Cancelled;
    let room = office.room.clone();
    // within the hours of each by its own clock: a quarter to three in Kathmandu
    let booked = [
        office.book_in(None, "2026-11-24T12:00:00Z"),
        office.book_in(Some(&room), "2026-11-24T09:00:00Z"),
        office.book_in(Some(&room), "2026-11-24T13:00:00Z"),
    ];
    for view in booked.map(Result::unwrap) {
        status::set_status(&mut office.clinic, &view.id, &view.seen, cancelled, None).unwrap();
    }
    let offered = |office: &Office| {
        let slots = offers::list(&office.clinic).unwrap().slots.into_iter();
        slots.map(|slot| slot.starts_at.0).collect::<Vec<_>>()
    };
    let (here, there) = ("2026-11-24T12:00:00Z", "2026-11-24T09:00:00Z");
    assert_eq!(offered(&office), [here]);
    office.work_at_all();
    assert_eq!(offered(&office), [there, here]);
    let fit = offers::list(&office.clinic).unwrap().slots.remove(1);
    let hillside = office.hillside.clone();
    office.work_at(&hillside);
    assert_eq!(
        offers::fits(&office.clinic, &fit.ids[0])
            .unwrap()
            .rows
            .len(),
        1
    );
}

#[test]
fn one_that_goes_out_of_use_is_no_choice_any_more() {
    let mut office = Office::new();
    let annapurna = office.annapurna.clone();
    office.work_at(&annapurna);
    office.clinic.actor = Actor::new(office.clinic.user(), Right::ALL.iter().copied());
    let rows = facilities::list(&office.clinic).unwrap();
    let row = second_of(&rows);
    let unused = FacilityForm {
        is_active: false,
        ..row.form.clone()
    };
    office.machine.clock.advance_s(1);
    facilities::edit(&mut office.clinic, &row.id, &row.seen, &row.form, &unused).unwrap();
    // with one left in use there is nothing to choose
    assert_eq!(session(&office.clinic).unwrap().facility_id, None);
    let refused = facilities::work_at(&mut office.clinic, Some(&annapurna));
    assert!(matches!(
        refused,
        Err(Error::Invalid {
            reason: Reason::OutOfUse,
            ..
        })
    ));
    let booked = office.book_in(None, "2026-11-20T13:00:00Z").unwrap();
    assert_eq!(
        (booked.facility_id, booked.facility),
        (office.hillside.clone(), None)
    );
    let room = office.room.clone();
    let refused = office.book_in(Some(&room), "2026-11-20T14:00:00Z");
    assert!(matches!(
        refused,
        Err(Error::Invalid {
            field: "roomId",
            reason: Reason::Unknown
        })
    ));
}

#[test]
fn entries_of_the_audit_log_have_the_facility_of_their_session() {
    let mut office = Office::new();
    let room = office.room.clone();
    let annapurna = office.annapurna.clone();
    office.work_at(&annapurna);
    office.book_in(Some(&room), "2026-11-20T13:00:00Z").unwrap();
    office.work_at_all();
    office.book_in(None, "2026-11-20T15:00:00Z").unwrap();
    office.clinic.actor = Actor::new(office.clinic.user(), Right::ALL.iter().copied());
    let listed = |facility_id: Option<Id>| {
        let query = AuditQuery {
            action: Some("book appointment".into()),
            facility_id,
            limit: 10,
            ..AuditQuery::default()
        };
        let rows = audit(&office.clinic, &query).unwrap().rows.into_iter();
        rows.map(|row| row.facility).collect::<Vec<_>>()
    };
    // the newest first
    assert_eq!(listed(None), [None, Some("Annapurna".to_owned())]);
    assert_eq!(listed(Some(annapurna)), [Some("Annapurna".to_owned())]);
    assert!(listed(Some(office.hillside.clone())).is_empty());
}
