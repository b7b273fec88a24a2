//! A user joins a device: a secret that only their password makes, compared with its hash, slowly for a guesser.

use deadpool_postgres::Transaction;
use sync_contract::Code;
use sync_contract::messages::{SignIn, SignInAnswer};
use uuid::Uuid;

use crate::{
    calls::Caller,
    database::Database,
    problem::Result,
    proof::{is_equal, sha256},
    scope, statements,
};

/// Wrong secrets that cost nothing; each further one doubles the wait.
const FREE_FAILURES: i64 = 5;
const WAIT_S_MAX: u32 = 15 * 60;

/// Errors: `WrongSecret`, `Busy` while a guesser has to wait, `NotFound` for a user whose row has not arrived.
pub async fn answer(database: &Database, caller: Caller, call: SignIn) -> Result<SignInAnswer> {
    let tenant = caller.tenant;
    let mut connection = database.connection().await?;
    let transaction = connection.of_tenant(tenant).await?;
    scope::lock_head(&transaction, tenant).await?;
    let checked = check(&transaction, tenant, call.user, &call.secret).await?;
    if let Err(code) = checked {
        transaction.commit().await?;
        return Err(code.into());
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

/// Compares a secret. The inner error is an answer that must be committed, because it was counted.
pub async fn check(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    user: Uuid,
    secret: &[u8; 32],
) -> Result<Result<(), Code>> {
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
        &[&tenant, &user],
    )
    .await?;
    let failures = match tries {
        Some(tries) if tries.get::<_, i64>("wait_s") > 0 => return Ok(Err(Code::Busy)),
        Some(tries) => tries.get::<_, i64>("failures"),
        None => 0,
    };
    let kept: Option<Vec<u8>> = row.get("sign_in_hash");
    let is_right = kept.is_some_and(|kept| is_equal(&kept, &sha256(secret)));
    if is_right && row.get("is_active") {
        statements::run(
            transaction,
            include_str!("../queries/devices/forget_wrong_secrets.sql"),
            &[&tenant, &user],
        )
        .await?;
        return Ok(Ok(()));
    }
    let failures = failures + 1;
    statements::run(
        transaction,
        include_str!("../queries/devices/note_wrong_secret.sql"),
        &[&tenant, &user, &failures, &f64::from(wait_s(failures))],
    )
    .await?;
    Ok(Err(Code::WrongSecret))
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
