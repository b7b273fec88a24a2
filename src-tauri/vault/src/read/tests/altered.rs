//! What a user of this computer can do to the file with SQL is shown as damaged, never as a value.

use rusqlite::Connection;
use rusqlite::types::Value as Sql;
use sync_contract::change::associated_data;
use sync_contract::inner::write_inner;
use sync_contract::row::check_shape;
use sync_contract::{Catalog, Code, Compartment, Descriptor, Row};

use super::*;
use crate::crypto::seal::cell::{RowKey, seal_cell};
use crate::crypto::sign::{Purpose, SigningPair};
use crate::error::Error;
use crate::read::stored::Stored;
use crate::sample::{populate_with, sampled_entities};
use crate::store::columns;
use crate::store::device::DeviceRow;

fn weigh(unlocked: &mut Unlocked, patient: PatientId, kg: i64) -> MeasurementId {
    unlocked
        .write("record measurement", |tx| -> Result<MeasurementId> {
            let id: MeasurementId = tx.new_id();
            tx.insert(&Measurement {
                id,
                patient,
                visit: None,
                kind: "WEIGHT".try_into()?,
                value: Phi::new(kg.into()),
                second_value: Phi::new(None),
                unit: "kg".try_into()?,
                measured_at: Time(START_MS * 1000),
                method: None,
                entered: Phi::new(None),
                device: Phi::new(None),
                flag: Phi::new(None),
                own_kind: None,
                former: Phi::new(None),
                former_by: Phi::new(None),
                context: Phi::new(None),
            })?;
            Ok(id)
        })
        .unwrap()
}

/// The receptionist has the clinic's secret, so the tag is valid; what they lack is the clinical key.
#[test]
fn a_value_sealed_under_another_compartments_key_is_damaged() {
    let (_machine, mut unlocked) = clinic();
    let patient = register(&mut unlocked, "Okafor");
    let id = weigh(&mut unlocked, patient, 72);
    let mut row = rows::load(&unlocked.vault.conn, Measurement::DESCRIPTOR, id.0)
        .unwrap()
        .unwrap();
    let spec = Measurement::FIELD.value.cell;
    let address = Address {
        tenant: unlocked.vault.tenant().0,
        entity: Measurement::DESCRIPTOR.number,
        row: id.0,
        cell: spec.number,
    };
    let epoch = unlocked.session.newest(Compartment::Contact).unwrap();
    let key = RowKey::derive(epoch, Measurement::DESCRIPTOR.number, id.0);
    let state = row.cells.iter_mut().find(|cell| cell.cell == spec.number);
    let state = state.unwrap();
    let forged = write_inner(&[(
        Measurement::FIELD.value.number,
        Value::Decimal("199.9".parse().unwrap()),
    )]);
    let aad = associated_data(address, state.clock, state.generation);
    let random = &mut unlocked.vault.env.random;
    state.sealed = Some(seal_cell(&key, &aad, &forged, random).unwrap());
    let input = cell_input(address.tenant, address.entity, id.0, Some(patient.0), state);
    let tag = unlocked.vault.tag_key().tag(&input);
    state.tag = tag;
    let refused = check_shape(spec, state).unwrap_err();
    assert_eq!(refused.code, Code::NotSealed);
    let tenant = unlocked.vault.tenant().0;
    rows::update(&unlocked.vault.conn, Measurement::DESCRIPTOR, tenant, &row).unwrap();

    let read = unlocked.read().get::<Measurement>(id).unwrap().unwrap();
    assert_eq!(read.damaged, [spec.number]);
    assert!(read.value.value.is_undecryptable());
    let list = unlocked.read().measurements_of(patient, None).unwrap();
    assert!(list[0].value.value.is_undecryptable());
    assert_eq!(unlocked.read().quarantined().unwrap().len(), 1);
}

/// What an attack may leave of a row: nothing, or its own values with what was changed of it named as damaged.
pub(super) fn assert_no_value_is_forged(
    original: &Stored<Row>,
    now: Option<&Stored<Row>>,
    attack: &str,
) {
    let Some(now) = now else { return };
    let of = |stored: &Stored<Row>| {
        (
            stored.value.id,
            stored.value.patient,
            stored.created_at,
            stored.created_by,
            stored.deleted.clone(),
        )
    };
    assert_eq!(of(now), of(original), "{attack}");
    for (was, is) in original.value.cells.iter().zip(&now.value.cells) {
        if now.damaged.contains(&is.number) {
            let sealed_or_all = is.values.iter().all(|value| *value == Value::Undecryptable);
            assert!(sealed_or_all, "{attack}: cell {}", is.number);
        } else {
            assert_eq!(was, is, "{attack}");
        }
    }
    if now.damaged.is_empty() {
        assert_eq!(now.seen, original.seen, "{attack}");
        assert_eq!(now.updated_by, original.updated_by, "{attack}");
    }
}

