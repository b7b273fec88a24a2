//! Seeds a demo clinic: its users, its patients, two weeks of diary and the visits before; later, days without a diary.

use clinic::demo::seed::{seed, seed_people};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::Seed;
use crate::exit::Result;
use crate::progress;
use crate::text::count;

pub fn run(who: &Who, args: Seed) -> Result<Answer> {
    let Seed::Demo { people } = args;
    let clinic = who.sign_in()?;
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
