use std::collections::BTreeMap;

use sync_contract::catalog::Device;
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use sync_contract::{Catalog, Rejection, Right};
use uuid::Uuid;
use vault::read::Stored;

use crate::Clinic;
use crate::conflicts::part;
use crate::error::Result;
use crate::names::{PatientName, patient_names};
use crate::reads::{ListRead, log_list};
use crate::sync::status::{Carrier, of};
use crate::sync::{
    DeviceRow, QuarantinedRow, RefusedRow, RejectedAt, SupportDetail, SyncPageView, WaitingRow,
};
use crate::view::{At, Id, ReadVersionToken};
use crate::words::entity_label;

/// Everything about where the data stands. No clinical word: patients are named, what was written of them is not.
///
/// # Errors
/// `Forbidden` (needs `sync.run`).
pub fn show(clinic: &Clinic, carrier: Carrier) -> Result<SyncPageView> {
    clinic.may(Right::SyncRun)?;
    let vault = clinic.unlocked().vault();
    let status = of(clinic, carrier)?;
    let facts = vault.clinic()?;
    let (waiting, refused) = (waiting(clinic)?, refused(clinic)?);
    if !waiting.is_empty() || !refused.is_empty() {
        log_list(clinic, ListRead::Waiting)?;
    }
    Ok(SyncPageView {
        details: vec![
            detail("clinic", &facts.tenant.to_string()),
            detail("device", &facts.device.to_string()),
            detail("device number", &facts.device_number.to_string()),
            detail("version", env!("CARGO_PKG_VERSION")),
            detail("waiting", &status.waiting.to_string()),
            detail("refused", &status.refused.to_string()),
            detail("kept aside", &status.quarantined.to_string()),
        ],
        server_url: facts.server.map(|server| server.url),
        waiting,
        refused,
        quarantined: quarantined(clinic)?,
        devices: devices(clinic)?,
        status,
    })
}

fn detail(name: &str, value: &str) -> SupportDetail {
    SupportDetail {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

fn names(
    clinic: &Clinic,
    patients: impl Iterator<Item = Uuid>,
) -> Result<BTreeMap<PatientId, PatientName>> {
    if !clinic.actor.can(Right::PatientsRead) {
        return Ok(BTreeMap::new());
    }
    patient_names(&clinic.read(), patients.map(PatientId))
}

fn waiting(clinic: &Clinic) -> Result<Vec<WaitingRow>> {
    let waiting = clinic.unlocked().vault().waiting_by_patient()?;
    let names = names(clinic, waiting.iter().map(|row| row.patient))?;
    let rows = waiting
        .iter()
        .filter(|row| row.groups > 0)
        .map(|row| WaitingRow {
            patient: names.get(&PatientId(row.patient)).cloned(),
            changes: row.groups,
            since: At::of(Time(row.since_us)),
        });
    Ok(rows.collect())
}

/// What the server refused for good: kept, with its code, until somebody decides.
pub(crate) fn refused(clinic: &Clinic) -> Result<Vec<RefusedRow>> {
    let refused = clinic.unlocked().vault().rejected()?;
    let patient =
        |group: &vault::RejectedGroup| group.group.writes.iter().find_map(|write| write.patient);
    let names = names(clinic, refused.iter().filter_map(patient))?;
    let rows = refused.iter().map(|group| RefusedRow {
        group_id: Id::of(group.group_id),
        what: group.name.clone(),
        patient: patient(group).and_then(|patient| names.get(&PatientId(patient)).cloned()),
        at: At::of(Time(group.created_at_us)),
        code: group.rejection.code.as_str().to_owned(),
        wrong: rejected_at(&group.rejection),
    });
    Ok(rows.collect())
}

/// Returns where a rejected change is wrong, in names instead of numbers.
pub fn rejected_at(rejection: &Rejection) -> Option<RejectedAt> {
    let entity = rejection.entity?;
    let known = Catalog::by_number(entity);
    let cell = known.and_then(|known| known.cell(rejection.cell?));
    let field = cell.and_then(|cell| {
        let number = rejection.field?;
        cell.fields.iter().find(|field| field.number == number)
    });
    Some(RejectedAt {
        row: rejection.row.map(Id::of),
        cell: match (known, cell) {
            (Some(known), Some(cell)) => part::what(known, cell),
            (known, _) => {
                let entity = known.map_or(entity.to_string(), |known| entity_label(known.name));
                rejection
                    .cell
                    .map_or(entity.clone(), |cell| format!("{entity} {cell}"))
            }
        },
        field: known
            .zip(field)
            .map(|(known, field)| part::key_of(known.name, field.name).to_owned()),
    })
}

fn quarantined(clinic: &Clinic) -> Result<Vec<QuarantinedRow>> {
    let rows = clinic.read().quarantined()?;
    let row = |row: &vault::quarantine::QuarantinedCell| QuarantinedRow {
        what: Catalog::by_number(row.entity)
            .map_or(row.entity.to_string(), |entity| entity_label(entity.name)),
        reason: row.reason.as_str().to_lowercase(),
        at: At::of(Time(row.quarantined_at_us)),
    };
    Ok(rows.iter().map(row).collect())
}

/// The computers of the clinic, by number. When another was last seen is as old as what the server last told of it.
pub(crate) fn devices(clinic: &Clinic) -> Result<Vec<DeviceRow>> {
    let own = clinic.unlocked().vault().clinic()?;
    let seen = clinic.unlocked().vault().devices_last_seen()?;
    let row = |row: &Stored<Device>| {
        let device = &row.value;
        let is_this = device.id == own.device;
        let number = u32::try_from(device.number).unwrap_or(0);
        let seen_device = seen.get(&number).filter(|_| !is_this);
        let contact = own.server.as_ref().and_then(|server| server.contact_at_us);
        let last_seen = match is_this {
            true => contact,
            false => seen_device.map(|seen_device| seen_device.at_us),
        };
        let version = match is_this {
            true => Some(env!("CARGO_PKG_VERSION").to_owned()),
            false => seen_device.and_then(|seen_device| seen_device.version.clone()),
        };
        DeviceRow {
            id: Id::of(device.id),
            seen: ReadVersionToken::of(&row.seen),
            number,
            name: device.name.to_string(),
            is_this,
            last_seen: last_seen.map(|us| At::of(Time(us))),
            waiting: None,
            version,
            revoked_at: device.revoked_at.map(At::of),
        }
    };
    Ok(clinic.read().devices()?.iter().map(row).collect())
}
