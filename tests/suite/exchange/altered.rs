//! Bytes altered at the server, in a row that several devices may create: they block the row for no user.

use clinic::clinic_foods::allergens::{self, CorrectionForm};
use clinic::foods::Allergen;
use clinic::patients::merge;
use clinic::patients::merge::MergeForm;
use clinic::patients::undo_merge::undo;
use clinic::view::{Id, ScreenLanguage};
use clinic::{conflicts::offer::offer_again, profile};
use support::{Device, Samples, TestClinic, block_on};
use sync_contract::catalog::{
    AllergenCorrection, LinkKind, Patient, PatientLink, PatientProfile, allergen_correction_id,
    profile_id,
};
use sync_contract::entity::{CREATED, Entity};
use sync_contract::ids::{PatientId, TenantId};
use sync_contract::pull::RowState;
use sync_contract::{Catalog, Value};

fn history(device: &mut Device, patient: PatientId) -> String {
    profile::show(device.clinic(), patient)
        .unwrap()
        .form
        .history
}

fn write(device: &mut Device, patient: PatientId, history: Option<&str>, remarks: Option<&str>) {
    let before = profile::show(device.clinic(), patient).unwrap();
    let mut after = before.clone();
    for (field, text) in [
        (&mut after.form.history, history),
        (&mut after.form.remarks, remarks),
    ] {
        text.into_iter().for_each(|text| text.clone_into(field));
    }
    profile::edit(device.clinic(), &before.form, &after).unwrap();
}

/// Replaces the tags of some cells at the server. The row's sender could do the same, since tags are not signed.
fn shut(clinic: &TestClinic, row: &RowState, cells: &[u8]) {
    let descriptor = Catalog::by_number(row.entity).unwrap();
    block_on(async {
        let client = clinic.database.as_superuser().await;
        let sql = format!(
            "update {} set cells = overlay(cells placing $2 from position($1 in cells)) where id = $3",
            descriptor.table
        );
        for cell in cells {
            let tag = row.cell(*cell).unwrap().tag.to_vec();
            let changed = client
                .execute(&sql, &[&tag, &vec![7_u8; 16], &row.row])
                .await;
            assert_eq!(changed.unwrap(), 1);
        }
    });
}

/// The others write before or after the altered row arrives.
#[test]
fn a_creation_that_nothing_proves_shuts_a_row_to_no_user() {
    for is_before in [false, true] {
        let (clinic, mut first) =
            TestClinic::create_with(&[("bo", "Dietitian"), ("cy", "Dietitian")]);
        let row = Samples::new(clinic.tenant).row(Patient::DESCRIPTOR, 0);
        let patient = PatientId(row.id);
        first.sign_in_here("ada");
        first.insert(&row).unwrap();
        first.sync();
        let mut second = clinic.enrol(&mut first, "bo");
        let mut third = clinic.enrol(&mut first, "cy");
        if is_before {
            write(&mut second, patient, Some("anaphylaxis to peanuts"), None);
        }
        write(&mut first, patient, None, Some("likes tea"));
        first.sync();
        let id = profile_id(TenantId(clinic.tenant), patient).0;
        let row = first.row(PatientProfile::DESCRIPTOR, id).unwrap();
        shut(&clinic, &row, &[CREATED]);
        second.sync();
        third.sync();
        // its verified cells are read, even by a user without the right to write there
        assert_eq!(
            profile::show(third.clinic(), patient).unwrap().form.remarks,
            "likes tea"
        );
        if !is_before {
            write(&mut second, patient, Some("anaphylaxis to peanuts"), None);
            second.sync();
            third.sync();
        }
        assert_eq!(history(&mut third, patient), "anaphylaxis to peanuts");
        assert_eq!(offer_again(second.clinic()).unwrap(), 1);
        assert_eq!(offer_again(second.clinic()).unwrap(), 0, "it waits");
        second.sync();
        let mut late = clinic.enrol(&mut first, "bo");
        for device in [&mut first, &mut second, &mut third, &mut late] {
            device.sync();
            assert_eq!(history(device, patient), "anaphylaxis to peanuts");
            let row = device.row(PatientProfile::DESCRIPTOR, id).unwrap();
            assert!(row.cell(CREATED).is_some() && row.siblings.is_empty());
            assert_eq!(device.read().quarantined().unwrap().len(), 0);
            assert_eq!(offer_again(device.clinic()).unwrap_or(0), 0);
        }
    }
}

