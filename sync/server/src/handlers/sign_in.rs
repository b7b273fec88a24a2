//! A user joins a device by the sign-in secret that their password makes.

use sync_contract::messages::{SignIn, SignInAnswer};
use sync_contract::statement;

use crate::auth::secret;
use crate::auth::token::Caller;
use crate::db::pool::Database;
use crate::db::{feed_head, statements};
use crate::problem::Result;
use crate::pull::scope;

/// Checks the secret, adds the user to the device and returns the compartments that the device may now have.
///
/// # Errors
/// `WrongSecret`, `Later` during the wait after wrong ones, `NotFound` for a user whose row has not arrived.
pub async fn handle(database: &Database, caller: Caller, call: SignIn) -> Result<SignInAnswer> {
    let tenant = caller.tenant;
    let mut connection = database.connection_for(caller.tenant).await?;
    let transaction = connection.of_tenant(tenant).await?;
    feed_head::lock(&transaction, tenant).await?;
    let user_on_device = (call.user, caller.device_number);
    let checked = secret::check(&transaction, tenant, user_on_device, &call.secret).await?;
    if let Err(problem) = checked {
        transaction.commit().await?;
        return Err(problem);
    }
    statements::run(
        &transaction,
        statement!("devices", "join_user"),
        &[&tenant, &i64::from(caller.device_number), &call.user],
    )
    .await?;
    // the founder signs in once all is here that the clinic had written before
    let ended = statement!("enrolment", "end_first_push");
    statements::run(&transaction, ended, &[&tenant]).await?;
    let compartments = scope::send(&transaction, caller).await?;
    transaction.commit().await?;
    Ok(SignInAnswer { compartments })
}
