#![allow(clippy::unwrap_used)]

use sync_contract::catalog::{Patient, Visit};
use sync_contract::change::{CellWrite, GROUP_BYTES_MAX};
use sync_contract::entity::Entity;
use sync_contract::ids::*;
use sync_contract::messages::{Pull, PullPage, Push, PushAnswer, Verdict};
use sync_contract::protocol::Replica;
use sync_contract::pull::{Cursor, RowState};
use sync_contract::{CellState, Clock, Code, Group, Phi, Rejection, Wire};
use uuid::Uuid;

use crate::crypto::keys::private::UserKeys;
use crate::crypto::random::Random;
use crate::error::{Error, Result};
use crate::outbox::enqueue::Outgoing;
use crate::outbox::page::next_push;
use crate::outbox::queue::WriteKind;
use crate::outbox::verdicts::apply_answer;
use crate::store::device::DeviceRow;
use crate::store::rows;
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::verify::cells::cell_input;

mod altered;
mod called;
mod far_ahead;
mod resent;
mod waiting;

const REJECTION: Rejection = Rejection {
    code: Code::BadValue,
    entity: Some(Patient::DESCRIPTOR.number),
    row: None,
    cell: Some(Patient::CELL.contact.number),
    field: Some(Patient::FIELD.email.number),
};
const REJECTED: Verdict = Verdict::Rejected(REJECTION);
const ACCEPTED: Verdict = Verdict::Accepted { seq: 1 };

