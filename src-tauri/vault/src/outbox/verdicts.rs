//! Carries out the server's verdicts on a page.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Transaction, params};
use sync_contract::catalog::erased_by;
use sync_contract::entity::CREATED;
use sync_contract::messages::{Push, PushAnswer, Verdict};
use sync_contract::protocol::PushOutcome;
use sync_contract::statement;
use sync_contract::{Code, Rejection, Wire, fail_point};
use uuid::Uuid;

use crate::audit_chain::event::{Event, Outcome, Severity};
use crate::error::Result;
use crate::outbox::page::{PushChain, sending};
use crate::outbox::queue::{Queued, WriteKind, forget, forget_all};
use crate::outbox::shadow::needing;
use crate::outbox::show::{Reshow, apply_accepted};
use crate::outbox::{admin_signed, erasure, sent};
use crate::store::device::{DeviceRow, QueueLines};
use crate::store::file::immediate;
use crate::vault::{Vault, prover};
use crate::verify::cells::Verifier;
use crate::verify::chain::Prover;
use crate::verify::erasures::erased_patients;

/// Applies the server's verdicts in one transaction. Applying them twice changes nothing.
pub(crate) fn apply_answer(
    vault: &mut Vault,
    push: &Push,
    answer: &PushAnswer,
) -> Result<PushOutcome> {
    vault.change_queue(|vault| apply_verdicts(vault, push, answer))
}

