//! Orders tests from a laboratory.

use chrono::NaiveDate;
use sync_contract::Right;
use sync_contract::catalog::{LabStatus, LabTest, Patient};
use sync_contract::field::{Paragraph, Text};
use sync_contract::ids::PatientId;

use crate::clinic::require_not_deleted;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::labs::orders::show;
use crate::labs::test_list::find;
use crate::labs::{LabOrderView, LabTestChoice, NewLabOrder};
use crate::occasion::file_and_visit;
use crate::view::Id;
use crate::{Clinic, fields};

/// Our own limits, against a slip.
const TESTS_MAX: usize = 40;
const WISHED_DAYS_MAX: i64 = 366;

/// Orders tests in this user's name.
///
/// # Errors
/// `Forbidden` (needs `labs.order` and `measurements.write`), `NotFound`, `PatientDeleted`, `TooLong`, `Invalid`
/// without a test, for one that the list does not have or without a name, and a day that is over or in more than a
/// year.
pub fn order(clinic: &mut Clinic, new: &NewLabOrder) -> Result<LabOrderView> {
    clinic.may(Right::LabsOrder)?;
    clinic.may(Right::MeasurementsWrite)?;
    let (now, by, today) = (clinic.now(), clinic.user(), clinic.today()?);
    let patient: PatientId = new.patient_id.to()?;
    clinic.require_row::<Patient>(patient, "patient")?;
    let (tests, wished_on, note) = (
        tests(&new.form.tests),
        wished_on(&new.form.wished_on, today),
        fields::optional_paragraph(&new.form.note, "note"),
    )
        .together()?;
    let (patient, visit) = file_and_visit(clinic, patient, new.visit_id.as_ref())?;
    let id = clinic.write("order lab tests", |tx| {
        require_not_deleted(tx, patient)?;
        let order = LabTest {
            id: tx.new_id(),
            patient,
            visit,
            collected_on: None,
            laboratory: None.into(),
            note: None.into(),
            status: LabStatus::Ordered,
            status_reason: None.into(),
            ordered_by: Some(by),
            ordered_at: Some(now),
            wished_on,
            tests: Some(tests).into(),
            order_note: note.into(),
            collected_at: None,
            collected_by: None,
            read_at: None,
            read_by: None,
            read_sum: None,
        };
        tx.insert(&order)?;
        Ok(order.id)
    })?;
    show(clinic, &Id::of(id))
}

/// Returns the tests as they are stored, each once.
fn tests(chosen: &[LabTestChoice]) -> Result<Paragraph> {
    const FIELD: &str = "tests";
    if chosen.len() > TESTS_MAX {
        return Err(Error::invalid(FIELD, Reason::TooLong));
    }
    let mut lines: Vec<String> = Vec::new();
    for one in chosen {
        let line = match one.test.as_deref().map(str::trim) {
            None | Some("") => {
                let name: Text<255> = fields::required(&one.name, FIELD)?;
                name.to_string()
            }
            Some(key) => find(key)
                .ok_or(Error::invalid(FIELD, Reason::Unknown))?
                .key
                .clone(),
        };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    match lines.is_empty() {
        true => Err(Error::invalid(FIELD, Reason::Required)),
        false => fields::fitting(&lines.join("\n"), FIELD),
    }
}

fn wished_on(typed: &str, today: NaiveDate) -> Result<Option<NaiveDate>> {
    const FIELD: &str = "wishedOn";
    let day = fields::optional_date(typed, FIELD)?;
    match day.map(|day| (day - today).num_days()) {
        Some(..0) => Err(Error::invalid(FIELD, Reason::TooLongAgo)),
        Some(days) if days > WISHED_DAYS_MAX => Err(Error::invalid(FIELD, Reason::Impossible)),
        _ => Ok(day),
    }
}
