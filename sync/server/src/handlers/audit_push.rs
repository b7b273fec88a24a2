//! The devices' audit chains, stored as they were sent. The server checks each link and opens nothing.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use sync_contract::catalog::Erasure;
use sync_contract::columns::ColumnValue;
use sync_contract::entity::Entity;
use sync_contract::erased_body;
use sync_contract::messages::{AuditAnswer, AuditEntry, AuditPush};
use sync_contract::statement;
use sync_contract::{Code, Value, Wire};
use uuid::Uuid;

use crate::auth::token::Caller;
use crate::crypto::verify;
use crate::db::loaded_row::RowKey;
use crate::db::transaction::Transaction;
use crate::db::values::{Parameter, fits, hash_bytes, signed, signed_len, unsigned};
use crate::db::{rows, statements};
use crate::ops::blocking::run_blocking;
use crate::problem::Result;
use crate::push::budget::Budget;
use crate::push::erase::order_of;
use crate::push::roster::Named;
use crate::push::staff::Staff;
use crate::push::{push_log, review, roster};
use crate::state::App;

/// The end of a device's audit chain.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ChainEnd {
    number: u64,
    hash: [u8; 32],
    public_key: Vec<u8>,
}

/// An entry with its hash in the chain.
struct Link {
    entry: AuditEntry,
    hash: [u8; 32],
}

/// Appends the entries that continue the chain; those that were sent before must be the same.
///
/// # Errors
/// `Malformed`, `OutOfScope` for another device's chain, `BadSignature`, `ForkDetected` for a gap or
/// for another entry under a number that was used; `BadSignature`, too, for a session that its user did not open, and
/// for a body that was taken away without an order to erase its patient.
pub async fn handle(app: &App, caller: Caller, call: AuditPush) -> Result<AuditAnswer> {
    let links: Result<Vec<Link>, Code> = call.entries.iter().map(|entry| read(entry)).collect();
    let links = links?;
    let number = links
        .first()
        .map_or(caller.device_number, |link| link.entry.device_number);
    if links.iter().any(|link| link.entry.device_number != number) {
        return Err(Code::Malformed.into());
    }
    let bytes = call.entries.iter().map(Vec::len).sum();
    let before = ChainBefore::read(app, caller, number, &links).await?;
    let (chain, is_revoked) = (before.end.clone(), before.is_revoked);
    let has_room = before.review_bytes + bytes <= review::REVIEW_BYTES_MAX;
    if before.budget.wait_s(0, 0).is_some() || !has_room {
        // nothing is stored: the device sends it again with its next sync
        return Ok(AuditAnswer {
            number: chain.number,
            hash: chain.hash,
        });
    }
    // no connection is held while signatures are verified
    let verified = run_blocking(bytes, move || before.verify(caller.tenant, links)).await??;

    let mut connection = app.database.connection_for(caller.tenant).await?;
    let transaction = connection.of_tenant(caller.tenant).await?;
    let of_chain = Caller {
        device_number: number,
        ..caller
    };
    if find_chain(&transaction, of_chain).await? != chain {
        // another push of this chain came first
        return Err(Code::Busy.into());
    }
    let end = match verified.last() {
        None => (chain.number, chain.hash),
        Some(last) => {
            insert(&transaction, of_chain, &verified).await?;
            let (number, hash) = (last.entry.number, last.hash);
            statements::run(
                &transaction,
                statement!("audit", "advance_chain"),
                &[
                    &caller.tenant,
                    &i64::from(of_chain.device_number),
                    &signed(number)?,
                    &hash.as_slice(),
                    &signed_len(bytes)?,
                    &is_revoked,
                ],
            )
            .await?;
            (number, hash)
        }
    };
    transaction.commit().await?;
    Ok(AuditAnswer {
        number: end.0,
        hash: end.1,
    })
}

/// What is known of a chain before its entries are verified.
struct ChainBefore {
    end: ChainEnd,
    budget: Budget,
    is_revoked: bool,
    /// What the device has sent since it was revoked.
    review_bytes: usize,
    /// Where an entry claims a user.
    staff: Option<Arc<Staff>>,
    /// Every body that was erased is of a patient whose erasure was ordered.
    is_ordered: bool,
}

