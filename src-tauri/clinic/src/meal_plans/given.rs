//! A plan as its patient has it on paper: what it was when it was given, and what was changed since.
//!
//! A given plan is counted with the values that the clinic's own foods had then, against the targets of then, and paper
//! calls its foods as it did then. Its rows are compared with what they were, not by their clocks: another computer may
//! have written before the plan was given, and send it only later.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{ClinicFood, FoodProfile, MealPlan, MealPlanItem, Nutrient};
use sync_contract::field::{Text, Time};
use sync_contract::hash::sha256;
use sync_contract::ids::UserId;
use uuid::Uuid;
use vault::WriteTx;
use vault::read::{Deleted, Reader, Stored};

use crate::error::Result;
use crate::fields;
use crate::foods::FoodTable;
use crate::foods::grid::StoredFood;
use crate::foods::lines::{self, FoodLine};
use crate::foods::table::given::{FoodThen, NamesThen};
use crate::meal_plans::aim::aimed;
use crate::names::StaffNames;
use crate::nutrient_targets::DayTarget;
use crate::view::{At, ScreenLanguage, text};

/// Of a digest; that two contents of one thing have the same is out of the question.
const DIGEST_BYTES: usize = 8;

/// What differs from a plan as it was given. Of foods with other values or another name for patients, and of other
/// targets of the patient, the plan has those of then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum GivenChangeKind {
    About,
    Energy,
    Notes,
    Exchanges,
    FoodAdded,
    FoodChanged,
    FoodRemoved,
    FoodValues,
    FoodNames,
    Targets,
}

impl GivenChangeKind {
    /// Returns whether the plan is as the patient has it on paper all the same.
    pub fn is_as_then(self) -> bool {
        matches!(self, Self::FoodValues | Self::FoodNames | Self::Targets)
    }
}

/// A change of a plan after it was given, by whom and when it was written; that may be before, on another computer.
/// `name` is of the food; empty where the plan itself or the targets were changed. `at` is null where it is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GivenChange {
    pub kind: GivenChangeKind,
    pub name: String,
    pub at: Option<At>,
    pub by: String,
}

/// What a plan was when it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AsGiven {
    /// A digest of what is printed of each cell of the plan, by its number.
    cells: BTreeMap<u8, String>,
    /// A digest of each food, by the id of its row.
    lines: BTreeMap<Uuid, String>,
    pub foods: BTreeMap<String, FoodThen>,
    /// None of a plan that an earlier program gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    names: Option<NamesThen>,
    /// What was aimed at, by the word of the nutrient; none of a plan that an earlier program gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    targets: Option<BTreeMap<String, TargetThen>>,
}

/// What was aimed at of a nutrient in a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TargetThen {
    low: Option<Decimal>,
    high: Option<Decimal>,
}

impl AsGiven {
    fn of(
        table: &FoodTable,
        plan: &MealPlan,
        foods: &[StoredFood],
        targets: &BTreeMap<Nutrient, DayTarget>,
    ) -> Self {
        let lines = foods.iter().filter_map(|food| {
            let id: Uuid = food.id.to().ok()?;
            Some((id, digest_of_line(food)))
        });
        let numbers = || foods.iter().filter_map(|food| food.food.as_deref());
        let targets = targets.iter().map(|(nutrient, of)| {
            let bound = |bound: Option<Decimal>| bound.map(|bound| bound.normalize());
            let (low, high) = (bound(of.low), bound(of.high));
            (nutrient.as_str().to_owned(), TargetThen { low, high })
        });
        Self {
            cells: digests(plan),
            lines: lines.collect(),
            foods: table.own_foods(numbers()),
            names: Some(table.patient_names(numbers())),
            targets: Some(targets.collect()),
        }
    }

    /// Returns none of a draft, and where this program cannot read what a later one stored.
    pub fn stored(plan: &MealPlan) -> Option<Self> {
        plan.given_at?;
        serde_json::from_str(&text(&plan.given_as)).ok()
    }

    /// Returns what is aimed at in a day, as it was then. The plan's own energy is that of now, where it was changed.
    pub fn targets(
        &self,
        plan: &MealPlan,
        now: BTreeMap<Nutrient, DayTarget>,
    ) -> BTreeMap<Nutrient, DayTarget> {
        let Some(then) = &self.targets else {
            return now;
        };
        let then = then.iter().filter_map(|(nutrient, of)| {
            let (low, high) = (of.low, of.high);
            // a later program may aim at other nutrients
            let nutrient: Nutrient = nutrient.parse().ok()?;
            Some((nutrient, DayTarget { low, high }))
        });
        let mut targets: BTreeMap<Nutrient, DayTarget> = then.collect();
        if self.has_other_energy(plan) {
            targets.remove(&Nutrient::Energy);
            targets.extend(now.get_key_value(&Nutrient::Energy));
        }
        targets
    }

