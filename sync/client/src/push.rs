//! Up: pages of the queue until it is drained, then the audit trail.

use std::time::Duration;

use sync_contract::fail_point;
use sync_contract::service::{Protocol, Replica};

use crate::error::{Error, ServerError};
use crate::progress::Tally;
use crate::session::Session;
use crate::stop::Stop;

/// How often a page that was only deferred is sent again before the sync leaves it for the next one.
const DEFERRED_TRIES: u32 = 3;
const DEFERRED_WAIT_MAX: Duration = Duration::from_secs(10);

pub(crate) async fn push_all<P, R>(
    session: &Session<P, R>,
    stop: &Stop,
    tally: &Tally,
) -> Result<(), Error<R::Error>>
where
    P: Protocol<Error = ServerError>,
    R: Replica + Send + 'static,
    R::Error: Send + 'static,
{
    push_groups(session, stop, tally).await?;
    push_audit(session, stop).await
}

/// The queue without the audit trail, which follows with the next whole sync.
pub(crate) async fn push_groups<P, R>(
    session: &Session<P, R>,
    stop: &Stop,
    tally: &Tally,
) -> Result<(), Error<R::Error>>
where
    P: Protocol<Error = ServerError>,
    R: Replica + Send + 'static,
    R::Error: Send + 'static,
{
    let mut idle_tries = 0;
    let mut next = session.store.run(|replica| replica.next_push()).await?;
    while let Some(push) = next {
        fail_point::reach("client.push.before_send");
        let answer = session
            .insist(stop, |bearer| {
                session.protocol.push(Some(bearer), push.clone())
            })
            .await?;
        fail_point::reach("client.push.after_answer");
        let head = answer.head;
        let (settled, waiting, following) = session
            .store
            .run(move |replica| {
                let settled = replica.settle(&push, &answer)?;
                let waiting = replica.waiting()?;
                let goes_on = settled.accepted + settled.rejected > 0;
                let following = goes_on.then(|| replica.next_push()).transpose()?;
                Ok((settled, waiting, following))
            })
            .await?;
        tally.count(|report| {
            report.accepted += settled.accepted;
            report.rejected += settled.rejected;
            report.deferred = settled.deferred;
            report.pushed_to = Some(head);
            report.waiting = waiting;
        });
        if let Some(following) = following {
            idle_tries = 0;
            next = following;
            continue;
        }
        idle_tries += 1;
        if idle_tries >= DEFERRED_TRIES {
            break;
        }
        let asked = Duration::from_secs(settled.retry_after_s.unwrap_or(1).into());
        stop.pause(asked.min(DEFERRED_WAIT_MAX))
            .await
            .map_err(ServerError::widen)?;
        next = session.store.run(|replica| replica.next_push()).await?;
    }
    Ok(())
}

async fn push_audit<P, R>(session: &Session<P, R>, stop: &Stop) -> Result<(), Error<R::Error>>
where
    P: Protocol<Error = ServerError>,
    R: Replica + Send + 'static,
    R::Error: Send + 'static,
{
    let mut acknowledged = None;
    while let Some(page) = session
        .store
        .run(|replica| replica.next_audit_push())
        .await?
    {
        let answer = session
            .insist(stop, |bearer| {
                session.protocol.audit_push(Some(bearer), page.clone())
            })
            .await?;
        let number = answer.number;
        session
            .store
            .run(move |replica| replica.apply_audit_answer(&answer))
            .await?;
        if acknowledged.is_some_and(|before| before >= number) {
            // the chain did not move: the next sync tells whether it ever will
            break;
        }
        acknowledged = Some(number);
    }
    Ok(())
}
