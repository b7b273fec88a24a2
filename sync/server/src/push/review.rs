//! Held groups: those of a revoked device, and those of a deactivated user on any device, are kept until a user has
//! reviewed them.

use std::collections::HashMap;

use sync_contract::dependents::Dependents;
use sync_contract::messages::Verdict;
use sync_contract::review::{REVIEW_LISTED_MAX, ReviewGroup, ReviewRow};
use sync_contract::statement;
use sync_contract::{Code, Rejection, Wire};
use uuid::Uuid;

use crate::auth::token::Caller;
use crate::db::transaction::Transaction;
use crate::db::values::{damaged, device_number, hash_bytes, unsigned};
use crate::db::{feed_head, statements};
use crate::problem::{Problem, Result};
use crate::push::admission;
use crate::push::erase;
use crate::push::push_log::{self, DeviceChain, check_chain};
use crate::push::received::{Admitted, ReceivedGroup, ReceivedPush};
use crate::push::review_ids;
use crate::push::roster::{self, Named};
use crate::push::verdicts::{GroupStatus, PushOutcome};

/// The budget of one revoked device under all of its numbers: held groups and audit log. What exceeds it is deferred.
pub const REVIEW_BYTES_MAX: usize = 16 * 1024 * 1024;
/// How long a revoked device waits for a decision that frees some of its budget.
const RETRY_AFTER_S: u32 = 3600;

/// The id was used for other bytes.
const FORKED: Verdict = Verdict::Rejected(Rejection::of_group(Code::ForkDetected));

/// A held group as it was found.
pub struct StoredReview {
    /// Of the bytes as the device sent them.
    pub hash: [u8; 32],
    pub device_number: u32,
    pub state: ReviewState,
}

/// The decision about a held group.
pub enum ReviewState {
    /// Nothing yet: the bytes as the device sent them.
    Waiting(Vec<u8>),
    Admitted,
    Rejected,
}

/// Holds the groups of a revoked device's page, also those that a replaced key signed: the review says so. Groups that
/// an earlier push decided keep their verdict. Groups that no review could admit, because they are malformed, are
/// rejected. Groups signed by a key that this server does not know are deferred. The caller commits.
///
/// # Errors
/// `Busy`, `NotFound`.
pub async fn take_in(
    transaction: &Transaction<'_>,
    received: &ReceivedPush,
) -> Result<PushOutcome> {
    let caller = received.caller;
    let link = received.link.ok_or(Problem::INTERNAL)?;
    let head = feed_head::lock(transaction, caller.tenant).await?;
    let chain = push_log::device_chain(transaction, caller).await?;
    if !chain.is_revoked {
        // the device was revoked when this push began and has been reinstated since
        return Err(Code::Busy.into());
    }
    // a copy of the device has sent something else under its number, and neither gets another one: both are held
    let moves_chain = match check_chain(link, &chain, received.arrived) {
        Ok(is_repeat) => !is_repeat,
        Err(Code::ForkDetected) => false,
        Err(code) => return Err(code.into()),
    };
    let ids: Vec<Uuid> = received.groups.iter().map(|group| group.id).collect();
    let decided = push_log::decisions(transaction, caller.tenant, &ids).await?;
    let sent = known(transaction, caller.tenant, &ids).await?;
    let named = Named::authors(received.decoded());
    let staff = roster::read(transaction, caller.tenant, named).await?.staff;
    let numbers: Vec<i64> = chain.numbers.iter().copied().map(i64::from).collect();
    let purged = erase::purged(transaction, caller.tenant, received.decoded()).await?;
    let wait_s = chain.budget.wait_s(0, 0);
    let mut page = ReviewPage {
        bytes: review_bytes(transaction, caller.tenant, &numbers).await?,
        ..ReviewPage::default()
    };
    let mut verdicts = Vec::with_capacity(ids.len());
    for group in &received.groups {
        verdicts.push(match (decided.get(&group.id), sent.get(&group.id)) {
            (Some(decision), _) if decision.hash != group.hash => FORKED,
            (Some(decision), _) if decision.is_final() => match decision.outcome {
                Ok(seq) => Verdict::Duplicate { seq },
                Err(rejection) => Verdict::Rejected(rejection),
            },
            _ if purged.contains(&group.id) => Verdict::Rejected(Code::Purged.into()),
            (_, Some(hash)) if *hash == group.hash => Verdict::InReview,
            (_, Some(_)) => FORKED,
            (_, None) => match admission::check_reviewable(&staff, group, &chain.numbers) {
                Ok(()) => match wait_s {
                    Some(retry_after_s) => Verdict::Deferred {
                        code: Code::Busy,
                        retry_after_s,
                    },
                    None => page.take(group),
                },
                // a restored server gets the author's key again from another device
                Err(code) if may_know_key_later(group, code) => Verdict::Deferred {
                    code,
                    retry_after_s: RETRY_AFTER_S,
                },
                Err(code) => Verdict::Rejected(code.into()),
            },
        });
    }
    insert(transaction, caller, &page.new).await?;
    let spent = chain.budget.spend(page.taken_bytes, 0, 0);
    let link = (link.number, link.hash);
    let moved = Some(link).filter(|_| moves_chain);
    push_log::append(transaction, caller, &[], moved, spent).await?;
    Ok(PushOutcome {
        verdicts: ids.into_iter().zip(verdicts).collect(),
        position: head.position,
        has_grown: false,
        written_bytes: 0,
    })
}

