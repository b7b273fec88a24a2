//! Foods by their number: what is searched, shown, compared and summed.

use clinic::foods::{
    FoodAmount, FoodHit, FoodItem, FoodPortion, FoodTable, FoodTotals, FoodView, ListFault,
    NutrientAmount, NutrientTotal, SameNutrient, SimilarFood, search, show, similar, total,
};
use clinic::shipped_lists;
use clinic::view::ScreenLanguage;
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::foods::Foods;
use crate::commands::clinic_foods::{self, allergens};
use crate::commands::food_amounts::refused;
use crate::commands::{food_imports, food_profiles};
use crate::entry::{choice, id};
use crate::exit::Result;
use crate::text::{label, listed};

/// Returns the list with the clinic's own foods for a user, and the list alone without a user.
fn table(who: &Who) -> Result<FoodTable> {
    if who.user.is_none() {
        return Ok(FoodTable::default());
    }
    let clinic = who.unlock()?;
    Ok(FoodTable::of_clinic(&clinic)?)
}

pub fn run(who: &Who, args: Foods) -> Result<Answer> {
    match args {
        Foods::Search {
            text,
            language,
            limit,
            patient,
        } => {
            let language: ScreenLanguage = who.language(language.as_deref())?;
            let table = match patient {
                Some(patient) => {
                    let patient = id(patient, "patient")?;
                    let clinic = who.unlock()?;
                    FoodTable::of_patient(&clinic, &patient)?
                }
                None if who.user.is_none() => FoodTable::default(),
                None => {
                    let clinic = who.unlock()?;
                    FoodTable::for_search(&clinic)?
                }
            };
            let foods = search(&table, &text, language, limit);
            let lines: Vec<String> = foods.iter().map(hit_line).collect();
            let lines = match lines.is_empty() {
                true => format!(
                    "No food matches `{text}`. Searched {} foods.",
                    table.count()
                ),
                false => lines.join("\n"),
            };
            let faults = shipped_lists::faults();
            let damaged = faults.iter().map(fault_line);
            let lines: Vec<String> = std::iter::once(lines).chain(damaged).collect();
            Answer::done(
                &json!({ "foods": foods, "searched": table.count(), "faults": faults }),
                lines.join("\n"),
            )
        }
        Foods::Show {
            id,
            amount,
            language,
        } => {
            let language = who.language(language.as_deref())?;
            let table = table(who)?;
            let food = show(&table, &id, &amount, language);
            let food = food.map_err(|error| refused(error, &table, &id, &amount))?;
            Answer::done(&json!({ "food": food }), lines(&food))
        }
        Foods::Similar {
            food,
            by,
            language,
            limit,
        } => {
            let same: SameNutrient = choice(&by, "by")?;
            let language = who.language(language.as_deref())?;
            let (table, of) = (table(who)?, amount_of(&food));
            let foods = similar(&table, &of, same, language, limit);
            let foods = foods.map_err(|error| refused(error, &table, &of.food, &of.amount))?;
            let lines = foods.iter().map(similar_line).collect();
            let lines = listed(lines, "No food of its group gives as much of that.");
            Answer::done(&json!({ "foods": foods }), lines)
        }
        Foods::Total { foods, language } => {
            let amounts: Vec<FoodAmount> = foods.iter().map(|text| amount_of(text)).collect();
            let language = who.language(language.as_deref())?;
            let table = table(who)?;
            let is_wrong = |of: &&FoodAmount| show(&table, &of.food, &of.amount, language).is_err();
            let totals = total(&table, &amounts, language).map_err(|error| {
                match amounts.iter().find(is_wrong) {
                    Some(of) => refused(error, &table, &of.food, &of.amount),
                    None => error.into(),
                }
            })?;
            Answer::done(&totals, total_lines(&totals))
        }
        Foods::List { language } => clinic_foods::list(who, language.as_deref()),
        Foods::Add { input, entry } => clinic_foods::add(who, &input, entry),
        Foods::Edit {
            which,
            input,
            entry,
        } => clinic_foods::change(who, &which, &input, entry),
        Foods::Retire { which } => clinic_foods::retire(who, &which),
        Foods::Import { file, mode } => food_imports::run(who, &file, &mode),
        Foods::Imports => food_imports::list(who),
        Foods::UndoImport { id: import, mode } => {
            food_imports::undo(who, &id(import, "ID")?, &mode)
        }
        Foods::Correct {
            food,
            language,
            input,
            entry,
        } => clinic_foods::correct(who, food, language.as_deref(), &input, entry),
        Foods::Describe {
            food,
            language,
            input,
            entry,
        } => food_profiles::describe(who, &food, language.as_deref(), &input, entry),
    }
}

