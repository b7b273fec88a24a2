#![allow(clippy::unwrap_used)]

use uuid::Uuid;

use super::*;
use crate::Value;
use crate::catalog::{Note, NoteVersion, Room, User, Visit};
use crate::descriptor::CREATED;
use crate::every_entity::DELETED_AT;

const ROW: Uuid = Uuid::nil();
/// Derived from a name, so that several devices may make it.
const DERIVED: Uuid = Uuid::from_u128(5 << 76);

fn clock(unix_ms: u64) -> Clock {
    Clock {
        unix_ms,
        counter: 0,
        device: 1,
    }
}

/// A cell whose clear value is a word; for a note, its status.
fn cell(number: u8, unix_ms: u64, word: &str) -> CellState {
    let clear = match number {
        DELETION => (DELETED_AT, Value::Time(1)),
        _ => (3, Value::Text(word.into())),
    };
    CellState {
        cell: number,
        clock: clock(unix_ms),
        generation: 0,
        author: Uuid::nil(),
        secret_version: 1,
        clear: vec![clear],
        sealed: None,
        tag: [0; 16],
        signature: None,
        replaces: Vec::new(),
    }
}

fn row(cells: Vec<CellState>, siblings: Vec<CellState>) -> RowState {
    RowState {
        cells,
        siblings,
        ..RowState::empty(4, ROW, None)
    }
}

fn waits(number: u8, unix_ms: u64, word: &str, base: &[u64]) -> CellWrite {
    CellWrite {
        entity: 4,
        row: ROW,
        patient: None,
        state: cell(number, unix_ms, word),
        base: base.iter().copied().map(clock).collect(),
    }
}

/// The shown versions and the siblings, by their clocks.
fn clocks(row: &RowState) -> (Vec<u64>, Vec<u64>) {
    let of = |cells: &[CellState]| cells.iter().map(|cell| cell.clock.unix_ms).collect();
    (of(&row.cells), of(&row.siblings))
}

/// What is shown while each of these writes waits in a group of its own.
fn shown(
    descriptor: &'static Descriptor,
    server: &RowState,
    waiting: &[CellWrite],
) -> (Vec<u64>, Vec<u64>) {
    let groups = waiting.iter().map(std::slice::from_ref);
    clocks(&fold(server.clone(), Some(descriptor), groups))
}

/// Which version of one cell is taken in from the server over an earlier one.
fn taken(
    descriptor: &'static Descriptor,
    number: u8,
    before: (u64, &str),
    pulled: (u64, &str),
) -> Vec<u64> {
    let before = row(vec![cell(number, before.0, before.1)], vec![]);
    let pulled = row(vec![cell(number, pulled.0, pulled.1)], vec![]);
    clocks(&take_pulled(Some(before), pulled, Some(descriptor), true)).0
}

#[test]
fn the_later_version_is_shown_and_an_equal_clock_is_the_servers() {
    let room = Room::DESCRIPTOR;
    assert_eq!(taken(room, 1, (1, "before"), (2, "server")), [2]);
    assert_eq!(taken(room, 1, (2, "before"), (1, "server")), [2]);
    let before = row(vec![cell(1, 2, "before")], vec![]);
    let pulled = row(vec![cell(1, 2, "server")], vec![]);
    let equal = take_pulled(Some(before), pulled.clone(), Some(room), true);
    assert_eq!(equal, pulled);
    let server = |at| row(vec![cell(1, at, "theirs")], vec![]);
    let waiting = [waits(1, 2, "ours", &[1])];
    assert_eq!(shown(room, &server(1), &waiting), (vec![2], vec![]));
    assert_eq!(shown(room, &server(3), &waiting), (vec![3], vec![2]));
}

