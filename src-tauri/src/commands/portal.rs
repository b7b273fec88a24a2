//! The account of a patient at a portal.

use clinic::portal::{
    self, NewPortalInvitation, PortalAccountView, PortalChange, PortalContentsEdit,
    PortalInvitation,
};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

/// Returns both tokens: they are shown this once.
#[tauri::command]
#[specta::specta]
pub async fn invite_to_portal(
    app_state: WithState<'_>,
    form: NewPortalInvitation,
) -> Result<PortalInvitation> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            portal::invite(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn change_portal_account(
    app_state: WithState<'_>,
    change: PortalChange,
) -> Result<PortalAccountView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            portal::change(clinic, &change)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn choose_portal_contents(
    app_state: WithState<'_>,
    edit: PortalContentsEdit,
) -> Result<PortalAccountView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            portal::choose(clinic, &edit)
        })
        .await
}
