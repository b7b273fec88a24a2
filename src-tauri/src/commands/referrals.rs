//! Who referred a patient.

use clinic::referrals::{self, NewReferral, ReferralEdit, ReferralView};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn add_referral(app_state: WithState<'_>, form: NewReferral) -> Result<ReferralView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            referrals::add(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_referral(app_state: WithState<'_>, edit: ReferralEdit) -> Result<ReferralView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            referrals::edit(clinic, &edit)
        })
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_referral(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            referrals::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_referral(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<ReferralView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            referrals::restore(clinic, &id, &seen)
        })
        .await
}
