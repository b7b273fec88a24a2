//! Sessions that patients bought together.

use clinic::invoices::packages::list::{at_visit, list, show};
use clinic::invoices::packages::sell::{edit, remove, removed, restore, sell};
use clinic::invoices::packages::uses::{give_back, use_one};
use clinic::invoices::packages::{
    NewPackage, PackageAtVisit, PackageEdit, PackageForm, PackageUseForm, PackageUseView,
    PackageView,
};
use clinic::services;
use clinic::view::{Day, Id};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::packages::{PackageChange, Packages, SaleEntry, UseEntry};
use crate::commands::removal;
use crate::entry::{day, entry, id, nothing_to_change, read_version, replace, required, some_day};
use crate::exit::Result;
use crate::text::{label, listed};

pub fn run(who: &Who, args: Packages) -> Result<Answer> {
    match args {
        Packages::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let packages = list(&clinic, &patient)?;
            let lines = packages.packages.iter().map(line).collect();
            Answer::done(&packages, listed(lines, "No packages."))
        }
        Packages::Show { id: row } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            answer("", &show(&clinic, &row)?)
        }
        Packages::Visit { id: row } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            let packages = at_visit(&clinic, &row)?;
            let lines = packages.iter().map(visit_line).collect();
            let text = listed(lines, "No package was used for this appointment.");
            Answer::done(&json!({ "packages": packages }), text)
        }
        Packages::Sell {
            input,
            entry: flags,
        } => sold(who, entry(&input, flags)?),
        Packages::Edit {
            id: row,
            input,
            entry: flags,
        } => {
            let (row, mut change): (Id, PackageChange) = (id(row, "ID")?, entry(&input, flags)?);
            let token = change.seen.take();
            if change == PackageChange::default() {
                return Err(nothing_to_change("packages edit", "--valid-until"));
            }
            let mut clinic = who.unlock()?;
            let stored = show(&clinic, &row)?;
            let mut form = stored.form.clone();
            replace(
                &mut form.sessions,
                change.sessions.map(|sessions| sessions.to_string()),
            );
            replace(&mut form.note, change.note);
            if let Some(last) = change.valid_until {
                form.valid_until = some_day(last, "valid_until")?;
            }
            let changed = PackageEdit {
                seen: read_version(token, stored.seen.clone(), &input)?,
                id: row,
                loaded: stored.form,
                form,
            };
            let edited = edit(&mut clinic, &changed)?;
            let has_changed = edited.seen != stored.seen;
            Ok(answer("Changed ", &edited)?.with_change(has_changed))
        }
        Packages::Use {
            id: row,
            input,
            entry: flags,
        } => {
            let (row, args): (Id, UseEntry) = (id(row, "ID")?, entry(&input, flags)?);
            let appointment = args.appointment.map(|text| id(text, "appointment"));
            let form = PackageUseForm {
                package_id: row,
                appointment_id: appointment.transpose()?,
                on: args.on.map(|text| day(text, "on")).transpose()?,
                note: args.note.unwrap_or_default(),
            };
            let mut clinic = who.unlock()?;
            answer("Used: ", &use_one(&mut clinic, &form)?)
        }
        Packages::Return { id: row } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            answer("Session returned: ", &give_back(&mut clinic, &row)?)
        }
        Packages::Remove { of } => removal::remove(
            who,
            of.id,
            of.seen,
            |clinic, row| Ok(show(clinic, row)?.seen),
            |clinic, row, seen| remove(clinic, row, seen, &of.reason),
        ),
        Packages::Restore { of } => answer(
            "Restored ",
            &removal::restore(who, of.id, of.seen, removed, restore)?,
        ),
    }
}

fn sold(who: &Who, args: SaleEntry) -> Result<Answer> {
    let patient_id = id(required(args.patient, "patient")?, "patient")?;
    let service = required(args.service, "service")?;
    let sessions = required(args.sessions, "sessions")?;
    let valid_until = args.valid_until.map(|last| some_day(last, "valid_until"));
    let form = PackageForm {
        sessions: sessions.to_string(),
        valid_until: valid_until.transpose()?.flatten(),
        note: args.note.unwrap_or_default(),
    };
    let price = (!args.unbilled).then(|| args.price.unwrap_or_default());
    let mut clinic = who.unlock()?;
    let new = NewPackage {
        patient_id,
        service_id: services::find(&clinic, &service)?.id,
        form,
        price,
    };
    answer("Sold ", &sell(&mut clinic, &new)?)
}

fn answer(heading: &str, package: &PackageView) -> Result<Answer> {
    let uses = package.uses.iter().map(use_line);
    let lines: Vec<String> = [format!("{heading}{}", line(package))]
        .into_iter()
        .chain(uses)
        .collect();
    Answer::done(&json!({ "package": package }), lines.join("\n"))
}

/// Returns `4 of 6 left, until 2027-03-03`.
fn left(left: i32, sessions: &str, valid_until: Option<&Day>) -> String {
    let until = valid_until.map_or(String::new(), |last| format!(", until {last}"));
    match left {
        ..0 => format!(
            "{} more used than the {sessions} that were bought{until}",
            -left
        ),
        left => format!("{left} of {sessions} left{until}"),
    }
}

fn line(package: &PackageView) -> String {
    let form = &package.form;
    let left = left(package.left, &form.sessions, form.valid_until.as_ref());
    let invoice = match &package.invoice {
        None => String::new(),
        Some(invoice) => match &invoice.number {
            Some(number) => format!(", invoice {number}"),
            None => format!(", draft {}", invoice.draft_id),
        },
    };
    let note = match form.note.as_str() {
        "" => String::new(),
        note => format!(", {note}"),
    };
    let state = label(&package.state);
    format!(
        "{}  {}: {state}, {left}{invoice}{note}",
        package.id, package.service
    )
}

fn use_line(used: &PackageUseView) -> String {
    let how = match used.appointment_id {
        Some(_) => "for an appointment",
        None => "by hand",
    };
    let note = match used.note.as_str() {
        "" => String::new(),
        note => format!(", {note}"),
    };
    format!("  {}  {} {how}, {}{note}", used.id, used.on, used.by)
}

fn visit_line(package: &PackageAtVisit) -> String {
    let sessions = package.sessions.to_string();
    let left = left(package.left, &sessions, package.valid_until.as_ref());
    format!("{}  {}: {left}", package.package_id, package.service)
}
