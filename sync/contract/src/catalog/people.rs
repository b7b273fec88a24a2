//! Staff, their roles, devices and key grants.

use uuid::Uuid;

use super::{PublicKey, TokenHash};
use crate::field::{Bytes, Line, Name, Paragraph, Text, Time};
use crate::ids::{DepartmentId, DeviceId, FacilityId, RoleId, TenantId, UserId, derived_id};
use crate::phi::{Phi, Staff};
use crate::purpose::Purpose;

crate::entity! {
    /// A user who signs in. Names and user name are clear, so that a lock screen can show them.
    User(UserId) = 5 in "users", scope Clinic,
    authority AdminSigned, bootstrap StaffAndSettings, write UsersManage {
        cell 1 identity {
            1 username: Text<50>;
            2 email: Option<Line>;
            3 first_name: Name;
            4 last_name: Name;
            /// The user read a code that was sent there. In the cell of the address, so that it goes with it.
            10 email_verified: bool;
        }
        cell 2 work {
            5 department: Option<DepartmentId>;
            6 facility: Option<FacilityId>;
            7 specialization: Option<Text<100>>;
            8 shift_schedule: Option<Paragraph>;
        }
        cell 3 state {
            9 is_active: bool;
        }
        /// The recipient key of grants and the key of signatures: written by an admin or the root key, never by the
        /// user.
        cell 4 keys {
            11 public_key: PublicKey;
            12 signing_key: PublicKey;
        }
        cell 5 staff {
            19 phone: Phi<Staff, Option<Text<50>>>;
            20 licence_number: Phi<Staff, Option<Text<100>>>;
            21 national_provider_number: Phi<Staff, Option<Text<50>>>;
            22 tax_number: Phi<Staff, Option<Text<50>>>;
            23 picture: Phi<Staff, Option<Bytes<65_536>>>;
        }
        /// Written together with new keys when an admin resets a password.
        cell 6 former {
            /// The replaced signing keys with their times, see [`FormerKey`].
            24 former_keys: Option<Bytes<4096>>;
        }
        /// The private keys, wrapped with the password. The user's own key signs the cell; an admin signs the first.
        cell 7 password {
            13 wrapped_keys: Bytes<512>;
            14 kdf_salt: Bytes<16>;
            15 kdf_memory_kib: i64;
            16 kdf_passes: i64;
            17 kdf_lanes: i64;
            /// SHA-256 of the sign-in secret.
            18 sign_in_hash: Bytes<32>;
        }
    }
}

/// The cells that act for a user: only the root key replaces them, except the one with which users change their own
/// password.
pub const SPEAKS_FOR_USER: [u8; 3] = [
    User::CELL.keys.number,
    User::CELL.former.number,
    User::CELL.password.number,
];

/// Returns the id of a user: a user name never changes.
pub fn user_id(tenant: TenantId, username: &str) -> UserId {
    UserId(derived_id(tenant, &format!("user/{username}")))
}

/// A signing key that was replaced: signatures that it made before then stay valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormerKey {
    pub signing_key: [u8; 32],
    pub until: Time,
}

impl FormerKey {
    const LENGTH: usize = 32 + 8;

    /// Parses `signing key 32 | microseconds 8` each, the oldest first. None when the bytes are not such a list.
    pub fn list(bytes: &[u8]) -> Option<Vec<Self>> {
        if !bytes.len().is_multiple_of(Self::LENGTH) {
            return None;
        }
        bytes.chunks_exact(Self::LENGTH).map(Self::read).collect()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (signing_key, rest) = bytes.split_first_chunk::<32>()?;
        let until = i64::from_be_bytes(*rest.first_chunk::<8>()?);
        Some(Self {
            signing_key: *signing_key,
            until: Time(until),
        })
    }

    pub fn push_onto(&self, list: &mut Vec<u8>) {
        list.extend_from_slice(&self.signing_key);
        list.extend_from_slice(&self.until.0.to_be_bytes());
    }
}

crate::entity! {
    /// A named list of rights; the compartments are those whose keys its members are granted.
    Role(RoleId) = 6 in "roles", scope Clinic,
    authority AdminSigned, bootstrap StaffAndSettings, write RolesManage {
        cell 1 details {
            1 name: Text<100>;
            2 description: Option<Line>;
            /// A role that the product brought and that cannot be deleted.
            3 is_system: bool;
            /// `resource.action` words between spaces.
            4 rights: Text<8000>;
            /// Names of compartments between spaces.
            5 compartments: Line;
        }
    }
}

/// The role whose members the root key appoints.
pub const ADMIN_ROLE: &str = "Admin";

/// Returns the id of a role that the product brings, by its name.
pub fn system_role(tenant: TenantId, name: &str) -> RoleId {
    RoleId(derived_id(tenant, &format!("role/{name}")))
}

/// Returns the id of the role whose members the root key appoints.
pub fn admin_role(tenant: TenantId) -> RoleId {
    system_role(tenant, ADMIN_ROLE)
}

