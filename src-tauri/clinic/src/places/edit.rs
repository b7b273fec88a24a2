use sync_contract::Right;
use uuid::Uuid;

use super::list::{all, find};
use super::view::{PlaceForm, PlaceRow};
use super::{Place, facts};
use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::view::{Id, ReadVersionToken};

/// Changes a room or a department. One that is not in use any more is offered no longer; what was booked there stays.
///
/// Errors: as [`add`](super::add::add), `NotFound`.
pub fn edit<P: Place>(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    form: &PlaceForm,
) -> Result<PlaceRow> {
    clinic.may(Right::FacilitiesManage)?;
    let (own, seen): (Uuid, _) = (id.to()?, seen.to_seen()?);
    let facts = facts(&clinic.read(), form, &all::<P>(clinic)?, Some(own))?;
    clinic.write(&format!("edit {}", P::WORD), |tx| {
        found(tx.get::<P>(P::key(own))?, P::WORD)?;
        tx.update(&P::new(own, facts), &seen)?;
        Ok(())
    })?;
    find::<P>(clinic, &id.0)
}
