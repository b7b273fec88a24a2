//! A year of the front desk: the diary of a week, the arrivals and the cash of a day, the open alerts, a report.

use std::fs;
use std::hint::black_box;

use chrono::{Days, NaiveDate, Weekday};
use clinic::alerts::{AlertPart, AlertQuery};
use clinic::appointments::{WeekQuery, arrivals, day};
use clinic::invoices::cash;
use clinic::reports::{ReportQuery, report};
use clinic::view::Day;
use clinic::{Clinic, alerts};
use rusqlite::{Connection, Row, params};
use sync_contract::catalog::{
    Alert, AlertKind, AlertOutcome, AlertPriority, Appointment, AppointmentMode,
    AppointmentPatient, AppointmentStatus, Attendance, Facility, Invoice, InvoiceDraft, Payment,
    PaymentMethod,
};
use sync_contract::field::{Text, Time, days_since_1970};
use sync_contract::ids::{FacilityId, PatientId};
use vault::{SystemClock, Unlocked, WriteTx};

use crate::figures::Figures;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome, SYNCHRONOUS, clear};

const DAYS: u64 = 365;
const APPOINTMENTS_A_DAY: i64 = 28;
const ALERTS: i64 = 300;
const OPEN_ALERTS: i64 = 40;
const ROUNDS: usize = 200;
const REPORTS: usize = 40;
const MINUTE_US: i64 = 60_000_000;
const AT_ONCE_S: f64 = 0.05;
const REPORT_S: f64 = 0.3;
const PEER: &str = "one statement over the same rows in clear";
const LINES: &str = concat!(
    r#"[{"service":"00000000-0000-7000-8000-000000000001","code":"FU","name":"Follow-up","#,
    r#""quantity":1,"price":5400,"tax":0}]"#,
);
const PRICE_MINOR: i64 = 5_400;
const REASON: &str = "wants to talk about breakfast";

fn first_day() -> Outcome<NaiveDate> {
    Ok(NaiveDate::from_ymd_opt(2025, 11, 29).ok_or("no such day")?)
}

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let mut unlocked = bench.our_clinic("front_desk")?;
    drop(bench.clear_file()?);
    let path = bench.path("full/front_desk.clear");
    fs::copy(bench.clear_path(), &path)?;
    let mut plain = clear::open(&path, SYNCHRONOUS)?;
    plain.execute_batch(include_str!("../clear/front_desk.sql"))?;
    write_year(bench, &mut unlocked, &mut plain)?;
    plain.execute_batch("pragma wal_checkpoint(truncate); analyze;")?;
    let clinic = Clinic::new(unlocked, Box::new(SystemClock::new()));

    // two hundred days later, so that most of the year lies on either side
    let date = first_day()? + Days::new(200);
    let monday = date.week(Weekday::Mon).first_day();
    let week = WeekQuery {
        day: Day::of(date),
        of: None,
    };
    let open = AlertQuery {
        part: AlertPart::Open,
        offset: 0,
        limit: 100,
    };
    let year = ReportQuery {
        from: Day::of(first_day()?),
        until: Day::of(first_day()? + Days::new(DAYS - 1)),
        facility_id: None,
        department_id: None,
        provider_id: None,
    };
    let today = Day::of(date);
    let at_once = Bar::Under(AT_ONCE_S);
    compare(
        bench,
        ("the diary of a week", ROUNDS, at_once),
        || {
            let shown = day::week(&clinic, &week)?.appointments.len() as i64;
            assert_eq!(black_box(shown), 7 * APPOINTMENTS_A_DAY);
            Ok(())
        },
        || of_days(&plain, monday, 7),
    )?;
    compare(
        bench,
        ("the arrivals of a day", ROUNDS, at_once),
        || {
            let shown = arrivals::arrivals(&clinic, &today)?.cards.len() as i64;
            assert_eq!(black_box(shown), APPOINTMENTS_A_DAY);
            Ok(())
        },
        || of_days(&plain, date, 1),
    )?;
    compare(
        bench,
        ("the cash report of a day", ROUNDS, at_once),
        || {
            assert!(!black_box(cash::report(&clinic, &today)?).rows.is_empty());
            Ok(())
        },
        || cash_of(&plain, date),
    )?;
    compare(
        bench,
        ("the open alerts", ROUNDS, at_once),
        || {
            let shown = alerts::list::list(&clinic, &open)?.rows.len() as i64;
            assert_eq!(black_box(shown), OPEN_ALERTS);
            Ok(())
        },
        || alerts_of(&plain),
    )?;
    compare(
        bench,
        (
            "a year's report of load and income",
            REPORTS,
            Bar::Under(REPORT_S),
        ),
        || {
            black_box(report::report(&clinic, &year)?);
            Ok(())
        },
        || report_of(&plain),
    )
}

