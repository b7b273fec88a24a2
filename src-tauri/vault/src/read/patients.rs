use std::collections::BTreeSet;

use rusqlite::params;
use sync_contract::Entity;
use sync_contract::catalog::{
    Allergy, CareTeam, Condition, Consent, EmergencyContact, InsurancePolicy, Medication,
    NoneKnown, Patient, PatientPhoto, PatientProfile, PatientStatus, PortalAccount, Pregnancy,
    Referral, TokenHash,
};
use sync_contract::ids::{PatientId, PatientImportId, UserId};
use sync_contract::statement;

use crate::error::{Error, Result};
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::columns;
use crate::store::rows::json;

/// Which patients a page has; names are sealed and are searched in the index.
#[derive(Debug, Clone, Copy, Default)]
pub struct PatientFilter {
    pub status: Option<PatientStatus>,
    pub dietitian: Option<UserId>,
    /// The page begins after this patient.
    pub after: Option<PatientId>,
}

/// The most rows for which memory is allocated in advance.
const PAGE_ROOM: u32 = 200;

impl Reader<'_> {
    /// In the order of their registration.
    pub fn patients(&self, filter: &PatientFilter, limit: u32) -> Result<Vec<Stored<Patient>>> {
        // every id lies behind the empty one, so the first page seeks like all others
        let after = filter
            .after
            .map_or(Vec::new(), |id| id.0.as_bytes().to_vec());
        self.page(
            statement!("patients", "page"),
            params![
                filter.status.map(PatientStatus::as_str),
                filter.dietitian.map(|id| id.0.into_bytes()),
                after,
                limit,
            ],
            limit.min(PAGE_ROOM) as usize,
        )
    }

    /// Returns the patients who pass a filter, without its `after`, by one statement; nothing sealed is decrypted.
    pub fn patient_ids(&self, filter: &PatientFilter) -> Result<BTreeSet<PatientId>> {
        let sql = statement!("patients", "ids");
        let mut statement = self.conn.prepare_cached(sql)?;
        let keys = params![
            filter.status.map(PatientStatus::as_str),
            filter.dietitian.map(|id| id.0.into_bytes()),
        ];
        let mut rows = statement.query(keys)?;
        let mut ids = BTreeSet::new();
        while let Some(row) = rows.next()? {
            ids.extend(columns::id(row, 0)?.map(PatientId));
        }
        Ok(ids)
    }

    /// Returns the patients who are assigned to any of these users, by one statement; nothing sealed is decrypted.
    pub fn patients_of_dietitians(&self, users: &[UserId]) -> Result<BTreeSet<PatientId>> {
        let sql = statement!("patients", "of_dietitians");
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([json(users.iter().map(|user| user.0))])?;
        let mut ids = BTreeSet::new();
        while let Some(row) = rows.next()? {
            ids.extend(columns::id(row, 0)?.map(PatientId));
        }
        Ok(ids)
    }

    /// Patients who are deleted, the latest deletion first.
    pub fn deleted_patients(&self) -> Result<Vec<Stored<Patient>>> {
        let mut rows = self.list(statement!("patients", "deleted"), [])?;
        // an erased one has nothing left to be shown
        rows.retain(|row: &Stored<Patient>| row.deleted.is_some());
        Ok(rows)
    }

    /// The ids of the patients of an import who are not deleted, in their order, from the one after `after`; nothing
    /// sealed is decrypted.
    pub fn imported_ids(
        &self,
        import: PatientImportId,
        after: Option<PatientId>,
        limit: u32,
    ) -> Result<Vec<PatientId>> {
        let after = after.map_or(Vec::new(), |id| id.0.as_bytes().to_vec());
        let mut statement = self
            .conn
            .prepare_cached(statement!("patients", "imported"))?;
        let mut rows = statement.query(params![import.0.as_bytes(), after, limit])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            ids.extend(columns::id(row, 0)?.map(PatientId));
        }
        Ok(ids)
    }

    /// Counts the patients of each import by one statement: those that are not deleted, and those that are.
    pub fn imported_counted(&self) -> Result<Vec<(PatientImportId, (u32, u32))>> {
        let mut statement = self
            .conn
            .prepare_cached(statement!("patients", "imported_counted"))?;
        let mut rows = statement.query([])?;
        let mut counted = Vec::new();
        while let Some(row) = rows.next()? {
            let counts = (row.get(1)?, row.get(2)?);
            counted.extend(columns::id(row, 0)?.map(|id| (PatientImportId(id), counts)));
        }
        Ok(counted)
    }

    /// Patients whose file number equals this one, found by its blind index.
    ///
    /// # Errors
    /// `NoKey` for a user who may not see file numbers.
    pub fn patients_with_file_number(&self, file_number: &str) -> Result<Vec<Stored<Patient>>> {
        let key = (
            Patient::DESCRIPTOR.number,
            Patient::FIELD.file_number.number,
        );
        let blind = self.session.blind.get(&key).ok_or(Error::NoKey)?;
        let Some(index) = blind.index(file_number) else {
            return Ok(Vec::new());
        };
        self.list(statement!("patients", "by_file_number"), [index])
    }

    /// Returns whether a patient has this file number, deleted or not.
    ///
    /// # Errors
    /// `NoKey` for a user who may not see file numbers.
    pub fn has_file_number(&self, file_number: &str) -> Result<bool> {
        let key = (
            Patient::DESCRIPTOR.number,
            Patient::FIELD.file_number.number,
        );
        let blind = self.session.blind.get(&key).ok_or(Error::NoKey)?;
        let Some(index) = blind.index(file_number) else {
            return Ok(false);
        };
        let mut statement = self
            .conn
            .prepare_cached(statement!("patients", "has_file_number"))?;
        Ok(statement.query_row([index], |row| row.get(0))?)
    }

    /// One at the most of each file that was merged into one.
    pub fn profiles_of(&self, patient: PatientId) -> Result<Vec<Stored<PatientProfile>>> {
        self.of_patient(statement!("patients", "profiles"), patient)
    }

    pub fn emergency_contacts(&self, patient: PatientId) -> Result<Vec<Stored<EmergencyContact>>> {
        self.of_patient(statement!("patients", "emergency_contacts"), patient)
    }

    /// Newest first: by the day on which it was signed, then in the order of entry.
    pub fn consents_of(&self, patient: PatientId) -> Result<Vec<Stored<Consent>>> {
        self.of_patient(statement!("consents", "of_patient"), patient)
    }

    /// Those of several files, by one statement, in the same order.
    pub fn consents_of_all(&self, patients: &[PatientId]) -> Result<Vec<Stored<Consent>>> {
        let wanted = json(patients.iter().map(|patient| patient.0));
        self.list(statement!("consents", "of_patients"), [wanted])
    }

    /// One at the most, as its id is derived from the patient's.
    pub fn portal_accounts_of(&self, patient: PatientId) -> Result<Vec<Stored<PortalAccount>>> {
        self.of_patient(statement!("portal", "of_patient"), patient)
    }

    /// One at the most of each file, as its id is derived from the patient's.
    pub fn photos_of(&self, patient: PatientId) -> Result<Vec<Stored<PatientPhoto>>> {
        self.of_patient(statement!("photos", "of_patient"), patient)
    }

    /// The account that was invited with this token, by the hash that is stored of it.
    pub fn portal_account_with(&self, token: &TokenHash) -> Result<Option<Stored<PortalAccount>>> {
        let rows = self.list(statement!("portal", "by_activation_token"), [&token.0])?;
        Ok(rows.into_iter().next())
    }

    /// Returns a patient's care team: present, future and past members.
    pub fn care_team_of(&self, patient: PatientId) -> Result<Vec<Stored<CareTeam>>> {
        self.of_patient(statement!("care_team", "of_patient"), patient)
    }

    /// Returns the memberships of these users, past ones too, by one statement.
    pub fn care_teams_with(&self, users: &[UserId]) -> Result<Vec<Stored<CareTeam>>> {
        let wanted = json(users.iter().map(|user| user.0));
        self.list(statement!("care_team", "of_users"), [wanted])
    }

    pub fn insurance_policies_of(
        &self,
        patient: PatientId,
    ) -> Result<Vec<Stored<InsurancePolicy>>> {
        self.of_patient(statement!("insurance", "of_patient"), patient)
    }

    pub fn referrals_of(&self, patient: PatientId) -> Result<Vec<Stored<Referral>>> {
        self.of_patient(statement!("referrals", "of_patient"), patient)
    }

    pub fn allergies(&self, patient: PatientId) -> Result<Vec<Stored<Allergy>>> {
        self.of_patient(statement!("patients", "allergies"), patient)
    }

    /// Those of each of these patients.
    pub fn allergies_of_all(&self, patients: &[PatientId]) -> Result<Vec<Stored<Allergy>>> {
        let wanted = json(patients.iter().map(|patient| patient.0));
        self.list(statement!("patients", "allergies_of_all"), [wanted])
    }

    pub fn conditions(&self, patient: PatientId) -> Result<Vec<Stored<Condition>>> {
        self.of_patient(statement!("patients", "conditions"), patient)
    }

    pub fn medications(&self, patient: PatientId) -> Result<Vec<Stored<Medication>>> {
        self.of_patient(statement!("patients", "medications"), patient)
    }

    pub fn pregnancies_of(&self, patient: PatientId) -> Result<Vec<Stored<Pregnancy>>> {
        self.of_patient(statement!("pregnancies", "of_patient"), patient)
    }

    pub fn none_known(&self, patient: PatientId) -> Result<Vec<Stored<NoneKnown>>> {
        self.of_patient(statement!("patients", "none_known"), patient)
    }
}
