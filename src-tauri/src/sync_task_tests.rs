#![allow(clippy::unwrap_used)]
use sync_contract::catalog::User;
use vault::password::Password;

use super::*;
use crate::state::ClinicState;
use crate::testing::{PASSWORD, Told, environment_in, open_clinic};

#[test]
fn what_another_program_wrote_is_asked_for_once_and_what_cannot_go_is_not_asked_for_again() {
    let [first, second] = [[1; 16], [2; 16]];
    let mut seen = ReadVersion::default();
    let mut look = |version, newest| {
        let Look { is_changed, is_new } = seen.look(version, newest);
        (is_changed, is_new)
    };
    assert!(!look(1, None).0);
    assert_eq!(look(2, Some(first)), (true, true));
    // a sync of this very window commits, and what is held back is still there
    assert_eq!(look(3, Some(first)), (true, false));
    assert_eq!(look(4, Some(second)), (true, true));
    assert_eq!(look(5, None), (true, false));
    assert!(!look(5, None).0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_whose_end_another_program_brought_home_is_over_here_too() {
    let (app_state, folder) = tokio::task::spawn_blocking(open_clinic).await.unwrap();
    let told = Told::by(&app_state);
    let looking = tokio::spawn(look(app_state.clone()));
    // until it has looked once
    tokio::time::sleep(2 * LOOK_EVERY).await;
    let at = app_state.folder().clone();
    let elsewhere = move || {
        let vault = Vault::open(&at, environment_in(folder.path())).unwrap();
        let mut other = vault.unlock("ama", &Password::new(PASSWORD)).unwrap();
        let row = other.read().get::<User>(other.user()).unwrap().unwrap();
        let gone = User {
            is_active: false,
            ..row.value
        };
        let left = other.write_admin_signed("leave", |tx| tx.update(&gone, &row.seen));
        left.unwrap();
        folder
    };
    let _folder = tokio::task::spawn_blocking(elsewhere).await.unwrap();
    for _ in 0..100 {
        if matches!(*app_state.held(), ClinicState::Locked(_)) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    looking.abort();
    assert!(matches!(*app_state.held(), ClinicState::Locked(_)));
    assert_eq!(told.of("locked").unwrap()["cause"], "inactive");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exchange_that_is_ended_lets_go_of_the_lock_whatever_woke_it_last() {
    let (app_state, folder) = tokio::task::spawn_blocking(open_clinic).await.unwrap();
    for _ in 0..8 {
        let environment = environment_in(folder.path());
        let own = Vault::open(app_state.folder(), environment).unwrap();
        // nobody answers there
        let protocol = HttpProtocol::new("http://127.0.0.1:9", None).unwrap();
        start(&app_state, protocol, own);
        app_state.exchange().unwrap().ready().await.unwrap();
        drop(alone(&app_state).await.unwrap());
        assert!(app_state.exchange().is_none());
    }
}
