//! The clinic's own foods, and its corrections of allergens in the built-in list.

use clinic::clinic_foods::allergens::{
    CorrectedFood, CorrectionForm, correct as correct_allergens,
};
use clinic::clinic_foods::allergens::{list as corrected_foods, show};
use clinic::clinic_foods::profiles;
use clinic::clinic_foods::{
    self, ClinicFoodEdit, ClinicFoodForm, ClinicFoodView, KnownNutrient, WeighedMeasure,
};
use clinic::foods::{Allergen, FoodAllergens, FoodGroup};
use clinic::nutrient_targets::Nutrient;
use clinic::{Clinic, Reason};
use serde_json::json;

use crate::answer::Answer;
use crate::args::foods::{AllergenCorrectionEntry, FoodEntry};
use crate::args::{FromInput, Who};
use crate::commands::background::choose;
use crate::commands::facilities::nothing_called;
use crate::commands::food_profiles;
use crate::entry::{
    choice, entry, nothing_to_change, read_version, read_version_if_stored, replace, required,
};
use crate::exit::{Problem, Result};
use crate::text::{label, listed};

pub fn list(who: &Who, language: Option<&str>) -> Result<Answer> {
    let language = who.language(language)?;
    let clinic = who.unlock()?;
    let foods = clinic_foods::list(&clinic)?;
    let corrected = corrected_foods(&clinic, language)?;
    let described = profiles::list(&clinic, language)?;
    let lines = foods
        .iter()
        .map(line)
        .chain(corrected.iter().map(corrected_line))
        .chain(described.iter().map(food_profiles::line));
    let lines = listed(
        lines.collect(),
        "This clinic added no food, and corrected and described none.",
    );
    Answer::done(
        &json!({ "clinic_foods": foods, "corrected": corrected, "described": described }),
        lines,
    )
}

pub fn add(who: &Who, input: &FromInput, flags: FoodEntry) -> Result<Answer> {
    let args = entry(input, flags)?;
    let blank = ClinicFoodForm {
        name: required(args.name.clone(), "name")?,
        other_names: String::new(),
        maker: String::new(),
        group: FoodGroup::Dishes,
        nutrients: Vec::new(),
        measures: Vec::new(),
        contains: Vec::new(),
        free_of: Vec::new(),
        is_active: true,
    };
    let form = changed(blank, args)?;
    let mut clinic = who.unlock()?;
    let added = clinic_foods::add(&mut clinic, &form).map_err(refused)?;
    answer("Added", &added)
}

pub fn change(who: &Who, which: &str, input: &FromInput, flags: FoodEntry) -> Result<Answer> {
    let mut args = entry(input, flags)?;
    let token = args.seen.take();
    if args == FoodEntry::default() {
        return Err(nothing_to_change("foods edit", "--nutrient"));
    }
    let mut clinic = who.unlock()?;
    let stored = known(&clinic, which)?;
    let edit = ClinicFoodEdit {
        form: changed(stored.form.clone(), args)?,
        seen: read_version(token, stored.seen, input)?,
        id: stored.id,
        loaded: stored.form,
    };
    answer(
        "Changed",
        &clinic_foods::edit(&mut clinic, &edit).map_err(refused)?,
    )
}

pub fn retire(who: &Who, which: &str) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let stored = known(&clinic, which)?;
    let edit = ClinicFoodEdit {
        form: ClinicFoodForm {
            is_active: false,
            ..stored.form.clone()
        },
        id: stored.id,
        seen: stored.seen,
        loaded: stored.form,
    };
    answer("Retired", &clinic_foods::edit(&mut clinic, &edit)?)
}

pub fn correct(
    who: &Who,
    food: String,
    language: Option<&str>,
    input: &FromInput,
    flags: AllergenCorrectionEntry,
) -> Result<Answer> {
    let args = entry(input, flags)?;
    if args == AllergenCorrectionEntry::default() {
        return Err(nothing_to_change("foods correct", "--contains"));
    }
    let language = who.language(language)?;
    let mut clinic = who.unlock()?;
    let now = show(&clinic, &food, language)?;
    let form = CorrectionForm {
        food,
        seen: read_version_if_stored(args.seen, now.seen, input)?,
        contains: words(&args.contains.unwrap_or(String::new()), "contains")?,
        free_of: words(&args.free_of.unwrap_or(String::new()), "free_of")?,
        is_active: args.as_listed != Some(true),
    };
    let food = correct_allergens(&mut clinic, &form, language).map_err(refused)?;
    Answer::done(&json!({ "food": food }), corrected_line(&food))
}

/// Replaces what the entry names; the rest stays.
fn changed(mut form: ClinicFoodForm, args: FoodEntry) -> Result<ClinicFoodForm> {
    replace(&mut form.name, args.name);
    let lines = args.other_names.map(|names| names.replace(';', "\n"));
    replace(&mut form.other_names, lines);
    replace(&mut form.maker, args.maker);
    choose(&mut form.group, args.group, "group")?;
    for (word, amount) in pairs(&args.nutrients, "nutrients", "ENERGY=46")? {
        let nutrient = choice(word, "nutrient")?;
        form.nutrients.retain(|of| of.nutrient != nutrient);
        form.nutrients.push(KnownNutrient {
            nutrient,
            amount: amount.to_owned(),
        });
    }
    for (name, grams) in pairs(&args.measures, "measures", "slice=30")? {
        match form.measures.iter_mut().find(|of| of.name == name) {
            Some(measure) => grams.clone_into(&mut measure.grams),
            None => form.measures.push(WeighedMeasure {
                name: name.to_owned(),
                grams: grams.to_owned(),
            }),
        }
        form.measures.retain(|of| !of.grams.is_empty());
    }
    if let Some(text) = &args.contains {
        form.contains = words(text, "contains")?;
    }
    if let Some(text) = &args.free_of {
        form.free_of = words(text, "free_of")?;
    }
    form.is_active = args.active.unwrap_or(form.is_active);
    Ok(form)
}

