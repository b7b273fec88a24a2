//! What was eaten: adds foods and words, changes how much of it, moves and removes it.

use chrono::NaiveTime;
use rust_decimal::Decimal;
use sync_contract::Right;
use sync_contract::catalog::{DeletionReason, MeasurementFlag, Recall, RecallItem};
use sync_contract::field::Text;
use sync_contract::ids::{PatientId, RecallId, RecallItemId};
use vault::WriteTx;

use crate::chart_row::{self, ChartRow};
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::foods::grid::{self, StoredFood};
use crate::foods::{self, TakenFood};
use crate::recalls::list::{self, DAYS_MAX, stored};
use crate::recalls::position::between;
use crate::recalls::{Meal, NewRecallFood, RecallAmount, RecallFoodView, RecallSlot, RecallView};
use crate::view::{Id, ReadVersionToken, ScreenLanguage, text};
use crate::{Clinic, fields};

/// Returns one food that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id, language: ScreenLanguage) -> Result<RecallFoodView> {
    clinic.may(Right::ChartRead)?;
    let row = chart_row::shown::<RecallItem>(clinic, id)?;
    let food = or_not_found(stored(&row), RecallItem::WHAT)?;
    Ok(RecallFoodView {
        recall_id: Id::of(row.value.recall),
        day: u8::try_from(food.slot.day).unwrap_or(1),
        meal: food.slot.meal.0,
        food: grid::shown(&food, language),
    })
}

/// Adds a food of the list, or words that are kept and not counted.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `TooLong`, `Invalid` for an amount that
/// cannot be read or that is none of this food, for a food without a name, and for a day that is none of 1 to 3.
pub fn add(
    clinic: &mut Clinic,
    new: &NewRecallFood,
    language: ScreenLanguage,
) -> Result<RecallView> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("add food to recall", |tx| {
        let recall = chart_row::writable::<Recall>(tx, &new.recall_id)?.value;
        insert(tx, &recall, new, language)
    })?;
    list::show(clinic, &new.recall_id, language)
}

pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    recall: &Recall,
    new: &NewRecallFood,
    language: ScreenLanguage,
) -> Result<()> {
    let day = day(&new.slot)?;
    let others = at_meal(tx, recall.id, recall.patient, day, new.slot.meal)?;
    let time = time_of(&others)?;
    let position = make_room(tx, &others, new.slot.before.as_ref())?;
    let item = item(tx, recall, new, time, position, language)?;
    tx.insert(&item)?;
    Ok(())
}

/// Returns the row of a new food at a position of its meal.
///
/// # Errors
/// As [`add`].
pub(crate) fn item(
    tx: &mut WriteTx<'_>,
    recall: &Recall,
    new: &NewRecallFood,
    time: Option<Text<5>>,
    position: Decimal,
    language: ScreenLanguage,
) -> Result<RecallItem> {
    let taken = new.food.as_deref();
    let taken = taken.map(|food| foods::take(food, &new.amount, None, language));
    let taken = taken.transpose()?;
    // words are kept as they were typed
    let name = taken.as_ref().map_or(new.text.as_str(), |food| &food.name);
    let mut item = RecallItem {
        id: tx.new_id(),
        patient: recall.patient,
        recall: recall.id,
        food: None.into(),
        name: fields::required(name, "text")?.into(),
        entered: None.into(),
        count: None.into(),
        measure: None.into(),
        grams: None.into(),
        flag: None.into(),
        day: day(&new.slot)?.into(),
        meal: new.slot.meal.into(),
        time: time.into(),
        position: position.into(),
    };
    if let Some(taken) = &taken {
        put(&mut item, taken)?;
    }
    Ok(item)
}

fn put(item: &mut RecallItem, taken: &TakenFood) -> Result<()> {
    item.food = Some(stored_text(&taken.id)?).into();
    item.name = fields::required(&taken.name, "text")?.into();
    item.entered = fields::optional(&taken.entered, "amount")?.into();
    item.count = Some(taken.count).into();
    item.measure = Some(stored_text(&taken.measure)?).into();
    item.grams = Some(taken.grams).into();
    Ok(())
}

