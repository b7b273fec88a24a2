//! A device's own row arrives and the device becomes one of the clinic's: by a code, or in an admin's own name.

use std::collections::BTreeSet;

use sync_contract::catalog::Device;
use sync_contract::entity::Entity;
use sync_contract::messages::{DeviceJoin, Done};
use sync_contract::{Code, Group, Value, Wire};
use uuid::Uuid;

use crate::{
    calls::Caller, devices, enrolment, heads::Head, problem::Result, push, router::App, scope,
};

/// What the group says of the device that sends it.
struct Joining {
    device: Uuid,
    number: u32,
    public_key: Vec<u8>,
    is_by_code: bool,
}

/// Admits the row, spends the code and registers the key, all or nothing. Again after a lost answer, it is done.
///
/// Errors: `CodeUnknown`, `CodeUsed`, `CodeExpired`, `NotFound` for a number that was never given out,
/// `AlreadyConnected` for one that another device has, and whatever the group is refused for.
pub async fn answer(app: &App, call: DeviceJoin) -> Result<Done> {
    let group = Group::from_bytes(&call.group).map_err(|_| Code::Malformed)?;
    if group.tenant != call.tenant {
        return Err(Code::WrongTenant.into());
    }
    let joining = read(&group)?;
    if call.find.is_none() && joining.is_by_code {
        // a code's key counts with its code alone, which may have ended or been used
        return Err(Code::CodeUnknown.into());
    }
    let mut connection = app.database.connection().await?;
    let transaction = connection.of_tenant(call.tenant).await?;
    // before the device's number, as every push does
    scope::lock_head(&transaction, call.tenant).await?;
    let invitation = match &call.find {
        Some(find) => Some(enrolment::enter_by_code(&transaction, find).await?),
        None => None,
    };
    let holder = devices::holder_of_number(&transaction, call.tenant, joining.number).await?;
    if holder == Some((joining.device, joining.public_key.clone())) {
        return Ok(Done {});
    }
    if holder.is_some() {
        return Err(Code::AlreadyConnected.into());
    }
    if let Some(invitation) = &invitation {
        check(invitation, &call, &joining)?;
    }
    let caller = Caller {
        tenant: call.tenant,
        device_number: joining.number,
    };
    let settled = push::bring_in(&transaction, caller, &call.group).await?;
    settled.only()?;
    if let Some(invitation) = &invitation {
        enrolment::spend(&transaction, invitation).await?;
    }
    devices::register(
        &transaction,
        call.tenant,
        joining.number,
        joining.device,
        &joining.public_key,
    )
    .await?;
    transaction.commit().await?;
    app.heads.announce(Head {
        tenant: call.tenant,
        cursor: settled.head,
    });
    Ok(Done {})
}

fn check(
    invitation: &enrolment::Invitation,
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

/// The group must be the one row of the device that wrote it.
fn read(group: &Group) -> Result<Joining, Code> {
    let descriptor = Device::DESCRIPTOR;
    let device = group.writes.first().ok_or(Code::Malformed)?.row;
    let is_own =
        |write: &sync_contract::CellWrite| write.entity == descriptor.number && write.row == device;
    if !group.writes.iter().all(is_own) {
        return Err(Code::OutOfScope);
    }
    // what is registered here must be what the row says in the end
    let cells: BTreeSet<u8> = group.writes.iter().map(|write| write.state.cell).collect();
    if cells.len() != group.writes.len() {
        return Err(Code::Malformed);
    }
    let identity = descriptor
        .cell_named("identity")
        .expect("the catalog declares the identity of a device");
    let value = |name: &str| {
        let number = identity
            .fields
            .iter()
            .find(|field| field.name == name)?
            .number;
        let mut writes = group.writes.iter();
        let write = writes.find(|write| write.state.cell == identity.number)?;
        write.state.clear_value(number)
    };
    let (Some(Value::Int(number)), Some(Value::Bytes(key))) =
        (value("number"), value("public_key"))
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
        is_by_code: matches!(value("enrolment_key"), Some(Value::Bytes(_))),
    })
}
