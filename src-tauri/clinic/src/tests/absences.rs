//! Absences and closed rooms: what is refused, what lies in one, what is free, and how one ends.

use sync_contract::Right;
use sync_contract::catalog::Room;

use crate::Clinic;
use crate::absences::list::{list, preview, show};
use crate::absences::record::{add, edit, end};
use crate::absences::{
    AbsenceForm, AbsencePage, AbsencePart, AbsenceQuery, AbsenceState, AbsenceView,
};
use crate::appointments::{
    AppointmentStatus, ClashOf, Move, WeekOf, WeekQuery, book, day, month, status,
};
use crate::error::{Error, Reason, Result};
use crate::locations::{self, LocationForm};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, at, clinic, registered};
use crate::tests::diary::booking;
use crate::view::{Day, Id};

/// A dietitian, a room and a patient; Friday, 10:00 UTC, which is 11:00 by the clinic's clocks.
struct Office {
    machine: Machine,
    clinic: Clinic,
    provider: Id,
    room: Id,
    patient: Id,
}

impl Office {
    fn new() -> Self {
        let (machine, mut admin) = clinic();
        let form = LocationForm {
            name: "Room 7".into(),
            code: String::new(),
            facility_id: None,
            is_active: true,
        };
        let room = locations::add::<Room>(&mut admin, &form).unwrap().id;
        drop(admin);
        let mut clinic = machine.sign_in("desk", PASSWORD);
        let patient = registered(&mut clinic, "Mary", "Okafor", "1992-03-12");
        let choices = day::day(&clinic, &friday()).unwrap().choices;
        Self {
            machine,
            provider: choices.providers[0].id.clone(),
            room,
            patient,
            clinic,
        }
    }

    /// Of the provider, on that Friday.
    fn away(&self, from: &str, to: &str) -> AbsenceForm {
        AbsenceForm {
            provider_id: Some(self.provider.clone()),
            room_id: None,
            starts_at: at(&on_friday(from)),
            ends_at: at(&on_friday(to)),
            reason: "Team meeting".into(),
        }
    }

    fn shut(&self, from: &str, to: &str) -> AbsenceForm {
        AbsenceForm {
            provider_id: None,
            room_id: Some(self.room.clone()),
            ..self.away(from, to)
        }
    }

    /// Records that the provider is absent.
    fn away_now(&mut self, from: &str, to: &str) -> Result<AbsenceView> {
        let form = self.away(from, to);
        add(&mut self.clinic, &form)
    }

    /// Records that the room is closed.
    fn shut_now(&mut self, from: &str, to: &str) -> Result<AbsenceView> {
        let form = self.shut(from, to);
        add(&mut self.clinic, &form)
    }

    fn book(&mut self, time: &str) -> Result<crate::appointments::AppointmentView> {
        let new = booking(&self.patient, &self.provider, &on_friday(time));
        book::book(&mut self.clinic, &new)
    }
}

fn friday() -> Day {
    Day("2026-11-20".into())
}

fn on_friday(time: &str) -> String {
    format!("2026-11-20T{time}:00Z")
}

fn fault<T: std::fmt::Debug>(refused: Result<T>) -> (&'static str, Reason) {
    match refused.unwrap_err() {
        Error::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    }
}

fn page(clinic: &Clinic, part: AbsencePart) -> AbsencePage {
    let query = AbsenceQuery {
        part,
        offset: 0,
        limit: 100,
    };
    list(clinic, &query).unwrap()
}

#[test]
fn nothing_is_booked_or_moved_into_an_absence() {
    let mut office = Office::new();
    office.away_now("13:00", "14:00").unwrap();
    let absent = ("startsAt", Reason::Absent);
    assert_eq!(fault(office.book("13:00")), absent);
    assert_eq!(fault(office.book("12:45")), absent);
    let before = office.book("12:30").unwrap();
    office.book("14:00").unwrap();
    assert_eq!(
        day::day(&office.clinic, &friday())
            .unwrap()
            .appointments
            .len(),
        2
    );
    let to = |minutes, time: &str| Move {
        id: before.id.clone(),
        seen: before.seen.clone(),
        provider_id: office.provider.clone(),
        room_id: None,
        facility_id: None,
        starts_at: at(&on_friday(time)),
        minutes,
    };
    let (longer, later) = (to(45, "12:30"), to(30, "13:30"));
    assert_eq!(fault(book::move_to(&mut office.clinic, &longer)), absent);
    assert_eq!(fault(book::move_to(&mut office.clinic, &later)), absent);
}

