#![allow(clippy::unwrap_used)]
use std::sync::Arc;

use futures_util::stream;

use super::*;
use crate::state::ClinicState;
use crate::testing::{Told, open_clinic};

/// Says, when it is given back, whether the clinic was locked by then.
struct Delay(AppState, Arc<std::sync::Mutex<Vec<bool>>>);

impl Drop for Delay {
    fn drop(&mut self) {
        let was_locked = matches!(*self.0.held(), ClinicState::Locked(_));
        self.1.lock().unwrap().push(was_locked);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_machine_waits_until_the_keys_are_gone() {
    let (app_state, _folder) = tokio::task::spawn_blocking(open_clinic).await.unwrap();
    let told = Told::by(&app_state);
    let given_back = Arc::default();
    let (begins, of, back) = (
        stream::iter([true, false]),
        app_state.clone(),
        Arc::clone(&given_back),
    );
    heed(begins, &of, || {
        std::future::ready(Delay(of.clone(), Arc::clone(&back)))
    })
    .await;
    assert!(
        given_back.lock().unwrap()[0],
        "locked before the machine slept"
    );
    assert_eq!(told.all(), ["closing", "locked"], "the page may save first");
}
