//! What of the diary is on paper: the list of a day for the front desk, and the card that a patient takes home. Neither
//! has a reason, a type or anything of a chart.

use std::collections::BTreeMap;

use serde::Serialize;
use sync_contract::Right;
use sync_contract::catalog::{Department, Patient};
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, PatientId, UserId};
use uuid::Uuid;

use crate::Clinic;
use crate::appointments::absent::{AbsentNames, Away, away_between};
use crate::appointments::building::Elsewhere;
use crate::appointments::pages::Page;
use crate::appointments::{AppointmentStatus, AppointmentView, day, pages, series};
use crate::clock::bounds;
use crate::department::users_of;
use crate::error::{Error, Reason, Result};
use crate::names::{PatientName, phone};
use crate::reads::{ListRead, log_list, log_read};
use crate::view::{At, Day, Id, ReadVersionToken};

/// Who comes at one time; `phone` is empty where none is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DayListRow {
    pub starts_at: At,
    pub ends_at: At,
    pub patient: PatientName,
    pub phone: String,
    pub room: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DayListPart {
    pub provider: String,
    pub rows: Vec<DayListRow>,
}

/// A provider who is absent or a room that is closed on the day; none of a start and an end on another day. Why is not
/// on paper, which lies about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DayListAbsence {
    pub name: String,
    pub is_room: bool,
    pub starts_at: Option<At>,
    pub ends_at: Option<At>,
}

/// Of each provider with appointments, all of them or those of a department; cancelled ones are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DayList {
    pub day: Day,
    pub department: Option<String>,
    pub absences: Vec<DayListAbsence>,
    pub parts: Vec<DayListPart>,
}

/// Another date of the same series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CardDate {
    pub starts_at: At,
    pub ends_at: At,
    pub provider: String,
    pub room: Option<String>,
}

/// `later` are the dates of its series that come after it and are still expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentCard {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub starts_at: At,
    pub ends_at: At,
    pub provider: String,
    pub room: Option<String>,
    pub is_cancelled: bool,
    pub later: Vec<CardDate>,
}

/// Whose appointments a list has.
enum Whose {
    All,
    Provider(UserId),
    Department(Vec<UserId>),
}

impl Whose {
    fn has(&self, user: UserId) -> bool {
        match self {
            Self::All => true,
            Self::Provider(provider) => *provider == user,
            Self::Department(users) => users.contains(&user),
        }
    }
}

