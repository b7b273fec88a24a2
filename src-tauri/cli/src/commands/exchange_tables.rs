//! The tables of exchanges of the clinic.

use clinic::Clinic;
use clinic::exchange_tables::{
    self, ExchangeGroupForm, ExchangeTableForm, ExchangeTableView, called,
};
use clinic::foods::FoodGroup;
use clinic::view::{Id, ScreenLanguage};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::exchange_tables::{ExchangeTableEntry, ExchangeTables};
use crate::commands::facilities::nothing_called;
use crate::entry::{choice, entry, read_version, replace, required};
use crate::exit::{Problem, Result};
use crate::text::listed;

pub fn run(who: &Who, args: ExchangeTables) -> Result<Answer> {
    match args {
        ExchangeTables::List { language } => {
            let language = who.language(language.as_deref())?;
            let clinic = who.unlock()?;
            answer_all(&exchange_tables::list(&clinic, language)?)
        }
        ExchangeTables::Offered { language } => {
            let language = who.language(language.as_deref())?;
            let clinic = who.unlock()?;
            answer_all(&exchange_tables::offered(&clinic, language)?)
        }
        ExchangeTables::Add {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let blank = ExchangeTableForm {
                name: required(args.name.clone(), "name")?,
                groups: Vec::new(),
                is_active: true,
                is_confirmed: false,
            };
            let form = changed(blank, args)?;
            let mut clinic = who.unlock()?;
            let added = exchange_tables::add(&mut clinic, &form)?;
            Ok(answer("Added", &added)?.with_change(true))
        }
        ExchangeTables::Edit {
            which,
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let mut clinic = who.unlock()?;
            let stored = exchange_tables::find(&clinic, &which)?;
            let Some(now) = stored.seen.clone() else {
                return Err(clinic::Error::NotFound("exchange table").into());
            };
            let seen = read_version(args.seen.clone(), now.clone(), &input)?;
            let form = changed(stored.form.clone(), args)?;
            let edited =
                exchange_tables::edit(&mut clinic, &stored.id, &seen, &stored.form, &form)?;
            let changed = edited.seen != Some(now);
            Ok(answer("Changed", &edited)?.with_change(changed))
        }
    }
}

/// Returns the id of the table by which a recall or a plan is to count.
pub(super) fn offered_id(clinic: &Clinic, which: &str) -> Result<Id> {
    let mut tables = exchange_tables::offered(clinic, ScreenLanguage::En)?;
    tables.extend(exchange_tables::offered(clinic, ScreenLanguage::Fr)?);
    let names: Vec<String> = tables.iter().map(|table| table.form.name.clone()).collect();
    match called(tables, which) {
        Some(table) => Ok(table.id),
        None => Err(nothing_called("exchange table", which, &names.join(", "))),
    }
}

/// Replaces what the entry names; the rest stays.
fn changed(mut form: ExchangeTableForm, args: ExchangeTableEntry) -> Result<ExchangeTableForm> {
    replace(&mut form.name, args.name);
    if !args.groups.is_empty() {
        let groups = args.groups.iter().map(|text| group(text));
        form.groups = groups.collect::<Result<_>>()?;
    }
    form.is_active = args.active.unwrap_or(form.is_active);
    form.is_confirmed = args.confirmed;
    Ok(form)
}

/// Reads `Starch=15/3/1; BREAD GRAINS; potato, yam`.
fn group(text: &str) -> Result<ExchangeGroupForm> {
    let malformed = || {
        Problem::usage(format!(
            "--group takes a group as `Starch=15/3/1; BREAD GRAINS; potato, yam`: carbohydrate, protein and fat in g, \
             groups of foods, words; `{text}` is none. Nothing was changed."
        ))
        .at("groups")
    };
    let (name, rest) = text.split_once('=').ok_or_else(malformed)?;
    let mut parts = rest.splitn(3, ';').map(str::trim);
    let mut grams = parts.next().unwrap_or("").split('/').map(str::trim);
    let mut gram = || grams.next().unwrap_or("").to_owned();
    let (carbohydrate, protein, fat) = (gram(), gram(), gram());
    if grams.next().is_some() {
        return Err(malformed());
    }
    let foods = parts.next().unwrap_or("").split([' ', ',']);
    let foods = foods.filter(|word| !word.is_empty());
    let foods = foods.map(|word| choice::<FoodGroup>(word, "group"));
    Ok(ExchangeGroupForm {
        name: name.trim().to_owned(),
        carbohydrate,
        protein,
        fat,
        foods: foods.collect::<Result<_>>()?,
        words: parts.next().unwrap_or("").to_owned(),
    })
}

/// `1f0c…  Our list: Starch 15/3/1, Fruit 15/0/0`.
fn line(table: &ExchangeTableView) -> String {
    let form = &table.form;
    let grams = |typed: &str| if typed.is_empty() { "0" } else { typed }.to_owned();
    let groups = form.groups.iter().map(|group| {
        let [carbohydrate, protein, fat] =
            [&group.carbohydrate, &group.protein, &group.fat].map(|typed| grams(typed));
        format!("{} {carbohydrate}/{protein}/{fat}", group.name)
    });
    let groups = groups.collect::<Vec<_>>().join(", ");
    let state = match (form.is_active, &table.seen) {
        (false, _) => "  (not in use)",
        (true, None) => "  (of the program)",
        (true, Some(_)) => "",
    };
    format!("{}  {}: {groups}{state}", table.id, form.name)
}

fn answer_all(rows: &[ExchangeTableView]) -> Result<Answer> {
    let lines = rows.iter().map(line).collect();
    let text = listed(lines, "There are no tables.");
    Answer::done(&json!({ "exchange_tables": rows }), text)
}

fn answer(heading: &str, table: &ExchangeTableView) -> Result<Answer> {
    let text = format!("{heading} {}", line(table));
    Answer::done(&json!({ "exchange_table": table }), text)
}
