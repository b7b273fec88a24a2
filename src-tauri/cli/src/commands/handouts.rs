//! The leaflets of the clinic, and which a patient was given.

use clinic::Clinic;
use clinic::handouts::given::{self, GivenHandoutView, NewGiving};
use clinic::handouts::{self, HandoutForm, HandoutView, LeafletView};
use clinic::view::Id;
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::handouts::{GivenHandouts, GivingEntry, HandoutEntry, Handouts};
use crate::commands::facilities::nothing_called;
use crate::commands::removal;
use crate::entry::{entry, id, read_version, read_version_or, replace, required};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, listed};

pub fn run(who: &Who, args: Handouts) -> Result<Answer> {
    match args {
        Handouts::List => {
            let clinic = who.unlock()?;
            answer_all(&handouts::list(&clinic)?)
        }
        Handouts::Offered => {
            let clinic = who.unlock()?;
            answer_all(&handouts::offered(&clinic)?)
        }
        Handouts::Add {
            input,
            entry: flags,
        } => add(who, entry(&input, flags)?),
        Handouts::Edit {
            which,
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            if args.leaflet.is_some() {
                let sentence =
                    "A handout stays with its leaflet. Nothing was changed; leave --leaflet out.";
                return Err(Problem::usage(sentence).at("leaflet"));
            }
            let mut clinic = who.unlock()?;
            let stored = version(handouts::list(&clinic)?, &which)?;
            let seen = read_version(args.seen.clone(), stored.seen.clone(), &input)?;
            let form = changed(stored.form.clone(), args);
            let edited = handouts::edit(&mut clinic, &stored.id, &seen, &stored.form, &form)?;
            let changed = edited.seen != stored.seen;
            Ok(answer("Changed", &edited)?.with_change(changed))
        }
    }
}

fn add(who: &Who, args: HandoutEntry) -> Result<Answer> {
    let form = HandoutForm {
        language: required(args.language, "language")?,
        title: required(args.title, "title")?,
        text: required(args.text, "text")?,
        is_active: args.active.unwrap_or(true),
    };
    let mut clinic = who.unlock()?;
    let leaflet = match &args.leaflet {
        Some(which) => Some(leaflet(&clinic, which)?),
        None => None,
    };
    let added = handouts::add(&mut clinic, leaflet.as_ref(), &form)?;
    Ok(answer("Added", &added)?.with_change(true))
}

/// Returns the leaflet of which a version is called so.
fn leaflet(clinic: &Clinic, which: &str) -> Result<Id> {
    let leaflets = handouts::list(clinic)?;
    let of = version(leaflets.clone(), which).map_err(|problem| problem.at("leaflet"))?;
    let mut leaflets = leaflets.into_iter();
    let leaflet = leaflets.find(|leaflet| leaflet.versions.iter().any(|one| one.id == of.id));
    Ok(leaflet.map_or(of.id, |leaflet| leaflet.id))
}

fn version(leaflets: Vec<LeafletView>, which: &str) -> Result<HandoutView> {
    let versions = leaflets.iter().flat_map(|leaflet| &leaflet.versions);
    let known: Vec<&str> = versions.map(|one| one.form.title.as_str()).collect();
    let unknown = nothing_called("handout", which, &known.join(", "));
    handouts::called(leaflets, which).ok_or(unknown)
}

/// Replaces what the entry names; the rest stays.
fn changed(mut form: HandoutForm, args: HandoutEntry) -> HandoutForm {
    replace(&mut form.language, args.language);
    replace(&mut form.title, args.title);
    replace(&mut form.text, args.text);
    form.is_active = args.active.unwrap_or(form.is_active);
    form
}

/// `1f0c…  fr  Moins de sel`.
fn line(handout: &HandoutView) -> String {
    let form = &handout.form;
    let state = if form.is_active { "" } else { "  (not in use)" };
    format!("{}  {}  {}{state}", handout.id, form.language, form.title)
}

fn answer_all(leaflets: &[LeafletView]) -> Result<Answer> {
    let versions = leaflets.iter().flat_map(|leaflet| &leaflet.versions);
    let text = listed(versions.map(line).collect(), "This clinic has no handouts.");
    Answer::done(&json!({ "handouts": leaflets }), text)
}

fn answer(heading: &str, handout: &HandoutView) -> Result<Answer> {
    let text = format!("{heading} {}", line(handout));
    Answer::done(&json!({ "handout": handout }), text)
}

pub fn run_given(who: &Who, args: GivenHandouts) -> Result<Answer> {
    match args {
        GivenHandouts::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let rows = given::list(&clinic, &patient)?;
            let clocks = Clocks::of(&clinic)?;
            let lines = rows.iter().map(|row| given_line(row, &clocks)).collect();
            let text = listed(lines, "No handout was given.");
            Answer::done(&json!({ "given_handouts": rows }), text)
        }
        GivenHandouts::Give {
            input,
            entry: flags,
        } => give(who, entry(&input, flags)?),
        GivenHandouts::Remove { of } => removal::remove(
            who,
            of.id,
            of.seen,
            |clinic, row| Ok(given::show(clinic, row)?.seen),
            |clinic, row, seen| given::remove(clinic, row, seen, &of.reason),
        ),
        GivenHandouts::Restore { of } => {
            let row = id(of.id, "ID")?;
            let mut clinic = who.unlock()?;
            let removal = |clinic: &Clinic| Ok(given::removed(clinic, &row)?);
            let seen = read_version_or(&clinic, of.seen, removal)?;
            let restored = given::restore(&mut clinic, &row, &seen)?;
            one("Restored", &restored, &clinic)
        }
    }
}

fn give(who: &Who, args: GivingEntry) -> Result<Answer> {
    let patient_id = id(required(args.patient, "patient")?, "patient")?;
    let which = required(args.handout, "handout")?;
    let visit_id = args.visit.map(|visit| id(visit, "visit")).transpose()?;
    let mut clinic = who.unlock()?;
    let handout = version(handouts::offered(&clinic)?, &which);
    let new = NewGiving {
        patient_id,
        handout_id: handout.map_err(|problem| problem.at("handout"))?.id,
        visit_id,
    };
    let given = given::give(&mut clinic, &new)?;
    one("Given", &given, &clinic)
}

fn one(heading: &str, given: &GivenHandoutView, clinic: &Clinic) -> Result<Answer> {
    let text = format!("{heading} {}", given_line(given, &Clocks::of(clinic)?));
    Answer::done(&json!({ "given_handout": given }), text)
}

/// `1f0c…  Moins de sel (fr), 2026-11-20 09:42, Ama Mensah`.
fn given_line(given: &GivenHandoutView, clocks: &Clocks) -> String {
    let what = called(given.title.as_deref(), given.language.as_deref());
    let at = clocks.time(&given.given_at);
    format!("{}  {what}, {at}, {}", given.id, given.by)
}

/// Returns what a given handout is called, with its language.
pub(super) fn called(title: Option<&str>, language: Option<&str>) -> String {
    match (title, language) {
        (Some(title), Some(language)) => format!("{title} ({language})"),
        _ => "a handout that cannot be read".to_owned(),
    }
}
