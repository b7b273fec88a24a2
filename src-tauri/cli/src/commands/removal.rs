//! A row is removed for a reason, and put back, in one way whatever it is.

use clinic::Clinic;
use clinic::view::{Id, ReadVersionToken};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::entry::{id, read_version_or};
use crate::exit::Result;

/// Removes a row as it was looked at (`seen`), or as it is read now. Answers with the version of its removal, which
/// its way back takes.
pub fn remove(
    who: &Who,
    row: String,
    seen: Option<String>,
    read: impl FnOnce(&Clinic, &Id) -> Result<ReadVersionToken>,
    remove: impl FnOnce(&mut Clinic, &Id, &ReadVersionToken) -> clinic::Result<ReadVersionToken>,
) -> Result<Answer> {
    let row = id(row, "ID")?;
    let mut clinic = who.unlock()?;
    let seen = read_version_or(&clinic, seen, |clinic| read(clinic, &row))?;
    let removal = remove(&mut clinic, &row, &seen)?;
    let text = format!("Removed {row}.");
    Answer::done(&json!({ "id": row, "seen": removal }), text)
}

/// Puts a removed row back, and returns it.
pub fn restore<T>(
    who: &Who,
    row: String,
    seen: Option<String>,
    removed: impl FnOnce(&Clinic, &Id) -> clinic::Result<ReadVersionToken>,
    restore: impl FnOnce(&mut Clinic, &Id, &ReadVersionToken) -> clinic::Result<T>,
) -> Result<T> {
    let row = id(row, "ID")?;
    let mut clinic = who.unlock()?;
    let seen = read_version_or(&clinic, seen, |clinic| Ok(removed(clinic, &row)?))?;
    Ok(restore(&mut clinic, &row, &seen)?)
}
