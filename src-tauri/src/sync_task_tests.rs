#![allow(clippy::unwrap_used)]
use sync_contract::catalog::User;
use vault::password::Password;

use super::*;
use crate::state::Held;
use crate::testing::{PASSWORD, Told, environment_in, open_clinic};

#[test]
fn what_another_program_wrote_is_asked_for_once_and_what_cannot_go_is_not_asked_for_again() {
    let [first, second] = [[1; 16], [2; 16]];
    let mut seen = Seen::default();
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
    let (desk, folder) = tokio::task::spawn_blocking(open_clinic).await.unwrap();
    let told = Told::by(&desk);
    let looking = tokio::spawn(look(desk.clone()));
    // until it has looked once
    tokio::time::sleep(2 * LOOK_EVERY).await;
    let at = desk.folder().clone();
    let elsewhere = move || {
        let vault = Vault::open(&at, environment_in(folder.path())).unwrap();
        let mut other = vault.unlock("ama", &Password::new(PASSWORD)).unwrap();
        let row = other.read().get::<User>(other.user()).unwrap().unwrap();
        let gone = User {
            is_active: false,
            ..row.value
        };
        let left = other.write_gated("leave", |tx| tx.update(&gone, &row.seen));
        left.unwrap();
        folder
    };
    let _folder = tokio::task::spawn_blocking(elsewhere).await.unwrap();
    for _ in 0..100 {
        if matches!(*desk.held(), Held::Locked(_)) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    looking.abort();
    assert!(matches!(*desk.held(), Held::Locked(_)));
    assert_eq!(told.of("locked").unwrap()["cause"], "inactive");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exchange_that_is_ended_lets_go_of_the_lock_whatever_woke_it_last() {
    let (desk, folder) = tokio::task::spawn_blocking(open_clinic).await.unwrap();
    for _ in 0..8 {
        let environment = environment_in(folder.path());
        let own = Vault::open(desk.folder(), environment).unwrap();
        // nobody answers there
        let protocol = HttpProtocol::new("http://127.0.0.1:9", None).unwrap();
        start(&desk, protocol, own);
        desk.exchange().unwrap().ready().await.unwrap();
        drop(alone(&desk).await.unwrap());
        assert!(desk.exchange().is_none());
    }
}
