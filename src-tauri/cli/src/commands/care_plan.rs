//! Nutrition diagnoses, goals and tasks of a patient.

use clinic::diagnoses::{
    DiagnosisEdit, DiagnosisForm, DiagnosisStatus, DiagnosisStatusChange, DiagnosisView,
};
use clinic::goals::{GoalEdit, GoalForm, GoalStatus, GoalStatusChange, GoalView};
use clinic::tasks::{TaskEdit, TaskForm, TaskView};
use clinic::view::{Id, Quantity, ReadVersionToken};
use clinic::{Clinic, diagnoses, goals, tasks};
use serde_json::json;

use super::background::{self, List, choose, list};
use crate::answer::Answer;
use crate::args::Who;
use crate::args::care_plan as args;
use crate::args::care_plan::{
    DiagnosisChange, GoalChange, Looked, NewDiagnosis, NewGoal, NewTask, TaskChange,
};
use crate::commands::centiles::centile_remark;
use crate::commands::measured_values::how_in_brackets;
use crate::entry::{choice, id, read_version_or, replace, user_id};
use crate::exit::{Problem, Result};
use crate::text::{label, quantity};

list! {
    Diagnoses in diagnoses: "diagnosis", "diagnoses", "--problem",
    NewDiagnosis, DiagnosisChange, DiagnosisForm, DiagnosisView, DiagnosisEdit,
    texts [problem, aetiology, signs], choices [status], optional [],
    blank DiagnosisForm {
        problem: String::new(),
        aetiology: String::new(),
        signs: String::new(),
        status: DiagnosisStatus::Active,
    },
    line |view: &DiagnosisView| diagnosis_line(&view.form)
}

list! {
    Goals in goals: "goal", "goals", "--text",
    NewGoal, GoalChange, GoalForm, GoalView, GoalEdit,
    texts [text, diagnosis, start, target, due, progress], choices [status], optional [measure],
    blank GoalForm {
        text: String::new(),
        diagnosis: String::new(),
        measure: None,
        start: String::new(),
        target: String::new(),
        due: String::new(),
        progress: String::new(),
        status: GoalStatus::Active,
    },
    line goal_line
}

list! {
    Tasks in tasks: "task", "tasks", "--text",
    NewTask, TaskChange, TaskForm, TaskView, TaskEdit,
    texts [text, diagnosis, goal, due, owner], choices [], optional [],
    blank TaskForm {
        text: String::new(),
        diagnosis: String::new(),
        goal: String::new(),
        due: String::new(),
        owner: String::new(),
    },
    line task_line,
    resolve with_owner
}

/// Returns a diagnosis as one sentence: `Too little fibre related to few vegetables, as shown by a recall of 9 g`.
fn diagnosis_line(form: &DiagnosisForm) -> String {
    let part = |before: &str, text: &str| match text {
        "" => String::new(),
        text => format!("{before}{text}"),
    };
    let status = match form.status {
        DiagnosisStatus::Active => String::new(),
        DiagnosisStatus::Resolved => format!(" ({})", label(&form.status)),
    };
    format!(
        "{}{}{}{status}",
        form.problem,
        part(" related to ", &form.aetiology),
        part(", as shown by ", &form.signs)
    )
}

