//! The dishes of the clinic.

use clinic::Clinic;
use clinic::recipes::{
    self, RecipeEdit, RecipeForm, RecipePartForm, RecipePartView, RecipeSummary, RecipeSums,
    RecipeView,
};
use clinic::view::ScreenLanguage;
use serde_json::json;

use crate::answer::Answer;
use crate::args::FromInput;
use crate::args::Who;
use crate::args::recipes::{RecipeEntry, Recipes};
use crate::commands::clinic_foods::allergens;
use crate::commands::facilities::nothing_called;
use crate::commands::food_grid::nutrient_line;
use crate::commands::foods::amount_of;
use crate::entry::{entry, nothing_to_change, read_version, replace, required};
use crate::exit::Result;
use crate::text::listed;

const EN: ScreenLanguage = ScreenLanguage::En;

pub fn run(who: &Who, args: Recipes) -> Result<Answer> {
    match args {
        Recipes::List { language } => {
            let language = who.language(language.as_deref())?;
            let clinic = who.unlock()?;
            let rows = recipes::list::list(&clinic, language)?;
            let lines = listed(
                rows.iter().map(line).collect(),
                "This clinic has no recipes.",
            );
            Answer::done(&json!({ "recipes": rows }), lines)
        }
        Recipes::Show { which, language } => {
            let language = who.language(language.as_deref())?;
            let clinic = who.unlock()?;
            let recipe = known(&clinic, &which, language)?;
            Answer::done(&json!({ "recipe": recipe }), lines(&recipe))
        }
        Recipes::Used { which } => {
            let clinic = who.unlock()?;
            let recipe = known(&clinic, &which, EN)?;
            let of = recipes::used::used(&clinic, &recipe.id)?;
            let text = format!(
                "{} is used in {} plans, {} of them not given yet, and in {} other recipes.",
                recipe.form.name, of.plans, of.unfinished, of.recipes
            );
            Answer::done(&json!({ "used": of }), text)
        }
        Recipes::Consider {
            input,
            entry: flags,
        } => {
            let form = form(entry(&input, flags)?)?;
            let clinic = who.unlock()?;
            let sums = recipes::consider::consider(&clinic, None, &form, EN)?;
            Answer::done(&json!({ "sums": sums }), sum_lines(&sums).join("\n"))
        }
        Recipes::Add {
            input,
            entry: flags,
        } => {
            let form = form(entry(&input, flags)?)?;
            let mut clinic = who.unlock()?;
            let added = recipes::record::add(&mut clinic, &form, EN)?;
            answer("Added", &added, true)
        }
        Recipes::Edit {
            which,
            also_unfinished,
            input,
            entry: flags,
        } => change(who, &which, also_unfinished, &input, flags),
        Recipes::Remove { which, seen: token } => {
            let mut clinic = who.unlock()?;
            let stored = known(&clinic, &which, EN)?;
            let seen = read_version(token, stored.seen, &FromInput::default())?;
            let removed = recipes::record::remove(&mut clinic, &stored.id, &seen, EN)?;
            answer("Removed", &removed, stored.is_active)
        }
        Recipes::Restore { which, seen: token } => {
            let mut clinic = who.unlock()?;
            let stored = known(&clinic, &which, EN)?;
            let seen = read_version(token, stored.seen, &FromInput::default())?;
            let restored = recipes::record::restore(&mut clinic, &stored.id, &seen, EN)?;
            answer("Restored", &restored, !stored.is_active)
        }
    }
}

fn change(
    who: &Who,
    which: &str,
    also_unfinished: bool,
    input: &FromInput,
    flags: RecipeEntry,
) -> Result<Answer> {
    let args = entry(input, flags)?;
    if args == RecipeEntry::default() {
        return Err(nothing_to_change("recipes edit", "--part"));
    }
    let mut clinic = who.unlock()?;
    let stored = known(&clinic, which, EN)?;
    let edit = RecipeEdit {
        form: changed(stored.form, args),
        id: stored.id.clone(),
        also_unfinished,
    };
    let edited = recipes::record::edit(&mut clinic, &edit, EN)?;
    answer("Changed", &edited, edited.id != stored.id)
}

