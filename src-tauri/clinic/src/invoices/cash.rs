//! What was paid on a day, by whom it was taken and how, what was paid out of it, and what was counted of it.

mod belonging;
pub mod of_facility;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use chrono_tz::Tz;
use iso_currency::Currency;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{CashClosing, Expense, Invoice, Payment, PaymentMethod};
use sync_contract::field::{Line, Time};
use sync_contract::ids::{CashClosingId, FacilityId, PaymentId, TenantId, UserId, derived_id};
use sync_contract::{Compartment, Descriptor, Entity, Right};
use uuid::Uuid;
use vault::WriteTx;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::clock::{bounds, day_of};
use crate::error::{Error, Reason, Result};
use crate::fields::{self, Together, each};
use crate::invoices::cash::belonging::Belonging;
use crate::invoices::lines::plain;
use crate::money::{Money, stored_code, stored_currency};
use crate::names::StaffNames;
use crate::reads::{ListRead, log_list};
use crate::view::{At, Choice, Day, Id, count, text};
use crate::workplace::zone_of_books;

/// Whoever took payments, by each method and in each currency.
const COUNTS_MAX: usize = 40;

/// What a day's payments of one user by one method were counted as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CashTally {
    pub at: At,
    pub by: String,
    /// What was on record then.
    pub expected: String,
    pub counted: String,
    /// `counted` without `expected`: below zero where some is missing.
    pub difference: String,
    pub remark: String,
}

/// `tally` is how it was counted last, and `earlier` how it was before that, the first one first. `expected` is what
/// was taken without what was given back and without `spent`, which was paid out of it for expenses; none where nothing
/// was. `added` is what came to it after it was counted, as from a computer that was
/// apart; none where nothing did. `is_shared`: the till is counted together with what is of other facilities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CashRow {
    pub cashier_id: Id,
    pub cashier: String,
    pub method: PaymentMethod,
    pub currency: String,
    pub payments: u32,
    pub spent: Option<String>,
    pub expected: String,
    pub tally: Option<CashTally>,
    pub earlier: Vec<CashTally>,
    pub added: Option<String>,
    pub is_shared: bool,
}

/// `counted` and `difference` are none until each row of the currency is counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CashTotal {
    pub currency: String,
    pub expected: String,
    pub counted: Option<String>,
    pub difference: Option<String>,
}

/// The payments of one day by the clock of the facility, else by that of the clinic's first. `is_counted`: each row is
/// counted, and nothing came after that. `is_unsure`: some of what was paid is damaged, is missing or may still come.
/// `facility` is the one whose payments these are; none of all of them. `today` is the latest day by that clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CashReport {
    pub day: Day,
    pub today: Day,
    pub facility: Option<Choice>,
    pub is_counted: bool,
    pub is_unsure: bool,
    pub rows: Vec<CashRow>,
    pub totals: Vec<CashTotal>,
}

/// An amount that was counted, which is below zero where more was given back than taken.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CashCount {
    pub cashier_id: Id,
    pub method: PaymentMethod,
    pub currency: String,
    pub counted: String,
}

/// What was counted of a day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CashForm {
    pub counts: Vec<CashCount>,
    pub remark: String,
}

/// What the sums of a day are made of.
const SUMMED: [&Descriptor; 4] = [
    Payment::DESCRIPTOR,
    Invoice::DESCRIPTOR,
    Expense::DESCRIPTOR,
    CashClosing::DESCRIPTOR,
];

