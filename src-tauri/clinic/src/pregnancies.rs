//! Pregnancies of a patient: the due date, the weight before, how each ended, and how long the child was breastfed.

pub mod course;

use std::cmp::Reverse;

use chrono::{Days, Months, NaiveDate};
use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Patient, Pregnancy, Sex};
use sync_contract::ids::{PatientId, PregnancyId};
use sync_contract::{Entity, Phi, Right};
use vault::WriteTx;
use vault::read::Stored;

use crate::Clinic;
use crate::chart_row::{self, ChartRow};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::measurements::anthropometry::bmi;
use crate::measurements::list::points;
use crate::measurements::{MeasureKind, Measured, Point, UnitSystem, is_of, read};
use crate::names::{StaffNames, born_from};
use crate::nutrition::pregnancy::{GestationalAge, first_day, recommended_gain};
use crate::pregnancies::course::{PregnancyState, age, day, last_day, span, state};
use crate::view::{Day, Figure, Id, Quantity, ReadVersionToken, set};

pub use sync_contract::catalog::PregnancyOutcome;

/// A due date lies no further ahead: it is known from the last period on, and a little before that.
const AHEAD_DAYS: u64 = 300;
const BACK_YEARS: u32 = 20;
/// No pregnancy of a younger child is recorded; one that is typed is of another patient.
const MOTHER_YEARS: u32 = 8;
/// A live birth is one at any duration (ICD-11), but before 16 weeks no child shows a sign of life: a day is wrong.
const LIVE_BIRTH_DAYS: u64 = 112;
const BREASTFEEDING_YEARS: u32 = 10;
/// Outside of these the weight of a woman is a typing error.
const BEFORE_KG: (Decimal, Decimal) = (dec!(25), dec!(300));

/// Empty text means not recorded. The weight before is typed in any unit and shown in that of the clinic,
/// `62.5 kg`. The due date is none where this user cannot decrypt it. The child was breastfed on the last day, too,
/// which may still be to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PregnancyForm {
    pub due_date: Option<Day>,
    pub weight_before: String,
    pub ended_on: Option<Day>,
    pub outcome: Option<PregnancyOutcome>,
    pub breastfeeding_until: Option<Day>,
}

/// By the latest weight that was measured while it lasted.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GainedWeight {
    pub weight: Quantity,
    pub measured_on: Day,
}

/// In all of a pregnancy with one child, by the BMI before it, with the height that was measured last.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecommendedGain {
    pub low: Quantity,
    pub high: Quantity,
    pub bmi_before: Figure,
}

/// `age` is that of today, or of the day on which it ended. `gained` and `recommended` are none without a weight
/// before. `by` is who entered it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PregnancyView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: PregnancyForm,
    pub state: PregnancyState,
    pub age: Option<GestationalAge>,
    /// While it lasts.
    pub trimester: Option<u32>,
    pub gained: Option<GainedWeight>,
    pub recommended: Option<RecommendedGain>,
    pub by: String,
}

/// The one that lasts is the first, and of the others the last one is. `is_unsure`: one is damaged, is missing or may
/// still come, so that none follows from an empty list.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Pregnancies {
    pub is_unsure: bool,
    pub pregnancies: Vec<PregnancyView>,
}

/// `loaded` is what the form was given: only what differs from it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PregnancyEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: PregnancyForm,
    pub form: PregnancyForm,
}

impl ChartRow for Pregnancy {
    const WHAT: &'static str = "pregnancy";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Returns the pregnancies of a patient that are not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Pregnancies> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    let rows = reader.pregnancies_of(patient)?;
    let staff = StaffNames::read(&reader)?;
    of_patient(clinic, patient, rows, &points(&reader, patient)?, &staff)
}

