//! Rights: one function decides what a user may do.

use std::collections::BTreeSet;

use sync_contract::ids::UserId;
use sync_contract::{Descriptor, Right};

use crate::error::{Error, Result};

/// The user who acts, with their rights.
#[derive(Debug, Clone)]
pub struct Actor {
    user: UserId,
    rights: BTreeSet<Right>,
}

impl Actor {
    pub fn new(user: UserId, rights: impl IntoIterator<Item = Right>) -> Self {
        Self {
            user,
            rights: rights.into_iter().collect(),
        }
    }

    pub fn user(&self) -> UserId {
        self.user
    }

    /// Checks a right. Every operation begins with it.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn may(&self, right: Right) -> Result<()> {
        if self.rights.contains(&right) {
            Ok(())
        } else {
            Err(Error::Forbidden(right))
        }
    }

    /// Returns whether a right is there, for what a view shows or leaves out.
    pub fn can(&self, right: Right) -> bool {
        self.may(right).is_ok()
    }

    /// Returns whether the rows of an entity may be shown: those of the clinic itself need no right of their own.
    pub fn can_read(&self, entity: &Descriptor) -> bool {
        right_to_read(entity).is_none_or(|right| self.can(right))
    }

    pub fn rights(&self) -> impl Iterator<Item = Right> {
        self.rights.iter().copied()
    }
}

/// Returns the right to read what a row of an entity says; none for one of the clinic itself. Wherever such a row
/// comes from, its conflict, the audit log or an export, this right decides.
pub fn right_to_read(entity: &Descriptor) -> Option<Right> {
    match entity.write_rights.update {
        Right::NotesWrite | Right::NotesSign => Some(Right::NotesRead),
        Right::VisitsWrite
        | Right::MeasurementsWrite
        | Right::AllergiesWrite
        | Right::DocumentsWrite
        | Right::ProfilesWrite
        | Right::PrescriptionsWrite
        | Right::PrescriptionsDispense => Some(Right::ChartRead),
        Right::BillingServices | Right::BillingWrite | Right::BillingCollect => {
            Some(Right::BillingRead)
        }
        Right::AppointmentsWrite => Some(Right::AppointmentsRead),
        // their board shows a user those of their department, what lists rows of every department does not
        Right::AlertsWrite => Some(Right::AlertsOversee),
        Right::PatientsUpdate | Right::PatientsMerge | Right::PatientsExport => {
            Some(Right::PatientsRead)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_contract::{Catalog, Compartment};

    #[test]
    fn every_record_of_a_patient_has_a_right_to_read_it() {
        let clinical = [Some(Right::ChartRead), Some(Right::NotesRead)];
        for entity in Catalog::ALL {
            let right = right_to_read(entity);
            if entity.of_patient {
                assert!(right.is_some(), "{} is anybody's to read", entity.name);
            }
            if entity.compartment() == Some(Compartment::Clinical) {
                assert!(clinical.contains(&right), "{} is no chart's", entity.name);
            }
        }
    }

    #[test]
    fn a_right_that_was_not_given_is_missing() {
        let actor = Actor::new(UserId(uuid::Uuid::from_u128(1)), [Right::PatientsRead]);
        assert!(actor.may(Right::PatientsRead).is_ok());
        assert!(matches!(
            actor.may(Right::ChartRead),
            Err(Error::Forbidden(Right::ChartRead))
        ));
    }
}
