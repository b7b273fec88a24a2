//! Rows that the server is asked for again.

use sync_contract::messages::{FETCHED_ROWS_MAX, FetchRows, FetchedRows, RowName};

use super::*;
use crate::error::Error;
use crate::store::quarantine;
use crate::store::quarantine::QuarantinedCell;

const DAY_S: i64 = 24 * 3_600;

fn asked_for(vault: &Vault) -> Vec<Uuid> {
    let names = vault.rows_to_fetch().unwrap().into_iter();
    names.map(|name| name.row).collect()
}

/// Asks for what is wanted; the server has these rows.
fn fetch(vault: &mut Vault, rows: Vec<RowState>) {
    let call = FetchRows {
        rows: vault.rows_to_fetch().unwrap(),
    };
    let fetched = FetchedRows {
        rows,
        answered: call.rows.len() as u32,
        head: cursor(90),
    };
    vault.apply_fetched(&call, &fetched).unwrap();
}

fn quarantined(unlocked: &Unlocked) -> Vec<QuarantinedCell> {
    quarantine::list(&unlocked.vault.conn).unwrap()
}

/// The patient's row as the server has it: with a status that has no tag of the clinic.
fn forged(unlocked: &Unlocked, id: PatientId) -> RowState {
    let row = stored_patient(unlocked, id);
    let mut row = with_status(unlocked.vault(), row, "ON_HOLD", 1_900_000_000_000);
    let number = Patient::CELL.state.number;
    let mut cells = row.cells.iter_mut();
    cells.find(|cell| cell.cell == number).unwrap().tag = [0; 16];
    row
}

