//! The lines of a recall or a plan: rows of one food each, added, changed, moved and taken out by one set of rules.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveTime;
use rust_decimal::Decimal;
use sync_contract::Entity;
use sync_contract::catalog::{DeletionReason, Meal, MeasurementFlag};
use sync_contract::field::{Line, Text};
use sync_contract::ids::PatientId;
use uuid::Uuid;
use vault::WriteTx;
use vault::read::{Reader, Stored};

use crate::chart_row::{self, ChartRow, PartRow};
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::foods::grid::{self, GridAmount, GridNutrient, GridSlot, NewGridFood, StoredFood};
use crate::foods::position::between;
use crate::foods::{self, FoodTable, TakenFood};
use crate::view::{Id, ReadVersionToken, ScreenLanguage};
use crate::{Clinic, fields};

/// One food of a recall or of a plan, as it is stored.
pub(crate) trait FoodLine: PartRow + PartialEq {
    const DAYS_MAX: usize;

    /// Returns words alone, first at breakfast of the first day.
    fn words(
        id: Self::Id,
        patient: PatientId,
        owner: <Self::Owner as Entity>::Id,
        name: Line,
    ) -> Self;

    /// # Errors
    /// `TooLong`.
    fn put(&mut self, taken: &TakenFood) -> Result<()>;

    fn put_flag(&mut self, flag: Option<MeasurementFlag>);

    fn put_slot(&mut self, day: i64, meal: Meal, position: Decimal);

    fn put_time(&mut self, time: Option<Text<5>>);

    /// Returns none where this user cannot decrypt it.
    fn stored(row: &Stored<Self>) -> Option<StoredFood>;
}

/// Declares the lines of a recall or of a plan, of which the fields have the same names.
macro_rules! food_line {
    (
        $row:ident called $what:literal, of $owner:ident in $field:ident, $days:expr, read by $read:ident
        $(, $extra:ident: $value:expr)*; locked $locked:expr
    ) => {
        impl $crate::chart_row::ChartRow for $row {
            const WHAT: &'static str = $what;

            fn patient(&self) -> sync_contract::ids::PatientId {
                self.patient
            }
        }

        impl $crate::chart_row::PartRow for $row {
            type Owner = $owner;

            fn owner(&self) -> <$owner as sync_contract::Entity>::Id {
                self.$field
            }

            fn all_of(
                reader: &vault::read::Reader<'_>,
                patient: sync_contract::ids::PatientId,
            ) -> vault::Result<Vec<vault::read::Stored<Self>>> {
                reader.$read(patient)
            }
        }

        impl $crate::foods::lines::FoodLine for $row {
            const DAYS_MAX: usize = $days;

            fn words(
                id: Self::Id,
                patient: sync_contract::ids::PatientId,
                owner: <$owner as sync_contract::Entity>::Id,
                name: sync_contract::field::Line,
            ) -> Self {
                Self {
                    id,
                    patient,
                    $field: owner,
                    food: None.into(),
                    name: name.into(),
                    entered: None.into(),
                    count: None.into(),
                    measure: None.into(),
                    grams: None.into(),
                    flag: None.into(),
                    day: 1.into(),
                    meal: sync_contract::catalog::Meal::Breakfast.into(),
                    time: None.into(),
                    position: rust_decimal::Decimal::ONE.into(),
                    $($extra: $value,)*
                }
            }

            fn put(&mut self, taken: &$crate::foods::TakenFood) -> $crate::Result<()> {
                use $crate::foods::lines::stored_text;
                self.food = Some(stored_text(&taken.id)?).into();
                self.name = $crate::fields::required(&taken.name, "text")?.into();
                self.entered = $crate::fields::optional(&taken.entered, "amount")?.into();
                self.count = Some(taken.count).into();
                self.measure = Some(stored_text(&taken.measure)?).into();
                self.grams = Some(taken.grams).into();
                Ok(())
            }

            fn put_flag(&mut self, flag: Option<sync_contract::catalog::MeasurementFlag>) {
                self.flag = flag.into();
            }

            fn put_slot(
                &mut self,
                day: i64,
                meal: sync_contract::catalog::Meal,
                position: rust_decimal::Decimal,
            ) {
                self.day = day.into();
                self.meal = meal.into();
                self.position = position.into();
            }

            fn put_time(&mut self, time: Option<sync_contract::field::Text<5>>) {
                self.time = time.into();
            }

            fn stored(row: &vault::read::Stored<Self>) -> Option<$crate::foods::grid::StoredFood> {
                use $crate::foods::grid::{MealOrder, Slot, StoredFood};
                let item = &row.value;
                let number = |sealed: &sync_contract::Phi<_, Option<rust_decimal::Decimal>>| {
                    sealed.open().copied().flatten()
                };
                let food = $crate::view::text(&item.food);
                let is_locked: fn(&Self) -> bool = $locked;
                Some(StoredFood {
                    id: $crate::view::Id::of(item.id),
                    seen: $crate::view::ReadVersionToken::of(&row.seen),
                    food: (!food.is_empty()).then_some(food),
                    name: item.name.open()?.to_string(),
                    entered: $crate::view::text(&item.entered),
                    count: number(&item.count),
                    measure: $crate::view::text(&item.measure),
                    grams: number(&item.grams),
                    is_confirmed: item.flag.open().copied().flatten().is_some(),
                    is_locked: is_locked(item),
                    slot: Slot {
                        day: *item.day.open()?,
                        meal: MealOrder(*item.meal.open()?),
                        position: *item.position.open()?,
                    },
                    time: $crate::view::text(&item.time),
                })
            }
        }
    };
}

