//! The care team of a patient: the assigned dietitian, and other users from a day on and until a day.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{CareTeam, Patient};
use sync_contract::ids::{CareTeamId, PatientId, UserId};
use sync_contract::{Entity, Right};
use vault::read::{Reader, Stored};

use crate::appointments::day::providers_anywhere;
use crate::chart_row::{self, ChartRow};
use crate::clinic::require_not_deleted;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::names::StaffNames;
use crate::view::{Choice, Day, Id, ReadVersionToken};
use crate::{Clinic, fields};

/// By the days of a member and the clock; stored nowhere. In the order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum MemberState {
    Current,
    /// They begin later.
    Ahead,
    Over,
}

/// Both days are days on which they are on the team; `since` is none for a user who may not read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MemberView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub user_id: Id,
    pub name: String,
    pub since: Option<Day>,
    pub until: Option<Day>,
    pub state: MemberState,
}

/// The assigned dietitian comes first and is no member. `is_unsure`: a member is damaged, is missing or may still come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CareTeamView {
    pub dietitian: Option<Choice>,
    pub is_unsure: bool,
    pub members: Vec<MemberView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewMember {
    pub patient_id: Id,
    pub user_id: Id,
    pub since: Day,
}

/// `until` is none where an end was entered in error.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MemberEnd {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub until: Option<Day>,
}

impl ChartRow for CareTeam {
    const WHAT: &'static str = "member of the care team";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Returns who cares for a patient: the assigned dietitian, and the members that are not removed, former ones last.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<CareTeamView> {
    clinic.may(Right::PatientsRead)?;
    let patient: PatientId = patient.to()?;
    let row = clinic.require_row::<Patient>(patient, "patient")?;
    crate::reads::log_read(clinic, patient)?;
    let reader = clinic.read();
    of_patient(clinic, &reader, &row.value, &StaffNames::read(&reader)?)
}

pub(crate) fn of_patient(
    clinic: &Clinic,
    reader: &Reader<'_>,
    patient: &Patient,
    staff: &StaffNames,
) -> Result<CareTeamView> {
    let today = clinic.today()?;
    let mut rows = reader.care_team_of(patient.id)?;
    rows.sort_by_key(|row| (state(&row.value, today), row.value.since.open().copied()));
    let members = rows.iter().map(|row| view(row, staff, today)).collect();
    Ok(CareTeamView {
        dietitian: patient.dietitian.map(|user| Choice {
            id: Id::of(user),
            name: staff.name(user),
        }),
        is_unsure: clinic.is_unsure(patient.id, CareTeam::DESCRIPTOR)?,
        members,
    })
}

/// Returns one member who is not removed.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<MemberView> {
    clinic.may(Right::PatientsRead)?;
    let row = chart_row::shown(clinic, id)?;
    let staff = StaffNames::read(&clinic.read())?;
    Ok(view(&row, &staff, clinic.today()?))
}

fn view(row: &Stored<CareTeam>, staff: &StaffNames, today: NaiveDate) -> MemberView {
    let member = &row.value;
    MemberView {
        id: Id::of(member.id),
        seen: ReadVersionToken::of(&row.seen),
        user_id: Id::of(member.user),
        name: staff.name(member.user),
        since: member.since.open().copied().map(Day::of),
        until: until(member).map(Day::of),
        state: state(member, today),
    }
}

pub(crate) fn until(member: &CareTeam) -> Option<NaiveDate> {
    member.until.open().copied().flatten()
}

pub(crate) fn state(member: &CareTeam, today: NaiveDate) -> MemberState {
    if until(member).is_some_and(|last| last < today) {
        MemberState::Over
    } else if member.since.open().is_some_and(|first| *first > today) {
        MemberState::Ahead
    } else {
        MemberState::Current
    }
}

/// Returns the patients whose team a user is on today.
pub(crate) fn patients_of(clinic: &Clinic, user: UserId) -> Result<BTreeSet<PatientId>> {
    patients_of_any(clinic, &[user])
}

