//! Clashes: listed until a user has decided, decided about in three ways, and listed again when a time changes.

use sync_contract::Right;
use sync_contract::catalog::ClashDecision;
use vault::read::Deleted;

use crate::Clinic;
use crate::appointments::day::provider_choices;
use crate::appointments::{AppointmentStatus, AppointmentView, ClashOf, Move, book, day, status};
use crate::clashes::decide::{decide, move_one};
use crate::clashes::list::{history, list};
use crate::clashes::{
    ClashChoice, ClashMove, ClashPage, ClashPart, ClashQuery, ClashRef, ClashRow, ClashState,
    DecisionQuery, DecisionRow, DecisionState,
};
use crate::error::{Error, Reason, Result};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, at, clinic, registered};
use crate::tests::diary::booking;
use crate::tests::merge::merged;
use crate::today::{self, NeedKind};
use crate::view::{Day, Id};

/// Two patients at once with one dietitian; Friday, 10:00 UTC, which is 11:00 by the clinic's clocks.
struct Office {
    machine: Machine,
    clinic: Clinic,
    provider: Id,
    mary: Id,
    first: AppointmentView,
    second: AppointmentView,
}

impl Office {
    fn new() -> Self {
        let (machine, admin) = clinic();
        drop(admin);
        let mut clinic = machine.sign_in("desk", PASSWORD);
        let mary = registered(&mut clinic, "Mary", "Okafor", "1992-03-12");
        let anna = registered(&mut clinic, "Anna", "Weber", "1980-01-02");
        let friday = Day("2026-11-20".into());
        let choices = day::day(&clinic, &friday).unwrap().choices;
        let provider = choices.providers[0].id.clone();
        let mut new = booking(&mary, &provider, "2026-11-20T13:00:00Z");
        new.reason = "Tired".into();
        let first = book::book(&mut clinic, &new).unwrap();
        let new = booking(&anna, &provider, "2026-11-20T13:15:00Z");
        let second = book::book(&mut clinic, &new).unwrap();
        Self {
            machine,
            clinic,
            provider,
            mary,
            first,
            second,
        }
    }

    fn page(&self, part: ClashPart) -> ClashPage {
        let query = ClashQuery {
            part,
            offset: 0,
            limit: 100,
        };
        list(&self.clinic, &query).unwrap()
    }

    /// The one clash that is not kept.
    fn clash(&self) -> ClashRow {
        let mut rows = self.page(ClashPart::Current).rows;
        assert_eq!(rows.len(), 1, "{rows:?}");
        rows.remove(0)
    }

    fn decide(&mut self, clash: &ClashRow, choice: ClashChoice) -> Result<ClashRow> {
        self.machine.clock.advance_s(60);
        decide(&mut self.clinic, &reference(clash), choice)
    }

    fn history(&self) -> Vec<DecisionRow> {
        let query = DecisionQuery {
            offset: 0,
            limit: 100,
        };
        history(&self.clinic, &query).unwrap().rows
    }

    fn to(&self, moved: &AppointmentView, time: &str) -> Move {
        let now = day::show(&self.clinic, &moved.id).unwrap();
        Move {
            id: now.id,
            seen: now.seen,
            provider_id: now.provider_id,
            room_id: now.room_id,
            facility_id: None,
            starts_at: at(&format!("2026-11-20T{time}:00Z")),
            minutes: 30,
        }
    }

    fn cancel(&mut self, appointment: &AppointmentView) {
        let now = day::show(&self.clinic, &appointment.id).unwrap();
        let to = AppointmentStatus::Cancelled;
        status::set_status(&mut self.clinic, &now.id, &now.seen, to, None).unwrap();
    }
}

fn reference(clash: &ClashRow) -> ClashRef {
    ClashRef {
        id: Some(clash.id.clone()),
        appointment_id: clash.first.id.clone(),
        other_id: clash.second.id.clone(),
    }
}

fn fault<T: std::fmt::Debug>(refused: Result<T>) -> (&'static str, Reason) {
    match refused.unwrap_err() {
        Error::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    }
}

fn counts(page: &ClashPage) -> (u32, u32, u32) {
    (page.open, page.to_call, page.decided)
}

