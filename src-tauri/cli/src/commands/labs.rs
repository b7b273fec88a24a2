//! Results of laboratories, and what their orders have in common with them.

use clinic::Clinic;
use clinic::error::Reason;
use clinic::labs::list::{list, show, show_result};
use clinic::labs::record::{
    add_results, add_sheet, edit_result, edit_sheet, remove_result, remove_sheet, removed_result,
    removed_sheet, require_valid, restore_result, restore_sheet,
};
use clinic::labs::{
    LabBound, LabFlag, LabInterval, LabLimitKind, LabResultEdit, LabResultForm, LabResultView,
    LabSheetEdit, LabSheetForm, LabSheetView, LabTestInfo, LabValue, NewLabSheet, test_infos,
};
use clinic::view::{Day, Figure, Id, ReadVersionToken};
use serde_json::json;

use crate::answer::Answer;
use crate::args::labs::{LabCorrectionEntry, LabEntry, LabLineEntry, LabSheetEntry, Labs};
use crate::args::{FromInput, Who};
use crate::commands::lab_orders;
use crate::commands::lab_tests::test_key;
use crate::entry::{
    day, entry, id, nothing_to_change, read_version, read_version_or, replace, required,
};
use crate::exit::{Problem, Result};
use crate::text::{label, listed};
use crate::together::{Together, each, in_line, of_all};

pub fn run(who: &Who, args: Labs) -> Result<Answer> {
    match args {
        Labs::Tests => tests(),
        Labs::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let labs = list(&clinic, &patient)?;
            let orders = labs.orders.iter().map(lab_orders::line);
            let lines = orders.chain(labs.sheets.iter().flat_map(sheet_lines));
            Answer::done(&labs, listed(lines.collect(), "No laboratory results yet."))
        }
        Labs::Order {
            input,
            entry: flags,
        } => lab_orders::add(who, entry(&input, flags)?),
        Labs::CorrectOrder {
            id: row,
            input,
            entry: flags,
        } => lab_orders::correct(who, &id(row, "ID")?, &input, entry(&input, flags)?),
        Labs::ShowOrder { id: order } => lab_orders::show_one(who, order),
        Labs::Collect { of } => lab_orders::collect(who, of),
        Labs::Cancel { of } => lab_orders::cancel(who, of),
        Labs::Finish { of } => lab_orders::finish(who, of),
        Labs::Read { of } => lab_orders::read(who, of),
        Labs::Worklist { of } => lab_orders::worklist(who, of),
        Labs::Show { id: sheet } => {
            let sheet = id(sheet, "ID")?;
            let clinic = who.unlock()?;
            of_sheet(&show(&clinic, &sheet)?)
        }
        Labs::Add {
            input,
            entry: flags,
        } => add(who, entry(&input, flags)?),
        Labs::Edit {
            id: row,
            input,
            entry: flags,
        } => edit(who, &id(row, "ID")?, &input, entry(&input, flags)?),
        Labs::EditSheet {
            id: row,
            input,
            entry: flags,
        } => change_sheet(who, &id(row, "ID")?, &input, entry(&input, flags)?),
        Labs::Remove { of } => {
            let row = id(of.id, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, of.seen, |clinic| {
                Ok(show_result(clinic, &row)?.seen)
            })?;
            let removal = remove_result(&mut clinic, &row, &seen, &of.reason)?;
            Answer::done(
                &json!({ "id": row, "seen": removal }),
                format!("Removed {row}."),
            )
        }
        Labs::Restore { of } => {
            let row = id(of.id, "ID")?;
            let mut clinic = who.unlock()?;
            let seen =
                read_version_or(&clinic, of.seen, |clinic| Ok(removed_result(clinic, &row)?))?;
            of_result("Restored", &restore_result(&mut clinic, &row, &seen)?)
        }
        Labs::RemoveSheet { of } => {
            let row = id(of.id, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, of.seen, |clinic| Ok(show(clinic, &row)?.seen))?;
            let removal = remove_sheet(&mut clinic, &row, &seen, &of.reason)?;
            Answer::done(
                &json!({ "id": row, "seen": removal }),
                format!("Removed {row}."),
            )
        }
        Labs::RestoreSheet { of } => {
            let row = id(of.id, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, of.seen, |clinic| removed_version(clinic, &row))?;
            of_sheet(&restore_sheet(&mut clinic, &row, &seen)?)
        }
    }
}