/// The values that an attacker can store instead of one: a bit of each byte flipped, another number, or any at all.
pub(super) fn forgeries(stored: &Sql) -> Vec<Sql> {
    let flipped = |bytes: &[u8], bit: u8| -> Vec<Vec<u8>> {
        let each = (0..bytes.len()).map(|index| {
            let mut flipped = bytes.to_vec();
            flipped[index] ^= bit;
            flipped
        });
        each.collect()
    };
    match stored {
        Sql::Null => vec![
            Sql::Integer(1),
            Sql::Text("x".into()),
            Sql::Blob(vec![7; 16]),
        ],
        Sql::Integer(number) => vec![
            Sql::Integer(number ^ 1),
            Sql::Integer(number.wrapping_add(86_400_000_000)),
            Sql::Null,
        ],
        Sql::Real(_) => vec![Sql::Null],
        Sql::Text(text) => flipped(text.as_bytes(), 1)
            .into_iter()
            .filter_map(|bytes| String::from_utf8(bytes).ok())
            .map(Sql::Text)
            .chain([Sql::Null])
            .collect(),
        Sql::Blob(bytes) => {
            let all = flipped(bytes, 1).into_iter().chain(flipped(bytes, 0x80));
            all.map(Sql::Blob).chain([Sql::Null]).collect()
        }
    }
}

/// A clinic with rows of every entity, whose file an attacker edits.
pub(super) struct Attacked {
    _machine: Machine,
    pub unlocked: Unlocked,
}

impl Attacked {
    pub fn new() -> Self {
        let (_machine, mut unlocked) = clinic();
        populate_with(&mut unlocked, 2, Time(10), true);
        let pragmas = "pragma foreign_keys = off; pragma ignore_check_constraints = on; begin";
        unlocked.vault.conn.execute_batch(pragmas).unwrap();
        Self { _machine, unlocked }
    }

    pub fn rows(&self, descriptor: &'static Descriptor) -> Vec<Stored<Row>> {
        self.unlocked.read().all_rows(descriptor).unwrap()
    }

    pub fn stored(&self, table: &str, column: &str, row: Uuid) -> Sql {
        let sql = format!("select \"{column}\" from {table} where id = ?1");
        let conn = &self.unlocked.vault.conn;
        conn.query_row(&sql, [row.as_bytes()], |row| row.get(0))
            .unwrap()
    }

    /// Returns whether the file takes the value there; a constraint of the table can refuse it.
    pub fn put(&self, table: &str, column: &str, row: Uuid, value: &Sql) -> bool {
        let sql = format!("update {table} set \"{column}\" = ?2 where id = ?1");
        let conn = &self.unlocked.vault.conn;
        conn.execute(&sql, rusqlite::params![row.as_bytes(), value])
            .is_ok()
    }

    /// Runs an attack and takes it back.
    pub fn attempt(&self, attack: impl FnOnce()) {
        let conn = &self.unlocked.vault.conn;
        conn.execute_batch("savepoint attack").unwrap();
        self.unlocked.take_damage();
        attack();
        conn.execute_batch("rollback to attack; release attack")
            .unwrap();
    }
}

#[test]
fn a_flipped_bit_of_any_column_of_any_entity_is_never_a_value() {
    let attacked = Attacked::new();
    let mut noticed = 0;
    for descriptor in sampled_entities() {
        let originals = attacked.rows(descriptor);
        let original = originals.first().unwrap();
        let (table, id) = (descriptor.table, original.value.id);
        for column in &columns::of(descriptor).all {
            let stored = attacked.stored(table, &column.name, id);
            for forged in forgeries(&stored) {
                let attack = format!("{table}.{} = {forged:?}", column.name);
                attacked.attempt(|| {
                    if !attacked.put(table, &column.name, id, &forged) {
                        return;
                    }
                    let rows = attacked.rows(descriptor);
                    assert!(rows.len() <= originals.len(), "{attack}");
                    let now = rows.iter().find(|row| row.value.id == id);
                    assert_no_value_is_forged(original, now, &attack);
                    let is_damaged = now.is_none_or(|row| !row.damaged.is_empty());
                    assert!(is_damaged, "{attack} went unnoticed");
                    noticed += 1;
                    let quarantined = attacked.unlocked.read().quarantined().unwrap();
                    assert!(!quarantined.is_empty(), "{attack} is not listed");
                    let reported = attacked.unlocked.take_damage();
                    let is_reported = reported.iter().any(|of| of.entity == descriptor.number);
                    assert!(is_reported, "{attack} is not reported");
                });
            }
        }
    }
    assert!(noticed > 5_000, "{noticed}");
}

