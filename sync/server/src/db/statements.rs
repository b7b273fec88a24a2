//! Statements of `queries/`, prepared once a connection.

use deadpool_postgres::ClientWrapper;
use tokio_postgres::{Row, types::ToSql};

use crate::db::transaction::Transaction;
use crate::problem::Result;

type Parameters<'a> = &'a [&'a (dyn ToSql + Sync)];

/// Prepares statements, so that each is sent by its first poll: joined statements rely on their order.
pub async fn prepare(client: &ClientWrapper, texts: &[&str]) -> Result<()> {
    for text in texts {
        client.prepare_cached(text).await?;
    }
    Ok(())
}

/// Returns all rows.
pub async fn all(
    transaction: &Transaction<'_>,
    text: &str,
    parameters: Parameters<'_>,
) -> Result<Vec<Row>> {
    let statement = transaction.prepare_cached(text).await?;
    Ok(transaction.query(&statement, parameters).await?)
}

/// Returns the row, if there is one.
pub async fn first(
    transaction: &Transaction<'_>,
    text: &str,
    parameters: Parameters<'_>,
) -> Result<Option<Row>> {
    let statement = transaction.prepare_cached(text).await?;
    Ok(transaction.query_opt(&statement, parameters).await?)
}

/// Returns how many rows it touched.
pub async fn run(
    transaction: &Transaction<'_>,
    text: &str,
    parameters: Parameters<'_>,
) -> Result<u64> {
    let statement = transaction.prepare_cached(text).await?;
    Ok(transaction.execute(&statement, parameters).await?)
}
