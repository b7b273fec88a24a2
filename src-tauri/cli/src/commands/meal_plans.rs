//! Meal plans.

use clinic::Clinic;
use clinic::foods::SimilarFood;
use clinic::meal_plans::draft::Undecided;
use clinic::meal_plans::exchanges::{ExchangeTargetForm, PlanExchanges};
use clinic::meal_plans::given::{GivenChange, GivenChangeKind};
use clinic::meal_plans::list::{list, show};
use clinic::meal_plans::{
    ChangedFood, FormerFood, MealPlanEdit, MealPlanForm, MealPlanSummary, MealPlanView,
    NewMealPlan, PlanChange, PlanCopy, PlanScale, PlanSwap, PlanUndo, ScaledDay, copy, items,
    record, scale, swap, undo,
};
use clinic::view::{Id, ReadVersionToken, ScreenLanguage};
use serde_json::json;

use crate::answer::Answer;
use crate::args::meal_plans::{
    CopyEntry, MealPlans, PlanChanges, PlanEntry, PlanFoodEntry, ScaleEntry, SwapEntry, UndoEntry,
    UndoRow,
};
use crate::args::recalls::{FoodAmountEntry, FoodLine, FoodMoveEntry};
use crate::args::{FromInput, Who};
use crate::commands::exchange_tables::offered_id;
use crate::commands::food_amounts::refused_in;
use crate::commands::food_grid;
use crate::entry::{
    choice, day, entry, id, nothing_to_change, read_version, read_version_or, replace, required,
};
use crate::exit::{Problem, Result};
use crate::text::listed;

const LANGUAGE: ScreenLanguage = ScreenLanguage::En;

pub fn run(who: &Who, args: MealPlans) -> Result<Answer> {
    match args {
        MealPlans::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let plans = list(&clinic, &patient)?;
            let lines = plans.iter().map(summary_line).collect();
            let lines = listed(lines, "No meal plans yet.");
            Answer::done(&json!({ "plans": plans }), lines)
        }
        MealPlans::Show { id: row, language } => {
            let row = id(row, "ID")?;
            let language = who.language(language.as_deref())?;
            let clinic = who.unlock()?;
            of_plan(&show(&clinic, &row, language)?)
        }
        MealPlans::Add {
            input,
            entry: flags,
        } => add(who, entry(&input, flags)?),
        MealPlans::Edit {
            id: row,
            input,
            entry: flags,
        } => edit(who, &id(row, "ID")?, &input, entry(&input, flags)?),
        MealPlans::Give {
            id: row,
            seen,
            anyway,
        } => give(who, &id(row, "ID")?, seen, anyway),
        MealPlans::TakeBack { id: row, seen } => {
            with_read_version(who, row, seen, record::take_back)
        }
        MealPlans::Remove { of } => {
            let row = id(of.id, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, of.seen, |clinic| {
                Ok(show(clinic, &row, LANGUAGE)?.seen)
            })?;
            removed(&row, &record::remove(&mut clinic, &row, &seen, &of.reason)?)
        }
        MealPlans::Restore { of } => {
            let row = id(of.id, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, of.seen, |clinic| {
                Ok(record::removed(clinic, &row)?)
            })?;
            of_plan(&record::restore(&mut clinic, &row, &seen, LANGUAGE)?)
        }
        MealPlans::AddFood {
            input,
            entry: flags,
        } => add_food(who, entry(&input, flags)?),
        MealPlans::SetAmount {
            id: row,
            input,
            entry: flags,
        } => set_amount(who, &id(row, "ID")?, &input, entry(&input, flags)?),
        MealPlans::MoveFood {
            id: row,
            input,
            entry: flags,
        } => move_food(who, &id(row, "ID")?, &input, entry(&input, flags)?),
        MealPlans::SetTime {
            id: row,
            input,
            entry: flags,
        } => {
            let row = id(row, "ID")?;
            let (slot, time) = food_grid::time(entry(&input, flags)?)?;
            let mut clinic = who.unlock()?;
            of_plan(&items::set_time(&mut clinic, &row, &slot, &time, LANGUAGE)?)
        }
        MealPlans::Sum { id: row, foods } => {
            let row = id(row, "ID")?;
            let foods = foods.into_iter().map(|food| id(food, "foods"));
            let foods = foods.collect::<Result<Vec<_>>>()?;
            let clinic = who.unlock()?;
            food_grid::sum(&items::sum(&clinic, &row, &foods)?)
        }
        MealPlans::Lock { id: row, seen } => lock(who, row, seen, true),
        MealPlans::Release { id: row, seen } => lock(who, row, seen, false),
        MealPlans::RemoveFood { id: row, seen } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = food_seen(&clinic, &row, seen)?;
            removed(&row, &items::remove(&mut clinic, &row, &seen)?)
        }
        MealPlans::RestoreFood { of } => {
            let row = id(of.id, "ID")?;
            let mut clinic = who.unlock()?;
            let seen =
                read_version_or(&clinic, of.seen, |clinic| Ok(items::removed(clinic, &row)?))?;
            of_plan(&items::restore(&mut clinic, &row, &seen, LANGUAGE)?)
        }
        MealPlans::Copy {
            id: row,
            input,
            entry: flags,
        } => copy_days(who, &id(row, "ID")?, entry(&input, flags)?),
        MealPlans::Scale {
            id: row,
            input,
            entry: flags,
        } => scale_days(who, &id(row, "ID")?, entry(&input, flags)?),
        MealPlans::Similar { id: row, by } => {
            let (row, same) = (id(row, "ID")?, choice(&by, "by")?);
            let clinic = who.unlock()?;
            let foods = swap::similar(&clinic, &row, same, LANGUAGE)?;
            let lines = foods.iter().map(similar_line).collect();
            let lines = listed(lines, "No other food of its group gives as much.");
            Answer::done(&json!({ "foods": foods }), lines)
        }
        MealPlans::Swap {
            id: row,
            input,
            entry: flags,
        } => swap_food(who, &id(row, "ID")?, &input, entry(&input, flags)?),
        MealPlans::Undo { id: row } => {
            let input = FromInput { stdin: true };
            let change = undo_of(entry(&input, UndoEntry::default())?);
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            of_plan(&undo::undo(&mut clinic, &row, &change, LANGUAGE)?)
        }
    }
}

