use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::params;
use sync_contract::catalog::{
    Addendum, DietOrder, EnergyEstimate, GivenHandout, Goal, LabResult, LabTest, MealPlan,
    MealPlanItem, Measurement, Note, NoteVersion, NoteVoid, NutrientTarget, NutritionDiagnosis,
    Recall, RecallItem, Screening, Task, Visit,
};
use sync_contract::field::Time;
use sync_contract::ids::{MeasurementKindId, NoteId, PatientId, UserId, VisitId};
use sync_contract::pull::RowState;
use sync_contract::{Entity, statement};
use uuid::Uuid;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::columns;
use crate::store::rows::json;

impl Reader<'_> {
    /// Newest first.
    pub fn visits_of(&self, patient: PatientId) -> Result<Vec<Stored<Visit>>> {
        self.of_patient(statement!("visits", "of_patient"), patient)
    }

    /// Visits of a provider that began in this time, in their order.
    pub fn visits_between(
        &self,
        provider: Option<UserId>,
        from: Time,
        until: Time,
    ) -> Result<Vec<Stored<Visit>>> {
        self.list(
            statement!("visits", "between"),
            params![provider.map(|id| id.0.into_bytes()), from.0, until.0],
        )
    }

    /// When each of these patients was last seen, by three statements; nothing sealed is opened.
    pub fn last_visits(&self, patients: &[PatientId]) -> Result<BTreeMap<PatientId, Time>> {
        let started = Visit::FIELD.started_at;
        let of_files = |patients: &[PatientId]| {
            let visits = self.last_visit_rows(patients, &[started.cell.number])?;
            let last = visits.values().filter_map(|visit| {
                let started_at = started.in_row(visit)?.as_time()?;
                Some((PatientId(visit.patient?), Time(started_at)))
            });
            Ok(last.collect())
        };
        self.of_all_files(patients, of_files, |one, other| one > other)
    }

    /// The rows of the visits that began last, one for each of these patients, with the tags of these cells checked.
    pub(super) fn last_visit_rows(
        &self,
        patients: &[PatientId],
        cells: &[u8],
    ) -> Result<HashMap<Uuid, RowState>> {
        let sql = statement!("visits", "last_of");
        let mut statement = self.conn.prepare_cached(sql)?;
        let wanted = json(patients.iter().map(|patient| patient.0));
        let mut rows = statement.query([wanted])?;
        let mut ids: Vec<Uuid> = Vec::new();
        while let Some(row) = rows.next()? {
            ids.extend(columns::id(row, 0)?);
        }
        self.tagged_rows(Visit::DESCRIPTOR, ids.into_iter(), cells)
    }

    /// Visits of a provider that have not ended.
    pub fn open_visits(&self, provider: UserId) -> Result<Vec<Stored<Visit>>> {
        self.list(statement!("visits", "open"), [provider.0.as_bytes()])
    }

    /// Of one kind, or of all; in the order of their taking.
    pub fn measurements_of(
        &self,
        patient: PatientId,
        kind: Option<&str>,
    ) -> Result<Vec<Stored<Measurement>>> {
        let mut all = self.of_patient(statement!("visits", "measurements"), patient)?;
        // reads every kind, so that a row whose kind another program changed is reported
        all.retain(|row: &Stored<Measurement>| {
            kind.is_none_or(|kind| row.value.kind.as_str() == kind)
        });
        Ok(all)
    }

    /// Of each of these files, taken in this time; in the order of their taking.
    pub fn measured_between(
        &self,
        patients: &[PatientId],
        from: Time,
        until: Time,
    ) -> Result<Vec<Stored<Measurement>>> {
        let wanted = json(patients.iter().map(|patient| patient.0));
        self.list(
            statement!("visits", "measured_between"),
            params![wanted, from.0, until.0],
        )
    }

    /// The clinic's own kinds of measurement of which there is a reading, a removed one, too.
    pub fn measured_kinds(&self) -> Result<BTreeSet<MeasurementKindId>> {
        let mut statement = self
            .conn
            .prepare_cached(statement!("visits", "measured_kinds"))?;
        let mut rows = statement.query([])?;
        let mut ids = BTreeSet::new();
        while let Some(row) = rows.next()? {
            ids.extend(columns::id(row, 0)?.map(MeasurementKindId));
        }
        Ok(ids)
    }

    /// In the order of their writing.
    pub fn nutrition_diagnoses_of(
        &self,
        patient: PatientId,
    ) -> Result<Vec<Stored<NutritionDiagnosis>>> {
        self.of_patient(statement!("care_plan", "nutrition_diagnoses"), patient)
    }

    pub fn goals_of(&self, patient: PatientId) -> Result<Vec<Stored<Goal>>> {
        self.of_patient(statement!("care_plan", "goals"), patient)
    }

    pub fn tasks_of(&self, patient: PatientId) -> Result<Vec<Stored<Task>>> {
        self.of_patient(statement!("care_plan", "tasks"), patient)
    }

    pub fn nutrient_targets_of(&self, patient: PatientId) -> Result<Vec<Stored<NutrientTarget>>> {
        self.of_patient(statement!("care_plan", "nutrient_targets"), patient)
    }

    /// The sheets of laboratories, newest first.
    pub fn lab_tests_of(&self, patient: PatientId) -> Result<Vec<Stored<LabTest>>> {
        self.of_patient(statement!("labs", "tests"), patient)
    }

    /// The lines of all sheets, in the order of their writing.
    pub fn lab_results_of(&self, patient: PatientId) -> Result<Vec<Stored<LabResult>>> {
        self.of_patient(statement!("labs", "results"), patient)
    }

    /// Newest first.
    pub fn recalls_of(&self, patient: PatientId) -> Result<Vec<Stored<Recall>>> {
        self.of_patient(statement!("recalls", "of_patient"), patient)
    }

    /// What was eaten in all recalls, in the order of its writing.
    pub fn recall_items_of(&self, patient: PatientId) -> Result<Vec<Stored<RecallItem>>> {
        self.of_patient(statement!("recalls", "items"), patient)
    }

    /// The one that begins last first.
    pub fn meal_plans_of(&self, patient: PatientId) -> Result<Vec<Stored<MealPlan>>> {
        self.of_patient(statement!("meal_plans", "of_patient"), patient)
    }

    /// The foods of all meal plans, in the order of their writing.
    pub fn meal_plan_items_of(&self, patient: PatientId) -> Result<Vec<Stored<MealPlanItem>>> {
        self.of_patient(statement!("meal_plans", "items"), patient)
    }

    /// The one that started last first.
    pub fn diet_orders_of(&self, patient: PatientId) -> Result<Vec<Stored<DietOrder>>> {
        self.of_patient(statement!("diet_orders", "of_patient"), patient)
    }

    /// The one that was given last first.
    pub fn given_handouts_of(&self, patient: PatientId) -> Result<Vec<Stored<GivenHandout>>> {
        self.of_patient(statement!("given_handouts", "of_patient"), patient)
    }

    /// Newest first.
    pub fn screenings_of(&self, patient: PatientId) -> Result<Vec<Stored<Screening>>> {
        self.of_patient(statement!("screenings", "of_patient"), patient)
    }

    /// Newest first.
    pub fn energy_estimates_of(&self, patient: PatientId) -> Result<Vec<Stored<EnergyEstimate>>> {
        self.of_patient(statement!("energy_estimates", "of_patient"), patient)
    }
}

