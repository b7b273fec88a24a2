//! What a revoked device sent, as a person reviews it: opened, proved, and tagged anew when it is admitted.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use sync_contract::catalog::named_patients;
use sync_contract::change::Address;
use sync_contract::review::{ReviewDecide, ReviewGroup, ReviewRow};
use sync_contract::statement;
use sync_contract::{Catalog, CellSpec, CellState, CellValues, CellWrite, Descriptor, Group, Wire};
use uuid::Uuid;

use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::{Error, Result};
use crate::session::cells::{Opened, RowKeys, values};
use crate::store::file::immediate;
use crate::unlocked::Unlocked;
use crate::vault::Vault;
use crate::verify::cells::cell_input;
use crate::{Detail, Event, Outcome, Severity};

/// Why a group in review cannot be admitted, by any user or by this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReviewProblem {
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

/// A cell of a group in review, opened as far as this user can.
#[derive(Debug, Clone)]
pub struct ReviewCell {
    pub descriptor: &'static Descriptor,
    pub spec: &'static CellSpec,
    pub write: CellWrite,
    /// In the order of the declared fields.
    pub values: CellValues,
}

/// A group in review, examined.
#[derive(Debug, Clone)]
pub struct ReviewChange {
    pub group: Group,
    /// Of its bytes as the device sent them.
    hash: [u8; 32],
    /// The cells that this program knows.
    pub cells: Vec<ReviewCell>,
    pub fault: Option<ReviewProblem>,
    /// An admin had replaced the key that signed it: perhaps its author had not heard of that, perhaps somebody else
    /// had their old password. Who reviews it decides.
    pub is_by_replaced_key: bool,
}

/// Which of its author's keys signed a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signer {
    Present,
    Former,
}

/// Each group with each of its patients, or with none.
type Listed = BTreeSet<([u8; 16], Option<[u8; 16]>)>;

impl Vault {
    /// Notes what the server lists for a review, in place of what it listed before, so that it is known offline, too.
    /// Returns whether anything changed.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn note_reviews(&mut self, listed: &[ReviewGroup]) -> Result<bool> {
        let mut new = Listed::new();
        for group in listed {
            let patients = group.rows.iter().filter_map(ReviewRow::of_patient);
            let patients: BTreeSet<Uuid> = patients.collect();
            let of_group =
                |patient: Option<Uuid>| (group.id.into_bytes(), patient.map(Uuid::into_bytes));
            match patients.is_empty() {
                true => drop(new.insert(of_group(None))),
                false => new.extend(patients.into_iter().map(Some).map(of_group)),
            }
        }
        let tx = immediate(&mut self.conn)?;
        if listed_before(&tx)?.is_some_and(|known| known == new) {
            return Ok(false);
        }
        tx.execute(statement!("replica", "delete_reviews"), [])?;
        let mut insert = tx.prepare_cached(statement!("replica", "insert_review"))?;
        for (group, patient) in &new {
            insert.execute(params![group, patient])?;
        }
        drop(insert);
        tx.commit()?;
        Ok(true)
    }

    /// Returns how many groups waited for a review when the server last listed them.
    pub fn reviews(&self) -> Result<usize> {
        let sql = statement!("replica", "count_reviews");
        Ok(self.conn.query_row(sql, [], |row| row.get(0))?)
    }

    /// Returns how many of them are of a patient.
    pub fn reviews_of(&self, patient: Uuid) -> Result<u32> {
        let mut count = self
            .conn
            .prepare_cached(statement!("replica", "reviews_of_patient"))?;
        Ok(count.query_row([patient.as_bytes()], |row| row.get(0))?)
    }
}

/// Returns what was noted before; none where another program has put something there.
fn listed_before(conn: &Connection) -> Result<Option<Listed>> {
    let mut known = conn.prepare_cached(statement!("replica", "reviews"))?;
    let mut rows = known.query([])?;
    let mut listed = Listed::new();
    while let Some(row) = rows.next()? {
        if !row.get::<_, bool>(2)? {
            return Ok(None);
        }
        listed.insert((row.get(0)?, row.get(1)?));
    }
    Ok(Some(listed))
}

