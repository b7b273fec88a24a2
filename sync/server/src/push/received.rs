//! A page of a device's queue as it was received, and what admission decided about it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Instant;

use sync_contract::change::{PUSH_BYTES_MAX, PUSH_CELLS_MAX, PUSH_GROUPS_MAX};
use sync_contract::messages::Push;
use sync_contract::pull::Cursor;
use sync_contract::trust::Moment;
use sync_contract::{Catalog, CellWrite, Code, Compartment, Group, Malformed, Rejection, Wire};
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;

use crate::auth::token::Caller;
use crate::crypto::sha256;
use crate::db::loaded_row::RowKey;
use crate::ops::clock::unix_ms;
use crate::problem::Result;

/// A group as it was received, with what the push log stores of it.
#[derive(Debug, Clone)]
pub struct ReceivedGroup {
    pub id: Uuid,
    pub hash: [u8; 32],
    pub length: usize,
    pub group: Result<Group, Code>,
}

/// A page of groups, or the one group with which a device joins.
#[derive(Debug, Clone)]
pub struct ReceivedPush {
    pub caller: Caller,
    pub groups: Vec<ReceivedGroup>,
    /// None for the one group with which a device joins.
    pub link: Option<ChainLink>,
    /// When its admin-signed cells are judged.
    pub moment: Moment,
    /// How far its device has followed the feed.
    pub cursor: Option<Cursor>,
    pub now_ms: u64,
    /// When it came.
    pub arrived: Instant,
    /// Its device sends no other push while this one is worked on.
    pub under_way: Option<Arc<OwnedSemaphorePermit>>,
}

/// The link of a push in its device's chain.
#[derive(Debug, Clone, Copy)]
pub struct ChainLink {
    pub number: u64,
    pub previous: [u8; 32],
    /// The hash of the chain after this push.
    pub hash: [u8; 32],
}

/// What admission decided about each group, and by which staff.
#[derive(Debug, Clone)]
pub struct Admitted {
    pub verdicts: Vec<Result<(), Rejection>>,
    /// Rises when the rights of a user may have changed.
    pub staff_stamp: i64,
    /// The compartments of the authors who delete a patient.
    pub compartments: HashMap<Uuid, BTreeSet<Compartment>>,
    /// By group: what its author may create and not edit.
    pub only_created: BTreeSet<(Uuid, RowKey)>,
    /// Groups of deactivated users: each is held for a review, whatever its verdict here.
    pub for_review: BTreeSet<Uuid>,
}

impl ReceivedGroup {
    /// Decodes a group.
    ///
    /// # Errors
    /// `Malformed` for bytes that do not even begin with an id.
    pub fn read(bytes: &[u8]) -> Result<ReceivedGroup, Code> {
        let id = bytes.first_chunk::<16>().ok_or(Code::Malformed)?;
        Ok(ReceivedGroup {
            id: Uuid::from_bytes(*id),
            hash: sha256(bytes),
            length: bytes.len(),
            group: Group::from_bytes(bytes).map_err(|malformed| match malformed {
                Malformed::TOO_MANY => Code::TooLarge,
                _ => Code::Malformed,
            }),
        })
    }

    /// Decodes the groups of one page.
    ///
    /// # Errors
    /// `TooLarge` beyond the limits of a page, `Malformed` for a group that comes twice with other bytes.
    pub fn read_page(groups: &[Vec<u8>]) -> Result<Vec<ReceivedGroup>> {
        let bytes: usize = groups.iter().map(Vec::len).sum();
        if groups.len() > PUSH_GROUPS_MAX || bytes > PUSH_BYTES_MAX {
            return Err(Code::TooLarge.into());
        }
        let mut cells = 0;
        let groups = groups.iter().map(|bytes| {
            let group = ReceivedGroup::read(bytes)?;
            cells += group.cells();
            // no group after the one that is too many is decoded
            match cells {
                ..=PUSH_CELLS_MAX => Ok(group),
                _ => Err(Code::TooLarge),
            }
        });
        let groups = groups.collect::<Result<Vec<ReceivedGroup>, Code>>()?;
        let ids: BTreeSet<Uuid> = groups.iter().map(|group| group.id).collect();
        let distinct: BTreeSet<_> = groups.iter().map(|group| (group.id, group.hash)).collect();
        if ids.len() != distinct.len() {
            return Err(Code::Malformed.into());
        }
        Ok(groups)
    }

    /// Returns the groups that come once more in a page, which has them before.
    pub fn copies(page: &[ReceivedGroup]) -> Vec<Uuid> {
        let mut known = BTreeSet::new();
        let ids = page.iter().map(|group| group.id);
        ids.filter(|id| !known.insert(*id)).collect()
    }

    /// Returns whether the group consists of admin-signed writes, which never share a group with others.
    pub fn is_admin_signed(&self) -> bool {
        self.group
            .as_ref()
            .is_ok_and(|group| group.writes.first().is_some_and(is_admin_signed))
    }

    fn cells(&self) -> usize {
        self.group.as_ref().map_or(0, |group| group.writes.len())
    }
}

/// Returns whether a write belongs to an entity that only admins sign.
pub fn is_admin_signed(write: &CellWrite) -> bool {
    Catalog::by_number(write.entity).is_some_and(|known| known.authority.is_admin_signed())
}

impl ReceivedPush {
    /// The page of a device, whose groups were decoded. A copy of a group is decided with the first.
    pub fn page(
        caller: Caller,
        call: &Push,
        mut groups: Vec<ReceivedGroup>,
        arrived: Instant,
    ) -> ReceivedPush {
        let hashes = groups.iter().map(|group| group.hash);
        let link = ChainLink {
            number: call.number,
            previous: call.previous,
            hash: call.chain_hash_over(caller.device_number, hashes),
        };
        let mut known = BTreeSet::new();
        groups.retain(|group| known.insert(group.id));
        ReceivedPush {
            caller,
            groups,
            link: Some(link),
            moment: Moment::PUSHED,
            cursor: call.cursor,
            now_ms: unix_ms(),
            arrived,
            under_way: None,
        }
    }

    /// The one group with which a device joins. A returning device may have joined long ago: its group is judged as of
    /// reading.
    ///
    /// # Errors
    /// As [`ReceivedGroup::read`].
    pub fn joining(caller: Caller, group: &[u8], moment: Moment) -> Result<ReceivedPush> {
        Ok(ReceivedPush {
            caller,
            groups: vec![ReceivedGroup::read(group)?],
            link: None,
            moment,
            cursor: None,
            now_ms: unix_ms(),
            arrived: Instant::now(),
            under_way: None,
        })
    }

    pub fn bytes(&self) -> usize {
        self.groups.iter().map(|group| group.length).sum()
    }

    /// Returns the groups that could be decoded.
    pub fn decoded(&self) -> impl Iterator<Item = &Group> {
        let groups = self.groups.iter();
        groups.filter_map(|received| received.group.as_ref().ok())
    }
}
