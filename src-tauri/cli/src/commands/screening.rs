//! Nutrition screenings: scored, listed, removed.

use clinic::screenings::in_use;
use clinic::screenings::list::{list, show};
use clinic::screenings::next_steps::{self, NextSteps, NextStepsEdit};
use clinic::screenings::record::{consider, record, remove};
use clinic::screenings::{NewScreening, ScreeningView};
use clinic::view::ReadVersionToken;
use clinic::{Clinic, Error, Reason};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::screening::{Screening, ScreeningEntry};
use crate::entry::{choice, corrected, entry, id, moment, read_version_or, required};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, label};

pub fn run(who: &Who, args: Screening) -> Result<Answer> {
    match args {
        Screening::Add {
            input,
            entry: flags,
        } => add(who, entry(&input, flags)?),
        Screening::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let (rows, clocks) = (list(&clinic, &patient)?, Clocks::of(&clinic)?);
            let lines = rows.iter().map(|row| line(row, &clocks)).collect();
            let text = clocks.headed(lines, "Nothing was screened yet.");
            Answer::done(&json!({ "screenings": rows }), text)
        }
        Screening::Show { id: screening } => {
            let screening = id(screening, "ID")?;
            let clinic = who.unlock()?;
            let (screening, clocks) = (show(&clinic, &screening)?, Clocks::of(&clinic)?);
            let mut lines = vec![line(&screening, &clocks)];
            let answers = screening.answers.iter();
            lines.extend(answers.map(|(name, answer)| format!("{name}: {answer}")));
            let steps = steps_after(&clinic, &screening)?;
            lines.extend(steps.iter().map(|text| format!("next: {text}")));
            let text = clocks.headed(lines, "");
            Answer::done(
                &json!({ "screening": screening, "next_steps": steps }),
                text,
            )
        }
        Screening::Steps => {
            let clinic = who.unlock()?;
            let steps = next_steps::list(&clinic)?;
            let lines: Vec<String> = steps.iter().map(steps_line).collect();
            Answer::done(&json!({ "next_steps": steps }), lines.join("\n"))
        }
        Screening::SetSteps {
            tool,
            category,
            text,
            seen,
        } => {
            let (tool, category) = (choice(&tool, "tool")?, choice(&category, "category")?);
            let mut clinic = who.unlock()?;
            let seen = match seen {
                Some(seen) => ReadVersionToken(seen),
                None => {
                    let steps = next_steps::list(&clinic)?.into_iter();
                    let mut stored = steps.filter(|of| of.tool == tool && of.category == category);
                    stored
                        .next()
                        .map_or(ReadVersionToken(String::new()), |of| of.seen)
                }
            };
            let edit = NextStepsEdit {
                tool,
                category,
                text,
                seen,
            };
            let written = next_steps::edit(&mut clinic, &edit)?;
            let text = format!("Changed {}", steps_line(&written));
            Answer::done(&json!({ "next_steps": written }), text)
        }
        Screening::Remove {
            id: screening,
            reason,
            seen,
        } => {
            let screening = id(screening, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| Ok(show(clinic, &screening)?.seen))?;
            remove(&mut clinic, &screening, &seen, &reason)?;
            Answer::removed(&screening)
        }
    }
}

fn add(who: &Who, args: ScreeningEntry) -> Result<Answer> {
    let replaces = corrected(args.corrects, args.at.as_ref(), args.visit.as_ref())?;
    let form = NewScreening {
        patient_id: id(required(args.patient, "patient")?, "patient")?,
        tool: choice(&required(args.tool, "tool")?, "tool")?,
        answers: required(args.answers, "answers")?.0,
        visit_id: args.visit.map(|visit| id(visit, "visit")).transpose()?,
        screened_at: args.at.map(|at| moment(at, "at")).transpose()?,
        replaces,
    };
    let mut clinic = who.unlock()?;
    let scoring = consider(&clinic, &form).map_err(|error| refused(&clinic, error))?;
    if let Some(refusal) = scoring.refusal {
        let message = format!("{refusal} Nothing was recorded.");
        return Err(Problem::refused("invalid", message).at("answers"));
    }
    let recorded = record(&mut clinic, &form)?;
    let steps = steps_after(&clinic, &recorded)?;
    let mut text = format!("Recorded {}", line(&recorded, &Clocks::of(&clinic)?));
    if let Some(steps) = &steps {
        text = format!("{text}\nNext: {steps}");
    }
    Answer::done(&json!({ "screening": recorded, "next_steps": steps }), text)
}

