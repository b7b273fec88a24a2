#![allow(clippy::unwrap_used)]

use sync_contract::Value;
use sync_contract::catalog::{Note, NoteVersion, Room};
use sync_contract::entity::{CREATED, Entity};
use uuid::Uuid;

use super::*;

fn clock(unix_ms: u64) -> Clock {
    Clock {
        unix_ms,
        counter: 0,
        device: 1,
    }
}

/// A cell whose clear value is its author; for a note, its status.
fn cell(number: u8, unix_ms: u64, word: &str) -> CellState {
    CellState {
        cell: number,
        clock: clock(unix_ms),
        generation: 0,
        author: Uuid::nil(),
        secret_version: 1,
        clear: vec![(3, Value::Text(word.into()))],
        sealed: None,
        tag: [0; 16],
        signature: None,
    }
}

fn row(cells: Vec<CellState>, siblings: Vec<CellState>) -> RowState {
    RowState {
        entity: 4,
        row: Uuid::nil(),
        patient: None,
        cells,
        siblings,
    }
}

fn waits(number: u8, unix_ms: u64, base: &[u64]) -> WaitingWrite {
    WaitingWrite {
        cell: number,
        clock: clock(unix_ms),
        base: base.iter().copied().map(clock).collect(),
    }
}

/// Which of the two words is shown.
fn shown(
    descriptor: &'static Descriptor,
    number: u8,
    local: (u64, &str),
    pulled: (u64, &str),
    waiting: &[WaitingWrite],
) -> String {
    let local = row(vec![cell(number, local.0, local.1)], vec![]);
    let pulled = row(vec![cell(number, pulled.0, pulled.1)], vec![]);
    let merged = merge(Some(descriptor), Some(local), pulled, waiting, true);
    match merged.cells.as_slice() {
        [only] => match only.clear_value(3) {
            Some(Value::Text(word)) => word.clone(),
            _ => panic!("no word"),
        },
        cells => panic!("{} cells", cells.len()),
    }
}

#[test]
fn the_later_write_is_shown_and_an_equal_clock_is_the_servers() {
    let room = Room::DESCRIPTOR;
    assert_eq!(shown(room, 1, (1, "ours"), (2, "theirs"), &[]), "theirs");
    assert_eq!(shown(room, 1, (2, "ours"), (1, "theirs"), &[]), "ours");
    assert_eq!(shown(room, 1, (2, "ours"), (2, "theirs"), &[]), "theirs");
    let waiting = [waits(1, 2, &[])];
    assert_eq!(shown(room, 1, (2, "ours"), (1, "theirs"), &waiting), "ours");
    assert_eq!(
        shown(room, 1, (2, "ours"), (3, "theirs"), &waiting),
        "theirs"
    );
}

#[test]
fn what_is_written_once_is_the_servers_as_soon_as_nothing_waits() {
    let version = NoteVersion::DESCRIPTOR;
    assert_eq!(shown(version, 1, (9, "ours"), (1, "theirs"), &[]), "theirs");
    let waiting = [waits(1, 9, &[])];
    assert_eq!(
        shown(version, 1, (9, "ours"), (1, "theirs"), &waiting),
        "ours"
    );
    // cell 0 of any row is written once, too
    let room = Room::DESCRIPTOR;
    assert_eq!(
        shown(room, CREATED, (9, "ours"), (1, "theirs"), &[]),
        "theirs"
    );
    assert_eq!(
        shown(
            room,
            CREATED,
            (9, "ours"),
            (1, "theirs"),
            &[waits(CREATED, 9, &[])]
        ),
        "ours"
    );
}

#[test]
fn a_signed_note_beats_an_unsigned_one_and_the_servers_wins() {
    let note = Note::DESCRIPTOR;
    assert_eq!(Note::FIELD.status.number, 3);
    assert_eq!(shown(note, 1, (1, "SIGNED"), (9, "DRAFT"), &[]), "SIGNED");
    assert_eq!(shown(note, 1, (9, "DRAFT"), (1, "SIGNED"), &[]), "SIGNED");
    assert_eq!(shown(note, 1, (1, "DRAFT"), (2, "DRAFT"), &[]), "DRAFT");
    let local = row(vec![cell(1, 9, "SIGNED")], vec![]);
    let pulled = row(vec![cell(1, 1, "SIGNED")], vec![]);
    let waiting = [waits(1, 9, &[])];
    let merged = merge(Some(note), Some(local), pulled.clone(), &waiting, true);
    assert_eq!(merged, pulled);
}

