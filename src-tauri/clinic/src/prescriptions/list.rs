//! The prescriptions of a patient as they stand on a day.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sync_contract::catalog::{Allergy, Dispensing, Prescription};
use sync_contract::ids::{PatientId, PrescriptionId, UserId};
use sync_contract::{Entity, Right};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::chart_row;
use crate::clinic::or_not_found;
use crate::error::{Error, Result};
use crate::names::StaffNames;
use crate::prescriptions::content::{form_of, line};
use crate::prescriptions::former::FormerOrder;
use crate::prescriptions::questions::naming;
use crate::prescriptions::{
    ChartRow, DispensingView, FormerPrescription, PrescriptionState, PrescriptionView, TakenBack,
    state_on,
};
use crate::reads::log_read;
use crate::view::{At, Id, ReadVersionToken, count, text};

/// Returns the prescriptions that are there: those in force first, the one that was prescribed last first.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Vec<PrescriptionView>> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    of_patient(clinic, patient)
}

/// Returns one prescription that is there.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<PrescriptionView> {
    clinic.may(Right::ChartRead)?;
    let row = there_or_not_found(clinic, id)?;
    log_read(clinic, row.value.patient)?;
    one_of(clinic, &row)
}

/// Returns the row of one that is there.
///
/// # Errors
/// `NotFound`.
pub(super) fn there_or_not_found(clinic: &Clinic, id: &Id) -> Result<Stored<Prescription>> {
    let reader = clinic.read();
    let row = or_not_found(reader.get::<Prescription>(id.to()?)?, Prescription::WHAT)?;
    let dispensed = Dispensed::of(reader.dispensings_of(row.value.patient)?);
    or_not_found(
        Some(row).filter(|row| dispensed.is_there(row)),
        Prescription::WHAT,
    )
}

/// Returns the view of one row, whether it was removed or not.
pub(super) fn one_of(clinic: &Clinic, row: &Stored<Prescription>) -> Result<PrescriptionView> {
    let (reader, patient) = (clinic.read(), row.value.patient);
    let dispensed = Dispensed::of(reader.dispensings_of(patient)?);
    let (allergies, staff) = (reader.allergies(patient)?, StaffNames::read(&reader)?);
    let mut view = view(row, &dispensed, &allergies, &staff, clinic.today()?);
    view.renewed_as = renewed_as(&reader.prescriptions_of(patient)?, row.value.id);
    Ok(view)
}

/// Returns the one that was prescribed last of those that renew a prescription, out of these in that order.
fn renewed_as(rows: &[Stored<Prescription>], id: PrescriptionId) -> Option<Id> {
    let renews = |row: &&Stored<Prescription>| {
        row.deleted.is_none() && row.value.renews.open().copied().flatten() == Some(id)
    };
    rows.iter().find(renews).map(|row| Id::of(row.value.id))
}

fn of_patient(clinic: &Clinic, patient: PatientId) -> Result<Vec<PrescriptionView>> {
    let reader = clinic.read();
    let (staff, today) = (StaffNames::read(&reader)?, clinic.today()?);
    let dispensed = Dispensed::of(reader.dispensings_of(patient)?);
    let rows = there(&reader, patient, &dispensed)?;
    let allergies = reader.allergies(patient)?;
    let views = rows.iter();
    let mut views: Vec<_> = views
        .map(|row| PrescriptionView {
            renewed_as: renewed_as(&rows, row.value.id),
            ..view(row, &dispensed, &allergies, &staff, today)
        })
        .collect();
    views.sort_by_key(|view| view.is_removed || view.state != PrescriptionState::Active);
    Ok(views)
}

/// Returns the rows that are there, the one that was prescribed last first.
///
/// # Errors
/// Those of a read.
pub(crate) fn there(
    reader: &Reader<'_>,
    patient: PatientId,
    dispensed: &Dispensed,
) -> Result<Vec<Stored<Prescription>>> {
    let mut rows = reader.prescriptions_of(patient)?;
    rows.retain(|row| row.deleted.is_none());
    let shown: BTreeSet<PrescriptionId> = rows.iter().map(|row| row.value.id).collect();
    let removed = dispensed.0.keys().filter(|id| !shown.contains(id));
    let removed: Vec<Uuid> = removed.map(|id| id.0).collect();
    if !removed.is_empty() {
        let removed = reader.by_ids::<Prescription>(&removed)?;
        rows.extend(removed.into_iter().filter(|row| dispensed.is_there(row)));
        rows.sort_by_key(|row| Reverse((row.value.prescribed_on, row.value.id)));
    }
    Ok(rows)
}

/// Checks that everything is read that was dispensed to a patient: where a row is damaged, is missing, or may still
/// come, it is unknown how often a prescription was.
///
/// # Errors
/// `NotAllHere`.
pub(super) fn require_all_dispensed(clinic: &Clinic, patient: PatientId) -> Result<()> {
    clinic.read().dispensings_of(patient)?;
    match clinic.is_unsure(patient, Dispensing::DESCRIPTOR)? {
        true => Err(Error::NotAllHere),
        false => Ok(()),
    }
}

/// Something that was dispensed, with what took it back.
struct Given {
    row: Stored<Dispensing>,
    back: Option<Stored<Dispensing>>,
}

/// What was dispensed, by prescription.
pub(crate) struct Dispensed(BTreeMap<PrescriptionId, Vec<Given>>);

