#![allow(clippy::unwrap_used)]
use super::*;
use crate::testing::{Told, open_clinic};

#[test]
fn a_page_that_is_shut_out_is_told_what_ended_the_session() {
    let (state, _folder) = open_clinic();
    let told = Told::by(&state);
    shut_out(&state, Some(ProblemCode::PasswordReplaced));
    assert_eq!(told.last()["kind"], "locked");
    assert_eq!(told.last()["cause"], "passwordReplaced");
    shut_out(&state, Some(ProblemCode::FileAltered));
    assert_eq!(told.all().len(), 1, "a locked window is not told again");
}

#[test]
fn the_lock_screen_knows_the_clinics_time_zone_before_anybody_has_signed_in() {
    let (state, _folder) = open_clinic();
    shut_out(&state, None);
    let view = view(&mut state.held()).unwrap();
    assert_eq!(view.stage, Stage::Locked);
    assert_eq!(view.time_zone.as_deref(), Some("Africa/Accra"));
}