/// Of a sealed value the row tag covers the ends; what lies between opens with them alone.
#[test]
fn a_flipped_bit_inside_a_seal_is_damaged_with_and_without_its_key() {
    let (_machine, mut unlocked) = clinic();
    let patient = register(&mut unlocked, "Okafor");
    let id = weigh(&mut unlocked, patient, 72);
    let spec = Measurement::FIELD.value.cell;
    let column = spec.sealed_column().unwrap();
    let conn = &unlocked.vault.conn;
    let sql = format!("select {column} from measurements where id = ?1");
    let read = |row: &rusqlite::Row<'_>| row.get(0);
    let mut sealed: Vec<u8> = conn.query_row(&sql, [id.0.as_bytes()], read).unwrap();
    let middle = sealed.len() / 2;
    sealed[middle] ^= 1;
    let sql = format!("update measurements set {column} = ?2 where id = ?1");
    conn.execute(&sql, rusqlite::params![id.0.as_bytes(), sealed])
        .unwrap();
    let refused = unlocked.read().get::<Measurement>(id);
    assert!(matches!(refused, Err(Error::Altered)));
    unlocked.session.epochs.clear();
    let refused = unlocked.read().get::<Measurement>(id);
    assert!(matches!(refused, Err(Error::Altered)));
    assert_eq!(unlocked.read().quarantined().unwrap().len(), 1);
}

/// An attacker has an older copy of the file: each cell in it has a valid tag.
#[test]
fn a_cell_that_was_removed_or_put_back_from_an_older_row_is_noticed() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Ana");
    let table = Patient::DESCRIPTOR.table;
    let columns = &columns::of(Patient::DESCRIPTOR).all;
    let stored = |unlocked: &Unlocked| -> Vec<Sql> {
        let sql = format!("select * from {table} where id = ?1");
        let read = |row: &rusqlite::Row<'_>| (0..columns.len()).map(|at| row.get(at)).collect();
        unlocked
            .vault
            .conn
            .query_row(&sql, [id.0.as_bytes()], read)
            .unwrap()
    };
    let older = stored(&unlocked);
    let patient = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    let discharged = Patient {
        status: PatientStatus::Discharged,
        ..patient.value.clone()
    };
    let written = unlocked.write("discharge", |tx| tx.update(&discharged, &patient.seen));
    assert!(written.unwrap());
    let newer = stored(&unlocked);
    let changed = |at: &usize| older[*at] != newer[*at];
    let changed: Vec<usize> = (0..columns.len()).filter(changed).collect();
    assert_eq!(
        changed.len(),
        4,
        "the status, when and by whom, the headers"
    );
    let blob = |value: &Sql| match value {
        Sql::Blob(bytes) => bytes.clone(),
        other => panic!("{other:?}"),
    };
    let (mut headers, tag) = (
        blob(&older[columns.len() - 1]),
        blob(&newer[columns.len() - 1]),
    );
    headers.truncate(headers.len() - 18);
    headers.extend_from_slice(&tag[tag.len() - 18..]);
    let put = |name: &str, value: &Sql| {
        let sql = format!("update {table} set \"{name}\" = ?2 where id = ?1");
        let conn = &unlocked.vault.conn;
        conn.execute(&sql, rusqlite::params![id.0.as_bytes(), value])
            .unwrap();
    };
    for at in &changed[..3] {
        put(&columns[*at].name, &older[*at]);
    }
    put("cells", &Sql::Blob(headers));
    let refused = unlocked.read().get::<Patient>(id);
    assert!(matches!(refused, Err(Error::Altered)));
    assert!(
        unlocked
            .read()
            .patients(&PatientFilter::default(), 10)
            .unwrap()
            .is_empty()
    );
    assert!(unlocked.search_index().unwrap().find("ana", 10).is_empty());
    assert_eq!(unlocked.read().quarantined().unwrap().len(), 1);
    // the older row as a whole is what this program once wrote
    put("cells", older.last().unwrap());
    let now = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    assert_eq!(now.value.status, PatientStatus::Active);
}

