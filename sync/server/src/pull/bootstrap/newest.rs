//! The rest, and then what files have in them, newest first: ids begin with the time of their creation, so one order
//! spans all the tables.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;
use sync_contract::pull::{BootstrapClass, RowState};
use sync_contract::{Catalog, Code, Descriptor};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db::columns;
use crate::db::loaded_row::RowKey;
use crate::db::row_sizes::{size, size_of_stored};
use crate::db::statements;
use crate::db::table;
use crate::problem::Result;
use crate::pull::bootstrap::read;
use crate::pull::bootstrap::read::BootstrapRead;
use crate::pull::bootstrap::read::CHUNK_ROWS_MAX;
use crate::pull::bootstrap::read::IDS_MAX;
use crate::pull::bootstrap::read::Position;
use crate::pull::bootstrap::read::following;
use crate::pull::bootstrap::read::sizes_of;

/// The sort key of a row: its id, and the number of its entity.
type Entry = (Uuid, u16);

/// So many of the next rows as fit: some at least, and past `bytes_max` no more than a statement's.
pub async fn chunk(
    reading: &BootstrapRead<'_, '_>,
    class: BootstrapClass,
    after: Option<(u16, Uuid)>,
    room: usize,
    bytes_max: usize,
) -> Result<(Vec<RowState>, Option<Position>)> {
    let entities: Vec<_> = read::entities(class)
        .into_iter()
        .filter(|descriptor| reading.includes(descriptor))
        .collect();
    if entities.is_empty() {
        return Ok((Vec::new(), following(class)));
    }
    let before = after.map_or(Uuid::max(), |(_, row)| row);
    let room = room.min(IDS_MAX);
    // rows of several entities may share an identity; a page never cuts between them
    let limit = room + entities.len();
    let entries = select(reading, &entities, before, limit).await?;
    let sized = entries.iter().map(entry_of).collect::<Result<Vec<_>>>()?;
    let entries: Vec<Entry> = sized.iter().map(|(key, _)| (key.row, key.entity)).collect();
    let mut rows: Vec<RowState> = Vec::new();
    let (mut taken, mut bytes) = (0, 0);
    while taken < room.min(entries.len()) && bytes < bytes_max {
        let end = end_of_chunk(&entries, (taken + CHUNK_ROWS_MAX).min(room));
        let fits = reading
            .fitting(&sized[taken..end], bytes_max - bytes)
            .await?;
        let end = end_of_chunk(&entries, taken + fits);
        let chunk = load(reading, &entries[taken..end]).await?;
        bytes += sizes_of(&chunk);
        rows.extend(chunk);
        taken = end;
    }
    let is_last = taken == entries.len() && entries.len() < limit;
    let last = taken.checked_sub(1).map(|last| entries[last]);
    let next = last
        .filter(|_| !is_last)
        .map(|(row, entity)| (class, Some((entity, row))));
    Ok((rows, next.or_else(|| following(class))))
}

/// Where a chunk of about `wanted` rows ends without cutting between rows of one identity.
fn end_of_chunk(entries: &[Entry], wanted: usize) -> usize {
    let Some(last) = wanted.checked_sub(1).and_then(|last| entries.get(last)) else {
        return entries.len();
    };
    let shared = entries[wanted..]
        .iter()
        .take_while(|(row, _)| *row == last.0);
    wanted + shared.count()
}

/// Reads a row's key and its size.
fn entry_of(row: &Row) -> Result<(RowKey, usize)> {
    let key = RowKey {
        entity: u16::try_from(row.get::<_, i32>("entity")).map_err(|_| Code::Internal)?,
        row: row.get("id"),
    };
    Ok((key, size(row)?))
}

async fn select(
    reading: &BootstrapRead<'_, '_>,
    entities: &[&'static Descriptor],
    before: Uuid,
    limit: usize,
) -> Result<Vec<Row>> {
    let arms: Vec<String> = entities
        .iter()
        .map(|descriptor| {
            let Descriptor { number, table, .. } = descriptor;
            let size = size_of_stored(descriptor, table);
            format!(
                "(select {number} as entity, id, {size} from {table}
                where tenant_id = $1 and id < $2 and seq <= $3 order by id desc limit $4)"
            )
        })
        .collect();
    let text = format!(
        "select entity, id, size from ({}) as newest order by id desc limit $4",
        arms.join(" union all ")
    );
    let limit = i64::try_from(limit).map_err(|_| Code::Internal)?;
    let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
        [&reading.tenant, &before, &reading.upto, &limit];
    statements::all(reading.transaction, &text, &parameters).await
}

/// The rows of a stretch of the order. In one snapshot a table has no others between the first and the last of its own,
/// and to read on from one row to the next costs less than to look each of them up.
async fn load(reading: &BootstrapRead<'_, '_>, entries: &[Entry]) -> Result<Vec<RowState>> {
    let mut spans: BTreeMap<u16, (Uuid, Uuid)> = BTreeMap::new();
    for (row, entity) in entries {
        // newest first: the last one met is the least
        spans.entry(*entity).or_insert((*row, *row)).0 = *row;
    }
    let reads = spans.iter().map(|(entity, (least, most))| async move {
        let descriptor = Catalog::by_number(*entity).ok_or(Code::Internal)?;
        let (list, table) = (&columns::of(descriptor).select_list, descriptor.table);
        let text = format!(
            "select {list} from {table}
            where tenant_id = $1 and id >= $2 and id <= $3 and seq <= $4 order by id desc"
        );
        let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
            [&reading.tenant, least, most, &reading.upto];
        table::select(reading.transaction, descriptor, &text, &parameters).await
    });
    let tables = try_join_all(reads).await?;
    let is_mixed = tables.len() > 1;
    let mut states: Vec<RowState> = tables.into_iter().flatten().collect();
    if is_mixed {
        states.sort_by_key(|state| std::cmp::Reverse(state.row));
    }
    reading.with_siblings(states).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_identity_are_never_parted() {
        let entries: Vec<Entry> = [(9, 30), (8, 30), (8, 31), (8, 32), (7, 30)]
            .map(|(row, entity)| (Uuid::from_u128(row), entity))
            .to_vec();
        let ends = [1, 2, 3, 4, 5, 6].map(|wanted| end_of_chunk(&entries, wanted));
        assert_eq!(ends, [1, 4, 4, 4, 5, 5]);
    }
}
