//! A clinic that was made without a server takes the place that an operator left for it.

use sync_contract::Code;
use sync_contract::messages::{CreateClinic, Done};
use uuid::Uuid;

use crate::{
    database::{Database, Transaction, enter},
    devices,
    places::code_hash,
    problem::Result,
    proof::verify,
    statements,
};

/// Opens the clinic's feed and registers its first device. Its rows come by the ordinary push.
///
/// The same call again, after a lost answer, is done at once.
/// Errors: `CodeUnknown`, `CodeUsed`, `CodeExpired`, `BadSignature`, `AlreadyConnected`, `BadValue`.
pub async fn answer(database: &Database, call: CreateClinic) -> Result<Done> {
    verify(
        &call.founder_signing_key,
        &call.signing_input(),
        &call.signature,
    )?;
    let used = || {
        call.numbers_used
            .iter()
            .copied()
            .chain([call.device_number])
    };
    let highest = used().max().ok_or(Code::BadValue)?;
    if used().any(|number| number == 0) {
        return Err(Code::BadValue.into());
    }
    let hash = code_hash(&call.code);
    let tenant = call.tenant;
    let number = i64::from(call.device_number);
    let mut connection = database.connection().await?;
    let transaction = connection.of_nobody().await?;
    let place = statements::first(
        &transaction,
        include_str!("../queries/enrolment/find_place.sql"),
        &[&hash.as_slice()],
    )
    .await?
    .ok_or(Code::CodeUnknown)?;
    enter(&transaction, tenant).await?;
    if place.get("is_used") {
        let same = place.get::<_, Option<Uuid>>("tenant_id") == Some(tenant)
            && is_founded_so(&transaction, &call).await?;
        return if same {
            Ok(Done {})
        } else {
            Err(Code::CodeUsed.into())
        };
    }
    if place.get("is_expired") {
        return Err(Code::CodeExpired.into());
    }
    let opened = statements::run(
        &transaction,
        include_str!("../queries/enrolment/open_clinic.sql"),
        &[
            &tenant,
            &random_id(),
            &Uuid::nil(),
            &call.root_public_key.as_slice(),
            &(i64::from(highest) + 1),
        ],
    )
    .await?;
    if opened != 1 {
        return Err(Code::AlreadyConnected.into());
    }
    let taken = statements::run(
        &transaction,
        include_str!("../queries/enrolment/take_place.sql"),
        &[&hash.as_slice(), &tenant],
    )
    .await?;
    if taken != 1 {
        return Err(Code::CodeUsed.into());
    }
    statements::run(
        &transaction,
        include_str!("../queries/enrolment/keep_founder.sql"),
        &[
            &tenant,
            &call.founder,
            &call.founder_signing_key.as_slice(),
            &number,
        ],
    )
    .await?;
    devices::keep_number(&transaction, tenant, number).await?;
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

/// Whether this very clinic was founded here by this very device.
async fn is_founded_so(transaction: &Transaction<'_>, call: &CreateClinic) -> Result<bool> {
    let row = statements::first(
        transaction,
        include_str!("../queries/enrolment/find_clinic.sql"),
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
