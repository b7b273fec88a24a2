#![allow(clippy::unwrap_used)]

use crate::catalog::{Appointment, DocumentChunk, KeyGrant, Note, Patient, UserRole};
use crate::change::{VersionBytes, tests::HASHED};
use crate::every_entity::DELETED_AT;
use crate::{Entity, Value};

use super::*;
use uuid::Uuid;

const NOW_MS: u64 = 1_800_000_000_000;
const ROW: Uuid = Uuid::from_u128(7);

pub(super) fn clock(unix_ms: u64, device: u32) -> Clock {
    Clock {
        unix_ms,
        counter: 0,
        device,
    }
}

pub(super) fn write(cell: u8, at: Clock, base: &[Clock]) -> CellWrite {
    let bytes = [at.to_array().as_slice(), &[cell]].concat();
    CellWrite {
        entity: Patient::DESCRIPTOR.number,
        row: ROW,
        patient: None,
        state: CellState {
            cell,
            clock: at,
            generation: 0,
            author: Uuid::from_u128(u128::from(at.device)),
            secret_version: 1,
            clear: Vec::new(),
            sealed: Some(bytes),
            tag: [0; 16],
            signature: None,
            replaces: Vec::new(),
        },
        base: base.to_vec(),
    }
}

pub(super) fn deletion(at: Clock, deletes: bool, base: &[Clock]) -> CellWrite {
    let mut write = write(DELETION, at, base);
    let time = if deletes {
        Value::Time(at.unix_us())
    } else {
        Value::Null
    };
    write.state.clear = vec![(DELETED_AT, time)];
    write
}

fn clear(cell: u8, at: Clock, value: i64, base: &[Clock]) -> CellWrite {
    let mut write = write(cell, at, base);
    write.state.sealed = None;
    write.state.clear = vec![(1, Value::Int(value))];
    write
}

fn note(at: Clock, is_signed: bool, base: &[Clock]) -> CellWrite {
    let mut write = write(1, at, base);
    let status = if is_signed { "SIGNED" } else { "DRAFT" };
    write.state.clear = vec![(3, Value::Text(status.to_owned()))];
    write
}

fn after(descriptor: &'static Descriptor, writes: &[CellWrite]) -> Result<RowState, Code> {
    let mut row = RowState::empty(descriptor.number, ROW, None);
    for write in writes {
        merge(&mut row, Some(descriptor), &[write], NOW_MS).map_err(|rejection| rejection.code)?;
    }
    Ok(row)
}

fn clocks(states: &[CellState]) -> Vec<(u8, Clock)> {
    states
        .iter()
        .map(|state| (state.cell, state.clock))
        .collect()
}

const A: Clock = Clock {
    unix_ms: 10,
    counter: 0,
    device: 1,
};
const B: Clock = Clock {
    unix_ms: 20,
    counter: 0,
    device: 2,
};
const C: Clock = Clock {
    unix_ms: 30,
    counter: 0,
    device: 3,
};

#[test]
fn a_write_that_saw_what_it_replaces_leaves_no_sibling() {
    let row = after(Patient::DESCRIPTOR, &[write(1, A, &[]), write(1, B, &[A])]).unwrap();
    assert_eq!(clocks(&row.cells), [(1, B)]);
    assert!(row.siblings.is_empty());
}

#[test]
fn of_two_concurrent_writes_the_later_is_shown_with_the_other_as_sibling() {
    for order in [[A, B], [B, A]] {
        let row = after(Patient::DESCRIPTOR, &order.map(|at| write(1, at, &[]))).unwrap();
        assert_eq!(clocks(&row.cells), [(1, B)]);
        assert_eq!(clocks(&row.siblings), [(1, A)]);
    }
}

#[test]
fn a_write_that_names_both_versions_resolves_the_conflict() {
    let writes = [write(1, A, &[]), write(1, B, &[]), write(1, C, &[A, B])];
    let row = after(Patient::DESCRIPTOR, &writes).unwrap();
    assert_eq!(clocks(&row.cells), [(1, C)]);
    assert!(row.siblings.is_empty());
}

