//! The lines of an invoice, as they are typed, stored and summed.

use std::collections::BTreeMap;

use iso_currency::Currency;
use serde::{Deserialize, Serialize};
use sync_contract::Phi;
use sync_contract::catalog::Service;
use sync_contract::field::Text;
use uuid::Uuid;
use vault::read::Reader;

use crate::clinic_list;
use crate::error::{Error, Reason, Result};
use crate::fields::{self, Together, each};
use crate::invoices::{InvoiceLineForm, InvoiceLineView, InvoiceSums};
use crate::money::{Money, Sums, currency_of, plain_tax, sums_of, typed_tax};
use crate::services::of_facilities;
use crate::view::Id;

const LINES_MAX: usize = 20;
/// Our own limit, against a slip of a digit.
const QUANTITY_MAX: i64 = 9_999;

/// A service as it was when the line was written; what it costs is in the smallest unit of the invoice's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    service: Uuid,
    code: String,
    name: String,
    quantity: i64,
    price: i64,
    tax: i64,
}

impl Line {
    fn sums(&self) -> Sums {
        sums_of(self.quantity, self.price, self.tax)
    }
}

struct LineFields {
    service: &'static str,
    quantity: &'static str,
    price: &'static str,
    tax: &'static str,
}

macro_rules! line_fields {
    ($($number:literal)+) => {
        [$(LineFields {
            service: concat!("lines.", $number, ".serviceId"),
            quantity: concat!("lines.", $number, ".quantity"),
            price: concat!("lines.", $number, ".price"),
            tax: concat!("lines.", $number, ".tax"),
        }),+]
    };
}

const FIELDS: [LineFields; LINES_MAX] =
    line_fields!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19);

/// Returns the lines of an invoice; none where this user cannot read them.
pub(super) fn stored<C>(sealed: &Phi<C, Text<16000>>) -> Option<Vec<Line>> {
    serde_json::from_str(sealed.open()?).ok()
}

/// Returns lines as they are stored.
pub(super) fn text(lines: &[Line]) -> Result<Text<16000>> {
    let text = serde_json::to_string(lines).expect("text and numbers are written");
    fields::fitting(&text, "lines")
}

pub(super) fn sums(lines: &[Line]) -> Sums {
    Sums::of(lines.iter().map(Line::sums))
}

/// Returns the line that has a service once.
pub(super) fn once(service: &Service) -> InvoiceLineForm {
    InvoiceLineForm {
        service_id: Id::of(service.id),
        quantity: "1".to_owned(),
        price: String::new(),
        tax: String::new(),
    }
}

/// The lines that a draft or a quote has, in its currency; none of a new one.
pub(crate) type Before<'a> = Option<(Currency, &'a [Line])>;

/// Returns the checked lines of a form with their currency, which is that of the first facility without any line.
///
/// # Errors
/// As [`checked`].
pub(super) fn typed(
    reader: &Reader<'_>,
    forms: &[InvoiceLineForm],
    before: Before<'_>,
) -> Result<(Currency, Vec<Line>)> {
    let own = of_facilities(reader)?;
    let otherwise = own.first().copied();
    let otherwise = otherwise.ok_or(Error::invalid("currency", Reason::Required))?;
    let services = clinic_list::all::<Service>(reader)?.into_iter();
    let services = services.map(|row| (row.value.id.0, row.value)).collect();
    checked(forms, before, &services, otherwise)
}

/// Returns the checked lines with their currency. It is the one in which lines are stored; without any it is that of
/// the first service, or else `otherwise`. A line that is typed as it is stored stays as it was written, whatever its
/// service is by now. A service that is on a stored line stays there though it is offered no longer.
///
/// # Errors
/// `Invalid` for a service that is not offered or of another currency than the lines, and for a number that makes no
/// sense; `TooLong` for too many.
fn checked(
    forms: &[InvoiceLineForm],
    before: Before<'_>,
    services: &BTreeMap<Uuid, Service>,
    otherwise: Currency,
) -> Result<(Currency, Vec<Line>)> {
    if forms.len() > LINES_MAX {
        return Err(Error::invalid("lines", Reason::TooLong));
    }
    let had = before.map(|(currency, _)| currency);
    let stored: &[Line] = before.map_or(&[], |(_, lines)| lines);
    let of = |form: &InvoiceLineForm| {
        let id = form.service_id.to::<Uuid>().ok()?;
        services.get(&id)
    };
    let is_offered = |service: &Service| {
        service.is_active || stored.iter().any(|line| line.service == service.id.0)
    };
    // amounts that are stored are of their currency alone
    let first = forms.iter().find_map(of).filter(|_| stored.is_empty());
    let currency = match first {
        Some(service) => currency_of(&service.currency, "currency")?,
        None => had.unwrap_or(otherwise),
    };
    let mut left: Vec<&Line> = stored.iter().collect();
    let lines = each(FIELDS.iter().zip(forms).map(|(names, form)| {
        if let Some(line) = unchanged(form, currency, &mut left) {
            return Ok(line);
        }
        let service = of(form)
            .filter(|service| is_offered(service) && *service.currency == *currency.code())
            .ok_or(Error::invalid(names.service, Reason::Unknown));
        line(form, service, currency, names)
    }))?;
    Ok((currency, lines))
}

