//! The clinic as an organisation.

use crate::field::{Bytes, Line, Paragraph, Text};
use crate::ids::{FacilityId, SettingId, TenantId, derived_id};

crate::choices! {
    TenantStatus { Active = "ACTIVE", Suspended = "SUSPENDED", Demo = "DEMO" }
}

crate::entity! {
    /// The clinic itself. Its status is set at creation: only a demo clinic may be seeded and shows passwords.
    Tenant(TenantId) = 1 in "tenants", scope Clinic,
    authority AdminSigned, bootstrap StaffAndSettings, write ClinicManage {
        cell 1 identity {
            1 name: Line;
            2 slug: Text<63>;
            3 status: TenantStatus;
            /// The recipient of backups and recovery grants, as the public key's text in the age format.
            4 recovery_recipient: Text<255>;
        }
        /// Signed by the root key with the first rows, and never changed.
        cell 2 recovery {
            /// Ed25519, derived from the recovery key: only its holder signs the erasure of a patient with it.
            5 recovery_signing_key: Option<PublicKey>;
        }
    }
}

crate::entity! {
    /// A hospital or clinic building with a time zone and a currency of its own.
    Facility(FacilityId) = 2 in "facilities", scope Clinic,
    authority PerCell, bootstrap StaffAndSettings, write FacilitiesManage, rules {
        cell 1 details {
            1 name: Line;
            2 address: Option<Paragraph>;
            3 phone: Option<Text<50>>;
            4 licence_number: Option<Text<100>>;
        }
        cell 2 locale {
            5 time_zone: Text<64>;
            6 currency: Text<3>;
        }
        cell 3 state { 7 is_active: bool }
    }
}

crate::entity! {
    Department(DepartmentId) = 3 in "departments", scope Clinic,
    authority PerCell, bootstrap StaffAndSettings, write FacilitiesManage, rules {
        cell 1 details {
            1 facility: FacilityId;
            2 name: Line;
            3 code: Option<Text<50>>;
        }
        cell 2 state { 4 is_active: bool }
    }
}

crate::entity! {
    /// A room that can be booked.
    Room(RoomId) = 4 in "rooms", scope Clinic,
    authority PerCell, bootstrap StaffAndSettings, write FacilitiesManage, rules {
        cell 1 details {
            1 facility: FacilityId;
            2 name: Line;
            3 code: Option<Text<50>>;
        }
        cell 2 state { 4 is_active: bool }
    }
}

crate::entity! {
    /// A setting of the clinic; its id is derived from its name.
    Setting(SettingId) = 10 in "settings", scope Clinic,
    authority PerCell, bootstrap StaffAndSettings, write SettingsManage, rules {
        cell 1 content {
            1 name: Text<100>;
            2 value: Paragraph;
        }
    }
}

/// A setting's id follows from its name, so that two devices that set it write one row.
pub fn setting_id(tenant: TenantId, name: &str) -> SettingId {
    SettingId(derived_id(tenant, &format!("setting/{name}")))
}

/// An Ed25519 or X25519 public key.
pub type PublicKey = Bytes<32>;