#[test]
fn a_cancelled_appointment_does_not_come_back_into_an_absence() {
    use AppointmentStatus::{Arrived, Cancelled, NoShow, Scheduled};
    let mut office = Office::new();
    let booked = office.book("13:00").unwrap();
    let set = |office: &mut Office, to| {
        let seen = day::show(&office.clinic, &booked.id).unwrap().seen;
        status::set_status(&mut office.clinic, &booked.id, &seen, to, None)
    };
    set(&mut office, Cancelled).unwrap();
    let absence = office.away_now("13:00", "14:00").unwrap();
    for to in [Scheduled, Arrived] {
        let refused = set(&mut office, to);
        assert_eq!(fault(refused), ("startsAt", Reason::Absent), "{to:?}");
    }
    end(&mut office.clinic, &absence.row.id).unwrap();
    set(&mut office, Scheduled).unwrap();
    // one that stayed in the diary keeps its time
    office.away_now("13:00", "14:00").unwrap();
    for to in [NoShow, Arrived] {
        set(&mut office, to).unwrap();
    }
}

#[test]
fn a_shut_room_is_refused_and_another_room_is_not() {
    let mut office = Office::new();
    office.shut_now("13:00", "14:00").unwrap();
    let mut new = booking(&office.patient, &office.provider, &on_friday("13:00"));
    new.room_id = Some(office.room.clone());
    let refused = book::book(&mut office.clinic, &new);
    assert_eq!(fault(refused), ("roomId", Reason::Absent));
    // with the provider absent, too, both are named
    office.away_now("13:15", "13:30").unwrap();
    let Err(Error::Several(both)) = book::book(&mut office.clinic, &new) else {
        panic!("the provider and the room are absent");
    };
    assert_eq!(both.len(), 2);
    new.room_id = None;
    new.starts_at = at(&on_friday("13:30"));
    book::book(&mut office.clinic, &new).unwrap();
}

#[test]
fn what_lies_in_a_new_absence_is_listed_and_stays() {
    let mut office = Office::new();
    let inside = office.book("13:00").unwrap();
    let cancelled = office.book("13:30").unwrap();
    let outside = office.book("15:00").unwrap();
    status::set_status(
        &mut office.clinic,
        &cancelled.id,
        &cancelled.seen,
        AppointmentStatus::Cancelled,
        None,
    )
    .unwrap();
    let form = office.away("12:45", "15:00");
    let ids = |view: &[crate::appointments::AppointmentView]| {
        view.iter().map(|one| one.id.clone()).collect::<Vec<_>>()
    };
    let wanted = [inside.id.clone()];
    assert_eq!(ids(&preview(&office.clinic, &form).unwrap()), wanted);
    let added = add(&mut office.clinic, &form).unwrap();
    assert_eq!(
        (added.row.inside, ids(&added.appointments)),
        (1, wanted.to_vec())
    );
    assert_eq!(added.appointments[0].patients[0].name, "Mary Okafor");
    let listed = page(&office.clinic, AbsencePart::Current);
    assert_eq!((listed.inside, listed.rows[0].inside), (1, 1));
    let diary = day::day(&office.clinic, &friday()).unwrap();
    let absent = |id: &Id| {
        let views = diary.appointments.iter();
        let mut views = views.filter(|one| one.id == *id);
        views.next().unwrap().absent.clone()
    };
    assert_eq!(absent(&inside.id), [ClashOf::Provider]);
    assert!(absent(&cancelled.id).is_empty() && absent(&outside.id).is_empty());
    // another length within it is a user's decision; out of it, it lies in none
    let to = |starts: &str, seen: &crate::view::ReadVersionToken| Move {
        id: inside.id.clone(),
        seen: seen.clone(),
        provider_id: office.provider.clone(),
        room_id: None,
        facility_id: None,
        starts_at: at(&on_friday(starts)),
        minutes: 45,
    };
    let (longer, away) = (to("13:00", &inside.seen), "16:00");
    let longer = book::move_to(&mut office.clinic, &longer).unwrap();
    let away = to(away, &longer.seen);
    assert!(
        book::move_to(&mut office.clinic, &away)
            .unwrap()
            .absent
            .is_empty()
    );
    assert_eq!(page(&office.clinic, AbsencePart::Current).inside, 0);
}