fn form(args: RecipeEntry) -> Result<RecipeForm> {
    let blank = RecipeForm {
        name: required(args.name.clone(), "name")?,
        portions: "1".to_owned(),
        yield_weight: String::new(),
        method: String::new(),
        parts: Vec::new(),
    };
    Ok(changed(blank, args))
}

/// Replaces what the entry names; the rest stays.
fn changed(mut form: RecipeForm, args: RecipeEntry) -> RecipeForm {
    replace(&mut form.name, args.name);
    replace(&mut form.portions, args.portions);
    replace(&mut form.yield_weight, args.yield_weight);
    replace(&mut form.method, args.method);
    if !args.parts.is_empty() {
        let parts = args.parts.iter().map(|text| {
            let of = amount_of(text);
            RecipePartForm {
                food: of.food,
                amount: of.amount,
            }
        });
        form.parts = parts.collect();
    }
    form
}

fn known(clinic: &Clinic, which: &str, language: ScreenLanguage) -> Result<RecipeView> {
    match recipes::list::find(clinic, which, language) {
        Err(clinic::Error::NotFound(_)) => {
            let rows = recipes::list::list(clinic, language)?;
            let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
            Err(nothing_called("recipe", which, &names.join(", ")))
        }
        recipe => Ok(recipe?),
    }
}

/// `1f0c…  Lentil soup: 4 portions of 320 g, 240 kcal and 14 g protein each`.
fn line(recipe: &RecipeSummary) -> String {
    let grams = recipe
        .portion_grams
        .map_or(String::new(), |grams| format!(" of {} g", grams.0));
    let given = match (recipe.kcal, recipe.protein) {
        (Some(kcal), Some(protein)) => {
            let at_least = if recipe.unknown > 0 { "at least " } else { "" };
            format!("{at_least}{} kcal and {} g protein each", kcal.0, protein.0)
        }
        _ => "what it is made of cannot be read".to_owned(),
    };
    let state = match (recipe.is_active, recipe.is_contested) {
        (false, _) => "  (not offered)",
        (true, true) => "  (changed on two computers: remove the one that does not count)",
        (true, false) => "",
    };
    format!(
        "{}  {}: {} portions{grams}, {given}{state}",
        recipe.id, recipe.name, recipe.portions
    )
}

fn lines(recipe: &RecipeView) -> String {
    let form = &recipe.form;
    let mut lines = vec![format!(
        "{}  {}: {} portions",
        recipe.id, form.name, form.portions
    )];
    if !recipe.is_current {
        lines.push("It was changed since: this is what it was.".to_owned());
    }
    if !recipe.is_active {
        lines.push("It is offered no longer.".to_owned());
    }
    if !recipe.is_readable {
        lines.push("What it is made of cannot be read.".to_owned());
    }
    lines.extend(sum_lines(&recipe.sums));
    if !form.method.is_empty() {
        lines.push(form.method.clone());
    }
    lines.join("\n")
}

fn sum_lines(sums: &RecipeSums) -> Vec<String> {
    let mut lines: Vec<String> = sums.parts.iter().map(part_line).collect();
    lines.push(format!("All parts weigh {} g.", sums.parts_grams.0));
    lines.push(allergens(&sums.allergens));
    if let Some(grams) = sums.portion_grams {
        lines.push(format!("One portion, {} g:", grams.0));
    }
    lines.extend(sums.nutrients.iter().map(nutrient_line));
    lines
}

fn part_line(part: &RecipePartView) -> String {
    let weight = part.portion.as_ref().map_or_else(
        || "cannot be read".to_owned(),
        |portion| format!("{} g", portion.grams.0),
    );
    let itself = if part.is_itself {
        "  (the recipe itself, or made of it)"
    } else {
        ""
    };
    format!(
        "  {}  {}: {}, {weight}{itself}",
        part.food, part.name, part.amount
    )
}

fn answer(heading: &str, recipe: &RecipeView, is_changed: bool) -> Result<Answer> {
    let text = format!("{heading} {}", lines(recipe));
    Ok(Answer::done(&json!({ "recipe": recipe }), text)?.with_change(is_changed))
}
