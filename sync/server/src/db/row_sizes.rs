//! The size of stored rows, read without the rows: a page is cut before it is loaded.

use std::collections::{BTreeMap, HashMap};

use futures_util::future::{try_join, try_join_all};
use sync_contract::{Catalog, Code, Descriptor, Kind, statement};
use uuid::Uuid;

use crate::db::columns;
use crate::db::loaded_row::{CELL_BYTES, RowKey};
use crate::db::statements;
use crate::db::transaction::Transaction;
use crate::problem::Result;

/// So few rows are loaded at once without a look at their sizes.
pub const UNMEASURED_ROWS_MAX: usize = 8;

/// Returns the bytes of each row that exists, roughly as `size_of` counts them.
pub async fn row_sizes(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    keys: &[RowKey],
    has_siblings_or_unknown: bool,
) -> Result<HashMap<RowKey, usize>> {
    let mut by_entity: BTreeMap<u16, Vec<Uuid>> = BTreeMap::new();
    for key in keys {
        by_entity.entry(key.entity).or_default().push(key.row);
    }
    let known = by_entity
        .iter()
        .filter_map(|(entity, ids)| Some((Catalog::by_number(*entity)?, ids)));
    let tables = known.map(|(descriptor, ids)| of_table(transaction, tenant, descriptor, ids));
    let (tables, others) = try_join(try_join_all(tables), async {
        match has_siblings_or_unknown {
            true => of_siblings(transaction, tenant, keys).await,
            false => Ok(Vec::new()),
        }
    })
    .await?;
    let mut sizes = HashMap::with_capacity(keys.len());
    for (key, size) in tables.into_iter().flatten().chain(others) {
        *sizes.entry(key).or_default() += size;
    }
    Ok(sizes)
}

/// Returns how many of the rows fit, in their order: the first always does.
pub fn fitting(sizes: impl ExactSizeIterator<Item = usize>, bytes_max: usize) -> usize {
    let (all, mut bytes) = (sizes.len(), 0);
    let over = sizes.enumerate().find_map(|(index, size)| {
        bytes += size;
        (bytes > bytes_max).then_some(index)
    });
    over.map_or(all, |over| over.max(1))
}

/// The size of a row of one's table as an expression over it, for a statement that reads its id anyway.
pub fn size_of_stored(descriptor: &'static Descriptor, stored: &str) -> String {
    let columns = columns::of(descriptor).all.iter();
    let lengths = columns
        .filter(|column| matches!(column.kind, Kind::Bytes | Kind::Text))
        // of a value that lies apart its length is known without it
        .map(|column| format!("coalesce(octet_length({stored}.\"{}\"), 0)", column.name));
    let lengths: Vec<String> = lengths.collect();
    let fixed = CELL_BYTES * descriptor.cells.len();
    format!("({fixed} + {})::bigint as size", lengths.join(" + "))
}

type Sizes = Vec<(RowKey, usize)>;

async fn of_table(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
    ids: &[Uuid],
) -> Result<Sizes> {
    let text = format!(
        "select row.id, row.size from unnest($2::uuid[]) as wanted (id)
        cross join lateral (
            select stored.id, {} from {} as stored
            where stored.tenant_id = $1 and stored.id between wanted.id and wanted.id
            order by stored.id limit 1
        ) as row",
        size_of_stored(descriptor, "stored"),
        descriptor.table
    );
    let rows = statements::all(transaction, &text, &[&tenant, &ids]).await?;
    let sizes = rows.iter().map(|row| {
        let key = RowKey {
            entity: descriptor.number,
            row: row.try_get("id")?,
        };
        Ok((key, size(row)?))
    });
    sizes.collect()
}

/// Returns the bytes of the siblings and unknown cells of each row that has some.
pub async fn of_siblings(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    keys: &[RowKey],
) -> Result<Sizes> {
    let entities: Vec<i32> = keys.iter().map(|key| i32::from(key.entity)).collect();
    let ids: Vec<Uuid> = keys.iter().map(|key| key.row).collect();
    let text = statement!("rows", "sizes_of_siblings");
    let rows = statements::all(transaction, text, &[&tenant, &entities, &ids]).await?;
    let sizes = rows.iter().map(|row| {
        let entity: i32 = row.try_get("entity")?;
        let key = RowKey {
            entity: u16::try_from(entity).map_err(|_| Code::Internal)?,
            row: row.try_get("row_id")?,
        };
        Ok((key, size(row)?))
    });
    sizes.collect()
}

/// Reads a [`size_of_stored`].
pub fn size(row: &tokio_postgres::Row) -> Result<usize> {
    let size: i64 = row.try_get("size")?;
    Ok(usize::try_from(size).map_err(|_| Code::Internal)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_taken_while_they_fit_and_the_first_whatever_its_size() {
        let fitting = |bytes_max| fitting([50, 50, 1].into_iter(), bytes_max);
        assert_eq!([10, 50, 99, 100, 101].map(fitting), [1, 1, 1, 2, 3]);
    }
}
