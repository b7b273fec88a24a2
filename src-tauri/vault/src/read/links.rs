//! Files that were merged, which are read as one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use sync_contract::catalog::{LinkKind, PatientLink};
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, PatientLinkId, UserId};
use sync_contract::{Entity, statement};
use uuid::Uuid;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::columns;
use crate::store::rows::json;

/// A merge that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    pub id: PatientLinkId,
    pub from: PatientId,
    pub into: PatientId,
    pub at: Time,
    pub by: UserId,
}

/// A patient's files, where there are several, with the merges that join them, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    pub patients: BTreeSet<PatientId>,
    pub merges: Vec<Merge>,
    /// Those of them that are deleted.
    pub deleted: BTreeSet<PatientId>,
}

impl Files {
    /// Returns the file under which all of them are shown: the one into which the newest merge leads. Two computers may
    /// have merged one file into two others, or two into each other; all computers choose the same one. Where that one
    /// alone is deleted, as when another computer wrote to a file of theirs meanwhile, what is left shows them.
    pub fn shown(&self) -> Option<PatientId> {
        let last = self.last()?;
        let ends = self
            .merges
            .iter()
            .flat_map(|merge| [merge.into, merge.from]);
        let mut living = [last].into_iter().chain(ends);
        let living = living.find(|file| !self.deleted.contains(file));
        Some(living.unwrap_or(last))
    }

    /// Returns where the merges lead, deleted or not.
    fn last(&self) -> Option<PatientId> {
        let mut shown = self.merges.first()?.into;
        let mut seen = BTreeSet::new();
        while seen.insert(shown) {
            let next = self.merges.iter().find(|merge| merge.from == shown);
            match next {
                Some(merge) => shown = merge.into,
                None => break,
            }
        }
        Some(shown)
    }
}

impl Reader<'_> {
    /// What merges and their undoings say of one file, in the order of their writing.
    pub fn patient_links(&self, patient: PatientId) -> Result<Vec<Stored<PatientLink>>> {
        let mut links = self.of_file(statement!("patient_links", "of_patient"), patient)?;
        links.sort_by_key(|link: &Stored<PatientLink>| link.created);
        Ok(links)
    }

    /// Returns the files that are shown as one with this one. Two statements where there is none.
    pub fn files_of(&self, patient: PatientId) -> Result<Files> {
        let snapshot = &self.session.snapshot;
        if snapshot.is_alone(patient.0) {
            return Ok(Files::default());
        }
        let links = self.connected(BTreeSet::from([patient]), |patients| {
            let mut links = Vec::new();
            for patient in patients {
                links.extend(self.patient_links(*patient)?);
            }
            Ok(links)
        })?;
        if links.is_empty() {
            snapshot.note_alone(patient.0);
            return Ok(Files::default());
        }
        let mut files = joined(links.iter().map(LinkFacts::by));
        files.retain(|file, _| *file == patient);
        self.note_deleted(&mut files)?;
        Ok(files.remove(&patient).unwrap_or_default())
    }

    /// Returns those of these patients who have several files, by one statement where there is none.
    pub fn files_of_all(&self, patients: &[PatientId]) -> Result<BTreeMap<PatientId, Files>> {
        let links = self.connected(patients.iter().copied().collect(), |patients| {
            let wanted = json(patients.iter().map(|patient| patient.0));
            self.list(statement!("patient_links", "of_patients"), [wanted])
        })?;
        let mut files = joined(links.iter().map(LinkFacts::by));
        files.retain(|patient, _| patients.contains(patient));
        self.note_deleted(&mut files)?;
        Ok(files)
    }

    /// Notes which of the files are deleted, by one statement where there are any files.
    fn note_deleted(&self, files: &mut BTreeMap<PatientId, Files>) -> Result<()> {
        let all: BTreeSet<PatientId> = files
            .values()
            .flat_map(|files| files.patients.iter().copied())
            .collect();
        if all.is_empty() {
            return Ok(());
        }
        let sql = statement!("patient_links", "deleted");
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([json(all.iter().map(|patient| patient.0))])?;
        let mut deleted = BTreeSet::new();
        while let Some(row) = rows.next()? {
            deleted.extend(columns::id(row, 0)?.map(PatientId));
        }
        for files in files.values_mut() {
            files.deleted = &files.patients & &deleted;
        }
        Ok(())
    }

    /// Returns every patient who has several files, by their clear columns, which are looked over: for lists of all
    /// patients.
    pub fn merged_files(&self) -> Result<BTreeMap<PatientId, Files>> {
        self.look_over(PatientLink::DESCRIPTOR)?;
        let mut statement = self
            .conn
            .prepare_cached(statement!("patient_links", "all"))?;
        let mut rows = statement.query([])?;
        let mut facts = Vec::new();
        while let Some(row) = rows.next()? {
            let kind = columns::text(row, 1)?.and_then(|word| word.parse().ok());
            let ids = (
                columns::id(row, 0)?,
                columns::id(row, 2)?,
                columns::id(row, 3)?,
            );
            let (Some(kind), (Some(merge), Some(patient), Some(other))) = (kind, ids) else {
                continue;
            };
            facts.push(LinkFacts {
                merge: PatientLinkId(merge),
                kind,
                patient: PatientId(patient),
                other: PatientId(other),
                at: Time(columns::integer(row, 4)?.unwrap_or(0)),
                by: UserId(columns::id(row, 5)?.unwrap_or(Uuid::nil())),
            });
        }
        let mut files = joined(facts.into_iter());
        self.note_deleted(&mut files)?;
        Ok(files)
    }

    /// Reads the links of these patients, of those whom they name, and so on.
    fn connected(
        &self,
        patients: BTreeSet<PatientId>,
        read: impl Fn(&BTreeSet<PatientId>) -> Result<Vec<Stored<PatientLink>>>,
    ) -> Result<Vec<Stored<PatientLink>>> {
        let (mut next, mut seen, mut links) = (patients.clone(), patients, Vec::new());
        while !next.is_empty() {
            let read = read(&next)?;
            let named = read.iter().map(|link| link.value.other);
            next = named.filter(|other| seen.insert(*other)).collect();
            links.extend(read);
        }
        Ok(links)
    }

    /// Returns what `read` answers for each of these patients: of one with several files the answer of whichever is
    /// better, whatever file it is of.
    pub(super) fn of_all_files<T: Clone>(
        &self,
        patients: &[PatientId],
        read: impl Fn(&[PatientId]) -> Result<BTreeMap<PatientId, T>>,
        is_better: impl Fn(&T, &T) -> bool,
    ) -> Result<BTreeMap<PatientId, T>> {
        let files = self.files_of_all(patients)?;
        if files.is_empty() {
            return read(patients);
        }
        let others = files.values().flat_map(|files| files.patients.iter());
        let all: BTreeSet<PatientId> = patients.iter().chain(others).copied().collect();
        let answers = read(&Vec::from_iter(all))?;
        let of_one = |patient: &PatientId| {
            let own = BTreeSet::from([*patient]);
            let patients = files.get(patient).map_or(&own, |files| &files.patients);
            let mut best: Option<&T> = None;
            for answer in patients.iter().filter_map(|file| answers.get(file)) {
                if best.is_none_or(|best| is_better(answer, best)) {
                    best = Some(answer);
                }
            }
            best.cloned()
        };
        let answers = patients.iter().map(|patient| (*patient, of_one(patient)));
        Ok(answers
            .filter_map(|(patient, answer)| Some((patient, answer?)))
            .collect())
    }

    /// [`Reader::of_file`] for all files that are shown as one with this patient's.
    pub(super) fn of_patient<E: Entity>(
        &self,
        sql: &str,
        patient: PatientId,
    ) -> Result<Vec<Stored<E>>> {
        let files = self.files_of(patient)?.patients;
        if files.is_empty() {
            return self.of_file(sql, patient);
        }
        let mut rows = Vec::new();
        for file in &files {
            rows.extend(self.of_file(sql, *file)?);
        }
        self.order_as(sql, &files, &mut rows)?;
        Ok(rows)
    }

    /// Brings the rows of several files, each in the order of a statement, into the order that it has for all of them.
    fn order_as<E: Entity>(
        &self,
        sql: &str,
        files: &BTreeSet<PatientId>,
        rows: &mut [Stored<E>],
    ) -> Result<()> {
        let sql = sql.replace("select t.*", "select t.id").replace(
            "t.patient = ?1",
            "t.patient in (select unhex(value) from json_each(?1))",
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut listed = statement.query([json(files.iter().map(|patient| patient.0))])?;
        let mut order: HashMap<Uuid, usize> = HashMap::new();
        while let Some(row) = listed.next()? {
            let count = order.len();
            order.extend(columns::id(row, 0)?.map(|id| (id, count)));
        }
        rows.sort_by_key(|row| order.get(&row.row()).copied().unwrap_or(usize::MAX));
        Ok(())
    }
}

