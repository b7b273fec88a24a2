//! What a manager asks of a period.

use chrono::Datelike;
use clinic::Clinic;
use clinic::reports::csv::csv;
use clinic::reports::report::report;
use clinic::reports::{
    ReportExpenses, ReportIncome, ReportLoad, ReportQuery, ReportSpan, ReportTable, ReportView,
};
use clinic::view::Day;
use serde_json::json;
use sync_contract::catalog::Department;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::reports::{ReportPeriod, Reports};
use crate::commands::expenses::sum_line;
use crate::commands::export::text_to_file;
use crate::commands::facilities::{facility_id, find_location};
use crate::entry::{choice, day, user_id};
use crate::exit::Result;
use crate::text::label;

pub fn run(who: &Who, args: Reports) -> Result<Answer> {
    match args {
        Reports::Show { period } => {
            let clinic = who.unlock()?;
            let view = report(&clinic, &query(&clinic, period)?)?;
            Answer::done(&json!({ "report": view }), text(&view))
        }
        Reports::Csv {
            table,
            period,
            out,
            replace,
        } => {
            let table: ReportTable = choice(&table, "table")?;
            let mut clinic = who.unlock()?;
            let query = query(&clinic, period)?;
            text_to_file(&out, replace, || Ok(csv(&mut clinic, &query, table)?))
        }
    }
}

/// Returns what is asked: of this month until today where no day is named.
pub fn query(clinic: &Clinic, args: ReportPeriod) -> Result<ReportQuery> {
    let today = clinic.today()?;
    let first = today.with_day(1).unwrap_or(today);
    let or = |typed: Option<String>, field: &'static str, usual| {
        typed.map_or_else(|| Ok(Day::of(usual)), |typed| day(typed, field))
    };
    let facility = args.facility.map(|which| facility_id(clinic, &which));
    let department = args.department.map(|which| {
        find_location::<Department>(clinic, &which)
            .map(|row| row.id)
            .map_err(|problem| problem.at("department"))
    });
    let provider = args.provider.map(|name| user_id(clinic, &name, "provider"));
    Ok(ReportQuery {
        from: or(args.from, "from", first)?,
        until: or(args.until, "until", today)?,
        facility_id: facility.transpose()?,
        department_id: department.transpose()?,
        provider_id: provider.transpose()?,
    })
}

fn text(view: &ReportView) -> String {
    let mut facilities = view.choices.facilities.iter();
    let facility = facilities.find(|one| Some(&one.id) == view.query.facility_id.as_ref());
    let at = facility.map_or(String::new(), |facility| format!(", {}", facility.name));
    let (from, until) = (&view.query.from, &view.query.until);
    let mut lines = vec![format!("{from} until {until}{at}")];
    lines.push(span_line("All", &view.total));
    if view.spans.len() > 1 {
        let of_spans = view.spans.iter();
        lines.extend(of_spans.map(|span| span_line(&span.from.0, span)));
    }
    lines.extend(view.providers.iter().map(load_line));
    lines.extend(view.rooms.iter().map(load_line));
    lines.extend(view.providers.iter().filter_map(changed_line));
    for income in view.income.iter().flatten() {
        lines.push(income_line(income));
    }
    let expenses = view.expenses.iter().flatten();
    lines.extend(expenses.map(expenses_line));
    let ReportQuery {
        facility_id,
        department_id,
        provider_id,
        ..
    } = &view.query;
    let is_narrowed = [facility_id, department_id, provider_id]
        .iter()
        .any(|id| id.is_some());
    if is_narrowed && view.income.is_some() {
        lines.push("Payments of invoices without an appointment are left out here.".to_owned());
    }
    if view.is_unsure {
        lines.push("Some of what is counted is not here or cannot be read.".to_owned());
    }
    lines.join("\n")
}

/// `2026-11-01  40 appointments, 30 came, 4 no-shows (11.8 %), 2 cancelled; waited 7 min, 9 of 10 up to 15 min; 3 new
/// patients of 120`.
fn span_line(name: &str, span: &ReportSpan) -> String {
    let rate = span.no_show_permille;
    let rate = rate.map_or(String::new(), |of| format!(" ({})", percent(of)));
    let waits = span.wait_median.zip(span.wait_ninth);
    let waits = waits.map_or(String::new(), |(median, most)| {
        format!("; waited {median} min, 9 of 10 up to {most} min")
    });
    format!(
        "{name}  {} appointments, {} came, {} no-shows{rate}, {} cancelled{waits}; {} new patients of {}",
        span.appointments,
        span.came,
        span.no_shows,
        span.cancelled,
        span.new_patients,
        span.patients
    )
}

/// `Amara Mensah: 24 appointments, 720 min booked of 2400 min (30.0 %)`.
fn load_line(row: &ReportLoad) -> String {
    let working = row.working_minutes.map_or(String::new(), |minutes| {
        let part = row.load_permille;
        let part = part.map_or(String::new(), |of| format!(" ({})", percent(of)));
        format!(" of {minutes} min{part}")
    });
    format!(
        "{}: {} appointments, {} no-shows, {} min booked{working}",
        row.name, row.appointments, row.no_shows, row.booked_minutes
    )
}

/// Says that the load of a past day is by hours that came later.
fn changed_line(row: &ReportLoad) -> Option<String> {
    let day = row.work_changed_on.as_ref()?;
    let name = &row.name;
    Some(format!(
        "Hours or department of {name} were changed on {day}: the load is by what they are now."
    ))
}

/// `EUR: 1200.00 invoiced, 900.00 paid, 50.00 given back, 850.00 income (cash 350.00, card 500.00)`.
fn income_line(income: &ReportIncome) -> String {
    let methods = income
        .methods
        .iter()
        .map(|one| format!("{} {}", label(&one.method), one.amount));
    let methods = methods.collect::<Vec<_>>().join(", ");
    let methods = match methods.is_empty() {
        true => methods,
        false => format!(" ({methods})"),
    };
    format!(
        "{}: {} invoiced, {} paid, {} given back, {} income{methods}",
        income.currency, income.invoiced, income.paid, income.refunded, income.net
    )
}

/// `Expenses 120.50 EUR (rent 100.00, supplies 20.50), 729.50 of the income left`.
fn expenses_line(expenses: &ReportExpenses) -> String {
    format!(
        "{}, {} of the income left",
        sum_line("Expenses", &expenses.sum),
        expenses.left
    )
}

fn percent(permille: u32) -> String {
    format!("{}.{} %", permille / 10, permille % 10)
}
