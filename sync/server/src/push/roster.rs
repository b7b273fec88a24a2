//! The staff of each clinic as this process last read it, so that not every push reads it again.
//!
//! Never trusted by itself: behind the locked head a push compares the stamp and begins again if it has risen.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::try_join_all;
use quick_cache::sync::Cache;
use uuid::Uuid;

use crate::db::rows;
use crate::db::transaction::Transaction;
use crate::problem::Result;
use crate::push::push_log;
use crate::push::received::ReceivedPush;
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

/// Reads the staff, and which admin-signed groups an earlier push has accepted: what they changed may have been changed
/// again since.
pub async fn read_for(
    transaction: &Transaction<'_>,
    received: &ReceivedPush,
    is_admin_signed: bool,
) -> Result<(Roster, BTreeSet<Uuid>)> {
    let tenant = received.caller.tenant;
    let roster = read(transaction, tenant, is_admin_signed).await?;
    let admin_signed: Vec<Uuid> = received
        .groups
        .iter()
        .filter(|group| group.is_admin_signed())
        .map(|group| group.id)
        .collect();
    if admin_signed.is_empty() {
        return Ok((roster, BTreeSet::new()));
    }
    let decided = push_log::decisions(transaction, tenant, &admin_signed).await?;
    let accepted = decided
        .into_iter()
        .filter(|(_, decision)| decision.outcome.is_ok());
    Ok((roster, accepted.map(|(id, _)| id).collect()))
}
