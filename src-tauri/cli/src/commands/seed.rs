//! Seeds a demo clinic: its users, its patients, two weeks of diary and the visits before; later, days without a diary.

use clinic::demo::seed::{seed, seed_people};
use clinic::demo::undo::{Undone, undo};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::Seed;
use crate::exit::Result;
use crate::progress;
use crate::text::count;

pub fn run(who: &Who, args: Seed) -> Result<Answer> {
    let (people, clear) = match args {
        Seed::Demo { people, clear } => (people, clear),
        Seed::Undo => return take_out(who),
    };
    let mut clinic = who.sign_in()?;
    if clear {
        undo(&mut clinic)?;
    }
    let bar = progress::busy("Writing the diary of a clinic");
    let seeded = match people {
        Some(count) => seed_people(clinic, count.into()),
        None => seed(clinic),
    };
    bar.finish_and_clear();
    let (_, seeded) = seeded?;
    let text = match (seeded.users, seeded.appointments) {
        (0, 0) => "The demo clinic was filled before, and today and the coming week have a diary: nothing to \
        add.".to_owned(),
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
    };
    let answer = json!({
        "users": seeded.users,
        "patients": seeded.patients,
        "appointments": seeded.appointments,
        "visits": seeded.visits,
    });
    Answer::done(&answer, text)
}

fn take_out(who: &Who) -> Result<Answer> {
    let mut clinic = who.sign_in()?;
    let Undone {
        patients,
        appointments,
    } = undo(&mut clinic)?;
    let text = match patients {
        0 => "Nobody whom a seed put in is here: nothing was taken out.".to_owned(),
        _ => format!(
            "Took out {} and {}. What was registered by hand stays.",
            count(patients, "patient", "patients"),
            count(appointments, "appointment", "appointments"),
        ),
    };
    let answer = json!({ "patients": patients, "appointments": appointments });
    Answer::done(&answer, text)
}
