//! What is recorded of a patient besides visits: profile and contacts.

use clinic::contacts::{ContactEdit, ContactForm, ContactView, Relation};
use clinic::profile::{ProfileForm, ProfileView};
use clinic::{contacts, profile};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::records::{ContactEntry, Contacts, Profile, ProfileEntry};
use crate::entry::{
    choice, entry, id, nothing_to_change, read_version, read_version_or, replace, required,
};
use crate::exit::Result;
use crate::text::{label, listed};

pub fn profile(who: &Who, args: Profile) -> Result<Answer> {
    match args {
        Profile::Show { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            profile_answer("Profile of", &profile::show(&clinic, patient.to()?)?)
        }
        Profile::Edit {
            input,
            entry: flags,
        } => {
            let mut args = entry(&input, flags)?;
            let patient = id(required(args.patient.take(), "patient")?, "patient")?;
            let token = args.seen.take();
            if args == ProfileEntry::default() {
                return Err(nothing_to_change("profile edit", "--history"));
            }
            let mut clinic = who.unlock()?;
            let mut view = profile::show(&clinic, patient.to()?)?;
            let loaded = view.form.clone();
            view.seen = read_version(token, view.seen, &input)?;
            replace(&mut view.form.history, args.history);
            replace(&mut view.form.preferences, args.preferences);
            replace(&mut view.form.dislikes, args.dislikes);
            replace(&mut view.form.remarks, args.remarks);
            replace(&mut view.form.gestation, args.gestation);
            replace(&mut view.form.mother_height, args.mother_height);
            replace(&mut view.form.father_height, args.father_height);
            profile_answer(
                "Changed the profile of",
                &profile::edit(&mut clinic, &loaded, &view)?,
            )
        }
    }
}

fn profile_answer(heading: &str, profile: &ProfileView) -> Result<Answer> {
    let mut lines = vec![format!("{heading} {}", profile.patient_id)];
    lines.extend(profile_lines(profile));
    if lines.len() == 1 {
        lines.push("Nothing is recorded yet.".to_owned());
    }
    Answer::done(&json!({ "profile": profile }), lines.join("\n"))
}

/// Returns what is recorded of a profile, and what files have that were merged with it.
pub(super) fn profile_lines(profile: &ProfileView) -> Vec<String> {
    let lines = |form: &ProfileForm, of_file: String| -> Vec<String> {
        let texts = [
            ("History", &form.history),
            ("Preferences", &form.preferences),
            ("Dislikes", &form.dislikes),
            ("Remarks", &form.remarks),
            ("Gestation at birth in weeks and days", &form.gestation),
            ("Mother’s height", &form.mother_height),
            ("Father’s height", &form.father_height),
        ];
        let recorded = texts.into_iter().filter(|(_, text)| !text.is_empty());
        recorded
            .map(|(name, text)| format!("{name}{of_file}: {text}"))
            .collect()
    };
    let others = profile.other_files.iter();
    let others = others.map(|other| lines(&other.form, format!(" (file {})", other.file_number)));
    let own = lines(&profile.form, String::new());
    own.into_iter().chain(others.flatten()).collect()
}

pub fn contacts(who: &Who, args: Contacts) -> Result<Answer> {
    match args {
        Contacts::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let rows = contacts::list(&clinic, patient.to()?)?;
            let text = listed(
                rows.iter().map(contact_line).collect(),
                "No contact is recorded.",
            );
            Answer::done(&json!({ "contacts": rows }), text)
        }
        Contacts::Add {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let patient = id(required(args.patient, "patient")?, "patient")?;
            let name = required(args.name, "name")?;
            let form = ContactForm {
                name,
                relation: relation_of(args.relation, Relation::Other)?,
                phone: args.phone.unwrap_or_default(),
                email: args.email.unwrap_or_default(),
                address: args.address.unwrap_or_default(),
            };
            let mut clinic = who.unlock()?;
            contact_answer("Added", contacts::add(&mut clinic, &patient, &form)?)
        }
        Contacts::Edit {
            id: contact,
            input,
            entry: flags,
        } => {
            let contact = id(contact, "ID")?;
            let args = entry(&input, flags)?;
            let names_nothing = ContactEntry {
                seen: args.seen.clone(),
                ..ContactEntry::default()
            };
            if args == names_nothing {
                return Err(nothing_to_change("contacts edit", "--phone"));
            }
            let mut clinic = who.unlock()?;
            let stored = contacts::show(&clinic, &contact)?;
            let loaded = stored.form();
            let edit = ContactEdit {
                id: contact,
                seen: read_version(args.seen, stored.seen, &input)?,
                form: ContactForm {
                    name: args.name.unwrap_or(stored.name),
                    relation: relation_of(args.relation, stored.relation)?,
                    phone: args.phone.unwrap_or(stored.phone),
                    email: args.email.unwrap_or(stored.email),
                    address: args.address.unwrap_or(stored.address),
                },
                loaded,
            };
            contact_answer("Changed", contacts::edit(&mut clinic, &edit)?)
        }
        Contacts::Remove { id: contact, seen } => {
            let contact = id(contact, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| {
                Ok(contacts::show(clinic, &contact)?.seen)
            })?;
            let removal = contacts::remove(&mut clinic, &contact, &seen)?;
            let text = format!("Removed {contact}.");
            Answer::done(&json!({ "id": contact, "seen": removal }), text)
        }
        Contacts::Restore { id: contact, seen } => {
            let contact = id(contact, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| {
                Ok(contacts::removed(clinic, &contact)?)
            })?;
            contact_answer("Restored", contacts::restore(&mut clinic, &contact, &seen)?)
        }
    }
}

fn relation_of(text: Option<String>, otherwise: Relation) -> Result<Relation> {
    text.map_or(Ok(otherwise), |text| choice(&text, "relation"))
}

fn contact_line(contact: &ContactView) -> String {
    format!("{}  {}", contact.id, described(contact))
}

/// Returns name and relation of a contact, and how to reach them as far as it is recorded.
pub(super) fn described(contact: &ContactView) -> String {
    let name = format!("{} ({})", contact.name, label(&contact.relation));
    let address = contact.address.replace('\n', ", ");
    let all = [name.as_str(), &contact.phone, &contact.email, &address];
    let recorded = all.into_iter().filter(|part| !part.is_empty());
    recorded.collect::<Vec<_>>().join("  ")
}

fn contact_answer(heading: &str, contact: ContactView) -> Result<Answer> {
    let text = format!("{heading} {}", contact_line(&contact));
    Answer::done(&json!({ "contact": contact }), text)
}
