//! The users who may sign in on this device, listed before any has signed in.

use serde::Serialize;
use specta::Type;
use sync_contract::catalog::TenantStatus;
use vault::{LockScreenUser, Vault};

use crate::demo;
use crate::error::Result;
use crate::names::initials;

/// A user who may sign in on this device. `demo_password` is there in a demo clinic only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LockUser {
    pub username: String,
    pub name: String,
    pub initials: String,
    pub demo_password: Option<String>,
}

/// Returns the users who may sign in on this device. No user is signed in yet, so no right can be checked.
pub fn users(vault: &Vault) -> Result<Vec<LockUser>> {
    let is_demo = matches!(vault.clinic()?.clinic, Some((_, TenantStatus::Demo)));
    let demo_staff = if is_demo { demo::staff() } else { Vec::new() };
    let user = |person: LockScreenUser| {
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
