//! The summary of a visit: what was measured, what is planned, and when the next visit is.

use clinic::care_plan::CarePlanView;
use clinic::diagnoses::{DiagnosisStatus, DiagnosisView};
use clinic::goals::{GoalStatus, GoalView};
use clinic::measurements::{
    ChangeLine, ChildCentile, DerivedLine, HowTaken, Measure, MeasureLine, Reading,
};
use clinic::notes::{NoteState, NoteView};
use clinic::prints::{PrintSection, PrintView};
use clinic::tasks::TaskView;
use clinic::view::{Day, Quantity};
use clinic::visits::VisitView;

use super::block::{Block, Body, Column, Group, Table};
use super::growth::centile_text;
use super::note;
use super::text::{Clocks, isolated};
use crate::words::Words;

pub fn body(
    visit: &VisitView,
    plan: &CarePlanView,
    view: &PrintView,
    clocks: &Clocks,
    words: &Words,
) -> Body {
    let own = words.visit;
    let note = visit.note.as_ref().filter(|note| has_text(note));
    let note = note.filter(|_| view.prints(PrintSection::Note));
    let is_draft = note.is_some_and(|note| note.state == NoteState::Draft);
    let mut blocks = vec![Block::Facts {
        rows: facts(visit, clocks, words),
    }];
    if visit.ended_at.is_none() {
        let text = own.open.to_owned();
        blocks.push(Block::Muted { text });
    }
    blocks.extend(measured(visit, clocks, words));
    blocks.extend(planned(plan, clocks, words));
    if let Some(note) = note {
        blocks.push(Block::heading(own.note));
        match is_draft {
            // only what was signed speaks for the clinic
            true => blocks.push(Block::warning(own.note_draft)),
            false => blocks.extend(note::text(note, clocks, words)),
        }
    }
    blocks.push(Block::heading(own.next));
    let next = visit.follow_up_on.as_ref().map(|day| clocks.weekday(day));
    blocks.push(match next {
        Some(day) => Block::text(&day),
        None => Block::Muted {
            text: own.no_next.to_owned(),
        },
    });
    let version = note.map_or(String::new(), note::version);
    Body {
        title: own.title.to_owned(),
        banner: note.and_then(|note| note::banner(note, words)),
        is_landscape: false,
        blocks,
        of: format!("{} {} {version}", visit.id, visit.seen),
    }
}

/// Returns whether a note has text: an empty one is left out.
fn has_text(note: &NoteView) -> bool {
    let mut sections = note.sections.iter();
    sections.any(|section| !section.text.trim().is_empty())
}

