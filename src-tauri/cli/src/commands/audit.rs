//! The audit log.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::NaiveDate;
use chrono_tz::Tz;
use clinic::Clinic;
use clinic::audit::export::{csv, json};
use clinic::audit::list::list;
use clinic::audit::list::people;
use clinic::audit::view::verify;
use clinic::audit::view::{
    AuditOutcome, AuditQuery, AuditRow, AuditSeverity, ErasedView, NumberView, OtherChainView,
};
use clinic::clock::bounds;
use clinic::file_state::{AnchorView, accept, file_state};
use clinic::view::{At, Id};
use serde_json::json;

use super::export;
use crate::answer::Answer;
use crate::args::clinic::{Audit, Entries, Format};
use crate::args::{ROWS_MAX, Who};
use crate::entry::{self, choice};
use crate::exit::{Problem, Result};
use crate::sentences::{damage_line, file_lines};
use crate::text::{self, Clocks, label};
use crate::workplace::facility_id;

pub fn run(who: &Who, args: Audit) -> Result<Answer> {
    match args {
        Audit::Verify => check(who),
        Audit::Accept { reason } => accept_file(who, &reason),
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
            let which = Filters::of(which)?;
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
                let sealed = if row.is_undecryptable {
                    "  (its detail is under a key that you do not hold)"
                } else if row.is_withheld {
                    "  (it changed records that you may not read)"
                } else {
                    ""
                };
                let at = row.facility.as_deref().map(|name| format!("  at {name}"));
                let at = at.unwrap_or_default();
                let alone = if row.who.is_some() && !row.is_endorsed {
                    "  (this computer's word alone)"
                } else {
                    ""
                };
                format!(
                    "{:>6}  {}  {}  {}  {who}{alone}{}{at}{sealed}",
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
                    .unwrap_or("No entry of this computer's audit log fits these filters."),
            );
            Answer::done(&page, text)
        }
    }
}

/// Returns the patient that an entry is about, as far as this user may see them.
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

/// Returns the sentence for an action that no entry has: it may be mistyped, so the actions of entries follow.
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
        "No entry of this computer's audit log has the action `{action}`. The newest ones have {}.",
        known.join(", ")
    )))
}

/// The filters of the entries, parsed as far as that is possible before the user signs in.
struct Filters {
    by: Option<String>,
    action: Option<String>,
    patient: Option<Id>,
    facility: Option<String>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    outcome: Option<AuditOutcome>,
    severity: Option<AuditSeverity>,
}

impl Filters {
    fn of(args: Entries) -> Result<Self> {
        let (from, until) = (day(args.from, "from")?, day(args.until, "until")?);
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            return Err(Problem::refused(
                "invalid",
                "--until is a day before --from. Nothing was read; exchange the two.",
            )
            .at("until"));
        }
        Ok(Self {
            by: args.by,
            action: args.action.map(|action| action.trim().to_lowercase()),
            patient: args
                .patient
                .map(|patient| entry::id(patient, "patient"))
                .transpose()?,
            facility: args.facility,
            from,
            until,
            outcome: args
                .outcome
                .map(|outcome| choice(&outcome, "outcome"))
                .transpose()?,
            severity: args
                .severity
                .map(|severity| choice(&severity, "severity"))
                .transpose()?,
        })
    }

    fn query(self, clinic: &Clinic) -> Result<AuditQuery> {
        let by = self.by.as_deref();
        let user_id = by.map(|name| user_named(clinic, name)).transpose()?;
        let facility = self.facility.as_deref();
        let facility_id = facility.map(|which| facility_id(clinic, which));
        let facility_id = facility_id.transpose()?;
        Ok(AuditQuery {
            facility_id,
            ..self.at(user_id, &clinic.zone()?)
        })
    }

    /// Days are those of the clinic's zone, and the last one is included.
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

fn day(text: Option<String>, field: &'static str) -> Result<Option<NaiveDate>> {
    match text {
        Some(text) => Ok(Some(entry::day(text, field)?.to_date(field)?)),
        None => Ok(None),
    }
}

/// Returns the id of a user, including deactivated users, whose actions stay in the log.
fn user_named(clinic: &Clinic, name: &str) -> Result<Id> {
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
            "More than one person is called `{name}`. Nothing was read; give the user name, which `nutrivault user \
             list` shows."
        ),
    };
    Err(Problem::refused("not_found", message).at("by"))
}

fn write(who: &Who, which: Entries, format: Format, out: &Path, reason: &str) -> Result<Answer> {
    let which = Filters::of(which)?;
    let mut clinic = who.unlock()?;
    let query = which.query(&clinic)?;
    let count = export::to_file(out, |file| {
        Ok(match format {
            Format::Json => json(&mut clinic, &query, reason, file)?,
            Format::Csv => csv(&mut clinic, &query, reason, file)?,
        })
    })?;
    let text = format!(
        "Wrote `{}` with {}.",
        out.display(),
        text::count(count, "entry", "entries")
    );
    Answer::done(&json!({ "path": out, "entries": count }), text)
}

