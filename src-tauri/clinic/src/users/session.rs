use sync_contract::catalog::{TenantStatus, User};

use crate::clinic::or_not_found;
use crate::error::Result;
use crate::names::{initials, staff_name};
use crate::users::list::role_names;
use crate::users::{LockUser, SessionView};
use crate::view::Id;
use crate::{Clinic, demo};

/// Who has just signed in, and what they may do. It is their own: no right is asked for.
pub fn session(clinic: &Clinic) -> Result<SessionView> {
    let reader = clinic.read();
    let user = or_not_found(reader.get::<User>(clinic.user())?, "user")?.value;
    let roles = role_names(&reader)?.remove(&user.id).unwrap_or(Vec::new());
    let facts = clinic.unlocked().vault().clinic()?;
    let (clinic_name, status) = facts
        .clinic
        .unwrap_or((String::new(), TenantStatus::Active));
    let facility = crate::clinic::first_facility(&reader)?;
    Ok(SessionView {
        user_id: Id::of(user.id),
        username: user.username.to_string(),
        name: staff_name(&user),
        initials: initials(&user.first_name, &user.last_name),
        clinic_name,
        time_zone: facility.map_or("UTC".to_owned(), |facility| {
            facility.value.time_zone.to_string()
        }),
        is_demo: status == TenantStatus::Demo,
        roles,
        rights: clinic
            .actor
            .rights()
            .map(|right| right.as_str().to_owned())
            .collect(),
    })
}

/// Who may sign in on this computer: shown before anybody has, so no right can be asked for.
pub fn lock_screen(vault: &vault::Vault) -> Result<Vec<LockUser>> {
    let is_demo = matches!(vault.clinic()?.clinic, Some((_, TenantStatus::Demo)));
    let demo_staff = if is_demo { demo::staff() } else { Vec::new() };
    let user = |person: vault::LockScreenUser| {
        let known = demo_staff
            .iter()
            .find(|one| one.username == person.username);
        LockUser {
            name: format!("{} {}", person.first_name, person.last_name)
                .trim()
                .to_owned(),
            initials: initials(&person.first_name, &person.last_name),
            demo_password: known.map(|one| one.password.clone()),
            username: person.username,
        }
    };
    Ok(vault.people()?.into_iter().map(user).collect())
}