#[test]
fn a_clash_is_listed_until_it_is_decided_and_again_when_reopened() {
    let mut office = Office::new();
    let clash = office.clash();
    assert_eq!(
        (clash.state, clash.shares.as_slice(), &clash.decision),
        (ClashState::Open, [ClashOf::Provider].as_slice(), &None)
    );
    assert_eq!(
        [&clash.first.id, &clash.second.id],
        [&office.first.id, &office.second.id]
    );
    assert_eq!(clash.first.reason, None, "no word of why they come");
    let decided = office.decide(&clash, ClashChoice::Keep).unwrap();
    assert_eq!(
        (&decided.id, decided.state),
        (&clash.id, ClashState::Decided)
    );
    assert_eq!(decided.decision.unwrap().by, "desk Test");
    assert!(office.page(ClashPart::Current).rows.is_empty());
    assert_eq!(counts(&office.page(ClashPart::Decided)), (0, 0, 1));
    office.decide(&clash, ClashChoice::Reopen).unwrap();
    assert_eq!(office.clash().state, ClashState::Open);
    let choices = office
        .history()
        .into_iter()
        .map(|row| (row.choice, row.state));
    assert_eq!(
        choices.collect::<Vec<_>>(),
        [
            (ClashChoice::Reopen, DecisionState::Current),
            (ClashChoice::Keep, DecisionState::Replaced)
        ]
    );
}

#[test]
fn one_about_which_a_patient_is_called_stays_behind_the_open_ones() {
    let mut office = Office::new();
    let clash = office.clash();
    let called = office.decide(&clash, ClashChoice::Call).unwrap();
    assert_eq!(called.state, ClashState::ToCall);
    assert_eq!(called.contacts.len(), 2);
    let (mary, provider) = (office.mary.clone(), office.provider.clone());
    for time in ["2026-11-20T15:00:00Z", "2026-11-20T15:15:00Z"] {
        book::book(&mut office.clinic, &booking(&mary, &provider, time)).unwrap();
    }
    let page = office.page(ClashPart::Current);
    assert_eq!(counts(&page), (1, 1, 0));
    assert_eq!(page.rows[0].shares, [ClashOf::Provider, ClashOf::Patient]);
    assert_eq!(page.rows[0].contacts.len(), 1, "each patient once");
    assert_eq!(page.rows[1].id, clash.id);
}

#[test]
fn the_same_decision_is_written_once() {
    let mut office = Office::new();
    let clash = office.clash();
    for choice in [ClashChoice::Reopen, ClashChoice::Keep, ClashChoice::Keep] {
        office.decide(&clash, choice).unwrap();
    }
    let rows = office.clinic.read().all::<ClashDecision>(Deleted::Shown);
    assert_eq!(rows.unwrap().len(), 1);
}

#[test]
fn one_is_moved_and_the_decision_has_its_former_time() {
    let mut office = Office::new();
    let clash = office.clash();
    let form = ClashMove {
        clash: reference(&clash),
        to: office.to(&office.second, "14:00"),
    };
    let moved = move_one(&mut office.clinic, &form).unwrap();
    assert_eq!(moved.starts_at, at("2026-11-20T14:00:00Z"));
    assert!(office.page(ClashPart::Current).rows.is_empty());
    let row = office.history().remove(0);
    assert_eq!(
        (row.choice, row.state, &row.appointment.id, &row.other.id),
        (
            ClashChoice::Move,
            DecisionState::Over,
            &office.second.id,
            &office.first.id
        )
    );
    let was = row.was.unwrap();
    assert_eq!(
        (was.starts_at, was.provider.as_str()),
        (at("2026-11-20T13:15:00Z"), "diet Test")
    );
    // the same step again is about a clash that is over
    let again = move_one(&mut office.clinic, &form);
    let over = matches!(
        again,
        Err(Error::Invalid {
            field: "clash",
            reason: Reason::OutOfOrder
        })
    );
    assert!(over, "{again:?}");
}

#[test]
fn a_time_that_changes_after_a_decision_makes_a_new_clash() {
    let mut office = Office::new();
    let clash = office.clash();
    office.decide(&clash, ClashChoice::Keep).unwrap();
    let away = office.to(&office.second, "16:00");
    book::move_to(&mut office.clinic, &away).unwrap();
    assert_eq!(office.history()[0].state, DecisionState::Over);
    let back = office.to(&office.second, "13:15");
    book::move_to(&mut office.clinic, &back).unwrap();
    let new = office.clash();
    assert_eq!(new.state, ClashState::Open);
    assert_ne!(new.id, clash.id);
    // what was looked at before is decided about no longer
    let late = office.decide(&clash, ClashChoice::Keep);
    assert!(matches!(late, Err(Error::ChangedMeanwhile)), "{late:?}");
    office.decide(&new, ClashChoice::Keep).unwrap();
    assert_eq!(counts(&office.page(ClashPart::Decided)), (0, 0, 1));
}

#[test]
fn a_decision_about_one_that_was_cancelled_meanwhile_is_refused() {
    let mut office = Office::new();
    let clash = office.clash();
    office.decide(&clash, ClashChoice::Keep).unwrap();
    let second = office.second.clone();
    office.cancel(&second);
    assert_eq!(office.history()[0].state, DecisionState::Cancelled);
    let cancelled = ("clash", Reason::Cancelled);
    assert_eq!(fault(office.decide(&clash, ClashChoice::Call)), cancelled);
    let form = ClashMove {
        clash: reference(&clash),
        to: office.to(&office.first, "15:00"),
    };
    assert_eq!(fault(move_one(&mut office.clinic, &form)), cancelled);
    assert_eq!(counts(&office.page(ClashPart::Decided)), (0, 0, 0));
}