fn apply_verdicts(vault: &mut Vault, push: &Push, answer: &PushAnswer) -> Result<PushOutcome> {
    let now_us = vault.now_us()?;
    let accepted_us = vault
        .server_us()
        .map_or(now_us, |server| server.max(now_us));
    let keys = &vault.keys;
    let tx = immediate(&mut vault.conn)?;
    let chain = PushChain::load(&tx)?;
    let mut outcome = PushOutcome::default();
    let mut device = DeviceRow::load(&tx)?;
    let sending = sending(&tx, &device.queue, now_us)?.unwrap_or_default();
    if sending.is_empty() || !chain.is_page(push, &sending) {
        return Ok(outcome);
    }
    // a group begins with its id
    let by_id = sending
        .into_iter()
        .filter_map(|queued| Some((*queued.bytes.first_chunk::<16>()?, queued)));
    let mut by_id: HashMap<[u8; 16], Queued> = by_id.collect();
    let prover = prover(&vault.facts, &vault.keys, &vault.tags, &vault.proofs);
    let verifier = prover.verifier;
    let mut reshow = Reshow::new(&tx, verifier);
    // a revoked device discards what it has, and stores nothing for later
    let for_review = match device.revoked {
        true => HashSet::new(),
        false => {
            let left = left_for_review(&tx, prover, &by_id, &answer.verdicts)?;
            without_needed(&tx, left, &by_id, &answer.verdicts)?
        }
    };
    let page = by_id.keys().copied().map(Uuid::from_bytes);
    sent::store(&tx, page, &answer.verdicts, &for_review, accepted_us)?;
    let (mut lost_entries, mut ordered, mut refused) = (Vec::new(), Vec::new(), HashSet::new());
    let mut left = device.queue.clone();
    by_id.values().for_each(|queued| left.remove(queued.seq));
    // most pushes end the queue, and what is shown stays as it is; the rows of a line that is missing are still needed
    let is_end = left.is_empty() && is_all_accepted(&by_id, &answer.verdicts);
    let verdicts: &[(Uuid, Verdict)] = match is_end {
        true if is_queue_answered(&tx)? => {
            forget_all(&tx)?;
            device.queue = left;
            outcome.accepted = by_id.len();
            &[]
        }
        _ => &answer.verdicts,
    };
    for (group_id, verdict) in verdicts {
        let Some(queued) = by_id.remove(group_id.as_bytes()) else {
            continue;
        };
        match sent::as_far_as_known(&tx, prover, &queued, *verdict, now_us)? {
            Verdict::Accepted { seq } | Verdict::Duplicate { seq } => {
                accept(&tx, verifier, &mut reshow, &mut device.queue, &queued, seq)?;
                if queued.kind == WriteKind::AdminSignedPending {
                    ordered.extend(queued.group()?.writes.iter().filter_map(erased_by));
                }
                if admin_signed::accepted(&tx, &mut device, &keys.device, &queued, now_us)? {
                    lost_entries.push((queued.head.author, queued.action));
                }
                outcome.accepted += 1;
            }
            // another device has not sent again yet what it builds on, or that this one was revoked
            Verdict::Rejected(rejection)
                if match device.revoked {
                    true => sent::may_be_reviewed_later(&tx, prover, &queued, rejection, now_us)?,
                    false => sent::may_be_lacking(&tx, prover, &queued, rejection, now_us)?,
                } =>
            {
                tx.execute(statement!("outbox", "note_lacking"), [queued.seq])?;
                outcome.deferred += 1;
            }
            // no user can sign in to a revoked device to review it, and its data is about to be erased
            Verdict::Rejected(_) if device.revoked && queued.resent_at_us.is_some() => {
                forget(&tx, &mut device.queue, queued.seq, &queued.group()?)?;
                outcome.withdrawn += 1;
            }
            Verdict::Rejected(rejection) => {
                reject(&tx, &mut reshow, &mut device.queue, &queued, rejection)?;
                refused.insert(queued.seq);
                if queued.kind == WriteKind::AdminSignedPending {
                    // its action is discarded, whatever the verdicts on its other groups
                    by_id.retain(|_, other| other.action != queued.action);
                }
                outcome.rejected += 1;
            }
            // the server has it, and a person there decides; nothing of it is shown here any more
            Verdict::InReview if device.revoked => {
                forget(&tx, &mut device.queue, queued.seq, &queued.group()?)?;
                outcome.in_review += 1;
                outcome.for_review += 1;
            }
            // so it has what a user left who was deactivated, of which a person there decides whether it comes back
            Verdict::InReview if for_review.contains(group_id) => {
                let group = queued.group()?;
                reshow.change(queued.seq, &group)?;
                forget(&tx, &mut device.queue, queued.seq, &group)?;
                outcome.in_review += 1;
                outcome.for_review += 1;
            }
            // no admin's signed row says yet that this device was revoked, or the author deactivated; or what others
            // wrote here builds on it, and waits with it
            Verdict::InReview => {
                outcome.in_review += 1;
                outcome.deferred += 1;
            }
            // the server holds it once it has its author's key again from another device
            Verdict::Deferred {
                code: Code::BadSignature,
                ..
            } => {
                tx.execute(statement!("outbox", "note_lacking"), [queued.seq])?;
                outcome.deferred += 1;
            }
            Verdict::Deferred { retry_after_s, .. } => {
                outcome.deferred += 1;
                outcome.retry_after_s = outcome.retry_after_s.max(Some(retry_after_s));
            }
        }
    }
    reshow.finish()?;
    tx.prepare_cached(statement!("outbox", "note_unsent"))?
        .execute([])?;
    // what was being sent of patients who were erased meanwhile
    let mut erased = erasure::unfinished(&tx)?;
    if !erased.is_empty() {
        // another program may have added ids of other patients
        erased = &erased & &erased_patients(&tx, prover)?;
    }
    erased.extend(ordered);
    let went = erasure::erase(&tx, verifier, &mut device.queue, &erased)?;
    // one of this page is no refusal to decide about, whatever its reason
    let is_counted = |(seq, code): &(&i64, &Code)| **code == Code::Purged || refused.contains(*seq);
    outcome.purged = went.iter().filter(is_counted).count();
    let hash = push.chain_hash(device.number());
    tx.prepare_cached(statement!("outbox", "set_chain"))?
        .execute(params![push.number, hash, answer.head.to_bytes()])?;
    device.save(&tx)?;
    fail_point::reach("vault.verdicts.before_commit");
    tx.commit()?;
    fail_point::reach("vault.verdicts.after_commit");
    vault.finish_erasures()?;
    for (author, action) in lost_entries {
        // nothing else in the log says that the action counts
        let event = Event::new("lost audit entry", "clinic").of(action);
        vault.append_alone(Some(author), event.ended(Outcome::Done, Severity::Warning))?;
    }
    Ok(outcome)
}

