//! The patients.

use clinic::background::BackgroundView;
use clinic::chart::PatientView;
use clinic::none_known::HealthList;
use clinic::patients::duplicates::list::DuplicateQuery;
use clinic::patients::erase::ErasureForm;
use clinic::patients::merge::{self, MergeForm, MergeOrder, MergePreview, PatientField};
use clinic::patients::view::{PatientEdit, PatientForm, PatientQuery, PatientSort};
use clinic::patients::{edit, list, register, search, undo_merge};
use clinic::view::{Day, Id, ReadVersionToken};
use clinic::{Clinic, Reason, chart, fields, patients};
use serde_json::json;

use crate::answer::Answer;
use crate::args::records::{PatientEntry, Patients};
use crate::args::{FromInput, Who};
use crate::commands::background::{allergy_line, condition_line, medication_line, none_known_line};
use crate::commands::centiles::centile_remark;
use crate::commands::chart::{described, profile_lines};
use crate::commands::diet_orders::oral;
use crate::commands::measured_values::how_remark;
use crate::commands::photos;
use crate::commands::tags::{self, tag_id};
use crate::commands::{erasure, merges};
use crate::entry::{self, choice, entry, read_version, replace, user_id};
use crate::exit::{Problem, Result};
use crate::text::{self, Clocks, columns, count};

pub fn run(who: &Who, args: Patients) -> Result<Answer> {
    match args {
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
            let seen = read_version_now(&mut clinic, &id, seen)?;
            let words = words.unwrap_or_default();
            let deleted = edit::delete(&mut clinic, &id, &seen, reason, &words);
            deleted.map_err(|error| merges::of_deletion(&mut clinic, error, &id))?;
            Answer::done(
                &json!({ "id": id }),
                format!(
                    "Deleted {id}. It can be brought back with `nutrivault patients restore {id}`."
                ),
            )
        }
        Patients::Merge {
            from,
            into,
            take,
            checked,
            reason,
            dry_run,
            seen,
        } => {
            let (from, into) = (entry::id(from, "ID")?, entry::id(into, "into")?);
            let take: Vec<PatientField> = take
                .iter()
                .map(|field| choice(field, "take"))
                .collect::<Result<_>>()?;
            let mut clinic = who.unlock()?;
            let shown = merge::preview(&clinic, &from, &into).map_err(merges::of_merge)?;
            if dry_run {
                let text = comparison(&shown, &Clocks::of(&clinic)?);
                return Answer::done(&json!({ "preview": shown }), text);
            }
            let form = MergeForm {
                from,
                into,
                seen: seen.map_or(shown.into.seen, ReadVersionToken),
                take,
                checked,
                reason: reason.unwrap_or_default(),
            };
            let header = merge::merge(&mut clinic, &form).map_err(merges::of_merge)?;
            let mut text = format!("Merged into {}", text::patient(&header.patient));
            if let Some(merge) = header.merges.first() {
                let undo = format!("nutrivault patients undo-merge {}", merge.id.0);
                text.push_str(&format!("\nIt can be undone with `{undo}`."));
            }
            Answer::done(&json!({ "patient": header }), text)
        }
        Patients::Erase {
            id,
            reason,
            file_number,
            recovery_file,
            second,
            second_password_file,
            dry_run,
        } => {
            let id = entry::id(id, "ID")?;
            if dry_run {
                return erasure::preview(who, &id);
            }
            let form = ErasureForm {
                id,
                reason: choice(&entry::required(reason, "reason")?, "reason")?,
                file_number: entry::required(file_number.first().cloned(), "fileNumber")?,
                merged: Vec::new(),
            };
            let admin = second.zip(second_password_file);
            erasure::erase(who, form, &file_number, recovery_file.as_deref(), admin)
        }
        Patients::Photo(args) => photos::run(who, args),
        Patients::Erasures => erasure::list(who),
        Patients::UndoMerge { id } => {
            let mut clinic = who.unlock()?;
            let undone = undo_merge::undo(&mut clinic, &entry::id(id, "ID")?)?;
            let text = merges::undone(&undone);
            Answer::done(&json!(undone), text)
        }
        Patients::Restore { id, seen } => {
            let id = entry::id(id, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_now(&mut clinic, &id, seen)?;
            let is_deleted = chart::show(&mut clinic, &id)?.header.deleted_at.is_some();
            edit::restore(&mut clinic, &id, &seen).map_err(number_taken)?;
            let text = match is_deleted {
                true => format!("Brought back {id}."),
                false => format!("Nothing was changed: {id} is not deleted."),
            };
            Answer::done(&json!({ "id": id, "changed": is_deleted }), text)
        }
        Patients::Deleted => deleted(who),
        Patients::Duplicates { limit, offset } => duplicates(who, DuplicateQuery { offset, limit }),
        Patients::List {
            limit,
            after,
            tag,
            mine,
            department,
        } => page(who, (limit, after), tag, (mine, department)),
    }
}