/// Returns the stored line that a form leaves as it is, and takes it out of those that are left: of two alike each is
/// there once.
fn unchanged(form: &InvoiceLineForm, currency: Currency, left: &mut Vec<&Line>) -> Option<Line> {
    let service = form.service_id.to::<Uuid>().ok()?;
    let quantity = quantity(&form.quantity, "quantity").ok()?;
    let price = Money::typed(&form.price, currency, "price").ok()?.minor;
    let tax = typed_tax(&form.tax, "tax").ok()?;
    let as_typed = |line: &&Line| {
        (line.service, line.quantity, line.price, line.tax) == (service, quantity, price, tax)
    };
    let at = left.iter().position(as_typed)?;
    Some(left.remove(at).clone())
}

fn line(
    form: &InvoiceLineForm,
    service: Result<&Service>,
    currency: Currency,
    names: &LineFields,
) -> Result<Line> {
    let priced = service.as_ref().ok().copied();
    let price = match (form.price.trim(), priced) {
        ("", Some(service)) => Ok(service.price_minor),
        // what is wrong is the service
        ("", None) => Ok(0),
        (typed, _) => Money::typed(typed, currency, names.price).map(|price| price.minor),
    };
    let tax = match (form.tax.trim(), priced) {
        ("", Some(service)) => Ok(service.tax_hundredths),
        ("", None) => Ok(0),
        (typed, _) => typed_tax(typed, names.tax),
    };
    let (service, quantity, price, tax) = (
        service,
        quantity(&form.quantity, names.quantity),
        price,
        tax,
    )
        .together()?;
    Ok(Line {
        service: service.id.0,
        code: service.code.to_string(),
        name: service.name.to_string(),
        quantity,
        price,
        tax,
    })
}

fn quantity(typed: &str, field: &'static str) -> Result<i64> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Error::invalid(field, Reason::Required));
    }
    let number: i64 = typed
        .parse()
        .map_err(|_| Error::invalid(field, Reason::Malformed))?;
    match (1..=QUANTITY_MAX).contains(&number) {
        true => Ok(number),
        false => Err(Error::invalid(field, Reason::Impossible)),
    }
}

pub(super) fn forms(lines: &[Line], currency: Currency) -> Vec<InvoiceLineForm> {
    let form = |line: &Line| InvoiceLineForm {
        service_id: Id::of(line.service),
        quantity: line.quantity.to_string(),
        price: plain(line.price, currency),
        tax: plain_tax(line.tax),
    };
    lines.iter().map(form).collect()
}

pub(super) fn views(lines: &[Line], currency: Currency) -> Vec<InvoiceLineView> {
    let view = |line: &Line| {
        let sums = line.sums();
        InvoiceLineView {
            service_id: Id::of(line.service),
            code: line.code.clone(),
            description: line.name.clone(),
            quantity: u32::try_from(line.quantity).unwrap_or(0),
            price: plain(line.price, currency),
            tax_percent: plain_tax(line.tax),
            net: plain(sums.net, currency),
            tax: plain(sums.tax, currency),
            total: plain(sums.total(), currency),
        }
    };
    lines.iter().map(view).collect()
}

pub(super) fn sums_view(sums: Sums, currency: Currency) -> InvoiceSums {
    InvoiceSums {
        currency: currency.code().to_owned(),
        net: plain(sums.net, currency),
        tax: plain(sums.tax, currency),
        total: plain(sums.total(), currency),
    }
}

pub(super) fn plain(minor: i64, currency: Currency) -> String {
    Money { minor, currency }.plain()
}

/// Returns `First visit 1 × 75.00, 0 %; Report 2 × 40.00, 20 %`, of lines as they are stored.
pub(crate) fn in_words(stored: &str, currency: &str) -> Option<String> {
    let lines: Vec<Line> = serde_json::from_str(stored).ok()?;
    let currency = currency_of(currency, "currency").ok()?;
    let words = lines.iter().map(|line| {
        let (price, tax) = (plain(line.price, currency), plain_tax(line.tax));
        format!("{} {} × {price}, {tax} %", line.name, line.quantity)
    });
    Some(words.collect::<Vec<_>>().join("; "))
}
