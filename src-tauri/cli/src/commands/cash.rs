//! What was paid on a day, and what was counted of it.

use clinic::invoices::cash::of_facility::{csv, report_at};
use clinic::invoices::cash::{CashCount, CashForm, CashReport, CashRow, close, report};
use clinic::view::{Day, Id};
use clinic::{Clinic, facilities};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::cash::{Cash, CashEntry};
use crate::commands::export::text_to_file;
use crate::entry::{choice, day, entry, user_id};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, label, listed};
use crate::workplace::{is_all, nothing_called};

pub fn run(who: &Who, args: Cash) -> Result<Answer> {
    match args {
        Cash::Report { day: on, facility } => {
            let on = on.map(|text| day(text, "day")).transpose()?;
            let clinic = who.unlock()?;
            let facility = of_facility(&clinic, facility)?;
            let today = || clinic.today_of_books(facility.as_ref()).map(Day::of);
            let on = on.map_or_else(today, Ok)?;
            let report = match facility {
                Some(facility) => report_at(&clinic, &on, &facility)?,
                None => report(&clinic, &on)?,
            };
            answer(&report, &clinic)
        }
        Cash::Csv {
            day: on,
            facility,
            out,
            replace,
        } => {
            let on = on.map(|text| day(text, "day")).transpose()?;
            let mut clinic = who.unlock()?;
            let facility = of_facility(&clinic, facility)?;
            let today = || clinic.today_of_books(facility.as_ref()).map(Day::of);
            let on = on.map_or_else(today, Ok)?;
            let sheet = || Ok(csv(&mut clinic, &on, facility.as_ref())?);
            text_to_file(&out, replace, sheet)
        }
        Cash::Close {
            input,
            entry: flags,
        } => {
            let args: CashEntry = entry(&input, flags)?;
            let on = args.day.map(|text| day(text, "day")).transpose()?;
            let mut clinic = who.unlock()?;
            let on = on.map_or_else(|| clinic.today_of_books(None).map(Day::of), Ok)?;
            let before = report(&clinic, &on)?;
            let counts = args
                .counts
                .iter()
                .map(|typed| count(&clinic, &before, typed));
            let form = CashForm {
                counts: counts.collect::<Result<_>>()?,
                remark: args.remark.unwrap_or(String::new()),
            };
            let report = close(&mut clinic, &on, &form)?;
            Ok(answer(&report, &clinic)?.with_change(true))
        }
    }
}

/// Returns the facility whose payments are asked for; none of all.
pub fn of_facility(clinic: &Clinic, which: Option<String>) -> Result<Option<Id>> {
    let Some(which) = which.filter(|which| !is_all(which)) else {
        return Ok(None);
    };
    // who does billing alone may not read the list of facilities
    let all = facilities::workplaces(clinic)?;
    let names = all.facilities.iter().map(|one| one.name.as_str());
    let known = names.collect::<Vec<_>>().join(", ");
    let one = all.called(&which);
    let one = one.ok_or_else(|| nothing_called("facility", &which, &known).at("facility"))?;
    Ok(Some(one.id))
}

/// Reads `lea/CASH=120.50` or `lea/CASH/EUR=120.50`.
fn count(clinic: &Clinic, report: &CashReport, typed: &str) -> Result<CashCount> {
    let parts = typed.rsplit_once('=');
    let parts = parts.and_then(|(of, counted)| {
        let (name, how) = of.split_once('/')?;
        let (method, currency) = how.split_once('/').unwrap_or((how, ""));
        Some((name, method, currency.trim(), counted))
    });
    let Some((name, method, currency, counted)) = parts else {
        let message = "--count takes USER/METHOD=AMOUNT, such as `lea/CASH=120.50`. Nothing was \
                       changed.";
        return Err(Problem::usage(message).at("count"));
    };
    let (cashier_id, method) = (user_id(clinic, name, "count")?, choice(method, "count")?);
    let mut own = report
        .rows
        .iter()
        .filter(|row| row.cashier_id == cashier_id && row.method == method);
    let currency = match (currency, own.next(), own.next()) {
        ("", Some(one), None) => one.currency.clone(),
        (typed, _, _) => typed.to_owned(),
    };
    Ok(CashCount {
        cashier_id,
        method,
        currency,
        counted: counted.to_owned(),
    })
}

fn answer(report: &CashReport, clinic: &Clinic) -> Result<Answer> {
    let clocks = Clocks::of(clinic)?;
    let totals = report.totals.iter().map(|total| {
        let counted = total.counted.as_ref().zip(total.difference.as_ref());
        let counted = counted.map_or(", not all counted".to_owned(), |(counted, difference)| {
            format!(", {counted} counted, difference {difference}")
        });
        format!(
            "Total {} {} expected{counted}",
            total.expected, total.currency
        )
    });
    let lines: Vec<String> = report
        .rows
        .iter()
        .map(|row| line(row, &clocks))
        .chain(totals)
        .collect();
    let state = match (report.rows.is_empty(), report.is_counted) {
        (true, _) => format!("Nothing was paid on {}.", report.day),
        (_, true) => format!("{} is closed.", report.day),
        (_, false) if report.facility.is_some() => {
            "What is of several facilities is counted together.".to_owned()
        }
        (_, false) => format!("{} is not closed.", report.day),
    };
    let text = match lines.is_empty() {
        true => state,
        false => format!("{}\n{state}", listed(lines, "")),
    };
    Answer::done(&json!({ "report": report }), text)
}

/// `Léa Martin, cash: 120.50 EUR expected of 3 payments, 120.00 counted, difference -0.50`.
fn line(row: &CashRow, clocks: &Clocks) -> String {
    let times = match row.payments {
        1 => "1 payment".to_owned(),
        payments => format!("{payments} payments"),
    };
    let mut line = format!(
        "{}, {}: {} {} expected of {times}",
        row.cashier,
        label(&row.method),
        row.expected,
        row.currency
    );
    if let Some(spent) = &row.spent {
        line.push_str(&format!(", {spent} paid out for expenses"));
    }
    match &row.tally {
        None if row.is_shared => line.push_str(", counted with other facilities"),
        None => line.push_str(", not counted"),
        Some(tally) => line.push_str(&format!(
            ", {} counted by {}, {}, difference {}",
            tally.counted,
            tally.by,
            clocks.time_and_zone(&tally.at),
            tally.difference
        )),
    }
    if let Some(added) = &row.added {
        line.push_str(&format!(", {added} added after closing"));
    }
    line
}
