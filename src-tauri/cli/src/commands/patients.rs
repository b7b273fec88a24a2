//! People under care.

use clinic::patients::view::{PatientEdit, PatientForm, PatientQuery, PatientSort, PatientView};
use clinic::patients::{delete, edit, list, register, restore, search, show};
use clinic::view::{Id, ReadVersionToken};
use clinic::{Clinic, Reason, patients};
use serde_json::json;

use super::clocks::Clocks;
use super::columns::columns;
use super::words::{self, count, user_id};
use crate::answer::Answer;
use crate::args::records::{PatientEntry, Patients};
use crate::args::{FromInput, Who};
use crate::entry::{self, choice, entry, seen};
use crate::exit::{Problem, Result};
use crate::online;

pub fn run(who: &Who, said: Patients) -> Result<Answer> {
    match said {
        Patients::Add { input, entry } => add(who, &input, entry),
        Patients::Edit { id, input, entry } => change(who, entry::id(id, "ID")?, &input, entry),
        Patients::Show { id } => open(who, &entry::id(id, "ID")?),
        Patients::Delete {
            id,
            reason,
            words,
            seen,
        } => {
            let (id, reason) = (entry::id(id, "ID")?, choice(&reason, "reason")?);
            let mut clinic = who.unlock()?;
            let seen = seen_of(&mut clinic, &id, seen)?;
            let words = words.unwrap_or_default();
            delete::delete(&mut clinic, &id, &seen, reason, &words)?;
            Answer::done(
                &json!({ "id": id }),
                format!(
                    "Deleted {id}. It can be brought back with `nutrivault patients restore {id}`."
                ),
            )
        }
        Patients::Restore { id, seen } => {
            let id = entry::id(id, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = seen_of(&mut clinic, &id, seen)?;
            restore::restore(&mut clinic, &id, &seen)?;
            Answer::done(&json!({ "id": id }), format!("Brought back {id}."))
        }
        Patients::List { limit, after } => page(who, limit, after),
    }
}

fn add(who: &Who, input: &FromInput, flags: PatientEntry) -> Result<Answer> {
    let said = entry(input, flags)?;
    let mut clinic = who.unlock()?;
    let mut form = PatientForm::default();
    fill(&clinic, &mut form, said)?;
    let likely = patients::duplicates::duplicates(&clinic, &form)?;
    let header = register::register(&mut clinic, &form).map_err(nameless)?;
    let mut text = format!("Registered {}", words::patient(&header.patient));
    for duplicate in &likely {
        let reasons: Vec<String> = duplicate.reasons.iter().map(words::label).collect();
        text.push_str(&format!(
            "\nLikely the same person: {} ({})",
            words::patient(&duplicate.patient),
            reasons.join(", ")
        ));
    }
    Answer::done(&json!({ "patient": header, "duplicates": likely }), text)
}

fn change(who: &Who, id: Id, input: &FromInput, flags: PatientEntry) -> Result<Answer> {
    let said = entry(input, flags)?;
    let names_nothing = PatientEntry {
        seen: said.seen.clone(),
        ..PatientEntry::default()
    };
    if said == names_nothing {
        return Err(Problem::usage(
            "`nutrivault patients edit` needs something to change, such as --phone, or an entry with --stdin. Nothing was changed.",
        ));
    }
    let mut clinic = who.unlock()?;
    let opened = show::show(&mut clinic, &id)?;
    let seen = seen(said.seen.clone(), opened.form.seen, input)?;
    let mut form = opened.form.form.clone();
    fill(&clinic, &mut form, said)?;
    let header = opened.header;
    if form == opened.form.form && header.may_edit && header.deleted_at.is_none() {
        let text = format!(
            "Nothing was to be changed: all of it stands so already for {}",
            words::patient(&header.patient)
        );
        return Answer::done(&json!({ "patient": header }), text);
    }
    let header = edit::edit(&mut clinic, &PatientEdit { id, seen, form }).map_err(nameless)?;
    let text = format!("Changed {}", words::patient(&header.patient));
    Answer::done(&json!({ "patient": header }), text)
}

/// Either of two names is enough, so neither is the one that is missing.
fn nameless(error: clinic::Error) -> Problem {
    match error {
        clinic::Error::Invalid {
            field: "name",
            reason: Reason::Required,
        } => Problem::refused(
            "invalid",
            "A patient has a --given-name or a --family-name, and neither is there. Nothing was changed; give one of them.",
        )
        .at("given_name"),
        other => other.into(),
    }
}

fn open(who: &Who, id: &Id) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let view = show::show(&mut clinic, id)?;
    let text = record(&view, &Clocks::of(&clinic)?).join("\n");
    Answer::done(&json!({ "seen": view.form.seen, "patient": view }), text)
}

/// What is recorded, a line each; what is not has none.
fn record(view: &PatientView, clocks: &Clocks) -> Vec<String> {
    let mut lines = vec![words::patient(&view.header.patient)];
    if let Some(at) = &view.header.deleted_at {
        lines.push(format!("Deleted: {}", clocks.time_and_zone(at)));
    }
    lines.extend(details(view));
    for allergy in &view.header.allergies {
        let severity = words::label(&allergy.severity);
        lines.push(format!("Allergy: {} ({severity})", allergy.substance));
    }
    for contact in &view.contacts {
        let relation = words::label(&contact.relation);
        lines.push(format!(
            "Contact: {} ({relation}) {}",
            contact.name, contact.phone
        ));
    }
    for tile in &view.measures {
        let latest = words::quantity(&tile.latest.quantity);
        lines.push(format!("{}: {latest}", words::name(&tile.kind)));
    }
    if let Some(note) = &view.last_note {
        let state = words::label(&note.state);
        lines.push(format!(
            "Last note: {} ({state}) by {} at {}",
            note.id,
            note.author,
            clocks.time_and_zone(&note.started_at)
        ));
    }
    if let Some(visit) = &view.open_visit_id {
        lines.push(format!("Open visit: {visit}"));
    }
    if let Some(next) = &view.next_appointment {
        lines.push(format!(
            "Next appointment: {} at {} with {}",
            next.id,
            clocks.time_and_zone(&next.starts_at),
            next.provider
        ));
    }
    if view.header.sync.only_here > 0 {
        let changes = count(view.header.sync.only_here as usize, "change", "changes");
        lines.push(format!("On this computer only: {changes}"));
    }
    lines
}

