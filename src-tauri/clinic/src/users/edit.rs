use sync_contract::Right;
use sync_contract::catalog::User;
use sync_contract::ids::UserId;
use vault::AdminSignedOutcome;

use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::view::{Id, ReadVersionToken};
use crate::working_hours::WorkingHours;
use crate::{Clinic, fields};

/// Enables or disables a user's sign-in. What they wrote stays. Users cannot disable themselves.
///
/// # Errors
/// `Forbidden` (needs `users.manage`), `NotFound`, `Invalid` for one's own user, `NeedsConnection`.
pub fn set_active(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    is_active: bool,
) -> Result<AdminSignedOutcome<()>> {
    clinic.may(Right::UsersManage)?;
    let (id, seen): (UserId, _) = (id.to()?, seen.to_read_version()?);
    if id == clinic.user() && !is_active {
        return Err(Error::invalid("ownUser", Reason::Impossible));
    }
    clinic.write_admin_signed(
        if is_active {
            "activate user"
        } else {
            "deactivate user"
        },
        |tx| {
            let mut user = or_not_found(tx.get::<User>(id)?, "user")?.value;
            user.is_active = is_active;
            tx.update(&user, &seen)?;
            Ok(())
        },
    )
}

/// Sets a user's working hours, in the form of [`WorkingHours`]; none is the usual week. With a server it takes effect
/// once that accepts.
///
/// # Errors
/// `Forbidden` (needs `users.manage`), `NotFound`, `Invalid` for malformed hours.
pub fn set_hours(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    hours: &str,
) -> Result<AdminSignedOutcome<()>> {
    clinic.may(Right::UsersManage)?;
    let (id, seen): (UserId, _) = (id.to()?, seen.to_read_version()?);
    let hours = match hours.trim() {
        "" => None,
        text => {
            fields::optional_paragraph(&WorkingHours::parse(text)?.to_string(), "workingHours")?
        }
    };
    clinic.write_admin_signed("set working hours", |tx| {
        let mut user = or_not_found(tx.get::<User>(id)?, "user")?.value;
        user.shift_schedule = hours;
        tx.update(&user, &seen)?;
        Ok(())
    })
}

/// Returns a user's working hours, and whether they are their own or those of the usual week.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn hours(clinic: &Clinic, id: &Id) -> Result<(WorkingHours, bool)> {
    clinic.may(Right::AppointmentsRead)?;
    let user = or_not_found(clinic.read().get::<User>(id.to()?)?, "user")?.value;
    let own = user.shift_schedule.as_deref();
    Ok((WorkingHours::of(own), own.is_some()))
}
