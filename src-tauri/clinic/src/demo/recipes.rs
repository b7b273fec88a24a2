//! The demo's recipes: dishes of every day, some of them made of another.

use std::collections::BTreeMap;

use crate::Clinic;
use crate::error::Result;
use crate::recipes::list::list;
use crate::recipes::record::add as add_recipe;
use crate::recipes::{RecipeForm, RecipePartForm};
use crate::view::ScreenLanguage;

/// The numbers of the demo's recipes by their names.
pub(super) type DemoRecipes = BTreeMap<&'static str, String>;

struct DemoRecipe {
    name: &'static str,
    portions: &'static str,
    /// Of the whole dish, where cooking changes it.
    yield_weight: &'static str,
    /// Numbers of the list of foods, and names of the recipes above.
    parts: &'static [(&'static str, &'static str)],
    method: &'static str,
}

const RECIPES: [DemoRecipe; 8] = [
    DemoRecipe {
        name: "Lentil soup",
        portions: "4",
        yield_weight: "1400",
        parts: &[
            ("16069", "200 g"),
            ("11282", "160 g"),
            ("11124", "150 g"),
            ("11215", "6 g"),
            ("04053", "2 tablespoons"),
            ("14411", "1000 g"),
        ],
        method: "Soften the onions, carrots and garlic in the oil.\nAdd the lentils and water, simmer for 30 minutes.",
    },
    DemoRecipe {
        name: "Tomato sauce",
        portions: "4",
        yield_weight: "600",
        parts: &[
            ("11529", "700 g"),
            ("11282", "100 g"),
            ("11215", "6 g"),
            ("04053", "2 tablespoons"),
        ],
        method: "Soften the onion and garlic in the oil.\nAdd the tomatoes, simmer for 25 minutes.",
    },
    DemoRecipe {
        name: "Pasta with tomato sauce",
        portions: "4",
        yield_weight: "1400",
        parts: &[
            ("20120", "320 g"),
            ("Tomato sauce", "4 portions"),
            ("01032", "40 g"),
        ],
        method: "Cook the pasta.\nStir the sauce in, and serve with the cheese.",
    },
    DemoRecipe {
        name: "Chickpea and spinach stew",
        portions: "4",
        yield_weight: "",
        parts: &[
            ("16057", "480 g"),
            ("11457", "300 g"),
            ("Tomato sauce", "2 portions"),
            ("04053", "1 tablespoon"),
        ],
        method: "Warm the sauce with the chickpeas.\nAdd the spinach and the oil, stir until it has wilted.",
    },
    DemoRecipe {
        name: "Vegetable omelette",
        portions: "2",
        yield_weight: "",
        parts: &[
            ("01123", "4 large"),
            ("11457", "60 g"),
            ("11282", "50 g"),
            ("04053", "1 tablespoon"),
        ],
        method: "Soften the onion in the oil, add the spinach.\nPour the beaten eggs over it, and cook until they set.",
    },
    DemoRecipe {
        name: "Overnight oats with banana",
        portions: "1",
        yield_weight: "",
        parts: &[("08120", "50 g"), ("01077", "200 g"), ("09040", "100 g")],
        method: "Leave the oats in the milk overnight in the fridge.\nAdd the banana in the morning.",
    },
    DemoRecipe {
        name: "Chicken and rice bowl",
        portions: "4",
        yield_weight: "1600",
        parts: &[
            ("05062", "500 g"),
            ("20444", "280 g"),
            ("11124", "200 g"),
            ("11090", "300 g"),
            ("04053", "2 tablespoons"),
        ],
        method: "Cook the rice.\nFry the chicken in the oil, add the vegetables, and serve them on the rice.",
    },
    DemoRecipe {
        name: "Yogurt with walnuts and berries",
        portions: "1",
        yield_weight: "",
        parts: &[
            ("01116", "150 g"),
            ("12155", "20 g"),
            ("09050", "80 g"),
            ("19296", "7 g"),
        ],
        method: "Put the berries, nuts and honey on the yogurt.",
    },
];

/// Adds the recipes that are not there yet.
///
/// # Errors
/// Those of a write.
pub(super) fn add(clinic: &mut Clinic) -> Result<DemoRecipes> {
    let here = list(clinic, ScreenLanguage::En)?;
    let mut recipes = DemoRecipes::new();
    for recipe in &RECIPES {
        if let Some(known) = here.iter().find(|known| known.name == recipe.name) {
            recipes.insert(recipe.name, known.id.0.clone());
            continue;
        }
        let parts = recipe.parts.iter().map(|(food, amount)| RecipePartForm {
            food: recipes.get(food).map_or((*food).to_owned(), Clone::clone),
            amount: (*amount).to_owned(),
        });
        let form = RecipeForm {
            name: recipe.name.to_owned(),
            portions: recipe.portions.to_owned(),
            yield_weight: recipe.yield_weight.to_owned(),
            method: recipe.method.to_owned(),
            parts: parts.collect(),
        };
        let added = add_recipe(clinic, &form, ScreenLanguage::En)?;
        recipes.insert(recipe.name, added.id.0);
    }
    Ok(recipes)
}