impl Unlocked {
    /// Opens a group in review and checks by the proved chain who signed it.
    ///
    /// # Errors
    /// `Malformed` for bytes that are no group of this clinic, `Altered` for a chain that cannot be proved.
    pub fn examine_change(&self, bytes: &[u8]) -> Result<ReviewChange> {
        let group = Group::from_bytes(bytes)?;
        if group.tenant != self.vault.facts.tenant {
            return Err(sync_contract::Malformed("a group of another clinic").into());
        }
        let mut faults = Vec::new();
        let signer = self.signer(&group)?;
        if signer.is_none() {
            faults.push(ReviewProblem::NotSigned);
        }
        if ReviewRow::of(&group).iter().any(ReviewRow::is_admin_signed) {
            faults.push(ReviewProblem::AdminSigned);
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
            is_by_replaced_key: signer == Some(Signer::Former),
            cells,
            group,
        })
    }

    /// Whether a key signed a group that was ever its author's, and whether it still counts: those do that the author
    /// had at the time of the latest cell.
    fn signer(&self, group: &Group) -> Result<Option<Signer>> {
        let times = group.writes.iter().map(|write| write.state.clock.unix_us());
        let Some(at_us) = times.max() else {
            return Ok(None);
        };
        // no server admits bytes that were sealed again, since they say nothing of who did so
        let is_own =
            |write: &CellWrite| write.state.generation == 0 && write.state.author == group.author;
        let input = group.signing_input();
        let is_by = |keys: Vec<VerifyKey>| {
            let mut keys = keys.into_iter();
            keys.any(|key| key.verify(Purpose::Group, &input, &group.signature).is_ok())
        };
        if !group.writes.iter().all(is_own) {
            return Ok(None);
        }
        let chain = self.vault.chain()?;
        Ok(match is_by(chain.keys_at(group.author, at_us)) {
            true => Some(Signer::Present),
            false => {
                is_by(chain.keys_ever(&self.vault.conn, group.author)?).then_some(Signer::Former)
            }
        })
    }

    fn open_reviewed(&self, write: &CellWrite) -> (Option<ReviewCell>, Option<ReviewProblem>) {
        let descriptor = Catalog::by_number(write.entity);
        let spec = descriptor.and_then(|known| known.cell(write.state.cell));
        let Some((descriptor, spec)) = descriptor.zip(spec) else {
            return (None, Some(ReviewProblem::UnknownCell));
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
            Opened::Undecryptable => Some(ReviewProblem::Undecryptable),
            Opened::Damaged => Some(ReviewProblem::Damaged),
        };
        let cell = ReviewCell {
            descriptor,
            spec,
            values: values(spec, &write.state, opened),
            write: write.clone(),
        };
        (Some(cell), fault)
    }

    /// Signs the admission of a group in review, with its cells under the present clinic secret. The audit log has it
    /// before the server does, so that no lost answer hides it.
    ///
    /// # Errors
    /// `Undecryptable` for what has a [`ReviewProblem`]; `Inactive`, `KeysReplaced`.
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

    /// Signs the rejection of a group in review.
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
        // the one who is registered, too
        let patient = sent.group.writes.iter().flat_map(named_patients).next();
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use sync_contract::Value;
    use sync_contract::catalog::Patient;
    use sync_contract::entity::Entity;
    use sync_contract::review::is_tagged_anew;

    use super::*;
    use crate::outbox::page::next_push;
    use crate::testing::{Machine, accept_all, clinic, register};

    /// A clinic, and the bytes of a patient whom it has not sent.
    fn sent() -> (Machine, Unlocked, Vec<u8>) {
        let (machine, mut unlocked) = clinic();
        accept_all(unlocked.vault_mut());
        register(&mut unlocked, "Okafor");
        let push = next_push(unlocked.vault_mut()).unwrap().unwrap();
        (machine, unlocked, push.groups.last().unwrap().clone())
    }

    fn changed(bytes: &[u8], change: impl FnOnce(&mut Group)) -> Vec<u8> {
        let mut group = Group::from_bytes(bytes).unwrap();
        change(&mut group);
        group.to_bytes()
    }

    #[test]
    fn a_change_in_review_is_opened_and_admitted_with_new_tags_alone() {
        let (_machine, unlocked, bytes) = sent();
        let change = unlocked.examine_change(&bytes).unwrap();
        assert_eq!(change.fault, None);
        let mut values = change.cells.iter().flat_map(|cell| &cell.values);
        assert!(values.any(|value| matches!(value, Value::Text(text) if text == "Okafor")));
        let call = unlocked.admit_change(&change).unwrap();
        let admitted = Group::from_bytes(&call.admitted.unwrap()).unwrap();
        assert!(is_tagged_anew(&change.group, &admitted));
        assert_eq!((call.group, call.by), (change.group.id, unlocked.user().0));
        let rejected = unlocked.reject_change(&change, "not ours").unwrap();
        assert_eq!(rejected.admitted, None);
        assert_ne!(rejected.signature, call.signature);
    }

    #[test]
    fn what_was_altered_on_its_way_is_never_admitted() {
        let (_machine, unlocked, bytes) = sent();
        let changes: [fn(&mut Group); 4] = [
            |group| {
                let mut cells = group.writes.iter_mut();
                let sealed = cells.find_map(|write| write.state.sealed.as_mut());
                sealed.unwrap()[30] ^= 1;
            },
            |group| group.writes[0].state.author = Uuid::from_u128(7),
            |group| group.writes[0].entity = 999,
            |group| group.writes[0].row = Uuid::from_u128(7),
        ];
        for change in changes {
            let forged = unlocked.examine_change(&changed(&bytes, change)).unwrap();
            assert_eq!(forged.fault, Some(ReviewProblem::NotSigned));
            assert!(matches!(
                unlocked.admit_change(&forged),
                Err(Error::Altered)
            ));
        }
        let other = changed(&bytes, |group| group.tenant = Uuid::from_u128(7));
        assert!(unlocked.examine_change(&other).is_err());
        assert!(unlocked.examine_change(&bytes[1..]).is_err());
    }

    #[test]
    fn what_the_server_lists_is_known_offline_by_patient() {
        let (_machine, mut unlocked) = clinic();
        let vault = unlocked.vault_mut();
        let [mary, ben] = [1, 2].map(Uuid::from_u128);
        let group = |id: u128, rows: &[(u16, Uuid, Option<Uuid>)]| {
            let row = |(entity, row, patient): &(u16, Uuid, Option<Uuid>)| ReviewRow {
                entity: *entity,
                row: *row,
                patient: *patient,
            };
            ReviewGroup {
                number: 1,
                id: Uuid::from_u128(id),
                author: Uuid::from_u128(9),
                device_number: 2,
                received_at_us: 0,
                rows: rows.iter().map(row).collect(),
            }
        };
        let patient = Patient::DESCRIPTOR.number;
        let listed = [
            group(10, &[(patient, mary, None), (900, ben, Some(mary))]),
            group(11, &[(900, ben, Some(mary)), (900, ben, Some(ben))]),
            group(12, &[(901, mary, None)]),
        ];
        assert!(vault.note_reviews(&listed).unwrap());
        assert!(!vault.note_reviews(&listed).unwrap(), "nothing new");
        assert_eq!(vault.reviews().unwrap(), 3);
        assert_eq!(vault.reviews_of(mary).unwrap(), 2);
        assert_eq!(vault.reviews_of(ben).unwrap(), 1);
        // another program has the file and no key
        for sql in [
            "insert into reviews values (zeroblob(16), (select patient from reviews limit 1), zeroblob(18))",
            "insert into reviews select zeroblob(16), patient, tag from reviews where patient is not null limit 1",
            "update reviews set patient = zeroblob(16) where patient is null",
        ] {
            vault.conn.execute(sql, []).unwrap();
            assert!(vault.reviews().unwrap() <= 3, "{sql}");
            assert_eq!(vault.reviews_of(mary).unwrap(), 2, "{sql}");
            assert_eq!(vault.reviews_of(Uuid::nil()).unwrap(), 0, "{sql}");
            assert!(vault.note_reviews(&listed).unwrap(), "put right: {sql}");
            assert!(!vault.note_reviews(&listed).unwrap());
        }
        assert!(vault.note_reviews(&listed[2..]).unwrap());
        let left = (vault.reviews().unwrap(), vault.reviews_of(mary).unwrap());
        assert_eq!(left, (1, 0));
    }
}
