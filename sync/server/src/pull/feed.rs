//! The feed: what the logged groups changed, in the order of their sequence numbers.

use std::collections::{BTreeSet, HashSet};

use sync_contract::pull::{ControlItem, Cursor, RowState};
use sync_contract::{Code, statement};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::auth::token::Caller;
use crate::db::feed_head;
use crate::db::loaded_row::{LOGGED_BYTES, LoggedRow, RowKey, decode_rows};
use crate::db::row_sizes::{UNMEASURED_ROWS_MAX, fitting, row_sizes};
use crate::db::statements;
use crate::db::transaction::Transaction;
use crate::db::values::{device_number, unsigned};
use crate::ops::budgets::PAGE_BYTES_MAX;
use crate::problem::Result;
use crate::pull::control;
use crate::pull::page::{ChangedRow, cut_at_number, is_in_scope, load, may_be_in_scope};
use crate::pull::scope::Scope;

/// So many changes are examined for one page, in the device's scope or not; one group more at most.
const EXAMINED_MAX: usize = 20_000;
/// ... and so many for each row that fits.
const EXAMINED_A_ROW_MAX: usize = 10;

/// The feed in a snapshot, before any row is read: its head, and the device's control items.
pub struct Feed {
    pub head: Cursor,
    /// Whether the device's position belongs to this history.
    is_position_known: bool,
    /// Whether the clinic has any sibling versions or unknown cells.
    pub has_siblings_or_unknown: bool,
    /// Oldest first.
    pub control: Vec<ControlItem>,
}

impl Feed {
    /// Reads the head, and the control items after a number; `position` is the device's.
    ///
    /// # Errors
    /// `NotFound` for a clinic that is not here.
    pub async fn read(
        transaction: &Transaction<'_>,
        caller: Caller,
        control_position: u64,
        position: Option<Cursor>,
    ) -> Result<Feed> {
        // no number of a history is beyond this type
        let seq = position.map(|position| i64::try_from(position.seq).unwrap_or(i64::MAX));
        let lines = statements::all(
            transaction,
            statement!("pull", "feed"),
            &[
                &caller.tenant,
                &i64::from(caller.device_number),
                &i64::try_from(control_position).unwrap_or(i64::MAX),
                &seq,
            ],
        )
        .await?;
        let first = lines.first().ok_or(Code::NotFound)?;
        let head = feed_head::position(first)?;
        let history_mark: Option<Uuid> = first.try_get("position_history_mark")?;
        let is_known = |position: Cursor| {
            let history_mark = match position.seq {
                0 => Some(Uuid::nil()),
                seq if seq == head.seq => Some(head.history_mark),
                _ => history_mark,
            };
            is_below(position, head) && history_mark == Some(position.history_mark)
        };
        let items = lines
            .iter()
            .filter_map(|line| control::item(line).transpose());
        Ok(Feed {
            head,
            is_position_known: position.is_some_and(is_known),
            has_siblings_or_unknown: first.try_get("has_siblings_or_unknown")?,
            control: items.collect::<Result<_>>()?,
        })
    }

    /// Checks that the device's position belongs to this history.
    ///
    /// # Errors
    /// `UnknownCursor` for another history mark, or a sequence number above the head.
    pub fn check_position(&self) -> Result<()> {
        match self.is_position_known {
            true => Ok(()),
            false => Err(Code::UnknownCursor.into()),
        }
    }
}

/// Checks that the position at which a bootstrap began belongs to this history.
///
/// # Errors
/// `UnknownCursor` for another history mark, or a sequence number above the head.
pub async fn check_position(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    position: Cursor,
    head: Cursor,
) -> Result<()> {
    let is_known = is_below(position, head)
        && position.history_mark == history_mark(transaction, tenant, position.seq, head).await?;
    if is_known {
        Ok(())
    } else {
        Err(Code::UnknownCursor.into())
    }
}

fn is_below(position: Cursor, head: Cursor) -> bool {
    position.timeline == head.timeline && position.seq <= head.seq
}

/// Returns the history mark of the push that gave out a sequence number.
async fn history_mark(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    seq: u64,
    head: Cursor,
) -> Result<Uuid> {
    if seq == 0 {
        return Ok(Uuid::nil());
    }
    if seq == head.seq {
        return Ok(head.history_mark);
    }
    let number = i64::try_from(seq).map_err(|_| Code::UnknownCursor)?;
    let row = statements::first(
        transaction,
        statement!("pull", "history_mark"),
        &[&tenant, &head.timeline, &number],
    )
    .await?
    .ok_or(Code::UnknownCursor)?;
    Ok(row.get("history_mark"))
}

