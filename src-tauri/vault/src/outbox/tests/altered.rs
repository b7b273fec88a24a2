//! An attacker edits the queue with a SQLite shell: every change is sent or reported as lost, and no user is blocked.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sync_contract::catalog::Role;

use super::*;
use crate::crypto::keystore::entry::KeyStore;
use crate::crypto::password::Password;
use crate::sign_in::tests::add_receptionist;
use crate::store::device::QueueLines;
use crate::{FileAlarm, Session, Vault};

pub(super) type Cells = BTreeSet<(Uuid, u8, Clock)>;

/// A machine whose clinic has a server, and an attacker who has a copy of its queue from before that was accepted.
pub(super) struct Attacked {
    pub machine: Machine,
    pub known: PatientId,
}

impl Attacked {
    /// The server has a patient; nothing waits.
    pub fn new() -> (Self, Unlocked) {
        let (machine, mut unlocked) = clinic();
        add_receptionist(&mut unlocked);
        accept_all(&mut unlocked.vault);
        let known = register(&mut unlocked, "Okafor");
        let attacked = Self { machine, known };
        attacked.edit("create table older.queue as select * from main.queue");
        accept_all(&mut unlocked.vault);
        let url = "https://localhost";
        unlocked.vault.set_server(url, None).unwrap();
        (attacked, unlocked)
    }

    /// A change of the patient, a registration and a visit of the new patient wait, in this order.
    pub fn with_work() -> (Self, Cells) {
        let (attacked, mut unlocked) = Self::new();
        rename(&mut unlocked, attacked.known, "Adeyemi");
        let new = register(&mut unlocked, "Berg");
        start_visit(&mut unlocked, new);
        let waiting = waiting(&unlocked.vault);
        drop(unlocked.lock());
        (attacked, waiting)
    }

    pub fn edit(&self, sql: &str) {
        self.try_edit(sql)
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    fn try_edit(&self, sql: &str) -> rusqlite::Result<()> {
        let file = Connection::open(self.machine.database()).unwrap();
        let older = self.machine.folder.with_file_name("older.db");
        let attach = "attach ?1 as older";
        file.execute(attach, [older.to_str().unwrap()]).unwrap();
        file.execute_batch(sql)
    }
}

/// An action of an admin waits, and the server has everything before it.
pub(super) fn with_role() -> (Attacked, RoleId) {
    let (attacked, mut unlocked) = Attacked::new();
    let role = add_role(&mut unlocked);
    drop(unlocked.lock());
    (attacked, role)
}

pub(super) fn add_role(unlocked: &mut Unlocked) -> RoleId {
    let role = Role {
        id: RoleId(Uuid::from_u128(77)),
        name: "Nurse".try_into().unwrap(),
        description: None,
        is_system: false,
        rights: "patients.read".try_into().unwrap(),
        compartments: "contact".try_into().unwrap(),
    };
    let pending = unlocked.write_admin_signed("add role", |tx| tx.insert(&role));
    pending.map(drop).unwrap();
    role.id
}

pub(super) fn is_clean(vault: &Vault) -> bool {
    vault.verify_audit().unwrap().is_clean()
}

fn actions(vault: &Vault) -> Vec<String> {
    let sql = "select action from audit order by device, number";
    let mut statement = vault.conn.prepare(sql).unwrap();
    let actions = statement.query_map([], |row| row.get(0)).unwrap();
    actions.map(rusqlite::Result::unwrap).collect()
}

pub(super) fn alarm(vault: &Vault) -> Option<FileAlarm> {
    vault.file_state().unwrap().alarm
}

fn cells_of(groups: impl IntoIterator<Item = Vec<u8>>) -> Cells {
    let mut cells = Cells::new();
    for bytes in groups {
        for write in Group::from_bytes(&bytes).unwrap().writes {
            cells.insert((write.row, write.state.cell, write.state.clock));
        }
    }
    cells
}

/// Lets the server accept all that waits. Returns what it was sent, cell by cell.
pub(super) fn sent(vault: &mut Vault) -> Cells {
    let mut cells = Cells::new();
    for _ in 0..20 {
        match answer(vault, |_| ACCEPTED) {
            Some((push, _)) => cells.extend(cells_of(push.groups)),
            None => return cells,
        }
    }
    panic!("the queue never ends");
}

/// The cells of what waits.
pub(super) fn waiting(vault: &Vault) -> Cells {
    let mut statement = vault.conn.prepare("select bytes from queue").unwrap();
    let groups = statement.query_map([], |row| row.get(0)).unwrap();
    cells_of(groups.map(rusqlite::Result::unwrap))
}

/// The change of the patient becomes a group that the server has accepted already.
const REPLACED: [&str; 4] = [
    "update queue set (group_id, action, bytes, cells) = (
        select group_id, action, bytes, cells from sent_groups order by seq desc limit 1
    ) where seq = (select min(seq) from queue)",
    "update queue set bytes = (select bytes from sent_groups order by seq desc limit 1)
    where seq = (select min(seq) from queue)",
    "update main.queue set (group_id, action, bytes, cells, tag) = (
        select group_id, action, bytes, cells, tag from older.queue order by seq desc limit 1
    ) where seq = (select min(seq) from main.queue)",
    "delete from main.queue where seq = (select min(seq) from main.queue);
    insert into main.queue select * from older.queue order by seq desc limit 1",
];

