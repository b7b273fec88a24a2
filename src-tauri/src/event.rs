//! What the screens are sent without having asked.

use std::sync::Mutex;

use clinic::ProblemCode;
use clinic::sync::SyncStatus;
use clinic::unresolved::DamageView;
use clinic::view::Id;
use serde::Serialize;
use specta::Type;
use tauri::ipc::Channel;

/// What a screen shows, as coarsely as it asks for it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Topic {
    Patients,
    Diary,
    Visits,
    Notes,
    Conflicts,
    Users,
    Settings,
    Alerts,
    Billing,
}

impl Topic {
    pub const ALL: [Self; 9] = [
        Self::Patients,
        Self::Diary,
        Self::Visits,
        Self::Notes,
        Self::Conflicts,
        Self::Users,
        Self::Settings,
        Self::Alerts,
        Self::Billing,
    ];
}

/// `changed` without patients concerns all of them; `exporting` says how many audit entries are written so far; at
/// `closing` what was typed last must reach the disk, and `cause` says what ends the session, if not its user or their
/// absence; at `locked` `has_saved` says whether something typed was committed just now, and `cause` the same; at
/// `rightsChanged` an admin gave this user a role or ended one; at `diskChanged` the disk became full or has room
/// again, or a draft that it did not take waits or is stored; at `damaged` a screen asked for what could not be shown
/// in full; at `clinicsChanged` another clinic of this computer was locked or synced, or its
/// alerts changed.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ClinicEvent {
    Sync {
        status: SyncStatus,
    },
    Changed {
        topics: Vec<Topic>,
        patient_ids: Vec<Id>,
    },
    Locked {
        has_saved: bool,
        cause: Option<ProblemCode>,
    },
    Exporting {
        entries: u32,
    },
    RightsChanged,
    DiskChanged,
    Damaged {
        damage: Vec<DamageView>,
        key_missing: Vec<String>,
    },
    Closing {
        cause: Option<ProblemCode>,
    },
    ClinicsChanged,
}

/// The page that listens. A page that was loaded again replaces the one before.
#[derive(Default)]
pub struct EventSender(Mutex<Option<Channel<ClinicEvent>>>);

impl EventSender {
    pub fn listen(&self, channel: Channel<ClinicEvent>) {
        *self.0.lock().unwrap_or_else(|broken| broken.into_inner()) = Some(channel);
    }

    /// The page is about to end.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(|broken| broken.into_inner()) = None;
    }

    /// A page that is gone misses nothing: it asks for everything when it comes back.
    pub fn send(&self, event: ClinicEvent) {
        let listening = self.0.lock().unwrap_or_else(|broken| broken.into_inner());
        if let Some(Err(error)) = listening.as_ref().map(|channel| channel.send(event)) {
            tracing::debug!(%error, "no page listens");
        }
    }
}
