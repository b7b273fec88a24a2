//! What the doctor of the demo has ordered from the laboratory: of adults in care whose conditions or medicines ask for
//! it. Some is to be collected, some waits for results, a critical one is not read yet, one is read, one is cancelled.

use chrono::TimeDelta;
use sync_contract::catalog::{ConditionStatus, MedicationStatus, Patient, PatientStatus};
use sync_contract::ids::PatientId;

use crate::age::Age;
use crate::clinic::or_not_found;
use crate::demo::data::DemoStaff;
use crate::demo::labs::{LABORATORY, form};
use crate::demo::setup::become_user;
use crate::error::Result;
use crate::labs::course::{cancel, collect, read_results};
use crate::labs::order::order;
use crate::labs::orders::show;
use crate::labs::record::add_results;
use crate::labs::{LabCollection, LabOrderForm, LabOrderView, LabTestChoice, NewLabOrder};
use crate::names::birth;
use crate::prescriptions::content::line;
use crate::view::{Day, Id};
use crate::{Clinic, labs};

/// How far an order goes; results are test, unit and value.
enum Until {
    Ordered,
    Collected,
    Resulted(&'static [(&'static str, &'static str, &'static str)]),
    Read(&'static [(&'static str, &'static str, &'static str)]),
    Cancelled(&'static str),
}

struct Pattern {
    /// Words of a medicine or a condition of whom it is ordered for, in small letters.
    of: &'static [&'static str],
    tests: &'static [&'static str],
    other: &'static str,
    /// From today on.
    wished_in_days: Option<i64>,
    note: &'static str,
    until: Until,
}

/// Medicines that make the kidneys give off water.
pub(crate) const DIURETICS: [&str; 3] = ["furosemide", "indapamide", "spironolactone"];
const DIABETES: [&str; 1] = ["type 2 diabetes"];

const PATTERNS: [Pattern; 7] = [
    Pattern {
        of: &DIURETICS,
        tests: &["potassium", "sodium", "creatinine"],
        other: "",
        wished_in_days: None,
        note: "Takes a diuretic",
        until: Until::Ordered,
    },
    Pattern {
        of: &["ramipril", "losartan", "valsartan"],
        tests: &["potassium", "sodium"],
        other: "",
        wished_in_days: None,
        note: "",
        until: Until::Resulted(&[("potassium", "mmol/L", "6.6"), ("sodium", "mmol/L", "134")]),
    },
    Pattern {
        of: &DIABETES,
        tests: &["hba1c", "tg"],
        other: "C-peptide, fasting",
        wished_in_days: Some(1),
        note: "Fasting",
        until: Until::Ordered,
    },
    Pattern {
        of: &["ferrous", "iron deficiency", "malnutrition", "low appetite"],
        tests: &["ferritin", "vitd", "hb"],
        other: "",
        wished_in_days: None,
        note: "",
        until: Until::Collected,
    },
    Pattern {
        of: &["levothyroxine", "hypothyroidism", "low appetite"],
        tests: &["tsh"],
        other: "",
        wished_in_days: None,
        note: "",
        until: Until::Read(&[("tsh", "m[IU]/L", "2.1")]),
    },
    Pattern {
        of: &["statin", "cholesterol", "lipidaemia", "type 2 diabetes"],
        tests: &["chol", "hdl"],
        other: "",
        wished_in_days: None,
        note: "",
        until: Until::Cancelled("Measured elsewhere last week"),
    },
    Pattern {
        of: &["fatty liver", "obesity", "type 2 diabetes"],
        tests: &["crp", "alt"],
        other: "",
        wished_in_days: None,
        note: "",
        until: Until::Resulted(&[("crp", "mg/L", "<5"), ("alt", "U/L", "44")]),
    },
];

