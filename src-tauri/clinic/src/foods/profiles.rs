//! How a clinic gives a food to its patients: what paper calls it, and its texture.

use std::collections::HashMap;

use sync_contract::catalog::{FoodProfile, Recipe};
use sync_contract::ids::RecipeId;
use vault::read::Stored;

use crate::diet_orders::Texture;
use crate::diet_orders::levels::{FLUID_LEVELS, FOOD_LEVELS, known};
use crate::view::{ScreenLanguage, text};

/// A texture as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KnownTexture {
    Is(Texture),
    /// It cannot be read, or two versions of it wait for a decision.
    Unsure,
}

/// Names are empty where the clinic gave none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Profile {
    pub english: String,
    pub french: String,
    pub texture: Option<KnownTexture>,
}

impl Profile {
    pub fn of(row: &Stored<FoodProfile>) -> Self {
        let profile = &row.value;
        let levels = (
            known(&profile.food_level, FOOD_LEVELS),
            known(&profile.fluid_level, FLUID_LEVELS),
        );
        let is_disputed = row.conflicted.contains(&FoodProfile::CELL.texture.number);
        Self {
            english: text(&profile.english),
            french: text(&profile.french),
            texture: match levels {
                (Some(None), Some(None)) if !is_disputed => None,
                (Some(Some(food)), Some(None)) if !is_disputed => {
                    Some(KnownTexture::Is(Texture::Food(food)))
                }
                (Some(None), Some(Some(fluid))) if !is_disputed => {
                    Some(KnownTexture::Is(Texture::Fluid(fluid)))
                }
                _ => Some(KnownTexture::Unsure),
            },
        }
    }

    pub fn is_empty(&self) -> bool {
        self.english.is_empty() && self.french.is_empty() && self.texture.is_none()
    }

    /// Returns the name for a patient who reads this language.
    pub fn name(&self, language: ScreenLanguage) -> Option<&str> {
        let name = match language {
            ScreenLanguage::En => &self.english,
            ScreenLanguage::Fr => &self.french,
        };
        Some(name.as_str()).filter(|name| !name.is_empty())
    }
}

/// Returns the profiles by food. A recipe that was changed has that of the row that it replaces, until it has its own.
pub(super) fn by_food(
    rows: &[Stored<FoodProfile>],
    recipes: &[Stored<Recipe>],
) -> HashMap<String, Profile> {
    let mut profiles: HashMap<String, Profile> = rows
        .iter()
        .map(|row| (row.value.food.to_string(), Profile::of(row)))
        .collect();
    if profiles.is_empty() {
        return profiles;
    }
    let replaced: HashMap<RecipeId, RecipeId> = recipes
        .iter()
        .filter_map(|row| Some((row.value.id, (*row.value.replaces.open()?)?)))
        .collect();
    for id in replaced.keys() {
        // rows of another program may replace each other in a circle
        let former =
            std::iter::successors(Some(id), |id| replaced.get(id)).take(replaced.len() + 1);
        let mut known = former.filter_map(|id| profiles.get(&id.to_string()));
        if let Some(profile) = known.next().cloned() {
            profiles.entry(id.to_string()).or_insert(profile);
        }
    }
    profiles
}
