//! The row tag: one MAC over everything that the file has of a row, checked at every read of it.
//!
//! Its cells have clinic tags of their own, under which they travel; those are checked before a cell is stored. One MAC
//! of the row costs a fifth of them, and it notices what they cannot: a cell that was removed, or put back from an
//! older copy of the row. It lies behind the cell headers, on this device alone.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};
use sync_contract::seal::{COMPARTMENT_FORM, HEADER_LENGTH, TAG_LENGTH};
use sync_contract::{Catalog, CellState, Descriptor, Malformed, statement};
use uuid::Uuid;

use crate::crypto::keys::clinic::{CLINIC_TAG_LEN, RowTagKey, TagKey};
use crate::error::{Error, Result};
use crate::store::columns::{Column, Columns, Source, WITH_ROW_TAG};
use crate::store::stored_sum::counted_bytes;
use crate::store::{columns, stored_sum};

/// Version of the clinic secret, tag.
const LENGTH: usize = 2 + CLINIC_TAG_LEN;

/// Lets a connection write rows, which get their tag in the statement that stores them, and gives it two more functions
/// for a table of one row, `row_tag(values...)` and `is_row_tag(tag, values...)`, three for the counts of rows,
/// `first_count(owner, differences)`, `count_rows(counts, owner, differences)` and `counted_rows(owner, counts)`, and
/// one for their sum with the guarded rows, `stored_row(entity or name, columns...)`, which has of counts what they
/// count behind the hash.
pub(crate) fn register(conn: &Connection, tags: &BTreeMap<u16, TagKey>) -> Result<()> {
    let Some((version, newest)) = tags.last_key_value() else {
        return Err(Error::NoKeysHere);
    };
    // no view, trigger or index may call them
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    let maker = Maker::new(*version, newest);
    conn.create_scalar_function(WITH_ROW_TAG, -1, flags, move |parameters| {
        let values = parameters.len().saturating_sub(1);
        let mut stored: Vec<u8> = parameters.get(values.saturating_sub(1))?;
        let siblings: Option<Vec<u8>> = parameters.get(values)?;
        let entity = parameters.get(0)?;
        let columns = Catalog::by_number(entity).map(columns::of);
        stored.extend_from_slice(siblings.as_deref().unwrap_or(&[]));
        stored.extend_from_slice(&maker.tag(parameters, columns, siblings.as_deref()));
        Ok(stored)
    })?;
    let maker = Maker::new(*version, newest);
    conn.create_scalar_function("row_tag", -1, flags, move |parameters| {
        Ok(maker.tag(parameters, None, None).to_vec())
    })?;
    let keys = tags.iter();
    let keys: BTreeMap<u16, RowTagKey> = keys
        .map(|(version, key)| (*version, key.of_rows().clone()))
        .collect();
    let (all, version, counter) = (keys.clone(), *version, newest.of_rows().clone());
    conn.create_scalar_function("count_rows", 3, flags, move |parameters| {
        let ValueRef::Blob(stored) = parameters.get_raw(0) else {
            // a count of no type of ours stays altered, and may be stored
            return Ok(vec![0]);
        };
        let owner: Vec<u8> = parameters.get(1)?;
        // what another program edited gets no tag of ours
        let Some(mut counts) = counts_of(|version| all.get(&version), &owner, stored) else {
            return Ok(stored.to_vec());
        };
        counts.change_all(&parameters.get::<Vec<u8>>(2)?);
        Ok(sealed_counts(version, &counter, &owner, &counts))
    })?;
    let counter = newest.of_rows().clone();
    conn.create_scalar_function("first_count", 2, flags, move |parameters| {
        let owner: Vec<u8> = parameters.get(0)?;
        let mut counts = RowCounts::default();
        counts.change_all(&parameters.get::<Vec<u8>>(1)?);
        Ok(sealed_counts(version, &counter, &owner, &counts))
    })?;
    let counter = newest.of_rows().clone();
    conn.create_scalar_function("counted_rows", 2, flags, move |parameters| {
        let owner: Vec<u8> = parameters.get(0)?;
        let counts: Vec<u8> = parameters.get(1)?;
        let counts = RowCounts::from_bytes(&counts)
            .map_err(|error| rusqlite::Error::UserFunctionError(Box::new(error)))?;
        Ok(sealed_counts(version, &counter, &owner, &counts))
    })?;
    // the oldest version stays the oldest: every active device has all of them
    let hasher = tags.first_key_value().map(|(_, key)| key.of_rows().clone());
    conn.create_scalar_function("stored_row", -1, flags, move |parameters| {
        let columns = match parameters.get_raw(0) {
            ValueRef::Integer(entity) => u16::try_from(entity).ok().and_then(Catalog::by_number),
            _ => None,
        };
        let values = (0..parameters.len()).map(|index| parameters.get_raw(index));
        let stored = sum_input(columns.map(columns::of), values);
        let Some(mut hash) = hasher.as_ref().map(|key| key.full_tag(&stored).to_vec()) else {
            return Ok(None);
        };
        if let Ok(counts) = parameters
            .get_raw(parameters.len().saturating_sub(1))
            .as_blob()
            && parameters.get_raw(0) == ValueRef::Text(ROW_COUNTS)
            && let Ok((counts, ..)) = split_tag(counts)
            && let Ok(counts) = RowCounts::from_bytes(counts)
        {
            let all = counts.0.into_iter();
            hash.extend(all.flat_map(|(entity, rows)| counted_bytes(entity, rows.into())));
        }
        Ok(Some(hash))
    })?;
    conn.create_scalar_function("is_row_tag", -1, flags, move |parameters| {
        let parts = parameters.get_raw(0).as_blob().map(split_tag);
        let Ok(Ok(([], version, tag))) = parts else {
            return Ok(false);
        };
        let mut stored = Vec::with_capacity(512);
        for index in 1..parameters.len() {
            write(&mut stored, parameters.get_raw(index));
        }
        Ok(keys.get(&version).is_some_and(|key| key.fits(&stored, tag)))
    })?;
    Ok(())
}