fn is_unsure(clinic: &Clinic) -> Result<bool> {
    for entity in SUMMED {
        if clinic.is_any_unsure(entity)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns what was paid on a day, and what was counted of it. Where the right counts at single facilities alone, it
/// has the tills of the one at which the session works and the user's own, each in full, as it is counted.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `Invalid` for no day.
pub fn report(clinic: &Clinic, day: &Day) -> Result<CashReport> {
    clinic.may(Right::BillingRead)?;
    log_list(clinic, ListRead::Billing)?;
    let (reader, date) = (clinic.read(), day.to_date("day")?);
    // sums depend on rows that are not shown
    for entity in SUMMED {
        reader.look_over(entity)?;
    }
    let span = bounds(date, &zone_of_books(&reader, None)?);
    let mut tills = Tills::read(&reader, date, span, clinic.tenant())?;
    if let Some(of) = clinic.facility_shown(&[Right::BillingRead], None)? {
        let there = Tills::read_at(&reader, date, span, clinic.tenant(), Some(of))?;
        let has_any = |till: &Till| till.payments > 0 || till.spent != 0;
        tills
            .0
            .retain(|of, _| of.cashier == clinic.user() || there.0.get(of).is_some_and(has_any));
    }
    view(clinic, &reader, day, &tills, None)
}

fn view(
    clinic: &Clinic,
    reader: &Reader<'_>,
    day: &Day,
    tills: &Tills,
    facility: Option<Choice>,
) -> Result<CashReport> {
    let staff = StaffNames::read(reader)?;
    let today = clinic.today_of_books(facility.as_ref().map(|of| &of.id))?;
    let rows: Vec<CashRow> = tills
        .0
        .iter()
        .map(|(of, till)| till.row(of, &staff))
        .collect();
    Ok(CashReport {
        day: day.clone(),
        today: Day::of(today),
        facility,
        is_unsure: is_unsure(clinic)?,
        is_counted: !tills.0.is_empty() && tills.0.values().all(Till::is_counted),
        rows,
        totals: tills.totals(),
    })
}

/// Records what was counted of a day's payments, as it was counted. What is counted again counts anew.
///
/// # Errors
/// `Forbidden` (needs `billing.collect` and `billing.read`), `WithoutCompartment`, `NotAllHere` while the sums are
/// unsure, `TooLong`, `Invalid` for a day to come, without any count, for a count of payments that nobody took, and for
/// no amount.
pub fn close(clinic: &mut Clinic, day: &Day, form: &CashForm) -> Result<CashReport> {
    clinic.may(Right::BillingCollect)?;
    clinic.may_open(Compartment::Billing)?;
    let zone = zone_of_books(&clinic.read(), None)?;
    let date = day.to_date("day")?;
    let span = bounds(date, &zone);
    if report(clinic, day)?.is_unsure {
        return Err(Error::NotAllHere);
    }
    let tenant = clinic.tenant();
    clinic.write("close day", |tx| {
        let tills = Tills::read(&tx.read(), date, span, tenant)?;
        let (day, counts, remark): (_, _, Option<Line>) = (
            match date <= day_of(tx.now(), &zone) {
                true => Ok(date),
                false => Err(Error::invalid("day", Reason::InTheFuture)),
            },
            tills.counted(&form.counts),
            fields::optional(&form.remark, "remark"),
        )
            .together()?;
        for (of, expected_minor, counted_minor) in counts {
            insert(
                tx,
                day,
                &of,
                (expected_minor, counted_minor),
                remark.clone(),
            )?;
        }
        Ok(())
    })?;
    report(clinic, day)
}

fn insert(
    tx: &mut WriteTx<'_>,
    day: NaiveDate,
    of: &TillOf,
    (expected_minor, counted_minor): (i64, i64),
    remark: Option<Line>,
) -> Result<()> {
    let (id, at): (CashClosingId, _) = (tx.new_id(), tx.now());
    tx.insert(&CashClosing {
        id,
        day,
        cashier: of.cashier,
        method: of.method,
        currency: stored_code(stored_currency(&of.currency)),
        at,
        expected_minor,
        counted_minor,
        remark: remark.into(),
    })?;
    Ok(())
}

/// Whose payments by which method are counted apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct TillOf {
    currency: String,
    method: PaymentMethod,
    cashier: UserId,
}

#[derive(Default)]
struct Till {
    payments: usize,
    spent: i64,
    expected: i64,
    closings: Vec<Stored<CashClosing>>,
    /// Of one facility, while the till has payments of others.
    is_shared: bool,
}

struct Tills(BTreeMap<TillOf, Till>);

/// Returns the id of the refund with which a demo that is taken out gives a payment back: two computers that take it
/// out write one row.
pub(crate) fn demo_refund_id(tenant: TenantId, payment: PaymentId) -> PaymentId {
    PaymentId(derived_id(tenant, &format!("demo-refund/{payment}")))
}

/// Returns the payments that a demo which was taken out gave back whole, and those refunds: nothing of them was ever in
/// a till.
fn of_former_demo(payments: &[Stored<Payment>], tenant: TenantId) -> BTreeSet<PaymentId> {
    let refunds = payments.iter().filter(|row| row.value.refunds.is_some());
    let refunds: BTreeMap<PaymentId, i64> = refunds
        .map(|row| (row.value.id, row.value.amount_minor))
        .collect();
    let pairs = payments.iter().filter_map(|row| {
        let refund = demo_refund_id(tenant, row.value.id);
        let is_all = refunds.get(&refund) == Some(&row.value.amount_minor);
        is_all.then_some([row.value.id, refund])
    });
    pairs.flatten().collect()
}

/// Counts nothing in the tills of a day that were counted and in which nothing is left.
///
/// # Errors
/// Those of a read and of a write.
pub(crate) fn count_empty(
    tx: &mut WriteTx<'_>,
    day: NaiveDate,
    tenant: TenantId,
    zone: &Tz,
) -> Result<()> {
    let tills = Tills::read(&tx.read(), day, bounds(day, zone), tenant)?;
    for (of, till) in &tills.0 {
        let is_empty = till.payments == 0 && till.spent == 0;
        let is_counted = till
            .last()
            .is_some_and(|last| last.value.counted_minor != 0);
        if is_empty && is_counted {
            insert(tx, day, of, (0, 0), None)?;
        }
    }
    Ok(())
}

impl Tills {
    /// Sums payments and refunds between two times, and what was paid in cash on the day, with what was counted of it.
    fn read(
        reader: &Reader<'_>,
        day: NaiveDate,
        span: (Time, Time),
        tenant: TenantId,
    ) -> Result<Self> {
        Self::read_at(reader, day, span, tenant, None)
    }

    /// Does so for what is of one facility.
    fn read_at(
        reader: &Reader<'_>,
        day: NaiveDate,
        (from, until): (Time, Time),
        tenant: TenantId,
        facility: Option<FacilityId>,
    ) -> Result<Self> {
        let payments = reader.payments_between(from, until)?;
        let ids: BTreeSet<Uuid> = payments.iter().map(|row| row.value.invoice.0).collect();
        let invoices = reader.by_ids::<Invoice>(&ids.into_iter().collect::<Vec<_>>())?;
        let belonging = facility.map(|facility| Belonging::read(reader, facility, &invoices));
        let belonging = belonging.transpose()?;
        let invoices: BTreeMap<_, _> = invoices
            .iter()
            .map(|row| (row.value.id, &row.value))
            .collect();
        let never_there = of_former_demo(&payments, tenant);
        let mut tills: BTreeMap<TillOf, Till> = BTreeMap::new();
        for row in &payments {
            let payment = &row.value;
            if never_there.contains(&payment.id) {
                continue;
            }
            // an amount without its invoice is of no currency; what is missing is reported as damage
            let Some(invoice) = invoices.get(&payment.invoice) else {
                continue;
            };
            if belonging.as_ref().is_some_and(|of| !of.has(row, invoice)) {
                continue;
            }
            let of = TillOf {
                currency: invoice.currency.to_string(),
                method: payment.method,
                cashier: row.created_by,
            };
            let till = tills.entry(of).or_default();
            till.payments += 1;
            till.expected = match payment.refunds {
                None => till.expected.saturating_add(payment.amount_minor),
                Some(_) => till.expected.saturating_sub(payment.amount_minor),
            };
        }
        for row in reader.expenses_between(day, day.succ_opt().unwrap_or(day))? {
            let expense = &row.value;
            let is_elsewhere = belonging.as_ref().is_some_and(|of| !of.has_spent(expense));
            if expense.method != PaymentMethod::Cash || is_elsewhere {
                continue;
            }
            let of = TillOf {
                currency: expense.currency.to_string(),
                method: expense.method,
                cashier: row.created_by,
            };
            let till = tills.entry(of).or_default();
            till.spent = till.spent.saturating_add(expense.amount_minor);
            till.expected = till.expected.saturating_sub(expense.amount_minor);
        }
        let mut closings = reader.cash_closings(day)?;
        // of two within one moment the clock of the row says which was first
        closings.sort_by_key(|row| (row.value.at, row.created));
        for row in closings {
            let of = TillOf {
                currency: row.value.currency.to_string(),
                method: row.value.method,
                cashier: row.value.cashier,
            };
            tills.entry(of).or_default().closings.push(row);
        }
        Ok(Self(tills))
    }

    /// Returns what is expected and what was counted of each till that is named.
    fn counted(&self, counts: &[CashCount]) -> Result<Vec<(TillOf, i64, i64)>> {
        if counts.is_empty() {
            return Err(Error::invalid("counts", Reason::Required));
        }
        if counts.len() > COUNTS_MAX {
            return Err(Error::invalid("counts", Reason::TooLong));
        }
        each(COUNTS.iter().zip(counts).map(|(field, count)| {
            let unknown = || Error::invalid(field, Reason::Unknown);
            let of = TillOf {
                currency: count.currency.trim().to_owned(),
                method: count.method,
                cashier: count.cashier_id.to().map_err(|_| unknown())?,
            };
            let till = self.0.get(&of).ok_or_else(unknown)?;
            let counted = signed(&count.counted, stored_currency(&of.currency), field)?;
            Ok((of, till.expected, counted))
        }))
    }

    fn totals(&self) -> Vec<CashTotal> {
        let mut sums: BTreeMap<&str, (i64, Option<i64>)> = BTreeMap::new();
        for (of, till) in &self.0 {
            let (expected, counted) = sums.entry(of.currency.as_str()).or_insert((0, Some(0)));
            *expected = expected.saturating_add(till.expected);
            let own = till.last().map(|last| last.value.counted_minor);
            *counted = counted
                .zip(own)
                .map(|(sum, counted)| sum.saturating_add(counted));
        }
        let total = |(code, (expected, counted)): (&str, (i64, Option<i64>))| {
            let currency = stored_currency(code);
            CashTotal {
                currency: code.to_owned(),
                expected: plain(expected, currency),
                counted: counted.map(|counted| plain(counted, currency)),
                difference: counted
                    .map(|counted| plain(counted.saturating_sub(expected), currency)),
            }
        };
        sums.into_iter().map(total).collect()
    }
}

impl Till {
    /// The rows are in the order of their times.
    fn last(&self) -> Option<&Stored<CashClosing>> {
        self.closings.last()
    }

    /// Returns what came to it after it was counted.
    fn added(&self) -> Option<i64> {
        let on_record = self.last()?.value.expected_minor;
        Some(self.expected.saturating_sub(on_record)).filter(|added| *added != 0)
    }

    fn is_counted(&self) -> bool {
        self.last().is_some() && self.added().is_none()
    }

    fn row(&self, of: &TillOf, staff: &StaffNames) -> CashRow {
        let currency = stored_currency(&of.currency);
        let mut closings: Vec<CashTally> = self
            .closings
            .iter()
            .map(|row| tally_of(row, currency, staff))
            .collect();
        CashRow {
            cashier_id: Id::of(of.cashier),
            cashier: staff.name(of.cashier),
            method: of.method,
            currency: of.currency.clone(),
            payments: count(self.payments),
            spent: (self.spent != 0).then(|| plain(self.spent, currency)),
            expected: plain(self.expected, currency),
            tally: closings.pop(),
            earlier: closings,
            added: self.added().map(|added| plain(added, currency)),
            is_shared: self.is_shared,
        }
    }
}

fn tally_of(row: &Stored<CashClosing>, currency: Currency, staff: &StaffNames) -> CashTally {
    let closing = &row.value;
    let (expected, counted) = (closing.expected_minor, closing.counted_minor);
    CashTally {
        at: At::of(closing.at),
        by: staff.name(row.created_by),
        expected: plain(expected, currency),
        counted: plain(counted, currency),
        difference: plain(counted.saturating_sub(expected), currency),
        remark: text(&closing.remark),
    }
}

/// Reads an amount with an optional minus before it.
fn signed(typed: &str, currency: Currency, field: &'static str) -> Result<i64> {
    let typed = typed.trim();
    match typed.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => Money::typed(rest, currency, field).map(|money| -money.minor),
        None => Money::typed(typed, currency, field).map(|money| money.minor),
    }
}

macro_rules! counts {
    ($($number:literal)+) => { [$(concat!("counts.", $number)),+] };
}

const COUNTS: [&str; COUNTS_MAX] = counts!(
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39
);
