//! The head of a clinic's feed: its newest position, and the lock behind which it moves.

use sync_contract::Code;
use sync_contract::pull::Cursor;
use sync_contract::statement;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db::statements;
use crate::db::transaction::Transaction;
use crate::db::values::{signed, unsigned};
use crate::problem::Result;

/// The newest position of a clinic's feed, and the last number that changed rights.
#[derive(Debug, Clone, Copy)]
pub struct FeedHead {
    pub position: Cursor,
    pub staff_stamp: i64,
}

/// The statement of [`lock`].
pub const LOCK: &str = statement!("push", "lock_head");

/// Locks the clinic's head until the transaction ends: everything that is read afterwards stays as it is.
///
/// # Errors
/// `NotFound` for a clinic that is not here, `Suspended`.
pub async fn lock(transaction: &Transaction<'_>, tenant: Uuid) -> Result<FeedHead> {
    let row = statements::first(transaction, LOCK, &[&tenant])
        .await?
        .ok_or(Code::NotFound)?;
    if row.try_get("is_suspended")? {
        return Err(Code::Suspended.into());
    }
    Ok(FeedHead {
        position: position(&row)?,
        staff_stamp: row.try_get("staff_stamp")?,
    })
}

/// Returns the newest position without locking it.
///
/// # Errors
/// `NotFound` for a clinic that is not here.
pub async fn read(transaction: &Transaction<'_>, tenant: Uuid) -> Result<Cursor> {
    let text = statement!("pull", "head");
    let row = statements::first(transaction, text, &[&tenant])
        .await?
        .ok_or(Code::NotFound)?;
    position(&row)
}

/// Moves the head, under a history mark that no other history has.
pub async fn advance(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    FeedHead {
        position,
        staff_stamp,
    }: FeedHead,
) -> Result<()> {
    let seq = signed(position.seq)?;
    statements::run(
        transaction,
        statement!("push", "advance_head"),
        &[
            &tenant,
            &position.timeline,
            &seq,
            &position.history_mark,
            &staff_stamp,
        ],
    )
    .await?;
    Ok(())
}

/// Reads the position from a row of the table of heads.
pub fn position(row: &Row) -> Result<Cursor> {
    Ok(Cursor {
        timeline: row.try_get("timeline")?,
        seq: unsigned(row.try_get("seq")?)?,
        history_mark: row.try_get("history_mark")?,
    })
}
