use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::Params;
use rusqlite::types::{Value as Sql, ValueRef};
use sha2::{Digest, Sha256};
use sync_contract::catalog::{Note, Patient};
use sync_contract::entity::{CREATED, DELETION};
use sync_contract::ids::PatientId;
use sync_contract::merge::is_signed_status;
use sync_contract::pull::RowState;
use sync_contract::statement;
use sync_contract::{Authority, Catalog, CellContent, CellState, Descriptor, Entity, Row};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::outbox::waiting::{RowSync, rows_sync};
use crate::read::opener::Opener;
use crate::read::reader::Reader;
use crate::read::stored::{Stored, typed};
use crate::store::columns::Columns;
use crate::store::damage_log::LookedOver;
use crate::store::device::{followed_to, us};
use crate::store::quarantine::{QuarantineReason, QuarantinedCell};
use crate::store::row_tag::RowTagCheck;
use crate::store::rows::{RowReader, json, load_known, load_many, lost_cell};
use crate::store::siblings::{siblings, siblings_of_rows};
use crate::store::{columns, damage, quarantine, row_tag, schema, siblings};
use crate::verify::records;

/// Whether tombstones are in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    Hidden,
    Shown,
}

impl Reader<'_> {
    /// Returns the rows of one `select t.*` statement, with their siblings: at most four statements whatever the
    /// number of rows. A row whose needed cells were refused is not listed here but among the quarantined.
    pub(crate) fn list<E: Entity>(&self, sql: &str, params: impl Params) -> Result<Vec<Stored<E>>> {
        self.page(sql, params, 0)
    }

    /// [`Reader::list`] with room for so many rows: a large row is costly to move.
    pub(super) fn page<E: Entity>(
        &self,
        sql: &str,
        params: impl Params,
        room: usize,
    ) -> Result<Vec<Stored<E>>> {
        let room = Vec::with_capacity(room);
        self.list_as(E::DESCRIPTOR, sql, params, push_typed, room)
    }

    pub(crate) fn list_rows(
        &self,
        descriptor: &'static Descriptor,
        sql: &str,
        params: impl Params,
    ) -> Result<Vec<Stored<Row>>> {
        self.list_as(descriptor, sql, params, push_row, Vec::new())
    }

    fn list_as<E>(
        &self,
        descriptor: &'static Descriptor,
        sql: &str,
        params: impl Params,
        each: impl Fn(Stored<Row>, &mut Vec<CellContent>, &mut Vec<Stored<E>>) -> bool,
        opened: Vec<Stored<E>>,
    ) -> Result<Vec<Stored<E>>> {
        Ok(self.counted_list(descriptor, sql, params, each, opened)?.0)
    }

    /// Returns how many rows the statement returned, too: also those that cannot be shown.
    pub(super) fn counted_list<E>(
        &self,
        descriptor: &'static Descriptor,
        sql: &str,
        params: impl Params,
        each: impl Fn(Stored<Row>, &mut Vec<CellContent>, &mut Vec<Stored<E>>) -> bool,
        mut opened: Vec<Stored<E>>,
    ) -> Result<(Vec<Stored<E>>, Listed)> {
        let (mut listed, mut ids) = (Listed::default(), HashSet::new());
        let mut statement = self.conn.prepare_cached(sql)?;
        let columns = columns::of(descriptor);
        let mut opener = Opener::of(self.session, self.prover.verifier, columns, &statement)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            let Some(row) = opener.open(row)? else {
                listed.rows += 1;
                continue;
            };
            // one that is there twice has the place of another
            listed.rows += usize::from(ids.insert(row.value.id));
            listed.signed += usize::from(is_signed(&row));
            let lost = (row.value.id, row.value.patient);
            if !each(row, &mut opener.room, &mut opened) {
                // what it cannot be without was refused
                opener.lost.push(lost);
            }
        }
        drop(rows);
        self.quarantine_damaged(descriptor, &opener)?;
        let siblings = self.add_siblings(descriptor, &mut opened)?;
        self.note_other_siblings(descriptor, &opener, &siblings)?;
        Ok((opened, listed))
    }

    /// Every row of an entity in the order of its ids.
    pub fn all<E: Entity>(&self, deleted: Deleted) -> Result<Vec<Stored<E>>> {
        let (sql, descriptor) = (all_sql(E::DESCRIPTOR), E::DESCRIPTOR);
        let read = || self.counted_list(descriptor, &sql, [], push_typed, Vec::new());
        let mut all = match damage::is_of_clinic(descriptor) {
            true => self.complete(descriptor, None, read)?,
            false => read()?.0,
        };
        if deleted == Deleted::Hidden {
            all.retain(|stored: &Stored<E>| stored.deleted.is_none());
        }
        Ok(all)
    }

    /// Returns whether a list of all rows of an entity, of a patient or of the clinic, has found that some are damaged
    /// or gone.
    pub fn has_lost_rows(
        &self,
        descriptor: &'static Descriptor,
        patient: Option<PatientId>,
    ) -> bool {
        let patient = patient.map(|patient| patient.0);
        self.session.damage.is_any_lost(descriptor.number, patient)
    }

    /// Notes how many rows of an entity are gone, since one was not found under its id.
    pub fn note_missing_rows(&self, descriptor: &'static Descriptor) -> Result<()> {
        let missing = damage::missing_of(self.conn, self.prover.verifier.tags, descriptor)?;
        let log = &self.session.damage;
        log.note_missing(descriptor.number, None, missing);
        Ok(())
    }

    /// Notes which rows of an entity are not what was written, and how many are gone: a list that asks for rows by
    /// their clear columns does not find one that was edited out of it. All of them are read once, and again at most
    /// once a minute after something else wrote to the file. An index that does not fit is made anew.
    pub fn look_over(&self, descriptor: &'static Descriptor) -> Result<()> {
        let version = self
            .conn
            .query_row("pragma data_version", [], |row| row.get(0))?;
        let log = &self.session.damage;
        log.note_read(descriptor.number);
        if !log.is_looked_over(descriptor.number, version, self.clock.now_ms()) {
            let tags = self.prover.verifier.tags;
            let has_misfits = match self.is_in_action() {
                true => false,
                false => schema::mend_indexes(self.conn, descriptor.table)?.are_left,
            };
            let mut altered = row_tag::altered_rows(self.conn, tags, descriptor)?;
            if has_misfits {
                // which row it is the index does not say
                altered.push((Uuid::nil(), None));
            }
            let missing = damage::missing_of(self.conn, tags, descriptor)?;
            let result = LookedOver {
                version,
                at_ms: self.clock.now_ms(),
                altered,
                missing,
            };
            log.note_looked_over(descriptor.number, result);
        }
        log.report_looked_over(descriptor.number);
        self.note_refused(descriptor)
    }

    /// Notes which rows of an entity the server sent and this device refused.
    fn note_refused(&self, descriptor: &'static Descriptor) -> Result<()> {
        for (row, patient) in quarantine::refused_rows(self.conn, descriptor)? {
            self.session.damage.note(descriptor.number, patient, row);
        }
        Ok(())
    }

    /// Notes which rows of the complete file are not what was written, and how many are missing: for an export or a
    /// backup, which copies all of it. Reads every byte of each row, after indexes that do not fit were made anew.
    pub fn look_over_all(&self) -> Result<()> {
        let (verifier, log) = (self.prover.verifier, &self.session.damage);
        let misplaced = match self.conn.is_autocommit() {
            true => schema::mend_all_indexes(self.conn)?,
            false => BTreeMap::new(),
        };
        let missing = damage::missing_rows(self.conn, verifier.tags)?;
        let chain = self.prover.over(self.conn)?;
        for descriptor in Catalog::ALL {
            if misplaced.contains_key(descriptor.table) {
                // which row it was the index did not say
                log.note(descriptor.number, None, Uuid::nil());
            }
            let altered = records::altered_rows(self.conn, verifier, &chain, descriptor)?;
            let missing = damage::missing_of_kind(&missing, descriptor);
            let missing = usize::try_from(missing).unwrap_or(usize::MAX);
            log.note_missing(descriptor.number, None, missing);
            for (row, patient) in altered {
                log.note(descriptor.number, patient, row);
            }
            self.note_refused(descriptor)?;
        }
        Ok(())
    }

    /// [`Reader::all`] without the Rust type.
    pub fn all_rows(&self, descriptor: &'static Descriptor) -> Result<Vec<Stored<Row>>> {
        self.list_rows(descriptor, &all_sql(descriptor), [])
    }

    /// Walks every row of an entity as it is stored, with its siblings, and as this user sees it: for exports.
    pub fn each_row<E: From<Error>>(
        &self,
        descriptor: &'static Descriptor,
        mut visit: impl FnMut(&RowState, &Stored<Row>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = all_sql(descriptor);
        let mut statement = self.conn.prepare_cached(&sql).map_err(Error::from)?;
        let reader = RowReader::new(descriptor, &statement)?;
        let columns = columns::of(descriptor);
        let mut opener = Opener::of(self.session, self.prover.verifier, columns, &statement)?;
        let mut siblings = siblings::siblings_of_entity(self.conn, descriptor.number)?;
        let mut known = HashMap::new();
        let mut rows = statement.query([]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            let Some(mut opened) = opener.open(row)? else {
                continue;
            };
            let mut state = reader.read(row)?;
            state.siblings = siblings.remove(&state.row).unwrap_or_default();
            let equal = self.seen_in(&state, &state.siblings);
            opened.take_siblings(&state.siblings, &equal);
            if !state.siblings.is_empty() {
                known.insert(state.row, state.siblings.clone());
            }
            visit(&state, &opened)?;
        }
        drop(rows);
        self.note_other_siblings(descriptor, &opener, &known)?;
        Ok(self.quarantine_damaged(descriptor, &opener)?)
    }

    /// How many rows an entity has, tombstones among them.
    pub fn count(&self, descriptor: &'static Descriptor) -> Result<u64> {
        let sql = format!("select count(*) from {}", descriptor.table);
        let mut statement = self.conn.prepare_cached(&sql)?;
        Ok(statement
            .query_row([], |row| row.get::<_, i64>(0))?
            .cast_unsigned())
    }

    /// The rows of these ids, in the order of the ids; an unknown one is passed over, and noted where it is missing.
    pub fn by_ids<E: Entity>(&self, ids: &[Uuid]) -> Result<Vec<Stored<E>>> {
        let sql = format!(
            "select t.* from json_each(?1) as wanted join {} as t on t.id = unhex(wanted.value) order by wanted.key",
            E::DESCRIPTOR.table
        );
        let rows = self.list(&sql, [json(ids.iter().copied())])?;
        if rows.len() < ids.len() {
            self.look_over(E::DESCRIPTOR)?;
        }
        Ok(rows)
    }
}