#[test]
fn a_row_moved_to_another_patient_is_not_shown_there() {
    let (_machine, mut unlocked) = clinic();
    let (ana, ben) = (
        register(&mut unlocked, "Ana"),
        register(&mut unlocked, "Ben"),
    );
    weigh(&mut unlocked, ana, 72);
    let moved = "update measurements set patient = ?2 where patient = ?1";
    let conn = &unlocked.vault.conn;
    conn.execute(moved, [ana.0.as_bytes(), ben.0.as_bytes()])
        .unwrap();
    let read = unlocked.read();
    assert!(read.measurements_of(ben, None).unwrap().is_empty());
    let quarantined = read.quarantined().unwrap();
    assert_eq!(quarantined.len(), 1);
    assert_eq!(quarantined[0].reason, QuarantineReason::Damaged);
}

/// A colleague signs in another's name, with their own key put into the other's row.
#[test]
fn a_key_that_was_put_into_a_users_row_signs_nothing_in_their_name() {
    let (_machine, mut unlocked) = clinic();
    let user = unlocked.user();
    let input = [Purpose::Note.label().as_bytes(), b"note"].concat();
    let own = unlocked.session.keys.sign(Purpose::Note, &input);
    let has_signed = |unlocked: &Unlocked, signature: &[u8]| {
        let signers = unlocked.read().signers().unwrap();
        signers.has_signed(
            user,
            Time(START_MS * 1000),
            Purpose::Note,
            &input,
            signature,
        )
    };
    assert!(has_signed(&unlocked, &own));
    let colleague = SigningPair::generate(&mut unlocked.vault.env.random);
    let key = colleague.verify_key().as_bytes().to_vec();
    unlocked.forge_row(User::DESCRIPTOR, user.0, |row| {
        let number = User::FIELD.signing_key.number;
        let cell = User::FIELD.signing_key.cell.number;
        let cell = row.cells.iter_mut().find(|stored| stored.cell == cell);
        let clear = &mut cell.unwrap().clear;
        let value = clear.iter_mut().find(|(field, _)| *field == number);
        value.unwrap().1 = Value::Bytes(key);
    });
    let shown = unlocked.read().get::<User>(user).unwrap().unwrap();
    assert_eq!(shown.value.signing_key.0, colleague.verify_key().as_bytes());
    assert!(!has_signed(
        &unlocked,
        &colleague.sign(Purpose::Note, &input)
    ));
}

/// Everything that this device stores for itself; where that is no value of the clinic, with what an edit of it does.
const LOCAL: [(&str, &str); 32] = [
    ("accepted_logs", "the alarm that it ended is raised again"),
    ("admin_signed_actions", "the server judges the signed group"),
    ("audit", ""),
    ("bootstraps", "more or less is pulled again"),
    ("cell_siblings", ""),
    ("connection", "nothing is sent: `vault/server.rs`"),
    ("control", "the server says it again"),
    (
        "counted",
        "numbers are skipped, or looked for among those in use",
    ),
    ("device", ""),
    ("device_numbers", "numbers are skipped"),
    ("devices_last_seen", "the server says it again"),
    ("drafts", ""),
    ("erasures_confirmed", "the server says it again"),
    (
        "former_audit_logs",
        "entries are sent twice, or stay on this device",
    ),
    ("given_numbers", "the server verifies its own signature"),
    (
        "lacking_versions",
        "a version stays longer, or is not offered again",
    ),
    ("overtaken_keys", "each key has its own signature"),
    ("patient_changes", "a search index is built anew"),
    ("pull_position", "more is pulled again"),
    ("push_chain", "the server sees a fork"),
    ("quarantined", "nothing of it is shown"),
    ("queue", "`outbox/show/tests.rs`"),
    ("queue_references", "`outbox/show/tests.rs`"),
    ("queue_rows", "`outbox/show/tests.rs`"),
    ("read_log", "a read is logged twice"),
    ("reviews", "the server says it again"),
    ("row_counts", "`lists.rs`"),
    ("scope", "the server says it again"),
    ("sent_groups", "the server judges the signed groups"),
    ("shadow_rows", "`outbox/show/tests.rs`"),
    ("withdrawn", "the server may judge it anew"),
    (
        "unfinished_erasures",
        "nobody is erased without a proved order",
    ),
];
/// Covered by tests of their own.
const APART: [(&str, &str); 3] = [
    ("sign_in_tries", "`vault/anchor/tests.rs`"),
    (
        "unknown_cells",
        "values of a later version, which are not shown",
    ),
    (
        "vault_file",
        "`vault/tests.rs`: put back from the key store",
    ),
];

