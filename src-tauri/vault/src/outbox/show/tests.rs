#![allow(clippy::unwrap_used)]

use sync_contract::catalog::{DeletionReason, Patient, PatientStatus};
use sync_contract::entity::{DELETION, Entity};
use sync_contract::ids::PatientId;
use sync_contract::messages::{Pull, PullPage, PushAnswer, Verdict};
use sync_contract::protocol::Replica;
use sync_contract::pull::{Cursor, RowState};
use sync_contract::{CellState, CellWrite, Clock, Code, Group, Phi, Row, Value, Wire};
use uuid::Uuid;

use crate::FileAlarm;
use crate::crypto::random::Random;
use crate::error::Result;
use crate::outbox::page::next_push;
use crate::outbox::queue::forget;
use crate::outbox::shadow::Shadow;
use crate::outbox::show::Reshow;
use crate::outbox::verdicts::apply_answer;
use crate::read::stored::Stored;
use crate::store::device::DeviceRow;
use crate::store::siblings;
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::verify::cells::cell_input;
use crate::write::tx::WriteTx;

mod rejected;

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

/// Applies a page. Returns how many cells were quarantined.
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
    // the server sends a name without a valid clinic tag; the version that it replaces stays
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
    let state = unlocked.sync_state::<Patient>(id);
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

/// Samples what an attacker does to a file.
struct Sampler(Random);

impl Sampler {
    fn new() -> Self {
        Self(sampled())
    }

    fn below(&mut self, end: usize) -> usize {
        usize::from(u16::from_be_bytes(self.0.bytes())) % end
    }

    fn flip(&mut self, bytes: &mut [u8]) {
        let (at, bit) = (self.below(bytes.len()), self.below(8));
        bytes[at] ^= 1 << bit;
    }
}

/// The versions of cells that this program wrote or took in.
fn authentic(unlocked: &Unlocked, ids: &[PatientId]) -> Vec<(Uuid, CellState)> {
    let conn = &unlocked.vault.conn;
    let mut known = Vec::new();
    for id in ids {
        let shown = row(unlocked, *id);
        let server = Shadow::load(conn, (Patient::DESCRIPTOR.number, id.0)).unwrap();
        let server = server.map(|shadow| shadow.row);
        let rows = [Some(shown), server].into_iter().flatten();
        known.extend(rows.flat_map(|row| {
            let states = row.cells.into_iter().chain(row.siblings);
            states.map(move |state| (row.row, state))
        }));
    }
    for (_, group) in queued(unlocked) {
        let writes = group.writes.into_iter();
        known.extend(writes.map(|write| (write.row, write.state)));
    }
    known
}

fn queued(unlocked: &Unlocked) -> Vec<(i64, Group)> {
    let conn = &unlocked.vault.conn;
    let mut statement = conn.prepare("select seq, bytes from queue").unwrap();
    let rows = statement.query_map([], |line| Ok((line.get(0)?, line.get::<_, Vec<u8>>(1)?)));
    rows.unwrap()
        .filter_map(|line| {
            let (seq, bytes) = line.unwrap();
            Some((seq, Group::from_bytes(&bytes).ok()?))
        })
        .collect()
}

fn assert_authentic(unlocked: &Unlocked, ids: &[PatientId], known: &[(Uuid, CellState)]) {
    for id in ids {
        let Ok(Some(read)) = unlocked.read().get::<Patient>(*id) else {
            continue;
        };
        for state in row(unlocked, *id).cells {
            if !read.damaged.contains(&state.cell) {
                let is_known = known.contains(&(id.0, state.clone()));
                assert!(is_known, "a forged value of {id:?}: {state:?}");
            }
        }
    }
}

/// Edits what the queue holds, or the server's versions next to it.
fn edit_queue(unlocked: &Unlocked, sampler: &mut Sampler) {
    let conn = &unlocked.vault.conn;
    let (table, column, key) = match sampler.below(3) {
        0 => ("queue", "bytes", "seq"),
        _ => ("shadow_rows", "state", "row_id"),
    };
    let sql = format!("select {key}, {column} from {table} order by {key}");
    let mut statement = conn.prepare(&sql).unwrap();
    let lines = statement.query_map([], |line| {
        Ok((line.get::<_, rusqlite::types::Value>(0)?, line.get(1)?))
    });
    let mut lines: Vec<(_, Vec<u8>)> = lines.unwrap().map(rusqlite::Result::unwrap).collect();
    let at = sampler.below(lines.len());
    match sampler.below(5) {
        0 => {
            let other = sampler.below(lines.len());
            lines[at].1 = lines[other].1.clone();
        }
        1 => {
            let length = sampler.below(lines[at].1.len());
            lines[at].1.truncate(length);
        }
        _ => sampler.flip(&mut lines[at].1),
    }
    let sql = format!("update {table} set {column} = ?2 where {key} = ?1");
    let (key, bytes) = &lines[at];
    conn.execute(&sql, rusqlite::params![key, bytes]).unwrap();
}

