//! Begins meal plans, from nothing, a recall or an earlier plan; changes what they say of themselves, gives them to the
//! patient, and removes what was entered in error.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sync_contract::catalog::{Meal, MealPlan, MealPlanItem, Nutrient, Patient, Recall, RecallItem};
use sync_contract::field::{Line, Text};
use sync_contract::ids::{MealPlanId, PatientId};
use sync_contract::phi::Clinical;
use sync_contract::{Phi, Right};
use vault::WriteTx;

use crate::chart_row::{self, ChartRow};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::{Error, Reason, Result};
use crate::foods::FoodTable;
use crate::foods::grid::{NewGridFood, StoredFood};
use crate::foods::lines;
use crate::form_edit::merged_form;
use crate::meal_plans::exchanges;
use crate::meal_plans::given;
use crate::meal_plans::list::{form_of, show};
use crate::meal_plans::{
    DAYS, DAYS_MAX, MEALS, MEALS_MAX, MealPlanEdit, MealPlanForm, MealPlanView, NewMealPlan,
    meals_of,
};
use crate::names::born_from;
use crate::nutrient_targets::amount;
use crate::occasion::file_and_visit;
use crate::view::{Id, ReadVersionToken, ScreenLanguage, set};
use crate::{Clinic, fields};

const MEALS_MIN: u8 = 3;

/// Begins a plan, with the foods of a recall or of an earlier plan of the same patient where one is named, and with
/// `foods` after them.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `TooLong`, `Invalid` without a title, for a day
/// before birth, a number of days that is none of 1 to 14, of meals that is none of 3 to 6, an energy that cannot be
/// read, and for a food as [`super::items::add`].
pub fn add(
    clinic: &mut Clinic,
    new: &NewMealPlan,
    foods: &[NewGridFood],
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    clinic.may(Right::ProfilesWrite)?;
    let patient: PatientId = new.patient_id.to()?;
    let person = clinic.require_row::<Patient>(patient, "patient")?.value;
    let today = clinic.today()?;
    let (patient, visit) = file_and_visit(clinic, patient, new.visit_id.as_ref())?;
    let id = clinic.write("add meal plan", |tx| {
        require_not_deleted(tx, patient)?;
        let first_day = match &new.first_day {
            Some(day) => day.to_date("firstDay")?,
            None => today,
        };
        let copied = copied(tx, patient, new)?;
        let days = new.days.unwrap_or_else(|| copied.days.unwrap_or(DAYS));
        let meals = new.meals.unwrap_or_else(|| copied.meals.unwrap_or(MEALS));
        let title = match new.title.trim() {
            "" => copied.title.as_str(),
            title => title,
        };
        let plan = MealPlan {
            visit,
            energy: energy(&new.energy)?.or(copied.energy).into(),
            notes: copied.notes.clone(),
            exchange_table: copied.exchange_table.clone(),
            exchange_targets: copied.exchange_targets.clone(),
            ..begun(
                tx.new_id(),
                patient,
                fields::required(title, "title")?,
                first_day,
                (days, meals),
            )
        };
        require_fitting(&plan, &person)?;
        tx.insert(&plan)?;
        for food in &copied.foods {
            let slot = (food.slot.day, food.slot.position);
            let mut line = lines::copied::<MealPlanItem>(tx, &plan, food, slot, &food.time)?;
            line.is_locked = food.is_locked.into();
            tx.insert(&line)?;
        }
        for food in foods {
            lines::insert::<MealPlanItem>(tx, &plan, food, language)?;
        }
        Ok(plan.id)
    })?;
    show(clinic, &Id::of(id), language)
}

/// What a plan begins with.
struct Copied {
    foods: Vec<StoredFood>,
    title: String,
    days: Option<u8>,
    meals: Option<u8>,
    energy: Option<Decimal>,
    notes: Phi<Clinical, Option<Text<4000>>>,
    exchange_table: Phi<Clinical, Option<Text<10000>>>,
    exchange_targets: Phi<Clinical, Option<Text<10000>>>,
}

