//! Cancelling a sync.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;

use crate::error::{Error, ServerError};

/// Cancels all operations that use its [`Stop`].
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

/// The token of an operation that can be cancelled. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stopper {
    pub fn new() -> (Self, Stop) {
        let (sender, receiver) = watch::channel(false);
        (Self(sender), Stop(receiver))
    }

    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Returns one that is never cancelled.
    pub fn never() -> Self {
        Stopper::new().1
    }

    pub fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Resolves when cancelled; never, once every [`Stopper`] is dropped.
    pub async fn asked(&self) {
        let mut seen = self.0.clone();
        if seen.wait_for(|asked| *asked).await.is_err() {
            std::future::pending().await
        }
    }

    /// Sleeps, but wakes at cancellation.
    pub async fn pause(&self, time: Duration) -> Result<(), ServerError> {
        let pause = async {
            tokio::time::sleep(time).await;
            Ok(())
        };
        self.unless(pause).await
    }

    /// Runs a call that may be dropped at any point. A call that the server completed before is answered again next
    /// time.
    pub async fn unless<T>(
        &self,
        call: impl Future<Output = Result<T, ServerError>>,
    ) -> Result<T, ServerError> {
        tokio::select! {
            biased;
            () = self.asked() => Err(Error::Stopped),
            answer = call => answer,
        }
    }
}
