#![allow(clippy::unwrap_used)]

use sync_contract::catalog::{DeletionReason, Patient};
use sync_contract::entity::{DELETION, Entity};
use sync_contract::ids::PatientId;
use sync_contract::messages::{Pull, PullPage, PushAnswer, Verdict};
use sync_contract::protocol::Replica;
use sync_contract::pull::{Cursor, RowState};
use sync_contract::{Clock, Code, Group, Phi, Value, Wire};
use uuid::Uuid;

use crate::error::Result;
use crate::outbox::page::next_push;
use crate::outbox::verdicts::apply_answer;
use crate::store::siblings;
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::verify::cells::cell_input;

const REJECTED: Verdict = Verdict::Rejected(sync_contract::Rejection {
    code: Code::MissingRight,
    entity: None,
    row: None,
    cell: None,
    field: None,
});
const NAME: u8 = Patient::CELL.name.number;
const STATE: u8 = Patient::CELL.state.number;
/// The sequence numbers of other devices' pages in these tests; their own groups are accepted under lower ones.
const HEAD: u64 = 1_000;

/// Returns a clinic whose server has one patient, and the row as the server has it.
fn connected() -> (Machine, Unlocked, PatientId, RowState) {
    let (machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    accept_all(&mut unlocked.vault);
    let server = row(&unlocked, id);
    (machine, unlocked, id, server)
}

fn row(unlocked: &Unlocked, id: PatientId) -> RowState {
    let row = siblings::load_full(&unlocked.vault.conn, Patient::DESCRIPTOR.number, id.0);
    row.unwrap().unwrap()
}

fn rename(unlocked: &mut Unlocked, id: PatientId, name: &str) {
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    let mut value = stored.value;
    value.family_name = Phi::new(Some(name.try_into().unwrap()));
    unlocked
        .write("edit patient", |tx| tx.update(&value, &stored.seen))
        .unwrap();
}

fn start_visit(unlocked: &mut Unlocked, patient: PatientId) {
    let provider = unlocked.user();
    unlocked
        .write("start visit", |tx| -> Result<()> {
            let id = tx.new_id();
            tx.insert(&visit(id, patient, provider, "tired"))
        })
        .unwrap();
}

fn delete(unlocked: &mut Unlocked, id: PatientId) {
    let seen = unlocked.read().get::<Patient>(id).unwrap().unwrap().seen;
    unlocked
        .write("delete patient", |tx| {
            tx.delete::<Patient>(id, DeletionReason::Other, None, &seen)
        })
        .unwrap();
}

/// Another device writes the patient's status, an hour after what is there.
fn with_status(unlocked: &Unlocked, mut server: RowState, word: &str) -> RowState {
    let (entity, id) = (server.entity, server.row);
    let state = server.cells.iter_mut().find(|cell| cell.cell == STATE);
    let state = state.unwrap();
    state.clock.unix_ms += 3_600_000;
    state.clock.device = 99;
    state.clear = vec![(Patient::FIELD.status.number, Value::Text(word.into()))];
    let input = cell_input(unlocked.vault.tenant().0, entity, id, None, state);
    state.tag = unlocked.vault.tag_key().tag(&input);
    server
}

/// Takes in a page. Returns how many cells were quarantined.
fn pull(unlocked: &mut Unlocked, head: u64, row: &RowState) -> usize {
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
        rows: vec![row.clone()],
        cursor,
        head: cursor,
        bootstrap: None,
    };
    unlocked.vault.apply(&pull, &page).unwrap().quarantined
}

fn clock_of(row: &RowState, cell: u8) -> Option<Clock> {
    row.cell(cell).map(|state| state.clock)
}

fn shadows(unlocked: &Unlocked) -> i64 {
    count(&unlocked.vault, "select count(*) from shadow_rows")
}

