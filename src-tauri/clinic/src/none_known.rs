//! "None known": the patient was asked for a list of the chart, and there was nothing to record. It is not the same as
//! an empty list, which was not asked for.

use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{
    Allergy, Condition, ConditionStatus, DeletionReason, Medication, MedicationStatus, NoneKnown,
};
use sync_contract::entity::Entity;
use sync_contract::field::Time;
use sync_contract::ids::{NoneKnownId, PatientId};
use sync_contract::{Descriptor, Right};
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::allergies::may_be_active;
use crate::chart_row;
use crate::clinic::require_not_deleted;
use crate::error::{Error, Result};
use crate::names::StaffNames;
use crate::view::{At, Id};

pub use sync_contract::catalog::HealthList;

/// The user who asked last, and when. It does not count while the list has an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoneKnownView {
    pub list: HealthList,
    pub by: String,
    pub at: At,
}

/// Returns the newest answer for each list that it still speaks for: one without an entry that is not over, without one
/// that came after the answer, and without one that is damaged, missing or still to come.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: PatientId) -> Result<Vec<NoneKnownView>> {
    clinic.may(Right::ChartRead)?;
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    of_patient(clinic, &reader, patient, &StaffNames::read(&reader)?)
}

pub(crate) fn of_patient(
    clinic: &Clinic,
    reader: &Reader<'_>,
    patient: PatientId,
    staff: &StaffNames,
) -> Result<Vec<NoneKnownView>> {
    let mut rows = reader.none_known(patient)?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.created));
    let mut known = Vec::new();
    for list in [
        HealthList::Allergies,
        HealthList::Conditions,
        HealthList::Medications,
    ] {
        let newest = rows.iter().find(|row| row.value.list.open() == Some(&list));
        let Some(row) = newest else {
            continue;
        };
        let entries = Entries::of(reader, patient, list)?;
        if !entries.is_any_active
            && entries.newest.is_none_or(|entry| entry < row.created_at)
            && !clinic.is_damaged(patient, descriptor(list))?
            && !clinic.is_partial(descriptor(list))?
        {
            known.push(NoneKnownView {
                list,
                by: staff.name(row.created_by),
                at: At::of(row.created_at),
            });
        }
    }
    Ok(known)
}

/// Records that the patient was asked and that nothing is known.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`, and `allergies.write` for allergies), `NotFound`, `PatientDeleted`,
/// `ListNotEmpty` while the list has an entry that is not over, or one that is damaged or missing; `NotAllHere` while
/// entries may be elsewhere.
pub fn add(clinic: &mut Clinic, patient: &Id, list: HealthList) -> Result<()> {
    clinic.may(Right::ProfilesWrite)?;
    require_list(clinic, list)?;
    let patient: PatientId = patient.to()?;
    // what cannot be shown is not nothing: the look at it is what tells of the damage
    Entries::of(&clinic.read(), patient, list)?;
    if clinic.is_damaged(patient, descriptor(list))? {
        return Err(Error::ListNotEmpty);
    }
    if clinic.is_partial(descriptor(list))? {
        return Err(Error::NotAllHere);
    }
    clinic.write("state none known", |tx| {
        require_not_deleted(tx, patient)?;
        if Entries::of(&tx.read(), patient, list)?.is_any_active {
            return Err(Error::ListNotEmpty);
        }
        let id: NoneKnownId = tx.new_id();
        let list = list.into();
        tx.insert(&NoneKnown { id, patient, list })?;
        Ok(())
    })
}

/// Takes back every such answer for a list: it counts as not asked for.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`, and `allergies.write` for allergies), `NotFound` where there is none,
/// `PatientDeleted`.
pub fn remove(clinic: &mut Clinic, patient: &Id, list: HealthList) -> Result<()> {
    clinic.may(Right::ProfilesWrite)?;
    require_list(clinic, list)?;
    let patient: PatientId = patient.to()?;
    clinic.write("take back none known", |tx| {
        require_not_deleted(tx, patient)?;
        let mut rows = tx.read().none_known(patient)?;
        rows.retain(|row| row.deleted.is_none() && row.value.list.open() == Some(&list));
        if rows.is_empty() {
            return Err(Error::NotFound("answer"));
        }
        for row in rows {
            let why = DeletionReason::EnteredInError;
            tx.delete::<NoneKnown>(row.value.id, why, None, &row.seen)?;
        }
        Ok(())
    })
}

fn require_list(clinic: &Clinic, list: HealthList) -> Result<()> {
    match list {
        HealthList::Allergies => clinic.may(Right::AllergiesWrite),
        HealthList::Conditions | HealthList::Medications => Ok(()),
    }
}

/// What a list has, apart from what was removed.
struct Entries {
    is_any_active: bool,
    newest: Option<Time>,
}

impl Entries {
    fn of(reader: &Reader<'_>, patient: PatientId, list: HealthList) -> Result<Self> {
        fn of<E>(rows: &[Stored<E>], is_active: impl Fn(&Stored<E>) -> bool) -> Entries {
            Entries {
                is_any_active: rows.iter().any(is_active),
                newest: rows.iter().map(|row| row.created_at).max(),
            }
        }
        Ok(match list {
            HealthList::Allergies => of(&reader.allergies(patient)?, may_be_active),
            // while another version of its course waits for a decision, one may go on
            HealthList::Conditions => of(&reader.conditions(patient)?, |row| {
                let is_contested = row.conflicted.contains(&Condition::CELL.course.number);
                row.value.status != ConditionStatus::Resolved || is_contested
            }),
            HealthList::Medications => of(&reader.medications(patient)?, |row| {
                let is_contested = row.conflicted.contains(&Medication::CELL.course.number);
                row.value.status != MedicationStatus::Stopped || is_contested
            }),
        })
    }
}

/// The entries of a list.
fn descriptor(list: HealthList) -> &'static Descriptor {
    match list {
        HealthList::Allergies => Allergy::DESCRIPTOR,
        HealthList::Conditions => Condition::DESCRIPTOR,
        HealthList::Medications => Medication::DESCRIPTOR,
    }
}
