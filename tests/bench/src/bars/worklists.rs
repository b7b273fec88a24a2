//! The worklists of a day: whom to call, to bill, to remind, to move, to collect from, to dispense to, and who is in.

use std::fs;

use chrono::{Days, Utc};
use clinic::clashes::{ClashPart, ClashQuery};
use clinic::follow_ups::{self, FollowUpPart, FollowUpQuery};
use clinic::invoices::{overdue, worklist as billing};
use clinic::labs::{LabWorkPart, LabWorkQuery, worklist as laboratory};
use clinic::prescriptions::{DispensingPart, DispensingQuery, worklist as pharmacy};
use clinic::stays::{InpatientQuery, inside};
use clinic::view::Day;
use clinic::waiting_list::{WaitingPart, WaitingQuery};
use clinic::{Clinic, clashes, reminders, waiting_list};
use rusqlite::{Connection, params};
use sync_contract::field::days_since_1970;
use sync_contract::ids::PatientId;
use vault::SystemClock;

use crate::office::{Office, us_of};
use crate::turns::{compare_lists, read_all};
use crate::work::{DAYS_AHEAD, Work};
use crate::{Bench, Outcome, SYNCHRONOUS, clear};

const ROUNDS: usize = 100;
const SHOWN: u32 = 100;
/// How long ago a visit may have been that is still billed.
const BILLED_DAYS: u64 = 90;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let mut unlocked = bench.our_clinic("worklists")?;
    drop(bench.clear_file()?);
    let path = bench.path("full/worklists.clear");
    fs::copy(bench.clear_path(), &path)?;
    let mut plain = clear::open(&path, SYNCHRONOUS)?;
    let office = Office::open(&mut unlocked, &plain)?;
    let patients = bench.people.patients.iter();
    let patients: Vec<PatientId> = patients.map(|patient| patient.id).collect();
    let written = plain.transaction()?;
    let work = Work {
        office: &office,
        plain: &written,
        patients: &patients,
        today: Utc::now().date_naive(),
    };
    work.write(&mut unlocked)?;
    let today = work.today;
    written.commit()?;
    plain.execute_batch("pragma wal_checkpoint(truncate); analyze;")?;
    let clinic = Clinic::new(unlocked, Box::new(SystemClock::new()));
    clinic.warm_up()?;
    let of = Lists {
        clinic: &clinic,
        plain: &plain,
        today: i64::from(days_since_1970(today)),
        tomorrow: Day::of(today + Days::new(1)),
        beginning: us_of(today),
        tomorrow_us: us_of(today + Days::new(1)),
        billed_from: us_of(today - Days::new(BILLED_DAYS)),
        until: us_of(today + Days::new(DAYS_AHEAD + 1)),
    };
    compare_follow_ups(bench, &of)?;
    compare_bills(bench, &of)?;
    compare_diary(bench, &of)?;
    compare_orders(bench, &of)
}

struct Lists<'a> {
    clinic: &'a Clinic,
    plain: &'a Connection,
    /// Days since 1970.
    today: i64,
    tomorrow: Day,
    /// Of today, in microseconds as the rest.
    beginning: i64,
    tomorrow_us: i64,
    billed_from: i64,
    until: i64,
}

fn compare_follow_ups(bench: &mut Bench, of: &Lists<'_>) -> Outcome<()> {
    let due = FollowUpQuery {
        part: FollowUpPart::Overdue,
        dietitian_id: None,
        offset: 0,
        limit: SHOWN,
    };
    compare_lists(
        bench,
        ("worklist: overdue follow-ups", ROUNDS),
        || Ok(follow_ups::list(of.clinic, &due)?.rows.len()),
        || {
            let sql = include_str!("../clear/worklists/follow_ups.sql");
            read_all(of.plain, sql, params![of.today, of.beginning])
        },
    )?;
    let current = WaitingQuery {
        part: WaitingPart::Current,
        offset: 0,
        limit: SHOWN,
    };
    compare_lists(
        bench,
        ("worklist: who waits for a time", ROUNDS),
        || Ok(waiting_list::list::list(of.clinic, &current)?.rows.len()),
        || read_all(of.plain, include_str!("../clear/worklists/waiting.sql"), []),
    )
}

fn compare_bills(bench: &mut Bench, of: &Lists<'_>) -> Outcome<()> {
    compare_lists(
        bench,
        ("worklist: what is to be billed", ROUNDS),
        || {
            let work = billing::to_bill(of.clinic)?;
            Ok(work.to_invoice.len() + work.drafts.len() + work.unpaid.len())
        },
        || {
            let sql = include_str!("../clear/worklists/to_bill.sql");
            read_all(of.plain, sql, params![of.billed_from, of.tomorrow_us])
        },
    )?;
    compare_lists(
        bench,
        ("worklist: overdue invoices", ROUNDS),
        || {
            let parts = overdue::overdue(of.clinic)?.parts;
            Ok(parts.iter().map(|part| part.invoices.len()).sum())
        },
        || {
            let sql = include_str!("../clear/worklists/overdue.sql");
            read_all(of.plain, sql, params![of.today])
        },
    )
}

fn compare_diary(bench: &mut Bench, of: &Lists<'_>) -> Outcome<()> {
    compare_lists(
        bench,
        ("worklist: whom to remind", ROUNDS),
        || Ok(reminders::list(of.clinic, Some(&of.tomorrow))?.rows.len()),
        || {
            let sql = include_str!("../clear/worklists/reminders.sql");
            let until = of.tomorrow_us + of.tomorrow_us - of.beginning;
            read_all(of.plain, sql, params![of.tomorrow_us, until])
        },
    )?;
    let current = ClashQuery {
        part: ClashPart::Current,
        offset: 0,
        limit: SHOWN,
    };
    compare_lists(
        bench,
        ("worklist: clashes", ROUNDS),
        || Ok(clashes::list::list(of.clinic, &current)?.rows.len()),
        || {
            let sql = include_str!("../clear/worklists/clashes.sql");
            read_all(of.plain, sql, params![of.tomorrow_us, of.until])
        },
    )
}

fn compare_orders(bench: &mut Bench, of: &Lists<'_>) -> Outcome<()> {
    let to_collect = LabWorkQuery {
        part: LabWorkPart::ToCollect,
        search: String::new(),
        offset: 0,
        limit: SHOWN,
    };
    compare_lists(
        bench,
        ("worklist: tests to collect", ROUNDS),
        || Ok(laboratory::to_do(of.clinic, &to_collect)?.rows.len()),
        || {
            read_all(
                of.plain,
                include_str!("../clear/worklists/to_collect.sql"),
                [],
            )
        },
    )?;
    let waiting = DispensingQuery {
        part: DispensingPart::Waiting,
        search: String::new(),
        offset: 0,
        limit: SHOWN,
    };
    compare_lists(
        bench,
        ("worklist: what is to be dispensed", ROUNDS),
        || Ok(pharmacy::to_dispense(of.clinic, &waiting)?.rows.len()),
        || {
            let sql = include_str!("../clear/worklists/to_dispense.sql");
            read_all(of.plain, sql, params![of.today])
        },
    )?;
    let all = InpatientQuery {
        department_id: None,
        offset: 0,
        limit: SHOWN,
    };
    compare_lists(
        bench,
        ("worklist: who is in", ROUNDS),
        || Ok(inside::current(of.clinic, &all)?.rows.len()),
        || {
            let sql = include_str!("../clear/worklists/inside.sql");
            read_all(of.plain, sql, params![of.today])
        },
    )
}
