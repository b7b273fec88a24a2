//! The push log: the verdict on each group, for ever, and the end of each device's chain of pushes.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use sync_contract::statement;
use sync_contract::{Code, Malformed, Rejection, Wire};
use uuid::Uuid;

use crate::auth::token::Caller;
use crate::db::loaded_row::{LOGGED_BYTES, LoggedRow, encode_rows};
use crate::db::statements;
use crate::db::transaction::Transaction;
use crate::db::values::{damaged, device_number, hash_bytes, signed, signed_len, unsigned};
use crate::problem::Result;
use crate::push::budget::{Budget, Spent};
use crate::push::received::ChainLink;

/// The end of a device's chain of pushes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceChain {
    pub number: u64,
    /// All zero before the first push.
    pub hash: [u8; 32],
    /// How long before `read_at` its last push was written.
    pub pushed_ago: Option<Duration>,
    pub read_at: Instant,
    pub is_revoked: bool,
    /// The device's numbers: its own, and those of a former device whose writes it may send.
    pub numbers: Vec<u32>,
    /// Those that are its own and no other device's.
    pub own_numbers: Vec<u32>,
    /// Whether all is here that the clinic had written before it had a server.
    pub has_ended_first_push: bool,
    /// Whether the clinic has any sibling versions or unknown cells.
    pub has_siblings_or_unknown: bool,
    /// Whether anything of the clinic waits for a review.
    pub has_reviews: bool,
    pub budget: Budget,
}

/// The decision on a group, and the hash of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    pub hash: [u8; 32],
    pub outcome: Result<u64, Rejection>,
}

impl Decision {
    /// Returns whether the group is never judged anew: it was accepted, or a user has withdrawn it.
    pub fn is_final(&self) -> bool {
        self.outcome
            .map_or_else(|rejection| rejection.code == Code::Withdrawn, |_| true)
    }
}

/// The verdict on a group, to be logged.
#[derive(Debug, Clone)]
pub struct LogEntry {
    pub group: Uuid,
    pub author: Uuid,
    pub decision: Decision,
    /// The rows that it changed: from these the feed is read.
    pub rows: Vec<LoggedRow>,
    /// What these have in bytes.
    pub rows_bytes: usize,
}

/// Returns the staff stamp, which rises with every change of a row that decides about rights, and the root key.
pub async fn staff_stamp(transaction: &Transaction<'_>, tenant: Uuid) -> Result<(i64, [u8; 32])> {
    let text = statement!("push", "staff_stamp");
    let row = statements::first(transaction, text, &[&tenant])
        .await?
        .ok_or(Code::NotFound)?;
    Ok((
        row.try_get("staff_stamp")?,
        hash_bytes(row.try_get("root_key")?)?,
    ))
}

/// Returns the end of a device's chain.
///
/// # Errors
/// `NotFound` for a device that is not here.
pub async fn device_chain(transaction: &Transaction<'_>, caller: Caller) -> Result<DeviceChain> {
    let text = statement!("push", "device_chain");
    let number = i64::from(caller.device_number);
    let row = statements::first(transaction, text, &[&caller.tenant, &number])
        .await?
        .ok_or(Code::NotFound)?;
    let read_at = Instant::now();
    let hash: Option<&[u8]> = row.try_get("push_hash")?;
    let numbers = |column: &str| {
        let numbers: Vec<i64> = row.try_get(column)?;
        numbers
            .into_iter()
            .map(device_number)
            .collect::<Result<_>>()
    };
    let pushed_ago_s: Option<f64> = row.try_get("pushed_ago_s")?;
    Ok(DeviceChain {
        read_at,
        pushed_ago: pushed_ago_s.map(|ago_s| Duration::from_secs_f64(ago_s.max(0.0))),
        number: unsigned(row.try_get("push_number")?)?,
        hash: hash.map_or(Ok([0; 32]), hash_bytes)?,
        is_revoked: row.try_get("is_revoked")?,
        numbers: numbers("numbers")?,
        own_numbers: numbers("own_numbers")?,
        has_ended_first_push: row.try_get("has_ended_first_push")?,
        has_siblings_or_unknown: row.try_get("has_siblings_or_unknown")?,
        has_reviews: row.try_get("has_reviews")?,
        budget: Budget::read(&row)?,
    })
}

