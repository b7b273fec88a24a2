//! How the clinic gives a food to its patients.

use clinic::clinic_foods::profiles::{self, FoodProfileForm, FoodProfileView};
use clinic::diet_orders::Texture;
use serde_json::json;

use crate::answer::Answer;
use crate::args::foods::FoodProfileEntry;
use crate::args::{FromInput, Who};
use crate::commands::food_grid::texture_words;
use crate::entry::{entry, nothing_to_change, read_version_if_stored};
use crate::exit::{Problem, Result};

pub fn describe(
    who: &Who,
    food: &str,
    language: Option<&str>,
    input: &FromInput,
    flags: FoodProfileEntry,
) -> Result<Answer> {
    let args = entry(input, flags)?;
    if args == FoodProfileEntry::default() {
        return Err(nothing_to_change("foods describe", "--english"));
    }
    let language = who.language(language)?;
    let mut clinic = who.unlock()?;
    let now = profiles::show(&clinic, food, language)?;
    let texture = match (args.food_level, args.fluid_level, args.no_texture) {
        (Some(level), None, false) => Some(Some(Texture::Food(level))),
        (None, Some(level), false) => Some(Some(Texture::Fluid(level))),
        (None, None, true) => Some(None),
        (None, None, false) => None,
        _ => return Err(two_textures()),
    };
    let form = FoodProfileForm {
        food: now.food,
        seen: read_version_if_stored(args.seen, now.seen, input)?,
        english: args.english.unwrap_or(now.english),
        french: args.french.unwrap_or(now.french),
        texture: texture.flatten(),
        changes_texture: texture.is_some(),
    };
    let described = profiles::describe(&mut clinic, &form, language)?;
    Answer::done(&json!({ "food_profile": described }), line(&described))
}

fn two_textures() -> Problem {
    Problem::usage(
        "A food has one texture: one of food_level, fluid_level and no_texture. Nothing was changed; leave the others \
         out.",
    )
}

pub fn line(food: &FoodProfileView) -> String {
    let called = [("English", &food.english), ("French", &food.french)];
    let called = called.iter().filter(|(_, name)| !name.is_empty());
    let called = called.map(|(language, name)| format!("\"{name}\" in {language}"));
    let texture = match (food.texture, food.is_unsure) {
        (Some(texture), _) => Some(texture_words(texture)),
        (None, true) => Some("a texture that is not sure".to_owned()),
        (None, false) => None,
    };
    let all: Vec<String> = called.chain(texture).collect();
    let all = match all.is_empty() {
        true => "nothing is said of it".to_owned(),
        false => all.join(", "),
    };
    format!("{}  {}: {all}", food.food, food.name)
}