pub(crate) use food_line;

pub(crate) fn stored_text<const MAX: u32>(text: &str) -> Result<Text<MAX>> {
    Ok(Text::new(text).map_err(vault::Error::from)?)
}

/// A recall or a plan with its lines that are not removed.
pub(crate) type WithLines<L> = (Stored<<L as PartRow>::Owner>, Vec<Stored<L>>);

/// Returns each of `owners` with its lines. A removed owner is among them while it has any: they were written
/// concurrently and are not hidden.
///
/// # Errors
/// Those of a read.
pub(crate) fn with_lines<L: FoodLine>(
    reader: &Reader<'_>,
    patient: PatientId,
    mut owners: Vec<Stored<L::Owner>>,
) -> Result<Vec<WithLines<L>>> {
    let mut lines: BTreeMap<Uuid, Vec<Stored<L>>> = BTreeMap::new();
    for row in L::all_of(reader, patient)? {
        lines.entry(row.value.owner().into()).or_default().push(row);
    }
    let id = |owner: &Stored<L::Owner>| -> Uuid { owner.value.id().into() };
    let shown: BTreeSet<Uuid> = owners.iter().map(id).collect();
    let others = lines.keys().filter(|owner| !shown.contains(owner));
    let others: Vec<Uuid> = others.copied().collect();
    if !others.is_empty() {
        owners.extend(reader.by_ids::<L::Owner>(&others)?);
    }
    let with_lines = owners.into_iter().map(|owner| {
        let lines = lines.remove(&id(&owner)).unwrap_or_default();
        (owner, lines)
    });
    Ok(with_lines.collect())
}

/// Returns one line that is not removed, with whose it is and the id of what it belongs to, and logs the read.
///
/// # Errors
/// `NotFound`.
pub(crate) fn shown<L: FoodLine>(clinic: &Clinic, id: &Id) -> Result<(PatientId, Id, StoredFood)> {
    let row = chart_row::shown::<L>(clinic, id)?;
    let food = or_not_found(L::stored(&row), L::WHAT)?;
    Ok((row.value.patient(), Id::of(row.value.owner()), food))
}

