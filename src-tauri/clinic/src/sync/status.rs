use sync_contract::Right;
use sync_contract::field::Time;
use sync_contract::protocol::{Replica, Waiting};
use vault::Vault;

use crate::clock::clock_ahead_minutes;
use crate::error::Result;
use crate::problem::ProblemCode;
use crate::settings::{LATE_HOURS, LATE_HOURS_DEFAULT, number};
use crate::sync::{SyncState, SyncStatus};
use crate::view::{At, count};
use crate::{Clinic, unresolved};

/// The state of the sync loop, which the vault does not know.
#[derive(Debug, Clone, Copy, Default)]
pub struct Carrier {
    pub is_running: bool,
    /// The number of groups acknowledged in the current run.
    pub sent: u32,
    /// Why the last attempt failed; none after a successful one.
    pub cause: Option<ProblemCode>,
    /// Since the program runs, the server was restored from an older backup, ...
    pub server_restored: bool,
    /// ... or this device has taken another number.
    pub renumbered: bool,
}

const HOUR_US: i64 = 3_600_000_000;

/// Returns the sync state of the device. Needs no password and so no right: it names no patient.
///
/// `late_hours` is the clinic's limit of time without the server. Green means acknowledged, never merely sent. Where
/// the file names another server than the clinic was connected to, that is the cause: nothing is sent there.
pub fn status(vault: &Vault, carrier: Carrier, now: Time, late_hours: u32) -> Result<SyncStatus> {
    status_of(vault, vault.waiting()?, carrier, now, late_hours)
}

fn status_of(
    vault: &Vault,
    waiting: Waiting,
    carrier: Carrier,
    now: Time,
    late_hours: u32,
) -> Result<SyncStatus> {
    let server = vault.server()?;
    let is_altered = matches!(vault.trusted_server(), Err(vault::Error::ServerAltered));
    let cause = match is_altered {
        true => Some(ProblemCode::ServerAltered),
        false => carrier.cause,
    };
    let carrier = Carrier { cause, ..carrier };
    let by_patient = vault.waiting_by_patient()?;
    let since_us = by_patient.iter().map(|waiting| waiting.since_us).min();
    let contact_us = server
        .as_ref()
        .and_then(|server| server.contact_at_us.or(Some(server.connected_at_us)));
    let restored_us = server.as_ref().and_then(|server| server.restored_at_us);
    let is_late =
        contact_us.is_some_and(|contact| now.0 - contact > i64::from(late_hours) * HOUR_US);
    let pending = vault.waiting_changes()?;
    let state = state(
        server.is_some() || is_altered,
        carrier,
        pending,
        waiting.rejected + waiting.quarantined + waiting.conflicts,
    );
    Ok(SyncStatus {
        state,
        waiting: count(pending),
        sent: carrier.sent,
        since: since_us.map(|us| At::of(Time(us))),
        synced_at: server
            .and_then(|server| server.contact_at_us)
            .map(|us| At::of(Time(us))),
        late: is_late,
        server_restored_at: restored_us.map(|us| At::of(Time(us))),
        conflicts: count(waiting.conflicts),
        refused: count(waiting.rejected),
        quarantined: count(waiting.quarantined),
        in_review: count(vault.reviews()?),
        cause: carrier.cause,
        clock_ahead_minutes: clock_ahead_minutes(vault)?,
        server_jump_minutes: server_jump_minutes(vault)?,
        changes_ahead_minutes: changes_ahead_minutes(vault)?,
        server_restored: carrier.server_restored,
        renumbered: carrier.renumbered,
        to_come: false,
    })
}

/// Returns by how much the server's clock has jumped ahead of what this computer expects; none where its time was
/// taken.
///
/// # Errors
/// Those of the vault.
pub fn server_jump_minutes(vault: &Vault) -> Result<Option<i32>> {
    Ok(vault.server_jump_ms()?.map(minutes))
}

fn minutes(ms: i64) -> i32 {
    i32::try_from(ms / 60_000).unwrap_or(if ms > 0 { i32::MAX } else { i32::MIN })
}

/// Takes the time of a server whose clock has jumped. Returns by how many minutes; none where it had not.
///
/// # Errors
/// `Forbidden` (needs `devices.manage`).
pub fn take_server_time(clinic: &mut Clinic) -> Result<Option<i32>> {
    clinic.may(Right::DevicesManage)?;
    let jump_ms = clinic.unlocked_mut().take_server_time()?;
    Ok(jump_ms.map(minutes))
}