#[test]
fn siblings_are_the_servers_but_for_those_a_waiting_write_decided() {
    let local = row(vec![cell(1, 5, "ours")], vec![cell(1, 1, "old side")]);
    let pulled = row(
        vec![cell(1, 4, "theirs")],
        vec![cell(1, 2, "b"), cell(1, 3, "a")],
    );
    let siblings = |waiting: &[WaitingWrite]| -> Vec<u64> {
        let merged = merge(
            Some(Room::DESCRIPTOR),
            Some(local.clone()),
            pulled.clone(),
            waiting,
            true,
        );
        merged
            .siblings
            .iter()
            .map(|sibling| sibling.clock.unix_ms)
            .collect()
    };
    assert_eq!(siblings(&[]), [2, 3]);
    assert_eq!(siblings(&[waits(1, 5, &[2])]), [3]);
    assert_eq!(siblings(&[waits(2, 5, &[2])]), [2, 3]);
}

#[test]
fn a_quarantined_cell_removes_no_sibling() {
    let local = row(vec![cell(1, 5, "ours")], vec![cell(1, 1, "side")]);
    let merged = merge(
        Some(Room::DESCRIPTOR),
        Some(local.clone()),
        row(vec![], vec![]),
        &[],
        true,
    );
    assert_eq!(merged, local);
}

#[test]
fn a_deletion_that_the_server_contests_hides_the_row_no_longer() {
    let room = Some(Room::DESCRIPTOR);
    let deleted = row(vec![cell(1, 1, "a"), cell(DELETION, 2, "deleted")], vec![]);
    let contested = row(vec![cell(1, 3, "b")], vec![cell(DELETION, 2, "deleted")]);
    let merged = merge(room, Some(deleted.clone()), contested.clone(), &[], true);
    assert_eq!(merged, contested);
    let waiting = [waits(DELETION, 2, &[1])];
    let merged = merge(room, Some(deleted), contested, &waiting, true);
    assert!(merged.cells.iter().any(|cell| cell.cell == DELETION));
}

#[test]
fn a_purged_row_has_no_other_cells_and_stays_so() {
    let local = row(vec![cell(1, 5, "ours")], vec![cell(1, 1, "side")]);
    let purge = cell(PURGE, 2, "");
    let pulled = row(vec![cell(1, 9, "theirs"), purge.clone()], vec![]);
    let purged = merge(Some(Room::DESCRIPTOR), Some(local), pulled, &[], true);
    assert_eq!(purged, row(vec![purge], vec![]));
    let later = row(vec![cell(1, 99, "theirs")], vec![]);
    assert_eq!(
        merge(
            Some(Room::DESCRIPTOR),
            Some(purged.clone()),
            later,
            &[],
            true
        ),
        purged
    );
}

#[test]
fn any_order_of_arrival_shows_the_same_row() {
    let states = [
        row(vec![cell(1, 1, "a"), cell(2, 9, "x")], vec![]),
        row(vec![cell(1, 3, "b"), cell(2, 2, "y")], vec![]),
        row(
            vec![cell(1, 2, "c"), cell(2, 5, "z"), cell(3, 1, "only")],
            vec![],
        ),
    ];
    let mut ends = Vec::new();
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let merged = order.into_iter().chain(order).fold(None, |local, index| {
            Some(merge(
                Some(Room::DESCRIPTOR),
                local,
                states[index].clone(),
                &[],
                true,
            ))
        });
        ends.push(merged.unwrap());
    }
    assert!(ends.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn an_undeleted_row_with_a_concurrent_deletion_stays_visible() {
    let room = Some(Room::DESCRIPTOR);
    let deleted = row(vec![cell(1, 1, "a"), cell(DELETION, 6, "deleted")], vec![]);
    let undeleted = row(
        vec![cell(1, 1, "a"), cell(DELETION, 4, "taken back")],
        vec![cell(DELETION, 6, "deleted")],
    );
    let merged = merge(room, Some(deleted.clone()), undeleted.clone(), &[], true);
    assert_eq!(merged, undeleted);
    // what the server has not judged stays shown until it has
    let waiting = [waits(DELETION, 6, &[])];
    let merged = merge(room, Some(deleted.clone()), undeleted, &waiting, true);
    assert_eq!(merged.cells, deleted.cells);
}