/// Returns a clinic that is connected to a server, with one patient that the server has, too.
fn connected() -> (Machine, Unlocked, PatientId) {
    let (machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    accept_all(&mut unlocked.vault);
    (machine, unlocked, id)
}

fn rename(unlocked: &mut Unlocked, id: PatientId, name: &str) {
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    let mut value = stored.value;
    value.family_name = Phi::new(Some(name.try_into().unwrap()));
    unlocked
        .write("edit patient", |tx| tx.update(&value, &stored.seen))
        .unwrap();
}

fn family_name(unlocked: &Unlocked, id: PatientId) -> String {
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    stored
        .value
        .family_name
        .open()
        .unwrap()
        .as_deref()
        .unwrap()
        .to_owned()
}

fn conflicts(unlocked: &Unlocked) -> usize {
    unlocked.read().conflicts().unwrap().len()
}

fn start_visit(unlocked: &mut Unlocked, patient: PatientId) -> VisitId {
    let provider = unlocked.user();
    unlocked
        .write("start visit", |tx| -> Result<VisitId> {
            let id = tx.new_id();
            tx.insert(&visit(id, patient, provider, "tired"))?;
            Ok(id)
        })
        .unwrap()
}

fn state(unlocked: &Unlocked, id: PatientId) -> RowState {
    rows::load(&unlocked.vault.conn, Patient::DESCRIPTOR, id.0)
        .unwrap()
        .unwrap()
}

/// Applies a row as the server has it when its newest number is `head`.
fn pull(unlocked: &mut Unlocked, head: u64, row: RowState) {
    let cursor = Cursor {
        seq: head,
        ..Cursor::start(Uuid::nil())
    };
    let position = unlocked.vault.next_pull().unwrap();
    let pull = Pull {
        cursor: position.cursor,
        bootstrap: position.bootstrap,
        control_position: position.control_position,
        rows_max: 100,
    };
    let page = PullPage {
        control: Vec::new(),
        rows: vec![row],
        cursor,
        head: cursor,
        bootstrap: None,
    };
    let applied = unlocked.vault.apply(&pull, &page).unwrap();
    assert_eq!(applied.quarantined, 0);
}

/// Tags a cell anew that a test has changed.
fn tag(unlocked: &Unlocked, row: &mut RowState, index: usize) {
    let (entity, id, patient) = (row.entity, row.row, row.patient);
    let state = &mut row.cells[index];
    let input = cell_input(unlocked.vault.tenant().0, entity, id, patient, state);
    state.tag = unlocked.vault.tag_key().tag(&input);
}

/// Each page is copied into the log and summed: an index more over what waits is felt in every action.
#[test]
fn an_action_touches_few_pages() {
    const FRAME_BYTES: u64 = 24 + 4_096;
    let (_machine, mut unlocked, patient) = connected();
    let log = unlocked.vault.folder().join("vault.db-wal");
    let bytes = || std::fs::metadata(&log).unwrap().len();
    start_visit(&mut unlocked, patient);
    let before = bytes();
    start_visit(&mut unlocked, patient);
    let pages = (bytes() - before) / FRAME_BYTES;
    // of the visit its row and five indexes, of the queue and the audit log two each, and the pages that link them
    assert!((8..=14).contains(&pages), "{pages}");
}

fn sample_write(row: u128, sealed: usize) -> CellWrite {
    CellWrite {
        entity: 20,
        row: Uuid::from_u128(row),
        patient: None,
        state: CellState {
            cell: 1,
            clock: Clock::default(),
            generation: 0,
            author: Uuid::nil(),
            secret_version: 1,
            clear: Vec::new(),
            sealed: Some(vec![7; sealed]),
            tag: [3; 16],
            signature: None,
            replaces: Vec::new(),
        },
        base: vec![Clock::default()],
    }
}

fn enqueue(unlocked: &Unlocked, keys: &UserKeys, writes: &[CellWrite]) -> Result<usize> {
    let outgoing = Outgoing {
        cursor: None,
        name: "test",
        tenant: Uuid::from_u128(3),
        action: Uuid::from_u128(4),
        author: Uuid::from_u128(5),
        device: 6,
        kind: WriteKind::Plain,
        now_us: 0,
        sign: &|input| keys.sign(crate::crypto::sign::Purpose::Group, input),
    };
    let random = &mut Random::from_seed(&[2; 32]);
    let conn = &unlocked.vault.conn;
    let mut lines = DeviceRow::load(conn).unwrap().queue;
    outgoing.enqueue(conn, &mut lines, random, writes, &Default::default())
}

/// What a device takes, the server takes, too.
#[test]
fn a_row_leaves_room_for_the_frame_of_its_group() {
    let (_machine, unlocked) = clinic();
    let keys = UserKeys::generate(&mut Random::from_seed(&[1; 32]));
    let empty = sample_write(1, 0).to_bytes().len();
    let longest = "select max(length(bytes)) from queue";
    for short_of_all in [0, 100, 300] {
        let sealed = GROUP_BYTES_MAX - empty - short_of_all;
        let queued = enqueue(&unlocked, &keys, &[sample_write(1, sealed)]);
        assert_eq!(matches!(queued, Err(Error::TooLarge)), short_of_all < 256);
        assert!(count(&unlocked.vault, longest) <= GROUP_BYTES_MAX as i64);
    }
    assert!(count(&unlocked.vault, longest) > GROUP_BYTES_MAX as i64 - 300);
}

#[test]
fn groups_made_piecewise_have_the_contract_s_bytes() {
    let keys = UserKeys::generate(&mut Random::from_seed(&[1; 32]));
    let (_machine, unlocked) = clinic();
    let writes = [sample_write(1, 40), sample_write(2, 40)];
    enqueue(&unlocked, &keys, &writes).unwrap();
    let conn = &unlocked.vault.conn;
    let sql = "select bytes from queue order by seq desc limit 1";
    let bytes: Vec<u8> = conn.query_row(sql, [], |row| row.get(0)).unwrap();
    let group = Group::from_bytes(&bytes).unwrap();
    assert_eq!(group.writes, writes);
    let input = group.signing_input();
    assert_eq!(
        group.signature,
        keys.sign(crate::crypto::sign::Purpose::Group, &input)
    );
    assert_eq!(group.to_bytes(), bytes);
}

#[test]
fn the_same_page_is_sent_until_its_verdicts_come_and_the_chain_goes_on() {
    let (machine, mut unlocked) = clinic();
    register(&mut unlocked, "Okafor");
    let first = next_push(&mut unlocked.vault).unwrap().unwrap();
    assert_eq!(
        (first.number, first.previous, first.groups.len()),
        (1, [0; 32], 2)
    );
    register(&mut unlocked, "Adeyemi");
    let mut other = machine.open().unwrap();
    assert_eq!(next_push(&mut other).unwrap().unwrap(), first);
    let group_ids = first
        .groups
        .iter()
        .map(|bytes| Group::from_bytes(bytes).unwrap().id);
    let answer = PushAnswer {
        verdicts: group_ids
            .map(|id| (id, Verdict::Duplicate { seq: 1 }))
            .collect(),
        head: Cursor::start(Uuid::nil()),
    };
    assert_eq!(
        apply_answer(&mut other, &first, &answer).unwrap().accepted,
        2
    );
    assert_eq!(
        apply_answer(&mut unlocked.vault, &first, &answer)
            .unwrap()
            .accepted,
        0
    );
    let second: Push = next_push(&mut unlocked.vault).unwrap().unwrap();
    assert_eq!((second.number, second.groups.len()), (2, 1));
    assert_eq!(second.previous, first.chain_hash(1));
}

#[test]
fn a_page_has_at_most_a_thousand_cells() {
    let (_machine, mut unlocked) = clinic();
    accept_all(&mut unlocked.vault);
    unlocked
        .write("import patients", |tx| -> Result<()> {
            for _ in 0..150 {
                let id = tx.new_id();
                tx.insert(&patient(id, "Okafor"))?;
            }
            Ok(())
        })
        .unwrap();
    let mut pages = Vec::new();
    while let Some((page, _)) = answer(&mut unlocked.vault, |_| ACCEPTED) {
        let groups = page
            .groups
            .iter()
            .map(|bytes| Group::from_bytes(bytes).unwrap());
        pages.push(groups.map(|group| group.writes.len()).sum::<usize>());
    }
    assert_eq!(pages, [990, 360]);
}

#[test]
fn a_deferred_group_is_sent_again_before_later_ones() {
    let (_machine, mut unlocked, id) = connected();
    rename(&mut unlocked, id, "Adeyemi");
    let deferred = Verdict::Deferred {
        code: Code::Busy,
        retry_after_s: 7,
    };
    let (_, outcome) = answer(&mut unlocked.vault, |_| deferred).unwrap();
    assert_eq!((outcome.deferred, outcome.retry_after_s), (1, Some(7)));
    register(&mut unlocked, "Later");
    let (page, _) = answer(&mut unlocked.vault, |_| ACCEPTED).unwrap();
    assert_eq!(
        Group::from_bytes(&page.groups[0]).unwrap().writes[0].row,
        id.0
    );
    assert!(unlocked.sync_state::<Patient>(id).is_on_server());
}

#[test]
fn a_refused_change_is_listed_and_the_row_shows_the_server_s_version() {
    let (_machine, mut unlocked, id) = connected();
    let before = state(&unlocked, id);
    rename(&mut unlocked, id, "Adeyemi");
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    assert_eq!(family_name(&unlocked, id), "Okafor");
    assert_eq!(state(&unlocked, id), before);
    let refused = unlocked.vault.rejected().unwrap();
    assert_eq!(
        (
            refused.len(),
            refused[0].rejection,
            refused[0].name.as_str()
        ),
        (1, REJECTION, "edit patient")
    );
    assert_eq!(unlocked.sync_state::<Patient>(id).refused, 1);
    let waiting = unlocked.vault.waiting_by_patient().unwrap();
    assert_eq!(
        (waiting[0].patient, waiting[0].groups, waiting[0].refused),
        (id.0, 0, 1)
    );

    unlocked.requeue(refused[0].group_id).unwrap();
    assert_eq!(family_name(&unlocked, id), "Adeyemi");
    answer(&mut unlocked.vault, |_| ACCEPTED).unwrap();
    assert_eq!(family_name(&unlocked, id), "Adeyemi");
    assert!(unlocked.vault.rejected().unwrap().is_empty());
}

#[test]
fn what_is_refused_again_after_requeueing_is_put_back_again() {
    let (_machine, mut unlocked, id) = connected();
    rename(&mut unlocked, id, "Adeyemi");
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    let old = unlocked.vault.rejected().unwrap().remove(0);
    unlocked.requeue(old.group_id).unwrap();
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    assert_eq!(family_name(&unlocked, id), "Okafor");
    // its author has signed it anew: the same writes under another id
    let new = unlocked.vault.rejected().unwrap().remove(0);
    let group = new.group_id;
    assert!(group != old.group_id && new.group.writes == old.group.writes);
    unlocked.discard(group).unwrap();
    assert_eq!(family_name(&unlocked, id), "Okafor");
    assert!(matches!(unlocked.discard(group), Err(Error::NotFound)));
    assert!(unlocked.sync_state::<Patient>(id).is_on_server());
}

#[test]
fn groups_that_touch_or_name_a_refused_row_wait_and_others_go_on() {
    let (_machine, mut unlocked, known) = connected();
    let id = register(&mut unlocked, "Refused");
    let visit = start_visit(&mut unlocked, id);
    rename(&mut unlocked, id, "Renamed");
    rename(&mut unlocked, known, "Adeyemi");
    let verdict =
        |group: &Group| match group.writes[0].row == id.0 && group.writes[0].state.cell == 0 {
            true => REJECTED,
            false => Verdict::Deferred {
                code: Code::Busy,
                retry_after_s: 1,
            },
        };
    answer(&mut unlocked.vault, verdict).unwrap();
    // the visit needs its patient, so the row stays until a person has decided
    assert_eq!(family_name(&unlocked, id), "Renamed");
    let (page, _) = answer(&mut unlocked.vault, |_| ACCEPTED).unwrap();
    assert_eq!(page.groups.len(), 1);
    assert_eq!(
        Group::from_bytes(&page.groups[0]).unwrap().writes[0].row,
        known.0
    );
    assert!(answer(&mut unlocked.vault, |_| ACCEPTED).is_none());

    let group = unlocked.vault.rejected().unwrap()[0].group_id;
    unlocked.requeue(group).unwrap();
    let (page, _) = answer(&mut unlocked.vault, |_| ACCEPTED).unwrap();
    assert_eq!(page.groups.len(), 3);
    assert_eq!(family_name(&unlocked, id), "Renamed");
    assert!(unlocked.sync_state::<Visit>(visit).is_on_server());
}

#[test]
fn what_builds_on_a_refused_row_is_decided_before_that_is_discarded() {
    let (_machine, mut unlocked, known) = connected();
    let id = register(&mut unlocked, "Refused");
    let visit = start_visit(&mut unlocked, id);
    rename(&mut unlocked, id, "Renamed");
    rename(&mut unlocked, known, "Adeyemi");
    let verdict = |group: &Group| match group.writes[0].row {
        row if row == known.0 => ACCEPTED,
        row if row == id.0 && group.writes[0].state.cell == 0 => REJECTED,
        _ => Verdict::Deferred {
            code: Code::MissingReference,
            retry_after_s: 1,
        },
    };
    answer(&mut unlocked.vault, verdict).unwrap();
    let refused = |unlocked: &Unlocked| {
        let lines = unlocked.vault.rejected().unwrap();
        lines.iter().map(|line| line.group_id).collect::<Vec<_>>()
    };
    let [registered] = refused(&unlocked)[..] else {
        panic!("only the registration is refused");
    };
    assert!(matches!(
        unlocked.discard(registered),
        Err(Error::Reference)
    ));
    // nothing is lost: a person decides on each of them now
    let listed = refused(&unlocked);
    assert_eq!(listed.len(), 3);
    // sent again one after the other they are as they were made
    for group in &listed {
        unlocked.requeue(*group).unwrap();
    }
    assert_eq!(family_name(&unlocked, id), "Renamed");
    assert!(unlocked.read().get::<Visit>(visit).unwrap().is_some());
    answer(&mut unlocked.vault, verdict).unwrap();
    let [registered] = refused(&unlocked)[..] else {
        panic!("only the registration is refused again");
    };
    assert!(matches!(
        unlocked.discard(registered),
        Err(Error::Reference)
    ));
    for group in refused(&unlocked).into_iter().rev() {
        unlocked.discard(group).unwrap();
    }
    assert!(unlocked.read().get::<Patient>(id).unwrap().is_none());
    assert!(unlocked.read().get::<Visit>(visit).unwrap().is_none());
    assert_eq!(count(&unlocked.vault, "select count(*) from queue_rows"), 0);
    assert_eq!(count(&unlocked.vault, "select count(*) from queue"), 0);
}

#[test]
fn a_refused_group_whose_rows_the_server_has_removes_none_of_them() {
    let (_machine, mut unlocked, _) = connected();
    let id = register(&mut unlocked, "Refused");
    let made = state(&unlocked, id);
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    // from another copy of this device the same group went through
    pull(&mut unlocked, 5, made);
    let group = unlocked.vault.rejected().unwrap()[0].group_id;
    unlocked.discard(group).unwrap();
    assert_eq!(family_name(&unlocked, id), "Refused");
}

#[test]
fn a_refused_row_that_nothing_needs_goes_and_comes_back_when_resent() {
    let (_machine, mut unlocked, _) = connected();
    let id = register(&mut unlocked, "Refused");
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    assert!(unlocked.read().get::<Patient>(id).unwrap().is_none());
    let group = unlocked.vault.rejected().unwrap()[0].group_id;
    unlocked.requeue(group).unwrap();
    assert_eq!(family_name(&unlocked, id), "Refused");
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    assert!(unlocked.read().get::<Patient>(id).unwrap().is_none());
    let group = unlocked.vault.rejected().unwrap()[0].group_id;
    unlocked.discard(group).unwrap();
    assert_eq!(count(&unlocked.vault, "select count(*) from queue_rows"), 0);
}

#[test]
fn of_two_waiting_writes_the_second_is_shown_after_the_first_is_refused() {
    let (_machine, mut unlocked, id) = connected();
    rename(&mut unlocked, id, "First");
    rename(&mut unlocked, id, "Second");
    let is_first = |group: &Group| group.writes[0].base.len() == 1;
    let first_rejected = |group: &Group| match is_first(group) {
        true => REJECTED,
        false => Verdict::Deferred {
            code: Code::Busy,
            retry_after_s: 1,
        },
    };
    answer(&mut unlocked.vault, first_rejected).unwrap();
    assert_eq!(family_name(&unlocked, id), "Second");
    // its writer had seen what the first replaced, too
    assert_eq!(conflicts(&unlocked), 0);
    // it waits behind the first until a person sends that again
    assert!(answer(&mut unlocked.vault, |_| ACCEPTED).is_none());
    let first = unlocked.vault.rejected().unwrap()[0].group_id;
    unlocked.requeue(first).unwrap();
    assert_eq!(family_name(&unlocked, id), "Second");
    let second_rejected = |group: &Group| match is_first(group) {
        true => ACCEPTED,
        false => REJECTED,
    };
    answer(&mut unlocked.vault, second_rejected).unwrap();
    assert_eq!(family_name(&unlocked, id), "First");
    assert_eq!(conflicts(&unlocked), 0);
}

#[test]
fn a_discarded_change_frees_what_waited_behind_it() {
    let (_machine, mut unlocked, id) = connected();
    rename(&mut unlocked, id, "First");
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    rename(&mut unlocked, id, "Second");
    assert!(answer(&mut unlocked.vault, |_| ACCEPTED).is_none());
    let first = unlocked.vault.rejected().unwrap()[0].group_id;
    unlocked.discard(first).unwrap();
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    assert_eq!(family_name(&unlocked, id), "Okafor");
}

#[test]
fn what_does_not_depend_on_a_refused_edit_goes_on() {
    let (_machine, mut unlocked, id) = connected();
    rename(&mut unlocked, id, "First");
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    // of the same patient, but neither the same cell nor a row that the refused group made
    start_visit(&mut unlocked, id);
    rename(&mut unlocked, id, "Second");
    let (page, outcome) = answer(&mut unlocked.vault, |_| ACCEPTED).unwrap();
    assert_eq!((page.groups.len(), outcome.accepted), (1, 1));
    let group = Group::from_bytes(&page.groups[0]).unwrap();
    assert_eq!(group.writes[0].entity, Visit::DESCRIPTOR.number);
    assert!(answer(&mut unlocked.vault, |_| ACCEPTED).is_none());
}

#[test]
fn a_refusal_restores_the_server_s_newest_version() {
    let (_machine, mut unlocked, id) = connected();
    let mut server = state(&unlocked, id);
    rename(&mut unlocked, id, "Adeyemi");
    server.cells[1].clock.counter += 1;
    tag(&unlocked, &mut server, 1);
    pull(&mut unlocked, 5, server.clone());
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    assert_eq!(state(&unlocked, id).cells[1].clock, server.cells[1].clock);
}

#[test]
fn the_creation_that_the_server_had_first_is_shown_after_the_verdict() {
    let (_machine, mut unlocked, _) = connected();
    let id = register(&mut unlocked, "Ours");
    let ours = state(&unlocked, id);
    let mut server = ours.clone();
    server.cells[0].clock.counter += 9;
    tag(&unlocked, &mut server, 0);
    pull(&mut unlocked, 5, server.clone());
    assert_eq!(state(&unlocked, id).cells[0].clock, ours.cells[0].clock);
    answer(&mut unlocked.vault, |_| ACCEPTED).unwrap();
    let shown = state(&unlocked, id);
    assert_eq!(shown.cells[0], server.cells[0]);
    assert!(unlocked.sync_state::<Patient>(id).is_on_server());
}

#[test]
fn an_accepted_edit_is_not_written_a_second_time() {
    let (_machine, mut unlocked, id) = connected();
    rename(&mut unlocked, id, "Haddad");
    let refuse = "create temp trigger untouched before update on main.patients
        begin select raise(abort, 'written again'); end";
    unlocked.vault.conn.execute_batch(refuse).unwrap();
    accept_all(&mut unlocked.vault);
    assert_eq!(family_name(&unlocked, id), "Haddad");
    assert!(next_push(&mut unlocked.vault).unwrap().is_none());
}
