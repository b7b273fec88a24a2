//! The way to the clinic's server: one sync engine over a handle of its own on the clinic's file.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sync_client::{HttpProtocol, Progress, Report, ServerError, Stop, Store, SyncEngine, Watch};
use sync_contract::Code;
use sync_contract::messages::{EnrolCreate, SignIn, Verdict};
use sync_contract::protocol::Replica;
use sync_contract::review::{ReviewDecide, ReviewFetch, ReviewGroup};
use tokio::sync::watch::Receiver;
use uuid::Uuid;
use vault::{SyncLock, Vault};

use crate::address::ServerAddress;
use crate::error::{Error, Result};
use crate::machine;

/// How often the sync lock is asked for again.
const ASK_LOCK_EVERY: Duration = Duration::from_millis(200);
/// Another program that has the lock needs this long at least to see what was queued a moment ago.
const JOIN_AFTER: Duration = Duration::from_secs(2);
/// How often the server is asked whether another program has fetched all.
const ASK_SERVER_EVERY: Duration = Duration::from_secs(1);

pub struct Link {
    engine: Arc<SyncEngine<HttpProtocol, Vault>>,
    store: Store<Vault>,
}

impl Link {
    /// Links a vault to the server that its clinic was connected to.
    ///
    /// # Errors
    /// `NoServer`, `ServerAltered`; those of [`Vault::open`].
    pub fn open(vault: &Vault) -> Result<Self> {
        Ok(Self::new(
            ServerAddress::of(vault)?.protocol()?,
            machine::reopen(vault)?,
        ))
    }

    /// Links a handle of its own to the server behind `protocol`.
    pub fn new(protocol: HttpProtocol, own: Vault) -> Self {
        let store = Store::new(own);
        Self {
            engine: Arc::new(SyncEngine::new(protocol, store.clone())),
            store,
        }
    }

    pub fn progress(&self) -> Receiver<Progress> {
        self.engine.progress()
    }

    pub fn watch(&self) -> Watch<HttpProtocol, Vault> {
        Watch::new(self.engine.clone())
    }

    /// Returns the sync lock, which one program at a time has; none while another one does.
    ///
    /// # Errors
    /// Those of the vault.
    pub async fn try_lock(&self) -> Result<Option<SyncLock>> {
        Ok(self.store.run(|vault| vault.lock_for_sync()).await?)
    }

    /// Waits for the sync lock.
    ///
    /// # Errors
    /// `SyncBusy` when another program has had it for all of `patience`.
    pub async fn lock(&self, patience: Duration) -> Result<SyncLock> {
        let since = Instant::now();
        loop {
            if let Some(lock) = self.try_lock().await? {
                return Ok(lock);
            }
            wait(since, patience).await?;
        }
    }

    /// Syncs once, alone. Where another program syncs meanwhile, has sent what waited here and fetched what the server
    /// has, its sync was this one.
    ///
    /// # Errors
    /// `SyncBusy` when another program has not finished within `patience`; those of [`Link::sync`], also where that
    /// keeps the other program from it.
    pub async fn sync_once(&self, patience: Duration, stop: &Stop) -> Result<Report> {
        let since = Instant::now();
        let mut ask_at = since + JOIN_AFTER;
        loop {
            if let Some(_lock) = self.try_lock().await? {
                return self.sync(stop).await;
            }
            if Instant::now() > ask_at {
                // the other program may get no answer from it
                let at_head = self.engine.is_at_head(stop).await?;
                let waiting = self.store.run(|vault| vault.waiting()).await?;
                if at_head && waiting.groups == 0 {
                    return Ok(Report {
                        waiting,
                        at_head,
                        ..Report::default()
                    });
                }
                ask_at = Instant::now() + ASK_SERVER_EVERY;
            }
            wait(since, patience).await?;
        }
    }

    /// Sends all that waits and receives all that is new. The caller has the sync lock.
    ///
    /// # Errors
    /// `Revoked` when the server has revoked this device; any of [`sync_client::Error`].
    pub async fn sync(&self, stop: &Stop) -> Result<Report> {
        let report = self.engine.sync(stop).await?;
        if !report.revoked {
            self.note_reviews().await;
        }
        self.store
            .run(move |vault| after_sync(vault, &report))
            .await?;
        Ok(report)
    }

    /// Lets a user join this device at the server: what their compartments hold comes with the next sync.
    ///
    /// # Errors
    /// Those of the server.
    pub async fn sign_in(&self, call: SignIn) -> Result<()> {
        self.engine.sign_in(call).await?;
        Ok(())
    }

    /// Notes what waits at the server for a review, for the pages of its patients. A device without a user who decides
    /// about changes is not told.
    pub async fn note_reviews(&self) {
        let listed = match self.all_reviews().await {
            Err(Error::Server(ServerError::Refused(Code::MissingRight))) => Ok(Vec::new()),
            listed => listed,
        };
        let noted = match listed {
            Ok(listed) => self.noted(listed).await.map(drop),
            Err(error) => Err(error),
        };
        if let Err(error) = noted {
            tracing::info!(%error, "what waits for a review is not known anew");
        }
    }

    /// Returns all that waits at the server for a review, and notes it.
    ///
    /// # Errors
    /// Those of the server.
    pub async fn reviews(&self) -> Result<Vec<ReviewGroup>> {
        let listed = self.all_reviews().await?;
        self.noted(listed).await
    }

    async fn all_reviews(&self) -> Result<Vec<ReviewGroup>> {
        let mut listed: Vec<ReviewGroup> = Vec::new();
        loop {
            let after = listed.last().map_or(0, |last| last.number);
            let page = self.engine.review_list(after).await?;
            let is_last = page.is_last || page.groups.is_empty();
            listed.extend(page.groups);
            if is_last {
                return Ok(listed);
            }
        }
    }

    async fn noted(&self, listed: Vec<ReviewGroup>) -> Result<Vec<ReviewGroup>> {
        let note = move |vault: &mut Vault| vault.note_reviews(&listed).map(|_| listed);
        Ok(self.store.run(note).await?)
    }

    /// Returns the bytes of a held group.
    ///
    /// # Errors
    /// Those of the server.
    pub async fn review_fetch(&self, group: Uuid) -> Result<Vec<u8>> {
        Ok(self.engine.review_fetch(ReviewFetch { group }).await?)
    }

    /// Sends a person's decision on a held group.
    ///
    /// # Errors
    /// Those of the server.
    pub async fn review_decide(&self, call: ReviewDecide) -> Result<Verdict> {
        Ok(self.engine.review_decide(call).await?)
    }

    /// Leaves at the server what a device will find that comes with the code.
    ///
    /// # Errors
    /// Those of the server.
    pub async fn enrol_create(&self, call: EnrolCreate) -> Result<()> {
        Ok(self.engine.enrol_create(call).await?)
    }
}

async fn wait(since: Instant, patience: Duration) -> Result<()> {
    if since.elapsed() > patience {
        return Err(Error::SyncBusy);
    }
    tokio::time::sleep(ASK_LOCK_EVERY).await;
    Ok(())
}

/// Notes in the vault that a sync ended well.
///
/// # Errors
/// `Revoked` when an admin has revoked this device.
pub fn after_sync(vault: &mut Vault, report: &Report) -> vault::Result<()> {
    vault.note_contact()?;
    match report.revoked {
        true => Err(vault::Error::Revoked),
        false => Ok(()),
    }
}
