//! Prescriptions of what some patients take, where the list of the demo has it: by their number in the list, so that
//! no random number is drawn for it. Some wait for the pharmacist, some were dispensed, some have expired, and one was
//! stopped.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use sync_contract::catalog::{
    Dispensing, Medication, MedicationStatus, Patient, PatientStatus, Prescription,
    PrescriptionStatus,
};
use sync_contract::ids::{DispensingId, PatientId, PrescriptionId};
use vault::read::Reader;

use crate::clinic::or_not_found;
use crate::clock::{at_wall, day_of};
use crate::demo::data::{DemoPrescription, DemoStaff, prescriptions};
use crate::demo::setup::become_user;
use crate::error::Result;
use crate::prescriptions::PrescriptionForm;
use crate::prescriptions::content::{Content, line};
use crate::view::{Day, text};
use crate::{Clinic, fields};

/// One patient in so many has prescriptions.
const EVERY: usize = 2;
/// The quantity of the list is for so many days.
const REFILL_DAYS: i64 = 30;

/// For how many days it is prescribed, with how many refills, how often it was dispensed, and why it was stopped.
struct Pattern {
    /// It was prescribed at the last visit that is longer ago than that, where there is one.
    is_over: bool,
    days: i64,
    refills: u8,
    dispensed: u8,
    stopped: Option<&'static str>,
}

static PATTERNS: [Pattern; 5] = [
    Pattern {
        is_over: false,
        days: 180,
        refills: 3,
        dispensed: 0,
        stopped: None,
    },
    Pattern {
        is_over: false,
        days: 180,
        refills: 3,
        dispensed: 2,
        stopped: None,
    },
    Pattern {
        is_over: true,
        days: 60,
        refills: 1,
        dispensed: 2,
        stopped: None,
    },
    Pattern {
        is_over: false,
        days: 90,
        refills: 0,
        dispensed: 0,
        stopped: None,
    },
    Pattern {
        is_over: false,
        days: 90,
        refills: 2,
        dispensed: 1,
        stopped: Some("Not tolerated"),
    },
];

/// What is stopped where it is not tolerated, as others can be taken instead; the chart lists it as stopped then.
const STOPPABLE: [&str; 8] = [
    "metformin",
    "ramipril",
    "amlodipine",
    "atorvastatin",
    "rosuvastatin",
    "omeprazole",
    "mirtazapine",
    "cetirizine",
];

/// The patterns in turn; the one that is stopped waits for a medicine that can be.
#[derive(Default)]
struct Turns(usize);

