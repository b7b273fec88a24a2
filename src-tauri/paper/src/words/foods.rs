//! The words of foods by meal and day, and of what they give.

use clinic::foods::measure_words;
use clinic::nutrient_targets::Nutrient;
use clinic::recalls::Meal;
use clinic::view::ScreenLanguage;

use super::nutrients;

pub struct FoodWords {
    pub meal: fn(Meal) -> &'static str,
    /// Food, amount, grams, protein, carbohydrate, fat.
    pub columns: [&'static str; 6],
    pub measure: fn(count: f64, name: &str) -> String,
    /// Of an amount that was asked about, and nobody has answered.
    pub to_check: &'static str,
    /// Of a food that is words alone.
    pub not_counted_label: &'static str,
    pub not_counted: fn(count: u32) -> String,
    pub day: fn(number: u8, date: Option<String>) -> String,
    pub no_foods: &'static str,
    pub sum: &'static str,
    pub totals: &'static str,
    pub average: &'static str,
    /// Nutrient, amount, target, how many foods have no value, which foods give most.
    pub totals_columns: [&'static str; 5],
    pub nutrient: fn(Nutrient) -> &'static str,
    pub unknown: fn(count: u32) -> String,
    pub at_least: fn(amount: &str) -> String,
    pub at_most: fn(amount: &str) -> String,
    pub between: fn(low: &str, high: &str) -> String,
    pub exchanges: &'static str,
    /// Above what each meal aims at.
    pub exchanges_aimed: &'static str,
    pub at_meal: &'static str,
    /// Before what one exchange of each group has.
    pub one_exchange: &'static str,
    pub has_grams: fn(group: &str, grams: &str, nutrient: &str) -> String,
}

pub static EN: FoodWords = FoodWords {
    meal: |meal| match meal {
        Meal::Breakfast => "Breakfast",
        Meal::MorningSnack => "Morning snack",
        Meal::Lunch => "Lunch",
        Meal::AfternoonSnack => "Afternoon snack",
        Meal::Dinner => "Dinner",
        Meal::EveningSnack => "Evening snack",
    },
    columns: ["Food", "Amount", "Grams", "Protein", "Carbs", "Fat"],
    measure: |count, name| measure_words(count, name, ScreenLanguage::En),
    to_check: "to check",
    not_counted_label: "not counted",
    not_counted: |count| match count {
        1 => "1 entry is text and is not counted.".to_owned(),
        _ => format!("{count} entries are text and are not counted."),
    },
    day: |number, date| match date {
        Some(date) => format!("Day {number} · {date}"),
        None => format!("Day {number}"),
    },
    no_foods: "No food was entered.",
    sum: "The day",
    totals: "Nutrients of the day",
    average: "Nutrients of a day on average",
    totals_columns: ["Nutrient", "Amount", "Target", "No value", "Most from"],
    nutrient: nutrients::english,
    unknown: |count| match count {
        1 => "1 food".to_owned(),
        _ => format!("{count} foods"),
    },
    at_least: |amount| format!("at least {amount}"),
    at_most: |amount| format!("at most {amount}"),
    between: |low, high| format!("{low} to {high}"),
    exchanges: "Exchanges",
    exchanges_aimed: "Exchanges at each meal",
    at_meal: "Meal",
    one_exchange: "One exchange has:",
    has_grams: |group, grams, nutrient| format!("{group} {grams} {nutrient}"),
};

pub static FR: FoodWords = FoodWords {
    meal: |meal| match meal {
        Meal::Breakfast => "Petit-déjeuner",
        Meal::MorningSnack => "Collation du matin",
        Meal::Lunch => "Déjeuner",
        Meal::AfternoonSnack => "Goûter",
        Meal::Dinner => "Dîner",
        Meal::EveningSnack => "Collation du soir",
    },
    columns: ["Aliment", "Quantité", "Grammes", "Prot.", "Gluc.", "Lip."],
    measure: |count, name| measure_words(count, name, ScreenLanguage::Fr),
    to_check: "à vérifier",
    not_counted_label: "non compté",
    not_counted: |count| match count {
        1 => "1 ligne est du texte et n’est pas comptée.".to_owned(),
        _ => format!("{count} lignes sont du texte et ne sont pas comptées."),
    },
    day: |number, date| match date {
        Some(date) => format!("Jour {number} · {date}"),
        None => format!("Jour {number}"),
    },
    no_foods: "Aucun aliment n’a été saisi.",
    sum: "La journée",
    totals: "Nutriments de la journée",
    average: "Nutriments d’une journée, en moyenne",
    totals_columns: [
        "Nutriment",
        "Quantité",
        "Objectif",
        "Sans valeur",
        "Surtout de",
    ],
    nutrient: nutrients::french,
    unknown: |count| match count {
        1 => "1 aliment".to_owned(),
        _ => format!("{count} aliments"),
    },
    at_least: |amount| format!("au moins {amount}"),
    at_most: |amount| format!("au plus {amount}"),
    between: |low, high| format!("{low} à {high}"),
    exchanges: "Équiv.",
    exchanges_aimed: "Équivalents à chaque repas",
    at_meal: "Repas",
    one_exchange: "Un équivalent contient :",
    has_grams: |group, grams, nutrient| format!("{group} {grams} de {nutrient}"),
};