/// Returns what some lines of one recall or plan give together, and logs the read. `counted_with` has the foods with
/// which it is counted.
///
/// # Errors
/// `NotFound` where one of them is not among its lines.
pub(crate) fn sum<L: FoodLine>(
    clinic: &Clinic,
    owner: &Id,
    lines: &[Id],
    counted_with: impl Fn(&L::Owner, FoodTable) -> FoodTable,
) -> Result<Vec<GridNutrient>> {
    let row = clinic.require_row::<L::Owner>(owner.to()?, L::Owner::WHAT)?;
    let (owner, patient) = (row.value.id(), row.value.patient());
    crate::reads::log_read(clinic, patient)?;
    let rows = L::all_of(&clinic.read(), patient)?;
    let of_owner = rows
        .iter()
        .filter(|row| row.value.owner().into() == owner.into());
    let foods: BTreeMap<Id, StoredFood> = of_owner
        .filter_map(L::stored)
        .map(|food| (food.id.clone(), food))
        .collect();
    let chosen: BTreeSet<&Id> = lines.iter().collect();
    let chosen = chosen.into_iter().map(|id| {
        let food = or_not_found(foods.get(id), L::WHAT)?;
        Ok(food.clone())
    });
    let table = counted_with(&row.value, FoodTable::read(&clinic.read())?);
    Ok(grid::sum_of(&table, &chosen.collect::<Result<Vec<_>>>()?))
}

/// Adds a food, or words that are kept and not counted, and returns the id of the row.
///
/// # Errors
/// `TooLong`, `Invalid` for an amount that cannot be read or that is none of this food, for a food without a name, and
/// for a day that there is not.
pub(crate) fn insert<L: FoodLine>(
    tx: &mut WriteTx<'_>,
    owner: &L::Owner,
    new: &NewGridFood,
    language: ScreenLanguage,
) -> Result<Id> {
    let day = day::<L>(&new.slot)?;
    let others = at_meal::<L>(tx, owner.id(), owner.patient(), day, new.slot.meal)?;
    let time = time_of(&others)?;
    let position = make_room::<L>(tx, &others, new.slot.before.as_ref())?;
    let table = FoodTable::read(&tx.read())?;
    let line = line::<L>(tx, &table, owner, new, time, position, language)?;
    tx.insert(&line)?;
    Ok(Id::of(line.id()))
}

/// Returns the row of a new food at a position of its meal.
///
/// # Errors
/// As [`insert`].
pub(crate) fn line<L: FoodLine>(
    tx: &mut WriteTx<'_>,
    table: &FoodTable,
    owner: &L::Owner,
    new: &NewGridFood,
    time: Option<Text<5>>,
    position: Decimal,
    language: ScreenLanguage,
) -> Result<L> {
    let taken = new.food.as_deref();
    let taken = taken.map(|food| foods::take(table, food, &new.amount, None, language));
    let taken = taken.transpose()?;
    // words are kept as they were typed
    let name = taken.as_ref().map_or(new.text.as_str(), |food| &food.name);
    let name = fields::required(name, "text")?;
    let mut line = L::words(tx.new_id(), owner.patient(), owner.id(), name);
    line.put_slot(day::<L>(&new.slot)?, new.slot.meal, position);
    line.put_time(time);
    if let Some(taken) = &taken {
        line.put(taken)?;
    }
    Ok(line)
}

/// Returns a new row with the food, or the words, of another line, at a day and a position of its meal.
///
/// # Errors
/// `TooLong`.
pub(crate) fn copied<L: FoodLine>(
    tx: &mut WriteTx<'_>,
    owner: &L::Owner,
    food: &StoredFood,
    (day, position): (i64, Decimal),
    time: &str,
) -> Result<L> {
    let name = fields::required(&food.name, "text")?;
    let mut line = L::words(tx.new_id(), owner.patient(), owner.id(), name);
    if let (Some(id), Some(count), Some(grams)) = (&food.food, food.count, food.grams) {
        line.put(&TakenFood {
            id: id.clone(),
            name: food.name.clone(),
            entered: food.entered.clone(),
            count,
            measure: food.measure.clone(),
            grams,
        })?;
    }
    let confirmed = food.is_confirmed.then_some(MeasurementFlag::Confirmed);
    line.put_flag(confirmed);
    line.put_slot(day, food.slot.meal.0, position);
    line.put_time(fields::optional(time, "time")?);
    Ok(line)
}

