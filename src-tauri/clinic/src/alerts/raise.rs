//! Raises an alert.

use sync_contract::catalog::{Alert, Department, Facility, Room};
use sync_contract::field::Time;
use sync_contract::ids::{AlertId, FacilityId};
use sync_contract::{Compartment, Right};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::alerts::list::show;
use crate::alerts::sight::Sight;
use crate::alerts::{AlertForm, AlertSite, AlertSites, AlertView};
use crate::clinic::first_facility;
use crate::clinic_list;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::locations::Location;
use crate::view::{Choice, Id};
use crate::{Clinic, fields};

/// Returns where an alert can be: what is in use.
///
/// # Errors
/// `Forbidden` (needs `alerts.write`).
pub fn sites(clinic: &Clinic) -> Result<AlertSites> {
    clinic.may(Right::AlertsWrite)?;
    let (reader, sight) = (clinic.read(), Sight::read(clinic)?);
    let mut facilities = reader.facilities()?;
    facilities.retain(|row| row.value.is_active);
    let departments = clinic_list::all::<Department>(&reader)?;
    let rooms = clinic_list::all::<Room>(&reader)?;
    let site = |facility: &Stored<Facility>| {
        let id = facility.value.id;
        AlertSite {
            id: Id::of(id),
            name: facility.value.name.to_string(),
            departments: in_use(&departments, id),
            rooms: in_use(&rooms, id),
        }
    };
    let first = first_facility(&reader)?.map(|row| row.value.id);
    Ok(AlertSites {
        sites: facilities.iter().map(site).collect(),
        facility_id: sight.facility().or(first).map(Id::of),
        department_id: sight.department().map(Id::of),
    })
}

fn in_use<P: Location>(rows: &[Stored<P>], facility: FacilityId) -> Vec<Choice> {
    let mut choices: Vec<Choice> = rows
        .iter()
        .filter(|row| row.value.facts().facility == facility && row.value.facts().is_active)
        .map(|row| Choice {
            id: Id::of(row.value.id()),
            name: row.value.facts().name.to_string(),
        })
        .collect();
    choices.sort_by_cached_key(|choice| fields::sort_key(&choice.name));
    choices
}

/// Raises an alert in the name of this user.
///
/// # Errors
/// `Forbidden` (needs `alerts.write`), `WithoutCompartment`, `TooLong`, `Invalid` without a title, for a facility,
/// department or room that is not in use or not there, and for an end that has passed.
pub fn raise(clinic: &mut Clinic, form: &AlertForm) -> Result<AlertView> {
    clinic.may(Right::AlertsWrite)?;
    clinic.may_open(Compartment::Operations)?;
    let own = Sight::read(clinic)?.facility();
    let id = clinic.write("raise alert", |tx| {
        let (id, now): (AlertId, _) = (tx.new_id(), tx.now());
        let alert = checked(&tx.read(), id, form, own, now)?;
        tx.insert(&alert)?;
        Ok(id)
    })?;
    show(clinic, &Id::of(id))
}

/// Returns the checked values of a form.
fn checked(
    reader: &Reader<'_>,
    id: AlertId,
    form: &AlertForm,
    own: Option<FacilityId>,
    now: Time,
) -> Result<Alert> {
    let facility = facility(reader, form, own);
    let of = facility.as_ref().ok().copied();
    let expires = || match &form.expires_at {
        None => Ok(None),
        Some(at) => match at.to_time("expiresAt")? {
            at if at <= now => Err(Error::invalid("expiresAt", Reason::Backwards)),
            at => Ok(Some(at)),
        },
    };
    let (title, facility, department, room, description, expires_at) = (
        fields::required(&form.title, "title"),
        facility,
        part::<Department>(reader, form.department_id.as_ref(), of, "department"),
        part::<Room>(reader, form.room_id.as_ref(), of, "room"),
        fields::optional_paragraph(&form.description, "description"),
        expires(),
    )
        .together()?;
    Ok(Alert {
        id,
        kind: form.kind,
        priority: form.priority,
        facility,
        department: department.map(Into::into),
        room: room.map(Into::into),
        raised_at: now,
        expires_at,
        title: title.into(),
        description: description.into(),
        acknowledged_at: None,
        acknowledged_by: None,
        outcome: None,
        ended_at: None,
        ended_by: None,
        remark: None.into(),
    })
}

fn facility(reader: &Reader<'_>, form: &AlertForm, own: Option<FacilityId>) -> Result<FacilityId> {
    let rows = reader.facilities()?;
    let wanted = match &form.facility_id {
        Some(id) => Some(id.to()?),
        None => own.or(first_facility(reader)?.map(|row| row.value.id)),
    };
    let row = rows.iter().find(|row| Some(row.value.id) == wanted);
    match row.map(|row| &row.value) {
        None => Err(Error::invalid("facility", Reason::Unknown)),
        Some(facility) if !facility.is_active => Err(Error::invalid("facility", Reason::OutOfUse)),
        Some(facility) => Ok(facility.id),
    }
}

/// Returns the id of a part of the facility that is in use. Where the facility is wrong, only whether there is such a
/// part is asked.
fn part<P: Location>(
    reader: &Reader<'_>,
    id: Option<&Id>,
    facility: Option<FacilityId>,
    field: &'static str,
) -> Result<Option<Uuid>> {
    let Some(id) = id else {
        return Ok(None);
    };
    let id: Uuid = id.to()?;
    let row = reader.get::<P>(id.into())?;
    let row = row.filter(|row| row.deleted.is_none());
    let facts = row.map(|row| row.value.facts());
    match facts.filter(|facts| facility.is_none_or(|of| facts.facility == of)) {
        None => Err(Error::invalid(field, Reason::Unknown)),
        Some(facts) if !facts.is_active => Err(Error::invalid(field, Reason::OutOfUse)),
        Some(_) => Ok(Some(id)),
    }
}
