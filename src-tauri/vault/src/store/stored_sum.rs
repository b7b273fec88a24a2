//! One number in this device's own row that commits to the rows that admins sign, to those of the clinic's rules, to
//! how many rows there are, and to how far series of numbers were given out.
//!
//! An older row, or an older count, has a tag that fits. So this is a keyed hash of each of them, as it was stored last
//! and with the tag that it was given then, added up. One of them costs the same whatever their number, and one that is
//! edited or put back from an older file stays missed: only its difference is added with the next change.
//!
//! Next to it is the sum of all counts, entity by entity: where counts were put back with the rows of their time, it
//! says of which tables how many rows went with them.

use std::collections::BTreeMap;

use rusqlite::{Connection, Params};
use sync_contract::{Catalog, statement};
use uuid::Uuid;

use crate::error::Result;
use crate::store::columns;
use crate::store::columns::Columns;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct StoredSum {
    hash: [u64; 4],
    /// What was counted, by the number that the counts have for it.
    counted: BTreeMap<u16, i64>,
}

/// How many bytes a hash has. Behind it lies what was counted.
pub(crate) const HASH_LENGTH: usize = 32;
/// A number as the counts have it, and how many.
type Counted = [u8; 10];

/// Returns the bytes of one number of what was counted.
pub(crate) fn counted_bytes(entity: u16, rows: i64) -> Counted {
    let mut bytes = [0; size_of::<Counted>()];
    bytes[..2].copy_from_slice(&entity.to_be_bytes());
    bytes[2..].copy_from_slice(&rows.to_be_bytes());
    bytes
}

impl StoredSum {
    /// Takes any length: the tag of this device's row detects a sum that another program made shorter or longer.
    fn from_bytes(bytes: &[u8]) -> Self {
        let mut sum = Self::default();
        let (hash, counted) = bytes.split_at(bytes.len().min(HASH_LENGTH));
        for (part, bytes) in sum.hash.iter_mut().zip(hash.as_chunks().0) {
            *part = u64::from_be_bytes(*bytes);
        }
        for [e1, e2, rows @ ..] in counted.as_chunks::<{ size_of::<Counted>() }>().0 {
            let entity = u16::from_be_bytes([*e1, *e2]);
            sum.counted.insert(entity, i64::from_be_bytes(*rows));
        }
        sum
    }

    fn to_bytes(&self) -> Vec<u8> {
        let hash = self.hash.iter().flat_map(|part| part.to_be_bytes());
        let counted = self.counted.iter();
        let counted = counted.flat_map(|(entity, rows)| counted_bytes(*entity, *rows));
        hash.chain(counted).collect()
    }

    fn add(&mut self, other: &Self) {
        for (part, other) in self.hash.iter_mut().zip(other.hash) {
            *part = part.wrapping_add(other);
        }
        for (entity, rows) in &other.counted {
            *self.counted.entry(*entity).or_default() += rows;
        }
    }

    fn subtract(&mut self, other: &Self) {
        for (part, other) in self.hash.iter_mut().zip(other.hash) {
            *part = part.wrapping_sub(other);
        }
        for (entity, rows) in &other.counted {
            *self.counted.entry(*entity).or_default() -= rows;
        }
    }

    /// Returns the sum of what a statement makes of rows.
    fn of(conn: &Connection, sql: &str, params: impl Params) -> Result<Self> {
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut sum = Self::default();
        while let Some(row) = rows.next()? {
            sum.add(&Self::from_bytes(columns::bytes(row, 0)?.unwrap_or(&[])));
        }
        Ok(sum)
    }

    fn of_row(conn: &Connection, columns: &Columns, id: Uuid) -> Result<Self> {
        let sql = format!("{} where id = ?1", hashes_of(columns));
        Self::of(conn, &sql, [id.as_bytes()])
    }

    /// Of the counts of these owners.
    fn of_counts(conn: &Connection, owners: impl Iterator<Item = Uuid>) -> Result<Self> {
        let mut sum = Self::default();
        for owner in owners {
            let sql = statement!("device", "hash_of_counts");
            sum.add(&Self::of(conn, sql, [owner.as_bytes()])?);
        }
        Ok(sum)
    }

    fn of_all_counts(conn: &Connection) -> Result<Self> {
        Self::of(conn, statement!("device", "hashes_of_counts"), [])
    }

    fn of_series(conn: &Connection, series: &str) -> Result<Self> {
        Self::of(conn, statement!("counted", "hash_of"), [series])
    }

    /// Of everything as it lies in the file.
    fn of_all(conn: &Connection) -> Result<Self> {
        let mut sum = Self::of_all_counts(conn)?;
        sum.add(&Self::of(conn, statement!("counted", "hashes"), [])?);
        for descriptor in Catalog::ALL {
            if descriptor.is_guarded() {
                // of the rows, not of what an index says of them
                let sql = format!("{} not indexed", hashes_of(columns::of(descriptor)));
                sum.add(&Self::of(conn, &sql, [])?);
            }
        }
        Ok(sum)
    }

    fn stored(conn: &Connection) -> Result<Self> {
        Self::of(conn, statement!("device", "stored_sum"), [])
    }

    /// Makes the tag of this device's row anew with the sum, where it fitted before.
    fn store(&self, conn: &Connection) -> Result<()> {
        let add = statement!("device", "add_to_sum");
        conn.prepare_cached(add)?.execute([self.to_bytes()])?;
        Ok(())
    }

