//! The record of who did what.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::NaiveDate;
use chrono_tz::Tz;
use clinic::Clinic;
use clinic::audit::export::{csv, json};
use clinic::audit::list::list;
use clinic::audit::people::people;
use clinic::audit::verify::verify;
use clinic::audit::view::{AuditOutcome, AuditQuery, AuditRow, AuditSeverity};
use clinic::clock::bounds;
use clinic::view::{At, Id};
use serde_json::json;

use super::clocks::Clocks;
use super::export;
use super::words::{self, label};
use crate::answer::Answer;
use crate::args::clinic::{Audit, Entries, Format};
use crate::args::{ROWS_MAX, Who};
use crate::entry::{self, choice};
use crate::exit::{Problem, Result};

pub fn run(who: &Who, said: Audit) -> Result<Answer> {
    match said {
        Audit::Verify => check(who),
        Audit::Export {
            which,
            format,
            out,
            reason,
        } => write(who, which, format, &out, &reason),
        Audit::List {
            limit,
            before,
            which,
        } => {
            let which = Asked::of(which)?;
            let clinic = who.unlock()?;
            let query = AuditQuery {
                limit,
                before,
                ..which.query(&clinic)?
            };
            let (page, clocks) = (list(&clinic, &query)?, Clocks::of(&clinic)?);
            let nothing = match (page.rows.as_slice(), &query.action) {
                ([], Some(action)) => unheard_of(&clinic, action)?,
                _ => None,
            };
            let lines = page.rows.iter().map(|row| {
                let who = row.who.as_deref().unwrap_or("nobody signed in");
                let closed = if row.is_closed {
                    "  (its detail is under a key that you do not hold)"
                } else {
                    ""
                };
                let alone = if row.who.is_some() && !row.is_endorsed {
                    "  (this computer's word alone)"
                } else {
                    ""
                };
                format!(
                    "{:>6}  {}  {}  {}  {who}{alone}{}{closed}",
                    row.number,
                    clocks.exact_time(&row.at),
                    row.outcome,
                    row.action,
                    about(row)
                )
            });
            let text = clocks.headed(
                lines.collect(),
                nothing
                    .as_deref()
                    .unwrap_or("Nothing in this computer's trail is like that."),
            );
            Answer::done(&page, text)
        }
    }
}

/// Whom an entry is about, by what of them this user may see.
fn about(row: &AuditRow) -> String {
    let Some(patient) = &row.patient else {
        return String::new();
    };
    let parts = [patient.file_number.as_str(), &patient.name];
    let known: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    match known.as_slice() {
        [] => String::new(),
        known => format!("  patient {}", known.join(" ")),
    }
}

/// What to say of an action that no entry has: it may be mistyped, so words that entries do have follow.
fn unheard_of(clinic: &Clinic, action: &str) -> Result<Option<String>> {
    let newest = |action: Option<&str>| {
        let query = AuditQuery {
            limit: ROWS_MAX,
            action: action.map(str::to_owned),
            ..AuditQuery::default()
        };
        list(clinic, &query)
    };
    if !newest(Some(action))?.rows.is_empty() {
        return Ok(None);
    }
    let known: BTreeSet<String> = newest(None)?
        .rows
        .into_iter()
        .map(|row| row.action)
        .collect();
    let known: Vec<String> = known.into_iter().map(|word| format!("`{word}`")).collect();
    Ok(Some(format!(
        "No entry of this computer's trail has the action `{action}`. The newest ones have {}.",
        known.join(", ")
    )))
}

/// What was said of the entries, as far as it can be judged before anybody signs in.
struct Asked {
    by: Option<String>,
    action: Option<String>,
    patient: Option<Id>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    outcome: Option<AuditOutcome>,
    severity: Option<AuditSeverity>,
}