impl Reader<'_> {
    /// A row by its id, deleted or not.
    ///
    /// # Errors
    /// `Incomplete` when a cell that it cannot be without was refused or never came, `Altered` when it is not what was
    /// written.
    pub fn get<E: Entity>(&self, id: E::Id) -> Result<Option<Stored<E>>> {
        match self.get_row(E::DESCRIPTOR, id.into())? {
            None => Ok(None),
            Some(stored) => Ok(Some(typed(stored)?)),
        }
    }

    /// [`Reader::get`] without the Rust type.
    pub fn get_row(
        &self,
        descriptor: &'static Descriptor,
        id: Uuid,
    ) -> Result<Option<Stored<Row>>> {
        // one that is not here may be to come
        self.session.damage.note_read(descriptor.number);
        let columns = columns::of(descriptor);
        let mut statement = self.conn.prepare_cached(&columns.select_with_flag)?;
        let mut rows = statement.query([id.as_bytes().as_slice()])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let has_siblings = row.get(columns.all.len())?;
        let mut opener = Opener::declared(self.session, self.prover.verifier, columns);
        let opened = opener.open(row)?;
        drop(rows);
        if opened.as_ref().is_some_and(|opened| opened.value.id != id) {
            // another row lies where the index has this one
            self.session.damage.note(descriptor.number, None, id);
            return Err(Error::Altered);
        }
        self.quarantine_damaged(descriptor, &opener)?;
        let mut stored = opened.ok_or_else(|| match opener.has_damaged() {
            true => Error::Altered,
            false => Error::Incomplete,
        })?;
        let mut known = HashMap::new();
        if has_siblings {
            known.insert(id, siblings(self.conn, descriptor.number, id)?);
            self.take_siblings(descriptor, std::slice::from_mut(&mut stored), &known)?;
        }
        self.note_other_siblings(descriptor, &opener, &known)?;
        stored.seen.cursor = match descriptor.number == Patient::DESCRIPTOR.number {
            true => followed_to(self.conn)?,
            false => None,
        };
        // an action reads what the screen has shown
        if !self.is_in_action() && !is_signed(&stored) {
            self.note_unsigned(descriptor, stored.value.patient)?;
        }
        Ok(Some(stored))
    }

    /// Notes the rows whose sibling versions are not those that were stored with them: one was taken out of the file,
    /// or put back.
    fn note_other_siblings(
        &self,
        descriptor: &'static Descriptor,
        opener: &Opener<'_>,
        known: &HashMap<Uuid, Vec<CellState>>,
    ) -> Result<()> {
        let log = &self.session.damage;
        for (id, patient, stored) in &opener.with_siblings {
            let siblings = known.get(id).map_or(&[][..], Vec::as_slice);
            if row_tag::siblings_digest(siblings).as_ref() != Some(stored) {
                log.note(descriptor.number, *patient, *id);
                self.quarantine_cell(descriptor, *id, *patient, lost_cell(CREATED))?;
            }
        }
        for id in known.keys() {
            let mut stored = opener.with_siblings.iter();
            if !stored.any(|(stored, ..)| stored == id) {
                log.note(descriptor.number, None, *id);
                self.quarantine_cell(descriptor, *id, None, lost_cell(CREATED))?;
            }
        }
        Ok(())
    }

    /// Notes that rows of a patient were signed and are not any more, since one was read that is not.
    fn note_unsigned(&self, descriptor: &'static Descriptor, patient: Option<Uuid>) -> Result<()> {
        let (Some(patient), Authority::Sealing) = (patient, descriptor.authority) else {
            return Ok(());
        };
        let tags = self.prover.verifier.tags;
        let missing = damage::missing_signed(self.conn, tags, descriptor, patient)?;
        let log = &self.session.damage;
        log.note_missing(descriptor.number, Some(patient), missing);
        Ok(())
    }

    /// Rows of which these cells, and the deletion if there is one, are what was written, by one statement: for lists
    /// of clear values that open nothing.
    pub(super) fn tagged_rows(
        &self,
        descriptor: &'static Descriptor,
        ids: impl Iterator<Item = Uuid>,
        cells: &[u8],
    ) -> Result<HashMap<Uuid, RowState>> {
        let ids: Vec<Uuid> = ids.collect();
        let mut rows = load_many(self.conn, descriptor, ids.iter().copied())?;
        let verifier = self.prover.verifier;
        for id in ids.iter().filter(|id| !rows.contains_key(*id)) {
            let log = &self.session.damage;
            log.note(descriptor.number, None, *id);
        }
        rows.retain(|id, row| {
            let shown = |cell: &&CellState| cells.contains(&cell.cell) || cell.cell == DELETION;
            let mut shown = row.cells.iter().filter(shown);
            let is_tagged = shown.all(|cell| verifier.check(row, cell).is_ok());
            if !is_tagged {
                let log = &self.session.damage;
                log.note(descriptor.number, row.patient, *id);
            }
            is_tagged
        });
        Ok(rows)
    }

    /// Returns the first rows of an entity as the file has them, to measure what checking them costs.
    pub fn stored_rows(
        &self,
        descriptor: &'static Descriptor,
        rows_max: usize,
    ) -> Result<StoredRows> {
        let columns = columns::of(descriptor);
        let sql = format!("{} limit {rows_max}", all_sql(descriptor));
        let mut statement = self.conn.prepare_cached(&sql)?;
        let indices = columns.indices(&statement)?;
        let rows = statement.query_map([], |row| {
            let values = indices.iter().map(|index| row.get(*index));
            values.collect::<rusqlite::Result<Vec<Sql>>>()
        })?;
        Ok(StoredRows {
            columns,
            rows: rows.collect::<rusqlite::Result<_>>()?,
        })
    }

    /// Checks the tags of these rows, as each read of them does. Returns how many do not fit.
    ///
    /// # Errors
    /// None that a row of [`Reader::stored_rows`] could cause.
    pub fn count_altered(&self, stored: &StoredRows) -> Result<usize> {
        let mut tags = RowTagCheck::new(self.prover.verifier.tags);
        let mut altered = 0;
        for row in &stored.rows {
            let fits = tags.fits(stored.columns, |column| Ok(ValueRef::from(&row[column])))?;
            altered += usize::from(!fits);
        }
        Ok(altered)
    }

    /// What fails at reading is listed with everything else that needs a person.
    fn quarantine_damaged(
        &self,
        descriptor: &'static Descriptor,
        opener: &Opener<'_>,
    ) -> Result<()> {
        for (id, patient) in &opener.lost {
            self.session.damage.note(descriptor.number, *patient, *id);
        }
        for (id, cell) in &opener.damaged {
            let row = load_known(self.conn, descriptor, *id)?;
            let patient = row.as_ref().and_then(|row| row.patient);
            let mut cells = row.iter().flat_map(|row| &row.cells);
            let state = cells.rfind(|stored| stored.cell == *cell);
            // a row without its creation has lost that cell
            let state = state.cloned().unwrap_or_else(|| lost_cell(*cell));
            self.quarantine_cell(descriptor, *id, patient, state)?;
        }
        for id in &opener.unreadable {
            let lost = opener.lost.iter().find(|(lost, _)| lost == id);
            let patient = lost.and_then(|(_, patient)| *patient);
            self.quarantine_cell(descriptor, *id, patient, lost_cell(CREATED))?;
        }
        Ok(())
    }

    fn quarantine_cell(
        &self,
        descriptor: &'static Descriptor,
        row: Uuid,
        patient: Option<Uuid>,
        state: CellState,
    ) -> Result<()> {
        let cell = QuarantinedCell {
            entity: descriptor.number,
            row,
            patient,
            is_sibling: false,
            reason: QuarantineReason::Damaged,
            state,
            quarantined_at_us: us(self.clock.now_ms()),
        };
        self.session.snapshot.quarantine(self.conn, cell)
    }

    /// Adds siblings to the rows of a list, by at most three statements; on a page none if it is empty. Returns them.
    fn add_siblings<E>(
        &self,
        descriptor: &'static Descriptor,
        rows: &mut [Stored<E>],
    ) -> Result<HashMap<Uuid, Vec<CellState>>> {
        let (entity, snapshot) = (descriptor.number, &self.session.snapshot);
        if rows.is_empty() && snapshot.is_running() {
            return Ok(HashMap::new());
        }
        let has_siblings = snapshot.has_siblings(entity, || {
            let sql = statement!("conflicts", "has_siblings");
            let mut statement = self.conn.prepare_cached(sql)?;
            Ok(statement.query_row([entity], |line| line.get(0))?)
        })?;
        if !has_siblings {
            return Ok(HashMap::new());
        }
        let siblings = siblings_of_rows(self.conn, entity, rows.iter().map(Stored::row))?;
        self.take_siblings(descriptor, rows, &siblings)?;
        Ok(siblings)
    }

    fn take_siblings<E>(
        &self,
        descriptor: &'static Descriptor,
        rows: &mut [Stored<E>],
        siblings: &HashMap<Uuid, Vec<CellState>>,
    ) -> Result<()> {
        let equal = self.seen_with_shown(descriptor, siblings)?;
        for row in rows {
            let id = row.row();
            if let Some(siblings) = siblings.get(&id) {
                row.take_siblings(siblings, equal.get(&id).map_or(&[][..], Vec::as_slice));
            }
        }
        Ok(())
    }

    /// Returns the sync state of those of these rows that have anything in the queue, by one statement: few lists show
    /// it, and asking for it takes longer than reading the rows.
    pub fn sync_of<E>(
        &self,
        descriptor: &'static Descriptor,
        rows: &[Stored<E>],
    ) -> Result<HashMap<Uuid, RowSync>> {
        rows_sync(self.conn, descriptor.number, rows.iter().map(Stored::row))
    }
}

