//! Takes a page of a device's queue: admits, merges, numbers, remembers, in one transaction behind the head.

mod board;
mod settle;

use std::collections::{BTreeSet, HashMap, HashSet};

use deadpool_postgres::Transaction;
use futures_util::future::try_join_all;
use sync_contract::change::{PUSH_BYTES_MAX, PUSH_CELLS_MAX};
use sync_contract::messages::{Push, PushAnswer, Verdict};
use sync_contract::{Code, Descriptor};
use uuid::Uuid;

use crate::admission::{Arrived, Bearer, admit};
use crate::authority::{DECIDING, Staff};
use crate::calls::Caller;
use crate::heads::Head;
use crate::problem::{Problem, Result};
use crate::proof::{sha256, unix_ms};
use crate::router::App;
use crate::{ledger, rows};

pub use settle::{Settled, settle};

/// How often admission is begun again because the clinic's people changed meanwhile.
const TRIES_MAX: usize = 3;

/// What a device brings.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub caller: Caller,
    pub groups: Vec<Arrived>,
    /// None for the one group with which a device joins.
    pub link: Option<Link>,
    pub now_ms: u64,
}

/// A push's place in its device's chain.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    pub number: u64,
    pub previous: [u8; 32],
    /// The chain's hash after this push.
    pub hash: [u8; 32],
}

/// What admission says of each group, and as of when.
#[derive(Debug, Clone)]
pub struct Admitted {
    pub codes: Vec<Result<(), Code>>,
    /// Rises when somebody's rights may have changed.
    pub staff_stamp: Option<i64>,
}

/// Errors: `TooLarge`, `Malformed`, `ForkDetected` when the device's chain is broken, `DeviceRevoked`, `Busy`.
pub async fn receive(app: &App, caller: Caller, call: Push) -> Result<PushAnswer> {
    let mut arrival = Arrival::read(caller, &call)?;
    for _ in 0..TRIES_MAX {
        let mut connection = app.database.connection().await?;
        let transaction = connection.of_tenant(caller.tenant).await?;
        let people = people(&transaction, &arrival).await?;
        transaction.commit().await?;
        // signatures cost more than everything else here, and no lock is held yet
        let (checked, admitted) = tokio::task::spawn_blocking(move || {
            let admitted = people.admit(&arrival);
            (arrival, admitted)
        })
        .await
        .map_err(|_| Problem::Internal)?;
        arrival = checked;

        let mut transaction = connection.of_tenant(caller.tenant).await?;
        let Some(settled) = settle(&mut transaction, &arrival, &admitted).await? else {
            continue;
        };
        transaction.commit().await?;
        if settled.has_grown {
            app.heads.announce(Head {
                tenant: caller.tenant,
                cursor: settled.head,
            });
        }
        return Ok(PushAnswer {
            verdicts: settled.verdicts,
            head: settled.head,
        });
    }
    Err(Code::Busy.into())
}

/// Brings in the one group with which a device joins, inside the transaction that registers the device.
///
/// The caller commits and then announces [`Settled::head`]. The device's number must have been given out.
pub async fn bring_in(
    transaction: &mut Transaction<'_>,
    caller: Caller,
    group: &[u8],
) -> Result<Settled> {
    let arrival = Arrival {
        caller,
        groups: vec![Arrived::read(group)?],
        link: None,
        now_ms: unix_ms(),
    };
    let head = ledger::lock_head(transaction, caller.tenant).await?;
    let admitted = people(transaction, &arrival).await?.admit(&arrival);
    let settled = settle(transaction, &arrival, &admitted).await?;
    settled.ok_or_else(|| {
        tracing::error!(seq = head.seq, "people changed behind a locked head");
        Problem::Internal
    })
}

impl Settled {
    /// The verdict of the only group as an answer to a whole call.
    pub fn only(&self) -> Result<()> {
        match self.verdicts.as_slice() {
            [(_, Verdict::Accepted { .. } | Verdict::Duplicate { .. })] => Ok(()),
            [(_, Verdict::Rejected { code } | Verdict::Deferred { code, .. })] => {
                Err((*code).into())
            }
            _ => Err(Problem::Internal),
        }
    }
}

impl Arrival {
    fn read(caller: Caller, call: &Push) -> Result<Arrival> {
        let groups: Result<Vec<Arrived>, Code> = call
            .groups
            .iter()
            .map(|bytes| Arrived::read(bytes))
            .collect();
        let groups = groups?;
        let cells: usize = groups.iter().map(Arrived::cells).sum();
        let bytes: usize = groups.iter().map(|group| group.length).sum();
        if cells > PUSH_CELLS_MAX || bytes > PUSH_BYTES_MAX {
            return Err(Code::TooLarge.into());
        }
        let ids: BTreeSet<Uuid> = groups.iter().map(|group| group.id).collect();
        if ids.len() != groups.len() {
            return Err(Code::Malformed.into());
        }
        let link = Link {
            number: call.number,
            previous: call.previous,
            hash: sha256(&call.chain_input(caller.device_number, sha256)),
        };
        Ok(Arrival {
            caller,
            groups,
            link: Some(link),
            now_ms: unix_ms(),
        })
    }
}

/// Everything that admission asks about.
struct People {
    bearer: Bearer,
    staff: Staff,
    stamp: Option<i64>,
    /// Groups of an earlier push: what they changed has been changed again since, perhaps.
    decided: HashSet<Uuid>,
}

async fn people(transaction: &Transaction<'_>, arrival: &Arrival) -> Result<People> {
    let tenant = arrival.caller.tenant;
    // the stamp first: rows that come after it make it stale, never the reverse
    let stamp = ledger::staff_stamp(transaction, tenant).await?;
    let root_key = ledger::root_key(transaction, tenant).await?;
    let numbers = ledger::numbers(transaction, arrival.caller).await?;
    let needs_grants = arrival.groups.iter().any(Arrived::is_gated);
    let read: Vec<&'static Descriptor> = DECIDING
        .into_iter()
        .filter(|descriptor| needs_grants || !descriptor.authority.is_append_only())
        .collect();
    let reads = read
        .into_iter()
        .map(|descriptor| rows::load_clear(transaction, tenant, descriptor));
    let rows = try_join_all(reads).await?;
    let decided = if needs_grants {
        let ids: Vec<Uuid> = arrival.groups.iter().map(|group| group.id).collect();
        ledger::decisions(transaction, tenant, &ids).await?
    } else {
        HashMap::new()
    };
    Ok(People {
        decided: decided.into_keys().collect(),
        bearer: Bearer { tenant, numbers },
        staff: Staff::new(tenant, root_key, rows.into_iter().flatten()),
        stamp,
    })
}

impl People {
    fn admit(mut self, arrival: &Arrival) -> Admitted {
        let codes = arrival
            .groups
            .iter()
            .map(|group| {
                if self.decided.contains(&group.id) {
                    return Ok(());
                }
                admit(&self.bearer, &mut self.staff, group)
            })
            .collect();
        Admitted {
            codes,
            staff_stamp: self.stamp,
        }
    }
}