#[test]
fn what_was_sealed_again_replaces_no_version_that_is_known() {
    let room = Some(Room::DESCRIPTOR);
    let sealed_again = |at, text: &str| CellState {
        generation: 1,
        ..cell(1, at, text)
    };
    let before = row(vec![cell(1, 5, "ours")], vec![cell(1, 2, "side")]);
    for pulled in [
        row(vec![sealed_again(5, "forged")], vec![cell(1, 2, "side")]),
        row(vec![cell(1, 5, "ours")], vec![sealed_again(2, "forged")]),
        row(
            vec![sealed_again(5, "forged")],
            vec![sealed_again(2, "forged")],
        ),
    ] {
        let taken = take_pulled(Some(before.clone()), pulled, room, true);
        assert_eq!(taken, before);
    }
    // wherever it is put
    let pulled = row(
        vec![sealed_again(2, "forged")],
        vec![sealed_again(5, "forged")],
    );
    let taken = take_pulled(Some(before.clone()), pulled, room, true);
    let all = || taken.cells.iter().chain(&taken.siblings);
    assert!(all().all(|version| version.generation == 0));
    // what is new to the device is the server's
    let pulled = row(vec![sealed_again(9, "new")], vec![]);
    let taken = take_pulled(Some(before), pulled.clone(), room, true);
    assert_eq!(taken.cells, pulled.cells);
}

#[test]
fn what_is_written_once_is_the_servers_as_soon_as_nothing_waits() {
    let version = NoteVersion::DESCRIPTOR;
    assert_eq!(taken(version, 1, (9, "ours"), (1, "theirs")), [1]);
    let server = row(
        vec![cell(CREATED, 1, "theirs"), cell(1, 1, "theirs")],
        vec![],
    );
    let waiting = [waits(CREATED, 9, "ours", &[]), waits(1, 9, "ours", &[])];
    for id in [ROW, DERIVED] {
        // whether the server rejects it or accepts it without effect
        let of_row = |write: &CellWrite| CellWrite {
            row: id,
            ..write.clone()
        };
        let mut server = server.clone();
        server.row = id;
        let waiting: Vec<CellWrite> = waiting.iter().map(of_row).collect();
        assert_eq!(shown(version, &server, &waiting), (vec![9, 9], vec![]));
        let mut accepted = server.clone();
        assert!(!accept(&mut accepted, Some(version), &waiting));
        assert_eq!(accepted, server);
    }
    // cell 0 of any row is written once, too
    let room = Room::DESCRIPTOR;
    assert_eq!(taken(room, CREATED, (9, "ours"), (1, "theirs")), [1]);
    let server = row(vec![cell(CREATED, 1, "theirs")], vec![]);
    let waiting = [waits(CREATED, 9, "ours", &[])];
    assert_eq!(shown(room, &server, &waiting), (vec![9], vec![]));
}

#[test]
fn a_signed_note_beats_an_unsigned_one_and_the_servers_wins() {
    let note = Note::DESCRIPTOR;
    assert_eq!(Note::FIELD.status.number, 3);
    assert_eq!(taken(note, 1, (1, "SIGNED"), (9, "DRAFT")), [1]);
    assert_eq!(taken(note, 1, (9, "DRAFT"), (1, "SIGNED")), [1]);
    assert_eq!(taken(note, 1, (1, "DRAFT"), (2, "DRAFT")), [2]);
    let server = row(vec![cell(1, 1, "SIGNED")], vec![]);
    let waiting = [waits(1, 9, "SIGNED", &[])];
    assert_eq!(shown(note, &server, &waiting), (vec![1], vec![9]));
}

#[test]
fn a_deletion_that_the_server_will_reject_hides_nothing() {
    let note = Note::DESCRIPTOR;
    let server = row(vec![cell(1, 1, "SIGNED")], vec![]);
    let waiting = [waits(DELETION, 9, "", &[])];
    assert_eq!(shown(note, &server, &waiting), (vec![1], vec![]));
}

#[test]
fn an_admin_signed_write_of_a_stale_base_is_shown_while_it_is_the_later() {
    let user = User::DESCRIPTOR;
    let server = |at| row(vec![cell(1, at, "theirs")], vec![]);
    let waiting = [waits(1, 5, "ours", &[1])];
    assert_eq!(shown(user, &server(2), &waiting), (vec![5], vec![]));
    assert_eq!(shown(user, &server(9), &waiting), (vec![9], vec![]));
}