fn stored_text<const MAX: u32>(text: &str) -> Result<Text<MAX>> {
    Ok(Text::new(text).map_err(vault::Error::from)?)
}

fn day(slot: &RecallSlot) -> Result<i64> {
    match usize::from(slot.day) {
        1..=DAYS_MAX => Ok(i64::from(slot.day)),
        _ => Err(Error::invalid("day", Reason::Unknown)),
    }
}

/// Returns the foods of a meal in their order.
fn at_meal(
    tx: &WriteTx<'_>,
    recall: RecallId,
    patient: PatientId,
    day: i64,
    meal: Meal,
) -> Result<Vec<StoredFood>> {
    let items = tx.read().recall_items_of(patient)?;
    let own = items.iter().filter(|item| item.value.recall == recall);
    let mut foods: Vec<StoredFood> = own
        .filter_map(stored)
        .filter(|food| food.slot.day == day && food.slot.meal.0 == meal)
        .collect();
    foods.sort_by(|one, other| (&one.slot, &one.id).cmp(&(&other.slot, &other.id)));
    Ok(foods)
}

/// Returns when a meal was, by its first food that says so.
fn time_of(foods: &[StoredFood]) -> Result<Option<Text<5>>> {
    let times = foods.iter().map(|food| food.time.as_str());
    let first = times.filter(|time| !time.is_empty()).min();
    fields::optional(first.unwrap_or(""), "time")
}

/// Returns a position among the foods of a meal: before one of them, or last. Where there is no room left, all of them
/// are given new positions.
///
/// # Errors
/// `NotFound` where the named one is not at this meal.
fn make_room(tx: &mut WriteTx<'_>, others: &[StoredFood], before: Option<&Id>) -> Result<Decimal> {
    let index = match before {
        None => others.len(),
        Some(id) => {
            let index = others.iter().position(|food| food.id == *id);
            or_not_found(index, RecallItem::WHAT)?
        }
    };
    let of = |food: &StoredFood| food.slot.position;
    let previous = index.checked_sub(1).map(|index| of(&others[index]));
    if let Some(position) = between(previous, others.get(index).map(of)) {
        return Ok(position);
    }
    for (food, number) in others.iter().zip(1_u32..) {
        let next = number + u32::from(number as usize > index);
        let row = chart_row::writable::<RecallItem>(tx, &food.id)?;
        let mut item = row.value;
        item.position = Decimal::from(next).into();
        tx.update(&item, &row.seen)?;
    }
    Ok(Decimal::from(index + 1))
}

/// Changes how much of a food was eaten, or says that it is right.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `Invalid` for an amount that cannot be read
/// or that is none of this food, and for words, which have none.
pub fn set_amount(
    clinic: &mut Clinic,
    change: &RecallAmount,
    language: ScreenLanguage,
) -> Result<RecallView> {
    clinic.may(Right::MeasurementsWrite)?;
    let recall = clinic.write("change amount of food", |tx| {
        let mut item = chart_row::writable::<RecallItem>(tx, &change.id)?.value;
        let (food, former) = (text(&item.food), item.clone());
        if food.is_empty() {
            return Err(Error::invalid("amount", Reason::Unknown));
        }
        let measure = text(&item.measure);
        let measure = Some(measure.as_str()).filter(|measure| !measure.is_empty());
        let taken = foods::take(&food, &change.amount, measure, language)?;
        put(&mut item, &taken)?;
        let is_confirmed = change.is_right && taken.is_doubtful();
        item.flag = is_confirmed.then_some(MeasurementFlag::Confirmed).into();
        if item != former {
            tx.update(&item, &change.seen.to_seen()?)?;
        }
        Ok(item.recall)
    })?;
    list::show(clinic, &Id::of(recall), language)
}

