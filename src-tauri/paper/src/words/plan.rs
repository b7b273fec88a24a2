//! The words of a meal plan and of its shopping list.

use clinic::foods::FoodGroup;
use clinic::meal_plans::given::GivenChangeKind;

pub struct PlanWords {
    pub title: &'static str,
    pub name: &'static str,
    pub from: &'static str,
    pub days: fn(u8) -> String,
    pub by: &'static str,
    pub given: &'static str,
    pub energy: &'static str,
    pub counted_in: &'static str,
    pub draft: &'static str,
    pub changed_since: &'static str,
    /// What it was when it was given cannot be read.
    pub lost_given: &'static str,
    /// What was changed; of a food with its name.
    pub change: fn(GivenChangeKind, &str) -> String,
    pub notes: &'static str,
    pub shopping: &'static str,
    pub shopping_for: fn(usize) -> String,
    pub group: fn(FoodGroup) -> &'static str,
    /// What is no food of the list.
    pub others: &'static str,
    pub eaten: &'static str,
}

/// Returns whether a title is the one with which plans begin, in either language.
pub fn is_usual_title(title: &str) -> bool {
    [&EN, &FR].iter().any(|words| words.title == title.trim())
}

pub static EN: PlanWords = PlanWords {
    title: "Meal plan",
    name: "Plan",
    from: "From",
    days: |count| match count {
        1 => "1 day".to_owned(),
        _ => format!("{count} days"),
    },
    by: "By",
    given: "Given",
    energy: "Energy a day",
    counted_in: "Counted in",
    draft: "Draft, not given to the patient",
    changed_since: "Changed after it was given: ",
    lost_given: "How this plan was when it was given cannot be read: counted with today’s values.",
    change: |kind, food| match kind {
        GivenChangeKind::About => "title or days".to_owned(),
        GivenChangeKind::Energy => "energy a day".to_owned(),
        GivenChangeKind::Notes => "notes".to_owned(),
        GivenChangeKind::Exchanges => "exchanges".to_owned(),
        GivenChangeKind::FoodAdded => format!("{food} (added)"),
        GivenChangeKind::FoodChanged => format!("{food} (changed)"),
        GivenChangeKind::FoodRemoved => format!("{food} (taken out)"),
        GivenChangeKind::FoodValues | GivenChangeKind::FoodNames => food.to_owned(),
        GivenChangeKind::Targets => "targets".to_owned(),
    },
    notes: "For you",
    shopping: "Shopping list",
    shopping_for: |count| match count {
        1 => "For 1 day.".to_owned(),
        _ => format!("For {count} days."),
    },
    group: |group| match group {
        FoodGroup::Vegetables => "Vegetables",
        FoodGroup::Fruit => "Fruit",
        FoodGroup::Bread => "Bread and bakery",
        FoodGroup::Cereals => "Breakfast cereals",
        FoodGroup::Grains => "Rice, pasta and grains",
        FoodGroup::Legumes => "Beans, peas and lentils",
        FoodGroup::Nuts => "Nuts and seeds",
        FoodGroup::Meat => "Meat and poultry",
        FoodGroup::Fish => "Fish and seafood",
        FoodGroup::Eggs => "Eggs",
        FoodGroup::Dairy => "Milk and dairy",
        FoodGroup::Fats => "Oils and fats",
        FoodGroup::Condiments => "Sauces, herbs and spices",
        FoodGroup::Dishes => "Prepared dishes",
        FoodGroup::Sweets => "Sweet things",
        FoodGroup::Snacks => "Snacks",
        FoodGroup::Drinks => "Drinks",
        FoodGroup::Alcohol => "Alcoholic drinks",
        FoodGroup::BabyFoods => "Baby foods",
        FoodGroup::Supplements => "Supplements",
    },
    others: "Also",
    eaten: "Amounts are of what is eaten. Peel, bones and stones come on top of them.",
};

pub static FR: PlanWords = PlanWords {
    title: "Plan alimentaire",
    name: "Plan",
    from: "À partir du",
    days: |count| match count {
        1 => "1 jour".to_owned(),
        _ => format!("{count} jours"),
    },
    by: "Par",
    given: "Remis le",
    energy: "Énergie par jour",
    counted_in: "Compté en",
    draft: "Brouillon, non remis au patient",
    changed_since: "Modifié après la remise : ",
    lost_given: "L’état de ce plan à sa remise ne peut pas être lu : compté avec les valeurs d’aujourd’hui.",
    change: |kind, food| match kind {
        GivenChangeKind::About => "titre ou jours".to_owned(),
        GivenChangeKind::Energy => "énergie par jour".to_owned(),
        GivenChangeKind::Notes => "notes".to_owned(),
        GivenChangeKind::Exchanges => "équivalents".to_owned(),
        GivenChangeKind::FoodAdded => format!("{food} (ajouté)"),
        GivenChangeKind::FoodChanged => format!("{food} (modifié)"),
        GivenChangeKind::FoodRemoved => format!("{food} (retiré)"),
        GivenChangeKind::FoodValues | GivenChangeKind::FoodNames => food.to_owned(),
        GivenChangeKind::Targets => "objectifs".to_owned(),
    },
    notes: "Pour vous",
    shopping: "Liste de courses",
    shopping_for: |count| match count {
        1 => "Pour 1 jour.".to_owned(),
        _ => format!("Pour {count} jours."),
    },
    group: |group| match group {
        FoodGroup::Vegetables => "Légumes",
        FoodGroup::Fruit => "Fruits",
        FoodGroup::Bread => "Pain et boulangerie",
        FoodGroup::Cereals => "Céréales du petit-déjeuner",
        FoodGroup::Grains => "Riz, pâtes et céréales",
        FoodGroup::Legumes => "Légumineuses",
        FoodGroup::Nuts => "Noix et graines",
        FoodGroup::Meat => "Viandes et volailles",
        FoodGroup::Fish => "Poissons et fruits de mer",
        FoodGroup::Eggs => "Œufs",
        FoodGroup::Dairy => "Lait et produits laitiers",
        FoodGroup::Fats => "Huiles et matières grasses",
        FoodGroup::Condiments => "Sauces, herbes et épices",
        FoodGroup::Dishes => "Plats préparés",
        FoodGroup::Sweets => "Produits sucrés",
        FoodGroup::Snacks => "En-cas",
        FoodGroup::Drinks => "Boissons",
        FoodGroup::Alcohol => "Boissons alcoolisées",
        FoodGroup::BabyFoods => "Aliments pour bébés",
        FoodGroup::Supplements => "Compléments",
    },
    others: "Et aussi",
    eaten: "Les quantités sont celles qui sont mangées. Épluchures, os et noyaux s’y ajoutent.",
};
