//! Foods by day and meal, with what they give against what is aimed at: what a recall and a plan show alike.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Meal, Nutrient};

use crate::foods::amount::amount_words;
use crate::foods::composition::in_grams;
use crate::foods::exchanges::{ExchangeTotals, Exchanges, ExchangesOf, FoodExchange, InGroups};
use crate::foods::flags::{FlaggedFor, FoodFlag, PatientFlags};
use crate::foods::reference::FoodIndex;
use crate::foods::totals::sums;
use crate::foods::{FoodPortion, FoodTable, NutrientTotal, is_doubtful};
use crate::nutrient_targets::DayTarget;
use crate::nutrition::intakes::{CountedNutrient, NutrientUnit};
use crate::view::{Day, Figure, Id, ReadVersionToken, ScreenLanguage};

/// Of a target that is one figure, so much to either side is on it: our own limit.
const NEAR_TARGET: Decimal = dec!(0.1);

/// One food as it is stored: as much of it as was typed, at a place among others.
#[derive(Debug, Clone)]
pub(crate) struct StoredFood {
    pub id: Id,
    pub seen: ReadVersionToken,
    /// Its number; none for words that are not counted.
    pub food: Option<String>,
    pub name: String,
    pub entered: String,
    pub count: Option<Decimal>,
    pub measure: String,
    pub grams: Option<Decimal>,
    pub is_confirmed: bool,
    /// Scaling leaves it as it is.
    pub is_locked: bool,
    pub slot: Slot,
    /// `07:30`; empty where it is unknown.
    pub time: String,
}

/// Where a food stands. Of two that were given the same position, the ids decide.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot {
    pub day: i64,
    pub meal: MealOrder,
    pub position: Decimal,
}

/// A meal by its place in the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MealOrder(pub Meal);

impl Ord for MealOrder {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0 as u8).cmp(&(other.0 as u8))
    }
}

impl PartialOrd for MealOrder {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// A place in a recall or a plan: last in its meal, or before another food of it. `day` counts from 1.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GridSlot {
    pub day: u8,
    pub meal: Meal,
    pub before: Option<Id>,
}

/// A food by its number, with so much of it (one of its usual measure where `amount` is empty), or words
/// that are kept and not counted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewGridFood {
    pub slot: GridSlot,
    pub food: Option<String>,
    pub text: String,
    pub amount: String,
}

/// Another amount; a number alone counts the measure that was shown. `is_right` answers the question whether it is so
/// much.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GridAmount {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub amount: String,
    pub is_right: bool,
}

/// A food of a grid. Null is not known; `food` is null for words, which are not counted.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GridFood {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub food: Option<String>,
    pub name: String,
    /// What paper calls it, where the clinic has a name of its own for its patients.
    pub patient_name: Option<String>,
    /// As the list describes it; empty where that is its name.
    pub description: String,
    /// As it was typed; a measure of the list is in the language of the reader.
    pub amount: String,
    pub portion: Option<FoodPortion>,
    /// The amount is improbable and not confirmed yet.
    pub questioned: bool,
    /// What may be meant by it: `150 g` for 150 cups.
    pub meant: Option<String>,
    /// Scaling leaves it as it is.
    pub is_locked: bool,
    /// What concerns this patient: the worst first.
    pub flags: Vec<FoodFlag>,
    pub kcal: Option<Figure>,
    pub protein: Option<Figure>,
    pub carbohydrate: Option<Figure>,
    pub fat: Option<Figure>,
    pub fibre: Option<Figure>,
    pub sodium: Option<Figure>,
    /// Of one group, or of several where it is a recipe; empty where it belongs to none.
    pub exchanges: Vec<FoodExchange>,
}