/// What is read of local tables: every value with the address under which it was written.
fn local_values(attacked: &Attacked) -> Vec<String> {
    let unlocked = &attacked.unlocked;
    let mut values = Vec::new();
    for row in attacked.rows(Note::DESCRIPTOR) {
        let id = NoteId(row.value.id);
        if let Ok(Some(draft)) = unlocked.draft::<Note>(id) {
            let cells = draft.value.to_row().cells;
            values.push(format!(
                "draft {id:?} {:?} {:?} {cells:?}",
                draft.saved_at, draft.seen
            ));
        }
    }
    for conflict in unlocked.read().conflicts().unwrap_or_else(|_| Vec::new()) {
        for sibling in conflict.siblings {
            if !sibling.content.has_undecryptable() {
                let (row, clock) = (conflict.row, sibling.clock);
                values.push(format!(
                    "sibling {row} {clock:?} {:?}",
                    sibling.content.values
                ));
            }
        }
    }
    let file = unlocked.vault().file_state();
    let is_noticed = |report: crate::AuditReport| !report.is_clean();
    let is_edited = file.is_err() || unlocked.vault().verify_audit().map_or(true, is_noticed);
    if !is_edited {
        let device = DeviceRow::load(&unlocked.vault.conn).unwrap();
        values.push(format!(
            "device {} {:?}",
            device.number(),
            device.audit_number
        ));
        let lines = unlocked.audit(&crate::AuditFilter::default(), 1_000);
        for line in lines.unwrap_or_else(|_| Vec::new()) {
            let detail = line.detail.map(|detail| (detail.remark, detail.changes));
            values.push(format!(
                "audit {:?} {} {detail:?}",
                line.entry, line.is_endorsed
            ));
        }
    }
    values
}

/// Returns the columns of a table, and those of its key.
fn columns_of(conn: &Connection, table: &str) -> (Vec<String>, Vec<String>) {
    let sql = format!("select name, pk from pragma_table_info('{table}')");
    let mut statement = conn.prepare(&sql).unwrap();
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
    });
    let all: Vec<(String, i64)> = rows.unwrap().map(rusqlite::Result::unwrap).collect();
    let names = all.iter().map(|(name, _)| name.clone()).collect();
    let key = all
        .into_iter()
        .filter(|(_, pk)| *pk > 0)
        .map(|(name, _)| name);
    (names, key.collect())
}

#[test]
fn a_sampled_edit_of_a_local_table_is_never_another_value() {
    let attacked = Attacked::new();
    let conn = &attacked.unlocked.vault.conn;
    let sql = "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'
        and name not like 'refinery%'";
    let mut statement = conn.prepare(sql).unwrap();
    let tables = statement
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap();
    for table in tables.map(rusqlite::Result::unwrap) {
        let mut known = LOCAL.iter().chain(&APART).map(|(name, _)| *name);
        let is_known = known.any(|name| name == table)
            || Catalog::ALL.iter().any(|entity| entity.table == table);
        assert!(is_known, "what does an edit of {table} do?");
    }
    let mut random = sampled();
    let mut below = |end: usize| usize::from(u16::from_be_bytes(random.bytes())) % end;
    let originals = local_values(&attacked);
    assert!(originals.len() > 10, "{}", originals.len());
    let mut tried = 0;
    for (table, _) in LOCAL {
        let (columns, key) = columns_of(conn, table);
        let count = format!("select count(*) from {table}");
        let count: usize = conn.query_row(&count, [], |row| row.get(0)).unwrap();
        for _ in 0..if count == 0 { 0 } else { 60 } {
            let (column, at) = (&columns[below(columns.len())], below(count));
            let sql = format!("select \"{column}\" from {table} limit 1 offset {at}");
            let stored: Sql = conn.query_row(&sql, [], |row| row.get(0)).unwrap();
            let forged = forgeries(&stored);
            let forged = &forged[below(forged.len())];
            let key = key.join(", ");
            let sql = format!(
                "update {table} set \"{column}\" = ?1
                where ({key}) = (select {key} from {table} limit 1 offset {at})"
            );
            attacked.attempt(|| {
                if conn.execute(&sql, [forged]).is_err() {
                    return;
                }
                tried += 1;
                for value in local_values(&attacked) {
                    let is_own = originals.contains(&value);
                    assert!(is_own, "{table}.{column} = {forged:?} shows {value}");
                }
            });
        }
    }
    assert!(tried > 200, "{tried}");
}