#[test]
fn a_rejection_removes_no_good_cell_whose_successor_was_quarantined() {
    let (_machine, mut unlocked, id, server) = connected();
    rename(&mut unlocked, id, "Adeyemi");
    // the server sends a name that nobody tagged; what it replaces stays
    let mut forged = with_status(&unlocked, server.clone(), "ON_HOLD");
    let name = forged.cells.iter_mut().find(|cell| cell.cell == NAME);
    name.unwrap().clock.counter += 1;
    assert_eq!(pull(&mut unlocked, HEAD, &forged), 1);
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    let shown = row(&unlocked, id);
    assert_eq!(shown.cell(NAME), server.cell(NAME));
    assert_eq!(clock_of(&shown, STATE), clock_of(&forged, STATE));
}

#[test]
fn groups_on_one_row_show_what_the_server_will_make_of_them() {
    let (_machine, mut unlocked, id, server) = connected();
    for name in ["First", "Second", "Third"] {
        rename(&mut unlocked, id, name);
    }
    let third = clock_of(&row(&unlocked, id), NAME);
    assert_eq!(shadows(&unlocked), 1);
    let ours = row(&unlocked, id);
    let theirs = with_status(&unlocked, server.clone(), "ON_HOLD");
    assert_eq!(pull(&mut unlocked, HEAD, &theirs), 0);
    let shown = row(&unlocked, id);
    assert_eq!(clock_of(&shown, NAME), third);
    assert_eq!(clock_of(&shown, STATE), clock_of(&theirs, STATE));
    assert_eq!(shown.siblings, []);

    // refused, discarded, sent again: each time the server's row with what waits
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    assert_eq!(row(&unlocked, id), theirs);
    let rejected = unlocked.vault.rejected().unwrap();
    let groups: Vec<Uuid> = rejected.iter().map(|group| group.group_id).collect();
    unlocked.requeue(groups[2]).unwrap();
    assert_eq!(clock_of(&row(&unlocked, id), NAME), third);
    assert_eq!(row(&unlocked, id).siblings, []);
    for group in &groups[..2] {
        unlocked.discard(*group).unwrap();
    }
    assert_eq!(row(&unlocked, id), {
        let mut both = theirs;
        let index = both.cells.iter().position(|cell| cell.cell == NAME);
        both.cells[index.unwrap()] = ours.cell(NAME).unwrap().clone();
        both
    });
    answer(&mut unlocked.vault, |_| Verdict::Accepted { seq: HEAD + 1 }).unwrap();
    assert_eq!(clock_of(&row(&unlocked, id), NAME), third);
    assert_eq!(shadows(&unlocked), 0);
}

/// The page that brings what another device made of our write may come before the verdict on it.
#[test]
fn a_verdict_after_its_page_brings_nothing_back() {
    let (_machine, mut unlocked, id, server) = connected();
    rename(&mut unlocked, id, "Ours");
    let mut theirs = server;
    let name = theirs.cells.iter_mut().find(|cell| cell.cell == NAME);
    let name = name.unwrap();
    name.clock = clock_of(&row(&unlocked, id), NAME).unwrap();
    name.clock.unix_ms += 1;
    name.clock.device = 99;
    let input = cell_input(unlocked.vault.tenant().0, theirs.entity, id.0, None, name);
    name.tag = unlocked.vault.tag_key().tag(&input);
    assert_eq!(pull(&mut unlocked, HEAD, &theirs), 0);
    answer(&mut unlocked.vault, |_| Verdict::Accepted { seq: HEAD }).unwrap();
    assert_eq!(row(&unlocked, id), theirs);
    assert_eq!(shadows(&unlocked), 0);
}

#[test]
fn charting_contests_the_deletion_of_the_patient_before_the_verdict() {
    let (_machine, mut unlocked, id, server) = connected();
    // charted here while another device deletes the patient
    start_visit(&mut unlocked, id);
    delete(&mut unlocked, id);
    let deleted = row(&unlocked, id);
    assert!(deleted.cell(DELETION).is_some());
    answer(&mut unlocked.vault, |group| {
        match group.writes[0].row == id.0 {
            true => REJECTED,
            false => Verdict::Deferred {
                code: Code::Busy,
                retry_after_s: 1,
            },
        }
    })
    .unwrap();
    let group = unlocked.vault.rejected().unwrap()[0].group_id;
    unlocked.discard(group).unwrap();
    assert_eq!(row(&unlocked, id), server);
    assert_eq!(pull(&mut unlocked, HEAD, &deleted), 0);
    let shown = row(&unlocked, id);
    assert!(shown.cell(DELETION).is_none() && shown.siblings.len() == 1);
    let state = unlocked.read().get::<Patient>(id).unwrap().unwrap().sync;
    assert_eq!(state.waiting, 1);
    // without the visit nothing contests it
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    assert_eq!(row(&unlocked, id), deleted);
}

