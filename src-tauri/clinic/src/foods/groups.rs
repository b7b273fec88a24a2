//! The groups of foods as a shop and a plan sort them, by the words of the lists.

use sync_contract::catalog::FoodGroup;

/// Returns the group of a common food by its word in the list of these.
pub(super) fn everyday(word: &str) -> Option<FoodGroup> {
    Some(match word {
        "vegetable" => FoodGroup::Vegetables,
        "fruit" => FoodGroup::Fruit,
        "bread" => FoodGroup::Bread,
        "cereal" => FoodGroup::Cereals,
        "grain" => FoodGroup::Grains,
        "legume" => FoodGroup::Legumes,
        "nut" => FoodGroup::Nuts,
        "meat" => FoodGroup::Meat,
        "fish" => FoodGroup::Fish,
        "egg" => FoodGroup::Eggs,
        "dairy" => FoodGroup::Dairy,
        "fat" => FoodGroup::Fats,
        "condiment" => FoodGroup::Condiments,
        "dish" => FoodGroup::Dishes,
        "sweet" => FoodGroup::Sweets,
        "snack" => FoodGroup::Snacks,
        "drink" => FoodGroup::Drinks,
        "alcohol" => FoodGroup::Alcohol,
        "supplement" => FoodGroup::Supplements,
        _ => return None,
    })
}

/// Returns the group of a food by what the list calls its own. Three of those hold what a shop keeps apart, which
/// the description begins with.
pub(super) fn listed(group: &str, description: &str) -> Option<FoodGroup> {
    let begins = |word: &str| description.starts_with(word);
    Some(match group {
        "Vegetables and Vegetable Products" => FoodGroup::Vegetables,
        "Fruits and Fruit Juices" => FoodGroup::Fruit,
        "Baked Products" => FoodGroup::Bread,
        "Breakfast Cereals" => FoodGroup::Cereals,
        "Cereal Grains and Pasta" => FoodGroup::Grains,
        "Legumes and Legume Products" => FoodGroup::Legumes,
        "Nut and Seed Products" => FoodGroup::Nuts,
        "Beef Products"
        | "Lamb, Veal, and Game Products"
        | "Pork Products"
        | "Poultry Products"
        | "Sausages and Luncheon Meats" => FoodGroup::Meat,
        "Finfish and Shellfish Products" => FoodGroup::Fish,
        "Dairy and Egg Products" if begins("Egg") => FoodGroup::Eggs,
        "Dairy and Egg Products" => FoodGroup::Dairy,
        "Fats and Oils" => FoodGroup::Fats,
        "Spices and Herbs" => FoodGroup::Condiments,
        "Soups, Sauces, and Gravies" if begins("Soup") => FoodGroup::Dishes,
        "Soups, Sauces, and Gravies" => FoodGroup::Condiments,
        "American Indian/Alaska Native Foods"
        | "Fast Foods"
        | "Meals, Entrees, and Side Dishes"
        | "Restaurant Foods" => FoodGroup::Dishes,
        "Sweets" => FoodGroup::Sweets,
        "Snacks" => FoodGroup::Snacks,
        "Beverages" if begins("Alcoholic") => FoodGroup::Alcohol,
        "Beverages" => FoodGroup::Drinks,
        "Baby Foods" => FoodGroup::BabyFoods,
        _ => return None,
    })
}
