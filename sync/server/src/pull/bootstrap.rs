//! Bootstrap: the first download of a scope, up to a fixed head, in the order in which people need the rows.
//!
//! A page depends on its token alone, so it can be repeated, and a row that changes meanwhile comes by the feed.

mod by_entity;
mod newest;
mod read;

use sync_contract::Code;
use sync_contract::pull::{BootstrapClass, BootstrapToken, RowState};
use uuid::Uuid;

use crate::db::transaction::Transaction;
use crate::ops::budgets::PAGE_BYTES_MAX;
use crate::problem::Result;
use crate::pull::bootstrap::read::{BootstrapRead, CHUNK_ROWS_MAX, sizes_of};
use crate::pull::scope::Scope;

/// Reads the next rows, and the token after them: none when the bootstrap is complete.
pub async fn page(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    scope: &Scope,
    token: BootstrapToken,
    has_siblings_or_unknown: bool,
    rows_max: usize,
) -> Result<(Vec<RowState>, Option<BootstrapToken>)> {
    let reading = BootstrapRead {
        transaction,
        tenant,
        scope,
        token: &token,
        has_siblings_or_unknown,
        upto: i64::try_from(token.head.seq).map_err(|_| Code::UnknownCursor)?,
    };
    let mut rows: Vec<RowState> = Vec::new();
    let mut bytes = 0;
    let mut position = Some((token.class, token.after));
    while let Some((class, after)) = position
        && rows.len() < rows_max
        && bytes < PAGE_BYTES_MAX
    {
        let rows_left = rows_max - rows.len();
        let bytes_max = PAGE_BYTES_MAX - bytes;
        let (chunk, next) = match class {
            class @ (BootstrapClass::Rest | BootstrapClass::Contents) => {
                newest::chunk(&reading, class, after, rows_left, bytes_max).await?
            }
            class => {
                let rows_left = rows_left.min(CHUNK_ROWS_MAX);
                by_entity::chunk(&reading, class, after, rows_left, bytes_max).await?
            }
        };
        bytes += sizes_of(&chunk);
        rows.extend(chunk);
        position = next;
    }
    let next = position.map(|(class, after)| BootstrapToken {
        class,
        after,
        ..token
    });
    Ok((rows, next))
}
