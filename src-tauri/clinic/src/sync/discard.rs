use sync_contract::Right;

use crate::Clinic;
use crate::error::{Error, Result};
use crate::view::Id;

/// Gives a refused change up, so that what waits behind it goes on: its records show what the server has, and what it would
/// have changed stays in the audit trail.
///
/// Errors: `Forbidden` (needs `sync.run`, and `conflicts.resolve` for what somebody else did), `NotFound`, `BuiltOn` while
/// others build on what it made: what waited behind it is then refused, too, to be decided first.
pub fn discard(clinic: &mut Clinic, group: &Id) -> Result<()> {
    clinic.may(Right::SyncRun)?;
    let group = group.to()?;
    let refused = clinic.unlocked().vault().rejected()?;
    let author = refused.into_iter().find(|line| line.group_id == group);
    let author = author.ok_or(Error::NotFound("change"))?.author;
    if author != clinic.user().0 {
        clinic.may(Right::ConflictsResolve)?;
    }
    match clinic.unlocked_mut().discard(group) {
        Err(vault::Error::Reference) => Err(Error::BuiltOn),
        discarded => Ok(discarded?),
    }
}