/// Times ours and the peer in turns, and adds a line against the peer and one against the time alone.
fn compare(
    bench: &mut Bench,
    (what, rounds, alone): (&str, usize, Bar),
    ours: impl Fn() -> Outcome<()>,
    peer: impl Fn() -> Outcome<()>,
) -> Outcome<()> {
    let (mut times, mut floor) = (Figures::default(), Figures::default());
    // what is checked once a minute is checked before
    ours()?;
    for _ in 0..bench.rounds(rounds) {
        times.time(&ours)?;
        floor.time(&peer)?;
    }
    let line = Line::times(what, times.clone(), Bar::AtMost(3.0));
    bench.line(line.against(PEER, floor));
    bench.line(Line::times(format!("{what}, at once"), times, alone).at(95));
    Ok(())
}

/// Reads every row, as a screen would have to.
fn read_all(plain: &Connection, sql: &str, values: impl rusqlite::Params) -> Outcome<()> {
    let mut statement = plain.prepare_cached(sql)?;
    let columns = statement.column_count();
    let read = |row: &Row<'_>| {
        let values = (0..columns).map(|at| row.get::<_, rusqlite::types::Value>(at));
        values.collect::<rusqlite::Result<Vec<_>>>()
    };
    let rows = statement.query_map(values, read)?;
    black_box(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    Ok(())
}

fn us_of(day: NaiveDate) -> i64 {
    i64::from(days_since_1970(day)) * 24 * 60 * MINUTE_US
}

fn of_days(plain: &Connection, from: NaiveDate, days: u64) -> Outcome<()> {
    read_all(
        plain,
        "select a.*, p.id, p.given_name, p.family_name, p.birth_date, p.sex, p.file_number, p.phones,
                ap.reason, ap.notes, ap.attendance, u.first_name, u.last_name, f.name
            from appointments as a
            join appointment_patients as ap on ap.appointment = a.id
            join patients as p on p.id = ap.patient
            join users as u on u.id = a.provider
            join facilities as f on f.id = a.facility
            where a.starts >= ? and a.starts < ? and a.deleted_at is null
            order by a.starts",
        params![us_of(from), us_of(from + Days::new(days))],
    )
}

fn cash_of(plain: &Connection, day: NaiveDate) -> Outcome<()> {
    read_all(
        plain,
        "select p.cashier, u.last_name, p.method, i.currency, count(*), sum(p.amount_minor)
            from payments as p
            join invoices as i on i.id = p.invoice
            join users as u on u.id = p.cashier
            where p.at >= ? and p.at < ?
            group by p.cashier, p.method, i.currency",
        params![us_of(day), us_of(day + Days::new(1))],
    )
}

fn alerts_of(plain: &Connection) -> Outcome<()> {
    read_all(
        plain,
        "select a.*, f.name from alerts as a join facilities as f on f.id = a.facility
            where a.ended_at is null order by a.priority, a.raised_at desc",
        [],
    )
}

fn report_of(plain: &Connection) -> Outcome<()> {
    read_all(
        plain,
        "select strftime('%Y-%m', a.starts / 1000000, 'unixepoch') as month, a.provider, count(*),
                sum(a.status = 'COMPLETED'), sum(a.status = 'NO_SHOW'), sum(a.ends - a.starts)
            from appointments as a where a.deleted_at is null group by month, a.provider",
        [],
    )?;
    read_all(
        plain,
        "select strftime('%Y-%m', p.at / 1000000, 'unixepoch') as month, i.currency, sum(p.amount_minor),
                sum(i.total_minor)
            from payments as p join invoices as i on i.id = p.invoice group by month, i.currency",
        [],
    )?;
    read_all(
        plain,
        "select strftime('%Y-%m', created_at / 1000000, 'unixepoch') as month, count(*), sum(deleted_at is null)
            from patients group by month",
        [],
    )
}

/// The same year in both files.
fn write_year(bench: &Bench, unlocked: &mut Unlocked, plain: &mut Connection) -> Outcome<()> {
    let all = &bench.people.patients;
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
    let user = unlocked.user().0;
    let written = plain.transaction()?;
    written.execute(
        "insert into facilities values (?, 'Hillside')",
        [facility.0.as_bytes()],
    )?;
    written.execute(
        "insert into users values (?, 'Ada', 'Okafor')",
        [user.as_bytes()],
    )?;
    for day in 0..DAYS {
        let date = first_day()? + Days::new(day);
        let booked: Vec<i64> = (0..APPOINTMENTS_A_DAY).collect();
        unlocked.write_each("book appointment", booked, |tx, number| {
            let at = day as usize * APPOINTMENTS_A_DAY as usize + number as usize;
            let patient = all[at * 7919 % all.len()].id;
            let one = Booked {
                facility,
                patient,
                date,
                number,
            };
            one.write(tx, &written, user)
        })?;
    }
    let numbers: Vec<i64> = (0..ALERTS).collect();
    unlocked.write_each("raise alert", numbers, |tx, number| {
        write_alert(tx, &written, facility, number)
    })?;
    Ok(written.commit()?)
}

/// One appointment with its invoice, which was paid on the day.
struct Booked {
    facility: FacilityId,
    patient: PatientId,
    date: NaiveDate,
    number: i64,
}