/// An append-only row is never replaced, so a false one takes only its author's own id: a concurrent undo of the same
/// merge by another user is valid on every device.
#[test]
fn an_undoing_that_nothing_proves_stops_no_colleague() {
    let (clinic, mut first) = TestClinic::create_with(&[("bo", "Admin"), ("cy", "Admin")]);
    let mut samples = Samples::new(clinic.tenant);
    let [from, into] = [0, 1].map(|at| samples.row(Patient::DESCRIPTOR, at));
    first.sign_in_here("ada");
    for row in [&from, &into] {
        first.insert(row).unwrap();
    }
    let [from, into] = [from.id, into.id].map(|id| Id::of(PatientId(id)));
    let seen = merge::preview(first.clinic(), &from, &into)
        .unwrap()
        .into
        .seen;
    let form = MergeForm {
        from: from.clone(),
        into,
        seen,
        take: Vec::new(),
        checked: true,
        reason: String::new(),
    };
    merge::merge(first.clinic(), &form).unwrap();
    first.sync();
    let mut second = clinic.enrol(&mut first, "bo");
    let mut third = clinic.enrol(&mut first, "cy");
    let files = |device: &mut Device| {
        let file = from.to::<PatientId>().unwrap();
        device.read().files_of(file).unwrap().patients.len()
    };
    let merged = second.rows(PatientLink::DESCRIPTOR);
    let merge = PatientLink::FIELD.merge.in_row(&merged[0]).unwrap();
    let merge = Id::of(merge.as_uuid().unwrap());
    for device in [&mut first, &mut second] {
        assert_eq!(files(device), 2);
        undo(device.clinic(), &merge).unwrap();
    }
    first.sync();
    let parted = Value::Text(LinkKind::Parted.as_str().into());
    let is_parted = |row: &RowState| PatientLink::FIELD.kind.in_row(row) == Some(&parted);
    let links = first.rows(PatientLink::DESCRIPTOR);
    for row in links.iter().filter(|row| is_parted(row)) {
        shut(&clinic, row, &[CREATED, PatientLink::CELL.link.number]);
    }
    second.sync();
    for device in [&mut second, &mut third] {
        device.sync();
        assert_eq!(files(device), 0, "each is read alone");
    }
}

/// Where the server derives the id from another cell, that one comes with the new creation.
#[test]
fn a_correction_of_allergens_that_nothing_proves_is_shut_to_no_user() {
    let (clinic, mut first) = TestClinic::create_with(&[("bo", "Dietitian"), ("cy", "Dietitian")]);
    first.sign_in_here("ada");
    let food = "01077";
    let correct = |device: &mut Device, contains: &[Allergen]| {
        let known = allergens::show(device.clinic(), food, ScreenLanguage::En).unwrap();
        let form = CorrectionForm {
            food: food.to_owned(),
            seen: known.seen,
            contains: contains.to_vec(),
            free_of: Vec::new(),
            is_active: true,
        };
        allergens::correct(device.clinic(), &form, ScreenLanguage::En).unwrap();
    };
    correct(&mut first, &[Allergen::Milk]);
    first.sync();
    let id = allergen_correction_id(TenantId(clinic.tenant), food).0;
    let row = first.row(AllergenCorrection::DESCRIPTOR, id).unwrap();
    shut(&clinic, &row, &[CREATED]);
    let mut second = clinic.enrol(&mut first, "bo");
    let mut third = clinic.enrol(&mut first, "cy");
    correct(&mut second, &[Allergen::Milk, Allergen::Nuts]);
    second.sync();
    assert_eq!(offer_again(second.clinic()).unwrap(), 1);
    second.sync();
    assert_eq!(
        second.clinic().unlocked().vault().rejected().unwrap().len(),
        0
    );
    let mut late = clinic.enrol(&mut first, "bo");
    for device in [&mut first, &mut second, &mut third, &mut late] {
        device.sync();
        let known = allergens::show(device.clinic(), food, ScreenLanguage::En).unwrap();
        assert_eq!(known.allergens.contains, [Allergen::Milk, Allergen::Nuts]);
        let row = device.row(AllergenCorrection::DESCRIPTOR, id).unwrap();
        assert!(row.cell(CREATED).is_some() && row.siblings.is_empty());
        assert_eq!(device.read().quarantined().unwrap().len(), 0);
        assert_eq!(offer_again(device.clinic()).unwrap_or(0), 0);
    }
}
