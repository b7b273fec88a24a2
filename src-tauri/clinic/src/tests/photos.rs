//! Photos: who may see and set them, one a patient, out and back, of merged files, and two that were set apart.
#![allow(clippy::unwrap_used)]

use sync_contract::Entity;
use sync_contract::catalog::{PHOTO_BYTES_MAX, PatientPhoto, photo_id};
use sync_contract::field::Bytes;
use sync_contract::ids::PatientId;
use sync_contract::read_version::ReadVersion;
use uuid::Uuid;

use super::disagreement::{add_sibling, cell, stored};
use crate::audit::list::list as audit;
use crate::audit::view::AuditQuery;
use crate::conflicts::view::{FieldChoice, FieldDecision, Resolution};
use crate::conflicts::{resolve, show as conflict};
use crate::error::{Error, Reason};
use crate::export::all;
use crate::patients::merge::{MergeForm, merge, preview};
use crate::patients::view::DeletionReason;
use crate::photos::{self, NewPhoto, PhotoView};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, clinic, registered};
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, Result, chart, patients};

/// A PNG as far as its header says, with so many bytes.
fn png(dots: u8, size: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0".to_vec();
    bytes.extend([dots, 0, 0, 0, dots]);
    bytes.resize(size, dots);
    bytes
}

fn new(patient: &Id, seen: Option<&ReadVersionToken>) -> NewPhoto {
    NewPhoto {
        patient_id: patient.clone(),
        seen: seen.cloned(),
    }
}

fn set(clinic: &mut Clinic, patient: &Id, dots: u8) -> PhotoView {
    let seen = photos::show(clinic, patient).unwrap().map(|view| view.seen);
    photos::set(clinic, &new(patient, seen.as_ref()), &png(dots, 900)).unwrap()
}

fn dots(clinic: &Clinic, patient: &Id) -> u8 {
    photos::content(clinic, patient).unwrap()[19]
}

fn clinic_with_mary() -> (Machine, Clinic, Id) {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "vera", "Viewer");
    drop(admin);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut reception, "Mary", "Okafor", "1992-03-12");
    (machine, reception, mary)
}

#[test]
fn a_photo_comes_out_as_it_went_in_and_only_one_is_there() {
    let (_machine, mut reception, mary) = clinic_with_mary();
    assert_eq!(photos::show(&reception, &mary).unwrap(), None);
    assert!(matches!(
        photos::content(&reception, &mary),
        Err(Error::NotFound("photo"))
    ));
    let full = png(7, PHOTO_BYTES_MAX);
    let first = photos::set(&mut reception, &new(&mary, None), &full).unwrap();
    assert_eq!(photos::content(&reception, &mary).unwrap(), full);
    assert_eq!(
        (first.media_type.as_str(), first.size as usize),
        ("image/png", PHOTO_BYTES_MAX)
    );
    assert!(first.by.contains("desk") && first.patient_id == mary);
    assert_eq!(
        photos::show(&reception, &mary).unwrap(),
        Some(first.clone())
    );
    // one that the user has not seen is not written over
    let unseen = photos::set(&mut reception, &new(&mary, None), &png(8, 900));
    assert!(matches!(unseen, Err(Error::ChangedMeanwhile)), "{unseen:?}");
    let second = set(&mut reception, &mary, 9);
    assert_eq!((second.id, dots(&reception, &mary)), (first.id, 9));
}

#[test]
fn what_is_no_picture_or_too_large_is_refused_and_writes_nothing() {
    let (_machine, mut reception, mary) = clinic_with_mary();
    let mut wide = png(9, 900);
    wide[16] = 1;
    for (content, why) in [
        (Vec::new(), Reason::Required),
        (b"%PDF-1.7".to_vec(), Reason::Malformed),
        (png(7, PHOTO_BYTES_MAX + 1), Reason::TooLarge),
        (wide, Reason::TooLong),
    ] {
        let refused = photos::set(&mut reception, &new(&mary, None), &content).unwrap_err();
        let is_why = matches!(&refused, Error::Invalid { field: "file", reason } if *reason == why);
        assert!(is_why, "{refused:?}");
    }
    assert_eq!(photos::show(&reception, &mary).unwrap(), None);
}