/// A writer who could not verify a version drops it only where it has the bytes that the writer received.
#[test]
fn a_version_that_is_named_by_its_bytes_goes_with_those_bytes_alone() {
    let first = write(1, A, &[]);
    let mut other = first.state.clone();
    other.tag = [9; 16];
    for (bytes, siblings) in [(&first.state, 0), (&other, 1)] {
        for cell in [1, DELETION] {
            let of_cell = |state: &CellState| CellState {
                cell,
                ..state.clone()
            };
            let mut second = match cell {
                DELETION => deletion(B, false, &[]),
                _ => write(cell, B, &[]),
            };
            second.state.replaces = vec![VersionBytes::of(&of_cell(bytes))];
            let mut first = first.clone();
            first.state = of_cell(&first.state);
            let row = after(Patient::DESCRIPTOR, &[first, second]).unwrap();
            assert_eq!(clocks(&row.cells), [(cell, B)]);
            assert_eq!(row.siblings.len(), siblings);
        }
    }
}

#[test]
fn equal_clear_cells_stay_and_are_no_conflict() {
    let mut writes = vec![clear(4, A, 5, &[]), clear(4, B, 5, &[])];
    let row = after(Patient::DESCRIPTOR, &writes).unwrap();
    assert_eq!(clocks(&row.siblings), [(4, A)]);
    assert!(!is_open_conflict(row.cell(4), &row.siblings[0]));
    // they are of what another does not say, and who saw both has seen both
    for (base, siblings) in [(&[][..], &[(4, A), (4, B)][..]), (&[A, B], &[])] {
        writes.truncate(2);
        writes.push(clear(4, C, 6, base));
        let row = after(Patient::DESCRIPTOR, &writes).unwrap();
        assert_eq!(clocks(&row.cells), [(4, C)]);
        assert_eq!(clocks(&row.siblings), siblings);
        let mut all = row.siblings.iter();
        assert!(all.all(|sibling| is_open_conflict(row.cell(4), sibling)));
    }
    // what is sealed is compared by who can open it, and two deletions by what they saw
    let sealed = after(Patient::DESCRIPTOR, &[write(1, A, &[]), write(1, B, &[])]).unwrap();
    assert!(is_open_conflict(sealed.cell(1), &sealed.siblings[0]));
    let mut deletion = deletion(A, true, &[]).state;
    deletion.sealed = None;
    assert!(is_open_conflict(Some(&deletion), &deletion));
    assert!(is_open_conflict(None, &writes[0].state));
}

/// Two users set the same apart; one of them takes it back without having seen the other's.
#[test]
fn what_was_set_twice_and_taken_back_once_is_a_conflict() {
    let (set, back) = (clock(30, 1), clock(40, 1));
    let theirs = clear(4, B, 200, &[A]);
    let own = [clear(4, set, 200, &[A]), clear(4, back, 100, &[set])];
    for at in 0..=2 {
        let mut writes = [&[clear(4, A, 100, &[])], &own[..]].concat();
        writes.insert(1 + at, theirs.clone());
        let row = after(Patient::DESCRIPTOR, &writes).unwrap();
        assert_eq!(clocks(&row.cells), [(4, back)]);
        assert_eq!(clocks(&row.siblings), [(4, B)]);
        assert!(is_open_conflict(row.cell(4), &row.siblings[0]));
    }
}

#[test]
fn the_same_write_changes_nothing_and_others_under_its_clock_fork() {
    let first = write(1, A, &[]);
    let mut row = after(Patient::DESCRIPTOR, std::slice::from_ref(&first)).unwrap();
    let before = row.clone();
    let again = merge(&mut row, Some(Patient::DESCRIPTOR), &[&first], NOW_MS);
    assert_eq!((again, &row), (Ok(false), &before));
    let mut other = first;
    other.state.sealed = Some(vec![9]);
    let forked = merge(&mut row, Some(Patient::DESCRIPTOR), &[&other], NOW_MS);
    assert_eq!(
        forked.map_err(|rejection| rejection.code),
        Err(Code::ForkDetected)
    );
}

#[test]
fn a_re_seal_replaces_what_it_sealed_again_and_nothing_else() {
    let first = write(1, A, &[]);
    let mut sealed_again = first.clone();
    sealed_again.state.generation = 1;
    sealed_again.state.sealed = Some(vec![9]);
    for writes in [
        vec![first.clone(), sealed_again.clone()],
        vec![first.clone(), sealed_again.clone(), first.clone()],
    ] {
        let row = after(Patient::DESCRIPTOR, &writes).unwrap();
        assert_eq!(row.cells, [sealed_again.state.clone()]);
    }
    let superseded = [first.clone(), write(1, B, &[A]), sealed_again.clone()];
    let row = after(Patient::DESCRIPTOR, &superseded).unwrap();
    assert_eq!(clocks(&row.cells), [(1, B)]);
    assert!(row.siblings.is_empty());
    sealed_again.state.clear = vec![(1, Value::Bool(true))];
    let forged = after(Patient::DESCRIPTOR, &[first, sealed_again]);
    assert_eq!(forged, Err(Code::ForkDetected));
}

