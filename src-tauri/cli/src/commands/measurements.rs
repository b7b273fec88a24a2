//! Readings and their trend.

use clinic::Clinic;
use clinic::Error;
use clinic::clock::clock_ahead_minutes;
use clinic::error::Reason;
use clinic::growth::growth;
use clinic::measurement_kinds::MeasurementKindChoice;
use clinic::measurements::MeasureKind;
use clinic::measurements::doubt::present;
use clinic::measurements::list::list;
use clinic::measurements::list::show;
use clinic::measurements::list::trend;
use clinic::measurements::record::{ReadingEntry, add_taken, confirm, consider, describe};
use clinic::measurements::record::{
    consider_correction, correct, remove, removed, restore, usual_time,
};
use clinic::measurements::{
    ConsideredReading, Correction, Doubt, HowTaken, Measure, MeasurementView, UnitSystem,
};
use clinic::view::{At, Id};
use serde_json::json;
use sync_contract::field::Time;
use sync_contract::ids::VisitId;

use crate::answer::Answer;
use crate::args::care::{CorrectionEntry, DescriptionEntry, MeasurementEntry, Measurements};
use crate::args::{FromInput, Who};
use crate::commands::centiles::centile_remark;
use crate::commands::growth::{growth_query, growth_text};
use crate::commands::measured_values::{
    chosen, how_remark, measured, own, readable, readable_in_stored_unit, readable_in_units,
};
use crate::entry::{choice, entry, id, moment, nothing_to_change};
use crate::entry::{read_version, read_version_or, required};
use crate::exit::{Problem, Result};
use crate::sentences::two_numbers;
use crate::text::{Clocks, clock_is_wrong, measure, quantity};
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
        Measurements::Describe {
            id: measurement,
            input,
            entry: flags,
        } => write_how(who, &id(measurement, "ID")?, &input, entry(&input, flags)?),
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
                let how = how_remark(&point.how);
                format!(
                    "{at}  {}{second} {}{centile}{how}",
                    point.value.0, trend.unit
                )
            });
            let others = trend.in_other_units.iter().map(|reading| {
                let (at, value) = (clocks.time(&reading.measured_at), &reading.quantity);
                format!(
                    "{at}  {}{}, in another unit than the kind has",
                    quantity(value),
                    how_remark(&reading.how)
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
        "{}  {}  {}: {}{}{}, by {}{flag}{corrected}",
        row.id,
        clocks.time(&row.measured_at),
        measure(&row.kind),
        quantity(&row.quantity),
        centile_remark(row.centile.as_ref()),
        how_remark(&row.how),
        row.by
    )
}

/// Returns how a reading was taken, with what was typed written over what is known.
fn described(
    known: HowTaken,
    method: Option<String>,
    device: Option<String>,
    context: Option<String>,
) -> Result<HowTaken> {
    let (method, context) = (
        method.map(|method| choice(&method, "method")).transpose(),
        context
            .map(|context| match context.trim() {
                "" => Ok(None),
                context => choice(context, "context").map(Some),
            })
            .transpose(),
    )
        .together()?;
    Ok(HowTaken {
        method: method.or(known.method),
        device: device.unwrap_or(known.device),
        context: context.unwrap_or(known.context),
    })
}

fn write_how(who: &Who, id: &Id, input: &FromInput, args: DescriptionEntry) -> Result<Answer> {
    let parts = [&args.method, &args.device, &args.context];
    if parts.iter().all(|part| part.is_none()) {
        return Err(nothing_to_change("measurements describe", "--context"));
    }
    // a wrong word is said before a password is asked for
    described(
        HowTaken::default(),
        args.method.clone(),
        None,
        args.context.clone(),
    )?;
    let mut clinic = who.unlock()?;
    let stored = show(&clinic, id)?;
    let seen = read_version(args.seen, stored.seen, input)?;
    let how = described(stored.how, args.method, args.device, args.context)?;
    describe(&mut clinic, id, &seen, &how)?;
    let (measurement, clocks) = (show(&clinic, id)?, Clocks::of(&clinic)?);
    let text = format!("Described {}", line(&measurement, &clocks));
    Answer::done(&json!({ "measurement": measurement }), text)
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
    let (patient, visit, (name, program, text), at, how) = (
        required(args.patient, "patient").and_then(|patient| id(patient, "patient")),
        args.visit.map(|visit| id(visit, "visit")).transpose(),
        reading(),
        args.at.map(|at| moment(at, "at")).transpose(),
        described(HowTaken::default(), args.method, args.device, args.context),
    )
        .together()?;
    let mut clinic = who.unlock()?;
    let kind = chosen(&clinic, program, &name)?;
    let visit: Option<VisitId> = visit.map(|visit| visit.to()).transpose()?;
    let reading = ReadingEntry {
        patient: patient.to()?,
        visit,
        kind: kind.clone(),
        text,
        at: match at {
            Some(at) => at.to_time("at")?,
            None => usual_time(&clinic, visit)?,
        },
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
    let added = add_taken(&mut clinic, &reading, &how);
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
        "how": how,
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
            Measure::Program(kind) => {
                // the number alone is another value where the clinic's units are those of the US
                let in_us = UnitSystem::Us.with_unit(*kind, text);
                let read = readable_in_stored_unit(*kind, text)
                    .and_then(|()| readable_in_stored_unit(*kind, &in_us));
                read.err().unwrap_or_else(|| error.into())
            }
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
            "{value} is far from the last {}, {}{}{} at {}.",
            measure(kind),
            quantity(&last.quantity),
            centile_remark(last.centile.as_ref()),
            how_remark(&last.how),
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
        // of a clinic in the United States: mg/dL
        assert!(readable_in_units(MeasureKind::Glucose, "200").is_ok());
        let glucose = readable_in_stored_unit(MeasureKind::Glucose, "200").unwrap_err();
        assert_eq!(glucose.code, "invalid");
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