fn copied(tx: &WriteTx<'_>, patient: PatientId, new: &NewMealPlan) -> Result<Copied> {
    let mut copied = Copied {
        foods: Vec::new(),
        title: String::new(),
        days: None,
        meals: None,
        energy: None,
        notes: None.into(),
        exchange_table: None.into(),
        exchange_targets: None.into(),
    };
    if let Some(id) = &new.from_plan {
        chart_row::named::<MealPlan>(tx, patient, &id.0, None)?;
        let plan = chart_row::of_patient_there::<MealPlan>(tx, id)?.value;
        let form = or_not_found(form_of(&plan), MealPlan::WHAT)?;
        copied.foods = lines::foods_of::<MealPlanItem>(tx, plan.id, plan.patient)?;
        copied.title = form.title;
        (copied.days, copied.meals) = (Some(form.days), Some(form.meals));
        copied.energy = plan.energy.open().copied().flatten();
        copied.notes = plan.notes;
        copied.exchange_table = plan.exchange_table;
        copied.exchange_targets = plan.exchange_targets;
    } else if let Some(id) = &new.from_recall {
        chart_row::named::<Recall>(tx, patient, &id.0, None)?;
        let recall = chart_row::of_patient_there::<Recall>(tx, id)?.value;
        copied.foods = lines::foods_of::<RecallItem>(tx, recall.id, recall.patient)?;
        let days = copied.foods.iter().map(|food| food.slot.day).max();
        copied.days = days.and_then(|days| u8::try_from(days).ok());
        copied.exchange_table = recall.exchange_table;
    }
    let meals: Vec<Meal> = copied.foods.iter().map(|food| food.slot.meal.0).collect();
    let has_all = |count: &u8| meals.iter().all(|meal| meals_of(*count).contains(meal));
    let least = copied.meals.unwrap_or(MEALS);
    copied.meals = (least..=MEALS_MAX as u8).find(has_all).or(copied.meals);
    Ok(copied)
}

/// Returns a plan without a food, for so many days of so many meals.
pub(crate) fn begun(
    id: MealPlanId,
    patient: PatientId,
    title: Line,
    first_day: NaiveDate,
    (days, meals): (u8, u8),
) -> MealPlan {
    MealPlan {
        id,
        patient,
        visit: None,
        first_day,
        title: title.into(),
        days: i64::from(days).into(),
        meals: i64::from(meals).into(),
        energy: None.into(),
        notes: None.into(),
        given_at: None,
        given_by: None,
        given_as: None.into(),
        exchange_table: None.into(),
        exchange_targets: None.into(),
    }
}

/// Reads the energy of a day, in kcal where it has no unit.
///
/// # Errors
/// `Invalid` for what is no energy.
pub(crate) fn energy(typed: &str) -> Result<Option<Decimal>> {
    let energy = amount::read(Nutrient::Energy, typed, "energy")?;
    match energy.is_some_and(|energy| energy.is_zero()) {
        true => Err(Error::invalid("energy", Reason::Impossible)),
        false => Ok(energy),
    }
}

/// # Errors
/// `Invalid` for a first day before birth, and for more days or meals than a plan has.
pub(crate) fn require_fitting(plan: &MealPlan, patient: &Patient) -> Result<()> {
    if born_from(patient).is_some_and(|born| plan.first_day < born) {
        return Err(Error::invalid("firstDay", Reason::Backwards));
    }
    let is_of = |number: Option<&i64>, least: u8, most: usize| {
        number.is_none_or(|number| (i64::from(least)..=most as i64).contains(number))
    };
    if !is_of(plan.days.open(), 1, DAYS_MAX) {
        return Err(Error::invalid("days", Reason::Unknown));
    }
    match is_of(plan.meals.open(), MEALS_MIN, MEALS_MAX) {
        true => Ok(()),
        false => Err(Error::invalid("meals", Reason::Unknown)),
    }
}