    fn has_other_energy(&self, plan: &MealPlan) -> bool {
        let number = MealPlan::CELL.aim.number;
        digests(plan).get(&number) != self.cells.get(&number)
    }

    /// Returns the foods with which the plan is counted, which are called as they were on its paper.
    pub fn foods_of_then(&self, table: FoodTable, foods: &[StoredFood]) -> FoodTable {
        let then = table.as_then(&self.foods);
        let table = then.unwrap_or(table);
        match &self.names {
            Some(names) => table.named_as_then(names, self.numbers_of_then(foods)),
            None => table,
        }
    }

    /// Returns the numbers of those foods that the plan had then, and has still.
    fn numbers_of_then<'a>(&self, foods: &'a [StoredFood]) -> impl Iterator<Item = &'a str> {
        let there = foods.iter().filter(|food| {
            let id: Option<Uuid> = food.id.to().ok();
            let then = id.and_then(|id| self.lines.get(&id));
            then.is_some_and(|digest| *digest == digest_of_line(food))
        });
        there.filter_map(|food| food.food.as_deref())
    }

    /// Returns what was changed since, the first change first. `now` are the foods and the targets of today.
    ///
    /// # Errors
    /// Those of a read.
    pub fn changes(
        &self,
        reader: &Reader<'_>,
        (table, targets): (&FoodTable, &BTreeMap<Nutrient, DayTarget>),
        (row, items): (&Stored<MealPlan>, &[Stored<MealPlanItem>]),
        staff: &StaffNames,
    ) -> Result<Vec<GivenChange>> {
        let mut changes = self.of_plan(row);
        changes.extend(self.of_lines(items));
        changes.extend(self.removed(reader, items)?);
        changes.extend(self.of_values(reader, table)?);
        changes.extend(self.of_names(reader, table, items)?);
        changes.extend(self.of_targets(&row.value, targets));
        changes.sort_by_key(|change| change.written.map(|(at, _)| at));
        let shown = changes.into_iter().map(|change| GivenChange {
            kind: change.kind,
            name: change.name,
            at: change.written.map(|(at, _)| At::of(at)),
            by: change
                .written
                .map_or(String::new(), |(_, by)| staff.name(by)),
        });
        Ok(shown.collect())
    }

    fn of_plan(&self, row: &Stored<MealPlan>) -> Vec<Change> {
        let now = digests(&row.value);
        let changed = now
            .into_iter()
            .filter(|(cell, digest)| self.cells.get(cell) != Some(digest));
        let changes = changed.map(|(cell, _)| Change {
            kind: match cell {
                cell if cell == MealPlan::CELL.aim.number => GivenChangeKind::Energy,
                cell if cell == MealPlan::CELL.notes.number => GivenChangeKind::Notes,
                cell if cell == MealPlan::CELL.exchanges.number => GivenChangeKind::Exchanges,
                _ => GivenChangeKind::About,
            },
            name: String::new(),
            written: row.rewritten(cell),
        });
        changes.collect()
    }

    fn of_lines(&self, items: &[Stored<MealPlanItem>]) -> Vec<Change> {
        let changes = items.iter().filter_map(|row| {
            let food = MealPlanItem::stored(row)?;
            let kind = match self.lines.get(&row.value.id.0) {
                None => GivenChangeKind::FoodAdded,
                Some(digest) if *digest == digest_of_line(&food) => return None,
                Some(_) => GivenChangeKind::FoodChanged,
            };
            Some(Change {
                kind,
                name: food.name,
                written: Some((row.updated_at, row.updated_by)),
            })
        });
        changes.collect()
    }

    fn removed(&self, reader: &Reader<'_>, items: &[Stored<MealPlanItem>]) -> Result<Vec<Change>> {
        let there: BTreeSet<Uuid> = items.iter().map(|row| row.value.id.0).collect();
        let missing = self.lines.keys().filter(|id| !there.contains(*id));
        let missing: Vec<Uuid> = missing.copied().collect();
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        let rows = reader.by_ids::<MealPlanItem>(&missing)?;
        let known: BTreeMap<Uuid, &Stored<MealPlanItem>> =
            rows.iter().map(|row| (row.value.id.0, row)).collect();
        let changes = missing.iter().map(|id| {
            let row = known.get(id);
            let name = row.and_then(|row| row.value.name.open());
            Change {
                kind: GivenChangeKind::FoodRemoved,
                name: name.map_or(String::new(), |name| name.to_string()),
                written: row
                    .and_then(|row| row.deleted.as_ref())
                    .map(|removal| (removal.at, removal.by)),
            }
        });
        Ok(changes.collect())
    }

    fn of_values(&self, reader: &Reader<'_>, table: &FoodTable) -> Result<Vec<Change>> {
        let changed = table.changed_since(&self.foods);
        let ids: Vec<Uuid> = changed.iter().filter_map(|id| id.parse().ok()).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let cells = [ClinicFood::CELL.names, ClinicFood::CELL.nutrients];
        let rows = reader.by_ids::<ClinicFood>(&ids)?;
        let changes = rows.iter().map(|row| {
            let written = cells.iter().filter_map(|cell| row.rewritten(cell.number));
            let then = self.foods.get(&row.value.id.to_string());
            Change {
                kind: GivenChangeKind::FoodValues,
                name: then.map_or(String::new(), |then| then.name.clone()),
                written: written.max_by_key(|(at, _)| *at),
            }
        });
        Ok(changes.collect())
    }

    fn of_names(
        &self,
        reader: &Reader<'_>,
        table: &FoodTable,
        items: &[Stored<MealPlanItem>],
    ) -> Result<Vec<Change>> {
        let Some(then) = &self.names else {
            return Ok(Vec::new());
        };
        let foods: Vec<StoredFood> = items.iter().filter_map(MealPlanItem::stored).collect();
        let numbers: Vec<&str> = self.numbers_of_then(&foods).collect();
        let now = table.patient_names(numbers.iter().copied());
        let both: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
        // what is no longer in the plan, or is another food there, is named as such
        let there = table.ids_with_parts(numbers.iter().copied());
        let changed = both
            .into_iter()
            .filter(|id| there.contains(*id) && then.get(*id) != now.get(*id));
        let changed: Vec<&String> = changed.collect();
        if changed.is_empty() {
            return Ok(Vec::new());
        }
        let rows = reader.all::<FoodProfile>(Deleted::Hidden)?;
        let changes = changed.into_iter().map(|id| {
            let row = rows.iter().find(|row| row.value.food.as_str() == id);
            let line = foods.iter().find(|food| food.food.as_ref() == Some(id));
            let of_list = || table.name_of(id, ScreenLanguage::En).map(str::to_owned);
            let name = line.map(|food| food.name.clone()).or_else(of_list);
            Change {
                kind: GivenChangeKind::FoodNames,
                name: name.unwrap_or(String::new()),
                written: row.map(|row| (row.updated_at, row.updated_by)),
            }
        });
        Ok(changes.collect())
    }

    fn of_targets(&self, plan: &MealPlan, now: &BTreeMap<Nutrient, DayTarget>) -> Option<Change> {
        let then = self.targets(plan, now.clone());
        (then != *now).then(|| Change {
            kind: GivenChangeKind::Targets,
            name: String::new(),
            written: None,
        })
    }
}