#[test]
fn a_line_that_an_accepted_group_replaced_is_noticed_and_made_anew() {
    for sql in REPLACED {
        let (attacked, all) = Attacked::with_work();
        attacked.edit(sql);
        let mut vault = attacked.machine.open().unwrap();
        assert_eq!(alarm(&vault), Some(FileAlarm::LostChanges), "{sql}");
        let before = sent(&mut vault);
        assert_eq!(alarm(&vault), Some(FileAlarm::LostChanges), "{sql}");
        assert!(
            before.is_subset(&all) && before.len() == all.len() - 1,
            "{sql}"
        );
        drop(vault);
        let mut unlocked = attacked.machine.unlock();
        assert_eq!(alarm(unlocked.vault()), None, "{sql}");
        let after = sent(&mut unlocked.vault);
        assert_eq!(&before | &after, all, "{sql}");
        assert_eq!(family_name(&unlocked, attacked.known), "Adeyemi");
        assert_eq!(count(&unlocked.vault, "select count(*) from queue_rows"), 0);
    }
}

#[test]
fn a_group_that_was_taken_out_is_made_anew_after_later_work() {
    let (attacked, _) = Attacked::with_work();
    let mut open = attacked.machine.unlock();
    let all = waiting(&open.vault);
    attacked.edit("delete from queue where seq = (select max(seq) from queue)");
    // the number of the line that is gone is not taken again
    register(&mut open, "Later");
    let later = waiting(&open.vault);
    assert_eq!(alarm(open.vault()), Some(FileAlarm::LostChanges));
    drop(open.lock());
    let mut unlocked = attacked.machine.unlock();
    assert_eq!(alarm(unlocked.vault()), None);
    assert_eq!(sent(&mut unlocked.vault), &all | &later);
}

/// A user who signs in first sends their own part of a row; the change of another author is not called sent by that.
#[test]
fn the_part_of_another_author_stays_lost_until_they_sign_in() {
    let (attacked, unlocked) = Attacked::new();
    let as_ben = |vault: Vault| vault.unlock("ben", &Password::new("front door")).unwrap();
    let mut ben = as_ben(unlocked.lock());
    rename(&mut ben, attacked.known, "Berg");
    sent(&mut ben.vault);
    drop(ben.lock());
    let mut ada = attacked.machine.unlock();
    let stored = ada.read().get::<Patient>(attacked.known).unwrap().unwrap();
    let mut value = stored.value;
    value.city = Phi::new(Some("Accra".try_into().unwrap()));
    ada.write("edit patient", |tx| tx.update(&value, &stored.seen))
        .unwrap();
    let all = waiting(&ada.vault);
    drop(ada.lock());
    attacked.edit("delete from queue; delete from shadow_rows; delete from sent_groups");
    let mut ben = as_ben(attacked.machine.open().unwrap());
    assert!(sent(&mut ben.vault).is_disjoint(&all));
    assert_eq!(alarm(ben.vault()), Some(FileAlarm::LostChanges));
    drop(ben.lock());
    let mut ada = attacked.machine.unlock();
    assert_eq!(alarm(ada.vault()), None);
    assert!(sent(&mut ada.vault).is_superset(&all));
}

