//! A recipe as it is counted: a food that is made of others, with what they give and what they contain.

use std::collections::HashSet;
use std::sync::OnceLock;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sync_contract::catalog::{FoodGroup, Recipe};
use vault::read::Stored;

use crate::foods::allergens::FoodAllergens;
use crate::foods::composition::Known;
use crate::foods::measures::Measure;
use crate::foods::reference::{EverydayFood, EverydayNames, Food};
use crate::measurements::spelling::rounded;
use crate::nutrition::intakes::counted;

/// The measure in which a recipe is counted, in both languages.
const PORTION: &str = "portion";
const GRAM_DECIMALS: u32 = 2;

/// So much of a food in a recipe, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DishPart {
    /// Its number: of the list, of the clinic's own, or of another recipe.
    pub food: String,
    /// As it was called when it was added.
    pub name: String,
    /// As it was typed: `2 cups`, `150 g`.
    pub entered: String,
    pub count: Decimal,
    pub measure: String,
    pub grams: Decimal,
}

/// What a recipe is made of, and what all of it weighs.
#[derive(Clone)]
pub(super) struct Made {
    pub parts: Vec<DishPart>,
    pub grams: Decimal,
}

#[derive(Clone)]
pub(super) struct Dish {
    pub food: Food,
    pub measures: Vec<Measure>,
    pub is_offered: bool,
    is_disputed: bool,
    /// None where this program cannot read it, and where the recipe would contain itself.
    made: Option<Made>,
    known: OnceLock<Vec<Known>>,
    allergens: OnceLock<FoodAllergens>,
}

/// Returns what a recipe is made of; none where that is in no form that this program reads.
pub(crate) fn parts(recipe: &Recipe) -> Option<Vec<DishPart>> {
    serde_json::from_str(recipe.parts.open()?.as_str()).ok()
}

/// Returns what all of a recipe weighs: what was said, or its parts together; none for nothing.
pub(crate) fn weight(yield_grams: Option<Decimal>, parts: &[DishPart]) -> Option<Decimal> {
    let grams = yield_grams.unwrap_or_else(|| parts.iter().map(|part| part.grams).sum());
    (grams > Decimal::ZERO).then_some(grams)
}

/// Returns what one of so many portions weighs; none for no portion.
pub(crate) fn portion_weight(grams: Decimal, portions: i64) -> Option<Decimal> {
    let grams = rounded(grams.checked_div(Decimal::from(portions))?, GRAM_DECIMALS);
    (grams > Decimal::ZERO).then_some(grams)
}

impl Dish {
    /// Returns none for one that this user cannot decrypt; that is told with the answer.
    pub fn of(row: &Stored<Recipe>, is_offered: bool) -> Option<Self> {
        let recipe = &row.value;
        let name = recipe.name.open()?.to_string();
        let (portions, yield_grams) = (*recipe.portions.open()?, *recipe.yield_grams.open()?);
        let made = parts(recipe).and_then(|parts| {
            let grams = weight(yield_grams, &parts)?;
            Some(Made { parts, grams })
        });
        let portion = made
            .as_ref()
            .and_then(|made| portion_weight(made.grams, portions));
        let measure = portion.map(|grams| Measure {
            seq: 1,
            count: Decimal::ONE,
            name: PORTION.to_owned(),
            grams,
        });
        let names = || EverydayNames {
            name: name.clone(),
            aliases: Vec::new(),
        };
        Some(Self {
            food: Food {
                id: recipe.id.to_string(),
                group: String::new(),
                description: name.clone(),
                common_name: String::new(),
                refuse_percent: None,
                everyday: Some(EverydayFood {
                    group: FoodGroup::Dishes,
                    english: names(),
                    french: names(),
                    usual_measure: None,
                }),
            },
            measures: measure.into_iter().collect(),
            is_offered,
            is_disputed: row.conflicted.contains(&Recipe::CELL.recipe.number),
            made,
            known: OnceLock::new(),
            allergens: OnceLock::new(),
        })
    }

    pub fn made(&self) -> Option<&Made> {
        self.made.as_ref()
    }

    /// Forgets what was counted, so that it is counted with other values of its parts.
    pub fn forget_known(&mut self) {
        self.known = OnceLock::new();
    }

    /// Returns what 100 g are known to give, in the order of the nutrients: at least what those parts give that have a
    /// value. `of` has what is known of a food by its number.
    pub fn known(&self, of: impl Fn(&str) -> Option<Vec<Known>>) -> &[Known] {
        self.known.get_or_init(|| self.sums(of))
    }

    fn sums(&self, of: impl Fn(&str) -> Option<Vec<Known>>) -> Vec<Known> {
        let Some(made) = &self.made else {
            return vec![Known::default(); counted().len()];
        };
        let parts: Vec<Option<(Vec<Known>, Decimal)>> = made
            .parts
            .iter()
            .map(|part| Some((of(&part.food)?, part.grams)))
            .collect();
        let total = |column: usize| {
            let mut sum = Known {
                amount: None,
                is_all: true,
            };
            for part in &parts {
                let known = part.as_ref().map(|(known, grams)| (known[column], *grams));
                sum.is_all &= known.is_some_and(|(known, _)| known.is_all);
                if let Some((amount, grams)) =
                    known.and_then(|(of, grams)| Some((of.amount?, grams)))
                {
                    // of 100 g, and by the weight of all
                    let given = amount * grams / made.grams;
                    sum.amount = Some(sum.amount.map_or(given, |sum| sum + given));
                }
            }
            sum
        };
        (0..counted().len()).map(total).collect()
    }

    /// Returns those of its parts. One of which a part is not known, or that is disputed, is free of nothing.
    /// `of` has those of foods together, by their numbers.
    pub fn allergens(
        &self,
        of: impl Fn(&mut dyn Iterator<Item = &str>) -> FoodAllergens,
    ) -> &FoodAllergens {
        self.allergens.get_or_init(|| {
            let parts = self.made.as_ref().map(|made| made.parts.iter());
            let known = match parts {
                Some(parts) => of(&mut parts.map(|part| part.food.as_str())),
                None => FoodAllergens::together([None].into_iter()),
            };
            match self.is_disputed {
                true => known.disputed(),
                false => known,
            }
        })
    }
}

/// Takes from recipes that contain themselves what they are made of. A recipe names those that were there before it,
/// so no program writes such a one.
pub(super) fn forget_cycles(dishes: &mut [Dish]) {
    let mut open: HashSet<String> = dishes.iter().map(|dish| dish.food.id.clone()).collect();
    loop {
        let is_countable = |dish: &&Dish| {
            let mut parts = dish.made.iter().flat_map(|made| &made.parts);
            open.contains(&dish.food.id) && !parts.any(|part| open.contains(&part.food))
        };
        let countable = dishes.iter().filter(is_countable);
        let countable: HashSet<String> = countable.map(|dish| dish.food.id.clone()).collect();
        if countable.is_empty() {
            break;
        }
        open.retain(|id| !countable.contains(id));
    }
    for dish in dishes
        .iter_mut()
        .filter(|dish| open.contains(&dish.food.id))
    {
        dish.made = None;
    }
}