fn details(view: &PatientView) -> Vec<String> {
    let form = &view.form.form;
    let (sex, status) = (words::label(&form.sex), words::label(&form.status));
    let place = &form.address;
    let city = format!("{} {}", place.postal_code, place.city);
    let address = [&place.lines, city.trim(), &place.state, &place.country];
    let address = address.map(str::trim).into_iter();
    let address: Vec<&str> = address.filter(|part| !part.is_empty()).collect();
    let said = [
        ("Sex", sex.as_str()),
        ("Gender", &form.gender),
        ("Other names", &form.other_names),
        ("Phone", &form.phone),
        ("E-mail", &form.email),
        ("Address", &address.join(", ")),
        ("National id", &form.national_id),
        ("Language", &form.preferred_language),
        ("Status", status.as_str()),
        (
            "Dietitian",
            view.dietitian.as_deref().map_or("", |name| name),
        ),
        ("History", &view.history),
        ("Dislikes", &view.dislikes),
    ];
    let recorded = said.iter().filter(|(_, text)| !text.is_empty());
    recorded
        .map(|(name, text)| format!("{name}: {text}"))
        .collect()
}

fn page(who: &Who, limit: u32, after: Option<String>) -> Result<Answer> {
    let after = after
        .map(|after| entry::id(after, "after").map(|after| after.0))
        .transpose()?;
    let clinic = who.unlock()?;
    let query = PatientQuery {
        text: String::new(),
        status: None,
        dietitian_id: None,
        sort: PatientSort::Name,
        after,
        offset: 0,
        limit,
    };
    let page = list::list(&clinic, &query)?;
    let clocks = Clocks::of(&clinic)?;
    let heads = ["ID", "NUMBER", "BIRTH", "NAME", "LAST", "NEXT"];
    let mut rows = vec![heads.map(str::to_owned)];
    rows.extend(page.rows.iter().map(|row| {
        let [id, number, birth, name] = words::named(&row.patient);
        let [last, next] = [&row.last_visit, &row.next_appointment]
            .map(|at| at.as_ref().map_or("-".to_owned(), |at| clocks.time(at)));
        [id, number, birth, name, last, next]
    }));
    let text = format!(
        "{}\n{} of {}, with times by the clocks of {}",
        columns(&rows).join("\n"),
        page.rows.len(),
        page.total,
        clocks.zone()
    );
    let answer = Answer::done(&page, text)?;
    match page.total {
        0 => online::nothing_here(who, &clinic, answer),
        _ => Ok(answer),
    }
}

pub fn find(who: &Who, text: &str, limit: u32) -> Result<Answer> {
    let clinic = who.unlock()?;
    let found = search::search(&clinic, text, limit)?;
    let mut rows = vec![["ID", "NUMBER", "BIRTH", "NAME"].map(str::to_owned)];
    rows.extend(found.hits.iter().map(|hit| words::named(&hit.patient)));
    let mut lines = match found.hits.as_slice() {
        [] => Vec::new(),
        _ => columns(&rows),
    };
    lines.push(format!("{} of {} patients", found.total, found.searched));
    let answer = Answer::done(&found, lines.join("\n"))?;
    match found.searched {
        0 => online::nothing_here(who, &clinic, answer),
        _ => Ok(answer),
    }
}

/// The token that was given; without one, what is read now is what was seen.
fn seen_of(clinic: &mut Clinic, id: &Id, given: Option<String>) -> Result<ReadVersionToken> {
    match given {
        Some(token) => Ok(ReadVersionToken(token)),
        None => Ok(show::show(clinic, id)?.form.seen),
    }
}

/// What the entry names replaces what the form says; the rest stays.
fn fill(clinic: &Clinic, form: &mut PatientForm, said: PatientEntry) -> Result<()> {
    let take = |field: &mut String, said: Option<String>| {
        if let Some(said) = said {
            *field = said;
        }
    };
    take(&mut form.given_name, said.given_name);
    take(&mut form.family_name, said.family_name);
    take(&mut form.other_names, said.other_names);
    take(&mut form.gender, said.gender);
    take(&mut form.phone, said.phone);
    take(&mut form.email, said.email);
    take(&mut form.address.lines, said.address);
    take(&mut form.address.city, said.city);
    take(&mut form.address.state, said.state);
    take(&mut form.address.postal_code, said.postal_code);
    take(&mut form.address.country, said.country);
    take(&mut form.national_id, said.national_id);
    take(&mut form.preferred_language, said.preferred_language);
    if let Some(day) = said.birth_date {
        form.birth_date = match day.trim() {
            "" => None,
            _ => Some(entry::day(day, "birth_date")?),
        };
    }
    if let Some(sex) = said.sex {
        form.sex = choice(&sex, "sex")?;
    }
    if let Some(status) = said.status {
        form.status = choice(&status, "status")?;
    }
    if let Some(name) = said.dietitian {
        form.dietitian_id = if name.is_empty() {
            None
        } else {
            Some(user_id(clinic, &name, "dietitian")?)
        };
    }
    Ok(())
}
