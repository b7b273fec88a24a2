//! Readings and their trend.

use clinic::Clinic;
use clinic::Error;
use clinic::clock::clock_ahead_minutes;
use clinic::error::Reason;
use clinic::growth::growth;
use clinic::measurement_kinds::{MeasurementKindChoice, choices, folded};
use clinic::measurements::doubt::present;
use clinic::measurements::list::list;
use clinic::measurements::list::show;
use clinic::measurements::list::trend;
use clinic::measurements::record::{ReadingEntry, add, confirm, consider};
use clinic::measurements::record::{consider_correction, correct, remove, removed, restore};
use clinic::measurements::{ConsideredReading, Correction, Doubt, Measure, MeasurementView};
use clinic::measurements::{MeasureKind, MeasureProblem, Misread, read_closely, unit_names};
use clinic::view::{At, Id};
use serde_json::json;
use sync_contract::field::Time;

use crate::answer::{Answer, snake, word};
use crate::args::care::{CorrectionEntry, MeasurementEntry, Measurements};
use crate::args::{FromInput, Who};
use crate::commands::centiles::centile_remark;
use crate::commands::growth::{growth_query, growth_text};
use crate::entry::{choice, entry, id, moment, read_version, read_version_or, required};
use crate::exit::{Problem, Result};
use crate::sentences::two_numbers;
use crate::text::{Clocks, clock_is_wrong, label, measure, quantity};
use crate::together::Together;

pub fn run(who: &Who, args: Measurements) -> Result<Answer> {
    match args {
        Measurements::Add {
            input,
            entry: flags,
        } => record(who, entry(&input, flags)?),
        Measurements::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let (rows, clocks) = (list(&clinic, &patient)?, Clocks::of(&clinic)?);
            let lines = rows.iter().map(|row| line(row, &clocks)).collect();
            let text = clocks.headed(lines, "Nothing was measured yet.");
            Answer::done(&json!({ "measurements": rows }), text)
        }
        Measurements::Correct {
            id: measurement,
            input,
            entry: flags,
        } => change(who, &id(measurement, "ID")?, &input, entry(&input, flags)?),
        Measurements::Confirm {
            id: measurement,
            seen,
        } => {
            let measurement = id(measurement, "ID")?;
            let mut clinic = who.unlock()?;
            let seen =
                read_version_or(&clinic, seen, |clinic| Ok(show(clinic, &measurement)?.seen))?;
            confirm(&mut clinic, &measurement, &seen)?;
            let (measurement, clocks) = (show(&clinic, &measurement)?, Clocks::of(&clinic)?);
            let text = format!("Kept {}", line(&measurement, &clocks));
            Answer::done(&json!({ "measurement": measurement }), text)
        }
        Measurements::Remove {
            id: measurement,
            seen,
        } => {
            let measurement = id(measurement, "ID")?;
            let mut clinic = who.unlock()?;
            let seen =
                read_version_or(&clinic, seen, |clinic| Ok(show(clinic, &measurement)?.seen))?;
            let removal = remove(&mut clinic, &measurement, &seen)?;
            let text = format!("Removed {measurement}.");
            Answer::done(&json!({ "id": measurement, "seen": removal }), text)
        }
        Measurements::Restore {
            id: measurement,
            seen,
        } => {
            let measurement = id(measurement, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| Ok(removed(clinic, &measurement)?))?;
            restore(&mut clinic, &measurement, &seen)?;
            let text = format!("Restored {measurement}.");
            Answer::done(&json!({ "id": measurement }), text)
        }
        Measurements::Trend { patient, kind } => {
            let patient = id(patient, "patient")?;
            let program = choice::<MeasureKind>(&kind, "kind").ok();
            let clinic = who.unlock()?;
            let kind = match program {
                Some(kind) => kind.into(),
                None => own(&clinic, &kind)?.measure.into(),
            };
            let (trend, clocks) = (trend(&clinic, &patient, &kind)?, Clocks::of(&clinic)?);
            let lines = trend.points.iter().map(|point| {
                let second = point
                    .second
                    .map_or(String::new(), |second| format!("/{}", second.0));
                let at = clocks.time(&point.at);
                let centile = centile_remark(point.centile.as_ref());
                format!("{at}  {}{second} {}{centile}", point.value.0, trend.unit)
            });
            let others = trend.in_other_units.iter().map(|reading| {
                let (at, value) = (clocks.time(&reading.measured_at), &reading.quantity);
                format!(
                    "{at}  {}, in another unit than the kind has",
                    quantity(value)
                )
            });
            let lines = lines.chain(others).collect();
            let text = clocks.headed(lines, "Nothing of this kind was recorded yet.");
            Answer::done(&trend, text)
        }
        Measurements::Growth { of } => {
            let (patient, query) = growth_query(of)?;
            let clinic = who.unlock()?;
            let (growth, clocks) = (growth(&clinic, &patient, query)?, Clocks::of(&clinic)?);
            Answer::done(&growth, growth_text(&growth, &clocks))
        }
    }
}

