//! Records a stay, changes it, removes it and puts it back.

use chrono::{Days, Months, NaiveDate};
use sync_contract::Right;
use sync_contract::catalog::{Department, Room, Stay};
use sync_contract::field::Text;
use sync_contract::ids::{DepartmentId, FacilityId, PatientId, RoomId, StayId};
use sync_contract::roles_given::RolesGiven;
use uuid::Uuid;
use vault::WriteTx;
use vault::read::Reader;

use crate::clinic::require_not_deleted;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::locations::Location;
use crate::stays::list::{form_of, show};
use crate::stays::term::{overlap, span};
use crate::stays::{StayEdit, StayForm, StayView};
use crate::view::{Day, Id, ReadVersionToken, set};
use crate::{Clinic, chart_row, fields};

const BACK_YEARS: u32 = 20;
/// A day of leaving is not known for longer than this.
const AHEAD_YEARS: u32 = 1;

/// Records a stay.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `TooLong`, `Invalid` without a department and a
/// room, for one that is not in use or not there, for one of a facility at which no role of the user counts, for a room
/// of another facility than the department, for days that are too far off or not in their order, and for a stay during
/// another one.
pub fn add(clinic: &mut Clinic, patient: &Id, form: &StayForm) -> Result<StayView> {
    clinic.may(Right::ProfilesWrite)?;
    let patient: PatientId = patient.to()?;
    let today = clinic.today()?;
    let given = clinic.unlocked().session().roles_given().clone();
    let id = clinic.write("add stay", |tx| {
        require_not_deleted(tx, patient)?;
        let entered = checked(tx, &given, (patient, None), form, today)?;
        let id: StayId = tx.new_id();
        tx.insert(&Stay {
            id,
            patient,
            department: entered.department,
            room: entered.room,
            bed: entered.bed.into(),
            from_day: entered.from,
            until_day: entered.until,
        })?;
        Ok(id)
    })?;
    show(clinic, &Id::of(id))
}

/// Changes what the editor changed, against the version that they saw. What stays is not judged anew.
///
/// # Errors
/// As [`add`], `ChangedMeanwhile`.
pub fn edit(clinic: &mut Clinic, edit: &StayEdit) -> Result<StayView> {
    clinic.may(Right::ProfilesWrite)?;
    let today = clinic.today()?;
    let seen = edit.seen.to_read_version()?;
    let given = clinic.unlocked().session().roles_given().clone();
    clinic.write("edit stay", |tx| {
        let mut row = chart_row::writable::<Stay>(tx, &edit.id)?.value;
        let form = merged_form!(StayForm { department_id, room_id, bed, from_day, until_day }
            of &edit.loaded, &edit.form, form_of(&row));
        let entered = checked(tx, &given, (row.patient, Some(&row)), &form, today)?;
        row.department = entered.department;
        row.room = entered.room;
        set(&mut row.bed, entered.bed);
        row.from_day = entered.from;
        row.until_day = entered.until;
        tx.update(&row, &seen)?;
        Ok(())
    })?;
    show(clinic, &edit.id)
}

/// What a form has, once all of it is valid.
struct Entered {
    department: Option<DepartmentId>,
    room: Option<RoomId>,
    bed: Option<Text<50>>,
    from: NaiveDate,
    until: Option<NaiveDate>,
}

fn checked(
    tx: &WriteTx<'_>,
    given: &RolesGiven,
    (patient, before): (PatientId, Option<&Stay>),
    form: &StayForm,
    today: NaiveDate,
) -> Result<Entered> {
    let days = days(form, before, today).and_then(|days| {
        require_apart(tx, patient, before, days)?;
        Ok(days)
    });
    let ((department, room), bed, (from, until)) = (
        site(&tx.read(), given, form, before),
        fields::optional(&form.bed, "bed"),
        days,
    )
        .together()?;
    Ok(Entered {
        department,
        room,
        bed,
        from,
        until,
    })
}

/// A department or a room, and of which facility it is; none where that has not reached this device.
struct Part {
    id: Uuid,
    facility: Option<FacilityId>,
}

fn site(
    reader: &Reader<'_>,
    given: &RolesGiven,
    form: &StayForm,
    before: Option<&Stay>,
) -> Result<(Option<DepartmentId>, Option<RoomId>)> {
    let (had_department, had_room) = before.map_or((None, None), |stay| {
        (stay.department.map(|id| id.0), stay.room.map(|id| id.0))
    });
    let of_department = form.department_id.as_ref();
    let department =
        part::<Department>((reader, given), of_department, had_department, "department");
    let room = part::<Room>((reader, given), form.room_id.as_ref(), had_room, "room");
    let both = match (&department, &room) {
        (Ok(None), Ok(None)) => Err(Error::invalid("department", Reason::Required)),
        (Ok(Some(department)), Ok(Some(room))) => {
            let is_stored = (Some(department.id), Some(room.id)) == (had_department, had_room);
            match is_stored || are_of_one(department.facility, room.facility) {
                true => Ok(()),
                false => Err(Error::invalid("room", Reason::Elsewhere)),
            }
        }
        _ => Ok(()),
    };
    let (department, room, ()) = (department, room, both).together()?;
    Ok((
        department.map(|part| DepartmentId(part.id)),
        room.map(|part| RoomId(part.id)),
    ))
}

fn are_of_one(department: Option<FacilityId>, room: Option<FacilityId>) -> bool {
    department
        .zip(room)
        .is_none_or(|(department, room)| department == room)
}

