//! The device's store as the sync sees it: one lock, and never a blocking call on an async thread.

use std::sync::{Arc, Mutex};

use sync_contract::protocol::Replica;

use crate::error::Error;

/// A replica that the two directions of a sync share. Each holds the lock for one page, never over the network.
pub struct Store<R> {
    replica: Arc<Mutex<R>>,
}

impl<R> Clone for Store<R> {
    fn clone(&self) -> Self {
        Self {
            replica: self.replica.clone(),
        }
    }
}

impl<R> Store<R>
where
    R: Replica + Send + 'static,
    R::Error: Send + 'static,
{
    pub fn new(replica: R) -> Self {
        Self::shared(Arc::new(Mutex::new(replica)))
    }

    /// For an owner that goes on using the replica between pages.
    pub fn shared(replica: Arc<Mutex<R>>) -> Self {
        Self { replica }
    }

    /// Runs one short step of the store on a blocking thread.
    pub async fn run<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut R) -> Result<T, R::Error> + Send + 'static,
    ) -> Result<T, Error<R::Error>> {
        let replica = self.replica.clone();
        let step = move || {
            // a panic elsewhere has rolled its transaction back: the store itself is whole
            let mut replica = replica.lock().unwrap_or_else(|broken| broken.into_inner());
            step(&mut replica)
        };
        match tokio::task::spawn_blocking(step).await {
            Ok(done) => done.map_err(Error::Replica),
            Err(ended) if ended.is_panic() => std::panic::resume_unwind(ended.into_panic()),
            Err(_) => Err(Error::Stopped),
        }
    }
}
