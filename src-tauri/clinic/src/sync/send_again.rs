use sync_contract::Right;

use crate::Clinic;
use crate::error::Result;
use crate::view::Id;

/// Sends a refused change once more. Errors: `Forbidden` (needs `sync.run`), `NotFound`.
pub fn send_again(clinic: &mut Clinic, group: &Id) -> Result<()> {
    clinic.may(Right::SyncRun)?;
    clinic.unlocked_mut().requeue(group.to()?)?;
    Ok(())
}
