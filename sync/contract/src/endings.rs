//! What takes a device, a user or a role out of the clinic: it waits for nothing else.

use crate::catalog::{Device, Role, User, UserRole};
use crate::entity::{DELETION, Entity};
use crate::{CellWrite, Value};

/// Returns whether a write revokes a device, deactivates a user, or deletes a role or a user's membership.
pub fn is_ending(write: &CellWrite) -> bool {
    let ends_by_deletion = [Role::DESCRIPTOR.number, UserRole::DESCRIPTOR.number];
    let cell = write.state.cell;
    match write.entity {
        entity if ends_by_deletion.contains(&entity) => {
            cell == DELETION && write.state.is_deleting()
        }
        entity if entity == Device::DESCRIPTOR.number => {
            cell == Device::CELL.revocation.number
                && Device::FIELD.revoked_at.in_write(write).is_some_and(is_set)
        }
        entity if entity == User::DESCRIPTOR.number => {
            cell == User::CELL.state.number
                && User::FIELD.is_active.in_write(write) == Some(&Value::Bool(false))
        }
        _ => false,
    }
}

fn is_set(value: &Value) -> bool {
    *value != Value::Null
}
