//! Which rows come next, by number, over all the tables that the device holds.

use deadpool_postgres::Transaction;
use sync_contract::{Catalog, Code, Descriptor};
use uuid::Uuid;

use crate::{problem::Result, scope::Scope, statements};

/// No group has nearly as many rows; a page that begins inside one takes it whole.
const ROWS_OF_A_NUMBER_MAX: usize = 100_000;

/// A row and the number under which it is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbered {
    pub entity: u16,
    pub row: Uuid,
    pub seq: u64,
}

/// All changed rows of the numbers up to `upto`, in their order, each once.
#[derive(Debug)]
pub struct Span {
    pub rows: Vec<Numbered>,
    pub upto: u64,
}

pub async fn next(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    scope: &Scope,
    (after, head): (u64, u64),
    rows_max: usize,
) -> Result<Span> {
    if after == head {
        return Ok(Span {
            rows: Vec::new(),
            upto: head,
        });
    }
    let held: Vec<&Descriptor> = Catalog::ALL
        .iter()
        .copied()
        .filter(|descriptor| scope.holds(descriptor))
        .collect();
    let text = statement(&held);
    let found = select(
        transaction,
        tenant,
        &text,
        &held,
        (after, head),
        rows_max + 1,
    )
    .await?;
    if found.len() <= rows_max {
        return Ok(Span {
            rows: once(found),
            upto: head,
        });
    }
    let cut = found[rows_max].seq;
    let rows: Vec<Numbered> = found.into_iter().filter(|found| found.seq < cut).collect();
    if !rows.is_empty() {
        return Ok(Span {
            rows: once(rows),
            upto: cut - 1,
        });
    }
    let bounds = (after, cut);
    let whole = select(
        transaction,
        tenant,
        &text,
        &held,
        bounds,
        ROWS_OF_A_NUMBER_MAX,
    )
    .await?;
    Ok(Span {
        rows: once(whole),
        upto: cut,
    })
}

/// One arm a table, each by its index and no longer than the page.
fn statement(held: &[&Descriptor]) -> String {
    const BOUNDS: &str = "tenant_id = $1 and seq > $2 and seq <= $3";
    const PAGE: &str = "order by seq limit $4";
    let mut arms: Vec<String> = held
        .iter()
        .map(|descriptor| {
            let Descriptor { number, table, .. } = descriptor;
            format!(
                "(select {number} as entity, id as row_id, seq from {table} where {BOUNDS} {PAGE})"
            )
        })
        .collect();
    arms.push(format!(
        "(select entity, row_id, seq from cell_sides where {BOUNDS} and entity = any($5) {PAGE})"
    ));
    // entities of a later version pass: their compartment is read off their sealed bytes
    arms.push(format!(
        "(select entity, row_id, seq from foreign_cells
            where {BOUNDS} and (entity = any($5) or entity <> all($6)) {PAGE})"
    ));
    format!(
        "select entity, row_id, seq from ({}) as heads order by seq, entity, row_id limit $4",
        arms.join(" union all ")
    )
}

async fn select(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    text: &str,
    held: &[&Descriptor],
    (after, upto): (u64, u64),
    limit: usize,
) -> Result<Vec<Numbered>> {
    let number = |seq: u64| i64::try_from(seq).map_err(|_| Code::UnknownCursor);
    let numbers = |descriptors: &[&Descriptor]| -> Vec<i32> {
        descriptors.iter().map(|d| i32::from(d.number)).collect()
    };
    let rows = statements::all(
        transaction,
        text,
        &[
            &tenant,
            &number(after)?,
            &number(upto)?,
            &i64::try_from(limit).map_err(|_| Code::Internal)?,
            &numbers(held),
            &numbers(Catalog::ALL),
        ],
    )
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Numbered {
                entity: u16::try_from(row.get::<_, i32>("entity")).map_err(|_| Code::Internal)?,
                row: row.get("row_id"),
                seq: u64::try_from(row.get::<_, i64>("seq")).map_err(|_| Code::Internal)?,
            })
        })
        .collect()
}

/// A row whose cell and side changed under several numbers comes once, under the last of them.
fn once(found: Vec<Numbered>) -> Vec<Numbered> {
    let mut seen = std::collections::HashSet::with_capacity(found.len());
    let mut rows: Vec<Numbered> = found
        .into_iter()
        .rev()
        .filter(|found| seen.insert((found.entity, found.row)))
        .collect();
    rows.reverse();
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_comes_once_and_under_its_last_number() {
        let numbered = |entity, row, seq| Numbered {
            entity,
            row: Uuid::from_u128(row),
            seq,
        };
        let found = vec![
            numbered(20, 1, 3),
            numbered(20, 2, 3),
            numbered(20, 1, 4),
            numbered(21, 1, 4),
        ];
        let expected = vec![numbered(20, 2, 3), numbered(20, 1, 4), numbered(21, 1, 4)];
        assert_eq!(once(found), expected);
    }
}
