use sync_contract::Right;

use super::{LOCK_MINUTES, LOCK_MINUTES_DEFAULT, RECOVERY_TESTED};
use crate::Clinic;
use crate::error::Result;
use crate::users;
use crate::users::view::{RecoveryTest, SettingsView};
use crate::view::{At, Choice, Id, ReadVersionToken};

/// What the clinic has decided, who works there, and when the recovery key was last tested.
///
/// Errors: `Forbidden` (needs `users.read`).
pub fn show(clinic: &Clinic) -> Result<SettingsView> {
    clinic.may(Right::UsersRead)?;
    let reader = clinic.read();
    let facility = super::facility(&reader)?;
    let lock = reader.setting(LOCK_MINUTES)?;
    let roles = reader.roles()?;
    let facts = clinic.unlocked().vault().clinic()?;
    Ok(SettingsView {
        clinic_name: facts.clinic.map_or(String::new(), |(name, _)| name),
        time_zone: facility.map_or("UTC".to_owned(), |facility| {
            facility.value.time_zone.to_string()
        }),
        lock_minutes: super::number(&reader, LOCK_MINUTES, LOCK_MINUTES_DEFAULT)?,
        seen: lock.map_or(ReadVersionToken(String::new()), |lock| {
            ReadVersionToken::of(&lock.seen)
        }),
        users: users::list::list(clinic)?,
        roles: roles
            .iter()
            .filter(|role| role.deleted.is_none())
            .map(|role| Choice {
                id: Id::of(role.value.id),
                name: role.value.name.to_string(),
            })
            .collect(),
        recovery: recovery(clinic)?,
        has_server: facts.server.is_some(),
    })
}

/// Minutes without input after which the window locks itself. It is everybody's own window: no right is asked for.
pub fn lock_minutes(clinic: &Clinic) -> Result<u32> {
    super::number(&clinic.read(), LOCK_MINUTES, LOCK_MINUTES_DEFAULT)
}

fn recovery(clinic: &Clinic) -> Result<Option<RecoveryTest>> {
    let Some(setting) = clinic.read().setting(RECOVERY_TESTED)? else {
        return Ok(None);
    };
    let staff = users::names::names(&clinic.read())?;
    Ok(Some(RecoveryTest {
        tested_at: At(setting.value.value.to_string()),
        tested_by: staff.name(setting.updated_by),
    }))
}