#[test]
fn a_deletion_that_saw_everything_hides_the_row_and_can_be_taken_back() {
    let writes = [
        write(1, A, &[]),
        deletion(B, true, &[A]),
        deletion(C, false, &[A, B]),
    ];
    let deleted = after(Patient::DESCRIPTOR, &writes[..2]).unwrap();
    assert!(deleted.is_deleted() && deleted.siblings.is_empty());
    let back = after(Patient::DESCRIPTOR, &writes).unwrap();
    assert!(!back.is_deleted() && back.siblings.is_empty());
}

#[test]
fn a_deletion_concurrent_with_a_write_is_contested() {
    let edit = write(1, B, &[A]);
    let delete = deletion(C, true, &[A]);
    for pair in [[edit.clone(), delete.clone()], [delete, edit]] {
        let [one, other] = pair;
        let row = after(
            Patient::DESCRIPTOR,
            &[write(1, A, &[]), one.clone(), other.clone()],
        );
        let row = row.unwrap();
        assert!(!row.is_deleted());
        assert_eq!(clocks(&row.cells), [(1, B)]);
        assert_eq!(clocks(&row.siblings), [(DELETION, C)]);

        let decided = clock(40, 1);
        for deletes in [true, false] {
            let decision = deletion(decided, deletes, &[B, C]);
            let all = [write(1, A, &[]), one.clone(), other.clone(), decision];
            let row = after(Patient::DESCRIPTOR, &all).unwrap();
            assert_eq!((row.is_deleted(), row.siblings.len()), (deletes, 0));
        }
    }
}

#[test]
fn a_write_that_saw_the_deletion_does_not_restore_the_row() {
    let writes = [
        write(1, A, &[]),
        deletion(B, true, &[A]),
        write(1, C, &[A, B]),
    ];
    let row = after(Patient::DESCRIPTOR, &writes).unwrap();
    assert!(row.is_deleted() && row.siblings.is_empty());
}

#[test]
fn what_one_group_writes_and_deletes_together_is_no_conflict() {
    let (edit, delete) = (write(1, A, &[]), deletion(B, true, &[]));
    let mut row = RowState::empty(20, ROW, None);
    merge(
        &mut row,
        Some(Patient::DESCRIPTOR),
        &[&edit, &delete],
        NOW_MS,
    )
    .unwrap();
    assert!(row.is_deleted());
}

#[test]
fn a_signature_beats_a_later_draft_and_a_second_signature() {
    let late = clock(90, 9);
    for writes in [
        [note(A, true, &[]), note(late, false, &[])],
        [note(late, false, &[]), note(A, true, &[])],
        [note(A, true, &[]), note(late, true, &[])],
        // nor does a draft whose writer saw the signature replace it: signed text is final
        [note(A, true, &[]), note(late, false, &[A])],
    ] {
        let row = after(Note::DESCRIPTOR, &writes).unwrap();
        assert_eq!(clocks(&row.cells), [(1, A)]);
        assert_eq!(clocks(&row.siblings), [(1, late)]);
    }
    let drafts = [note(A, false, &[]), note(B, true, &[A])];
    let row = after(Note::DESCRIPTOR, &drafts).unwrap();
    assert_eq!((clocks(&row.cells), row.siblings.len()), (vec![(1, B)], 0));
}

#[test]
fn a_part_of_a_document_is_written_twice_by_its_author_alone() {
    let part = |author: u128, at| {
        let mut write = write(1, at, &[]);
        write.entity = DocumentChunk::DESCRIPTOR.number;
        write.state.author = Uuid::from_u128(author);
        write
    };
    for (author, expected) in [(1, Ok(false)), (2, Err(Code::AlreadyWritten))] {
        let mut row = after(DocumentChunk::DESCRIPTOR, &[part(1, A)]).unwrap();
        let again = part(author, B);
        let merged = merge(&mut row, Some(DocumentChunk::DESCRIPTOR), &[&again], NOW_MS);
        assert_eq!(merged.map_err(|rejection| rejection.code), expected);
        assert_eq!(clocks(&row.cells), [(1, A)]);
    }
}