/// Returns the positions that this history has at the sequence numbers of some cursors.
pub async fn known_positions(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    cursors: impl Iterator<Item = Cursor>,
) -> Result<HashSet<Cursor>> {
    // no number of a history is beyond this type: such a cursor is at no known position
    let seqs: BTreeSet<i64> = cursors
        .filter_map(|cursor| i64::try_from(cursor.seq).ok())
        .collect();
    if seqs.is_empty() {
        return Ok(HashSet::new());
    }
    let seqs: Vec<i64> = seqs.into_iter().collect();
    let text = statement!("pull", "known_positions");
    let rows = statements::all(transaction, text, &[&tenant, &seqs]).await?;
    rows.iter().map(feed_head::position).collect()
}

/// Reads the rows of a span as far as a page may contain, and the position after them.
pub async fn page(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    scope: &Scope,
    span: FeedSpan,
    feed: &Feed,
) -> Result<(Vec<RowState>, Cursor)> {
    let has_siblings = feed.has_siblings_or_unknown;
    let mut upto = span.upto;
    let mut changed = span.rows;
    if changed.len() > UNMEASURED_ROWS_MAX {
        let keys: Vec<RowKey> = changed.iter().map(ChangedRow::key).collect();
        let sizes = row_sizes(transaction, tenant, &keys, has_siblings).await?;
        let sizes = keys.iter().map(|key| sizes.get(key).copied().unwrap_or(0));
        let fits = fitting(sizes, PAGE_BYTES_MAX);
        // all rows of a number come together, and those of the first number always
        if let Some(over) = changed.get(fits).map(|row| row.seq)
            && over > changed[0].seq
        {
            changed.retain(|row| row.seq < over);
            upto = over - 1;
        }
    }
    let mut rows = load(transaction, tenant, &changed, upto, has_siblings).await?;
    if let Some(first_left_out) = cut_at_number(&mut rows, PAGE_BYTES_MAX) {
        upto = first_left_out - 1;
    }
    let position = Cursor {
        timeline: feed.head.timeline,
        seq: upto,
        history_mark: history_mark(transaction, tenant, upto, feed.head).await?,
    };
    let rows = rows.into_iter().map(|(row, _)| row);
    let rows = rows.filter(|row| is_in_scope(row, scope));
    Ok((rows.collect(), position))
}

/// All changed rows of the sequence numbers up to `upto`, in their order, each once. Some may have changed again since.
#[derive(Debug, PartialEq, Eq)]
pub struct FeedSpan {
    pub rows: Vec<ChangedRow>,
    pub upto: u64,
    /// Of these rows, as their groups left them.
    pub bytes: usize,
}

/// The rows that one group changed, under its sequence number.
#[derive(Debug)]
pub struct LoggedGroup {
    pub seq: u64,
    /// The number of the device that wrote it.
    pub device: u32,
    pub rows: Vec<LoggedRow>,
    /// As the group left them.
    bytes: usize,
}

