//! What is ordered from laboratories: what is to be done of it, and whose results are not read yet.

use std::collections::BTreeMap;

use sync_contract::catalog::{LabResult, LabStatus};
use sync_contract::ids::{LabTestId, PatientId, UserId};
use sync_contract::statement;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::columns;
use crate::store::rows::json;

/// An order of which something is to be done, by clear columns, whose tags are not checked: it says what is listed, and
/// what is shown of it is read as rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabWork {
    pub lab_test: LabTestId,
    pub patient: PatientId,
    pub status: LabStatus,
}

impl Reader<'_> {
    /// Orders of patients who are not deleted that are to be collected or to be resulted, those for no particular day
    /// first, and then by that day, by one statement.
    pub fn lab_work(&self) -> Result<Vec<LabWork>> {
        let mut statement = self.conn.prepare_cached(statement!("labs", "work"))?;
        let mut rows = statement.query([])?;
        let mut work = Vec::new();
        while let Some(row) = rows.next()? {
            let (lab_test, patient) = (columns::id(row, 0)?, columns::id(row, 1)?);
            let status: String = row.get(2)?;
            let status = status.parse::<LabStatus>().ok();
            let (Some(lab_test), Some(patient), Some(status)) = (lab_test, patient, status) else {
                continue;
            };
            work.push(LabWork {
                lab_test: LabTestId(lab_test),
                patient: PatientId(patient),
                status,
            });
        }
        Ok(work)
    }

    /// Orders of these users that have results of which not all were read as they are, the one that was ordered first
    /// first, by one statement.
    pub fn unread_lab_tests(&self, users: &[UserId]) -> Result<Vec<LabTestId>> {
        let wanted = json(users.iter().map(|user| user.0));
        let mut statement = self.conn.prepare_cached(statement!("labs", "unread"))?;
        let mut rows = statement.query([wanted])?;
        let mut unread = Vec::new();
        while let Some(row) = rows.next()? {
            unread.extend(columns::id(row, 0)?.map(LabTestId));
        }
        Ok(unread)
    }

    /// The sum of the times at which the results on each of these sheets were last written, each modulo a prime, by one
    /// statement; nothing sealed is opened. A result that is added, changed or removed makes it another one.
    pub fn lab_result_sums(&self, sheets: &[LabTestId]) -> Result<BTreeMap<LabTestId, i64>> {
        let wanted = json(sheets.iter().map(|sheet| sheet.0));
        let mut statement = self.conn.prepare_cached(statement!("labs", "sums"))?;
        let mut rows = statement.query([wanted])?;
        let mut sums = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let sheet = columns::id(row, 0)?.map(LabTestId);
            sums.extend(sheet.zip(columns::integer(row, 1)?));
        }
        Ok(sums)
    }

    /// The results of these sheets.
    pub fn lab_results_on(&self, sheets: &[LabTestId]) -> Result<Vec<Stored<LabResult>>> {
        let wanted = json(sheets.iter().map(|sheet| sheet.0));
        self.list(statement!("labs", "results_on"), [wanted])
    }
}
