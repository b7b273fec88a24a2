//! Recalls of some grown-up patients of the demo: by their number in the list, so that no random number is drawn for
//! it. None has what the patient does not eat.

use chrono::NaiveDate;
use sync_contract::catalog::{Meal, Patient, Recall, RecallItem, RecallKind};
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use vault::WriteTx;

use crate::age::Age;
use crate::clinic::or_not_found;
use crate::clock::at_wall;
use crate::demo::data::{DemoFood, courses, recall_foods};
use crate::demo::exchanges::{self, DIABETES};
use crate::demo::plan::Plan;
use crate::error::{Error, Reason, Result};
use crate::foods::flags::PatientFlags;
use crate::foods::grid::{GridSlot, NewGridFood};
use crate::foods::lines;
use crate::foods::{FoodFlagKind, FoodTable};
use crate::names::birth;
use crate::recalls::record;
use crate::view::ScreenLanguage;
use crate::{Clinic, fields};

const EVERY: usize = 4;
const FIRST: usize = 1;
pub(super) const GROWN_UP_YEARS: i32 = 18;
/// The recall that is not finished.
const UNFINISHED: u32 = 4;
/// So long after the beginning of a visit it is over.
pub(super) const VISIT_US: i64 = 40 * 60_000_000;

/// Recalls with neither meat nor fish, with fish, and with pork.
const VEGETARIAN: [u32; 1] = [6];
const WITH_FISH: [u32; 2] = [2, 5];
const WITH_PORK: [u32; 1] = [4];

/// What a person eats by preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Eats {
    pub meat: bool,
    pub fish: bool,
    pub pork: bool,
}

impl Default for Eats {
    fn default() -> Self {
        Self {
            meat: true,
            fish: true,
            pork: true,
        }
    }
}

impl Eats {
    fn suits(self, recall: u32) -> bool {
        (self.meat || VEGETARIAN.contains(&recall))
            && (self.fish || !WITH_FISH.contains(&recall))
            && (self.pork || !WITH_PORK.contains(&recall))
    }
}

/// A recall that is to be written.
struct Wanted<'a> {
    patient: PatientId,
    foods: &'a [DemoFood],
    day: NaiveDate,
    /// The end of the visit at which it was taken.
    at: Time,
    is_counted: bool,
}

/// Writes those of the patients of the dietitian at this index, who is signed in, as taken at the last visit. Who is
/// not in `eats` eats everything but what the chart names.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn record(
    clinic: &mut Clinic,
    plan: &Plan,
    patients: &[PatientId],
    eats: &[Eats],
    dietitian: usize,
) -> Result<()> {
    let (today, zone) = (clinic.today()?, clinic.zone()?);
    let (foods, courses) = (recall_foods(), courses());
    let of_recall: Vec<&[DemoFood]> = foods
        .chunk_by(|one, other| one.recall == other.recall)
        .collect();
    let table = FoodTable::of_clinic(clinic)?;
    let mut wanted = Vec::new();
    let all = plan.patients.iter().zip(patients).enumerate();
    let some = all.skip(FIRST).step_by(EVERY).enumerate();
    for (turn, (index, (planned, patient))) in some {
        let Some(last) = planned.visits.last() else {
            continue;
        };
        let day = last.day.min(today);
        let person = clinic.require_row::<Patient>(*patient, "patient")?.value;
        let is_grown_up =
            birth(&person).is_some_and(|born| Age::on(born, day).years >= GROWN_UP_YEARS);
        if !is_grown_up || planned.dietitian != dietitian {
            continue;
        }
        let flags = PatientFlags::of_patient(clinic, &clinic.read(), *patient)?;
        let eats = eats.get(index).copied().unwrap_or_default();
        let mut in_turn = of_recall.iter().cycle().skip(turn).take(of_recall.len());
        let suits = |foods: &&&[DemoFood]| {
            let number = foods.first().map_or(0, |food| food.recall);
            eats.suits(number) && is_eaten(&flags, &table, foods)
        };
        if let Some(foods) = in_turn.find(suits) {
            wanted.push(Wanted {
                patient: *patient,
                foods,
                day,
                at: Time(at_wall(day, last.at, &zone).0 + VISIT_US),
                is_counted: courses[planned.course].code == DIABETES,
            });
        }
    }
    clinic.write("add recall", |tx| {
        wanted.iter().try_for_each(|wanted| insert(tx, wanted))
    })
}

/// Whether a patient neither dislikes nor must avoid any of the foods.
fn is_eaten(flags: &PatientFlags, table: &FoodTable, foods: &[DemoFood]) -> bool {
    let mut flagged = foods
        .iter()
        .flat_map(|food| flags.of(table, table.index_of(&food.food), &food.text));
    !flagged.any(|flag| {
        matches!(
            flag.kind,
            FoodFlagKind::Allergen | FoodFlagKind::CrossReacts | FoodFlagKind::Disliked
        )
    })
}

fn insert(tx: &mut WriteTx<'_>, wanted: &Wanted<'_>) -> Result<()> {
    let Wanted {
        patient,
        foods,
        day: taken_on,
        at,
        is_counted,
    } = *wanted;
    let first = or_not_found(foods.first(), "food")?;
    let kind: RecallKind = read(&first.kind)?;
    let days = record::days_before(kind, taken_on);
    let is_finished = first.recall != UNFINISHED;
    let mut recall = Recall {
        is_typical: is_finished.then_some(first.recall != 1).into(),
        drinks: is_finished.into(),
        fats: is_finished.into(),
        sugar: is_finished.into(),
        sauces: is_finished.into(),
        snacks: is_finished.into(),
        supplements: is_finished.into(),
        finished_at: is_finished.then(|| at.min(tx.now())),
        finished_by: is_finished.then(|| tx.user()),
        ..record::begun(tx.new_id(), patient, kind, taken_on, &days)
    };
    if is_counted {
        exchanges::count_recall(tx, &mut recall)?;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recalls_have_meat_fish_and_pork_only_where_they_say_so() {
        let text = include_str!("../../../../seeds/reference/foods/foods.csv");
        let rows = csv::Reader::from_reader(text.as_bytes()).into_records();
        let foods: std::collections::BTreeMap<String, String> = rows
            .map(|row| row.expect("a row"))
            .map(|row| {
                let words: Vec<&str> = row.iter().skip(1).collect();
                (row[0].to_owned(), words.join(" ").to_lowercase())
            })
            .collect();
        for food in recall_foods().iter().filter(|food| !food.food.is_empty()) {
            let words = foods.get(&food.food).expect("a food of the list");
            let has = |of: &[&str]| of.iter().any(|word| words.contains(word));
            let is_fish = has(&["fish", "salmon", "tuna"]);
            let is_meat = has(&["chicken", "beef", "turkey", "pork", " ham "]);
            let is_pork = has(&["pork", " ham ", "bacon"]);
            assert!(!is_fish || WITH_FISH.contains(&food.recall), "{words}");
            assert!(!is_pork || WITH_PORK.contains(&food.recall), "{words}");
            let is_vegetarian = VEGETARIAN.contains(&food.recall);
            assert!(!(is_meat || is_fish) || !is_vegetarian, "{words}");
        }
    }
}
