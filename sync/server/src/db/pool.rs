//! The pool, and the one way to a tenant's rows.

use std::future::poll_fn;
use std::sync::Arc;

use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, QueueMode, RecyclingMethod, Timeouts,
};
use futures_util::future::try_join;
use sync_contract::{Code, statement};
use thiserror::Error;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::{AsyncMessage, Config};
use uuid::Uuid;

use crate::crypto::identity::{Identity, public_key};
use crate::db::transaction::{Kind, Transaction};
use crate::db::{schema, statements};
use crate::ops::budgets::Keyed;
use crate::ops::database_tls::{DatabaseConnector, DatabaseTls, DatabaseTlsError};
use crate::problem::{Result, cause_of};

/// Names of the system come first by themselves; temporary tables of another user would, too. A plan is made once a
/// connection for any number of rows, and nothing is compiled: either costs more than most statements do. A table is
/// scanned only where no index leads to what is asked: one that was never analyzed looks small to the planner, and a
/// request would read all rows of it, those of other clinics among them.
const SETTINGS: &str = "-c search_path=public,pg_temp -c plan_cache_mode=force_generic_plan -c jit=off \
    -c enable_seqscan=off";
/// Timeouts of the pool's connections: a call that waits longer for a lock or a statement is answered `Busy`.
const TIMEOUTS: &str = "-c statement_timeout=30s -c lock_timeout=10s \
    -c idle_in_transaction_session_timeout=60s";
const WAIT: std::time::Duration = std::time::Duration::from_secs(10);

/// One clinic uses at most this part of the connections.
const SHARE_OF_TENANT: usize = 3;

/// Why a database cannot be served from.
#[derive(Debug, Error)]
pub enum OpenError {
    #[error("the database address cannot be read: {0}")]
    Address(String),
    #[error("the database does not answer: {0}")]
    Unreachable(String),
    #[error(transparent)]
    Tls(#[from] DatabaseTlsError),
    #[error(transparent)]
    Schema(#[from] schema::SchemaError),
    #[error("the role that serves may not be {0}: row-level security would not bind it")]
    Unbound(&'static str),
}

/// Connections as the role that serves. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    pool: Pool,
    keys: ServerKeys,
    config: Config,
    connector: DatabaseConnector,
    by_tenant: Keyed<Uuid>,
    /// Half of the connections, and of each clinic's: bootstraps leave the others to devices at work.
    bootstraps: Arc<Semaphore>,
    bootstraps_by_tenant: Keyed<Uuid>,
}

impl Database {
    /// Opens a pool of connections to a database on this machine.
    ///
    /// # Errors
    /// As [`Database::open_over`].
    pub async fn open(address: &str, connections_max: usize) -> Result<Database, OpenError> {
        Database::open_over(&DatabaseTls::default(), address, connections_max).await
    }

    /// Opens a pool and refuses a schema or a role that must not serve.
    ///
    /// # Errors
    /// Why the database cannot be served from.
    pub async fn open_over(
        files: &DatabaseTls,
        address: &str,
        connections_max: usize,
    ) -> Result<Database, OpenError> {
        let mut config = parse(address, &[SETTINGS, TIMEOUTS])?;
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let connector = files.connector(&mut config)?;
        let manager = Manager::from_config(config.clone(), connector.clone(), recycling);
        let pool = Pool::builder(manager)
            .max_size(connections_max)
            // the connection that was used last has its statements and plans ready
            .queue_mode(QueueMode::Lifo)
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .timeouts(Timeouts {
                wait: Some(WAIT),
                create: Some(WAIT),
                recycle: Some(WAIT),
            })
            .build()
            .map_err(|error| OpenError::Address(error.to_string()))?;
        let connection = pool
            .get()
            .await
            .map_err(|error| OpenError::Unreachable(cause_of(&error)))?;
        schema::check(&connection).await?;
        check_role(&connection).await?;
        let keys = read_keys(&connection)
            .await
            .map_err(|error| OpenError::Unreachable(cause_of(&error)))?;
        drop(connection);
        let share = connections_max.div_ceil(SHARE_OF_TENANT);
        Ok(Database {
            pool,
            keys,
            config,
            connector,
            by_tenant: Keyed::new(share),
            bootstraps: Arc::new(Semaphore::new((connections_max / 2).max(1))),
            bootstraps_by_tenant: Keyed::new((share / 2).max(1)),
        })
    }

    /// Returns the keys of all servers of this database.
    pub fn keys(&self) -> &ServerKeys {
        &self.keys
    }

    pub async fn connection(&self) -> Result<PooledConnection> {
        Ok(PooledConnection {
            client: self.pool.get().await?,
            _shares: Vec::new(),
        })
    }

    /// Returns a connection out of a clinic's share. A caller that waits for its share holds no connection, so no
    /// clinic can take them all.
    ///
    /// # Errors
    /// `Busy`, `DatabaseAway`.
    pub async fn connection_for(&self, tenant: Uuid) -> Result<PooledConnection> {
        self.share(vec![self.by_tenant.of(tenant)]).await
    }

    /// Returns the same for a bootstrap. All bootstraps together use half of the connections, those of a clinic half of
    /// its share.
    ///
    /// # Errors
    /// `Busy`, `DatabaseAway`.
    pub async fn connection_for_bootstrap(&self, tenant: Uuid) -> Result<PooledConnection> {
        let own = self.bootstraps_by_tenant.of(tenant);
        self.share(vec![
            own,
            self.bootstraps.clone(),
            self.by_tenant.of(tenant),
        ])
        .await
    }

    /// Returns a connection and one permit of each semaphore, taken in their order.
    async fn share(&self, semaphores: Vec<Arc<Semaphore>>) -> Result<PooledConnection> {
        let taking = async {
            let mut permits = Vec::with_capacity(semaphores.len());
            for semaphore in semaphores {
                // no semaphore is ever closed
                permits.push(semaphore.acquire_owned().await.map_err(|_| Code::Busy)?);
            }
            Ok::<_, Code>(permits)
        };
        let taken = tokio::time::timeout(WAIT, taking).await;
        Ok(PooledConnection {
            _shares: taken.map_err(|_| Code::Busy)??,
            client: self.pool.get().await?,
        })
    }

    /// Opens a connection outside the pool that listens to the notifications of the other servers of this database;
    /// returns it with their payloads as they come, until it ends.
    ///
    /// # Errors
    /// `Unreachable`.
    pub async fn listen(
        &self,
    ) -> Result<(tokio_postgres::Client, UnboundedReceiver<String>), OpenError> {
        let unreachable = |error: tokio_postgres::Error| OpenError::Unreachable(cause_of(&error));
        let connected = self.config.connect(self.connector.clone()).await;
        let (client, mut connection) = connected.map_err(unreachable)?;
        let (sender, received) = unbounded_channel();
        tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await
            {
                if let AsyncMessage::Notification(notification) = message
                    && sender.send(notification.payload().to_owned()).is_err()
                {
                    return;
                }
            }
        });
        let listen = statement!("connection", "listen");
        client.batch_execute(listen).await.map_err(unreachable)?;
        Ok((client, received))
    }