fn removed(row: &Id, seen: &ReadVersionToken) -> Result<Answer> {
    Answer::done(
        &json!({ "id": row, "seen": seen }),
        format!("Removed {row}."),
    )
}

type Written =
    fn(&mut Clinic, &Id, &ReadVersionToken, ScreenLanguage) -> clinic::Result<MealPlanView>;

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
    of_plan(&write(&mut clinic, &row, &seen, LANGUAGE)?)
}

fn give(who: &Who, row: &Id, seen: Option<String>, anyway: bool) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let plan = show(&clinic, row, LANGUAGE)?;
    if !anyway && plan.given_at.is_none() {
        require_decided(&plan)?;
    }
    let seen = read_version_or(&clinic, seen, |_| Ok(plan.seen.clone()))?;
    of_plan(&record::give(&mut clinic, row, &seen, LANGUAGE)?)
}

/// # Errors
/// `anyway` where a food is against an allergy or the diet order, an amount is asked about, words are not counted, or
/// there is no food.
fn require_decided(plan: &MealPlanView) -> Result<()> {
    let Undecided {
        allergens,
        textures,
        amounts,
        not_counted,
        has_no_food,
    } = Undecided::of(plan);
    if has_no_food {
        let message = "This plan has no food. Nothing was changed; add some, or say --anyway when it is right.";
        return Err(Problem::needs_person("anyway", message).at("anyway"));
    }
    let parts = [
        ("against an allergy or intolerance", allergens),
        ("not as the diet order allows", textures),
        ("an amount is asked about", amounts),
        ("not counted", not_counted),
    ];
    let parts = parts.iter().filter(|(_, names)| !names.is_empty());
    let parts: Vec<String> = parts
        .map(|(what, names)| format!("{what}: {}", names.join(", ")))
        .collect();
    if parts.is_empty() {
        return Ok(());
    }
    let message = format!(
        "Not all of this plan is decided ({}). Nothing was changed; correct it, or say --anyway when it is right.",
        parts.join("; ")
    );
    Err(Problem::needs_person("anyway", message).at("anyway"))
}

fn food_seen(clinic: &Clinic, row: &Id, seen: Option<String>) -> Result<ReadVersionToken> {
    read_version_or(clinic, seen, |clinic| {
        Ok(items::show(clinic, row, LANGUAGE)?.food.seen)
    })
}

fn lock(who: &Who, row: String, seen: Option<String>, is_locked: bool) -> Result<Answer> {
    let row = id(row, "ID")?;
    let mut clinic = who.unlock()?;
    let seen = food_seen(&clinic, &row, seen)?;
    of_plan(&items::set_locked(
        &mut clinic,
        &row,
        &seen,
        is_locked,
        LANGUAGE,
    )?)
}