impl Turns {
    fn next(&mut self, medicine: &str) -> &'static Pattern {
        let pattern = &PATTERNS[self.0 % PATTERNS.len()];
        let mut names = STOPPABLE.iter();
        let may_stop = names.any(|name| name.eq_ignore_ascii_case(medicine));
        if pattern.stopped.is_some() && !may_stop {
            return &PATTERNS[0];
        }
        self.0 += 1;
        pattern
    }
}

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
    let (today, by, zone) = (clinic.today()?, clinic.user(), clinic.zone()?);
    let listed = prescriptions();
    let mut written: Vec<(Prescription, &'static Pattern)> = Vec::new();
    clinic.write("prescribe", |tx| {
        let mut patterns = Turns::default();
        for patient in patients.iter().step_by(EVERY) {
            let person = or_not_found(tx.get::<Patient>(*patient)?, "patient")?.value;
            let days = visit_days(&tx.read(), *patient, &zone)?;
            if person.status != PatientStatus::Active || days.is_empty() {
                continue;
            }
            for medication in tx.read().medications(*patient)? {
                let Some(of) = prescribed(&medication.value, &listed) else {
                    continue;
                };
                let pattern = patterns.next(&line(&medication.value.name));
                let Some(day) = pattern.day(&days, today) else {
                    continue;
                };
                let form = form(&medication.value, of, pattern, day);
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
                    let stopped = Medication {
                        status: MedicationStatus::Stopped,
                        ..medication.value.clone()
                    };
                    tx.update(&stopped, &medication.seen)?;
                }
                tx.insert(&row)?;
                written.push((row, pattern));
            }
        }
        Ok(())
    })?;
    let mut clinic = become_user(clinic, with_role("Pharmacist")?)?;
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    clinic.write("dispense prescription", |tx| {
        for (row, pattern) in &written {
            let times = (0..pattern.dispensed).map(i64::from);
            let days =
                times.map(|time| row.prescribed_on + TimeDelta::days(time * REFILL_DAYS + 1));
            for day in days.filter(|day| *day <= today.min(row.valid_until)) {
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

impl Pattern {
    /// Returns the day of the visit at which it was prescribed, of days with the newest first.
    fn day(&self, days: &[NaiveDate], today: NaiveDate) -> Option<NaiveDate> {
        let is_over = |day: &&NaiveDate| **day + TimeDelta::days(self.days) < today;
        let over = days.iter().find(is_over).filter(|_| self.is_over);
        over.or(days.first()).copied()
    }
}

/// Returns the days of the visits that are over, the newest first.
fn visit_days(reader: &Reader<'_>, patient: PatientId, zone: &Tz) -> Result<Vec<NaiveDate>> {
    let visits = reader.visits_of(patient)?.into_iter();
    let ended = visits.filter(|row| row.deleted.is_none() && row.value.ended_at.is_some());
    Ok(ended
        .map(|row| day_of(row.value.started_at, zone))
        .collect())
}

/// Returns how a medicine that is taken is prescribed; none where that cannot be said in one line.
pub(super) fn listed_as<'a>(
    name: &str,
    dose: &str,
    listed: &'a [DemoPrescription],
) -> Option<&'a DemoPrescription> {
    let is_it =
        |of: &&DemoPrescription| of.medicine.eq_ignore_ascii_case(name) && of.listed == dose;
    listed.iter().find(is_it)
}

fn prescribed<'a>(of: &Medication, listed: &'a [DemoPrescription]) -> Option<&'a DemoPrescription> {
    let is_taken = of.status == MedicationStatus::Active;
    listed_as(&line(&of.name), &text(&of.dose), listed).filter(|_| is_taken)
}

fn form(
    of: &Medication,
    listed: &DemoPrescription,
    pattern: &Pattern,
    day: NaiveDate,
) -> PrescriptionForm {
    PrescriptionForm {
        medication: line(&of.name),
        dosage: listed.dosage.clone(),
        frequency: format!("{}, {}", listed.frequency, listed.route),
        duration: String::new(),
        instructions: listed.instructions.clone(),
        quantity: listed.quantity.to_string(),
        refills: pattern.refills.to_string(),
        prescribed_on: Day::of(day),
        valid_until: Day::of(day + TimeDelta::days(pattern.days)),
        allergy_reason: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Ways that are not through the mouth.
    const NOT_SWALLOWED: [&str; 7] = [
        "under the skin",
        "into",
        "inhaled",
        "by nebuliser",
        "on the skin",
        "by tube",
        "in the mouth",
    ];

    #[test]
    fn each_medicine_of_the_list_has_words_that_fit_its_way() {
        let mut seen = BTreeSet::new();
        for of in prescriptions() {
            assert!(
                seen.insert((of.medicine.clone(), of.listed.clone())),
                "twice: {of:?}"
            );
            assert!(of.quantity > 0 && !of.instructions.is_empty(), "{of:?}");
            for word in ["per kg", "per g", "1 dose", " a day", "by age", "by weight"] {
                assert!(!of.dosage.contains(word), "{of:?}");
            }
            let is_by_mouth = of.route == "by mouth";
            let is_known = NOT_SWALLOWED.iter().any(|way| of.route.starts_with(way));
            assert!(is_by_mouth != is_known, "{of:?}");
            let words = of.instructions.to_lowercase();
            for word in ["glass", "swallow with water"] {
                assert!(is_by_mouth || !words.contains(word), "{of:?}");
            }
            let is_device = of.medicine.contains("pump") || of.medicine.contains("formula");
            assert!(!is_device, "{of:?}");
            assert!(
                of.dosage.len() + of.frequency.len() + of.route.len() < 120,
                "{of:?}"
            );
        }
    }
}