/// Returns whether the push repeats the last one.
///
/// A gap, or another push under a number that was used, is a fork: unless the chain has moved since this push arrived,
/// at this server or another of the database. Then it may come again.
pub fn check_chain(link: ChainLink, chain: &DeviceChain, arrived: Instant) -> Result<bool, Code> {
    let is_repeat = link.number == chain.number && link.hash == chain.hash;
    let is_next = chain.number.checked_add(1) == Some(link.number) && link.previous == chain.hash;
    if is_repeat || is_next {
        return Ok(is_repeat);
    }
    match chain.pushed_ago {
        Some(ago) if ago < chain.read_at.saturating_duration_since(arrived) => Err(Code::Busy),
        _ => Err(Code::ForkDetected),
    }
}

/// Returns the decisions on those groups that were decided before.
pub async fn decisions(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    groups: &[Uuid],
) -> Result<HashMap<Uuid, Decision>> {
    let text = statement!("push", "known_groups");
    let rows = statements::all(transaction, text, &[&tenant, &groups]).await?;
    let mut decisions = HashMap::with_capacity(rows.len());
    for row in rows {
        let rejection: Option<&[u8]> = row.try_get("rejection")?;
        let seq: Option<i64> = row.try_get("seq")?;
        let outcome = match (rejection, seq) {
            (None, Some(seq)) => Ok(unsigned(seq)?),
            (Some(bytes), _) => Err(Rejection::from_bytes(bytes).map_err(damaged)?),
            (None, None) => return Err(damaged(Malformed("accepted without a number"))),
        };
        let hash = hash_bytes(row.try_get("group_hash")?)?;
        decisions.insert(row.try_get("group_id")?, Decision { hash, outcome });
    }
    Ok(decisions)
}

/// Roughly what the log has of a group, apart from the rows that it changed.
const ENTRY_BYTES: usize = 200;

/// Logs verdicts, what the push has used, and the end of the device's chain when it has moved.
pub async fn append(
    transaction: &Transaction<'_>,
    caller: Caller,
    entries: &[LogEntry],
    link: Option<(u64, [u8; 32])>,
    spent: Spent,
) -> Result<()> {
    if entries.is_empty() && link.is_none() && spent == Spent::default() {
        return Ok(());
    }
    let number = link.map(|(number, _)| signed(number)).transpose()?;
    let hash = link.as_ref().map(|(_, hash)| hash.as_slice());
    let ids: Vec<Uuid> = entries.iter().map(|entry| entry.group).collect();
    let hashes: Vec<&[u8]> = entries
        .iter()
        .map(|entry| entry.decision.hash.as_slice())
        .collect();
    let authors: Vec<Uuid> = entries.iter().map(|entry| entry.author).collect();
    let codes: Vec<Option<&str>> = entries
        .iter()
        .map(|entry| entry.decision.outcome.err())
        .map(|rejection| rejection.map(|rejection| rejection.code.as_str()))
        .collect();
    let rejections: Vec<Option<Vec<u8>>> = entries
        .iter()
        .map(|entry| entry.decision.outcome.err())
        .map(|rejection| rejection.map(|rejection| rejection.to_bytes()))
        .collect();
    let seqs: Result<Vec<Option<i64>>> = entries
        .iter()
        .map(|entry| entry.decision.outcome.ok().map(signed).transpose())
        .collect();
    let rows: Vec<Option<Vec<u8>>> = entries
        .iter()
        .map(|entry| {
            entry
                .decision
                .outcome
                .ok()
                .map(|_| encode_rows(&entry.rows))
        })
        .collect();
    let rows_bytes: Result<Vec<i64>> = entries
        .iter()
        .map(|entry| signed_len(entry.rows_bytes))
        .collect();
    let logged: usize = entries
        .iter()
        .map(|entry| ENTRY_BYTES + entry.rows.len() * LOGGED_BYTES)
        .sum();
    statements::run(
        transaction,
        statement!("push", "insert_groups"),
        &[
            &caller.tenant,
            &i64::from(caller.device_number),
            &ids,
            &hashes,
            &authors,
            &codes,
            &seqs?,
            &rows,
            &number,
            &hash,
            &rejections,
            &(spent.stored_bytes + signed_len(logged)?),
            &signed(spent.hour_bytes)?,
            &signed(spent.first_push_bytes)?,
            &rows_bytes?,
        ],
    )
    .await?;
    Ok(())
}
