//! The law *refused* where the rows of the clinic decide: stale writes, what is written once, what two rows may
//! not share and what a row names. Which entity can be refused for what follows from the catalog and the schema.

use std::collections::BTreeSet;
use std::path::Path;

use support::samples::{document_of, part_of};
use sync_contract::catalog::{Patient, Tenant, chunk_id};
use sync_contract::entity::{CREATED, DELETION, Entity};
use sync_contract::every_entity::CREATED_BY;
use sync_contract::messages::Verdict;
use sync_contract::{Authority, Catalog, CellSpec, CellState, Clock, Code, FieldSpec, Kind, Value};

use super::every_entity::{Made, pushable, sampled};
use super::*;

/// A row of an entity that the server stores.
struct Current {
    descriptor: &'static Descriptor,
    row: Uuid,
    patient: Option<Uuid>,
    writes: Vec<CellWrite>,
}

impl Current {
    /// What a cell was written as; none where the row was not deleted.
    fn written(&self, cell: u8) -> Option<&CellWrite> {
        self.writes.iter().find(|write| write.state.cell == cell)
    }

    fn clocks(&self) -> Vec<Clock> {
        let all = self.writes.iter();
        all.map(|write| write.state.clock).collect()
    }

    /// The cell written once more, on `base`.
    fn again(&self, fixture: &mut Fixture, spec: &CellSpec, base: Vec<Clock>) -> CellWrite {
        let given: Vec<(&str, Value)> = match self.written(spec.number) {
            None => vec![("deleted_at", Value::Time(1_700_000_000_000_000))],
            Some(before) => spec
                .fields
                .iter()
                .filter_map(|field| {
                    let value = before.state.clear_value(field.number)?;
                    Some((field.name, value.clone()))
                })
                .collect(),
        };
        let device = &mut fixture.device;
        device.cell(self.descriptor, spec, self.row, self.patient, &given, base)
    }
}

impl Fixture {
    /// Signed by the root key if its entity is admin-signed, so that only the rows decide.
    async fn rooted(&mut self, descriptor: &Descriptor, write: CellWrite) -> Verdict {
        let root = self.clinic.root.clone();
        if descriptor.authority.is_admin_signed() {
            self.device.write_admin_signed(vec![write], &root);
        } else {
            self.device.write(vec![write]);
        }
        self.push_founder().await.verdicts[0].1
    }

    /// A new row of every entity; the clinic's own is the one that it has.
    async fn current(&mut self, descriptor: &'static Descriptor, made: &Made) -> Current {
        let is_clinic = descriptor.number == Tenant::DESCRIPTOR.number;
        let (row, writes) = if is_clinic {
            let row = self.clinic.tenant;
            let write = |state: CellState| CellWrite {
                entity: descriptor.number,
                row,
                patient: None,
                state,
                base: Vec::new(),
            };
            let current = self.row(descriptor, row).await;
            (row, current.cells.into_iter().map(write).collect())
        } else {
            let row = made.new_id(descriptor);
            let writes = self.full_row(descriptor, row, made);
            let verdict = self.verdict_of(descriptor, writes.clone()).await;
            accepted(verdict, descriptor.name);
            (row, writes)
        };
        Current {
            descriptor,
            row,
            patient: writes[0].patient,
            writes,
        }
    }
}

fn accepted(verdict: Verdict, name: &str) {
    assert!(
        matches!(verdict, Verdict::Accepted { .. }),
        "{name}: {verdict:?}"
    );
}

