//! Two files of one person: merged, read as one, and parted again.
#![allow(clippy::unwrap_used)]

use sync_contract::catalog::{
    AppointmentPatient, Attendance, ErasureReason, LinkKind, PatientLink,
};
use vault::SecondSigner;
use vault::recovery::RecoveryKey;

use super::care::{entry, visit};
use super::diary::booking;
use crate::allergies;
use crate::appointments::book::book;
use crate::appointments::day::provider_choices;
use crate::chart;
use crate::diet_orders::start::start as start_order;
use crate::diet_orders::{DietOrderForm, StartedOrder};
use crate::error::{Error, Reason};
use crate::measurements::{self, MeasureKind, record};
use crate::patients::duplicates::list::DuplicateQuery;
use crate::patients::erase::{self, ErasureForm};
use crate::patients::merge::{MergeForm, PatientField, merge, preview};
use crate::patients::undo_merge::undo;
use crate::patients::view::{PatientHeader, PatientQuery, PatientSort};
use crate::patients::{deleted, duplicates, edit, list, search};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, clinic, registered};
use crate::timeline::list::list as timeline;
use crate::timeline::{TimelineEvent, TimelineQuery};
use crate::view::Id;
use crate::visits::{VisitStart, VisitType, list as visits, start};
use crate::{Clinic, Result};

/// Mary, who has a visit with a weight, and the same person registered once more with a phone number.
pub(super) fn registered_twice() -> (Machine, Clinic, Id, Id) {
    let (machine, admin) = clinic();
    drop(admin);
    let (mut diet, mary, begun) = visit(&machine);
    record::record(&mut diet, &entry(&begun, MeasureKind::Weight, "72.4 kg")).unwrap();
    let twice = registered(&mut diet, "Marie", "Okafor", "1992-03-12");
    let mut edited = chart::show(&mut diet, &twice).unwrap().form.to_edit();
    edited.form.phone = "024 555 0182".into();
    edit::edit(&mut diet, &edited).unwrap();
    (machine, diet, mary, twice)
}

pub(super) fn form(clinic: &Clinic, from: &Id, into: &Id, take: &[PatientField]) -> MergeForm {
    MergeForm {
        from: from.clone(),
        into: into.clone(),
        seen: preview(clinic, from, into).unwrap().into.seen,
        take: take.to_vec(),
        checked: false,
        reason: "Registered twice.".into(),
    }
}

pub(super) fn merged(clinic: &mut Clinic, from: &Id, into: &Id) -> Result<PatientHeader> {
    let form = form(clinic, from, into, &[]);
    merge(clinic, &form)
}

fn listed(clinic: &Clinic, text: &str) -> Vec<Id> {
    let query = PatientQuery {
        text: text.into(),
        status: None,
        dietitian_id: None,
        tag_id: None,
        is_mine: false,
        is_of_department: false,
        sort: PatientSort::Name,
        after: None,
        offset: 0,
        limit: 100,
    };
    let page = list::list(clinic, &query).unwrap();
    page.rows.into_iter().map(|row| row.patient.id).collect()
}

fn is_invalid<T>(result: &Result<T>, name: &str, why: Reason) -> bool {
    matches!(result, Err(Error::Invalid { field, reason }) if *field == name && *reason == why)
}

