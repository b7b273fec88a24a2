use std::collections::BTreeMap;

use sync_contract::catalog::{Setting, User};
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use sync_contract::{Catalog, Entity, Rejection, Right};
use uuid::Uuid;
use vault::quarantine::QuarantinedCell;
use vault::{NotCarried, Sender, Vault};

use crate::conflicts::part;
use crate::error::Result;
use crate::names::{PatientName, patient_names};
use crate::reads::{ListRead, log_list};
use crate::sync::review::patient_of;
use crate::sync::status::{Carrier, of};
use crate::sync::{
    NotCarriedRow, QuarantinedRow, RejectedAt, RejectedRow, SupportDetail, SyncPageView, WaitingRow,
};
use crate::view::{At, Id};
use crate::words::entity_label;
use crate::{Clinic, devices};

/// Returns the complete sync state. It has no clinical data: patients are named, the changes of their records are not
/// shown.
///
/// # Errors
/// `Forbidden` (needs `sync.run`).
pub fn show(clinic: &Clinic, carrier: Carrier) -> Result<SyncPageView> {
    clinic.may(Right::SyncRun)?;
    let vault = clinic.unlocked().vault();
    let reader = clinic.read();
    // who sent what is quarantined, and which settings are not carried
    reader.look_over(User::DESCRIPTOR)?;
    reader.look_over(Setting::DESCRIPTOR)?;
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
            detail("quarantined", &status.quarantined.to_string()),
        ],
        server_url: facts.server.map(|server| server.url),
        waiting,
        refused,
        quarantined: quarantined(vault)?,
        not_carried: not_carried(vault)?,
        devices: devices::rows(clinic)?,
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

/// Returns the changes that the server refused for good, with their codes, until a user decides about each.
pub(crate) fn refused(clinic: &Clinic) -> Result<Vec<RejectedRow>> {
    let refused = clinic.unlocked().vault().refused()?;
    let patient = |group: &vault::RejectedGroup| group.group.writes.iter().find_map(patient_of);
    let names = names(clinic, refused.iter().filter_map(patient))?;
    let rows = refused.iter().map(|group| RejectedRow {
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
    let field = known.zip(cell).and_then(|(known, cell)| {
        let number = rejection.field?;
        let mut fields = known.fields_of(cell);
        fields.find(|field| field.number == number)
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
        field: field.map(|field| part::key_of(field).to_owned()),
    })
}

/// Returns what was quarantined, with its senders. Needs no password and so no right: it names no patient.
///
/// # Errors
/// Those of the vault.
pub fn quarantined(vault: &Vault) -> Result<Vec<QuarantinedRow>> {
    let row = |(cell, sender): (QuarantinedCell, Sender)| QuarantinedRow {
        what: Catalog::by_number(cell.entity)
            .map_or(cell.entity.to_string(), |entity| entity_label(entity.name)),
        reason: cell.reason.as_str().to_lowercase(),
        by: name_of(&sender),
        device: sender.device_number.map(|number| match sender.device_name {
            Some(name) => format!("{number} {name}"),
            None => number.to_string(),
        }),
        at: At::of(Time(cell.quarantined_at_us)),
    };
    Ok(vault.quarantined()?.into_iter().map(row).collect())
}

/// Returns what admins signed and a restored server does not take, with who signed it. Needs no password and so no
/// right: it names staff and computers alone.
///
/// # Errors
/// Those of the vault.
pub fn not_carried(vault: &Vault) -> Result<Vec<NotCarriedRow>> {
    let row = |row: NotCarried| NotCarriedRow {
        id: Id::of(row.row),
        what: entity_label(row.entity),
        by: name_of(&row.signer),
        at: At::of(Time(row.signed_at_us)),
    };
    Ok(vault.not_carried()?.into_iter().map(row).collect())
}

fn name_of(sender: &Sender) -> Option<String> {
    let (given, family) = sender.user.as_ref()?;
    Some(format!("{given} {family}").trim().to_owned())
}
