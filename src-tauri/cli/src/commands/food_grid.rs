//! Foods by meal and day, as a recall and a meal plan take and show them.

use clinic::diet_orders::{OrderedTexture, Texture};
use clinic::foods::exchanges::{ExchangeTotals, ExchangesOf};
use clinic::foods::grid::{
    FoodGrid, GridAmount, GridDay, GridFood, GridNutrient, GridSlot, NewGridFood,
};
use clinic::foods::{FlaggedFor, FoodFlag, FoodFlagKind};
use clinic::recalls::Meal;
use clinic::view::Id;
use serde_json::json;

use crate::answer::Answer;
use crate::args::FromInput;
use crate::args::recalls::{FoodAmountEntry, FoodLine, FoodMoveEntry, MealTimeEntry};
use crate::entry::{choice, id, read_version, required};
use crate::exit::{Problem, Result};
use crate::text::label;

/// Returns a food with its place; one of the list has its name there.
pub(super) fn form(line: FoodLine, before: Option<String>) -> Result<NewGridFood> {
    let meal = required(line.meal, "meal")?;
    if line.food.is_none() {
        required(line.text.as_ref(), "food")?;
    } else if line.text.is_some() {
        return Err(Problem::usage(
            "A food of the list has its name there. Nothing was changed; give --food or --text.",
        )
        .at("text"));
    }
    Ok(NewGridFood {
        slot: GridSlot {
            day: line.day.unwrap_or(1),
            meal: choice(&meal, "meal")?,
            before: before.map(|before| id(before, "before")).transpose()?,
        },
        food: line.food,
        text: line.text.unwrap_or_default(),
        amount: line.amount.unwrap_or_default(),
    })
}

/// Returns the foods that a recall or a plan begins with.
pub(super) fn first(lines: Vec<FoodLine>) -> Result<Vec<NewGridFood>> {
    lines.into_iter().map(|line| form(line, None)).collect()
}

/// Returns another amount of a food, or that the one that it has is right.
pub(super) fn amount(
    row: &Id,
    stored: GridFood,
    input: &FromInput,
    args: FoodAmountEntry,
) -> Result<GridAmount> {
    Ok(GridAmount {
        id: row.clone(),
        seen: read_version(args.seen, stored.seen, input)?,
        amount: args.amount.unwrap_or(stored.amount),
        is_right: args.is_right,
    })
}

/// Returns the place to which a food is moved: what is absent stays.
pub(super) fn moved(args: &FoodMoveEntry, day: u8, meal: Meal) -> Result<GridSlot> {
    let to = args.meal.as_ref().map(|meal| choice(meal, "meal"));
    let before = args.before.clone().map(|before| id(before, "before"));
    Ok(GridSlot {
        day: args.day.unwrap_or(day),
        meal: to.transpose()?.unwrap_or(meal),
        before: before.transpose()?,
    })
}

/// Returns the meal whose time is set, and the time.
pub(super) fn time(args: MealTimeEntry) -> Result<(GridSlot, String)> {
    let slot = GridSlot {
        day: args.day.unwrap_or(1),
        meal: choice(&required(args.meal, "meal")?, "meal")?,
        before: None,
    };
    Ok((slot, required(args.time, "time")?))
}

/// Returns the sums of some foods.
pub(super) fn sum(nutrients: &[GridNutrient]) -> Result<Answer> {
    let lines: Vec<String> = nutrients.iter().map(nutrient_line).collect();
    Answer::done(&json!({ "nutrients": nutrients }), lines.join("\n"))
}

/// Returns the sums of a day, or the average of several.
pub(super) fn sum_lines(grid: &FoodGrid) -> Vec<String> {
    let sums = match grid.days.as_slice() {
        [day] => &day.nutrients,
        _ => &grid.average,
    };
    let mut lines: Vec<String> = sums.iter().map(nutrient_line).collect();
    if !lines.is_empty() {
        lines.insert(0, "In a day:".to_owned());
    }
    if let Some(of) = &grid.exchanges_of {
        let totals = match grid.days.as_slice() {
            [day] => &day.exchanges,
            _ => &grid.average_exchanges,
        };
        lines.extend(exchange_line(totals, of));
    }
    lines
}

pub(super) fn day_lines(day: &GridDay, of: Option<&ExchangesOf>) -> Vec<String> {
    let mut lines = Vec::new();
    for meal in &day.meals {
        let date = day
            .date
            .as_ref()
            .map_or(String::new(), |date| format!(", {date}"));
        let time = match meal.time.as_str() {
            "" => String::new(),
            time => format!(" at {time}"),
        };
        lines.push(format!(
            "Day {}{date}: {}{time}",
            day.day,
            label(&meal.meal)
        ));
        lines.extend(meal.foods.iter().map(|food| food_line(food, of)));
        lines.extend(of.and_then(|of| exchange_line(&meal.exchanges, of)));
    }
    lines
}

/// Returns the exchanges of some foods: `  Exchanges: Starch 3 of 4, Fruit at least 1`.
pub(super) fn exchange_line(totals: &ExchangeTotals, of: &ExchangesOf) -> Option<String> {
    let groups = totals.groups.iter().zip(&of.groups).map(|(sum, group)| {
        let amount = match sum.unknown {
            0 => sum.amount.0.to_string(),
            1 => format!("at least {}, 1 food without a value", sum.amount.0),
            some => format!("at least {}, {some} foods without a value", sum.amount.0),
        };
        let target = sum
            .target
            .map_or(String::new(), |target| format!(" of {}", target.0));
        format!("{} {amount}{target}", group.name)
    });
    let mut parts: Vec<String> = groups.collect();
    match totals.in_no_group {
        0 => {}
        1 => parts.push("1 food in no group".to_owned()),
        some => parts.push(format!("{some} foods in no group")),
    }
    (!parts.is_empty()).then(|| format!("  Exchanges: {}", parts.join("; ")))
}

