//! Rows that correct others: each names the one whose place it takes.

use sync_contract::catalog::DeletionReason;
use sync_contract::entity::Entity;
use sync_contract::read_version::ReadVersion;
use vault::WriteTx;
use vault::read::Stored;

use crate::error::{Error, Result};

/// Deletes a row as entered in error, with those that it corrects: none of them is shown in its place, but one that
/// another row corrects, too. `rows` are those of the patient, and `replaced` is whose place a row takes.
///
/// # Errors
/// `ChangedMeanwhile` for a row that was corrected: the one in its place is removed, or what it corrects would be lost.
pub(crate) fn remove_all<E: Entity<Id: PartialEq>>(
    tx: &mut WriteTx<'_>,
    (row, seen): (&E, ReadVersion),
    rows: &[Stored<E>],
    replaced: impl Fn(&E) -> Option<E::Id>,
    reason: &str,
) -> Result<()> {
    let is_replaced = |id: E::Id, removed: &[(E::Id, ReadVersion)]| {
        let stays = |row: &&Stored<E>| {
            row.deleted.is_none() && removed.iter().all(|(gone, _)| *gone != row.value.id())
        };
        let mut rows = rows.iter().filter(stays);
        rows.any(|row| replaced(&row.value) == Some(id))
    };
    if is_replaced(row.id(), &[]) {
        return Err(Error::ChangedMeanwhile);
    }
    let mut removed = vec![(row.id(), seen)];
    let mut former = replaced(row);
    while let Some(row) = rows.iter().find(|row| former == Some(row.value.id())) {
        let id = row.value.id();
        let is_known = removed.iter().any(|(known, _)| *known == id);
        if is_known || is_replaced(id, &removed) {
            break;
        }
        removed.push((id, row.seen.clone()));
        former = replaced(&row.value);
    }
    for (id, seen) in removed {
        let why = DeletionReason::EnteredInError;
        tx.delete::<E>(id, why, Some(reason), &seen)?;
    }
    Ok(())
}
