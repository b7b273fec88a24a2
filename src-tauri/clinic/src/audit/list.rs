use std::collections::BTreeMap;

use sync_contract::ids::{FacilityId, PatientId, UserId};
use sync_contract::{Catalog, Right, Value};
use vault::audit::{AuditFilter, AuditLine, Change, EntryNumber};

use crate::Clinic;
use crate::access::Actor;
use crate::audit::view::{AuditChange, AuditPage, AuditQuery, AuditRow};
use crate::error::{Error, Reason, Result};
use crate::locations::facilities;
use crate::names::{PatientName, patient_names};
use crate::names::{StaffNames, staff_name};
use crate::reads::{ListRead, log_list};
use crate::view::{At, Choice, Id};
use crate::words::{field_label, shown};

/// Returns a page of the audit logs in this device's file, the newest first: the log under its present number, then
/// those under the numbers before.
///
/// # Errors
/// `Forbidden` (needs `audit.read`), `Invalid`.
pub fn list(clinic: &Clinic, query: &AuditQuery) -> Result<AuditPage> {
    clinic.may(Right::AuditRead)?;
    log_list(clinic, ListRead::AuditLog)?;
    let limit = query.limit.clamp(1, 100);
    let lines = clinic.unlocked().audit(&filter(query)?, limit)?;
    let staff = StaffNames::read(&clinic.read())?;
    let patients = patients(clinic, &lines)?;
    let facilities = facilities(&clinic.read())?;
    let is_full = lines.len() >= limit as usize;
    let next = lines
        .last()
        .filter(|_| is_full)
        .map(|line| written(EntryNumber::of(&line.entry)));
    Ok(AuditPage {
        rows: lines
            .into_iter()
            .map(|line| row(clinic.actor(), line, &staff, (&patients, &facilities)))
            .collect(),
        next,
    })
}

fn filter(query: &AuditQuery) -> Result<AuditFilter> {
    Ok(AuditFilter {
        user: query.user_id.as_ref().map(Id::to).transpose()?,
        patient: query.patient_id.as_ref().map(Id::to).transpose()?,
        facility: query.facility_id.as_ref().map(Id::to).transpose()?,
        action: query.action.clone(),
        from_us: query
            .from
            .as_ref()
            .map(|at| at.to_time("from"))
            .transpose()?
            .map(|time| time.0),
        until_us: query
            .until
            .as_ref()
            .map(|at| at.to_time("until"))
            .transpose()?
            .map(|time| time.0),
        outcome: query.outcome.map(Into::into),
        severity: query.severity.map(Into::into),
        before: query.before.as_deref().map(read).transpose()?,
    })
}

/// Returns an entry as the `next` of a page: `3.1204`.
fn written(entry: EntryNumber) -> String {
    format!("{}.{}", entry.device, entry.number)
}

fn read(text: &str) -> Result<EntryNumber> {
    let malformed = || Error::invalid("before", Reason::Malformed);
    let (device, number) = text.split_once('.').ok_or_else(malformed)?;
    Ok(EntryNumber {
        device: device.parse().map_err(|_| malformed())?,
        number: number.parse().map_err(|_| malformed())?,
    })
}

/// Returns the names of the patients on a page.
pub(super) fn patients(
    clinic: &Clinic,
    lines: &[AuditLine],
) -> Result<BTreeMap<PatientId, PatientName>> {
    let patients = lines.iter().filter_map(|line| line.entry.patient);
    patient_names(&clinic.read(), patients.map(PatientId))
}

pub(super) fn row(
    actor: &Actor,
    line: AuditLine,
    staff: &StaffNames,
    (patients, facilities): (
        &BTreeMap<PatientId, PatientName>,
        &BTreeMap<FacilityId, String>,
    ),
) -> AuditRow {
    let (is_undecryptable, is_endorsed) = (line.is_undecryptable(), line.is_endorsed);
    let (entry, mut detail) = (line.entry, line.detail.unwrap_or_default());
    let all = detail.changes.len();
    detail.changes.retain(|change| may_read(actor, change));
    AuditRow {
        device_number: entry.device_number,
        number: u32::try_from(entry.number).unwrap_or(u32::MAX),
        at: At::of(sync_contract::field::Time(entry.at_us)),
        who: entry.user.map(|user| staff.name(UserId(user))),
        facility: entry
            .facility
            .and_then(|facility| facilities.get(&FacilityId(facility)).cloned()),
        action: entry.action,
        resource: entry.resource,
        resource_id: entry.resource_id.map(Id::of),
        patient: entry
            .patient
            .and_then(|patient| patients.get(&PatientId(patient)).cloned()),
        outcome: entry.outcome,
        severity: entry.severity,
        retained_until: At::of(sync_contract::field::Time(entry.retention_until_us)),
        remark: detail.remark.clone(),
        changes: detail.changes.iter().flat_map(changes).collect(),
        is_undecryptable,
        is_withheld: detail.changes.len() < all,
        is_endorsed,
    }
}

/// Returns whether the values of a change may be shown; an entity that is not known has none that could be.
pub(super) fn may_read(actor: &Actor, change: &Change) -> bool {
    Catalog::by_number(change.entity).is_none_or(|entity| actor.can_read(entity))
}

/// Returns the differences field by field.
fn changes(change: &Change) -> Vec<AuditChange> {
    let Some(spec) = Catalog::by_number(change.entity)
        .and_then(|entity| Some((entity, entity.cell(change.cell)?)))
    else {
        return Vec::new();
    };
    let (entity, cell) = spec;
    let value = |fields: &Option<Vec<(u16, Value)>>, number: u16| {
        let fields = fields.as_ref()?;
        fields
            .iter()
            .find(|(known, _)| *known == number)
            .and_then(|(_, value)| shown(value))
    };
    let field = |spec: &sync_contract::FieldSpec| AuditChange {
        what: entity.name.to_owned(),
        field: field_label(spec.name),
        before: value(&change.before, spec.number),
        after: value(&change.after, spec.number),
    };
    cell.fields
        .iter()
        .map(field)
        .filter(|field| field.before != field.after)
        .collect()
}

/// Returns all users who work or worked here, by name: the filter by user offers them.
///
/// # Errors
/// `Forbidden` (needs `audit.read`).
pub fn people(clinic: &Clinic) -> Result<Vec<Choice>> {
    clinic.may(Right::AuditRead)?;
    let users = clinic.read().users()?;
    let mut people: Vec<Choice> = users
        .iter()
        .map(|user| Choice {
            id: Id::of(user.value.id),
            name: staff_name(&user.value),
        })
        .collect();
    people.sort_by_cached_key(|person| (person.name.to_lowercase(), person.id.clone()));
    Ok(people)
}