fn add(who: &Who, args: PlanEntry) -> Result<Answer> {
    let one = |row: Option<String>, name| row.map(|row| id(row, name)).transpose();
    let from_plan = one(args.from_plan, "from_plan")?;
    let title = match from_plan {
        Some(_) => "",
        None => "Meal plan",
    };
    let new = NewMealPlan {
        patient_id: id(required(args.patient, "patient")?, "patient")?,
        visit_id: one(args.visit, "visit")?,
        title: args.title.unwrap_or_else(|| title.to_owned()),
        first_day: args.first_day.map(|on| day(on, "first_day")).transpose()?,
        days: args.days,
        meals: args.meals,
        energy: args.energy.unwrap_or_default(),
        from_recall: one(args.from_recall, "from_recall")?,
        from_plan,
    };
    let foods = food_grid::first(args.foods)?;
    let mut clinic = who.unlock()?;
    of_plan(&record::add(&mut clinic, &new, &foods, LANGUAGE)?)
}

fn edit(who: &Who, row: &Id, input: &FromInput, args: PlanChanges) -> Result<Answer> {
    if args == PlanChanges::default() {
        return Err(nothing_to_change("meal-plans edit", "--title"));
    }
    let first_day = args.first_day.map(|on| day(on, "first_day")).transpose()?;
    let mut clinic = who.unlock()?;
    let stored = show(&clinic, row, LANGUAGE)?;
    let loaded = stored.form;
    let mut form = MealPlanForm {
        first_day: first_day.unwrap_or_else(|| loaded.first_day.clone()),
        days: args.days.unwrap_or(loaded.days),
        meals: args.meals.unwrap_or(loaded.meals),
        ..loaded.clone()
    };
    replace(&mut form.title, args.title);
    replace(&mut form.energy, args.energy);
    replace(&mut form.notes, args.notes);
    form.exchanges = exchanges(
        &clinic,
        loaded.exchanges.clone(),
        args.exchanges,
        &args.exchange_targets,
    )?;
    let edit = MealPlanEdit {
        id: row.clone(),
        seen: read_version(args.seen, stored.seen, input)?,
        loaded,
        form,
    };
    of_plan(&record::edit(&mut clinic, &edit, LANGUAGE)?)
}

/// Returns in what a plan is counted: by another table, with other targets, or as it was.
fn exchanges(
    clinic: &Clinic,
    loaded: Option<PlanExchanges>,
    table: Option<String>,
    targets: &[String],
) -> Result<Option<PlanExchanges>> {
    let mut exchanges = match table.as_deref().map(str::trim) {
        None => loaded,
        Some("") => None,
        Some(which) => {
            let table = offered_id(clinic, which)?;
            let stored = loaded.filter(|loaded| loaded.table == table);
            Some(PlanExchanges {
                table,
                is_anew: true,
                targets: stored.map_or(Vec::new(), |stored| stored.targets),
            })
        }
    };
    if targets.is_empty() {
        return Ok(exchanges);
    }
    let Some(exchanges) = &mut exchanges else {
        return Err(Problem::usage(
            "This plan counts no exchanges. Nothing was changed; give --exchanges.",
        )
        .at("exchanges"));
    };
    let targets = targets.iter().map(|text| of_meal(text));
    exchanges.targets = targets.collect::<Result<Vec<_>>>()?.concat();
    Ok(Some(exchanges.clone()))
}

/// Reads `LUNCH=3/1//2`.
fn of_meal(text: &str) -> Result<Vec<ExchangeTargetForm>> {
    let (meal, counts) = text.split_once('=').unwrap_or((text, ""));
    let meal = choice(meal.trim(), "exchange_targets")?;
    let counts = (0..).zip(counts.split('/'));
    let targets = counts.map(|(group, count)| ExchangeTargetForm {
        meal,
        group,
        count: count.trim().to_owned(),
    });
    Ok(targets.collect())
}

fn add_food(who: &Who, args: PlanFoodEntry) -> Result<Answer> {
    let plan = id(required(args.plan, "plan")?, "plan")?;
    let line = FoodLine {
        day: args.day,
        meal: args.meal,
        food: args.food,
        amount: args.amount,
        text: args.text,
    };
    let form = food_grid::form(line, args.before)?;
    let mut clinic = who.unlock()?;
    let plan = items::add(&mut clinic, &plan, &form, LANGUAGE)
        .map_err(|error| refused_in(error, &clinic, form.food.as_deref(), &form.amount))?;
    of_plan(&plan)
}