/// Lets the server accept or reject each group, or a person discard it.
fn decide_all(unlocked: &Unlocked, sampler: &mut Sampler) -> Result<()> {
    let conn = &unlocked.vault.conn;
    let mut lines = DeviceRow::load(conn)?.queue;
    for (seq, group) in queued(unlocked) {
        let mut reshow = Reshow::new(conn, unlocked.vault.verifier());
        match sampler.below(3) {
            0 => reshow.accept(seq, &group, HEAD, false)?,
            _ => reshow.change(seq, &group)?,
        }
        match sampler.below(3) {
            0 => {
                let reject = "update queue set state = 'REJECTED' where seq = ?1";
                conn.execute(reject, [seq])?;
            }
            _ => forget(conn, &mut lines, seq, &group)?,
        }
        reshow.finish()?;
    }
    Ok(())
}

#[test]
fn an_edited_queue_or_server_version_is_never_shown_as_a_value() {
    let (_machine, mut unlocked, first, _) = connected();
    let second = register(&mut unlocked, "Berg");
    accept_all(&mut unlocked.vault);
    let ids = [first, second];
    for name in ["Adeyemi", "Ash"] {
        for id in ids {
            rename(&mut unlocked, id, name);
        }
    }
    delete(&mut unlocked, second);
    let known = authentic(&unlocked, &ids);
    let mut sampler = Sampler::new();
    let mut carried_out = 0;
    for _ in 0..1_500 {
        unlocked
            .vault
            .conn
            .execute_batch("savepoint attack")
            .unwrap();
        edit_queue(&unlocked, &mut sampler);
        // what cannot be decoded is refused
        carried_out += usize::from(decide_all(&unlocked, &mut sampler).is_ok());
        assert_authentic(&unlocked, &ids, &known);
        let back = "rollback to attack; release attack";
        unlocked.vault.conn.execute_batch(back).unwrap();
    }
    assert!(carried_out > 300, "{carried_out}");
}

/// Puts another status into the file, under the latest clock: it would win against any other version. The tag of
/// the cell is that of another value.
fn edit_status_in(unlocked: &Unlocked, id: PatientId) {
    unlocked.forge_row(Patient::DESCRIPTOR, id.0, |row| {
        let state = row.cells.iter_mut().find(|state| state.cell == STATE);
        state.unwrap().clock.unix_ms += 7_200_000;
    });
    let sql = "update patients set status = 'DISCHARGED' where id = ?1";
    let conn = &unlocked.vault.conn;
    assert_eq!(conn.execute(sql, [id.0.as_bytes()]).unwrap(), 1);
}

/// The row as lists show it: a damaged cell has no values.
fn listed(unlocked: &Unlocked, id: PatientId) -> Stored<Row> {
    let rows = unlocked.read().all_rows(Patient::DESCRIPTOR).unwrap();
    rows.into_iter().find(|row| row.value.id == id.0).unwrap()
}

#[test]
fn a_write_its_verdict_and_a_pull_make_no_value_of_what_was_put_in() {
    let (_machine, mut unlocked, id, server) = connected();
    edit_status_in(&unlocked, id);
    let damaged = |unlocked: &Unlocked| listed(unlocked, id).damaged;
    assert_eq!(damaged(&unlocked), [STATE]);
    let seen = listed(&unlocked, id).seen;
    let delete =
        |tx: &mut WriteTx<'_>| tx.delete::<Patient>(id, DeletionReason::Other, None, &seen);
    unlocked.write("delete patient", delete).unwrap();
    assert_eq!(damaged(&unlocked), [STATE], "a write of another cell");
    let seen = listed(&unlocked, id).seen;
    let undelete = |tx: &mut WriteTx<'_>| tx.undelete::<Patient>(id, &seen);
    unlocked.write("restore patient", undelete).unwrap();
    assert_eq!(damaged(&unlocked), [STATE], "another one");
    answer(&mut unlocked.vault, |_| Verdict::Accepted { seq: 5 }).unwrap();
    assert_eq!(damaged(&unlocked), [STATE], "their verdicts");
    assert_eq!(pull(&mut unlocked, HEAD, &server), 0);
    assert_eq!(damaged(&unlocked), [0_u8; 0], "the server heals it");
    assert_eq!(row(&unlocked, id).cell(STATE), server.cell(STATE));
}

