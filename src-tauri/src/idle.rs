//! Locks an unattended clinic, whether or not the page still answers, and one whose machine slept.

use std::time::{Duration, Instant, SystemTime};

use clinic::settings;

use crate::presence::Seat;
use crate::problem::{BoxedProblem, Result};
use crate::session;
use crate::state::{AppState, ClinicState};

const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Looks once a second for as long as the program runs.
pub async fn watch(app_state: AppState) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        match app_state.run(seat).await {
            Ok(Seat::Taken) => {}
            Ok(Seat::Left | Seat::Slept) => session::lock_unattended(&app_state, None).await,
            Err(BoxedProblem(problem)) => {
                // a clinic that cannot say when to lock is not left open
                tracing::warn!(code = ?problem.code, "the minutes until the lock cannot be read");
                session::lock_unattended(&app_state, None).await;
            }
        }
    }
}

fn seat(app_state: &AppState, state: &mut ClinicState) -> Result<Seat> {
    let lock_after = match state {
        ClinicState::Open(clinic) => {
            Duration::from_secs(60 * u64::from(settings::lock_minutes(clinic)?))
        }
        // nothing is open: there is nothing to lock
        ClinicState::Nothing | ClinicState::Creation(_) | ClinicState::Locked(_) => Duration::MAX,
    };
    let seat = app_state
        .presence()
        .look(Instant::now(), SystemTime::now(), lock_after);
    Ok(if matches!(state, ClinicState::Open(_)) {
        seat
    } else {
        Seat::Taken
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::testing::{SentEvents, open_clinic};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_page_that_does_not_answer_is_locked_all_the_same() {
        let (state, _folder) = tokio::task::spawn_blocking(open_clinic).await.unwrap();
        let events = SentEvents::of(&state);
        let own = state.clone();
        let seat_of = |state: AppState| {
            tokio::task::spawn_blocking(move || seat(&state, &mut state.clinic_state()))
        };
        assert_eq!(seat_of(own.clone()).await.unwrap().unwrap(), Seat::Taken);
        // no input for four hours, the longest that a clinic can choose
        own.presence()
            .set_input_earlier(Duration::from_secs(4 * 3_600));
        assert_eq!(seat_of(own.clone()).await.unwrap().unwrap(), Seat::Left);
        session::lock_unattended(&state, None).await;
        assert!(matches!(*state.clinic_state(), ClinicState::Locked(_)));
        assert_eq!(events.kinds(), ["closing", "locked"]);
        assert_eq!(
            seat_of(own).await.unwrap().unwrap(),
            Seat::Taken,
            "a locked window is not locked again"
        );
    }
}