    /// Checks that a statement comes back.
    ///
    /// # Errors
    /// `DatabaseAway`.
    pub async fn ping(&self) -> Result<()> {
        let connection = self.pool.get().await?;
        let ping = connection
            .prepare_cached(statement!("connection", "ping"))
            .await?;
        connection.query_one(&ping, &[]).await?;
        Ok(())
    }
}

/// The keys that all servers of a database share.
#[derive(Clone)]
pub struct ServerKeys {
    /// Authenticates tokens.
    pub token: [u8; 32],
    identity: [u8; 32],
    successor: Option<[u8; 32]>,
}

impl ServerKeys {
    pub fn identity(&self) -> Identity {
        Identity::new(self.identity, self.successor)
    }

    /// Returns the public keys by which devices know these servers: the current one and its successor.
    pub fn public(&self) -> ([u8; 32], Option<[u8; 32]>) {
        let successor = self.successor.as_ref().map(public_key);
        (public_key(&self.identity), successor)
    }
}

/// One borrowed connection.
pub struct PooledConnection {
    client: Object,
    _shares: Vec<OwnedSemaphorePermit>,
}

impl PooledConnection {
    /// Returns a transaction that has not begun: for a caller that sends `begin` together with more statements.
    pub fn transaction(&mut self) -> Transaction<'_> {
        Transaction::new(&self.client)
    }

    /// A transaction that sees and writes the rows of one tenant, and of no other.
    pub async fn of_tenant(&mut self, tenant: Uuid) -> Result<Transaction<'_>> {
        self.entered(Kind::Writing, tenant).await
    }

    /// The same, frozen at one moment and unable to write.
    pub async fn snapshot_of_tenant(&mut self, tenant: Uuid) -> Result<Transaction<'_>> {
        self.entered(Kind::Snapshot, tenant).await
    }

    /// A transaction before the tenant is known: it can read credentials and clinic codes, and no other row.
    pub async fn without_tenant(&mut self) -> Result<Transaction<'_>> {
        let transaction = self.transaction();
        transaction.begin(Kind::Writing).await?;
        Ok(transaction)
    }

    async fn entered(&mut self, kind: Kind, tenant: Uuid) -> Result<Transaction<'_>> {
        let transaction = self.transaction();
        try_join(transaction.begin(kind), enter(&transaction, tenant)).await?;
        Ok(transaction)
    }
}