#[test]
fn two_files_are_read_as_one_until_they_are_parted() {
    let (_machine, mut diet, mary, twice) = registered_twice();
    let shown = preview(&diet, &mary, &twice).unwrap();
    let counts = |name: &str| {
        let of = shown.counts.iter().find(|count| count.entity == name);
        of.map(|count| (count.from, count.into))
    };
    assert_eq!(
        (counts("Visit"), counts("Measurement")),
        (Some((1, 0)), Some((1, 0)))
    );
    assert_eq!(
        shown.differing,
        [PatientField::GivenName, PatientField::Phone]
    );
    assert!(!shown.needs_check);

    let header = merged(&mut diet, &mary, &twice).unwrap();
    assert_eq!(
        (header.patient.id.clone(), header.shown_under),
        (twice.clone(), None)
    );
    let view = &header.merges[0];
    assert_eq!((&view.from.id, &view.into.id), (&mary, &twice));
    assert_eq!(view.reason, "Registered twice.");
    for file in [&mary, &twice] {
        assert_eq!(visits::list(&diet, file).unwrap().len(), 1);
        let weights = measurements::list::list(&diet, file).unwrap();
        assert_eq!(weights.len(), 1, "{weights:?}");
        assert!(!timeline(&diet, &all_of(file)).unwrap().rows.is_empty());
    }
    assert_eq!(listed(&diet, ""), std::slice::from_ref(&twice));
    // the name of the file that went leads to the one that stays
    assert_eq!(listed(&diet, "Mary"), std::slice::from_ref(&twice));
    let hits = search::search(&diet, "Mary Okafor", 5).unwrap().hits;
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].patient.id, twice);
    let like = chart::show(&mut diet, &mary).unwrap().form.form;
    let likely = duplicates::duplicates(&diet, &like).unwrap();
    assert_eq!(likely.len(), 1, "{likely:?}");
    assert_eq!(likely[0].patient.id, twice);
    let other = chart::show(&mut diet, &mary).unwrap().header;
    assert_eq!(other.shown_under.unwrap().id, twice);
    assert!(header.namesakes.is_empty());

    let undone = undo(&mut diet, &view.id).unwrap();
    assert!(!undone.still_one && undone.into.read_with.is_empty());
    let parted = undone.patient;
    assert_eq!(
        (parted.patient.id, parted.shown_under),
        (mary.clone(), None)
    );
    assert!(parted.merges.is_empty());
    assert!(visits::list(&diet, &twice).unwrap().is_empty());
    assert_eq!(visits::list(&diet, &mary).unwrap().len(), 1);
    assert_eq!(listed(&diet, "").len(), 2);
    // once more changes nothing, and they can be merged anew, the other way about
    undo(&mut diet, &view.id).unwrap();
    merged(&mut diet, &twice, &mary).unwrap();
    assert_eq!(listed(&diet, ""), [mary]);
}

#[test]
fn the_diet_orders_of_both_files_are_shown_before_a_merge() {
    let (machine, mut diet, mary, twice) = registered_twice();
    let order = |clinic: &mut Clinic, patient: &Id, food, fluid| {
        machine.clock.advance_s(3600);
        let form = DietOrderForm {
            food_level: Some(food),
            fluid_level: Some(fluid),
            supplements: Vec::new(),
            tube_feed: None,
            remark: String::new(),
        };
        let started = start_order(clinic, patient, &form, true).unwrap();
        assert!(matches!(started, StartedOrder::Started { .. }));
    };
    order(&mut diet, &mary, 4, 3);
    let shown = preview(&diet, &twice, &mary).unwrap();
    assert_eq!(shown.diet_orders, None);
    order(&mut diet, &twice, 7, 0);
    let orders = |from, into| preview(&diet, from, into).unwrap().diet_orders.unwrap();
    let shown = orders(&twice, &mary);
    assert_eq!((shown.from.food_level, shown.from.counts), (Some(7), true));
    assert_eq!((shown.into.food_level, shown.into.counts), (Some(4), false));
    let shown = orders(&mary, &twice);
    assert_eq!((shown.from.counts, shown.into.counts), (false, true));
}

fn all_of(patient: &Id) -> TimelineQuery {
    TimelineQuery {
        patient_id: patient.clone(),
        group: None,
        after: None,
        limit: 50,
    }
}

/// What the timeline of a file says of merges, the newest first.
fn merges_of_timeline(clinic: &Clinic, file: &Id) -> Vec<TimelineEvent> {
    let rows = timeline(clinic, &all_of(file)).unwrap().rows;
    let events = rows.into_iter().map(|row| row.event);
    let is_merge = |event: &TimelineEvent| {
        matches!(
            event,
            TimelineEvent::Merged { .. } | TimelineEvent::Parted { .. }
        )
    };
    events.filter(is_merge).collect()
}

