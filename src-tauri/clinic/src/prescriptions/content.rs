//! What is typed of a prescription, checked as a whole.

use chrono::{Months, NaiveDate};
use sync_contract::Phi;
use sync_contract::catalog::{Patient, Prescription, PrescriptionStatus};
use sync_contract::field::{Line, Paragraph};
use sync_contract::ids::{PrescriptionId, UserId, VisitId};

use crate::error::{Error, Reason, Result};
use crate::fields::{self, Together};
use crate::names::born_from;
use crate::prescriptions::PrescriptionForm;
use crate::view::{Day, set, text};

/// Our own limits, against a slip of a digit.
const QUANTITY_MAX: i64 = 9_999;
const REFILLS_MAX: i64 = 24;
/// No country lets a prescription of a medicine hold for longer.
const VALID_MONTHS_MAX: u32 = 24;

/// A prescription as it is typed, checked.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub medication: Line,
    dosage: Line,
    frequency: Line,
    duration: Option<Line>,
    instructions: Option<Paragraph>,
    quantity: i64,
    refills: i64,
    prescribed_on: NaiveDate,
    valid_until: NaiveDate,
    pub allergy_reason: Option<Line>,
}

impl Content {
    /// Reads a prescription of a patient as it is typed; `stored` are the dates that a row has already, which stay also
    /// when they are over.
    ///
    /// # Errors
    /// `Invalid` without medicine, dosage, frequency or quantity, for a number that makes no sense, for a day that is
    /// to come or lies before birth, and for a last day before that, today or more than two years later; `TooLong`.
    pub fn read(
        form: &PrescriptionForm,
        patient: &Patient,
        today: NaiveDate,
        stored: Option<(NaiveDate, NaiveDate)>,
    ) -> Result<Self> {
        let words = (
            fields::required(&form.medication, "medication"),
            fields::required(&form.dosage, "dosage"),
            fields::required(&form.frequency, "frequency"),
            fields::optional(&form.duration, "duration"),
            fields::optional_paragraph(&form.instructions, "instructions"),
        )
            .together();
        let numbers = (
            count(&form.quantity, 1, QUANTITY_MAX, "quantity"),
            count(&form.refills, 0, REFILLS_MAX, "refills"),
            days(form, patient, today, stored),
            fields::optional(&form.allergy_reason, "allergyReason"),
        )
            .together();
        let (words, numbers) = (words, numbers).together()?;
        let (medication, dosage, frequency, duration, instructions) = words;
        let (quantity, refills, (prescribed_on, valid_until), allergy_reason) = numbers;
        Ok(Self {
            medication,
            dosage,
            frequency,
            duration,
            instructions,
            quantity,
            refills,
            prescribed_on,
            valid_until,
            allergy_reason,
        })
    }

    /// Returns a new row.
    pub fn row(
        self,
        id: PrescriptionId,
        patient: &Patient,
        by: UserId,
        visit: Option<VisitId>,
        renews: Option<PrescriptionId>,
    ) -> Prescription {
        Prescription {
            id,
            patient: patient.id,
            prescriber: by,
            visit,
            prescribed_on: self.prescribed_on,
            valid_until: self.valid_until,
            quantity: self.quantity,
            refills_allowed: self.refills,
            renews: renews.into(),
            medication: self.medication.into(),
            dosage: self.dosage.into(),
            frequency: self.frequency.into(),
            duration: self.duration.into(),
            instructions: self.instructions.into(),
            allergy_reason: self.allergy_reason.into(),
            former_order: None.into(),
            status: PrescriptionStatus::Active,
            status_reason: None.into(),
        }
    }

    /// Puts a correction into a row. The user who corrects it becomes its prescriber.
    pub fn correct(self, row: &mut Prescription, by: UserId) {
        row.prescriber = by;
        row.prescribed_on = self.prescribed_on;
        row.valid_until = self.valid_until;
        row.quantity = self.quantity;
        row.refills_allowed = self.refills;
        row.medication = self.medication.into();
        row.dosage = self.dosage.into();
        row.frequency = self.frequency.into();
        set(&mut row.duration, self.duration);
        set(&mut row.instructions, self.instructions);
        set(&mut row.allergy_reason, self.allergy_reason);
    }
}

