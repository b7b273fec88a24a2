//! Who referred the patients of the demo: by their index in the list, so that no random number is drawn for it.

use chrono::Days;
use sync_contract::catalog::Referral;
use sync_contract::ids::{PatientId, ReferralId};

use crate::Clinic;
use crate::demo::plan::Plan;
use crate::error::Result;
use crate::fields;

/// Of so many patients one was referred.
const EVERY: usize = 20;

/// Person, organisation and how to reach them.
const SOURCES: [(&str, &str, &str); 4] = [
    (
        "Dr. Efua Boateng",
        "Northside Family Practice",
        "020 5550170",
    ),
    ("Dr. Paul Lindqvist", "", "020 5550171"),
    ("", "Riverside Diabetes Clinic", "020 5550172"),
    ("Dr. Marta Nowak", "Harbour Hospital", "020 5550173"),
];

/// A few were referred before their first visit: some for a number of sessions, some for good, and some of a referral
/// that is over.
///
/// # Errors
/// Those of a write.
pub(super) fn refer(clinic: &mut Clinic, plan: &Plan, patients: &[PatientId]) -> Result<()> {
    let today = clinic.today()?;
    clinic.write("add referrals", |tx| {
        let planned = plan.patients.iter().zip(patients).enumerate();
        for (index, (planned, patient)) in planned {
            let Some(visit) = planned.visits.first().filter(|_| index % EVERY == 7) else {
                continue;
            };
            let turn = index / EVERY;
            let (from, organisation, contact) = SOURCES[turn % SOURCES.len()];
            let (valid_until, allowed) = match turn % 3 {
                0 => (Some(today + Days::new(120)), Some(6)),
                1 => (None, None),
                _ => (Some(visit.day.max(today - Days::new(20))), Some(12)),
            };
            let id: ReferralId = tx.new_id();
            tx.insert(&Referral {
                id,
                patient: *patient,
                from: fields::optional(from, "from")?.into(),
                organisation: fields::optional(organisation, "organisation")?.into(),
                contact: fields::optional(contact, "contact")?.into(),
                reason: fields::optional("Dietary assessment and advice", "reason")?.into(),
                received: Some(visit.day).into(),
                valid_until: valid_until.into(),
                allowed: allowed.into(),
            })?;
        }
        Ok(())
    })
}
