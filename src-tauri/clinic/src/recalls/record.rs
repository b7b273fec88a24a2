//! Begins recalls, changes what they say of themselves, finishes them, and removes what was entered in error.

use chrono::{Days, NaiveDate};
use sync_contract::catalog::{MealPlan, Patient, Recall, RecallItem};
use sync_contract::field::Text;
use sync_contract::ids::{PatientId, RecallId};
use sync_contract::phi::Clinical;
use sync_contract::{Phi, Right};
use vault::WriteTx;
use vault::read::Reader;

use crate::chart_row::{self, ChartRow};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::{Error, Reason, Result};
use crate::exchange_tables::{ChosenTable, TableChoice};
use crate::fields::Together;
use crate::foods::grid::NewGridFood;
use crate::foods::lines;
use crate::form_edit::merged_form;
use crate::names::born_from;
use crate::occasion::file_and_visit;
use crate::recalls::list::{day_count, days_of, form_of, show};
use crate::recalls::{NewRecall, RecallChecklist, RecallEdit, RecallForm, RecallKind, RecallView};
use crate::view::{Day, Id, ReadVersionToken, ScreenLanguage, set};
use crate::{Clinic, fields};

/// Begins a recall, with its first foods.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `Invalid` for a day in the future or before
/// birth, or that is there twice, and for a food as [`super::items::add`].
pub fn add(
    clinic: &mut Clinic,
    new: &NewRecall,
    foods: &[NewGridFood],
    language: ScreenLanguage,
) -> Result<RecallView> {
    clinic.may(Right::MeasurementsWrite)?;
    let patient: PatientId = new.patient_id.to()?;
    let person = clinic.require_row::<Patient>(patient, "patient")?.value;
    let today = clinic.today()?;
    let (patient, visit) = file_and_visit(clinic, patient, new.visit_id.as_ref())?;
    let id = clinic.write("add recall", |tx| {
        require_not_deleted(tx, patient)?;
        let taken_on = match &new.taken_on {
            Some(day) => day.to_date("takenOn"),
            None => Ok(today),
        };
        let (taken_on, days) = (taken_on, days_in(&new.days)).together()?;
        let days = match days.is_empty() {
            true => days_before(new.kind, taken_on),
            false => days,
        };
        let recall = Recall {
            visit,
            exchange_table: table_of_last_plan(tx, patient)?,
            ..begun(tx.new_id(), patient, new.kind, taken_on, &days)
        };
        require_days(&recall, &person, today)?;
        tx.insert(&recall)?;
        for food in foods {
            lines::insert::<RecallItem>(tx, &recall, food, language)?;
        }
        Ok(recall.id)
    })?;
    show(clinic, &Id::of(id), language)
}

/// Returns the table by which the last plan of the patient is counted: what they ate is held against it.
fn table_of_last_plan(
    tx: &WriteTx<'_>,
    patient: PatientId,
) -> Result<Phi<Clinical, Option<Text<10000>>>> {
    let mut plans = tx.read().meal_plans_of(patient)?;
    plans.retain(|plan| plan.deleted.is_none());
    let last = plans
        .into_iter()
        .max_by_key(|plan| (plan.value.first_day, plan.value.id));
    // what only a later program can read is chosen there
    let readable = |plan: &MealPlan| ChosenTable::stored(&plan.exchange_table).is_some();
    Ok(last
        .map(|plan| plan.value)
        .filter(readable)
        .map_or(None.into(), |plan| plan.exchange_table))
}

/// Returns a recall of which nothing is told yet.
pub(crate) fn begun(
    id: RecallId,
    patient: PatientId,
    kind: RecallKind,
    taken_on: NaiveDate,
    days: &[NaiveDate],
) -> Recall {
    let day = |index: usize| days.get(index).copied().into();
    Recall {
        id,
        patient,
        visit: None,
        taken_on,
        kind: kind.into(),
        first_day: day(0),
        second_day: day(1),
        third_day: day(2),
        is_typical: None.into(),
        remark: None.into(),
        drinks: false.into(),
        fats: false.into(),
        sugar: false.into(),
        sauces: false.into(),
        snacks: false.into(),
        supplements: false.into(),
        finished_at: None,
        finished_by: None,
        exchange_table: None.into(),
    }
}