/// What one row says.
#[derive(Clone, Copy)]
struct LinkFacts {
    merge: PatientLinkId,
    kind: LinkKind,
    patient: PatientId,
    other: PatientId,
    at: Time,
    by: UserId,
}

impl LinkFacts {
    fn by(row: &Stored<PatientLink>) -> Self {
        Self {
            merge: row.value.merge,
            kind: row.value.kind,
            patient: row.value.patient,
            other: row.value.other,
            at: row.created_at,
            by: row.created_by,
        }
    }
}

/// Returns the files of each patient who has several: those connected by merges that were not undone.
fn joined(links: impl Iterator<Item = LinkFacts>) -> BTreeMap<PatientId, Files> {
    let (mut parted, mut merges) = (BTreeSet::new(), BTreeMap::new());
    for link in links {
        let (from, into) = match link.kind {
            LinkKind::MergedInto => (link.patient, link.other),
            LinkKind::TookIn => (link.other, link.patient),
            LinkKind::Parted => {
                parted.insert(link.merge);
                continue;
            }
        };
        let merge = Merge {
            id: link.merge,
            from,
            into,
            at: link.at,
            by: link.by,
        };
        merges.insert(link.merge, merge);
    }
    merges.retain(|id, merge| merge.from != merge.into && !parted.contains(id));
    let mut merges: Vec<Merge> = merges.into_values().collect();
    merges.sort_by_key(|merge| Reverse((merge.at, merge.id)));
    let mut groups: Vec<Files> = Vec::new();
    for merge in merges {
        let ends = [merge.from, merge.into];
        let touches = |files: &Files| ends.iter().any(|end| files.patients.contains(end));
        let (touched, apart): (Vec<Files>, Vec<Files>) = groups.into_iter().partition(touches);
        let mut one = Files {
            patients: BTreeSet::from(ends),
            merges: vec![merge],
            deleted: BTreeSet::new(),
        };
        for other in touched {
            one.patients.extend(other.patients);
            one.merges.extend(other.merges);
        }
        one.merges
            .sort_by_key(|merge| Reverse((merge.at, merge.id)));
        groups = apart;
        groups.push(one);
    }
    let mut files = BTreeMap::new();
    for group in groups {
        for patient in &group.patients {
            files.insert(*patient, group.clone());
        }
    }
    files
}
