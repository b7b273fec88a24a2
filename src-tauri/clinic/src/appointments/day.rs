use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use sync_contract::catalog::{
    Absence, Appointment, AppointmentPatient, Attendance, Department, Facility, Room, User,
};
use sync_contract::field::{Time, time};
use sync_contract::ids::{AppointmentId, DepartmentId, FacilityId, PatientId};
use sync_contract::{Entity, Right};
use vault::read::{Deleted, Reader, Stored};

use crate::appointment_types::known::Types;
use crate::appointments::absent::{Away, Slot, away_between, bands, is_expected, open_slots};
use crate::appointments::building::Elsewhere;
use crate::appointments::clash::occupies;
use crate::appointments::pages::Page;
use crate::appointments::schedule::{Schedule, half_hours};
use crate::appointments::status::status_of_one;
use crate::appointments::{
    AppointmentView, DepartmentChoice, DiaryChoices, DiaryColumn, DiaryView, FacilityChoice,
    HoursView, TypeChoice, WeekDay, WeekOf, WeekQuery, WeekView, pages,
};
use crate::clock::{bounds, start_of};
use crate::error::Result;
use crate::names::staff_name;
use crate::reads::{ListRead, log_list};
use crate::roles::given::{GivenAt, given};
use crate::view::{Choice, Day, Id, count};
use crate::working_hours::{RangeEnd, Stretch, WorkingHours, shown};
use crate::workplace::Workplace;
use crate::{Clinic, fields};

/// Opening hours of the grid on a day without working hours.
const USUAL: Stretch = Stretch {
    from: time(8, 0),
    to: RangeEnd::at(18, 0),
};

/// Returns the diary of all providers on one day.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `Invalid` for a day that is none.
pub fn day(clinic: &Clinic, day: &Day) -> Result<DiaryView> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let date = day.to_date("day")?;
    clinic.unlocked().read_at_once(|| read_day(clinic, date))
}

fn read_day(clinic: &Clinic, date: NaiveDate) -> Result<DiaryView> {
    look_over(&clinic.read())?;
    let zone = clinic.zone()?;
    let (from, until) = bounds(date, &zone);
    let workplace = clinic.workplace()?;
    // the day of another facility begins before or after the one that is shown
    let days: Vec<(Time, Time)> = workplace
        .zones()
        .iter()
        .map(|there| bounds(date, there))
        .collect();
    let first = days.iter().map(|day| day.0).min().unwrap_or(from);
    let last = days.iter().map(|day| day.1).max().unwrap_or(until);
    let page = Page::shown(clinic, first, last, |row| {
        workplace.shows(row.facility) && row.starts < until && row.ends > from
    })?;
    let appointments = page.views();
    let mut away = away_between(&clinic.read(), first, last)?;
    // who may see patients elsewhere alone has a column while they are booked here
    let (sites, all) = (workplace.sites(), providers_given(&clinic.read())?);
    let columns: Vec<DiaryColumn> = all
        .iter()
        .filter_map(|(user, given)| {
            let is_offered = given.includes_any(&sites);
            column(user, is_offered, date, &page, &away)
        })
        .collect();
    let providers: Vec<Stored<User>> = all
        .into_iter()
        .filter(|(_, given)| given.includes_any(&sites))
        .map(|(user, _)| user)
        .collect();
    let elsewhere = Elsewhere::read(&clinic.read(), &workplace)?;
    away.retain(|one| one.starts < until && one.ends > from);
    away.retain(|one| !elsewhere.has(one, |provider| page.has(provider)));
    let opens = columns
        .iter()
        .map(|column| column.from.clone())
        .min()
        .unwrap_or(shown(USUAL.from));
    let closes = columns
        .iter()
        .map(|column| column.to.clone())
        .max()
        .unwrap_or(USUAL.to.to_string());
    Ok(DiaryView {
        day: Day::of(date),
        time_zone: zone.name().to_owned(),
        opens,
        closes,
        columns,
        appointments,
        absences: bands(&clinic.read(), &away)?,
        choices: choices(clinic, &providers)?,
    })
}

/// Returns the week of one provider, of one room or of one department.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound`, `Invalid` for a day that is none.
pub fn week(clinic: &Clinic, query: &WeekQuery) -> Result<WeekView> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let date = query.day.to_date("day")?;
    let of = query.of.as_ref();
    clinic
        .unlocked()
        .read_at_once(|| read_week(clinic, date, of))
}

