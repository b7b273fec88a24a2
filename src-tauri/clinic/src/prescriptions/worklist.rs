//! What a pharmacist has to dispense, of all patients.

use std::collections::BTreeSet;

use sync_contract::Right;
use sync_contract::catalog::{Allergy, Dispensing, Patient, PatientLink, Prescription};
use sync_contract::entity::Entity;
use sync_contract::ids::{PatientId, PrescriptionId};
use uuid::Uuid;
use vault::read::{Files, InForce, Reader, Stored};

use crate::Clinic;
use crate::error::Result;
use crate::names::{StaffNames, patient_names};
use crate::prescriptions::list::{Dispensed, left_and_beyond, view};
use crate::prescriptions::{DispensingPage, DispensingPart, DispensingQuery, DispensingRow};
use crate::reads::{ListRead, log_list};
use crate::searched_files::matching;
use crate::view::{count, page};

/// Returns a page of what may be dispensed today, the one that was prescribed first first.
///
/// # Errors
/// `Forbidden` (needs `patients.read`, `chart.read` and `prescriptions.dispense`).
pub fn to_dispense(clinic: &Clinic, query: &DispensingQuery) -> Result<DispensingPage> {
    clinic.may(Right::PatientsRead)?;
    clinic.may(Right::ChartRead)?;
    clinic.may(Right::PrescriptionsDispense)?;
    log_list(clinic, ListRead::Prescriptions)?;
    let (reader, today) = (clinic.read(), clinic.today()?);
    // what is listed depends on rows that are not shown
    for entity in [
        Patient::DESCRIPTOR,
        PatientLink::DESCRIPTOR,
        Prescription::DESCRIPTOR,
        Dispensing::DESCRIPTOR,
        Allergy::DESCRIPTOR,
    ] {
        reader.look_over(entity)?;
    }
    let matching = matching(clinic, &reader, &query.search)?;
    let (mut waiting, mut refills) = (Vec::new(), Vec::new());
    for row in reader.prescriptions_in_force(today)? {
        if matching
            .as_ref()
            .is_some_and(|matching| !matching.contains(&row.patient))
        {
            continue;
        }
        match part_of(&row) {
            Some(DispensingPart::Waiting) => waiting.push(row),
            Some(DispensingPart::Refills) => refills.push(row),
            None => {}
        }
    }
    let counts = [waiting.len(), refills.len()].map(count);
    let listed = match query.part {
        DispensingPart::Waiting => waiting,
        DispensingPart::Refills => refills,
    };
    let page = page(&listed, query.offset, query.limit);
    let ids: Vec<PrescriptionId> = page.map(|row| row.prescription).collect();
    Ok(DispensingPage {
        rows: rows(clinic, &reader, &ids)?,
        waiting: counts[0],
        refills: counts[1],
    })
}

/// Returns none where nothing is left of it.
fn part_of(row: &InForce) -> Option<DispensingPart> {
    // a count of rows fits
    let dispensed = u32::try_from(row.dispensed).unwrap_or(u32::MAX);
    match left_and_beyond(row.refills_allowed, dispensed).0 {
        0 => None,
        _ if dispensed == 0 => Some(DispensingPart::Waiting),
        _ => Some(DispensingPart::Refills),
    }
}

fn rows(
    clinic: &Clinic,
    reader: &Reader<'_>,
    page: &[PrescriptionId],
) -> Result<Vec<DispensingRow>> {
    let (staff, today) = (StaffNames::read(reader)?, clinic.today()?);
    let ids: Vec<Uuid> = page.iter().map(|id| id.0).collect();
    let mut prescriptions = reader.by_ids::<Prescription>(&ids)?;
    let order = |row: &Stored<Prescription>| page.iter().position(|id| *id == row.value.id);
    prescriptions.sort_by_key(order);
    let patients: Vec<PatientId> = prescriptions.iter().map(|row| row.value.patient).collect();
    let merged = reader.files_of_all(&patients)?;
    let files: BTreeSet<PatientId> = merged
        .values()
        .flat_map(|files| files.patients.iter().copied())
        .chain(patients.iter().copied())
        .collect();
    let files: Vec<PatientId> = files.into_iter().collect();
    // also from those files of a patient under which nothing was prescribed
    let merged = reader.files_of_all(&files)?;
    let shown = |of: PatientId| merged.get(&of).and_then(Files::shown).unwrap_or(of);
    let names = patient_names(reader, files.iter().copied())?;
    let dispensed = Dispensed::of(reader.dispensings_of_all(&files)?);
    let allergies = reader.allergies_of_all(&files)?;
    let mut rows = Vec::new();
    for row in &prescriptions {
        let of = shown(row.value.patient);
        let is_theirs = |allergy: &&Stored<Allergy>| shown(allergy.value.patient) == of;
        let theirs: Vec<_> = allergies.iter().filter(is_theirs).cloned().collect();
        // a file that has not come has no name to dispense under
        if let Some(patient) = names.get(&of).cloned() {
            let prescription = view(row, &dispensed, &theirs, &staff, today);
            rows.push(DispensingRow {
                patient,
                prescription,
            });
        }
    }
    Ok(rows)
}