fn set_amount(who: &Who, row: &Id, input: &FromInput, args: FoodAmountEntry) -> Result<Answer> {
    if args == FoodAmountEntry::default() {
        return Err(nothing_to_change("meal-plans set-amount", "--amount"));
    }
    let mut clinic = who.unlock()?;
    let stored = items::show(&clinic, row, LANGUAGE)?;
    let food = stored.food.food.clone();
    let change = food_grid::amount(row, stored.food, input, args)?;
    let plan = items::set_amount(&mut clinic, &change, LANGUAGE)
        .map_err(|error| refused_in(error, &clinic, food.as_deref(), &change.amount))?;
    of_plan(&plan)
}

fn move_food(who: &Who, row: &Id, input: &FromInput, args: FoodMoveEntry) -> Result<Answer> {
    if args == FoodMoveEntry::default() {
        return Err(nothing_to_change("meal-plans move-food", "--meal"));
    }
    let mut clinic = who.unlock()?;
    let stored = items::show(&clinic, row, LANGUAGE)?;
    let slot = food_grid::moved(&args, stored.day, stored.meal)?;
    let seen = read_version(args.seen, stored.food.seen, input)?;
    of_plan(&items::move_to(&mut clinic, row, &seen, &slot, LANGUAGE)?)
}

fn days(text: &str, field: &'static str) -> Result<Vec<u8>> {
    let days = text.split(',').map(str::trim);
    let days = days.filter(|day| !day.is_empty());
    let number = |day: &str| {
        day.parse().map_err(|_| {
            let words = "takes days of the plan from 1, with commas between them";
            Problem::usage(format!(
                "--{field} {words}; `{day}` is none. Nothing was changed."
            ))
            .at(field)
        })
    };
    days.map(number).collect()
}

fn copy_days(who: &Who, plan: &Id, args: CopyEntry) -> Result<Answer> {
    let form = PlanCopy {
        from_day: required(args.day, "day")?,
        meal: args.meal.map(|meal| choice(&meal, "meal")).transpose()?,
        to_days: days(&required(args.to, "to")?, "to")?,
        replaces: args.replace,
    };
    let mut clinic = who.unlock()?;
    of_change(&copy::copy(&mut clinic, plan, &form, LANGUAGE)?)
}

fn scale_days(who: &Who, plan: &Id, args: ScaleEntry) -> Result<Answer> {
    let form = PlanScale {
        days: days(args.days.as_deref().unwrap_or(""), "days")?,
        energy: args.energy.unwrap_or_default(),
        factor: args.factor.unwrap_or_default(),
    };
    let mut clinic = who.unlock()?;
    if args.preview {
        let scaled = scale::consider(&clinic, plan, &form)?;
        let lines: Vec<String> = scaled.iter().map(scaled_line).collect();
        return Answer::done(&json!({ "scaled": scaled }), lines.join("\n"));
    }
    of_change(&scale::scale(&mut clinic, plan, &form, LANGUAGE)?)
}

fn swap_food(who: &Who, row: &Id, input: &FromInput, args: SwapEntry) -> Result<Answer> {
    let food = required(args.food, "food")?;
    let mut clinic = who.unlock()?;
    let stored = items::show(&clinic, row, LANGUAGE)?;
    let form = PlanSwap {
        id: row.clone(),
        seen: read_version(args.seen, stored.food.seen, input)?,
        food,
        amount: args.amount.unwrap_or_default(),
    };
    let change = swap::swap(&mut clinic, &form, LANGUAGE)
        .map_err(|error| refused_in(error, &clinic, Some(&form.food), &form.amount))?;
    of_change(&change)
}

fn undo_of(entry: UndoEntry) -> PlanUndo {
    let row = |row: UndoRow| ChangedFood {
        id: Id(row.id),
        seen: ReadVersionToken(row.seen),
    };
    let changed = entry.changed.into_iter().map(|food| FormerFood {
        id: Id(food.id),
        seen: ReadVersionToken(food.seen),
        food: food.food,
        amount: food.amount,
        count: food.count,
        measure: food.measure,
        is_right: food.is_right,
    });
    PlanUndo {
        added: entry.added.into_iter().map(row).collect(),
        removed: entry.removed.into_iter().map(row).collect(),
        changed: changed.collect(),
    }
}

fn of_change(change: &PlanChange) -> Result<Answer> {
    let mut lines: Vec<String> = change.scaled.iter().map(scaled_line).collect();
    lines.extend(plan_lines(&change.plan));
    Answer::done(
        &json!({ "plan": change.plan, "undo": change.undo, "scaled": change.scaled }),
        lines.join("\n"),
    )
}

