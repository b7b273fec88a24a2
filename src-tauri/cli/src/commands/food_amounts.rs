//! Why an amount of a food is refused.

use clinic::foods::{FoodTable, FoodView, show};
use clinic::view::ScreenLanguage;
use clinic::{Clinic, Error, Reason};

use crate::exit::Problem;

/// Returns why an amount of a food is refused: of one in a measure that this food does not have, those that it has.
pub fn refused(error: Error, table: &FoodTable, food: &str, amount: &str) -> Problem {
    let is_of_measure = matches!(
        &error,
        Error::Invalid {
            field: "amount",
            reason: Reason::Unknown
        }
    );
    match show(table, food, "", ScreenLanguage::En) {
        Ok(food) if is_of_measure => Problem::usage(without_measure(&food, amount)).at("amount"),
        _ => error.into(),
    }
}

/// Returns why a food is refused, with the measures that it has where it does not have the one that is given.
pub fn refused_in(error: Error, clinic: &Clinic, food: Option<&str>, amount: &str) -> Problem {
    match (food, FoodTable::of_clinic(clinic)) {
        (Some(food), Ok(table)) => refused(error, &table, food, amount),
        _ => error.into(),
    }
}

fn without_measure(food: &FoodView, amount: &str) -> String {
    let measure = amount.trim_start_matches(|c: char| !c.is_alphabetic());
    let mut measures: Vec<&str> = food.measures.iter().map(|of| of.name.as_str()).collect();
    measures.push("g");
    format!(
        "{} has no measure `{}`: it has {}. Nothing was changed; give the amount in one of them.",
        food.name,
        measure.trim_end(),
        measures.join("; ")
    )
}
