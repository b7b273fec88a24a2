#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rusqlite::params;
use sync_contract::Catalog;
use sync_contract::catalog::{Patient, Tenant};
use sync_contract::entity::Entity;
use sync_contract::field::Time;

use crate::crypto::recovery::RecoveryKey;
use crate::error::Error;
use crate::sample::{populate, sampled_entities};
use crate::store::quarantine::QuarantineReason;
use crate::store::siblings::{load_full, siblings_of_entity, store_full};
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::vault::Vault;

fn clinic_with_rows() -> (Machine, Unlocked, RecoveryKey, PathBuf) {
    let machine = Machine::new(7);
    let (mut unlocked, recovery) = machine.create();
    populate(&mut unlocked, 2, Time(10));
    // the siblings and quarantined cells of the sample clinic were written by no user
    let (own, entity) = (&unlocked.vault.conn, Patient::DESCRIPTOR.number);
    own.execute("delete from quarantined", []).unwrap();
    for id in siblings_of_entity(own, entity).unwrap().into_keys() {
        let before = load_full(own, entity, id).unwrap().unwrap();
        let mut row = before.clone();
        row.siblings.clear();
        store_full(own, unlocked.vault.facts.tenant, row, Some(&before), false).unwrap();
    }
    let file = machine.folder.with_extension("backup");
    (machine, unlocked, recovery, file)
}

fn altered_rows(file: &Path, recovery: &RecoveryKey) -> u64 {
    match Vault::verify_backup(file, recovery) {
        Ok(report) => report.altered,
        Err(Error::AlteredRows(rows)) => rows,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn an_edited_row_of_any_entity_is_counted_and_nothing_is_restored() {
    let (machine, unlocked, recovery, file) = clinic_with_rows();
    let entities =
        sampled_entities().filter(|descriptor| descriptor.number != Tenant::DESCRIPTOR.number);
    let mut edited = 0;
    for descriptor in entities {
        // the newest row is one of the filling; before the row tag is the last byte of a tag or a signature
        let (table, conn) = (descriptor.table, &unlocked.vault.conn);
        let newest = format!("select rowid, cells from {table} order by rowid desc limit 1");
        let (rowid, mut cells): (i64, Vec<u8>) = conn
            .query_row(&newest, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        let (headers, _) = cells.split_last_chunk_mut::<18>().unwrap();
        *headers.last_mut().unwrap() ^= 1;
        let sql = format!("update {table} set cells = ?1 where rowid = ?2");
        edited += conn.execute(&sql, params![cells, rowid]).unwrap();
    }
    unlocked.back_up(&file).unwrap();
    assert_eq!(edited, sampled_entities().count() - 1);
    assert_eq!(altered_rows(&file, &recovery), edited as u64);

    let other = machine.next_to("restored");
    let env = other.environment();
    let refused = Vault::restore(&other.folder, env, &file, &recovery);
    assert!(matches!(refused, Err(Error::AlteredRows(rows)) if rows == edited as u64));
    assert!(!other.database().exists());

    // a person who takes them nevertheless sees which they are
    let env = other.environment();
    drop(
        Vault::restore_altered(&other.folder, env, &file, &recovery)
            .and_then(completed)
            .unwrap(),
    );
    let restored = other.unlock();
    let listed = restored.read().quarantined().unwrap();
    let tagged = listed
        .iter()
        .filter(|cell| cell.reason == QuarantineReason::Tag);
    let listed: BTreeSet<u16> = tagged.map(|cell| cell.entity).collect();
    let ungated = Catalog::ALL
        .iter()
        .filter(|known| !known.authority.is_admin_signed());
    assert!(ungated.clone().all(|known| listed.contains(&known.number)));
}

#[test]
fn whatever_of_a_patient_was_edited_is_noticed() {
    let id = Patient::DESCRIPTOR.number;
    for sql in [
        "update patients set status = 'DISCHARGED' where rowid = 1".to_owned(),
        "update patients set file_number_blind = zeroblob(16) where rowid = 1".to_owned(),
        "update patients set name_sealed = (select p.name_sealed from patients as p where p.rowid = 2)
            where rowid = 1"
            .to_owned(),
        "update patients set created_at = created_at + 1 where rowid = 1".to_owned(),
        "update patients set deleted_at = 1 where rowid = 1".to_owned(),
        "update patients set updated_at = 1, updated_by = id where rowid = 1".to_owned(),
        "update patients set cells = zeroblob(20) where rowid = 1".to_owned(),
        "update allergies set patient = (select id from patients where rowid = 2) where rowid = 1".to_owned(),
        format!(
            "insert into cell_siblings select {id}, id, 1, randomblob(12), 0, randomblob(40) from patients
                where rowid = 1"
        ),
    ] {
        let (_machine, unlocked, recovery, file) = clinic_with_rows();
        unlocked.vault.conn.execute_batch("pragma foreign_keys = off").unwrap();
        let changed = unlocked.vault.conn.execute(&sql, []).unwrap();
        assert_eq!(changed, 1, "{sql}");
        unlocked.back_up(&file).unwrap();
        assert_eq!(altered_rows(&file, &recovery), 1, "{sql}");
    }
}

#[test]
fn an_honest_backup_of_every_entity_passes_and_reports_progress() {
    let (machine, unlocked, recovery, file) = clinic_with_rows();
    unlocked.back_up(&file).unwrap();
    let mut reports = Vec::new();
    let report = Vault::check_backup(&file, &recovery, &mut |done, all| reports.push((done, all)));
    let rows: u64 = report.unwrap().rows.iter().map(|(_, rows)| rows).sum();
    assert_eq!(reports.last(), Some(&(rows, rows)));
    let other = machine.next_to("restored");
    Vault::restore(&other.folder, other.environment(), &file, &recovery)
        .and_then(completed)
        .unwrap();
}
