//! A device joins the clinic by its own row: with an enrolment code, or signed by an admin.

use std::collections::BTreeSet;

use std::sync::Arc;

use sync_contract::catalog::Device;
use sync_contract::entity::Entity;
use sync_contract::messages::{DeviceJoin, DeviceReturn, GivenNumber};
use sync_contract::trust::Moment;
use sync_contract::{Code, FieldRef, Group, Value, Wire, statement};
use uuid::Uuid;

use crate::auth::token::Caller;
use crate::db::loaded_row::RowKey;
use crate::db::transaction::Transaction;
use crate::db::values::hash_bytes;
use crate::db::{devices, feed_head, invitations, rows, statements};
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
pub async fn handle(app: &App, call: DeviceJoin) -> Result<GivenNumber> {
    let group = Group::from_bytes(&call.group).map_err(|_| Code::Malformed)?;
    if group.tenant != call.tenant {
        return Err(Code::WrongTenant.into());
    }
    let joining = read(&group)?;
    let given = app.identity.give_number(
        call.tenant,
        joining.device,
        &hash_bytes(&joining.public_key)?,
        joining.number,
    );
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
        return Ok(given);
    }
    if registered.is_some() {
        return Err(Code::AlreadyConnected.into());
    }
    if let Some(invitation) = &invitation {
        check(invitation, &call, &joining)?;
    }
    let caller = Caller {
        tenant: call.tenant,
        device: joining.device,
        device_number: joining.number,
    };
    let outcome = write_joining_group(&transaction, caller, &call.group, Moment::JOINING).await?;
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
    Ok(given)
}

/// A device takes a new number when its clock ran ahead or a copy of it was met, so no honest device has this many.
const NUMBERS_MAX: usize = 100;

/// Registers a device again under the numbers that this server gave it and lost when it was restored from an older
/// backup. The call also has the group with which the device joined, in case its row was lost. If another device was
/// given one of the numbers since, this one gets a new number, under which it may send what it wrote under the old
/// ones.
///
/// # Errors
/// `BadSignature` for a number that this server has not given, `NotFound` for a clinic that is not here,
/// `MissingReference` while the row of the admin who invited the device is missing.
pub async fn come_back(app: &App, call: DeviceReturn) -> Result<GivenNumber> {
    let tenant = call.tenant;
    let are_given = (1..=NUMBERS_MAX).contains(&call.numbers.len());
    let mut given = call.numbers.iter();
    if !are_given || !given.all(|number| app.identity.has_given(&call, number)) {
        return Err(Code::BadSignature.into());
    }
    let mut connection = app.database.connection_for(tenant).await?;
    let transaction = connection.of_tenant(tenant).await?;
    feed_head::lock(&transaction, tenant).await?;
    let own = (call.device, call.public_key.to_vec());
    let (mut highest, mut former) = (0, Vec::new());
    for given in &call.numbers {
        let number = given.device_number;
        devices::put_back_number(&transaction, tenant, number).await?;
        let known = devices::device_of_number(&transaction, tenant, number).await?;
        match known {
            None => devices::register(&transaction, tenant, number, own.0, &own.1).await?,
            Some(known) if known == own => {}
            Some(_) => former.push(i64::from(number)),
        }
        highest = highest.max(number);
    }
    let device_number = match former.is_empty() {
        true => highest,
        false => devices::replace_numbers(&transaction, tenant, &own, highest, &former).await?,
    };
    let mut grown = None;
    // an admin may have sent this row already, possibly with the revocation of the device
    let device_row = RowKey {
        entity: Device::DESCRIPTOR.number,
        row: own.0,
    };
    let known = rows::existing(&transaction, tenant, &BTreeSet::from([device_row])).await?;
    if let Some(bytes) = call.group.as_ref().filter(|_| known.is_empty()) {
        let group = Group::from_bytes(bytes).map_err(|_| Code::Malformed)?;
        let joining = read(&group)?;
        let mut given = call.numbers.iter();
        let is_own = group.tenant == tenant
            && joining.device == own.0
            && joining.public_key == own.1
            && given.any(|given| given.device_number == joining.number);
        if !is_own {
            return Err(Code::BadValue.into());
        }
        let caller = Caller {
            tenant,
            device: own.0,
            device_number,
        };
        let outcome = write_joining_group(&transaction, caller, bytes, Moment::Reading).await?;
        // the row of the inviting admin may not have been sent again yet
        outcome.only().map_err(|_| Code::MissingReference)?;
        grown = outcome.has_grown.then_some(outcome.position);
    }
    transaction.commit().await?;
    if let Some(position) = grown {
        app.head_events.publish(tenant, Event::Grown(position));
    }
    Ok(app
        .identity
        .give_number(tenant, own.0, &call.public_key, device_number))
}

/// Writes the one group with which a device joins, inside the transaction that registers the device.
///
/// The caller commits and then publishes [`PushOutcome::position`]. The device's number must have been given out. The
/// row of a returning device is judged as of reading: its inviter may have new keys by now.
pub async fn write_joining_group(
    transaction: &Transaction<'_>,
    caller: Caller,
    group: &[u8],
    moment: Moment,
) -> Result<PushOutcome> {
    let received = Arc::new(ReceivedPush::joining(caller, group, moment)?);
    let head = feed_head::lock(transaction, caller.tenant).await?;
    let (roster, decided) = roster::read_for(transaction, &received, None).await?;
    let admitted = admit_all(roster, &decided, &received);
    let stored = StoredState::read(transaction, &received, &admitted).await?;
    let mode = WriteMode::InHalves {
        written_in_vain_bytes: 0,
    };
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