impl Reader<'_> {
    /// Newest first.
    pub fn notes_of(&self, patient: PatientId) -> Result<Vec<Stored<Note>>> {
        self.of_patient(statement!("notes", "of_patient"), patient)
    }

    /// Returns the notes of one visit; reads all notes of the patient, so that a removed one is reported.
    pub fn notes_at(&self, patient: PatientId, visit: VisitId) -> Result<Vec<Stored<Note>>> {
        let mut all = self.notes_of(patient)?;
        all.retain(|row| row.deleted.is_none() && row.value.visit == Some(visit));
        all.reverse();
        Ok(all)
    }

    /// Of all these visits, by one statement.
    pub fn notes_at_visits(&self, visits: &[VisitId]) -> Result<Vec<Stored<Note>>> {
        let visits = json(visits.iter().map(|visit| visit.0));
        self.list(statement!("notes", "at_visits"), [visits])
    }

    /// Oldest first.
    pub fn addenda(&self, patient: PatientId, note: NoteId) -> Result<Vec<Stored<Addendum>>> {
        let mut all = self.addenda_of(patient)?;
        all.retain(|row| row.value.note == note);
        Ok(all)
    }

    /// Returns the versions of one note; reads all of the patient's, so that a removed one is reported.
    pub fn note_versions(
        &self,
        patient: PatientId,
        note: NoteId,
    ) -> Result<Vec<Stored<NoteVersion>>> {
        let mut all = self.note_versions_of(patient)?;
        all.retain(|row| row.value.note == note);
        Ok(all)
    }

    /// Of all notes of a patient, oldest first.
    pub fn note_versions_of(&self, patient: PatientId) -> Result<Vec<Stored<NoteVersion>>> {
        self.of_patient(statement!("notes", "versions_of_patient"), patient)
    }

    /// Of all notes of a patient, by one statement.
    pub fn addenda_of(&self, patient: PatientId) -> Result<Vec<Stored<Addendum>>> {
        self.of_patient(statement!("notes", "addenda_of_patient"), patient)
    }

    /// The one that counts first: two computers that were apart may both have voided a note.
    pub fn note_voids(&self, patient: PatientId, note: NoteId) -> Result<Vec<Stored<NoteVoid>>> {
        let mut all = self.note_voids_of(patient)?;
        all.retain(|row| row.value.note == note);
        Ok(all)
    }

    /// Of all notes of a patient, oldest first.
    pub fn note_voids_of(&self, patient: PatientId) -> Result<Vec<Stored<NoteVoid>>> {
        self.of_patient(statement!("notes", "voids_of_patient"), patient)
    }

    /// Of all notes in each of these files, oldest first.
    pub fn addenda_of_all(&self, patients: &[PatientId]) -> Result<Vec<Stored<Addendum>>> {
        let wanted = json(patients.iter().map(|patient| patient.0));
        self.list(statement!("notes", "addenda_of_patients"), [wanted])
    }

    /// Of all notes in each of these files, oldest first.
    pub fn note_voids_of_all(&self, patients: &[PatientId]) -> Result<Vec<Stored<NoteVoid>>> {
        let wanted = json(patients.iter().map(|patient| patient.0));
        self.list(statement!("notes", "voids_of_patients"), [wanted])
    }
}