impl Asked {
    fn of(said: Entries) -> Result<Self> {
        let (from, until) = (day(said.from, "from")?, day(said.until, "until")?);
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            return Err(Problem::refused(
                "invalid",
                "--until is a day before --from. Nothing was read; exchange the two.",
            )
            .at("until"));
        }
        Ok(Self {
            by: said.by,
            action: said.action.map(|action| action.trim().to_lowercase()),
            patient: said
                .patient
                .map(|patient| entry::id(patient, "patient"))
                .transpose()?,
            from,
            until,
            outcome: said
                .outcome
                .map(|outcome| choice(&outcome, "outcome"))
                .transpose()?,
            severity: said
                .severity
                .map(|severity| choice(&severity, "severity"))
                .transpose()?,
        })
    }

    fn query(self, clinic: &Clinic) -> Result<AuditQuery> {
        let by = self.by.as_deref();
        let user_id = by.map(|name| whoever(clinic, name)).transpose()?;
        Ok(self.at(user_id, &clinic.zone()?))
    }

    /// Days are the clinic's own, and the last one is among them.
    fn at(self, user_id: Option<Id>, zone: &Tz) -> AuditQuery {
        AuditQuery {
            user_id,
            patient_id: self.patient,
            action: self.action,
            from: self.from.map(|day| At::of(bounds(day, zone).0)),
            until: self.until.map(|day| At::of(bounds(day, zone).1)),
            outcome: self.outcome,
            severity: self.severity,
            ..AuditQuery::default()
        }
    }
}

fn day(said: Option<String>, field: &'static str) -> Result<Option<NaiveDate>> {
    match said {
        Some(said) => Ok(Some(entry::day(said, field)?.to_date(field)?)),
        None => Ok(None),
    }
}

/// Also somebody who may sign in no longer: what they did stays in the trail.
fn whoever(clinic: &Clinic, name: &str) -> Result<Id> {
    let name = name.trim();
    let users = clinic.unlocked().read().users()?;
    let mut users = users.iter().map(|user| &user.value);
    if let Some(user) = users.find(|user| user.username.eq_ignore_ascii_case(name)) {
        return Ok(Id::of(user.id));
    }
    let mut named = people(clinic)?;
    named.retain(|person| person.name.to_lowercase() == name.to_lowercase());
    let message = match named.as_slice() {
        [person] => return Ok(person.id.clone()),
        [] => format!(
            "Nobody here is or was called `{name}`. Nothing was read; `nutrivault user list` lists the user names."
        ),
        _ => format!(
            "More than one person is called `{name}`. Nothing was read; give the user name, which `nutrivault user list` shows."
        ),
    };
    Err(Problem::refused("not_found", message).at("by"))
}

fn write(who: &Who, which: Entries, format: Format, out: &Path, reason: &str) -> Result<Answer> {
    let which = Asked::of(which)?;
    let mut clinic = who.unlock()?;
    let query = which.query(&clinic)?;
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn days(from: &str, until: &str) -> Entries {
        Entries {
            from: Some(from.to_owned()),
            until: Some(until.to_owned()),
            ..Entries::default()
        }
    }

    #[test]
    fn days_begin_and_end_by_the_clinic_s_clocks_and_the_last_one_is_among_them() {
        let zone = "Europe/Paris".parse::<Tz>().unwrap();
        let asked = Asked::of(days("2026-10-24", "2026-10-25")).unwrap();
        let query = asked.at(None, &zone);
        assert_eq!(query.from, Some(At("2026-10-23T22:00:00Z".to_owned())));
        // the clocks went back that night
        assert_eq!(query.until, Some(At("2026-10-25T23:00:00Z".to_owned())));
        assert!(Asked::of(days("2026-10-25", "2026-10-25")).is_ok());
        let backwards = Asked::of(days("2026-10-25", "2026-10-24")).err().unwrap();
        assert_eq!(
            (backwards.code, backwards.field.as_deref()),
            ("invalid", Some("until"))
        );
        let none = Asked::of(days("2026-02-30", "2026-10-24")).err().unwrap();
        assert_eq!((none.code, none.field.as_deref()), ("usage", Some("from")));
    }
}
