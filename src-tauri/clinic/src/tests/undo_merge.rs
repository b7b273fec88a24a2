//! What the undoing of a merge puts back, where other merges took it on or join the same files.
#![allow(clippy::unwrap_used)]

use sync_contract::Entity;
use sync_contract::catalog::{LinkKind, Patient, PatientLink};

use super::disagreement::{CONTACT, add_sibling, cell, stored};
use super::merge::{form, merged, registered_twice};
use crate::Clinic;
use crate::chart;
use crate::conflicts::show as conflicts;
use crate::error::Error;
use crate::patients::edit;
use crate::patients::merge::{PatientField, merge};
use crate::patients::undo_merge::undo;
use crate::patients::view::MergeUndone;
use crate::testing::registered;
use crate::view::{Id, ReadVersionToken};

const TAKEN: &str = "024 555 0182";

fn phone(clinic: &mut Clinic, patient: &Id) -> String {
    chart::show(clinic, patient).unwrap().form.form.phone
}

fn set_phone(clinic: &mut Clinic, patient: &Id, phone: &str) {
    let mut edited = chart::show(clinic, patient).unwrap().form.to_edit();
    edited.form.phone = phone.into();
    edit::edit(clinic, &edited).unwrap();
}

/// Merges a file into another one, which gets its phone number. Returns the id of the merge.
fn merged_with_phone(clinic: &mut Clinic, from: &Id, into: &Id) -> Id {
    let asked = form(clinic, from, into, &[PatientField::Phone]);
    let header = merge(clinic, &asked).unwrap();
    let mut merges = header.merges.iter();
    let made = merges.find(|merge| (&merge.from.id, &merge.into.id) == (from, into));
    made.unwrap().id.clone()
}

fn read_with(undone: &MergeUndone) -> [Vec<&Id>; 2] {
    [&undone.from, &undone.into].map(|file| file.read_with.iter().map(|of| &of.id).collect())
}

#[test]
fn a_value_that_two_merges_carried_leaves_both_files_with_the_first() {
    let (_machine, mut diet, mary, twice) = registered_twice();
    let third = registered(&mut diet, "Maria", "Okafor", "1992-03-12");
    set_phone(&mut diet, &third, "024 555 0300");
    let inner = merged_with_phone(&mut diet, &twice, &mary);
    let outer = merged_with_phone(&mut diet, &mary, &third);
    assert_eq!(phone(&mut diet, &third), TAKEN);

    let undone = undo(&mut diet, &inner).unwrap();
    assert!(!undone.still_one);
    assert_eq!(read_with(&undone), [vec![], vec![&third]]);
    assert_eq!(phone(&mut diet, &mary), "");
    assert_eq!(phone(&mut diet, &third), "024 555 0300");
    assert_eq!(phone(&mut diet, &twice), TAKEN);
    let undone = undo(&mut diet, &outer).unwrap();
    let alone: [Vec<&Id>; 2] = [vec![], vec![]];
    assert_eq!(read_with(&undone), alone);
    assert_eq!(phone(&mut diet, &third), "024 555 0300");
}

#[test]
fn a_value_of_the_file_that_went_on_or_was_edited_stays_with_the_second() {
    let (_machine, mut diet, mary, twice) = registered_twice();
    let [third, fourth] = ["Maria", "Mariam"].map(|given| {
        let file = registered(&mut diet, given, "Okafor", "1992-03-12");
        set_phone(&mut diet, &file, "024 555 0300");
        file
    });
    let inner = merged_with_phone(&mut diet, &twice, &mary);
    // what was typed since is the file's own, and goes on with the next merge
    set_phone(&mut diet, &mary, "024 555 0100");
    merged_with_phone(&mut diet, &mary, &third);
    undo(&mut diet, &inner).unwrap();
    assert_eq!(phone(&mut diet, &third), "024 555 0100");
    assert_eq!(phone(&mut diet, &mary), "024 555 0100");

    let inner = merged_with_phone(&mut diet, &twice, &fourth);
    merged_with_phone(&mut diet, &fourth, &third);
    set_phone(&mut diet, &third, "024 555 0111");
    undo(&mut diet, &inner).unwrap();
    assert_eq!(phone(&mut diet, &fourth), "024 555 0300");
    assert_eq!(phone(&mut diet, &third), "024 555 0111");
}

