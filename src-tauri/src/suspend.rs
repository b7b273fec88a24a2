//! The machine says that it goes to sleep, and waits a moment: the keys are dropped before its memory is written down.

use futures_util::{Stream, StreamExt};
use zbus::message::Type;
use zbus::zvariant::OwnedFd;
use zbus::{Connection, MatchRule, MessageStream};

use crate::session;
use crate::state::AppState;

const LOGIN: &str = "org.freedesktop.login1";
const LOGIN_PATH: &str = "/org/freedesktop/login1";
const LOGIN_INTERFACE: &str = "org.freedesktop.login1.Manager";

/// Locks whenever the machine is about to sleep. Without a system bus it is found out on waking (`idle.rs`).
pub async fn watch(app_state: AppState) {
    let listened = match Connection::system().await {
        Ok(bus) => listen(&bus, &app_state).await,
        Err(error) => Err(error),
    };
    if let Err(error) = listened {
        tracing::debug!(%error, "the machine does not say when it goes to sleep");
    }
}

async fn listen(bus: &Connection, app_state: &AppState) -> zbus::Result<()> {
    // by what is said, not by who says it: anybody on the bus can at most lock this window
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .interface(LOGIN_INTERFACE)?
        .member("PrepareForSleep")?
        .build();
    let told = MessageStream::for_match_rule(rule, bus, None).await?;
    // a message that says neither yes nor no is nothing to act upon
    let begins = told.filter_map(async |message| {
        message
            .and_then(|message| message.body().deserialize())
            .ok()
    });
    heed(std::pin::pin!(begins), app_state, || delay(bus)).await;
    Ok(())
}

/// `begins` says true before each sleep and false after it; while what `delay` answers is held the machine waits.
async fn heed<D, F: Future<Output = D>>(
    mut begins: impl Stream<Item = bool> + Unpin,
    app_state: &AppState,
    delay: impl Fn() -> F,
) {
    let mut held = Some(delay().await);
    while let Some(begins) = begins.next().await {
        if begins {
            session::let_go(app_state).await;
            // given back, the machine sleeps at once
            held = None;
        } else if held.is_none() {
            held = Some(delay().await);
        }
    }
}

/// Some machines have nobody to ask.
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
#[path = "suspend_tests.rs"]
mod tests;
