//! Invoices of some patients: by their number in the list, so that no die is thrown for it. Some are paid, in full or
//! in part, some are overdue or void, and some wait as drafts.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use rust_decimal::Decimal;
use sync_contract::catalog::{ClaimCode, Invoice, InvoiceVoid, Payment, PaymentMethod, Service};
use sync_contract::ids::{InvoiceDraftId, InvoiceVoidId, PatientId, PaymentId};
use vault::WriteTx;
use vault::read::Stored;

use crate::clinic::or_not_found;
use crate::clinic_list;
use crate::clock::at_wall;
use crate::demo::data::DemoStaff;
use crate::demo::prices::in_currency;
use crate::demo::setup::become_user;
use crate::error::Result;
use crate::invoices::cash::{self, CashCount, CashForm, CashRow};
use crate::invoices::draft::Content;
use crate::invoices::issue::numbered;
use crate::invoices::{Claim, ClaimForm, InvoiceForm, InvoiceLineForm};
use crate::money::stored_currency;
use crate::view::{Day, Id};
use crate::{Clinic, fields};

/// Of whom one is billed.
const EVERY: usize = 4;

/// Codes of the services, how many days ago it was issued, and what is paid of it in hundredths.
struct Pattern {
    services: &'static [&'static str],
    days_ago: Option<i64>,
    paid: &'static [(i64, PaymentMethod)],
    void: Option<&'static str>,
}

const PATTERNS: [Pattern; 7] = [
    Pattern {
        services: &["FOLLOW_UP", "BODY"],
        days_ago: Some(20),
        paid: &[(100, PaymentMethod::Card)],
        void: None,
    },
    Pattern {
        services: &["INITIAL"],
        days_ago: Some(5),
        paid: &[(40, PaymentMethod::Cash)],
        void: None,
    },
    Pattern {
        services: &["INITIAL", "REPORT"],
        days_ago: Some(50),
        paid: &[],
        void: None,
    },
    Pattern {
        services: &["REPORT"],
        days_ago: None,
        paid: &[],
        void: None,
    },
    Pattern {
        services: &["FOLLOW_UP"],
        days_ago: Some(1),
        paid: &[],
        void: None,
    },
    Pattern {
        services: &["PHONE"],
        days_ago: Some(12),
        paid: &[],
        void: Some("Written for the wrong day"),
    },
    Pattern {
        services: &["PHONE"],
        days_ago: Some(1),
        paid: &[(100, PaymentMethod::Cash)],
        void: None,
    },
];

/// Days ago whose payments were counted, and how much of the cash was missing, in hundredths of a euro.
const COUNTED: [(i64, i64); 2] = [(19, 0), (4, 50)];

/// Writes invoices, what is paid of them and what was counted of it as billing staff.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn record(
    clinic: Clinic,
    staff: &[DemoStaff],
    patients: &[PatientId],
) -> Result<Clinic> {
    let biller = staff.iter().find(|one| one.role == "Billing staff");
    let mut clinic = become_user(clinic, or_not_found(biller, "Billing staff")?)?;
    let (today, zone) = (clinic.today()?, clinic.zone()?);
    clinic.write("issue invoice", |tx| {
        let services = clinic_list::all::<Service>(&tx.read())?;
        let services: Vec<Service> = services.into_iter().map(|row| row.value).collect();
        let codes = clinic_list::all::<ClaimCode>(&tx.read())?;
        let billed = patients.iter().step_by(EVERY);
        for (patient, pattern) in billed.zip(PATTERNS.iter().cycle()) {
            let form = InvoiceForm {
                lines: lines(&services, pattern.services)?,
                due_days: String::new(),
                claim: claim(&codes, pattern),
            };
            let id: InvoiceDraftId = tx.new_id();
            let content = Content::read(&tx.read(), *patient, &form, (None, &Claim::default()))?;
            let draft = content.row(id, *patient, (None, None))?;
            tx.insert(&draft)?;
            if let Some(days) = pattern.days_ago {
                let invoice = numbered(tx, &draft, today - TimeDelta::days(days))?;
                tx.insert(&invoice)?;
                follow(tx, &invoice, pattern, &zone)?;
            }
        }
        Ok(())
    })?;
    for (days, missing) in COUNTED {
        count(
            &mut clinic,
            &Day::of(today - TimeDelta::days(days)),
            missing,
        )?;
    }
    Ok(clinic)
}

/// Returns what an insurer asks for, where a doctor referred the patient.
fn claim(codes: &[Stored<ClaimCode>], pattern: &Pattern) -> ClaimForm {
    let code = match pattern.services {
        ["INITIAL", ..] => "NT1",
        ["FOLLOW_UP", ..] => "NT2",
        _ => return ClaimForm::default(),
    };
    let codes = codes.iter().filter(|row| row.value.code.as_str() == code);
    ClaimForm {
        policy_id: None,
        referrer: "Dr. Amara Osei".to_owned(),
        referrer_number: "4071-22".to_owned(),
        code_ids: codes.map(|row| Id::of(row.value.id)).collect(),
    }
}

/// Records what was counted of a day.
fn count(clinic: &mut Clinic, day: &Day, missing: i64) -> Result<()> {
    let rows = cash::report(clinic, day)?.rows;
    if rows.is_empty() {
        return Ok(());
    }
    let counted = |row: CashRow| {
        let expected: Decimal = row.expected.parse().expect("an amount as it was written");
        let missing = match row.method {
            PaymentMethod::Cash => {
                let missing = in_currency(Decimal::new(missing, 2), stored_currency(&row.currency));
                missing.parse().expect("an amount as it was written")
            }
            PaymentMethod::Card | PaymentMethod::Transfer => Decimal::ZERO,
        };
        CashCount {
            cashier_id: row.cashier_id,
            method: row.method,
            currency: row.currency,
            counted: (expected - missing).to_string(),
        }
    };
    let form = CashForm {
        counts: rows.into_iter().map(counted).collect(),
        remark: String::new(),
    };
    cash::close(clinic, day, &form).map(drop)
}

fn lines(services: &[Service], codes: &[&str]) -> Result<Vec<InvoiceLineForm>> {
    let line = |code: &&str| {
        let service = services
            .iter()
            .find(|service| service.code.as_str() == *code);
        Ok(InvoiceLineForm {
            service_id: Id::of(or_not_found(service, "service")?.id),
            quantity: "1".to_owned(),
            price: String::new(),
            tax: String::new(),
        })
    };
    codes.iter().map(line).collect()
}

/// Writes what was paid, and that it is void, on the day after it was issued.
fn follow(tx: &mut WriteTx<'_>, invoice: &Invoice, pattern: &Pattern, zone: &Tz) -> Result<()> {
    let day: NaiveDate = invoice.issued_on + TimeDelta::days(1);
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    let at = at_wall(day, noon, zone).min(tx.now());
    for (hundredths, method) in pattern.paid {
        let id: PaymentId = tx.new_id();
        tx.insert(&Payment {
            id,
            patient: invoice.patient,
            invoice: invoice.id,
            at,
            method: *method,
            amount_minor: invoice.total_minor * hundredths / 100,
            refunds: None,
            reference: None.into(),
        })?;
    }
    if let Some(why) = pattern.void {
        let id: InvoiceVoidId = tx.new_id();
        tx.insert(&InvoiceVoid {
            id,
            patient: invoice.patient,
            invoice: invoice.id,
            at,
            reason: fields::required(why, "reason")?.into(),
        })?;
    }
    Ok(())
}
