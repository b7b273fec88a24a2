//! What of the stored rows is damaged or missing.
//!
//! The tag of a row detects an edit. A row that was removed from the file, or moved to another patient, leaves no tag:
//! so the file counts the rows of each patient, entity by entity, under a tag of the same key.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, OptionalExtension, Transaction};
use sync_contract::catalog::{Patient, Tenant};
use sync_contract::merge::is_signed;
use sync_contract::pull::RowState;
use sync_contract::{Authority, Catalog, Descriptor, Entity, statement};
use uuid::Uuid;

use crate::crypto::keys::clinic::TagKey;
use crate::error::Result;
use crate::store::row_tag::{RowCounts, SIBLINGS, SIGNED};
use crate::store::{columns, row_tag, signed_notes, stored_sum};

/// Returns the owner under which a row is counted: its patient, for a patient's own row that id, and nil for rows of
/// the clinic.
pub(crate) fn owner(descriptor: &Descriptor, row: Uuid, patient: Option<Uuid>) -> Uuid {
    match descriptor.number == Patient::DESCRIPTOR.number {
        true => row,
        false => patient.unwrap_or(Uuid::nil()),
    }
}

/// Returns whether the rows of an entity are counted under the clinic.
pub(crate) fn is_of_clinic(descriptor: &Descriptor) -> bool {
    !descriptor.of_patient && descriptor.number != Patient::DESCRIPTOR.number
}

/// What the file says of the number of an owner's rows.
pub(crate) struct Counted {
    rows: CountedRows,
    /// Whether anything of the owner is quarantined.
    pub has_quarantined: bool,
}

enum CountedRows {
    Are(RowCounts),
    /// Another program took the count out of the file or edited it: then nothing says that a list is complete.
    Altered,
    /// Rows are still to come in the first download: they are counted at its end.
    Unknown,
}

impl Counted {
    /// Returns how many rows are missing at least, of so many that are stored.
    pub fn missing(&self, entity: u16, stored: usize) -> usize {
        match &self.rows {
            CountedRows::Are(counts) => counts.of(entity).saturating_sub(stored),
            CountedRows::Altered => 1,
            CountedRows::Unknown => 0,
        }
    }
}

/// Reads the counts of one owner, by one statement.
pub(crate) fn counted(
    conn: &Connection,
    tags: &BTreeMap<u16, TagKey>,
    owner: Uuid,
) -> Result<Counted> {
    let mut statement = conn.prepare_cached(statement!("store", "row_counts"))?;
    let patient = (!owner.is_nil()).then_some(owner.as_bytes());
    let read = statement.query_row((owner.as_bytes(), patient), |line| {
        Ok((line.get(0)?, line.get(1)?, line.get(2)?))
    });
    let (stored, is_coming, has_quarantined): (Sql, bool, bool) = read?;
    let stored = match stored {
        Sql::Null => None,
        Sql::Blob(stored) => Some(stored),
        // no count of ours has another type
        _ => Some(Vec::new()),
    };
    let rows = match stored.map(|stored| intact_counts(tags, owner, &stored)) {
        Some(Some(counts)) => CountedRows::Are(counts),
        None if is_coming => CountedRows::Unknown,
        Some(None) | None => CountedRows::Altered,
    };
    Ok(Counted {
        rows,
        has_quarantined,
    })
}

/// Returns whether a row is frozen by its signature.
pub(crate) fn is_row_signed(descriptor: &Descriptor, row: &RowState) -> bool {
    let mut cells = row.cells.iter();
    descriptor.authority == Authority::Sealing && cells.any(|cell| is_signed(descriptor, cell))
}

