//! The bare path: the same bytes through Postgres, axum and SQLite with no protocol, no check and no merge.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use futures_util::{StreamExt, stream};
use rusqlite::Connection;
use support::Database;
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio_postgres::{Client, NoTls, Statement};
use uuid::Uuid;

use crate::Outcome;

const SCHEMA: &str = "create table wire_rows (id uuid primary key, bytes bytea not null)";
const UPSERT: &str =
    "insert into wire_rows (id, bytes) select * from unnest($1::uuid[], $2::bytea[])
    on conflict (id) do update set bytes = excluded.bytes";
const ALL: &str = "select bytes from wire_rows order by id";
const CHUNK_BYTES: usize = 64 * 1024;

struct Shared {
    client: Client,
    upsert: Statement,
    all: Statement,
    sender: broadcast::Sender<Bytes>,
}

/// A server that stores frames and hands them out. It ends with its runtime.
pub struct BareServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    pub client: reqwest::Client,
    _database: Database,
}

/// `id 16, length 4, bytes`, again and again.
pub fn frame(id: Uuid, bytes: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(id.as_bytes());
    out.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// Takes complete frames from the front of `buffer`.
pub fn unframe(
    buffer: &[u8],
    mut each: impl FnMut(&[u8; 16], &[u8]) -> rusqlite::Result<()>,
) -> rusqlite::Result<usize> {
    let mut at = 0;
    while let Some((head, rest)) = buffer[at..].split_first_chunk::<20>() {
        let (id, length) = head.split_at(16);
        let length = u32::from_be_bytes(length.try_into().expect("a head has 4 bytes after its id"))
            as usize;
        let Some(bytes) = rest.get(..length) else {
            break;
        };
        each(id.try_into().expect("an id has 16 bytes"), bytes)?;
        at += 20 + length;
    }
    Ok(at)
}

impl BareServer {
    pub async fn start() -> Outcome<Self> {
        let database = Database::empty().await;
        let (client, connection) = tokio_postgres::connect(&database.owner_url(), NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute(SCHEMA).await?;
        let shared = Arc::new(Shared {
            upsert: client.prepare(UPSERT).await?,
            all: client.prepare(ALL).await?,
            client,
            sender: broadcast::channel(64).0,
        });
        let router = Router::new()
            .route("/bootstrap", get(bootstrap))
            .route("/push", post(push))
            .route("/live", get(live))
            .layer(axum::extract::DefaultBodyLimit::disable())
            .with_state(shared.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, router).await });
        // a provider that the process installed earlier is as good
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self {
            address,
            shared,
            client: reqwest::Client::builder()
                .no_proxy()
                .tcp_nodelay(true)
                .build()?,
            _database: database,
        })
    }

    pub async fn put(&self, rows: &[(Uuid, Vec<u8>)]) -> Outcome<()> {
        for some in rows.chunks(5_000) {
            let ids: Vec<Uuid> = some.iter().map(|(id, _)| *id).collect();
            let bytes: Vec<&[u8]> = some.iter().map(|(_, bytes)| bytes.as_slice()).collect();
            self.shared
                .client
                .execute(&self.shared.upsert, &[&ids, &bytes])
                .await?;
        }
        self.shared
            .client
            .batch_execute("analyze wire_rows")
            .await?;
        Ok(())
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Every row into `connection`, so many a transaction; how many came.
    pub async fn bootstrap(
        &self,
        connection: &mut Connection,
        rows_per_transaction: usize,
    ) -> Outcome<usize> {
        let mut chunks = self
            .client
            .get(self.url("/bootstrap"))
            .send()
            .await?
            .bytes_stream();
        let (mut buffer, mut count, mut open) = (Vec::new(), 0, 0);
        connection.execute_batch("begin immediate")?;
        while let Some(chunk) = chunks.next().await {
            buffer.extend_from_slice(&chunk?);
            let mut insert = connection.prepare_cached("insert into wire_rows values (?, ?)")?;
            let used = unframe(&buffer, |id, bytes| {
                insert.execute((id, bytes))?;
                count += 1;
                open += 1;
                if open == rows_per_transaction {
                    connection.execute_batch("commit; begin immediate")?;
                    open = 0;
                }
                Ok(())
            })?;
            buffer.drain(..used);
        }
        connection.execute_batch("commit")?;
        Ok(count)
    }

    pub async fn push(&self, body: Vec<u8>) -> Outcome<()> {
        let answer = self
            .client
            .post(self.url("/push"))
            .body(body)
            .send()
            .await?;
        answer.error_for_status()?.bytes().await?;
        Ok(())
    }

    /// What others push, as it is pushed.
    pub async fn live(&self) -> Outcome<stream::BoxStream<'static, Outcome<Bytes>>> {
        let answer = self.client.get(self.url("/live")).send().await?;
        Ok(answer
            .bytes_stream()
            .map(|chunk| chunk.map_err(Into::into))
            .boxed())
    }
}

/// Creates the device's table of the bare path: bytes by id.
pub fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .execute_batch("create table wire_rows (id blob primary key, bytes blob) without rowid")
}

async fn bootstrap(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let rows = shared
        .client
        .query_raw(&shared.all, &[] as &[&str; 0])
        .await;
    let body = match rows {
        Err(_) => Body::empty(),
        Ok(rows) => {
            let frames = stream::unfold(Box::pin(rows), |mut rows| async move {
                let mut chunk = Vec::with_capacity(CHUNK_BYTES + 4096);
                while chunk.len() < CHUNK_BYTES {
                    match rows.next().await {
                        Some(Ok(row)) => {
                            let bytes: &[u8] = row.get(0);
                            // the row's own id is at the front of its wire form
                            let id = Uuid::from_slice(&bytes[2..18]).unwrap_or_default();
                            frame(id, bytes, &mut chunk);
                        }
                        Some(Err(_)) | None => break,
                    }
                }
                (!chunk.is_empty()).then(|| (Ok::<_, Infallible>(Bytes::from(chunk)), rows))
            });
            Body::from_stream(frames)
        }
    };
    body.into_response()
}

async fn push(State(shared): State<Arc<Shared>>, body: Bytes) -> Result<(), String> {
    let (mut ids, mut rows) = (Vec::new(), Vec::new());
    let read = unframe(&body, |id, bytes| {
        ids.push(Uuid::from_bytes(*id));
        rows.push(bytes.to_vec());
        Ok(())
    });
    read.map_err(|error| error.to_string())?;
    let stored = shared.client.execute(&shared.upsert, &[&ids, &rows]).await;
    stored.map_err(|error| error.to_string())?;
    // it is no error to have no listener
    let _ = shared.sender.send(body);
    Ok(())
}

async fn live(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let sender = shared.sender.subscribe();
    Body::from_stream(stream::unfold(sender, |mut sender| async move {
        let body = sender.recv().await.ok()?;
        Some((Ok::<_, Infallible>(body), sender))
    }))
}
