#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use sync_contract::catalog::{ErasureReason, Patient};
use sync_contract::ids::PatientId;
use sync_contract::messages::Verdict;
use sync_contract::protocol::Replica;

use super::*;
use crate::erasures::SecondSigner;
use crate::outbox::page::next_push;
use crate::store::device::DeviceRow;
use crate::store::file::immediate;
use crate::testing::{Machine, accept_all, answer, clinic, count, patient};
use crate::unlocked::Unlocked;
use crate::vault::{Vault, prover};

/// Two patients in one action, whom the server has; the first is erased.
fn imported_and_erased(unlocked: &mut Unlocked) -> (PatientId, PatientId) {
    let imported = unlocked.write("import patients", |tx| -> Result<_> {
        let (first, second) = (tx.new_id(), tx.new_id());
        tx.insert(&patient(first, "Okafor"))?;
        tx.insert(&patient(second, "Tal"))?;
        Ok((first, second))
    });
    let (gone, other) = imported.unwrap();
    accept_all(&mut unlocked.vault);
    erase_here(&mut unlocked.vault, gone);
    (gone, other)
}

fn erase_here(vault: &mut Vault, patient: PatientId) {
    let prover = prover(&vault.facts, &vault.keys, &vault.tags, &vault.proofs);
    let tx = immediate(&mut vault.conn).unwrap();
    let mut device = DeviceRow::load(&tx).unwrap();
    let patients = BTreeSet::from([patient.0]);
    erase(&tx, prover.verifier, &mut device.queue, &patients).unwrap();
    device.save(&tx).unwrap();
    tx.commit().unwrap();
}

/// The rows of patients in the next page, each as often as a group writes it.
fn sent_patients(vault: &mut Vault) -> Vec<Uuid> {
    let Some(page) = next_push(vault).unwrap() else {
        return Vec::new();
    };
    let groups = page
        .groups
        .iter()
        .map(|group| Group::from_bytes(group).unwrap());
    let mut sent = Vec::new();
    for group in groups.filter(|group| group.signature != UNSIGNED) {
        let of_patients = group
            .writes
            .iter()
            .filter(|of| of.entity == Patient::DESCRIPTOR.number);
        let rows: BTreeSet<Uuid> = of_patients.map(|write| write.row).collect();
        sent.extend(rows);
    }
    sent
}

/// Without a server no group is rejected: the writes that an erasure leaves wait for their author.
#[test]
fn what_an_erasure_leaves_is_refused_by_no_server_where_there_is_none() {
    let (_machine, mut unlocked) = clinic();
    let imported = unlocked.write("import patients", |tx| -> Result<_> {
        let (first, second) = (tx.new_id(), tx.new_id());
        tx.insert(&patient(first, "Okafor"))?;
        tx.insert(&patient(second, "Tal"))?;
        Ok(first)
    });
    erase_here(&mut unlocked.vault, imported.unwrap());
    let left = unlocked.vault.rejected().unwrap();
    assert_eq!(left.len(), 1);
    assert!(unlocked.vault.refused().unwrap().is_empty());
    let connect =
        "insert into connection (one, url, connected_at) values (1, 'https://sync.test', 1)";
    unlocked.vault.conn.execute(connect, []).unwrap();
    assert_eq!(unlocked.vault.refused().unwrap().len(), 1);
    // its author signs it, and it waits
    assert_eq!(unlocked.send_left().unwrap(), 1);
    assert!(unlocked.vault.rejected().unwrap().is_empty());
}