#[test]
fn an_absence_is_not_free_and_is_in_day_week_and_month() {
    let mut office = Office::new();
    let free = |office: &Office| {
        let of = WeekQuery {
            day: friday(),
            of: Some(WeekOf::Provider {
                provider_id: office.provider.clone(),
            }),
        };
        let diary = day::day(&office.clinic, &friday()).unwrap();
        let week = day::week(&office.clinic, &of).unwrap();
        let month = month::month(&office.clinic, &of).unwrap();
        let is_friday = |one: &&crate::appointments::WeekDay| one.day == friday();
        let free = [
            diary.columns[0].free,
            week.days.iter().find(is_friday).unwrap().free,
            month.days.iter().find(is_friday).unwrap().free,
        ];
        (free, [diary.absences, week.absences, month.absences])
    };
    assert_eq!(free(&office).0, [16; 3]);
    office.book("13:00").unwrap();
    assert_eq!(free(&office).0, [15; 3]);
    // an hour, in which the appointment lies: its half hour is not free twice
    office.away_now("13:00", "14:00").unwrap();
    office.shut_now("08:00", "09:00").unwrap();
    let (free, bands) = free(&office);
    assert_eq!(free, [14; 3]);
    assert_eq!(bands.clone().map(|all| all.len()), [2, 1, 1]);
    let band = &bands[1][0];
    assert_eq!(
        (band.reason.as_str(), band.starts_at.clone()),
        ("Team meeting", at(&on_friday("13:00")))
    );
    let room = WeekQuery {
        day: friday(),
        of: Some(WeekOf::Room {
            room_id: office.room.clone(),
        }),
    };
    let of_room = day::week(&office.clinic, &room).unwrap();
    assert_eq!(of_room.absences[0].name, "Room 7");
}

#[test]
fn every_wrong_field_of_an_absence_is_named_at_once() {
    let mut office = Office::new();
    let neither = AbsenceForm {
        provider_id: None,
        ends_at: at(&on_friday("12:00")),
        reason: "x".repeat(256),
        ..office.away("13:00", "14:00")
    };
    let Err(Error::Several(all)) = add(&mut office.clinic, &neither) else {
        panic!("three are wrong");
    };
    assert_eq!(all.len(), 3);
    let both = AbsenceForm {
        room_id: Some(office.room.clone()),
        ..office.away("13:00", "14:00")
    };
    let refused = fault(add(&mut office.clinic, &both));
    assert_eq!(refused, ("roomId", Reason::Impossible));
    let at_once = office.away("13:00", "13:00");
    let refused = fault(add(&mut office.clinic, &at_once));
    assert_eq!(refused, ("endsAt", Reason::Backwards));
    let far = AbsenceForm {
        ends_at: at("2029-01-01T00:00:00Z"),
        ..office.away("13:00", "14:00")
    };
    let refused = fault(add(&mut office.clinic, &far));
    assert_eq!(refused, ("endsAt", Reason::Impossible));
    let reception = AbsenceForm {
        provider_id: Some(Id::of(office.clinic.user())),
        ..office.away("13:00", "14:00")
    };
    let refused = fault(add(&mut office.clinic, &reception));
    assert_eq!(refused, ("providerId", Reason::Unknown));
    assert_eq!(page(&office.clinic, AbsencePart::Current).total, 0);
}