/// Counts a row that was stored or deleted, and one that was signed or is no longer. A count that another program
/// edited stays as it is, and one that it took out is made by no later row: only with a patient's own row, or the
/// clinic's, a count begins.
pub(crate) fn count_row(
    conn: &Connection,
    descriptor: &Descriptor,
    row: Uuid,
    patient: Option<Uuid>,
    (rows, signed): (i32, i32),
) -> Result<()> {
    let owner = owner(descriptor, row, patient);
    let mut differences = BTreeMap::from([
        (descriptor.number, rows),
        (SIGNED | descriptor.number, signed),
    ]);
    differences.retain(|_, difference| *difference != 0);
    if differences.is_empty() {
        return Ok(());
    }
    if descriptor.number == Patient::DESCRIPTOR.number {
        count(conn, Uuid::nil(), &differences)?;
    }
    count(conn, owner, &differences)
}

/// Counts sibling versions that were stored, and those that were deleted for them.
pub(crate) fn count_siblings(conn: &Connection, stored: usize, deleted: usize) -> Result<()> {
    let of = |siblings: usize| i32::try_from(siblings).unwrap_or(i32::MAX);
    match of(stored) - of(deleted) {
        0 => Ok(()),
        more => count(conn, Uuid::nil(), &BTreeMap::from([(SIBLINGS, more)])),
    }
}

/// Returns whether sibling versions were taken out of the file.
pub(crate) fn lacks_siblings(conn: &Connection, tags: &BTreeMap<u16, TagKey>) -> Result<bool> {
    let _view = one_view(conn)?;
    let stored = count_stored_siblings(conn)?;
    let counted = counted(conn, tags, Uuid::nil())?;
    Ok(counted.missing(SIBLINGS, usize::try_from(stored).unwrap_or(0)) > 0)
}

fn count_stored_siblings(conn: &Connection) -> Result<i64> {
    let mut statement = conn.prepare_cached(statement!("store", "count_siblings"))?;
    Ok(statement.query_row([], |line| line.get(0))?)
}

fn count(conn: &Connection, owner: Uuid, differences: &BTreeMap<u16, i32>) -> Result<()> {
    stored_sum::changing_counts(conn, std::iter::once(owner), || {
        add_differences(conn, owner, differences)
    })
}

fn add_differences(conn: &Connection, owner: Uuid, differences: &BTreeMap<u16, i32>) -> Result<()> {
    let first = match owner.is_nil() {
        true => Tenant::DESCRIPTOR.number,
        false => Patient::DESCRIPTOR.number,
    };
    let sql = match differences.contains_key(&first) {
        true => statement!("store", "count_first_row"),
        false => statement!("store", "count_row"),
    };
    conn.prepare_cached(sql)?
        .execute((owner.as_bytes(), differences_bytes(differences)))?;
    Ok(())
}

fn differences_bytes(differences: &BTreeMap<u16, i32>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(6 * differences.len());
    for (entity, difference) in differences {
        bytes.extend_from_slice(&entity.to_be_bytes());
        bytes.extend_from_slice(&difference.to_be_bytes());
    }
    bytes
}

/// The rows that an action makes, counted together at its end: one statement for each owner.
#[derive(Debug, Default)]
pub(crate) struct NewRows(BTreeMap<Uuid, BTreeMap<u16, i32>>);

impl NewRows {
    pub fn add(&mut self, descriptor: &Descriptor, row: &RowState) {
        let owner = owner(descriptor, row.row, row.patient);
        if !owner.is_nil() {
            self.add_to(owner, descriptor.number);
        }
        if is_row_signed(descriptor, row) {
            self.add_to(owner, SIGNED | descriptor.number);
        }
        self.add_to_clinic(descriptor, row.patient);
    }

    /// Adds what is counted under the clinic: its own rows and the patients, so that a patient who was removed with all
    /// of their rows is missed.
    pub fn add_to_clinic(&mut self, descriptor: &Descriptor, patient: Option<Uuid>) {
        if patient.is_none() {
            self.add_to(Uuid::nil(), descriptor.number);
        }
    }

    fn add_to(&mut self, owner: Uuid, counted: u16) {
        let of_owner = self.0.entry(owner).or_default();
        *of_owner.entry(counted).or_default() += 1;
    }

    /// The caller saves this device's row before anything reads it.
    pub fn count(&self, conn: &Connection) -> Result<()> {
        stored_sum::changing_counts_before_save(conn, self.owners(), || self.add_all(conn))
    }

