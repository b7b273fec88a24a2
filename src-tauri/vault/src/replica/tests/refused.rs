//! Rows of which no cell passed its check: nothing is stored of them, and each list of their kind says so.

use std::collections::BTreeSet;

use sync_contract::Descriptor;
use sync_contract::catalog::Allergy;
use sync_contract::field::Time;

use super::*;
use crate::sample::{populate, sampled_entities};

/// A row of an entity as the server sends it, under an id that this device does not have, with no tag of the clinic.
fn untagged(unlocked: &Unlocked, descriptor: &'static Descriptor, number: u128) -> RowState {
    let all = unlocked.read().all_rows(descriptor).unwrap();
    let stored = rows::load(&unlocked.vault().conn, descriptor, all[0].value.id);
    let mut row = stored.unwrap().unwrap();
    row.row = Uuid::from_u128(number);
    row.siblings.clear();
    for cell in &mut row.cells {
        cell.tag = [0; 16];
    }
    row
}

/// The entities of which a read of this has found something damaged.
fn damaged(unlocked: &Unlocked) -> BTreeSet<u16> {
    let damage = unlocked.take_damage().into_iter();
    damage
        .filter(|damage| damage.damaged > 0)
        .map(|damage| damage.entity)
        .collect()
}

#[test]
fn each_list_names_a_row_of_its_kind_that_was_refused() {
    let (_machine, mut unlocked) = clinic();
    accept_all(unlocked.vault_mut());
    populate(&mut unlocked, 1, Time(10));
    accept_all(unlocked.vault_mut());
    unlocked
        .vault()
        .conn
        .execute("delete from quarantined", [])
        .unwrap();
    let of_patients: Vec<_> = sampled_entities()
        .filter(|entity| entity.of_patient)
        .collect();
    let sent: Vec<_> = of_patients
        .iter()
        .map(|descriptor| {
            untagged(
                &unlocked,
                descriptor,
                1 << 90 | u128::from(descriptor.number),
            )
        })
        .collect();
    let read = |descriptor: &'static Descriptor, row: &RowState| {
        let patient = PatientId(row.patient.unwrap());
        unlocked
            .read()
            .rows_of_patient(descriptor, patient)
            .unwrap();
    };
    for (descriptor, row) in of_patients.iter().zip(&sent) {
        read(descriptor, row);
        unlocked.read().look_over(descriptor).unwrap();
    }
    assert_eq!(damaged(&unlocked), BTreeSet::new());
    for row in &sent {
        assert!(row.patient.is_some(), "{}", row.entity);
    }
    apply(unlocked.vault_mut(), &page(2, sent.clone()));
    for (descriptor, row) in of_patients.iter().zip(&sent) {
        let patient = PatientId(row.patient.unwrap());
        let reader = unlocked.read();
        reader.rows_of_patient(descriptor, patient).unwrap();
        assert_eq!(
            damaged(&unlocked),
            [row.entity].into(),
            "{}",
            descriptor.name
        );
        // a list that finds rows by their clear columns
        reader.look_over(descriptor).unwrap();
        assert_eq!(
            damaged(&unlocked),
            [row.entity].into(),
            "{}",
            descriptor.name
        );
    }
}

#[test]
fn a_list_is_complete_again_once_the_row_has_come() {
    let (_machine, mut unlocked) = clinic();
    accept_all(unlocked.vault_mut());
    populate(&mut unlocked, 1, Time(10));
    accept_all(unlocked.vault_mut());
    let all = unlocked.read().all_rows(Allergy::DESCRIPTOR).unwrap();
    let (id, patient) = (all[0].value.id, PatientId(all[0].value.patient.unwrap()));
    let conn = &unlocked.vault().conn;
    let sent = rows::load(conn, Allergy::DESCRIPTOR, id).unwrap().unwrap();
    conn.execute("delete from allergies where id = ?1", [id.as_bytes()])
        .unwrap();
    let mut forged = sent.clone();
    for cell in &mut forged.cells {
        cell.tag = [0; 16];
    }
    let shown = |unlocked: &Unlocked| {
        let rows = unlocked.read().allergies(patient).unwrap().len();
        (
            rows,
            damaged(unlocked).contains(&Allergy::DESCRIPTOR.number),
        )
    };
    let count = shown(&unlocked).0;
    apply(unlocked.vault_mut(), &page(2, vec![forged]));
    assert_eq!(shown(&unlocked), (count, true));
    apply(unlocked.vault_mut(), &page(3, vec![sent]));
    assert_eq!(shown(&unlocked), (count + 1, false));
}

#[test]
fn a_list_of_the_clinic_names_a_row_that_was_refused() {
    let (_machine, mut unlocked) = clinic();
    accept_all(unlocked.vault_mut());
    populate(&mut unlocked, 1, Time(10));
    accept_all(unlocked.vault_mut());
    let conn = &unlocked.vault().conn;
    conn.execute("delete from quarantined", []).unwrap();
    let of_clinic: Vec<_> = sampled_entities()
        .filter(|entity| !entity.of_patient)
        .collect();
    let sent = of_clinic.iter().map(|descriptor| {
        untagged(
            &unlocked,
            descriptor,
            1 << 90 | u128::from(descriptor.number),
        )
    });
    let sent: Vec<_> = sent.collect();
    unlocked.take_damage();
    apply(unlocked.vault_mut(), &page(2, sent.clone()));
    for (descriptor, row) in of_clinic.iter().zip(&sent) {
        unlocked.read().look_over(descriptor).unwrap();
        let name = descriptor.name;
        assert!(damaged(&unlocked).contains(&row.entity), "{name}");
    }
}