impl GridFood {
    /// Returns what paper calls it.
    pub fn paper_name(&self) -> &str {
        self.patient_name.as_ref().unwrap_or(&self.name)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TargetVerdict {
    Low,
    OnTarget,
    High,
}

/// What foods give together of a nutrient. `amount` is what is known: at least so much, where some have no value.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GridNutrient {
    pub nutrient: Nutrient,
    pub unit: NutrientUnit,
    pub amount: Figure,
    /// How many foods have no value.
    pub unknown: u32,
    /// The foods that give most, at most three.
    pub largest: Vec<Id>,
    /// What is aimed at in a day; null of a meal.
    pub low: Option<Figure>,
    pub high: Option<Figure>,
    /// Null without a target, and where what is not known could change it.
    pub verdict: Option<TargetVerdict>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GridMeal {
    pub meal: Meal,
    /// `07:30`; empty where it is unknown.
    pub time: String,
    pub foods: Vec<GridFood>,
    pub grams: Figure,
    pub nutrients: Vec<GridNutrient>,
    pub exchanges: ExchangeTotals,
}

/// `date` is null of a day that is none of the calendar. Meals without a food are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GridDay {
    pub day: u8,
    pub date: Option<Day>,
    pub meals: Vec<GridMeal>,
    /// How many of its foods are words, which are in no sum.
    pub not_counted: u32,
    pub nutrients: Vec<GridNutrient>,
    pub exchanges: ExchangeTotals,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodGrid {
    pub days: Vec<GridDay>,
    /// Of the days that have a food; empty where there is one day alone.
    pub average: Vec<GridNutrient>,
    pub average_exchanges: ExchangeTotals,
    /// Null where nothing is counted in exchanges.
    pub exchanges_of: Option<ExchangesOf>,
    pub flagged_for: FlaggedFor,
}

impl FoodGrid {
    /// Returns the average of a day, or the one day that there is.
    pub(crate) fn of_a_day(&self) -> &[GridNutrient] {
        match self.days.as_slice() {
            [day] => &day.nutrients,
            _ if self.average.is_empty() => self.days.first().map_or(&[], |day| &day.nutrients),
            _ => &self.average,
        }
    }
}

/// What a list says of foods: energy and protein of a day, on an average of its days.
pub(crate) struct Summed {
    pub foods: u32,
    /// None without a food that is counted.
    pub kcal: Option<Figure>,
    pub protein: Option<Figure>,
    /// How many foods have no value of one of the two.
    pub unknown: u32,
    pub not_counted: u32,
}

/// Returns none where the list of nutrients has no energy or protein.
pub(crate) fn summed(
    table: &FoodTable,
    foods: Vec<StoredFood>,
    dates: &[Option<Day>],
) -> Option<Summed> {
    let count = foods.len();
    let (aimed, flags, none) = (
        BTreeMap::new(),
        PatientFlags::default(),
        Exchanges::default(),
    );
    let grid = grid(
        table,
        foods,
        dates,
        &aimed,
        &none,
        &flags,
        ScreenLanguage::En,
    );
    let of = |nutrient| {
        let mut all = grid.of_a_day().iter();
        all.find(|of| of.nutrient == nutrient)
    };
    let not_counted = grid.days.iter().map(|day| day.not_counted).sum();
    let is_counted = count > usize::try_from(not_counted).ok()?;
    let (energy, protein) = (of(Nutrient::Energy)?, of(Nutrient::Protein)?);
    Some(Summed {
        foods: u32::try_from(count).unwrap_or(u32::MAX),
        kcal: is_counted.then_some(energy.amount),
        protein: is_counted.then_some(protein.amount),
        unknown: energy.unknown.max(protein.unknown),
        not_counted,
    })
}

/// Returns foods by day and meal. `dates` has one for each day.
pub(crate) fn grid(
    table: &FoodTable,
    mut foods: Vec<StoredFood>,
    dates: &[Option<Day>],
    aimed: &BTreeMap<Nutrient, DayTarget>,
    exchanges: &Exchanges,
    flags: &PatientFlags,
    language: ScreenLanguage,
) -> FoodGrid {
    foods.sort_by(|one, other| (&one.slot, &one.id).cmp(&(&other.slot, &other.id)));
    let in_groups = InGroupsByFood::of(table, &foods, exchanges);
    let days = dates.iter().zip(1_u8..).map(|(date, day)| {
        let of_day: Vec<&StoredFood> = foods
            .iter()
            .filter(|food| food.slot.day == i64::from(day))
            .collect();
        let shown = |food: &StoredFood| GridFood {
            exchanges: in_groups.shown(food),
            ..shown(table, food, flags, language)
        };
        let nutrients = |foods: &[&StoredFood], at: Option<Meal>| {
            // a meal has no targets of its own
            let aimed = at.is_none().then_some(aimed);
            together(table, foods, 1, aimed)
        };
        let of_group = |foods: &[&StoredFood], at| in_groups.totals(foods, 1, at);
        day_of(
            table,
            &of_day,
            (day, date.clone()),
            shown,
            nutrients,
            of_group,
        )
    });
    let days: Vec<GridDay> = days.collect();
    let eaten = days.iter().filter(|day| !day.meals.is_empty()).count();
    let all: Vec<&StoredFood> = foods.iter().collect();
    let (average, average_exchanges) = match days.len() > 1 && eaten > 0 {
        true => (
            together(table, &all, eaten, Some(aimed)),
            in_groups.totals(&all, eaten, None),
        ),
        false => (Vec::new(), ExchangeTotals::default()),
    };
    FoodGrid {
        days,
        average,
        average_exchanges,
        exchanges_of: exchanges.table.clone(),
        flagged_for: flags.flagged_for(table),
    }
}

fn day_of(
    table: &FoodTable,
    foods: &[&StoredFood],
    (day, date): (u8, Option<Day>),
    shown: impl Fn(&StoredFood) -> GridFood,
    nutrients: impl Fn(&[&StoredFood], Option<Meal>) -> Vec<GridNutrient>,
    exchanges: impl Fn(&[&StoredFood], Option<Meal>) -> ExchangeTotals,
) -> GridDay {
    let of_one_meal = |one: &&StoredFood, other: &&StoredFood| one.slot.meal == other.slot.meal;
    let meals = foods.chunk_by(of_one_meal).filter_map(|foods| {
        let times = foods.iter().map(|food| food.time.as_str());
        let grams: Decimal = foods.iter().filter_map(|food| food.grams).sum();
        let meal = foods.first()?.slot.meal.0;
        Some(GridMeal {
            meal,
            time: times
                .filter(|time| !time.is_empty())
                .min()
                .unwrap_or("")
                .to_owned(),
            foods: foods.iter().map(|food| shown(food)).collect(),
            grams: grams.into(),
            nutrients: nutrients(foods, Some(meal)),
            exchanges: exchanges(foods, Some(meal)),
        })
    });
    let counted = foods.iter().filter(|food| counted(table, food).is_some());
    GridDay {
        day,
        date,
        not_counted: u32::try_from(foods.len() - counted.count()).unwrap_or(u32::MAX),
        meals: meals.collect(),
        nutrients: nutrients(foods, None),
        exchanges: exchanges(foods, None),
    }
}

/// What is known of each food by the groups of a table, worked out once.
struct InGroupsByFood<'a> {
    exchanges: &'a Exchanges,
    by_food: BTreeMap<Id, InGroups>,
}

impl<'a> InGroupsByFood<'a> {
    fn of(table: &FoodTable, foods: &[StoredFood], exchanges: &'a Exchanges) -> Self {
        let foods = foods.iter().filter(|_| exchanges.table.is_some());
        let by_food = foods.filter_map(|food| {
            let (index, grams) = counted(table, food)?;
            Some((food.id.clone(), exchanges.in_groups(table, index, grams)))
        });
        Self {
            exchanges,
            by_food: by_food.collect(),
        }
    }