/// Returns whether a group was refused only because this server does not know the key that signed it.
fn may_know_key_later(sent: &ReceivedGroup, code: Code) -> bool {
    code == Code::BadSignature && sent.group.is_ok()
}

/// Holds groups of a trusted device for a review if their author was deactivated, they are held already, or they depend
/// on a held group. Groups that name an erased patient are rejected instead. The id of a held group is taken, whichever
/// device sends it. The caller commits.
///
/// # Errors
/// Those of the database.
pub async fn take_in_waiting(
    transaction: &Transaction<'_>,
    received: &ReceivedPush,
    admitted: &Admitted,
    chain: &DeviceChain,
    statuses: &mut [GroupStatus],
) -> Result<()> {
    let caller = received.caller;
    let ids: Vec<Uuid> = received.groups.iter().map(|group| group.id).collect();
    let waiting = known(transaction, caller.tenant, &ids).await?;
    for (sent, status) in received.groups.iter().zip(statuses.iter_mut()) {
        match waiting.get(&sent.id) {
            Some(hash) if *hash != sent.hash => *status = GroupStatus::Forked,
            Some(_) if received.link.is_some() => *status = GroupStatus::InReview,
            // it is not held, or a reviewer is admitting it now
            _ => {}
        }
    }
    if received.link.is_none() {
        return Ok(());
    }
    let numbers: Vec<i64> = chain.numbers.iter().copied().map(i64::from).collect();
    // admin-signed cells are never admitted
    let groups = received.groups.iter().zip(statuses.iter());
    let reviewable = groups.filter(|(sent, status)| {
        matches!(status, GroupStatus::Admitted) && !sent.is_admin_signed()
    });
    let reviewable = reviewable.filter_map(|(sent, _)| sent.group.as_ref().ok());
    let mut waiting_for =
        review_ids::dependents(transaction, caller.tenant, &numbers, reviewable).await?;
    waiting_for.extend(&admitted.for_review);
    if waiting_for.is_empty() {
        return Ok(());
    }
    let purged = erase::purged(transaction, caller.tenant, received.decoded()).await?;
    let mut dependents = Dependents::default();
    let mut page = ReviewPage {
        bytes: waiting_bytes(transaction, caller.tenant, &numbers).await?,
        ..ReviewPage::default()
    };
    for (sent, status) in received.groups.iter().zip(statuses) {
        *status = match (*status, &sent.group) {
            (GroupStatus::Admitted, Ok(group))
                if !sent.is_admin_signed()
                    && (waiting_for.contains(&sent.id) || dependents.contains(group)) =>
            {
                if purged.contains(&sent.id) {
                    GroupStatus::Rejected(Code::Purged.into())
                } else {
                    dependents.insert(group);
                    match page.take(sent) {
                        Verdict::InReview => GroupStatus::InReview,
                        _ => GroupStatus::Deferred(Code::Busy),
                    }
                }
            }
            (status, _) => status,
        };
    }
    insert(transaction, caller, &page.new).await
}

/// What a page adds to the waiting groups of its device.
#[derive(Default)]
struct ReviewPage<'a> {
    /// Of all waiting groups of the device.
    bytes: usize,
    taken_bytes: u64,
    is_full: bool,
    new: Vec<&'a ReceivedGroup>,
}

impl<'a> ReviewPage<'a> {
    /// Takes groups in the order in which they were made. Once one does not fit, all later ones are deferred with it.
    fn take(&mut self, group: &'a ReceivedGroup) -> Verdict {
        self.is_full |= self.bytes + group.length > REVIEW_BYTES_MAX;
        if self.is_full {
            return Verdict::Deferred {
                code: Code::Busy,
                retry_after_s: RETRY_AFTER_S,
            };
        }
        self.bytes += group.length;
        self.taken_bytes += group.length as u64;
        self.new.push(group);
        Verdict::InReview
    }
}