/// Nobody types a file number here, so that is not what is proposed.
fn number_taken(error: clinic::Error) -> Problem {
    match error {
        clinic::Error::Invalid {
            field: "fileNumber",
            reason: Reason::Taken,
        } => Problem::refused(
            "invalid",
            "Another patient has this file number by now. Nothing was changed; delete the other one first where both \
             are one person: `nutrivault search` with the number has them.",
        )
        .at("file_number"),
        other => other.into(),
    }
}

/// Shows two files next to each other: differing fields, and the number of records of each.
fn comparison(shown: &MergePreview, clocks: &Clocks) -> String {
    let mut lines = vec![
        format!("Goes   {}", text::patient(&shown.from.patient)),
        format!("Stays  {}", text::patient(&shown.into.patient)),
    ];
    let differing: Vec<String> = shown.differing.iter().map(text::label).collect();
    lines.push(match differing.is_empty() {
        true => "They differ in nothing.".to_owned(),
        false => format!("They differ in: {}", differing.join(", ")),
    });
    if shown.needs_check {
        lines.push("Birth date or sex differ: make sure, then merge with --checked.".to_owned());
    }
    if let Some(orders) = &shown.diet_orders {
        let order = |of: &MergeOrder| {
            let levels = oral(of.food_level, of.fluid_level, of.is_complete).join(", ");
            let counts = if of.counts { ", which counts" } else { "" };
            format!(
                "{levels}, since {}{counts}",
                clocks.time_and_zone(&of.started_at)
            )
        };
        lines.extend([
            "Both have a current diet order. Once they are merged, the one that started last counts:".to_owned(),
            format!("Goes   {}", order(&orders.from)),
            format!("Stays  {}", order(&orders.into)),
        ]);
    }
    let rows = shown.counts.iter().map(|row| {
        let count = format!("{} + {}", row.into, row.from);
        [row.entity.clone(), count]
    });
    lines.extend(columns(&rows.collect::<Vec<_>>()));
    lines.join("\n")
}

fn add(who: &Who, input: &FromInput, flags: PatientEntry) -> Result<Answer> {
    let args = entry(input, flags)?;
    let mut clinic = who.unlock()?;
    let mut form = PatientForm::default();
    apply(&clinic, &mut form, args)?;
    let likely = patients::duplicates::duplicates(&clinic, &form)?;
    let header = register::register(&mut clinic, &form).map_err(nameless)?;
    let mut text = format!("Registered {}", text::patient(&header.patient));
    for duplicate in &likely {
        let reasons: Vec<String> = duplicate.reasons.iter().map(text::label).collect();
        text.push_str(&format!(
            "\nLikely the same person: {} ({})",
            text::patient(&duplicate.patient),
            reasons.join(", ")
        ));
    }
    Answer::done(&json!({ "patient": header, "duplicates": likely }), text)
}