impl Dispensed {
    pub fn of(rows: Vec<Stored<Dispensing>>) -> Self {
        let (back, given): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .partition(|row| row.value.reverses.is_some());
        let mut reversed: BTreeMap<(PrescriptionId, Uuid), Stored<Dispensing>> = BTreeMap::new();
        // two who were apart may both have taken one back: the first is shown
        for row in back.into_iter().rev() {
            let of = row.value.prescription;
            reversed.extend(row.value.reverses.map(|given| ((of, given), row)));
        }
        let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in given {
            let back = reversed.remove(&(row.value.prescription, row.value.id.0));
            let of = all.entry(row.value.prescription).or_default();
            of.push(Given { row, back });
        }
        Self(all)
    }

    fn given(&self, prescription: PrescriptionId) -> impl Iterator<Item = &Given> {
        self.0.get(&prescription).into_iter().flatten()
    }

    /// Returns how often a prescription was dispensed, without what was taken back.
    pub fn count(&self, prescription: PrescriptionId) -> usize {
        let given = self.given(prescription);
        given.filter(|given| given.back.is_none()).count()
    }

    /// Returns the medicines and dosages as which a prescription was dispensed, without what was taken back and what
    /// cannot be read.
    pub fn given_as(&self, prescription: PrescriptionId) -> Vec<(String, String)> {
        let given = self.given(prescription);
        let given = given.filter(|given| given.back.is_none());
        given
            .map(|Given { row, .. }| (text(&row.value.medication), text(&row.value.dosage)))
            .filter(|(medication, _)| !medication.is_empty())
            .collect()
    }

    /// Returns whether a prescription is shown: a pharmacist whose computer had not pulled its removal may have
    /// dispensed it, and what a patient was given is never out of sight.
    pub fn is_there(&self, row: &Stored<Prescription>) -> bool {
        row.deleted.is_none() || self.count(row.value.id) > 0
    }

    fn views(&self, prescription: PrescriptionId, staff: &StaffNames) -> Vec<DispensingView> {
        let views = self.given(prescription).map(|Given { row, back }| {
            let quantity = row.value.quantity.open().copied().flatten();
            DispensingView {
                id: Id::of(row.value.id),
                at: At::of(row.value.at),
                by: staff.name(row.created_by),
                quantity: quantity.map(natural),
                medication: text(&row.value.medication),
                dosage: text(&row.value.dosage),
                allergy_reason: text(&row.value.reason),
                taken_back: back.as_ref().map(|back| TakenBack {
                    at: At::of(back.value.at),
                    by: staff.name(back.created_by),
                    reason: text(&back.value.reason),
                }),
            }
        });
        views.collect()
    }
}

/// Returns how often a prescription may still be dispensed, and how often it was more than allowed.
pub(crate) fn left_and_beyond(refills_allowed: i64, dispensed: u32) -> (u32, u32) {
    let allowed = natural(refills_allowed).saturating_add(1);
    let left = allowed.saturating_sub(dispensed);
    (left, dispensed.saturating_sub(allowed))
}

/// A row may be of a program that takes other numbers.
fn natural(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

/// Returns the author of the order: the prescriber, unless a colleague's program wrote it in their name, or the user
/// who decided between two versions.
fn author_of_order(row: &Stored<Prescription>) -> UserId {
    let rewritten = row.rewritten(Prescription::CELL.order.number);
    rewritten.map_or(row.created_by, |(_, author)| author)
}

fn former(row: &Stored<Prescription>, staff: &StaffNames) -> Option<FormerPrescription> {
    let was = FormerOrder::read(&row.value)?;
    let prescriber: UserId = was.prescriber.to().ok()?;
    let corrected = row.rewritten(Prescription::CELL.order.number);
    let (at, by) = corrected.unwrap_or((row.created_at, row.created_by));
    Some(FormerPrescription {
        form: was.form,
        prescriber: staff.name(prescriber),
        corrected_at: At::of(at),
        corrected_by: staff.name(by),
    })
}

pub(super) fn view(
    row: &Stored<Prescription>,
    dispensed: &Dispensed,
    allergies: &[Stored<Allergy>],
    staff: &StaffNames,
    today: NaiveDate,
) -> PrescriptionView {
    let value = &row.value;
    let times = count(dispensed.count(value.id));
    let (left, beyond) = left_and_beyond(value.refills_allowed, times);
    let named = naming(allergies, &line(&value.medication));
    PrescriptionView {
        id: Id::of(value.id),
        seen: ReadVersionToken::of(&row.seen),
        form: form_of(value),
        state: state_on(value.status, value.valid_until, today),
        status_reason: text(&value.status_reason),
        is_removed: row.deleted.is_some(),
        is_contested: !row.conflicted.is_empty(),
        prescriber: staff.name(value.prescriber),
        written_by: match author_of_order(row) {
            author if author == value.prescriber => String::new(),
            author => staff.name(author),
        },
        former: former(row, staff),
        visit_id: value.visit.map(Id::of),
        renews: value.renews.open().copied().flatten().map(Id::of),
        renewed_as: None,
        is_dispensed: times > 0,
        left,
        beyond,
        dispensed: dispensed.views(value.id, staff),
        allergies: named.iter().map(|of| line(&of.allergy.substance)).collect(),
    }
}
