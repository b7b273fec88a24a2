//! What colleagues are called, wherever something that they did is shown.

use std::collections::BTreeMap;

use sync_contract::catalog::User;
use sync_contract::ids::UserId;
use vault::reads::Reader;

use crate::error::Result;

pub struct StaffNames(BTreeMap<UserId, String>);

/// By one statement, whoever is asked for.
pub fn names(reader: &Reader<'_>) -> Result<StaffNames> {
    let users = reader.users()?;
    Ok(StaffNames(
        users
            .iter()
            .map(|user| (user.value.id, full_name(&user.value)))
            .collect(),
    ))
}

pub fn full_name(user: &User) -> String {
    format!("{} {}", user.first_name.as_str(), user.last_name.as_str())
        .trim()
        .to_owned()
}

impl StaffNames {
    /// Empty for somebody whose row has not reached this device.
    pub fn name(&self, user: UserId) -> String {
        self.0.get(&user).cloned().unwrap_or(String::new())
    }
}
