//! The clinic's dishes, made of foods of the list, foods of its own and other dishes, in so many portions.
//!
//! A recipe is not edited: a change is a new row in the place of the one before, and what was counted with that one
//! stays as it was. So a recipe names only what was there before it, and none can contain itself.

pub mod consider;
mod content;
pub mod list;
pub mod record;
pub mod used;
mod versions;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::foods::grid::GridNutrient;
use crate::foods::{FoodAllergens, FoodPortion};
use crate::view::{At, Figure, Id, ReadVersionToken};

/// What is not found where no recipe has an id or a name.
pub const RECIPE: &str = "recipe";

/// As it is typed. `yield_weight` is what all of it weighs when it is done; empty for what its parts weigh together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecipeForm {
    pub name: String,
    pub portions: String,
    pub yield_weight: String,
    pub method: String,
    pub parts: Vec<RecipePartForm>,
}

/// So much of a food: of the list, of the clinic's own, or of another recipe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecipePartForm {
    /// Its number.
    pub food: String,
    pub amount: String,
}

/// A part with what it gives in all portions. Null is not known; `portion` is null for an amount that cannot be read.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecipePartView {
    pub food: String,
    pub name: String,
    pub amount: String,
    pub portion: Option<FoodPortion>,
    pub kcal: Option<Figure>,
    pub protein: Option<Figure>,
    pub carbohydrate: Option<Figure>,
    pub fat: Option<Figure>,
    pub fibre: Option<Figure>,
    pub sodium: Option<Figure>,
    /// It is the recipe itself, or is made of it.
    pub is_itself: bool,
}

/// What a recipe weighs and gives. `parts_grams` is what its parts weigh together; `nutrients` are of one portion, and
/// their `largest` the positions of parts. Null is not known.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecipeSums {
    pub parts: Vec<RecipePartView>,
    pub parts_grams: Figure,
    pub portion_grams: Option<Figure>,
    pub nutrients: Vec<GridNutrient>,
    pub allergens: FoodAllergens,
}

/// A recipe as a list shows it, with energy and protein of a portion.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecipeSummary {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub name: String,
    pub portions: u32,
    pub portion_grams: Option<Figure>,
    pub kcal: Option<Figure>,
    pub protein: Option<Figure>,
    /// How many parts have no value of one of the two.
    pub unknown: u32,
    pub allergens: FoodAllergens,
    /// One that is not is offered no longer; plans keep it.
    pub is_active: bool,
    /// It was changed on two computers apart: both are there until a person removes one.
    pub is_contested: bool,
    pub by: String,
    pub changed_at: At,
}

/// `is_current` is false of one that was changed since. `is_readable` is false where this program cannot read of what
/// it is made.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecipeView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub form: RecipeForm,
    pub sums: RecipeSums,
    pub is_active: bool,
    pub is_current: bool,
    pub is_readable: bool,
    pub by: String,
    pub changed_at: At,
}

/// `also_unfinished` puts the changed recipe into the plans, too, that no patient was given yet.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecipeEdit {
    pub id: Id,
    pub form: RecipeForm,
    pub also_unfinished: bool,
}

/// In how many plans a recipe is, as it is or as it was, also as a part of another one; `unfinished` are those of them
/// that no patient was given yet. `recipes` are the others that are made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecipeUse {
    pub plans: u32,
    pub unfinished: u32,
    pub recipes: u32,
}