#[test]
fn one_that_another_program_put_there_is_not_handed_out() {
    let (_machine, mut reception, mary) = clinic_with_mary();
    let patient: PatientId = mary.to().unwrap();
    let id = photo_id(reception.tenant(), patient);
    let row = PatientPhoto {
        id,
        patient,
        picture: Bytes(b"<svg onload=...>".to_vec()).into(),
    };
    reception
        .write("set photo", |tx| Ok::<_, Error>(tx.insert(&row)?))
        .unwrap();
    let mut out = Vec::new();
    let refused = [
        photos::content(&reception, &mary).map(drop),
        photos::save(&reception, &mary, &mut out),
    ];
    for refused in refused {
        assert!(matches!(refused, Err(Error::PhotoDamaged)), "{refused:?}");
    }
    assert!(out.is_empty());
    // and another one takes its place
    set(&mut reception, &mary, 9);
    assert_eq!(dots(&reception, &mary), 9);
}

#[test]
fn a_removed_photo_is_put_back_or_replaced() {
    let (machine, mut reception, mary) = clinic_with_mary();
    let shown = set(&mut reception, &mary, 5);
    let empty = photos::remove(&mut reception, &shown.id, &shown.seen, " ");
    assert!(matches!(empty, Err(Error::Invalid { .. })), "{empty:?}");
    let removal = photos::remove(&mut reception, &shown.id, &shown.seen, "asked for it").unwrap();
    assert_eq!(photos::show(&reception, &mary).unwrap(), None);
    assert_eq!(photos::removed(&reception, &mary).unwrap(), removal);
    photos::restore(&mut reception, &removal.id, &removal.seen).unwrap();
    assert_eq!(dots(&reception, &mary), 5);
    assert!(photos::removed(&reception, &mary).is_err());

    let shown = photos::show(&reception, &mary).unwrap().unwrap();
    photos::remove(&mut reception, &shown.id, &shown.seen, "blurred").unwrap();
    let second = photos::set(&mut reception, &new(&mary, None), &png(6, 900)).unwrap();
    assert_eq!((second.id, dots(&reception, &mary)), (shown.id, 6));
    drop(reception);
    // why it was removed is in the audit log, and no picture
    let admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let query = |action: &str| {
        let query = serde_json::json!({ "action": action, "limit": 100 });
        let query: AuditQuery = serde_json::from_value(query).unwrap();
        audit(&admin, &query).unwrap().rows
    };
    assert_eq!(
        (query("set photo").len(), query("remove photo").len()),
        (2, 2)
    );
    let row = &query("remove photo")[0];
    let entry = crate::audit::show::show(&admin, row.device_number, row.number).unwrap();
    let text = format!("{entry:?}");
    assert!(text.contains("blurred"), "{text}");
}

#[test]
fn the_front_desk_sets_photos_a_viewer_sees_them_and_no_export_has_them() {
    let (machine, mut reception, mary) = clinic_with_mary();
    set(&mut reception, &mary, 5);
    drop(reception);
    let mut viewer = machine.sign_in("vera", PASSWORD);
    assert_eq!(dots(&viewer, &mary), 5);
    let seen = photos::show(&viewer, &mary).unwrap().unwrap().seen;
    let refused = photos::set(&mut viewer, &new(&mary, Some(&seen)), &png(6, 900));
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    drop(viewer);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let mut file = Vec::new();
    all::json(&mut admin, &mut file).unwrap();
    let text = String::from_utf8(file).unwrap();
    let hex = data_encoding::HEXLOWER.encode(&png(5, 900));
    assert!(text.contains("\"patient_photos\":[") && !text.contains(&hex));
}

#[test]
fn nothing_is_set_of_a_patient_who_is_deleted() {
    let (machine, mut reception, mary) = clinic_with_mary();
    let shown = set(&mut reception, &mary, 5);
    drop(reception);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let seen = chart::show(&mut diet, &mary).unwrap().form.seen;
    let reason = DeletionReason::EnteredInError;
    patients::edit::delete(&mut diet, &mary, &seen, reason, "twice").unwrap();
    let again = photos::set(&mut diet, &new(&mary, Some(&shown.seen)), &png(6, 900));
    assert!(matches!(again, Err(Error::PatientDeleted)), "{again:?}");
}

