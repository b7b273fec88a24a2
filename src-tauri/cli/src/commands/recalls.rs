//! Dietary recalls.

use clinic::Clinic;
use clinic::exchange_tables::TableChoice;
use clinic::recalls::list::{list, show};
use clinic::recalls::{
    NewRecall, RecallChecklist, RecallEdit, RecallForm, RecallKind, RecallSummary, RecallView,
    items, record,
};
use clinic::view::{Day, Id, ReadVersionToken, ScreenLanguage};
use serde_json::json;

use crate::answer::{Answer, word};
use crate::args::recalls::{
    FoodAmountEntry, FoodLine, FoodMoveEntry, MealTimeEntry, RecallChange, RecallEntry,
    RecallFoodEntry, Recalls,
};
use crate::args::{FromInput, Who};
use crate::commands::exchange_tables::offered_id;
use crate::commands::food_amounts::refused_in;
use crate::commands::food_grid;
use crate::entry::{
    choice, day, entry, id, nothing_to_change, read_version, read_version_or, replace, required,
};
use crate::exit::{Problem, Result};
use crate::text::{label, listed};
use crate::together::Together;

const LANGUAGE: ScreenLanguage = ScreenLanguage::En;

pub fn run(who: &Who, args: Recalls) -> Result<Answer> {
    match args {
        Recalls::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let recalls = list(&clinic, &patient)?;
            let lines = recalls.iter().map(summary_line).collect();
            let lines = listed(lines, "No recalls yet.");
            Answer::done(&json!({ "recalls": recalls }), lines)
        }
        Recalls::Show { id: row, language } => {
            let row = id(row, "ID")?;
            let language = who.language(language.as_deref())?;
            let clinic = who.unlock()?;
            of_recall(&show(&clinic, &row, language)?)
        }
        Recalls::Add {
            input,
            entry: flags,
        } => add(who, entry(&input, flags)?),
        Recalls::Edit {
            id: row,
            input,
            entry: flags,
        } => edit(who, &id(row, "ID")?, &input, entry(&input, flags)?),
        Recalls::Finish { id: row, seen } => with_read_version(who, row, seen, record::finish),
        Recalls::Reopen { id: row, seen } => with_read_version(who, row, seen, record::reopen),
        Recalls::Remove { of } => {
            let row = id(of.id, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, of.seen, |clinic| {
                Ok(show(clinic, &row, LANGUAGE)?.seen)
            })?;
            removed(&row, record::remove(&mut clinic, &row, &seen, &of.reason)?)
        }
        Recalls::Restore { of } => {
            let row = id(of.id, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, of.seen, |clinic| {
                Ok(record::removed(clinic, &row)?)
            })?;
            of_recall(&record::restore(&mut clinic, &row, &seen, LANGUAGE)?)
        }
        Recalls::AddFood {
            input,
            entry: flags,
        } => add_food(who, entry(&input, flags)?),
        Recalls::SetAmount {
            id: row,
            input,
            entry: flags,
        } => set_amount(who, &id(row, "ID")?, &input, entry(&input, flags)?),
        Recalls::MoveFood {
            id: row,
            input,
            entry: flags,
        } => move_food(who, &id(row, "ID")?, &input, entry(&input, flags)?),
        Recalls::SetTime {
            id: row,
            input,
            entry: flags,
        } => set_time(who, &id(row, "ID")?, entry(&input, flags)?),
        Recalls::Sum { id: row, foods } => {
            let row = id(row, "ID")?;
            let foods = foods.into_iter().map(|food| id(food, "foods"));
            let foods = foods.collect::<Result<Vec<_>>>()?;
            let clinic = who.unlock()?;
            food_grid::sum(&items::sum(&clinic, &row, &foods)?)
        }
        Recalls::RemoveFood { id: row, seen } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| {
                Ok(items::show(clinic, &row, LANGUAGE)?.food.seen)
            })?;
            removed(&row, items::remove(&mut clinic, &row, &seen)?)
        }
        Recalls::RestoreFood { of } => {
            let row = id(of.id, "ID")?;
            let mut clinic = who.unlock()?;
            let seen =
                read_version_or(&clinic, of.seen, |clinic| Ok(items::removed(clinic, &row)?))?;
            of_recall(&items::restore(&mut clinic, &row, &seen, LANGUAGE)?)
        }
    }
}