fn of_plan(plan: &MealPlanView) -> Result<Answer> {
    Answer::done(&json!({ "plan": plan }), plan_lines(plan).join("\n"))
}

fn plan_lines(plan: &MealPlanView) -> Vec<String> {
    let form = &plan.form;
    let state = match (plan.is_removed, &plan.given_at) {
        (true, _) => "removed, but another computer wrote into it",
        (false, Some(_)) => "given",
        (false, None) => "draft",
    };
    let mut lines = vec![format!(
        "{}  {} from {}, {} days, {state}",
        plan.id, form.title, form.first_day, form.days
    )];
    if plan.has_lost_given {
        lines.push(
            "How it was when it was given cannot be read: it is counted with today's values."
                .to_owned(),
        );
    }
    lines.extend(plan.changed_since.iter().map(changed_line));
    for day in &plan.grid.days {
        lines.extend(food_grid::day_lines(day, plan.grid.exchanges_of.as_ref()));
    }
    lines.extend(food_grid::sum_lines(&plan.grid));
    lines.extend(food_grid::flagged_lines(&plan.grid.flagged_for));
    lines.extend(food_grid::counted_line(&plan.grid));
    if let Some(aim) = plan.aim {
        lines.push(format!("Aimed at {} kcal a day.", aim.0));
    }
    if !plan.has_targets {
        lines.push("No targets are in force on its first day.".to_owned());
    }
    lines
}

/// Returns `Changed after it was given: Oat drink was added on 2026-11-30 by Ama Mensah.`
fn changed_line(change: &GivenChange) -> String {
    let name = &change.name;
    let what = match change.kind {
        GivenChangeKind::About => "what it is called or its days were changed".to_owned(),
        GivenChangeKind::Energy => "its energy was changed".to_owned(),
        GivenChangeKind::Notes => "its notes were changed".to_owned(),
        GivenChangeKind::Exchanges => "its exchanges were changed".to_owned(),
        GivenChangeKind::FoodAdded => format!("{name} was added"),
        GivenChangeKind::FoodChanged => format!("{name} was changed"),
        GivenChangeKind::FoodRemoved => format!("{name} was taken out"),
        GivenChangeKind::FoodValues => format!("the clinic has other values of {name}"),
        GivenChangeKind::FoodNames => format!("paper calls {name} otherwise for patients"),
        GivenChangeKind::Targets => "the targets of the patient were changed".to_owned(),
    };
    let on = change.at.as_ref().and_then(|at| at.0.get(..10));
    let on = on.map_or(String::new(), |day| format!(" on {day} (UTC)"));
    let by = match change.by.as_str() {
        "" => String::new(),
        by => format!(" by {by}"),
    };
    let counted = match change.kind {
        GivenChangeKind::FoodValues => "; this plan is counted with those of then",
        GivenChangeKind::FoodNames => "; this plan has the name of then",
        GivenChangeKind::Targets => "; this plan is counted against those of then",
        _ => "",
    };
    format!("Changed after it was given: {what}{on}{by}{counted}.")
}

fn scaled_line(day: &ScaledDay) -> String {
    let off = day.off.0;
    let off = match off {
        0.0 => "exact".to_owned(),
        off if off > 0.0 => format!("{off} kcal above {}", day.wanted.0),
        off => format!("{} kcal below {}", -off, day.wanted.0),
    };
    let locked = match day.locked {
        0 => String::new(),
        locked => format!("; {locked} locked"),
    };
    format!(
        "Day {}: {} to {} kcal, {off}; {} amounts changed{locked}",
        day.day, day.before.0, day.after.0, day.changed
    )
}

fn similar_line(food: &SimilarFood) -> String {
    let flags = food_grid::flag_words(&food.flags);
    format!(
        "{}  {} g  {}{flags}",
        food.id, food.portion.grams.0, food.name
    )
}

fn summary_line(plan: &MealPlanSummary) -> String {
    let energy = plan.kcal.map_or(String::new(), |kcal| {
        let at_least = if plan.unknown > 0 { "at least " } else { "" };
        format!(", {at_least}{} kcal a day", kcal.0)
    });
    let state = match plan.given_at {
        Some(_) => "given",
        None => "draft",
    };
    format!(
        "{}  {}  {}: {} days, {} foods{energy}, {state}",
        plan.id, plan.first_day, plan.title, plan.days, plan.foods
    )
}
