//! Erasing a patient for good.

use clinic::ProblemCode;
use clinic::patients::erase::{self, ErasureForm, ErasurePreview, ErasureView};
use clinic::view::Id;
use serde::Deserialize;
use specta::Type;
use vault::SecondSigner;
use vault::recovery::RecoveryKey;
use zeroize::Zeroizing;

use super::WithState;
use super::patients::ALL_OF_A_PATIENT;
use crate::problem::Result;
use crate::secret::TypedPassword;
use crate::sync_task::write_online;

/// What the second signer of an erasure types: the groups of the recovery key, or a user name and a
/// password.
#[derive(Debug, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum TypedSecond {
    RecoveryKey {
        groups: Vec<TypedPassword>,
    },
    Admin {
        login: String,
        password: TypedPassword,
    },
}

#[tauri::command]
#[specta::specta]
pub async fn erasure_preview(app_state: WithState<'_>, id: Id) -> Result<ErasurePreview> {
    app_state
        .read(move |clinic| erase::preview(clinic, &id))
        .await
}

/// Returns the orders of all erasures, the last first, and which computers have confirmed each.
#[tauri::command]
#[specta::specta]
pub async fn erasures(app_state: WithState<'_>) -> Result<Vec<ErasureView>> {
    app_state.read(|clinic| erase::list(clinic)).await
}

/// Erases a patient here at once, and everywhere else as each computer meets the server. Returns the certificate.
#[tauri::command]
#[specta::specta]
pub async fn erase_patient(
    app_state: WithState<'_>,
    form: ErasureForm,
    second: TypedSecond,
) -> Result<ErasureView> {
    let recovery = match &second {
        TypedSecond::RecoveryKey { groups } => Some(parsed(groups)?),
        TypedSecond::Admin { .. } => None,
    };
    let orders = app_state
        .read(move |clinic| match (&recovery, &second) {
            (None, TypedSecond::Admin { login, password }) => {
                let (login, password) = (login.as_str(), &password.password());
                erase::second(clinic, &form, &SecondSigner::Admin { login, password })
            }
            (Some(key), _) => erase::second(clinic, &form, &SecondSigner::Recovery(key)),
            (None, TypedSecond::RecoveryKey { .. }) => Err(vault::Error::WrongRecoveryKey.into()),
        })
        .await?;
    let made = orders.clone();
    write_online(&app_state, move |clinic| erase::erase(clinic, &made)).await?;
    app_state.written(&ALL_OF_A_PATIENT);
    app_state
        .read(move |clinic| erase::certificate(clinic, &orders))
        .await
}

/// Reads a recovery key that was typed in groups.
pub(super) fn parsed(groups: &[TypedPassword]) -> Result<RecoveryKey> {
    let mut typed = Zeroizing::new(String::new());
    for group in groups {
        typed.push_str(group.as_str());
        typed.push(' ');
    }
    Ok(RecoveryKey::parse(&typed).map_err(|_| ProblemCode::RecoveryKeyWrong)?)
}