#[test]
fn what_is_written_once_stays_as_it_was_first_written() {
    let grant = |at, row: Uuid| CellWrite {
        row,
        ..write(1, at, &[])
    };
    let derived = Uuid::new_v5(&ROW, b"grant");
    for (id, expected) in [(derived, Ok(false)), (ROW, Err(Code::AlreadyWritten))] {
        let mut row = RowState::empty(9, id, None);
        let known = Some(KeyGrant::DESCRIPTOR);
        merge(&mut row, known, &[&grant(A, id)], NOW_MS).unwrap();
        let mut again = row.clone();
        let merged = merge(&mut again, known, &[&grant(B, id)], NOW_MS);
        assert_eq!(merged.map_err(|rejection| rejection.code), expected);
        assert_eq!(clocks(&row.cells), [(1, A)]);
    }
}

#[test]
fn the_birth_of_a_row_is_written_once_in_every_entity() {
    let derived = Uuid::new_v5(&ROW, b"setting");
    let mut row = RowState::empty(30, derived, None);
    let known = Some(Appointment::DESCRIPTOR);
    for at in [A, B] {
        merge(&mut row, known, &[&write(CREATED, at, &[])], NOW_MS).unwrap();
    }
    assert_eq!(clocks(&row.cells), [(CREATED, A)]);
    assert!(row.siblings.is_empty());
}

/// A creation that no device can verify does not block a row that several devices may create.
#[test]
fn a_creation_is_replaced_by_its_bytes_under_a_derived_id_alone() {
    for (id, descriptor, is_replaced) in [
        (Uuid::from_u128(5 << 76), Patient::DESCRIPTOR, true),
        (ROW, Patient::DESCRIPTOR, false),
        (Uuid::from_u128(5 << 76), KeyGrant::DESCRIPTOR, false),
    ] {
        let mut row = RowState::empty(descriptor.number, id, None);
        let [mut first, mut second, third] = [A, B, C].map(|at| write(CREATED, at, &[]));
        first.state.tag = [9; 16];
        second.state.replaces = vec![VersionBytes::of(&first.state)];
        let mut other = third.clone();
        other.state.replaces = vec![VersionBytes::of(&third.state)];
        for write in [&first, &other, &second, &third] {
            let merged = merge(&mut row, Some(descriptor), &[write], NOW_MS);
            assert!(merged.is_ok() || id == ROW, "{merged:?}");
        }
        let shown = if is_replaced { B } else { A };
        assert_eq!(clocks(&row.cells), [(CREATED, shown)]);
        assert!(row.siblings.is_empty());
    }
}

#[test]
fn an_admin_signed_write_of_a_stale_base_is_refused() {
    let known = UserRole::DESCRIPTOR;
    let first = write(1, A, &[]);
    let unseen = after(known, &[first.clone(), write(1, B, &[])]);
    assert_eq!(unseen, Err(Code::StaleBase));
    let earlier = after(known, &[write(1, B, &[]), write(1, A, &[B])]);
    assert_eq!(earlier, Err(Code::StaleBase));
    let row = after(known, &[first.clone(), write(1, B, &[A])]).unwrap();
    assert_eq!((clocks(&row.cells), row.siblings.len()), (vec![(1, B)], 0));
    let blind = after(known, &[first.clone(), deletion(B, true, &[])]);
    assert_eq!(blind, Err(Code::StaleBase));
    let after_end = [first, deletion(B, true, &[A]), write(1, C, &[A])];
    assert_eq!(after(known, &after_end), Err(Code::StaleBase));
}

#[test]
fn a_clock_far_ahead_is_refused_unless_it_follows_an_admitted_one() {
    let far = clock(NOW_MS + AHEAD_MS_MAX, 1);
    let farther = clock(far.unix_ms + BEYOND_CURRENT_MS_MAX, 2);
    let too_far = clock(farther.unix_ms + BEYOND_CURRENT_MS_MAX + 1, 3);
    let known = Patient::DESCRIPTOR;
    assert!(after(known, &[write(1, far, &[])]).is_ok());
    assert_eq!(
        after(known, &[write(1, farther, &[])]),
        Err(Code::ClockTooFar)
    );
    let following = [write(1, far, &[]), write(1, farther, &[far])];
    assert!(after(known, &following).is_ok());
    let [one, two] = following;
    assert_eq!(
        after(known, &[one, two, write(1, too_far, &[farther])]),
        Err(Code::ClockTooFar)
    );
}

