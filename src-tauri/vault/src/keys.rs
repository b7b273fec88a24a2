//! The keys of a clinic, each a type of its own, so that none can stand in for another.
//!
//! Whatever holds a secret is wiped when it is dropped, prints nothing of it and cannot be cloned.

mod clinic;
mod derive;
mod enrolment;
mod epoch;
mod exchange;
mod id;
mod private;
mod root;

pub use clinic::{CLINIC_TAG_LEN, ClinicSecret, TagKey};
pub(crate) use derive::derive;
pub use enrolment::EnrolmentCode;
pub use epoch::{AuditKeys, BLIND_LEN, BlindKey, EpochKey};
pub use exchange::{ExchangeKey, ExchangePair};
pub use id::{EPOCH_MAX, KeyId};
pub use private::{Device, DeviceKeys, PrivateKeys, PublicKeys, User, UserKeys};
pub use root::RootKey;
