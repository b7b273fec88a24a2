//! The index over patients that lives in memory while a user is signed in, and nowhere else.
//!
//! Names, birth dates, telephone numbers, addresses of mail and file numbers are opened once and folded; a search
//! then touches no key and no row. Later changes go into a small segment of their own until a rebuild costs less.

mod birth;
mod document;
pub mod fold;
mod query;
mod read;
mod segment;
mod sharing;

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::Connection;
use sync_contract::catalog::Patient;
use sync_contract::entity::Entity;
use sync_contract::ids::PatientId;
use sync_contract::{Compartment, statement};
use uuid::Uuid;

use crate::crypto::keys::epoch::EpochKey;
use crate::error::Result;
use crate::search::document::Document;
use crate::search::query::{Match, Query};
use crate::search::segment::{Builder, Segment};
use crate::store::{columns, damage};
use crate::unlocked::Unlocked;
use crate::verify::cells::Verifier;

pub use sharing::{PersonFields, PersonTerms};

/// With more changes than these a rebuild costs less than a second segment.
const CHANGED_MAX: usize = 1_000;

/// With fewer matches than these the search is repeated with typos allowed.
const FEW: usize = 3;

/// Why a patient was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    pub patient: PatientId,
    /// Only with a letter changed, added, left out or exchanged with the next.
    pub is_typo: bool,
}

/// Finds patients. Holds their names in the clear, so it is dropped at lock.
pub struct SearchIndex {
    base: Segment,
    /// The patients that changed since `base` was built.
    fresh: Segment,
    changed: HashMap<Uuid, Document>,
    /// Patients of `base` whose rows have changed or gone.
    stale: HashSet<Uuid>,
    /// The last change that this index knows of.
    seen: i64,
    damaged: Vec<(PatientId, u8)>,
    /// Patients who are gone from the file, when it was built.
    missing: usize,
    undecryptable: usize,
}

impl std::fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SearchIndex({} patients)", self.len())
    }
}

impl SearchIndex {
    /// Opens every patient's contact cells under the epoch keys of the user.
    pub(crate) fn build(
        conn: &Connection,
        verifier: Verifier<'_>,
        epochs: &BTreeMap<u32, EpochKey>,
    ) -> Result<Self> {
        // read first: what changes meanwhile is read once more, and never missed
        let (_, seen) = change_range(conn)?;
        let gathered = read::all(conn, verifier, epochs, read::shares(conn)?)?;
        Ok(Self {
            base: gathered.builder.freeze(),
            fresh: Segment::default(),
            changed: HashMap::new(),
            stale: HashSet::new(),
            seen,
            damaged: named(&gathered.damaged),
            missing: damage::missing_patients(conn, verifier.tags, gathered.ids.len())?,
            undecryptable: gathered.undecryptable,
        })
    }

    /// Indexes what was written since, by this program or another. Returns whether anything was.
    pub(crate) fn refresh(
        &mut self,
        conn: &Connection,
        verifier: Verifier<'_>,
        epochs: &BTreeMap<u32, EpochKey>,
    ) -> Result<bool> {
        let (first, last) = change_range(conn)?;
        if last == self.seen {
            return Ok(false);
        }
        let ids = changes_after(conn, self.seen)?;
        let is_counted_anew = last < self.seen;
        if is_counted_anew
            || first > self.seen.saturating_add(1)
            || self.changed.len() + ids.len() > CHANGED_MAX
        {
            *self = Self::build(conn, verifier, epochs)?;
            return Ok(true);
        }
        for id in &ids {
            self.stale.insert(*id);
            self.changed.remove(id);
        }
        self.damaged
            .retain(|(patient, _)| !ids.contains(&patient.0));
        let changed = &mut self.changed;
        let changed_ids = ids.iter().copied();
        let damaged = read::some(conn, verifier, epochs, changed_ids, |id, document| {
            changed.insert(id, document.clone());
        })?;
        self.damaged.extend(named(&damaged));
        let mut builder = Builder::default();
        for (id, document) in &mut self.changed {
            builder.push(*id, document);
        }
        self.fresh = builder.freeze();
        self.seen = last;
        Ok(true)
    }

    /// Patients who match every word of `text`, in any order: names by their beginnings, file numbers, national ids,
    /// telephone numbers, birth dates and addresses of mail. Typos are allowed only when there are few exact matches.
    pub fn find(&self, text: &str, limit: usize) -> Vec<Hit> {
        let query = Query::read(text);
        if query.is_empty() || limit == 0 {
            return Vec::new();
        }
        let mut hits = self.run(&query, false, limit);
        if hits.len() < FEW.min(limit) {
            for hit in self.run(&query, true, limit) {
                let known = hits.iter().any(|known| known.patient == hit.patient);
                if !known && hits.len() < limit {
                    hits.push(hit);
                }
            }
        }
        hits
    }