#[test]
fn charting_on_a_patient_deleted_here_shows_the_patient() {
    let (_machine, mut unlocked, id, _) = connected();
    delete(&mut unlocked, id);
    assert!(row(&unlocked, id).cell(DELETION).is_some());
    start_visit(&mut unlocked, id);
    let shown = row(&unlocked, id);
    assert!(shown.cell(DELETION).is_none() && shown.siblings.len() == 1);
    accept_all(&mut unlocked.vault);
    assert_eq!(row(&unlocked, id), shown);
    for table in ["shadow_rows", "queue_rows", "queue_references"] {
        let sql = format!("select count(*) from {table}");
        assert_eq!(count(&unlocked.vault, &sql), 0, "{table}");
    }
}

#[test]
fn an_edit_that_missed_another_s_is_in_conflict_before_the_verdict() {
    let (_machine, mut unlocked, id, server) = connected();
    rename(&mut unlocked, id, "Ours");
    let mut theirs = server;
    let name = theirs.cells.iter_mut().find(|cell| cell.cell == NAME);
    let name = name.unwrap();
    name.clock.device = 99;
    let input = cell_input(unlocked.vault.tenant().0, theirs.entity, id.0, None, name);
    name.tag = unlocked.vault.tag_key().tag(&input);
    assert_eq!(pull(&mut unlocked, HEAD, &theirs), 0);
    let shown = row(&unlocked, id);
    assert_eq!(shown.siblings, [theirs.cell(NAME).unwrap().clone()]);
    answer(&mut unlocked.vault, |_| Verdict::Accepted { seq: HEAD + 1 }).unwrap();
    assert_eq!(row(&unlocked, id), shown);
}

/// What a rejected group made goes when nothing in the queue names it any more.
#[test]
fn a_row_of_a_rejected_group_is_shown_while_another_group_names_it() {
    let (_machine, mut unlocked, ..) = connected();
    let id = register(&mut unlocked, "Refused");
    start_visit(&mut unlocked, id);
    let names = "select count(*) from queue_references";
    assert_eq!(count(&unlocked.vault, names), 1);
    answer(&mut unlocked.vault, |_| REJECTED).unwrap();
    assert!(unlocked.read().get::<Patient>(id).unwrap().is_some());
    let rejected = unlocked.vault.rejected().unwrap();
    assert_eq!(rejected.len(), 2);
    unlocked.discard(rejected[1].group_id).unwrap();
    assert!(unlocked.read().get::<Patient>(id).unwrap().is_none());
    unlocked.requeue(rejected[0].group_id).unwrap();
    assert!(unlocked.read().get::<Patient>(id).unwrap().is_some());
}

/// Ten thousand groups may wait: a rejection reads those of its own rows.
#[test]
fn a_rejection_decodes_no_group_that_has_nothing_to_do_with_it() {
    let (_machine, mut unlocked, ..) = connected();
    unlocked
        .write("import patients", |tx| -> Result<()> {
            for _ in 0..150 {
                let id = tx.new_id();
                tx.insert(&patient(id, "Okafor"))?;
            }
            Ok(())
        })
        .unwrap();
    let push = next_push(&mut unlocked.vault).unwrap().unwrap();
    // what is not on this page cannot be decoded any more
    let damage = "update queue set bytes = x'00' where state = 'WAITING'";
    assert!(unlocked.vault.conn.execute(damage, []).unwrap() > 0);
    let ids = push
        .groups
        .iter()
        .map(|bytes| Group::from_bytes(bytes).unwrap().id);
    let answer = PushAnswer {
        verdicts: ids.map(|id| (id, REJECTED)).collect(),
        head: Cursor::start(Uuid::nil()),
    };
    let outcome = apply_answer(&mut unlocked.vault, &push, &answer).unwrap();
    assert_eq!(outcome.rejected, push.groups.len());
}