/// What a statement returned.
#[derive(Debug, Default)]
pub(super) struct Listed {
    pub rows: usize,
    /// Of these, rows that are signed; one that is damaged may only say so.
    pub signed: usize,
}

fn is_signed(row: &Stored<Row>) -> bool {
    is_signed_status(Note::FIELD.status.in_content(&row.value))
}

/// Adds a row as its type, which is costly to move, and leaves the memory of its cells for the next row. Returns
/// whether the row has what its type cannot be without.
pub(super) fn push_typed<E: Entity>(
    mut row: Stored<Row>,
    room: &mut Vec<CellContent>,
    opened: &mut Vec<Stored<E>>,
) -> bool {
    let typed = E::take_row(&mut row.value);
    *room = std::mem::take(&mut row.value.cells);
    match typed {
        Ok(value) => {
            opened.push(row.with(value));
            true
        }
        Err(_) => false,
    }
}

pub(super) fn push_row(
    row: Stored<Row>,
    _: &mut Vec<CellContent>,
    opened: &mut Vec<Stored<Row>>,
) -> bool {
    opened.push(row);
    true
}

/// Rows as the values of their columns.
pub struct StoredRows {
    columns: &'static Columns,
    rows: Vec<Vec<Sql>>,
}

/// SHA-256 of sealed bytes: what an export has instead of what its reader may not see.
pub fn digest(sealed: &[u8]) -> [u8; 32] {
    Sha256::digest(sealed).into()
}

fn all_sql(descriptor: &Descriptor) -> String {
    format!("select t.* from {} as t order by t.id", descriptor.table)
}