/// Moves a food to another place of its recall. It has the time of the meal that it comes to.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `Invalid` for a day that is none of 1 to 3.
pub fn move_to(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    slot: &RecallSlot,
    language: ScreenLanguage,
) -> Result<RecallView> {
    clinic.may(Right::MeasurementsWrite)?;
    let recall = clinic.write("move food", |tx| {
        let mut item = chart_row::writable::<RecallItem>(tx, id)?.value;
        let day = day(slot)?;
        let mut others = at_meal(tx, item.recall, item.patient, day, slot.meal)?;
        others.retain(|food| food.id != *id);
        let is_other_meal = item.day.open() != Some(&day) || item.meal.open() != Some(&slot.meal);
        if is_other_meal {
            item.time = time_of(&others)?.into();
        }
        let position = make_room(tx, &others, slot.before.as_ref())?;
        item.day = day.into();
        item.meal = slot.meal.into();
        item.position = position.into();
        tx.update(&item, &seen.to_seen()?)?;
        Ok(item.recall)
    })?;
    list::show(clinic, &Id::of(recall), language)
}

/// Sets when a meal was, for all that was eaten at it; empty where nobody knows.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound` where nothing was eaten at it, `PatientDeleted`, `Invalid` for
/// what is no time of day.
pub fn set_time(
    clinic: &mut Clinic,
    recall: &Id,
    slot: &RecallSlot,
    time: &str,
    language: ScreenLanguage,
) -> Result<RecallView> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("set time of meal", |tx| {
        let row = chart_row::writable::<Recall>(tx, recall)?.value;
        let time = time_of_day(time)?;
        let foods = at_meal(tx, row.id, row.patient, day(slot)?, slot.meal)?;
        or_not_found(foods.first(), "meal")?;
        for food in foods.iter().filter(|food| food.time != time) {
            let row = chart_row::writable::<RecallItem>(tx, &food.id)?;
            let mut item = row.value;
            item.time = fields::optional(&time, "time")?.into();
            tx.update(&item, &row.seen)?;
        }
        Ok(())
    })?;
    list::show(clinic, recall, language)
}

/// Reads `7:30`, `7.30`, `7h30`, `730` and `7` as a time of day.
fn time_of_day(text: &str) -> Result<String> {
    let text: String = text.trim().to_lowercase().replace(['h', '.'], ":");
    if text.is_empty() {
        return Ok(text);
    }
    let invalid = || Error::invalid("time", Reason::Malformed);
    let (hours, minutes) = match text.split_once(':') {
        Some((hours, "")) => (hours, "0"),
        Some(parts) => parts,
        None if text.len() > 2 && text.is_ascii() => text.split_at(text.len() - 2),
        None => (text.as_str(), "0"),
    };
    let number = |digits: &str| digits.parse::<u32>().map_err(|_| invalid());
    let time = NaiveTime::from_hms_opt(number(hours)?, number(minutes)?, 0);
    Ok(time.ok_or_else(invalid)?.format("%H:%M").to_string())
}

/// Takes out a food that was entered in error. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `ChangedMeanwhile`.
pub fn remove(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<ReadVersionToken> {
    clinic.may(Right::MeasurementsWrite)?;
    clinic.write("remove food", |tx| {
        chart_row::writable::<RecallItem>(tx, id)?;
        let (row, why) = (id.to::<RecallItemId>()?, DeletionReason::EnteredInError);
        tx.delete::<RecallItem>(row, why, None, &seen.to_seen()?)?;
        chart_row::require_removed::<RecallItem>(tx, id)
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
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`.
pub fn restore(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    language: ScreenLanguage,
) -> Result<RecallView> {
    clinic.may(Right::MeasurementsWrite)?;
    let recall = clinic.write("restore food", |tx| {
        chart_row::undelete::<RecallItem>(tx, id, seen)?;
        let row = tx.get::<RecallItem>(id.to::<RecallItemId>()?)?;
        Ok(or_not_found(row, RecallItem::WHAT)?.value.recall)
    })?;
    list::show(clinic, &Id::of(recall), language)
}
