//! Orders tests from a laboratory, and corrects an order before anything was collected for it.

use chrono::NaiveDate;
use sync_contract::Right;
use sync_contract::catalog::{LabStatus, LabTest, Patient};
use sync_contract::field::{Paragraph, Text};
use sync_contract::ids::PatientId;

use crate::chart_row;
use crate::clinic::require_not_deleted;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::labs::course::{require_ordered, writable};
use crate::labs::former::{Former, choices};
use crate::labs::orders::show;
use crate::labs::test_list::find;
use crate::labs::{LabOrderEdit, LabOrderForm, LabOrderView, LabTestChoice, NewLabOrder};
use crate::occasion::file_and_visit;
use crate::view::{Id, set};
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
        wished_on(&new.form.wished_on, today, None),
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
            former_order: None.into(),
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

/// Corrects what the editor changed of an order for which nothing was collected, against the version that they saw. It
/// stays in the name of the user who ordered it; what stood there is kept with it.
///
/// # Errors
/// `Forbidden` (needs `labs.order` and `measurements.write`), `NotFound`, `PatientDeleted`, `LabHalted` for one that is
/// cancelled or collected already, `TooLong`, `Invalid` as of [`order`].
pub fn correct(clinic: &mut Clinic, edit: &LabOrderEdit) -> Result<LabOrderView> {
    clinic.may(Right::LabsOrder)?;
    clinic.may(Right::MeasurementsWrite)?;
    let (today, seen) = (clinic.today()?, edit.seen.to_read_version()?);
    let stored = chart_row::shown::<LabTest>(clinic, &edit.id)?.value;
    let form = merged_form!(LabOrderForm { tests, wished_on, note }
        of &edit.loaded, &edit.form, form_of(&stored));
    let (tests, wished_on, note) = (
        tests(&form.tests),
        wished_on(&form.wished_on, today, stored.wished_on),
        fields::optional_paragraph(&form.note, "note"),
    )
        .together()?;
    clinic.write("correct lab order", |tx| {
        let (row, has_results) = writable(tx, &edit.id)?;
        require_ordered(&row.value, has_results)?;
        let was = Former::of(&row.value);
        let mut order = row.value;
        order.tests = Some(tests).into();
        order.wished_on = wished_on;
        set(&mut order.order_note, note);
        if Former::of(&order) != was {
            order.former_order = Some(was.written()?).into();
            tx.update(&order, &seen)?;
        }
        Ok(())
    })?;
    show(clinic, &edit.id)
}

/// Returns what a form of an order begins with.
fn form_of(order: &LabTest) -> LabOrderForm {
    let was = Former::of(order);
    LabOrderForm {
        tests: choices(&was.tests),
        wished_on: was.wished_on.map_or(String::new(), |day| day.0),
        note: was.note,
    }
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

/// A day that an order has already stays also when it is over.
fn wished_on(
    typed: &str,
    today: NaiveDate,
    stored: Option<NaiveDate>,
) -> Result<Option<NaiveDate>> {
    const FIELD: &str = "wishedOn";
    let day = fields::optional_date(typed, FIELD)?;
    if day.is_some() && day == stored {
        return Ok(day);
    }
    match day.map(|day| (day - today).num_days()) {
        Some(..0) => Err(Error::invalid(FIELD, Reason::TooLongAgo)),
        Some(days) if days > WISHED_DAYS_MAX => Err(Error::invalid(FIELD, Reason::Impossible)),
        _ => Ok(day),
    }
}
