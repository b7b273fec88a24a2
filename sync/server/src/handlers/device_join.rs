//! A device joins the clinic by its own row: with an enrolment code, or signed by an admin.

use std::collections::BTreeSet;

use std::sync::Arc;

use sync_contract::catalog::Device;
use sync_contract::entity::Entity;
use sync_contract::messages::{DeviceJoin, Done};
use sync_contract::{Code, FieldRef, Group, Value, Wire, statement};
use uuid::Uuid;

use crate::auth::token::Caller;
use crate::db::transaction::Transaction;
use crate::db::{devices, feed_head, invitations, statements};
use crate::live::Event;
use crate::problem::{Problem, Result};
use crate::push::admission::admit_all;
use crate::push::commit::{Attempt, StoredState, WriteMode, write_push};
use crate::push::received::ReceivedPush;
use crate::push::roster;
use crate::push::verdicts::PushOutcome;
use crate::state::App;

/// What the group says about the device that sends it.
struct Joining {
    device: Uuid,
    number: u32,
    public_key: Vec<u8>,
    is_by_code: bool,
}

/// Admits the row, uses up the code and registers the key, all or nothing. Repeated after a lost answer, it succeeds.
///
/// # Errors
/// `CodeUnknown`, `CodeUsed`, `CodeExpired`, `NotFound` for a number that was never given out,
/// `AlreadyConnected` for one that another device has, and the code for which the group is rejected.
pub async fn handle(app: &App, call: DeviceJoin) -> Result<Done> {
    let group = Group::from_bytes(&call.group).map_err(|_| Code::Malformed)?;
    if group.tenant != call.tenant {
        return Err(Code::WrongTenant.into());
    }
    let joining = read(&group)?;
    if call.find.is_none() && joining.is_by_code {
        // the key of a code is valid only together with the code, which may have expired or been used
        return Err(Code::CodeUnknown.into());
    }
    let mut connection = app.database.connection_for(call.tenant).await?;
    let transaction = connection.of_tenant(call.tenant).await?;
    // before the device's number, as every push does
    feed_head::lock(&transaction, call.tenant).await?;
    let invitation = match &call.find {
        Some(find) => Some(invitations::enter_by_code(&transaction, find).await?),
        None => None,
    };
    let registered = devices::device_of_number(&transaction, call.tenant, joining.number).await?;
    if registered == Some((joining.device, joining.public_key.clone())) {
        return Ok(Done {});
    }
    if registered.is_some() {
        return Err(Code::AlreadyConnected.into());
    }
    if let Some(invitation) = &invitation {
        check(invitation, &call, &joining)?;
    }
    let caller = Caller {
        tenant: call.tenant,
        device_number: joining.number,
    };
    let outcome = write_joining_group(&transaction, caller, &call.group).await?;
    outcome.only()?;
    if let Some(invitation) = &invitation {
        invitations::use_up(&transaction, invitation).await?;
    }
    devices::register(
        &transaction,
        call.tenant,
        joining.number,
        joining.device,
        &joining.public_key,
    )
    .await?;
    let ended = statement!("enrolment", "end_first_push");
    statements::run(&transaction, ended, &[&call.tenant]).await?;
    transaction.commit().await?;
    let grown = Event::Grown(outcome.position);
    app.head_events.publish(call.tenant, grown);
    Ok(Done {})
}

/// Writes the one group with which a device joins, inside the transaction that registers the device.
///
/// The caller commits and then publishes [`PushOutcome::position`]. The device's number must have been given out.
pub async fn write_joining_group(
    transaction: &Transaction<'_>,
    caller: Caller,
    group: &[u8],
) -> Result<PushOutcome> {
    let received = Arc::new(ReceivedPush::joining(caller, group)?);
    let head = feed_head::lock(transaction, caller.tenant).await?;
    let (roster, decided) = roster::read_for(transaction, &received, true).await?;
    let admitted = admit_all(roster, &decided, &received);
    let stored = StoredState::read(transaction, &received).await?;
    let mode = WriteMode::GroupByGroup;
    match write_push(transaction, head, stored, &received, &admitted, mode).await? {
        Attempt::Written(outcome) => Ok(outcome),
        attempt => {
            tracing::error!(
                seq = head.position.seq,
                ?attempt,
                "changed behind a locked head"
            );
            Err(Problem::INTERNAL)
        }
    }
}

fn check(
    invitation: &invitations::Invitation,
    call: &DeviceJoin,
    joining: &Joining,
) -> Result<(), Code> {
    if invitation.tenant != call.tenant {
        return Err(Code::WrongTenant);
    }
    if invitation.is_used {
        return Err(Code::CodeUsed);
    }
    if invitation.is_expired {
        return Err(Code::CodeExpired);
    }
    if invitation.device_number != joining.number {
        return Err(Code::BadValue);
    }
    Ok(())
}

/// Checks that the group is one row, of the device that wrote it.
fn read(group: &Group) -> Result<Joining, Code> {
    let descriptor = Device::DESCRIPTOR;
    let device = group.writes.first().ok_or(Code::Malformed)?.row;
    let is_own =
        |write: &sync_contract::CellWrite| write.entity == descriptor.number && write.row == device;
    if !group.writes.iter().all(is_own) {
        return Err(Code::OutOfScope);
    }
    // what is registered must be what the row says in the end, so each cell comes once
    let cells: BTreeSet<u8> = group.writes.iter().map(|write| write.state.cell).collect();
    if cells.len() != group.writes.len() {
        return Err(Code::Malformed);
    }
    let value = |field: FieldRef| group.writes.iter().find_map(|write| field.in_write(write));
    let (Some(Value::Int(number)), Some(Value::Bytes(key))) =
        (value(Device::FIELD.number), value(Device::FIELD.public_key))
    else {
        return Err(Code::BadValue);
    };
    if i64::from(group.device) != *number || key.len() != 32 {
        return Err(Code::BadValue);
    }
    Ok(Joining {
        device,
        number: group.device,
        public_key: key.clone(),
        is_by_code: matches!(value(Device::FIELD.enrolment_key), Some(Value::Bytes(_))),
    })
}
