//! Push: pages of the queue until it is empty, then the audit log.

use std::time::Duration;

use sync_contract::messages::{Push, PushAnswer, Verdict, WITHDRAWN_MAX, Withdraw};
use sync_contract::protocol::{Protocol, Replica};
use sync_contract::{Code, fail_point};

use crate::error::{Error, ServerError};
use crate::progress::Tally;
use crate::session::Session;
use crate::stop::Stop;

/// How often a page that was only deferred is sent again before the next sync.
const DEFERRED_TRIES: u32 = 3;
/// What the server puts off for longer waits for the next sync at once.
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
    withdraw(session, stop).await?;
    push_audit(session, stop).await
}

/// Reports to the server which rejected groups were discarded.
async fn withdraw<P, R>(session: &Session<P, R>, stop: &Stop) -> Result<(), Error<R::Error>>
where
    P: Protocol<Error = ServerError>,
    R: Replica + Send + 'static,
    R::Error: Send + 'static,
{
    let mut groups = session.store.run(|replica| replica.withdrawn()).await?;
    groups.truncate(WITHDRAWN_MAX);
    if groups.is_empty() {
        return Ok(());
    }
    let call = Withdraw { groups };
    let send = |bearer| session.protocol.withdraw(Some(bearer), call.clone());
    session.insist(stop, send).await?;
    let note = move |replica: &mut R| replica.note_withdrawn(&call.groups);
    session.store.run(note).await
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
    let (mut next, waiting) = session
        .store
        .run(|replica| {
            let next = replica.next_push()?;
            let waiting = next.is_some().then(|| replica.waiting()).transpose()?;
            Ok((next, waiting))
        })
        .await?;
    if let Some(waiting) = waiting {
        tally.count(|report| report.waiting = waiting);
    }
    while let Some(push) = next {
        fail_point::reach("client.push.before_send");
        let answer = session
            .insist(stop, |bearer| {
                session.protocol.push(Some(bearer), push.clone())
            })
            .await?;
        fail_point::reach("client.push.after_answer");
        // our server never omits a group: an incomplete answer decides nothing, and the page is sent again
        if !is_answer(&push, &answer) {
            return Err(Error::NotOurs);
        }
        if answer
            .verdicts
            .iter()
            .any(|(_, verdict)| is_clock_refused(verdict))
        {
            // get a new token, which brings the server's time: groups are signed anew with it
            session.forget().await;
        }
        let head = answer.head;
        let (outcome, next_page) = session
            .store
            .run(move |replica| {
                let outcome = replica.apply_verdicts(&push, &answer)?;
                let is_in_review = outcome.in_review > 0 && outcome.deferred == 0;
                let decided = outcome.accepted + outcome.rejected + outcome.withdrawn;
                let goes_on = is_in_review || decided > 0;
                let next_page = goes_on.then(|| replica.next_push()).transpose()?;
                Ok((outcome, next_page))
            })
            .await?;
        tally.count(|report| {
            report.accepted += outcome.accepted;
            report.rejected += outcome.rejected.saturating_sub(outcome.purged);
            report.purged += outcome.purged;
            report.in_review += outcome.in_review;
            report.for_review += outcome.for_review;
            report.deferred = outcome.deferred;
            report.pushed_to = Some(head);
            // count the queue only at the beginning and the end: it may be long, and a page is a small part of it
            let left = outcome.accepted + outcome.rejected + outcome.for_review + outcome.withdrawn;
            report.waiting.groups = report.waiting.groups.saturating_sub(left);
            report.waiting.rejected += outcome.rejected.saturating_sub(outcome.purged);
        });
        if let Some(next_page) = next_page {
            idle_tries = 0;
            next = next_page;
            continue;
        }
        if outcome.in_review > 0 {
            // a pull returns the reason; then the rest is sent again
            break;
        }
        idle_tries += 1;
        let asked = Duration::from_secs(outcome.retry_after_s.unwrap_or(1).into());
        if idle_tries >= DEFERRED_TRIES || asked > DEFERRED_WAIT_MAX {
            break;
        }
        stop.pause(asked).await.map_err(ServerError::widen)?;
        next = session.store.run(|replica| replica.next_push()).await?;
    }
    Ok(())
}