/// Neither the queue nor the tables next to it tell what was lost: the rows do, and their authors.
#[test]
fn what_an_admin_called_lost_is_sent_once_more_as_its_author_wrote_it() {
    for sql in [
        "delete from queue_rows; delete from queue_references; delete from queue",
        "delete from queue_rows; delete from shadow_rows; delete from queue",
        "delete from queue_rows; delete from queue; update device set queued = x''",
    ] {
        let (attacked, all) = Attacked::with_work();
        attacked.edit(sql);
        let mut unlocked = attacked.machine.unlock();
        assert_eq!(sent(&mut unlocked.vault), Cells::new(), "{sql}");
        assert!(alarm(unlocked.vault()).is_some(), "{sql}");
        unlocked.accept_file("the file was edited").unwrap();
        assert_eq!(alarm(unlocked.vault()), None, "{sql}");
        assert!(sent(&mut unlocked.vault).is_superset(&all), "{sql}");
        assert_eq!(family_name(&unlocked, attacked.known), "Adeyemi");
        // once is enough
        drop(unlocked.lock());
        let mut unlocked = attacked.machine.unlock();
        assert_eq!(sent(&mut unlocked.vault), Cells::new(), "{sql}");
    }
}

/// The admin who accepts the loss did not write it: each author's part goes once they sign in.
#[test]
fn what_another_user_wrote_is_sent_once_more_at_their_sign_in() {
    let (attacked, unlocked) = Attacked::new();
    let as_ben = |vault: Vault| vault.unlock("ben", &Password::new("front door")).unwrap();
    let mut ben = as_ben(unlocked.lock());
    rename(&mut ben, attacked.known, "Berg");
    let new = register(&mut ben, "Castro");
    let lost = waiting(&ben.vault);
    drop(ben.lock());
    attacked.edit("delete from queue; delete from queue_rows; delete from shadow_rows");
    let mut ada = attacked.machine.unlock();
    ada.accept_file("the file was edited").unwrap();
    assert_eq!(alarm(ada.vault()), None);
    assert!(sent(&mut ada.vault).is_disjoint(&lost), "in no other name");
    drop(ada.lock());
    let mut ben = as_ben(attacked.machine.open().unwrap());
    assert!(sent(&mut ben.vault).is_superset(&lost));
    assert_eq!(family_name(&ben, attacked.known), "Berg");
    assert_eq!(family_name(&ben, new), "Castro");
    assert_eq!(alarm(ben.vault()), None);
}

/// Neither the queue nor the server's versions tell what the server has of a row.
#[test]
fn a_row_whose_server_version_was_taken_away_is_shown_until_it_is_pulled() {
    for verdict in [ACCEPTED, REJECTED] {
        let (attacked, _) = Attacked::with_work();
        let mut unlocked = attacked.machine.unlock();
        let before = state(&unlocked, attacked.known);
        pull(&mut unlocked, 5, before.clone());
        let cursor = |unlocked: &Unlocked| unlocked.vault.next_pull().unwrap().cursor;
        assert!(cursor(&unlocked).is_some());
        attacked.edit("delete from shadow_rows");
        answer(&mut unlocked.vault, |_| verdict).unwrap();
        assert_eq!(state(&unlocked, attacked.known), before, "{verdict:?}");
        // of what was rejected, only the server knows the version before
        let is_pulled_again = cursor(&unlocked).is_none();
        assert_eq!(is_pulled_again, verdict == REJECTED, "{verdict:?}");
    }
}

/// The audit entry of an admin's action waits next to the queue until the server has accepted the action.
const LOST_ENTRIES: [&str; 4] = [
    "update admin_signed_actions set audit = null where state = 'PENDING'",
    "update admin_signed_actions set audit = (select entry from audit order by number desc limit 1)
    where state = 'PENDING'",
    "update admin_signed_actions set audit = zeroblob(length(audit)), state = 'ACCEPTED'
    where state = 'PENDING'",
    "delete from admin_signed_actions",
];