/// Returns what a form of a row begins with.
pub(crate) fn form_of(row: &Prescription) -> PrescriptionForm {
    PrescriptionForm {
        medication: line(&row.medication),
        dosage: line(&row.dosage),
        frequency: line(&row.frequency),
        duration: text(&row.duration),
        instructions: text(&row.instructions),
        quantity: row.quantity.to_string(),
        refills: row.refills_allowed.to_string(),
        prescribed_on: Day::of(row.prescribed_on),
        valid_until: Day::of(row.valid_until),
        allergy_reason: text(&row.allergy_reason),
    }
}

pub(crate) fn line<C>(sealed: &Phi<C, Line>) -> String {
    sealed.open().map_or(String::new(), |text| text.to_string())
}

fn days(
    form: &PrescriptionForm,
    patient: &Patient,
    today: NaiveDate,
    stored: Option<(NaiveDate, NaiveDate)>,
) -> Result<(NaiveDate, NaiveDate)> {
    let (from, until) = (
        form.prescribed_on
            .to_date("prescribedOn")
            .and_then(|day| match day {
                day if day > today => Err(Error::invalid("prescribedOn", Reason::InTheFuture)),
                day if born_from(patient).is_some_and(|born| day < born) => {
                    Err(Error::invalid("prescribedOn", Reason::Backwards))
                }
                day => Ok(day),
            }),
        form.valid_until.to_date("validUntil"),
    )
        .together()?;
    in_order(from, until)?;
    if until < today && stored != Some((from, until)) {
        return Err(Error::invalid("validUntil", Reason::TooLongAgo));
    }
    Ok((from, until))
}

fn in_order(from: NaiveDate, until: NaiveDate) -> Result<()> {
    if until < from {
        return Err(Error::invalid("validUntil", Reason::Backwards));
    }
    let last = from.checked_add_months(Months::new(VALID_MONTHS_MAX));
    match last.is_some_and(|last| until <= last) {
        true => Ok(()),
        false => Err(Error::invalid("validUntil", Reason::Impossible)),
    }
}

/// Reads a whole number.
pub(crate) fn count(text: &str, least: i64, most: i64, field: &'static str) -> Result<i64> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::invalid(field, Reason::Required));
    }
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number {
        return Err(Error::invalid(field, Reason::Malformed));
    }
    match text.parse() {
        Ok(count) if (least..=most).contains(&count) => Ok(count),
        _ => Err(Error::invalid(field, Reason::Impossible)),
    }
}

/// Reads how much was dispensed; empty text is what was prescribed.
///
/// # Errors
/// `Invalid` for what is no whole number or makes no sense, `MoreThanOrdered`.
pub(crate) fn dispensed_quantity(text: &str, prescribed: i64) -> Result<i64> {
    let typed = match text.trim() {
        "" => return Ok(prescribed),
        text => count(text, 1, QUANTITY_MAX, "quantity")?,
    };
    match typed > prescribed {
        true => Err(Error::MoreThanOrdered {
            ordered: prescribed,
            typed,
        }),
        false => Ok(typed),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn no_more_is_dispensed_than_is_ordered() {
        for (text, is) in [("", 60), ("60", 60), ("1", 1), (" 59 ", 59)] {
            assert_eq!(dispensed_quantity(text, 60).unwrap(), is, "{text}");
        }
        for (text, more) in [("61", 61), ("9999", 9999)] {
            let refused = dispensed_quantity(text, 60).unwrap_err();
            let is_more = matches!(
                refused,
                Error::MoreThanOrdered { ordered: 60, typed } if typed == more
            );
            assert!(is_more, "{text}: {refused:?}");
        }
        assert!(dispensed_quantity("0", 60).is_err());
    }
}
