//! Lists of all rows of an entity that a patient, or the clinic, has: each tells what it lacks.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use sync_contract::ids::PatientId;
use sync_contract::{Catalog, Descriptor, Entity, Row};
use uuid::Uuid;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::rows::{Listed, push_row, push_typed};
use crate::read::stored::Stored;
use crate::store::damage::Counted;
use crate::store::row_tag::SIGNED;
use crate::store::{damage, quarantine};

/// Returns the numbers of the entities of which a patient has any row.
static PRESENT: LazyLock<String> = LazyLock::new(|| {
    let of_patients = Catalog::ALL.iter().filter(|entity| entity.of_patient);
    let each = of_patients.map(|Descriptor { number, table, .. }| {
        format!("select {number} where exists (select 1 from {table} where patient = ?1)")
    });
    each.collect::<Vec<_>>().join(" union all ")
});

impl Reader<'_> {
    /// Returns the rows of a patient by a statement for all of them, deleted ones among them, which are left out here:
    /// what another program deleted, or took out of the file, is noted as damaged or missing. One statement more than
    /// another list.
    pub(super) fn of_file<E: Entity>(
        &self,
        sql: &str,
        patient: PatientId,
    ) -> Result<Vec<Stored<E>>> {
        let descriptor = E::DESCRIPTOR;
        let key = [patient.0.as_bytes()];
        let mut rows = self.complete(descriptor, Some(patient.0), || {
            match self.has_rows(descriptor, patient.0)? {
                true => self.counted_list(descriptor, sql, key, push_typed, Vec::new()),
                false => Ok(Default::default()),
            }
        })?;
        rows.retain(|row| row.deleted.is_none());
        Ok(rows)
    }

    /// Returns whether a patient may have rows of an entity. A page asks of all entities by one statement: most
    /// patients have rows of a few.
    fn has_rows(&self, descriptor: &'static Descriptor, patient: Uuid) -> Result<bool> {
        let snapshot = &self.session.snapshot;
        if !snapshot.is_running() {
            return Ok(true);
        }
        self.session.damage.note_read(descriptor.number);
        let present = snapshot.present(patient, || {
            let mut statement = self.conn.prepare_cached(&PRESENT)?;
            let mut rows = statement.query([patient.as_bytes()])?;
            let mut present = BTreeSet::new();
            while let Some(row) = rows.next()? {
                present.insert(row.get(0)?);
            }
            Ok(present)
        })?;
        Ok(present.contains(&descriptor.number))
    }

    /// Returns whether a patient has any row besides their own, deleted ones too, or had one that another program took
    /// out of the file.
    pub fn has_records(&self, patient: PatientId) -> Result<bool> {
        let mut statement = self.conn.prepare_cached(&PRESENT)?;
        let counted = damage::counted(self.conn, self.prover.verifier.tags, patient.0)?;
        let mut entities = Catalog::ALL.iter().filter(|entity| entity.of_patient);
        Ok(statement.exists([patient.0.as_bytes()])?
            || counted.has_quarantined
            || entities.any(|entity| counted.missing(entity.number, 0) > 0))
    }

    /// Returns every row of a patient of one entity, deleted ones too, without the Rust type.
    pub fn rows_of_patient(
        &self,
        descriptor: &'static Descriptor,
        patient: PatientId,
    ) -> Result<Vec<Stored<Row>>> {
        let sql = format!(
            "select t.* from {} as t where t.patient = ?1 order by t.id",
            descriptor.table
        );
        let key = [patient.0.as_bytes()];
        self.complete(descriptor, Some(patient.0), || {
            self.counted_list(descriptor, &sql, key, push_row, Vec::new())
        })
    }

    /// Returns what `read` does, which is all rows of an entity that a patient, or else the clinic, has, and notes how
    /// many are missing by their count, and which this device refused when the server sent them. Another program may
    /// write between the two: where rows seem to be missing, they are read again, after the count that they lack in and
    /// before another.
    pub(super) fn complete<T>(
        &self,
        descriptor: &'static Descriptor,
        patient: Option<Uuid>,
        read: impl Fn() -> Result<(T, Listed)>,
    ) -> Result<T> {
        let (entity, owner) = (descriptor.number, patient.unwrap_or(Uuid::nil()));
        let tags = self.prover.verifier.tags;
        let count = || {
            let read = || damage::counted(self.conn, tags, owner);
            self.session.snapshot.counted(owner, read)
        };
        let missing_in = |counted: &Arc<Counted>, listed: &Listed| {
            let signed = counted.missing(SIGNED | entity, listed.signed);
            counted.missing(entity, listed.rows).max(signed)
        };
        let (mut rows, listed) = read()?;
        let before = count()?;
        let mut missing = missing_in(&before, &listed);
        if missing > 0 {
            let (again, listed) = read()?;
            rows = again;
            // one that came since is in the rows, one that went is not in the later count
            let after = count()?;
            missing = missing_in(&before, &listed).min(missing_in(&after, &listed));
        }
        let log = &self.session.damage;
        log.note_missing(entity, patient, missing);
        if before.has_quarantined {
            for (row, _) in quarantine::refused_rows_of(self.conn, descriptor, patient)? {
                log.note(entity, patient, row);
            }
        }
        Ok(rows)
    }
}
