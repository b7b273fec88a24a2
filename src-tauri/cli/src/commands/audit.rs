//! The record of who did what.

use std::path::Path;

use clinic::audit::export::{csv, json};
use clinic::audit::list::list;
use clinic::audit::verify::verify;
use clinic::audit::view::AuditQuery;

use serde_json::json;

use super::export;
use super::words::{self, label};
use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::{Audit, Format};
use crate::exit::Result;

pub fn obey(who: &Who, said: Audit) -> Result<Answer> {
    match said {
        Audit::Verify => check(who),
        Audit::Export {
            format,
            out,
            reason,
        } => write(who, format, &out, &reason),
        Audit::List { limit, before } => {
            let query = AuditQuery {
                limit,
                before,
                ..AuditQuery::default()
            };
            let page = list(&who.unlock()?, &query)?;
            let lines = page.rows.iter().map(|row| {
                let who = row.who.as_deref().unwrap_or("nobody signed in");
                let closed = if row.is_closed {
                    "  (its detail is under a key that you do not hold)"
                } else {
                    ""
                };
                let alone = if row.who.is_some() && !row.is_vouched {
                    "  (this computer's word alone)"
                } else {
                    ""
                };
                format!(
                    "{:>6}  {}  {}  {}  {}{alone}{closed}",
                    row.number, row.at, row.outcome, row.action, who
                )
            });
            let text = lines.collect::<Vec<_>>().join("\n");
            Answer::done(&page, text)
        }
    }
}

fn write(who: &Who, format: Format, out: &Path, reason: &str) -> Result<Answer> {
    let (mut clinic, query) = (who.unlock()?, AuditQuery::default());
    let count = export::to_file(out, |file| {
        Ok(match format {
            Format::Json => json(&mut clinic, &query, reason, file)?,
            Format::Csv => csv(&mut clinic, &query, reason, file)?,
        })
    })?;
    let text = format!(
        "Wrote {} with {}.",
        out.display(),
        words::count(count, "entry", "entries")
    );
    Answer::done(&json!({ "path": out, "entries": count }), text)
}

fn check(who: &Who) -> Result<Answer> {
    let chain = verify(&who.open()?)?;
    let mut until = format!(
        "Computer {}: {}; the server has acknowledged {}.",
        chain.device_number,
        words::count(chain.entries as usize, "entry", "entries"),
        chain.acknowledged
    );
    if chain.device_only > 0 {
        until.push_str(&format!(
            " In {} somebody is named on this computer's word alone: no key of theirs opened the session.",
            chain.device_only
        ));
    }
    match (&chain.fault, chain.at) {
        (Some(fault), at) => {
            let place = at.map_or(String::new(), |at| format!(" at entry {at}"));
            let text = format!("{until}\nThe chain breaks{place}: {}.", label(fault));
            Ok(Answer::done(&chain, text)?.refused())
        }
        (None, _) => {
            let text = format!(
                "{until}\nThe chain is whole. A tail that was cut after the acknowledged entry cannot be seen here."
            );
            Answer::done(&chain, text)
        }
    }
}
