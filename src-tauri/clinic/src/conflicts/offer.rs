use sync_contract::Right;
use vault::Offer;

use crate::Clinic;
use crate::error::Result;

/// Offers again what the server lacks and this user may write: versions whose place one took that nothing proves, and
/// those of conflicts that a restored server lost. Returns how many.
///
/// # Errors
/// `Forbidden` (needs `conflicts.resolve`).
pub fn offer_again(clinic: &mut Clinic) -> Result<usize> {
    clinic.may(Right::ConflictsResolve)?;
    let mut offers = clinic.unlocked_mut().offers()?;
    offers.retain(|offer: &Offer| {
        let needed = offer.descriptor.right_to_write(offer.cell, false);
        let may_sign = !offer.is_signed() || clinic.may(Right::NotesSign).is_ok();
        may_sign && clinic.may(needed).is_ok()
    });
    for offer in &offers {
        clinic.write("offer version again", |tx| Ok(tx.offer(offer)?))?;
    }
    Ok(offers.len())
}

/// Sends again what admins signed and a restored server lacks. Returns how many cells.
///
/// # Errors
/// `Forbidden` (needs `users.manage`).
pub fn carry_signed(clinic: &mut Clinic) -> Result<usize> {
    clinic.may(Right::UsersManage)?;
    Ok(clinic.unlocked_mut().carry_signed()?)
}
