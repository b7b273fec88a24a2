//! Alerts within the clinic.

use clinic::alerts::answer::{acknowledge, cancel, escalate, resolve};
use clinic::alerts::levels::{self, AlertLevel, AlertLevels, AlertLevelsForm};
use clinic::alerts::list::{list as list_alerts, log_due, show};
use clinic::alerts::raise::{raise, sites};
use clinic::alerts::timers::{self, AlertTimers};
use clinic::alerts::{
    AlertForm, AlertPart, AlertQuery, AlertRow, AlertSite, AlertSites, AlertStep, AlertView,
};
use clinic::locations::{self, Location};
use clinic::view::{Choice, Id};
use clinic::{Clinic, Error, facilities};
use serde_json::json;
use sync_contract::Right;
use sync_contract::catalog::{Department, Room};

use crate::answer::Answer;
use crate::args::Who;
use crate::args::alerts::{AlertEntry, Alerts};
use crate::commands::facilities::nothing_called;
use crate::entry::{choice, entry, id, moment, required};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, label};
use crate::together::Together;

pub fn run(who: &Who, args: Alerts) -> Result<Answer> {
    match args {
        Alerts::List {
            ended,
            limit,
            offset,
        } => list(who, ended, limit, offset),
        Alerts::Show { id: row } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            log(&mut clinic);
            let view = show(&clinic, &row)?;
            answer("", &view, &clinic)
        }
        Alerts::Raise {
            input,
            entry: flags,
        } => add(who, entry(&input, flags)?),
        Alerts::Acknowledge { id: row } => take_on(who, row),
        Alerts::Resolve { id: row, remark } => {
            let remark = remark.unwrap_or_default();
            on_one(who, row, "Resolved:", |clinic, row| {
                resolve(clinic, row, &remark)
            })
        }
        Alerts::Cancel { id: row, reason } => on_one(who, row, "Cancelled:", |clinic, row| {
            cancel(clinic, row, &reason)
        }),
        Alerts::Escalate { id: row, remark } => {
            let remark = remark.unwrap_or_default();
            on_one(who, row, "Escalated:", |clinic, row| {
                escalate(clinic, row, &remark)
            })
        }
        Alerts::Timers {
            low,
            medium,
            high,
            critical,
        } => {
            let is_asked = [low, medium, high, critical].iter().all(Option::is_none);
            let mut clinic = who.unlock()?;
            let before = timers::show(&clinic)?;
            let wanted = AlertTimers {
                low: low.unwrap_or(before.low),
                medium: medium.unwrap_or(before.medium),
                high: high.unwrap_or(before.high),
                critical: critical.unwrap_or(before.critical),
            };
            let after = match wanted == before {
                true => before,
                false => timers::edit(&mut clinic, &before, &wanted)?,
            };
            let text = format!(
                "Escalated after minutes: {} low, {} medium, {} high, {} critical.",
                after.low, after.medium, after.high, after.critical
            );
            let answer = Answer::done(&json!({ "timers": after, "changed": false }), text)?;
            Ok(match is_asked {
                true => answer,
                false => answer.with_change(after != before),
            })
        }
        Alerts::Levels {
            first,
            second,
            third,
        } => set_levels(who, [first, second, third]),
    }
}

/// A level without names stays as it is.
fn set_levels(who: &Who, names: [Vec<String>; 3]) -> Result<Answer> {
    let is_asked = names.iter().all(Vec::is_empty);
    let mut clinic = who.unlock()?;
    let before = levels::show(&clinic)?;
    let loaded = before.form();
    let [first, second, third] = names;
    let (first, second, third) = (
        roles(&before, first, "first", &loaded.first),
        roles(&before, second, "second", &loaded.second),
        roles(&before, third, "third", &loaded.third),
    )
        .together()?;
    let wanted = AlertLevelsForm {
        first,
        second,
        third,
    };
    let after = match wanted == loaded {
        true => before.clone(),
        false => levels::edit(&mut clinic, &loaded, &wanted)?,
    };
    let level = |(at, level): (usize, &AlertLevel)| {
        let names: Vec<&str> = level.roles.iter().map(|role| &*role.name).collect();
        format!("Level {} calls {}.", at + 1, names.join(", "))
    };
    let lines: Vec<String> = after.levels.iter().enumerate().map(level).collect();
    let document = json!({ "levels": after.levels, "changed": false });
    let answer = Answer::done(&document, lines.join("\n"))?;
    Ok(match is_asked {
        true => answer,
        false => answer.with_change(after != before),
    })
}

