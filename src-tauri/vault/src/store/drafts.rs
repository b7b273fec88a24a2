//! Drafts as they lie in the file, and those that the disk has not taken.

use rusqlite::{Connection, OptionalExtension, params};
use sync_contract::statement;
use uuid::Uuid;

use crate::error::Result;
use crate::store::columns;

/// A draft as it is stored.
#[derive(Debug, Clone)]
pub struct SealedDraft {
    pub author: Uuid,
    pub entity: u16,
    pub row: Uuid,
    pub patient: Option<Uuid>,
    pub saved_at: i64,
    pub sealed: Vec<u8>,
    pub seen: Vec<u8>,
}

impl SealedDraft {
    pub fn store(&self, conn: &Connection) -> Result<()> {
        conn.execute(
            statement!("drafts", "save"),
            params![
                self.author.as_bytes(),
                self.entity,
                self.row.as_bytes(),
                self.patient.map(Uuid::into_bytes),
                self.saved_at,
                self.sealed,
                self.seen,
            ],
        )?;
        Ok(())
    }

    /// Returns a draft that is stored.
    pub fn load(conn: &Connection, author: Uuid, entity: u16, row: Uuid) -> Result<Option<Self>> {
        let sql = statement!("drafts", "find");
        let keys = params![author.as_bytes(), entity, row.as_bytes()];
        let draft = conn.query_row(sql, keys, |values| {
            Ok(Self {
                author,
                entity,
                row,
                patient: values.get::<_, Option<[u8; 16]>>(0)?.map(Uuid::from_bytes),
                saved_at: values.get(1)?,
                sealed: values.get(2)?,
                seen: values.get(3)?,
            })
        });
        Ok(draft.optional()?)
    }

    /// Returns all stored drafts of an author. Of one that another program made unreadable entity and row are left, as
    /// far as they can be read: it opens to nothing.
    pub fn load_all(conn: &Connection, author: Uuid) -> Result<Vec<Self>> {
        let mut statement = conn.prepare_cached(statement!("drafts", "list_all"))?;
        let mut rows = statement.query(params![author.as_bytes()])?;
        let mut drafts = Vec::new();
        while let Some(row) = rows.next()? {
            let entity = columns::integer(row, 0)?.and_then(|number| u16::try_from(number).ok());
            drafts.push(Self {
                author,
                entity: entity.unwrap_or(0),
                row: columns::id(row, 1)?.unwrap_or_default(),
                patient: columns::id(row, 2)?,
                saved_at: columns::integer(row, 3)?.unwrap_or(0),
                sealed: columns::bytes(row, 4)?.unwrap_or(&[]).to_vec(),
                seen: columns::bytes(row, 5)?.unwrap_or(&[]).to_vec(),
            });
        }
        Ok(drafts)
    }

    fn is_of(&self, author: Uuid, entity: u16, row: Uuid) -> bool {
        (self.author, self.entity, self.row) == (author, entity, row)
    }
}

/// The drafts that are not on the disk yet, the newest of each author and row.
#[derive(Debug, Default)]
pub struct UnstoredDrafts(Vec<SealedDraft>);

impl UnstoredDrafts {
    pub fn find(&self, author: Uuid, entity: u16, row: Uuid) -> Option<&SealedDraft> {
        self.0.iter().find(|draft| draft.is_of(author, entity, row))
    }

    pub fn put(&mut self, draft: SealedDraft) {
        self.forget(draft.author, draft.entity, draft.row);
        self.0.push(draft);
    }

    pub fn forget(&mut self, author: Uuid, entity: u16, row: Uuid) {
        self.0.retain(|draft| !draft.is_of(author, entity, row));
    }

    /// Forgets what was typed about these patients.
    pub fn forget_patients(&mut self, patients: &[Uuid]) {
        let is_theirs = |id: Uuid| patients.contains(&id);
        self.0
            .retain(|draft| !draft.patient.is_some_and(is_theirs) && !is_theirs(draft.row));
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns those of an author and an entity.
    pub fn of(&self, author: Uuid, entity: u16) -> impl Iterator<Item = &SealedDraft> {
        self.of_author(author)
            .filter(move |draft| draft.entity == entity)
    }

    /// Returns those of an author.
    pub fn of_author(&self, author: Uuid) -> impl Iterator<Item = &SealedDraft> {
        self.0.iter().filter(move |draft| draft.author == author)
    }

    /// Stores one after another until the disk takes no more; the rest goes on waiting.
    pub fn store(&mut self, conn: &Connection) -> Result<()> {
        while let Some(draft) = self.0.first() {
            draft.store(conn)?;
            self.0.remove(0);
        }
        Ok(())
    }
}