/// The table of the counts, where its name stands for the number of an entity.
const ROW_COUNTS: &[u8] = b"row_counts";

/// Next to the number of an entity: how many of its rows are signed.
pub(crate) const SIGNED: u16 = 0x8000;

/// In the count of the clinic: how many sibling versions there are.
pub(crate) const SIBLINGS: u16 = 0x4000;

/// How many rows one owner has of each entity, and how many of them are signed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RowCounts(BTreeMap<u16, u32>);

impl RowCounts {
    pub fn of(&self, entity: u16) -> usize {
        self.0.get(&entity).map_or(0, |rows| *rows as usize)
    }

    pub fn change(&mut self, entity: u16, difference: i64) {
        let rows = self.0.entry(entity).or_default();
        let changed = i64::from(*rows).saturating_add(difference).max(0);
        *rows = u32::try_from(changed).unwrap_or(u32::MAX);
    }

    /// Takes differences in: of each the entity's number and a signed count.
    fn change_all(&mut self, differences: &[u8]) {
        for [e1, e2, d1, d2, d3, d4] in differences.as_chunks().0 {
            let difference = i32::from_be_bytes([*d1, *d2, *d3, *d4]);
            self.change(u16::from_be_bytes([*e1, *e2]), i64::from(difference));
        }
    }

    /// Returns each entity with the number of its rows.
    pub fn all(&self) -> impl Iterator<Item = (u16, usize)> {
        let all = self.0.iter();
        all.map(|(entity, rows)| (*entity, *rows as usize))
    }

    /// Takes the lower number of each entity.
    pub fn lower(&mut self, other: &Self) {
        for (entity, rows) in &mut self.0 {
            *rows = (*rows).min(other.0.get(entity).copied().unwrap_or(0));
        }
    }

