//! What reports count. All of it by clear columns, whose tags are not checked: who reports looks the tables over.

use std::str::FromStr;

use chrono::NaiveDate;
use rusqlite::{Row, params};
use sync_contract::catalog::{AppointmentStatus, PaymentMethod};
use sync_contract::field::{Time, days_since_1970};
use sync_contract::ids::{AppointmentId, DepartmentId, FacilityId, PatientId, RoomId, UserId};
use sync_contract::statement;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::store::columns;

/// What is counted: of one facility, of one department's users, of one user; all of it without.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReportFilter {
    pub facility: Option<FacilityId>,
    pub department: Option<DepartmentId>,
    pub provider: Option<UserId>,
}

/// Appointments of one status that begin within one span.
#[derive(Debug, Clone, Copy)]
pub struct CountedAppointments {
    pub span: usize,
    pub status: AppointmentStatus,
    pub count: usize,
}

/// Appointments of one provider in one room with one status, and for how many minutes they are booked.
#[derive(Debug, Clone, Copy)]
pub struct BookedLoad {
    pub provider: UserId,
    pub room: Option<RoomId>,
    pub status: AppointmentStatus,
    pub count: usize,
    pub minutes: i64,
}

/// A step of an appointment's status.
#[derive(Debug, Clone, Copy)]
pub struct StatusStep {
    pub span: usize,
    pub appointment: AppointmentId,
    pub at: Time,
    pub to: AppointmentStatus,
}

/// A payment or a refund, in the smallest unit of its currency.
#[derive(Debug, Clone)]
pub struct ReportedPayment {
    pub span: usize,
    pub currency: String,
    pub method: PaymentMethod,
    pub is_refund: bool,
    pub amount_minor: i64,
}

/// When a patient was registered, and when deleted.
#[derive(Debug, Clone, Copy)]
pub struct Registered {
    pub patient: PatientId,
    pub at: Time,
    pub deleted_at: Option<Time>,
}

impl ReportFilter {
    fn bytes(&self) -> [Option<Vec<u8>>; 3] {
        let ids = [
            self.facility.map(|id| id.0),
            self.department.map(|id| id.0),
            self.provider.map(|id| id.0),
        ];
        ids.map(|id| id.map(|id| id.as_bytes().to_vec()))
    }
}

/// As a list of pairs.
fn json(spans: &[(Time, Time)]) -> String {
    let pairs = spans
        .iter()
        .map(|(from, until)| format!("[{},{}]", from.0, until.0));
    format!("[{}]", pairs.collect::<Vec<_>>().join(","))
}

fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<usize>> {
    let number = columns::integer(row, column)?;
    Ok(number.and_then(|number| usize::try_from(number).ok()))
}

fn word<T: FromStr>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    Ok(columns::text(row, column)?.and_then(|word| word.parse().ok()))
}

