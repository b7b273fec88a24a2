//! What happened between a patient and a provider.

use clinic::visits::view::{VisitEdit, VisitStart, VisitType, VisitView};
use clinic::visits::{end, show, start};
use serde_json::json;

use super::words;
use crate::answer::Answer;
use crate::args::Who;
use crate::args::care::Visits;
use crate::entry::{choice, entry, id, required};
use crate::exit::Result;

pub fn obey(who: &Who, said: Visits) -> Result<Answer> {
    match said {
        Visits::Start {
            input,
            entry: flags,
        } => {
            let said = entry(&input, flags)?;
            let start = VisitStart {
                patient_id: id(required(said.patient, "patient")?, "patient")?,
                appointment_id: said
                    .appointment
                    .map(|appointment| id(appointment, "appointment"))
                    .transpose()?,
                r#type: said
                    .kind
                    .map_or(Ok(VisitType::FollowUp), |kind| choice(&kind, "kind"))?,
            };
            let mut clinic = who.unlock()?;
            let visit = start::start(&mut clinic, &start)?;
            told("Started", visit)
        }
        Visits::End { id: said } => {
            let said = id(said, "ID")?;
            let mut clinic = who.unlock()?;
            let visit = show::show(&mut clinic, &said)?;
            let edit = VisitEdit {
                id: visit.id,
                seen: visit.seen,
                r#type: visit.r#type,
                complaint: visit.complaint,
                follow_up_on: visit.follow_up_on,
            };
            told("Ended", end::end(&mut clinic, &edit)?)
        }
        Visits::Show { id: said } => {
            let said = id(said, "ID")?;
            told("Visit", show::show(&mut who.unlock()?, &said)?)
        }
    }
}

fn told(what: &str, visit: VisitView) -> Result<Answer> {
    let note = visit
        .note
        .as_ref()
        .map_or(String::new(), |note| format!("\nNote {}", note.id));
    let text = format!(
        "{what} {} of {}{note}",
        visit.id,
        words::patient(&visit.header.patient)
    );
    Answer::done(&json!({ "visit": visit }), text)
}
