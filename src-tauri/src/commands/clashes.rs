//! Appointments that overlap, and what is decided about them.

use clinic::appointments::AppointmentView;
use clinic::clashes::{
    ClashChoice, ClashMove, ClashPage, ClashQuery, ClashRef, ClashRow, DecisionPage, DecisionQuery,
    decide, list,
};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn clashes(app_state: WithState<'_>, query: ClashQuery) -> Result<ClashPage> {
    app_state
        .read(move |clinic| list::list(clinic, &query))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn clash_history(app_state: WithState<'_>, query: DecisionQuery) -> Result<DecisionPage> {
    app_state
        .read(move |clinic| list::history(clinic, &query))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn decide_clash(
    app_state: WithState<'_>,
    clash: ClashRef,
    choice: ClashChoice,
) -> Result<ClashRow> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            decide::decide(clinic, &clash, choice)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn move_clashing(app_state: WithState<'_>, form: ClashMove) -> Result<AppointmentView> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            decide::move_one(clinic, &form)
        })
        .await
}
