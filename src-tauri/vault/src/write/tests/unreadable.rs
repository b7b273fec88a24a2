//! What a colleague's altered program sealed so that it does not open, and tagged well.

use sync_contract::pull::RowState;
use sync_contract::{CellState, Clock};

use super::*;
use crate::session::cells::RowKeys;
use crate::write::tx::WriteTx;

const CONTACT: u8 = Patient::CELL.contact.number;
const BIRTH: u8 = Patient::CELL.birth.number;
const THEIRS: Clock = Clock {
    unix_ms: 1_900_000_000_000,
    counter: 0,
    device: 66,
};

/// A version that a colleague wrote over what was there.
fn overwritten(state: &mut CellState, alter: impl FnOnce(&mut [u8])) {
    state.clock = THEIRS;
    alter(state.sealed.as_mut().unwrap());
}

fn flipped(sealed: &mut [u8]) {
    *sealed.last_mut().unwrap() ^= 1;
}

fn cell(row: &mut RowState, number: u8) -> &mut CellState {
    let mut cells = row.cells.iter_mut();
    cells.find(|cell| cell.cell == number).unwrap()
}

/// Returns a patient with one cell that a colleague has overwritten.
fn patient_without(
    unlocked: &mut Unlocked,
    number: u8,
    alter: impl FnOnce(&mut [u8]),
) -> PatientId {
    let id = register(unlocked, "Okafor");
    unlocked.forge_row(Patient::DESCRIPTOR, id.0, |row| {
        overwritten(cell(row, number), alter);
    });
    id
}

fn edit(unlocked: &mut Unlocked, id: PatientId, change: impl FnOnce(&mut Patient)) -> Result<bool> {
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    let mut value = stored.value;
    change(&mut value);
    unlocked.write("edit patient", |tx| tx.update(&value, &stored.seen))
}

#[test]
fn what_does_not_open_for_anybody_is_written_over_by_who_gives_it_anew() {
    let (_machine, mut unlocked) = clinic();
    let id = patient_without(&mut unlocked, CONTACT, flipped);
    let shown = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    assert_eq!(shown.damaged, [CONTACT]);
    // what touches another cell leaves it as it is
    edit(&mut unlocked, id, |patient| {
        patient.status = PatientStatus::OnHold
    })
    .unwrap();
    assert!(
        last_writes(&unlocked)
            .iter()
            .all(|write| write.state.cell != CONTACT)
    );

    let phones: Phi<_, _> = Some("024 555 0182".try_into().unwrap()).into();
    edit(&mut unlocked, id, |patient| patient.phones = phones.clone()).unwrap();
    let writes = last_writes(&unlocked);
    let written = writes
        .iter()
        .find(|write| write.state.cell == CONTACT)
        .unwrap();
    assert!(written.base.contains(&THEIRS) && written.state.clock > THEIRS);
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    assert_eq!(stored.value.phones, phones);
    // nothing of an undecryptable value is carried over
    assert_eq!(stored.value.email.open(), Some(&None));
    assert!(stored.damaged.is_empty());
}

#[test]
fn what_opens_to_other_values_than_it_declares_is_written_over_too() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let (spec, tenant) = (Patient::CELL.contact, unlocked.vault.tenant().0);
    let address = Address {
        tenant,
        entity: Patient::DESCRIPTOR.number,
        row: id.0,
        cell: CONTACT,
    };
    let mut row = rows::load(&unlocked.vault.conn, Patient::DESCRIPTOR, id.0)
        .unwrap()
        .unwrap();
    let state = cell(&mut row, CONTACT);
    state.clock = THEIRS;
    let number = spec.fields.iter().find(|field| field.is_sealed()).unwrap();
    let inner = [(number.number, Value::Int(7))];
    let (mut keys, random) = (RowKeys::default(), &mut unlocked.vault.env.random);
    let sealed = unlocked
        .session
        .seal(&mut keys, spec, address, state, &inner, random);
    let sealed = sealed.unwrap();
    unlocked.forge_row(Patient::DESCRIPTOR, id.0, |row| {
        let state = cell(row, CONTACT);
        (state.clock, state.sealed) = (THEIRS, sealed);
    });
    let email: Phi<_, _> = Some("ada@example.org".try_into().unwrap()).into();
    edit(&mut unlocked, id, |patient| patient.email = email.clone()).unwrap();
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    assert_eq!((stored.value.email, stored.damaged.len()), (email, 0));
}