/// Returns the days that are probably meant: those before, the earliest first.
pub(crate) fn days_before(kind: RecallKind, taken_on: NaiveDate) -> Vec<NaiveDate> {
    let count = match kind {
        RecallKind::UsualDay => 0,
        kind => day_count(kind) as u64,
    };
    let days = (1..=count).rev();
    days.filter_map(|back| taken_on.checked_sub_days(Days::new(back)))
        .collect()
}

fn days_in(days: &[Day]) -> Result<Vec<NaiveDate>> {
    days.iter().map(|day| day.to_date("days")).collect()
}

/// # Errors
/// `Invalid` for a day in the future or before birth, more days than the kind has, and one that is there twice.
fn require_days(recall: &Recall, patient: &Patient, today: NaiveDate) -> Result<()> {
    let born = born_from(patient);
    let is_before_birth = |day: NaiveDate| born.is_some_and(|born| day < born);
    let taken_on = match recall.taken_on {
        on if on > today => Err(Error::invalid("takenOn", Reason::InTheFuture)),
        on if is_before_birth(on) => Err(Error::invalid("takenOn", Reason::Backwards)),
        _ => Ok(()),
    };
    // days that follow from a wrong one are no second mistake
    let kind = recall.kind.open().copied();
    let follows = |kind| days_of(recall) == days_before(kind, recall.taken_on);
    if taken_on.is_err() && kind.is_some_and(follows) {
        return taken_on;
    }
    (taken_on, require_recalled_days(recall, is_before_birth))
        .together()
        .map(drop)
}

/// Those that are told of, by themselves: a wrong day of the recall is no reason against them.
fn require_recalled_days(
    recall: &Recall,
    is_before_birth: impl Fn(NaiveDate) -> bool,
) -> Result<()> {
    let days = days_of(recall);
    let most = match recall.kind.open() {
        Some(RecallKind::UsualDay) => 0,
        Some(kind) => day_count(*kind),
        None => days.len(),
    };
    if days.len() > most {
        return Err(Error::invalid("days", Reason::TooLarge));
    }
    if days.iter().any(|day| *day > recall.taken_on) {
        return Err(Error::invalid("days", Reason::InTheFuture));
    }
    if days.iter().any(|day| is_before_birth(*day)) {
        return Err(Error::invalid("days", Reason::Backwards));
    }
    let is_twice = |(index, day)| days.iter().skip(index + 1).any(|other| other == day);
    match days.iter().enumerate().any(is_twice) {
        true => Err(Error::invalid("days", Reason::Taken)),
        false => Ok(()),
    }
}

/// Changes what a recall says of itself as far as the editor changed it, against the version that they saw.
///
/// # Errors
/// As [`add`], `TooLong`, and `NotFound` for a table of exchanges that is not offered.
pub fn edit(
    clinic: &mut Clinic,
    edit: &RecallEdit,
    language: ScreenLanguage,
) -> Result<RecallView> {
    clinic.may(Right::MeasurementsWrite)?;
    let today = clinic.today()?;
    clinic.write("edit recall", |tx| {
        let mut row = chart_row::writable::<Recall>(tx, &edit.id)?.value;
        let person = or_not_found(tx.get::<Patient>(row.patient)?, "patient")?.value;
        let stored = or_not_found(form_of(&row), Recall::WHAT)?;
        let (loaded, wanted) = (&edit.loaded, &edit.form);
        let asked = stored.checklist;
        let checklist = merged_form!(RecallChecklist { drinks, fats, sugar, sauces, snacks, supplements }
            of &loaded.checklist, &wanted.checklist, asked);
        let form = RecallForm {
            checklist,
            ..merged_form!(RecallForm { taken_on, kind, days, is_typical, remark, checklist, exchanges }
                of loaded, wanted, stored.clone())
        };
        if form != stored {
            if form.exchanges != stored.exchanges {
                put_exchanges(&mut row, &tx.read(), form.exchanges.as_ref())?;
            }
            apply(&mut row, &stored, &form, |row| require_days(row, &person, today))?;
            tx.update(&row, &edit.seen.to_read_version()?)?;
        }
        Ok(())
    })?;
    show(clinic, &edit.id, language)
}

