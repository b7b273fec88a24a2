//! Rows that the author of a patient's deletion had not seen: those that other devices wrote after the feed position at
//! which the deletion was decided, and those in a compartment that the author lacks.

use std::collections::{BTreeSet, HashMap, HashSet};

use sync_contract::catalog::Patient;
use sync_contract::entity::Entity;
use sync_contract::merge::is_patient_deletion;
use sync_contract::pull::Cursor;
use sync_contract::{Catalog, CellWrite, Compartment, Descriptor, Group};
use uuid::Uuid;

use crate::db::transaction::Transaction;
use crate::problem::Result;
use crate::pull::feed;
use crate::push::received::{Admitted, ReceivedPush};

/// If more rows than this changed since the deletion was decided, it counts as blind.
const ROWS_EXAMINED_MAX: usize = 2_000;

/// Facts about the patients that the groups of a push delete.
#[derive(Debug, Clone, Default)]
pub struct Unseen {
    /// The device number of the push; its own writes were seen.
    device: u32,
    /// The positions of this history, of those that the push names.
    positions: HashSet<Cursor>,
    /// Under which numbers other rows of a patient changed, and by which device.
    changes: HashMap<Uuid, Vec<(u64, u32)>>,
    /// The changes up to here were examined.
    examined: u64,
    head: u64,
    /// The compartments, besides that of the patient's own row, in which a patient has rows.
    compartments: HashMap<Uuid, BTreeSet<Compartment>>,
    /// The compartments that the authors can open.
    opened: HashMap<Uuid, BTreeSet<Compartment>>,
}

impl Unseen {
    /// Reads the facts about the patients that the groups of a push delete. The caller has locked the head.
    pub async fn read(
        transaction: &Transaction<'_>,
        received: &ReceivedPush,
        admitted: &Admitted,
        head: Cursor,
        positions: HashSet<Cursor>,
    ) -> Result<Unseen> {
        let mut unseen = Unseen {
            device: received.caller.device_number,
            positions,
            head: head.seq,
            opened: admitted.compartments.clone(),
            ..Unseen::default()
        };
        let mut patients = HashSet::new();
        let mut first = head.seq;
        for group in received.decoded() {
            let deletions = group
                .writes
                .iter()
                .filter(|write| is_patient_deletion(write));
            let before = patients.len();
            patients.extend(deletions.map(|write| write.row));
            if patients.len() > before {
                first = first.min(unseen.position(group));
            }
        }
        if patients.is_empty() {
            return Ok(unseen);
        }
        let tenant = received.caller.tenant;
        let groups = feed::groups_after(transaction, tenant, first, ROWS_EXAMINED_MAX).await?;
        unseen.examined = groups.last().map_or(head.seq, |group| group.seq);
        for group in groups {
            let others = group.rows.iter().filter_map(|row| row.patient);
            for patient in others.filter(|patient| patients.contains(patient)) {
                let changes = unseen.changes.entry(patient).or_default();
                changes.push((group.seq, group.device));
            }
        }
        let patients: Vec<Uuid> = patients.into_iter().collect();
        for descriptor in Catalog::ALL.iter().filter(|known| known.of_patient) {
            // no index supports this query, but it is rare: most authors of a deletion can open all compartments
            let compartment = compartment_of(descriptor).filter(|needed| unseen.lacks(*needed));
            let Some(compartment) = compartment else {
                continue;
            };
            let text = format!(
                "select wanted.patient from unnest($2::uuid[]) as wanted (patient)
                where exists (select 1 from {} as stored
                where stored.tenant_id = $1 and stored.patient = wanted.patient)",
                descriptor.table
            );
            let statement = transaction.prepare_cached(&text).await?;
            for row in transaction.query(&statement, &[&tenant, &patients]).await? {
                let of_patient = unseen.compartments.entry(row.try_get(0)?).or_default();
                of_patient.insert(compartment);
            }
        }
        Ok(unseen)
    }

    /// Returns whether any of the authors cannot open a compartment.
    fn lacks(&self, compartment: Compartment) -> bool {
        let mut opened = self.opened.values();
        opened.any(|opened| !opened.contains(&compartment))
    }

    /// Returns whether the patient has rows that the author of the deletion had not seen.
    pub fn is_blind(&self, group: &Group, deletion: &CellWrite) -> bool {
        let seen = self.position(group);
        let is_news = |(seq, device): &(u64, u32)| *seq > seen && *device != self.device;
        let opened = self.opened.get(&group.author);
        let is_closed = |needed: &Compartment| opened.is_none_or(|opened| !opened.contains(needed));
        let changes = self.changes.get(&deletion.row);
        let compartments = self.compartments.get(&deletion.row);
        self.examined < self.head
            || changes.is_some_and(|changes| changes.iter().any(is_news))
            || compartments.is_some_and(|needed| needed.iter().any(is_closed))
    }

    /// The number up to which the author of a group had seen the feed: 0 where this history does not have the position
    /// that the group names.
    fn position(&self, group: &Group) -> u64 {
        let known = group
            .cursor
            .filter(|cursor| self.positions.contains(cursor));
        known.map_or(0, |cursor| cursor.seq)
    }
}

/// The compartment of an entity, where it is another one than that of the patient's own row.
fn compartment_of(descriptor: &Descriptor) -> Option<Compartment> {
    let own = Patient::DESCRIPTOR.compartment();
    descriptor
        .compartment()
        .filter(|needed| Some(*needed) != own)
}