#[test]
fn an_absence_is_changed_field_by_field_until_it_is_over() {
    let mut office = Office::new();
    let added = office.away_now("13:00", "14:00").unwrap();
    let loaded = added.row.form.clone();
    let later = AbsenceForm {
        ends_at: at(&on_friday("15:00")),
        ..loaded.clone()
    };
    let change = |office: &mut Office, wanted: &AbsenceForm, seen| -> Result<AbsenceView> {
        edit(&mut office.clinic, &added.row.id, seen, &loaded, wanted)
    };
    let longer = change(&mut office, &later, &added.row.seen).unwrap();
    assert_eq!(longer.row.form, later);
    // who had the form open all the while changes only what they typed
    let renamed = AbsenceForm {
        reason: "Course".into(),
        ..loaded.clone()
    };
    let merged = change(&mut office, &renamed, &longer.row.seen).unwrap();
    assert_eq!(
        (merged.row.form.reason.as_str(), merged.row.form.ends_at),
        ("Course", at(&on_friday("15:00")))
    );
    end(&mut office.clinic, &added.row.id).unwrap();
    let refused = change(&mut office, &renamed, &merged.row.seen);
    assert_eq!(fault(refused), ("endedAt", Reason::OutOfOrder));
}

#[test]
fn one_that_lasts_ends_now_and_one_that_comes_is_withdrawn() {
    let mut office = Office::new();
    let lasts = office.away_now("09:30", "14:00").unwrap();
    let comes = office.away_now("15:00", "16:00").unwrap();
    assert_eq!(
        (lasts.row.state, comes.row.state),
        (AbsenceState::Present, AbsenceState::Coming)
    );
    assert_eq!(fault(office.book("13:00")), ("startsAt", Reason::Absent));
    let ended = end(&mut office.clinic, &lasts.row.id).unwrap();
    let withdrawn = end(&mut office.clinic, &comes.row.id).unwrap();
    assert_eq!(
        (ended.row.state, withdrawn.row.state),
        (AbsenceState::Over, AbsenceState::Withdrawn)
    );
    let again = fault(end(&mut office.clinic, &comes.row.id));
    assert_eq!(again, ("endedAt", Reason::OutOfOrder));
    office.book("13:00").unwrap();
    office.book("15:00").unwrap();
    assert_eq!(page(&office.clinic, AbsencePart::Current).total, 0);
    assert_eq!(page(&office.clinic, AbsencePart::Past).total, 2);
    // what was is still drawn, up to when it was ended
    let bands = day::day(&office.clinic, &friday()).unwrap().absences;
    assert_eq!(bands.len(), 1);
    assert_eq!(bands[0].ends_at, ended.row.ended_at.unwrap());
    // and one that is over by the clock cannot be ended
    let short = office.away_now("16:30", "17:00").unwrap();
    office.machine.clock.advance_s(8 * 3600);
    let late = fault(end(&mut office.clinic, &short.row.id));
    assert_eq!(late, ("endedAt", Reason::OutOfOrder));
    assert_eq!(
        show(&office.clinic, &short.row.id).unwrap().row.state,
        AbsenceState::Over
    );
}

#[test]
fn a_viewer_sees_absences_and_records_none() {
    let office = Office::new();
    let mut admin = office.machine.sign_in("admin", ADMIN_PASSWORD);
    crate::testing::add_user(&mut admin, "vera", "Viewer");
    crate::testing::add_user(&mut admin, "ines", "Pharmacist");
    let form = office.away("13:00", "14:00");
    let id = add(&mut admin, &form).unwrap().row.id;
    drop(admin);
    let mut vera = office.machine.sign_in("vera", PASSWORD);
    assert_eq!(show(&vera, &id).unwrap().row.form.reason, "Team meeting");
    assert!(matches!(
        add(&mut vera, &form),
        Err(Error::Forbidden(Right::AppointmentsWrite))
    ));
    assert!(matches!(
        end(&mut vera, &id),
        Err(Error::Forbidden(Right::AppointmentsWrite))
    ));
    let ines = office.machine.sign_in("ines", PASSWORD);
    assert!(matches!(
        show(&ines, &id),
        Err(Error::Forbidden(Right::AppointmentsRead))
    ));
}