/// Returns the hashes of those groups that wait. What was decided is in the push log.
async fn known(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, [u8; 32]>> {
    let text = statement!("review", "known");
    let rows = statements::all(transaction, text, &[&tenant, &ids]).await?;
    let known = rows.iter().map(|row| {
        Ok((
            row.try_get("group_id")?,
            hash_bytes(row.try_get("group_hash")?)?,
        ))
    });
    known.collect()
}

/// Returns how many bytes of a device wait for a review.
async fn waiting_bytes(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    numbers: &[i64],
) -> Result<usize> {
    let text = statement!("review", "waiting_bytes");
    let row = statements::first(transaction, text, &[&tenant, &numbers]).await?;
    let bytes: i64 = row.ok_or(Problem::INTERNAL)?.try_get("bytes")?;
    Ok(usize::try_from(bytes).unwrap_or(usize::MAX))
}

/// Returns how many bytes of a revoked device wait for a review, or are in its audit log.
///
/// # Errors
/// Those of the database.
pub async fn review_bytes(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    numbers: &[i64],
) -> Result<usize> {
    let text = statement!("review", "review_bytes");
    let row = statements::first(transaction, text, &[&tenant, &numbers]).await?;
    let bytes: i64 = row.ok_or(Problem::INTERNAL)?.try_get("bytes")?;
    Ok(usize::try_from(bytes).unwrap_or(usize::MAX))
}

async fn insert(
    transaction: &Transaction<'_>,
    caller: Caller,
    groups: &[&ReceivedGroup],
) -> Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    let decoded: Vec<_> = groups
        .iter()
        .filter_map(|sent| sent.group.as_ref().ok())
        .collect();
    let ids: Vec<Uuid> = groups.iter().map(|sent| sent.id).collect();
    let hashes: Vec<&[u8]> = groups.iter().map(|sent| sent.hash.as_slice()).collect();
    let authors: Vec<Uuid> = decoded.iter().map(|group| group.author).collect();
    let rows: Vec<Vec<u8>> = decoded
        .iter()
        .map(|group| ReviewRow::of(group).to_bytes())
        .collect();
    // the canonical form has one sequence of bytes, so these are those that were received
    let bytes: Vec<Vec<u8>> = decoded.iter().map(|group| group.to_bytes()).collect();
    let number = i64::from(caller.device_number);
    statements::run(
        transaction,
        statement!("review", "insert"),
        &[
            &caller.tenant,
            &number,
            &ids,
            &hashes,
            &authors,
            &rows,
            &bytes,
        ],
    )
    .await?;
    review_ids::insert(transaction, caller.tenant, number, &decoded).await
}

/// Returns the groups that wait, after a number, and whether there are no more.
pub async fn list(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    after: u64,
) -> Result<(Vec<ReviewGroup>, bool)> {
    let limit = i64::try_from(REVIEW_LISTED_MAX + 1).map_err(|_| Problem::INTERNAL)?;
    let text = statement!("review", "list");
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let rows = statements::all(transaction, text, &[&tenant, &after, &limit]).await?;
    let sent = rows.iter().take(REVIEW_LISTED_MAX).map(|row| {
        let written: &[u8] = row.try_get("rows")?;
        Ok(ReviewGroup {
            number: unsigned(row.try_get("number")?)?,
            id: row.try_get("group_id")?,
            author: row.try_get("author")?,
            device_number: device_number(row.try_get("device_number")?)?,
            received_at_us: row.try_get("received_at_us")?,
            rows: Wire::from_bytes(written).map_err(damaged)?,
        })
    });
    Ok((
        sent.collect::<Result<_>>()?,
        rows.len() <= REVIEW_LISTED_MAX,
    ))
}

/// Returns a held group, if there is one.
pub async fn find(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    group: Uuid,
) -> Result<Option<StoredReview>> {
    let text = statement!("review", "find");
    let Some(row) = statements::first(transaction, text, &[&tenant, &group]).await? else {
        return Ok(None);
    };
    let bytes: Option<Vec<u8>> = row.try_get("bytes")?;
    let state = match (bytes, row.try_get("state")?) {
        (Some(bytes), _) => ReviewState::Waiting(bytes),
        (None, "admitted") => ReviewState::Admitted,
        (None, _) => ReviewState::Rejected,
    };
    Ok(Some(StoredReview {
        hash: hash_bytes(row.try_get("group_hash")?)?,
        device_number: device_number(row.try_get("device_number")?)?,
        state,
    }))
}

/// Notes that a user has decided about a held group.
pub async fn decide(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    group: Uuid,
    is_admitted: bool,
    (by, signature): (Uuid, &[u8; 64]),
) -> Result<()> {
    let state = if is_admitted { "admitted" } else { "rejected" };
    let decided = statements::run(
        transaction,
        statement!("review", "decide"),
        &[&tenant, &group, &state, &by, &signature.as_slice()],
    )
    .await?;
    match decided {
        1 => Ok(()),
        _ => Err(Problem::INTERNAL),
    }
}
