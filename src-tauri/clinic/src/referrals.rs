//! Referrals: who sent a patient to the clinic, until when that holds, and for how many sessions.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{
    Appointment, AppointmentPatient, AppointmentStatus, Attendance, Referral,
};
use sync_contract::field::Line;
use sync_contract::ids::{PatientId, ReferralId};
use sync_contract::{Entity, Phi, Right};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::appointments::status::status_of_one;
use crate::chart_row::{self, ChartRow};
use crate::clinic::require_not_deleted;
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::insurance::day;
use crate::names::StaffNames;
use crate::view::{Day, Id, ReadVersionToken, count, set, text};
use crate::{Clinic, fields};

/// Our own limit, against a slip of a digit.
const SESSIONS_MAX: i64 = 999;

/// By the days of the referral, its sessions and the clock; stored nowhere. In the order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReferralState {
    Current,
    /// It allows so many sessions, and this user cannot count those that the patient came to.
    NotKnown,
    /// The patient came to as many sessions as it allows.
    UsedUp,
    Over,
}

/// Empty text is not recorded; a person or an organisation is. `valid_until` is the last day on which it holds.
/// `sessions_allowed` is a number from 1 to 999, empty without a limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReferralForm {
    pub from: String,
    pub organisation: String,
    pub contact: String,
    pub reason: String,
    pub received: Option<Day>,
    pub valid_until: Option<Day>,
    pub sessions_allowed: String,
}

/// `sessions_used` counts the appointments that the patient came to, from the day on which it was received to its last
/// one; none without a limit or that day, and where they cannot be counted. `by` is who entered it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReferralView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: ReferralForm,
    pub sessions_used: Option<u32>,
    pub state: ReferralState,
    pub by: String,
}

/// What is current comes first and what is over last, and of those the one that was received last. `is_unsure`: a
/// referral is damaged, is missing or may still come, so that none follows from an empty list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Referrals {
    pub is_unsure: bool,
    pub referrals: Vec<ReferralView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewReferral {
    pub patient_id: Id,
    pub form: ReferralForm,
}

/// `loaded` is what the form was given: only what differs from it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReferralEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: ReferralForm,
    pub form: ReferralForm,
}

impl ChartRow for Referral {
    const WHAT: &'static str = "referral";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Returns the referrals of a patient that are not removed.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Referrals> {
    clinic.may(Right::PatientsRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    of_patient(clinic, &reader, patient, &StaffNames::read(&reader)?)
}

pub(crate) fn of_patient(
    clinic: &Clinic,
    reader: &Reader<'_>,
    patient: PatientId,
    staff: &StaffNames,
) -> Result<Referrals> {
    let rows = reader.referrals_of(patient)?;
    let (today, sessions) = (clinic.today()?, sessions(clinic, reader, patient, &rows)?);
    let mut referrals: Vec<(Option<NaiveDate>, ReferralView)> = rows
        .iter()
        .map(|row| {
            let received = day(&row.value.received);
            (received, view(row, sessions.as_deref(), staff, today))
        })
        .collect();
    // none is before every day, so that one without a day comes last
    referrals.sort_by_key(|(received, view)| (view.state, std::cmp::Reverse(*received)));
    Ok(Referrals {
        is_unsure: clinic.is_unsure(patient, Referral::DESCRIPTOR)?,
        referrals: referrals.into_iter().map(|(_, view)| view).collect(),
    })
}

/// Returns one referral that is not removed.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<ReferralView> {
    clinic.may(Right::PatientsRead)?;
    let row = chart_row::shown::<Referral>(clinic, id)?;
    let reader = clinic.read();
    let rows = std::slice::from_ref(&row);
    let sessions = sessions(clinic, &reader, row.value.patient, rows)?;
    let staff = StaffNames::read(&reader)?;
    Ok(view(&row, sessions.as_deref(), &staff, clinic.today()?))
}