    /// Takes the higher number of each entity.
    pub fn raise(&mut self, other: &Self) {
        for (entity, rows) in &other.0 {
            let known = self.0.entry(*entity).or_default();
            *known = (*known).max(*rows);
        }
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(6 * self.0.len());
        for (entity, rows) in &self.0 {
            bytes.extend_from_slice(&entity.to_be_bytes());
            bytes.extend_from_slice(&rows.to_be_bytes());
        }
        bytes
    }

    pub fn from_bytes(bytes: &[u8]) -> std::result::Result<Self, Malformed> {
        let (counts, []) = bytes.as_chunks::<6>() else {
            return Err(Malformed("counts of rows"));
        };
        let count = |[e1, e2, rows @ ..]: &[u8; 6]| {
            (u16::from_be_bytes([*e1, *e2]), u32::from_be_bytes(*rows))
        };
        Ok(Self(counts.iter().map(count).collect()))
    }
}

/// Returns the counts of an owner's rows where they are what this program wrote. `key` has the key of a version of the
/// clinic's secret.
pub(crate) fn counts_of<'k>(
    key: impl FnOnce(u16) -> Option<&'k RowTagKey>,
    owner: &[u8],
    stored: &[u8],
) -> Option<RowCounts> {
    let (counts, version, tag) = split_tag(stored).ok()?;
    let fits = key(version)?.fits(&counts_input(owner, counts), tag);
    fits.then(|| RowCounts::from_bytes(counts).ok()).flatten()
}

fn sealed_counts(version: u16, key: &RowTagKey, owner: &[u8], counts: &RowCounts) -> Vec<u8> {
    let mut stored = counts.to_bytes();
    let tag = key.tag(&counts_input(owner, &stored));
    stored.extend_from_slice(&version.to_be_bytes());
    stored.extend_from_slice(&tag);
    stored
}

/// No row begins with a text: these tags fit nothing else.
fn counts_input(owner: &[u8], counts: &[u8]) -> Vec<u8> {
    let mut input = Vec::with_capacity(96);
    write(&mut input, ValueRef::Text(ROW_COUNTS));
    write(&mut input, ValueRef::Blob(owner));
    write(&mut input, ValueRef::Blob(counts));
    input
}

/// Returns the rows of an entity whose tag or siblings do not fit, each with the patient that it names.
pub(crate) fn altered_rows(
    conn: &Connection,
    tags: &BTreeMap<u16, TagKey>,
    descriptor: &'static Descriptor,
) -> Result<Vec<(Uuid, Option<Uuid>)>> {
    let columns = columns::of(descriptor);
    let sql = format!("select t.* from {} as t", descriptor.table);
    let mut statement = conn.prepare(&sql)?;
    let indices = columns.indices(&statement)?;
    let siblings = stored_siblings(conn, descriptor)?;
    let mut check = RowTagCheck::new(tags);
    let mut rows = statement.query([])?;
    let (mut altered, mut ids) = (Vec::new(), HashSet::new());
    while let Some(row) = rows.next()? {
        let fits = check.fits(columns, |column| Ok(row.get_ref(indices[column])?))?;
        let id = columns::id(row, indices[columns.id])?;
        let stored = id.and_then(|id| siblings.get(&id));
        // a row that is there twice has the place of another
        let is_once = id.is_none_or(|id| ids.insert(id));
        if !fits || !is_once || check.siblings.as_ref() != stored {
            let patient = columns
                .patient
                .map(|patient| columns::id(row, indices[patient]));
            altered.push((id.unwrap_or_default(), patient.transpose()?.flatten()));
        }
    }
    Ok(altered)
}

/// Makes tags for the statements of one connection.
struct Maker {
    version: u16,
    key: RowTagKey,
    stored: RefCell<Vec<u8>>,
}

impl Maker {
    fn new(version: u16, key: &TagKey) -> Self {
        Self {
            version,
            key: key.of_rows().clone(),
            stored: RefCell::new(Vec::with_capacity(1024)),
        }
    }

