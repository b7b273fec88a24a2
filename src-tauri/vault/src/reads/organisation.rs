use sync_contract::catalog::{Facility, Room, Setting, Tenant};
use sync_contract::ids::{FacilityId, SettingId, TenantId, derived_id};

use super::Reader;
use super::stored_row::Stored;
use crate::error::Result;

impl Reader<'_> {
    /// The clinic itself; none on a device that has joined and not yet been filled.
    pub fn tenant(&self) -> Result<Option<Stored<Tenant>>> {
        self.get(TenantId(self.tenant))
    }

    pub fn tenant_id(&self) -> TenantId {
        TenantId(self.tenant)
    }

    pub fn facilities(&self) -> Result<Vec<Stored<Facility>>> {
        self.list(
            include_str!("../../queries/organisation/facilities.sql"),
            [],
        )
    }

    pub fn rooms(&self, facility: FacilityId) -> Result<Vec<Stored<Room>>> {
        self.list(
            include_str!("../../queries/organisation/rooms.sql"),
            [facility.0.as_bytes()],
        )
    }

    /// What the clinic decided under a name; none where it decided nothing.
    pub fn setting(&self, name: &str) -> Result<Option<Stored<Setting>>> {
        self.get(setting_id(self.tenant_id(), name))
    }
}

/// A setting's id follows from its name, so that two devices that set it write one row.
pub fn setting_id(tenant: TenantId, name: &str) -> SettingId {
    SettingId(derived_id(tenant, &format!("setting/{name}")))
}