#[test]
fn a_resolution_drops_the_equal_siblings_that_it_names() {
    let writes = [write(1, A, &[]), write(1, B, &[]), write(1, C, &[])];
    let known = Some(Patient::DESCRIPTOR);
    let mut row = after(Patient::DESCRIPTOR, &writes).unwrap();
    assert!(!release(&mut row, known, 2, &[A]));
    assert!(release(&mut row, known, 1, &[C, A]));
    assert_eq!(clocks(&row.cells), [(1, C)]);
    assert_eq!(clocks(&row.siblings), [(1, B)]);
    let with_siblings = [write(1, A, &[]), deletion(B, true, &[])];
    let mut row = after(Patient::DESCRIPTOR, &with_siblings).unwrap();
    assert!(!release(&mut row, known, DELETION, &[B]));
}

#[test]
fn a_release_counts_only_while_what_it_names_as_shown_is_shown() {
    let known = Some(Patient::DESCRIPTOR);
    // A and B are equal; C, who had seen neither, is shown when the release arrives
    let mut row = after(
        Patient::DESCRIPTOR,
        &[write(1, A, &[]), write(1, B, &[]), write(1, C, &[])],
    )
    .unwrap();
    let before = row.clone();
    for clocks in [&[B, A][..], &[A, B], &[A, C], &[C], &[]] {
        assert!(!release(&mut row, known, 1, clocks), "{clocks:?}");
    }
    assert_eq!(row, before);
}

#[test]
fn a_deletion_is_released_by_nothing() {
    let known = Some(Patient::DESCRIPTOR);
    let writes = [
        write(1, A, &[]),
        deletion(B, true, &[A]),
        deletion(C, true, &[A]),
    ];
    let mut row = after(Patient::DESCRIPTOR, &writes).unwrap();
    let before = row.clone();
    for clocks in [[C, B], [B, C]] {
        assert!(!release(&mut row, known, DELETION, &clocks));
    }
    assert_eq!(row, before);
}

#[test]
fn no_write_and_no_release_drops_a_signed_version() {
    let (late, last) = (clock(90, 9), clock(91, 9));
    let known = Some(Note::DESCRIPTOR);
    for is_signed in [true, false] {
        let writes = [
            note(A, true, &[]),
            note(late, true, &[]),
            note(last, is_signed, &[A, late]),
        ];
        let mut row = after(Note::DESCRIPTOR, &writes).unwrap();
        assert_eq!(clocks(&row.cells), [(1, A)]);
        assert_eq!(clocks(&row.siblings), [(1, late), (1, last)]);
        assert_eq!(release(&mut row, known, 1, &[A, late, last]), !is_signed);
        assert!(clocks(&row.siblings).contains(&(1, late)));
    }
}

#[test]
fn no_user_deletes_a_signed_note() {
    let second = clock(90, 9);
    for base in [vec![], vec![A, second]] {
        let refused = [
            note(A, true, &[]),
            note(second, true, &[]),
            deletion(C, true, &base),
        ];
        assert_eq!(after(Note::DESCRIPTOR, &refused), Err(Code::Signed));
    }
    // signed by a user who had not seen the deletion: the deletion hides nothing, and can only be undone
    let deleted = [
        note(A, false, &[]),
        deletion(B, true, &[A]),
        note(C, true, &[A]),
    ];
    let row = after(Note::DESCRIPTOR, &deleted).unwrap();
    assert!(!row.is_deleted());
    assert_eq!(clocks(&row.siblings), [(DELETION, B)]);
    let decided = |deletes| {
        let decision = deletion(clock(40, 1), deletes, &[B, C]);
        after(Note::DESCRIPTOR, &[&deleted[..], &[decision]].concat())
    };
    assert_eq!(decided(true), Err(Code::Signed));
    assert!(decided(false).unwrap().siblings.is_empty());
}

