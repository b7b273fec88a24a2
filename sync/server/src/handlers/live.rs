//! Live streams: server-sent events with the head, whenever the feed has grown.
//!
//! A stream costs a subscription to one broadcast and a connection; no query runs while nothing happens.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{Extensions, HeaderMap, Uri};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use futures_util::stream::{self, Stream};
use sync_contract::Wire;
use sync_contract::pull::Cursor;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use crate::auth::token::{self, PresentedToken, TokenHolder};
use crate::db::feed_head;
use crate::db::pool::Database;
use crate::envelope;
use crate::live::{HeadEvents, HeadMoved};
use crate::problem::Result;
use crate::state::App;

const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// Opens a stream for the holder of a token.
pub async fn handle(
    State(app): State<App>,
    extensions: Extensions,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let app = app.for_client(envelope::client_of(&extensions, &headers, &uri));
    let stream = async {
        envelope::check_protocol(&headers)?;
        let bearer = envelope::bearer(&headers);
        app.claims(bearer.as_ref())?;
        let presented = PresentedToken::from_bearer(bearer)?;
        let holder = token::holder(&app.database, &app.callers, presented).await?;
        holder.require_active()?;
        let caller = holder.caller;
        let opened = app
            .budgets
            .open_stream(caller.tenant, caller.device_number)?;
        stream(app.database, &app.head_events, holder, opened).await
    };
    match stream.await {
        Ok(stream) => stream.into_response(),
        Err(problem) => envelope::refusal(&problem),
    }
}

/// Lasts as long as the token that opened it; the device comes again with a new one.
async fn stream(
    database: Database,
    events: &HeadEvents,
    holder: TokenHolder,
    opened: OwnedSemaphorePermit,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>> + use<>>> {
    // subscribed before the head is read, so that no push is missed between the two
    let tenant = holder.caller.tenant;
    let receiver = events.subscribe(tenant);
    let head = read_head(&database, tenant).await?;
    let subscriber = Subscriber {
        database,
        tenant,
        receiver,
        closing: events.closing(),
        sent: None,
        next: Some(head),
        until: Instant::now() + Duration::from_secs(holder.left_s),
        _opened: opened,
    };
    let events = stream::unfold(subscriber, |mut subscriber| async move {
        let head = subscriber.next_head().await?;
        let event = Event::default()
            .event("head")
            .data(HEXLOWER.encode(&head.to_bytes()));
        Some((Ok(event), subscriber))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

struct Subscriber {
    database: Database,
    tenant: Uuid,
    receiver: broadcast::Receiver<HeadMoved>,
    closing: watch::Receiver<bool>,
    sent: Option<Cursor>,
    next: Option<Cursor>,
    until: Instant,
    _opened: OwnedSemaphorePermit,
}

impl Subscriber {
    /// Returns none when the stream is over.
    async fn next_head(&mut self) -> Option<Cursor> {
        loop {
            let head = match self.next.take() {
                Some(head) => head,
                None => self.receive().await?,
            };
            if self.sent != Some(head) {
                self.sent = Some(head);
                return Some(head);
            }
        }
    }

    async fn receive(&mut self) -> Option<Cursor> {
        let received = tokio::select! {
            () = sleep_until(self.until) => return None,
            _ = self.closing.wait_for(|closing| *closing) => return None,
            received = self.receiver.recv() => received,
        };
        match received {
            Ok(event) => Some(event.position),
            // events were dropped: the database has the head
            Err(RecvError::Lagged(_)) => match read_head(&self.database, self.tenant).await {
                Ok(head) => Some(head),
                Err(problem) => {
                    tracing::warn!(%problem, "a stream ends, because the head cannot be read");
                    None
                }
            },
            Err(RecvError::Closed) => None,
        }
    }
}

async fn read_head(database: &Database, tenant: Uuid) -> Result<Cursor> {
    let mut connection = database.connection_for(tenant).await?;
    let transaction = connection.of_tenant(tenant).await?;
    feed_head::read(&transaction, tenant).await
}
