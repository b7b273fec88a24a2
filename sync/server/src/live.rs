//! Tells devices that the feed has grown, as it grows: server-sent events with the head.
//!
//! A stream costs a place in one broadcast and a connection; nothing is asked of the database while nothing happens.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use sync_contract::pull::Cursor;
use sync_contract::{Code, Wire};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use crate::{
    database::Database,
    envelope,
    heads::{Head, Heads},
    problem::{Problem, Result},
    pull,
    router::App,
    tokens::{self, Holder, Shown, hexadecimal},
};

const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// Opens a stream for whoever shows a token.
pub async fn show(State(app): State<App>, headers: HeaderMap) -> Response {
    let stream = async {
        envelope::check_protocol(&headers)?;
        let holder = tokens::holder(&app, Shown::new(envelope::bearer(&headers))?).await?;
        if holder.is_revoked {
            return Err(Problem::from(Code::DeviceRevoked));
        }
        stream(app.database, &app.heads, holder).await
    };
    match stream.await {
        Ok(stream) => stream.into_response(),
        Err(problem) => envelope::refusal(&problem),
    }
}

/// Lasts as long as the token that opened it; the device comes again with a new one.
async fn stream(
    database: Database,
    heads: &Heads,
    holder: Holder,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>> + use<>>> {
    // listening begins before the head is read, so that no push falls between
    let listener = heads.listen();
    let tenant = holder.caller.tenant;
    let head = head(&database, tenant).await?;
    let following = Following {
        database,
        tenant,
        listener,
        closing: heads.closing(),
        told: None,
        next: Some(head),
        until: Instant::now() + Duration::from_secs(holder.left_s),
    };
    let events = stream::unfold(following, |mut following| async move {
        let head = following.next_head().await?;
        let event = Event::default()
            .event("head")
            .data(hexadecimal(&head.to_bytes()));
        Some((Ok(event), following))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

struct Following {
    database: Database,
    tenant: Uuid,
    listener: broadcast::Receiver<Head>,
    closing: watch::Receiver<bool>,
    told: Option<Cursor>,
    next: Option<Cursor>,
    until: Instant,
}

impl Following {
    /// None when the stream is over.
    async fn next_head(&mut self) -> Option<Cursor> {
        loop {
            let head = match self.next.take() {
                Some(head) => head,
                None => self.hear().await?,
            };
            if self.told != Some(head) {
                self.told = Some(head);
                return Some(head);
            }
        }
    }

    async fn hear(&mut self) -> Option<Cursor> {
        loop {
            let heard = tokio::select! {
                () = sleep_until(self.until) => return None,
                _ = self.closing.wait_for(|closing| *closing) => return None,
                heard = self.listener.recv() => heard,
            };
            match heard {
                Ok(head) if head.tenant == self.tenant => return Some(head.cursor),
                Ok(_) => {}
                // too much at once to hear it all: the database knows where it ended
                Err(RecvError::Lagged(_)) => match head(&self.database, self.tenant).await {
                    Ok(head) => return Some(head),
                    Err(problem) => {
                        tracing::warn!(%problem, "a stream ends, because the head cannot be read");
                        return None;
                    }
                },
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

async fn head(database: &Database, tenant: Uuid) -> Result<Cursor> {
    let mut connection = database.connection().await?;
    let transaction = connection.of_tenant(tenant).await?;
    pull::head(&transaction, tenant).await
}
