//! What is ordered from a laboratory, and its course.

use clinic::labs::course::{
    cancel as cancel_order, collect as collect_order, finish as finish_order, read_results,
};
use clinic::labs::order::{correct as correct_order, order};
use clinic::labs::orders::show;
use clinic::labs::worklist::to_do;
use clinic::labs::{
    LabCollection, LabOrderEdit, LabOrderForm, LabOrderState, LabOrderView, LabOrderedTest,
    LabStep, LabTestChoice, LabWorkPart, LabWorkQuery, NewLabOrder,
};
use clinic::view::{Day, Id};
use serde_json::json;

use crate::answer::Answer;
use crate::args::lab_orders::{
    Collected, Finished, LabOrderCorrection, LabOrderEntry, LabWork, ReadResults,
};
use crate::args::labs::Removed;
use crate::args::{FromInput, Who};
use crate::commands::lab_tests::test_key;
use crate::entry::{day, id, nothing_to_change, read_version, read_version_or, replace, required};
use crate::exit::Result;
use crate::text::{label, listed, patient as patient_text};
use crate::together::{Together, each};

pub fn add(who: &Who, args: LabOrderEntry) -> Result<Answer> {
    let (patient_id, visit_id, tests) = (
        required(args.patient, "patient").and_then(|patient| id(patient, "patient")),
        args.visit.map(|visit| id(visit, "visit")).transpose(),
        choices(&args.tests, args.names),
    )
        .together()?;
    let form = LabOrderForm {
        tests,
        wished_on: args.wished_on.unwrap_or_default(),
        note: args.note.unwrap_or_default(),
    };
    let new = NewLabOrder {
        patient_id,
        visit_id,
        form,
    };
    let mut clinic = who.unlock()?;
    one("Ordered", &order(&mut clinic, &new)?)
}

/// Returns tests of the list, then those that are named.
fn choices(tests: &[String], names: Vec<String>) -> Result<Vec<LabTestChoice>> {
    let listed = tests.iter().map(|test| {
        Ok(LabTestChoice {
            test: Some(test_key(test)?),
            name: String::new(),
        })
    });
    let named = names
        .into_iter()
        .map(|name| Ok(LabTestChoice { test: None, name }));
    each(listed.chain(named))
}

pub fn correct(who: &Who, row: &Id, input: &FromInput, args: LabOrderCorrection) -> Result<Answer> {
    if args == LabOrderCorrection::default() {
        return Err(nothing_to_change("labs correct-order", "--test"));
    }
    let tests = choices(&args.tests, args.names)?;
    let mut clinic = who.unlock()?;
    let stored = show(&clinic, row)?;
    let ordered = stored.tests.into_iter().map(|test| LabTestChoice {
        test: test.test,
        name: test.name,
    });
    let loaded = LabOrderForm {
        tests: ordered.collect(),
        wished_on: stored.wished_on.map_or(String::new(), |day| day.0),
        note: stored.note,
    };
    let mut form = loaded.clone();
    if !tests.is_empty() {
        form.tests = tests;
    }
    replace(&mut form.wished_on, args.wished_on);
    replace(&mut form.note, args.note);
    let edit = LabOrderEdit {
        id: row.clone(),
        seen: read_version(args.seen, stored.seen, input)?,
        loaded,
        form,
    };
    one("Corrected", &correct_order(&mut clinic, &edit)?)
}

pub fn show_one(who: &Who, row: String) -> Result<Answer> {
    let row = id(row, "ID")?;
    let clinic = who.unlock()?;
    one("", &show(&clinic, &row)?)
}

pub fn collect(who: &Who, of: Collected) -> Result<Answer> {
    let (row, on) = (
        id(of.id, "ID"),
        of.collected_on
            .map(|on| day(on, "collected_on"))
            .transpose(),
    )
        .together()?;
    let mut clinic = who.unlock()?;
    let seen = read_version_or(&clinic, of.seen, |clinic| Ok(show(clinic, &row)?.seen))?;
    let collected_on = match on {
        Some(day) => day,
        None => Day::of(clinic.today()?),
    };
    let collection = LabCollection {
        id: row,
        seen,
        collected_on,
        laboratory: of.laboratory.unwrap_or_default(),
    };
    one("Collected", &collect_order(&mut clinic, &collection)?)
}