    /// Returns version and tag of all parameters; those behind the first are of these columns, and the last one is the
    /// digest of the siblings where there are any.
    fn tag(
        &self,
        parameters: &Context<'_>,
        columns: Option<&Columns>,
        siblings: Option<&[u8]>,
    ) -> [u8; LENGTH] {
        let mut stored = self.stored.borrow_mut();
        stored.clear();
        let has_no_siblings = columns.is_some() && siblings.is_none();
        for index in 0..parameters.len() - usize::from(has_no_siblings) {
            let value = parameters.get_raw(index);
            match column_at(columns, index) {
                Some(column) => write_column(&mut stored, column, value),
                None => write(&mut stored, value),
            }
        }
        let mut tag = [0; LENGTH];
        let (version, mac) = tag.split_at_mut(2);
        let flag = if siblings.is_some() { WITH_SIBLINGS } else { 0 };
        version.copy_from_slice(&(self.version | flag).to_be_bytes());
        mac.copy_from_slice(&self.key.tag(&stored));
        tag
    }
}

/// Returns whether the stored row is exactly what this program wrote.
pub(crate) fn is_intact(
    conn: &Connection,
    tags: &BTreeMap<u16, TagKey>,
    columns: &Columns,
    id: Uuid,
) -> Result<bool> {
    let mut statement = conn.prepare_cached(&columns.select)?;
    let mut rows = statement.query([id.as_bytes().as_slice()])?;
    let Some(row) = rows.next()? else {
        return Ok(true);
    };
    RowTagCheck::new(tags).fits(columns, |column| Ok(row.get_ref(column)?))
}

/// Takes the tag of a row away: its cells speak for themselves from now on. A row that another program edited gets no
/// tag from a change of one cell.
pub(crate) fn leave_untagged(conn: &Connection, columns: &Columns, id: Uuid) -> Result<()> {
    let (table, name) = (columns.descriptor.table, &columns.all[columns.headers].name);
    let sql = format!("select {name} from {table} where id = ?1");
    let mut stored: Vec<u8> = conn.query_row(&sql, [id.as_bytes()], |row| row.get(0))?;
    let tagged = stored.len().saturating_sub(LENGTH);
    // siblings stay known as such
    let flag = (WITH_SIBLINGS >> 8) as u8;
    let first = stored.get(tagged).map_or(0, |byte| byte & flag);
    stored[tagged..].fill(0);
    stored[tagged] = first;
    let sql = format!("update {table} set {name} = ?2 where id = ?1");
    stored_sum::changing(conn, columns, id, || {
        conn.execute(&sql, rusqlite::params![id.as_bytes(), stored])?;
        Ok(())
    })
}

/// Returns the cell headers of a stored column, without what lies behind them.
///
/// # Errors
/// `Malformed` for a column without a row tag.
pub(crate) fn headers(column: &[u8]) -> std::result::Result<&[u8], Malformed> {
    split(column).map(|(headers, ..)| headers)
}

type Tagged<'c> = (
    &'c [u8],
    Option<&'c SiblingsDigest>,
    u16,
    &'c [u8; CLINIC_TAG_LEN],
);

/// Cell headers, digest of the siblings, version of the clinic secret and tag.
fn split(column: &[u8]) -> std::result::Result<Tagged<'_>, Malformed> {
    let (headers, version, tag) = split_tag(column)?;
    if version & WITH_SIBLINGS == 0 {
        return Ok((headers, None, version, tag));
    }
    let parts = headers.split_last_chunk();
    let (headers, siblings) = parts.ok_or(Malformed("a row without its siblings"))?;
    Ok((headers, Some(siblings), version & !WITH_SIBLINGS, tag))
}

fn split_tag(column: &[u8]) -> std::result::Result<(&[u8], u16, &[u8; CLINIC_TAG_LEN]), Malformed> {
    let parts = column
        .split_last_chunk::<LENGTH>()
        .and_then(|(before, last)| Some((before, last.split_first_chunk::<2>()?)));
    let Some((before, (version, tag))) = parts else {
        return Err(Malformed("a row without its tag"));
    };
    let tag = tag
        .try_into()
        .map_err(|_| Malformed("a row without its tag"))?;
    Ok((before, u16::from_be_bytes(*version), tag))
}

