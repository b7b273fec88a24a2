//! Possible duplicates: of the person who is being registered, and among all patients (`list`).

pub mod list;
pub mod person;

use std::collections::BTreeSet;

use sync_contract::Right;
use sync_contract::ids::PatientId;

use crate::Clinic;
use crate::error::Result;
use crate::merged_files;
use crate::names::patient_names;
use crate::patients::duplicates::person::{ComparedPerson, Similarity};
use crate::patients::view::{Duplicate, PatientForm};
use crate::reads::{ListRead, log_list};

const SHOWN_MAX: usize = 8;

/// Returns patients who may be the person that is being registered, the likeliest first. Nothing is refused because of
/// it.
///
/// # Errors
/// `Forbidden` (needs `patients.read`).
pub fn duplicates(clinic: &Clinic, form: &PatientForm) -> Result<Vec<Duplicate>> {
    clinic.may(Right::PatientsRead)?;
    log_list(clinic, ListRead::Search)?;
    // a date is typed in steps, so an incomplete one is only not searched for
    let birth = match form.birth_date.as_ref().map(|day| day.to_date("birthDate")) {
        Some(Ok(date)) => Some(date),
        _ => None,
    };
    let mut similar = similar(clinic, &ComparedPerson::of_form(form, birth))?;
    similar.retain(|(_, similarity)| similarity.is_hint());
    similar.truncate(SHOWN_MAX);
    let names = patient_names(&clinic.read(), similar.iter().map(|(patient, _)| *patient))?;
    let views = similar.into_iter().filter_map(|(patient, similarity)| {
        Some(Duplicate {
            patient: names.get(&patient)?.clone(),
            reasons: similarity.reasons,
        })
    });
    Ok(views.collect())
}

/// Returns all who share something with a person, the most similar first.
pub(crate) fn similar(
    clinic: &Clinic,
    person: &ComparedPerson,
) -> Result<Vec<(PatientId, Similarity)>> {
    let sharing = clinic.sharing(&person.terms)?;
    let mut similar: Vec<(PatientId, Similarity)> = sharing
        .into_iter()
        .map(|(patient, terms)| {
            // the index has no addresses
            let known = ComparedPerson {
                terms,
                address: Vec::new(),
            };
            (patient, person.compare(&known))
        })
        .collect();
    similar.sort_by(|(a, one), (b, two)| one.rank().cmp(&two.rank()).then(a.cmp(b)));
    // of merged files the most similar one speaks for the patient
    let (shown, mut seen) = (merged_files::shown_by(&clinic.read())?, BTreeSet::new());
    similar.retain_mut(|(patient, _)| {
        *patient = shown(*patient);
        seen.insert(*patient)
    });
    Ok(similar)
}