pub(crate) fn day<L: FoodLine>(slot: &GridSlot) -> Result<i64> {
    match usize::from(slot.day) {
        day if (1..=L::DAYS_MAX).contains(&day) => Ok(i64::from(slot.day)),
        _ => Err(Error::invalid("day", Reason::Unknown)),
    }
}

/// Returns the foods of a recall or a plan in their order.
///
/// # Errors
/// Those of a read.
pub(crate) fn foods_of<L: FoodLine>(
    tx: &WriteTx<'_>,
    owner: <L::Owner as Entity>::Id,
    patient: PatientId,
) -> Result<Vec<StoredFood>> {
    let (lines, owner) = (L::all_of(&tx.read(), patient)?, owner.into());
    let own = lines
        .iter()
        .filter(|line| line.value.owner().into() == owner);
    let mut foods: Vec<StoredFood> = own.filter_map(L::stored).collect();
    foods.sort_by(|one, other| (&one.slot, &one.id).cmp(&(&other.slot, &other.id)));
    Ok(foods)
}

fn at_meal<L: FoodLine>(
    tx: &WriteTx<'_>,
    owner: <L::Owner as Entity>::Id,
    patient: PatientId,
    day: i64,
    meal: Meal,
) -> Result<Vec<StoredFood>> {
    let mut foods = foods_of::<L>(tx, owner, patient)?;
    foods.retain(|food| food.slot.day == day && food.slot.meal.0 == meal);
    Ok(foods)
}

/// Returns when a meal is, by its first food that says so.
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
fn make_room<L: FoodLine>(
    tx: &mut WriteTx<'_>,
    others: &[StoredFood],
    before: Option<&Id>,
) -> Result<Decimal> {
    let index = match before {
        None => others.len(),
        Some(id) => {
            let index = others.iter().position(|food| food.id == *id);
            or_not_found(index, L::WHAT)?
        }
    };
    let of = |food: &StoredFood| food.slot.position;
    let previous = index.checked_sub(1).map(|index| of(&others[index]));
    if let Some(position) = between(previous, others.get(index).map(of)) {
        return Ok(position);
    }
    for (food, number) in others.iter().zip(1_u32..) {
        let next = number + u32::from(number as usize > index);
        let row = chart_row::writable::<L>(tx, &food.id)?;
        let mut line = row.value;
        line.put_slot(food.slot.day, food.slot.meal.0, Decimal::from(next));
        tx.update(&line, &row.seen)?;
    }
    Ok(Decimal::from(index + 1))
}

/// Changes how much of a food there is, or says that it is right. Returns the id of what it belongs to.
///
/// # Errors
/// `NotFound`, `PatientDeleted`, `Invalid` for an amount that cannot be read or that is none of this food, and for
/// words, which have none.
pub(crate) fn set_amount<L: FoodLine>(
    tx: &mut WriteTx<'_>,
    change: &GridAmount,
    language: ScreenLanguage,
) -> Result<Id> {
    let row = chart_row::writable::<L>(tx, &change.id)?;
    let stored = or_not_found(L::stored(&row), L::WHAT)?;
    let Some(food) = &stored.food else {
        return Err(Error::invalid("amount", Reason::Unknown));
    };
    let measure = Some(stored.measure.as_str()).filter(|measure| !measure.is_empty());
    let table = FoodTable::read(&tx.read())?;
    let taken = foods::take(&table, food, &change.amount, measure, language)?;
    replace(tx, row, &taken, change.is_right, &change.seen)
}

