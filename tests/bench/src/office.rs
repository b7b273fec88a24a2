//! Appointments and what was billed for them, written alike into our file and into the clear one.

use chrono::NaiveDate;
use rusqlite::{Connection, params};
use sync_contract::catalog::{
    Appointment, AppointmentMode, AppointmentPatient, AppointmentStatus, Attendance, Facility,
    Invoice, InvoiceDraft, Payment, PaymentMethod,
};
use sync_contract::field::{Text, Time, days_since_1970};
use sync_contract::ids::{AppointmentId, FacilityId, PatientId, UserId};
use vault::{Unlocked, WriteTx};

use crate::Outcome;

/// The tables of the clear file.
pub const SCHEMA: &str = include_str!("clear/office.sql");
pub const MINUTE_US: i64 = 60_000_000;
const MINUTES: i64 = 20;
const PRICE_MINOR: i64 = 5_400;
const REASON: &str = "wants to talk about breakfast";
const LINES: &str = concat!(
    r#"[{"service":"00000000-0000-7000-8000-000000000001","code":"FU","name":"Follow-up","#,
    r#""quantity":1,"price":5400,"tax":0}]"#,
);

/// The beginning of a day by the clock of the facility, which is UTC.
pub fn us_of(day: NaiveDate) -> i64 {
    i64::from(days_since_1970(day)) * 24 * 60 * MINUTE_US
}

/// Where and with whom everything is.
pub struct Office {
    pub facility: FacilityId,
    pub user: UserId,
}

/// An appointment of one patient.
pub struct Booked {
    pub patient: PatientId,
    pub starts: i64,
    pub status: AppointmentStatus,
    pub attendance: Attendance,
}

/// An invoice, and when all of it was paid.
pub struct Billed {
    pub patient: PatientId,
    pub appointment: Option<AppointmentId>,
    pub serial: i64,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub paid_at: Option<i64>,
}

impl Booked {
    /// When it ends.
    pub fn ends(&self) -> i64 {
        self.starts + MINUTES * MINUTE_US
    }
}

impl Office {
    /// Adds the facility and the user to both files, and the tables to the clear one.
    pub fn open(unlocked: &mut Unlocked, plain: &Connection) -> Outcome<Self> {
        let facility: FacilityId = unlocked.write("add facility", |tx| {
            let id = tx.new_id();
            tx.insert(&Facility {
                id,
                name: Text::new("Hillside")?,
                address: None,
                phone: None,
                licence_number: None,
                time_zone: Text::new("UTC")?,
                currency: Text::new("EUR")?,
                is_active: true,
            })?;
            Outcome::Ok(id)
        })?;
        let user = unlocked.user();
        plain.execute_batch(SCHEMA)?;
        plain.execute(
            "insert into facilities values (?, 'Hillside')",
            [facility.0.as_bytes()],
        )?;
        plain.execute(
            "insert into users values (?, 'Ada', 'Okafor')",
            [user.0.as_bytes()],
        )?;
        Ok(Self { facility, user })
    }

    pub fn book(
        &self,
        tx: &mut WriteTx<'_>,
        plain: &Connection,
        booked: &Booked,
    ) -> Outcome<AppointmentId> {
        let appointment = Appointment {
            id: tx.new_id(),
            facility: self.facility,
            room: None,
            provider: self.user,
            starts: Time(booked.starts),
            ends: Time(booked.ends()),
            status: booked.status,
            kind: Text::new("FOLLOW_UP")?,
            mode: AppointmentMode::InPerson,
            series: None,
            seats: None,
        };
        tx.insert(&appointment)?;
        let attendee = AppointmentPatient {
            id: tx.new_id(),
            patient: booked.patient,
            appointment: appointment.id,
            reason: Some(Text::new(REASON)?).into(),
            notes: None.into(),
            attendance: booked.attendance,
        };
        tx.insert(&attendee)?;
        plain
            .prepare_cached("insert into appointments values (?, ?, null, ?, ?, ?, ?, ?, ?, null)")?
            .execute(params![
                appointment.id.0.as_bytes(),
                self.facility.0.as_bytes(),
                self.user.0.as_bytes(),
                booked.starts,
                booked.ends(),
                booked.status.as_str(),
                "FOLLOW_UP",
                "IN_PERSON",
            ])?;
        plain
            .prepare_cached("insert into appointment_patients values (?, ?, ?, ?, null, ?, null)")?
            .execute(params![
                attendee.id.0.as_bytes(),
                appointment.id.0.as_bytes(),
                booked.patient.0.as_bytes(),
                REASON,
                booked.attendance.as_str(),
            ])?;
        Ok(appointment.id)
    }

    pub fn bill(&self, tx: &mut WriteTx<'_>, plain: &Connection, billed: &Billed) -> Outcome<()> {
        let draft = InvoiceDraft {
            id: tx.new_id(),
            patient: billed.patient,
            appointment: billed.appointment,
            quote: None,
            currency: Text::new("EUR")?,
            due_days: 0,
            lines: Text::new(LINES)?.into(),
            claim: None.into(),
        };
        tx.insert(&draft)?;
        let invoice = Invoice {
            id: tx.new_id(),
            patient: billed.patient,
            draft: draft.id,
            appointment: billed.appointment,
            series: 1,
            serial: billed.serial,
            letters: Text::new("ABCD")?,
            issued_on: billed.issued_on,
            due_on: billed.due_on,
            currency: Text::new("EUR")?,
            total_minor: PRICE_MINOR,
            lines: Text::new(LINES)?.into(),
            quote: None,
            claim: None.into(),
        };
        tx.insert(&invoice)?;
        let patient = billed.patient.0;
        let appointment = billed.appointment.map(|id| id.0.into_bytes());
        plain
            .prepare_cached("insert into invoice_drafts values (?, ?, ?, 'EUR', ?)")?
            .execute(params![
                draft.id.0.as_bytes(),
                patient.as_bytes(),
                appointment,
                LINES,
            ])?;
        plain
            .prepare_cached("insert into invoices values (?, ?, ?, ?, ?, ?, ?, 'EUR', ?, ?)")?
            .execute(params![
                invoice.id.0.as_bytes(),
                patient.as_bytes(),
                draft.id.0.as_bytes(),
                appointment,
                billed.serial,
                days_since_1970(billed.issued_on),
                days_since_1970(billed.due_on),
                PRICE_MINOR,
                LINES,
            ])?;
        match billed.paid_at {
            Some(at) => self.pay(tx, plain, &invoice, at),
            None => Ok(()),
        }
    }

    fn pay(
        &self,
        tx: &mut WriteTx<'_>,
        plain: &Connection,
        invoice: &Invoice,
        at: i64,
    ) -> Outcome<()> {
        let payment = Payment {
            id: tx.new_id(),
            patient: invoice.patient,
            invoice: invoice.id,
            at: Time(at),
            method: PaymentMethod::Card,
            amount_minor: PRICE_MINOR,
            refunds: None,
            reference: None.into(),
        };
        tx.insert(&payment)?;
        plain
            .prepare_cached("insert into payments values (?, ?, ?, ?, 'CARD', ?, null, ?)")?
            .execute(params![
                payment.id.0.as_bytes(),
                invoice.patient.0.as_bytes(),
                invoice.id.0.as_bytes(),
                at,
                PRICE_MINOR,
                self.user.0.as_bytes(),
            ])?;
        Ok(())
    }
}
