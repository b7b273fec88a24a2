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
use rusqlite::{Connection, params};
use sync_contract::catalog::{
    Alert, AlertKind, AlertOutcome, AlertPriority, AppointmentStatus, Attendance,
};
use sync_contract::field::{Text, Time, days_since_1970};
use sync_contract::ids::FacilityId;
use vault::{SystemClock, Unlocked, WriteTx};

use crate::office::{Billed, Booked, MINUTE_US, Office, us_of};
use crate::table::Bar;
use crate::turns::{AT_ONCE, compare, compare_lists, read_all};
use crate::{Bench, Outcome, SYNCHRONOUS, clear};

const DAYS: u64 = 365;
const APPOINTMENTS_A_DAY: i64 = 28;
const ALERTS: i64 = 300;
const OPEN_ALERTS: i64 = 40;
const ROUNDS: usize = 200;
const REPORTS: usize = 40;
const REPORT_S: f64 = 0.3;

fn first_day() -> Outcome<NaiveDate> {
    Ok(NaiveDate::from_ymd_opt(2025, 11, 29).ok_or("no such day")?)
}

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let mut unlocked = bench.our_clinic("front_desk")?;
    drop(bench.clear_file()?);
    let path = bench.path("full/front_desk.clear");
    fs::copy(bench.clear_path(), &path)?;
    let mut plain = clear::open(&path, SYNCHRONOUS)?;
    let office = Office::open(&mut unlocked, &plain)?;
    write_year(bench, &mut unlocked, &mut plain, &office)?;
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
    compare_lists(
        bench,
        ("the diary of a week", ROUNDS),
        || Ok(day::week(&clinic, &week)?.appointments.len()),
        || week_of(&plain, monday),
    )?;
    compare_lists(
        bench,
        ("the arrivals of a day", ROUNDS),
        || Ok(arrivals::arrivals(&clinic, &today)?.cards.len()),
        || arrivals_of(&plain, date),
    )?;
    compare(
        bench,
        ("the cash report of a day", ROUNDS, AT_ONCE),
        || {
            assert!(!black_box(cash::report(&clinic, &today)?).rows.is_empty());
            Ok(())
        },
        || cash_of(&plain, date),
    )?;
    compare_lists(
        bench,
        ("the open alerts", ROUNDS),
        || Ok(alerts::list::list(&clinic, &open)?.rows.len()),
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

fn week_of(plain: &Connection, monday: NaiveDate) -> Outcome<usize> {
    let sql = include_str!("../clear/week.sql");
    read_all(
        plain,
        sql,
        params![us_of(monday), us_of(monday + Days::new(7))],
    )
}

fn arrivals_of(plain: &Connection, day: NaiveDate) -> Outcome<usize> {
    let sql = include_str!("../clear/arrivals.sql");
    read_all(plain, sql, params![us_of(day), us_of(day + Days::new(1))])
}

fn cash_of(plain: &Connection, day: NaiveDate) -> Outcome<()> {
    let sql = include_str!("../clear/cash.sql");
    read_all(plain, sql, params![us_of(day), us_of(day + Days::new(1))]).map(drop)
}

fn alerts_of(plain: &Connection) -> Outcome<usize> {
    read_all(plain, include_str!("../clear/alerts.sql"), [])
}

/// The load, the income and the registrations by month.
fn report_of(plain: &Connection) -> Outcome<()> {
    for sql in [
        include_str!("../clear/load.sql"),
        include_str!("../clear/income.sql"),
        include_str!("../clear/registered.sql"),
    ] {
        read_all(plain, sql, [])?;
    }
    Ok(())
}

/// The same year in both files.
fn write_year(
    bench: &Bench,
    unlocked: &mut Unlocked,
    plain: &mut Connection,
    office: &Office,
) -> Outcome<()> {
    let all = &bench.people.patients;
    let written = plain.transaction()?;
    for day in 0..DAYS {
        let date = first_day()? + Days::new(day);
        unlocked.write_each("book appointment", 0..APPOINTMENTS_A_DAY, |tx, number| {
            let at = day as usize * APPOINTMENTS_A_DAY as usize + number as usize;
            let status = match number {
                0 => AppointmentStatus::NoShow,
                _ => AppointmentStatus::Completed,
            };
            let booked = Booked {
                patient: all[at * 7919 % all.len()].id,
                starts: us_of(date) + (8 * 60 + 20 * number) * MINUTE_US,
                status,
                attendance: Attendance::Attended,
            };
            let billed = Billed {
                patient: booked.patient,
                appointment: Some(office.book(tx, &written, &booked)?),
                serial: i64::from(days_since_1970(date)) * APPOINTMENTS_A_DAY + number,
                issued_on: date,
                due_on: date,
                paid_at: Some(booked.ends()),
            };
            office.bill(tx, &written, &billed)
        })?;
    }
    unlocked.write_each("raise alert", 0..ALERTS, |tx, number| {
        write_alert(tx, &written, office.facility, number)
    })?;
    Ok(written.commit()?)
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
