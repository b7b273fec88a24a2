//! A transaction whose `begin` can be pipelined with its first statements.

use std::ops::Deref;

use deadpool_postgres::ClientWrapper;
use futures_util::FutureExt;

use crate::problem::Result;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Every statement sees what is committed when it begins.
    Writing,
    /// Frozen at its first statement, and unable to write.
    Snapshot,
}

/// Rolls back when it is dropped without a commit.
///
/// Statements are executed in the order in which they were first polled, so [`Transaction::begin`] and what follows it
/// can be pipelined: `join!(transaction.begin(kind), ...)`, with `begin` first.
pub struct Transaction<'a> {
    client: &'a ClientWrapper,
    is_over: bool,
}

impl<'a> Transaction<'a> {
    /// Nothing is sent yet.
    pub fn new(client: &'a ClientWrapper) -> Transaction<'a> {
        Transaction {
            client,
            is_over: false,
        }
    }

    pub async fn begin(&self, kind: Kind) -> Result<()> {
        let text = match kind {
            Kind::Writing => "begin",
            Kind::Snapshot => "begin isolation level repeatable read read only",
        };
        Ok(self.client.batch_execute(text).await?)
    }

    pub async fn commit(mut self) -> Result<(), tokio_postgres::Error> {
        self.is_over = true;
        self.client.batch_execute("commit").await
    }
}

impl Deref for Transaction<'_> {
    type Target = ClientWrapper;

    fn deref(&self) -> &ClientWrapper {
        self.client
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            // the first poll sends it, and its result is not needed: the next statement waits for it
            let _ = self.client.batch_execute("rollback").now_or_never();
        }
    }
}
