//! Live streams: server-sent events with the head, whenever the feed has grown.
//!
//! A stream costs a subscription to one broadcast and a connection; no query runs while nothing happens.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{Extensions, HeaderMap};
use axum::response::sse::{self, KeepAlive, Sse};
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
use crate::live::Event;
use crate::ops::connections::{Connection, InFlight};
use crate::problem::Result;
use crate::state::App;

const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// Opens a stream for the holder of a token.
pub async fn handle(
    State(app): State<App>,
    extensions: Extensions,
    headers: HeaderMap,
) -> Response {
    let app = app.for_client(envelope::client_of(&extensions, &headers));
    let stream = async {
        envelope::check_protocol(&headers)?;
        let bearer = envelope::bearer(&headers);
        app.claims(bearer.as_ref())?;
        let presented = PresentedToken::from_bearer(bearer)?;
        let holder = token::holder(&app.database, &app.callers, presented).await?;
        holder.require_active()?;
        let opened = app.budgets.open_stream(holder.caller.key())?;
        stream(app, presented, holder, opened).await
    };
    match stream.await {
        Ok(stream) => stream.into_response(),
        Err(problem) => envelope::refusal(&problem),
    }
}

/// Lasts as long as the token that opened it, and no longer than its device is trusted; the device comes again with a
/// new one.
async fn stream(
    app: App,
    presented: PresentedToken,
    holder: TokenHolder,
    opened: OwnedSemaphorePermit,
) -> Result<Sse<impl Stream<Item = Result<sse::Event, Infallible>> + use<>>> {
    // subscribed before the head is read, so that no push is missed between the two
    let tenant = holder.caller.tenant;
    let receiver = app.head_events.subscribe(tenant);
    let head = read_head(&app.database, tenant).await?;
    let subscriber = Subscriber {
        closing: app.head_events.closing(),
        _in_flight: app
            .client
            .connection
            .as_ref()
            .map(Connection::begin_request),
        app,
        presented,
        tenant,
        receiver,
        sent: None,
        next: Some(head),
        until: Instant::now() + Duration::from_secs(holder.left_s),
        _opened: opened,
    };
    let events = stream::unfold(subscriber, |mut subscriber| async move {
        let head = subscriber.next_head().await?;
        let event = sse::Event::default()
            .event("head")
            .data(HEXLOWER.encode(&head.to_bytes()));
        Some((Ok(event), subscriber))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

struct Subscriber {
    app: App,
    presented: PresentedToken,
    tenant: Uuid,
    receiver: broadcast::Receiver<Event>,
    closing: watch::Receiver<bool>,
    sent: Option<Cursor>,
    next: Option<Cursor>,
    until: Instant,
    _opened: OwnedSemaphorePermit,
    _in_flight: Option<InFlight>,
}

impl Subscriber {
    /// Returns none when the stream is over.
    async fn next_head(&mut self) -> Option<Cursor> {
        loop {
            let head = match self.next.take() {
                Some(head) => head,
                None => self.receive().await?,
            };
            let is_older = |sent: Cursor| sent.timeline == head.timeline && sent.seq >= head.seq;
            if !self.sent.is_some_and(is_older) {
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
            Ok(Event::Grown(position)) => Some(position),
            // events that were dropped are of either kind
            Ok(Event::Asked) | Err(RecvError::Lagged(_)) => match self.ask().await {
                Ok(head) => Some(head),
                Err(problem) => {
                    tracing::info!(%problem, "a stream ends");
                    None
                }
            },
            Err(RecvError::Closed) => None,
        }
    }

    /// Returns the head, for a device that is still trusted.
    async fn ask(&self) -> Result<Cursor> {
        let App {
            database, callers, ..
        } = &self.app;
        let holder = token::holder(database, callers, self.presented).await?;
        holder.require_active()?;
        read_head(database, self.tenant).await
    }
}

async fn read_head(database: &Database, tenant: Uuid) -> Result<Cursor> {
    let mut connection = database.connection_for(tenant).await?;
    let transaction = connection.of_tenant(tenant).await?;
    feed_head::read(&transaction, tenant).await
}