fn line(row: &MeasurementView, clocks: &Clocks) -> String {
    let flag = match (row.questioned, row.confirmed) {
        (true, _) => ", to be checked",
        (_, true) => ", kept although unlikely",
        _ => "",
    };
    let corrected = row.corrected.as_ref().map_or(String::new(), |correction| {
        let had_entered = match correction.was_by.as_str() {
            "" => String::new(),
            by => format!(" by {by}"),
        };
        let at = clocks.time(&correction.at);
        let was = match correction.was.as_str() {
            "" => "damaged",
            was => was,
        };
        format!(
            ", was {was}{had_entered}, changed {at} by {}",
            correction.by
        )
    });
    format!(
        "{}  {}  {}: {}{}, by {}{flag}{corrected}",
        row.id,
        clocks.time(&row.measured_at),
        measure(&row.kind),
        quantity(&row.quantity),
        centile_remark(row.centile.as_ref()),
        row.by
    )
}

fn change(who: &Who, id: &Id, input: &FromInput, args: CorrectionEntry) -> Result<Answer> {
    let text = required(args.value, "value")?;
    let at = args.at.map(|at| moment(at, "at")).transpose()?;
    let named = args
        .kind
        .map(|kind| Ok::<_, Problem>((measured(&kind)?, kind)))
        .transpose()?;
    let mut clinic = who.unlock()?;
    let stored = show(&clinic, id)?;
    let kind = match named {
        Some((program, name)) => chosen(&clinic, program, &name)?,
        None => stored.kind,
    };
    readable(&kind, &text)?;
    let seen = read_version(args.seen, stored.seen, input)?;
    let correction = Correction {
        kind,
        text,
        at,
        accept_doubtful: args.accepts_doubtful,
    };
    let considered = consider_correction(&clinic, id, &correction)
        .map_err(|error| refused(&clinic, error, &correction.kind, &correction.text))?;
    let clocks = Clocks::of(&clinic)?;
    let doubt = considered.doubt.as_ref();
    let doubt = doubt.map(|doubt| improbable(&correction.kind, &considered, doubt, &clocks));
    if let Some(doubt) = doubt.as_ref().filter(|_| !args.accepts_doubtful) {
        return Err(doubtful(doubt));
    }
    correct(&mut clinic, id, &seen, &correction)?;
    let measurement = show(&clinic, id)?;
    let mut lines = vec![
        format!("Corrected {}", line(&measurement, &clocks)),
        understood(&correction.kind, &correction.text, &considered),
    ];
    lines.extend(doubt);
    let answer = json!({ "measurement": measurement, "doubt": considered.doubt });
    Answer::done(&answer, lines.join("\n"))
}

/// The refusal of a value that is far from what is likely.
fn doubtful(doubt: &str) -> Problem {
    let message =
        format!("{doubt} Nothing was recorded; measure again, or say --keep when it is right.");
    Problem::needs_person("doubtful", message).at("value")
}

