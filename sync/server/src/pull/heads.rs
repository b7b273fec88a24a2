//! Which rows come next: what the groups changed, in the order of their numbers.

use std::collections::HashSet;

use deadpool_postgres::Transaction;
use sync_contract::{Catalog, Code};
use uuid::Uuid;

use crate::ledger::{KEY_BYTES, read_keys, unsigned};
use crate::{problem::Result, scope::Scope, statements};

/// So many changes are looked at for one page, whether or not they are the device's to see; one group more at most.
const EXAMINED_MAX: usize = 20_000;

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

/// The first number always comes, however many rows it has.
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
    let number = |number: u64| i64::try_from(number).map_err(|_| Code::UnknownCursor);
    let groups_max = i64::try_from(EXAMINED_MAX).map_err(|_| Code::Internal)?;
    let bytes_max = i64::try_from(EXAMINED_MAX * KEY_BYTES).map_err(|_| Code::Internal)?;
    let found = statements::all(
        transaction,
        include_str!("../../queries/pull/groups_after.sql"),
        &[
            &tenant,
            &number(after)?,
            &number(head)?,
            &groups_max,
            &bytes_max,
        ],
    )
    .await?;
    let is_held = |entity: u16| {
        // of an entity of a later version the compartment is read off its sealed bytes
        Catalog::by_number(entity).is_none_or(|known| scope.holds(known))
    };
    let mut groups = Vec::with_capacity(found.len());
    for group in &found {
        let seq = unsigned(group.try_get("seq")?)?;
        let keys = read_keys(group.try_get("rows")?)?.filter(|key| is_held(key.entity));
        let rows = keys.map(|key| Numbered {
            entity: key.entity,
            row: key.row,
            seq,
        });
        groups.push((seq, rows.collect()));
    }
    Ok(page(groups, head, rows_max))
}

/// The groups that fit, or the first by itself; up to the head when nothing was left out.
fn page(groups: Vec<(u64, Vec<Numbered>)>, head: u64, rows_max: usize) -> Span {
    let mut rows: Vec<Numbered> = Vec::new();
    let mut upto = head;
    for (seq, of_group) in groups {
        if !rows.is_empty() && rows.len() + of_group.len() > rows_max {
            break;
        }
        rows.extend(of_group);
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
    use super::*;

    fn numbered(entity: u16, row: u128, seq: u64) -> Numbered {
        Numbered {
            entity,
            row: Uuid::from_u128(row),
            seq,
        }
    }

    /// One group of so many new rows under each number, from 1 on.
    fn groups(rows: &[u128]) -> Vec<(u64, Vec<Numbered>)> {
        let of_group = |(seq, rows): (u64, &u128)| {
            let rows = (0..*rows).map(|row| numbered(20, u128::from(seq) << 64 | row, seq));
            (seq, rows.collect())
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
            let span = page(groups(rows), 9, rows_max);
            (span.rows.len(), span.upto)
        };
        assert_eq!(ends(&[2, 2, 2], 4), (4, 2));
        assert_eq!(ends(&[2, 3, 2], 4), (2, 1));
        assert_eq!(ends(&[7, 1], 4), (7, 1));
        // nothing of it is the device's to see, and it goes on behind it
        assert_eq!(ends(&[0, 0, 0], 4), (0, 3));
        assert_eq!(ends(&[], 4), (0, 9));
    }
}