fn read_week(clinic: &Clinic, date: NaiveDate, of: Option<&WeekOf>) -> Result<WeekView> {
    look_over(&clinic.read())?;
    let monday = date - Days::new(date.weekday().num_days_from_monday().into());
    let zone = clinic.zone()?;
    let (from, until) = (start_of(monday, &zone), start_of(monday + WEEK, &zone));
    let (of, schedule, choices) = schedule_of(clinic, of)?;
    let workplace = clinic.workplace()?;
    // hours count by the clock of whose week it is, which may begin before or after the one that is shown
    let there = schedule.zone(&workplace);
    let first = from.min(start_of(monday, &there));
    let last = until.max(start_of(monday + WEEK, &there));
    let page = Page::shown(clinic, first, last, |row| {
        schedule.lists(row, &workplace) && row.starts < until && row.ends > from
    })?;
    let appointments = page.views();
    let mut away = away_between(&clinic.read(), from, until)?;
    away.retain(|one| schedule.is_of(one));
    let days: Vec<WeekDay> = monday
        .iter_days()
        .take(7)
        .map(|day| schedule.day(day, &page.appointments, &page.others, &away, &there))
        .collect();
    let hours = || days.iter().flat_map(|day| &day.hours);
    let opens = hours().map(|hours| hours.from.clone()).min();
    let closes = hours().map(|hours| hours.to.clone()).max();
    Ok(WeekView {
        from: Day::of(monday),
        time_zone: zone.name().to_owned(),
        opens: opens.unwrap_or(shown(USUAL.from)),
        closes: closes.unwrap_or(USUAL.to.to_string()),
        of,
        name: schedule.name,
        days,
        appointments,
        absences: bands(&clinic.read(), &away)?,
        choices,
    })
}

const WEEK: Days = Days::new(7);

/// Returns whose hours and appointments are shown, the usual ones where no provider is named, and where a room is of
/// another facility than that at which the session works.
pub(super) fn schedule_of(
    clinic: &Clinic,
    asked: Option<&WeekOf>,
) -> Result<(Option<WeekOf>, Schedule, DiaryChoices)> {
    let providers = providers(&clinic.read(), &clinic.workplace()?.sites())?;
    let choices = choices(clinic, &providers)?;
    let of = match asked {
        Some(of) if is_here(clinic, of)? => Some(of.clone()),
        _ => usual_week(clinic, &providers, &choices)?,
    };
    let schedule = match &of {
        None => Schedule::none(),
        Some(WeekOf::Provider { provider_id }) => {
            let user = clinic.require_row::<User>(provider_id.to()?, "user")?;
            Schedule::of_provider(&user.value)
        }
        Some(WeekOf::Room { room_id }) => {
            let room = clinic.require_row::<Room>(room_id.to()?, "room")?;
            Schedule::of_room(&room.value, &providers)
        }
        Some(WeekOf::Department { department_id }) => {
            let department = clinic.require_row::<Department>(department_id.to()?, "department")?;
            let users = clinic.read().users()?;
            Schedule::of_department(&department.value, &users, &providers)
        }
    };
    Ok((of, schedule, choices))
}

fn is_here(clinic: &Clinic, of: &WeekOf) -> Result<bool> {
    let WeekOf::Room { room_id } = of else {
        return Ok(true);
    };
    let room = clinic.require_row::<Room>(room_id.to()?, "room")?;
    Ok(clinic.workplace()?.shows(room.value.facility))
}

/// The user's own week where patients are booked with them, else that of the first provider, of this facility where
/// there is one, else the first room's.
fn usual_week(
    clinic: &Clinic,
    providers: &[Stored<User>],
    choices: &DiaryChoices,
) -> Result<Option<WeekOf>> {
    let workplace = clinic.workplace()?;
    let is_here = |row: &&Stored<User>| workplace.shows_own(row.value.facility);
    let is_own = |row: &&Stored<User>| row.value.id == clinic.user();
    let first = || providers.iter().find(is_here).or(providers.first());
    let provider = providers.iter().find(is_own).or_else(first);
    let provider = provider.map(|row| WeekOf::Provider {
        provider_id: Id::of(row.value.id),
    });
    let room = || {
        choices.rooms.first().map(|room| WeekOf::Room {
            room_id: room.id.clone(),
        })
    };
    Ok(provider.or_else(room))
}

/// Reads every appointment, every attendance and every absence by its tag: one that was edited out of its day, or out
/// of the file, is reported with the day.
pub(crate) fn look_over(reader: &Reader<'_>) -> Result<()> {
    reader.look_over(Appointment::DESCRIPTOR)?;
    reader.look_over(Absence::DESCRIPTOR)?;
    Ok(reader.look_over(AppointmentPatient::DESCRIPTOR)?)
}