    /// Counts what a page brought, and forgets it.
    pub fn count_pulled(&mut self, conn: &Connection) -> Result<()> {
        let pulled = std::mem::take(self);
        stored_sum::changing_counts(conn, pulled.owners(), || pulled.add_all(conn))
    }

    /// Counts what a page of a first download brought. A patient whom it brings has no count yet: theirs is made at the
    /// end of it.
    pub fn count_downloaded(&mut self, conn: &Connection) -> Result<()> {
        let downloaded = std::mem::take(self);
        let mut change = conn.prepare_cached(statement!("store", "count_row"))?;
        stored_sum::changing_counts(conn, downloaded.owners(), || {
            for (owner, differences) in &downloaded.0 {
                change.execute((owner.as_bytes(), differences_bytes(differences)))?;
            }
            Ok(())
        })
    }

    fn owners(&self) -> impl Iterator<Item = Uuid> + Clone {
        self.0.keys().copied()
    }

    fn add_all(&self, conn: &Connection) -> Result<()> {
        for (owner, differences) in &self.0 {
            add_differences(conn, *owner, differences)?;
        }
        Ok(())
    }
}

/// Returns the counts of these owners, as far as there are any that this program wrote.
pub(crate) fn counts_of(
    conn: &Connection,
    tags: &BTreeMap<u16, TagKey>,
    owners: &[Uuid],
) -> Result<BTreeMap<Uuid, RowCounts>> {
    let mut counts = BTreeMap::new();
    for owner in owners {
        if let CountedRows::Are(of_owner) = counted(conn, tags, *owner)?.rows {
            counts.insert(*owner, of_owner);
        }
    }
    Ok(counts)
}

/// Takes back by what counts have risen since: what was stored meanwhile was counted before.
pub(crate) fn lower_counts(
    conn: &Connection,
    tags: &BTreeMap<u16, TagKey>,
    before: BTreeMap<Uuid, RowCounts>,
) -> Result<()> {
    let owners: Vec<Uuid> = before.keys().copied().collect();
    let after = counts_of(conn, tags, &owners)?;
    let lowered = before.into_iter().filter_map(|(owner, mut counts)| {
        let after = after.get(&owner)?;
        counts.lower(after);
        (counts != *after).then_some((owner, counts))
    });
    let lowered: BTreeMap<Uuid, RowCounts> = lowered.collect();
    if lowered.is_empty() {
        return Ok(());
    }
    let mut put = conn.prepare_cached(statement!("store", "set_row_counts"))?;
    stored_sum::changing_counts(conn, lowered.keys().copied(), || {
        for (owner, counts) in &lowered {
            put.execute((owner.as_bytes(), counts.to_bytes()))?;
        }
        Ok(())
    })
}

/// Returns whether any patient has a count of their rows.
pub(crate) fn has_counts_of_patients(conn: &Connection) -> Result<bool> {
    let mut any = conn.prepare_cached(statement!("store", "has_counts_of_patients"))?;
    Ok(any.query_row([], |row| row.get(0))?)
}

/// Returns the patient of a stored row.
pub(crate) fn patient_of(
    conn: &Connection,
    descriptor: &Descriptor,
    row: Uuid,
) -> Result<Option<Uuid>> {
    if !descriptor.of_patient {
        return Ok(None);
    }
    let sql = format!("select patient from {} where id = ?1", descriptor.table);
    let mut statement = conn.prepare_cached(&sql)?;
    let patient = statement.query_row([row.as_bytes()], |line| line.get::<_, Vec<u8>>(0));
    let patient = patient.optional()?;
    Ok(patient.and_then(|patient| Uuid::from_slice(&patient).ok()))
}

