//! What must get through whatever was used of a budget: what takes a device, a user or a role out of the clinic.

use sync_contract::catalog::{Device, User};
use sync_contract::endings::is_ending;
use sync_contract::entity::Entity;
use sync_contract::pull::RowState;
use sync_contract::{Group, Value};

use crate::db::loaded_row::RowKey;

/// Returns whether each write of a group ends something that has not ended: a revocation of a device, a deactivation
/// of a user, a deletion of a role or of a user's membership. Each row ends once, so no admin fills the server so.
pub fn only_ends<'a>(group: &Group, find: impl Fn(&RowKey) -> Option<&'a RowState>) -> bool {
    group.writes.iter().all(|write| {
        let row = find(&RowKey::of_write(write));
        row.is_some_and(|row| is_ending(write) && !has_ended(row))
    })
}

/// Returns whether a row ended before: its end once more protects nobody.
fn has_ended(row: &RowState) -> bool {
    let is_set = |value: &Value| *value != Value::Null;
    let is_revoked = || Device::FIELD.revoked_at.in_row(row).is_some_and(is_set);
    let is_inactive = || User::FIELD.is_active.in_row(row) == Some(&Value::Bool(false));
    match row.entity {
        entity if entity == Device::DESCRIPTOR.number => is_revoked(),
        entity if entity == User::DESCRIPTOR.number => is_inactive(),
        _ => row.is_deleted(),
    }
}

#[cfg(test)]
mod tests {
    use sync_contract::catalog::{KeyGrant, Role, UserRole};
    use sync_contract::entity::DELETION;
    use sync_contract::every_entity::DELETED_AT;
    use sync_contract::{CellState, CellWrite, Clock};
    use uuid::Uuid;

    use super::*;

    fn state(cell: u8, clear: Vec<(u16, Value)>) -> CellState {
        CellState {
            cell,
            clock: Clock::default(),
            generation: 0,
            author: Uuid::nil(),
            secret_version: 1,
            clear,
            sealed: None,
            tag: [0; 16],
            signature: None,
            replaces: Vec::new(),
        }
    }

    fn group(writes: &[(u16, CellState)]) -> Group {
        let write = |(entity, state): &(u16, CellState)| CellWrite {
            entity: *entity,
            row: Uuid::nil(),
            patient: None,
            state: state.clone(),
            base: Vec::new(),
        };
        Group {
            cursor: None,
            id: Uuid::nil(),
            tenant: Uuid::nil(),
            action: Uuid::nil(),
            author: Uuid::nil(),
            device: 1,
            writes: writes.iter().map(write).collect(),
            signature: [0; 64],
        }
    }

    /// Whether a group ends only what a row with these cells has not ended.
    fn ends(writes: &[(u16, CellState)], stored: &[CellState]) -> bool {
        let rows: Vec<RowState> = writes
            .iter()
            .map(|(entity, _)| RowState {
                cells: stored.to_vec(),
                ..RowState::empty(*entity, Uuid::nil(), None)
            })
            .collect();
        only_ends(&group(writes), |key| {
            rows.iter().find(|row| row.entity == key.entity)
        })
    }

    #[test]
    fn only_what_ends_and_has_not_ended_passes_a_budget() {
        let at = Value::Time(1);
        let revoked = |value: Value| {
            let field = Device::FIELD.revoked_at.number;
            state(Device::CELL.revocation.number, vec![(field, value)])
        };
        let active = |is_active: bool| {
            let field = User::FIELD.is_active.number;
            let value = Value::Bool(is_active);
            state(User::CELL.state.number, vec![(field, value)])
        };
        let deleted = |value: Value| state(DELETION, vec![(DELETED_AT, value)]);
        for (entity, end, begin) in [
            (
                Device::DESCRIPTOR,
                revoked(at.clone()),
                revoked(Value::Null),
            ),
            (User::DESCRIPTOR, active(false), active(true)),
            (
                UserRole::DESCRIPTOR,
                deleted(at.clone()),
                deleted(Value::Null),
            ),
            (Role::DESCRIPTOR, deleted(at.clone()), deleted(Value::Null)),
        ] {
            let (number, name) = (entity.number, entity.name);
            assert!(ends(&[(number, end.clone())], &[]), "{name}");
            assert!(!ends(&[(number, begin.clone())], &[]), "{name}");
            let ended = std::slice::from_ref(&end);
            assert!(!ends(&[(number, end.clone())], ended), "{name}");
            let other = (KeyGrant::DESCRIPTOR.number, state(1, Vec::new()));
            assert!(!ends(&[(number, end), other], &[]), "{name}");
        }
        assert!(!only_ends(
            &group(&[(User::DESCRIPTOR.number, active(false))]),
            |_| None
        ));
    }
}