/// Returns the patients whose team any of these users is on today, by one statement.
pub(crate) fn patients_of_any(clinic: &Clinic, users: &[UserId]) -> Result<BTreeSet<PatientId>> {
    let (reader, today) = (clinic.read(), clinic.today()?);
    // they are asked for by the user, which does not tell that one is gone
    reader.look_over(CareTeam::DESCRIPTOR)?;
    let rows = reader.care_teams_with(users)?;
    let current = rows
        .iter()
        .filter(|row| row.deleted.is_none() && state(&row.value, today) == MemberState::Current);
    Ok(current.map(|row| row.value.patient).collect())
}

/// Puts a user on the care team of a patient.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid` for a user who starts no visits, for
/// the assigned dietitian, for a user who is on the team that day already, and for a year before 1900 or after the
/// next.
pub fn add(clinic: &mut Clinic, new: &NewMember) -> Result<MemberView> {
    clinic.may(Right::PatientsUpdate)?;
    let (patient, user): (PatientId, UserId) = (new.patient_id.to()?, new.user_id.to()?);
    let today = clinic.today()?;
    let of_diary = |since| match fields::is_of_diary(since, today) {
        true => Ok(since),
        false => Err(Error::invalid("since", Reason::Impossible)),
    };
    let row = clinic.require_row::<Patient>(patient, "patient")?;
    // patients are the clinic's
    let known = providers_anywhere(&clinic.read())?;
    let provider = known.iter().find(|provider| provider.value.id == user);
    let (since, _) = (
        new.since.to_date("since").and_then(of_diary),
        provider.ok_or(Error::invalid("userId", Reason::Unknown)),
    )
        .together()?;
    if row.value.dietitian == Some(user) {
        return Err(Error::invalid("userId", Reason::Taken));
    }
    let members = clinic.read().care_team_of(patient)?;
    let is_on =
        |member: &CareTeam| member.user == user && until(member).is_none_or(|last| last >= since);
    if members.iter().any(|row| is_on(&row.value)) {
        return Err(Error::invalid("userId", Reason::Taken));
    }
    let id = clinic.write("add to care team", |tx| {
        require_not_deleted(tx, patient)?;
        let id: CareTeamId = tx.new_id();
        tx.insert(&CareTeam {
            id,
            patient,
            user,
            since: since.into(),
            until: None.into(),
        })?;
        Ok(id)
    })?;
    show(clinic, &Id::of(id))
}

/// Records until when a user is on the team, or that no end is known, against the version that the editor saw.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid` for a day before the first one.
pub fn end(clinic: &mut Clinic, end: &MemberEnd) -> Result<MemberView> {
    clinic.may(Right::PatientsUpdate)?;
    let seen = end.seen.to_read_version()?;
    let day = end.until.as_ref().map(|day| day.to_date("until"));
    let day = day.transpose()?;
    clinic.write("end on care team", |tx| {
        let mut member = chart_row::writable::<CareTeam>(tx, &end.id)?.value;
        let first = member.since.open().copied();
        if day.zip(first).is_some_and(|(last, first)| last < first) {
            return Err(Error::invalid("until", Reason::Backwards));
        }
        member.until = day.into();
        tx.update(&member, &seen)?;
        Ok(())
    })?;
    show(clinic, &end.id)
}

/// Removes one that was entered in error. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid` without a reason.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::PatientsUpdate)?;
    clinic.write("remove from care team", |tx| {
        chart_row::delete::<CareTeam>(tx, id, seen, reason)
    })?;
    chart_row::removal::<CareTeam>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::PatientsUpdate)?;
    chart_row::removal::<CareTeam>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<MemberView> {
    clinic.may(Right::PatientsUpdate)?;
    clinic.write("restore to care team", |tx| {
        chart_row::undelete::<CareTeam>(tx, id, seen)
    })?;
    show(clinic, id)
}
