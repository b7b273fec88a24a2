#![allow(clippy::unwrap_used)]
use super::*;
use crate::testing::{Told, open_clinic};

const TEN_MINUTES: Duration = Duration::from_secs(600);

/// A presence, and what it says when looked at so many seconds later on each clock.
fn after(presence: &mut Presence, awake_s: u64, wall_s: u64) -> Seat {
    let (awake, wall) = presence.looked_at;
    presence.look(
        awake + Duration::from_secs(awake_s),
        wall + Duration::from_secs(wall_s),
        TEN_MINUTES,
    )
}

#[test]
fn a_seat_is_left_when_the_minutes_of_the_clinic_have_passed_without_input() {
    let mut presence = Presence::new();
    assert_eq!(after(&mut presence, 599, 599), Seat::Taken);
    assert_eq!(after(&mut presence, 1, 1), Seat::Left);
    presence.input_at = presence.looked_at.0;
    assert_eq!(after(&mut presence, 1, 1), Seat::Taken);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_does_not_answer_keeps_no_keys() {
    let (state, _folder) = tokio::task::spawn_blocking(open_clinic).await.unwrap();
    let told = Told::by(&state);
    let held = state.clone();
    let seat_of =
        |state: AppState| tokio::task::spawn_blocking(move || seat(&state, &mut state.held()));
    assert_eq!(seat_of(held.clone()).await.unwrap().unwrap(), Seat::Taken);
    // nobody has been there for four hours, the longest that a clinic can choose
    held.presence().input_at -= Duration::from_secs(4 * 3_600);
    assert_eq!(seat_of(held.clone()).await.unwrap().unwrap(), Seat::Left);
    session::let_go(&state).await;
    assert!(matches!(*state.held(), ClinicState::Locked(_)));
    assert_eq!(told.all(), ["closing", "locked"]);
    assert_eq!(
        seat_of(held).await.unwrap().unwrap(),
        Seat::Taken,
        "a lock locks nothing again"
    );
}

#[test]
fn a_machine_that_slept_is_found_out_by_its_two_clocks() {
    let mut presence = Presence::new();
    assert_eq!(after(&mut presence, 1, 3_600), Seat::Slept);
    assert_eq!(after(&mut presence, 1, 1), Seat::Taken, "once");
    assert_eq!(
        after(&mut presence, 1, 20),
        Seat::Taken,
        "a clock that was set right"
    );
}

#[test]
fn a_wall_clock_that_was_set_back_locks_nothing() {
    let mut presence = Presence::new();
    let (awake, wall) = presence.looked_at;
    let seat = presence.look(
        awake + Duration::from_secs(1),
        wall - Duration::from_secs(7_200),
        TEN_MINUTES,
    );
    assert_eq!(seat, Seat::Taken);
}