impl ChainBefore {
    /// Reads it, and checks that entries that were sent before are the same.
    async fn read(app: &App, caller: Caller, number: u32, links: &[Link]) -> Result<ChainBefore> {
        let mut connection = app.database.connection_for(caller.tenant).await?;
        let transaction = connection.of_tenant(caller.tenant).await?;
        // a device that took a new number still has the end of its old chain to send
        let device = push_log::device_chain(&transaction, caller).await?;
        if !device.numbers.contains(&number) {
            return Err(Code::OutOfScope.into());
        }
        let of_chain = Caller {
            device_number: number,
            ..caller
        };
        let end = find_chain(&transaction, of_chain).await?;
        check_known(&transaction, of_chain, &end, links).await?;
        let fresh = links.iter().filter(|link| link.entry.number > end.number);
        let is_ordered = is_ordered(&transaction, caller.tenant, fresh.clone()).await?;
        let claimed = fresh.filter_map(|link| {
            let user = link.entry.user?;
            link.entry.endorsed(caller.tenant).map(|_| user)
        });
        let claimed: BTreeSet<Uuid> = claimed.collect();
        let staff = match claimed.is_empty() {
            true => None,
            false => {
                let named = Named::users(claimed);
                let roster = roster::read(&transaction, caller.tenant, named).await?;
                Some(roster.staff)
            }
        };
        let review_bytes = match device.is_revoked {
            true => {
                let numbers: Vec<i64> = device.numbers.iter().copied().map(i64::from).collect();
                review::review_bytes(&transaction, caller.tenant, &numbers).await?
            }
            false => 0,
        };
        transaction.commit().await?;
        Ok(ChainBefore {
            end,
            budget: device.budget,
            is_revoked: device.is_revoked,
            review_bytes,
            staff,
            is_ordered,
        })
    }

    /// Returns the entries that continue the chain, each signed by its device and by the user that it claims.
    fn verify(self, tenant: Uuid, links: Vec<Link>) -> Result<Vec<Link>, Code> {
        let ChainBefore {
            end,
            staff,
            is_ordered,
            ..
        } = self;
        let (mut number, mut hash) = (end.number, end.hash);
        let fresh = links.into_iter().filter(|link| link.entry.number > number);
        let fresh: Vec<Link> = fresh.collect();
        for link in &fresh {
            let continues =
                Some(link.entry.number) == number.checked_add(1) && link.entry.previous == hash;
            if !continues {
                return Err(Code::ForkDetected);
            }
            let input = link.entry.signing_input();
            verify(&end.public_key, &input, &link.entry.signature)?;
            (number, hash) = (link.entry.number, link.hash);
        }
        // a server that was restored gets the order from another device
        if !is_ordered {
            return Err(Code::BadSignature);
        }
        if let Some(staff) = staff
            && fresh.iter().any(|link| is_forged(&staff, tenant, link))
        {
            return Err(Code::BadSignature);
        }
        Ok(fresh)
    }
}

/// Returns whether there is an erasure order for each patient whose entries have an erased body.
async fn is_ordered(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    links: impl Iterator<Item = &Link>,
) -> Result<bool> {
    let erased = links.filter(|link| erased_body::is_erased(&link.entry.sealed));
    let orders: Option<BTreeSet<RowKey>> = erased
        .map(|link| {
            let row = order_of(tenant, link.entry.subject())?;
            let entity = Erasure::DESCRIPTOR.number;
            Some(RowKey { entity, row })
        })
        .collect();
    let Some(orders) = orders else {
        return Ok(false);
    };
    let existing = rows::existing(transaction, tenant, &orders).await?;
    Ok(existing.len() == orders.len())
}

/// Returns whether an entry claims a user who has not signed it. A device may name a user without a signature. Any key
/// that the user ever had is valid: a device that has not pulled a new password opens its sessions with the old one.
fn is_forged(staff: &Staff, tenant: Uuid, link: &Link) -> bool {
    let (Some(user), Some((signature, input))) = (link.entry.user, link.entry.endorsed(tenant))
    else {
        return false;
    };
    // the signature of an unknown user cannot be checked
    if !staff.has_user(user) {
        return false;
    }
    let former = staff.former_keys(user);
    let former = former.iter().map(|former| former.signing_key.as_slice());
    let mut keys = staff.signing_key(user).into_iter().chain(former);
    !keys.any(|key| verify(key, &input, &signature).is_ok())
}

