//! The clinic's people as this process last read them, so that not every push reads them again.
//!
//! Never trusted by itself: behind the locked head a push compares the stamp and begins again if it has moved.

use std::sync::Arc;

use futures_util::future::try_join_all;
use uuid::Uuid;

use crate::authority::{DECIDING, Staff};
use crate::problem::Result;
use crate::remembered::Remembered;
use crate::{database::Transaction, ledger, rows};

pub const CLINICS_MAX: usize = 256;

/// People and the stamp under which they were read.
#[derive(Debug, Clone)]
pub struct Roster {
    pub staff: Arc<Staff>,
    pub stamp: i64,
}

/// Of each clinic.
pub type Rosters = Remembered<Uuid, Roster>;

/// Reads the people anew; key grants only where a admin-signed group will ask for them.
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