/// The statement of [`enter`].
pub const ENTER: &str = statement!("connection", "enter_tenant");

/// Names the tenant until the end of this transaction.
pub async fn enter(transaction: &Transaction<'_>, tenant: Uuid) -> Result<()> {
    statements::first(transaction, ENTER, &[&tenant]).await?;
    Ok(())
}

/// One connection outside the pool, for the operator's commands.
pub async fn connect(
    files: &DatabaseTls,
    address: &str,
) -> Result<tokio_postgres::Client, OpenError> {
    let mut config = parse(address, &[SETTINGS])?;
    let connector = files.connector(&mut config)?;
    let (client, connection) = config
        .connect(connector)
        .await
        .map_err(|error| OpenError::Unreachable(cause_of(&error)))?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::error!(cause = %error, "the database connection ended");
        }
    });
    Ok(client)
}

/// The role that an address signs in as.
pub fn role_of(address: &str) -> Result<String, OpenError> {
    parse(address, &[])?
        .get_user()
        .map(str::to_owned)
        .ok_or_else(|| OpenError::Address("it names no user".into()))
}

fn parse(address: &str, settings: &[&str]) -> Result<Config, OpenError> {
    let mut config: Config = address
        .parse()
        .map_err(|error: tokio_postgres::Error| OpenError::Address(cause_of(&error)))?;
    config.application_name("nutrivault-server");
    // overrides the settings of the role and the database; of two settings the last wins
    let named = config.get_options().into_iter();
    let options: Vec<&str> = named.chain(settings.iter().copied()).collect();
    let options = options.join(" ");
    config.options(&options);
    Ok(config)
}

/// Reads the keys, which the first server that starts makes.
///
/// # Errors
/// A failure of the database.
pub async fn read_keys(
    client: &tokio_postgres::Client,
) -> Result<ServerKeys, tokio_postgres::Error> {
    let fresh: [[u8; 32]; 2] = rand::random();
    let insert = statement!("connection", "insert_token_key");
    client
        .execute(insert, &[&fresh[0].as_slice(), &fresh[1].as_slice()])
        .await?;
    let row = client
        .query_one(statement!("connection", "token_key"), &[])
        .await?;
    let key = |bytes: &[u8]| -> [u8; 32] {
        bytes
            .try_into()
            .expect("a check of the table counts its bytes")
    };
    let successor: Option<&[u8]> = row.try_get("successor_key")?;
    Ok(ServerKeys {
        token: key(row.try_get("token_key")?),
        identity: key(row.try_get("identity_key")?),
        successor: successor.map(key),
    })
}

/// Makes a key that devices learn of from now on, unless there is one.
///
/// # Errors
/// A failure of the database.
pub async fn announce_successor(
    client: &tokio_postgres::Client,
) -> Result<(), tokio_postgres::Error> {
    let fresh: [u8; 32] = rand::random();
    let announce = statement!("connection", "announce_successor");
    client.execute(announce, &[&fresh.as_slice()]).await?;
    Ok(())
}

/// Makes the announced key the one by which the servers prove themselves. Returns whether there was one.
///
/// # Errors
/// A failure of the database.
pub async fn switch_to_successor(
    client: &tokio_postgres::Client,
) -> Result<bool, tokio_postgres::Error> {
    let switch = statement!("connection", "switch_to_successor");
    Ok(client.execute(switch, &[]).await? == 1)
}

async fn check_role(client: &tokio_postgres::Client) -> Result<(), OpenError> {
    let row = client
        .query_one(statement!("roles", "own_role"), &[])
        .await
        .map_err(|error| OpenError::Unreachable(cause_of(&error)))?;
    let refusals = [
        ("rolsuper", "a superuser"),
        ("rolbypassrls", "one that bypasses row-level security"),
        ("owns_tables", "the owner of the tables"),
        ("may_create", "one that may create in the schema"),
    ];
    match refusals.into_iter().find(|(column, _)| row.get(*column)) {
        Some((_, refusal)) => Err(OpenError::Unbound(refusal)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_address_may_be_a_socket_folder() {
        let role = role_of("postgresql:///clinic?host=/run/postgresql&user=serves").unwrap();
        assert_eq!(role, "serves");
        assert_eq!(
            role_of("host=/run/postgresql user=serves").unwrap(),
            "serves"
        );
    }

    #[test]
    fn an_address_without_a_user_is_refused() {
        assert!(matches!(
            role_of("host=/run/postgresql"),
            Err(OpenError::Address(_))
        ));
    }
}
