//! Absences that last, that come and that are over, with the appointments that lie in them.

use std::collections::{BTreeMap, BTreeSet};

use sync_contract::Right;
use sync_contract::catalog::{Absence, Appointment, AppointmentPatient};
use sync_contract::entity::Entity;
use sync_contract::field::Time;
use sync_contract::ids::{AbsenceId, AppointmentId, RoomId, UserId};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::absences::{
    AbsenceForm, AbsencePage, AbsencePart, AbsenceQuery, AbsenceRow, AbsenceState, AbsenceView,
    WHAT,
};
use crate::appointments::AppointmentView;
use crate::appointments::absent::{AbsentNames, Away, Slot, away_between, is_expected};
use crate::appointments::day::look_over;
use crate::appointments::here::Here;
use crate::appointments::pages::Page;
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::reads::{ListRead, log_list};
use crate::view::{At, Id, ReadVersionToken, RecordSync, count, page};

const DAY_US: i64 = 86_400_000_000;
/// What ended earlier is listed no longer.
const PAST_US: i64 = 366 * DAY_US;

/// Returns a part of the absences of the facility at which the session works. How many appointments lie in each is
/// computed from what is on this device now, so that those which a sync brought together are counted, too.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`).
pub fn list(clinic: &Clinic, query: &AbsenceQuery) -> Result<AbsencePage> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let reader = clinic.read();
    look_over(&reader)?;
    let now = clinic.now();
    let from = match query.part {
        AbsencePart::Current => now,
        AbsencePart::Past => Time(now.0.saturating_sub(PAST_US)),
    };
    let mut rows = reader.absences_between(from, Time(i64::MAX))?;
    let is_current = |row: &Stored<Absence>| {
        matches!(
            state(&row.value, now),
            AbsenceState::Coming | AbsenceState::Present
        )
    };
    match query.part {
        AbsencePart::Current => rows.retain(is_current),
        AbsencePart::Past => {
            rows.retain(|row| !is_current(row));
            rows.reverse();
        }
    }
    let mut of_part = match query.part {
        AbsencePart::Current => Inside::of(&reader, &rows, now)?,
        AbsencePart::Past => Inside::default(),
    };
    let here = Here::read(&reader, &clinic.workplace()?)?;
    rows.retain(|row| {
        let absence = &row.value;
        let is_booked = of_part.is_booked(absence.id, &here);
        here.has_absence(absence.provider, absence.room, is_booked)
    });
    of_part.limit_to(&rows);
    let total = count(rows.len());
    let shown: Vec<Stored<Absence>> = page(rows, query.offset, query.limit).collect();
    Ok(AbsencePage {
        total,
        inside: count(of_part.all().len()),
        rows: views(&reader, &shown, &of_part, now)?,
    })
}

/// Returns one absence with the appointments that lie in it and have not ended, in the order of their starts. A session
/// that is bound to a facility, or has chosen one, sees none of another.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<AbsenceView> {
    clinic.may(Right::AppointmentsRead)?;
    let row = of_here(clinic, id.to()?)?;
    view(clinic, row)
}

/// Returns one as it is after a change.
///
/// # Errors
/// As [`show`].
pub(super) fn changed(clinic: &Clinic, id: AbsenceId) -> Result<AbsenceView> {
    clinic.may(Right::AppointmentsRead)?;
    view(clinic, clinic.require_row::<Absence>(id, WHAT)?)
}

/// Returns one that [`list`] has where a facility was chosen for the session, or its user's roles bind it to one.
///
/// # Errors
/// `NotFound`, as for one of another facility.
pub(super) fn of_here(clinic: &Clinic, id: AbsenceId) -> Result<Stored<Absence>> {
    let mut rows = vec![clinic.require_row::<Absence>(id, WHAT)?];
    drop_elsewhere(clinic, &clinic.read(), &mut rows)?;
    or_not_found(rows.pop(), WHAT)
}