/// Returns the days of the appointments that a patient came to, by the same few statements for any number of referrals.
/// None where no referral counts them, for a user who may not read them, and while one may be missing: the count would
/// be too low.
fn sessions(
    clinic: &Clinic,
    reader: &Reader<'_>,
    patient: PatientId,
    rows: &[Stored<Referral>],
) -> Result<Option<Vec<NaiveDate>>> {
    let counts = |row: &Stored<Referral>| allowed(&row.value).is_some();
    if !rows.iter().any(counts) || !clinic.actor.can(Right::AppointmentsRead) {
        return Ok(None);
    }
    let mut attendances = reader.attendances_of(patient)?;
    // who gave a seat in a group session back did not come
    attendances.retain(|row| row.deleted.is_none());
    // files that were merged may both have come to a group session
    let seats: BTreeMap<Uuid, Attendance> = attendances
        .iter()
        .map(|row| (row.value.appointment.0, row.value.attendance))
        .collect();
    let ids: Vec<Uuid> = seats.keys().copied().collect();
    let mut appointments = reader.by_ids::<Appointment>(&ids)?;
    let is_short = appointments.len() < ids.len();
    if is_short || clinic.is_unsure(patient, AppointmentPatient::DESCRIPTOR)? {
        return Ok(None);
    }
    appointments.retain(|row| {
        let seat = seats.get(&row.value.id.0).copied();
        // a seat in a group session says by itself who came, before the session is over, too
        let is_cancelled = row.value.status == AppointmentStatus::Cancelled;
        let attended = seat == Some(Attendance::Attended) && !is_cancelled;
        row.deleted.is_none() && (attended || has_come(status_of_one(row.value.status, seat)))
    });
    // by the clock of each appointment's own facility, at whichever one this is read
    let workplace = clinic.workplace()?;
    let day = |row: &Stored<Appointment>| {
        let appointment = &row.value;
        day_of(appointment.starts, &workplace.zone_at(appointment.facility))
    };
    Ok(Some(appointments.iter().map(day).collect()))
}

fn has_come(status: AppointmentStatus) -> bool {
    use AppointmentStatus::{Arrived, Completed, InRoom};
    matches!(status, Arrived | InRoom | Completed)
}

fn view(
    row: &Stored<Referral>,
    sessions: Option<&[NaiveDate]>,
    staff: &StaffNames,
    today: NaiveDate,
) -> ReferralView {
    let referral = &row.value;
    let used = sessions.and_then(|days| used(referral, days));
    ReferralView {
        id: Id::of(referral.id),
        seen: ReadVersionToken::of(&row.seen),
        form: form_of(referral),
        sessions_used: used,
        state: state(referral, used, today),
        by: staff.name(row.created_by),
    }
}

fn used(referral: &Referral, days: &[NaiveDate]) -> Option<u32> {
    allowed(referral)?;
    let first = day(&referral.received)?;
    let last = day(&referral.valid_until);
    let is_within = |day: &&NaiveDate| **day >= first && last.is_none_or(|last| **day <= last);
    Some(count(days.iter().filter(is_within).count()))
}

fn state(referral: &Referral, used: Option<u32>, today: NaiveDate) -> ReferralState {
    let is_used_up = |(used, allowed): (u32, i64)| i64::from(used) >= allowed;
    if is_over(referral, today) {
        ReferralState::Over
    } else if used.zip(allowed(referral)).is_some_and(is_used_up) {
        ReferralState::UsedUp
    } else if used.is_none() && allowed(referral).is_some() && day(&referral.received).is_some() {
        ReferralState::NotKnown
    } else {
        ReferralState::Current
    }
}

pub(crate) fn is_over(referral: &Referral, today: NaiveDate) -> bool {
    day(&referral.valid_until).is_some_and(|last| last < today)
}

fn allowed(referral: &Referral) -> Option<i64> {
    referral.allowed.open().copied().flatten()
}

fn form_of(referral: &Referral) -> ReferralForm {
    ReferralForm {
        from: text(&referral.from),
        organisation: text(&referral.organisation),
        contact: text(&referral.contact),
        reason: text(&referral.reason),
        received: day(&referral.received).map(Day::of),
        valid_until: day(&referral.valid_until).map(Day::of),
        sessions_allowed: allowed(referral).map_or(String::new(), |number| number.to_string()),
    }
}

/// Returns who referred: the person and the organisation, as far as they are recorded.
pub(crate) fn source_of(referral: &Referral) -> String {
    let names = [text(&referral.from), text(&referral.organisation)];
    let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).collect();
    names.join(", ")
}

/// Records a referral. Several of a patient may hold at a time, and each counts the sessions of its own days.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid` without a person and an organisation,
/// for a day of receipt that is to come, for a last day before it and for what is no number from 1 to 999, `TooLong`
/// for a text.
pub fn add(clinic: &mut Clinic, new: &NewReferral) -> Result<ReferralView> {
    clinic.may(Right::PatientsUpdate)?;
    let (patient, today): (PatientId, _) = (new.patient_id.to()?, clinic.today()?);
    let id = clinic.write("add referral", |tx| {
        require_not_deleted(tx, patient)?;
        let id: ReferralId = tx.new_id();
        let mut referral = Referral {
            id,
            patient,
            from: None.into(),
            organisation: None.into(),
            contact: None.into(),
            reason: None.into(),
            received: None.into(),
            valid_until: None.into(),
            allowed: None.into(),
        };
        apply(&mut referral, &new.form, today)?;
        tx.insert(&referral)?;
        Ok(id)
    })?;
    show(clinic, &Id::of(id))
}

