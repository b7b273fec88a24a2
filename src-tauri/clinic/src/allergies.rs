//! Allergies and intolerances of a patient.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::Allergy;
use sync_contract::ids::{AllergyId, PatientId};
use sync_contract::{Entity, Right, Value};
use vault::read::{ConflictSibling, Reader, Stored};

use crate::chart_row::{self, ChartRow};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::Result;
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::view::{Id, ReadVersionToken, set, text};
use crate::{Clinic, fields};

pub use sync_contract::catalog::{AllergyKind, AllergyStatus, Severity};

/// Empty text means not recorded. `onset` is a year, a month or a day, as exactly as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AllergyForm {
    pub substance: String,
    pub code: String,
    pub kind: Option<AllergyKind>,
    pub reaction: String,
    pub severity: Severity,
    pub status: AllergyStatus,
    pub onset: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AllergyView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: AllergyForm,
    /// Active, or of its course another version waits for a decision.
    #[serde(skip)]
    pub may_be_active: bool,
}

/// `loaded` is what the form was given: only what differs from it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AllergyEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: AllergyForm,
    pub form: AllergyForm,
}

impl ChartRow for Allergy {
    const WHAT: &'static str = "allergy";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Returns whether an allergy is active, or may be: while another version of its course waits for a decision, a patient
/// is not given what they may not tolerate.
pub(crate) fn may_be_active(row: &Stored<Allergy>) -> bool {
    let is_contested = row.conflicted.contains(&Allergy::CELL.course.number);
    row.value.status == AllergyStatus::Active || is_contested
}

/// Returns whether one of these allergies that is active, or may be, has versions that wait for a decision and do not
/// all name one substance: what the patient does not tolerate is then not sure.
///
/// # Errors
/// Those of the disk.
pub(crate) fn is_substance_contested(
    reader: &Reader<'_>,
    allergies: &[Stored<Allergy>],
) -> Result<bool> {
    let field = Allergy::FIELD.substance;
    let is_contested = |row: &&Stored<Allergy>| row.conflicted.contains(&field.cell.number);
    let listed = allergies.iter().filter(|row| row.deleted.is_none());
    for row in listed.filter(is_contested) {
        let waiting = reader.conflict(Allergy::DESCRIPTOR, row.value.id.0, field.cell.number)?;
        let Some(conflict) = waiting.filter(|_| may_be_active(row)) else {
            continue;
        };
        let named = |sibling: &ConflictSibling| {
            let substance = field.in_values(field.cell, &sibling.content.values);
            substance.and_then(Value::as_text).map(str::to_owned)
        };
        let mut named = conflict.siblings.iter().map(named);
        // one that cannot be read may name anything
        let shown = named.next().flatten();
        let is_one = shown.is_some() && named.all(|other| other == shown);
        if !is_one || !conflict.damaged.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns one allergy that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<AllergyView> {
    clinic.may(Right::ChartRead)?;
    Ok(view(&chart_row::shown(clinic, id)?))
}

/// Returns the allergies that are not removed: those that are active, or may be, first, then the gravest.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: PatientId) -> Result<Vec<AllergyView>> {
    clinic.may(Right::ChartRead)?;
    chart_row::log_list(clinic, patient)?;
    let mut rows = clinic.read().allergies(patient)?;
    rows.retain(|row| row.deleted.is_none());
    rows.sort_by_key(|row| {
        (
            !may_be_active(row),
            std::cmp::Reverse(gravity(row.value.severity)),
        )
    });
    Ok(rows.iter().map(view).collect())
}

fn view(row: &Stored<Allergy>) -> AllergyView {
    AllergyView {
        id: Id::of(row.value.id),
        seen: ReadVersionToken::of(&row.seen),
        form: form_of(&row.value),
        may_be_active: may_be_active(row),
    }
}

fn form_of(row: &Allergy) -> AllergyForm {
    AllergyForm {
        substance: row
            .substance
            .open()
            .map_or(String::new(), |text| text.to_string()),
        code: text(&row.code),
        kind: row.kind.open().copied().flatten(),
        reaction: text(&row.reaction),
        severity: row.severity,
        status: row.status,
        onset: text(&row.onset),
    }
}

/// # Errors
/// `Forbidden` (needs `allergies.write`), `NotFound`, `PatientDeleted`, `Invalid` without a substance, or for a
/// date that is none, is to come or lies before birth.
pub fn add(clinic: &mut Clinic, patient: &Id, form: &AllergyForm) -> Result<AllergyView> {
    clinic.may(Right::AllergiesWrite)?;
    let patient: PatientId = patient.to()?;
    let today = clinic.today()?;
    let id = clinic.write("add allergy", |tx| {
        require_not_deleted(tx, patient)?;
        let id: AllergyId = tx.new_id();
        let (substance, code, reaction, onset) = (
            fields::required(&form.substance, "substance"),
            fields::optional(&form.code, "code"),
            fields::optional(&form.reaction, "reaction"),
            chart_row::onset(tx, patient, &form.onset, "", today),
        )
            .together()?;
        tx.insert(&Allergy {
            id,
            patient,
            substance: substance.into(),
            code: code.into(),
            kind: form.kind.into(),
            reaction: reaction.into(),
            severity: form.severity,
            status: form.status,
            onset: onset.into(),
        })?;
        Ok(id)
    })?;
    Ok(view(&or_not_found(clinic.read().get(id)?, Allergy::WHAT)?))
}

/// Changes what the editor changed, against the version that they saw.
///
/// # Errors
/// `Forbidden` (needs `allergies.write`), `NotFound`, `PatientDeleted`, `Invalid` without a substance, or for a
/// date that is none, is to come or lies before birth.
pub fn edit(clinic: &mut Clinic, edit: &AllergyEdit) -> Result<AllergyView> {
    clinic.may(Right::AllergiesWrite)?;
    let today = clinic.today()?;
    let seen = edit.seen.to_read_version()?;
    clinic.write("edit allergy", |tx| {
        let mut row = chart_row::writable::<Allergy>(tx, &edit.id)?.value;
        let form = merged_form!(AllergyForm { substance, code, kind, reaction, severity, status, onset }
            of &edit.loaded, &edit.form, form_of(&row));
        let (substance, code, reaction, onset) = (
            fields::required(&form.substance, "substance"),
            fields::optional(&form.code, "code"),
            fields::optional(&form.reaction, "reaction"),
            chart_row::onset(tx, row.patient, &form.onset, &text(&row.onset), today),
        )
            .together()?;
        row.substance = substance.into();
        set(&mut row.code, code);
        set(&mut row.kind, form.kind);
        set(&mut row.reaction, reaction);
        row.severity = form.severity;
        row.status = form.status;
        set(&mut row.onset, onset);
        tx.update(&row, &seen)?;
        Ok(())
    })?;
    show(clinic, &edit.id)
}

/// Removes one that was entered in error. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `allergies.write`), `NotFound`, `PatientDeleted`, `Invalid` without a reason.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::AllergiesWrite)?;
    clinic.write("remove allergy", |tx| {
        chart_row::delete::<Allergy>(tx, id, seen, reason)
    })?;
    chart_row::removal::<Allergy>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `allergies.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::AllergiesWrite)?;
    chart_row::removal::<Allergy>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `allergies.write`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<AllergyView> {
    clinic.may(Right::AllergiesWrite)?;
    clinic.write("restore allergy", |tx| {
        chart_row::undelete::<Allergy>(tx, id, seen)
    })?;
    show(clinic, id)
}

fn gravity(severity: Severity) -> u8 {
    match severity {
        Severity::Unknown => 0,
        Severity::Mild => 1,
        Severity::Moderate => 2,
        Severity::Severe => 3,
    }
}