#[test]
fn a_signature_contests_the_deletion_that_its_writer_saw_or_wrote() {
    let draft = note(A, false, &[]);
    let (delete, sign) = (deletion(B, true, &[A]), note(C, true, &[A, B]));
    let saw = [draft.clone(), delete.clone(), sign.clone()];
    let row = after(Note::DESCRIPTOR, &saw).unwrap();
    assert!(!row.is_deleted());
    assert_eq!(clocks(&row.cells), [(1, C)]);
    assert_eq!(clocks(&row.siblings), [(DELETION, B)]);
    // what came later and knew of both hides it no more, and the deletion can be taken back
    let late = [&saw[..], &[note(clock(40, 1), false, &[B, C])]].concat();
    assert!(!after(Note::DESCRIPTOR, &late).unwrap().is_deleted());
    let back = [&saw[..], &[deletion(clock(40, 1), false, &[B, C])]].concat();
    assert!(after(Note::DESCRIPTOR, &back).unwrap().siblings.is_empty());

    let known = Some(Note::DESCRIPTOR);
    let mut row = after(Note::DESCRIPTOR, &[draft]).unwrap();
    let mut other = row.clone();
    merge(&mut row, known, &[&delete, &sign], NOW_MS).unwrap();
    assert!(!row.is_deleted());
    let signed_first = merge(&mut other, known, &[&sign, &delete], NOW_MS);
    assert_eq!(signed_first.map_err(|no| no.code), Err(Code::Signed));
}

#[test]
fn cells_of_a_later_version_are_merged_as_any_other() {
    let mut row = RowState::empty(999, ROW, None);
    for at in [B, A] {
        merge(&mut row, None, &[&write(77, at, &[])], NOW_MS).unwrap();
    }
    assert_eq!(clocks(&row.cells), [(77, B)]);
    assert_eq!(clocks(&row.siblings), [(77, A)]);
}

#[test]
fn which_of_two_concurrent_versions_is_shown_is_what_merging_them_shows() {
    for (first, other) in [(A, B), (B, A)] {
        let plain = [write(1, first, &[]), write(1, other, &[])];
        let notes = [(false, false), (true, false), (false, true), (true, true)]
            .map(|(one, two)| [note(first, one, &[]), note(other, two, &[])]);
        let of_patient = (Patient::DESCRIPTOR, plain);
        let of_note = notes.map(|writes| (Note::DESCRIPTOR, writes));
        for (descriptor, writes) in [of_patient].into_iter().chain(of_note) {
            let row = after(descriptor, &writes).unwrap();
            let stays = stays_shown(Some(descriptor), &writes[0].state, &writes[1].state);
            let shown = if stays { first } else { other };
            assert_eq!(clocks(&row.cells), [(1, shown)], "{}", descriptor.name);
        }
    }
    assert!(is_written_once(Some(Patient::DESCRIPTOR), CREATED));
    assert!(!is_written_once(Some(Patient::DESCRIPTOR), 1));
    assert!(is_written_once(Some(KeyGrant::DESCRIPTOR), 1));
    assert!(is_written_once(None, CREATED) && !is_written_once(None, 1));
}

#[test]
fn a_version_is_hashed_once_however_often_it_is_named() {
    let named = |hash: u8| VersionBytes {
        clock: A,
        hash: [hash; 32],
    };
    let mut writes = vec![write(1, B, &[])];
    for at in 1..50 {
        let mut next = write(1, clock(B.unix_ms + at, 2), &[clock(B.unix_ms + at - 1, 2)]);
        next.state.replaces = (0..16).map(named).collect();
        writes.push(next);
    }
    let mut row = after(Patient::DESCRIPTOR, &[write(1, A, &[])]).unwrap();
    let before = HASHED.get();
    let writes: Vec<&CellWrite> = writes.iter().collect();
    merge(&mut row, Some(Patient::DESCRIPTOR), &writes, NOW_MS).unwrap();
    assert_eq!(HASHED.get() - before, 1);
    assert_eq!(clocks(&row.siblings), [(1, A)]);
    // another version under the clock of one that is gone has a hash of its own
    let mut first = write(1, B, &[]);
    let mut by_bytes = write(1, C, &[]);
    by_bytes.state.replaces = vec![VersionBytes::of(&first.state)];
    first.state.sealed = Some(vec![9]);
    let mut again = write(1, clock(40, 1), &[C]);
    again.state.replaces = vec![VersionBytes::of(&first.state)];
    let writes = [write(1, B, &[]), by_bytes, first, again];
    let mut row = RowState::empty(Patient::DESCRIPTOR.number, ROW, None);
    let writes: Vec<&CellWrite> = writes.iter().collect();
    merge(&mut row, Some(Patient::DESCRIPTOR), &writes, NOW_MS).unwrap();
    assert_eq!(clocks(&row.cells), [(1, clock(40, 1))]);
    assert!(row.siblings.is_empty());
}