/// Counts the rows as they lie in the file, by owner.
pub(crate) fn stored_rows(conn: &Connection) -> Result<BTreeMap<Uuid, RowCounts>> {
    let mut all: BTreeMap<Uuid, RowCounts> = BTreeMap::new();
    for descriptor in Catalog::ALL {
        let owner = match descriptor {
            of if of.number == Patient::DESCRIPTOR.number => "id",
            of if of.of_patient => "patient",
            _ => "null",
        };
        let table = descriptor.table;
        let signed = match descriptor.authority {
            Authority::Sealing => "coalesce(sum(status = 'SIGNED'), 0)",
            _ => "0",
        };
        let sql = format!("select {owner}, count(*), {signed} from {table} group by {owner}");
        let mut statement = conn.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(line) = rows.next()? {
            let owner = match line.get_ref(0)? {
                ValueRef::Null => Some(Uuid::nil()),
                _ => columns::id(line, 0)?,
            };
            // a row without a readable owner has no valid tag, and is reported by that
            if let Some(owner) = owner {
                let rows = line.get(1)?;
                let counts = all.entry(owner).or_default();
                counts.change(descriptor.number, rows);
                let signed: i64 = line.get(2)?;
                if signed > 0 {
                    counts.change(SIGNED | descriptor.number, signed);
                }
                if descriptor.number == Patient::DESCRIPTOR.number {
                    let of_clinic = all.entry(Uuid::nil()).or_default();
                    of_clinic.change(descriptor.number, rows);
                }
            }
        }
    }
    let of_clinic = all.entry(Uuid::nil()).or_default();
    of_clinic.change(SIBLINGS, count_stored_siblings(conn)?);
    Ok(all)
}

/// Brings the counts up to what a download brought, and what the server `withheld`; what was missing before stays
/// missing. Those that are there are read at once: of most patients there is none yet.
pub(crate) fn count_all(
    conn: &Connection,
    tags: &BTreeMap<u16, TagKey>,
    withheld: &[(u16, Uuid, Option<Uuid>)],
) -> Result<()> {
    let known = known_counts(conn, tags)?;
    let mut update = conn.prepare(statement!("store", "set_row_counts"))?;
    stored_sum::changing_all_counts(conn, || {
        let mut stored = stored_rows(conn)?;
        add_withheld(&mut stored, withheld);
        for (owner, mut counts) in stored {
            match known.get(&owner) {
                Some(Some(known)) if *known == counts => continue,
                Some(Some(known)) => counts.raise(known),
                // one that was edited stays so
                Some(None) => continue,
                None => {}
            }
            update.execute((owner.as_bytes(), counts.to_bytes()))?;
        }
        Ok(())
    })
}

/// Adds rows that the server has and could not read, each with its patient: lists that lack them say so.
fn add_withheld(stored: &mut BTreeMap<Uuid, RowCounts>, withheld: &[(u16, Uuid, Option<Uuid>)]) {
    for (entity, row, patient) in withheld {
        let Some(known) = Catalog::by_number(*entity) else {
            continue;
        };
        let owner = owner(known, *row, *patient);
        stored.entry(owner).or_default().change(*entity, 1);
        if *entity == Patient::DESCRIPTOR.number {
            let of_clinic = stored.entry(Uuid::nil()).or_default();
            of_clinic.change(*entity, 1);
        }
    }
}

/// Marks, before a download, the patients in the file without a count: another program removed it. It stays missing;
/// after the download it would look like one that the end of the download makes.
pub(crate) fn miss_counts(conn: &Connection) -> Result<()> {
    stored_sum::changing_all_counts(conn, || {
        conn.execute(statement!("store", "miss_counts"), [])?;
        Ok(())
    })
}

/// Returns every count that is in the file, by its owner; none of one that is not what this program wrote.
fn known_counts(
    conn: &Connection,
    tags: &BTreeMap<u16, TagKey>,
) -> Result<BTreeMap<Uuid, Option<RowCounts>>> {
    let mut statement = conn.prepare(statement!("store", "all_row_counts"))?;
    let mut lines = statement.query([])?;
    let mut known = BTreeMap::new();
    while let Some(line) = lines.next()? {
        if let Some(owner) = columns::id(line, 0)? {
            let stored = columns::bytes(line, 1)?;
            known.insert(
                owner,
                stored.and_then(|stored| intact_counts(tags, owner, stored)),
            );
        }
    }
    Ok(known)
}