/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound` for a department that is none, `Invalid` for a day that is none
/// and for a provider together with a department.
pub(super) fn day_list(
    clinic: &Clinic,
    day: &Day,
    provider: Option<&Id>,
    department: Option<&Id>,
) -> Result<DayList> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let department = department.map(|id| clinic.require_row::<Department>(id.to()?, "department"));
    let department = department.transpose()?.map(|row| row.value);
    let whose = match (provider, &department) {
        (Some(_), Some(_)) => return Err(Error::invalid("providerId", Reason::Impossible)),
        (Some(provider), None) => Whose::Provider(provider.to()?),
        (None, Some(department)) => {
            Whose::Department(users_of(&clinic.read().users()?, department.id))
        }
        (None, None) => Whose::All,
    };
    let date = day.to_date("day")?;
    let (from, until) = bounds(date, &clinic.zone()?);
    day::look_over(&clinic.read())?;
    let page = Page::listed(clinic, from, until)?;
    let mut views = page.views();
    views.retain(|view| {
        let provider = view.provider_id.to();
        view.status != AppointmentStatus::Cancelled && provider.is_ok_and(|id| whose.has(id))
    });
    let phones = phones(clinic, &views)?;
    let mut parts: Vec<DayListPart> = Vec::new();
    for view in &views {
        let rows = view.patients.iter().map(|patient| DayListRow {
            starts_at: view.starts_at.clone(),
            ends_at: view.ends_at.clone(),
            patient: patient.clone(),
            phone: phones.get(&patient.id.0).cloned().unwrap_or(String::new()),
            room: view.room.clone(),
        });
        match parts.iter_mut().find(|part| part.provider == view.provider) {
            Some(part) => part.rows.extend(rows),
            None => parts.push(DayListPart {
                provider: view.provider.clone(),
                rows: rows.collect(),
            }),
        }
    }
    parts.sort_by_cached_key(|part| part.provider.to_lowercase());
    Ok(DayList {
        day: Day::of(date),
        department: department.map(|department| department.name.to_string()),
        absences: absences(clinic, (from, until), &whose, &page)?,
        parts,
    })
}

/// Returns who is absent of those in the list, and which rooms are closed.
fn absences(
    clinic: &Clinic,
    (from, until): (Time, Time),
    whose: &Whose,
    page: &Page,
) -> Result<Vec<DayListAbsence>> {
    let reader = clinic.read();
    let mut away = away_between(&reader, from, until)?;
    let elsewhere = Elsewhere::read(&reader, &page.workplace)?;
    away.retain(|one| !elsewhere.has(one, |provider| page.has(provider)));
    away.retain(|one| one.provider.is_none_or(|provider| whose.has(provider)));
    let names = AbsentNames::read(&reader)?;
    let absence = |one: &Away| DayListAbsence {
        name: names.of(one.provider, one.room),
        is_room: one.provider.is_none(),
        starts_at: (one.starts > from).then(|| At::of(one.starts)),
        ends_at: (one.ends < until).then(|| At::of(one.ends)),
    };
    Ok(away.iter().map(absence).collect())
}

/// Reads the phone numbers of all who come, by one statement.
fn phones(clinic: &Clinic, views: &[AppointmentView]) -> Result<BTreeMap<String, String>> {
    let patients = views.iter().flat_map(|view| &view.patients);
    let mut ids: Vec<Uuid> = patients
        .map(|patient| patient.id.to::<PatientId>().map(|id| id.0))
        .collect::<Result<_>>()?;
    ids.sort_unstable();
    ids.dedup();
    let rows = clinic.read().by_ids::<Patient>(&ids)?;
    let phones = rows.iter().filter_map(|row| {
        let phone = phone(&row.value)?;
        Some((Id::of(row.value.id).0, phone))
    });
    Ok(phones.collect())
}

/// Returns whose card is printed: of several who attend, the one who is named.
///
/// # Errors
/// `NotFound`, `Invalid` where no patient is named and several attend, or where the named one does not.
pub(super) fn card_of(clinic: &Clinic, id: &Id, patient: Option<&Id>) -> Result<PatientId> {
    let id: AppointmentId = id.to()?;
    clinic.reached(id, Right::AppointmentsRead)?;
    let attendees = clinic.read().attendees(id)?;
    let mut attendees = attendees.iter().map(|row| row.value.patient);
    let attendee = match patient {
        Some(named) => {
            let named: PatientId = named.to()?;
            attendees.find(|patient| *patient == named)
        }
        None => attendees.next().filter(|_| attendees.next().is_none()),
    };
    attendee.ok_or(Error::invalid("patientId", Reason::Unknown))
}

/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound`, `Invalid` as [`card_of`].
pub(super) fn card(clinic: &Clinic, id: &Id, patient: Option<&Id>) -> Result<AppointmentCard> {
    clinic.may(Right::AppointmentsRead)?;
    log_read(clinic, card_of(clinic, id, patient)?)?;
    let view = pages::one(clinic, id.to()?)?;
    Ok(AppointmentCard {
        later: later(clinic, &view)?,
        is_cancelled: view.status == AppointmentStatus::Cancelled,
        id: view.id,
        seen: view.seen,
        starts_at: view.starts_at,
        ends_at: view.ends_at,
        provider: view.provider,
        room: view.room,
    })
}

/// Returns the dates of the series after one that is printed.
fn later(clinic: &Clinic, view: &AppointmentView) -> Result<Vec<CardDate>> {
    if view.series.is_none() {
        return Ok(Vec::new());
    }
    let mut all = series::list::show(clinic, &view.id)?.appointments;
    all.retain(|other| other.is_ahead() && other.starts_at > view.starts_at);
    let date = |other: AppointmentView| CardDate {
        starts_at: other.starts_at,
        ends_at: other.ends_at,
        provider: other.provider,
        room: other.room,
    };
    Ok(all.into_iter().map(date).collect())
}
