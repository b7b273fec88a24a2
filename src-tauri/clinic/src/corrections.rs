//! Rows that correct others: each names the one whose place it takes.

use sync_contract::catalog::DeletionReason;
use sync_contract::entity::Entity;
use sync_contract::read_version::ReadVersion;
use vault::WriteTx;
use vault::read::Stored;

use crate::error::Result;

/// Deletes a row as entered in error, with those that it corrects: none of them is shown in its place. `rows` are those
/// of the patient, and `replaced` is whose place a row takes.
pub(crate) fn remove_all<E: Entity<Id: PartialEq>>(
    tx: &mut WriteTx<'_>,
    (row, seen): (&E, ReadVersion),
    rows: &[Stored<E>],
    replaced: impl Fn(&E) -> Option<E::Id>,
    reason: &str,
) -> Result<()> {
    let mut removed = vec![(row.id(), seen)];
    let mut former = replaced(row);
    while let Some(row) = rows.iter().find(|row| former == Some(row.value.id())) {
        let id = row.value.id();
        if removed.iter().any(|(known, _)| *known == id) {
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