fn roles(
    of: &AlertLevels,
    names: Vec<String>,
    flag: &'static str,
    otherwise: &[Id],
) -> Result<Vec<Id>> {
    if names.is_empty() {
        return Ok(otherwise.to_vec());
    }
    let role = |name: &String| one_of(&of.choices, Some(name.trim()), ("role", flag));
    let ids = names.iter().map(role).collect::<Result<Vec<_>>>()?;
    Ok(ids.into_iter().flatten().collect())
}

/// Logs what is due, where this user may: whichever computer looks first does. Where nothing can be logged, the alerts
/// are shown all the same.
fn log(clinic: &mut Clinic) {
    if clinic.actor().can(Right::AlertsWrite)
        && let Err(error) = log_due(clinic)
    {
        tracing::warn!(%error, "the timers of alerts are not logged");
    }
}

fn list(who: &Who, ended: bool, limit: u32, offset: u32) -> Result<Answer> {
    let query = AlertQuery {
        part: match ended {
            true => AlertPart::Ended,
            false => AlertPart::Open,
        },
        offset,
        limit,
    };
    let mut clinic = who.unlock()?;
    log(&mut clinic);
    let page = list_alerts(&clinic, &query)?;
    let clocks = Clocks::of(&clinic)?;
    let lines = page.rows.iter().map(|row| line(row, &clocks)).collect();
    let none = match ended {
        true => "No alert of the last thirty days is over.",
        false => "No alert is open.",
    };
    Answer::done(&page, clocks.headed(lines, none))
}

fn add(who: &Who, args: AlertEntry) -> Result<Answer> {
    let (kind, priority, title, expires_at) = (
        required(args.kind, "kind").and_then(|kind| choice(&kind, "kind")),
        required(args.priority, "priority").and_then(|priority| choice(&priority, "priority")),
        required(args.title, "title"),
        args.expires_at
            .map(|at| moment(at, "expires_at"))
            .transpose(),
    )
        .together()?;
    let mut clinic = who.unlock()?;
    let all = sites(&clinic)?;
    let facility_id = site(&clinic, &all, args.facility.as_deref())?;
    let of = facility_id.as_ref().or(all.facility_id.as_ref());
    let here = all.sites.iter().find(|site| Some(&site.id) == of);
    let (departments, rooms) =
        here.map_or((&[][..], &[][..]), |site| (&site.departments, &site.rooms));
    let (department_id, room_id) = (
        part::<Department>(&clinic, departments, args.department.as_deref()),
        part::<Room>(&clinic, rooms, args.room.as_deref()),
    )
        .together()?;
    let form = AlertForm {
        kind,
        priority,
        facility_id,
        department_id,
        room_id,
        title,
        description: args.description.unwrap_or_default(),
        expires_at,
    };
    let raised = raise(&mut clinic, &form)?;
    let answer = answer("Raised:", &raised, &clinic)?.with_change(true);
    Ok(answer.with_line("Other computers have it once this one and they have synced."))
}

/// Returns the id of a department or a room of those in use.
fn part<P: Location>(
    clinic: &Clinic,
    in_use: &[Choice],
    which: Option<&str>,
) -> Result<Option<Id>> {
    let unused = || {
        let rows = locations::list::<P>(clinic)?.into_iter();
        let rows = rows.filter(|row| !row.is_active);
        Ok(rows.map(|row| row.name).collect())
    };
    or_out_of_use(in_use, which, P::WHAT, unused)
}

fn site(clinic: &Clinic, all: &AlertSites, which: Option<&str>) -> Result<Option<Id>> {
    let unused = || {
        let rows = facilities::list(clinic)?.into_iter();
        let rows = rows.filter(|row| !row.form.is_active);
        Ok(rows.map(|row| row.form.name).collect())
    };
    let choice = |site: &AlertSite| Choice {
        id: site.id.clone(),
        name: site.name.clone(),
    };
    let choices: Vec<Choice> = all.sites.iter().map(choice).collect();
    or_out_of_use(&choices, which, "facility", unused)
}

/// Says of one that is called so and not in use that it is closed; `unused` are the names of those, where this user may
/// read them.
fn or_out_of_use(
    in_use: &[Choice],
    which: Option<&str>,
    what: &'static str,
    unused: impl FnOnce() -> clinic::Result<Vec<String>>,
) -> Result<Option<Id>> {
    one_of(in_use, which, (what, what)).map_err(|unknown| {
        let which = which.unwrap_or_default().trim();
        let unused = match unused() {
            Ok(unused) => unused,
            Err(Error::Forbidden(_)) => return unknown,
            Err(error) => return error.into(),
        };
        let Some(name) = unused.iter().find(|name| name.eq_ignore_ascii_case(which)) else {
            return unknown;
        };
        let sentence = match names_of(in_use).as_str() {
            "" => format!("The {what} `{name}` is closed. Nothing was raised; leave --{what} out."),
            names => format!(
                "The {what} `{name}` is closed. Nothing was raised; name one that is in use: {names}."
            ),
        };
        Problem::refused("invalid", sentence).at(what)
    })
}