impl Booked {
    fn write(&self, tx: &mut WriteTx<'_>, plain: &Connection, user: uuid::Uuid) -> Outcome<()> {
        let minute = 8 * 60 + 20 * self.number;
        let starts = us_of(self.date) + minute * MINUTE_US;
        let ends = starts + 20 * MINUTE_US;
        let status = match self.number {
            0 => AppointmentStatus::NoShow,
            _ => AppointmentStatus::Completed,
        };
        let appointment = Appointment {
            id: tx.new_id(),
            facility: self.facility,
            room: None,
            provider: user.into(),
            starts: Time(starts),
            ends: Time(ends),
            status,
            kind: Text::new("FOLLOW_UP")?,
            mode: AppointmentMode::InPerson,
            series: None,
            seats: None,
        };
        tx.insert(&appointment)?;
        let attendee = AppointmentPatient {
            id: tx.new_id(),
            patient: self.patient,
            appointment: appointment.id,
            reason: Some(Text::new(REASON)?).into(),
            notes: None.into(),
            attendance: Attendance::Attended,
        };
        tx.insert(&attendee)?;
        let draft = InvoiceDraft {
            id: tx.new_id(),
            patient: self.patient,
            appointment: Some(appointment.id),
            quote: None,
            currency: Text::new("EUR")?,
            due_days: 0,
            lines: Text::new(LINES)?.into(),
            claim: None.into(),
        };
        tx.insert(&draft)?;
        let invoice = Invoice {
            id: tx.new_id(),
            patient: self.patient,
            draft: draft.id,
            appointment: Some(appointment.id),
            series: 1,
            serial: i64::from(days_since_1970(self.date)) * APPOINTMENTS_A_DAY + self.number,
            letters: Text::new("ABCD")?,
            issued_on: self.date,
            due_on: self.date,
            currency: Text::new("EUR")?,
            total_minor: PRICE_MINOR,
            lines: Text::new(LINES)?.into(),
            quote: None,
            claim: None.into(),
        };
        tx.insert(&invoice)?;
        let payment = Payment {
            id: tx.new_id(),
            patient: self.patient,
            invoice: invoice.id,
            at: Time(ends),
            method: PaymentMethod::Card,
            amount_minor: PRICE_MINOR,
            refunds: None,
            reference: None.into(),
        };
        tx.insert(&payment)?;
        let (id, patient) = (appointment.id.0, self.patient.0);
        plain
            .prepare_cached("insert into appointments values (?, ?, null, ?, ?, ?, ?, ?, ?, null)")?
            .execute(params![
                id.as_bytes(),
                self.facility.0.as_bytes(),
                user.as_bytes(),
                starts,
                ends,
                status.as_str(),
                "FOLLOW_UP",
                "IN_PERSON",
            ])?;
        plain
            .prepare_cached(
                "insert into appointment_patients values (?, ?, ?, ?, null, 'ATTENDED', null)",
            )?
            .execute(params![
                attendee.id.0.as_bytes(),
                id.as_bytes(),
                patient.as_bytes(),
                REASON,
            ])?;
        plain
            .prepare_cached("insert into invoices values (?, ?, ?, ?, 'EUR', ?, ?)")?
            .execute(params![
                invoice.id.0.as_bytes(),
                patient.as_bytes(),
                id.as_bytes(),
                days_since_1970(self.date),
                PRICE_MINOR,
                LINES,
            ])?;
        plain
            .prepare_cached("insert into payments values (?, ?, ?, ?, 'CARD', ?, ?)")?
            .execute(params![
                payment.id.0.as_bytes(),
                patient.as_bytes(),
                invoice.id.0.as_bytes(),
                ends,
                PRICE_MINOR,
                user.as_bytes(),
            ])?;
        Ok(())
    }
}

/// The last ones are open; the others were resolved at once.
fn write_alert(
    tx: &mut WriteTx<'_>,
    plain: &Connection,
    facility: FacilityId,
    number: i64,
) -> Outcome<()> {
    let raised_at = us_of(first_day()?) + number * MINUTE_US;
    let is_open = number >= ALERTS - OPEN_ALERTS;
    let (title, description) = ("Door of the store room", "It does not lock.");
    let ended_at = (!is_open).then_some(raised_at + MINUTE_US);
    let alert = Alert {
        id: tx.new_id(),
        kind: AlertKind::Operational,
        priority: AlertPriority::Low,
        facility,
        department: None,
        room: None,
        raised_at: Time(raised_at),
        expires_at: None,
        title: Text::new(title)?.into(),
        description: Some(Text::new(description)?).into(),
        acknowledged_at: None,
        acknowledged_by: None,
        outcome: ended_at.map(|_| AlertOutcome::Resolved),
        ended_at: ended_at.map(Time),
        ended_by: None,
        remark: None.into(),
    };
    tx.insert(&alert)?;
    plain
        .prepare_cached("insert into alerts values (?, 'OPERATIONAL', 'LOW', ?, ?, ?, ?, ?)")?
        .execute(params![
            alert.id.0.as_bytes(),
            facility.0.as_bytes(),
            raised_at,
            ended_at,
            title,
            description,
        ])?;
    Ok(())
}