/// Does the same for what was read already. `points` are in the order of time.
pub(crate) fn of_patient(
    clinic: &Clinic,
    patient: PatientId,
    mut rows: Vec<Stored<Pregnancy>>,
    points: &[Point],
    staff: &StaffNames,
) -> Result<Pregnancies> {
    let (today, body) = (clinic.today()?, Body::of(points, clinic)?);
    rows.sort_by_key(|row| {
        let due = Reverse(row.value.due_date.open().copied());
        (state(&row.value, today), due)
    });
    Ok(Pregnancies {
        is_unsure: clinic.is_unsure(patient, Pregnancy::DESCRIPTOR)?,
        pregnancies: rows
            .iter()
            .map(|row| view(row, &body, staff, today))
            .collect(),
    })
}

/// Returns one pregnancy that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<PregnancyView> {
    clinic.may(Right::ChartRead)?;
    let row = chart_row::shown::<Pregnancy>(clinic, id)?;
    let reader = clinic.read();
    let body = Body::of(&points(&reader, row.value.patient)?, clinic)?;
    let staff = StaffNames::read(&reader)?;
    Ok(view(&row, &body, &staff, clinic.today()?))
}

/// What was measured of a patient, in the order of time, and the units in which a weight is shown.
struct Body {
    units: UnitSystem,
    weights_kg: Vec<(NaiveDate, Decimal)>,
    height_cm: Option<Decimal>,
}

impl Body {
    fn of(points: &[Point], clinic: &Clinic) -> Result<Self> {
        let zone = clinic.zone()?;
        let of = |kind| -> Vec<(NaiveDate, Decimal)> {
            let of_kind = points.iter().filter(|point| is_of(kind, point.kind));
            of_kind
                .map(|point| (day_of(point.at, &zone), point.measured.value))
                .collect()
        };
        Ok(Self {
            units: UnitSystem::of(&clinic.read())?,
            weights_kg: of(MeasureKind::Weight),
            height_cm: of(MeasureKind::Height).last().map(|(_, cm)| *cm),
        })
    }
}

fn view(
    row: &Stored<Pregnancy>,
    body: &Body,
    staff: &StaffNames,
    today: NaiveDate,
) -> PregnancyView {
    let pregnancy = &row.value;
    let (state, age) = (state(pregnancy, today), age(pregnancy, today));
    let lasts = matches!(state, PregnancyState::Pregnant | PregnancyState::Overdue);
    let before_kg = pregnancy.weight_before_kg.open().copied().flatten();
    PregnancyView {
        id: Id::of(pregnancy.id),
        seen: ReadVersionToken::of(&row.seen),
        form: form_of(pregnancy, body.units),
        state,
        age,
        trimester: age.filter(|_| lasts).map(GestationalAge::trimester),
        gained: before_kg.and_then(|before_kg| gained(pregnancy, before_kg, body)),
        recommended: before_kg
            .zip(body.height_cm)
            .and_then(|(before_kg, height_cm)| recommended(before_kg, height_cm, body.units)),
        by: staff.name(row.created_by),
    }
}

fn gained(pregnancy: &Pregnancy, before_kg: Decimal, body: &Body) -> Option<GainedWeight> {
    let (first, last) = span(pregnancy)?;
    let mut newest_first = body.weights_kg.iter().rev();
    let (on, kg) = newest_first.find(|(on, _)| (first..=last).contains(on))?;
    Some(GainedWeight {
        weight: weight_of((*kg - before_kg).normalize(), body.units),
        measured_on: Day::of(*on),
    })
}

fn recommended(
    before_kg: Decimal,
    height_cm: Decimal,
    units: UnitSystem,
) -> Option<RecommendedGain> {
    let bmi = bmi(before_kg, height_cm)?;
    let gain = recommended_gain(bmi);
    Some(RecommendedGain {
        low: weight_of(gain.low, units),
        high: weight_of(gain.high, units),
        bmi_before: Figure::from(bmi.round_dp(1)),
    })
}

fn form_of(pregnancy: &Pregnancy, units: UnitSystem) -> PregnancyForm {
    let before_kg = pregnancy.weight_before_kg.open().copied().flatten();
    PregnancyForm {
        due_date: pregnancy.due_date.open().copied().map(Day::of),
        weight_before: weight_text(units, before_kg),
        ended_on: day(&pregnancy.ended_on).map(Day::of),
        outcome: pregnancy.outcome.open().copied().flatten(),
        breastfeeding_until: day(&pregnancy.breastfeeding_until).map(Day::of),
    }
}