impl Reader<'_> {
    /// Counts the appointments that begin in each of these spans, by one statement.
    pub fn appointments_counted(
        &self,
        spans: &[(Time, Time)],
        filter: ReportFilter,
    ) -> Result<Vec<CountedAppointments>> {
        let [facility, department, provider] = filter.bytes();
        let given = params![json(spans), facility, department, provider];
        self.counted(statement!("reports", "appointments"), given, |row| {
            let read = (number(row, 0)?, word(row, 1)?, number(row, 2)?);
            let (Some(span), Some(status), Some(count)) = read else {
                return Ok(None);
            };
            Ok(Some(CountedAppointments {
                span,
                status,
                count,
            }))
        })
    }

    /// Sums up what is booked between two times, by one statement. No appointment counts for more than a day.
    pub fn load_between(
        &self,
        (from, until): (Time, Time),
        filter: ReportFilter,
    ) -> Result<Vec<BookedLoad>> {
        let [facility, department, provider] = filter.bytes();
        let given = params![from.0, until.0, facility, department, provider];
        self.counted(statement!("reports", "load"), given, |row| {
            let (provider, status) = (columns::id(row, 0)?, word(row, 2)?);
            let (Some(provider), Some(status), Some(count)) = (provider, status, number(row, 3)?)
            else {
                return Ok(None);
            };
            Ok(Some(BookedLoad {
                provider: UserId(provider),
                room: columns::id(row, 1)?.map(RoomId),
                status,
                count,
                minutes: columns::integer(row, 4)?.unwrap_or(0),
            }))
        })
    }

    /// The status history of the appointments that begin in each of these spans and at which the patient was called in,
    /// each in the order of its times, by one statement.
    pub fn steps_between(
        &self,
        spans: &[(Time, Time)],
        filter: ReportFilter,
    ) -> Result<Vec<StatusStep>> {
        let [facility, department, provider] = filter.bytes();
        let given = params![json(spans), facility, department, provider];
        self.counted(statement!("reports", "steps"), given, |row| {
            let (appointment, at) = (columns::id(row, 1)?, columns::integer(row, 2)?);
            let (Some(span), Some(to), Some((appointment, at))) =
                (number(row, 0)?, word(row, 3)?, appointment.zip(at))
            else {
                return Ok(None);
            };
            Ok(Some(StatusStep {
                span,
                appointment: AppointmentId(appointment),
                at: Time(at),
                to,
            }))
        })
    }

    /// Payments and refunds within each of these spans, by one statement. With a filter those whose invoice is of an
    /// appointment that it counts.
    pub fn payments_reported(
        &self,
        spans: &[(Time, Time)],
        filter: ReportFilter,
    ) -> Result<Vec<ReportedPayment>> {
        let [facility, department, provider] = filter.bytes();
        let given = params![json(spans), facility, department, provider];
        self.counted(statement!("reports", "payments"), given, |row| {
            let (currency, amount) = (columns::text(row, 1)?, columns::integer(row, 4)?);
            let (Some(span), Some(method), Some((currency, amount_minor))) =
                (number(row, 0)?, word(row, 2)?, currency.zip(amount))
            else {
                return Ok(None);
            };
            Ok(Some(ReportedPayment {
                span,
                currency: currency.to_owned(),
                method,
                is_refund: columns::integer(row, 3)? == Some(1),
                amount_minor,
            }))
        })
    }

    /// Currency and total of each invoice that was issued on these days and is not void, the second day left out, by
    /// one statement.
    pub fn invoiced_between(
        &self,
        (from, until): (NaiveDate, NaiveDate),
        filter: ReportFilter,
    ) -> Result<Vec<(String, i64)>> {
        let [facility, department, provider] = filter.bytes();
        let days = [from, until].map(days_since_1970);
        let given = params![days[0], days[1], facility, department, provider];
        self.counted(statement!("reports", "invoices"), given, |row| {
            let currency = columns::text(row, 0)?.map(str::to_owned);
            Ok(currency.zip(columns::integer(row, 1)?))
        })
    }

    /// When each patient was registered, deleted ones too, by one statement. With a filter those of the facility, and
    /// those who are assigned to the user or to one of the department.
    pub fn patients_registered(&self, filter: ReportFilter) -> Result<Vec<Registered>> {
        let given = filter.bytes();
        self.counted(statement!("reports", "patients"), given, |row| {
            let (patient, at) = (columns::id(row, 0)?, columns::integer(row, 1)?);
            let deleted_at = columns::integer(row, 2)?.map(Time);
            Ok(patient.zip(at).map(|(patient, at)| Registered {
                patient: PatientId(patient),
                at: Time(at),
                deleted_at,
            }))
        })
    }

    fn counted<T>(
        &self,
        sql: &str,
        given: impl rusqlite::Params,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<Option<T>>,
    ) -> Result<Vec<T>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(given)?;
        let mut counted = Vec::new();
        while let Some(row) = rows.next()? {
            counted.extend(read(row)?);
        }
        Ok(counted)
    }
}
