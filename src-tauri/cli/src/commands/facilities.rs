//! The buildings of the clinic, their rooms and departments.

use clinic::facilities::{FacilityForm, FacilityRow};
use clinic::locations::Location;
use clinic::locations::{LocationForm, LocationRow};
use clinic::{Clinic, facilities, locations};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::{Facilities, FacilityEntry, LocationEntry, Locations};
use crate::entry::{entry, read_version, replace, required};
use crate::exit::Result;
use crate::text::count;
pub use crate::workplace::{facility_id, nothing_called};

pub fn run(who: &Who, args: Facilities) -> Result<Answer> {
    match args {
        Facilities::List => {
            let clinic = who.unlock()?;
            let rows = facilities::list(&clinic)?;
            let lines: Vec<String> = rows.iter().map(facility_line).collect();
            Answer::done(&json!({ "facilities": rows }), lines.join("\n"))
        }
        Facilities::Add {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let name = required(args.name.clone(), "name")?;
            let mut clinic = who.unlock()?;
            let first = facilities::list(&clinic)?.into_iter().next();
            let (time_zone, currency) = first
                .map_or(("UTC".to_owned(), "EUR".to_owned()), |first| {
                    (first.form.time_zone, first.form.currency)
                });
            let blank = FacilityForm {
                name,
                address: String::new(),
                phone: String::new(),
                licence_number: String::new(),
                time_zone,
                currency,
                is_active: true,
            };
            let added = facilities::add(&mut clinic, &changed(blank, args))?;
            Ok(facility_answer("Added", added)?.with_change(true))
        }
        Facilities::Edit {
            which,
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let mut clinic = who.unlock()?;
            let stored = find_facility(&clinic, &which)?;
            let seen = read_version(args.seen.clone(), stored.seen.clone(), &input)?;
            let form = changed(stored.form.clone(), args);
            let before = stored.seen;
            let edited = facilities::edit(&mut clinic, &stored.id, &seen, &stored.form, &form)?;
            let changed = edited.seen != before;
            Ok(facility_answer("Changed", edited)?.with_change(changed))
        }
    }
}

/// Replaces what the entry names; the rest stays.
fn changed(mut form: FacilityForm, args: FacilityEntry) -> FacilityForm {
    replace(&mut form.name, args.name);
    replace(&mut form.address, args.address);
    replace(&mut form.phone, args.phone);
    replace(&mut form.licence_number, args.licence_number);
    replace(&mut form.time_zone, args.time_zone);
    replace(&mut form.currency, args.currency);
    form.is_active = args.active.unwrap_or(form.is_active);
    form
}

fn find_facility(clinic: &Clinic, which: &str) -> Result<FacilityRow> {
    match facilities::find(clinic, which) {
        Err(clinic::Error::NotFound(_)) => {
            let rows = facilities::list(clinic)?;
            let known: Vec<&str> = rows.iter().map(|row| row.form.name.as_str()).collect();
            Err(nothing_called("facility", which, &known.join(", ")))
        }
        facility => Ok(facility?),
    }
}

fn facility_line(row: &FacilityRow) -> String {
    let form = &row.form;
    let state = if form.is_active { "" } else { "  (not in use)" };
    format!(
        "{}  {}  {}  {}{state}",
        row.id, form.name, form.time_zone, form.currency
    )
}

fn facility_answer(heading: &str, row: FacilityRow) -> Result<Answer> {
    let text = format!("{heading} {}", facility_line(&row));
    Answer::done(&json!({ "facility": row }), text)
}

/// Runs a command on rooms or on departments; the kind names the answer.
pub fn run_locations<P: Location>(who: &Who, args: Locations) -> Result<Answer> {
    match args {
        Locations::List => {
            let clinic = who.unlock()?;
            let rows = locations::list::<P>(&clinic)?;
            let lines: Vec<String> = rows.iter().map(location_line::<P>).collect();
            let all = format!("{}s", P::WHAT);
            let text = match rows.len() {
                0 => format!("There are no {all} yet: `nutrivault {all} add --name NAME`."),
                _ => lines.join("\n"),
            };
            Answer::done(&json!({ all: rows }), text)
        }
        Locations::Add {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let name = required(args.name, "name")?;
            let mut clinic = who.unlock()?;
            let form = LocationForm {
                name,
                code: args.code.unwrap_or_default(),
                facility_id: args
                    .facility
                    .map(|facility| facility_id(&clinic, &facility))
                    .transpose()?,
                is_active: args.active.unwrap_or(true),
            };
            let added = locations::add::<P>(&mut clinic, &form)?;
            Ok(location_answer::<P>("Added", added)?.with_change(true))
        }
        Locations::Edit {
            which,
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let mut clinic = who.unlock()?;
            let stored = find_location::<P>(&clinic, &which)?;
            let (id, seen) = (
                stored.id.clone(),
                read_version(args.seen.clone(), stored.seen.clone(), &input)?,
            );
            let (loaded, before) = (stored.form(), stored.seen.clone());
            let form = changed_location(&clinic, stored, args)?;
            let edited = locations::edit::<P>(&mut clinic, &id, &seen, &loaded, &form)?;
            let changed = edited.seen != before;
            Ok(location_answer::<P>("Changed", edited)?.with_change(changed))
        }
    }
}

/// Replaces what the entry names; the rest stays.
fn changed_location(
    clinic: &Clinic,
    stored: LocationRow,
    args: LocationEntry,
) -> Result<LocationForm> {
    let facility_id = match args.facility {
        Some(facility) => facility_id(clinic, &facility)?,
        None => stored.facility_id,
    };
    Ok(LocationForm {
        name: args.name.unwrap_or(stored.name),
        code: args.code.or(stored.code).unwrap_or_default(),
        facility_id: Some(facility_id),
        is_active: args.active.unwrap_or(stored.is_active),
    })
}

pub fn find_location<P: Location>(clinic: &Clinic, which: &str) -> Result<LocationRow> {
    let rows = locations::list::<P>(clinic)?;
    let known: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let known = known.join(", ");
    match locations::find::<P>(clinic, which) {
        Err(clinic::Error::NotFound(_)) => Err(nothing_called(P::WHAT, which, &known)),
        location => Ok(location?),
    }
}

fn location_line<P: Location>(row: &LocationRow) -> String {
    let code = row.code.as_deref().unwrap_or("-");
    let state = if row.is_active { "" } else { "  (not in use)" };
    let (one, many) = P::USED_BY;
    let used = count(row.used_by as usize, one, many);
    let used = match row.stays {
        0 => used,
        stays => format!("{used}, {}", count(stays as usize, "stay", "stays")),
    };
    format!(
        "{}  {}  {code}  {}  {used}{state}",
        row.id, row.name, row.facility
    )
}

fn location_answer<P: Location>(heading: &str, row: LocationRow) -> Result<Answer> {
    let text = format!("{heading} {}", location_line::<P>(&row));
    Answer::done(&json!({ P::WHAT: row }), text)
}