/// Returns whether there is one verdict on each group of a page and none on any other.
fn is_answer(page: &Push, answer: &PushAnswer) -> bool {
    // a group begins with its id
    let sent = page.groups.iter();
    let mut sent: Vec<&[u8]> = sent.map(|group| group.get(..16).unwrap_or(group)).collect();
    let decided = answer.verdicts.iter();
    let mut decided: Vec<&[u8]> = decided
        .map(|(group, _)| group.as_bytes().as_slice())
        .collect();
    sent.sort_unstable();
    decided.sort_unstable();
    sent == decided
}

fn is_clock_refused(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Rejected(rejection) if rejection.code == Code::ClockTooFar)
}

/// Pushes the audit log, and what is left of the logs of earlier numbers of this device.
pub(crate) async fn push_audit<P, R>(
    session: &Session<P, R>,
    stop: &Stop,
) -> Result<(), Error<R::Error>>
where
    P: Protocol<Error = ServerError>,
    R: Replica + Send + 'static,
    R::Error: Send + 'static,
{
    let (mut last, mut is_refused) = (None, false);
    while let Some(page) = session
        .store
        .run(|replica| replica.next_audit_push())
        .await?
    {
        if last.as_ref() == Some(&page) {
            // the log did not advance: leave it to the next sync
            break;
        }
        let answer = session
            .insist(stop, |bearer| {
                session.protocol.audit_push(Some(bearer), page.clone())
            })
            .await;
        last = Some(page.clone());
        match answer {
            // a server that was restored from an older backup gets the user's newer key from another device
            Err(Error::Refused(Code::BadSignature)) => {
                let put_off = move |replica: &mut R| replica.put_off_audit(&page);
                is_refused |= !session.store.run(put_off).await?;
            }
            Err(Error::Refused(code)) if is_audit_refused_for_good(code) => {
                let refuse = move |replica: &mut R| replica.refuse_audit(&page);
                if !session.store.run(refuse).await? {
                    return Err(Error::Refused(code));
                }
            }
            answer => {
                let answer = answer?;
                session
                    .store
                    .run(move |replica| replica.apply_audit_answer(&page, &answer))
                    .await?;
            }
        }
    }
    match is_refused {
        // everything else was sent; report it to the user
        true => Err(Error::Refused(Code::BadSignature)),
        false => Ok(()),
    }
}

/// Returns whether the server never takes an audit log that it has refused so: another copy of the device has sent
/// other entries under the same numbers, an entry has no form that it takes, or the log is of a number that the server
/// never gave this device.
pub(crate) fn is_audit_refused_for_good(code: Code) -> bool {
    matches!(
        code,
        Code::ForkDetected | Code::BadValue | Code::Malformed | Code::OutOfScope
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::{Arc, Mutex};

    use sync_contract::Code;
    use uuid::Uuid;

    use crate::fakes::{FakeReplica, Server};
    use crate::{Error, Stop, Store, SyncEngine};

    /// Groups that a relay omits from an answer, or replaces by those of another page, stay in the queue.
    #[tokio::test]
    async fn an_answer_that_leaves_a_group_out_decides_nothing() {
        let server = Server::with_rows(1);
        let device = Arc::new(Mutex::new(FakeReplica {
            number: 1,
            queue: [1, 2].map(Uuid::from_u128).to_vec(),
            ..FakeReplica::default()
        }));
        let engine = SyncEngine::new(server.clone(), Store::shared(device.clone()));
        server.set(|clinic| clinic.verdict_lost = true);
        let answered = engine.sync(&Stop::never()).await;
        assert_eq!(answered.unwrap_err(), Error::NotOurs);
        assert_eq!(device.lock().unwrap().queue.len(), 2);
        let report = engine.sync(&Stop::never()).await.unwrap();
        assert_eq!((report.accepted, report.waiting.groups), (2, 0));
    }

    #[tokio::test]
    async fn an_audit_log_that_is_refused_is_reported_and_stops_nothing() {
        let server = Server::with_rows(1);
        let device = Arc::new(Mutex::new(FakeReplica {
            number: 1,
            queue: vec![Uuid::from_u128(1)],
            audit_waiting: 2,
            ..FakeReplica::default()
        }));
        server.set(|clinic| clinic.refuse_audit = Some(Code::BadSignature));
        let engine = SyncEngine::new(server, Store::shared(device.clone()));
        let ended = engine.sync(&Stop::never()).await;
        assert_eq!(ended.unwrap_err(), Error::Refused(Code::BadSignature));
        assert!(device.lock().unwrap().queue.is_empty());
    }
}
