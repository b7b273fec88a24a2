//! How the patients of the demo are insured: by their index in the list, so that no random number is drawn for it.

use chrono::{Days, NaiveDate};
use sync_contract::catalog::{InsurancePolicy, PolicyRank};
use sync_contract::ids::{InsurancePolicyId, PatientId};
use vault::WriteTx;

use crate::Clinic;
use crate::demo::plan::Plan;
use crate::error::Result;
use crate::fields;

const INSURERS: [&str; 3] = ["Northwind Health", "Meridian Mutual", "Harbour Care"];

/// Most have a policy, a few a second one or one that is over, and some none.
///
/// # Errors
/// Those of a write.
pub(super) fn insure(clinic: &mut Clinic, plan: &Plan, patients: &[PatientId]) -> Result<()> {
    let today = clinic.today()?;
    clinic.write("add insurance policies", |tx| {
        for (index, (planned, patient)) in plan.patients.iter().zip(patients).enumerate() {
            let Some(visit) = planned.visits.first().filter(|_| index % 5 != 3) else {
                continue;
            };
            let insurer = INSURERS[index % INSURERS.len()];
            let last = match index % 7 {
                2 => Some(visit.day.max(today - Days::new(30))),
                _ => None,
            };
            let number = format!(
                "{:03}-{:02}-{:04}",
                900 + index % 99,
                10 + index % 89,
                1000 + index
            );
            let mut policy = blank(tx, *patient, insurer, (visit.day, last))?;
            policy.member_id =
                fields::optional(&format!("M-{}", 20_000 + index), "memberId")?.into();
            policy.social_security_number =
                fields::optional(&number, "socialSecurityNumber")?.into();
            tx.insert(&policy)?;
            if index % 8 == 1 {
                let other = INSURERS[(index + 1) % INSURERS.len()];
                let mut second = blank(tx, *patient, other, (visit.day, None))?;
                second.rank = PolicyRank::Secondary.into();
                tx.insert(&second)?;
            }
        }
        Ok(())
    })
}

fn blank(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    insurer: &str,
    (valid_from, valid_to): (NaiveDate, Option<NaiveDate>),
) -> Result<InsurancePolicy> {
    let id: InsurancePolicyId = tx.new_id();
    Ok(InsurancePolicy {
        id,
        patient,
        insurer: fields::required(insurer, "insurer")?.into(),
        plan: None.into(),
        member_id: None.into(),
        group_number: None.into(),
        holder: None.into(),
        holder_phone: None.into(),
        social_security_number: None.into(),
        valid_from: Some(valid_from).into(),
        valid_to: valid_to.into(),
        rank: PolicyRank::Primary.into(),
    })
}
