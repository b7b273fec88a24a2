//! A user joins a device: a secret that only their password makes, compared with its hash, slowly for a guesser.

use sync_contract::Code;
use sync_contract::messages::{SignIn, SignInAnswer};
use uuid::Uuid;

use crate::{
    calls::Caller,
    database::{Database, Transaction},
    problem::{Problem, Result},
    proof::{is_equal, sha256},
    scope, statements,
};

/// Wrong secrets that cost nothing; each further one doubles the wait.
const FREE_FAILURES: i64 = 5;
const WAIT_S_MAX: u32 = 15 * 60;

/// Errors: `WrongSecret`, `Later` while a guesser has to wait, `NotFound` for a user whose row has not arrived.
pub async fn answer(database: &Database, caller: Caller, call: SignIn) -> Result<SignInAnswer> {
    let tenant = caller.tenant;
    let mut connection = database.connection().await?;
    let transaction = connection.of_tenant(tenant).await?;
    scope::lock_head(&transaction, tenant).await?;
    let sender = Some(caller.device_number);
    let checked = check(&transaction, tenant, (call.user, sender), &call.secret).await?;
    if let Err(problem) = checked {
        transaction.commit().await?;
        return Err(problem);
    }
    statements::run(
        &transaction,
        include_str!("../queries/devices/join_user.sql"),
        &[&tenant, &i64::from(caller.device_number), &call.user],
    )
    .await?;
    let compartments = scope::tell(&transaction, caller).await?;
    transaction.commit().await?;
    Ok(SignInAnswer { compartments })
}

/// Compares a secret that a device sent, or somebody who has none yet. The inner error is an answer that must be
/// committed, because it was counted: for this user on this device, so that nobody is kept out elsewhere.
pub async fn check(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    (user, device_number): (Uuid, Option<u32>),
    secret: &[u8; 32],
) -> Result<Result<()>> {
    let sender = i64::from(device_number.unwrap_or(0));
    let row = statements::first(
        transaction,
        include_str!("../queries/devices/find_user.sql"),
        &[&tenant, &user],
    )
    .await?
    .ok_or(Code::NotFound)?;
    let tries = statements::first(
        transaction,
        include_str!("../queries/devices/sign_in_wait.sql"),
        &[&tenant, &user, &sender],
    )
    .await?;
    let failures = match tries {
        Some(tries) => {
            let wait_s: i64 = tries.get("wait_s");
            if wait_s > 0 {
                let retry_after_s = u32::try_from(wait_s).unwrap_or(WAIT_S_MAX);
                return Ok(Err(Problem::Later { retry_after_s }));
            }
            tries.get::<_, i64>("failures")
        }
        None => 0,
    };
    let kept: Option<Vec<u8>> = row.get("sign_in_hash");
    let is_right = kept.is_some_and(|kept| is_equal(&kept, &sha256(secret)));
    if is_right && row.get("is_active") {
        statements::run(
            transaction,
            include_str!("../queries/devices/forget_wrong_secrets.sql"),
            &[&tenant, &user, &sender],
        )
        .await?;
        return Ok(Ok(()));
    }
    let failures = failures.saturating_add(1);
    let wait_s = f64::from(wait_s(failures));
    statements::run(
        transaction,
        include_str!("../queries/devices/note_wrong_secret.sql"),
        &[&tenant, &user, &sender, &failures, &wait_s],
    )
    .await?;
    Ok(Err(Code::WrongSecret.into()))
}

fn wait_s(failures: i64) -> u32 {
    match failures.saturating_sub(FREE_FAILURES) {
        ..=0 => 0,
        over @ 1..=9 => (1 << over).min(WAIT_S_MAX),
        _ => WAIT_S_MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_from_the_sixth_wrong_secret_and_has_an_end() {
        assert_eq!([1, 5, 6, 7, 8].map(wait_s), [0, 0, 2, 4, 8]);
        assert_eq!([20, 100, i64::MAX].map(wait_s), [WAIT_S_MAX; 3]);
    }
}