/// Leaves those of other facilities out, where one was chosen for the session or its user's roles bind it to one.
fn drop_elsewhere(
    clinic: &Clinic,
    reader: &Reader<'_>,
    rows: &mut Vec<Stored<Absence>>,
) -> Result<()> {
    let workplace = clinic.workplace()?;
    if workplace.chosen().is_none() {
        return Ok(());
    }
    let here = Here::read(reader, &workplace)?;
    let inside = Inside::of(reader, rows, clinic.now())?;
    rows.retain(|row| {
        let absence = &row.value;
        let is_booked = inside.is_booked(absence.id, &here);
        here.has_absence(absence.provider, absence.room, is_booked)
    });
    Ok(())
}

fn view(clinic: &Clinic, row: Stored<Absence>) -> Result<AbsenceView> {
    log_list(clinic, ListRead::Diary)?;
    let (reader, now) = (clinic.read(), clinic.now());
    let rows = [row];
    let inside = Inside::of(&reader, &rows, now)?;
    let mut shown = views(&reader, &rows, &inside, now)?;
    let appointments = cards(clinic, &reader, inside.appointments)?;
    Ok(AbsenceView {
        row: shown.remove(0),
        appointments,
    })
}

/// Returns the appointments that would lie in an absence: what is to be moved or called about, before it is recorded.
/// Of a form without a provider and a room there are none.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `Invalid` for times that are none or in the wrong order.
pub fn preview(clinic: &Clinic, form: &AbsenceForm) -> Result<Vec<AppointmentView>> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let (starts, ends) = form.times(clinic)?;
    let away = Away {
        id: AbsenceId(Uuid::nil()),
        provider: form.provider_id.as_ref().map(Id::to).transpose()?,
        room: form.room_id.as_ref().map(Id::to).transpose()?,
        starts,
        ends,
        reason: String::new(),
    };
    let from = starts.max(clinic.now());
    if from >= ends {
        return Ok(Vec::new());
    }
    let reader = clinic.read();
    let mut rows = reader.appointments_between(away.provider, from, ends)?;
    rows.retain(|row| lies_in(row, &away));
    cards(clinic, &reader, rows)
}

/// Returns the other absences of the same provider or room at the times of one that is to be recorded or changed. Of a
/// form without a provider and a room there are none.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `Invalid` for times that are none or in the wrong order.
pub fn overlapping(
    clinic: &Clinic,
    form: &AbsenceForm,
    except: Option<&Id>,
) -> Result<Vec<AbsenceRow>> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let (starts, ends) = form.times(clinic)?;
    let provider: Option<UserId> = form.provider_id.as_ref().map(Id::to).transpose()?;
    let room: Option<RoomId> = form.room_id.as_ref().map(Id::to).transpose()?;
    let except: Option<AbsenceId> = except.map(Id::to).transpose()?;
    let reader = clinic.read();
    let is_same = |one: &Away| {
        let is_of = (provider.is_some() && one.provider == provider)
            || (room.is_some() && one.room == room);
        is_of && Some(one.id) != except
    };
    let away = away_between(&reader, starts, ends)?;
    let ids = away.iter().filter(|one| is_same(one)).map(|one| one.id.0);
    let mut rows = reader.by_ids::<Absence>(&ids.collect::<Vec<_>>())?;
    drop_elsewhere(clinic, &reader, &mut rows)?;
    let mut shown = views(&reader, &rows, &Inside::default(), clinic.now())?;
    shown.sort_by(|a, b| (&a.form.starts_at, &a.id).cmp(&(&b.form.starts_at, &b.id)));
    Ok(shown)
}

fn lies_in(row: &Stored<Appointment>, away: &Away) -> bool {
    row.deleted.is_none()
        && is_expected(row.value.status)
        && !away.takes(&Slot::of(&row.value)).is_empty()
}

/// Returns the cards of those that this user may open.
fn cards(
    clinic: &Clinic,
    reader: &Reader<'_>,
    mut appointments: Vec<Stored<Appointment>>,
) -> Result<Vec<AppointmentView>> {
    appointments.retain(|row| clinic.reaches(&row.value, Right::AppointmentsRead));
    let ids: Vec<AppointmentId> = appointments.iter().map(|row| row.value.id).collect();
    let attendees: Vec<Stored<AppointmentPatient>> = reader.attendees_of(&ids)?;
    Ok(Page::of(clinic, reader, appointments, attendees)?.views())
}

