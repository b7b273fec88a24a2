//! The row tag: one MAC over everything that the file has of a row, checked at every read of it.
//!
//! Its cells have clinic tags of their own, under which they travel; those are checked before a cell is stored. One MAC
//! of the row costs a third of them, and it notices what they cannot: a cell that was removed, or put back from an
//! older copy of the row. It lies behind the cell headers, on this device alone.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use sync_contract::Malformed;

use crate::crypto::keys::clinic::{CLINIC_TAG_LEN, TagKey};
use crate::error::Result;
use crate::store::columns::{Columns, WITH_ROW_TAG};

/// Version of the clinic secret, tag.
const LENGTH: usize = 2 + CLINIC_TAG_LEN;

/// Lets a connection write rows, which get their tag in the statement that stores them.
pub(crate) fn register(conn: &Connection, key: &TagKey) -> Result<()> {
    let (version, key) = (key.version(), key.of_rows().clone());
    let stored = RefCell::new(Vec::with_capacity(1024));
    // no view, trigger or index may call it
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    conn.create_scalar_function(WITH_ROW_TAG, -1, flags, move |parameters| {
        let mut stored = stored.borrow_mut();
        stored.clear();
        for index in 0..parameters.len() {
            write(&mut stored, parameters.get_raw(index));
        }
        let mut headers: Vec<u8> = parameters.get(parameters.len().saturating_sub(1))?;
        headers.extend_from_slice(&version.to_be_bytes());
        headers.extend_from_slice(&key.tag(&stored));
        Ok(headers)
    })?;
    Ok(())
}

/// Returns the cell headers of a stored column, without the row tag behind them.
///
/// # Errors
/// `Malformed` for a column without a row tag.
pub(crate) fn headers(column: &[u8]) -> std::result::Result<&[u8], Malformed> {
    split(column).map(|(headers, _, _)| headers)
}

fn split(column: &[u8]) -> std::result::Result<(&[u8], u16, &[u8; CLINIC_TAG_LEN]), Malformed> {
    let parts = column
        .split_last_chunk::<LENGTH>()
        .and_then(|(headers, last)| Some((headers, last.split_first_chunk::<2>()?)));
    let Some((headers, (version, tag))) = parts else {
        return Err(Malformed("a row without its tag"));
    };
    let tag = tag
        .try_into()
        .map_err(|_| Malformed("a row without its tag"))?;
    Ok((headers, u16::from_be_bytes(*version), tag))
}

/// Checks the tags of rows as they are read, with one buffer for all of them.
pub(crate) struct RowTagCheck<'a> {
    tags: &'a BTreeMap<u16, TagKey>,
    stored: Vec<u8>,
}

impl<'a> RowTagCheck<'a> {
    pub fn new(tags: &'a BTreeMap<u16, TagKey>) -> Self {
        Self {
            tags,
            stored: Vec::with_capacity(1024),
        }
    }

    /// Returns whether a stored row is exactly what this program wrote. `at` returns what a declared column holds.
    pub fn fits<'r>(
        &mut self,
        columns: &Columns,
        at: impl Fn(usize) -> Result<ValueRef<'r>>,
    ) -> Result<bool> {
        let ValueRef::Blob(column) = at(columns.headers)? else {
            return Ok(false);
        };
        let Ok((headers, version, tag)) = split(column) else {
            return Ok(false);
        };
        let Some(key) = self.tags.get(&version) else {
            return Ok(false);
        };
        self.stored.clear();
        let entity = i64::from(columns.descriptor.number);
        write(&mut self.stored, ValueRef::Integer(entity));
        for column in 0..columns.headers {
            write(&mut self.stored, at(column)?);
        }
        write(&mut self.stored, ValueRef::Blob(headers));
        Ok(key.of_rows().fits(&self.stored, tag))
    }
}

/// Every value has its kind and its length in front, so that no two rows have the same bytes.
fn write(stored: &mut Vec<u8>, value: ValueRef<'_>) {
    let (kind, bytes): (u8, &[u8]) = match value {
        ValueRef::Null => return stored.push(0),
        ValueRef::Integer(number) => {
            stored.push(1);
            return stored.extend_from_slice(&number.to_be_bytes());
        }
        ValueRef::Real(number) => {
            stored.push(2);
            return stored.extend_from_slice(&number.to_be_bytes());
        }
        ValueRef::Text(text) => (3, text),
        ValueRef::Blob(bytes) => (4, bytes),
    };
    stored.push(kind);
    stored.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
    stored.extend_from_slice(bytes);
}
