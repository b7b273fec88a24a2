//! "None known": somebody asked for a list of the chart, and there was nothing to write down. It is not the same as an
//! empty list, for which nobody has asked.

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{
    AllergyStatus, ConditionStatus, DeletionReason, MedicationStatus, NoneKnown,
};
use sync_contract::ids::{NoneKnownId, PatientId};
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::chart_row;
use crate::clinic::require_not_deleted;
use crate::error::{Error, Result};
use crate::names::StaffNames;
use crate::view::{At, Id};

pub use sync_contract::catalog::HealthList;

/// Who asked last, and when. It says nothing while the list has an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoneKnownView {
    pub list: HealthList,
    pub by: String,
    pub at: At,
}

/// Returns the newest answer for each list that has one.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: PatientId) -> Result<Vec<NoneKnownView>> {
    clinic.may(Right::ChartRead)?;
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    let mut rows = reader.none_known(patient)?;
    rows.retain(|row| row.deleted.is_none());
    rows.sort_by_key(|row| std::cmp::Reverse(row.created_at));
    let staff = StaffNames::read(&reader)?;
    let mut newest: Vec<NoneKnownView> = Vec::new();
    for row in rows {
        let Some(&list) = row.value.list.open() else {
            continue;
        };
        if newest.iter().all(|known| known.list != list) {
            newest.push(NoneKnownView {
                list,
                by: staff.name(row.created_by),
                at: At::of(row.created_at),
            });
        }
    }
    newest.sort_by_key(|known| known.list);
    Ok(newest)
}

/// Records that somebody asked and that nothing is known.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`, and `allergies.write` for allergies), `NotFound`, `PatientDeleted`,
/// `ListNotEmpty` while the list has an entry that is not over.
pub fn add(clinic: &mut Clinic, patient: &Id, list: HealthList) -> Result<()> {
    clinic.may(Right::ProfilesWrite)?;
    require_list(clinic, list)?;
    let patient: PatientId = patient.to()?;
    clinic.write("state none known", |tx| {
        require_not_deleted(tx, patient)?;
        if has_entry(&tx.read(), patient, list)? {
            return Err(Error::ListNotEmpty);
        }
        let id: NoneKnownId = tx.new_id();
        let list = list.into();
        tx.insert(&NoneKnown { id, patient, list })?;
        Ok(())
    })
}

/// Takes back every such answer for a list: nobody has asked.
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

/// Returns whether a list has an entry that is neither removed nor over.
fn has_entry(reader: &Reader<'_>, patient: PatientId, list: HealthList) -> Result<bool> {
    fn any<E>(rows: &[Stored<E>], is_over: impl Fn(&E) -> bool) -> bool {
        rows.iter()
            .any(|row| row.deleted.is_none() && !is_over(&row.value))
    }
    Ok(match list {
        HealthList::Allergies => any(&reader.allergies(patient)?, |row| {
            row.status != AllergyStatus::Active
        }),
        HealthList::Conditions => any(&reader.conditions(patient)?, |row| {
            row.status == ConditionStatus::Resolved
        }),
        HealthList::Medications => any(&reader.medications(patient)?, |row| {
            row.status == MedicationStatus::Stopped
        }),
    })
}