#[test]
fn a_restored_server_gets_what_others_had_of_a_group_with_one_erased() {
    let (_machine, mut unlocked) = clinic();
    let (_, other) = imported_and_erased(&mut unlocked);
    unlocked.vault.renumber(7).unwrap();
    let refused = unlocked.vault.rejected().unwrap();
    assert_eq!(refused.len(), 1);
    assert!(
        refused[0]
            .group
            .writes
            .iter()
            .all(|write| write.row == other.0)
    );
    assert!(sent_patients(&mut unlocked.vault).is_empty());
    // it is shown meanwhile
    assert!(unlocked.read().get::<Patient>(other).unwrap().is_some());
    accept_all(&mut unlocked.vault);

    assert_eq!(unlocked.send_left().unwrap(), 1);
    assert!(unlocked.vault.rejected().unwrap().is_empty());
    assert_eq!(sent_patients(&mut unlocked.vault), [other.0]);
    accept_all(&mut unlocked.vault);
    // a second time it comes as it was signed then
    unlocked.vault.renumber(8).unwrap();
    assert!(unlocked.vault.rejected().unwrap().is_empty());
    assert_eq!(sent_patients(&mut unlocked.vault), [other.0]);
    assert!(unlocked.read().get::<Patient>(other).unwrap().is_some());
}

#[test]
fn no_author_signs_what_another_program_put_among_what_was_sent() {
    for edit in [
        "tag = null",
        "tag = randomblob(16)",
        "group_id = randomblob(16)",
    ] {
        let (_machine, mut unlocked) = clinic();
        imported_and_erased(&mut unlocked);
        let sql = format!("update sent_groups set {edit} where tag is not null");
        assert_eq!(unlocked.vault.conn.execute(&sql, []).unwrap(), 1);
        unlocked.vault.renumber(7).unwrap();
        assert!(unlocked.vault.rejected().unwrap().is_empty(), "{edit}");
        assert!(sent_patients(&mut unlocked.vault).is_empty(), "{edit}");
        let unsigned = "select count(*) from queue where state = 'REJECTED'";
        assert_eq!(count(&unlocked.vault, unsigned), 0, "{edit}");
    }
}

/// A patient whose registration is being sent when an admin orders the erasure.
fn erased_while_sent() -> (Machine, Unlocked, PatientId) {
    let machine = Machine::new(7);
    let (mut unlocked, recovery) = machine.create();
    accept_all(&mut unlocked.vault);
    let registered = unlocked.write("register patient", |tx| -> Result<_> {
        let id = tx.new_id();
        tx.insert(&patient(id, "Okafor"))?;
        Ok(id)
    });
    let gone = registered.unwrap();
    assert_eq!(sent_patients(&mut unlocked.vault), [gone.0]);
    let reason = ErasureReason::PatientRequest;
    let second = SecondSigner::Recovery(&recovery);
    let orders = unlocked.second_erasure(&[gone], reason, &second).unwrap();
    unlocked.erase_patients(&orders).unwrap();
    (machine, unlocked, gone)
}

/// The page that kept it has no answer: the device has another number by then, and sends it as if it had never been.
#[test]
fn what_was_being_sent_at_an_erasure_goes_before_it_is_confirmed() {
    let (_machine, mut unlocked, gone) = erased_while_sent();
    let queued = |vault: &Vault| {
        let id = gone.0.simple();
        let sql = format!("select count(*) from queue where instr(hex(bytes), upper('{id}'))");
        count(vault, &sql)
    };
    assert_eq!(queued(&unlocked.vault), 2, "the group, and the order");
    assert_eq!(unlocked.vault.unfinished_erasures().unwrap().len(), 1);
    unlocked.vault.renumber(7).unwrap();
    unlocked.vault.finish_erasures().unwrap();
    assert_eq!(unlocked.vault.unfinished_erasures().unwrap().len(), 0);
    assert_eq!(queued(&unlocked.vault), 1, "the order");
    assert!(sent_patients(&mut unlocked.vault).is_empty());
}

#[test]
fn what_was_refused_and_went_with_its_patient_waits_for_no_decision() {
    let (_machine, mut unlocked, _) = erased_while_sent();
    let verdict = |_: &Group| Verdict::Rejected(Code::OutOfScope.into());
    let (_, outcome) = answer(&mut unlocked.vault, verdict).unwrap();
    assert_eq!((outcome.rejected, outcome.purged), (1, 1));
    assert!(unlocked.vault.rejected().unwrap().is_empty());
}
