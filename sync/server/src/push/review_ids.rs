//! What depends on held groups: asked of ids beside them, so that a push reads none of them again.
//!
//! The rule is that of [`Dependents`](sync_contract::dependents::Dependents).

use std::collections::{BTreeMap, BTreeSet, HashSet};

use sync_contract::dependents::named_rows;
use sync_contract::entity::CREATED;
use sync_contract::{Group, statement};
use uuid::Uuid;

use crate::db::statements;
use crate::db::transaction::Transaction;
use crate::problem::Result;

/// What a held group holds up: an action, a row that it made, or a cell of a row that it wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct WaitingId {
    id: Uuid,
    what: i32,
}

impl WaitingId {
    fn action(id: Uuid) -> WaitingId {
        WaitingId { id, what: -1 }
    }

    fn made(id: Uuid) -> WaitingId {
        WaitingId { id, what: -2 }
    }

    fn cell(entity: u16, id: Uuid, cell: u8) -> WaitingId {
        let what = i32::from(entity) << 8 | i32::from(cell);
        WaitingId { id, what }
    }

    /// Those that a group leaves once it is held.
    fn left_by(group: &Group) -> BTreeSet<WaitingId> {
        let cells = group
            .writes
            .iter()
            .map(|write| WaitingId::cell(write.entity, write.row, write.state.cell));
        let made = group.writes.iter();
        let made = made.filter(|write| write.state.cell == CREATED);
        let made = made.map(|write| WaitingId::made(write.row));
        cells
            .chain(made)
            .chain([WaitingId::action(group.action)])
            .collect()
    }

    /// Those of which each would hold a group up.
    fn met_by(group: &Group) -> BTreeSet<WaitingId> {
        let of_writes = group.writes.iter().flat_map(|write| {
            let rows = named_rows(write).chain([write.row]).map(WaitingId::made);
            rows.chain([WaitingId::cell(write.entity, write.row, write.state.cell)])
        });
        of_writes.chain([WaitingId::action(group.action)]).collect()
    }
}

/// Returns which of these groups depend on one that is held of any of a device's numbers.
///
/// # Errors
/// Those of the database.
pub async fn dependents(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    numbers: &[i64],
    groups: impl Iterator<Item = &Group>,
) -> Result<HashSet<Uuid>> {
    let mut by_id: BTreeMap<WaitingId, Vec<Uuid>> = BTreeMap::new();
    for group in groups {
        for id in WaitingId::met_by(group) {
            by_id.entry(id).or_default().push(group.id);
        }
    }
    let ids: Vec<Uuid> = by_id.keys().map(|id| id.id).collect();
    let kinds: Vec<i32> = by_id.keys().map(|id| id.what).collect();
    let text = statement!("review", "dependents");
    let rows = statements::all(transaction, text, &[&tenant, &numbers, &ids, &kinds]).await?;
    let mut dependents = HashSet::new();
    for row in &rows {
        let id = WaitingId {
            id: row.try_get("id")?,
            what: row.try_get("what")?,
        };
        dependents.extend(by_id.get(&id).into_iter().flatten());
    }
    Ok(dependents)
}

/// Adds what groups of a device hold up from now on.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    device_number: i64,
    groups: &[&Group],
) -> Result<()> {
    let (mut ids, mut kinds, mut of_groups) = (Vec::new(), Vec::new(), Vec::new());
    for group in groups {
        for id in WaitingId::left_by(group) {
            ids.push(id.id);
            kinds.push(id.what);
            of_groups.push(group.id);
        }
    }
    let text = statement!("review", "insert_ids");
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 5] =
        [&tenant, &device_number, &ids, &kinds, &of_groups];
    statements::run(transaction, text, &values).await?;
    Ok(())
}