crate::entity! {
    /// A user has a role until the row is deleted. For Admin it is signed by the root key.
    /// See [`RolesGiven`](crate::roles_given::RolesGiven) for what it gives where.
    UserRole(UserRoleId) = 7 in "user_roles", scope Clinic,
    authority AdminSigned, bootstrap StaffAndSettings, write UsersManage {
        cell 1 membership {
            1 user: UserId;
            2 role: RoleId;
            /// The facility for which it was given; none for all of them, as every role of an admin.
            3 facility: Option<FacilityId>;
        }
    }
}

crate::entity! {
    /// A device of the clinic.
    Device(DeviceId) = 8 in "devices", scope Clinic,
    authority AdminSigned, bootstrap StaffAndSettings, write DevicesManage {
        cell 1 identity {
            1 number: i64;
            2 name: Line;
            /// Ed25519: proves the device to the server and signs its audit chain.
            3 public_key: PublicKey;
            /// X25519: the recipient key of what is sealed to the device, such as a new clinic secret.
            4 exchange_key: PublicKey;
            /// The public key derived from the enrolment code, which signed this cell in its author's name ...
            5 enrolment_key: Option<PublicKey>;
            /// ... and the inviting admin's signature over that key and the time until which it may sign.
            6 enrolment_until: Option<Time>;
            7 enrolment_signature: Option<Bytes<64>>;
        }
        cell 2 revocation {
            8 revoked_at: Option<Time>;
            9 revoked_by: Option<UserId>;
        }
    }
}

/// Returns the id of the one row that the key of an enrolment code may sign, so that a used code endorses nothing else.
pub fn joined_device(tenant: Uuid, enrolment_key: &[u8; 32]) -> DeviceId {
    let key: String = enrolment_key
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    DeviceId(derived_id(TenantId(tenant), &format!("device/{key}")))
}

/// Returns what an admin signs when inviting a device.
pub fn enrolment_input(tenant: Uuid, enrolment_key: &[u8; 32], until: Time) -> Vec<u8> {
    let mut writer = crate::codec::Writer::new();
    writer.raw(Purpose::Invite.label().as_bytes());
    writer.uuid(tenant);
    writer.raw(enrolment_key);
    writer.i64(until.0);
    writer.finish()
}

crate::choices! {
    GrantKind {
        Contact = "CONTACT", Clinical = "CLINICAL", Billing = "BILLING", Staff = "STAFF",
        Operations = "OPERATIONS", Audit = "AUDIT", Root = "ROOT", ClinicSecret = "CLINIC_SECRET",
    }
    RecipientKind { User = "USER", Device = "DEVICE", Recovery = "RECOVERY" }
}

impl GrantKind {
    pub fn of(compartment: crate::phi::Compartment) -> Self {
        use crate::phi::Compartment as C;
        match compartment {
            C::Contact => Self::Contact,
            C::Clinical => Self::Clinical,
            C::Billing => Self::Billing,
            C::Staff => Self::Staff,
            C::Operations => Self::Operations,
            C::Audit => Self::Audit,
        }
    }

    /// Returns none for the root key and the clinic secret.
    pub fn compartment(self) -> Option<crate::phi::Compartment> {
        crate::phi::Compartment::ALL
            .into_iter()
            .find(|compartment| Self::of(*compartment) == self)
    }
}

crate::entity! {
    /// A key sealed to a recipient. The granter is the cell's author, the proof its signature.
    KeyGrant(KeyGrantId) = 9 in "key_grants", scope Clinic,
    authority AdminSignedAppendOnly, bootstrap StaffAndSettings, write KeysGrant {
        cell 1 grant {
            1 kind: GrantKind;
            2 epoch: i64;
            3 recipient_kind: RecipientKind;
            /// The user or device; none for the recovery key.
            4 recipient: Option<Uuid>;
            /// Form 2 to a public key, form 4 to the recovery key.
            5 sealed_key: Bytes<4096>;
            /// The public key, where the key is a pair (audit).
            6 public_key: Option<PublicKey>;
        }
    }
}

crate::choices! {
    VerificationKind { Activation = "ACTIVATION", PasswordReset = "PASSWORD_RESET", Email = "EMAIL" }
}

crate::entity! {
    /// A code that an admin made for a user, who signs in with it once and chooses a password, or shows with it that
    /// they read an e-mail address. Only its hash is stored. Whether it was used follows from the user's own row. One
    /// for an address verifies that within its hour, once: its use is another row of its hash, without an address.
    UserVerification(UserVerificationId) = 15 in "user_verifications", scope Clinic,
    authority AdminSignedAppendOnly, bootstrap StaffAndSettings, write UsersManage {
        cell 1 code {
            1 user: UserId;
            2 kind: VerificationKind;
            /// Of the user when the code was made. None of a user without one, and of the use of an e-mail's code.
            /// Where it is to be verified, the code is sent there.
            3 email: Option<Line>;
            4 code_hash: TokenHash;
            /// What the code wraps does not open with another time.
            5 expires_at: Time;
            /// The salt of the keys that the code wraps: while the user has this one, they have chosen no password.
            /// None of an e-mail's, which wraps none.
            6 kdf_salt: Option<Bytes<16>>;
        }
    }
}
