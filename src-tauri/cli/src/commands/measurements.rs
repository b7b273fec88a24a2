//! Readings and their trend.

use clinic::Clinic;
use clinic::Error;
use clinic::clock::clock_ahead_minutes;
use clinic::error::Reason;
use clinic::growth::{GrowthQuery, GrowthView, growth};
use clinic::measurements::doubt::present;
use clinic::measurements::list::list;
use clinic::measurements::list::show;
use clinic::measurements::list::trend;
use clinic::measurements::record::{Reading, add, confirm, consider};
use clinic::measurements::record::{consider_correction, correct, remove, removed, restore};
use clinic::measurements::{Considered, Doubt, MeasurementView};
use clinic::measurements::{MeasureKind, MeasureProblem, Misread, read_closely, unit_names};
use clinic::view::{At, Id};
use serde_json::json;
use sync_contract::field::Time;

use crate::answer::{Answer, snake, word};
use crate::args::care::{CorrectionEntry, MeasurementEntry, Measurements};
use crate::args::records::GrowthReference;
use crate::args::{FromInput, Who};
use crate::entry::{choice, entry, id, moment, required, seen, seen_or};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, clock_is_wrong, label, quantity};

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
            let seen = seen_or(&clinic, seen, |clinic| Ok(show(clinic, &measurement)?.seen))?;
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
            let seen = seen_or(&clinic, seen, |clinic| Ok(show(clinic, &measurement)?.seen))?;
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
            let seen = seen_or(&clinic, seen, |clinic| Ok(removed(clinic, &measurement)?))?;
            restore(&mut clinic, &measurement, &seen)?;
            let text = format!("Restored {measurement}.");
            Answer::done(&json!({ "id": measurement }), text)
        }
        Measurements::Trend { patient, kind } => {
            let (patient, kind) = (id(patient, "patient")?, choice(&kind, "kind")?);
            let clinic = who.unlock()?;
            let (trend, clocks) = (trend(&clinic, &patient, kind)?, Clocks::of(&clinic)?);
            let lines = trend.points.iter().map(|point| {
                let second = point
                    .second
                    .map_or(String::new(), |second| format!("/{}", second.0));
                let at = clocks.time(&point.at);
                format!("{at}  {}{second} {}", point.value.0, trend.unit)
            });
            let text = clocks.headed(lines.collect(), "Nothing of this kind was recorded yet.");
            Answer::done(&trend, text)
        }
        Measurements::Growth {
            patient,
            indicator,
            reference,
            curves_of,
            by_z,
        } => {
            let patient = id(patient, "patient")?;
            let query = GrowthQuery {
                indicator: choice(&indicator, "indicator")?,
                reference: reference.map(GrowthReference::of_clinic),
                sex: curves_of.map(|sex| choice(&sex, "curves_of")).transpose()?,
                as_z: by_z,
            };
            let clinic = who.unlock()?;
            let (growth, clocks) = (growth(&clinic, &patient, query)?, Clocks::of(&clinic)?);
            Answer::done(&growth, growth_text(&growth, &clocks))
        }
    }
}

fn growth_text(growth: &GrowthView, clocks: &Clocks) -> String {
    let lines = growth.points.iter().map(|point| {
        let at = clocks.time(&point.at);
        let score = match (point.z, point.centile) {
            (Some(z), Some(centile)) => {
                format!("  z {:.2}, centile {}", z.0, centile_text(centile.0))
            }
            _ if growth.sex.is_none() => "  no curves: give --curves-of FEMALE or MALE".to_owned(),
            _ => "  outside of the reference".to_owned(),
        };
        let warning = if point.is_implausible {
            ", implausible"
        } else {
            ""
        };
        format!("{at}  {} {}{score}{warning}", point.value.0, growth.unit)
    });
    let text = clocks.headed(lines.collect(), "Nothing of this kind was recorded yet.");
    format!("{}\n{text}", growth.title)
}

/// Returns a whole centile; at the ends a reference tells no more than that.
fn centile_text(centile: f64) -> String {
    match centile {
        ..1.0 => "< 1".into(),
        99.0.. => "> 99".into(),
        centile => format!("{centile:.0}"),
    }
}

fn line(row: &MeasurementView, clocks: &Clocks) -> String {
    let flag = match (row.questioned, row.confirmed) {
        (true, _) => ", to be checked",
        (_, true) => ", kept although unlikely",
        _ => "",
    };
    format!(
        "{}  {}  {}: {}, by {}{flag}",
        row.id,
        clocks.time(&row.measured_at),
        label(&row.kind),
        quantity(&row.quantity),
        row.by
    )
}

