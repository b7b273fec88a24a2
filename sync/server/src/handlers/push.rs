//! A page of a device's queue: admits, merges, numbers and logs it, in one transaction behind the locked head.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use futures_util::future::join4;
use sync_contract::messages::{Done, Push, PushAnswer, Verdict, WITHDRAWN_MAX, Withdraw};
use sync_contract::protocol::Bearer;
use sync_contract::{Code, Rejection, Wire, fail_point, statement};
use uuid::Uuid;

use crate::auth::token::{self, Caller, PresentedToken};
use crate::db::feed_head::{self, FeedHead};
use crate::db::pool::{Database, ENTER, enter};
use crate::db::transaction::{Kind, Transaction};
use crate::db::{statements, table};
use crate::live::Event;
use crate::ops::blocking::{INLINE_BYTES_MAX, run_blocking};
use crate::ops::limits::{Operation, Peer};
use crate::problem::{Problem, Result};
use crate::push::admission::admit_all;
use crate::push::commit::{Attempt, StoredState, WriteMode, write_push};
use crate::push::received::{Admitted, ReceivedGroup, ReceivedPush};
use crate::push::review;
use crate::push::roster;
use crate::push::verdicts::PushOutcome;
use crate::state::{App, DevicePush};

/// The staff may change once between admission and the lock, and a constraint break once.
const TRIES_MAX: usize = 4;

/// The device that sends a push.
pub enum Sender {
    /// Already verified.
    Known(Caller),
    /// To be verified by its token.
    Unknown(Option<Bearer>),
}

/// The sender of a push, and what is still to be verified of it.
struct Verified {
    caller: Caller,
    is_revoked: bool,
    unverified: Option<PresentedToken>,
}

/// Receives a page and returns the verdict on each of its groups.
///
/// The page is decoded while its sender is verified, which costs an unknown sender no more than to send it. What a
/// revoked device sends is held for a review.
///
/// # Errors
/// `Unauthenticated`, `TooLarge`, `Malformed`, `ForkDetected` when the device's chain is broken, `Busy`.
pub async fn handle(app: &App, sender: Sender, call: Push) -> Result<PushAnswer> {
    let arrived = Instant::now();
    let bytes = call.groups.iter().map(Vec::len).sum();
    let decoding = run_blocking(bytes, move || {
        let groups = ReceivedGroup::read_page(&call.groups)?;
        Ok::<_, Problem>((call, groups))
    });
    let verifying = verify_sender(app, sender, bytes <= INLINE_BYTES_MAX);
    let (verified, decoded) = tokio::join!(verifying, decoding);
    let Verified {
        caller,
        is_revoked,
        unverified,
    } = verified?;
    let (call, groups) = decoded??;
    check_quotas(app, caller, bytes)?;
    let under_way = app.begin_push(caller).await?;
    let copies = ReceivedGroup::copies(&groups);
    let received = Arc::new(ReceivedPush {
        under_way: Some(Arc::clone(&under_way.permit)),
        ..ReceivedPush::page(caller, &call, groups, arrived)
    });
    let decided = match is_revoked {
        true => Err(Code::DeviceRevoked.into()),
        false => decide(app, &received, unverified, bytes).await,
    };
    let answer = match decided {
        Err(Problem::Refused(Code::DeviceRevoked)) => take_in(app, &received, unverified).await,
        decided => decided,
    };
    let mut answer = answer.map_err(|problem| after_another(problem, &under_way))?;
    decide_copies(&mut answer.verdicts, &copies);
    Ok(answer)
}

/// Adds a verdict on each copy: a page that is refused as a whole would stop its device for ever.
fn decide_copies(verdicts: &mut Vec<(Uuid, Verdict)>, copies: &[Uuid]) {
    for copy in copies {
        let first = verdicts.iter().find(|(group, _)| group == copy);
        let verdict = first.map(|(_, verdict)| match *verdict {
            Verdict::Accepted { seq } => Verdict::Duplicate { seq },
            verdict => verdict,
        });
        verdicts.extend(verdict.map(|verdict| (*copy, verdict)));
    }
}

/// Marks rejected groups of this device that a user discarded as never to be accepted. Accepted groups stay.
///
/// # Errors
/// `TooLarge`.
pub async fn withdraw(database: &Database, caller: Caller, call: Withdraw) -> Result<Done> {
    if call.groups.len() > WITHDRAWN_MAX {
        return Err(Code::TooLarge.into());
    }
    let mut connection = database.connection_for(caller.tenant).await?;
    let transaction = connection.of_tenant(caller.tenant).await?;
    let rejection = Rejection::from(Code::Withdrawn).to_bytes();
    let number = i64::from(caller.device_number);
    statements::run(
        &transaction,
        statement!("push", "withdraw"),
        &[
            &caller.tenant,
            &number,
            &call.groups,
            &Code::Withdrawn.as_str(),
            &rejection,
        ],
    )
    .await?;
    transaction.commit().await?;
    Ok(Done {})
}