/// Names the tools that the clinic uses, where another was given.
fn refused(clinic: &Clinic, error: Error) -> Problem {
    let Error::Invalid {
        field: "tool",
        reason: Reason::OutOfUse,
    } = error
    else {
        return error.into();
    };
    let tools = match in_use::list(clinic) {
        Ok(tools) => tools,
        Err(error) => return error.into(),
    };
    let names: Vec<String> = tools
        .iter()
        .map(|tool| tool.as_str().replace('_', "-"))
        .collect();
    let sentence = format!(
        "The clinic does not use this tool. Nothing was recorded; take one that it uses: {}. An admin changes them \
         with `nutrivault settings set`.",
        names.join(", ")
    );
    Problem::refused("invalid", sentence).at("tool")
}

/// Returns the clinic's own next step after a result, if it has one.
fn steps_after(clinic: &Clinic, screening: &ScreeningView) -> Result<Option<String>> {
    let Some(result) = &screening.result else {
        return Ok(None);
    };
    let after = |of: &NextSteps| of.tool == screening.tool && of.category == result.category;
    let mut steps = next_steps::list(clinic)?.into_iter().filter(after);
    let text = steps.next().map(|of| of.text);
    Ok(text.filter(|text| !text.is_empty()))
}

fn steps_line(of: &NextSteps) -> String {
    let tool = of.tool.as_str().replace('_', "-");
    let text = match of.text.as_str() {
        "" => "(nothing said)",
        text => text,
    };
    format!("{tool}, {}: {text}", label(&of.category))
}

fn line(row: &ScreeningView, clocks: &Clocks) -> String {
    let result = match &row.result {
        Some(result) => {
            let parts: Vec<String> = result.components.iter().map(u8::to_string).collect();
            format!(
                "{}, {} ({})",
                result.score,
                result.category,
                parts.join("+")
            )
        }
        None => "scored by a later version of this program".to_owned(),
    };
    let remark = match (row.is_replaced, row.differs) {
        (true, _) => ", corrected since",
        (_, true) => ", not what was stored",
        _ => "",
    };
    format!(
        "{}  {}  {}: {result}, by {}{remark}",
        row.id,
        clocks.time(&row.screened_at),
        row.tool.as_str().replace('_', "-"),
        row.by
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::{BTreeMap, BTreeSet};

    use clinic::nutrition::screening::Tool;
    use clinic::screenings::score::score;
    use clinic::screenings::{Answers, ScreeningTool};

    use super::*;

    /// The names and answers that the page documents for each tool.
    fn documented() -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
        let page = include_str!("../../README.md");
        let (_, rest) = page.split_once("| Tool | Name | Answers |\n").unwrap();
        let rows = rest
            .lines()
            .skip(1)
            .take_while(|line| line.starts_with('|'));
        let mut tools: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
        for row in rows {
            let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
            let quoted = |cell: &str| -> Vec<String> {
                let parts = cell.split('`').skip(1).step_by(2);
                parts.map(str::to_owned).collect()
            };
            for tool in quoted(cells[0]) {
                for name in quoted(cells[1]) {
                    let known = tools.entry(tool.clone()).or_default();
                    assert!(known.insert(name, quoted(cells[2])).is_none());
                }
            }
        }
        tools
    }

    #[test]
    fn the_page_has_the_names_and_answers_that_each_tool_takes() {
        let tools = documented();
        assert_eq!(tools.len(), ScreeningTool::ALL.len());
        for (name, answers) in tools {
            let tool: ScreeningTool = choice(&name, "tool").unwrap();
            let of = if name == "PHYSICAL_EXAMINATION" {
                "NFPE"
            } else {
                &name
            };
            let inputs = Tool::from_name(of).unwrap().inputs().into_iter();
            let inputs: BTreeSet<&str> = inputs.filter(|input| *input != "age_y").collect();
            let names: BTreeSet<&str> = answers.keys().map(String::as_str).collect();
            assert_eq!(names, inputs, "{name}");
            // the first of each gives a result, and so does each other one in its place
            let first = |answers: &Vec<String>| answers[0].clone();
            let mut usual: Answers = answers
                .iter()
                .map(|(key, all)| (key.clone(), first(all)))
                .collect();
            if tool != ScreeningTool::PhysicalExamination {
                usual.insert("age_y".to_owned(), "72".to_owned());
            }
            for (key, all) in &answers {
                for answer in all {
                    let mut changed = usual.clone();
                    changed.insert(key.clone(), answer.clone());
                    // without a loss of weight there is no amount
                    if key == "lost_weight" && answer != "yes" {
                        changed.remove("lost_kg");
                    }
                    score(tool, &changed)
                        .unwrap_or_else(|refusal| panic!("{changed:?}: {refusal}"));
                }
            }
        }
    }
}
