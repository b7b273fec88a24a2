//! Laboratory results of some patients of the demo: by their number in the list, so that no random number is drawn for
//! it.

use chrono::{Days, NaiveDate};
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;
use vault::WriteTx;

use crate::clinic::or_not_found;
use crate::demo::plan::Plan;
use crate::error::Result;
use crate::labs::LabResultForm;
use crate::labs::record::{from_paper, insert_line};
use crate::names::birth;
use crate::{Clinic, fields};

/// Of every seventh patient with two visits: test, unit, and the value before the first visit and before the last one.
const LINES: [(&str, &str, &str, &str); 12] = [
    ("glucose_fasting", "mmol/L", "6.9", "5.8"),
    ("hba1c", "mmol/mol", "48", "43"),
    ("chol", "mmol/L", "5.9", "5.1"),
    ("hdl", "mmol/L", "0.9", "1.1"),
    ("ldl_calc", "mmol/L", "3.8", "3.1"),
    ("tg", "mmol/L", "2.4", "1.6"),
    ("creatinine", "umol/L", "78", "74"),
    ("egfr", "mL/min/{1.73_m2}", ">90", ">90"),
    ("alt", "U/L", "61", "44"),
    ("ferritin", "ug/L", "18", "35"),
    ("vitd", "nmol/L", "38", "71"),
    ("crp", "mg/L", "<5", "<5"),
];
pub(super) const LABORATORY: &str = "Laboratoire du Port";
const EVERY: usize = 7;
const FIRST: usize = 3;

/// # Errors
/// Those of a write.
pub(super) fn record(clinic: &mut Clinic, plan: &Plan, patients: &[PatientId]) -> Result<()> {
    let today = clinic.today()?;
    clinic.write("add lab sheets", |tx| {
        let seen = plan.patients.iter().zip(patients).enumerate();
        for (index, (planned, patient)) in seen.filter(|(index, _)| index % EVERY == FIRST) {
            let [first, .., last] = &planned.visits[..] else {
                continue;
            };
            let person = or_not_found(tx.get::<Patient>(*patient)?, "patient")?.value;
            let lines = LINES.iter().skip(index % 3);
            let (before, after): (Vec<_>, Vec<_>) = lines
                .map(|(test, unit, before, after)| {
                    (form(test, before, unit), form(test, after, unit))
                })
                .unzip();
            insert(tx, &person, first.day.min(today) - Days::new(4), &before)?;
            insert(tx, &person, last.day.min(today) - Days::new(2), &after)?;
        }
        Ok(())
    })
}

pub(super) fn form(test: &str, value: &str, unit: &str) -> LabResultForm {
    LabResultForm {
        test: Some(test.to_owned()),
        value: value.to_owned(),
        unit: unit.to_owned(),
        ..LabResultForm::default()
    }
}

fn insert(
    tx: &mut WriteTx<'_>,
    patient: &Patient,
    collected_on: NaiveDate,
    lines: &[LabResultForm],
) -> Result<()> {
    let collected_on = birth(patient).map_or(collected_on, |birth| collected_on.max(birth));
    let laboratory = fields::optional(LABORATORY, "laboratory")?;
    let sheet = from_paper(tx.new_id(), patient.id, collected_on, laboratory);
    tx.insert(&sheet)?;
    for line in lines {
        insert_line(tx, &sheet, line, patient)?;
    }
    Ok(())
}
