//! What of a day's payments is of one facility. What was counted is of a till in full, wherever its payments belong.

use sync_contract::Right;
use sync_contract::catalog::Facility;
use vault::{Detail, Event};

use crate::Clinic;
use crate::clinic_list::Listed;
use crate::clock::bounds;
use crate::error::{Error, Result};
use crate::invoices::cash::{CashReport, CashRow, SUMMED, Tills, report, view};
use crate::reads::{ListRead, log_list};
use crate::spreadsheet::line;
use crate::view::{Choice, Day, Id};
use crate::workplace::zone_of_books;

/// Returns what of a day's payments is of one facility, by its clock. A till whose payments are of others, too, or of
/// another day by the clinic's clock, has nothing of what was counted.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `NotFound` for the facility, `Invalid` for no day and for a facility at which no
/// role of the user gives the right.
pub fn report_at(clinic: &Clinic, day: &Day, facility: &Id) -> Result<CashReport> {
    clinic.may(Right::BillingRead)?;
    log_list(clinic, ListRead::Billing)?;
    let row = clinic.require_row::<Facility>(facility.to()?, Facility::WHAT)?;
    clinic.facility_shown(&[Right::BillingRead], Some(row.value.id))?;
    let (reader, date) = (clinic.read(), day.to_date("day")?);
    for entity in SUMMED {
        reader.look_over(entity)?;
    }
    let (of, tenant) = (row.value.id, clinic.tenant());
    let span = |facility| Ok::<_, Error>(bounds(date, &zone_of_books(&reader, facility)?));
    // what was counted is of the day by the clinic's clock
    let all = Tills::read(&reader, date, span(None)?, tenant)?;
    let mut own = Tills::read_at(&reader, date, span(Some(of))?, tenant, Some(of))?;
    own.0.retain(|_, till| till.payments > 0 || till.spent != 0);
    for (of, till) in &mut own.0 {
        let all = all.0.get(of);
        till.is_shared = all.is_none_or(|all| {
            let sums = (all.payments, all.spent, all.expected);
            sums != (till.payments, till.spent, till.expected)
        });
        if till.is_shared {
            till.closings.clear();
        }
    }
    let name = row.value.name.to_string();
    let of = Choice {
        id: facility.clone(),
        name,
    };
    view(clinic, &reader, day, &own, Some(of))
}

/// Returns a day's cash report as a sheet, of one facility or of all of them, and logs that it leaves the clinic.
/// Amounts have the decimals of their currency and a point.
///
/// # Errors
/// Those of the report.
pub fn csv(clinic: &mut Clinic, day: &Day, facility: Option<&Id>) -> Result<String> {
    clinic.may(Right::BillingRead)?;
    let report = match facility {
        Some(facility) => report_at(clinic, day, facility)?,
        None => report(clinic, day)?,
    };
    let at = report.facility.as_ref();
    let at = at.map_or(String::new(), |facility| facility.name.clone());
    let detail = Detail {
        remark: format!("cash {day} {at}").trim().to_owned(),
        ..Detail::default()
    };
    clinic.record(Event::new("export report", "CashClosing"), &detail)?;
    let heading = line([
        "day",
        "facility",
        "cashier",
        "method",
        "currency",
        "payments",
        "spent",
        "expected",
        "counted",
        "difference",
    ]);
    let rows = report.rows.iter().map(|row| sheet_line(day, &at, row));
    Ok([heading].into_iter().chain(rows).collect())
}

fn sheet_line(day: &Day, facility: &str, row: &CashRow) -> String {
    let (counted, difference) = row.tally.as_ref().map_or(("", ""), |tally| {
        (tally.counted.as_str(), tally.difference.as_str())
    });
    line([
        day.0.as_str(),
        facility,
        row.cashier.as_str(),
        row.method.as_str(),
        row.currency.as_str(),
        row.payments.to_string().as_str(),
        row.spent.as_deref().unwrap_or(""),
        row.expected.as_str(),
        counted,
        difference,
    ])
}