/// The appointments that lie in each of some absences.
#[derive(Default)]
struct Inside {
    of: BTreeMap<AbsenceId, BTreeSet<AppointmentId>>,
    appointments: Vec<Stored<Appointment>>,
}

impl Inside {
    /// Of absences that take effect and appointments that have not ended, by two statements.
    fn of(reader: &Reader<'_>, rows: &[Stored<Absence>], now: Time) -> Result<Self> {
        let away: BTreeMap<AbsenceId, Away> = rows
            .iter()
            .filter_map(Away::of)
            .map(|one| (one.id, one))
            .collect();
        let ids: Vec<AbsenceId> = away.keys().copied().collect();
        let pairs = reader.inside_absences(&ids, now)?;
        let wanted: BTreeSet<Uuid> = pairs.iter().map(|(_, appointment)| appointment.0).collect();
        let wanted: Vec<Uuid> = wanted.into_iter().collect();
        let mut appointments = reader.by_ids::<Appointment>(&wanted)?;
        let mut of: BTreeMap<AbsenceId, BTreeSet<AppointmentId>> = BTreeMap::new();
        for (absence, appointment) in pairs {
            let row = appointments.iter().find(|row| row.value.id == appointment);
            let is_inside = away
                .get(&absence)
                .zip(row)
                .is_some_and(|(away, row)| lies_in(row, away));
            if is_inside {
                of.entry(absence).or_default().insert(appointment);
            }
        }
        let inside = Self {
            of,
            appointments: Vec::new(),
        };
        let all = inside.all();
        appointments.retain(|row| all.contains(&row.value.id));
        Ok(Self {
            appointments,
            ..inside
        })
    }

    /// Returns whether an appointment of the facility at which the session works lies in an absence.
    fn is_booked(&self, absence: AbsenceId, here: &Here) -> bool {
        let inside = self.of.get(&absence);
        inside.is_some_and(|inside| {
            let mut own = self.appointments.iter().map(|row| &row.value);
            own.any(|one| inside.contains(&one.id) && here.is_own(Some(one.facility)))
        })
    }

    /// Leaves what lies in other absences than these out.
    fn limit_to(&mut self, rows: &[Stored<Absence>]) {
        let ids: BTreeSet<AbsenceId> = rows.iter().map(|row| row.value.id).collect();
        self.of.retain(|absence, _| ids.contains(absence));
    }

    fn all(&self) -> BTreeSet<AppointmentId> {
        self.of.values().flatten().copied().collect()
    }
}

fn views(
    reader: &Reader<'_>,
    rows: &[Stored<Absence>],
    inside: &Inside,
    now: Time,
) -> Result<Vec<AbsenceRow>> {
    let names = AbsentNames::read(reader)?;
    let queued = reader.sync_of(Absence::DESCRIPTOR, rows)?;
    let view = |row: &Stored<Absence>| {
        let absence = &row.value;
        AbsenceRow {
            id: Id::of(absence.id),
            seen: ReadVersionToken::of(&row.seen),
            form: AbsenceForm::of(absence),
            name: names.of(absence.provider, absence.room),
            state: state(absence, now),
            ended_at: absence.ended_at.map(At::of),
            recorded_by: names.of_user(row.created_by),
            inside: inside.of.get(&absence.id).map_or(0, |of| count(of.len())),
            sync: RecordSync::of(row, &queued),
        }
    };
    Ok(rows.iter().map(view).collect())
}

fn state(absence: &Absence, now: Time) -> AbsenceState {
    match absence.ended_at {
        Some(ended) if ended <= absence.starts => AbsenceState::Withdrawn,
        Some(ended) if ended <= now => AbsenceState::Over,
        _ if absence.ends <= now => AbsenceState::Over,
        _ if absence.starts <= now => AbsenceState::Present,
        _ => AbsenceState::Coming,
    }
}