pub fn cancel(who: &Who, of: Removed) -> Result<Answer> {
    let row = id(of.id, "ID")?;
    let mut clinic = who.unlock()?;
    let seen = read_version_or(&clinic, of.seen, |clinic| Ok(show(clinic, &row)?.seen))?;
    one(
        "Cancelled",
        &cancel_order(&mut clinic, &row, &seen, &of.reason)?,
    )
}

pub fn finish(who: &Who, of: Finished) -> Result<Answer> {
    let row = id(of.id, "ID")?;
    let mut clinic = who.unlock()?;
    let seen = read_version_or(&clinic, of.seen, |clinic| Ok(show(clinic, &row)?.seen))?;
    one("Finished", &finish_order(&mut clinic, &row, &seen)?)
}

pub fn read(who: &Who, of: ReadResults) -> Result<Answer> {
    let row = id(of.id, "ID")?;
    let mut clinic = who.unlock()?;
    let order = show(&clinic, &row)?;
    if order.read.is_some() {
        return one("Read", &order);
    }
    // without a token there is nothing to read, or it is another user's: the operation says which
    let token = of.token.or(order.read_token);
    let token = token.unwrap_or_else(|| "0".to_owned());
    one("Read", &read_results(&mut clinic, &row, &token)?)
}

pub fn worklist(who: &Who, of: LabWork) -> Result<Answer> {
    let query = LabWorkQuery {
        part: match of.to_result {
            true => LabWorkPart::ToResult,
            false => LabWorkPart::ToCollect,
        },
        search: of.search.unwrap_or_default(),
        offset: of.offset,
        limit: of.limit,
    };
    let clinic = who.unlock()?;
    let page = to_do(&clinic, &query)?;
    let rows = page.rows.iter();
    let lines = rows.map(|row| {
        let facility = match row.facility.as_str() {
            "" => String::new(),
            facility => format!(" ({facility})"),
        };
        format!(
            "{}{facility}: {}",
            patient_text(&row.patient),
            line(&row.order)
        )
    });
    let text = listed(lines.collect(), "All done.");
    Answer::done(&json!(page), text)
}

fn one(heading: &str, order: &LabOrderView) -> Result<Answer> {
    let text = format!("{heading} {}", line(order));
    Answer::done(&json!({ "order": order }), text.trim_start())
}

/// `1f0c…  ordered 2026-11-26 by David Osei for 2026-11-27: Potassium, Sodium (missing); collected 2026-11-26`.
pub fn line(order: &LabOrderView) -> String {
    let step = |what: &str, step: &LabStep| match step.by.as_str() {
        "" => format!("{what} {}", step.on),
        by => format!("{what} {} by {by}", step.on),
    };
    let is_open = order.state == LabOrderState::Collected;
    let test = |test: &LabOrderedTest| match is_open && !test.is_resulted {
        true => format!("{} (to result)", test.name),
        false => test.name.clone(),
    };
    let tests: Vec<String> = order.tests.iter().map(test).collect();
    let mut parts = vec![step("ordered", &order.ordered)];
    parts.extend(order.wished_on.as_ref().map(|day| format!("for {day}")));
    for (what, at) in [
        ("collected", &order.collected),
        ("resulted", &order.resulted),
        ("read", &order.read),
    ] {
        parts.extend(at.as_ref().map(|at| step(what, at)));
    }
    if let Some(former) = &order.former {
        let names = former.tests.iter().map(|test| test.name.as_str());
        let mut was = vec![names.collect::<Vec<_>>().join(" + ")];
        was.extend(former.wished_on.as_ref().map(|day| format!("for {day}")));
        was.extend(Some(former.note.clone()).filter(|note| !note.is_empty()));
        let was = format!("was {}", was.join("; "));
        parts.push(step(&format!("{was}; corrected"), &former.corrected));
    }
    if order.state == LabOrderState::Cancelled {
        parts.push(format!("cancelled: {}", order.cancel_reason));
    }
    if order.is_unread {
        parts.push("NOT READ".to_owned());
    }
    if order.is_contested {
        parts.push("two versions wait for a decision".to_owned());
    }
    let note = match order.note.as_str() {
        "" => String::new(),
        note => format!(" ({note})"),
    };
    format!(
        "{}  {}: {}{note}, {}",
        order.id,
        label(&order.state),
        tests.join(", "),
        parts.join(", ")
    )
}