/// Words the refusal of a value: no other field of a sheet takes one.
fn refused(error: clinic::Error) -> Problem {
    match error {
        clinic::Error::Several(wrong) => of_all(wrong.into_iter().map(refused).collect()),
        clinic::Error::Invalid {
            field: "value",
            reason: Reason::Malformed,
        } => Problem::usage(
            "--value cannot be read, or can be two numbers: three digits behind one comma or point are thousands in \
             one country and decimals in another. Nothing was changed; write thousands without a sign, or another \
             number of decimals than three.",
        )
        .at("value"),
        error => error.into(),
    }
}

fn tests() -> Result<Answer> {
    let tests = test_infos();
    let line = |test: &LabTestInfo| {
        let units = test.units.join(" or ");
        format!("{:<16}  {}, {}: {units}", test.key, test.name, test.short)
    };
    let lines: Vec<String> = tests.iter().map(line).collect();
    Answer::done(&json!({ "tests": tests }), lines.join("\n"))
}

fn add(who: &Who, args: LabEntry) -> Result<Answer> {
    let first = LabLineEntry {
        test: args.test,
        name: args.name,
        value: args.value,
        unit: args.unit,
        low: args.low,
        high: args.high,
        accepts_doubtful: args.accepts_doubtful,
        informed: args.informed,
    };
    let mut lines = Vec::new();
    if first != LabLineEntry::default() || args.results.is_empty() {
        lines.push(line_form(first));
    }
    let more = args.results.into_iter().enumerate();
    lines.extend(more.map(|(at, line)| {
        line_form(line).map_err(|wrong| in_line("results", "Result", at + 1, wrong))
    }));
    let lines = each(lines);
    if let Some(sheet) = args.sheet {
        let is_new = args.patient.is_some() || args.collected_on.is_some() || args.visit.is_some();
        if is_new || args.laboratory.is_some() || args.note.is_some() {
            return Err(Problem::usage(
                "A sheet that is there has its patient, day, laboratory and note. Nothing was changed; give --sheet \
                 without them.",
            )
            .at("sheet"));
        }
        let (sheet, lines) = (id(sheet, "sheet"), lines).together()?;
        let mut clinic = who.unlock()?;
        return of_sheet(&add_results(&mut clinic, &sheet, &lines).map_err(refused)?);
    }
    let collected_on = args.collected_on.map(|on| day(on, "collected_on"));
    let (patient_id, visit_id, collected_on, lines) = (
        required(args.patient, "patient").and_then(|patient| id(patient, "patient")),
        args.visit.map(|visit| id(visit, "visit")).transpose(),
        collected_on.transpose(),
        lines,
    )
        .together()?;
    let mut clinic = who.unlock()?;
    let collected_on = match collected_on {
        Some(day) => day,
        None => Day::of(clinic.today()?),
    };
    let form = NewLabSheet {
        patient_id,
        visit_id,
        sheet: LabSheetForm {
            collected_on,
            laboratory: args.laboratory.unwrap_or_default(),
            note: args.note.unwrap_or_default(),
        },
        results: lines,
    };
    of_sheet(&add_sheet(&mut clinic, &form).map_err(refused)?)
}

