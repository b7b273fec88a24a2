//! Seeds a demo clinic: its users, its patients, two weeks of diary and the visits before; later, days without a diary.

use clinic::demo::seed::{Seeded, seed, seed_people};
use clinic::demo::undo::{Undone, undo};
use serde_json::{Value, json};
use vault::Vault;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::Seed;
use crate::commands::status::{people, person_line};
use crate::exit::Result;
use crate::progress;
use crate::text::count;

pub fn run(who: &Who, args: Seed) -> Result<Answer> {
    match args {
        Seed::Demo { people, clear } => seed_demo(who, people, clear),
        // an older file is brought to the newest version as it is opened, before anything is taken out
        Seed::Reset { people } => seed_demo(who, people, true),
        Seed::Undo => take_out(who),
    }
}

fn seed_demo(who: &Who, people_count: Option<u16>, clear: bool) -> Result<Answer> {
    let mut clinic = who.sign_in()?;
    let undone = clear.then(|| undo(&mut clinic)).transpose()?;
    let bar = progress::busy("Writing the diary of a clinic");
    let seeded = match people_count {
        Some(count) => seed_people(clinic, count.into()),
        None => seed(clinic),
    };
    bar.finish_and_clear();
    let (vault, seeded) = seeded?;
    let mut lines: Vec<String> = undone.iter().filter_map(undone_line).collect();
    lines.push(seeded_line(&seeded));
    let (users, accounts) = accounts(&vault)?;
    lines.extend(users);
    let answer = json!({
        "users": seeded.users,
        "patients": seeded.patients,
        "appointments": seeded.appointments,
        "visits": seeded.visits,
        "accounts": accounts,
    });
    Answer::done(&answer, lines.join("\n"))
}

fn seeded_line(seeded: &Seeded) -> String {
    match (seeded.users, seeded.appointments) {
        (0, 0) => "The demo clinic was filled before, and today and the coming week have a diary: nothing to \
                   add."
            .to_owned(),
        (0, _) => format!(
            "The demo clinic was filled before. Added {} and {}, so that today and the coming week are not empty.",
            count(seeded.appointments, "appointment", "appointments"),
            count(seeded.visits, "visit", "visits"),
        ),
        _ => format!(
            "Added {}, {}, {} and {}.",
            count(seeded.users, "user", "users"),
            count(seeded.patients, "patient", "patients"),
            count(seeded.appointments, "appointment", "appointments"),
            count(seeded.visits, "visit", "visits"),
        ),
    }
}

/// Returns who can sign in with a password of the demo, as lines and for JSON.
fn accounts(vault: &Vault) -> Result<(Vec<String>, Vec<Value>)> {
    let mut known = people(vault)?;
    known.retain(|one| one.user.demo_password.is_some());
    let heading = (!known.is_empty()).then(|| "These people can sign in here:".to_owned());
    let lines = heading.into_iter().chain(known.iter().map(person_line));
    let account = known.iter().map(|one| {
        let user = &one.user;
        json!({ "username": user.username, "roles": one.roles, "demo_password": user.demo_password })
    });
    Ok((lines.collect(), account.collect()))
}

/// Returns none where nobody was taken out.
fn undone_line(undone: &Undone) -> Option<String> {
    let Undone {
        patients,
        appointments,
    } = *undone;
    (patients > 0).then(|| {
        format!(
            "Took out {} and {}. What was registered by hand stays.",
            count(patients, "patient", "patients"),
            count(appointments, "appointment", "appointments"),
        )
    })
}

fn take_out(who: &Who) -> Result<Answer> {
    let mut clinic = who.sign_in()?;
    let undone = undo(&mut clinic)?;
    let none = "Nobody whom a seed put in is here: nothing was taken out.".to_owned();
    let text = undone_line(&undone).unwrap_or(none);
    let answer = json!({ "patients": undone.patients, "appointments": undone.appointments });
    Answer::done(&answer, text)
}