/// Records a pregnancy.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` for a man or a child, for a due date
/// that is none or lies too far off, for a weight that is none of a grown person, for an end without an outcome or an
/// outcome without an end, for days that are not in their order, and for a pregnancy during another one.
pub fn add(clinic: &mut Clinic, patient: &Id, form: &PregnancyForm) -> Result<PregnancyView> {
    clinic.may(Right::ProfilesWrite)?;
    let patient: PatientId = patient.to()?;
    let today = clinic.today()?;
    let id = clinic.write("add pregnancy", |tx| {
        require_not_deleted(tx, patient)?;
        let id: PregnancyId = tx.new_id();
        let mut row = Pregnancy {
            id,
            patient,
            // the form has it, which is checked as a whole
            due_date: Phi::undecryptable(),
            weight_before_kg: None.into(),
            ended_on: None.into(),
            outcome: None.into(),
            breastfeeding_until: None.into(),
        };
        let who = require_mother(tx, patient, form.due_date.as_ref());
        let form = checked(tx, &row, form, today);
        let ((), entered) = (who, form).together()?;
        entered.put_into(&mut row)?;
        tx.insert(&row)?;
        Ok(id)
    })?;
    show(clinic, &Id::of(id))
}

/// Changes what the editor changed, against the version that they saw. A due date that stays is not judged anew.
///
/// # Errors
/// As [`add`], `ChangedMeanwhile`.
pub fn edit(clinic: &mut Clinic, edit: &PregnancyEdit) -> Result<PregnancyView> {
    clinic.may(Right::ProfilesWrite)?;
    let today = clinic.today()?;
    let seen = edit.seen.to_read_version()?;
    clinic.write("edit pregnancy", |tx| {
        let mut row = chart_row::writable::<Pregnancy>(tx, &edit.id)?.value;
        let units = UnitSystem::of(&tx.read())?;
        let form = merged_form!(PregnancyForm {
            due_date, weight_before, ended_on, outcome, breastfeeding_until
        } of &edit.loaded, &edit.form, form_of(&row, units));
        let is_moved = form.due_date != edit.loaded.due_date;
        let who = match is_moved {
            true => require_mother(tx, row.patient, form.due_date.as_ref()),
            false => Ok(()),
        };
        let ((), entered) = (who, checked(tx, &row, &form, today)).together()?;
        entered.put_into(&mut row)?;
        tx.update(&row, &seen)?;
        Ok(())
    })?;
    show(clinic, &edit.id)
}

/// What a form has, once all of it is valid.
struct Entered {
    due: NaiveDate,
    before_kg: Option<Decimal>,
    ended: Option<NaiveDate>,
    outcome: Option<PregnancyOutcome>,
    until: Option<NaiveDate>,
}

impl Entered {
    fn put_into(self, row: &mut Pregnancy) -> Result<()> {
        row.due_date = self.due.into();
        set(&mut row.weight_before_kg, self.before_kg);
        set(&mut row.ended_on, self.ended);
        set(&mut row.outcome, self.outcome);
        set(&mut row.breastfeeding_until, self.until);
        // a day that this user did not touch may be one that they cannot decrypt
        require_in_order(row)
    }
}

