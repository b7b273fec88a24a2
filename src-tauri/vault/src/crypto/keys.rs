//! The keys of a clinic, each a type of its own, so that none can be used as another.
//!
//! Whatever holds a secret is wiped when it is dropped, prints nothing of it and cannot be cloned.

pub(crate) mod clinic;
pub(crate) mod enrolment;
pub(crate) mod epoch;
pub(crate) mod exchange;
pub(crate) mod private;
pub(crate) mod token;

pub use clinic::{CLINIC_TAG_LEN, ClinicSecret, TagKey};
pub use enrolment::EnrolmentCode;
pub use epoch::{AuditKeys, BLIND_LEN, BlindKey, EPOCH_MAX, EpochKey, KeyId};
pub use exchange::{ExchangeKey, ExchangePair};
pub use private::{Device, DeviceKeys, PrivateKeys, PublicKeys, RootKey, User, UserKeys};
pub use token::{ActivationToken, Token, UserCode, VerificationToken};