#[test]
fn a_waiting_audit_entry_that_was_edited_alarms_and_is_logged_as_lost() {
    for sql in LOST_ENTRIES {
        let (attacked, role) = with_role();
        attacked.edit(sql);
        let mut vault = attacked.machine.open().unwrap();
        assert_eq!(alarm(&vault), Some(FileAlarm::OtherAudit), "{sql}");
        assert!(!is_clean(&vault), "{sql}");
        sent(&mut vault);
        assert!(alarm(&vault).is_some() && !is_clean(&vault), "{sql}");
        let logged = actions(&vault);
        assert!(!logged.iter().any(|action| action == "add role"), "{sql}");
        assert_eq!(logged.last().unwrap(), "lost audit entry", "{sql}");
        drop(vault);
        let mut unlocked = attacked.machine.unlock();
        assert!(unlocked.read().get::<Role>(role).unwrap().is_some());
        assert!(
            unlocked
                .accept_file("the file was edited")
                .unwrap()
                .is_some()
        );
        assert!(is_clean(unlocked.vault()), "{sql}");
    }
}

#[test]
fn a_lost_audit_entry_that_an_admin_knows_of_alarms_no_more() {
    for sql in LOST_ENTRIES {
        let (attacked, role) = with_role();
        attacked.edit(sql);
        let mut unlocked = attacked.machine.unlock();
        let ended = unlocked.accept_file("the file was edited").unwrap();
        assert_eq!(ended, Some(FileAlarm::OtherAudit), "{sql}");
        assert!(is_clean(unlocked.vault()), "{sql}");
        sent(&mut unlocked.vault);
        assert!(is_clean(unlocked.vault()), "{sql}");
        let logged = actions(unlocked.vault());
        assert_eq!(logged.last().unwrap(), "lost audit entry", "{sql}");
        assert!(unlocked.read().get::<Role>(role).unwrap().is_some());
    }
}

/// With a server a lost admin-signed write is in no row to be made anew from: the admin is told what to do again.
#[test]
fn what_an_admin_did_is_named_where_another_program_took_it_away() {
    for sql in [
        "delete from queue",
        "delete from queue; delete from queue_rows",
        "update queue set bytes = zeroblob(100), name = 'x', action = x''",
    ] {
        let (attacked, role) = with_role();
        attacked.edit(sql);
        let mut unlocked = attacked.machine.unlock();
        let named = |unlocked: &Unlocked| {
            let file = unlocked.vault.file_state().unwrap();
            (file.alarm, file.lost_actions)
        };
        let lost = (Some(FileAlarm::LostChanges), vec!["add role".to_owned()]);
        assert_eq!(named(&unlocked), lost, "{sql}");
        sent(&mut unlocked.vault);
        assert_eq!(named(&unlocked), lost, "{sql}");
        unlocked.accept_file("the file was edited").unwrap();
        assert_eq!(named(&unlocked), (None, Vec::new()), "{sql}");
        assert!(unlocked.read().get::<Role>(role).unwrap().is_none());
        assert_eq!(add_role(&mut unlocked), role, "{sql}");
        sent(&mut unlocked.vault);
        assert!(unlocked.read().get::<Role>(role).unwrap().is_some());
        assert!(is_clean(unlocked.vault()), "{sql}");
    }
}

/// Tables next to the rows of the clinic that tell what is sent and what the server has.
const TABLES: [&str; 10] = [
    "queue",
    "queue",
    "queue_rows",
    "queue_references",
    "shadow_rows",
    "push_chain",
    "sent_groups",
    "admin_signed_actions",
    "pull_position",
    "scope",
];

/// Values of every type; `?` is the column.
const ODD: [&str; 16] = [
    "null",
    "-1",
    "0",
    "1",
    "9000000000000000",
    "9223372036854775807",
    "-9223372036854775808",
    "1.5",
    "''",
    "'x'",
    "'REJECTED'",
    "x''",
    "x'00'",
    "zeroblob(16)",
    "randomblob(40)",
    "substr(?, 1, length(?) / 2)",
];

