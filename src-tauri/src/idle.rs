//! Locks an unattended clinic, whether or not the page still answers, and one whose machine slept.

use std::time::{Duration, Instant, SystemTime};

use clinic::settings;

use crate::clinics::Clinics;
use crate::presence::Seat;
use crate::problem::{BoxedProblem, Result};
use crate::state::{ClinicState, run_blocking};

const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Looks once a second for as long as the program runs.
pub async fn watch(clinics: Clinics) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let own = clinics.clone();
        match run_blocking(move || seat(&own)).await {
            Ok(Seat::Taken) => {}
            Ok(Seat::Left | Seat::Slept) => clinics.lock_unattended().await,
            Err(BoxedProblem(problem)) => {
                // a clinic that cannot say when to lock is not left open
                tracing::warn!(code = ?problem.code, "the minutes until the lock cannot be read");
                clinics.lock_unattended().await;
            }
        }
    }
}

/// Looks by the shortest time that an open clinic chose. Without an open one there is nothing to lock.
fn seat(clinics: &Clinics) -> Result<Seat> {
    let mut minutes = Vec::new();
    for app_state in clinics.all() {
        if let ClinicState::Open(clinic) = &mut *app_state.clinic_state() {
            minutes.push(settings::lock_minutes(clinic)?);
        }
    }
    let shortest = minutes.into_iter().min();
    let lock_after = shortest.map_or(Duration::MAX, |shortest| {
        Duration::from_secs(60 * u64::from(shortest))
    });
    let seat = clinics
        .window()
        .presence()
        .look(Instant::now(), SystemTime::now(), lock_after);
    Ok(match shortest {
        Some(_) => seat,
        None => Seat::Taken,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::testing::{SentEvents, two_clinics};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_page_that_does_not_answer_is_locked_all_the_same() {
        let (clinics, _folder) = tokio::task::spawn_blocking(two_clinics).await.unwrap();
        let events = SentEvents::of(&clinics.shown().unwrap());
        let seat_of = |clinics: &Clinics| {
            let own = clinics.clone();
            tokio::task::spawn_blocking(move || seat(&own).unwrap())
        };
        assert_eq!(seat_of(&clinics).await.unwrap(), Seat::Taken);
        // no input for four hours, the longest that a clinic can choose
        clinics
            .window()
            .presence()
            .set_input_earlier(Duration::from_secs(4 * 3_600));
        assert_eq!(seat_of(&clinics).await.unwrap(), Seat::Left);
        clinics.lock_unattended().await;
        for app_state in clinics.all() {
            assert!(matches!(*app_state.clinic_state(), ClinicState::Locked(_)));
        }
        assert_eq!(events.kinds(), ["clinicsChanged", "closing", "locked"]);
        assert_eq!(
            seat_of(&clinics).await.unwrap(),
            Seat::Taken,
            "a locked window is not locked again"
        );
    }
}