fn change(who: &Who, id: Id, input: &FromInput, flags: PatientEntry) -> Result<Answer> {
    let args = entry(input, flags)?;
    let names_nothing = PatientEntry {
        seen: args.seen.clone(),
        ..PatientEntry::default()
    };
    if args == names_nothing {
        return Err(Problem::usage(
            "`nutrivault patients edit` needs something to change, such as --phone, or an entry with --stdin. Nothing \
             was changed.",
        ));
    }
    let mut clinic = who.unlock()?;
    let opened = chart::show(&mut clinic, &id)?;
    let seen = read_version(args.seen.clone(), opened.form.seen, input)?;
    let mut form = opened.form.form.clone();
    apply(&clinic, &mut form, args)?;
    let header = opened.header;
    if form == opened.form.form && header.may_edit && header.deleted_at.is_none() {
        let text = format!(
            "Nothing was to be changed: all of it is so already for {}",
            text::patient(&header.patient)
        );
        return Answer::done(&json!({ "patient": header, "changed": false }), text);
    }
    let edited = PatientEdit {
        id,
        seen,
        loaded: opened.form.form,
        form,
    };
    let header = edit::edit(&mut clinic, &edited).map_err(nameless)?;
    let text = format!("Changed {}", text::patient(&header.patient));
    Answer::done(&json!({ "patient": header, "changed": true }), text)
}

/// Words the refusal of a patient without any name: a given or a family name is enough.
fn nameless(error: clinic::Error) -> Problem {
    match error {
        clinic::Error::Invalid {
            field: "name",
            reason: Reason::Required,
        } => Problem::refused(
            "invalid",
            "A patient has a --given-name or a --family-name, and neither is there. Nothing was changed; give one of \
             them.",
        )
        .at("given_name"),
        other => other.into(),
    }
}

fn open(who: &Who, id: &Id) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let view = chart::show(&mut clinic, id)?;
    let text = record(&view, &Clocks::of(&clinic)?).join("\n");
    Answer::done(&json!({ "seen": view.form.seen, "patient": view }), text)
}

