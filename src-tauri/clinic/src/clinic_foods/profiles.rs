//! How the clinic gives a food to its patients: what paper calls it, and its texture.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{FoodProfile, food_profile_id};
use sync_contract::field::Text;
use vault::read::{Deleted, Stored};

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::diet_orders::Texture;
use crate::diet_orders::levels::{FLUID_LEVELS, FOOD_LEVELS, level};
use crate::error::{Error, Reason, Result};
use crate::fields::{self, Together};
use crate::foods::profiles::{KnownTexture, Profile};
use crate::foods::{FOOD, FoodTable};
use crate::view::{ReadVersionToken, ScreenLanguage};

/// A food, a recipe among them, with what paper calls it for patients who read English and those who read French;
/// empty where it has its own name. `seen` is null where the clinic never described it. Where the texture
/// `is_unsure`, it cannot be read, or another version of it waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodProfileView {
    /// Its number in the list, or the id of one of the clinic's.
    pub food: String,
    pub name: String,
    pub seen: Option<ReadVersionToken>,
    pub english: String,
    pub french: String,
    pub texture: Option<Texture>,
    pub is_unsure: bool,
}

/// An empty name is the food's own again. The texture is left as it is unless it `changes_texture`; null is said no
/// longer then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodProfileForm {
    pub food: String,
    pub seen: Option<ReadVersionToken>,
    pub english: String,
    pub french: String,
    pub texture: Option<Texture>,
    pub changes_texture: bool,
}

/// Returns the foods that the clinic describes, by name.
///
/// # Errors
/// `Forbidden` (needs `chart.read`).
pub fn list(clinic: &Clinic, language: ScreenLanguage) -> Result<Vec<FoodProfileView>> {
    clinic.may(Right::ChartRead)?;
    let table = FoodTable::of_clinic(clinic)?;
    let rows = clinic.read().all::<FoodProfile>(Deleted::Hidden)?;
    let described = rows.iter().filter(|row| !Profile::of(row).is_empty());
    let views = described.filter_map(|row| view(&table, &row.value.food, Some(row), language));
    let mut views: Vec<FoodProfileView> = views.collect();
    views.sort_by_cached_key(|food| (fields::sort_key(&food.name), food.food.clone()));
    Ok(views)
}

/// Returns how a food is given to patients, described or not. A recipe that was changed has what was said of it before.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound` for a number of no food.
pub fn show(clinic: &Clinic, food: &str, language: ScreenLanguage) -> Result<FoodProfileView> {
    clinic.may(Right::ChartRead)?;
    let table = FoodTable::of_clinic(clinic)?;
    let id = food_profile_id(clinic.tenant(), food.trim());
    let row = clinic.read().get::<FoodProfile>(id)?;
    or_not_found(view(&table, food.trim(), row.as_ref(), language), FOOD)
}

/// None for a number of no food.
fn view(
    table: &FoodTable,
    food: &str,
    row: Option<&Stored<FoodProfile>>,
    language: ScreenLanguage,
) -> Option<FoodProfileView> {
    let name = table.name_of(food, language)?.to_owned();
    let known = table.profile(food);
    let texture = known.and_then(|of| of.texture);
    Some(FoodProfileView {
        food: food.to_owned(),
        name,
        seen: row.map(|row| ReadVersionToken::of(&row.seen)),
        english: known.map_or(String::new(), |of| of.english.clone()),
        french: known.map_or(String::new(), |of| of.french.clone()),
        texture: match texture {
            Some(KnownTexture::Is(texture)) => Some(texture),
            Some(KnownTexture::Unsure) | None => None,
        },
        is_unsure: texture == Some(KnownTexture::Unsure),
    })
}

/// Says how a food is given to patients.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` for a number of no food, `TooLong`, `Invalid` for a level outside
/// of the IDDSI's and for a texture that is left where that of the former recipe is not sure, `ChangedMeanwhile`.
pub fn describe(
    clinic: &mut Clinic,
    form: &FoodProfileForm,
    language: ScreenLanguage,
) -> Result<FoodProfileView> {
    clinic.may(Right::ProfilesWrite)?;
    let shown = show(clinic, &form.food, language)?;
    let texture = match form.changes_texture {
        true => form.texture,
        false => shown.texture,
    };
    let (food_level, fluid_level) = match texture {
        None => (None, None),
        Some(Texture::Food(level)) => (Some(level), None),
        Some(Texture::Fluid(level)) => (None, Some(level)),
    };
    let (english, french, food_level, fluid_level) = (
        fields::optional(&form.english, "english"),
        fields::optional(&form.french, "french"),
        level(food_level, FOOD_LEVELS, "texture"),
        level(fluid_level, FLUID_LEVELS, "texture"),
    )
        .together()?;
    let id = food_profile_id(clinic.tenant(), &shown.food);
    let mut profile = FoodProfile {
        id,
        food: Text::new(&shown.food).map_err(|_| Error::invalid("food", Reason::TooLong))?,
        english: english.into(),
        french: french.into(),
        food_level: food_level.map(i64::from).into(),
        fluid_level: fluid_level.map(i64::from).into(),
    };
    clinic.write("describe food", |tx| {
        let Some(row) = tx.get::<FoodProfile>(id)? else {
            if shown.is_unsure && !form.changes_texture {
                return Err(Error::invalid("texture", Reason::Required));
            }
            tx.insert(&profile)?;
            return Ok(());
        };
        if form.seen.is_none() && row.deleted.is_none() {
            // somebody described it since
            return Err(Error::ChangedMeanwhile);
        }
        if !form.changes_texture {
            // also one that cannot be read, or that waits for a decision
            profile.food_level = row.value.food_level;
            profile.fluid_level = row.value.fluid_level;
        }
        let seen = form.seen.as_ref().map(ReadVersionToken::to_read_version);
        tx.update(&profile, &seen.transpose()?.unwrap_or(row.seen))?;
        Ok(())
    })?;
    show(clinic, &shown.food, language)
}
