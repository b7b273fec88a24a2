//! A part of a report as a sheet, for a spreadsheet.

use sync_contract::Right;
use vault::{Detail, Event};

use crate::Clinic;
use crate::error::{Error, Reason, Result};
use crate::reports::report::report;
use crate::reports::{ReportLoad, ReportQuery, ReportSpan, ReportTable, ReportView};
use crate::spreadsheet::line;

/// Returns a part of a report with a line of headings, and logs that it leaves the clinic. Percents have one decimal
/// and a point, minutes and amounts no unit; a column of amounts is that of its currency.
///
/// # Errors
/// Those of [`report`]; `Forbidden` for income and expenses (needs `billing.read`), `Invalid` for the
/// expenses of a department or a provider.
pub fn csv(clinic: &mut Clinic, query: &ReportQuery, table: ReportTable) -> Result<String> {
    clinic.may(Right::ReportsRead)?;
    let view = report(clinic, query)?;
    if matches!(table, ReportTable::Income | ReportTable::Expenses) {
        clinic.may(Right::BillingRead)?;
        // a role gives it elsewhere than where the report is of
        if view.income.is_none() {
            return Err(Error::Forbidden(Right::BillingRead));
        }
    }
    if table == ReportTable::Expenses && view.expenses.is_none() {
        let field = match query.department_id {
            Some(_) => "departmentId",
            None => "providerId",
        };
        return Err(Error::invalid(field, Reason::Impossible));
    }
    let detail = Detail {
        remark: format!("{} {} {}", name(table), query.from, query.until),
        ..Detail::default()
    };
    let event = Event::new("export report", "Appointment");
    clinic.record(event, &detail)?;
    Ok(match table {
        ReportTable::Appointments => spans(
            &view,
            [
                "appointments",
                "came",
                "no_shows",
                "no_show_percent",
                "cancelled",
            ],
            |span| {
                [
                    span.appointments.to_string(),
                    span.came.to_string(),
                    span.no_shows.to_string(),
                    percent(span.no_show_permille),
                    span.cancelled.to_string(),
                ]
            },
        ),
        ReportTable::Waiting => spans(
            &view,
            ["waits", "median_minutes", "ninth_tenth_minutes"],
            |span| {
                [
                    span.waits.to_string(),
                    known(span.wait_median),
                    known(span.wait_ninth),
                ]
            },
        ),
        ReportTable::Patients => spans(&view, ["new_patients", "patients"], |span| {
            [span.new_patients.to_string(), span.patients.to_string()]
        }),
        ReportTable::Providers => loads("provider", &view.providers),
        ReportTable::Rooms => loads("room", &view.rooms),
        ReportTable::Income => {
            let income = view.income.as_deref().unwrap_or(&[]);
            let columns = income.iter().map(|one| Amounts {
                currency: &one.currency,
                spans: &one.spans,
                total: &one.net,
            });
            amounts(&view, &columns.collect::<Vec<_>>())
        }
        ReportTable::Expenses => {
            let expenses = view.expenses.as_deref().unwrap_or(&[]);
            let columns = expenses.iter().map(|one| Amounts {
                currency: &one.sum.currency,
                spans: &one.spans,
                total: &one.sum.total,
            });
            amounts(&view, &columns.collect::<Vec<_>>())
        }
    })
}

fn name(table: ReportTable) -> &'static str {
    match table {
        ReportTable::Appointments => "appointments",
        ReportTable::Waiting => "waiting",
        ReportTable::Patients => "patients",
        ReportTable::Providers => "providers",
        ReportTable::Rooms => "rooms",
        ReportTable::Income => "income",
        ReportTable::Expenses => "expenses",
    }
}

/// One line a span, and one for the period.
fn spans<const N: usize>(
    view: &ReportView,
    columns: [&str; N],
    values: impl Fn(&ReportSpan) -> [String; N],
) -> String {
    let mut sheet = line(["from", "until"].into_iter().chain(columns));
    for span in view.spans.iter().chain([&view.total]) {
        let days = [span.from.to_string(), span.until.to_string()];
        let record: Vec<String> = days.into_iter().chain(values(span)).collect();
        sheet.push_str(&line(record.iter().map(String::as_str)));
    }
    sheet
}

fn loads(of: &str, rows: &[ReportLoad]) -> String {
    let columns = [
        of,
        "appointments",
        "no_shows",
        "booked_minutes",
        "working_minutes",
        "booked_percent",
    ];
    let mut sheet = line(columns);
    for row in rows {
        let record = [
            row.name.clone(),
            row.appointments.to_string(),
            row.no_shows.to_string(),
            row.booked_minutes.to_string(),
            known(row.working_minutes),
            percent(row.load_permille),
        ];
        sheet.push_str(&line(record.iter().map(String::as_str)));
    }
    sheet
}

/// The amounts of one currency.
struct Amounts<'a> {
    currency: &'a str,
    spans: &'a [String],
    total: &'a str,
}

/// One line a span and one for the period, with a column for each currency.
fn amounts(view: &ReportView, columns: &[Amounts<'_>]) -> String {
    let currencies = columns.iter().map(|one| one.currency);
    let mut sheet = line(["from", "until"].into_iter().chain(currencies));
    for (at, span) in view.spans.iter().enumerate() {
        let days = [span.from.0.as_str(), span.until.0.as_str()];
        let of_span = columns.iter().map(|one| one.spans.get(at));
        let of_span = of_span.map(|amount| amount.map_or("", String::as_str));
        sheet.push_str(&line(days.into_iter().chain(of_span)));
    }
    let days = [view.total.from.0.as_str(), view.total.until.0.as_str()];
    let totals = columns.iter().map(|one| one.total);
    sheet.push_str(&line(days.into_iter().chain(totals)));
    sheet
}

fn known(number: Option<u32>) -> String {
    number.map_or(String::new(), |number| number.to_string())
}

/// `125` as `12.5`.
fn percent(permille: Option<u32>) -> String {
    permille.map_or(String::new(), |of| format!("{}.{}", of / 10, of % 10))
}