fn record(who: &Who, args: MeasurementEntry) -> Result<Answer> {
    let reading = || {
        let (name, text) =
            (required(args.kind, "kind"), required(args.value, "value")).together()?;
        let program = measured(&name)?;
        if let Some(kind) = program {
            readable_in_units(kind, &text)?;
        }
        Ok((name, program, text))
    };
    let (patient, visit, (name, program, text), at) = (
        required(args.patient, "patient").and_then(|patient| id(patient, "patient")),
        args.visit.map(|visit| id(visit, "visit")).transpose(),
        reading(),
        args.at.map(|at| moment(at, "at")).transpose(),
    )
        .together()?;
    let mut clinic = who.unlock()?;
    let kind = chosen(&clinic, program, &name)?;
    let reading = ReadingEntry {
        patient: patient.to()?,
        visit: visit.map(|visit| visit.to()).transpose()?,
        kind: kind.clone(),
        text,
        at: at.map_or(Ok(clinic.now()), |at| at.to_time("at"))?,
        accept_doubtful: args.accepts_doubtful,
    };
    let considered = consider(&clinic, &reading)
        .map_err(|error| refused(&clinic, error, &kind, &reading.text))?;
    let clocks = Clocks::of(&clinic)?;
    if let Some(doubt) = considered.doubt.as_ref().filter(|_| !args.accepts_doubtful) {
        return Err(doubtful(&improbable(&kind, &considered, doubt, &clocks)));
    }
    if !args.accepts_doubtful {
        not_to_come(&clinic, reading.at)?;
    }
    let added = add(&mut clinic, &reading);
    let (id, considered) = added.map_err(|error| refused(&clinic, error, &kind, &reading.text))?;
    let mut text = format!(
        "Recorded {id}\n{}",
        understood(&kind, &reading.text, &considered)
    );
    if let Some(doubt) = &considered.doubt {
        let doubt = improbable(&kind, &considered, doubt, &clocks);
        text.push_str(&format!("\n{doubt}"));
    }
    let answer = json!({
        "id": id,
        "kind": kind,
        "at": At::of(reading.at),
        "entered": reading.text,
        "quantity": considered.quantity,
        "doubt": considered.doubt,
    });
    Answer::done(&answer, text)
}

/// Asks about a reading that is still to come, by the server's clock where that of this computer is ahead of it.
///
/// # Errors
/// `doubtful`.
fn not_to_come(clinic: &Clinic, at: Time) -> Result<()> {
    if at <= present(clinic)? {
        return Ok(());
    }
    let ahead = clock_ahead_minutes(clinic.unlocked().vault())?.filter(|ahead| *ahead > 0);
    let clock = ahead.map_or(String::new(), |ahead| format!("{} ", clock_is_wrong(ahead)));
    let message = format!(
        "{clock}The time of this reading has not come yet. Nothing was recorded; give it with --at, or say --keep when \
         it is right."
    );
    Err(Problem::needs_person("doubtful", message).at("at"))
}

fn refused(clinic: &Clinic, error: Error, kind: &Measure, text: &str) -> Problem {
    let Error::Invalid { field, reason } = error else {
        return error.into();
    };
    match (field, reason) {
        ("at", Reason::Backwards) => Problem::refused(
            "invalid",
            "--at is before the patient was born. Nothing was recorded; check the day, and the birth date with \
             `nutrivault patients show`.",
        )
        .at("at"),
        ("kind", Reason::Unknown) => Problem::refused(
            "invalid",
            format!(
                "`{}` is not in use any more, so nothing new is recorded with it. Nothing was recorded; `nutrivault \
                 measurement-kinds edit` takes it back into use.",
                measure(kind)
            ),
        )
        .at("kind"),
        ("text", reason) => match kind {
            Measure::Own(_) => own_unreadable(clinic, kind, text, reason),
            Measure::Program(_) => error.into(),
        },
        _ => error.into(),
    }
}

/// The refusal of a value of one of the clinic's own kinds.
fn own_unreadable(clinic: &Clinic, kind: &Measure, text: &str, reason: Reason) -> Problem {
    let name = measure(kind);
    let unit = match own(clinic, &name) {
        Ok(MeasurementKindChoice { unit, .. }) if unit.is_empty() => "without a unit".to_owned(),
        Ok(MeasurementKindChoice { unit, .. }) => format!("in {unit}, or without a unit"),
        Err(_) => "in its unit".to_owned(),
    };
    match reason {
        Reason::Impossible => Problem::refused(
            "invalid",
            format!(
                "--value `{text}` is outside of what the clinic set for {name}. Nothing was recorded; check the \
                 number, and the range with `nutrivault measurement-kinds list`."
            ),
        ),
        Reason::TwoNumbers => two_numbers("value", text),
        _ => Problem::usage(format!(
            "--value of {name} takes a number {unit}; `{text}` is none. Nothing was recorded."
        )),
    }
    .at("value")
}

