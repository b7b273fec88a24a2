//! Plans whose foods may change: of one that was given to the patient they stay as they are.

use sync_contract::catalog::{MealPlan, MealPlanItem};
use vault::WriteTx;

use crate::chart_row::{self, ChartRow};
use crate::clinic::or_not_found;
use crate::error::{Error, Result};
use crate::foods::{FoodFlag, FoodFlagKind};
use crate::meal_plans::MealPlanView;
use crate::view::Id;

/// What is not decided yet of the foods of a plan, by their names: what has an allergen of the patient, with the
/// allergy (`Cod, baked (Fish)`), what is coarser or thinner than their diet order allows or not sure to fit it, an
/// improbable amount that no user confirmed, and words that are not counted. `has_no_food`: nothing is planned at
/// all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Undecided {
    pub allergens: Vec<String>,
    pub textures: Vec<String>,
    pub amounts: Vec<String>,
    pub not_counted: Vec<String>,
    pub has_no_food: bool,
}

impl Undecided {
    pub fn of(plan: &MealPlanView) -> Self {
        let meals = plan.grid.days.iter().flat_map(|day| &day.meals);
        let mut undecided = Self {
            has_no_food: true,
            ..Self::default()
        };
        for food in meals.flat_map(|meal| &meal.foods) {
            undecided.has_no_food = false;
            undecided.look_at(&food.name, &food.flags);
            if food.questioned {
                undecided.amounts.push(food.name.clone());
            }
            if food.food.is_none() {
                undecided.not_counted.push(food.name.clone());
            }
        }
        undecided
    }

    /// A food of several days is named once.
    fn look_at(&mut self, name: &str, flags: &[FoodFlag]) {
        for flag in flags {
            let (names, text) = match flag.kind {
                FoodFlagKind::Allergen => (&mut self.allergens, format!("{name} ({})", flag.of)),
                FoodFlagKind::Texture | FoodFlagKind::NothingByMouth => {
                    (&mut self.textures, name.to_owned())
                }
                FoodFlagKind::CrossReacts | FoodFlagKind::NotKnown | FoodFlagKind::Disliked => {
                    continue;
                }
            };
            if !names.contains(&text) {
                names.push(text);
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Returns a plan to which foods may be added, and in which they may be changed and taken out.
///
/// # Errors
/// `NotFound`, `PatientDeleted`, `PlanGiven`.
pub(super) fn require_draft(tx: &WriteTx<'_>, plan: &Id) -> Result<MealPlan> {
    let plan = chart_row::writable::<MealPlan>(tx, plan)?.value;
    match plan.given_at {
        None => Ok(plan),
        Some(given) => Err(Error::PlanGiven(given)),
    }
}

/// Does the same for the plan of a food, which may have been taken out.
///
/// # Errors
/// As [`require_draft`].
pub(super) fn require_draft_with(tx: &WriteTx<'_>, food: &Id) -> Result<MealPlan> {
    let food = tx.get::<MealPlanItem>(food.to()?)?;
    let food = or_not_found(food, MealPlanItem::WHAT)?;
    require_draft(tx, &Id::of(food.value.meal_plan))
}