/// Returns a department or a room that is in use where a role of the user counts, or that the stay has already.
fn part<P: Location>(
    (reader, given): (&Reader<'_>, &RolesGiven),
    id: Option<&Id>,
    had: Option<Uuid>,
    field: &'static str,
) -> Result<Option<Part>> {
    let Some(id) = id else {
        return Ok(None);
    };
    let id: Uuid = id.to()?;
    let row = reader.get::<P>(id.into())?;
    let row = row.filter(|row| row.deleted.is_none());
    let facts = row.map(|row| row.value.facts());
    let facility = facts.as_ref().map(|facts| facts.facility);
    match facts {
        _ if had == Some(id) => Ok(Some(Part { id, facility })),
        None => Err(Error::invalid(field, Reason::Unknown)),
        Some(facts) if !facts.is_active => Err(Error::invalid(field, Reason::OutOfUse)),
        Some(facts) if !given.may_work_at(Some(facts.facility.0)) => {
            Err(Error::invalid(field, Reason::Elsewhere))
        }
        Some(_) => Ok(Some(Part { id, facility })),
    }
}

/// Returns the days of a form. Those that are stored already are judged by their order alone.
///
/// # Errors
/// `Invalid` for days that are too far off or not in their order.
pub(super) fn days(
    form: &StayForm,
    before: Option<&Stay>,
    today: NaiveDate,
) -> Result<(NaiveDate, Option<NaiveDate>)> {
    let date = |day: &Option<Day>, field| day.as_ref().map(|day| day.to_date(field)).transpose();
    let (had_from, had_until) =
        before.map_or((None, None), |stay| (Some(stay.from_day), stay.until_day));
    let from = date(&form.from_day, "fromDay").and_then(|from| match from {
        None => Err(Error::invalid("fromDay", Reason::Required)),
        Some(from) if had_from == Some(from) => Ok(from),
        Some(from) if from > today + Days::new(1) => {
            Err(Error::invalid("fromDay", Reason::InTheFuture))
        }
        Some(from) if from < today - Months::new(12 * BACK_YEARS) => {
            Err(Error::invalid("fromDay", Reason::TooLongAgo))
        }
        Some(from) => Ok(from),
    });
    let began = from.as_ref().ok().copied();
    let until = date(&form.until_day, "untilDay").and_then(|until| match until {
        Some(last) if began.is_some_and(|began| last < began) => {
            Err(Error::invalid("untilDay", Reason::Backwards))
        }
        until if until == had_until => Ok(until),
        Some(last) if last > today + Months::new(12 * AHEAD_YEARS) => {
            Err(Error::invalid("untilDay", Reason::InTheFuture))
        }
        until => Ok(until),
    });
    (from, until).together()
}

/// Checks that a stay of these days is during no other one of the patient. Those that are stored already stay, as where
/// two files with one stay each were merged.
fn require_apart(
    tx: &WriteTx<'_>,
    patient: PatientId,
    before: Option<&Stay>,
    (from, until): (NaiveDate, Option<NaiveDate>),
) -> Result<()> {
    let wanted = (from, until.unwrap_or(NaiveDate::MAX));
    match before.map(span) == Some(wanted) {
        true => Ok(()),
        false => require_free(tx, patient, before.map(|stay| stay.id), wanted),
    }
}

/// # Errors
/// `Invalid` where another stay lasts on these days. One may begin on the day on which another ends.
fn require_free(
    tx: &WriteTx<'_>,
    patient: PatientId,
    own: Option<StayId>,
    wanted: (NaiveDate, NaiveDate),
) -> Result<()> {
    let stored = tx.read().stays_of(patient)?;
    let mut others = stored.iter().filter(|other| Some(other.value.id) != own);
    match others.any(|other| overlap(span(&other.value), wanted)) {
        true => Err(Error::invalid("fromDay", Reason::Taken)),
        false => Ok(()),
    }
}

/// # Errors
/// `Invalid` without a department and a room, for a room of another facility, and for days that are not in their order.
pub(crate) fn require_valid(reader: &Reader<'_>, stay: &Stay) -> Result<()> {
    let department = stay.department.map(|id| reader.get::<Department>(id));
    let room = stay.room.map(|id| reader.get::<Room>(id));
    let (department, room) = (department.transpose()?, room.transpose()?);
    let of_department = department.flatten().map(|row| row.value.facility);
    let of_room = room.flatten().map(|row| row.value.facility);
    let is_somewhere = stay.department.is_some() || stay.room.is_some();
    let is_backwards = stay.until_day.is_some_and(|until| until < stay.from_day);
    let when = |is_wrong: bool, field, reason| match is_wrong {
        true => Err(Error::invalid(field, reason)),
        false => Ok(()),
    };
    (
        when(!is_somewhere, "department", Reason::Required),
        when(
            !are_of_one(of_department, of_room),
            "room",
            Reason::Elsewhere,
        ),
        when(is_backwards, "untilDay", Reason::Backwards),
    )
        .together()
        .map(drop)
}

/// Removes one that was entered in error. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` without a reason.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("remove stay", |tx| {
        chart_row::delete::<Stay>(tx, id, seen, reason)
    })?;
    chart_row::removal::<Stay>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    chart_row::removal::<Stay>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` where another one of these days was
/// recorded meanwhile.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<StayView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("restore stay", |tx| {
        let row = chart_row::of_patient_there::<Stay>(tx, id)?.value;
        require_free(tx, row.patient, Some(row.id), span(&row))?;
        chart_row::undelete::<Stay>(tx, id, seen)
    })?;
    show(clinic, id)
}
