//! Prescriptions of what some patients take: by their number in the list, so that no random number is drawn for it.
//! Some wait for the pharmacist, some were dispensed, some have expired, and one was stopped.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use sync_contract::catalog::{
    Dispensing, Medication, MedicationStatus, Patient, Prescription, PrescriptionStatus,
};
use sync_contract::ids::{DispensingId, PatientId, PrescriptionId};

use crate::clinic::or_not_found;
use crate::clock::at_wall;
use crate::demo::data::DemoStaff;
use crate::demo::setup::become_user;
use crate::error::Result;
use crate::prescriptions::PrescriptionForm;
use crate::prescriptions::content::{Content, line};
use crate::view::{Day, text};
use crate::{Clinic, fields};

/// One patient in so many has prescriptions.
const EVERY: usize = 2;

/// How many days ago it was prescribed, for how many days, with how many refills, how often it was dispensed, and why
/// it was stopped.
struct Pattern {
    days_ago: i64,
    days: i64,
    refills: u8,
    dispensed: i64,
    stopped: Option<&'static str>,
}

const PATTERNS: [Pattern; 5] = [
    Pattern {
        days_ago: 3,
        days: 180,
        refills: 3,
        dispensed: 0,
        stopped: None,
    },
    Pattern {
        days_ago: 60,
        days: 180,
        refills: 3,
        dispensed: 2,
        stopped: None,
    },
    Pattern {
        days_ago: 200,
        days: 180,
        refills: 5,
        dispensed: 6,
        stopped: None,
    },
    Pattern {
        days_ago: 1,
        days: 90,
        refills: 0,
        dispensed: 0,
        stopped: None,
    },
    Pattern {
        days_ago: 45,
        days: 90,
        refills: 2,
        dispensed: 1,
        stopped: Some("Not tolerated"),
    },
];

/// Writes prescriptions as the doctor and what was dispensed as the pharmacist.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn record(
    clinic: Clinic,
    staff: &[DemoStaff],
    patients: &[PatientId],
) -> Result<Clinic> {
    let with_role =
        |role: &'static str| or_not_found(staff.iter().find(|one| one.role == role), role);
    let mut clinic = become_user(clinic, with_role("Doctor")?)?;
    let (today, by) = (clinic.today()?, clinic.user());
    let mut written: Vec<(Prescription, &Pattern)> = Vec::new();
    clinic.write("prescribe", |tx| {
        let mut patterns = PATTERNS.iter().cycle();
        for patient in patients.iter().step_by(EVERY) {
            let person = or_not_found(tx.get::<Patient>(*patient)?, "patient")?.value;
            for medication in tx.read().medications(*patient)? {
                let is_taken = medication.value.status == MedicationStatus::Active;
                let Some(pattern) = patterns.next().filter(|_| is_taken) else {
                    continue;
                };
                let form = form(&medication.value, pattern, today);
                let days = (
                    form.prescribed_on.to_date("prescribedOn")?,
                    form.valid_until.to_date("validUntil")?,
                );
                let content = Content::read(&form, &person, today, Some(days))?;
                let id: PrescriptionId = tx.new_id();
                let mut row = content.row(id, &person, by, None, None);
                if let Some(why) = pattern.stopped {
                    row.status = PrescriptionStatus::Stopped;
                    row.status_reason = fields::optional::<255>(why, "reason")?.into();
                }
                tx.insert(&row)?;
                written.push((row, pattern));
            }
        }
        Ok(())
    })?;
    let mut clinic = become_user(clinic, with_role("Pharmacist")?)?;
    let zone = clinic.zone()?;
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    clinic.write("dispense prescription", |tx| {
        for (row, pattern) in &written {
            for time in 0..pattern.dispensed {
                let day = row.prescribed_on + TimeDelta::days(time * 30 + 1);
                let id: DispensingId = tx.new_id();
                tx.insert(&Dispensing {
                    id,
                    patient: row.patient,
                    prescription: row.id,
                    at: at_wall(day, noon, &zone).min(tx.now()),
                    reverses: None,
                    quantity: Some(row.quantity).into(),
                    reason: None.into(),
                    medication: row.medication.open().cloned().into(),
                    dosage: row.dosage.open().cloned().into(),
                })?;
            }
        }
        Ok(())
    })?;
    Ok(clinic)
}

/// `500 mg twice a day` is a dose and how often it is taken; what begins with no number says when.
fn form(of: &Medication, pattern: &Pattern, today: NaiveDate) -> PrescriptionForm {
    let dose = text(&of.dose);
    let words: Vec<&str> = dose.split_whitespace().collect();
    let (dosage, when) = match words.split_first_chunk() {
        Some(([amount, unit], when)) if amount.starts_with(|one: char| one.is_ascii_digit()) => {
            (format!("{amount} {unit}"), when.join(" "))
        }
        _ => ("1 dose".to_owned(), words.join(" ")),
    };
    let frequency = match when.as_str() {
        "" | "a day" => "once a day".to_owned(),
        _ => when,
    };
    let instructions = match dosage.ends_with(" mg") {
        true => "Take with a glass of water",
        false => "",
    };
    let prescribed_on = today - TimeDelta::days(pattern.days_ago);
    PrescriptionForm {
        medication: line(&of.name),
        dosage,
        frequency,
        duration: String::new(),
        instructions: instructions.to_owned(),
        quantity: "30".to_owned(),
        refills: pattern.refills.to_string(),
        prescribed_on: Day::of(prescribed_on),
        valid_until: Day::of(prescribed_on + TimeDelta::days(pattern.days)),
        allergy_reason: String::new(),
    }
}
