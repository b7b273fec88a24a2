//! What was eaten: adds foods and words, changes how much of it, moves and removes it.

use sync_contract::Right;
use sync_contract::catalog::{Recall, RecallItem};
use vault::WriteTx;

use crate::Clinic;
use crate::chart_row;
use crate::clinic::or_not_found;
use crate::error::{Error, Result};
use crate::foods::FoodTable;
use crate::foods::flags::PatientFlags;
use crate::foods::grid::{self, GridAmount, GridNutrient, GridSlot, NewGridFood};
use crate::foods::lines;
use crate::recalls::list;
use crate::recalls::{RecallFoodView, RecallView};
use crate::view::{Id, ReadVersionToken, ScreenLanguage};

/// Returns one food that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id, language: ScreenLanguage) -> Result<RecallFoodView> {
    clinic.may(Right::ChartRead)?;
    let (patient, recall_id, food) = lines::shown::<RecallItem>(clinic, id)?;
    let reader = clinic.read();
    let flags = PatientFlags::of_patient(clinic, &reader, patient)?;
    Ok(RecallFoodView {
        recall_id,
        day: u8::try_from(food.slot.day).unwrap_or(1),
        meal: food.slot.meal.0,
        food: grid::shown(&FoodTable::read(&reader)?, &food, &flags, language),
    })
}

/// Returns what some foods of one recall give together.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound` where one of them is none of its foods.
pub fn sum(clinic: &Clinic, recall: &Id, foods: &[Id]) -> Result<Vec<GridNutrient>> {
    clinic.may(Right::ChartRead)?;
    lines::sum::<RecallItem>(clinic, recall, foods, |_, table| table)
}

/// Adds a food, or words that are kept and not counted.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `RecallFinished`, `TooLong`, `Invalid` for
/// an amount that cannot be read or that is none of this food, for a food without a name, and for a day that is none of
/// 1 to 3.
pub fn add(
    clinic: &mut Clinic,
    recall: &Id,
    new: &NewGridFood,
    language: ScreenLanguage,
) -> Result<RecallView> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("add food to recall", |tx| {
        let recall = require_open(tx, recall)?;
        lines::insert::<RecallItem>(tx, &recall, new, language)
    })?;
    list::show(clinic, recall, language)
}

/// Changes how much of a food was eaten, or says that it is right.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `RecallFinished`, `Invalid` for an amount
/// that cannot be read or that is none of this food, and for words, which have none.
pub fn set_amount(
    clinic: &mut Clinic,
    change: &GridAmount,
    language: ScreenLanguage,
) -> Result<RecallView> {
    clinic.may(Right::MeasurementsWrite)?;
    let recall = clinic.write("change amount of food", |tx| {
        require_open_with(tx, &change.id)?;
        lines::set_amount::<RecallItem>(tx, change, language)
    })?;
    list::show(clinic, &recall, language)
}

/// Moves a food to another place of its recall. It has the time of the meal that it comes to.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `RecallFinished`, `Invalid` for a day that
/// is none of 1 to 3.
pub fn move_to(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    slot: &GridSlot,
    language: ScreenLanguage,
) -> Result<RecallView> {
    clinic.may(Right::MeasurementsWrite)?;
    let recall = clinic.write("move food", |tx| {
        require_open_with(tx, id)?;
        lines::move_to::<RecallItem>(tx, id, seen, slot)
    })?;
    list::show(clinic, &recall, language)
}

/// Sets the time of a meal, for all that was eaten at it; empty where it is unknown.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound` where nothing was eaten at it, `PatientDeleted`, `Invalid` for
/// what is no time of day.
pub fn set_time(
    clinic: &mut Clinic,
    recall: &Id,
    slot: &GridSlot,
    time: &str,
    language: ScreenLanguage,
) -> Result<RecallView> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("set time of meal", |tx| {
        require_open(tx, recall)?;
        lines::set_time::<RecallItem>(tx, recall, slot, time)
    })?;
    list::show(clinic, recall, language)
}

/// Takes out a food that was entered in error. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `RecallFinished`, `ChangedMeanwhile`.
pub fn remove(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<ReadVersionToken> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("remove food", |tx| {
        require_open_with(tx, id)?;
        lines::remove::<RecallItem>(tx, id, seen)
    })?;
    chart_row::removal::<RecallItem>(clinic, id)
}

/// Returns what names the removal of a food that was taken out, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::MeasurementsWrite)?;
    chart_row::removal::<RecallItem>(clinic, id)
}

/// Puts a food back.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `RecallFinished`.
pub fn restore(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    language: ScreenLanguage,
) -> Result<RecallView> {
    clinic.may(Right::MeasurementsWrite)?;
    let recall = clinic.write("restore food", |tx| {
        require_open_with(tx, id)?;
        lines::restore::<RecallItem>(tx, id, seen)
    })?;
    list::show(clinic, &recall, language)
}

/// Returns a recall that foods may be added to, changed in and removed from.
fn require_open(tx: &WriteTx<'_>, recall: &Id) -> Result<Recall> {
    let recall = chart_row::writable::<Recall>(tx, recall)?.value;
    match recall.finished_at {
        None => Ok(recall),
        Some(_) => Err(Error::RecallFinished),
    }
}

/// Does the same for the recall of a food, which may have been taken out.
fn require_open_with(tx: &WriteTx<'_>, food: &Id) -> Result<Recall> {
    let food = or_not_found(tx.get::<RecallItem>(food.to()?)?, "food of a recall")?;
    require_open(tx, &Id::of(food.value.recall))
}
