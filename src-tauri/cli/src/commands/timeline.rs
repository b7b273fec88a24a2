//! The timeline of a patient.

use clinic::appointments::AppointmentStatus;
use clinic::labs::LabSummary;
use clinic::timeline::list::list;
use clinic::timeline::{TimelineEvent, TimelineQuery, TimelineRow, TimelineTarget};
use serde::Serialize;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::timeline::Timeline;
use crate::commands::appointments::why;
use crate::commands::centiles::centile_remark;
use crate::commands::measured_values::how_in_brackets;
use crate::commands::targets::amount;
use crate::commands::{diet_orders, handouts};
use crate::entry::{choice, id};
use crate::exit::Result;
use crate::text::{Clocks, label, measure, name, quantity};

pub fn run(who: &Who, args: Timeline) -> Result<Answer> {
    let Timeline::List {
        patient,
        group,
        limit,
        after,
    } = args;
    let group = group.map(|group| choice(&group, "group"));
    let query = TimelineQuery {
        patient_id: id(patient, "patient")?,
        group: group.transpose()?,
        after,
        limit,
    };
    let clinic = who.unlock()?;
    let (page, clocks) = (list(&clinic, &query)?, Clocks::of(&clinic)?);
    let lines = page.rows.iter().map(|row| line(row, &clocks)).collect();
    let next = page.next.as_deref();
    let text = paged(
        &clocks,
        lines,
        "Nothing is recorded here.",
        (page.total, next),
    );
    Answer::done(&page, text)
}

/// The lines of a page, and how the next one is asked for.
pub(super) fn paged(
    clocks: &Clocks,
    lines: Vec<String>,
    none: &str,
    (total, next): (u32, Option<&str>),
) -> String {
    let shown = lines.len();
    let mut text = clocks.headed(lines, none);
    if let Some(next) = next {
        text.push_str(&format!(
            "\n{shown} of {total}; the next ones come with `--after {next}`."
        ));
    }
    text
}

fn line(row: &TimelineRow, clocks: &Clocks) -> String {
    let at = row.at.as_ref();
    let when = at.map_or(row.on.clone(), |at| clocks.time(at));
    let mut line = format!("{when:<16}  {}", event(&row.event, clocks));
    if !row.by.is_empty() {
        line.push_str(&format!(", by {}", row.by));
    }
    if let Some(day) = &row.entered_on {
        line.push_str(&format!(", entered {day}"));
    }
    line
}

