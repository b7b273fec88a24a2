//! What counts only once the server agrees: the queue goes first, then the change, and its verdict is awaited.

use std::sync::Arc;

use clinic::Clinic;
use clinic::users::password;
use sync_client::{Report, ServerError};
use sync_contract::Code;
use uuid::Uuid;
use vault::{AdminSignedOutcome, AdminSignedState, WeakPassword};

use crate::error::{Error, Result};
use crate::program::Program;

/// How often the queue is sent before it counts as one that does not get empty.
const CLEARS: usize = 5;

/// Carries out an action that counts only once the server agrees. `action` writes it, is called only when nothing waits
/// before it, and once more where the clock of this computer had been set: then it is signed anew. Without a server it
/// counts at once.
///
/// # Errors
/// Those of [`clear_queue`], of the action and of [`await_verdict`].
pub async fn write_online<T, A>(program: &impl Program, action: impl Fn() -> A) -> Result<T>
where
    A: Future<Output = Result<AdminSignedOutcome<T>>>,
{
    write_after(program, Before::Sent, action).await
}

/// Carries out an action that takes a device, a user or a role out of the clinic, as [`write_online`] does. What the
/// server put off, and what a person has to decide, is no reason to wait with it: it is sent first.
///
/// # Errors
/// Those of [`write_online`], but for `QueueNotEmpty`.
pub async fn end_online<T, A>(program: &impl Program, action: impl Fn() -> A) -> Result<T>
where
    A: Future<Output = Result<AdminSignedOutcome<T>>>,
{
    write_after(program, Before::Tried, action).await
}

/// What is asked of the queue before an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Sent,
    Tried,
}

async fn write_after<T, A>(
    program: &impl Program,
    before: Before,
    action: impl Fn() -> A,
) -> Result<T>
where
    A: Future<Output = Result<AdminSignedOutcome<T>>>,
{
    match write_once(program, before, &action).await {
        Err(Error::Server(ServerError::Refused(Code::ClockTooFar))) => {
            write_once(program, before, &action).await
        }
        written => written,
    }
}

async fn write_once<T, A>(
    program: &impl Program,
    before: Before,
    action: impl Fn() -> A,
) -> Result<T>
where
    A: Future<Output = Result<AdminSignedOutcome<T>>>,
{
    match clear_queue(program).await {
        Err(Error::QueueNotEmpty { .. }) if before == Before::Tried => {}
        cleared => cleared?,
    }
    reappoint_admins(program).await?;
    match action().await? {
        AdminSignedOutcome::Applied(value) => Ok(value),
        AdminSignedOutcome::Pending(action, value) => {
            await_verdict(program, action).await.map(|()| value)
        }
    }
}

/// Makes it costlier to guess the password of the user who has just signed in at the server: their keys lie under it
/// anew once the server has accepted that. A program that ends before leaves them as they were.
///
/// # Errors
/// Those of [`write_online`]. Nothing was changed then, and a later sign-in tries again.
pub async fn strengthen_password(program: &impl Program, weak: WeakPassword) -> Result<()> {
    let stretched = tokio::task::spawn_blocking(move || weak.stretch()).await;
    let stronger = Arc::new(stretched.map_err(|_| Error::Interrupted)??);
    let action = || {
        let stronger = Arc::clone(&stronger);
        program.clinic(move |clinic| Ok(password::strengthen_password(clinic, &stronger)?))
    };
    write_online(program, action).await
}

/// Appoints the admins again where a clinic was made while its clock ran ahead: what they sign now counts only then.
async fn reappoint_admins(program: &impl Program) -> Result<()> {
    let reappoint = |clinic: &mut Clinic| Ok(clinic.unlocked_mut().reappoint_admins()?);
    match program.clinic(reappoint).await? {
        Some(AdminSignedOutcome::Pending(action, ())) => await_verdict(program, action).await,
        _ => Ok(()),
    }
}

/// Lets what a user signed with a key that a restored server lost count again, where an admin has just signed in on a
/// computer that knows the key.
///
/// # Errors
/// Those of [`clear_queue`] and of [`await_verdict`]. A later sign-in tries again.
pub async fn name_overtaken_keys(program: &impl Program) -> Result<()> {
    let is_needed = |clinic: &mut Clinic| Ok(clinic.unlocked_mut().knows_overtaken_keys()?);
    match program.clinic(is_needed).await? {
        true => clear_queue(program).await?,
        false => return Ok(()),
    }
    let name = |clinic: &mut Clinic| Ok(clinic.unlocked_mut().name_overtaken_keys()?);
    match program.clinic(name).await? {
        Some(AdminSignedOutcome::Pending(action, ())) => await_verdict(program, action).await,
        _ => Ok(()),
    }
}

/// Sends all that waits before what counts only once the server agrees. What was written while that was sent (by
/// another part of the program, or by another program) is sent as well: a user who is connected is not asked to
/// connect.
///
/// # Errors
/// `ServerNeeded`, `QueueNotEmpty`; those of [`Program::sync`].
pub async fn clear_queue(program: &impl Program) -> Result<()> {
    let has_server = program
        .vault(|vault| Ok(vault.trusted_server()?.is_some()))
        .await?;
    if !has_server {
        return Ok(());
    }
    let mut report = program.sync().await.map_err(needed)?;
    for _ in 1..CLEARS {
        if !is_sent_by_another_sync(&report) {
            break;
        }
        report = program.sync().await.map_err(needed)?;
    }
    drained(&report)
}

/// What the server put off, and what a person has to decide, waits for longer than a moment.
fn is_sent_by_another_sync(report: &Report) -> bool {
    report.waiting.groups > 0 && report.deferred == 0 && report.waiting.rejected == 0
}

/// Asks the server about an action. One that was never sent, because no server was reached, and one that the server put
/// off are taken back.
///
/// # Errors
/// The server's refusal, `busy` for what it put off; `ServerNeeded` when nothing was sent; `VerdictMissing` when the
/// answer was lost.
pub async fn await_verdict(program: &impl Program, action: Uuid) -> Result<()> {
    let sent = program.sync().await;
    program
        .vault(
            move |vault| match (vault.admin_signed_state(action)?, sent) {
                (AdminSignedState::Accepted, _) => Ok(()),
                (AdminSignedState::Rejected(code), _) => Err(ServerError::Refused(code).into()),
                (AdminSignedState::Pending, Err(error))
                    if vault.withdraw_admin_signed(action)? =>
                {
                    Err(needed(error))
                }
                // an answer came, and put it off: it would stop each later change of staff until the server takes it
                (AdminSignedState::Pending, Ok(_)) if vault.withdraw_admin_signed(action)? => {
                    Err(ServerError::Refused(Code::Busy).into())
                }
                (AdminSignedState::Pending, _) => Err(Error::VerdictMissing),
            },
        )
        .await
}

/// Nothing of the change waits: without the server nothing was changed.
fn needed(error: Error) -> Error {
    match error {
        Error::Server(ServerError::Unreachable) => Error::ServerNeeded,
        other => other,
    }
}

/// Checks that a sync left nothing waiting.
///
/// # Errors
/// `QueueNotEmpty`.
pub fn drained(report: &Report) -> Result<()> {
    match report.waiting.groups {
        0 => Ok(()),
        waiting => Err(Error::QueueNotEmpty {
            waiting,
            deferred: report.deferred,
            undecided: report.waiting.rejected,
        }),
    }
}