/// Returns the appointments of one patient, the newest first, each with the status that it has for them.
pub(crate) fn appointments_of(clinic: &Clinic, patient: PatientId) -> Result<Vec<AppointmentView>> {
    let reader = clinic.read();
    look_over(&reader)?;
    let mut appointments = reader.appointments_of(patient)?;
    appointments.retain(|row| row.deleted.is_none());
    let (Some(first), Some(last)) = (
        appointments.iter().map(|row| row.value.starts).min(),
        appointments.iter().map(|row| row.value.ends).max(),
    ) else {
        return Ok(Vec::new());
    };
    let ids: BTreeSet<AppointmentId> = appointments.iter().map(|row| row.value.id).collect();
    let mut attendees = reader.attendees_between(first, last)?;
    attendees.retain(|row| ids.contains(&row.value.appointment));
    let seats: BTreeMap<Id, Attendance> = reader
        .attendances_of(patient)?
        .into_iter()
        .map(|row| (Id::of(row.value.appointment), row.value.attendance))
        .collect();
    let mut views = Page::of(clinic, &reader, appointments, attendees)?.views();
    views.reverse();
    for view in &mut views {
        view.status = status_of_one(view.status, seats.get(&view.id).copied());
    }
    Ok(views)
}

/// Returns the providers that a patient can be assigned to or book with where the session works, by name.
///
/// # Errors
/// `Forbidden` (needs `patients.read`).
pub fn provider_choices(clinic: &Clinic) -> Result<Vec<Choice>> {
    clinic.may(Right::PatientsRead)?;
    let sites = clinic.workplace()?.sites();
    Ok(choices_by_name(&providers(&clinic.read(), &sites)?))
}

pub(crate) fn choices_by_name(users: &[Stored<User>]) -> Vec<Choice> {
    let mut choices = choices_of(users);
    choices.sort_by_cached_key(|choice| choice.name.to_lowercase());
    choices
}

fn choices_of(users: &[Stored<User>]) -> Vec<Choice> {
    let choice = |user: &Stored<User>| Choice {
        id: Id::of(user.value.id),
        name: staff_name(&user.value),
    };
    users.iter().map(choice).collect()
}

/// Returns the providers of any of these facilities: active users whose roles let them start visits there, by name.
pub(crate) fn providers(reader: &Reader<'_>, at: &[FacilityId]) -> Result<Vec<Stored<User>>> {
    Ok(of_any(providers_given(reader)?, at))
}

/// Returns the providers of all facilities in use, by name.
pub(crate) fn providers_anywhere(reader: &Reader<'_>) -> Result<Vec<Stored<User>>> {
    holders_anywhere(reader, Right::VisitsWrite)
}

/// Returns all who may start visits, and at which facilities, by name.
pub(crate) fn providers_given(reader: &Reader<'_>) -> Result<Vec<(Stored<User>, GivenAt)>> {
    holders(reader, Right::VisitsWrite)
}

/// Returns the active users who have a right at any facility in use, by name.
pub(crate) fn holders_anywhere(reader: &Reader<'_>, right: Right) -> Result<Vec<Stored<User>>> {
    let facilities = reader.facilities()?.into_iter();
    let in_use = facilities.filter(|row| row.value.is_active);
    let in_use: Vec<FacilityId> = in_use.map(|row| row.value.id).collect();
    Ok(of_any(holders(reader, right)?, &in_use))
}

fn of_any(all: Vec<(Stored<User>, GivenAt)>, at: &[FacilityId]) -> Vec<Stored<User>> {
    let there = all.into_iter().filter(|(_, given)| given.includes_any(at));
    there.map(|(user, _)| user).collect()
}

/// Returns the active users with a role that has a right, and at which facilities, by name.
fn holders(reader: &Reader<'_>, right: Right) -> Result<Vec<(Stored<User>, GivenAt)>> {
    let mut given = given(reader, right)?;
    let users = reader.users()?.into_iter();
    let active = users.filter(|user| user.value.is_active);
    let entitled = active.filter_map(|user| {
        let of = given.remove(&user.value.id)?;
        Some((user, of))
    });
    Ok(entitled.collect())
}

