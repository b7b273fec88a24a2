//! Many appointments at once.

use std::collections::BTreeMap;

use clinic::appointments::NewAppointment;
use clinic::appointments::batch::{
    BatchOutcome, DoubtedEntry, ENTRIES_MAX, RefusedEntry, book_all, preview,
};
use clinic::error::Reason;
use clinic::{Clinic, Error};
use serde_json::json;

use super::booking::{Names, OVER, named_appointment, overlap, refused, whose};
use super::line::{line, notes};
use crate::answer::Answer;
use crate::args::care::BookingEntry;
use crate::exit::{Problem, Result};
use crate::text::{Clocks, count};
use crate::together::{each, in_line, of_all};

/// Returns the entries of an array.
///
/// # Errors
/// A usage error for an array of no entry or of more than 1,000, and with the number of each that cannot be read.
pub fn readable(all: Vec<Result<BookingEntry>>) -> Result<Vec<BookingEntry>> {
    if !(1..=ENTRIES_MAX).contains(&all.len()) {
        return Err(Error::invalid("appointments", Reason::Impossible).into());
    }
    let numbered = (1..).zip(all);
    each(numbered.map(|(number, one)| one.map_err(|problem| in_entry(number, problem))))
}

fn in_entry(number: usize, problem: Problem) -> Problem {
    in_line("entries", "Entry", number, problem)
}

/// Books all of them, or none.
///
/// # Errors
/// What is wrong with each entry, with its number; `anyway` for those that overlap another appointment or each other,
/// and for those whose time is over.
pub fn reserve(clinic: &mut Clinic, all: Vec<BookingEntry>, anyway: bool) -> Result<Answer> {
    let named: Vec<bool> = all.iter().map(|entry| entry.provider.is_some()).collect();
    let mut wrong = Wrong {
        named: &named,
        problems: BTreeMap::new(),
        known: BTreeMap::new(),
    };
    let (numbers, new) = typed(clinic, all, &mut wrong)?;
    let is_any_wrong = !wrong.problems.is_empty();
    // so that all that is wrong is named at once, also where the clinic is not asked about doubts
    if !new.is_empty() && (!anyway || is_any_wrong) {
        let preview = preview(clinic, &new)?;
        wrong.add(clinic, &numbers, preview.refused);
        if wrong.problems.is_empty() && !anyway {
            require_no_doubts(clinic, &preview.doubted)?;
        }
    }
    wrong.require_none()?;
    match book_all(clinic, &new, anyway)? {
        BatchOutcome::Booked(appointments) => {
            let clocks = Clocks::of(clinic)?;
            let number = count(appointments.len(), "appointment", "appointments");
            let mut lines = vec![format!("Booked {number}:")];
            lines.extend(appointments.iter().map(|one| {
                let starts = clocks.time(&one.starts_at);
                line(one, &starts) + &notes(one)
            }));
            let text = clocks.headed(lines, "Nothing was changed.");
            Answer::done(&json!({ "appointments": appointments }), text)
        }
        BatchOutcome::Refused(entries) => {
            wrong.add(clinic, &numbers, entries);
            wrong.require_none()?;
            Answer::done(&json!({ "appointments": [] }), "Nothing was changed.")
        }
        // another process was faster: what it booked is asked about
        BatchOutcome::Doubted(entries) => {
            require_no_doubts(clinic, &entries)?;
            Answer::done(&json!({ "appointments": [] }), "Nothing was changed.")
        }
    }
}

/// Returns what can be read of the entries, with their numbers.
///
/// # Errors
/// A problem that is about no field of an entry.
fn typed(
    clinic: &Clinic,
    all: Vec<BookingEntry>,
    wrong: &mut Wrong<'_>,
) -> Result<(Vec<usize>, Vec<NewAppointment>)> {
    let mut names = Names::default();
    let (mut numbers, mut read) = (Vec::new(), Vec::new());
    for (number, entry) in (1..).zip(all) {
        match named_appointment(clinic, &mut names, entry) {
            Ok(new) => {
                numbers.push(number);
                read.push(new);
            }
            Err(problem) if problem.field.is_none() => return Err(problem),
            Err(problem) => {
                wrong.problems.insert(number, in_entry(number, problem));
            }
        }
    }
    Ok((numbers, read))
}

/// What is wrong with entries, by their numbers.
struct Wrong<'e> {
    /// Of each entry whether it names a provider.
    named: &'e [bool],
    problems: BTreeMap<usize, Problem>,
    /// By whether a provider is named and by the error, so that the users who do see patients are looked up once.
    known: BTreeMap<(bool, String), Problem>,
}

impl Wrong<'_> {
    /// Adds what the clinic refuses; `numbers` are those of the entries that it was given.
    fn add(&mut self, clinic: &Clinic, numbers: &[usize], entries: Vec<RefusedEntry>) {
        for RefusedEntry { number, error } in entries {
            let Some(number) = numbers.get(number as usize - 1).copied() else {
                continue;
            };
            let is_named = self.named.get(number - 1).copied().unwrap_or(false);
            let known = self.known.entry((is_named, error.to_string()));
            let problem = known.or_insert_with(|| refused(clinic, error, is_named));
            let problem = in_entry(number, problem.clone());
            self.problems.insert(number, problem);
        }
    }

    /// # Errors
    /// All of them, in the order of the entries.
    fn require_none(&mut self) -> Result<()> {
        let problems = std::mem::take(&mut self.problems);
        match problems.is_empty() {
            true => Ok(()),
            false => Err(of_all(problems.into_values().collect())),
        }
    }
}

/// # Errors
/// `anyway`, with what speaks against each entry.
fn require_no_doubts(clinic: &Clinic, doubted: &[DoubtedEntry]) -> Result<()> {
    if doubted.is_empty() {
        return Ok(());
    }
    let clocks = Clocks::of(clinic)?;
    let sentence = |entry: &DoubtedEntry| {
        let overlaps = entry.overlaps.iter().map(|overlapping| {
            let whose = match overlapping.entry {
                Some(number) => format!("entry {number}"),
                None => whose(&overlapping.other),
            };
            overlap(&whose, &overlapping.other, &clocks)
        });
        let over = entry.is_over.then(|| OVER.to_owned());
        let sentences: Vec<String> = overlaps.chain(over).collect();
        format!("Entry {}: {}", entry.number, sentences.join(" "))
    };
    let mut lines: Vec<String> = doubted.iter().map(sentence).collect();
    lines.push(
        "Nothing was booked; choose other times, or say --anyway when they are right.".to_owned(),
    );
    Err(Problem::needs_person("anyway", lines.join("\n")).at("anyway"))
}