fn accept_file(who: &Who, reason: &str) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let Some(ended) = accept(&mut clinic, reason)? else {
        return Err(Problem::refused(
            "not_found",
            "There is no warning about the clinic's file on this computer, so there is none to end. Nothing was \
             changed.",
        ));
    };
    let vault = clinic.unlocked().vault();
    let (number, file) = (vault.device_number()?, file_state(vault)?);
    let mut lines = vec![format!(
        "The clinic's file counts as it is from now on; your reason is in the audit log. This computer is number \
         {number}. What is not in the file does not come back: enter it again."
    )];
    lines.extend(file_lines(&file));
    let answer = json!({ "accepted": ended, "device_number": number, "file": file });
    Answer::done(&answer, lines.join("\n"))
}

/// Bodies that were erased with a patient; the chain has their digests.
fn erased_line(erased: &ErasedView) -> String {
    let entries = text::count(erased.entries as usize, "entry", "entries");
    match (&erased.patient_id, erased.is_ordered) {
        (Some(patient), true) => format!(
            "The contents of {entries} were erased with {}, by an order that is here.",
            patient.0
        ),
        (Some(patient), false) => format!(
            "WARNING: the contents of {entries} about {} were taken away, and no order to erase them is here.",
            patient.0
        ),
        (None, _) => format!(
            "WARNING: the contents of {entries} about no patient were taken away, which nobody may order."
        ),
    }
}

fn check(who: &Who) -> Result<Answer> {
    let chain = verify(&who.open()?)?;
    let mut until = format!(
        "Computer {}: {}; the server has acknowledged {}.",
        chain.device_number,
        text::count(chain.entries as usize, "entry", "entries"),
        chain.acknowledged
    );
    if chain.device_only > 0 {
        until.push_str(&format!(
            " In {} somebody is named on this computer's word alone: no key of theirs opened the session.",
            chain.device_only
        ));
    }
    let mut lines = vec![until];
    lines.push(match (&chain.fault, chain.at) {
        (Some(fault), at) => {
            let position = at.map_or(String::new(), |at| format!(" at entry {at}"));
            format!("The chain breaks{position}: {}.", label(fault))
        }
        (None, _) if chain.file.anchor == AnchorView::Stored => "The chain is whole.".to_owned(),
        (None, _) => {
            "The chain is whole. A tail that was cut after the acknowledged entry cannot be seen here.".to_owned()
        }
    });
    lines.extend(
        chain
            .accepted_to
            .map(|to| accepted(chain.device_number, to)),
    );
    for other in &chain.others {
        lines.push(of_other(other));
        lines.extend(
            other
                .accepted_to
                .map(|to| accepted(other.device_number, to)),
        );
    }
    lines.extend(match chain.number {
        NumberView::Proved => None,
        NumberView::NoRow => Some(format!(
            "That this computer is number {} cannot be checked yet: its own row has not come.",
            chain.device_number
        )),
        NumberView::Other => Some(format!(
            "WARNING: the file says that this computer is number {}, and its signed row says another.",
            chain.device_number
        )),
    });
    lines.extend(chain.erased.iter().map(erased_line));
    lines.extend(file_lines(&chain.file));
    let others = &chain.others;
    let is_broken = chain.fault.is_some() || others.iter().any(|other| other.fault.is_some());
    if is_broken && chain.file.alarm.is_none() {
        lines.push(
            "Keep a copy of the folder as it is. An admin who knows why entries are lost goes on from the log as it is \
             with `nutrivault audit accept --reason TEXT`; the reason is in the log."
                .to_owned(),
        );
    }
    lines.extend(chain.records.iter().map(damage_line));
    let answer = Answer::done(&chain, lines.join("\n"))?;
    Ok(match chain.is_clean {
        true => answer,
        false => answer.refused(),
    })
}

/// Returns the line for a chain that an admin accepted although entries of it were lost.
fn accepted(computer: u32, to: u32) -> String {
    format!(
        "Up to entry {to} an admin accepted the log of computer {computer} as it is, although entries of it were lost; \
         the log says who did so and why."
    )
}

/// Returns the line for the chain of another number.
fn of_other(chain: &OtherChainView) -> String {
    let entries = text::count(chain.entries as usize, "entry", "entries");
    let verdict = match (&chain.fault, chain.at) {
        (Some(fault), Some(at)) => format!("the chain breaks at entry {at}: {}", label(fault)),
        (Some(fault), None) => format!("the chain breaks: {}", label(fault)),
        (None, _) if !chain.is_checked => {
            "it cannot be checked yet, since the row of that computer has not come".to_owned()
        }
        (None, _) => "the chain is whole".to_owned(),
    };
    format!("Computer {}: {entries}; {verdict}.", chain.device_number)
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
    fn days_are_those_of_the_clinic_s_zone_and_the_last_is_included() {
        let zone = "Europe/Paris".parse::<Tz>().unwrap();
        let filters = Filters::of(days("2026-10-24", "2026-10-25")).unwrap();
        let query = filters.at(None, &zone);
        assert_eq!(query.from, Some(At("2026-10-23T22:00:00Z".to_owned())));
        // the clocks went back that night
        assert_eq!(query.until, Some(At("2026-10-25T23:00:00Z".to_owned())));
        assert!(Filters::of(days("2026-10-25", "2026-10-25")).is_ok());
        let backwards = Filters::of(days("2026-10-25", "2026-10-24")).err().unwrap();
        assert_eq!(
            (backwards.code, backwards.field.as_deref()),
            ("invalid", Some("until"))
        );
        let none = Filters::of(days("2026-02-30", "2026-10-24")).err().unwrap();
        assert_eq!((none.code, none.field.as_deref()), ("usage", Some("from")));
    }
}