/// What is stored with a row that has sibling versions, before its tag: so none of them is taken out, put back or
/// replaced unseen. What each of them says is under its own clinic tag, which is in here.
pub(crate) type SiblingsDigest = [u8; 16];

/// In the version of a row tag: a digest lies before it.
const WITH_SIBLINGS: u16 = 0x8000;

/// Returns the digest of siblings in any order; none of no siblings.
pub(crate) fn siblings_digest(siblings: &[CellState]) -> Option<SiblingsDigest> {
    if siblings.is_empty() {
        return None;
    }
    let all = siblings.iter();
    let mut all: Vec<_> = all
        .map(|sibling| (sibling.cell, sibling.order(), sibling.tag))
        .collect();
    all.sort_unstable();
    let mut hasher = Sha256::new();
    for (cell, (clock, generation), tag) in all {
        hasher.update([cell]);
        hasher.update(clock.to_array());
        hasher.update(u64::from(generation).to_be_bytes());
        hasher.update(tag);
    }
    let full: [u8; 32] = hasher.finalize().into();
    full.first_chunk().copied()
}

/// Returns the digests of the siblings that each row of an entity has in the file.
fn stored_siblings(
    conn: &Connection,
    descriptor: &Descriptor,
) -> Result<HashMap<Uuid, SiblingsDigest>> {
    let mut statement = conn.prepare(statement!("store", "siblings_of_entity"))?;
    let mut rows = statement.query([descriptor.number])?;
    let mut all: HashMap<Uuid, Vec<CellState>> = HashMap::new();
    while let Some(row) = rows.next()? {
        if let Some((id, (state, true))) = columns::id(row, 0)?.zip(columns::sibling(row, 1)?) {
            all.entry(id).or_default().push(state);
        }
    }
    let all = all.into_iter();
    Ok(all
        .filter_map(|(id, siblings)| Some((id, siblings_digest(&siblings)?)))
        .collect())
}

/// Checks the tags of rows as they are read, with one buffer for all of them.
pub(crate) struct RowTagCheck<'a> {
    tags: &'a BTreeMap<u16, TagKey>,
    stored: Vec<u8>,
    /// Of the row that was checked last, where it has siblings.
    pub siblings: Option<SiblingsDigest>,
}

impl<'a> RowTagCheck<'a> {
    pub fn new(tags: &'a BTreeMap<u16, TagKey>) -> Self {
        Self {
            tags,
            stored: Vec::with_capacity(1024),
            siblings: None,
        }
    }

    /// Returns whether a stored row is exactly what this program wrote. `at` returns what a declared column holds.
    pub fn fits<'r>(
        &mut self,
        columns: &Columns,
        at: impl Fn(usize) -> Result<ValueRef<'r>>,
    ) -> Result<bool> {
        self.siblings = None;
        let ValueRef::Blob(column) = at(columns.headers)? else {
            return Ok(false);
        };
        let Ok((headers, siblings, version, tag)) = split(column) else {
            return Ok(false);
        };
        self.siblings = siblings.copied();
        let Some(key) = self.tags.get(&version) else {
            return Ok(false);
        };
        self.stored.clear();
        let entity = i64::from(columns.descriptor.number);
        write(&mut self.stored, ValueRef::Integer(entity));
        for (index, column) in columns.all.iter().enumerate().take(columns.headers) {
            write_column(&mut self.stored, column, at(index)?);
        }
        let column = &columns.all[columns.headers];
        write_column(&mut self.stored, column, ValueRef::Blob(headers));
        if let Some(siblings) = siblings {
            write(&mut self.stored, ValueRef::Blob(siblings));
        }
        Ok(key.of_rows().fits(&self.stored, tag))
    }
}

/// Returns the column of a parameter, where the first one is the number of the entity.
fn column_at(columns: Option<&Columns>, index: usize) -> Option<&Column> {
    columns?.all.get(index.checked_sub(1)?)
}