fn line_form(line: LabLineEntry) -> Result<LabResultForm> {
    let name = match &line.test {
        Some(_) => Ok(String::new()),
        None => required(line.name, "name"),
    };
    let (test, name, value) = (
        line.test.map(|test| test_key(&test)).transpose(),
        name,
        required(line.value, "value"),
    )
        .together()?;
    let form = LabResultForm {
        value,
        name,
        test,
        unit: line.unit.unwrap_or_default(),
        low: line.low.unwrap_or_default(),
        high: line.high.unwrap_or_default(),
        accept_doubtful: line.accepts_doubtful,
        informed: line.informed.unwrap_or_default(),
    };
    require_valid(&form).map_err(refused)?;
    Ok(form)
}

fn edit(who: &Who, row: &Id, input: &FromInput, args: LabCorrectionEntry) -> Result<Answer> {
    if args == LabCorrectionEntry::default() {
        return Err(nothing_to_change("labs edit", "--value"));
    }
    let test = args.test.map(|test| test_key(&test)).transpose()?;
    let mut clinic = who.unlock()?;
    let stored = show_result(&clinic, row)?;
    let mut form = LabResultForm {
        test: stored.test,
        name: stored.name,
        value: stored.entered,
        unit: stored.unit,
        low: figure(stored.low),
        high: figure(stored.high),
        accept_doubtful: args.accepts_doubtful,
        // who was told of the same value stays without
        informed: args.informed.unwrap_or_default(),
    };
    if let Some(name) = args.name {
        (form.test, form.name) = (None, name);
    }
    if test.is_some() {
        form.test = test;
    }
    replace(&mut form.value, args.value);
    replace(&mut form.unit, args.unit);
    replace(&mut form.low, args.low);
    replace(&mut form.high, args.high);
    let edit = LabResultEdit {
        id: row.clone(),
        seen: read_version(args.seen, stored.seen, input)?,
        form,
    };
    of_result(
        "Corrected",
        &edit_result(&mut clinic, &edit).map_err(refused)?,
    )
}

/// Returns what names the removal of a sheet; one that is there is not put back.
fn removed_version(clinic: &Clinic, row: &Id) -> Result<ReadVersionToken> {
    match removed_sheet(clinic, row) {
        Err(clinic::Error::NotFound(_)) if show(clinic, row).is_ok() => Err(Problem::refused(
            "invalid",
            "This lab sheet is not removed, so there is nothing to put back. Nothing was changed.",
        )),
        answer => Ok(answer?),
    }
}

fn change_sheet(who: &Who, row: &Id, input: &FromInput, args: LabSheetEntry) -> Result<Answer> {
    if args == LabSheetEntry::default() {
        return Err(nothing_to_change("labs edit-sheet", "--laboratory"));
    }
    let collected_on = args
        .collected_on
        .map(|on| day(on, "collected_on"))
        .transpose()?;
    let mut clinic = who.unlock()?;
    let stored = show(&clinic, row)?;
    let loaded = LabSheetForm {
        collected_on: stored.collected_on,
        laboratory: stored.laboratory,
        note: stored.note,
    };
    let mut form = loaded.clone();
    if let Some(day) = collected_on {
        form.collected_on = day;
    }
    replace(&mut form.laboratory, args.laboratory);
    replace(&mut form.note, args.note);
    let edit = LabSheetEdit {
        id: row.clone(),
        seen: read_version(args.seen, stored.seen, input)?,
        loaded,
        form,
    };
    of_sheet(&edit_sheet(&mut clinic, &edit)?)
}

fn of_sheet(sheet: &LabSheetView) -> Result<Answer> {
    Answer::done(&json!({ "sheet": sheet }), sheet_lines(sheet).join("\n"))
}

fn of_result(heading: &str, result: &LabResultView) -> Result<Answer> {
    let text = format!("{heading} {}", line(result));
    Answer::done(&json!({ "result": result }), text)
}