/// Returns the groups of the page that the server holds for a review because their author was deactivated, as far as an
/// admin's signed row says so here, too.
fn left_for_review(
    conn: &Connection,
    prover: Prover<'_>,
    page: &HashMap<[u8; 16], Queued>,
    verdicts: &[(Uuid, Verdict)],
) -> Result<HashSet<Uuid>> {
    let mut for_review = HashSet::new();
    for (group, verdict) in verdicts {
        let queued = page.get(group.as_bytes());
        if let (Verdict::InReview, Some(queued)) = (verdict, queued)
            && sent::is_inactive(conn, prover, queued.head.author)?
        {
            for_review.insert(*group);
        }
    }
    Ok(for_review)
}

/// Returns the groups left for a review of which nothing that stays in the queue needs a row that they made: without it
/// the other would name a row that is not there.
fn without_needed(
    conn: &Connection,
    left: HashSet<Uuid>,
    page: &HashMap<[u8; 16], Queued>,
    verdicts: &[(Uuid, Verdict)],
) -> Result<HashSet<Uuid>> {
    if left.is_empty() {
        return Ok(left);
    }
    let queued = |group: &Uuid| page.get(group.as_bytes());
    // what is refused stays until a person decides, and its rows may be shown until then
    let accepted = verdicts.iter().filter(|(_, verdict)| match verdict {
        Verdict::Accepted { .. } | Verdict::Duplicate { .. } => true,
        Verdict::Rejected(_) | Verdict::InReview | Verdict::Deferred { .. } => false,
    });
    let mut leaving: HashSet<i64> = accepted
        .filter_map(|(group, _)| Some(queued(group)?.seq))
        .collect();
    // what builds on another is later
    let mut latest_first: Vec<&Queued> = left.iter().filter_map(queued).collect();
    latest_first.sort_unstable_by_key(|queued| Reverse(queued.seq));
    let mut without = HashSet::new();
    for queued in latest_first {
        let group = queued.group()?;
        let mut is_needed = false;
        for write in group.writes.iter().filter(|of| of.state.cell == CREATED) {
            let needing = needing(conn, write.row)?;
            is_needed |= needing
                .iter()
                .any(|seq| *seq != queued.seq && !leaving.contains(seq));
        }
        if !is_needed {
            leaving.insert(queued.seq);
            without.insert(group.id);
        }
    }
    Ok(without)
}

/// Returns whether the server has accepted every group of the page, and each is shown already.
fn is_all_accepted(page: &HashMap<[u8; 16], Queued>, verdicts: &[(Uuid, Verdict)]) -> bool {
    let is_accepted = |verdict: &Verdict| {
        matches!(
            verdict,
            Verdict::Accepted { .. } | Verdict::Duplicate { .. }
        )
    };
    let accepted = verdicts.iter().filter(|(_, verdict)| is_accepted(verdict));
    let accepted: HashSet<&[u8; 16]> = accepted.map(|(group, _)| group.as_bytes()).collect();
    page.iter().all(|(group, queued)| {
        queued.kind != WriteKind::AdminSignedPending && accepted.contains(group)
    })
}

/// Returns whether nothing but the page that was sent is in the queue, and no page has brought one of its rows since
/// they were written. What is shown of them is then what the server had with these groups, as it has it now.
fn is_queue_answered(conn: &Connection) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("outbox", "is_answered"))?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

fn accept(
    tx: &Transaction<'_>,
    verifier: Verifier<'_>,
    reshow: &mut Reshow<'_>,
    lines: &mut QueueLines,
    queued: &Queued,
    seq: u64,
) -> Result<()> {
    let group = queued.group()?;
    match queued.kind {
        WriteKind::AdminSignedPending => apply_accepted(tx, verifier, &group)?,
        _ => reshow.accept(queued.seq, &group, seq, queued.resent_at_us.is_some())?,
    }
    forget(tx, lines, queued.seq, &group)
}

/// Marks a group as rejected; its rows are shown without it when `reshow` is finished.
pub(super) fn reject(
    tx: &Transaction<'_>,
    reshow: &mut Reshow<'_>,
    lines: &mut QueueLines,
    queued: &Queued,
    rejection: Rejection,
) -> Result<()> {
    if queued.kind == WriteKind::AdminSignedPending {
        return admin_signed::rejected(tx, lines, queued, rejection.code);
    }
    reshow.change(queued.seq, &queued.group()?)?;
    tx.execute(
        statement!("outbox", "reject"),
        params![queued.seq, rejection.to_bytes()],
    )?;
    Ok(())
}
