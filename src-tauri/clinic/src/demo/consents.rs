//! What the patients of the demo consented to: by their index in the list, so that no random number is drawn for it.

use chrono::{Days, NaiveDate};
use sync_contract::catalog::{Consent, ConsentMethod};
use sync_contract::ids::{ConsentId, PatientId};
use vault::WriteTx;

use crate::Clinic;
use crate::demo::plan::Plan;
use crate::error::Result;
use crate::fields;

/// Most signed at their first visit, some another version since; a few withdrew, and a few were never asked.
///
/// # Errors
/// Those of a write.
pub(super) fn sign(clinic: &mut Clinic, plan: &Plan, patients: &[PatientId]) -> Result<()> {
    let today = clinic.today()?;
    clinic.write("add consents", |tx| {
        for (index, (planned, patient)) in plan.patients.iter().zip(patients).enumerate() {
            let (Some(first), false) = (planned.visits.first(), index % 9 == 5) else {
                continue;
            };
            let withdrawn_on = match index % 11 {
                4 => Some(first.day.max(today - Days::new(10))),
                _ => None,
            };
            if index % 6 == 2 {
                let earlier = first.day - Days::new(30);
                insert(tx, *patient, "1", ConsentMethod::Verbal, (earlier, None))?;
            }
            let method = match index % 4 {
                1 => ConsentMethod::Electronic,
                _ => ConsentMethod::Paper,
            };
            insert(tx, *patient, "2", method, (first.day, withdrawn_on))?;
        }
        Ok(())
    })
}

fn insert(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    version: &str,
    method: ConsentMethod,
    (signed_on, withdrawn_on): (NaiveDate, Option<NaiveDate>),
) -> Result<()> {
    let id: ConsentId = tx.new_id();
    tx.insert(&Consent {
        id,
        patient,
        version: fields::required(version, "version")?.into(),
        signed_on,
        method,
        note: None.into(),
        document: None.into(),
        withdrawn_on,
    })?;
    Ok(())
}