fn fault_line(fault: &ListFault) -> String {
    format!(
        "Line {} of {}, a list that the program brings, is damaged: what it says is not known. All other foods are \
         complete. Install the program again.",
        fault.line, fault.file
    )
}

pub fn amount_of(text: &str) -> FoodAmount {
    let (food, amount) = text.split_once('=').unwrap_or((text, ""));
    FoodAmount {
        food: food.to_owned(),
        amount: amount.to_owned(),
    }
}

fn similar_line(food: &SimilarFood) -> String {
    let changes = food.changes.iter().filter(|of| of.matters());
    let changes = changes.filter_map(|of| {
        let by = of.by?.0;
        Some(format!(
            "{by:+} {} {}",
            of.unit.as_str(),
            label(&of.nutrient)
        ))
    });
    let changes: Vec<String> = changes.collect();
    format!(
        "{}  {}: {}; {}",
        food.id,
        food.name,
        portion(&food.portion),
        changes.join(", ")
    )
}

fn total_lines(totals: &FoodTotals) -> String {
    let item = |item: &FoodItem| format!("{}  {}: {}", item.id, item.name, portion(&item.portion));
    let mut lines: Vec<String> = totals.items.iter().map(item).collect();
    lines.push(format!("Together {} g:", totals.grams.0));
    lines.extend(
        totals
            .nutrients
            .iter()
            .map(|of| nutrient_total(of, &totals.items)),
    );
    lines.join("\n")
}

/// An unknown amount is never taken as zero.
fn nutrient_total(of: &NutrientTotal, items: &[FoodItem]) -> String {
    let name = label(&of.nutrient);
    let amount = format!("{} {}", of.amount.0, of.unit.as_str());
    let amount = match of.unknown as usize {
        0 => amount,
        all if all == items.len() && of.amount.0 == 0.0 => "not known".to_owned(),
        1 => format!("at least {amount}, 1 food without a value"),
        some => format!("at least {amount}, {some} foods without a value"),
    };
    let largest = of
        .largest
        .first()
        .and_then(|most| items.get(most.item as usize));
    let most = match largest {
        Some(item) if items.len() > 1 => format!("; most of it {}", item.name),
        _ => String::new(),
    };
    format!("{name:<22}  {amount}{most}")
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
    let count = of.count.0;
    match (of.measure.as_str(), of.is_doubtful) {
        ("g", false) => format!("{count} g"),
        ("g", true) => format!("{count} g (is it so much?)"),
        (measure, false) => format!("{count} {measure} ({} g)", of.grams.0),
        (measure, true) => format!("{count} {measure} ({} g: is it {count} g?)", of.grams.0),
    }
}

fn lines(food: &FoodView) -> String {
    let mut lines = vec![format!("{}  {}", food.id, food.name)];
    if food.name != food.description {
        lines.push(food.description.clone());
    }
    lines.push(match food.is_own {
        true => "The clinic's own.".to_owned(),
        false => food.group.clone(),
    });
    if let Some(refuse) = food.refuse_percent.filter(|refuse| *refuse > 0) {
        lines.push(format!("{refuse} % of what is bought is thrown away."));
    }
    for measure in &food.measures {
        let (count, name, grams) = (measure.count.0, &measure.name, measure.grams.0);
        lines.push(format!("{count} {name}: {grams} g"));
    }
    lines.push(allergens(&food.allergens));
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