    fn run(&self, query: &Query, typos: bool, limit: usize) -> Vec<Hit> {
        let is_stale = |slot: u32| {
            !self.stale.is_empty() && self.stale.contains(&self.base.ids[slot as usize])
        };
        let base = query.run(&self.base, is_stale, typos, limit);
        let fresh = query.run(&self.fresh, |_| false, typos, limit);
        let hit = |segment: &Segment, matched: &Match| Hit {
            patient: PatientId(segment.ids[matched.slot as usize]),
            is_typo: typos,
        };
        let mut hits = Vec::with_capacity(base.len().max(fresh.len()));
        let (mut base, mut fresh) = (base.iter().peekable(), fresh.iter().peekable());
        while hits.len() < limit {
            let from_fresh = match (base.peek(), fresh.peek()) {
                (Some(old), Some(new)) => token(&self.fresh, new) < token(&self.base, old),
                (None, Some(_)) => true,
                (Some(_), None) => false,
                (None, None) => break,
            };
            let next = if from_fresh {
                fresh.next()
            } else {
                base.next()
            };
            let segment = if from_fresh { &self.fresh } else { &self.base };
            hits.extend(next.map(|matched| hit(segment, matched)));
        }
        hits
    }

    /// How many patients can be found.
    pub fn len(&self) -> usize {
        let known = |id: &&Uuid| self.stale.contains(*id);
        self.base.ids.len() - self.base.ids.iter().filter(known).count() + self.fresh.ids.len()
    }

    /// Returns all patients by family and given name; `None` while there are changes outside of the base segment.
    pub fn in_name_order(&self) -> Option<Vec<PatientId>> {
        let is_current = self.changed.is_empty() && self.stale.is_empty();
        is_current.then(|| self.base.ids.iter().copied().map(PatientId).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns its size in memory.
    pub fn bytes(&self) -> usize {
        self.base.bytes() + self.fresh.bytes()
    }

    /// Cells that did not open under the key that they name: to be shown as damaged.
    pub fn damaged(&self) -> &[(PatientId, u8)] {
        &self.damaged
    }

    /// Returns how many cells are sealed under a key that this user lacks.
    pub fn undecryptable(&self) -> usize {
        self.undecryptable
    }
}

impl Unlocked {
    /// The index over all patients as this user may see them; it is dropped with the session.
    pub fn search_index(&self) -> Result<SearchIndex> {
        self.session.damage.note_read(Patient::DESCRIPTOR.number);
        SearchIndex::build(
            &self.vault.conn,
            self.vault.verifier(),
            &self.session.epochs,
        )
    }

    /// Notes the patients of an index who are damaged, and whether some could not be opened, for a list that it stands
    /// for.
    pub fn note_damaged(&self, index: &SearchIndex) {
        let contact = Compartment::Contact;
        if index.undecryptable > 0 || !self.session.has_key_of(contact) {
            self.session.note_lacking(contact);
        }
        for (patient, _) in &index.damaged {
            let (entity, id) = (Patient::DESCRIPTOR.number, patient.0);
            self.session.damage.note(entity, Some(id), id);
        }
        let entity = Patient::DESCRIPTOR.number;
        self.session
            .damage
            .note_missing(entity, None, index.missing);
    }

    /// Brings an index of this session up to date. Returns whether anything had changed.
    pub fn refresh_search(&self, index: &mut SearchIndex) -> Result<bool> {
        index.refresh(
            &self.vault.conn,
            self.vault.verifier(),
            &self.session.epochs,
        )
    }
}

fn token<'s>(segment: &'s Segment, matched: &Match) -> &'s [u8] {
    matched.token.map_or(&[], |number| segment.token(number))
}

fn named(damaged: &[(Uuid, u8)]) -> Vec<(PatientId, u8)> {
    damaged
        .iter()
        .map(|(id, cell)| (PatientId(*id), *cell))
        .collect()
}

fn change_range(conn: &Connection) -> Result<(i64, i64)> {
    let mut statement = conn.prepare_cached(statement!("search", "change_range"))?;
    Ok(statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

fn changes_after(conn: &Connection, seen: i64) -> Result<HashSet<Uuid>> {
    let mut statement = conn.prepare_cached(statement!("search", "changes"))?;
    let mut rows = statement.query([seen])?;
    let mut ids = HashSet::new();
    while let Some(row) = rows.next()? {
        ids.extend(columns::id(row, 0)?);
    }
    Ok(ids)
}

#[cfg(test)]
mod tests;
