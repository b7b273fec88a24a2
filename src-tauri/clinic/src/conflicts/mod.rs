//! Two people changed one thing: both versions side by side, until a person decides.

pub mod difference;
pub mod list;
pub mod release;
pub mod resolve;
pub mod show;
pub mod view;

use sync_contract::ids::PatientId;
use uuid::Uuid;
use vault::reads::Conflict;

use crate::Clinic;
use crate::error::{Error, Result};

/// Every conflict that this user could decide: nobody decides in a compartment that they cannot open.
pub(crate) fn open(clinic: &Clinic) -> Result<Vec<Conflict>> {
    let all = clinic.read().conflicts()?;
    Ok(all.into_iter().filter(Conflict::is_open).collect())
}

pub(crate) fn find(clinic: &Clinic, id: Uuid) -> Result<Conflict> {
    open(clinic)?
        .into_iter()
        .find(|conflict| conflict.id == id)
        .ok_or(Error::NotFound("conflict"))
}

/// The patient whom a conflict is about, be it their own row or one of theirs.
pub(crate) fn patient_of(conflict: &Conflict) -> Option<PatientId> {
    let own = conflict.descriptor.number == PatientId::ENTITY;
    conflict
        .patient
        .or(own.then_some(conflict.row))
        .map(PatientId)
}
