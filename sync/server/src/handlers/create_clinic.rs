//! A clinic that was created without a server connects to it, by a one-use code of the operator.

use sync_contract::Code;
use sync_contract::messages::{CreateClinic, Done};
use sync_contract::statement;
use uuid::Uuid;

use crate::crypto::verify;
use crate::db::clinic_codes::code_hash;
use crate::db::devices;
use crate::db::pool::Database;
use crate::db::pool::enter;
use crate::db::statements;
use crate::db::transaction::Transaction;
use crate::problem::Result;

/// A computer takes a new number each time that it is restored; no honest clinic has this many.
const NUMBERS_MAX: usize = 1_000;

/// Opens the clinic's feed and registers its first device. The rows come by ordinary pushes.
///
/// Repeated after a lost answer, it succeeds.
///
/// # Errors
/// `CodeUnknown`, `CodeUsed`, `CodeExpired`, `BadSignature`, `AlreadyConnected`, `BadValue`.
pub async fn handle(database: &Database, call: CreateClinic) -> Result<Done> {
    verify(
        &call.founder_signing_key,
        &call.signing_input(),
        &call.signature,
    )?;
    let numbers = || {
        call.numbers_used
            .iter()
            .copied()
            .chain([call.device_number])
    };
    let highest = numbers().max().ok_or(Code::BadValue)?;
    if call.numbers_used.len() > NUMBERS_MAX || numbers().any(|number| number == 0) {
        return Err(Code::BadValue.into());
    }
    let hash = code_hash(&call.code);
    let tenant = call.tenant;
    let number = i64::from(call.device_number);
    let mut connection = database.connection().await?;
    let transaction = connection.without_tenant().await?;
    let clinic_code = statements::first(
        &transaction,
        statement!("enrolment", "find_clinic_code"),
        &[&hash.as_slice()],
    )
    .await?
    .ok_or(Code::CodeUnknown)?;
    enter(&transaction, tenant).await?;
    if clinic_code.get("is_used") {
        let same = clinic_code.get::<_, Option<Uuid>>("tenant_id") == Some(tenant)
            && is_same_clinic(&transaction, &call).await?;
        return if same {
            Ok(Done {})
        } else {
            Err(Code::CodeUsed.into())
        };
    }
    if clinic_code.get("is_expired") {
        return Err(Code::CodeExpired.into());
    }
    let opened = statements::run(
        &transaction,
        statement!("enrolment", "open_clinic"),
        &[
            &tenant,
            &random_id(),
            &Uuid::nil(),
            &call.root_public_key.as_slice(),
            &(i64::from(highest) + 1),
            &clinic_code.get::<_, i64>("first_push_bytes"),
        ],
    )
    .await?;
    if opened != 1 {
        return Err(Code::AlreadyConnected.into());
    }
    let taken = statements::run(
        &transaction,
        statement!("enrolment", "use_clinic_code"),
        &[&hash.as_slice(), &tenant],
    )
    .await?;
    if taken != 1 {
        return Err(Code::CodeUsed.into());
    }
    statements::run(
        &transaction,
        statement!("enrolment", "insert_founder"),
        &[
            &tenant,
            &call.founder,
            &call.founder_signing_key.as_slice(),
            &number,
        ],
    )
    .await?;
    let all: Vec<i64> = numbers().map(i64::from).collect();
    devices::insert_numbers(&transaction, tenant, &all).await?;
    devices::register(
        &transaction,
        tenant,
        call.device_number,
        call.device,
        &call.device_public_key,
    )
    .await?;
    transaction.commit().await?;
    Ok(Done {})
}

/// Returns whether the clinic was created here by the same device with the same keys.
async fn is_same_clinic(transaction: &Transaction<'_>, call: &CreateClinic) -> Result<bool> {
    let row = statements::first(
        transaction,
        statement!("enrolment", "find_clinic"),
        &[&call.tenant],
    )
    .await?;
    Ok(row.is_some_and(|row| {
        row.get::<_, Vec<u8>>("root_key") == call.root_public_key
            && row.get::<_, Option<i64>>("device_number") == Some(i64::from(call.device_number))
            && row.get::<_, Option<Vec<u8>>>("public_key").as_deref()
                == Some(call.device_public_key.as_slice())
    }))
}

fn random_id() -> Uuid {
    Uuid::from_bytes(rand::random())
}
