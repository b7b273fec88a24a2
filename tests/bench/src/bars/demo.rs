//! A demo clinic of some hundred people with two years of visits, made and brought to a server.

use std::fs;
use std::time::Instant;

use clinic::demo::seed::seed_people;
use clinic::tenant::{self, NewClinic};
use vault::SystemClock;
use vault::password::Password;

use crate::figures::Figures;
use crate::network::Network;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome, ours};

const PEOPLE: usize = 500;
const MADE_AND_SENT_S: f64 = 120.0;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let people = bench.rounds(PEOPLE);
    let folder = bench.path("demo/vault");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    // the server is there before
    let network = Network::start()?;
    let begun = Instant::now();
    let new = NewClinic {
        clinic_name: "Riverside".to_owned(),
        time_zone: "UTC".to_owned(),
        currency: "EUR".to_owned(),
        first_name: "Ada".to_owned(),
        last_name: "Okafor".to_owned(),
        username: ours::USER.to_owned(),
        password: ours::PASSWORD.to_owned().into(),
        is_demo: true,
    };
    let clock = Box::new(SystemClock::new());
    let environment = ours::environment(&folder)?;
    let (made, _) = tenant::create(&folder, environment, clock, &new, "front desk")?;
    made.unlocked().vault().complete()?;
    let (vault, seeded) = seed_people(made, people)?;
    let mut unlocked = vault
        .unlock(ours::USER, &Password::new(ours::PASSWORD))
        .map_err(|refused| refused.error)?;
    let made_s = begun.elapsed().as_secs_f64();
    let report = network.connect(&mut unlocked)?;
    let all_s = begun.elapsed().as_secs_f64();
    if report.waiting.groups > 0 || report.waiting.rejected > 0 {
        return Err(format!("the server did not take everything: {:?}", report.waiting).into());
    }
    let what = format!(
        "a demo of {} patients, {} visits",
        seeded.patients, seeded.visits
    );
    bench.line(Line::times(
        format!("{what}: made"),
        Figures::one(made_s),
        Bar::None,
    ));
    bench.line(Line::times(
        format!("{what}: made and on its server"),
        Figures::one(all_s),
        Bar::Under(MADE_AND_SENT_S),
    ));
    Ok(())
}
