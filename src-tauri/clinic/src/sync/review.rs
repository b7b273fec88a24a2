//! What a computer sent after it was taken out of the clinic: it waits at the server until a person who may write and
//! open it admits or rejects it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{Patient, Sex};
use sync_contract::entity::{CREATED, Entity};
use sync_contract::field::{Time, date_from_days};
use sync_contract::ids::PatientId;
use sync_contract::merge::is_signed;
use sync_contract::review::{ReviewDecide, ReviewGroup, ReviewRow};
use sync_contract::{Catalog, FieldRef, Value};
use uuid::Uuid;
use vault::review::{ReviewCell, ReviewChange};

use crate::conflicts::part;
use crate::conflicts::wording::Wording;
use crate::error::{Error, Inadmissible, Result};
use crate::names::{PatientName, StaffNames, named, patient_names};
use crate::reads::{ListRead, log_list, log_read};
use crate::view::{At, Day, Id};
use crate::words::entity_label;
use crate::{Clinic, devices, fields};

/// A change that waits for a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReviewRowView {
    pub id: Id,
    pub by: String,
    /// Its number, and its name where its row is here.
    pub device: String,
    pub written_at: Option<At>,
    pub received_at: At,
    pub patient: Option<PatientName>,
    /// Such as `patient` and `emergency contact`.
    pub what: Vec<String>,
    /// None where this user may admit it.
    pub inadmissible: Option<Inadmissible>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReviewField {
    /// Such as `patient.contact`.
    pub what: String,
    pub name: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReviewChangeView {
    pub row: ReviewRowView,
    pub fields: Vec<ReviewField>,
}

/// A held change as the server lists it, with its bytes where this device may have them.
#[derive(Debug, Clone)]
pub struct Fetched {
    pub listed: ReviewGroup,
    pub bytes: Option<Vec<u8>>,
}

/// Returns the held changes in the order in which they were made, each as far as this user can open it.
///
/// # Errors
/// `Forbidden` (needs `conflicts.resolve`).
pub fn list(clinic: &Clinic, fetched: &[Fetched]) -> Result<Vec<ReviewRowView>> {
    clinic.may(Right::ConflictsResolve)?;
    if !fetched.is_empty() {
        log_list(clinic, ListRead::Reviews)?;
    }
    let examined = fetched.iter().map(|sent| examine(clinic, sent));
    let examined = examined.collect::<Result<Vec<_>>>()?;
    rows(clinic, fetched, &examined)
}

/// Returns one held change with all of its values.
///
/// # Errors
/// `Forbidden` (needs `conflicts.resolve`), `NotFound` for what this device may not have.
pub fn show(clinic: &Clinic, fetched: &[Fetched], id: &Id) -> Result<ReviewChangeView> {
    clinic.may(Right::ConflictsResolve)?;
    let examined = fetched.iter().map(|sent| examine(clinic, sent));
    let examined = examined.collect::<Result<Vec<_>>>()?;
    let rows = rows(clinic, fetched, &examined)?;
    let stored = rows
        .into_iter()
        .zip(examined)
        .find(|(row, _)| row.id == *id);
    let Some((row, Some(sent))) = stored else {
        return Err(Error::NotFound("held change"));
    };
    match sent.group.writes.iter().find_map(patient_of) {
        Some(patient) => log_read(clinic, PatientId(patient))?,
        None => log_list(clinic, ListRead::Reviews)?,
    }
    let wording = Wording::new(clinic)?;
    let mut shown = Vec::new();
    for cell in sent.cells.iter().filter(|cell| cell.spec.number != CREATED) {
        let entity = cell.descriptor.name;
        for part in part::all_parts(entity, cell.spec, &[cell.values.as_slice()])? {
            if let Some(text) = wording.text(cell.spec, &part, &cell.values)? {
                shown.push(ReviewField {
                    what: part::what(cell.descriptor, cell.spec),
                    name: part.name,
                    text,
                });
            }
        }
    }
    Ok(ReviewChangeView { row, fields: shown })
}

/// Signs the admission of a held change: it stands for the rights that its author had.
///
/// # Errors
/// `Forbidden` (needs `conflicts.resolve`, and the right to each of its writes), `NotAdmissible` where it cannot be
/// admitted by anybody or not by this user.
pub fn admit(clinic: &Clinic, bytes: &[u8]) -> Result<ReviewDecide> {
    clinic.may(Right::ConflictsResolve)?;
    let sent = clinic.unlocked().examine_change(bytes)?;
    if let Some(fault) = sent.fault {
        return Err(Error::NotAdmissible(fault.into()));
    }
    for right in rights_needed(&sent) {
        clinic.may(right)?;
    }
    Ok(clinic.unlocked().admit_change(&sent)?)
}

/// Signs the rejection of a held change, which can never be undone; the reason is in the audit log.
///
/// # Errors
/// `Forbidden` (needs `conflicts.resolve`, and `devices.manage` or the right to each of its writes), `Invalid` without
/// a reason.
pub fn reject(clinic: &Clinic, bytes: &[u8], reason: &str) -> Result<ReviewDecide> {
    clinic.may(Right::ConflictsResolve)?;
    let reason = fields::required::<255>(reason, "reason")?;
    let sent = clinic.unlocked().examine_change(bytes)?;
    if !clinic.actor.can(Right::DevicesManage) {
        for right in rights_needed(&sent) {
            clinic.may(right)?;
        }
    }
    Ok(clinic.unlocked().reject_change(&sent, &reason)?)
}

/// Returns the rights that an author of these writes needs, in the order of the server's own check.
fn rights_needed(sent: &ReviewChange) -> BTreeSet<Right> {
    let created: BTreeSet<Uuid> = sent
        .cells
        .iter()
        .filter(|cell| cell.spec.number == CREATED)
        .map(|cell| cell.write.row)
        .collect();
    let mut rights = BTreeSet::new();
    for ReviewCell {
        descriptor, write, ..
    } in &sent.cells
    {
        let creates_row = created.contains(&write.row) && write.base.is_empty();
        rights.insert(match write.state.generation {
            0 => descriptor.right_to_write(write.state.cell, creates_row),
            _ => Right::KeysGrant,
        });
        if is_signed(descriptor, &write.state) {
            rights.insert(Right::NotesSign);
        }
    }
    rights
}

fn examine(clinic: &Clinic, sent: &Fetched) -> Result<Option<ReviewChange>> {
    let bytes = sent.bytes.as_deref();
    let examined = bytes.map(|bytes| clinic.unlocked().examine_change(bytes));
    Ok(examined.transpose()?)
}

fn rows(
    clinic: &Clinic,
    fetched: &[Fetched],
    examined: &[Option<ReviewChange>],
) -> Result<Vec<ReviewRowView>> {
    let staff = StaffNames::read(&clinic.read())?;
    let devices: BTreeMap<u32, String> = devices::rows(clinic)?
        .into_iter()
        .map(|device| (device.number, device.name))
        .collect();
    let listed = fetched.iter().flat_map(|sent| &sent.listed.rows);
    let stored = patient_names(
        &clinic.read(),
        listed.filter_map(patient_of_row).map(PatientId),
    )?;
    // a patient whom a held change made is named by what it says
    let new: BTreeMap<Uuid, PatientName> =
        examined.iter().flatten().filter_map(new_patient).collect();
    let name = |patient: Uuid| {
        let known = stored.get(&PatientId(patient));
        known.or_else(|| new.get(&patient)).cloned()
    };
    let row = |(sent, examined): (&Fetched, &Option<ReviewChange>)| {
        let ReviewGroup {
            id,
            author,
            device_number,
            received_at_us,
            rows,
            ..
        } = &sent.listed;
        let device = devices
            .get(device_number)
            .map_or(String::new(), |name| format!(" {name}"));
        let mut what: Vec<String> = Vec::new();
        for row in rows {
            let label = Catalog::by_number(row.entity)
                .map_or(row.entity.to_string(), |known| entity_label(known.name));
            if !what.contains(&label) {
                what.push(label);
            }
        }
        ReviewRowView {
            id: Id::of(*id),
            by: staff.name((*author).into()),
            device: format!("{device_number}{device}"),
            written_at: examined.as_ref().and_then(written_at),
            received_at: At::of(Time(*received_at_us)),
            patient: rows.iter().find_map(patient_of_row).and_then(name),
            what,
            inadmissible: match examined {
                None => Some(Inadmissible::Sealed),
                Some(sent) => inadmissible(clinic, sent),
            },
        }
    };
    Ok(fetched.iter().zip(examined).map(row).collect())
}

fn inadmissible(clinic: &Clinic, sent: &ReviewChange) -> Option<Inadmissible> {
    let lacks_right = || {
        rights_needed(sent)
            .into_iter()
            .any(|right| !clinic.actor.can(right))
    };
    sent.fault
        .map(Inadmissible::from)
        .or_else(|| lacks_right().then_some(Inadmissible::MissingRight))
}

fn written_at(sent: &ReviewChange) -> Option<At> {
    let times = sent
        .group
        .writes
        .iter()
        .map(|write| write.state.clock.unix_us());
    times.max().map(|us| At::of(Time(us)))
}

fn patient_of_row(row: &ReviewRow) -> Option<Uuid> {
    let is_patient = row.entity == Patient::DESCRIPTOR.number;
    row.patient.or(is_patient.then_some(row.row))
}

fn patient_of(write: &sync_contract::CellWrite) -> Option<Uuid> {
    let is_patient = write.entity == Patient::DESCRIPTOR.number;
    write.patient.or(is_patient.then_some(write.row))
}

/// Returns the patient whom a held change makes, as its values name them.
fn new_patient(sent: &ReviewChange) -> Option<(Uuid, PatientName)> {
    let is_patient = |cell: &&ReviewCell| cell.write.entity == Patient::DESCRIPTOR.number;
    let mut cells = sent.cells.iter().filter(is_patient);
    let id = cells.find(|cell| cell.spec.number == CREATED)?.write.row;
    let cells: Vec<&ReviewCell> = sent
        .cells
        .iter()
        .filter(|cell| cell.write.row == id)
        .collect();
    let value = |field: FieldRef| {
        let mut values = cells
            .iter()
            .map(|cell| field.in_values(cell.spec, &cell.values));
        values.find_map(|value| value)
    };
    let text = |field: FieldRef| match value(field) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let birth_date = match value(Patient::FIELD.birth_date) {
        Some(Value::Date(days)) => date_from_days(*days).map(Day::of),
        _ => None,
    };
    let sex = text(Patient::FIELD.sex).parse().unwrap_or(Sex::Unknown);
    let (given, family) = (
        text(Patient::FIELD.given_name),
        text(Patient::FIELD.family_name),
    );
    let file_number = text(Patient::FIELD.file_number);
    Some((
        id,
        named(id, (&given, &family), birth_date, sex, file_number),
    ))
}
