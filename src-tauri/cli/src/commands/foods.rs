//! Foods of the list that the program brings.

use clinic::foods::{FoodHit, FoodPortion, FoodView, NutrientAmount, count, search, show};
use clinic::view::ScreenLanguage;
use serde_json::json;

use crate::answer::Answer;
use crate::args::foods::Foods;
use crate::entry::choice;
use crate::exit::Result;
use crate::text::label;

pub fn run(args: Foods) -> Result<Answer> {
    match args {
        Foods::Search {
            text,
            language,
            limit,
        } => {
            let language: ScreenLanguage = choice(&language, "language")?;
            let foods = search(&text, language, limit);
            let lines: Vec<String> = foods.iter().map(hit_line).collect();
            let lines = match lines.is_empty() {
                true => format!("No food matches `{text}`. Searched {} foods.", count()),
                false => lines.join("\n"),
            };
            Answer::done(&json!({ "foods": foods, "searched": count() }), lines)
        }
        Foods::Show {
            id,
            amount,
            language,
        } => {
            let food = show(&id, &amount, choice(&language, "language")?)?;
            Answer::done(&json!({ "food": food }), lines(&food))
        }
    }
}

fn hit_line(hit: &FoodHit) -> String {
    let amount = |of: Option<clinic::view::Figure>, unit: &str| match of {
        Some(of) => format!("{} {unit}", of.0),
        None => format!("{unit} not known"),
    };
    let unread = if hit.amount_unread {
        " (no such measure)"
    } else {
        ""
    };
    let described = match hit.name == hit.description {
        true => String::new(),
        false => format!("  [{}]", hit.description),
    };
    format!(
        "{}  {}: {}{unread}, {}, {} protein{described}",
        hit.id,
        hit.name,
        portion(&hit.portion),
        amount(hit.kcal, "kcal"),
        amount(hit.protein, "g"),
    )
}

fn portion(of: &FoodPortion) -> String {
    match of.measure.as_str() {
        "g" => format!("{} g", of.grams.0),
        measure => format!("{} {measure} ({} g)", of.count.0, of.grams.0),
    }
}

fn lines(food: &FoodView) -> String {
    let mut lines = vec![format!("{}  {}", food.id, food.name)];
    if food.name != food.description {
        lines.push(food.description.clone());
    }
    lines.push(food.group.clone());
    if let Some(refuse) = food.refuse_percent.filter(|refuse| *refuse > 0) {
        lines.push(format!("{refuse} % of what is bought is thrown away."));
    }
    for measure in &food.measures {
        let (count, name, grams) = (measure.count.0, &measure.name, measure.grams.0);
        lines.push(format!("{count} {name}: {grams} g"));
    }
    lines.push(format!("In {}, and in 100 g:", portion(&food.portion)));
    lines.extend(food.nutrients.iter().map(nutrient_line));
    lines.join("\n")
}

fn nutrient_line(of: &NutrientAmount) -> String {
    let unit = of.unit.as_str();
    let amount = of.in_portion.zip(of.per_hundred_grams);
    let amount = match amount {
        Some((portion, hundred)) => format!("{} {unit}, {} {unit}", portion.0, hundred.0),
        None => "not known".to_owned(),
    };
    format!("{:<22}  {amount}", label(&of.nutrient))
}