/// Returns none for a provider who neither works here nor is booked here on that day. Free times count by the clock of
/// the facility at which the session works, and where it works at all of them by that of the provider's own.
fn column(
    user: &Stored<User>,
    is_offered: bool,
    day: NaiveDate,
    page: &Page,
    away: &[Away],
) -> Option<DiaryColumn> {
    let hours = WorkingHours::of(user.value.shift_schedule.as_deref());
    let stretches = hours.on(day);
    let is_theirs = |one: &&Appointment| one.provider == user.value.id && occupies(one.status);
    let own: Vec<&Appointment> = page
        .appointments
        .iter()
        .map(|row| &row.value)
        .filter(is_theirs)
        .collect();
    let is_own_facility = page.workplace.shows_own(user.value.facility);
    let works_here = is_offered && is_own_facility && !stretches.is_empty();
    if !works_here && own.is_empty() {
        return None;
    }
    let zone = page.workplace.zone_for(user.value.facility);
    let span = stretches.first().zip(stretches.last());
    let span = span.map_or(USUAL, |(first, last)| Stretch {
        from: first.from,
        to: last.to,
    });
    let breaks = stretches.windows(2).map(|pair| HoursView {
        from: pair[0].to.to_string(),
        to: shown(pair[1].from),
    });
    let is_own = |one: &&Away| one.provider == Some(user.value.id);
    let away: Vec<&Away> = away.iter().filter(is_own).collect();
    let slots = open_slots(stretches, day, &away, &zone);
    let (from, until) = bounds(day, &zone);
    let is_present = |one: &&Appointment| {
        let slot = Slot::of(one);
        !is_expected(one.status) || !away.iter().any(|away| !away.takes(&slot).is_empty())
    };
    let is_then = |one: &&Appointment| one.starts < until && one.ends > from;
    // who is booked in another facility is not free here
    let others = page.others.iter().filter(is_theirs);
    let taken = own.iter().copied().chain(others).filter(is_then);
    let taken = taken.filter(is_present);
    let taken = taken.map(|one| half_hours(one.starts, one.ends));
    let taken = taken.sum::<i64>();
    Some(DiaryColumn {
        provider_id: Id::of(user.value.id),
        name: staff_name(&user.value),
        from: shown(span.from),
        to: span.to.to_string(),
        breaks: breaks.collect(),
        booked: count(own.len()),
        free: u32::try_from((slots - taken).max(0)).unwrap_or(0),
    })
}

fn choices(clinic: &Clinic, providers: &[Stored<User>]) -> Result<DiaryChoices> {
    let mut rooms = clinic.read().all::<Room>(Deleted::Hidden)?;
    let workplace = clinic.workplace()?;
    rooms.retain(|room| {
        let facility = room.value.facility;
        room.value.is_active && workplace.is_in_use(facility) && workplace.shows(facility)
    });
    rooms.sort_by(|a, b| a.value.name.as_str().cmp(b.value.name.as_str()));
    Ok(DiaryChoices {
        types: Types::read(&clinic.read())?
            .offered()
            .map(|known| TypeChoice {
                id: Id(known.code.clone()),
                name: known.name.clone(),
                minutes: known.minutes,
                seats: known.seats,
                colour: known.colour,
            })
            .collect(),
        rooms: rooms
            .iter()
            .map(|room| Choice {
                id: Id::of(room.value.id),
                name: room.value.name.to_string(),
            })
            .collect(),
        providers: choices_of(providers),
        facilities: facilities(&workplace, &rooms),
        departments: departments(clinic, providers)?,
    })
}

fn facilities(workplace: &Workplace, rooms: &[Stored<Room>]) -> Vec<FacilityChoice> {
    if workplace.facility.is_some() || !workplace.are_several() {
        return Vec::new();
    }
    let choice = |facility: &Facility| FacilityChoice {
        id: Id::of(facility.id),
        name: facility.name.to_string(),
        room_ids: rooms
            .iter()
            .filter(|room| room.value.facility == facility.id)
            .map(|room| Id::of(room.value.id))
            .collect(),
    };
    let mut choices: Vec<FacilityChoice> = workplace.in_use().map(choice).collect();
    choices.sort_by_cached_key(|choice| choice.name.to_lowercase());
    choices
}

/// Returns the departments of these providers by name, the user's own first.
fn departments(clinic: &Clinic, providers: &[Stored<User>]) -> Result<Vec<DepartmentChoice>> {
    let theirs = providers.iter().filter_map(|row| row.value.department);
    let theirs: BTreeSet<DepartmentId> = theirs.collect();
    if theirs.is_empty() {
        return Ok(Vec::new());
    }
    let reader = clinic.read();
    let (all, users) = (reader.all::<Department>(Deleted::Hidden)?, reader.users()?);
    let own = users.iter().find(|row| row.value.id == clinic.user());
    let own = own.and_then(|row| row.value.department);
    let mut shown: Vec<&Department> = all.iter().map(|row| &row.value).collect();
    shown.retain(|department| theirs.contains(&department.id));
    shown.sort_by_cached_key(|one| (own != Some(one.id), fields::sort_key(one.name.as_str())));
    let choice = |department: &&Department| {
        let users = users.iter().map(|row| &row.value);
        let users = users.filter(|user| user.department == Some(department.id));
        DepartmentChoice {
            id: Id::of(department.id),
            name: department.name.to_string(),
            user_ids: users.map(|user| Id::of(user.id)).collect(),
        }
    };
    Ok(shown.iter().map(choice).collect())
}

/// Returns one appointment.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<AppointmentView> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    look_over(&clinic.read())?;
    let id: AppointmentId = id.to()?;
    clinic.reached(id, Right::AppointmentsRead)?;
    pages::one(clinic, id)
}
