//! A page of a device's queue.

use sync_contract::messages::{Push, PushAnswer};
use sync_contract::service::Bearer;

use crate::problem::Result;
use crate::push::receive::{Sender, receive};
use crate::state::App;

/// Admits, merges, numbers and logs the groups of a page.
///
/// # Errors
/// As [`receive`].
pub async fn handle(app: &App, bearer: Option<Bearer>, call: Push) -> Result<PushAnswer> {
    receive(app, Sender::Unknown(bearer), call).await
}