#[tokio::test]
async fn a_stale_write_is_rejected_by_every_admin_signed_entity_and_no_other() {
    let (mut fixture, made) = Fixture::with_everything().await;
    let mut refused = 0;
    for descriptor in sampled() {
        if descriptor.authority.is_append_only() {
            // nothing of it is written twice, whatever was seen
            continue;
        }
        let row = fixture.current(descriptor, &made).await;
        let is_admin_signed = descriptor.authority == Authority::AdminSigned;
        for spec in descriptor
            .cells
            .iter()
            .filter(|cell| cell.number != CREATED)
        {
            let name = format!("{}.{}", descriptor.name, spec.name);
            let blind = row.again(&mut fixture, spec, Vec::new());
            let verdict = fixture.rooted(descriptor, blind).await;
            if !is_admin_signed {
                accepted(verdict, &name);
                continue;
            }
            assert_eq!(verdict, rejected(Code::StaleBase), "{name}");
            refused += 1;
            if let Some(before) = row.written(spec.number) {
                // under a clock before the current one, though its writer read that
                let mut earlier = row.again(&mut fixture, spec, row.clocks());
                earlier.state.clock = before.state.clock;
                earlier.state.clock.unix_ms -= 1;
                let verdict = fixture.rooted(descriptor, earlier).await;
                assert_eq!(verdict, rejected(Code::StaleBase), "{name}");
            }
        }
        let declared = descriptor.declared_cells().next().unwrap();
        if let Some(deleted) = descriptor.cell(DELETION).filter(|_| is_admin_signed) {
            let seen = row.again(&mut fixture, deleted, row.clocks());
            let verdict = fixture.rooted(descriptor, seen).await;
            accepted(verdict, descriptor.name);
            let unaware = row.again(&mut fixture, declared, row.clocks());
            let verdict = fixture.rooted(descriptor, unaware).await;
            assert_eq!(verdict, rejected(Code::StaleBase), "{}", descriptor.name);
        }
        if is_admin_signed && !descriptor.is_deletable() {
            let seen = row.again(&mut fixture, declared, row.clocks());
            let verdict = fixture.rooted(descriptor, seen).await;
            accepted(verdict, descriptor.name);
        }
    }
    let admin_signed = Catalog::ALL.iter();
    let admin_signed = admin_signed.filter(|known| known.authority == Authority::AdminSigned);
    assert!(refused > admin_signed.count(), "{refused}");
}

/// Parts of documents have derived ids, and tests of their own: `derived_ids.rs`.
#[tokio::test]
async fn what_is_written_once_is_refused_a_second_time_by_every_entity() {
    let (mut fixture, made) = Fixture::with_everything().await;
    for descriptor in sampled().filter(|known| document_of(known).is_none()) {
        let row = fixture.current(descriptor, &made).await;
        let is_once = |spec: &&CellSpec| {
            spec.number == CREATED
                || (descriptor.authority.is_append_only() && spec.number != DELETION)
        };
        let mut tried = 0;
        for spec in descriptor.cells.iter().filter(is_once) {
            let name = format!("{}.{}", descriptor.name, spec.name);
            let second = row.again(&mut fixture, spec, row.clocks());
            let verdict = fixture.rooted(descriptor, second).await;
            assert_eq!(verdict, rejected(Code::AlreadyWritten), "{name}");
            tried += 1;
        }
        assert!(tried > 0, "{}", descriptor.name);
    }
}

/// But by parts of documents, which come whole or not at all.
#[tokio::test]
async fn a_clock_that_named_other_bytes_before_is_rejected_by_every_cell() {
    let (mut fixture, made) = Fixture::with_everything().await;
    for descriptor in sampled().filter(|known| document_of(known).is_none()) {
        let row = fixture.current(descriptor, &made).await;
        for before in &row.writes {
            let mut forked = before.clone();
            forked.base = row.clocks();
            forked.state.tag[0] ^= 1;
            let cell = before.state.cell;
            let verdict = fixture.rooted(descriptor, forked).await;
            let name = descriptor.name;
            assert_eq!(verdict, rejected(Code::ForkDetected), "{name}, cell {cell}");
        }
    }
}

impl Fixture {
    /// Columns that no two rows of a table may share, apart from the clinic and the row's own id.
    async fn unique_columns(&self) -> Vec<(String, Vec<String>)> {
        let sql = "
            select
                tables.relname::text,
                array_agg(columns.attname::text order by columns.attname)
            from pg_index
            join pg_class as tables on tables.oid = pg_index.indrelid
            join pg_attribute as columns on columns.attrelid = tables.oid
                and columns.attnum = any (pg_index.indkey)
            where pg_index.indisunique
            group by pg_index.indexrelid, tables.relname";
        let client = self.database.as_superuser().await;
        let rows = client.query(sql, &[]).await.unwrap();
        let index = |row: &tokio_postgres::Row| (row.get(0), row.get(1));
        let all: Vec<(String, Vec<String>)> = rows.iter().map(index).collect();
        let others = all
            .into_iter()
            .filter(|(_, columns)| !columns.contains(&"id".to_owned()));
        let named = others.map(|(table, mut columns)| {
            columns.retain(|column| column != "tenant_id");
            (table, columns)
        });
        named.filter(|(_, columns)| !columns.is_empty()).collect()
    }
}

fn field_named<'a>(
    descriptor: &'static Descriptor,
    writes: &'a mut [CellWrite],
    name: &str,
) -> (&'static FieldSpec, &'a mut Value) {
    let mut cells = descriptor.cells.iter();
    let (spec, field) = cells
        .find_map(|spec| Some((spec, spec.fields.iter().find(|field| field.name == name)?)))
        .unwrap_or_else(|| panic!("{name} is no field of {}", descriptor.name));
    let write = writes
        .iter_mut()
        .find(|write| write.state.cell == spec.number);
    let values = &mut write.unwrap().state.clear;
    let value = values.iter_mut().find(|(known, _)| *known == field.number);
    (field, &mut value.unwrap().1)
}