fn change(who: &Who, id: &Id, input: &FromInput, args: CorrectionEntry) -> Result<Answer> {
    let text = required(args.value, "value")?;
    let kind = args.kind.map(|kind| measured(&kind)).transpose()?;
    let mut clinic = who.unlock()?;
    let stored = show(&clinic, id)?;
    let kind = kind.unwrap_or(stored.kind);
    readable(kind, &text)?;
    let seen = seen(args.seen, stored.seen, input)?;
    let considered = consider_correction(&clinic, id, kind, &text)?;
    let clocks = Clocks::of(&clinic)?;
    let doubt = considered.doubt.as_ref();
    let doubt = doubt.map(|doubt| improbable(kind, &considered, doubt, &clocks));
    if let Some(doubt) = doubt.as_ref().filter(|_| !args.accepts_doubtful) {
        return Err(doubtful(doubt));
    }
    correct(&mut clinic, id, &seen, kind, &text, args.accepts_doubtful)?;
    let measurement = show(&clinic, id)?;
    let mut lines = vec![
        format!("Corrected {}", line(&measurement, &clocks)),
        understood(kind, &text, &considered),
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
    let patient = id(required(args.patient, "patient")?, "patient")?;
    let visit = args.visit.map(|visit| id(visit, "visit")).transpose()?;
    let kind = measured(&required(args.kind, "kind")?)?;
    let text = required(args.value, "value")?;
    readable(kind, &text)?;
    let at = args.at.map(|at| moment(at, "at")).transpose()?;
    let mut clinic = who.unlock()?;
    let reading = Reading {
        patient: patient.to()?,
        visit: visit.map(|visit| visit.to()).transpose()?,
        kind,
        text,
        at: at.map_or(Ok(clinic.now()), |at| at.to_time("at"))?,
        accept_doubtful: args.accepts_doubtful,
    };
    let considered = consider(&clinic, &reading).map_err(refused)?;
    let clocks = Clocks::of(&clinic)?;
    if let Some(doubt) = considered.doubt.as_ref().filter(|_| !args.accepts_doubtful) {
        return Err(doubtful(&improbable(kind, &considered, doubt, &clocks)));
    }
    if !args.accepts_doubtful {
        not_to_come(&clinic, reading.at)?;
    }
    let (id, considered) = add(&mut clinic, &reading)?;
    let mut text = format!(
        "Recorded {id}\n{}",
        understood(kind, &reading.text, &considered)
    );
    if let Some(doubt) = &considered.doubt {
        let doubt = improbable(kind, &considered, doubt, &clocks);
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

fn refused(error: Error) -> Problem {
    match error {
        Error::Invalid {
            field: "at",
            reason: Reason::Backwards,
        } => Problem::refused(
            "invalid",
            "--at is before the patient was born. Nothing was recorded; check the day, and the birth date with \
             `nutrivault patients show`.",
        )
        .at("at"),
        other => other.into(),
    }
}

/// Parses a kind that is measured; the others are computed.
///
/// # Errors
/// `usage`, with those that are measured.
fn measured(text: &str) -> Result<MeasureKind> {
    let known = || {
        let names = MeasureKind::MEASURED.map(|kind| snake(&word(&kind)).to_uppercase());
        names.join(", ")
    };
    match choice::<MeasureKind>(text, "kind") {
        Ok(kind) if kind.code().is_some() => Ok(kind),
        Ok(_) => Err(Problem::usage(format!(
            "`{text}` is computed, not recorded: record what it is computed from. --kind is one of {}. Nothing was \
             changed.",
            known()
        ))
        .at("kind")),
        Err(_) => Err(Problem::usage(format!(
            "`{text}` is not one of the choices of --kind: {}. Nothing was changed.",
            known()
        ))
        .at("kind")),
    }
}

/// Refuses a value that cannot be parsed.
///
/// # Errors
/// `usage` for what is no number in a unit of this kind, `invalid` for what no body can have.
fn readable(kind: MeasureKind, text: &str) -> Result<()> {
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

fn understood(kind: MeasureKind, text: &str, considered: &Considered) -> String {
    format!(
        "{}: understood `{text}` as {}, which is kept",
        label(&kind),
        quantity(&considered.quantity)
    )
}

fn improbable(
    kind: MeasureKind,
    considered: &Considered,
    doubt: &Doubt,
    clocks: &Clocks,
) -> String {
    let value = quantity(&considered.quantity);
    match &doubt.last {
        Some(last) => format!(
            "{value} is far from the last {}, {} at {}.",
            label(&kind),
            quantity(&last.quantity),
            clocks.time_and_zone(&last.measured_at)
        ),
        None => format!(
            "{value} is outside of what is usual for a {}, {} to {} {}.",
            label(&kind),
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
        let problem = |kind, text| readable(kind, text).unwrap_err();
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
        assert!(readable(MeasureKind::Temperature, "98.6 F").is_ok());
    }

    #[test]
    fn a_kind_that_is_none_or_is_computed_names_those_that_are_measured() {
        for text in ["SHOE_SIZE", "BMI"] {
            let refused = measured(text).unwrap_err();
            assert!(refused.message.contains("WEIGHT, HEIGHT, LENGTH"));
            assert!(!refused.message.contains("WAIST_HIP"));
        }
        assert_eq!(
            measured("blood-pressure").unwrap(),
            MeasureKind::BloodPressure
        );
    }
}