#[test]
fn a_merge_and_its_undoing_are_in_the_timeline_of_both_files() {
    let (machine, mut diet, mary, twice) = registered_twice();
    let number = |clinic: &mut Clinic, file: &Id| {
        let header = chart::show(clinic, file).unwrap().header;
        header.patient.file_number
    };
    let (from, into) = (number(&mut diet, &mary), number(&mut diet, &twice));
    assert!(merges_of_timeline(&diet, &mary).is_empty());
    machine.clock.advance_s(60);
    let header = merged(&mut diet, &mary, &twice).unwrap();
    let was_merged = TimelineEvent::Merged {
        from: from.clone(),
        into: into.clone(),
    };
    for file in [&mary, &twice] {
        // both files tell it, and it is one event
        assert_eq!(
            merges_of_timeline(&diet, file),
            std::slice::from_ref(&was_merged)
        );
    }
    let shown = timeline(&diet, &all_of(&twice)).unwrap().rows;
    assert_eq!(shown[0].event, was_merged);
    assert_eq!(shown[0].by, "diet Test");

    machine.clock.advance_s(60);
    undo(&mut diet, &header.merges[0].id).unwrap();
    let was_parted = TimelineEvent::Parted { from, into };
    for file in [&mary, &twice] {
        assert_eq!(
            merges_of_timeline(&diet, file),
            [was_parted.clone(), was_merged.clone()]
        );
    }
}

#[test]
fn what_was_taken_over_goes_back_unless_it_was_edited_since() {
    let (_machine, mut diet, mary, twice) = registered_twice();
    let take = [PatientField::Phone, PatientField::GivenName];
    let asked = form(&diet, &twice, &mary, &take);
    let header = merge(&mut diet, &asked).unwrap();
    assert_eq!(header.patient.name, "Marie Okafor");
    let mut edited = chart::show(&mut diet, &mary).unwrap().form.to_edit();
    assert_eq!(edited.form.phone, "024 555 0182");
    edited.form.given_name = "Maria".into();
    edit::edit(&mut diet, &edited).unwrap();

    undo(&mut diet, &header.merges[0].id).unwrap();
    let now = chart::show(&mut diet, &mary).unwrap().form.form;
    assert_eq!((now.given_name.as_str(), now.phone.as_str()), ("Maria", ""));
    let gone = chart::show(&mut diet, &twice).unwrap().form.form;
    assert_eq!(gone.phone, "024 555 0182");
}

#[test]
fn files_that_cannot_be_merged_are_refused() {
    let (_machine, mut diet, mary, twice) = registered_twice();
    let born_later = registered(&mut diet, "Mary", "Okafor", "1993-03-12");
    assert!(is_invalid(
        &preview(&diet, &mary, &mary),
        "into",
        Reason::Taken
    ));
    let mut asked = form(&diet, &born_later, &mary, &[]);
    assert!(is_invalid(
        &merge(&mut diet, &asked),
        "checked",
        Reason::Required
    ));
    asked.checked = true;
    merge(&mut diet, &asked).unwrap();
    for (from, into, field, reason) in [
        (&born_later, &mary, "into", Reason::Taken),
        (&born_later, &twice, "from", Reason::OutOfOrder),
        (&twice, &born_later, "into", Reason::OutOfOrder),
    ] {
        let refused = preview(&diet, from, into);
        assert!(is_invalid(&refused, field, reason), "{refused:?}");
        let asked = MergeForm {
            from: from.clone(),
            into: into.clone(),
            ..asked.clone()
        };
        let refused = merge(&mut diet, &asked);
        assert!(is_invalid(&refused, field, reason), "{refused:?}");
    }
    // what is shown elsewhere is not deleted under the other one's feet, and goes with it
    let seen = chart::show(&mut diet, &born_later).unwrap().form.seen;
    let deleted = edit::delete(
        &mut diet,
        &born_later,
        &seen,
        crate::patients::view::DeletionReason::Other,
        "",
    );
    assert!(is_invalid(&deleted, "id", Reason::OutOfOrder));
    let seen = chart::show(&mut diet, &mary).unwrap().form.seen;
    edit::delete(
        &mut diet,
        &mary,
        &seen,
        crate::patients::view::DeletionReason::Other,
        "",
    )
    .unwrap();
    let edited = chart::show(&mut diet, &born_later).unwrap();
    assert!(edited.header.deleted_at.is_some());
    // the files that were merged are one patient there, too
    let listed = deleted::list(&diet).unwrap();
    let ids: Vec<_> = listed.iter().map(|row| &row.patient.id).collect();
    assert_eq!(ids, [&mary]);
    let refused = edit::edit(&mut diet, &edited.form.to_edit());
    assert!(matches!(refused, Err(Error::PatientDeleted)));
    let merge = edited.header.merges[0].id.clone();
    assert!(matches!(
        undo(&mut diet, &merge),
        Err(Error::PatientDeleted)
    ));
}