#[tokio::test]
async fn a_duplicate_unique_value_is_rejected_only_where_writes_are_online() {
    let (mut fixture, made) = Fixture::with_everything().await;
    let tables: Vec<(String, Vec<String>)> = fixture.unique_columns().await;
    let mut tried = BTreeSet::new();
    for descriptor in pushable() {
        let of_table = tables.iter().filter(|(table, _)| table == descriptor.table);
        for (number, (_, columns)) in (1_i64..).zip(of_table) {
            let name = format!("{} {columns:?}", descriptor.name);
            // two devices without a connection could each write one, and both would be right
            assert!(descriptor.authority.is_admin_signed(), "{name}");
            let row = |fixture: &mut Fixture, shared: i64| {
                let mut writes = fixture.full_row(descriptor, made.new_id(descriptor), &made);
                for column in columns {
                    let (field, value) = field_named(descriptor, &mut writes, column);
                    *value = match field.kind {
                        Kind::Int => Value::Int(70_000 + shared),
                        Kind::Text => Value::Text(format!("shared{shared}")),
                        kind => panic!("{name}: a {kind:?} that no two rows share"),
                    };
                }
                writes
            };
            let first = row(&mut fixture, number * 10);
            accepted(fixture.verdict_of(descriptor, first).await, &name);
            let second = row(&mut fixture, number * 10);
            let verdict = fixture.verdict_of(descriptor, second).await;
            assert_eq!(verdict, rejected(Code::NotUnique), "{name}");
            let other = row(&mut fixture, number * 10 + 1);
            accepted(fixture.verdict_of(descriptor, other).await, &name);
            tried.insert(descriptor.table);
        }
    }
    let catalog: BTreeSet<&str> = Catalog::ALL.iter().map(|known| known.table).collect();
    let declared = tables.iter().map(|(table, _)| table.as_str());
    let declared: BTreeSet<&str> = declared.filter(|table| catalog.contains(table)).collect();
    assert_eq!(tried, declared);
    // a device's number is none of them: a server that was restored from a backup gives one once more
    assert_eq!(tried, ["users"].into());
}

#[tokio::test]
async fn a_missing_reference_is_rejected_for_each_field_that_names_a_row() {
    let (mut fixture, made) = Fixture::with_everything().await;
    let mut tried = 0;
    for descriptor in pushable() {
        for spec in descriptor
            .cells
            .iter()
            .filter(|spec| spec.number != DELETION)
        {
            // the author of a row is its signer, which is another question
            let names =
                |field: &&FieldSpec| field.references.is_some() && field.number != CREATED_BY;
            for field in spec.clear_fields().filter(names) {
                let name = format!("{}.{}", descriptor.name, field.name);
                let mut writes = fixture.full_row(descriptor, made.new_id(descriptor), &made);
                let missing = fake_device::random_id();
                *field_named(descriptor, &mut writes, field.name).1 = Value::Uuid(missing);
                if spec.number == CREATED && field.references == Some(Patient::DESCRIPTOR.number) {
                    for write in &mut writes {
                        write.patient = Some(missing);
                    }
                }
                if let Some(document) = document_of(descriptor)
                    && field.references == Some(document.number)
                {
                    // a part is under the id of its document
                    for write in &mut writes {
                        let part = part_of(made.id(document.number), write.row);
                        write.row = chunk_id(missing, u64::try_from(part).unwrap());
                    }
                }
                let verdict = fixture.verdict_of(descriptor, writes).await;
                assert_eq!(verdict, rejected(Code::MissingReference), "{name}");
                tried += 1;
            }
        }
    }
    assert!(tried > pushable().count(), "{tried}");
}

#[tokio::test]
async fn a_row_of_a_patient_stays_theirs_whatever_the_entity() {
    let (mut fixture, made) = Fixture::with_everything().await;
    let other = fixture.patient().await;
    let of_patients = pushable().filter(|descriptor| descriptor.of_patient);
    let mut tried = 0;
    for descriptor in of_patients {
        let row = fixture.current(descriptor, &made).await;
        for spec in descriptor
            .cells
            .iter()
            .filter(|cell| cell.number != CREATED)
        {
            let mut moved = row.again(&mut fixture, spec, row.clocks());
            moved.patient = Some(other);
            let name = format!("{}.{}", descriptor.name, spec.name);
            let verdict = fixture.verdict_of(descriptor, vec![moved]).await;
            assert_eq!(verdict, rejected(Code::PatientChanged), "{name}");
            tried += 1;
        }
    }
    assert!(tried > 10, "{tried}");
}

