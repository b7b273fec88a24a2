//! Meal plans: what a patient is advised to eat in some days, meal by meal, held against what is aimed at.
//!
//! The lines of a plan are those of a recall (`foods/lines.rs`), with the same order on two computers. What is done to
//! many of them at once, a copy or a scaling, is one change that can be undone as a whole.

mod aim;
pub mod copy;
pub mod draft;
pub mod exchanges;
pub mod given;
pub mod items;
pub mod list;
pub mod record;
pub mod scale;
pub mod shopping;
pub mod swap;
pub mod undo;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Meal, MealPlan, MealPlanItem};
use sync_contract::ids::PatientId;

use crate::chart_row::ChartRow;
use crate::foods::grid::{FoodGrid, GridFood};
use crate::foods::lines::food_line;
use crate::meal_plans::exchanges::PlanExchanges;
use crate::meal_plans::given::GivenChange;
use crate::view::{At, Day, Figure, Id, ReadVersionToken};

pub(crate) const DAYS_MAX: usize = 14;
/// A week.
pub(crate) const DAYS: u8 = 7;
pub(crate) const MEALS: u8 = 4;
pub(crate) const MEALS_MAX: usize = 6;

impl ChartRow for MealPlan {
    const WHAT: &'static str = "meal plan";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

food_line!(
    MealPlanItem called "food of a meal plan", of MealPlan in meal_plan, DAYS_MAX, read by meal_plan_items_of,
    is_locked: false.into();
    locked |item| item.is_locked.open().copied().unwrap_or(false)
);

/// Returns the meals of a day with so many: the main ones, then snacks in the afternoon, the morning and the evening.
pub(crate) fn meals_of(count: u8) -> Vec<Meal> {
    let meals = [
        (Meal::Breakfast, 3),
        (Meal::MorningSnack, 5),
        (Meal::Lunch, 3),
        (Meal::AfternoonSnack, 4),
        (Meal::Dinner, 3),
        (Meal::EveningSnack, 6),
    ];
    let shown = meals.into_iter().filter(|(_, from)| count >= *from);
    shown.map(|(meal, _)| meal).collect()
}

/// `days` are 1 to 14, `meals` 3 to 6. `energy` is of a day as it is typed, in kcal or with its unit; empty where the
/// target of the patient counts. `notes` are for the patient. `exchanges` is null where nothing is counted in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MealPlanForm {
    pub title: String,
    pub first_day: Day,
    pub days: u8,
    pub meals: u8,
    pub energy: String,
    pub notes: String,
    pub exchanges: Option<PlanExchanges>,
}

/// A plan as a list shows it: energy and protein of a day, on an average of its days.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MealPlanSummary {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub title: String,
    pub first_day: Day,
    pub days: u8,
    pub foods: u32,
    /// Null without a food that is counted.
    pub kcal: Option<Figure>,
    pub protein: Option<Figure>,
    /// How many foods have no value of one of the two.
    pub unknown: u32,
    pub not_counted: u32,
    /// Null of a draft.
    pub given_at: Option<At>,
    /// It was taken out while another computer wrote into it.
    pub is_removed: bool,
    pub by: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MealPlanView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub patient_id: Id,
    pub visit_id: Option<Id>,
    pub form: MealPlanForm,
    /// The meals that a day has, in their order.
    pub meals: Vec<Meal>,
    /// Null of a draft.
    pub given_at: Option<At>,
    /// What is not as it was when the plan was given; empty of a draft.
    pub changed_since: Vec<GivenChange>,
    /// What a given plan was then cannot be read here: it is counted with the values of today.
    pub has_lost_given: bool,
    pub is_removed: bool,
    pub by: String,
    pub grid: FoodGrid,
    /// On its first day something is aimed at, by the plan or for the patient.
    pub has_targets: bool,
    /// The energy of a day that is aimed at, in kcal: the plan's own, or the middle of the patient's target.
    pub aim: Option<Figure>,
}

/// One food of a plan, and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanFoodView {
    pub meal_plan_id: Id,
    pub day: u8,
    pub meal: Meal,
    pub food: GridFood,
}

/// Null is today, a week, four meals, or as in the recall or the plan whose foods it begins with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewMealPlan {
    pub patient_id: Id,
    pub visit_id: Option<Id>,
    pub title: String,
    pub first_day: Option<Day>,
    pub days: Option<u8>,
    pub meals: Option<u8>,
    pub energy: String,
    pub from_recall: Option<Id>,
    pub from_plan: Option<Id>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MealPlanEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: MealPlanForm,
    pub form: MealPlanForm,
}

/// A day, or one meal of it, that is copied to other days. `replaces` takes out what they have.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlanCopy {
    pub from_day: u8,
    pub meal: Option<Meal>,
    pub to_days: Vec<u8>,
    pub replaces: bool,
}

/// Days that are scaled, each by itself; empty for all that have a food. To an energy as it is typed, or by a factor
/// (`0.9`, `90 %`); to what is aimed at where both are empty.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlanScale {
    pub days: Vec<u8>,
    pub energy: String,
    pub factor: String,
}

/// What scaling makes of a day, in kcal. Amounts are rounded, so `after` is `off` by so much from what was `wanted`.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScaledDay {
    pub day: u8,
    pub before: Figure,
    pub wanted: Figure,
    pub after: Figure,
    pub off: Figure,
    /// How many foods have another amount.
    pub changed: u32,
    /// How many foods are locked and stayed.
    pub locked: u32,
    /// How many foods have no energy in the list; they are in no sum.
    pub unknown: u32,
}

/// Another food in the place of one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlanSwap {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub food: String,
    pub amount: String,
}

/// A plan after a change of several foods, and what takes the change back.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlanChange {
    pub plan: MealPlanView,
    pub undo: PlanUndo,
    /// Of a scaling; else empty.
    pub scaled: Vec<ScaledDay>,
}

/// What a change did: each row as the change left it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlanUndo {
    pub added: Vec<ChangedFood>,
    pub removed: Vec<ChangedFood>,
    pub changed: Vec<FormerFood>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangedFood {
    pub id: Id,
    pub seen: ReadVersionToken,
}

/// What a line was before: so many of a measure of a food.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FormerFood {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub food: String,
    pub amount: String,
    pub count: String,
    pub measure: String,
    pub is_right: bool,
}
