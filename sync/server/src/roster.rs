//! The clinic's people as this process last read them, so that not every push reads them again.
//!
//! Never trusted by itself: behind the locked head a push compares the stamp and begins again if it has moved.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use deadpool_postgres::Transaction;
use futures_util::future::try_join_all;
use uuid::Uuid;

use crate::authority::{DECIDING, Staff};
use crate::problem::Result;
use crate::{ledger, rows};

/// A server of many clinics forgets all of them at once rather than grow.
const CLINICS_MAX: usize = 256;

/// People and the stamp under which they were read.
#[derive(Debug, Clone)]
pub struct Roster {
    pub staff: Arc<Staff>,
    pub stamp: i64,
}

/// Cheap to clone; every clone is the same.
#[derive(Debug, Clone, Default)]
pub struct Rosters {
    by_tenant: Arc<Mutex<HashMap<Uuid, Roster>>>,
}

impl Rosters {
    pub fn get(&self, tenant: Uuid) -> Option<Roster> {
        self.lock(|known| known.get(&tenant).cloned())
    }

    pub fn keep(&self, tenant: Uuid, roster: Roster) {
        self.lock(|known| {
            if known.len() >= CLINICS_MAX {
                known.clear();
            }
            known.insert(tenant, roster);
        });
    }

    pub fn forget(&self, tenant: Uuid) {
        self.lock(|known| known.remove(&tenant));
    }

    fn lock<T>(&self, act: impl FnOnce(&mut HashMap<Uuid, Roster>) -> T) -> T {
        // a map of copies is whole whatever its last holder was doing
        let mut known = self
            .by_tenant
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        act(&mut known)
    }
}

/// Reads the people anew; key grants only where a gated group will ask for them.
pub async fn read(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    with_grants: bool,
) -> Result<Roster> {
    // the stamp first: rows that come after it make it stale, never the reverse
    let (stamp, root_key) = ledger::staff_stands(transaction, tenant).await?;
    let reads = DECIDING
        .into_iter()
        .filter(|descriptor| with_grants || !descriptor.authority.is_append_only())
        .map(|descriptor| rows::load_clear(transaction, tenant, descriptor));
    let rows = try_join_all(reads).await?;
    let staff = Staff::new(tenant, root_key, rows.into_iter().flatten());
    Ok(Roster {
        staff: Arc::new(staff),
        stamp,
    })
}
