//! Rows as they are now, for a device that quarantined what it was sent of them, or whose file was damaged.

use sync_contract::Code;
use sync_contract::messages::{FETCHED_ROWS_MAX, FetchRows, FetchedRows, RowName};

use crate::auth::token::Caller;
use crate::db::loaded_row::RowKey;
use crate::db::row_sizes::{fitting, row_sizes};
use crate::ops::budgets::PAGE_BYTES_MAX;
use crate::problem::Result;
use crate::pull::feed::Feed;
use crate::pull::page::{ChangedRow, is_in_scope, load, may_be_in_scope};
use crate::pull::scope;
use crate::state::App;

/// Returns what is there of the rows, as far as the device may have them and as fits into a page.
///
/// # Errors
/// `TooLarge` for more rows than a call may name.
pub async fn handle(app: &App, caller: Caller, call: FetchRows) -> Result<FetchedRows> {
    if call.rows.len() > FETCHED_ROWS_MAX {
        return Err(Code::TooLarge.into());
    }
    let tenant = caller.tenant;
    let _reserved = app.budgets.read(tenant, PAGE_BYTES_MAX, false).await?;
    let mut connection = app.database.connection_for(tenant).await?;
    let transaction = connection.snapshot_of_tenant(tenant).await?;
    let scope = scope::read(&transaction, caller).await?.current;
    // nothing of the control stream: a pull brings it
    let feed = Feed::read(&transaction, caller, u64::MAX, None).await?;
    let has_siblings = feed.has_siblings_or_unknown;
    let key = |name: &RowName| RowKey {
        entity: name.entity,
        row: name.row,
    };
    let keys: Vec<RowKey> = call.rows.iter().map(key).collect();
    let is_wanted = |key: &&RowKey| may_be_in_scope(key.entity, &scope);
    // nothing is learned of a row outside of the scope, not even its size
    let measured: Vec<RowKey> = keys.iter().filter(is_wanted).copied().collect();
    let sizes = row_sizes(&transaction, tenant, &measured, has_siblings).await?;
    let sizes = keys.iter().map(|key| sizes.get(key).copied().unwrap_or(0));
    let answered = fitting(sizes, PAGE_BYTES_MAX);
    let wanted = keys[..answered].iter().filter(is_wanted);
    let wanted: Vec<ChangedRow> = wanted
        .map(|key| ChangedRow {
            entity: key.entity,
            row: key.row,
            seq: 0,
        })
        .collect();
    let rows = load(&transaction, tenant, &wanted, u64::MAX, has_siblings).await?;
    let rows = rows.into_iter().map(|(row, _)| row);
    Ok(FetchedRows {
        rows: rows.filter(|row| is_in_scope(row, &scope)).collect(),
        answered: u32::try_from(answered).map_err(|_| Code::Internal)?,
        head: feed.head,
    })
}