/// A change with when and by whom it was written.
struct Change {
    kind: GivenChangeKind,
    name: String,
    written: Option<(Time, UserId)>,
}

/// Returns what a plan is now, as it is stored when it is given.
///
/// # Errors
/// Those of a read; `TooLong` for more foods than any plan has.
pub(crate) fn text_of(tx: &WriteTx<'_>, table: &FoodTable, plan: &MealPlan) -> Result<Text<60000>> {
    let foods = lines::foods_of::<MealPlanItem>(tx, plan.id, plan.patient)?;
    let targets = aimed(&tx.read(), plan)?;
    let given = AsGiven::of(table, plan, &foods, &targets);
    let given = serde_json::to_string(&given).expect("words and numbers are written");
    fields::fitting(&given, "foods")
}

/// The number of meals is not printed: a day has those that have a food.
fn digests(plan: &MealPlan) -> BTreeMap<u8, String> {
    let cells = &MealPlan::CELL;
    let title = plan.title.open().map_or("", |title| title.as_str());
    let days = plan.days.open().copied().unwrap_or(0);
    let energy = plan.energy.open().copied().flatten();
    let energy = energy.map_or(String::new(), |energy| energy.normalize().to_string());
    let about = [
        title.to_owned(),
        plan.first_day.to_string(),
        days.to_string(),
    ];
    let exchanges = [text(&plan.exchange_table), text(&plan.exchange_targets)];
    BTreeMap::from([
        (cells.plan.number, digest(&about)),
        (cells.aim.number, digest(&[energy])),
        (cells.notes.number, digest(&[text(&plan.notes)])),
        (cells.exchanges.number, digest(&exchanges)),
    ])
}

fn digest_of_line(food: &StoredFood) -> String {
    let number = |of: Option<Decimal>| of.map_or(String::new(), |of| of.normalize().to_string());
    let slot = &food.slot;
    digest(&[
        food.food.clone().unwrap_or_default(),
        food.name.clone(),
        food.entered.clone(),
        number(food.count),
        food.measure.clone(),
        number(food.grams),
        food.is_confirmed.to_string(),
        slot.day.to_string(),
        slot.meal.0.as_str().to_owned(),
        number(Some(slot.position)),
        food.time.clone(),
    ])
}

fn digest(values: &[String]) -> String {
    let values = serde_json::to_string(values).expect("words are written");
    HEXLOWER.encode(&sha256(values.as_bytes())[..DIGEST_BYTES])
}