/// Refusals of a group that these laws and their neighbours bring about for each entity that can be refused so.
const FOR_EACH: [Code; 16] = [
    Code::Malformed,
    Code::TooLarge,
    Code::WrongTenant,
    Code::MissingRight,
    Code::OutOfScope,
    Code::UndeclaredClear,
    Code::NotSealed,
    Code::BadValue,
    Code::BadSignature,
    Code::NotAdmin,
    Code::MissingReference,
    Code::NotUnique,
    Code::ClockTooFar,
    Code::ForkDetected,
    Code::AlreadyWritten,
    Code::StaleBase,
];
const OF_PATIENTS: [Code; 2] = [Code::PatientChanged, Code::Purged];
/// Of the order to erase a patient alone: `erasures.rs`.
const OF_ERASURES: [Code; 1] = [Code::NotSeconded];
const OF_VERSIONS: [Code; 1] = [Code::Undecided];
const OF_NOTES: [Code; 1] = [Code::Signed];
/// Codes of no entity: of a clinic's or a user's last membership, of a group that a user discarded, of a complete call,
/// or of the server itself.
const OF_NO_ENTITY: [Code; 8] = [
    Code::LastAdmin,
    Code::LastRole,
    Code::Withdrawn,
    Code::Unauthenticated,
    Code::DeviceRevoked,
    Code::UnknownCursor,
    Code::Busy,
    Code::Internal,
];

/// Returns the codes with which a source can reject a group.
fn codes_in(source: &str) -> BTreeSet<String> {
    let code = source.split("#[cfg(test)]").next().unwrap();
    let lines = code.lines().filter(|line| !line.trim().starts_with("//"));
    let named = lines.flat_map(|line| line.split("Code::").skip(1));
    named
        .map(|rest| {
            rest.chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect()
        })
        .filter(|word: &String| Code::ALL.iter().any(|code| format!("{code:?}") == *word))
        .collect()
}

/// Returns whether a file of the server can refuse a group; the others refuse calls as a whole.
fn decides_about_groups(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap();
    let refuses_calls = [
        "clinic_codes.rs",
        "devices.rs",
        "feed_head.rs",
        "invitations.rs",
        "pool.rs",
        "push_log.rs",
        "schema.rs",
    ];
    name.ends_with(".rs") && !refuses_calls.contains(&name)
}

#[test]
fn there_is_no_refusal_of_a_group_that_no_law_brings_about() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let rules =
        ["row.rs", "merge.rs", "seal.rs"].map(|file| top.join("sync/contract/src").join(file));
    let mut sources = rules.to_vec();
    let server = top.join("sync/server/src");
    sources.push(server.join("handlers/push.rs"));
    for folder in ["push", "db"] {
        let inside = std::fs::read_dir(server.join(folder)).unwrap();
        let paths = inside.map(|entry| entry.unwrap().path());
        sources.extend(paths.filter(|path| decides_about_groups(path)));
    }
    let mut answered = BTreeSet::new();
    for path in sources {
        answered.extend(codes_in(&std::fs::read_to_string(path).unwrap()));
    }
    let of_one = OF_PATIENTS
        .iter()
        .chain(&OF_NOTES)
        .chain(&OF_VERSIONS)
        .chain(&OF_ERASURES)
        .chain(&OF_NO_ENTITY);
    let known = FOR_EACH.iter().chain(of_one);
    let known: BTreeSet<String> = known.map(|code| format!("{code:?}")).collect();
    assert_eq!(answered, known);
    assert_eq!(
        codes_in("Err(Code::NotFound) // a"),
        ["NotFound".to_owned()].into()
    );
}

#[test]
fn the_window_has_a_sentence_for_each_code_of_a_rejected_group() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let words = std::fs::read_to_string(top.join("ui/src/words/server-problems.ts")).unwrap();
    let of_groups = FOR_EACH
        .iter()
        .chain(&OF_PATIENTS)
        .chain(&OF_VERSIONS)
        .chain(&OF_ERASURES);
    for code in of_groups.chain(&[Code::LastAdmin, Code::LastRole, Code::Withdrawn]) {
        let count = words
            .matches(&format!("\n      {}: ", code.as_str()))
            .count();
        assert_eq!(count, 2, "{}: once in each language", code.as_str());
    }
}
