//! The staff of each clinic as this process last read it, so that not every push reads it again.
//!
//! Never trusted by itself: behind the locked head a push compares the stamp and begins again if it has risen.

use std::sync::Arc;

use futures_util::future::try_join_all;
use quick_cache::sync::Cache;
use uuid::Uuid;

use crate::db::rows;
use crate::db::transaction::Transaction;
use crate::problem::Result;
use crate::push::push_log;
use crate::push::staff::{DECIDING, Staff};

pub const CLINICS_MAX: usize = 256;

/// The staff, and the stamp under which it was read.
#[derive(Debug, Clone)]
pub struct Roster {
    pub staff: Arc<Staff>,
    pub stamp: i64,
}

/// By clinic. Cheap to clone; all clones are the same.
pub type Rosters = Arc<Cache<Uuid, Roster>>;

/// Reads the staff anew; key grants only where an admin-signed group needs them.
pub async fn read(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    with_grants: bool,
) -> Result<Roster> {
    // the stamp first: rows that change after it make it stale, never the reverse
    let (stamp, root_key) = push_log::staff_stamp(transaction, tenant).await?;
    let reads = DECIDING
        .into_iter()
        .filter(|descriptor| with_grants || !descriptor.authority.is_append_only())
        .map(|descriptor| rows::load_clear_values(transaction, tenant, descriptor));
    let rows = try_join_all(reads).await?;
    let staff = Staff::new(tenant, root_key, rows.into_iter().flatten());
    Ok(Roster {
        staff: Arc::new(staff),
        stamp,
    })
}