/// Returns in what the foods of a grid are counted.
pub(super) fn counted_line(grid: &FoodGrid) -> Option<String> {
    let of = grid.exchanges_of.as_ref()?;
    Some(format!("Counted in exchanges: {}.", of.name))
}

fn exchange_words(food: &GridFood, of: Option<&ExchangesOf>) -> String {
    let shown = food.exchanges.iter().filter_map(|exchange| {
        let group = of?.groups.get(usize::from(exchange.group))?;
        Some(match (exchange.amount, exchange.is_at_least) {
            (None, _) => format!("; {} not known", group.name),
            (Some(amount), true) => format!("; {} at least {}", group.name, amount.0),
            (Some(amount), false) => format!("; {} {}", group.name, amount.0),
        })
    });
    shown.collect()
}

fn food_line(food: &GridFood, of: Option<&ExchangesOf>) -> String {
    let amount = match &food.portion {
        None => "not counted".to_owned(),
        Some(portion) => {
            let kcal = food.kcal.map_or("kcal not known".to_owned(), |kcal| {
                format!("{} kcal", kcal.0)
            });
            format!("{} ({} g), {kcal}", food.amount, portion.grams.0)
        }
    };
    let flags = exchange_words(food, of) + &flag_words(&food.flags);
    let locked = if food.is_locked { "; locked" } else { "" };
    let asked = match (food.questioned, &food.meant) {
        (false, _) => String::new(),
        (true, None) => "; is it so much?".to_owned(),
        (true, Some(meant)) => format!("; is it {meant}?"),
    };
    format!(
        "  {}  {}: {amount}{asked}{locked}{flags}",
        food.id, food.name
    )
}

/// The flags for the patient: `; contains milk (Lactose)`, `; allergens not known`, `; disliked: liver`.
pub(super) fn flag_words(flags: &[FoodFlag]) -> String {
    let words = flags.iter().map(|flag| match (flag.kind, &flag.allergen) {
        (FoodFlagKind::Allergen, Some(allergen)) => {
            format!("; contains {} ({})", label(allergen), flag.of)
        }
        (FoodFlagKind::Allergen, None) => format!("; contains {}", flag.of),
        (FoodFlagKind::NothingByMouth, _) => "; nothing by mouth".to_owned(),
        (FoodFlagKind::Texture, _) => match flag.texture {
            Some(texture) => format!("; {} is not as ordered", texture_words(texture)),
            None => "; its texture is not sure".to_owned(),
        },
        (FoodFlagKind::CrossReacts, Some(allergen)) => {
            format!("; {} may cross-react with {}", label(allergen), flag.of)
        }
        (FoodFlagKind::CrossReacts, None) => format!("; may cross-react with {}", flag.of),
        (FoodFlagKind::NotKnown, _) => "; allergens not known".to_owned(),
        (FoodFlagKind::Disliked, _) => format!("; disliked: {}", flag.of),
    });
    words.collect()
}

/// Returns the allergies and dislikes for which the foods are flagged.
pub(super) fn flagged_lines(of: &FlaggedFor) -> Vec<String> {
    let mut lines = Vec::new();
    if !of.is_asked {
        lines.push("Allergies: not asked yet.".to_owned());
    }
    let mut add = |what: &str, names: &[String]| {
        if !names.is_empty() {
            lines.push(format!("{what}: {}.", names.join(", ")));
        }
    };
    add("Flagged for", &of.allergies);
    add("Flagged by name alone", &of.by_name_only);
    add("Disliked", &of.dislikes);
    lines.extend(of.ordered.as_ref().map(ordered_line));
    if of.has_lost_textures {
        lines.push("Textures of foods: some cannot be read.".to_owned());
    }
    lines
}

fn ordered_line(of: &OrderedTexture) -> String {
    if of.is_unsure {
        return "Diet order: its levels are not sure.".to_owned();
    }
    let level = |level: Option<u8>| level.map_or("nothing".to_owned(), |of| format!("level {of}"));
    let (food, fluid) = (level(of.food_level), level(of.fluid_level));
    format!("Diet order: to eat {food}, to drink {fluid}.")
}

pub(super) fn texture_words(of: Texture) -> String {
    match of {
        Texture::Food(level) => format!("food level {level}"),
        Texture::Fluid(level) => format!("fluid level {level}"),
    }
}

/// An unknown amount is never taken as zero.
pub fn nutrient_line(of: &GridNutrient) -> String {
    let unit = of.unit.as_str();
    let amount = format!("{} {unit}", of.amount.0);
    let amount = match of.unknown {
        0 => amount,
        1 => format!("at least {amount}, 1 food without a value"),
        some => format!("at least {amount}, {some} foods without a value"),
    };
    let verdict = of.verdict.as_ref();
    let verdict = verdict.map_or(String::new(), |verdict| format!(": {}", label(verdict)));
    format!("  {:<22}  {amount}{verdict}", label(&of.nutrient))
}