    fn store_untagged(&self, conn: &Connection) -> Result<()> {
        let set = statement!("device", "set_stored_sum");
        conn.prepare_cached(set)?.execute([self.to_bytes()])?;
        Ok(())
    }
}

fn hashes_of(columns: &Columns) -> String {
    let (entity, table) = (columns.descriptor.number, columns.descriptor.table);
    let names = columns.all.iter().map(|column| &*column.name);
    // a field may be called as a word of SQL is
    let names: Vec<_> = names.map(|name| format!("\"{name}\"")).collect();
    let names = names.join(", ");
    format!("select stored_row({entity}, {names}) from {table}")
}

/// Runs a change, and stores the new sum where the change made one.
fn followed<T>(
    conn: &Connection,
    of: impl Fn() -> Result<StoredSum>,
    store: impl FnOnce(&StoredSum, &Connection) -> Result<()>,
    change: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let before = of()?;
    let changed = change()?;
    let after = of()?;
    if before != after {
        let mut sum = StoredSum::stored(conn)?;
        sum.subtract(&before);
        sum.add(&after);
        store(&sum, conn)?;
    }
    Ok(changed)
}

/// Runs a change of one row. Every statement that stores or deletes a row runs in here, so that none of those that are
/// guarded is left out of the sum.
pub(crate) fn changing<T>(
    conn: &Connection,
    columns: &Columns,
    id: Uuid,
    change: impl FnOnce() -> Result<T>,
) -> Result<T> {
    if !columns.descriptor.is_guarded() {
        return change();
    }
    let of = || StoredSum::of_row(conn, columns, id);
    followed(conn, of, StoredSum::store, change)
}

/// Runs a change of the counts of these owners. Every statement that changes counts runs in here, or in one of the
/// following.
pub(crate) fn changing_counts<T>(
    conn: &Connection,
    owners: impl Iterator<Item = Uuid> + Clone,
    change: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let of = || StoredSum::of_counts(conn, owners.clone());
    followed(conn, of, StoredSum::store, change)
}

/// As [`changing_counts`], where the caller saves this device's row before anything reads it: its tag is made once.
pub(crate) fn changing_counts_before_save<T>(
    conn: &Connection,
    owners: impl Iterator<Item = Uuid> + Clone,
    change: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let of = || StoredSum::of_counts(conn, owners.clone());
    followed(conn, of, StoredSum::store_untagged, change)
}

/// As [`changing_counts`], of any owners.
pub(crate) fn changing_all_counts<T>(
    conn: &Connection,
    change: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let of = || StoredSum::of_all_counts(conn);
    followed(conn, of, StoredSum::store, change)
}

/// Runs a change of how far a series was given out.
pub(crate) fn changing_series<T>(
    conn: &Connection,
    series: &str,
    change: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let of = || StoredSum::of_series(conn, series);
    followed(conn, of, StoredSum::store, change)
}

/// Returns whether this device's row, as it lies in the file, is what this program wrote; it may say of itself that the
/// file was edited.
pub(crate) fn has_own_tag(conn: &Connection) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("device", "load"))?;
    let mut rows = statement.query([])?;
    Ok(match rows.next()? {
        Some(row) => row.get(12)?,
        None => false,
    })
}

/// Returns whether the file is what this program wrote last, as far as this device's row says so: another program has
/// edited neither that, nor what is guarded, nor the counts of rows, or an admin has accepted it.
pub(crate) fn is_file_intact(conn: &Connection) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("device", "load"))?;
    let mut rows = statement.query([])?;
    let is_intact = match rows.next()? {
        Some(row) => row.get(12)? && !row.get::<_, bool>(11)?,
        None => false,
    };
    Ok(is_intact && fits(conn)?)
}

/// Returns whether the guarded rows, the counts of all rows and the series of numbers are those that this program
/// stored last.
pub(crate) fn fits(conn: &Connection) -> Result<bool> {
    Ok(StoredSum::stored(conn)?.hash == StoredSum::of_all(conn)?.hash)
}

/// Returns what this program counted last, where the counts in the file make less of anything; none where they do not.
pub(crate) fn counted_more(conn: &Connection) -> Result<BTreeMap<u16, i64>> {
    let counted = StoredSum::stored(conn)?.counted;
    let in_file = StoredSum::of_all_counts(conn)?.counted;
    let of = |entity: &u16| in_file.get(entity).copied().unwrap_or(0);
    let is_more = counted.iter().any(|(entity, rows)| *rows > of(entity));
    Ok(if is_more { counted } else { BTreeMap::new() })
}

/// Takes what there is as it is, but for what was counted: what the file lacks of it stays missed until an admin has
/// accepted the file. The caller makes the tag of this device's row anew.
pub(crate) fn doubt(conn: &Connection) -> Result<()> {
    let mut sum = StoredSum::of_all(conn)?;
    for (entity, rows) in StoredSum::stored(conn)?.counted {
        let in_file = sum.counted.entry(entity).or_default();
        *in_file = rows.max(*in_file);
    }
    sum.store_untagged(conn)
}

/// Takes what there is as it is. The caller makes the tag of this device's row anew.
pub(crate) fn take(conn: &Connection) -> Result<()> {
    StoredSum::of_all(conn)?.store_untagged(conn)
}
