//! Care teams of the demo patients: by their index in the list, so that no random number is drawn for it.

use chrono::Days;
use sync_contract::catalog::CareTeam;
use sync_contract::ids::{CareTeamId, PatientId, UserId};

use crate::Clinic;
use crate::demo::plan::Plan;
use crate::error::Result;

/// Some have a second dietitian; of some, that one has left.
///
/// # Errors
/// Those of a write.
pub(super) fn gather(
    clinic: &mut Clinic,
    plan: &Plan,
    patients: &[PatientId],
    dietitians: &[UserId],
) -> Result<()> {
    let today = clinic.today()?;
    clinic.write("add to care teams", |tx| {
        for (index, (planned, patient)) in plan.patients.iter().zip(patients).enumerate() {
            let other = dietitians.get((planned.dietitian + 1) % dietitians.len().max(1));
            let (Some(visit), Some(user), 2) = (planned.visits.first(), other, index % 5) else {
                continue;
            };
            let until = (index % 4 == 1).then(|| visit.day.max(today - Days::new(20)));
            let id: CareTeamId = tx.new_id();
            tx.insert(&CareTeam {
                id,
                patient: *patient,
                user: *user,
                since: visit.day.into(),
                until: until.into(),
            })?;
        }
        Ok(())
    })
}