/// The sheet, and a line for each of its results.
fn sheet_lines(sheet: &LabSheetView) -> Vec<String> {
    let laboratory = match sheet.laboratory.as_str() {
        "" => String::new(),
        laboratory => format!(", {laboratory}"),
    };
    let removed = if sheet.is_removed { ", removed" } else { "" };
    let note = match sheet.note.as_str() {
        "" => String::new(),
        note => format!(": {note}"),
    };
    let (id, on) = (&sheet.id, &sheet.collected_on);
    let collected = format!("collected {on}{laboratory}");
    let course = match &sheet.order {
        None => format!("{collected}, recorded by {}", sheet.by),
        Some(order) => match &order.collected {
            None => format!("not collected{laboratory}, ordered by {}", order.ordered.by),
            Some(step) if step.by.is_empty() => {
                format!("{collected}, ordered by {}", order.ordered.by)
            }
            Some(step) => format!("{collected}, by {}", step.by),
        },
    };
    let head = format!("{id}  {course}{removed}{note}");
    let lines = sheet
        .results
        .iter()
        .map(|result| format!("  {}", line(result)));
    let order = sheet.order.iter().map(lab_orders::line);
    let order = order.map(|line| format!("  {line}"));
    std::iter::once(head).chain(order).chain(lines).collect()
}

/// `1f0c…  Potassium 5.9 mmol/L, HIGH (3.5 to 5 mmol/L, Tietz Fundamentals, 5th ed.)`.
fn line(result: &LabResultView) -> String {
    let reading = &result.reading;
    let mut line = format!(
        "{}  {} {} {}",
        result.id, result.name, result.entered, result.unit
    );
    line.truncate(line.trim_end().len());
    let number = reading.value.as_ref().map(|value| value.number);
    let other = reading.other.as_ref();
    if let Some(other) = other.filter(|other| Some(other.number) != number) {
        line.push_str(&format!(" = {}", value(other)));
    }
    match reading.flag {
        Some(LabFlag::High) => line.push_str(", HIGH"),
        Some(LabFlag::Low) => line.push_str(", LOW"),
        Some(LabFlag::CriticalHigh) => line.push_str(", CRITICAL HIGH"),
        Some(LabFlag::CriticalLow) => line.push_str(", CRITICAL LOW"),
        None => {}
    }
    if let Some(by) = &reading.interval {
        line.push_str(&format!(" ({})", interval(by)));
    } else if let Some(why) = &reading.unjudged {
        line.push_str(&format!(" (not judged: {})", label(why)));
    }
    if result.questioned {
        let meant = reading
            .doubt
            .as_ref()
            .and_then(|doubt| doubt.meant.as_ref());
        let meant = meant.map_or(String::new(), |unit| format!(" in {unit}"));
        line.push_str(&format!(", improbable: is it right{meant}?"));
    }
    if let Some(informed) = &result.informed {
        line.push_str(&format!(", {} was told", informed.who));
    }
    if let Some(correction) = &result.corrected {
        line.push_str(&format!(
            ", corrected {}, was {}",
            correction.on, correction.was
        ));
    }
    line
}

fn value(value: &LabValue) -> String {
    let bound = match value.bound {
        LabBound::Exactly => "",
        LabBound::Below => "<",
        LabBound::AtMost => "<=",
        LabBound::Above => ">",
        LabBound::AtLeast => ">=",
    };
    format!("{bound}{} {}", value.number.0, value.unit)
        .trim_end()
        .to_owned()
}

fn interval(by: &LabInterval) -> String {
    let range = match (by.low, by.high) {
        (Some(low), Some(high)) => format!("{} to {}", low.0, high.0),
        (Some(low), None) => format!("from {}", low.0),
        (None, Some(high)) => format!("up to {}", high.0),
        (None, None) => String::new(),
    };
    let source = match by.kind {
        LabLimitKind::Laboratory => "of the laboratory",
        _ => &by.source,
    };
    let range = format!("{range} {}", by.unit);
    format!("{}, {source}", range.trim())
}

fn figure(limit: Option<Figure>) -> String {
    limit.map_or(String::new(), |figure| figure.0.to_string())
}