fn read(bytes: &[u8]) -> Result<Link, Code> {
    let entry = AuditEntry::from_bytes(bytes).map_err(|_| Code::Malformed)?;
    let hash = entry.chain_hash();
    let words = [
        &entry.action,
        &entry.resource,
        &entry.outcome,
        &entry.severity,
    ];
    let times = [entry.at_us, entry.retention_until_us];
    let is_storable = words
        .iter()
        .all(|word| word.chars().count() <= 100 && !word.contains('\0'))
        && times.iter().all(|time| fits(&Value::Time(*time)));
    if !is_storable {
        return Err(Code::BadValue);
    }
    Ok(Link { entry, hash })
}

async fn find_chain(transaction: &Transaction<'_>, caller: Caller) -> Result<ChainEnd> {
    let row = statements::first(
        transaction,
        statement!("audit", "chain"),
        &[&caller.tenant, &i64::from(caller.device_number)],
    )
    .await?
    .ok_or(Code::NotFound)?;
    let hash: Option<&[u8]> = row.try_get("audit_hash")?;
    let public_key: Option<Vec<u8>> = row.try_get("public_key")?;
    Ok(ChainEnd {
        number: unsigned(row.try_get("audit_number")?)?,
        hash: hash.map_or(Ok([0; 32]), hash_bytes)?,
        public_key: public_key.ok_or(Code::BadSignature)?,
    })
}

async fn check_known(
    transaction: &Transaction<'_>,
    caller: Caller,
    chain: &ChainEnd,
    links: &[Link],
) -> Result<()> {
    let sent: Result<Vec<i64>> = links
        .iter()
        .filter(|link| link.entry.number <= chain.number)
        .map(|link| signed(link.entry.number))
        .collect();
    let sent = sent?;
    if sent.is_empty() {
        return Ok(());
    }
    let rows = statements::all(
        transaction,
        statement!("audit", "known_entries"),
        &[&caller.tenant, &i64::from(caller.device_number), &sent],
    )
    .await?;
    let mut known: HashMap<u64, [u8; 32]> = HashMap::with_capacity(rows.len());
    for row in &rows {
        let number = unsigned(row.try_get("number")?)?;
        known.insert(number, hash_bytes(row.try_get("chain_hash")?)?);
    }
    let is_same = links
        .iter()
        .filter(|link| link.entry.number <= chain.number)
        .all(|link| known.get(&link.entry.number) == Some(&link.hash));
    if is_same {
        Ok(())
    } else {
        Err(Code::ForkDetected.into())
    }
}

async fn insert(transaction: &Transaction<'_>, caller: Caller, links: &[Link]) -> Result<()> {
    fn each<'a, T>(links: &'a [Link], of: impl Fn(&'a AuditEntry) -> T) -> Vec<T> {
        links.iter().map(|link| of(&link.entry)).collect()
    }
    fn times(links: &[Link], of: impl Fn(&AuditEntry) -> i64) -> Vec<Parameter<'static>> {
        each(links, |entry| Parameter(ColumnValue::Time(of(entry))))
    }
    let numbers: Result<Vec<i64>> = links.iter().map(|link| signed(link.entry.number)).collect();
    let hashes: Vec<&[u8]> = links.iter().map(|link| link.hash.as_slice()).collect();
    let users: Vec<Option<Uuid>> = each(links, |entry| entry.user);
    let facilities: Vec<Option<Uuid>> = each(links, |entry| entry.facility);
    let resources: Vec<Option<Uuid>> = each(links, |entry| entry.resource_id);
    let patients: Vec<Option<Uuid>> = each(links, |entry| entry.patient);
    let orders: Vec<Option<Uuid>> = each(links, |entry| order_of(caller.tenant, entry.subject()));
    statements::run(
        transaction,
        statement!("audit", "insert_entries"),
        &[
            &caller.tenant,
            &i64::from(caller.device_number),
            &numbers?,
            &each(links, |entry| entry.previous.as_slice()),
            &hashes,
            &times(links, |entry| entry.at_us),
            &users,
            &each(links, |entry| i64::from(entry.session)),
            &facilities,
            &each(links, |entry| entry.action.as_str()),
            &each(links, |entry| entry.resource.as_str()),
            &resources,
            &patients,
            &each(links, |entry| entry.outcome.as_str()),
            &each(links, |entry| entry.severity.as_str()),
            &times(links, |entry| entry.retention_until_us),
            &each(links, |entry| entry.sealed.as_slice()),
            &each(links, |entry| entry.signature.as_slice()),
            &orders,
        ],
    )
    .await?;
    Ok(())
}
