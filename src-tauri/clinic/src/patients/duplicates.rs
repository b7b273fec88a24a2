use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::field::days_since_1970;
use sync_contract::ids::PatientId;
use vault::search::{Candidate, Likeness as Found};

use crate::Clinic;
use crate::audit::{Looked, note_look};
use crate::error::Result;
use crate::patients::identity;
use crate::patients::likeness::DuplicateReason;
use crate::patients::view::{Duplicate, PatientForm};

const SHOWN_MAX: usize = 8;

/// Patients who may be the person that is being registered, the likeliest first. Nothing is refused for it.
///
/// Errors: `Forbidden` (needs `patients.read`).
pub fn duplicates(clinic: &Clinic, form: &PatientForm) -> Result<Vec<Duplicate>> {
    clinic.may(Right::PatientsRead)?;
    note_look(clinic, Looked::Search)?;
    // half a date is typed before a whole one, so a wrong one is only not looked for
    let birth = match form.birth_date.as_ref().map(|day| day.to_date("birthDate")) {
        Some(Ok(date)) => Some(date),
        _ => None,
    };
    let candidate = Candidate {
        given_name: &form.given_name,
        family_name: &form.family_name,
        other_names: &form.other_names,
        birth: birth.map(days_since_1970),
        file_number: "",
        national_id: &form.national_id,
        phones: &form.phone,
        email: &form.email,
    };
    let found = clinic.likely_duplicates(&candidate, None, SHOWN_MAX)?;
    let ids: Vec<_> = found.iter().map(|duplicate| duplicate.patient.0).collect();
    let rows = clinic.read().by_ids::<Patient>(&ids)?;
    let view = |id: PatientId| {
        rows.iter()
            .find(|row| row.value.id == id)
            .map(|row| identity::name(&row.value))
    };
    let views = found.iter().filter_map(|duplicate| {
        Some(Duplicate {
            patient: view(duplicate.patient)?,
            reasons: reasons(&duplicate.reasons),
        })
    });
    Ok(views.collect())
}

/// Each reason of the index in the parts that the screen words.
pub(super) fn reasons(found: &[Found]) -> Vec<DuplicateReason> {
    use crate::patients::likeness::DuplicateReason as D;
    let mut reasons: Vec<D> = found
        .iter()
        .flat_map(|reason| match reason {
            Found::SameNationalId => vec![D::SameNationalId],
            Found::SameFileNumber => vec![D::SameFileNumber],
            Found::SameNameAndBirth | Found::SwappedNames => vec![D::SameName, D::SameBirthDate],
            Found::SimilarNameAndBirth => vec![D::SimilarName, D::SameBirthDate],
            Found::SameNameSimilarBirth => vec![D::SameName, D::SimilarBirthDate],
            Found::SameName => vec![D::SameName],
            Found::SamePhone => vec![D::SamePhone],
            Found::SameEmail => vec![D::SameEmail],
        })
        .collect();
    let mut seen = Vec::new();
    reasons.retain(|reason| {
        !seen.contains(reason) && {
            seen.push(*reason);
            true
        }
    });
    reasons
}