/// Orders as the doctor, collects and enters results as the lab technician.
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
    let (doctor, technician) = (with_role("Doctor")?, with_role("Lab technician")?);
    let mut clinic = become_user(clinic, doctor)?;
    let today = clinic.today()?;
    let mut adults = Vec::new();
    for patient in patients {
        let person = clinic.require_row::<Patient>(*patient, "patient")?.value;
        let is_adult = birth(&person).is_some_and(|birth| Age::on(birth, today).years >= 18);
        if is_adult && person.status == PatientStatus::Active {
            adults.push((*patient, words(&clinic, *patient)?));
        }
    }
    let mut orders = Vec::new();
    for pattern in &PATTERNS {
        let fits =
            |(_, words): &(PatientId, String)| pattern.of.iter().any(|of| words.contains(of));
        let Some(at) = adults.iter().position(fits) else {
            continue;
        };
        // one order each
        let (patient, _) = adults.remove(at);
        let tests = pattern
            .tests
            .iter()
            .map(|test| (Some((*test).to_owned()), ""));
        let other = [pattern.other].into_iter().filter(|name| !name.is_empty());
        let tests = tests.chain(other.map(|name| (None, name)));
        let wished_on = pattern.wished_in_days.map(TimeDelta::days);
        let new = NewLabOrder {
            patient_id: Id::of(patient),
            visit_id: None,
            form: LabOrderForm {
                tests: tests
                    .map(|(test, name)| LabTestChoice {
                        test,
                        name: name.to_owned(),
                    })
                    .collect(),
                wished_on: wished_on.map_or(String::new(), |days| (today + days).to_string()),
                note: pattern.note.to_owned(),
            },
        };
        let ordered = order(&mut clinic, &new)?;
        match pattern.until {
            Until::Cancelled(why) => drop(cancel(&mut clinic, &ordered.id, &ordered.seen, why)?),
            _ => orders.push((ordered, &pattern.until)),
        }
    }
    let mut clinic = become_user(clinic, technician)?;
    for (ordered, until) in &orders {
        follow(&mut clinic, ordered, until, &Day::of(today))?;
    }
    let mut clinic = become_user(clinic, doctor)?;
    for (ordered, _) in orders.iter().filter(|one| matches!(one.1, Until::Read(_))) {
        if let Some(token) = show(&clinic, &ordered.id)?.read_token {
            read_results(&mut clinic, &ordered.id, &token)?;
        }
    }
    Ok(clinic)
}

/// Returns what a patient has and takes, in small letters.
pub(super) fn words(clinic: &Clinic, patient: PatientId) -> Result<String> {
    let reader = clinic.read();
    let conditions = reader.conditions(patient)?.into_iter();
    let conditions = conditions
        .filter(|row| row.value.status == ConditionStatus::Active)
        .map(|row| line(&row.value.name));
    let medicines = reader.medications(patient)?.into_iter();
    let medicines = medicines
        .filter(|row| row.value.status == MedicationStatus::Active)
        .map(|row| line(&row.value.name));
    let words: Vec<String> = conditions.chain(medicines).collect();
    Ok(words.join("; ").to_lowercase())
}

fn follow(clinic: &mut Clinic, ordered: &LabOrderView, until: &Until, today: &Day) -> Result<()> {
    let results = match until {
        Until::Ordered | Until::Cancelled(_) => return Ok(()),
        Until::Collected => &[][..],
        Until::Resulted(results) | Until::Read(results) => results,
    };
    let collection = LabCollection {
        id: ordered.id.clone(),
        seen: ordered.seen.clone(),
        collected_on: today.clone(),
        laboratory: LABORATORY.to_owned(),
    };
    collect(clinic, &collection)?;
    let lines: Vec<labs::LabResultForm> = results
        .iter()
        .map(|(test, unit, value)| labs::LabResultForm {
            // the one critical value of the demo
            informed: match *value {
                "6.6" => "Dr Osei, by phone".to_owned(),
                _ => String::new(),
            },
            ..form(test, value, unit)
        })
        .collect();
    if !lines.is_empty() {
        add_results(clinic, &ordered.id, &lines)?;
    }
    Ok(())
}