#[test]
fn who_writes_a_damaged_cell_anew_heals_its_row() {
    let (_machine, mut unlocked, id, _) = connected();
    let sql = "update patients set status = 'DISCHARGED'";
    assert_eq!(unlocked.vault.conn.execute(sql, []).unwrap(), 1);
    assert_eq!(listed(&unlocked, id).damaged, [STATE]);
    let mut stored = listed(&unlocked, id);
    let cells = &mut stored.value.cells;
    cells.retain(|cell| cell.number == STATE);
    cells[0].values = std::iter::once(Value::Text("ACTIVE".to_owned())).collect();
    unlocked
        .write("edit patient", |tx| {
            tx.update_row(&stored.value, &stored.seen)
        })
        .unwrap();
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    assert_eq!(stored.damaged, [0_u8; 0]);
    assert_eq!(stored.value.status, PatientStatus::Active);
}

/// What another program does to the queue of a clinic with a server, whose admin then signs in again.
fn after_edit(sql: &str) -> (Machine, Unlocked, [PatientId; 2], Option<FileAlarm>) {
    let (machine, mut unlocked, known, _) = connected();
    unlocked
        .vault
        .set_server("https://localhost", None)
        .unwrap();
    let new = register(&mut unlocked, "Berg");
    rename(&mut unlocked, known, "Adeyemi");
    start_visit(&mut unlocked, new);
    drop(unlocked.lock());
    let file = rusqlite::Connection::open(machine.database()).unwrap();
    assert!(file.execute(sql, []).unwrap() > 0, "{sql}");
    drop(file);
    let alarm = machine.open().unwrap().file_state().unwrap().alarm;
    let unlocked = machine.unlock();
    (machine, unlocked, [known, new], alarm)
}

#[test]
fn an_edited_or_missing_group_is_made_anew_from_its_rows() {
    let flip = "update queue set bytes = cast(substr(bytes, 1, length(bytes) / 2) || x'a5'
        || substr(bytes, length(bytes) / 2 + 2) as blob)";
    for (sql, missed) in [
        ("delete from queue", Some(FileAlarm::LostChanges)),
        (
            "delete from queue where seq = (select max(seq) - 1 from queue)",
            Some(FileAlarm::LostChanges),
        ),
        (flip, Some(FileAlarm::LostChanges)),
        (
            "update queue set bytes = x'00'",
            Some(FileAlarm::LostChanges),
        ),
        // the group itself says its id
        ("update queue set group_id = randomblob(16)", None),
    ] {
        let (_machine, mut unlocked, ids, alarm) = after_edit(sql);
        assert_eq!(alarm, missed, "{sql}");
        assert_eq!(unlocked.vault.file_state().unwrap().alarm, None, "{sql}");
        let groups = queued(&unlocked);
        assert_eq!(groups.len(), 3, "{sql}");
        let key = unlocked.session.keys.public().verify;
        for (_, group) in &groups {
            let input = group.signing_input();
            key.verify(sync_contract::Purpose::Group, &input, &group.signature)
                .unwrap();
        }
        // the server makes of them what is shown here
        let shown = ids.map(|id| row(&unlocked, id));
        for (id, row) in ids.iter().zip(&shown) {
            let writes: Vec<CellWrite> = groups
                .iter()
                .flat_map(|(_, group)| group.writes.clone())
                .collect();
            let is_sent = |state: &CellState| {
                writes
                    .iter()
                    .any(|write| write.row == id.0 && write.state == *state)
            };
            let server = Shadow::load(&unlocked.vault.conn, (row.entity, row.row)).unwrap();
            let is_known = |state: &CellState| {
                server
                    .as_ref()
                    .is_some_and(|server| server.row.cells.contains(state))
            };
            assert!(
                row.cells
                    .iter()
                    .all(|state| is_sent(state) || is_known(state)),
                "{sql}"
            );
        }
        accept_all(&mut unlocked.vault);
        assert_eq!(ids.map(|id| row(&unlocked, id)), shown, "{sql}");
    }
}
