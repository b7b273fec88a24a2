//! What a rejected change would write: to enter it again, or to take it elsewhere, before it is discarded.

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::codec::Wire;
use sync_contract::ids::PatientId;
use vault::{Detail, Event};

use crate::Clinic;
use crate::conflicts::wording::Wording;
use crate::error::{Error, Result};
use crate::names::StaffNames;
use crate::reads::{ListRead, log_list, log_read};
use crate::sync::RejectedRow;
use crate::sync::page::refused;
use crate::sync::review::{ReviewField, patient_of, shown_fields};
use crate::view::Id;

/// `fields` are without what this user may not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RejectedChangeView {
    pub row: RejectedRow,
    pub by: String,
    pub fields: Vec<ReviewField>,
}

/// Returns a rejected change with the values that it would write. A read of its patient.
///
/// # Errors
/// `Forbidden` (needs `sync.run`), `NotFound` for one that is not there or that is decided, `Altered` for one that
/// another program edited.
pub fn show(clinic: &Clinic, group: &Id) -> Result<RejectedChangeView> {
    clinic.may(Right::SyncRun)?;
    Ok(opened(clinic, group)?.0)
}

/// Returns it with the patient whom it is about.
fn opened(clinic: &Clinic, group: &Id) -> Result<(RejectedChangeView, Option<PatientId>)> {
    let rows = refused(clinic)?.into_iter();
    let row = rows.into_iter().find(|row| row.group_id == *group);
    let row = row.ok_or(Error::NotFound("change"))?;
    let rejected = clinic.unlocked().vault().refused_group(group.to()?)?;
    let patient = rejected.group.writes.iter().find_map(patient_of);
    let patient = patient.map(PatientId);
    match patient {
        Some(patient) => log_read(clinic, patient)?,
        None => log_list(clinic, ListRead::Waiting)?,
    }
    let change = clinic
        .unlocked()
        .examine_change(&rejected.group.to_bytes())?;
    let view = RejectedChangeView {
        by: StaffNames::read(&clinic.read())?.name(rejected.author.into()),
        fields: shown_fields(clinic, &Wording::new(clinic)?, &change)?,
        row,
    };
    Ok((view, patient))
}

/// Returns the same as a JSON object in clear, for a file of its own, and logs that.
///
/// # Errors
/// `Forbidden` (needs `patients.export` and `sync.run`), `NotFound`, `Altered`.
pub fn export(clinic: &mut Clinic, group: &Id) -> Result<String> {
    clinic.may(Right::PatientsExport)?;
    clinic.may(Right::SyncRun)?;
    let (change, patient) = opened(clinic, group)?;
    let event = Event::new("export change", "vault").about(patient.map(|patient| patient.0));
    clinic.record(event, &Detail::default())?;
    Ok(serde_json::to_string_pretty(&change).expect("a view is always JSON"))
}