fn intact_counts(tags: &BTreeMap<u16, TagKey>, owner: Uuid, stored: &[u8]) -> Option<RowCounts> {
    let key = |version| tags.get(&version).map(TagKey::of_rows);
    row_tag::counts_of(key, owner.as_bytes(), stored)
}

/// What `audit verify` reports of one entity in the complete file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableDamage {
    pub entity: u16,
    /// The name of the entity.
    pub name: &'static str,
    pub damaged: u64,
    pub missing: u64,
}

/// Returns how many rows are missing of each entity, at least, and under [`SIGNED`] how many were signed. Of an owner
/// with an edited count any row may be missing: its patient is counted as missing.
pub(crate) fn missing_rows(
    conn: &Connection,
    tags: &BTreeMap<u16, TagKey>,
) -> Result<BTreeMap<u16, u64>> {
    let _view = one_view(conn)?;
    let mut stored = stored_rows(conn)?;
    signed_notes::leave_out_altered(conn, tags, &mut stored)?;
    let mut missing = missing_from(conn, tags, &stored)?;
    for (entity, rows) in missing_with_counts(conn, &stored)? {
        let known = missing.entry(entity).or_default();
        *known = rows.max(*known);
    }
    Ok(missing)
}

/// Returns what is missing of each entity together with its counts, which another program put back as they were before:
/// this device's row has how many rows were counted last.
fn missing_with_counts(
    conn: &Connection,
    stored: &BTreeMap<Uuid, RowCounts>,
) -> Result<BTreeMap<u16, u64>> {
    let mut missing = BTreeMap::new();
    if !stored_sum::has_own_tag(conn)? {
        // another program wrote what it says
        return Ok(missing);
    }
    for (entity, counted) in stored_sum::counted_more(conn)? {
        let present: usize = stored.values().map(|counts| counts.of(entity)).sum();
        let less = u64::try_from(counted)
            .unwrap_or(0)
            .saturating_sub(present as u64);
        // patients are counted under the clinic, too
        let times = if entity == Patient::DESCRIPTOR.number {
            2
        } else {
            1
        };
        if less > 0 {
            missing.insert(entity, less.div_ceil(times));
        }
    }
    Ok(missing)
}

/// Returns the tables of which rows went together with their counts, and how many of each.
pub(crate) fn tables_put_back(conn: &Connection) -> Result<Vec<TableDamage>> {
    let _view = one_view(conn)?;
    let missing = missing_with_counts(conn, &stored_rows(conn)?)?;
    let tables = Catalog::ALL.iter().map(|descriptor| TableDamage {
        entity: descriptor.number,
        name: descriptor.name,
        damaged: 0,
        missing: missing_of_kind(&missing, descriptor),
    });
    Ok(tables.filter(|table| table.missing > 0).collect())
}

/// Returns what is missing in rows that were counted as they lie in the file.
fn missing_from(
    conn: &Connection,
    tags: &BTreeMap<u16, TagKey>,
    stored: &BTreeMap<Uuid, RowCounts>,
) -> Result<BTreeMap<u16, u64>> {
    let mut missing: BTreeMap<u16, u64> = BTreeMap::new();
    let mut known: BTreeSet<Uuid> = BTreeSet::new();
    let mut statement = conn.prepare(statement!("store", "all_row_counts"))?;
    let mut lines = statement.query([])?;
    let is_coming: bool = conn.query_row(statement!("store", "is_coming"), [], |row| row.get(0))?;
    let (patient, mut patients) = (Patient::DESCRIPTOR.number, 0);
    while let Some(line) = lines.next()? {
        let owner = columns::id(line, 0)?;
        known.extend(owner);
        let counts = owner
            .zip(columns::bytes(line, 1)?)
            .and_then(|(owner, bytes)| intact_counts(tags, owner, bytes));
        let (Some(owner), Some(counts)) = (owner, counts) else {
            *missing.entry(patient).or_default() += 1;
            continue;
        };
        let present = stored.get(&owner).cloned().unwrap_or_default();
        for (entity, rows) in counts.all() {
            let less = rows.saturating_sub(present.of(entity)) as u64;
            match owner.is_nil() && entity == patient {
                true => patients = less,
                false => *missing.entry(entity).or_default() += less,
            }
        }
    }
    let uncounted = stored
        .keys()
        .filter(|owner| !known.contains(*owner))
        .count();
    if !is_coming {
        *missing.entry(patient).or_default() += uncounted as u64;
    }
    // a patient whose count is left is missing in both sums
    let missed = missing.entry(patient).or_default();
    *missed = patients.max(*missed);
    Ok(missing)
}