#[test]
fn what_was_quarantined_is_asked_for_after_a_day_and_then_each_day() {
    let (machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    accept_all(unlocked.vault_mut());
    let good = with_status(
        unlocked.vault(),
        stored_patient(&unlocked, id),
        "ON_HOLD",
        1_900_000_000_001,
    );
    let forged = forged(&unlocked, id);
    apply(unlocked.vault_mut(), &page(5, vec![forged.clone()]));
    let since = quarantined(&unlocked);
    assert_eq!(since.len(), 1);
    for _ in 0..2 {
        assert!(asked_for(unlocked.vault()).is_empty());
        machine.clock.advance_s(DAY_S - 1);
        assert!(asked_for(unlocked.vault()).is_empty());
        machine.clock.advance_s(2);
        assert_eq!(asked_for(unlocked.vault()), [id.0]);
        fetch(unlocked.vault_mut(), vec![forged.clone()]);
        assert_eq!(quarantined(&unlocked), since, "since when it came first");
    }
    // a user asks for it, and the server has it in order by now
    assert_eq!(unlocked.fetch_again().unwrap(), (1, false));
    assert_eq!(asked_for(unlocked.vault()), [id.0]);
    let position = unlocked.vault().next_pull().unwrap();
    fetch(unlocked.vault_mut(), vec![good]);
    assert_eq!(quarantined(&unlocked), []);
    assert_eq!(status(&unlocked, id), "ON_HOLD");
    assert!(asked_for(unlocked.vault()).is_empty());
    assert_eq!(unlocked.vault().next_pull().unwrap(), position);
}

#[test]
fn what_another_program_edited_is_asked_for_at_once_and_heals() {
    let (_machine, mut unlocked) = clinic();
    let ids = ["Okafor", "Tal"].map(|name| register(&mut unlocked, name));
    accept_all(unlocked.vault_mut());
    apply(unlocked.vault_mut(), &page(5, vec![]));
    let rows = ids.map(|id| stored_patient(&unlocked, id));
    for edit in [
        "update patients set status = 'DISCHARGED' where id = ?1",
        "update patients set cells = x'00' where id = ?1",
        "update patients set name_sealed = zeroblob(80) where id = ?1",
    ] {
        let edited = unlocked.vault.conn.execute(edit, [ids[0].0.as_bytes()]);
        assert_eq!(edited.unwrap(), 1, "{edit}");
        // found by the first read
        let read = unlocked.read().get::<Patient>(ids[0]);
        assert!(matches!(read, Err(Error::Altered)) || !read.unwrap().unwrap().damaged.is_empty());
        assert_eq!(asked_for(unlocked.vault()), [ids[0].0], "{edit}");
        fetch(unlocked.vault_mut(), vec![rows[0].clone()]);
        assert_eq!(stored_patient(&unlocked, ids[0]), rows[0], "{edit}");
        assert_eq!(status(&unlocked, ids[0]), "ACTIVE");
        assert_eq!(quarantined(&unlocked), [], "{edit}");
        assert_eq!(stored_patient(&unlocked, ids[1]), rows[1]);
    }
}

#[test]
fn a_row_that_the_server_lacks_is_asked_for_once_a_day() {
    let (machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    apply(unlocked.vault_mut(), &page(5, vec![]));
    let edit = "update patients set status = 'DISCHARGED'";
    unlocked.vault.conn.execute(edit, []).unwrap();
    assert!(unlocked.read().get::<Patient>(id).is_err());
    fetch(unlocked.vault_mut(), Vec::new());
    assert_eq!(quarantined(&unlocked).len(), 1);
    assert!(asked_for(unlocked.vault()).is_empty());
    machine.clock.advance_s(DAY_S + 1);
    assert_eq!(asked_for(unlocked.vault()), [id.0]);
}

#[test]
fn where_rows_are_gone_everything_is_asked_for() {
    let (_machine, mut unlocked) = clinic();
    let ids = ["Okafor", "Tal"].map(|name| register(&mut unlocked, name));
    accept_all(unlocked.vault_mut());
    apply(unlocked.vault_mut(), &page(5, vec![]));
    assert_eq!(unlocked.fetch_again().unwrap(), (0, false));
    assert_ne!(
        unlocked.vault().next_pull().unwrap(),
        PullPosition::default()
    );
    let delete = "delete from patients where id = ?1";
    let deleted = unlocked.vault.conn.execute(delete, [ids[0].0.as_bytes()]);
    assert_eq!(deleted.unwrap(), 1);
    assert_eq!(unlocked.fetch_again().unwrap(), (0, true));
    assert_eq!(
        unlocked.vault().next_pull().unwrap(),
        PullPosition::default()
    );
    // nothing by name then
    let edit = "update patients set status = 'DISCHARGED'";
    unlocked.vault.conn.execute(edit, []).unwrap();
    assert!(unlocked.read().get::<Patient>(ids[1]).is_err());
    assert!(asked_for(unlocked.vault()).is_empty());
}

#[test]
fn no_more_rows_are_asked_for_than_a_call_may_name() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    accept_all(unlocked.vault_mut());
    let forged = forged(&unlocked, id);
    let copies = (0..FETCHED_ROWS_MAX as u128 + 5).map(|copy| RowState {
        row: Uuid::from_u128(copy + 1),
        ..forged.clone()
    });
    apply(unlocked.vault_mut(), &page(5, copies.collect()));
    assert_eq!(unlocked.fetch_again().unwrap().0, FETCHED_ROWS_MAX + 5);
    assert_eq!(asked_for(unlocked.vault()).len(), FETCHED_ROWS_MAX);
    let is_named = |name: &RowName| name.entity == Patient::DESCRIPTOR.number;
    assert!(
        unlocked
            .vault()
            .rows_to_fetch()
            .unwrap()
            .iter()
            .all(is_named)
    );
    fetch(unlocked.vault_mut(), Vec::new());
    assert_eq!(asked_for(unlocked.vault()).len(), 5);
}

#[test]
fn a_row_that_comes_without_a_cell_is_quarantined_until_it_is_complete() {
    let (machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    accept_all(unlocked.vault_mut());
    let complete = stored_patient(&unlocked, id);
    let needed: Vec<u8> = Patient::DESCRIPTOR
        .cells
        .iter()
        .filter(|spec| spec.is_needed())
        .map(|spec| spec.number)
        .collect();
    assert!(needed.contains(&Patient::CELL.state.number));
    for cell in needed {
        let delete = "delete from patients";
        unlocked.vault.conn.execute(delete, []).unwrap();
        let mut withheld = complete.clone();
        withheld.cells.retain(|sent| sent.cell != cell);
        apply(unlocked.vault_mut(), &page(5, vec![withheld]));
        let refused = quarantined(&unlocked).into_iter();
        let reasons: Vec<_> = refused.map(|one| (one.state.cell, one.reason)).collect();
        assert_eq!(reasons, [(cell, QuarantineReason::Incomplete)]);
        machine.clock.advance_s(DAY_S + 1);
        assert_eq!(asked_for(unlocked.vault()), [id.0]);
        fetch(unlocked.vault_mut(), vec![complete.clone()]);
        assert_eq!(quarantined(&unlocked), []);
        assert_eq!(stored_patient(&unlocked, id), complete);
        assert_eq!(status(&unlocked, id), "ACTIVE");
    }
}