/// Returns by how much the changes of this computer are dated ahead of its present time, where there is no server; none
/// where they are not.
///
/// # Errors
/// Those of the vault.
pub fn changes_ahead_minutes(vault: &Vault) -> Result<Option<i32>> {
    Ok(vault.clocks_ahead_ms()?.map(ahead_minutes))
}

fn ahead_minutes(ms: u64) -> i32 {
    i32::try_from(ms / 60_000).unwrap_or(i32::MAX)
}

/// Takes the present time of this computer as right, where its changes are dated ahead of it and there is no server.
/// Returns by how many minutes they were; none where they were not.
///
/// # Errors
/// `Forbidden` (needs `devices.manage`, and to be an admin).
pub fn take_own_time(clinic: &mut Clinic) -> Result<Option<i32>> {
    clinic.may(Right::DevicesManage)?;
    let restarted = clinic.unlocked_mut().restart_clock();
    if let Err(vault::Error::NotAdmin) = restarted {
        clinic.log_refused("restart clock", "Device")?;
    }
    Ok(restarted?.map(ahead_minutes))
}

/// Ends what is shown of a restored server, once nothing is missing there any more. Returns since when it was shown;
/// none where it was not.
///
/// # Errors
/// `Forbidden` (needs `devices.manage`).
pub fn end_restored(clinic: &mut Clinic) -> Result<Option<At>> {
    clinic.may(Right::DevicesManage)?;
    let noted_us = clinic.unlocked_mut().end_restored()?;
    Ok(noted_us.map(|us| At::of(Time(us))))
}

/// Lets what admins signed and a restored server has not taken for a day be sent for another one. Returns of how many
/// rows that is; it goes with the next sync.
///
/// # Errors
/// `Forbidden` (needs `users.manage`).
pub fn carry_again(clinic: &mut Clinic) -> Result<u32> {
    clinic.may(Right::UsersManage)?;
    Ok(count(clinic.unlocked_mut().carry_again()?))
}

/// What the server is asked for again with the next sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchedAgain {
    /// The records of which something is quarantined.
    pub records: u32,
    /// Records are missing from this computer's file: it is sent everything.
    pub everything: bool,
}

/// Has the server asked again for what is quarantined here, and for everything where records are missing from the file.
/// It goes with the next sync.
///
/// # Errors
/// `Forbidden` (needs `sync.run`).
pub fn fetch_again(clinic: &mut Clinic) -> Result<FetchedAgain> {
    clinic.may(Right::SyncRun)?;
    let (rows, everything) = clinic.unlocked_mut().fetch_again()?;
    Ok(FetchedAgain {
        records: count(rows),
        everything,
    })
}

/// Returns the same for a signed-in user: with the clinic's own limit, the conflicts that they can see, and whether
/// something of theirs is still to come.
pub fn of(clinic: &Clinic, carrier: Carrier) -> Result<SyncStatus> {
    let late_hours = number(&clinic.read(), LATE_HOURS, LATE_HOURS_DEFAULT)?;
    let vault = clinic.unlocked().vault();
    let mut waiting = vault.waiting()?;
    if waiting.conflicts > 0 {
        waiting.conflicts = unresolved::conflicts(clinic)?.len();
    }
    let status = status_of(vault, waiting, carrier, clinic.now(), late_hours)?;
    Ok(SyncStatus {
        to_come: clinic.read().is_anything_to_come()?,
        ..status
    })
}

/// Returns the state: what a user must decide outranks what resolves by itself.
fn state(has_server: bool, carrier: Carrier, pending: usize, needs: usize) -> SyncState {
    match () {
        () if needs > 0 => SyncState::NeedsYou,
        () if !has_server => SyncState::NoServer,
        () if carrier.is_running && pending > 0 => SyncState::Sending,
        () if carrier.cause.is_some() => SyncState::Offline,
        () if pending > 0 => SyncState::Waiting,
        () => SyncState::Synced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_never_claims_more_than_is_known() {
        let idle = Carrier::default();
        let running = Carrier {
            is_running: true,
            ..idle
        };
        let failed = Carrier {
            cause: Some(ProblemCode::Offline),
            ..idle
        };
        assert_eq!(state(true, idle, 0, 0), SyncState::Synced);
        assert_eq!(state(true, idle, 3, 0), SyncState::Waiting);
        assert_eq!(state(true, running, 3, 0), SyncState::Sending);
        assert_eq!(state(true, failed, 3, 0), SyncState::Offline);
        assert_eq!(state(true, failed, 0, 0), SyncState::Offline);
        assert_eq!(state(true, running, 3, 1), SyncState::NeedsYou);
        assert_eq!(state(false, idle, 3, 0), SyncState::NoServer);
    }
}
