use sync_contract::catalog::{
    Device, Facility, Role, Room, Setting, Tenant, User, UserRole, UserVerification, setting_id,
};
use sync_contract::ids::{FacilityId, RoleId, TenantId, UserId};
use sync_contract::{Entity, statement};

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::rows::Deleted;
use crate::read::stored::Stored;
use crate::sign_in::folded_name;

impl Reader<'_> {
    /// The clinic itself; `None` on a device that has joined and has not bootstrapped yet.
    pub fn tenant(&self) -> Result<Option<Stored<Tenant>>> {
        self.get(TenantId(self.tenant))
    }

    pub fn tenant_id(&self) -> TenantId {
        TenantId(self.tenant)
    }

    /// Returns the facilities by their names. One that another program took out of the file is noted as missing: the
    /// first one says in which time zone the clinic's days are.
    pub fn facilities(&self) -> Result<Vec<Stored<Facility>>> {
        let mut facilities = self.all::<Facility>(Deleted::Hidden)?;
        facilities.sort_by(|a, b| {
            let [a, b] = [a, b].map(|row| (row.value.name.as_str(), row.value.id.0));
            a.cmp(&b)
        });
        Ok(facilities)
    }

    pub fn rooms(&self, facility: FacilityId) -> Result<Vec<Stored<Room>>> {
        self.list(statement!("organisation", "rooms"), [facility.0.as_bytes()])
    }

    /// Returns a setting by its name; none where the clinic has not set it. One that was taken out is noted.
    pub fn setting(&self, name: &str) -> Result<Option<Stored<Setting>>> {
        let setting = self.get(setting_id(self.tenant_id(), name))?;
        if setting.is_none() {
            self.note_missing_rows(Setting::DESCRIPTOR)?;
        }
        Ok(setting)
    }
}

impl Reader<'_> {
    /// By family name.
    pub fn users(&self) -> Result<Vec<Stored<User>>> {
        let mut users = self.all::<User>(Deleted::Hidden)?;
        let name = |user: &User| (user.last_name.clone(), user.first_name.clone(), user.id);
        users.sort_by_cached_key(|row| name(&row.value));
        Ok(users)
    }

    pub fn user_named(&self, username: &str) -> Result<Option<Stored<User>>> {
        let rows = self.list(statement!("people", "user_named"), [folded_name(username)])?;
        Ok(rows.into_iter().next())
    }

    pub fn roles(&self) -> Result<Vec<Stored<Role>>> {
        let mut roles = self.all::<Role>(Deleted::Hidden)?;
        roles.sort_by_cached_key(|row| (row.value.name.clone(), row.value.id));
        Ok(roles)
    }

    pub fn memberships_of(&self, user: UserId) -> Result<Vec<Stored<UserRole>>> {
        self.list(statement!("people", "memberships_of"), [user.0.as_bytes()])
    }

    /// Returns the codes of users who have chosen no password since, by one statement.
    pub fn pending_codes(&self) -> Result<Vec<Stored<UserVerification>>> {
        self.list(statement!("people", "pending_codes"), [])
    }

    /// Returns the codes that were sent to the e-mail addresses of a user.
    pub fn codes_of_email(&self, user: UserId) -> Result<Vec<Stored<UserVerification>>> {
        self.list(statement!("people", "codes_of_email"), [user.0.as_bytes()])
    }

    /// Of all users, by one statement.
    pub fn memberships(&self) -> Result<Vec<Stored<UserRole>>> {
        self.all(Deleted::Hidden)
    }

    pub fn members_of(&self, role: RoleId) -> Result<Vec<Stored<UserRole>>> {
        self.list(statement!("people", "members_of"), [role.0.as_bytes()])
    }

    /// By their number.
    pub fn devices(&self) -> Result<Vec<Stored<Device>>> {
        let mut devices = self.all::<Device>(Deleted::Hidden)?;
        devices.sort_by_key(|row| row.value.number);
        Ok(devices)
    }
}