/// Returns a line for each field that is recorded.
fn record(view: &PatientView, clocks: &Clocks) -> Vec<String> {
    let mut lines = vec![text::patient(&view.header.patient)];
    if let Some(at) = &view.header.deleted_at {
        lines.push(format!("Deleted: {}", clocks.time_and_zone(at)));
    }
    for merge in &view.header.merges {
        let (from, into) = (&merge.from.file_number, &merge.into.file_number);
        let (at, by, id) = (clocks.time_and_zone(&merge.at), &merge.by, &merge.id.0);
        lines.push(format!(
            "Merged: file {from} into file {into}, {at}, {by}; merge {id}"
        ));
    }
    if let Some(shown) = &view.header.shown_under {
        lines.push(format!("Shown under: {}", text::patient(shown)));
    }
    lines.extend(details(view));
    if !view.header.tags.is_empty() {
        lines.push(format!("Tags: {}", tags::names(&view.header.tags)));
    }
    for allergy in &view.header.allergies {
        lines.push(format!("Allergy: {}", allergy_line(&allergy.form)));
    }
    if let Some(background) = &view.background {
        lines.extend(known(background, clocks));
    }
    for contact in &view.contacts {
        lines.push(format!("Contact: {}", described(contact)));
    }
    for tile in &view.measures {
        let latest = text::quantity(&tile.latest.quantity);
        let centile = centile_remark(tile.latest.centile.as_ref());
        let how = how_remark(&tile.latest.how);
        lines.push(format!(
            "{}: {latest}{centile}{how}",
            text::name(&tile.kind)
        ));
    }
    if let Some(note) = &view.last_note {
        let state = text::label(&note.state);
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

/// Returns a line for each condition, medicine and answer that none are known, and for what the profile has.
fn known(background: &BackgroundView, clocks: &Clocks) -> Vec<String> {
    let conditions = background.conditions.iter();
    let conditions = conditions.map(|row| format!("Condition: {}", condition_line(&row.form)));
    let medications = background.medications.iter();
    let medications = medications.map(|row| format!("Medicine: {}", medication_line(&row.form)));
    let none = background
        .none_known
        .iter()
        .filter(|known| is_empty(background, known.list));
    let none = none.map(|known| none_known_line(known, clocks));
    conditions
        .chain(medications)
        .chain(none)
        .chain(profile_lines(&background.profile))
        .collect()
}

fn is_empty(background: &BackgroundView, list: HealthList) -> bool {
    match list {
        HealthList::Allergies => background.allergies.is_empty(),
        HealthList::Conditions => background.conditions.is_empty(),
        HealthList::Medications => background.medications.is_empty(),
    }
}

fn details(view: &PatientView) -> Vec<String> {
    let form = &view.form.form;
    let (sex, status) = (text::label(&form.sex), text::label(&form.status));
    let parts = &form.address;
    let city = format!("{} {}", parts.postal_code, parts.city);
    let lines = parts.lines.replace('\n', ", ");
    let address = [&lines, city.trim(), &parts.state, &parts.country];
    let address = address.map(str::trim).into_iter();
    let address: Vec<&str> = address.filter(|part| !part.is_empty()).collect();
    let birth = match form.birth_date_estimated {
        true => "an estimate",
        false => "",
    };
    let fields = [
        ("Birth date", birth),
        ("Sex", sex.as_str()),
        ("Gender", &form.gender),
        ("Other names", &form.other_names),
        ("Phone", &form.phone),
        ("E-mail", &form.email),
        ("Address", &address.join(", ")),
        ("National ID", &form.national_id),
        ("Language", &form.preferred_language),
        ("Status", status.as_str()),
        (
            "Dietitian",
            view.dietitian.as_deref().map_or("", |name| name),
        ),
    ];
    let recorded = fields.iter().filter(|(_, text)| !text.is_empty());
    recorded
        .map(|(name, text)| format!("{name}: {text}"))
        .collect()
}

fn deleted(who: &Who) -> Result<Answer> {
    let clinic = who.unlock()?;
    let patients = patients::deleted::list(&clinic)?;
    let clocks = Clocks::of(&clinic)?;
    let header_row = ["ID", "NUMBER", "BIRTH", "NAME", "DELETED", "BY", "REASON"];
    let mut rows = vec![header_row.map(str::to_owned)];
    rows.extend(patients.iter().map(|row| {
        let [id, number, birth, name] = text::patient_cells(&row.patient);
        let reason = row.reason.as_ref().map_or("-".to_owned(), text::label);
        let reason = match &row.words {
            Some(words) => format!("{reason}: {}", words.replace('\n', " ")),
            None => reason,
        };
        let at = clocks.time(&row.at);
        [id, number, birth, name, at, row.by.clone(), reason]
    }));
    let text = match patients.is_empty() {
        true => "Nobody is deleted.".to_owned(),
        false => format!(
            "{}\nwith times by the clocks of {}; `nutrivault patients restore ID` brings one back",
            columns(&rows).join("\n"),
            clocks.zone()
        ),
    };
    Answer::done(&json!({ "patients": patients }), text)
}

fn duplicates(who: &Who, query: DuplicateQuery) -> Result<Answer> {
    let clinic = who.unlock()?;
    let page = patients::duplicates::list::list(&clinic, &query)?;
    let mut rows = vec![["ID", "ONE", "ID", "OTHER", "WHY"].map(str::to_owned)];
    rows.extend(page.rows.iter().map(|pair| {
        let reasons: Vec<String> = pair.reasons.iter().map(text::label).collect();
        let named = |patient| {
            let [id, number, birth, name] = text::patient_cells(patient);
            (id, format!("{number} {name}, {birth}"))
        };
        let ((one_id, one), (other_id, other)) = (named(&pair.first), named(&pair.second));
        [one_id, one, other_id, other, reasons.join(", ")]
    }));
    let total = usize::try_from(page.total).unwrap_or(usize::MAX);
    let pairs = count(total, "likely pair", "likely pairs");
    let text = match page.rows.is_empty() {
        true => format!("{pairs}, none of them here."),
        false => format!(
            "{}\n{} of {pairs}; `nutrivault patients merge` compares two with --dry-run",
            columns(&rows).join("\n"),
            page.rows.len(),
        ),
    };
    Answer::done(&json!({ "pairs": page.rows, "total": page.total }), text)
}

fn page(
    who: &Who,
    (limit, after): (u32, Option<String>),
    tag: Option<String>,
    (is_mine, is_of_department): (bool, bool),
) -> Result<Answer> {
    let after = after
        .map(|after| entry::id(after, "after").map(|after| after.0))
        .transpose()?;
    let clinic = who.unlock()?;
    let query = PatientQuery {
        text: String::new(),
        status: None,
        dietitian_id: None,
        tag_id: tag.map(|tag| tag_id(&clinic, &tag)).transpose()?,
        is_mine,
        is_of_department,
        sort: PatientSort::Name,
        after,
        offset: 0,
        limit,
    };
    let page = list::list(&clinic, &query)?;
    let clocks = Clocks::of(&clinic)?;
    let header_row = ["ID", "NUMBER", "BIRTH", "NAME", "LAST", "NEXT"];
    let mut rows = vec![header_row.map(str::to_owned)];
    rows.extend(page.rows.iter().map(|row| {
        let [id, number, birth, name] = text::patient_cells(&row.patient);
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
    Answer::done(&page, text)
}

pub fn find(who: &Who, text: &str, limit: u32) -> Result<Answer> {
    let clinic = who.unlock()?;
    let page = search::search(&clinic, text, limit)?;
    let mut rows = vec![["ID", "NUMBER", "BIRTH", "NAME"].map(str::to_owned)];
    rows.extend(
        page.hits
            .iter()
            .map(|hit| text::patient_cells(&hit.patient)),
    );
    let mut lines = match page.hits.as_slice() {
        [] => Vec::new(),
        _ => columns(&rows),
    };
    lines.push(format!("{} of {} patients", page.total, page.searched));
    Answer::done(&page, lines.join("\n"))
}

/// Returns the token that was given, else that of the patient as read now.
fn read_version_now(
    clinic: &mut Clinic,
    id: &Id,
    token: Option<String>,
) -> Result<ReadVersionToken> {
    let read = chart::show(clinic, id)?.form.seen;
    token.map_or(Ok(read.clone()), |token| entry::of_record(token, &read))
}

/// Replaces in the form what the entry names; the rest stays.
fn apply(clinic: &Clinic, form: &mut PatientForm, args: PatientEntry) -> Result<()> {
    replace(&mut form.given_name, args.given_name);
    replace(&mut form.family_name, args.family_name);
    replace(&mut form.other_names, args.other_names);
    replace(&mut form.gender, args.gender);
    replace(&mut form.phone, args.phone);
    replace(&mut form.email, args.email);
    replace(&mut form.address.lines, args.address);
    replace(&mut form.address.city, args.city);
    replace(&mut form.address.state, args.state);
    replace(&mut form.address.postal_code, args.postal_code);
    replace(&mut form.address.country, args.country);
    replace(&mut form.national_id, args.national_id);
    replace(&mut form.preferred_language, args.preferred_language);
    if args.age.is_some() && args.birth_date.is_some() {
        return Err(Problem::usage(
            "`age` and `birth_date` are two answers to one question. Nothing was changed; give one of them.",
        )
        .at("age"));
    }
    if let Some(day) = args.birth_date {
        // a given day is not an estimate, unless the entry says so
        form.birth_date_estimated = false;
        form.birth_date = match day.trim() {
            "" => None,
            _ => Some(entry::day(day, "birth_date")?),
        };
    }
    if let Some(age) = args.age {
        form.birth_date = Some(Day::of(fields::birth_of_age(&age, clinic.today()?)?));
        form.birth_date_estimated = true;
    }
    if let Some(is_estimated) = args.birth_date_estimated {
        form.birth_date_estimated = is_estimated;
    }
    if let Some(sex) = args.sex {
        form.sex = choice(&sex, "sex")?;
    }
    if let Some(status) = args.status {
        form.status = choice(&status, "status")?;
    }
    if let Some(name) = args.dietitian {
        form.dietitian_id = if name.is_empty() {
            None
        } else {
            Some(user_id(clinic, &name, "dietitian")?)
        };
    }
    Ok(())
}