    fn shown(&self, food: &StoredFood) -> Vec<FoodExchange> {
        self.by_food
            .get(&food.id)
            .map_or(Vec::new(), InGroups::shown)
    }

    fn totals(&self, foods: &[&StoredFood], days: usize, at: Option<Meal>) -> ExchangeTotals {
        let of: Vec<&InGroups> = foods
            .iter()
            .filter_map(|food| self.by_food.get(&food.id))
            .collect();
        self.exchanges.totals(&of, days, at)
    }
}

/// Returns what foods give together, in the order of the nutrients.
pub(crate) fn sum_of(table: &FoodTable, foods: &[StoredFood]) -> Vec<GridNutrient> {
    let foods: Vec<&StoredFood> = foods.iter().collect();
    together(table, &foods, 1, None)
}

/// None for words, and for a food that only a later list has.
fn counted(table: &FoodTable, food: &StoredFood) -> Option<(FoodIndex, Decimal)> {
    Some((table.index_of(food.food.as_deref()?)?, food.grams?))
}

/// Returns what foods give in a day, on an average of so many days.
fn together(
    table: &FoodTable,
    foods: &[&StoredFood],
    days: usize,
    aimed: Option<&BTreeMap<Nutrient, DayTarget>>,
) -> Vec<GridNutrient> {
    let known = foods
        .iter()
        .filter_map(|food| Some((&food.id, counted(table, food)?)));
    let (ids, portions): (Vec<&Id>, Vec<_>) = known.unzip();
    let totals = sums(table, &portions, Decimal::from(days)).into_iter();
    let nutrients = totals.map(|(total, exact)| {
        let aimed = aimed.and_then(|aimed| aimed.get(&total.nutrient));
        let largest = total.largest.iter();
        let largest = largest.filter_map(|share| ids.get(usize::try_from(share.item).ok()?));
        GridNutrient {
            nutrient: total.nutrient,
            unit: total.unit,
            amount: total.amount,
            unknown: total.unknown,
            largest: largest.map(|id| (*id).clone()).collect(),
            low: aimed.and_then(|of| of.low).map(Figure::from),
            high: aimed.and_then(|of| of.high).map(Figure::from),
            verdict: aimed.and_then(|of| verdict(&total, exact, *of)),
        }
    });
    nutrients.collect()
}

/// What has no value could be more: it is not called low for it, and not on target below an upper limit.
fn verdict(total: &NutrientTotal, amount: Decimal, aimed: DayTarget) -> Option<TargetVerdict> {
    let (low, high) = match (aimed.low, aimed.high) {
        (Some(low), Some(high)) if low == high => {
            let off = low * NEAR_TARGET;
            (Some(low - off), Some(high + off))
        }
        bounds => bounds,
    };
    if high.is_some_and(|high| amount > high) {
        return Some(TargetVerdict::High);
    }
    if total.unknown > 0 && (high.is_some() || low.is_some_and(|low| amount < low)) {
        return None;
    }
    match low.is_some_and(|low| amount < low) {
        true => Some(TargetVerdict::Low),
        false => Some(TargetVerdict::OnTarget),
    }
}

/// What so much of a food gives.
pub(crate) struct Given {
    in_hundred_grams: Vec<(CountedNutrient, Option<Decimal>)>,
    grams: Decimal,
}

impl Given {
    /// Returns nothing that is known for none.
    pub fn of(table: &FoodTable, food: Option<FoodIndex>, grams: Decimal) -> Self {
        let known = food.map(|food| table.per_hundred_grams(food));
        Self {
            in_hundred_grams: known.unwrap_or(Vec::new()),
            grams,
        }
    }