/// Parses a kind of the program that is measured; none for any other name, which may be one of the clinic's own.
///
/// # Errors
/// `usage` for one that is computed, with those that are measured.
fn measured(text: &str) -> Result<Option<MeasureKind>> {
    match choice::<MeasureKind>(text, "kind") {
        Ok(kind) if kind.code().is_some() => Ok(Some(kind)),
        Ok(_) => Err(Problem::usage(format!(
            "`{text}` is computed, not recorded: record what it is computed from. --kind is one of {}. Nothing was \
             changed.",
            codes()
        ))
        .at("kind")),
        Err(_) => Ok(None),
    }
}

fn codes() -> String {
    let names = MeasureKind::MEASURED.map(|kind| snake(&word(&kind)).to_uppercase());
    names.join(", ")
}

/// Returns the kind that was named: one of the program or one of the clinic's own.
///
/// # Errors
/// As [`own`].
fn chosen(clinic: &Clinic, program: Option<MeasureKind>, name: &str) -> Result<Measure> {
    match program {
        Some(kind) => Ok(kind.into()),
        None => Ok(own(clinic, name)?.measure.into()),
    }
}

/// Returns one of the clinic's own kinds by its name or its id.
///
/// # Errors
/// `usage` for a name that no kind has, and for one that several have.
fn own(clinic: &Clinic, name: &str) -> Result<MeasurementKindChoice> {
    let all = choices(clinic)?;
    let id = name.trim().to_lowercase();
    let is_called = |kind: &&MeasurementKindChoice| {
        let called = kind.measure.name.as_deref().map(folded);
        kind.measure.own.0 == id || called == Some(folded(name))
    };
    let named: Vec<_> = all.iter().filter(is_called).collect();
    match named[..] {
        [one] => Ok(one.clone()),
        [] => {
            let own = all.iter().filter(|kind| kind.is_active);
            let own: Vec<_> = own.filter_map(|kind| kind.measure.name.clone()).collect();
            let own = match own.is_empty() {
                true => String::new(),
                false => format!(", or one of the clinic's own: {}", own.join(", ")),
            };
            Err(Problem::usage(format!(
                "`{name}` is not one of the choices of --kind: {}{own}. Nothing was changed.",
                codes()
            ))
            .at("kind"))
        }
        _ => {
            let ids: Vec<_> = named
                .iter()
                .map(|kind| kind.measure.own.0.clone())
                .collect();
            Err(Problem::usage(format!(
                "Several kinds of the clinic are called `{name}`. Nothing was changed; say --kind with the id of one: \
                 {}.",
                ids.join(", ")
            ))
            .at("kind"))
        }
    }
}

/// Refuses a value that cannot be parsed.
///
/// # Errors
/// Those of [`readable_in_units`]; a value of one of the clinic's own kinds is parsed when it is considered.
fn readable(kind: &Measure, text: &str) -> Result<()> {
    match kind {
        Measure::Program(kind) => readable_in_units(*kind, text),
        Measure::Own(_) => Ok(()),
    }
}

/// Refuses a value that cannot be parsed.
///
/// # Errors
/// `usage` for what is no number in a unit of this kind, `invalid` for what no body can have.
fn readable_in_units(kind: MeasureKind, text: &str) -> Result<()> {
    let units = || unit_names(kind).join(", ");
    let problem = match read_closely(kind, text) {
        Ok(_) => return Ok(()),
        Err(Misread::Problem(problem)) => problem,
        Err(Misread::Overfull(part)) => {
            return Err(Problem::usage(format!(
                "--value `{text}` has {} {unit} after the {larger}, and {} {unit} make one {larger} more. Nothing was \
                 recorded; write it with fewer than {} {unit}.",
                part.number,
                part.limit,
                part.limit,
                unit = part.unit,
                larger = part.larger
            ))
            .at("value"));
        }
    };
    let problem = match problem {
        MeasureProblem::NotANumber if kind == MeasureKind::BloodPressure => {
            Problem::usage(format!(
                "--value takes two figures for a blood pressure, such as 120/80, in {}; `{text}` is none. Nothing was \
                 recorded.",
                units()
            ))
        }
        MeasureProblem::NotANumber => Problem::usage(format!(
            "--value takes a number and its unit, such as `72.4 kg`; `{text}` is none. A {} is in {}. Nothing was \
             recorded.",
            label(&kind),
            units()
        )),
        MeasureProblem::UnknownUnit => Problem::usage(format!(
            "--value `{text}` has `{}` behind its number, which is no unit of a {}: it is in {}{}. Nothing was \
             recorded.",
            behind_number(text),
            label(&kind),
            units(),
            if is_power(text) {
                ", and a number is written in full, such as 1000"
            } else {
                ""
            }
        )),
        MeasureProblem::TwoNumbers => two_numbers("value", text),
        MeasureProblem::Impossible => Problem::refused(
            "invalid",
            format!(
                "--value `{text}` is a {} that no body can have. Nothing was recorded; check the number and its unit \
                 ({}).",
                label(&kind),
                units()
            ),
        ),
    };
    Err(problem.at("value"))
}