fn names_of(choices: &[Choice]) -> String {
    let names: Vec<&str> = choices.iter().map(|choice| choice.name.as_str()).collect();
    names.join(", ")
}

/// Returns the id of a scope or a role by its name; an id is left to the clinic to judge, which says why it is refused.
fn one_of(
    known: &[Choice],
    which: Option<&str>,
    (what, field): (&str, &'static str),
) -> Result<Option<Id>> {
    let Some(which) = which else {
        return Ok(None);
    };
    let is_called = |choice: &&Choice| choice.name.eq_ignore_ascii_case(which.trim());
    if let Some(choice) = known.iter().find(is_called) {
        return Ok(Some(choice.id.clone()));
    }
    let unknown = |_| nothing_called(what, which, &names_of(known)).at(field);
    id(which.to_owned(), field).map(Some).map_err(unknown)
}

/// One that was taken on stays with the user who did, and the answer names them.
fn take_on(who: &Who, row: String) -> Result<Answer> {
    let row = id(row, "ID")?;
    let mut clinic = who.unlock()?;
    let is_first = show(&clinic, &row)?.row.acknowledged.is_none();
    let view = acknowledge(&mut clinic, &row)?;
    let heading = match is_first {
        true => "Taken on:",
        false => "Nothing was changed, it was taken on before:",
    };
    answer(heading, &view, &clinic)
}

fn on_one(
    who: &Who,
    row: String,
    heading: &str,
    operation: impl FnOnce(&mut Clinic, &Id) -> clinic::Result<AlertView>,
) -> Result<Answer> {
    let row = id(row, "ID")?;
    let mut clinic = who.unlock()?;
    let view = operation(&mut clinic, &row)?;
    answer(heading, &view, &clinic)
}

fn answer(heading: &str, view: &AlertView, clinic: &Clinic) -> Result<Answer> {
    let clocks = Clocks::of(clinic)?;
    let mut text = format!("{heading} {}", line(&view.row, &clocks));
    if !view.description.is_empty() {
        text.push_str(&format!("\n    {}", view.description));
    }
    let (row, remark) = (&view.row, &view.remark);
    let deeds = [
        ("raised", Some(&row.raised), ""),
        ("taken on", row.acknowledged.as_ref(), ""),
        ("ended", row.ended.as_ref(), remark.as_str()),
    ];
    let deeds = deeds.into_iter().filter_map(|(what, deed, remark)| {
        let deed = deed?;
        let by = deed.by.as_deref().unwrap_or("the clock");
        let remark = match remark {
            "" => String::new(),
            remark => format!(": {remark}"),
        };
        let at = clocks.time(&deed.at);
        Some((&deed.at, format!("{at}  {what} by {by}{remark}")))
    });
    let steps = view
        .steps
        .iter()
        .map(|step| (&step.at, step_line(step, &clocks)));
    let course = deeds.chain(steps);
    let course = course.map(|(at, line)| Ok((at.to_time("at")?, line)));
    let mut course = course.collect::<Result<Vec<_>>>()?;
    // stable: what is of one moment stays in the order of its kinds
    course.sort_by_key(|(at, _)| *at);
    for (_, line) in course {
        text.push_str(&format!("\n    {line}"));
    }
    Answer::done(&json!({ "alert": view }), text.trim_start())
}

/// `1f0c…  critical  medical  active  level 2 of 3  Oxygen low  (Cardiology, Room 2)  since 2026-11-20 10:42`.
fn line(row: &AlertRow, clocks: &Clocks) -> String {
    let scope = [
        Some(&row.facility),
        row.department.as_ref(),
        row.room.as_ref(),
    ];
    let scope: Vec<&str> = scope.into_iter().flatten().map(String::as_str).collect();
    format!(
        "{}  {}  {}  {}  level {} of {}  {}  ({})  since {}",
        row.id,
        label(&row.priority),
        label(&row.kind),
        label(&row.state),
        row.level,
        row.level_max,
        row.title,
        scope.join(", "),
        clocks.time(&row.raised.at)
    )
}

fn step_line(step: &AlertStep, clocks: &Clocks) -> String {
    let by = step.by.as_ref().map(|by| format!(", {by}"));
    let remark = match step.remark.as_str() {
        "" => String::new(),
        remark => format!(": {remark}"),
    };
    format!(
        "{}  level {} to {}: {}{}{remark}",
        clocks.time(&step.at),
        step.from,
        step.to,
        label(&step.reason),
        by.unwrap_or_default()
    )
}