/// Changes what a plan says of itself as far as the editor changed it, against the version that they saw. What is
/// printed of a given plan stays: the patient has it on paper.
///
/// # Errors
/// As [`add`], `PlanGiven`, and for the exchanges: `NotFound` for a table that is not offered, `Invalid` for a target
/// of a group that it does not have, and for what is no count.
pub fn edit(
    clinic: &mut Clinic,
    edit: &MealPlanEdit,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("edit meal plan", |tx| {
        let mut row = chart_row::writable::<MealPlan>(tx, &edit.id)?.value;
        let person = or_not_found(tx.get::<Patient>(row.patient)?, "patient")?.value;
        let stored = or_not_found(form_of(&row), MealPlan::WHAT)?;
        let form = merged_form!(MealPlanForm { title, first_day, days, meals, energy, notes, exchanges }
            of &edit.loaded, &edit.form, stored.clone());
        if let Some(given) = row.given_at.filter(|_| is_another_on_paper(&stored, &form)) {
            return Err(Error::PlanGiven(given));
        }
        if form != stored {
            apply(&mut row, &stored, &form)?;
            if form.exchanges != stored.exchanges {
                exchanges::put(&mut row, &tx.read(), form.exchanges.as_ref())?;
            }
            require_fitting(&row, &person)?;
            tx.update(&row, &edit.seen.to_read_version()?)?;
        }
        Ok(())
    })?;
    show(clinic, &edit.id, language)
}

/// How many meals a day may have is not printed: a day has those that have a food.
fn is_another_on_paper(stored: &MealPlanForm, form: &MealPlanForm) -> bool {
    let meals = stored.meals;
    *stored
        != MealPlanForm {
            meals,
            ..form.clone()
        }
}

fn apply(row: &mut MealPlan, stored: &MealPlanForm, form: &MealPlanForm) -> Result<()> {
    row.first_day = form.first_day.to_date("firstDay")?;
    row.title = fields::required(&form.title, "title")?.into();
    row.days = i64::from(form.days).into();
    row.meals = i64::from(form.meals).into();
    if form.energy != stored.energy {
        set(&mut row.energy, energy(&form.energy)?);
    }
    if form.notes != stored.notes {
        set(
            &mut row.notes,
            fields::optional_paragraph(&form.notes, "notes")?,
        );
    }
    Ok(())
}

/// Gives a plan to the patient: it is a draft no longer. What it is now is stored with it.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `TooLong` for more than a thousand foods.
pub fn give(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("give meal plan", |tx| {
        let mut row = chart_row::writable::<MealPlan>(tx, id)?.value;
        if row.given_at.is_none() {
            let table = FoodTable::read(&tx.read())?;
            row.given_as = Some(given::text_of(tx, &table, &row)?).into();
            (row.given_at, row.given_by) = (Some(tx.now()), Some(tx.user()));
            tx.update(&row, &seen.to_read_version()?)?;
        }
        Ok(())
    })?;
    show(clinic, id, language)
}

/// Makes a given plan a draft again.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`.
pub fn take_back(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("take meal plan back", |tx| {
        let mut row = chart_row::writable::<MealPlan>(tx, id)?.value;
        if row.given_at.is_some() {
            (row.given_at, row.given_by) = (None, None);
            row.given_as = None.into();
            tx.update(&row, &seen.to_read_version()?)?;
        }
        Ok(())
    })?;
    show(clinic, id, language)
}

/// Removes a plan that was entered in error, with what is in it. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `ChangedMeanwhile`, `Invalid` without a reason.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("remove meal plan", |tx| {
        chart_row::delete_with_parts::<MealPlanItem>(tx, id, seen, reason)
    })?;
    removed(clinic, id)
}

/// Returns what names the removal of a removed plan with its foods, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    chart_row::removal_with_parts::<MealPlanItem>(clinic, id)
}

/// Puts a removed plan back, with the foods that were removed together with it.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`.
pub fn restore(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("restore meal plan", |tx| {
        chart_row::undelete_with_parts::<MealPlanItem>(tx, id, seen)
    })?;
    show(clinic, id, language)
}
