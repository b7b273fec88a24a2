//! The groups of foods as a shop and a plan sort them.

use serde::Serialize;

/// In the order in which they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum FoodGroup {
    Vegetables,
    Fruit,
    Bread,
    Cereals,
    Grains,
    Legumes,
    Nuts,
    Meat,
    Fish,
    Eggs,
    Dairy,
    Fats,
    Condiments,
    Dishes,
    Sweets,
    Snacks,
    Drinks,
    Alcohol,
    BabyFoods,
    Supplements,
}

impl FoodGroup {
    /// Returns the group of a common food by its word in the list of these.
    pub(super) fn everyday(word: &str) -> Option<Self> {
        Some(match word {
            "vegetable" => Self::Vegetables,
            "fruit" => Self::Fruit,
            "bread" => Self::Bread,
            "cereal" => Self::Cereals,
            "grain" => Self::Grains,
            "legume" => Self::Legumes,
            "nut" => Self::Nuts,
            "meat" => Self::Meat,
            "fish" => Self::Fish,
            "egg" => Self::Eggs,
            "dairy" => Self::Dairy,
            "fat" => Self::Fats,
            "condiment" => Self::Condiments,
            "dish" => Self::Dishes,
            "sweet" => Self::Sweets,
            "snack" => Self::Snacks,
            "drink" => Self::Drinks,
            "alcohol" => Self::Alcohol,
            "supplement" => Self::Supplements,
            _ => return None,
        })
    }

    /// Returns the group of a food by what the list calls its own. Three of those hold what a shop keeps apart, which
    /// the description begins with.
    pub(super) fn listed(group: &str, description: &str) -> Option<Self> {
        let begins = |word: &str| description.starts_with(word);
        Some(match group {
            "Vegetables and Vegetable Products" => Self::Vegetables,
            "Fruits and Fruit Juices" => Self::Fruit,
            "Baked Products" => Self::Bread,
            "Breakfast Cereals" => Self::Cereals,
            "Cereal Grains and Pasta" => Self::Grains,
            "Legumes and Legume Products" => Self::Legumes,
            "Nut and Seed Products" => Self::Nuts,
            "Beef Products"
            | "Lamb, Veal, and Game Products"
            | "Pork Products"
            | "Poultry Products"
            | "Sausages and Luncheon Meats" => Self::Meat,
            "Finfish and Shellfish Products" => Self::Fish,
            "Dairy and Egg Products" if begins("Egg") => Self::Eggs,
            "Dairy and Egg Products" => Self::Dairy,
            "Fats and Oils" => Self::Fats,
            "Spices and Herbs" => Self::Condiments,
            "Soups, Sauces, and Gravies" if begins("Soup") => Self::Dishes,
            "Soups, Sauces, and Gravies" => Self::Condiments,
            "American Indian/Alaska Native Foods"
            | "Fast Foods"
            | "Meals, Entrees, and Side Dishes"
            | "Restaurant Foods" => Self::Dishes,
            "Sweets" => Self::Sweets,
            "Snacks" => Self::Snacks,
            "Beverages" if begins("Alcoholic") => Self::Alcohol,
            "Beverages" => Self::Drinks,
            "Baby Foods" => Self::BabyFoods,
            _ => return None,
        })
    }
}