/// Returns a goal in words: `Lose weight: 90 kg to 80 kg, 62 %, due 2027-02-01 (met)`.
fn goal_line(view: &GoalView) -> String {
    let form = &view.form;
    let value = |known: Option<&Quantity>, text: &str| known.map_or(text.to_owned(), quantity);
    let aim = view.aim.as_ref();
    let start = value(aim.and_then(|aim| aim.start.as_ref()), &form.start);
    let target = value(aim.and_then(|aim| aim.target.as_ref()), &form.target);
    let centile = aim.and_then(|aim| aim.target_centile.as_ref());
    let target = format!("{target}{}", centile_remark(centile));
    // show the current value of a child, and one that was not measured here: the percent is made of it
    let now = aim.and_then(|aim| aim.latest.as_ref());
    let now = now.map_or(String::new(), |latest| {
        let centile = centile_remark(latest.centile.as_ref());
        match format!("{centile}{}", how_in_brackets(&latest.how)).as_str() {
            "" => String::new(),
            remarks => format!("now {}{remarks}", quantity(&latest.quantity)),
        }
    });
    let way = match (start.as_str(), target.as_str()) {
        (start, "") => start.to_owned(),
        ("", target) => format!("to {target}"),
        (start, target) => format!("{start} to {target}"),
    };
    let percent = view
        .percent
        .map_or(String::new(), |percent| format!("{percent} %"));
    let parts: Vec<String> = [way, now, percent, due(&form.due, view.is_overdue)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let status = match form.status {
        GoalStatus::Active => String::new(),
        over => format!(" ({})", label(&over)),
    };
    match parts.is_empty() {
        true => format!("{}{status}", form.text),
        false => format!("{}: {}{status}", form.text, parts.join(", ")),
    }
}

fn due(day: &str, is_overdue: bool) -> String {
    match day {
        "" => String::new(),
        day if is_overdue => format!("due {day}, overdue"),
        day => format!("due {day}"),
    }
}

/// Returns a task in words: `Send the food diary: due 2026-12-01, Ama Mensah`.
fn task_line(view: &TaskView) -> String {
    let done = view
        .done
        .as_ref()
        .map_or(String::new(), |done| format!("done by {}", done.by));
    let owner = view.owner_name.clone().unwrap_or(String::new());
    let parts: Vec<String> = [due(&view.form.due, view.is_overdue), owner, done]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    match parts.is_empty() {
        true => view.form.text.clone(),
        false => format!("{}: {}", view.form.text, parts.join(", ")),
    }
}

/// Puts an id in place of a user name.
fn with_owner(clinic: &Clinic, form: &mut TaskForm) -> Result<()> {
    let owner = form.owner.trim();
    if !owner.is_empty() && Id(owner.to_owned()).to::<uuid::Uuid>().is_err() {
        form.owner = user_id(clinic, owner, "owner")?.0;
    }
    Ok(())
}

pub fn diagnoses(who: &Who, args: args::Diagnoses) -> Result<Answer> {
    match args {
        args::Diagnoses::Rows(rows) => background::run::<Diagnoses>(who, rows),
        args::Diagnoses::Resolve {
            id: row,
            goals,
            seen,
        } => {
            let row = id(row, "ID")?;
            let ends: Vec<(Id, GoalStatus)> = goals.iter().map(ended).collect::<Result<_>>()?;
            let mut clinic = who.unlock()?;
            let read = |clinic: &Clinic| Ok(diagnoses::show(clinic, &row)?.seen);
            let seen = read_version_or(&clinic, seen, read)?;
            let change = |(id, status): (Id, GoalStatus)| {
                let seen = goals::show(&clinic, &id)?.seen;
                Ok(GoalStatusChange { id, seen, status })
            };
            let change = DiagnosisStatusChange {
                id: row,
                seen,
                status: DiagnosisStatus::Resolved,
                goals: ends.into_iter().map(change).collect::<Result<_>>()?,
            };
            let view = diagnoses::set_status(&mut clinic, &change)?;
            let text = format!("Resolved {}", Diagnoses::line(&view));
            Answer::done(&json!({ "diagnosis": view }), text)
        }
    }
}

/// Parses a goal that ends, and how.
fn ended(text: &String) -> Result<(Id, GoalStatus)> {
    let Some((goal, status)) = text.split_once('=') else {
        let message = format!(
            "--goal takes the id of a goal and its status, such as `ID=MET`; `{text}` is none. Nothing was changed."
        );
        return Err(Problem::usage(message).at("goal"));
    };
    Ok((id(goal.to_owned(), "goal")?, choice(status, "goal")?))
}

pub fn tasks(who: &Who, args: args::Tasks) -> Result<Answer> {
    match args {
        args::Tasks::Rows(rows) => background::run::<Tasks>(who, rows),
        args::Tasks::Finish(looked) => set_done(who, looked, "Finished", tasks::finish),
        args::Tasks::Reopen(looked) => set_done(who, looked, "Reopened", tasks::reopen),
    }
}

fn set_done(
    who: &Who,
    looked: Looked,
    heading: &str,
    set: fn(&mut Clinic, &Id, &ReadVersionToken) -> clinic::Result<TaskView>,
) -> Result<Answer> {
    let row = id(looked.id, "ID")?;
    let mut clinic = who.unlock()?;
    let read = |clinic: &Clinic| Ok(tasks::show(clinic, &row)?.seen);
    let seen = read_version_or(&clinic, looked.seen, read)?;
    let view = set(&mut clinic, &row, &seen)?;
    let text = format!("{heading} {row}  {}", task_line(&view));
    Answer::done(&json!({ "task": view }), text)
}