/// Holds the groups of a revoked device until a user has reviewed them.
async fn take_in(
    app: &App,
    received: &ReceivedPush,
    unverified: Option<PresentedToken>,
) -> Result<PushAnswer> {
    if let Some(presented) = unverified {
        let holder = token::holder(&app.database, &app.callers, presented).await?;
        if holder.caller != received.caller {
            return Err(Code::Unauthenticated.into());
        }
    }
    let tenant = received.caller.tenant;
    let mut connection = app.database.connection_for(tenant).await?;
    let transaction = connection.of_tenant(tenant).await?;
    let outcome = review::take_in(&transaction, received).await?;
    commit(transaction).await?;
    Ok(answer(app, received.caller, outcome, false))
}

/// Admits, merges and numbers a page.
///
/// # Errors
/// `DeviceRevoked`, `Unauthenticated`, `ForkDetected`, `Busy`.
async fn decide(
    app: &App,
    received: &Arc<ReceivedPush>,
    unverified: Option<PresentedToken>,
    bytes: usize,
) -> Result<PushAnswer> {
    let caller = received.caller;
    let tenant = caller.tenant;
    let is_admin_signed = received.groups.iter().any(ReceivedGroup::is_admin_signed);
    let mut mode = WriteMode::Together;
    for _ in 0..TRIES_MAX {
        let cached = app.rosters.get(&tenant).filter(|_| !is_admin_signed);
        let (roster, decided) = match cached {
            Some(roster) if roster.covers(received) => (roster, BTreeSet::new()),
            cached => {
                let mut connection = app.database.connection_for(tenant).await?;
                let transaction = connection.of_tenant(tenant).await?;
                let (roster, decided) = roster::read_for(&transaction, received, cached).await?;
                transaction.commit().await?;
                if !is_admin_signed {
                    app.rosters.insert(tenant, roster.clone());
                }
                (roster, decided)
            }
        };
        // signatures cost more than everything else here: no lock is taken yet, and no connection
        let groups = Arc::clone(received);
        let admitting = app.begin_admission(tenant).await?;
        let admit = move || {
            // held by the work, which goes on where the client has gone
            let _admitting = admitting;
            admit_all(roster, &decided, &groups)
        };
        let admitted = run_blocking(bytes, admit).await?;

        let mut connection = app.database.connection_for(tenant).await?;
        let transaction = connection.transaction();
        let (head, stored) =
            begin_behind_head(app, &transaction, received, &admitted, unverified).await?;
        let written = write_push(&transaction, head, stored, received, &admitted, mode).await;
        match written? {
            Attempt::Written(outcome) => match commit(transaction).await {
                Ok(()) => return Ok(answer(app, caller, outcome, is_admin_signed)),
                Err(error) if mode == WriteMode::Together && table::rejection(&error).is_some() => {
                    mode = WriteMode::InHalves {
                        written_in_vain_bytes: outcome.written_bytes,
                    };
                }
                Err(error) => return Err(error.into()),
            },
            Attempt::StaffChanged => {
                app.rosters.remove(&tenant);
            }
            Attempt::ConstraintBroken {
                written_in_vain_bytes,
            } => {
                mode = WriteMode::InHalves {
                    written_in_vain_bytes,
                };
            }
        }
    }
    Err(Code::Busy.into())
}

/// A push that arrived while another push of its device was in progress may find that the chain has moved. It is
/// answered `Busy`: only a repetition is taken for a copy of the device.
fn after_another(problem: Problem, under_way: &DevicePush) -> Problem {
    match problem {
        Problem::Refused(Code::ForkDetected) if under_way.has_waited => Code::Busy.into(),
        problem => problem,
    }
}

async fn commit(transaction: Transaction<'_>) -> Result<(), tokio_postgres::Error> {
    fail_point::reach("server.push.before_commit");
    transaction.commit().await?;
    fail_point::reach("server.push.after_commit");
    Ok(())
}

/// Returns the sender of a push. A cached token of a small push is verified with the first statements behind the head,
/// and nothing is returned or written until then; a large push is not decided before its token is verified.
async fn verify_sender(app: &App, sender: Sender, is_small: bool) -> Result<Verified> {
    let known = |caller, is_revoked| Verified {
        caller,
        is_revoked,
        unverified: None,
    };
    let bearer = match sender {
        Sender::Known(caller) => return Ok(known(caller, false)),
        Sender::Unknown(bearer) => bearer,
    };
    if let Some(holder) = app.client.holder {
        return Ok(known(holder.caller, holder.is_revoked));
    }
    let presented = PresentedToken::from_bearer(bearer)?;
    let cached = presented.cached_caller(&app.callers);
    match cached.filter(|_| is_small) {
        Some(caller) => Ok(Verified {
            unverified: Some(presented),
            ..known(caller, false)
        }),
        None => {
            let holder = token::holder(&app.database, &app.callers, presented).await?;
            Ok(known(holder.caller, holder.is_revoked))
        }
    }
}