pub(super) fn event(event: &TimelineEvent, clocks: &Clocks) -> String {
    match event {
        TimelineEvent::Visit { r#type, text } => {
            with_text(&format!("{} visit", label(r#type)), text)
        }
        TimelineEvent::Note { state } => with_status("note", Some(state)),
        TimelineEvent::Addendum { text } => with_text("addendum", text),
        TimelineEvent::NoteVoid { text } => with_text("note made void", text),
        TimelineEvent::NoteVoidRefused { text } => {
            with_text("note asked to be made void by who may not", text)
        }
        TimelineEvent::Measured { measures } => {
            let each = measures.iter();
            let each = each.map(|one| {
                let centile = centile_remark(one.centile.as_ref());
                format!(
                    "{} {}{centile}{}",
                    measure(&one.kind),
                    quantity(&one.quantity),
                    how_in_brackets(&one.how)
                )
            });
            each.collect::<Vec<_>>().join(", ")
        }
        TimelineEvent::Screened { tool, result } => {
            let result = result.as_ref();
            let result = result.map_or(String::new(), |result| {
                format!("{}, {}", result.score, result.category)
            });
            with_text(&tool.as_str().replace('_', "-"), &result)
        }
        TimelineEvent::Estimated {
            method,
            energy_kcal,
        } => {
            let kcal = energy_kcal.map_or(String::new(), |kcal| format!("{} kcal a day", kcal.0));
            with_text(&label(method), &kcal)
        }
        TimelineEvent::Problem { status, text } => {
            with_text(&with_status("problem", status.as_ref()), text)
        }
        TimelineEvent::Goal { status, text } => {
            with_text(&with_status("goal", status.as_ref()), text)
        }
        TimelineEvent::Task { text } => with_text("task", text),
        TimelineEvent::TaskDone { text } => with_text("task done", text),
        TimelineEvent::TargetsSet { source, targets } => {
            let each = targets.iter().map(target).collect::<Vec<_>>();
            with_text(&format!("targets by {}", label(source)), &each.join(", "))
        }
        TimelineEvent::TargetEnded { target: ended } => with_text("target ended", &target(ended)),
        TimelineEvent::Allergy { status, text } => {
            with_text(&with_status("allergy", status.as_ref()), text)
        }
        TimelineEvent::Condition { status, text } => {
            with_text(&with_status("condition", status.as_ref()), text)
        }
        TimelineEvent::Medicine { status, text } => {
            with_text(&with_status("medicine", status.as_ref()), text)
        }
        TimelineEvent::Pregnant { due } => {
            let due = due.as_ref().map_or(String::new(), |day| day.0.clone());
            with_text("pregnant, due", &due)
        }
        TimelineEvent::PregnancyEnded { outcome } => {
            let outcome = outcome.as_ref().map_or(String::new(), label);
            with_text("pregnancy ended", &outcome)
        }
        TimelineEvent::StayBegan { site } => with_text("stay began", &site.to_string()),
        TimelineEvent::StayEnded { site } => with_text("stay ended", &site.to_string()),
        TimelineEvent::NoneKnown { list } => {
            with_text("none known", &list.as_ref().map_or(String::new(), label))
        }
        TimelineEvent::Appointment {
            status: AppointmentStatus::Cancelled,
            starts,
            code,
            text,
        } => {
            let cancelled = format!("appointment of {} cancelled", clocks.time(starts));
            with_text(&cancelled, &why(*code, text))
        }
        TimelineEvent::Appointment { status, .. } => with_status("appointment", Some(status)),
        TimelineEvent::Call {
            purpose,
            result,
            text,
        } => with_text(
            &format!("call about {}, {}", label(purpose), label(result)),
            text,
        ),
        TimelineEvent::Consented { method, text } => {
            with_text(&format!("consent signed, {}", label(method)), text)
        }
        TimelineEvent::ConsentWithdrawn { text } => with_text("consent withdrawn", text),
        TimelineEvent::Insured { text } => with_text("insurance begins", text),
        TimelineEvent::InsuranceEnded { text } => with_text("insurance ended", text),
        TimelineEvent::Referred { text } => with_text("referred by", text),
        TimelineEvent::ReferralEnded { text } => with_text("referral ended", text),
        TimelineEvent::TeamJoined { text } => with_text("joined the care team", text),
        TimelineEvent::TeamLeft { text } => with_text("left the care team", text),
        TimelineEvent::Recalled { kind, foods, kcal } => {
            let kcal = kcal.map_or(String::new(), |kcal| format!(", {} kcal a day", kcal.0));
            format!("{}: {foods} foods{kcal}", label(kind))
        }
        TimelineEvent::MealPlanned {
            title,
            days,
            kcal,
            is_given,
        } => {
            let kcal = kcal.map_or(String::new(), |kcal| format!(", {} kcal a day", kcal.0));
            let state = if *is_given { "given" } else { "begun" };
            format!("meal plan {state}: {title}, {days} days{kcal}")
        }
        TimelineEvent::DietOrdered {
            is_complete,
            food_level,
            fluid_level,
            supplements,
            tube_feed,
        } => {
            let mut parts = diet_orders::oral(*food_level, *fluid_level, *is_complete);
            parts.extend(supplements.iter().chain(tube_feed).cloned());
            format!("diet order: {}", parts.join(", "))
        }
        TimelineEvent::HandoutGiven { title, language } => {
            let what = handouts::called(title.as_deref(), language.as_deref());
            format!("handout given: {what}")
        }
        TimelineEvent::Prescribed {
            medication,
            dosage,
            state,
            dispensed,
        } => {
            let state = label(state);
            format!("prescribed: {medication}, {dosage}; {state}, dispensed {dispensed} times")
        }
        TimelineEvent::Lab {
            laboratory,
            results,
        } => {
            let each = results.iter().map(result).collect::<Vec<_>>();
            with_text(
                format!("laboratory {laboratory}").trim_end(),
                &each.join(", "),
            )
        }
        TimelineEvent::Portal { status } => format!("portal: {}", label(status)),
        TimelineEvent::Document { r#type, text } => {
            with_text(&format!("document added, {}", label(r#type)), text)
        }
        TimelineEvent::Registered => "registered".to_owned(),
        TimelineEvent::Merged { from, into } => format!("file {from} merged into file {into}"),
        TimelineEvent::Parted { from, into } => {
            format!("merge of file {from} into file {into} undone")
        }
        TimelineEvent::PatientStatus { status } => with_status("patient", Some(status)),
    }
}

fn target(target: &TimelineTarget) -> String {
    let amount = amount(target.low, target.high, target.unit);
    format!("{} {amount}", name(&target.nutrient))
}

fn result(result: &LabSummary) -> String {
    let text = format!("{} {} {}", result.name, result.entered, result.unit);
    with_status(text.trim_end(), result.flag.as_ref())
}

fn with_status(what: &str, status: Option<&impl Serialize>) -> String {
    status.map_or(what.to_owned(), |status| {
        format!("{what}, {}", label(status))
    })
}

fn with_text(what: &str, text: &str) -> String {
    match text.is_empty() {
        true => what.to_owned(),
        false => format!("{what}: {text}"),
    }
}