fn checked(
    tx: &WriteTx<'_>,
    row: &Pregnancy,
    form: &PregnancyForm,
    today: NaiveDate,
) -> Result<Entered> {
    let date = |day: &Option<Day>, field| day.as_ref().map(|day| day.to_date(field)).transpose();
    let ended = date(&form.ended_on, "endedOn").and_then(|ended| match ended {
        Some(ended) if ended > today => Err(Error::invalid("endedOn", Reason::InTheFuture)),
        ended => Ok(ended),
    });
    let due = date(&form.due_date, "dueDate").and_then(|due| due_date(due, row, today));
    let ending = match &ended {
        // it is not empty, and this user does not see what it is
        Ok(None) if form.outcome.is_none() && row.ended_on.is_undecryptable() => None,
        Ok(ended) => Some((*ended, form.outcome)),
        Err(_) => None,
    };
    let known = Known {
        due: due.as_ref().ok().copied(),
        ending,
    };
    let is_apart = match (&due, &ended) {
        (Ok(due), Ok(ended)) => require_apart(tx, row, (*due, *ended)),
        _ => Ok(()),
    };
    let until = date(&form.breastfeeding_until, "breastfeedingUntil");
    let units = UnitSystem::of(&tx.read())?;
    let stored_kg = row.weight_before_kg.open().copied().flatten();
    let (due, (), before_kg, ended, outcome, until) = (
        due,
        is_apart,
        weight(&form.weight_before, (units, stored_kg)),
        ended.and_then(|ended| known.in_order().map(|()| ended)),
        known.require_outcome().map(|()| form.outcome),
        until.and_then(|until| known.require_breastfed(until).map(|()| until)),
    )
        .together()?;
    Ok(Entered {
        due,
        before_kg,
        ended,
        outcome,
        until,
    })
}

/// Checks a due date as it is entered; one that is stored already stays.
fn due_date(due: Option<NaiveDate>, row: &Pregnancy, today: NaiveDate) -> Result<NaiveDate> {
    let invalid = |reason| Err(Error::invalid("dueDate", reason));
    match due {
        None => invalid(Reason::Required),
        Some(due) if row.due_date.open() == Some(&due) => Ok(due),
        Some(due) if due > today + Days::new(AHEAD_DAYS) => invalid(Reason::Impossible),
        Some(due) if due < today - Months::new(12 * BACK_YEARS) => invalid(Reason::TooLongAgo),
        Some(due) => Ok(due),
    }
}

fn weight_text(units: UnitSystem, kg: Option<Decimal>) -> String {
    kg.map_or(String::new(), |kg| weight_of(kg, units).stored_text())
}

fn weight_of(value: Decimal, units: UnitSystem) -> Quantity {
    let second = None;
    units.quantity(MeasureKind::Weight, Measured { value, second })
}

/// Reads a weight; a text that shows the stored one is that, whatever was rounded.
fn weight(
    text: &str,
    (units, stored_kg): (UnitSystem, Option<Decimal>),
) -> Result<Option<Decimal>> {
    const FIELD: &str = "weightBefore";
    if text.trim().is_empty() {
        return Ok(None);
    }
    if stored_kg.is_some() && text == weight_text(units, stored_kg) {
        return Ok(stored_kg);
    }
    let text = units.with_unit(MeasureKind::Weight, text);
    let kg = read(MeasureKind::Weight, &text)
        .map_err(|problem| Error::invalid(FIELD, problem.reason()))?
        .value;
    let (least, most) = BEFORE_KG;
    match (least..=most).contains(&kg) {
        true => Ok(Some(kg)),
        false => Err(Error::invalid(FIELD, Reason::Impossible)),
    }
}

/// # Errors
/// `NotFound`, `Invalid` for a man, and for a due date at which the patient would be a child.
fn require_mother(tx: &WriteTx<'_>, patient: PatientId, due: Option<&Day>) -> Result<()> {
    let patient = or_not_found(tx.get::<Patient>(patient)?, "patient")?.value;
    if patient.sex == Sex::Male {
        return Err(Error::invalid("sex", Reason::Impossible));
    }
    let due = due.and_then(|due| due.to_date("dueDate").ok());
    match due.zip(born_from(&patient)) {
        Some((due, born)) if first_day(due) < born + Months::new(12 * MOTHER_YEARS) => {
            Err(Error::invalid("dueDate", Reason::Backwards))
        }
        _ => Ok(()),
    }
}

/// Checks that a pregnancy of these days is during no other one of the patient. Those that are stored already stay, as
/// where two files with one pregnancy each were merged.
fn require_apart(
    tx: &WriteTx<'_>,
    row: &Pregnancy,
    (due, ended): (NaiveDate, Option<NaiveDate>),
) -> Result<()> {
    let wanted = (first_day(due), ended.unwrap_or_else(|| last_day(due)));
    if span(row) == Some(wanted) {
        return Ok(());
    }
    require_free(tx, row, wanted)
}

