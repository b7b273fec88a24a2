//! What is named and typed of a reading: its kind, its value, and how it was taken.

use clinic::Clinic;
use clinic::measurement_kinds::{MeasurementKindChoice, choices, folded};
use clinic::measurements::{HowTaken, Measure, MeasurementMethod};
use clinic::measurements::{
    MeasureKind, MeasureProblem, Misread, UnitSystem, read_closely, unit_names,
};

use crate::answer::{snake, word};
use crate::entry::choice;
use crate::exit::{Problem, Result};
use crate::sentences::two_numbers;
use crate::text::label;

/// Parses a kind of the program that is measured; none for any other name, which may be one of the clinic's own.
///
/// # Errors
/// `usage` for one that is computed, with those that are measured.
pub(super) fn measured(text: &str) -> Result<Option<MeasureKind>> {
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
pub(super) fn chosen(clinic: &Clinic, program: Option<MeasureKind>, name: &str) -> Result<Measure> {
    match program {
        Some(kind) => Ok(kind.into()),
        None => Ok(own(clinic, name)?.measure.into()),
    }
}

/// Returns one of the clinic's own kinds by its name or its id.
///
/// # Errors
/// `usage` for a name that no kind has, and for one that several have.
pub(super) fn own(clinic: &Clinic, name: &str) -> Result<MeasurementKindChoice> {
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
pub(super) fn readable(kind: &Measure, text: &str) -> Result<()> {
    match kind {
        Measure::Program(kind) => readable_in_units(*kind, text),
        Measure::Own(_) => Ok(()),
    }
}

/// Refuses a value that cannot be parsed in any clinic: what a bare number is in is known once the clinic is open.
///
/// # Errors
/// `usage` for what is no number in a unit of this kind, `invalid` for what no body can have.
pub(super) fn readable_in_units(kind: MeasureKind, text: &str) -> Result<()> {
    match read_closely(kind, &UnitSystem::Us.with_unit(kind, text)) {
        Ok(_) => Ok(()),
        Err(_) => readable_in_stored_unit(kind, text),
    }
}

/// Does the same for a bare number in the stored unit of its kind.
///
/// # Errors
/// Those of [`readable_in_units`].
pub(super) fn readable_in_stored_unit(kind: MeasureKind, text: &str) -> Result<()> {
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

/// Returns how a reading was taken, after its value; nothing of one that was measured here and says no more.
pub(super) fn how_remark(how: &HowTaken) -> String {
    let method = how
        .method
        .filter(|method| *method != MeasurementMethod::Measured);
    let parts = [
        method.map_or(String::new(), |method| match method {
            MeasurementMethod::Device => "by a device".to_owned(),
            method => label(&method),
        }),
        how.context.map_or(String::new(), |context| label(&context)),
        match how.device.as_str() {
            "" => String::new(),
            device => format!("with {device}"),
        },
    ];
    let worth = parts.iter().filter(|part| !part.is_empty());
    worth.map(|part| format!(", {part}")).collect()
}

/// Returns the same where several readings are in one line.
pub(super) fn how_in_brackets(how: &HowTaken) -> String {
    match how_remark(how).strip_prefix(", ") {
        Some(how) => format!(" ({how})"),
        None => String::new(),
    }
}
