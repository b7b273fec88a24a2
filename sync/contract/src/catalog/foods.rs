//! What a clinic adds to the list of foods that the program brings.

use rust_decimal::Decimal;

use crate::field::{Line, Paragraph, Text};
use crate::ids::{AllergenCorrectionId, FoodProfileId, RecipeId, TenantId, derived_id};
use crate::phi::{Clinical, Phi};

crate::choices! {
    /// The groups of foods as a shop and a plan sort them, in the order in which they are listed.
    FoodGroup {
        Vegetables = "VEGETABLES", Fruit = "FRUIT", Bread = "BREAD", Cereals = "CEREALS", Grains = "GRAINS",
        Legumes = "LEGUMES", Nuts = "NUTS", Meat = "MEAT", Fish = "FISH", Eggs = "EGGS", Dairy = "DAIRY",
        Fats = "FATS", Condiments = "CONDIMENTS", Dishes = "DISHES", Sweets = "SWEETS", Snacks = "SNACKS",
        Drinks = "DRINKS", Alcohol = "ALCOHOL", BabyFoods = "BABY_FOODS", Supplements = "SUPPLEMENTS",
    }
}

crate::entity! {
    /// A food of the clinic's own. It is about no patient, but is sealed as the plans are that use it: what a clinic
    /// cooks is nothing for a server. One that is used no longer is not active: recalls have it. The undo of an import
    /// alone removes foods, and what was counted with one is still counted with it.
    ClinicFood(ClinicFoodId) = 90 in "clinic_foods", scope Clinic,
    authority PerCell, bootstrap Rest, write ProfilesWrite, rules {
        cell 1 names {
            1 name: Phi<Clinical, Line>;
            /// One a line.
            2 other_names: Phi<Clinical, Option<Text<1000>>>;
            3 maker: Phi<Clinical, Option<Line>>;
            4 group: Phi<Clinical, FoodGroup>;
            /// The id of the import that brought it: foods with the same one came together. None where it was typed.
            10 food_import: Phi<Clinical, Option<Text<36>>>;
        }
        cell 2 nutrients {
            /// What 100 g give, a nutrient a line, `VITAMIN_C 12.5`; what is not known has no line.
            5 nutrients: Phi<Clinical, Option<Text<2000>>>;
        }
        cell 3 measures {
            /// What one of each weighs, a measure a line, `30 slice`; the usual one first.
            6 measures: Phi<Clinical, Option<Text<4000>>>;
        }
        /// Words with single spaces between them, `GLUTEN MILK`. What is in neither is not known.
        cell 4 allergens {
            7 contains: Phi<Clinical, Option<Text<255>>>;
            8 free_of: Phi<Clinical, Option<Text<255>>>;
        }
        cell 5 state { 9 is_active: bool }
    }
}

crate::entity! {
    /// A dish of the clinic as it was at one time. What it is made of is not edited: a change is another row, which
    /// names the one that it replaces, and a plan names the row with which it was counted. All of it is one cell, for
    /// half of a recipe is none. Sealed as foods of the clinic are.
    Recipe(RecipeId) = 89 in "recipes", scope Clinic,
    authority PerCell, bootstrap Rest, write ProfilesWrite {
        cell 1 recipe {
            1 name: Phi<Clinical, Line>;
            2 portions: Phi<Clinical, i64>;
            /// What all of it weighs when it is done; none where it is what its parts weigh together.
            3 yield_grams: Phi<Clinical, Option<Decimal>>;
            4 method: Phi<Clinical, Option<Paragraph>>;
            /// A JSON list in the order of the recipe: which food, how it was called, and so much of it.
            5 parts: Phi<Clinical, Text<20000>>;
            6 replaces: Phi<Clinical, Option<RecipeId>>;
        }
        cell 2 state { 7 is_active: bool }
    }
}

crate::entity! {
    /// What a clinic knows of the allergens of a food of the list, in the place of what the program says. The server
    /// sees of which food, from which the id of the row follows, and not what. One that is taken back is not active.
    AllergenCorrection(AllergenCorrectionId) = 91 in "allergen_corrections", scope Clinic,
    authority PerCell, bootstrap Rest, write ProfilesWrite, rules {
        /// Its number in the list of foods.
        cell 1 food { 1 food: Text<20> }
        /// As those of a food of the clinic.
        cell 2 allergens {
            2 contains: Phi<Clinical, Option<Text<255>>>;
            3 free_of: Phi<Clinical, Option<Text<255>>>;
            4 is_active: Phi<Clinical, bool>;
        }
    }
}

/// Returns the id of the correction of a food of the list: two devices that correct it write one row.
pub fn allergen_correction_id(tenant: TenantId, food: &str) -> AllergenCorrectionId {
    AllergenCorrectionId(derived_id(tenant, &format!("allergen-correction/{food}")))
}

crate::entity! {
    /// How a clinic gives a food to its patients, be it of the list or the clinic's own: what paper calls it, and its
    /// texture. The server sees of which food, from which the id of the row follows, and not what.
    FoodProfile(FoodProfileId) = 92 in "food_profiles", scope Clinic,
    authority PerCell, bootstrap Rest, write ProfilesWrite, rules {
        /// Its number in the list of foods, or the id of a food of the clinic.
        cell 1 food { 1 food: Text<36> }
        cell 2 names {
            2 english: Phi<Clinical, Option<Line>>;
            3 french: Phi<Clinical, Option<Line>>;
        }
        /// Levels of the IDDSI, of which it has one: 3 to 7 of what is eaten, 0 to 4 of what is drunk.
        cell 3 texture {
            4 food_level: Phi<Clinical, Option<i64>>;
            5 fluid_level: Phi<Clinical, Option<i64>>;
        }
    }
}

/// Returns the id of the profile of a food: two devices that describe it write one row.
pub fn food_profile_id(tenant: TenantId, food: &str) -> FoodProfileId {
    FoodProfileId(derived_id(tenant, &format!("food-profile/{food}")))
}
