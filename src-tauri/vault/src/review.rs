//! What a revoked device sent, as a person reviews it: opened, proved, and tagged anew when it is admitted.

use sha2::{Digest, Sha256};
use sync_contract::change::Address;
use sync_contract::review::{ReviewDecide, ReviewRow};
use sync_contract::{Catalog, CellSpec, CellState, CellWrite, Descriptor, Group, Value, Wire};
use uuid::Uuid;

use crate::crypto::sign::Purpose;
use crate::error::{Error, Result};
use crate::session::cells::{Opened, RowKeys, values};
use crate::unlocked::Unlocked;
use crate::verify::cells::cell_input;
use crate::{Detail, Event, Outcome, Severity};

/// Why nobody, or not this user, can admit a held group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReviewFault {
    /// No key that its author had then has signed it.
    NotSigned,
    /// Only admins sign such cells, and never on a device that was revoked.
    AdminSigned,
    /// It does not open to what its cells declare.
    Damaged,
    /// This program does not know all of its cells.
    UnknownCell,
    /// This user lacks the key.
    Undecryptable,
}

/// A cell of a held group, opened as far as this user can.
#[derive(Debug, Clone)]
pub struct ReviewCell {
    pub descriptor: &'static Descriptor,
    pub spec: &'static CellSpec,
    pub write: CellWrite,
    /// In the order of the declared fields.
    pub values: Vec<Value>,
}

/// A held group, examined.
#[derive(Debug, Clone)]
pub struct ReviewChange {
    pub group: Group,
    /// Of its bytes as the device sent them.
    hash: [u8; 32],
    /// The cells that this program knows.
    pub cells: Vec<ReviewCell>,
    pub fault: Option<ReviewFault>,
}

impl Unlocked {
    /// Opens a held group and checks by the proved chain who signed it.
    ///
    /// # Errors
    /// `Malformed` for bytes that are no group of this clinic, `Altered` for a chain that cannot be proved.
    pub fn examine_change(&self, bytes: &[u8]) -> Result<ReviewChange> {
        let group = Group::from_bytes(bytes)?;
        if group.tenant != self.vault.facts.tenant {
            return Err(sync_contract::Malformed("a group of another clinic").into());
        }
        let mut faults = Vec::new();
        if !self.is_signed(&group)? {
            faults.push(ReviewFault::NotSigned);
        }
        if ReviewRow::of(&group).iter().any(ReviewRow::is_admin_signed) {
            faults.push(ReviewFault::AdminSigned);
        }
        let mut cells = Vec::with_capacity(group.writes.len());
        for write in &group.writes {
            let (cell, fault) = self.open_reviewed(write);
            cells.extend(cell);
            faults.extend(fault);
        }
        Ok(ReviewChange {
            hash: Sha256::digest(bytes).into(),
            fault: faults.into_iter().min(),
            cells,
            group,
        })
    }

    /// The keys that count are those that the author had at the time of the latest cell.
    fn is_signed(&self, group: &Group) -> Result<bool> {
        let times = group.writes.iter().map(|write| write.state.clock.unix_us());
        let Some(at_us) = times.max() else {
            return Ok(false);
        };
        let is_own = |write: &CellWrite| {
            // a re-sealed cell keeps its author
            write.state.generation > 0 || write.state.author == group.author
        };
        let input = group.signing_input();
        let keys = self.vault.chain()?.keys_at(group.author, at_us);
        let is_by_author = keys
            .iter()
            .any(|key| key.verify(Purpose::Group, &input, &group.signature).is_ok());
        Ok(is_by_author && group.writes.iter().all(is_own))
    }

    fn open_reviewed(&self, write: &CellWrite) -> (Option<ReviewCell>, Option<ReviewFault>) {
        let descriptor = Catalog::by_number(write.entity);
        let spec = descriptor.and_then(|known| known.cell(write.state.cell));
        let Some((descriptor, spec)) = descriptor.zip(spec) else {
            return (None, Some(ReviewFault::UnknownCell));
        };
        let address = Address {
            tenant: self.vault.facts.tenant,
            entity: write.entity,
            row: write.row,
            cell: write.state.cell,
        };
        let mut keys = RowKeys::default();
        let opened = self.session.open(&mut keys, spec, address, &write.state);
        let fault = match &opened {
            Opened::Fields(_) => None,
            Opened::Undecryptable => Some(ReviewFault::Undecryptable),
            Opened::Damaged => Some(ReviewFault::Damaged),
        };
        let cell = ReviewCell {
            descriptor,
            spec,
            values: values(spec, &write.state, opened),
            write: write.clone(),
        };
        (Some(cell), fault)
    }

    /// Signs the admission of a held group, with its cells under the present clinic secret. The audit log has it before
    /// the server does, so that no lost answer hides it.
    ///
    /// # Errors
    /// `Undecryptable` for what has a [`HeldFault`]; `Inactive`, `KeysReplaced`.
    pub fn admit_change(&self, sent: &ReviewChange) -> Result<ReviewDecide> {
        self.require_active()?;
        if sent.fault.is_some() {
            return Err(Error::Altered);
        }
        let mut group = sent.group.clone();
        for write in &mut group.writes {
            write.state = self.tagged_anew(write);
        }
        self.record_review("admit held change", sent, &Detail::default())?;
        Ok(self.decision(sent, Some(group.to_bytes())))
    }

    /// Signs the rejection of a held group.
    ///
    /// # Errors
    /// `Inactive`, `KeysReplaced`.
    pub fn reject_change(&self, sent: &ReviewChange, reason: &str) -> Result<ReviewDecide> {
        self.require_active()?;
        let detail = Detail {
            remark: reason.to_owned(),
            ..Detail::default()
        };
        self.record_review("reject held change", sent, &detail)?;
        Ok(self.decision(sent, None))
    }

    /// Notes that the server refused a decision.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn note_review_refused(&self, group: Uuid) -> Result<()> {
        let event = Event::new("review held change", "group").of(group);
        self.record(
            event.ended(Outcome::Refused, Severity::Notice),
            &Detail::default(),
        )
    }

    fn tagged_anew(&self, write: &CellWrite) -> CellState {
        let tag_key = self.vault.tag_key();
        let mut state = CellState {
            secret_version: tag_key.version(),
            ..write.state.clone()
        };
        let tenant = self.vault.facts.tenant;
        let input = cell_input(tenant, write.entity, write.row, write.patient, &state);
        state.tag = tag_key.tag(&input);
        state
    }

    fn record_review(&self, action: &str, sent: &ReviewChange, detail: &Detail) -> Result<()> {
        let patient = sent.group.writes.iter().find_map(|write| write.patient);
        let event = Event::new(action, "group").of(sent.group.id).about(patient);
        self.record(event, detail)
    }

    fn decision(&self, sent: &ReviewChange, admitted: Option<Vec<u8>>) -> ReviewDecide {
        let mut call = ReviewDecide {
            group: sent.group.id,
            by: self.session.user,
            admitted,
            signature: [0; 64],
        };
        let input = call.signing_input(self.vault.facts.tenant, &sent.hash);
        call.signature = self.session.keys.sign(Purpose::Review, &input);
        call
    }
}
