//! What a laboratory has to do, of all patients.

use std::collections::BTreeMap;

use sync_contract::Right;
use sync_contract::catalog::{LabResult, LabStatus, LabTest, Patient};
use sync_contract::entity::Entity;
use sync_contract::ids::{FacilityId, LabTestId, PatientId};
use uuid::Uuid;
use vault::read::{Files, Reader, Stored};

use crate::Clinic;
use crate::error::Result;
use crate::labs::orders::{Shown, by_sheet};
use crate::labs::{LabWorkPage, LabWorkPart, LabWorkQuery, LabWorkRow};
use crate::names::PatientName;
use crate::reads::{ListRead, log_list};
use crate::searched_files::matching;
use crate::view::{count, page};

/// Returns a page of what is to be collected or to be resulted: for no particular day first, then by that day.
///
/// # Errors
/// `Forbidden` (needs `patients.read`, `chart.read` and `measurements.write`).
pub fn to_do(clinic: &Clinic, query: &LabWorkQuery) -> Result<LabWorkPage> {
    clinic.may(Right::PatientsRead)?;
    clinic.may(Right::ChartRead)?;
    clinic.may(Right::MeasurementsWrite)?;
    log_list(clinic, ListRead::Labs)?;
    let reader = clinic.read();
    // what is listed depends on rows that are not shown
    for entity in [
        Patient::DESCRIPTOR,
        LabTest::DESCRIPTOR,
        LabResult::DESCRIPTOR,
    ] {
        reader.look_over(entity)?;
    }
    let matching = matching(clinic, &reader, &query.search)?;
    let mut work = reader.lab_work()?;
    work.retain(|row| {
        matching
            .as_ref()
            .is_none_or(|matching| matching.contains(&row.patient))
    });
    let (to_collect, to_result): (Vec<_>, Vec<_>) = work
        .into_iter()
        .partition(|row| row.status == LabStatus::Ordered);
    let counts = [to_collect.len(), to_result.len()].map(count);
    let listed = match query.part {
        LabWorkPart::ToCollect => to_collect,
        LabWorkPart::ToResult => to_result,
    };
    let page = page(&listed, query.offset, query.limit);
    let ids: Vec<LabTestId> = page.map(|row| row.lab_test).collect();
    Ok(LabWorkPage {
        rows: rows(clinic, &reader, &ids)?,
        to_collect: counts[0],
        to_result: counts[1],
    })
}

fn rows(clinic: &Clinic, reader: &Reader<'_>, page: &[LabTestId]) -> Result<Vec<LabWorkRow>> {
    let facilities = reader.facilities()?;
    let facilities: BTreeMap<FacilityId, String> = facilities
        .iter()
        .map(|row| (row.value.id, row.value.name.to_string()))
        .collect();
    let ids: Vec<Uuid> = page.iter().map(|id| id.0).collect();
    let mut sheets = reader.by_ids::<LabTest>(&ids)?;
    sheets.sort_by_key(|row| page.iter().position(|id| *id == row.value.id));
    let lines = by_sheet(reader, page)?;
    let files: Vec<PatientId> = sheets.iter().map(|row| row.value.patient).collect();
    let shown = Shown::read(clinic, reader, page, &files)?;
    let merged = reader.files_of_all(&files)?;
    let shown_as = |of: PatientId| merged.get(&of).and_then(Files::shown).unwrap_or(of);
    let mut people: Vec<Uuid> = files.iter().map(|of| shown_as(*of).0).collect();
    people.sort_unstable();
    people.dedup();
    let people = reader.by_ids::<Patient>(&people)?;
    let rows = sheets.iter().filter_map(|row| {
        let of = shown_as(row.value.patient);
        // a file that has not come has no name to work under
        let is_of = |person: &&Stored<Patient>| person.value.id == of;
        let patient = &people.iter().find(is_of)?.value;
        let results = lines.get(&row.value.id).map_or(&[][..], Vec::as_slice);
        let facility = patient.facility.and_then(|of| facilities.get(&of));
        Some(LabWorkRow {
            patient: PatientName::of(patient),
            order: shown.order(row, results)?,
            facility: facility.cloned().unwrap_or_default(),
        })
    });
    Ok(rows.collect())
}