#[test]
fn siblings_are_the_servers_but_for_those_a_waiting_write_decided() {
    let server = row(
        vec![cell(1, 4, "theirs")],
        vec![cell(1, 2, "b"), cell(1, 3, "a")],
    );
    let room = Room::DESCRIPTOR;
    assert_eq!(shown(room, &server, &[]), (vec![4], vec![2, 3]));
    let decided = [waits(1, 5, "ours", &[2, 4])];
    assert_eq!(shown(room, &server, &decided), (vec![5], vec![3]));
    let other = [waits(2, 5, "ours", &[2])];
    assert_eq!(shown(room, &server, &other), (vec![4, 5], vec![2, 3]));
    let old = row(vec![cell(1, 4, "theirs")], vec![cell(1, 1, "old side")]);
    let pulled = take_pulled(Some(old), server.clone(), Some(room), true);
    assert_eq!(pulled, server);
}

/// A page may bring what a device wrote before the verdicts on it.
#[test]
fn a_write_is_no_sibling_of_the_one_that_replaced_it() {
    let room = Room::DESCRIPTOR;
    let waiting = [
        waits(1, 2, "first", &[1]),
        waits(1, 3, "second", &[2]),
        waits(1, 4, "third", &[3]),
    ];
    let server = row(vec![cell(1, 3, "second")], vec![]);
    assert_eq!(shown(room, &server, &waiting), (vec![4], vec![]));
    let server = row(vec![cell(1, 4, "third")], vec![cell(1, 9, "theirs")]);
    assert_eq!(shown(room, &server, &waiting), (vec![4], vec![9]));
}

/// No honest server sends a version as both.
#[test]
fn a_version_that_is_sent_as_shown_and_as_a_sibling_is_there_once() {
    let before = row(vec![cell(1, 5, "shown")], vec![cell(1, 4, "side")]);
    let pulled = row(vec![cell(1, 4, "side")], vec![cell(1, 4, "side")]);
    let taken = take_pulled(Some(before), pulled, Some(Room::DESCRIPTOR), true);
    assert_eq!(clocks(&taken), (vec![5], vec![4]));
}

#[test]
fn a_quarantined_cell_removes_neither_its_cell_nor_a_sibling() {
    let before = row(vec![cell(1, 5, "good")], vec![cell(1, 1, "side")]);
    let room = Some(Room::DESCRIPTOR);
    let taken = take_pulled(Some(before.clone()), row(vec![], vec![]), room, true);
    assert_eq!(taken, before);
    // only the shown version was quarantined: the version that it replaced does not become a sibling
    let pulled = row(vec![], vec![cell(1, 5, "good"), cell(1, 7, "new side")]);
    let taken = take_pulled(Some(before), pulled, room, true);
    assert_eq!(clocks(&taken), (vec![5], vec![7]));
}

#[test]
fn a_deletion_that_is_contested_hides_the_row_no_longer() {
    let room = Room::DESCRIPTOR;
    let deleted = row(vec![cell(1, 1, "a"), cell(DELETION, 2, "")], vec![]);
    let contested = row(vec![cell(1, 3, "b")], vec![cell(DELETION, 2, "")]);
    let taken = take_pulled(Some(deleted.clone()), contested.clone(), Some(room), true);
    assert_eq!(taken, contested);
    // before the server has it: our deletion that missed their edit, and our edit that missed their deletion
    let edited = row(vec![cell(1, 3, "b")], vec![]);
    let deletion = [waits(DELETION, 2, "", &[1])];
    assert_eq!(shown(room, &edited, &deletion), (vec![3], vec![2]));
    let edit = [waits(1, 3, "b", &[1])];
    assert_eq!(shown(room, &deleted, &edit), (vec![3], vec![2]));
    let edit = [waits(1, 3, "b", &[1, 2])];
    assert_eq!(shown(room, &deleted, &edit), (vec![3, 2], vec![]));
}

#[test]
fn charting_that_waits_contests_the_deletion_of_the_patient() {
    let patient = Patient::DESCRIPTOR;
    let of_patient = |cells| RowState {
        entity: patient.number,
        ..row(cells, vec![])
    };
    let deleted = of_patient(vec![cell(1, 1, "a"), cell(DELETION, 2, "")]);
    let mut charted = waits(CREATED, 3, "", &[]);
    charted.entity = Visit::DESCRIPTOR.number;
    charted.row = Uuid::from_u128(9);
    charted.patient = Some(ROW);
    let saw_it = CellWrite {
        base: vec![clock(2)],
        ..charted.clone()
    };
    assert_eq!(shown(patient, &deleted, &[saw_it]), (vec![1, 2], vec![]));
    assert_eq!(shown(patient, &deleted, &[charted]), (vec![1], vec![2]));
}

