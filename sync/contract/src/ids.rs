//! Identities: 128-bit, made on any device without asking anybody.

use uuid::Uuid;

/// Version 7 from the given time and randomness: rows written one after another lie beside each other.
pub fn new_id(unix_ms: u64, random: [u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid()
}

/// Version 5 within a clinic: several devices that derive the same row give it the same id.
pub fn derived_id(tenant: TenantId, name: &str) -> Uuid {
    Uuid::new_v5(&tenant.0, name.as_bytes())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $entity:literal),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The number of the entity that this id names.
            pub const ENTITY: u16 = $entity;
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }

        impl crate::field::Field for $name {
            const KIND: crate::value::Kind = crate::value::Kind::Uuid;
            const REFERENCES: Option<u16> = Some($entity);

            fn to_value(&self) -> crate::value::Value {
                crate::value::Value::Uuid(self.0)
            }

            fn from_value(value: crate::value::Value) -> Result<Self, crate::field::WrongValue> {
                Uuid::from_value(value).map(Self)
            }
        }
    )*};
}

ids! {
    TenantId = 1, FacilityId = 2, DepartmentId = 3, RoomId = 4, UserId = 5, RoleId = 6, UserRoleId = 7,
    DeviceId = 8, KeyGrantId = 9, SettingId = 10,
    PatientId = 20, PatientProfileId = 21, EmergencyContactId = 22, AllergyId = 23,
    AppointmentId = 30, AppointmentPatientId = 31, AppointmentStatusChangeId = 32,
    VisitId = 40, MeasurementId = 41, NoteId = 42, NoteVersionId = 43, AddendumId = 44,
    ConflictResolutionId = 60,
}
