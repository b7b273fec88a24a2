//! Sign-in secrets, which only a user's password makes: compared with their hash, with a growing wait after wrong ones.

use sync_contract::Code;
use sync_contract::statement;
use uuid::Uuid;

use crate::crypto::{is_equal, sha256};
use crate::db::statements;
use crate::db::transaction::Transaction;
use crate::problem::{Problem, Result};

/// Wrong secrets that cost nothing; each further one doubles the wait.
const FREE_FAILURES: i64 = 5;
const WAIT_S_MAX: u32 = 15 * 60;

/// Compares a secret with the user's hash.
///
/// Failures are counted by user and device, so that guessing on one device delays no other. The inner error is a
/// refusal that was counted: the transaction must be committed all the same.
///
/// # Errors
/// Outer: `NotFound` for a user whose row has not arrived. Inner: `WrongSecret`, `Later` during the wait.
pub async fn check(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    (user, device_number): (Uuid, u32),
    secret: &[u8; 32],
) -> Result<Result<()>> {
    let device_number = i64::from(device_number);
    let row = statements::first(
        transaction,
        statement!("devices", "find_user"),
        &[&tenant, &user],
    )
    .await?
    .ok_or(Code::NotFound)?;
    let earlier = statements::first(
        transaction,
        statement!("devices", "sign_in_wait"),
        &[&tenant, &user, &device_number],
    )
    .await?;
    let failures = match earlier {
        Some(earlier) => {
            let wait_s: i64 = earlier.get("wait_s");
            if wait_s > 0 {
                let retry_after_s = u32::try_from(wait_s).unwrap_or(WAIT_S_MAX);
                return Ok(Err(Problem::Later { retry_after_s }));
            }
            earlier.get::<_, i64>("failures")
        }
        None => 0,
    };
    if is_secret_of(&row, secret) {
        statements::run(
            transaction,
            statement!("devices", "reset_sign_in_failures"),
            &[&tenant, &user, &device_number],
        )
        .await?;
        return Ok(Ok(()));
    }
    let failures = failures.saturating_add(1);
    let wait_s = f64::from(wait_s(failures));
    statements::run(
        transaction,
        statement!("devices", "note_sign_in_failure"),
        &[&tenant, &user, &device_number, &failures, &wait_s],
    )
    .await?;
    Ok(Err(Code::WrongSecret.into()))
}

/// Checks a secret from a caller without a device. Failures are limited by address, in memory: a stored wait would
/// apply to all callers without a device. An unknown user is refused like a wrong secret.
///
/// # Errors
/// `WrongSecret`.
pub async fn check_without_device(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    user: Uuid,
    secret: &[u8; 32],
) -> Result<()> {
    let find = statement!("devices", "find_user");
    let row = statements::first(transaction, find, &[&tenant, &user]).await?;
    match row.is_some_and(|row| is_secret_of(&row, secret)) {
        true => Ok(()),
        false => Err(Code::WrongSecret.into()),
    }
}

/// Returns whether it is the secret of an active user.
fn is_secret_of(row: &tokio_postgres::Row, secret: &[u8; 32]) -> bool {
    let hash: Option<Vec<u8>> = row.get("sign_in_hash");
    hash.is_some_and(|hash| is_equal(&hash, &sha256(secret))) && row.get("is_active")
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
