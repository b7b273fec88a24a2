//! What the server remembers of pushes: the head of the feed, each device's chain, each group's verdict for ever.

use std::collections::HashMap;

use sync_contract::pull::Cursor;
use sync_contract::{Code, Malformed};
use uuid::Uuid;

use crate::calls::Caller;
use crate::database::Transaction;
use crate::problem::{Problem, Result};
use crate::rows::RowKey;
use crate::statements;

/// Where a device's pushes stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    pub number: u64,
    /// All zero before the first push.
    pub hash: [u8; 32],
    pub is_revoked: bool,
    /// The device's number, and those that it had before.
    pub numbers: Vec<u32>,
    /// Whether anything of the clinic lies beside its rows.
    pub has_beside: bool,
}

/// What was decided about a group, and about which bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    pub hash: [u8; 32],
    pub outcome: Result<u64, Code>,
}

/// A group whose verdict is to be kept.
#[derive(Debug, Clone)]
pub struct Entry {
    pub group: Uuid,
    pub author: Uuid,
    pub decision: Decision,
    /// What it changed: how the feed is read.
    pub rows: Vec<RowKey>,
}

/// Where a clinic's feed stands, and the last number of it that changed who may do what.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    pub head: Cursor,
    pub staff_stamp: i64,
}

/// What [`lock_head`] asks.
pub const LOCK_HEAD: &str = include_str!("../queries/push/lock_head.sql");

/// Locks the tenant's head until the transaction ends: everything that a push reads afterwards stays as it is.
pub async fn lock_head(transaction: &Transaction<'_>, tenant: Uuid) -> Result<Standing> {
    let row = statements::first(transaction, LOCK_HEAD, &[&tenant])
        .await?
        .ok_or(Code::NotFound)?;
    Ok(Standing {
        head: Cursor {
            timeline: row.try_get("timeline")?,
            seq: unsigned(row.try_get("seq")?)?,
            mark: row.try_get("mark")?,
        },
        staff_stamp: row.try_get("staff_seq")?,
    })
}

/// The stamp, which rises whenever one of the rows changes that decide who may do what, and the clinic's root key.
pub async fn staff_stands(transaction: &Transaction<'_>, tenant: Uuid) -> Result<(i64, [u8; 32])> {
    let text = include_str!("../queries/push/staff_stands.sql");
    let row = statements::first(transaction, text, &[&tenant])
        .await?
        .ok_or(Code::NotFound)?;
    Ok((
        row.try_get("staff_seq")?,
        thirty_two(row.try_get("root_key")?)?,
    ))
}

pub async fn chain(transaction: &Transaction<'_>, caller: Caller) -> Result<Chain> {
    let text = include_str!("../queries/push/chain.sql");
    let number = i64::from(caller.device_number);
    let row = statements::first(transaction, text, &[&caller.tenant, &number])
        .await?
        .ok_or(Code::NotFound)?;
    let hash: Option<&[u8]> = row.try_get("push_hash")?;
    let numbers: Vec<i64> = row.try_get("numbers")?;
    let numbers = numbers.into_iter().map(u32::try_from);
    Ok(Chain {
        number: unsigned(row.try_get("push_number")?)?,
        hash: hash.map_or(Ok([0; 32]), thirty_two)?,
        is_revoked: row.try_get("is_revoked")?,
        numbers: numbers
            .collect::<Result<_, _>>()
            .map_err(|_| damaged(Malformed("device number of more than 32 bits")))?,
        has_beside: row.try_get("has_beside")?,
    })
}

/// Those groups that were decided before.
pub async fn decisions(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    groups: &[Uuid],
) -> Result<HashMap<Uuid, Decision>> {
    let text = include_str!("../queries/push/known_groups.sql");
    let rows = statements::all(transaction, text, &[&tenant, &groups]).await?;
    let mut decisions = HashMap::with_capacity(rows.len());
    for row in rows {
        let code: Option<&str> = row.try_get("code")?;
        let seq: Option<i64> = row.try_get("seq")?;
        let outcome = match (code, seq) {
            (None, Some(seq)) => Ok(unsigned(seq)?),
            (Some(word), _) => Err(Code::from_word(word).unwrap_or(Code::Internal)),
            (None, None) => return Err(damaged(Malformed("accepted without a number"))),
        };
        let hash = thirty_two(row.try_get("group_hash")?)?;
        decisions.insert(row.try_get("group_id")?, Decision { hash, outcome });
    }
    Ok(decisions)
}

/// Remembers groups, and where the device's chain stands once it has moved.
pub async fn keep(
    transaction: &Transaction<'_>,
    caller: Caller,
    entries: &[Entry],
    link: Option<(u64, [u8; 32])>,
) -> Result<()> {
    if entries.is_empty() && link.is_none() {
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
        .map(|entry| entry.decision.outcome.err().map(Code::word))
        .collect();
    let seqs: Result<Vec<Option<i64>>> = entries
        .iter()
        .map(|entry| entry.decision.outcome.ok().map(signed).transpose())
        .collect();
    let rows: Vec<Option<Vec<u8>>> = entries
        .iter()
        .map(|entry| entry.decision.outcome.ok().map(|_| write_keys(&entry.rows)))
        .collect();
    statements::run(
        transaction,
        include_str!("../queries/push/keep_groups.sql"),
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
        ],
    )
    .await?;
    Ok(())
}

/// Moves the head, under a mark that no other history has.
pub async fn move_head(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    Standing { head, staff_stamp }: Standing,
) -> Result<()> {
    let seq = signed(head.seq)?;
    statements::run(
        transaction,
        include_str!("../queries/push/move_head.sql"),
        &[&tenant, &head.timeline, &seq, &head.mark, &staff_stamp],
    )
    .await?;
    Ok(())
}

/// Entity 2, id 16, again and again.
fn write_keys(keys: &[RowKey]) -> Vec<u8> {
    let parts = keys.iter().flat_map(|key| {
        let entity = key.entity.to_be_bytes();
        entity.into_iter().chain(key.row.into_bytes())
    });
    parts.collect()
}

pub const KEY_BYTES: usize = 18;

/// The rows that an accepted group changed.
pub fn read_keys(bytes: &[u8]) -> Result<impl Iterator<Item = RowKey>> {
    let (keys, rest) = bytes.as_chunks::<KEY_BYTES>();
    if !rest.is_empty() {
        return Err(damaged(Malformed("half a row's key")));
    }
    Ok(keys.iter().map(|key| {
        let [high, low, row @ ..] = *key;
        RowKey {
            entity: u16::from_be_bytes([high, low]),
            row: Uuid::from_bytes(row),
        }
    }))
}

/// Postgres has no unsigned numbers.
pub fn signed(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(|_| damaged(Malformed("number of more than 63 bits")))
}

pub fn unsigned(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(|_| damaged(Malformed("negative number")))
}

pub fn thirty_two(bytes: &[u8]) -> Result<[u8; 32]> {
    bytes
        .try_into()
        .map_err(|_| damaged(Malformed("hash or key of another length")))
}

fn damaged(error: Malformed) -> Problem {
    tracing::error!(cause = error.0, "the ledger cannot be read");
    Problem::Internal
}