#[test]
fn what_belongs_together_across_files_is_written_in_its_own() {
    let (_machine, mut diet, mary, twice) = registered_twice();
    merged(&mut diet, &mary, &twice).unwrap();
    // the visit that is open in one file is the one that goes on in the other
    let again = VisitStart {
        patient_id: twice.clone(),
        appointment_id: None,
        r#type: VisitType::Initial,
    };
    let begun = start::start(&mut diet, &again).unwrap();
    assert!(begun.already_open);
    let allergy = serde_json::from_value(serde_json::json!({
        "substance": "Peanut", "code": "", "kind": "food", "reaction": "", "severity": "unknown",
        "status": "active", "onset": "",
    }))
    .unwrap();
    allergies::add(&mut diet, &mary, &allergy).unwrap();
    let header = chart::show(&mut diet, &twice).unwrap().header;
    assert_eq!(header.allergies.len(), 1);
}

#[test]
fn an_appointment_of_both_files_is_listed_once() {
    let (machine, mut diet, mary, twice) = registered_twice();
    let mut reception = machine.sign_in("desk", PASSWORD);
    let provider = provider_choices(&reception).unwrap().remove(0).id;
    let new = booking(&mary, &provider, "2026-11-20T13:00:00Z");
    let booked = book(&mut reception, &new).unwrap();
    let (appointment, patient) = (booked.id.to().unwrap(), twice.to().unwrap());
    reception
        .write("book appointment", |tx| {
            let id = tx.new_id();
            tx.insert(&AppointmentPatient {
                id,
                patient,
                appointment,
                reason: None.into(),
                notes: None.into(),
                attendance: Attendance::Expected,
            })?;
            Result::Ok(())
        })
        .unwrap();
    merged(&mut diet, &mary, &twice).unwrap();
    let listed = chart::show(&mut diet, &twice).unwrap().appointments;
    assert_eq!(listed.len(), 1);
    assert!(listed[0].overlaps.is_empty());
}