#[test]
fn of_merged_files_the_photo_is_of_the_one_that_stays_else_of_the_other() {
    let (machine, mut reception, mary) = clinic_with_mary();
    let twice = registered(&mut reception, "Marie", "Okafor", "1992-03-12");
    let of_mary = set(&mut reception, &mary, 5);
    drop(reception);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let form = MergeForm {
        from: mary.clone(),
        into: twice.clone(),
        seen: preview(&diet, &mary, &twice).unwrap().into.seen,
        take: Vec::new(),
        checked: true,
        reason: String::new(),
    };
    merge(&mut diet, &form).unwrap();
    for file in [&mary, &twice] {
        let shown = photos::show(&diet, file).unwrap().unwrap();
        assert_eq!((&shown.id, &shown.patient_id), (&of_mary.id, &mary));
    }
    // what is set of either is in the file that stays, and is shown of both
    photos::set(&mut diet, &new(&mary, Some(&of_mary.seen)), &png(6, 900)).unwrap();
    for file in [&mary, &twice] {
        assert_eq!(dots(&diet, file), 6);
        let shown = photos::show(&diet, file).unwrap().unwrap();
        assert_eq!(shown.patient_id, twice);
    }
    // without it the other one is shown again
    let shown = photos::show(&diet, &mary).unwrap().unwrap();
    photos::remove(&mut diet, &shown.id, &shown.seen, "blurred").unwrap();
    assert_eq!(dots(&diet, &twice), 5);
    assert_eq!(photos::removed(&diet, &mary).unwrap().id, shown.id);
}

fn resolution(clinic: &Clinic, id: &Id, sibling: u32) -> Resolution {
    Resolution {
        id: id.clone(),
        seen: conflict::show(clinic, id).unwrap().seen,
        choices: vec![FieldChoice {
            key: "picture".into(),
            decision: FieldDecision::Sibling { sibling },
        }],
    }
}

/// Sets another photo without having seen the first, as two computers do.
fn set_apart(clinic: &mut Clinic, patient: &Id) -> Result<Uuid> {
    let id: Uuid = set(clinic, patient, 5).id.to()?;
    let number = PatientPhoto::CELL.photo.number;
    let before = stored(clinic, PatientPhoto::DESCRIPTOR, id);
    let unread = ReadVersionToken::of(&ReadVersion::default());
    photos::set(clinic, &new(patient, Some(&unread)), &png(6, 900))?;
    let after = stored(clinic, PatientPhoto::DESCRIPTOR, id);
    add_sibling(clinic, after, cell(&before, number));
    Ok(id)
}

#[test]
fn of_two_photos_that_were_set_apart_a_person_chooses_one() -> Result<()> {
    let (machine, mut reception, mary) = clinic_with_mary();
    set_apart(&mut reception, &mary)?;
    drop(reception);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let rows = conflict::list(&diet)?;
    assert_eq!(
        (rows.len(), rows[0].what.as_str()),
        (1, "patient_photo.photo")
    );
    let view = conflict::show(&diet, &rows[0].id)?;
    let values: Vec<_> = view.fields[0].values.iter().flatten().collect();
    assert_eq!(values, ["PNG 6 × 6, 900 B", "PNG 5 × 5, 900 B"]);
    assert!(!view.fields[0].may_combine);
    let pictures = [0, 1].map(|sibling| conflict::photo(&diet, &rows[0].id, sibling).unwrap()[19]);
    assert_eq!(pictures, [6, 5]);
    assert!(matches!(
        conflict::photo(&diet, &rows[0].id, 2),
        Err(Error::NotFound("photo"))
    ));
    let decision = resolution(&diet, &rows[0].id, 1);
    resolve::resolve(&mut diet, &decision)?;
    assert_eq!(dots(&diet, &mary), 5);
    assert!(conflict::list(&diet)?.is_empty());
    Ok(())
}