fn facts(visit: &VisitView, clocks: &Clocks, words: &Words) -> Vec<[String; 2]> {
    let own = words.visit;
    let mut rows = vec![
        [own.date.to_owned(), clocks.time(&visit.started_at)],
        [own.kind.to_owned(), (own.kinds)(visit.r#type).to_owned()],
        [own.with.to_owned(), isolated(&visit.provider)],
    ];
    if !visit.complaint.trim().is_empty() {
        rows.push([own.reason.to_owned(), isolated(&visit.complaint)]);
    }
    rows
}

/// What this visit has recorded, with the reading before, and what follows from it.
fn measured(visit: &VisitView, clocks: &Clocks, words: &Words) -> Vec<Block> {
    let own = words.visit;
    let line = |line: &MeasureLine| {
        let current = line.current.as_ref()?;
        let name = match &line.kind {
            Measure::Program(kind) => (own.measure)(*kind).to_owned(),
            Measure::Own(of) => match &of.name {
                Some(name) => isolated(name),
                None => own.unknown_measure.to_owned(),
            },
        };
        let (before, on) = line.last.as_ref().map_or_else(Default::default, |last| {
            (earlier(last, words), clocks.date_of(&last.measured_at))
        });
        let device = match current.how.device.as_str() {
            "" => None,
            device => Some((own.with_device)(&isolated(device))),
        };
        // the column of names has room for a device
        let name = [name].into_iter().chain(how(&current.how, words));
        let score = current.centile.map(|centile| score(&centile, words));
        let name = name.chain(device).chain(score);
        let name = name.collect::<Vec<_>>().join(", ");
        Some(vec![name, quantity(&current.quantity, words), before, on])
    };
    let lines: Vec<_> = visit.grid.lines.iter().filter_map(line).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let derived = |line: &DerivedLine| {
        let value = quantity(line.quantity.as_ref()?, words);
        let name = (own.measure)(line.kind).to_owned();
        let score = line.centile.map(|centile| score(&centile, words));
        let name = [name].into_iter().chain(score).collect::<Vec<_>>();
        Some(vec![name.join(", "), value, String::new(), String::new()])
    };
    let change = |line: &ChangeLine| {
        let percent = words.numbers.signed(line.percent?.0, 1);
        let percent = words.numbers.with_unit(&percent, "%");
        let from = line.from.as_ref()?;
        let (before, on) = (earlier(from, words), clocks.date_of(&from.measured_at));
        let name = match line.loss {
            None => (own.weight_change)(line.months),
            Some(loss) => format!("{}: {}", (own.weight_change)(line.months), (own.loss)(loss)),
        };
        Some(vec![name, percent, before, on])
    };
    let derived = visit.grid.derived.iter().filter_map(derived);
    let changes = visit.grid.weight_change.iter().filter_map(change);
    let [measure, value, before, on] = own.measure_columns;
    vec![
        Block::heading(own.measurements),
        Block::Table(Table {
            columns: vec![
                Column::text(measure, 4),
                Column::number(value),
                Column::number(before),
                Column::number(on),
            ],
            groups: vec![Group {
                head: Vec::new(),
                rows: lines.into_iter().chain(derived).chain(changes).collect(),
            }],
            foot: Vec::new(),
            together: false,
        }),
    ]
}

/// A child's score with all that it is computed from again, besides the sex and the value: what was decided by it can
/// be checked as long as the paper is kept.
fn score(centile: &ChildCentile, words: &Words) -> String {
    let z = words.numbers.signed(centile.z.0, 2);
    let percent = centile_text(centile.centile.0);
    let title = centile.reference.title();
    let age = match centile.is_corrected {
        true => words.visit.corrected_age_days,
        false => words.visit.age_days,
    };
    let days = words.numbers.fixed(f64::from(centile.age_days), 0);
    format!(
        "{} {percent}, z {z}, {title}, {}",
        words.visit.centile,
        age(&days)
    )
}

/// A value before this visit: one that was fasting is none to compare with one after a meal.
fn earlier(reading: &Reading, words: &Words) -> String {
    let value = quantity(&reading.quantity, words);
    match how(&reading.how, words).join(", ").as_str() {
        "" => value,
        how => format!("{value} ({how})"),
    }
}

/// Who says so, and after what; nothing of what was measured here and says no more.
fn how(of: &HowTaken, words: &Words) -> Vec<String> {
    let method = of.method.map_or("", words.visit.method);
    let context = of.context.map_or("", words.visit.context);
    let parts = [method, context].into_iter();
    let texts = parts.filter(|part| !part.is_empty());
    texts.map(str::to_owned).collect()
}

fn quantity(of: &Quantity, words: &Words) -> String {
    let value = words.numbers.of(of.value.0, 2);
    let value = match of.second {
        Some(second) => format!("{value}/{}", words.numbers.of(second.0, 2)),
        None => value,
    };
    match of.unit.as_str() {
        "" => value,
        unit => words.numbers.with_unit(&value, unit),
    }
}

/// What is active of the problems and goals, and what is still to be done.
fn planned(plan: &CarePlanView, clocks: &Clocks, words: &Words) -> Vec<Block> {
    let own = words.visit;
    let problems = plan.diagnoses.iter();
    let problems = problems.filter(|of| of.form.status == DiagnosisStatus::Active);
    let goals = plan.goals.iter();
    let goals = goals.filter(|of| of.form.status == GoalStatus::Active);
    let tasks = plan.tasks.iter().filter(|task| task.done.is_none());
    let lists: [(&str, Vec<String>); 3] = [
        (
            own.problems,
            problems.map(|of| problem(of, words)).collect(),
        ),
        (own.goals, goals.map(|of| goal(of, clocks, words)).collect()),
        (own.tasks, tasks.map(|of| task(of, clocks, words)).collect()),
    ];
    let lists = lists.into_iter().filter(|(_, items)| !items.is_empty());
    lists
        .flat_map(|(heading, items)| [Block::heading(heading), Block::List { items }])
        .collect()
}

fn problem(of: &DiagnosisView, words: &Words) -> String {
    let (form, own) = (&of.form, words.visit);
    let part = |before: &str, text: &str| match text.trim() {
        "" => String::new(),
        text => format!(" {before} {}", isolated(text)),
    };
    format!(
        "{}{}{}",
        isolated(&form.problem),
        part(own.related_to, &form.aetiology),
        part(own.shown_by, &form.signs),
    )
}

fn goal(of: &GoalView, clocks: &Clocks, words: &Words) -> String {
    let (form, own) = (&of.form, words.visit);
    let target = of.aim.as_ref().and_then(|aim| aim.target.as_ref());
    let target = target.map(|target| format!("{} {}", own.target, quantity(target, words)));
    let due = due(&form.due, clocks, words);
    let parts = [Some(isolated(&form.text)), target, due];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn task(of: &TaskView, clocks: &Clocks, words: &Words) -> String {
    let parts = [
        Some(isolated(&of.form.text)),
        of.owner_name.as_deref().map(isolated),
        due(&of.form.due, clocks, words),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn due(day: &str, clocks: &Clocks, words: &Words) -> Option<String> {
    let is_set = !day.is_empty();
    is_set.then(|| format!("{} {}", words.visit.due, clocks.day(&Day(day.to_owned()))))
}