/// Stores by which table a recall is counted.
///
/// # Errors
/// `NotAllHere` for what a later program wrote, `NotFound` for a table that is not offered.
pub(crate) fn put_exchanges(
    row: &mut Recall,
    reader: &Reader<'_>,
    choice: Option<&TableChoice>,
) -> Result<()> {
    ChosenTable::require_read(&row.exchange_table)?;
    let stored = ChosenTable::stored(&row.exchange_table);
    row.exchange_table = match choice {
        Some(of) => {
            let table = ChosenTable::choose(reader, stored, &of.table, of.is_anew)?;
            Some(table.text()?).into()
        }
        None => None.into(),
    };
    Ok(())
}

/// `require_days` checks the days once they are read, together with the remark.
fn apply(
    row: &mut Recall,
    stored: &RecallForm,
    form: &RecallForm,
    require_days: impl FnOnce(&Recall) -> Result<()>,
) -> Result<()> {
    let days = match form.days == stored.days {
        true => Ok(None),
        false => days_in(&form.days).and_then(|days| match days.len() > day_count(form.kind) {
            true => Err(Error::invalid("days", Reason::TooLarge)),
            false => Ok(Some(days)),
        }),
    };
    let remark = fields::optional(&form.remark, "remark");
    let read = (form.taken_on.to_date("takenOn"), days).together();
    let read = read.and_then(|(taken_on, days)| {
        row.taken_on = taken_on;
        if form.kind != stored.kind {
            row.kind = form.kind.into();
        }
        if let Some(days) = days {
            let day = |index: usize| days.get(index).copied();
            set(&mut row.first_day, day(0));
            set(&mut row.second_day, day(1));
            set(&mut row.third_day, day(2));
        }
        require_days(row)
    });
    let ((), remark) = (read, remark).together()?;
    set(&mut row.is_typical, form.is_typical);
    set(&mut row.remark, remark);
    let asked = form.checklist;
    row.drinks = asked.drinks.into();
    row.fats = asked.fats.into();
    row.sugar = asked.sugar.into();
    row.sauces = asked.sauces.into();
    row.snacks = asked.snacks.into();
    row.supplements = asked.supplements.into();
    Ok(())
}

/// Finishes a recall.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`.
pub fn finish(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    language: ScreenLanguage,
) -> Result<RecallView> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("finish recall", |tx| {
        let mut row = chart_row::writable::<Recall>(tx, id)?.value;
        if row.finished_at.is_none() {
            (row.finished_at, row.finished_by) = (Some(tx.now()), Some(tx.user()));
            tx.update(&row, &seen.to_read_version()?)?;
        }
        Ok(())
    })?;
    show(clinic, id, language)
}

/// Goes on with a finished recall.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`.
pub fn reopen(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    language: ScreenLanguage,
) -> Result<RecallView> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("reopen recall", |tx| {
        let mut row = chart_row::writable::<Recall>(tx, id)?.value;
        if row.finished_at.is_some() {
            (row.finished_at, row.finished_by) = (None, None);
            tx.update(&row, &seen.to_read_version()?)?;
        }
        Ok(())
    })?;
    show(clinic, id, language)
}

/// Removes a recall that was entered in error, with what is in it. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `ChangedMeanwhile`, `Invalid` without a
/// reason.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("remove recall", |tx| {
        chart_row::delete_with_parts::<RecallItem>(tx, id, seen, reason)
    })?;
    removed(clinic, id)
}

/// Returns what names the removal of a removed recall with its foods, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::MeasurementsWrite)?;
    chart_row::removal_with_parts::<RecallItem>(clinic, id)
}

/// Puts a removed recall back, with the foods that were removed together with it.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`.
pub fn restore(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    language: ScreenLanguage,
) -> Result<RecallView> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("restore recall", |tx| {
        chart_row::undelete_with_parts::<RecallItem>(tx, id, seen)
    })?;
    show(clinic, id, language)
}

/// What was decided of the days of a recall is held against the days themselves alone.
///
/// # Errors
/// `Invalid` for a day after the one on which it was taken, or that is there twice.
pub(crate) fn require_in_order(recall: &Recall, patient: &Patient) -> Result<()> {
    require_days(recall, patient, recall.taken_on)
}
