//! Kinds of measurement that the clinic adds to those of the program.

use clinic::Clinic;
use clinic::Reason;
use clinic::measurement_kinds::{self, MeasurementKindForm, MeasurementKindView};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::measurement_kinds::{MeasurementKindEntry, MeasurementKinds};
use crate::entry::{entry, flag, read_version, replace, required};
use crate::exit::{Problem, Result};
use crate::sentences::two_numbers;

pub fn run(who: &Who, args: MeasurementKinds) -> Result<Answer> {
    match args {
        MeasurementKinds::List => {
            let clinic = who.unlock()?;
            let rows = measurement_kinds::list(&clinic)?;
            let text = match rows.is_empty() {
                true => "This clinic added no kinds of measurement.".to_owned(),
                false => rows.iter().map(line).collect::<Vec<_>>().join("\n"),
            };
            Answer::done(&json!({ "measurement_kinds": rows }), text)
        }
        MeasurementKinds::Add {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let blank = MeasurementKindForm {
                name: required(args.name.clone(), "name")?,
                unit: String::new(),
                decimals: 0,
                lowest: required(args.lowest.clone(), "lowest")?,
                highest: required(args.highest.clone(), "highest")?,
                odd_below: String::new(),
                odd_above: String::new(),
                is_active: true,
            };
            let form = changed(blank, args);
            let mut clinic = who.unlock()?;
            let added = measurement_kinds::add(&mut clinic, &form);
            let added = added.map_err(|error| refused(error, &form))?;
            Ok(answer("Added", added)?.with_change(true))
        }
        MeasurementKinds::Edit {
            which,
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let mut clinic = who.unlock()?;
            let stored = find(&clinic, &which)?;
            let seen = read_version(args.seen.clone(), stored.seen.clone(), &input)?;
            let form = changed(stored.form.clone(), args);
            let before = stored.seen;
            let edited =
                measurement_kinds::edit(&mut clinic, &stored.id, &seen, &stored.form, &form)
                    .map_err(|error| refused(error, &form))?;
            let changed = edited.seen != before;
            Ok(answer("Changed", edited)?.with_change(changed))
        }
    }
}

/// Replaces what the entry names; the rest stays.
fn changed(mut form: MeasurementKindForm, args: MeasurementKindEntry) -> MeasurementKindForm {
    replace(&mut form.name, args.name);
    replace(&mut form.unit, args.unit);
    replace(&mut form.lowest, args.lowest);
    replace(&mut form.highest, args.highest);
    replace(&mut form.odd_below, args.odd_below);
    replace(&mut form.odd_above, args.odd_above);
    form.decimals = args.decimals.unwrap_or(form.decimals);
    form.is_active = args.active.unwrap_or(form.is_active);
    form
}

/// Words the refusal of a limit.
fn refused(error: clinic::Error, form: &MeasurementKindForm) -> Problem {
    let clinic::Error::Invalid { field, reason } = error else {
        return error.into();
    };
    let (name, text, other) = match field {
        "lowest" => ("lowest", &form.lowest, "--highest"),
        "highest" => ("highest", &form.highest, "--lowest"),
        "oddBelow" => ("odd_below", &form.odd_below, "--odd-above"),
        "oddAbove" => ("odd_above", &form.odd_above, "--odd-below"),
        _ => return error.into(),
    };
    let (flag, decimals) = (flag(name), form.decimals);
    let wrong = match reason {
        Reason::TwoNumbers => return two_numbers(name, text),
        Reason::Backwards => format!("is not above {other}"),
        Reason::TooLong => {
            format!("has more decimals than a value of the kind, which has {decimals}")
        }
        Reason::Impossible => "is outside of --lowest to --highest".to_owned(),
        _ => return error.into(),
    };
    let sentence = format!("{flag} `{text}` {wrong}. Nothing was changed; write another number.");
    Problem::refused("invalid", sentence).at(name)
}

fn find(clinic: &Clinic, which: &str) -> Result<MeasurementKindView> {
    match measurement_kinds::find(clinic, which) {
        Err(clinic::Error::NotFound(_)) => Err(Problem::refused(
            "not_found",
            format!(
                "No kind of measurement of the clinic is called `{which}`. Nothing was changed; `nutrivault \
                 measurement-kinds list` has their names."
            ),
        )
        .at("which")),
        kind => Ok(kind?),
    }
}

fn line(kind: &MeasurementKindView) -> String {
    let form = &kind.form;
    let unit = match form.unit.is_empty() {
        true => String::new(),
        false => format!(" {}", form.unit),
    };
    let odd: Vec<String> = [("below", &form.odd_below), ("above", &form.odd_above)]
        .into_iter()
        .filter(|(_, limit)| !limit.is_empty())
        .map(|(word, limit)| format!("{word} {limit}"))
        .collect();
    let odd = match odd.is_empty() {
        true => String::new(),
        false => format!(", asked about {}", odd.join(" and ")),
    };
    let state = if form.is_active { "" } else { "  (not in use)" };
    format!(
        "{}  {}  {} to {}{unit}{odd}{state}",
        kind.id, form.name, form.lowest, form.highest
    )
}

fn answer(heading: &str, kind: MeasurementKindView) -> Result<Answer> {
    let text = format!("{heading} {}", line(&kind));
    Answer::done(&json!({ "measurement_kind": kind }), text)
}
