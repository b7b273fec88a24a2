//! Recalls of some grown-up patients of the demo: by their number in the list, so that no random number is drawn for
//! it.

use chrono::NaiveDate;
use sync_contract::catalog::{Meal, Patient, Recall, RecallItem, RecallKind};
use sync_contract::ids::PatientId;
use vault::WriteTx;

use crate::age::Age;
use crate::clinic::or_not_found;
use crate::demo::data::{DemoFood, recall_foods};
use crate::demo::plan::Plan;
use crate::error::{Error, Reason, Result};
use crate::foods::FoodTable;
use crate::foods::grid::{GridSlot, NewGridFood};
use crate::foods::lines;
use crate::names::birth;
use crate::recalls::record;
use crate::view::ScreenLanguage;
use crate::{Clinic, fields};

const EVERY: usize = 4;
const FIRST: usize = 1;
pub(super) const GROWN_UP_YEARS: i32 = 18;
/// The recall that is not finished.
const UNFINISHED: u32 = 4;

/// # Errors
/// Those of a write.
pub(super) fn record(clinic: &mut Clinic, plan: &Plan, patients: &[PatientId]) -> Result<()> {
    let today = clinic.today()?;
    let foods = recall_foods();
    let of_recall: Vec<&[DemoFood]> = foods
        .chunk_by(|one, other| one.recall == other.recall)
        .collect();
    clinic.write("add recall", |tx| {
        let seen = plan.patients.iter().zip(patients).enumerate();
        let mut patterns = of_recall.iter().cycle();
        for (_, (planned, patient)) in seen.filter(|(index, _)| index % EVERY == FIRST) {
            let Some(last) = planned.visits.last() else {
                continue;
            };
            let day = last.day.min(today);
            let person = or_not_found(tx.get::<Patient>(*patient)?, "patient")?.value;
            let is_grown_up =
                birth(&person).is_some_and(|born| Age::on(born, day).years >= GROWN_UP_YEARS);
            if let Some(foods) = patterns.next().filter(|_| is_grown_up) {
                insert(tx, *patient, day, foods)?;
            }
        }
        Ok(())
    })
}

fn insert(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    taken_on: NaiveDate,
    foods: &[DemoFood],
) -> Result<()> {
    let first = or_not_found(foods.first(), "food")?;
    let kind: RecallKind = read(&first.kind)?;
    let days = record::days_before(kind, taken_on);
    let is_finished = first.recall != UNFINISHED;
    let recall = Recall {
        is_typical: is_finished.then_some(first.recall != 1).into(),
        drinks: is_finished.into(),
        fats: is_finished.into(),
        sugar: is_finished.into(),
        sauces: is_finished.into(),
        snacks: is_finished.into(),
        supplements: is_finished.into(),
        finished_at: is_finished.then(|| tx.now()),
        finished_by: is_finished.then(|| tx.user()),
        ..record::begun(tx.new_id(), patient, kind, taken_on, &days)
    };
    tx.insert(&recall)?;
    let meals = foods.chunk_by(|one, other| (one.day, &one.meal) == (other.day, &other.meal));
    for foods in meals {
        for (number, food) in (1_u32..).zip(foods) {
            let meal: Meal = read(&food.meal)?;
            let new = NewGridFood {
                slot: GridSlot {
                    day: food.day,
                    meal,
                    before: None,
                },
                food: Some(food.food.clone()).filter(|food| !food.is_empty()),
                text: food.text.clone(),
                amount: food.amount.clone(),
            };
            let time = fields::optional(&food.time, "time")?;
            let (position, language) = (number.into(), ScreenLanguage::En);
            let table = FoodTable::default();
            let item =
                lines::line::<RecallItem>(tx, &table, &recall, &new, time, position, language)?;
            tx.insert(&item)?;
        }
    }
    Ok(())
}

pub(super) fn read<T: std::str::FromStr>(word: &str) -> Result<T> {
    word.parse()
        .map_err(|_| Error::invalid("word", Reason::Unknown))
}