#[test]
fn merges_of_two_computers_join_all_that_they_name() {
    let (_machine, mut diet, mary, twice) = registered_twice();
    let third = registered(&mut diet, "Maria", "Okafor", "1992-03-12");
    merged(&mut diet, &mary, &twice).unwrap();
    // what another computer wrote at the same time: the same file into a third one, and both into each other
    for (from, into) in [(&mary, &third), (&twice, &mary)] {
        let (from, into) = (from.to().unwrap(), into.to().unwrap());
        diet.write("merge patients", |tx| {
            let merge = tx.new_id();
            let row = |id, patient, kind, other| PatientLink {
                id,
                patient,
                merge,
                kind,
                other,
                reason: None.into(),
                taken: None.into(),
            };
            tx.insert(&row(merge, from, LinkKind::MergedInto, into))?;
            let id = tx.new_id();
            tx.insert(&row(id, into, LinkKind::TookIn, from))?;
            Ok(())
        })
        .unwrap();
    }
    let shown = listed(&diet, "");
    assert_eq!(shown.len(), 1);
    for file in [&mary, &twice, &third] {
        let header = chart::show(&mut diet, file).unwrap().header;
        assert_eq!(header.merges.len(), 3);
        let under = header.shown_under.map_or(file.clone(), |under| under.id);
        assert_eq!(under, shown[0]);
        assert_eq!(visits::list(&diet, file).unwrap().len(), 1);
    }
    let merges = chart::show(&mut diet, &mary).unwrap().header.merges;
    for merge in merges {
        undo(&mut diet, &merge.id).unwrap();
    }
    assert_eq!(listed(&diet, "").len(), 3);
}

/// No file is erased that the user was not shown.
#[test]
fn a_file_that_was_merged_meanwhile_is_not_erased_unseen() {
    let (machine, mut diet, mary, twice) = registered_twice();
    merged(&mut diet, &twice, &mary).unwrap();
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let mut erasure = ErasureForm {
        id: mary.clone(),
        reason: ErasureReason::PatientRequest,
        file_number: chart::show(&mut admin, &mary)
            .unwrap()
            .header
            .patient
            .file_number,
        merged: Vec::new(),
    };
    let key = RecoveryKey::generate();
    let refused = |admin: &mut Clinic, form: &ErasureForm| {
        let seconded = erase::second(admin, form, &SecondSigner::Recovery(&key));
        seconded.err().unwrap()
    };
    let unseen = refused(&mut admin, &erasure);
    assert!(matches!(unseen, Error::ChangedMeanwhile), "{unseen:?}");
    erasure.merged = vec![twice];
    // what was shown is asked of the signer
    let signer = refused(&mut admin, &erasure);
    assert!(!matches!(signer, Error::ChangedMeanwhile), "{signer:?}");
}

#[test]
fn likely_pairs_are_listed_until_they_are_one_patient() {
    let (machine, mut diet, mary, twice) = registered_twice();
    registered(&mut diet, "Karim", "Haddad", "1980-06-02");
    let pairs = |clinic: &Clinic, offset| {
        let query = DuplicateQuery { offset, limit: 1 };
        let page = duplicates::list::list(clinic, &query).unwrap();
        let ids = page.rows.into_iter();
        let ids: Vec<_> = ids.map(|row| (row.first.id, row.second.id)).collect();
        (ids, page.total)
    };
    let pair = |one: &Id, other: &Id| {
        (
            one.clone().min(other.clone()),
            one.clone().max(other.clone()),
        )
    };
    // Mary and Marie are two letters apart
    assert_eq!(pairs(&diet, 0), (vec![], 0));

    // the same name comes before a similar one, and Marye is one letter from each
    let thrice = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let marye = registered(&mut diet, "Marye", "Okafor", "1992-03-12");
    assert_eq!(pairs(&diet, 0), (vec![pair(&mary, &thrice)], 4));
    assert_eq!(pairs(&diet, 4), (vec![], 4));

    // merged files are one patient
    merged(&mut diet, &twice, &mary).unwrap();
    assert_eq!(pairs(&diet, 0), (vec![pair(&mary, &thrice)], 3));

    let seen = chart::show(&mut diet, &thrice).unwrap().form.seen;
    let reason = crate::patients::view::DeletionReason::Other;
    edit::delete(&mut diet, &thrice, &seen, reason, "by mistake").unwrap();
    assert_eq!(pairs(&diet, 0), (vec![pair(&mary, &marye)], 1));
    drop(diet);

    let reception = machine.sign_in("desk", PASSWORD);
    let query = DuplicateQuery {
        offset: 0,
        limit: 1,
    };
    let refused = duplicates::list::list(&reception, &query);
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}