/// Returns how many patients are missing, by the clinic's count, where `read` rows of theirs were read: a list of them
/// reads no other.
pub(crate) fn missing_patients(
    conn: &Connection,
    tags: &BTreeMap<u16, TagKey>,
    read: usize,
) -> Result<usize> {
    let patients = Patient::DESCRIPTOR.number;
    if counted(conn, tags, Uuid::nil())?.missing(patients, read) == 0 {
        return Ok(0);
    }
    // another program may have written since: both are read once more, of one state of the file
    let _view = one_view(conn)?;
    let stored = conn.query_row(statement!("store", "count_patients"), [], |row| {
        row.get::<_, i64>(0)
    })?;
    let stored = usize::try_from(stored).unwrap_or(0);
    Ok(counted(conn, tags, Uuid::nil())?.missing(patients, stored))
}

/// Until it is dropped all is read of one state of the file; inside of a transaction it is so already.
fn one_view(conn: &Connection) -> Result<Option<Transaction<'_>>> {
    let is_alone = conn.is_autocommit();
    Ok(is_alone.then(|| conn.unchecked_transaction()).transpose()?)
}

/// Returns how many rows of one entity are missing, at least.
pub(crate) fn missing_of(
    conn: &Connection,
    tags: &BTreeMap<u16, TagKey>,
    descriptor: &'static Descriptor,
) -> Result<usize> {
    let _view = one_view(conn)?;
    if is_of_clinic(descriptor) {
        // of the rows, not of what an index says of them
        let sql = format!("select count(*) from {} not indexed", descriptor.table);
        let stored = conn.query_row(&sql, [], |row| row.get::<_, i64>(0))?;
        let counted = counted(conn, tags, Uuid::nil())?;
        return Ok(counted.missing(descriptor.number, usize::try_from(stored).unwrap_or(0)));
    }
    let missing = match descriptor.authority {
        // its signed rows are read
        Authority::Sealing => missing_rows(conn, tags)?,
        _ => missing_from(conn, tags, &stored_rows(conn)?)?,
    };
    // a patient whose count was edited or taken away may have had any
    let of_patients = missing.get(&Patient::DESCRIPTOR.number);
    let missing = missing_of_kind(&missing, descriptor);
    let missing = missing.max(of_patients.copied().unwrap_or(0));
    Ok(usize::try_from(missing).unwrap_or(usize::MAX))
}

/// Returns how many rows of an entity are missing, or how many signed ones are no longer signed where those are more:
/// an older copy was put back, or the row is damaged, which is reported as well.
pub(crate) fn missing_of_kind(missing: &BTreeMap<u16, u64>, descriptor: &Descriptor) -> u64 {
    let of = |counted: u16| missing.get(&counted).copied().unwrap_or(0);
    of(descriptor.number).max(of(SIGNED | descriptor.number))
}

/// Returns how many notes of a patient were signed and are not any more.
pub(crate) fn missing_signed(
    conn: &Connection,
    tags: &BTreeMap<u16, TagKey>,
    descriptor: &Descriptor,
    patient: Uuid,
) -> Result<usize> {
    let _view = one_view(conn)?;
    let signed = signed_notes::intact_of(conn, tags, patient)?;
    Ok(counted(conn, tags, patient)?.missing(SIGNED | descriptor.number, signed))
}
