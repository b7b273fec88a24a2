//! What colleagues are called, wherever something that they did is shown.

use std::collections::BTreeMap;

use sync_contract::catalog::User;
use sync_contract::ids::UserId;
use vault::reads::{Reader, Stored};

use crate::error::Result;

pub struct StaffNames(BTreeMap<UserId, String>);

/// By one statement, whoever is asked for.
pub fn names(reader: &Reader<'_>) -> Result<StaffNames> {
    Ok(StaffNames::of(&reader.users()?))
}

pub fn full_name(user: &User) -> String {
    format!("{} {}", user.first_name.as_str(), user.last_name.as_str())
        .trim()
        .to_owned()
}

impl StaffNames {
    pub fn of(users: &[Stored<User>]) -> Self {
        let named = users
            .iter()
            .map(|user| (user.value.id, full_name(&user.value)));
        Self(named.collect())
    }

    /// Empty for somebody whose row has not reached this device.
    pub fn name(&self, user: UserId) -> String {
        self.0.get(&user).cloned().unwrap_or(String::new())
    }
}