fn anchor_entry(vault: Uuid) -> Uuid {
    Uuid::new_v5(&vault, b"anchor")
}

/// A file in which something lies in each of these tables, and the session of its admin.
struct Prepared {
    attacked: Attacked,
    file: Vec<u8>,
    vault: Uuid,
    anchor: Vec<u8>,
    /// What was acknowledged to the user and not to this device.
    acknowledged: Cells,
    other: PatientId,
}

impl Prepared {
    fn new() -> (Self, Session) {
        let (attacked, mut unlocked) = Attacked::new();
        let other = register(&mut unlocked, "Haddad");
        accept_all(&mut unlocked.vault);
        rename(&mut unlocked, attacked.known, "Adeyemi");
        answer(&mut unlocked.vault, |_| REJECTED).unwrap();
        let new = register(&mut unlocked, "Berg");
        start_visit(&mut unlocked, new);
        next_push(&mut unlocked.vault).unwrap().unwrap();
        rename(&mut unlocked, other, "Habib");
        add_role(&mut unlocked);
        let acknowledged = waiting(&unlocked.vault);
        let Unlocked { vault, session, .. } = unlocked;
        let id = vault.id();
        vault.note_anchor();
        drop(vault);
        attacked.edit(
            "insert or replace into pull_position (one, control_position) values (1, 0);
            insert or replace into scope (one, users, compartments) values (1, x'00000000', x'');
            pragma wal_checkpoint(truncate)",
        );
        let file = std::fs::read(attacked.machine.database()).unwrap();
        let anchor = attacked.machine.keys.load(anchor_entry(id)).unwrap();
        let prepared = Self {
            attacked,
            file,
            vault: id,
            anchor: anchor.unwrap().to_vec(),
            acknowledged,
            other,
        };
        (prepared, session)
    }

    fn put_back(&self) {
        let database = self.attacked.machine.database();
        for suffix in ["-wal", "-shm"] {
            let mut log = database.clone().into_os_string();
            log.push(suffix);
            match std::fs::remove_file(log) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{error}"),
                _ => {}
            }
        }
        std::fs::write(database, &self.file).unwrap();
        let keys = &self.attacked.machine.keys;
        keys.store(anchor_entry(self.vault), &self.anchor).unwrap();
    }

    /// Edits the file as a program does that knows no constraint of its tables. Returns whether SQLite can store that.
    fn edit_loosely(&self, table: &str, sql: &str) -> bool {
        let loosen = format!(
            "pragma writable_schema = on;
            create table older.kept as select sql from sqlite_schema where name = '{table}';
            update sqlite_schema set sql = replace(replace(replace(
                sql, ') strict, without', ') without'), ') strict', ')'), ' not null', '')
            where name = '{table}'"
        );
        self.attacked.edit(&loosen);
        let unchecked = format!("pragma ignore_check_constraints = on; {sql}");
        let is_stored = self.attacked.try_edit(&unchecked).is_ok();
        self.attacked.edit(&format!(
            "pragma writable_schema = on;
            update sqlite_schema set sql = (select sql from older.kept) where name = '{table}';
            drop table older.kept"
        ));
        is_stored
    }

    /// What programs and people do with the file. Returns the session.
    fn walk(&self, attack: &str, session: Session, syncs_first: bool) -> Session {
        let opened = self.attacked.machine.open();
        let mut vault = opened.unwrap_or_else(|error| panic!("{attack}: {error}"));
        let notices = |vault: &Vault| alarm(vault) == Some(FileAlarm::LostChanges);
        let mut is_noticed = notices(&vault);
        look(&vault).unwrap_or_else(|error| panic!("{attack}: {error}"));
        let mut known = Cells::new();
        if syncs_first {
            known.extend(sent(&mut vault));
            is_noticed |= notices(&vault);
        }
        let mut unlocked = Unlocked::new(vault, session);
        unlocked
            .rebuild_queue()
            .unwrap_or_else(|error| panic!("{attack}: {error}"));
        let later = register(&mut unlocked, "Later");
        rename(&mut unlocked, self.other, "Haidar");
        let all = sent(&mut unlocked.vault);
        let is_sent = |row: PatientId| all.iter().any(|(sent, ..)| *sent == row.0);
        assert!(is_sent(later), "{attack}: sync does not go on");
        known.extend(all);
        look(&unlocked.vault).unwrap_or_else(|error| panic!("{attack}: {error}"));
        for rejected in unlocked.vault.rejected().unwrap() {
            known.extend(cells_of([rejected.group.to_bytes()]));
        }
        let row = state(&unlocked, self.other);
        pull(&mut unlocked, 5, row);
        is_noticed |= notices(&unlocked.vault);
        assert!(
            is_noticed || known.is_superset(&self.acknowledged),
            "{attack}: lost and not told"
        );
        unlocked.accept_file("edited").unwrap();
        assert_eq!(alarm(&unlocked.vault), None, "{attack}: an alarm for good");
        for rejected in unlocked.vault.rejected().unwrap().iter().rev() {
            let discarded = unlocked.discard(rejected.group_id);
            discarded.unwrap_or_else(|error| panic!("{attack}: discard: {error}"));
        }
        sent(&mut unlocked.vault);
        let waiting = unlocked.vault.waiting().unwrap();
        assert_eq!((waiting.groups, waiting.rejected), (0, 0), "{attack}");
        unlocked.session
    }
}