#[test]
fn siblings_that_a_waiting_resolution_calls_equal_are_not_shown() {
    let server = row(
        vec![cell(1, 4, "a")],
        vec![cell(1, 2, "a"), cell(1, 3, "b")],
    );
    let resolution = |clocks: &[u64]| {
        let field = ConflictResolution::FIELD;
        let bytes = clocks.iter().flat_map(|at| clock(*at).to_array()).collect();
        let mut write = waits(1, 9, "", &[]);
        write.entity = ConflictResolution::DESCRIPTOR.number;
        write.row = Uuid::from_u128(9);
        write.state.clear = vec![
            (field.entity.number, Value::Int(4)),
            (field.row.number, Value::Uuid(ROW)),
            (field.cell.number, Value::Int(1)),
            (field.siblings.number, Value::Bytes(bytes)),
        ];
        write
    };
    let room = Room::DESCRIPTOR;
    let equal = [resolution(&[4, 2])];
    assert_eq!(shown(room, &server, &equal), (vec![4], vec![3]));
    let later = [waits(1, 5, "c", &[4]), resolution(&[4, 2])];
    assert_eq!(shown(room, &server, &later), (vec![5], vec![2, 3]));
}

#[test]
fn a_purged_row_has_no_other_cells_and_stays_so() {
    let room = Room::DESCRIPTOR;
    let before = row(vec![cell(1, 5, "ours")], vec![cell(1, 1, "side")]);
    let purge = cell(PURGE, 2, "");
    let pulled = row(vec![cell(1, 9, "theirs"), purge.clone()], vec![]);
    let purged = take_pulled(Some(before), pulled, Some(room), true);
    assert_eq!(purged, row(vec![purge], vec![]));
    let later = row(vec![cell(1, 99, "theirs")], vec![]);
    let still = take_pulled(Some(purged.clone()), later, Some(room), true);
    assert_eq!(still, purged);
    let waiting = [waits(1, 9, "ours", &[5])];
    assert_eq!(shown(room, &purged, &waiting), (vec![2], vec![]));
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
        let merged = order.into_iter().chain(order).fold(None, |before, index| {
            let pulled = states[index].clone();
            Some(take_pulled(before, pulled, Some(Room::DESCRIPTOR), true))
        });
        ends.push(merged.unwrap());
    }
    assert!(ends.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn an_undeleted_row_with_a_concurrent_deletion_stays_visible() {
    let room = Room::DESCRIPTOR;
    let deleted = row(vec![cell(1, 1, "a"), cell(DELETION, 6, "")], vec![]);
    let undeleted = row(
        vec![cell(1, 1, "a"), undeletion(4)],
        vec![cell(DELETION, 6, "")],
    );
    let taken = take_pulled(Some(deleted), undeleted.clone(), Some(room), true);
    assert_eq!(taken, undeleted);
    let waiting = [waits(DELETION, 6, "", &[])];
    assert_eq!(shown(room, &undeleted, &waiting), (vec![1, 4], vec![6]));
}

#[test]
fn an_accepted_group_is_part_of_what_the_server_has() {
    let room = Room::DESCRIPTOR;
    let mut server = row(vec![cell(1, 1, "a")], vec![]);
    let first = [waits(1, 2, "b", &[1])];
    assert!(accept(&mut server, Some(room), &first));
    let second = [waits(1, 3, "c", &[1])];
    assert!(accept(&mut server, Some(room), &second));
    assert_eq!(clocks(&server), (vec![3], vec![2]));
    let before = server.clone();
    let fork = [waits(1, 3, "other bytes", &[])];
    assert!(!accept(&mut server, Some(room), &fork));
    assert_eq!(server, before);
}

/// A deletion of a patient with rows that its author had not seen takes no effect until a user decides.
#[test]
fn a_blind_deletion_of_a_patient_is_contested() {
    let patient = Patient::DESCRIPTOR.number;
    let stored = RowState {
        entity: patient,
        ..row(vec![cell(CREATED, 1, ""), cell(1, 1, "name")], vec![])
    };
    let deletion = CellWrite {
        entity: patient,
        ..waits(DELETION, 9, "", &[1])
    };
    for is_blind in [false, true] {
        let merged = merge_group(
            std::slice::from_ref(&deletion),
            |key| (key == (patient, ROW)).then_some(&stored),
            10,
            |_, _| Ok(()),
            |_| is_blind,
        );
        let merged = merged.unwrap();
        let row = &merged[&(patient, ROW)];
        assert_eq!(
            (row.is_deleted(), row.siblings.len()),
            (!is_blind, usize::from(is_blind))
        );
    }
}

#[test]
fn a_group_that_is_refused_leaves_the_row_as_it_was() {
    let (room, user, note) = (Room::DESCRIPTOR, User::DESCRIPTOR, Note::DESCRIPTOR);
    let signed = row(vec![cell(1, 10, "SIGNED")], vec![]);
    let usual = row(vec![cell(CREATED, 5, "x"), cell(1, 10, "old")], vec![]);
    let other_patient = |mut write: CellWrite| {
        write.patient = Some(Uuid::from_u128(9));
        write
    };
    // a fork, a second birth, a write of a stale base, a deletion of what is signed
    let refused = [
        (room, &usual, waits(1, 10, "fork", &[])),
        (room, &usual, waits(CREATED, 20, "y", &[])),
        (user, &usual, waits(1, 20, "new", &[])),
        (note, &signed, waits(DELETION, 20, "", &[10])),
    ];
    for (descriptor, before, write) in refused {
        let write = other_patient(write);
        for group in [vec![write.clone()], vec![waits(2, 30, "z", &[]), write]] {
            let mut after = before.clone();
            assert!(!accept(&mut after, Some(descriptor), &group));
            assert!(&after == before, "{}", descriptor.table);
        }
    }
}

/// A device has verified a signed version; a server cannot replace it with unproved versions.
#[test]
fn no_page_drops_or_hides_a_signed_version_that_a_device_has() {
    let note = Some(Note::DESCRIPTOR);
    let of_note = |cells, siblings| RowState {
        entity: Note::DESCRIPTOR.number,
        ..row(cells, siblings)
    };
    let (first, second) = (cell(1, 10, "SIGNED"), cell(1, 20, "SIGNED"));
    let draft = |unix_ms| cell(1, unix_ms, "DRAFT");
    let before = of_note(vec![first.clone()], vec![second.clone(), draft(15)]);
    for (cells, siblings, shown) in [
        (vec![first.clone()], vec![], 10),
        (vec![second.clone()], vec![], 20),
        (vec![second.clone()], vec![first.clone()], 20),
        (vec![draft(5)], vec![], 10),
        (vec![draft(30)], vec![], 10),
        (vec![draft(30)], vec![first.clone(), second.clone()], 10),
        (vec![cell(1, 40, "SIGNED")], vec![], 40),
    ] {
        let mut siblings = siblings;
        sort_siblings(&mut siblings);
        let pulled = of_note(cells, siblings);
        let taken = take_pulled(Some(before.clone()), pulled.clone(), note, true);
        let all = || taken.cells.iter().chain(&taken.siblings);
        for signed in [&first, &second] {
            let count = all().filter(|version| *version == signed).count();
            assert_eq!(count, 1, "{pulled:?}");
        }
        assert_eq!(taken.cells[0].clock, clock(shown), "{pulled:?}");
        // an unsigned one follows the server
        assert!(
            !all().any(|version| version.clock == clock(15)),
            "{pulled:?}"
        );
        let again = take_pulled(Some(taken.clone()), pulled, note, true);
        assert_eq!(again, taken);
    }
}

/// A restored or malicious server sends a deletion without the versions that contest it.
#[test]
fn no_page_hides_a_row_that_was_signed_or_whose_deletion_is_undecided() {
    let deletion = cell(DELETION, 20, "");
    let of = |descriptor: &Descriptor, cells, siblings| RowState {
        entity: descriptor.number,
        ..row(cells, siblings)
    };
    let note = Note::DESCRIPTOR;
    let (draft, signed) = (cell(1, 10, "DRAFT"), cell(1, 30, "SIGNED"));
    for siblings in [vec![], vec![deletion.clone()]] {
        let before = of(note, vec![signed.clone()], siblings);
        let pulled = of(note, vec![draft.clone(), deletion.clone()], vec![]);
        let taken = take_pulled(Some(before), pulled.clone(), Some(note), true);
        assert_eq!(clocks(&taken), (vec![30], vec![20]));
        let again = take_pulled(Some(taken.clone()), pulled, Some(note), true);
        assert_eq!(again, taken);
    }
    let room = Room::DESCRIPTOR;
    let before = of(room, vec![cell(1, 30, "b")], vec![deletion.clone()]);
    let pulled = of(room, vec![cell(1, 10, "a"), deletion.clone()], vec![]);
    let taken = take_pulled(Some(before.clone()), pulled, Some(room), true);
    assert_eq!(clocks(&taken).1, vec![20]);
    assert!(!has(&taken, DELETION), "{taken:?}");
    // a user's decision is a new version
    for (decision, is_hidden) in [(cell(DELETION, 40, ""), true), (undeletion(40), false)] {
        let decided = of(room, vec![cell(1, 30, "b"), decision], vec![]);
        let taken = take_pulled(Some(before.clone()), decided.clone(), Some(room), true);
        assert_eq!(taken, decided);
        assert_eq!(taken.is_deleted(), is_hidden);
    }
}

fn undeletion(unix_ms: u64) -> CellState {
    CellState {
        clear: vec![(DELETED_AT, Value::Null)],
        ..cell(DELETION, unix_ms, "")
    }
}

/// A version that failed its check is left out of the pulled row, and does not hide the others.
#[test]
fn what_is_left_of_a_cell_is_shown_where_its_first_version_failed() {
    let room = Some(Room::DESCRIPTOR);
    let created = || cell(CREATED, 1, "made");
    let left = || vec![cell(1, 2, "one"), cell(1, 3, "two"), cell(DELETION, 4, "")];
    let new = take_pulled(None, row(vec![created()], left()), room, true);
    assert_eq!(clocks(&new), (vec![1, 3], vec![2, 4]));
    // a signed one first
    let note = Some(Note::DESCRIPTOR);
    let content = Note::CELL.content.number;
    let versions = vec![cell(content, 2, "SIGNED"), cell(content, 3, "DRAFT")];
    let new = take_pulled(None, row(vec![created()], versions), note, true);
    assert_eq!(clocks(&new), (vec![1, 2], vec![3]));
    // also where a device has the draft that was signed
    let drafted = row(vec![created(), cell(content, 1, "DRAFT")], vec![]);
    let next_to_it = vec![cell(content, 2, "SIGNED")];
    let sent = row(vec![created()], next_to_it);
    let known = take_pulled(Some(drafted), sent, note, true);
    assert_eq!(clocks(&known), (vec![1, 2], vec![]));
    // the device's shown version stays shown, before siblings that arrive
    let before = row(vec![created(), cell(1, 5, "here")], vec![]);
    let known = take_pulled(Some(before), row(vec![created()], left()), room, true);
    assert_eq!(clocks(&known), (vec![1, 5], vec![2, 3, 4]));
}

/// A restored server shows only one version of a conflict: the other was never superseded, so it is kept.
#[test]
fn a_version_that_a_server_may_have_lost_stays_whatever_it_shows() {
    let room = Some(Room::DESCRIPTOR);
    let before = row(vec![cell(1, 3, "shown")], vec![cell(1, 2, "side")]);
    let take = |pulled: u64, lost: &[u64]| {
        let pulled = row(vec![cell(1, pulled, "sent")], vec![]);
        let may_be_lost = |state: &CellState| lost.contains(&state.clock.unix_ms);
        let taken = take_pulled_but(Some(before.clone()), pulled, room, true, may_be_lost);
        clocks(&taken)
    };
    assert_eq!(take(2, &[2, 3]), (vec![3], vec![2]));
    assert_eq!(take(3, &[2, 3]), (vec![3], vec![2]));
    assert_eq!(take(1, &[2, 3]), (vec![3], vec![2]));
    assert_eq!(take(9, &[2, 3]), (vec![9], vec![2, 3]));
    assert_eq!(take(9, &[2]), (vec![9], vec![2]));
    // a server that was not restored shows a version whose author saw both
    assert_eq!(take(9, &[]), (vec![9], vec![]));
}