/// Reads the groups after a sequence number.
pub async fn groups_after(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    seq: u64,
    rows_max: usize,
) -> Result<Vec<LoggedGroup>> {
    let examined_max = EXAMINED_MAX.min(rows_max * EXAMINED_A_ROW_MAX);
    let seq = i64::try_from(seq).map_err(|_| Code::UnknownCursor)?;
    let groups_max = i64::try_from(examined_max).map_err(|_| Code::Internal)?;
    let bytes_max = i64::try_from(examined_max * LOGGED_BYTES).map_err(|_| Code::Internal)?;
    let rows = statements::all(
        transaction,
        statement!("pull", "groups_after"),
        &[&tenant, &seq, &groups_max, &bytes_max],
    )
    .await?;
    let read = |row: &Row| {
        let bytes: Option<i64> = row.try_get("rows_bytes")?;
        Ok(LoggedGroup {
            seq: unsigned(row.try_get("seq")?)?,
            device: device_number(row.try_get("device_number")?)?,
            rows: decode_rows(row.try_get("rows")?)?.collect(),
            bytes: bytes
                .map_or(Ok(0), usize::try_from)
                .map_err(|_| Code::Internal)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Returns the changes of the groups that fit, or of the first alone; up to the head when all of them fit.
pub fn span(groups: Vec<LoggedGroup>, scope: &Scope, head: u64, rows_max: usize) -> FeedSpan {
    let mut rows: Vec<ChangedRow> = Vec::new();
    let mut upto = head;
    let mut bytes = 0;
    for group in groups {
        let LoggedGroup {
            seq, rows: logged, ..
        } = group;
        let before = rows.len();
        let in_scope = logged
            .into_iter()
            .map(|logged| logged.key)
            .filter(|key| may_be_in_scope(key.entity, scope));
        rows.extend(in_scope.map(|RowKey { entity, row }| ChangedRow { entity, row, seq }));
        let counted = match rows.len() > before {
            true => group.bytes,
            false => 0,
        };
        let is_over = rows.len() > rows_max || bytes + counted > PAGE_BYTES_MAX && counted > 0;
        if before > 0 && is_over {
            rows.truncate(before);
            break;
        }
        bytes += counted;
        upto = seq;
    }
    FeedSpan {
        rows: once(rows),
        upto,
        bytes,
    }
}

/// Returns a row that changed under several sequence numbers once, under the last of them.
fn once(changes: Vec<ChangedRow>) -> Vec<ChangedRow> {
    let mut later = HashSet::with_capacity(changes.len());
    let mut rows: Vec<ChangedRow> = changes
        .into_iter()
        .rev()
        .filter(|changed| later.insert((changed.entity, changed.row)))
        .collect();
    rows.reverse();
    rows
}

#[cfg(test)]
mod tests {
    use sync_contract::catalog::Patient;
    use sync_contract::entity::Entity;

    use super::*;

    fn changed(entity: u16, row: u128, seq: u64) -> ChangedRow {
        ChangedRow {
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

    /// One group of so many new patients under each sequence number, from 1 on.
    fn groups(rows: &[u128]) -> Vec<LoggedGroup> {
        let of_group = |(seq, rows): (u64, &u128)| {
            let rows = (0..*rows).map(|row| LoggedRow {
                key: RowKey {
                    entity: Patient::DESCRIPTOR.number,
                    row: Uuid::from_u128(u128::from(seq) << 64 | row),
                },
                patient: None,
            });
            LoggedGroup {
                seq,
                device: 1,
                rows: rows.collect(),
                bytes: 0,
            }
        };
        (1..).zip(rows).map(of_group).collect()
    }

    #[test]
    fn a_row_comes_once_and_under_its_last_number() {
        let changes = vec![
            changed(20, 1, 3),
            changed(20, 2, 3),
            changed(20, 1, 4),
            changed(21, 1, 4),
        ];
        let expected = vec![changed(20, 2, 3), changed(20, 1, 4), changed(21, 1, 4)];
        assert_eq!(once(changes), expected);
    }

    #[test]
    fn a_page_ends_between_two_numbers_and_has_at_least_one() {
        let ends = |rows: &[u128], rows_max| {
            let span = span(groups(rows), &scope(&ALL), 9, rows_max);
            (span.rows.len(), span.upto)
        };
        assert_eq!(ends(&[2, 2, 2], 4), (4, 2));
        assert_eq!(ends(&[2, 3, 2], 4), (2, 1));
        assert_eq!(ends(&[7, 1], 4), (7, 1));
        assert_eq!(ends(&[], 4), (0, 9));
    }

    #[test]
    fn a_page_ends_before_the_group_that_is_too_large_for_it() {
        let mut large = groups(&[1, 1, 1, 1]);
        large[1].bytes = PAGE_BYTES_MAX;
        large[2].bytes = 1;
        let first = span(large, &scope(&ALL), 9, 100);
        assert_eq!((first.upto, first.bytes), (2, PAGE_BYTES_MAX));
        let mut alone = groups(&[1, 1]);
        alone[0].bytes = 4 * PAGE_BYTES_MAX;
        alone[1].bytes = 1;
        let first = span(alone, &scope(&ALL), 9, 100);
        assert_eq!((first.upto, first.bytes), (1, 4 * PAGE_BYTES_MAX));
        // what is outside the scope is not loaded
        let mut outside = groups(&[1, 1]);
        outside[0].bytes = 4 * PAGE_BYTES_MAX;
        assert_eq!(span(outside, &scope(&[]), 9, 100).bytes, 0);
    }

    #[test]
    fn a_device_advances_past_what_is_outside_its_scope() {
        let span = span(groups(&[2, 3]), &scope(&[]), 9, 4);
        assert_eq!((span.rows.len(), span.upto), (0, 2));
    }
}