fn removed(row: &Id, seen: ReadVersionToken) -> Result<Answer> {
    Answer::done(
        &json!({ "id": row, "seen": seen }),
        format!("Removed {row}."),
    )
}

type Written =
    fn(&mut Clinic, &Id, &ReadVersionToken, ScreenLanguage) -> clinic::Result<RecallView>;

fn with_read_version(
    who: &Who,
    row: String,
    seen: Option<String>,
    write: Written,
) -> Result<Answer> {
    let row = id(row, "ID")?;
    let mut clinic = who.unlock()?;
    let seen = read_version_or(&clinic, seen, |clinic| {
        Ok(show(clinic, &row, LANGUAGE)?.seen)
    })?;
    of_recall(&write(&mut clinic, &row, &seen, LANGUAGE)?)
}

fn add(who: &Who, args: RecallEntry) -> Result<Answer> {
    let (patient_id, visit_id, kind, taken_on, days) = (
        required(args.patient, "patient").and_then(|patient| id(patient, "patient")),
        args.visit.map(|visit| id(visit, "visit")).transpose(),
        args.kind.map(|kind| choice(&kind, "kind")).transpose(),
        args.taken_on.map(|on| day(on, "taken_on")).transpose(),
        days(args.days.as_deref().unwrap_or("")),
    )
        .together()?;
    let new = NewRecall {
        patient_id,
        visit_id,
        kind: kind.unwrap_or(RecallKind::TwentyFourHours),
        taken_on,
        days,
    };
    let foods = food_grid::first(args.foods)?;
    let mut clinic = who.unlock()?;
    of_recall(&record::add(&mut clinic, &new, &foods, LANGUAGE)?)
}

fn days(text: &str) -> Result<Vec<Day>> {
    let days = text.split(',').map(str::trim);
    let days = days.filter(|text| !text.is_empty());
    days.map(|text| day(text.to_owned(), "days")).collect()
}

fn add_food(who: &Who, args: RecallFoodEntry) -> Result<Answer> {
    let recall = id(required(args.recall, "recall")?, "recall")?;
    let line = FoodLine {
        day: args.day,
        meal: args.meal,
        food: args.food,
        amount: args.amount,
        text: args.text,
    };
    let form = food_grid::form(line, args.before)?;
    let mut clinic = who.unlock()?;
    let recall = items::add(&mut clinic, &recall, &form, LANGUAGE)
        .map_err(|error| refused_in(error, &clinic, form.food.as_deref(), &form.amount))?;
    of_recall(&recall)
}

fn edit(who: &Who, row: &Id, input: &FromInput, args: RecallChange) -> Result<Answer> {
    if args == RecallChange::default() {
        return Err(nothing_to_change("recalls edit", "--kind"));
    }
    let (kind, taken_on, about, is_typical, asked) = (
        args.kind.map(|kind| choice(&kind, "kind")).transpose(),
        args.taken_on.map(|on| day(on, "taken_on")).transpose(),
        args.days.map(|text| days(&text)).transpose(),
        args.typical.map(|word| typical(&word)).transpose(),
        args.asked.map(|words| checklist(&words)).transpose(),
    )
        .together()?;
    let mut clinic = who.unlock()?;
    let stored = show(&clinic, row, LANGUAGE)?;
    let loaded = stored.form;
    let mut form = RecallForm {
        kind: kind.unwrap_or(loaded.kind),
        days: about.unwrap_or_else(|| loaded.days.clone()),
        is_typical: is_typical.unwrap_or(loaded.is_typical),
        checklist: asked.unwrap_or(loaded.checklist),
        ..loaded.clone()
    };
    form.taken_on = taken_on.unwrap_or(form.taken_on);
    replace(&mut form.remark, args.remark);
    form.exchanges = match args.exchanges.as_deref().map(str::trim) {
        None => form.exchanges,
        Some("") => None,
        Some(which) => Some(TableChoice {
            table: offered_id(&clinic, which)?,
            is_anew: true,
        }),
    };
    let edit = RecallEdit {
        id: row.clone(),
        seen: read_version(args.seen, stored.seen, input)?,
        loaded,
        form,
    };
    of_recall(&record::edit(&mut clinic, &edit, LANGUAGE)?)
}

