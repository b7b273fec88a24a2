//! What patients were billed for, and what they have paid.

use chrono::NaiveDate;
use rusqlite::params;
use sync_contract::catalog::{CashClosing, Invoice, InvoiceDraft, InvoiceVoid, Payment};
use sync_contract::field::{Time, days_since_1970};
use sync_contract::ids::{AppointmentId, InvoiceId, PatientId};
use sync_contract::statement;
use uuid::Uuid;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::columns;
use crate::store::rows::json;

impl Reader<'_> {
    /// With those that were issued.
    pub fn invoice_drafts_of(&self, patient: PatientId) -> Result<Vec<Stored<InvoiceDraft>>> {
        self.of_patient(statement!("invoices", "drafts"), patient)
    }

    pub fn invoices_of(&self, patient: PatientId) -> Result<Vec<Stored<Invoice>>> {
        self.of_patient(statement!("invoices", "invoices"), patient)
    }

    /// Those of several files on which more or less is paid than is asked for, by one statement: which they are is
    /// computed from clear columns, whose tags are not checked. Most of what patients were billed for is paid, and no
    /// row of it is read.
    pub fn invoices_unpaid_of_all(&self, patients: &[PatientId]) -> Result<Vec<Stored<Invoice>>> {
        let wanted = json(patients.iter().map(|patient| patient.0));
        self.list(statement!("invoices", "unpaid_of_patients"), [wanted])
    }

    /// The first one first.
    pub fn invoice_voids_of(&self, patient: PatientId) -> Result<Vec<Stored<InvoiceVoid>>> {
        self.of_patient(statement!("invoices", "voids"), patient)
    }

    /// Payments and refunds, the first one first.
    pub fn payments_of(&self, patient: PatientId) -> Result<Vec<Stored<Payment>>> {
        self.of_patient(statement!("invoices", "payments"), patient)
    }

    /// Payments and refunds between two times, the first one first.
    pub fn payments_between(&self, from: Time, until: Time) -> Result<Vec<Stored<Payment>>> {
        self.list(
            statement!("invoices", "payments_between"),
            [from.0, until.0],
        )
    }

    /// What was counted of a day's payments, the first one first.
    pub fn cash_closings(&self, day: NaiveDate) -> Result<Vec<Stored<CashClosing>>> {
        self.list(statement!("invoices", "closings"), [days_since_1970(day)])
    }

    pub fn payments_of_invoices(&self, invoices: &[Uuid]) -> Result<Vec<Stored<Payment>>> {
        let wanted = json(invoices.iter().copied());
        self.list(statement!("invoices", "payments_of_invoices"), [wanted])
    }

    pub fn invoice_voids_of_invoices(&self, invoices: &[Uuid]) -> Result<Vec<Stored<InvoiceVoid>>> {
        let wanted = json(invoices.iter().copied());
        self.list(statement!("invoices", "voids_of_invoices"), [wanted])
    }

    /// Drafts for several appointments, with those that were issued.
    pub fn invoice_drafts_at(
        &self,
        appointments: &[AppointmentId],
    ) -> Result<Vec<Stored<InvoiceDraft>>> {
        let wanted = json(appointments.iter().map(|appointment| appointment.0));
        self.list(statement!("invoices", "drafts_at"), [wanted])
    }

    pub fn invoices_at(&self, appointments: &[AppointmentId]) -> Result<Vec<Stored<Invoice>>> {
        let wanted = json(appointments.iter().map(|appointment| appointment.0));
        self.list(statement!("invoices", "invoices_at"), [wanted])
    }

    /// Other invoices of the same drafts, of the same quotes, and of the same appointments of a patient; one may be
    /// there more than once.
    pub fn invoices_of_same_visits(&self, invoices: &[Uuid]) -> Result<Vec<Stored<Invoice>>> {
        let wanted = json(invoices.iter().copied());
        self.list(statement!("invoices", "same_visit"), [wanted])
    }

    /// Drafts of patients who are not deleted that were not issued.
    pub fn invoice_drafts_not_issued(&self) -> Result<Vec<Stored<InvoiceDraft>>> {
        self.list(statement!("invoices", "drafts_not_issued"), [])
    }

    /// Returns the invoices on which more or less is paid than is asked for, by clear columns, whose tags are not
    /// checked. Those of deleted patients are among them: what is owed stays owed.
    pub fn invoices_unpaid(&self) -> Result<Vec<InvoiceId>> {
        let mut statement = self.conn.prepare_cached(statement!("invoices", "unpaid"))?;
        let mut rows = statement.query([])?;
        let mut unpaid = Vec::new();
        while let Some(row) = rows.next()? {
            unpaid.extend(columns::id(row, 0)?.map(InvoiceId));
        }
        Ok(unpaid)
    }

    /// Returns who came to appointments between two times and is on no draft and no invoice that is not void, nor paid
    /// with a package that is neither removed nor void with its own invoice, by clear columns.
    pub fn unbilled(&self, from: Time, until: Time) -> Result<Vec<(AppointmentId, PatientId)>> {
        let mut statement = self
            .conn
            .prepare_cached(statement!("invoices", "unbilled"))?;
        let mut rows = statement.query(params![from.0, until.0])?;
        let mut unbilled = Vec::new();
        while let Some(row) = rows.next()? {
            let (appointment, patient) = (columns::id(row, 0)?, columns::id(row, 1)?);
            let both = appointment.zip(patient);
            unbilled.extend(both.map(|(of, patient)| (AppointmentId(of), PatientId(patient))));
        }
        Ok(unbilled)
    }

    /// The invoices with the largest numbers of a series; none of which the tag is wrong.
    pub fn last_of_invoices(&self, series: u32) -> Result<Vec<Stored<Invoice>>> {
        self.list(statement!("invoices", "last_of_series"), [series])
    }
}