#[test]
fn two_merges_into_one_file_are_undone_in_either_order() {
    let (_machine, mut diet, mary, twice) = registered_twice();
    let third = registered(&mut diet, "Maria", "Okafor", "1992-03-12");
    set_phone(&mut diet, &third, "024 555 0300");
    for first_goes_first in [true, false] {
        let first = merged_with_phone(&mut diet, &twice, &mary);
        let second = merged_with_phone(&mut diet, &third, &mary);
        let (one, other, left) = match first_goes_first {
            true => (first, second, "024 555 0300"),
            false => (second, first, TAKEN),
        };
        undo(&mut diet, &one).unwrap();
        assert_eq!(phone(&mut diet, &mary), left);
        undo(&mut diet, &other).unwrap();
        assert_eq!(phone(&mut diet, &mary), "", "{first_goes_first}");
    }
}

#[test]
fn files_that_another_merge_joins_as_well_are_still_one() {
    let (_machine, mut diet, mary, twice) = registered_twice();
    let merge = merged(&mut diet, &twice, &mary).unwrap().merges[0].clone();
    let (from, into) = (twice.to().unwrap(), mary.to().unwrap());
    // what another computer wrote at the same time
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
        tx.insert(&row(merge, into, LinkKind::MergedInto, from))?;
        let id = tx.new_id();
        tx.insert(&row(id, from, LinkKind::TookIn, into))?;
        Ok(())
    })
    .unwrap();
    let undone = undo(&mut diet, &merge.id).unwrap();
    assert!(undone.still_one);
    assert_eq!(read_with(&undone), [vec![&mary], vec![&twice]]);
    // the same again tells the same
    assert_eq!(undo(&mut diet, &merge.id).unwrap(), undone);
    let other = undone.patient.merges[0].id.clone();
    assert!(!undo(&mut diet, &other).unwrap().still_one);
}

#[test]
fn a_merge_whose_own_row_is_gone_from_the_file_is_not_undone() {
    let (_machine, mut diet, mary, twice) = registered_twice();
    let third = registered(&mut diet, "Maria", "Okafor", "1992-03-12");
    let inner = merged_with_phone(&mut diet, &twice, &mary);
    let outer = merged_with_phone(&mut diet, &mary, &third);
    let links = diet.read().patient_links(third.to().unwrap()).unwrap();
    let took_in = links.iter().find(|of| of.value.kind == LinkKind::TookIn);
    let took_in = took_in.unwrap().value.id.0;
    diet.unlocked().cut_row(PatientLink::DESCRIPTOR, took_in);
    // what stood in the third file is told by that row alone, and the inner merge's phone went on into it
    for merge in [&outer, &inner] {
        let refused = undo(&mut diet, merge);
        assert!(matches!(refused, Err(Error::NotAllHere)), "{refused:?}");
    }
    assert_eq!(phone(&mut diet, &third), TAKEN);
    assert_eq!(phone(&mut diet, &mary), TAKEN);
    let merges = chart::show(&mut diet, &mary).unwrap().header.merges;
    assert_eq!(merges.len(), 2);
}

#[test]
fn a_merge_is_not_undone_while_what_it_took_over_conflicts() {
    let (_machine, mut diet, mary, twice) = registered_twice();
    set_phone(&mut diet, &mary, "024 555 0199");
    let before = stored(&diet, Patient::DESCRIPTOR, mary.to().unwrap());
    let mut asked = form(&diet, &twice, &mary, &[PatientField::Phone]);
    // the merge had not seen the version that it conflicts with
    asked.seen = ReadVersionToken(String::new());
    let merge = merge(&mut diet, &asked).unwrap().merges[0].id.clone();
    let after = stored(&diet, Patient::DESCRIPTOR, mary.to().unwrap());
    add_sibling(&mut diet, after, cell(&before, CONTACT));
    let open = conflicts::list(&diet).unwrap();
    assert_eq!(open.len(), 1);

    let refused = undo(&mut diet, &merge);
    let Err(Error::ConflictOpen(id)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(Id::of(id), open[0].id);
    let shown = chart::show(&mut diet, &mary).unwrap();
    assert_eq!(shown.form.form.phone, TAKEN);
    assert_eq!(shown.header.merges.len(), 1);
}
