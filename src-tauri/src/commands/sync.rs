//! Where the data is, and what to do about it.

use clinic::devices;
use clinic::sync;
use clinic::sync::page;
use clinic::sync::rejected::{self, RejectedChangeView};
use clinic::sync::review::{self, ReviewChangeView, ReviewRowView};
use clinic::sync::{SyncPageView, SyncStatus};
use clinic::view::{At, Id, ReadVersionToken};
use host::{Program, ReviewDecision};

use super::WithState;
use crate::connecting::{self, EnrolmentCode, ServerAddress};
use crate::event::Topic;
use crate::problem::Result;
use crate::saving;
use crate::state::AppState;
use crate::sync_task::end_online;

#[tauri::command]
#[specta::specta]
pub async fn sync_status(app_state: WithState<'_>) -> Result<SyncStatus> {
    connecting::sync_status(&app_state).await
}

#[tauri::command]
#[specta::specta]
pub async fn sync_page(app_state: WithState<'_>) -> Result<SyncPageView> {
    app_state
        .run(|app_state, state| Ok(page::show(state.clinic()?, app_state.carrier())?))
        .await
}

/// Sends all that waits and receives all that is new.
#[tauri::command]
#[specta::specta]
pub async fn sync_now(app_state: WithState<'_>) -> Result<SyncStatus> {
    app_state.sync().await?;
    connecting::sync_status(&app_state).await
}

#[tauri::command]
#[specta::specta]
pub async fn stop_sync(app_state: WithState<'_>) -> Result<()> {
    if let Some(sync_loop) = app_state.sync_loop() {
        sync_loop.stop();
    }
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn send_again(app_state: WithState<'_>, group_id: Id) -> Result<()> {
    app_state
        .write(&[Topic::Conflicts], move |clinic| {
            sync::send_again(clinic, &group_id)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn discard_refused(app_state: WithState<'_>, group_id: Id) -> Result<()> {
    app_state
        .write(&[Topic::Conflicts], move |clinic| {
            sync::discard(clinic, &group_id)
        })
        .await
}

/// Returns a rejected change with the values that it would write.
#[tauri::command]
#[specta::specta]
pub async fn rejected_change(app_state: WithState<'_>, group_id: Id) -> Result<RejectedChangeView> {
    app_state
        .read(move |clinic| rejected::show(clinic, &group_id))
        .await
}

/// Writes a rejected change as JSON into a file of its own. Returns where the file lies.
#[tauri::command]
#[specta::specta]
pub async fn save_rejected(app_state: WithState<'_>, group_id: Id, path: String) -> Result<String> {
    app_state
        .run(move |_, state| {
            let clinic = state.clinic()?;
            let path = saving::file_path(&path)?;
            saving::to_file(&path, |to| {
                let change = rejected::export(clinic, &group_id)?;
                to.write_all(change.as_bytes())
                    .map_err(clinic::Error::NotWritten)?;
                Ok(())
            })?;
            Ok(path.display().to_string())
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn connect_server(app_state: WithState<'_>, server: ServerAddress) -> Result<SyncStatus> {
    let status = connecting::connect(&app_state, server).await?;
    app_state.written(&[Topic::Settings]);
    Ok(status)
}

/// Takes the new key of a server that has lost its own, by the code that its operator reads out.
#[tauri::command]
#[specta::specta]
pub async fn confirm_server_key(app_state: WithState<'_>, code: String) -> Result<SyncStatus> {
    let status = connecting::confirm_key(&app_state, &code).await?;
    app_state.written(&[Topic::Settings]);
    Ok(status)
}

#[tauri::command]
#[specta::specta]
pub async fn create_enrolment_code(app_state: WithState<'_>) -> Result<EnrolmentCode> {
    connecting::invite(&app_state).await
}

#[tauri::command]
#[specta::specta]
pub async fn revoke_device(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<()> {
    end_online(&app_state, move |clinic| {
        devices::revoke(clinic, &id, &seen, &reason)
    })
    .await?;
    app_state.written(&[Topic::Settings]);
    Ok(())
}

/// What came of removed computers and deactivated users, as the server lists it now.
#[tauri::command]
#[specta::specta]
pub async fn review_rows(app_state: WithState<'_>) -> Result<Vec<ReviewRowView>> {
    let fetched = host::review_changes(&*app_state).await?;
    app_state
        .read(move |clinic| review::list(clinic, &fetched))
        .await
}

/// The values of some of them.
#[tauri::command]
#[specta::specta]
pub async fn review_changes(
    app_state: WithState<'_>,
    ids: Vec<Id>,
) -> Result<Vec<ReviewChangeView>> {
    let fetched = host::review_changes(&*app_state).await?;
    app_state
        .read(move |clinic| review::show(clinic, &fetched, &ids))
        .await
}

/// Admits them in the order in which they were made; ends at the first that is refused.
#[tauri::command]
#[specta::specta]
pub async fn admit_changes(app_state: WithState<'_>, ids: Vec<Id>) -> Result<()> {
    decide(&app_state, ids, &ReviewDecision::Admit).await?;
    if let Some(sync_loop) = app_state.sync_loop() {
        sync_loop.wake();
    }
    Ok(())
}

/// Rejects them for good, with the reason for the audit log. What builds on another goes first.
#[tauri::command]
#[specta::specta]
pub async fn reject_changes(app_state: WithState<'_>, ids: Vec<Id>, reason: String) -> Result<()> {
    let ids = ids.into_iter().rev().collect();
    decide(&app_state, ids, &ReviewDecision::Reject(reason)).await
}

async fn decide(app_state: &AppState, ids: Vec<Id>, decision: &ReviewDecision) -> Result<()> {
    let mut decided = Ok(());
    for id in &ids {
        decided = host::decide(app_state, id, decision.clone()).await;
        if decided.is_err() {
            break;
        }
    }
    // those before the one that was refused are decided
    if let Ok(link) = app_state.link().await {
        link.note_reviews().await;
    }
    app_state.written(&[Topic::Conflicts, Topic::Patients]);
    Ok(decided?)
}

/// Lets what admins signed and a restored server does not take be sent for another day.
#[tauri::command]
#[specta::specta]
pub async fn carry_again(app_state: WithState<'_>) -> Result<u32> {
    app_state
        .write(&[Topic::Settings], sync::status::carry_again)
        .await
}

/// Has the server asked once more, with the next sync, for what was quarantined here and for rows that are gone.
#[tauri::command]
#[specta::specta]
pub async fn fetch_again(app_state: WithState<'_>) -> Result<u32> {
    // what is new is counted as new
    app_state.sync().await?;
    let fetched = app_state
        .write(&[Topic::Settings], sync::status::fetch_again)
        .await?;
    Ok(fetched.records)
}

/// Ends what is shown of a restored server, once nothing is missing there any more.
#[tauri::command]
#[specta::specta]
pub async fn end_restored(app_state: WithState<'_>) -> Result<Option<At>> {
    app_state
        .write(&[Topic::Settings], sync::status::end_restored)
        .await
}

/// Takes the present time of this computer as right, where its changes are dated ahead of it and there is no server.
#[tauri::command]
#[specta::specta]
pub async fn take_own_time(app_state: WithState<'_>) -> Result<Option<i32>> {
    app_state
        .write(&[Topic::Settings], sync::status::take_own_time)
        .await
}

/// Takes the time of a server whose clock has jumped.
#[tauri::command]
#[specta::specta]
pub async fn take_server_time(app_state: WithState<'_>) -> Result<Option<i32>> {
    app_state
        .write(&[Topic::Settings], sync::status::take_server_time)
        .await
}