/// Splits `slice=30` into both.
fn pairs<'a>(of: &'a [String], field: &str, like: &str) -> Result<Vec<(&'a str, &'a str)>> {
    let pair = |text: &'a String| {
        let (word, amount) = text.split_once('=').ok_or_else(|| {
            let sentence =
                format!("`{text}` has no `=` in it. Nothing was changed; write it as `{like}`.");
            Problem::usage(sentence).at(field)
        })?;
        Ok((word.trim(), amount.trim()))
    };
    of.iter().map(pair).collect()
}

fn words(text: &str, field: &str) -> Result<Vec<Allergen>> {
    let words = text.split(',').map(str::trim);
    let words = words.filter(|word| !word.is_empty());
    words.map(|word| choice(word, field)).collect()
}

/// Words the refusal of an amount, whose field is the word of its nutrient.
fn refused(error: clinic::Error) -> Problem {
    let (field, reason) = match &error {
        clinic::Error::Invalid { field, reason } => (*field, *reason),
        // report the first error; the others follow once it is corrected
        clinic::Error::Several(errors) => match errors.as_slice() {
            [clinic::Error::Invalid { field, reason }, ..] => (*field, *reason),
            _ => return error.into(),
        },
        _ => return error.into(),
    };
    let nutrient = field.parse::<Nutrient>().map(|nutrient| label(&nutrient));
    let (name, sentence) = match (nutrient, field, reason) {
        (Ok(nutrient), _, Reason::Impossible) => (
            "nutrients",
            format!("100 g cannot have so much {nutrient}."),
        ),
        (Ok(nutrient), ..) => (
            "nutrients",
            format!(
                "The amount of {nutrient} is no number with a unit of the same quantity behind it; three digits behind \
                 one comma or point can be two numbers."
            ),
        ),
        (_, "nutrients", Reason::Impossible) => (
            "nutrients",
            "Water, protein, fat and carbohydrate weigh more together than the 100 g that have them."
                .to_owned(),
        ),
        (_, "grams", _) => (
            "measures",
            "A measure weighs a number of grams above 0, such as `slice=30`.".to_owned(),
        ),
        (_, "measures", Reason::Taken) => ("measures", "One measure is there twice.".to_owned()),
        (_, "measures", Reason::Malformed) => (
            "measures",
            "The name of a measure begins with a letter, since how many of it stands before: `can (330 ml)=340`."
                .to_owned(),
        ),
        (_, "freeOf", Reason::Taken) => (
            "free_of",
            "An allergen is both in --contains and in --free-of.".to_owned(),
        ),
        _ => return error.into(),
    };
    let sentence = format!("{sentence} Nothing was changed; correct it and do it again.");
    Problem::refused("invalid", sentence).at(name)
}

fn known(clinic: &Clinic, which: &str) -> Result<ClinicFoodView> {
    match clinic_foods::find(clinic, which) {
        Err(clinic::Error::NotFound(_)) => {
            let rows = clinic_foods::list(clinic)?;
            let names: Vec<&str> = rows.iter().map(|row| row.form.name.as_str()).collect();
            Err(nothing_called(
                "food of the clinic",
                which,
                &names.join(", "),
            ))
        }
        row => Ok(row?),
    }
}

fn line(food: &ClinicFoodView) -> String {
    let form = &food.form;
    let maker = match form.maker.is_empty() {
        true => String::new(),
        false => format!(" ({})", form.maker),
    };
    let (group, nutrients) = (label(&form.group), form.nutrients.len());
    let state = if form.is_active {
        ""
    } else {
        "  (not offered)"
    };
    format!(
        "{}  {}{maker}: {group}, {nutrients} nutrients known{state}",
        food.id, form.name
    )
}

fn corrected_line(food: &CorrectedFood) -> String {
    format!(
        "{}  {}: {}",
        food.food,
        food.name,
        allergens(&food.allergens)
    )
}

fn answer(heading: &str, food: &ClinicFoodView) -> Result<Answer> {
    Answer::done(
        &json!({ "clinic_food": food }),
        format!("{heading} {}", line(food)),
    )
}

pub fn allergens(of: &FoodAllergens) -> String {
    let words = |of: &[Allergen]| of.iter().map(label).collect::<Vec<_>>().join(", ");
    let (names, free_of) = (words(&of.contains), words(&of.free_of));
    let text = match (names.is_empty(), of.is_complete) {
        (true, true) => "Contains none of the 14 allergens.".to_owned(),
        (false, true) => format!("Contains {names}."),
        (true, false) if free_of.is_empty() => "Allergens not known.".to_owned(),
        (true, false) => format!("Contains no {free_of}; others not known."),
        (false, false) if free_of.is_empty() => format!("Contains {names}; others not known."),
        (false, false) => format!("Contains {names}, no {free_of}; others not known."),
    };
    match of.is_clinics {
        true => format!("{text} So the clinic says."),
        false => text,
    }
}
