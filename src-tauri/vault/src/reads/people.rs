use sync_contract::catalog::{Device, Role, User, UserRole};
use sync_contract::ids::{RoleId, UserId};

use super::Reader;
use super::stored_row::Stored;
use crate::error::Result;

impl Reader<'_> {
    /// By family name.
    pub fn users(&self) -> Result<Vec<Stored<User>>> {
        self.list(include_str!("../../queries/people/users.sql"), [])
    }

    pub fn user_named(&self, username: &str) -> Result<Option<Stored<User>>> {
        let found = self.list(
            include_str!("../../queries/people/user_named.sql"),
            [username],
        )?;
        Ok(found.into_iter().next())
    }

    pub fn roles(&self) -> Result<Vec<Stored<Role>>> {
        self.list(include_str!("../../queries/people/roles.sql"), [])
    }

    pub fn memberships_of(&self, user: UserId) -> Result<Vec<Stored<UserRole>>> {
        self.list(
            include_str!("../../queries/people/memberships_of.sql"),
            [user.0.as_bytes()],
        )
    }

    /// Of all users, by one statement.
    pub fn memberships(&self) -> Result<Vec<Stored<UserRole>>> {
        self.list(include_str!("../../queries/people/memberships.sql"), [])
    }

    pub fn members_of(&self, role: RoleId) -> Result<Vec<Stored<UserRole>>> {
        self.list(
            include_str!("../../queries/people/members_of.sql"),
            [role.0.as_bytes()],
        )
    }

    /// By their number.
    pub fn devices(&self) -> Result<Vec<Stored<Device>>> {
        self.list(include_str!("../../queries/people/devices.sql"), [])
    }
}
