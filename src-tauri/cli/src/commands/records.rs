//! What is written about a patient.

use clinic::timeline::TimelineEvent;
use clinic::timeline::records::{RecordQuery, RecordRow, list};

use crate::answer::Answer;
use crate::args::Who;
use crate::args::timeline::Records;
use crate::commands::timeline::{event, paged};
use crate::entry::{choice, id};
use crate::exit::Result;
use crate::text::{Clocks, label};

pub fn run(who: &Who, args: Records) -> Result<Answer> {
    let Records::List {
        patient,
        r#type,
        all_versions,
        limit,
        after,
    } = args;
    let of_type = r#type.map(|kind| choice(&kind, "type"));
    let query = RecordQuery {
        patient_id: id(patient, "patient")?,
        r#type: of_type.transpose()?,
        all_versions,
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
        "Nothing is written here.",
        (page.total, next),
    );
    Answer::done(&page, text)
}

fn line(row: &RecordRow, clocks: &Clocks) -> String {
    let at = row.at.as_ref();
    let when = at.map_or(row.on.clone(), |at| clocks.time(at));
    let mut line = format!("{when:<16}  ");
    if matches!(row.event, TimelineEvent::Note { .. }) {
        line.push_str(&format!("{} ", label(&row.r#type)));
    }
    line.push_str(&event(&row.event, clocks));
    if !row.text.is_empty() {
        line.push_str(&format!(": {}", row.text));
    }
    if row.versions > 1 {
        line.push_str(&format!(", version {} of {}", row.version, row.versions));
    }
    if !row.is_current {
        line.push_str(", replaced");
    }
    if !row.by.is_empty() {
        line.push_str(&format!(", by {}", row.by));
    }
    line
}