/// What is asked of the file without a user.
fn look(vault: &Vault) -> Result<()> {
    vault.waiting()?;
    vault.rejected()?;
    vault.waiting_by_patient()?;
    vault.newest_waiting()?;
    vault.pending_admin_signed()?;
    vault.scope()?;
    vault.next_pull()?;
    Ok(())
}

#[test]
fn no_odd_value_in_the_queue_blocks_anybody_or_loses_a_change() {
    let (prepared, session) = Prepared::new();
    let mut session = Some(session);
    let mut random = sampled();
    let mut below = |end: usize| usize::from(u16::from_be_bytes(random.bytes())) % end;
    let mut tried = 0;
    for _ in 0..120 {
        prepared.put_back();
        let table = TABLES[below(TABLES.len())];
        let file = Connection::open(prepared.attacked.machine.database()).unwrap();
        let columns = format!("select name from pragma_table_info('{table}')");
        let mut statement = file.prepare(&columns).unwrap();
        let columns = statement.query_map([], |row| row.get::<_, String>(0));
        let columns: Vec<String> = columns.unwrap().map(rusqlite::Result::unwrap).collect();
        let count = format!("select count(*) from {table}");
        let rows: usize = file.query_row(&count, [], |row| row.get(0)).unwrap();
        assert!(rows > 0, "{table}");
        drop(statement);
        drop(file);
        let column = &columns[below(columns.len())];
        let value = ODD[below(ODD.len())].replace('?', column);
        // of one line, or of all
        let of = match below(3) {
            0 => String::new(),
            _ => format!(
                " where {column} = (select {column} from {table} limit 1 offset {})",
                below(rows)
            ),
        };
        let attack = format!("update or ignore {table} set {column} = {value}{of}");
        if !prepared.edit_loosely(table, &attack) {
            continue;
        }
        tried += 1;
        let walked = prepared.walk(&attack, session.take().unwrap(), below(2) == 0);
        session = Some(walked);
    }
    assert!(tried > 60, "{tried}");
}

#[test]
fn the_lines_of_the_queue_are_no_other_numbers() {
    let mut random = sampled();
    let mut below = |end: i64| i64::from(u16::from_be_bytes(random.bytes())) % end;
    let (mut lines, mut model) = (QueueLines::default(), BTreeSet::new());
    for _ in 0..4_000 {
        match below(4) {
            0 => {
                model.insert(lines.take_next(1));
            }
            1 => model.extend(lines.take_earlier(below(3))),
            _ => {
                let seq = below(200) - 50;
                model.remove(&seq);
                lines.remove(seq);
            }
        }
        let (after, before) = (below(300) - 60, below(300) - 60);
        let between = model.iter().filter(|seq| after < **seq && **seq < before);
        assert!(lines.between(after, before).eq(between.copied()));
        assert_eq!(lines.is_empty(), model.is_empty());
        let seq = below(300) - 60;
        assert_eq!(lines.contains(seq), model.contains(&seq));
    }
}