/// Returns what the sum of guarded rows hashes of one: the number of its entity and all that its columns hold, or a
/// name and the values under it.
fn sum_input<'v>(columns: Option<&Columns>, values: impl Iterator<Item = ValueRef<'v>>) -> Vec<u8> {
    let mut stored = Vec::with_capacity(1024);
    write(&mut stored, ValueRef::Text(b"stored_row"));
    for (index, value) in values.enumerate() {
        let column = column_at(columns, index);
        if column.is_none_or(|column| write_address(&mut stored, column, value)) {
            write(&mut stored, value);
        }
    }
    stored
}

/// Writes which column a value is of, and returns whether there is one. A column that holds nothing leaves no byte: so
/// rows keep their tags, and this device its sum, when a migration adds a column to their table.
fn write_address(stored: &mut Vec<u8>, column: &Column, value: ValueRef<'_>) -> bool {
    if value == ValueRef::Null {
        return false;
    }
    let (kind, cell, field) = match column.source {
        Source::Id => (1, 0, 0),
        Source::Tenant => (2, 0, 0),
        Source::Patient => (3, 0, 0),
        Source::Clear { cell, field } => (4, cell, field),
        Source::Sealed { cell } => (5, cell, 0),
        Source::Blind { cell, field } => (6, cell, field),
        Source::UpdatedAt => (7, 0, 0),
        Source::UpdatedBy => (8, 0, 0),
        Source::CellHeaders => (9, 0, 0),
    };
    let [f1, f2] = field.to_be_bytes();
    stored.extend_from_slice(&[kind, cell, f1, f2]);
    true
}

/// Of a value under a compartment's key, form, key id, nonce and authentication tag: what lies between them opens with
/// these alone. A reader without the key checks the clinic tag of the cell.
fn write_column(stored: &mut Vec<u8>, column: &Column, value: ValueRef<'_>) {
    if !write_address(stored, column, value) {
        return;
    }
    let is_sealed = matches!(column.source, Source::Sealed { .. });
    let ValueRef::Blob(sealed @ [COMPARTMENT_FORM, ..]) = value else {
        return write(stored, value);
    };
    match (sealed.first_chunk::<HEADER_LENGTH>(), sealed.last_chunk()) {
        (Some(header), Some(tag)) if is_sealed && sealed.len() >= HEADER_LENGTH + TAG_LENGTH => {
            let tag: &[u8; TAG_LENGTH] = tag;
            write_head(stored, 5, sealed);
            stored.extend_from_slice(header);
            stored.extend_from_slice(tag);
        }
        _ => write(stored, value),
    }
}

fn length_of(bytes: &[u8]) -> [u8; 4] {
    // SQLite stores no gigabyte in a value
    u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes()
}

/// Every value has its kind and its length in front, so that no two rows have the same bytes.
pub(crate) fn write(stored: &mut Vec<u8>, value: ValueRef<'_>) {
    let (kind, bytes): (u8, &[u8]) = match value {
        ValueRef::Null => return stored.push(0),
        ValueRef::Integer(number) => return write_number(stored, 1, number.to_be_bytes()),
        ValueRef::Real(number) => return write_number(stored, 2, number.to_be_bytes()),
        ValueRef::Text(text) => (3, text),
        ValueRef::Blob(bytes) => (4, bytes),
    };
    write_head(stored, kind, bytes);
    stored.extend_from_slice(bytes);
}

/// Each row is written so when it is read: few steps for each of its values.
fn write_number(stored: &mut Vec<u8>, kind: u8, number: [u8; 8]) {
    let mut written = [kind; 9];
    written[1..].copy_from_slice(&number);
    stored.extend_from_slice(&written);
}

fn write_head(stored: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    let mut head = [kind; 5];
    head[1..].copy_from_slice(&length_of(bytes));
    stored.extend_from_slice(&head);
}

#[cfg(test)]
mod tests;