/// # Errors
/// `Invalid` where another pregnancy lasts on one of these days. One may begin on the day on which another ends.
fn require_free(
    tx: &WriteTx<'_>,
    row: &Pregnancy,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<()> {
    let stored = tx.read().pregnancies_of(row.patient)?;
    let mut others = stored
        .iter()
        .filter(|other| other.value.id != row.id)
        .filter_map(|other| span(&other.value));
    match others.any(|(begins, ends)| begins < last && first < ends) {
        true => Err(Error::invalid("dueDate", Reason::Taken)),
        false => Ok(()),
    }
}

/// What the days of a pregnancy are checked against. `ending` is none where it is not known.
struct Known {
    due: Option<NaiveDate>,
    ending: Option<(Option<NaiveDate>, Option<PregnancyOutcome>)>,
}

impl Known {
    fn ended(&self) -> Option<NaiveDate> {
        self.ending.and_then(|(ended, _)| ended)
    }

    /// Checks the day on which it ended.
    fn in_order(&self) -> Result<()> {
        let invalid = |reason| Err(Error::invalid("endedOn", reason));
        if let Some((None, Some(_))) = self.ending {
            return invalid(Reason::Required);
        }
        match self.due.zip(self.ended()) {
            Some((due, ended)) if ended < first_day(due) => invalid(Reason::Backwards),
            Some((due, ended)) if ended > last_day(due) => invalid(Reason::Impossible),
            _ => Ok(()),
        }
    }

    fn require_outcome(&self) -> Result<()> {
        match self.ending {
            Some((Some(_), None)) => Err(Error::invalid("outcome", Reason::Required)),
            Some((Some(ended), Some(PregnancyOutcome::LiveBirth))) => {
                // an end before the beginning is at fault itself
                let began = self.due.map(first_day).filter(|began| *began <= ended);
                match began.is_some_and(|began| ended < began + Days::new(LIVE_BIRTH_DAYS)) {
                    true => Err(Error::invalid("outcome", Reason::Impossible)),
                    false => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// Checks until when the child was breastfed.
    fn require_breastfed(&self, until: Option<NaiveDate>) -> Result<()> {
        let invalid = |reason| Err(Error::invalid("breastfeedingUntil", reason));
        let (Some(until), Some((ended, outcome))) = (until, self.ending) else {
            return Ok(());
        };
        if outcome != Some(PregnancyOutcome::LiveBirth) {
            return invalid(Reason::Impossible);
        }
        let years = Months::new(12 * BREASTFEEDING_YEARS);
        match ended {
            Some(ended) if until < ended => invalid(Reason::Backwards),
            Some(ended) if until > ended + years => invalid(Reason::Impossible),
            _ => Ok(()),
        }
    }
}

/// # Errors
/// `Invalid` for days that are not in their order, and for half of an ending.
pub(crate) fn require_in_order(row: &Pregnancy) -> Result<()> {
    let known = Known {
        due: row.due_date.open().copied(),
        ending: row
            .ended_on
            .open()
            .copied()
            .zip(row.outcome.open().copied()),
    };
    (
        known.in_order(),
        known.require_outcome(),
        known.require_breastfed(day(&row.breastfeeding_until)),
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
    clinic.write("remove pregnancy", |tx| {
        chart_row::delete::<Pregnancy>(tx, id, seen, reason)
    })?;
    chart_row::removal::<Pregnancy>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    chart_row::removal::<Pregnancy>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` where another one of these days was
/// recorded meanwhile.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<PregnancyView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("restore pregnancy", |tx| {
        let row = chart_row::of_patient_there::<Pregnancy>(tx, id)?.value;
        if let Some(days) = span(&row) {
            require_free(tx, &row, days)?;
        }
        chart_row::undelete::<Pregnancy>(tx, id, seen)
    })?;
    show(clinic, id)
}
