//! Push: pages of the queue until it is empty, then the audit log.

use std::time::Duration;

use sync_contract::fail_point;
use sync_contract::protocol::{Protocol, Replica};

use crate::error::{Error, ServerError};
use crate::progress::Tally;
use crate::session::Session;
use crate::stop::Stop;

/// How often a page that was only deferred is sent again before the next sync.
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

/// Pushes the queue without the audit log, which follows with the next full sync.
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
        let (outcome, waiting, next_page) = session
            .store
            .run(move |replica| {
                let outcome = replica.apply_verdicts(&push, &answer)?;
                let waiting = replica.waiting()?;
                let is_in_review = outcome.in_review > 0 && outcome.deferred == 0;
                let goes_on = is_in_review || outcome.accepted + outcome.rejected > 0;
                let next_page = goes_on.then(|| replica.next_push()).transpose()?;
                Ok((outcome, waiting, next_page))
            })
            .await?;
        tally.count(|report| {
            report.accepted += outcome.accepted;
            report.rejected += outcome.rejected;
            report.in_review += outcome.in_review;
            report.deferred = outcome.deferred;
            report.pushed_to = Some(head);
            report.waiting = waiting;
        });
        if let Some(next_page) = next_page {
            idle_tries = 0;
            next = next_page;
            continue;
        }
        if outcome.in_review > 0 {
            // a pull says why; then the rest is sent once more
            break;
        }
        idle_tries += 1;
        if idle_tries >= DEFERRED_TRIES {
            break;
        }
        let asked = Duration::from_secs(outcome.retry_after_s.unwrap_or(1).into());
        stop.pause(asked.min(DEFERRED_WAIT_MAX))
            .await
            .map_err(ServerError::widen)?;
        next = session.store.run(|replica| replica.next_push()).await?;
    }
    Ok(())
}

pub(crate) async fn push_audit<P, R>(
    session: &Session<P, R>,
    stop: &Stop,
) -> Result<(), Error<R::Error>>
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
            // the chain did not advance: the next sync shows whether it can
            break;
        }
        acknowledged = Some(number);
    }
    Ok(())
}