/// Begins, names the clinic, locks its head and reads what the page touches: pipelined, and executed in that order. So
/// what is read stays as it is until the end.
///
/// # Errors
/// `Unauthenticated`, `DeviceRevoked`.
async fn begin_behind_head(
    app: &App,
    transaction: &Transaction<'_>,
    received: &ReceivedPush,
    admitted: &Admitted,
    unverified: Option<PresentedToken>,
) -> Result<(FeedHead, StoredState)> {
    let tenant = received.caller.tenant;
    PresentedToken::prepare(transaction).await?;
    statements::prepare(transaction, &[ENTER, feed_head::LOCK]).await?;
    let entered = async {
        match unverified {
            Some(token) => token
                .enter(&app.callers, transaction)
                .await?
                .require_active(),
            None => enter(transaction, tenant).await.map(|()| received.caller),
        }
    };
    let (begun, caller, head, stored) = join4(
        transaction.begin(Kind::Writing),
        entered,
        feed_head::lock(transaction, tenant),
        StoredState::read(transaction, received, admitted),
    )
    .await;
    begun?;
    if caller? != received.caller {
        return Err(Code::Unauthenticated.into());
    }
    Ok((head?, stored?))
}

fn device_of(caller: Caller) -> Peer {
    Peer::Proved(caller.key())
}

/// Counts a push before it is decided: the bytes of a clinic, and what a device had rejected, which is stored for ever.
///
/// # Errors
/// `Later`.
fn check_quotas(app: &App, caller: Caller, bytes: usize) -> Result<()> {
    app.limits.check(Operation::Rejection, device_of(caller))?;
    let clinic = Peer::Tenant(caller.tenant);
    app.limits.check_many(Operation::Bytes, clinic, bytes)
}

fn answer(app: &App, caller: Caller, outcome: PushOutcome, is_admin_signed: bool) -> PushAnswer {
    if is_admin_signed {
        app.rosters.remove(&caller.tenant);
        if outcome.has_grown {
            // let the live streams ask again whether their device was revoked
            app.head_events.publish(caller.tenant, Event::Asked);
        }
    }
    if outcome.has_grown {
        let grown = Event::Grown(outcome.position);
        app.head_events.publish(caller.tenant, grown);
    }
    let rejected = |verdict: &Verdict| matches!(verdict, Verdict::Rejected(_));
    let rejections = outcome
        .verdicts
        .iter()
        .filter(|(_, verdict)| rejected(verdict));
    app.limits
        .count(Operation::Rejection, device_of(caller), rejections.count());
    log_verdicts(&outcome.verdicts);
    PushAnswer {
        verdicts: outcome.verdicts,
        head: outcome.position,
    }
}

/// Logs how many groups got which verdict, by code, and nothing about the groups.
fn log_verdicts(verdicts: &[(Uuid, Verdict)]) {
    let (mut accepted, mut duplicate, mut sent) = (0_u64, 0_u64, 0_u64);
    let mut rejected: BTreeMap<&str, u64> = BTreeMap::new();
    let mut deferred: BTreeMap<&str, u64> = BTreeMap::new();
    for (_, verdict) in verdicts {
        match verdict {
            Verdict::Accepted { .. } => accepted += 1,
            Verdict::Duplicate { .. } => duplicate += 1,
            Verdict::InReview => sent += 1,
            Verdict::Rejected(Rejection { code, .. }) => {
                *rejected.entry(code.as_str()).or_default() += 1
            }
            Verdict::Deferred { code, .. } => *deferred.entry(code.as_str()).or_default() += 1,
        }
    }
    tracing::info!(
        accepted,
        duplicate,
        sent,
        ?rejected,
        ?deferred,
        "decided a push"
    );
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io;
    use std::sync::Mutex;

    use tracing_subscriber::layer::SubscriberExt;

    use super::*;
    use crate::ops::logs::Lines;

    #[derive(Clone, Default)]
    struct Buffer(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Buffer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_push_logs_its_verdicts_by_code_and_no_group() {
        let buffer = Buffer::default();
        let out = buffer.clone();
        let subscriber = tracing_subscriber::registry().with(Lines {
            out: move || out.clone(),
        });
        let group = Uuid::from_u128(0x00ca_4a47);
        let rejected = |code: Code| Verdict::Rejected(code.into());
        let verdicts = [
            Verdict::Accepted { seq: 7 },
            rejected(Code::BadValue),
            rejected(Code::MissingRight),
            rejected(Code::BadValue),
        ];
        let verdicts = verdicts.map(|verdict| (group, verdict));
        tracing::subscriber::with_default(subscriber, || log_verdicts(&verdicts));
        let text = String::from_utf8(buffer.0.lock().unwrap().clone()).unwrap();
        assert!(!text.contains(&group.to_string()), "{text}");
        let line: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (&line["accepted"], &line["duplicate"]),
            (&1.into(), &0.into())
        );
        assert_eq!(line["rejected"], r#"{"bad_value": 2, "missing_right": 1}"#);
        assert_eq!(line["deferred"], "{}");
    }
}
