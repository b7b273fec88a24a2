use sync_contract::Right;
use sync_contract::catalog::User;
use sync_contract::ids::UserId;
use vault::AdminSignedOutcome;

use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::view::{Id, ReadVersionToken};
use crate::working_hours::WorkingHours;
use crate::{Clinic, fields};

/// Lets somebody sign in again, or no longer. What they wrote stays. Nobody shuts themself out.
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
    let (id, seen): (UserId, _) = (id.to()?, seen.to_seen()?);
    if id == clinic.user() && !is_active {
        return Err(Error::invalid("isActive", Reason::Impossible));
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

/// Says when somebody works, in the form of [`WorkingHours`]; nothing is the usual week. With a server it counts when
/// that has agreed.
///
/// # Errors
/// `Forbidden` (needs `users.manage`), `NotFound`, `Invalid` for hours that make no sense.
pub fn set_hours(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    hours: &str,
) -> Result<AdminSignedOutcome<()>> {
    clinic.may(Right::UsersManage)?;
    let (id, seen): (UserId, _) = (id.to()?, seen.to_seen()?);
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

/// When somebody works, and whether that is their own or the usual week.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn hours(clinic: &Clinic, id: &Id) -> Result<(WorkingHours, bool)> {
    clinic.may(Right::AppointmentsRead)?;
    let user = or_not_found(clinic.read().get::<User>(id.to()?)?, "user")?.value;
    let own = user.shift_schedule.as_deref();
    Ok((WorkingHours::of(own), own.is_some()))
}