/// Puts so much of a food in the place of what a line had. Returns the id of what it belongs to.
///
/// # Errors
/// `TooLong`.
pub(crate) fn replace<L: FoodLine>(
    tx: &mut WriteTx<'_>,
    row: Stored<L>,
    taken: &TakenFood,
    is_right: bool,
    seen: &ReadVersionToken,
) -> Result<Id> {
    let mut line = row.value.clone();
    line.put(taken)?;
    let is_confirmed = is_right && taken.is_doubtful();
    line.put_flag(is_confirmed.then_some(MeasurementFlag::Confirmed));
    if line != row.value {
        tx.update(&line, &seen.to_read_version()?)?;
    }
    Ok(Id::of(line.owner()))
}

/// Moves a food to another place. It has the time of the meal that it comes to. Returns the id of what it belongs to.
///
/// # Errors
/// `NotFound`, `PatientDeleted`, `Invalid` for a day that there is not.
pub(crate) fn move_to<L: FoodLine>(
    tx: &mut WriteTx<'_>,
    id: &Id,
    seen: &ReadVersionToken,
    slot: &GridSlot,
) -> Result<Id> {
    let row = chart_row::writable::<L>(tx, id)?;
    let stored = or_not_found(L::stored(&row), L::WHAT)?;
    let mut line = row.value;
    let day = day::<L>(slot)?;
    let mut others = at_meal::<L>(tx, line.owner(), line.patient(), day, slot.meal)?;
    others.retain(|food| food.id != *id);
    if stored.slot.day != day || stored.slot.meal.0 != slot.meal {
        line.put_time(time_of(&others)?);
    }
    let position = make_room::<L>(tx, &others, slot.before.as_ref())?;
    line.put_slot(day, slot.meal, position);
    tx.update(&line, &seen.to_read_version()?)?;
    Ok(Id::of(line.owner()))
}

/// Sets the time of a meal, for all its foods; empty where it is unknown.
///
/// # Errors
/// `NotFound` where it has none, `PatientDeleted`, `Invalid` for what is no time of day.
pub(crate) fn set_time<L: FoodLine>(
    tx: &mut WriteTx<'_>,
    owner: &Id,
    slot: &GridSlot,
    time: &str,
) -> Result<()> {
    let row = chart_row::writable::<L::Owner>(tx, owner)?.value;
    let time = time_of_day(time)?;
    let foods = at_meal::<L>(tx, row.id(), row.patient(), day::<L>(slot)?, slot.meal)?;
    or_not_found(foods.first(), "meal")?;
    for food in foods.iter().filter(|food| food.time != time) {
        let row = chart_row::writable::<L>(tx, &food.id)?;
        let mut line = row.value;
        line.put_time(fields::optional(&time, "time")?);
        tx.update(&line, &row.seen)?;
    }
    Ok(())
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

/// Takes out a food that was entered in error.
///
/// # Errors
/// `NotFound`, `PatientDeleted`, `ChangedMeanwhile`.
pub(crate) fn remove<L: FoodLine>(
    tx: &mut WriteTx<'_>,
    id: &Id,
    seen: &ReadVersionToken,
) -> Result<()> {
    chart_row::writable::<L>(tx, id)?;
    let why = DeletionReason::EnteredInError;
    tx.delete::<L>(id.to()?, why, None, &seen.to_read_version()?)?;
    chart_row::require_removed::<L>(tx, id)
}

/// Puts a food back. Returns the id of what it belongs to.
///
/// # Errors
/// `NotFound`, `PatientDeleted`.
pub(crate) fn restore<L: FoodLine>(
    tx: &mut WriteTx<'_>,
    id: &Id,
    seen: &ReadVersionToken,
) -> Result<Id> {
    chart_row::undelete::<L>(tx, id, seen)?;
    let row = or_not_found(tx.get::<L>(id.to()?)?, L::WHAT)?;
    Ok(Id::of(row.value.owner()))
}