#[test]
fn what_is_not_a_decision_is_refused_and_nothing_is_moved() {
    let mut office = Office::new();
    let clash = office.clash();
    let without_time = office.decide(&clash, ClashChoice::Move);
    assert_eq!(fault(without_time), ("choice", Reason::Impossible));
    let clash_ref = reference(&clash);
    let stays = ClashMove {
        clash: clash_ref.clone(),
        to: office.to(&office.second, "13:15"),
    };
    let refused = move_one(&mut office.clinic, &stays);
    assert_eq!(fault(refused), ("startsAt", Reason::Taken));
    let third = booking(&office.mary, &office.provider, "2026-11-20T16:00:00Z");
    let third = book::book(&mut office.clinic, &third).unwrap();
    let foreign = ClashMove {
        clash: clash_ref.clone(),
        to: office.to(&third, "17:00"),
    };
    let refused = move_one(&mut office.clinic, &foreign);
    assert_eq!(fault(refused), ("appointment", Reason::Unknown));
    let with_itself = ClashRef {
        other_id: clash_ref.appointment_id.clone(),
        ..clash_ref
    };
    let refused = decide(&mut office.clinic, &with_itself, ClashChoice::Keep);
    assert!(matches!(refused, Err(Error::NotFound("appointment"))));
    assert!(office.history().is_empty());
}

#[test]
fn who_only_reads_the_diary_sees_clashes_and_decides_none() {
    let mut office = Office::new();
    let mut admin = office.machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "vera", "Viewer");
    drop(admin);
    let clash = office.clash();
    office.clinic = office.machine.sign_in("vera", PASSWORD);
    assert_eq!(office.clash().id, clash.id);
    let refused = office.decide(&clash, ClashChoice::Keep);
    assert!(matches!(
        refused,
        Err(Error::Forbidden(Right::AppointmentsWrite))
    ));
    let form = ClashMove {
        clash: reference(&clash),
        to: office.to(&office.second, "15:00"),
    };
    let refused = move_one(&mut office.clinic, &form);
    assert!(matches!(
        refused,
        Err(Error::Forbidden(Right::AppointmentsWrite))
    ));
    assert!(needs(&office.clinic).is_empty());
}

/// The clashes that need the user.
fn needs(clinic: &Clinic) -> Vec<Id> {
    let shown = today::show(clinic, &Day("2026-11-20".into())).unwrap();
    let clashes = shown.needs.into_iter();
    let clashes = clashes.filter(|need| need.kind == NeedKind::Clash);
    clashes.map(|need| need.id).collect()
}

#[test]
fn an_open_clash_needs_the_front_desk_and_its_own_dietitian() {
    let mut office = Office::new();
    let clash = office.clash();
    assert_eq!(needs(&office.clinic), std::slice::from_ref(&clash.id));
    let mut admin = office.machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "kofi", "Dietitian");
    drop(admin);
    let as_user = |name| needs(&office.machine.sign_in(name, PASSWORD));
    assert_eq!(as_user("diet"), std::slice::from_ref(&clash.id));
    assert!(as_user("kofi").is_empty(), "none of theirs");
    office.clinic = office.machine.sign_in("desk", PASSWORD);
    office.decide(&clash, ClashChoice::Call).unwrap();
    assert!(needs(&office.clinic).is_empty());
}

#[test]
fn appointments_of_two_files_of_one_patient_clash() {
    let mut office = Office::new();
    office.cancel(&office.second.clone());
    let mut admin = office.machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "kofi", "Dietitian");
    drop(admin);
    let twice = registered(&mut office.clinic, "Marie", "Okafor", "1992-03-12");
    let providers = provider_choices(&office.clinic).unwrap();
    let mut others = providers.iter().filter(|one| one.id != office.provider);
    let new = booking(&twice, &others.next().unwrap().id, "2026-11-20T13:15:00Z");
    assert!(
        book::book(&mut office.clinic, &new)
            .unwrap()
            .overlaps
            .is_empty()
    );
    assert_eq!(office.page(ClashPart::Current).rows, []);
    let mut diet = office.machine.sign_in("diet", PASSWORD);
    merged(&mut diet, &twice, &office.mary).unwrap();
    drop(diet);
    let clash = office.clash();
    assert_eq!(clash.shares, [ClashOf::Patient]);
    let shown = day::show(&office.clinic, &office.first.id).unwrap();
    assert_eq!(shown.overlaps, [clash.second.id]);
}