/// Changes what the editor changed of a referral, against the version that they saw.
///
/// # Errors
/// As [`add`], `ChangedMeanwhile`.
pub fn edit(clinic: &mut Clinic, edit: &ReferralEdit) -> Result<ReferralView> {
    clinic.may(Right::PatientsUpdate)?;
    let (seen, today) = (edit.seen.to_read_version()?, clinic.today()?);
    clinic.write("edit referral", |tx| {
        let mut referral = chart_row::writable::<Referral>(tx, &edit.id)?.value;
        let form = merged_form!(ReferralForm {
            from, organisation, contact, reason, received, valid_until, sessions_allowed
        } of &edit.loaded, &edit.form, form_of(&referral));
        apply(&mut referral, &form, today)?;
        tx.update(&referral, &seen)?;
        Ok(())
    })?;
    show(clinic, &edit.id)
}

/// Puts a form into a row, once all of it is valid.
fn apply(referral: &mut Referral, form: &ReferralForm, today: NaiveDate) -> Result<()> {
    let names = (
        fields::optional(&form.from, "from"),
        fields::optional(&form.organisation, "organisation"),
    );
    let days = (
        received(form.received.as_ref(), today),
        form.valid_until
            .as_ref()
            .map(|day| day.to_date("validUntil"))
            .transpose(),
    );
    let (names, contact, reason, days, allowed) = (
        names.together().and_then(|names| named(names, referral)),
        fields::optional(&form.contact, "contact"),
        fields::optional(&form.reason, "reason"),
        days.together().and_then(in_order),
        number(&form.sessions_allowed),
    )
        .together()?;
    set(&mut referral.from, names.0);
    set(&mut referral.organisation, names.1);
    set(&mut referral.contact, contact);
    set(&mut referral.reason, reason);
    set(&mut referral.received, days.0);
    set(&mut referral.valid_until, days.1);
    set(&mut referral.allowed, allowed);
    // a day that this user did not touch may be one that they cannot decrypt
    require_in_order(referral)
}

type Names = (Option<Line>, Option<Line>);

/// A name that this user cannot decrypt is there all the same.
fn named(names: Names, stored: &Referral) -> Result<Names> {
    let is_hidden = stored.from.is_undecryptable() || stored.organisation.is_undecryptable();
    match names {
        (None, None) if !is_hidden => Err(Error::invalid("from", Reason::Required)),
        names => Ok(names),
    }
}

fn received(typed: Option<&Day>, today: NaiveDate) -> Result<Option<NaiveDate>> {
    const FIELD: &str = "received";
    match typed.map(|day| day.to_date(FIELD)).transpose()? {
        Some(day) if day > today => Err(Error::invalid(FIELD, Reason::InTheFuture)),
        day => Ok(day),
    }
}

fn number(typed: &str) -> Result<Option<i64>> {
    const FIELD: &str = "sessionsAllowed";
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let number = typed.parse();
    let number: i64 = number.map_err(|_| Error::invalid(FIELD, Reason::Malformed))?;
    match (1..=SESSIONS_MAX).contains(&number) {
        true => Ok(Some(number)),
        false => Err(Error::invalid(FIELD, Reason::Impossible)),
    }
}

/// # Errors
/// `Invalid` for a referral of no one, and for one that ends before it was received.
pub(crate) fn require_valid(referral: &Referral) -> Result<()> {
    let is_none = |name: &Phi<_, Option<Line>>| name.open().is_some_and(Option::is_none);
    if is_none(&referral.from) && is_none(&referral.organisation) {
        return Err(Error::invalid("from", Reason::Required));
    }
    require_in_order(referral)
}

fn require_in_order(referral: &Referral) -> Result<()> {
    in_order((day(&referral.received), day(&referral.valid_until))).map(|_| ())
}

type Days = (Option<NaiveDate>, Option<NaiveDate>);

fn in_order((received, last): Days) -> Result<Days> {
    match received.zip(last) {
        Some((received, last)) if last < received => {
            Err(Error::invalid("validUntil", Reason::Backwards))
        }
        _ => Ok((received, last)),
    }
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
    clinic.write("remove referral", |tx| {
        chart_row::delete::<Referral>(tx, id, seen, reason)
    })?;
    chart_row::removal::<Referral>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::PatientsUpdate)?;
    chart_row::removal::<Referral>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<ReferralView> {
    clinic.may(Right::PatientsUpdate)?;
    clinic.write("restore referral", |tx| {
        chart_row::undelete::<Referral>(tx, id, seen)
    })?;
    show(clinic, id)
}
