//! The machine says that it goes to sleep, and waits a moment: the keys are dropped before its memory is written down.

use futures_util::{Stream, StreamExt};
use zbus::message::Type;
use zbus::zvariant::OwnedFd;
use zbus::{Connection, MatchRule, MessageStream};

use crate::clinics::Clinics;

const LOGIN: &str = "org.freedesktop.login1";
const LOGIN_PATH: &str = "/org/freedesktop/login1";
const LOGIN_INTERFACE: &str = "org.freedesktop.login1.Manager";

/// Locks whenever the machine is about to sleep. Without a system bus it is noticed on waking (`idle.rs`).
pub async fn watch(clinics: Clinics) {
    let listened = match Connection::system().await {
        Ok(bus) => listen(&bus, &clinics).await,
        Err(error) => Err(error),
    };
    if let Err(error) = listened {
        tracing::debug!(%error, "the machine does not say when it goes to sleep");
    }
}

async fn listen(bus: &Connection, clinics: &Clinics) -> zbus::Result<()> {
    // matched by its content, not by its sender: any program on the bus can at most lock this window
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .interface(LOGIN_INTERFACE)?
        .member("PrepareForSleep")?
        .build();
    let messages = MessageStream::for_match_rule(rule, bus, None).await?;
    // a message that says neither yes nor no is nothing to act upon
    let begins = messages.filter_map(async |message| {
        message
            .and_then(|message| message.body().deserialize())
            .ok()
    });
    lock_at(std::pin::pin!(begins), clinics, || delay(bus)).await;
    Ok(())
}

/// Locks at each `true` of `begins`, which is sent before a sleep, with `false` after it. While the value of `delay`
/// lives the machine waits.
async fn lock_at<D, F: Future<Output = D>>(
    mut begins: impl Stream<Item = bool> + Unpin,
    clinics: &Clinics,
    delay: impl Fn() -> F,
) {
    let mut inhibitor = Some(delay().await);
    while let Some(begins) = begins.next().await {
        if begins {
            clinics.lock_unattended().await;
            // dropped, the machine sleeps at once
            inhibitor = None;
        } else if inhibitor.is_none() {
            inhibitor = Some(delay().await);
        }
    }
}

/// Asks the machine to wait before it sleeps; some cannot.
async fn delay(bus: &Connection) -> Option<OwnedFd> {
    let what = (
        "sleep",
        "NutriVault",
        "The clinic is locked first.",
        "delay",
    );
    let answer = bus
        .call_method(
            Some(LOGIN),
            LOGIN_PATH,
            Some(LOGIN_INTERFACE),
            "Inhibit",
            &what,
        )
        .await;
    match answer.and_then(|answer| answer.body().deserialize()) {
        Ok(delay) => Some(delay),
        Err(error) => {
            tracing::debug!(%error, "the machine does not wait before it sleeps");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use futures_util::stream;

    use super::*;
    use crate::state::ClinicState;
    use crate::testing::{SentEvents, two_clinics};

    /// Records, when it is dropped, whether all clinics were locked by then.
    struct Delay(Clinics, Arc<std::sync::Mutex<Vec<bool>>>);

    impl Drop for Delay {
        fn drop(&mut self) {
            let all = self.0.all();
            let was_locked = all
                .iter()
                .all(|one| matches!(*one.clinic_state(), ClinicState::Locked(_)));
            self.1.lock().unwrap().push(was_locked);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_machine_waits_until_the_keys_are_dropped() {
        let (clinics, _folder) = tokio::task::spawn_blocking(two_clinics).await.unwrap();
        let events = SentEvents::of(&clinics.shown().unwrap());
        let dropped = Arc::default();
        let (begins, of, back) = (
            stream::iter([true, false]),
            clinics.clone(),
            Arc::clone(&dropped),
        );
        lock_at(begins, &of, || {
            std::future::ready(Delay(of.clone(), Arc::clone(&back)))
        })
        .await;
        assert!(
            dropped.lock().unwrap()[0],
            "locked before the machine slept"
        );
        assert_eq!(
            events.kinds(),
            ["clinicsChanged", "closing", "locked"],
            "the page may save first"
        );
    }
}
