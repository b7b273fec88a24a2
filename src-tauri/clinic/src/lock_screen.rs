//! The users who may sign in on this device, listed before any has signed in.

use serde::Serialize;
use specta::Type;
use sync_contract::catalog::TenantStatus;
use vault::{LockScreenUser, Vault};

use crate::demo;
use crate::error::Result;
use crate::names::initials;

/// A user who may sign in on this device. `demo_password` is there for an account of the demo data that has the
/// password of that data still.
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
    let (demo_staff, accounts) = match is_demo {
        true => (demo::staff(), demo::accounts(vault)?),
        false => (Vec::new(), Vec::new()),
    };
    let user = |person: LockScreenUser| {
        let account = demo::line(&person.username, &person.password_salt);
        let known = demo_staff
            .iter()
            .find(|one| one.username == person.username && accounts.contains(&account));
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