fn behind_number(text: &str) -> &str {
    text.trim()
        .trim_start_matches(|letter: char| letter.is_numeric() || "+-., ".contains(letter))
}

/// Returns whether a number is written with an exponent, such as `1e3`.
fn is_power(text: &str) -> bool {
    let rest = behind_number(text).strip_prefix(['e', 'E']);
    rest.is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit() || next == '-'))
}

fn understood(kind: &Measure, text: &str, considered: &ConsideredReading) -> String {
    format!(
        "{}: understood `{text}` as {}, which is kept",
        measure(kind),
        quantity(&considered.quantity)
    )
}

fn improbable(
    kind: &Measure,
    considered: &ConsideredReading,
    doubt: &Doubt,
    clocks: &Clocks,
) -> String {
    let value = quantity(&considered.quantity);
    if doubt.is_for_younger {
        return format!(
            "{value} is a {} of a grown person, who is measured standing: a HEIGHT.",
            measure(kind)
        );
    }
    match &doubt.last {
        Some(last) => format!(
            "{value} is far from the last {}, {}{} at {}.",
            measure(kind),
            quantity(&last.quantity),
            centile_remark(last.centile.as_ref()),
            clocks.time_and_zone(&last.measured_at)
        ),
        None => format!(
            "{value} is outside of what is usual for a {}, {} to {} {}.",
            measure(kind),
            doubt.low.0,
            doubt.high.0,
            considered.quantity.unit
        ),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::exit::Status;

    #[test]
    fn a_value_that_cannot_be_read_names_the_units_of_its_kind() {
        let problem = |kind, text| readable_in_units(kind, text).unwrap_err();
        let unit = problem(MeasureKind::Weight, "72 parsec");
        assert_eq!(
            (unit.status, unit.field.as_deref()),
            (Status::Usage, Some("value"))
        );
        assert!(
            unit.message.contains("kg, g, lb, oz, st"),
            "{}",
            unit.message
        );
        assert!(unit.message.contains("`parsec`"), "{}", unit.message);
        let power = problem(MeasureKind::Weight, "1e3");
        assert_eq!(power.status, Status::Usage);
        assert!(
            power.message.contains("`1e3` has `e3` behind its number")
                && power.message.contains("in full, such as 1000"),
            "{}",
            power.message
        );
        assert!(
            problem(MeasureKind::BloodPressure, "120")
                .message
                .contains("120/80")
        );
        let heavy = problem(MeasureKind::Weight, "7200 kg");
        assert_eq!((heavy.status, heavy.code), (Status::Refused, "invalid"));
        let negative = problem(MeasureKind::Weight, "-5");
        assert_eq!(
            (negative.status, negative.code),
            (Status::Refused, "invalid")
        );
        let tall = problem(MeasureKind::Height, "5'13");
        assert!(
            tall.message.contains("12 in make one ft more"),
            "{}",
            tall.message
        );
        assert!(readable_in_units(MeasureKind::Temperature, "98.6 F").is_ok());
    }

    #[test]
    fn a_kind_that_is_computed_names_those_that_are_measured() {
        let refused = measured("BMI").unwrap_err();
        assert!(refused.message.contains("WEIGHT, HEIGHT, LENGTH"));
        assert!(!refused.message.contains("WAIST_HIP"));
        assert_eq!(measured("SHOE_SIZE").unwrap(), None);
        assert_eq!(
            measured("blood-pressure").unwrap(),
            Some(MeasureKind::BloodPressure)
        );
    }
}
