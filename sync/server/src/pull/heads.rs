//! Which rows come next: what the groups changed, in the order of their numbers.

use std::collections::HashSet;

use sync_contract::{Catalog, Code};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::ledger::{KEY_BYTES, read_keys, unsigned};
use crate::rows::RowKey;
use crate::{database::Transaction, problem::Result, scope::Scope, statements};

/// So many changes are looked at for one page, whether or not they are the device's to see; one group more at most.
const EXAMINED_MAX: usize = 20_000;
/// ... and so many for each row that fits.
const EXAMINED_A_ROW_MAX: usize = 10;

/// A row and the number under which it is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbered {
    pub entity: u16,
    pub row: Uuid,
    pub seq: u64,
}

/// All changed rows of the numbers up to `upto`, in their order, each once. Some may have changed again since.
#[derive(Debug, PartialEq, Eq)]
pub struct Span {
    pub rows: Vec<Numbered>,
    pub upto: u64,
}

/// What one group changed, under its number.
#[derive(Debug)]
pub struct Group {
    seq: u64,
    rows: Vec<RowKey>,
}

/// The groups after a number, in the snapshot of the transaction.
pub async fn after(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    seq: u64,
    rows_max: usize,
) -> Result<Vec<Group>> {
    let examined_max = EXAMINED_MAX.min(rows_max * EXAMINED_A_ROW_MAX);
    let seq = i64::try_from(seq).map_err(|_| Code::UnknownCursor)?;
    let groups_max = i64::try_from(examined_max).map_err(|_| Code::Internal)?;
    let bytes_max = i64::try_from(examined_max * KEY_BYTES).map_err(|_| Code::Internal)?;
    let found = statements::all(
        transaction,
        include_str!("../../queries/pull/groups_after.sql"),
        &[&tenant, &seq, &groups_max, &bytes_max],
    )
    .await?;
    let read = |row: &Row| {
        Ok(Group {
            seq: unsigned(row.try_get("seq")?)?,
            rows: read_keys(row.try_get("rows")?)?.collect(),
        })
    };
    found.iter().map(read).collect()
}

/// The groups that fit, or the first by itself; up to the head when nothing was left out.
pub fn page(groups: Vec<Group>, scope: &Scope, head: u64, rows_max: usize) -> Span {
    let is_held = |key: &RowKey| {
        // of an entity of a later version the compartment is read off its sealed bytes
        Catalog::by_number(key.entity).is_none_or(|known| scope.holds(known))
    };
    let mut rows: Vec<Numbered> = Vec::new();
    let mut upto = head;
    for Group { seq, rows: keys } in groups {
        let before = rows.len();
        let held = keys.into_iter().filter(is_held);
        rows.extend(held.map(|RowKey { entity, row }| Numbered { entity, row, seq }));
        if before > 0 && rows.len() > rows_max {
            rows.truncate(before);
            break;
        }
        upto = seq;
    }
    Span {
        rows: once(rows),
        upto,
    }
}

/// A row that changed under several numbers comes once, under the last of them.
fn once(found: Vec<Numbered>) -> Vec<Numbered> {
    let mut seen = HashSet::with_capacity(found.len());
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
    use sync_contract::catalog::Patient;
    use sync_contract::entity::Entity;

    use super::*;

    fn numbered(entity: u16, row: u128, seq: u64) -> Numbered {
        Numbered {
            entity,
            row: Uuid::from_u128(row),
            seq,
        }
    }

    const ALL: [u8; 3] = [1, 2, 3];

    fn scope(compartments: &[u8]) -> Scope {
        Scope {
            users: Vec::new(),
            compartments: compartments.to_vec(),
        }
    }

    /// One group of so many new patients under each number, from 1 on.
    fn groups(rows: &[u128]) -> Vec<Group> {
        let of_group = |(seq, rows): (u64, &u128)| {
            let rows = (0..*rows).map(|row| RowKey {
                entity: Patient::DESCRIPTOR.number,
                row: Uuid::from_u128(u128::from(seq) << 64 | row),
            });
            Group {
                seq,
                rows: rows.collect(),
            }
        };
        (1..).zip(rows).map(of_group).collect()
    }

    #[test]
    fn a_row_comes_once_and_under_its_last_number() {
        let found = vec![
            numbered(20, 1, 3),
            numbered(20, 2, 3),
            numbered(20, 1, 4),
            numbered(21, 1, 4),
        ];
        let expected = vec![numbered(20, 2, 3), numbered(20, 1, 4), numbered(21, 1, 4)];
        assert_eq!(once(found), expected);
    }

    #[test]
    fn a_page_ends_between_two_numbers_and_holds_at_least_one() {
        let ends = |rows: &[u128], rows_max| {
            let span = page(groups(rows), &scope(&ALL), 9, rows_max);
            (span.rows.len(), span.upto)
        };
        assert_eq!(ends(&[2, 2, 2], 4), (4, 2));
        assert_eq!(ends(&[2, 3, 2], 4), (2, 1));
        assert_eq!(ends(&[7, 1], 4), (7, 1));
        assert_eq!(ends(&[], 4), (0, 9));
    }

    #[test]
    fn a_device_goes_on_behind_what_is_not_its_to_see() {
        let span = page(groups(&[2, 3]), &scope(&[]), 9, 4);
        assert_eq!((span.rows.len(), span.upto), (0, 2));
    }
}
