//! A user admits or rejects a held group of a revoked device.
//!
//! The admitting user's rights replace those of the author, who may have lost them. The server compares the cells with
//! the bytes that it holds, so nothing but the tags can come from the user who admits.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Instant;

use sync_contract::messages::Verdict;
use sync_contract::review::{ReviewDecide, ReviewDecideAnswer, is_tagged_anew};
use sync_contract::trust::Moment;
use sync_contract::{Code, Group, Right, Wire};
use uuid::Uuid;

use crate::auth::token::Caller;
use crate::crypto::verify;
use crate::db::feed_head::{self, FeedHead};
use crate::db::transaction::Transaction;
use crate::db::values::damaged;
use crate::live::Event;
use crate::ops::clock::unix_ms;
use crate::problem::{Problem, Result};
use crate::push::admission::{check_admitted, check_author};
use crate::push::budget::Spent;
use crate::push::commit::{Attempt, StoredState, WriteMode, write_push};
use crate::push::push_log::{self, Decision, LogEntry};
use crate::push::received::{Admitted, ReceivedGroup, ReceivedPush};
use crate::push::review::{self, ReviewState, StoredReview};
use crate::push::roster::{self, Named, Roster};
use crate::push::verdicts::PushOutcome;
use crate::state::App;

/// Decides about a held group, and merges an admitted one by the ordinary rule, in one transaction.
///
/// # Errors
/// `NotFound` for a group that is not held; `BadSignature` when the decision is not signed by a user of the clinic, or
/// the cells are not those that the device sent; `MissingRight` to reject what one may not write; `Withdrawn` and
/// `AlreadyWritten` where it was decided otherwise before.
pub async fn handle(app: &App, caller: Caller, call: ReviewDecide) -> Result<ReviewDecideAnswer> {
    let tenant = caller.tenant;
    let mut connection = app.database.connection_for(tenant).await?;
    let transaction = connection.of_tenant(tenant).await?;
    let head = feed_head::lock(&transaction, tenant).await?;
    let stored = review::find(&transaction, tenant, call.group).await?;
    let stored = stored.ok_or(Code::NotFound)?;
    let sent = match &stored.state {
        ReviewState::Waiting(bytes) => Some(Group::from_bytes(bytes).map_err(damaged)?),
        ReviewState::Admitted | ReviewState::Rejected => None,
    };
    let authors = Named::authors(sent.iter());
    let named = authors.and(call.by);
    let roster = roster::read(&transaction, tenant, named).await?;
    let key = roster
        .staff
        .signing_key(call.by)
        .ok_or(Code::BadSignature)?;
    verify(
        key,
        &call.signing_input(tenant, &stored.hash),
        &call.signature,
    )?;
    let sent = match (&stored.state, &call.admitted) {
        (ReviewState::Waiting(_), _) => sent.ok_or(Problem::INTERNAL)?,
        (ReviewState::Admitted, Some(_)) => {
            return repeated(&transaction, tenant, call.group).await;
        }
        (ReviewState::Admitted, None) => return Err(Code::AlreadyWritten.into()),
        (ReviewState::Rejected, Some(_)) => return Err(Code::Withdrawn.into()),
        (ReviewState::Rejected, None) => return Ok(rejected()),
    };
    let Some(bytes) = &call.admitted else {
        reject(&transaction, &roster, &stored, &sent, &call).await?;
        transaction.commit().await?;
        return Ok(rejected());
    };
    let tagged = ReceivedGroup::read(bytes)?;
    match &tagged.group {
        Ok(group) if is_tagged_anew(&sent, group) => {}
        _ => return Err(Code::BadSignature.into()),
    }
    // the id remembers what the device sent, so that it may send it once more
    let tagged = ReceivedGroup {
        hash: stored.hash,
        ..tagged
    };
    let outcome = admit(
        &transaction,
        head,
        roster,
        &stored,
        (&sent, tagged),
        call.by,
    )
    .await?;
    let verdict = outcome.verdicts.first().map(|(_, verdict)| *verdict);
    let verdict = verdict.ok_or(Problem::INTERNAL)?;
    if matches!(
        verdict,
        Verdict::Accepted { .. } | Verdict::Duplicate { .. }
    ) {
        let decision = (call.by, &call.signature);
        review::decide(&transaction, tenant, call.group, true, decision).await?;
        transaction.commit().await?;
        let grown = Event::Grown(outcome.position);
        app.head_events.publish(tenant, grown);
    }
    Ok(ReviewDecideAnswer { verdict })
}