#[allow(clippy::option_option)]
fn typical(word: &str) -> Result<Option<bool>> {
    match word.trim() {
        "" => Ok(None),
        "yes" => Ok(Some(true)),
        "no" => Ok(Some(false)),
        _ => Err(Problem::usage(format!(
            "--typical takes yes, no, or nothing; `{word}` is none. Nothing was changed."
        ))
        .at("typical")),
    }
}

fn checklist(words: &str) -> Result<RecallChecklist> {
    let mut asked = RecallChecklist::default();
    let words = words.split(',').map(str::trim);
    for word in words.filter(|word| !word.is_empty()) {
        let of = match word {
            "drinks" => &mut asked.drinks,
            "fats" => &mut asked.fats,
            "sugar" => &mut asked.sugar,
            "sauces" => &mut asked.sauces,
            "snacks" => &mut asked.snacks,
            "supplements" => &mut asked.supplements,
            _ => {
                return Err(Problem::usage(format!(
                    "--asked takes drinks, fats, sugar, sauces, snacks, supplements; `{word}` is none. Nothing was \
                     changed."
                ))
                .at("asked"));
            }
        };
        *of = true;
    }
    Ok(asked)
}

fn set_amount(who: &Who, row: &Id, input: &FromInput, args: FoodAmountEntry) -> Result<Answer> {
    if args == FoodAmountEntry::default() {
        return Err(nothing_to_change("recalls set-amount", "--amount"));
    }
    let mut clinic = who.unlock()?;
    let stored = items::show(&clinic, row, LANGUAGE)?;
    let food = stored.food.food.clone();
    let change = food_grid::amount(row, stored.food, input, args)?;
    let recall = items::set_amount(&mut clinic, &change, LANGUAGE)
        .map_err(|error| refused_in(error, &clinic, food.as_deref(), &change.amount))?;
    of_recall(&recall)
}

fn move_food(who: &Who, row: &Id, input: &FromInput, args: FoodMoveEntry) -> Result<Answer> {
    if args == FoodMoveEntry::default() {
        return Err(nothing_to_change("recalls move-food", "--meal"));
    }
    let mut clinic = who.unlock()?;
    let stored = items::show(&clinic, row, LANGUAGE)?;
    let slot = food_grid::moved(&args, stored.day, stored.meal)?;
    let seen = read_version(args.seen, stored.food.seen, input)?;
    of_recall(&items::move_to(&mut clinic, row, &seen, &slot, LANGUAGE)?)
}

fn set_time(who: &Who, row: &Id, args: MealTimeEntry) -> Result<Answer> {
    let (slot, time) = food_grid::time(args)?;
    let mut clinic = who.unlock()?;
    of_recall(&items::set_time(&mut clinic, row, &slot, &time, LANGUAGE)?)
}

fn of_recall(recall: &RecallView) -> Result<Answer> {
    let form = &recall.form;
    let state = match (recall.is_removed, &recall.finished_at) {
        (true, _) => "removed, but another computer wrote into it",
        (false, Some(_)) => "finished",
        (false, None) => "not finished",
    };
    let mut lines = vec![format!(
        "{}  {} of {}, {state}",
        recall.id,
        label(&form.kind),
        form.taken_on
    )];
    for day in &recall.grid.days {
        lines.extend(food_grid::day_lines(day, recall.grid.exchanges_of.as_ref()));
    }
    lines.extend(food_grid::sum_lines(&recall.grid));
    lines.extend(food_grid::flagged_lines(&recall.grid.flagged_for));
    lines.extend(food_grid::counted_line(&recall.grid));
    if !recall.has_targets {
        lines.push("No targets were in force on that day.".to_owned());
    }
    Answer::done(&json!({ "recall": recall }), lines.join("\n"))
}

fn summary_line(recall: &RecallSummary) -> String {
    let energy = recall.kcal.map_or(String::new(), |kcal| {
        let at_least = if recall.unknown > 0 { "at least " } else { "" };
        format!(", {at_least}{} kcal a day", kcal.0)
    });
    let state = if recall.is_finished {
        "finished"
    } else {
        "not finished"
    };
    format!(
        "{}  {}  {}: {} foods{energy}, {state}",
        recall.id,
        recall.taken_on,
        word(&recall.kind),
        recall.foods
    )
}
