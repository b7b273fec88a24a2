//! Every entity, declared once.

mod diary;
pub mod every;
mod notes;
mod organisation;
mod patients;
mod people;
mod resolution;
mod visits;

pub use diary::*;
pub use every::DeletionReason;
pub use notes::*;
pub use organisation::*;
pub use patients::*;
pub use people::*;
pub use resolution::*;
pub use visits::*;

use crate::entity::{Descriptor, Entity};

/// The list that everything generic loops over.
pub struct Catalog;

impl Catalog {
    /// In the order of their numbers.
    pub const ALL: &'static [&'static Descriptor] = &[
        Tenant::DESCRIPTOR,
        Facility::DESCRIPTOR,
        Department::DESCRIPTOR,
        Room::DESCRIPTOR,
        User::DESCRIPTOR,
        Role::DESCRIPTOR,
        UserRole::DESCRIPTOR,
        Device::DESCRIPTOR,
        KeyGrant::DESCRIPTOR,
        Setting::DESCRIPTOR,
        Patient::DESCRIPTOR,
        PatientProfile::DESCRIPTOR,
        EmergencyContact::DESCRIPTOR,
        Allergy::DESCRIPTOR,
        Appointment::DESCRIPTOR,
        AppointmentPatient::DESCRIPTOR,
        AppointmentStatusChange::DESCRIPTOR,
        Visit::DESCRIPTOR,
        Measurement::DESCRIPTOR,
        Note::DESCRIPTOR,
        NoteVersion::DESCRIPTOR,
        Addendum::DESCRIPTOR,
        ConflictResolution::DESCRIPTOR,
    ];

    pub fn by_number(number: u16) -> Option<&'static Descriptor> {
        Self::ALL
            .iter()
            .copied()
            .find(|descriptor| descriptor.number == number)
    }

    pub fn by_table(table: &str) -> Option<&'static Descriptor> {
        Self::ALL
            .iter()
            .copied()
            .find(|descriptor| descriptor.table == table)
    }
}