    pub fn of_nutrient(&self, nutrient: Nutrient) -> Option<Figure> {
        let mut known = self.in_hundred_grams.iter();
        let (of, amount) = known.find(|(of, _)| of.nutrient == nutrient)?;
        Some(in_grams(*of, (*amount)?, self.grams).into())
    }
}

pub(crate) fn shown(
    table: &FoodTable,
    food: &StoredFood,
    flags: &PatientFlags,
    language: ScreenLanguage,
) -> GridFood {
    let index = food.food.as_deref().and_then(|id| table.index_of(id));
    let listed = index.map(|index| table.at(index));
    let portion = food.count.zip(food.grams).map(|(count, grams)| {
        let of = (count.into(), food.measure.as_str());
        FoodPortion::of(of, grams.into(), is_doubtful(grams), language)
    });
    let given = food.grams.map(|grams| Given::of(table, index, grams));
    let of = |nutrient: Nutrient| given.as_ref()?.of_nutrient(nutrient);
    let questioned = food.grams.is_some_and(is_doubtful) && !food.is_confirmed;
    let name = listed.map_or(food.name.as_str(), |listed| listed.name(language));
    let description = listed.map_or("", |listed| listed.description.as_str());
    GridFood {
        id: food.id.clone(),
        seen: food.seen.clone(),
        food: food.food.clone(),
        description: match description == name {
            true => String::new(),
            false => description.to_owned(),
        },
        name: name.to_owned(),
        patient_name: {
            let id = food.food.as_deref();
            id.and_then(|id| table.name_for_patient(id, language))
                .map(str::to_owned)
        },
        amount: match food.count {
            Some(count) => amount_words(&food.entered, count, &food.measure, language),
            None => food.entered.clone(),
        },
        meant: food.count.filter(|_| questioned).and_then(meant_grams),
        portion,
        questioned,
        is_locked: food.is_locked,
        flags: flags.of(table, index, name),
        kcal: of(Nutrient::Energy),
        protein: of(Nutrient::Protein),
        carbohydrate: of(Nutrient::Carbohydrate),
        fat: of(Nutrient::Fat),
        fibre: of(Nutrient::Fibre),
        sodium: of(Nutrient::Sodium),
        exchanges: Vec::new(),
    }
}

/// Returns so many grams, where that is an amount that one eats.
fn meant_grams(count: Decimal) -> Option<String> {
    let is_likely = count >= Decimal::ONE && !is_doubtful(count);
    is_likely.then(|| format!("{} g", count.normalize()))
}
