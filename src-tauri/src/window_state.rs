//! What the clinics of the one window share: its page, and the user in front of it.
//!
//! A command works with the clinic that was shown when the page asked. Between two clinics no command works: the page
//! of the one before is ended first, and the next one begins with its own.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock};

use crate::event::EventSender;
use crate::presence::Presence;

type Renewal = Box<dyn Fn() + Send + Sync>;

/// What the clinics of one window share.
pub struct WindowState {
    presence: Mutex<Presence>,
    events: EventSender,
    renewal: OnceLock<Renewal>,
    shown: Mutex<Shown>,
}

/// The folders of the clinic that is shown, and of the one that the next page shows.
struct Shown {
    now: Option<PathBuf>,
    next: Option<PathBuf>,
}

impl WindowState {
    /// Returns the state of a window that shows the clinic of this folder.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            presence: Mutex::new(Presence::new()),
            events: EventSender::default(),
            renewal: OnceLock::new(),
            shown: Mutex::new(Shown {
                now: Some(folder),
                next: None,
            }),
        }
    }

    /// Returns when a user was last active at the window.
    pub fn presence(&self) -> MutexGuard<'_, Presence> {
        guard(&self.presence)
    }

    pub fn events(&self) -> &EventSender {
        &self.events
    }

    /// From now on [`WindowState::renew_page`] does this. The window says how; without one nothing is renewed.
    pub fn renew_by(&self, renewal: Renewal) {
        if self.renewal.set(renewal).is_err() {
            tracing::warn!("there is one window, and it was opened before");
        }
    }

    /// Ends the page with all that it knows, and loads it anew.
    pub fn renew_page(&self) {
        self.events.forget();
        if let Some(renewal) = self.renewal.get() {
            renewal();
        }
    }

    /// Returns the folder of the clinic that is shown; none between two.
    pub fn shown(&self) -> Option<PathBuf> {
        guard(&self.shown).now.clone()
    }

    /// Ends the page of the clinic that is shown. The one that follows shows another.
    pub fn leave_for(&self, next: PathBuf) {
        *guard(&self.shown) = Shown {
            now: None,
            next: Some(next),
        };
        self.renew_page();
        if self.renewal.get().is_none() {
            self.arrive();
        }
    }

    /// A new page begins: the one before is gone.
    pub fn arrive(&self) {
        let mut shown = guard(&self.shown);
        if let Some(next) = shown.next.take() {
            shown.now = Some(next);
        }
    }
}

/// Returns what is behind a lock.
pub fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // a panic elsewhere has rolled its transaction back, and every other value is replaced in one step
    mutex.lock().unwrap_or_else(|broken| broken.into_inner())
}
