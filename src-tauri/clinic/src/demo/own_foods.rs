//! The demo's own foods, with values as a label has them, and a food of the list whose allergens it knows: invented.

use sync_contract::catalog::Nutrient;

use crate::Clinic;
use crate::clinic_foods::allergens::{CorrectionForm, correct};
use crate::clinic_foods::profiles::{FoodProfileForm, describe};
use crate::clinic_foods::{ClinicFoodForm, KnownNutrient, WeighedMeasure, add as add_food, list};
use crate::diet_orders::Texture;
use crate::error::Result;
use crate::foods::{Allergen, FoodGroup};
use crate::view::ScreenLanguage;

struct DemoFood {
    name: &'static str,
    other_names: &'static str,
    maker: &'static str,
    group: FoodGroup,
    nutrients: &'static [(Nutrient, &'static str)],
    measures: &'static [(&'static str, &'static str)],
    contains: &'static [Allergen],
    free_of: &'static [Allergen],
}

const FOODS: [DemoFood; 3] = [
    DemoFood {
        name: "Oat drink, plain",
        other_names: "oat milk\nboisson d’avoine",
        maker: "Highland Mills",
        group: FoodGroup::Drinks,
        nutrients: &[
            (Nutrient::Energy, "46"),
            (Nutrient::Protein, "1"),
            (Nutrient::Fat, "1.5"),
            (Nutrient::Carbohydrate, "6.7"),
            (Nutrient::Fibre, "0.8"),
            (Nutrient::Calcium, "120"),
        ],
        measures: &[("glass", "200"), ("cup", "240")],
        contains: &[Allergen::Gluten],
        free_of: &[
            Allergen::Milk,
            Allergen::Eggs,
            Allergen::Soybeans,
            Allergen::Peanuts,
        ],
    },
    DemoFood {
        name: "Supplement drink, vanilla",
        other_names: "sip feed\nboisson nutritive",
        maker: "Vitalo",
        group: FoodGroup::Supplements,
        nutrients: &[
            (Nutrient::Energy, "150"),
            (Nutrient::Protein, "6"),
            (Nutrient::Fat, "5.8"),
            (Nutrient::Carbohydrate, "18.4"),
        ],
        measures: &[("bottle", "200")],
        contains: &[Allergen::Milk, Allergen::Soybeans],
        free_of: &[Allergen::Gluten],
    },
    DemoFood {
        name: "Seed loaf of the corner bakery",
        other_names: "pain aux graines",
        maker: "",
        group: FoodGroup::Bread,
        nutrients: &[
            (Nutrient::Energy, "252"),
            (Nutrient::Protein, "9.5"),
            (Nutrient::Fat, "6"),
            (Nutrient::Carbohydrate, "38"),
            (Nutrient::Fibre, "7.5"),
            (Nutrient::Sodium, "430"),
        ],
        measures: &[("slice", "42"), ("loaf", "750")],
        contains: &[Allergen::Gluten, Allergen::Sesame],
        free_of: &[Allergen::Milk, Allergen::Eggs],
    },
];
/// What paper calls foods, and their textures: bread, carrots as the kitchen boils them, and black coffee.
const FOR_PATIENTS: [(&str, &str, &str, Texture); 3] = [
    ("18069", "White bread", "Pain blanc", Texture::Food(7)),
    (
        "11125",
        "Carrots, boiled soft",
        "Carottes bien cuites",
        Texture::Food(6),
    ),
    ("14209", "Black coffee", "Café noir", Texture::Fluid(0)),
];
/// White bread, as the corner bakery makes it.
const CORRECTED: &str = "18069";

/// # Errors
/// Those of a write.
pub(super) fn add(clinic: &mut Clinic) -> Result<()> {
    let here = list(clinic)?;
    let is_there = |food: &DemoFood| here.iter().any(|known| known.form.name == food.name);
    if FOODS.iter().any(is_there) {
        // all of them are added at once, with the correction
        return Ok(());
    }
    for food in &FOODS {
        let nutrients = food
            .nutrients
            .iter()
            .map(|(nutrient, amount)| KnownNutrient {
                nutrient: *nutrient,
                amount: (*amount).to_owned(),
            });
        let measures = food.measures.iter().map(|(name, grams)| WeighedMeasure {
            name: (*name).to_owned(),
            grams: (*grams).to_owned(),
        });
        add_food(
            clinic,
            &ClinicFoodForm {
                name: food.name.to_owned(),
                other_names: food.other_names.to_owned(),
                maker: food.maker.to_owned(),
                group: food.group,
                nutrients: nutrients.collect(),
                measures: measures.collect(),
                contains: food.contains.to_vec(),
                free_of: food.free_of.to_vec(),
                is_active: true,
            },
        )?;
    }
    let correction = CorrectionForm {
        food: CORRECTED.to_owned(),
        seen: None,
        contains: vec![Allergen::Gluten],
        free_of: vec![Allergen::Milk, Allergen::Eggs, Allergen::Sesame],
        is_active: true,
    };
    correct(clinic, &correction, ScreenLanguage::En)?;
    for (food, english, french, texture) in FOR_PATIENTS {
        let profile = FoodProfileForm {
            food: food.to_owned(),
            seen: None,
            english: english.to_owned(),
            french: french.to_owned(),
            texture: Some(texture),
            changes_texture: true,
        };
        describe(clinic, &profile, ScreenLanguage::En)?;
    }
    Ok(())
}