/// An edit of a clear value alone decides nothing about the sealed values of the same cell.
#[test]
fn who_gives_nothing_sealed_of_it_writes_over_nothing() {
    let (_machine, mut unlocked) = clinic();
    let id = patient_without(&mut unlocked, BIRTH, flipped);
    let sealed = |unlocked: &Unlocked| {
        let conn = &unlocked.vault.conn;
        let mut row = rows::load(conn, Patient::DESCRIPTOR, id.0)
            .unwrap()
            .unwrap();
        cell(&mut row, BIRTH).sealed.clone()
    };
    let before = sealed(&unlocked);
    let refused = edit(&mut unlocked, id, |patient| patient.sex = Sex::Male);
    assert!(matches!(refused, Err(Error::Unreadable)), "{refused:?}");
    assert_eq!(sealed(&unlocked), before);
}

#[test]
fn what_is_under_a_key_that_has_not_come_is_never_written_over() {
    let (_machine, mut unlocked) = clinic();
    // of a later epoch of the same compartment
    let id = patient_without(&mut unlocked, CONTACT, |sealed| sealed[4] = 9);
    let phones: Phi<_, _> = Some("024 555 0182".try_into().unwrap()).into();
    let refused = edit(&mut unlocked, id, |patient| patient.phones = phones);
    assert!(matches!(refused, Err(Error::NoKey)), "{refused:?}");
}

#[test]
fn a_version_that_does_not_open_hinders_no_decision() {
    for is_shown_damaged in [false, true] {
        let (_machine, mut unlocked) = clinic();
        let id = register(&mut unlocked, "Okafor");
        let conn = &unlocked.vault.conn;
        let mut good = rows::load(conn, Patient::DESCRIPTOR, id.0)
            .unwrap()
            .unwrap();
        let good = cell(&mut good, CONTACT).clone();
        unlocked.forge_row(Patient::DESCRIPTOR, id.0, |row| {
            overwritten(cell(row, CONTACT), flipped);
        });
        let mut bad = rows::load(&unlocked.vault.conn, Patient::DESCRIPTOR, id.0)
            .unwrap()
            .unwrap();
        let bad = cell(&mut bad, CONTACT).clone();
        let (shown, sibling) = match is_shown_damaged {
            true => (bad, good.clone()),
            false => (good.clone(), bad),
        };
        unlocked.forge_row(Patient::DESCRIPTOR, id.0, |row| *cell(row, CONTACT) = shown);
        unlocked.add_sibling(Patient::DESCRIPTOR, id.0, &sibling);
        let conflict = unlocked.read().conflicts().unwrap().remove(0);
        assert!(conflict.is_open() && !conflict.is_equal());
        assert_eq!(conflict.is_first_shown, !is_shown_damaged);
        assert_eq!(
            (conflict.siblings.len(), conflict.siblings[0].clock),
            (1, good.clock)
        );
        let chosen = conflict.siblings[0].content.clone();
        let decide = |tx: &mut WriteTx<'_>| {
            tx.resolve(Patient::DESCRIPTOR, id.0, &chosen, &conflict.clocks())
        };
        unlocked.write("decide", decide).unwrap();
        let base = &last_writes(&unlocked)[0].base;
        assert!(base.contains(&good.clock) && base.contains(&THEIRS));
        assert!(unlocked.read().conflicts().unwrap().is_empty());
        let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
        assert!(stored.damaged.is_empty() && stored.value.phones.open().is_some());
    }
}