async fn repeated(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    group: Uuid,
) -> Result<ReviewDecideAnswer> {
    let decided = push_log::decisions(transaction, tenant, &[group]).await?;
    let seq = decided
        .get(&group)
        .and_then(|decision| decision.outcome.ok());
    let verdict = Verdict::Duplicate {
        seq: seq.ok_or(Problem::INTERNAL)?,
    };
    Ok(ReviewDecideAnswer { verdict })
}

fn rejected() -> ReviewDecideAnswer {
    ReviewDecideAnswer {
        verdict: Verdict::Rejected(Code::Withdrawn.into()),
    }
}

/// Writes the group as an ordinary push of its own device would. What is not accepted is not committed.
async fn admit(
    transaction: &Transaction<'_>,
    head: FeedHead,
    roster: Roster,
    stored: &StoredReview,
    (sent, tagged): (&Group, ReceivedGroup),
    by: Uuid,
) -> Result<PushOutcome> {
    // a key that was given up meanwhile no longer proves the author
    check_author(&roster.staff, sent)?;
    let (verdict, only_created) = match check_admitted(&roster.staff, sent, by) {
        Ok(only_created) => (Ok(()), only_created),
        Err(rejection) => (Err(rejection), BTreeSet::new()),
    };
    let admitted = Admitted {
        verdicts: vec![verdict],
        staff_stamp: roster.stamp,
        compartments: HashMap::from([(sent.author, roster.staff.entitlement(by).compartments)]),
        only_created,
        for_review: BTreeSet::new(),
    };
    let received = Arc::new(ReceivedPush {
        caller: Caller {
            tenant: sent.tenant,
            // the push log knows it by its number
            device: Uuid::nil(),
            device_number: stored.device_number,
        },
        groups: vec![tagged],
        link: None,
        moment: Moment::PUSHED,
        cursor: None,
        now_ms: unix_ms(),
        arrived: Instant::now(),
        under_way: None,
    });
    let stored = StoredState::read(transaction, &received, &admitted).await?;
    let mode = WriteMode::InHalves {
        written_in_vain_bytes: 0,
    };
    match write_push(transaction, head, stored, &received, &admitted, mode).await? {
        Attempt::Written(outcome) => Ok(outcome),
        Attempt::StaffChanged | Attempt::ConstraintBroken { .. } => Err(Problem::INTERNAL),
    }
}

/// Notes that the id is never accepted. A user who may write what the group writes may reject it, and so may a user who
/// manages devices.
async fn reject(
    transaction: &Transaction<'_>,
    roster: &Roster,
    stored: &StoredReview,
    sent: &Group,
    call: &ReviewDecide,
) -> Result<()> {
    let rights = roster.staff.entitlement(call.by).rights;
    if !rights.contains(&Right::DevicesManage) {
        check_admitted(&roster.staff, sent, call.by).map_err(|rejection| rejection.code)?;
    }
    let entry = LogEntry {
        group: call.group,
        author: sent.author,
        decision: Decision {
            hash: stored.hash,
            outcome: Err(Code::Withdrawn.into()),
        },
        rows: Vec::new(),
        rows_bytes: 0,
    };
    let caller = Caller {
        tenant: sent.tenant,
        device: Uuid::nil(),
        device_number: stored.device_number,
    };
    let decided = push_log::decisions(transaction, sent.tenant, &[call.group]).await?;
    let accepted = decided
        .get(&call.group)
        .filter(|decision| decision.outcome.is_ok());
    match accepted {
        Some(decision) if decision.hash == stored.hash => return Err(Code::AlreadyWritten.into()),
        // the id belongs to other bytes for ever, so these are refused, too
        Some(_) => {}
        None => push_log::append(transaction, caller, &[entry], None, Spent::default()).await?,
    }
    let decision = (call.by, &call.signature);
    review::decide(transaction, sent.tenant, call.group, false, decision).await
}
