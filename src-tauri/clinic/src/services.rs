//! The price list of a clinic: what it charges for, before tax, in a currency of one of its facilities.
//!
//! A service is listed without what uses it: packages, quotes and the lines of invoices are sealed with the bills of
//! their patients, so that counting them means decrypting the bills of all patients for a list of prices.

use iso_currency::Currency;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{Facility, Service};
use sync_contract::field::Text;
use sync_contract::ids::ServiceId;
use vault::read::{Reader, Stored};

use crate::clinic::{first_facility, or_not_found};
use crate::clinic_list::{self, Listed};
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::money::{Money, currency_of, plain_tax, stored_code, typed_tax};
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, fields};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ServiceView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: ServiceForm,
}

/// Numbers are as they are typed: the price before tax with the decimals of its currency, the tax in percent. Without a
/// currency it is that of the first facility. One that is not active is offered no longer; invoices stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ServiceForm {
    pub code: String,
    pub name: String,
    pub price: String,
    pub currency: String,
    pub tax: String,
    pub is_active: bool,
}

impl Listed for Service {
    const WHAT: &'static str = "service";

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

/// Returns all services by name, those that are offered no longer, too.
///
/// # Errors
/// `Forbidden` (needs `billing.read`).
pub fn list(clinic: &Clinic) -> Result<Vec<ServiceView>> {
    clinic.may(Right::BillingRead)?;
    let mut rows: Vec<Stored<Service>> = clinic_list::all(&clinic.read())?;
    rows.sort_by_cached_key(|row| fields::sort_key(&row.value.name));
    Ok(rows.iter().map(view).collect())
}

/// Returns what can be put on an invoice: the services that are in use, by name.
///
/// # Errors
/// `Forbidden` (needs `billing.read`).
pub fn offered(clinic: &Clinic) -> Result<Vec<ServiceView>> {
    clinic.may(Right::BillingRead)?;
    let mut services = list(clinic)?;
    services.retain(|service| service.form.is_active);
    Ok(services)
}

/// Returns one service by its id, its name or its code.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `NotFound`.
pub fn find(clinic: &Clinic, which: &str) -> Result<ServiceView> {
    clinic.may(Right::BillingRead)?;
    or_not_found(called(list(clinic)?, which), Service::WHAT)
}

/// Returns the service that has this id, or alone has this name or this code.
pub fn called(services: Vec<ServiceView>, which: &str) -> Option<ServiceView> {
    let by_code = clinic_list::called(services.clone(), which, |service| {
        (&service.id, &service.form.code)
    });
    clinic_list::called(services, which, |service| (&service.id, &service.form.name)).or(by_code)
}

/// Returns the currencies of the facilities, that of the first one first: in one of them a price is.
///
/// # Errors
/// `Forbidden` (needs `billing.read`).
pub fn currencies(clinic: &Clinic) -> Result<Vec<String>> {
    clinic.may(Right::BillingRead)?;
    let currencies = of_facilities(&clinic.read())?;
    Ok(currencies
        .iter()
        .map(|currency| currency.code().to_owned())
        .collect())
}

pub(crate) fn of_facilities(reader: &Reader<'_>) -> Result<Vec<Currency>> {
    let first = first_facility(reader)?.map(|row| row.value);
    let others = clinic_list::all::<Facility>(reader)?;
    let others = others.into_iter().map(|row| row.value);
    let mut currencies = Vec::new();
    for facility in first.into_iter().chain(others.filter(|one| one.is_active)) {
        // another program may have written what is none
        let currency = currency_of(&facility.currency, "currency").ok();
        currencies.extend(currency.filter(|currency| !currencies.contains(currency)));
    }
    Ok(currencies)
}

/// Returns the price of a service; none where another program wrote a currency that is none.
pub(crate) fn price(service: &Service) -> Option<Money> {
    let currency = currency_of(&service.currency, "currency").ok()?;
    Some(Money {
        minor: service.price_minor,
        currency,
    })
}

fn view(row: &Stored<Service>) -> ServiceView {
    let service = &row.value;
    let price = price(service).map_or_else(|| service.price_minor.to_string(), Money::plain);
    ServiceView {
        id: Id::of(service.id),
        seen: ReadVersionToken::of(&row.seen),
        form: ServiceForm {
            code: service.code.to_string(),
            name: service.name.to_string(),
            price,
            currency: service.currency.to_string(),
            tax: plain_tax(service.tax_hundredths),
            is_active: service.is_active,
        },
    }
}

/// Adds a service.
///
/// # Errors
/// `Forbidden` (needs `billing.services`), `TooLong`, `Invalid` without a code or a name, for one that another service
/// has, for what is no amount of the currency, for a currency of no facility and for a tax that is none.
pub fn add(clinic: &mut Clinic, form: &ServiceForm) -> Result<ServiceView> {
    clinic.may(Right::BillingServices)?;
    let id = clinic.write("add service", |tx| {
        let currencies = of_facilities(&tx.read())?;
        clinic_list::add(tx, |id, others| checked(id, form, others, &currencies))
    })?;
    find(clinic, &id.0)
}

/// Changes the fields in which the form differs from the loaded one. Invoices have the service as it was.
///
/// # Errors
/// As [`add`], `NotFound`.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &ServiceForm,
    form: &ServiceForm,
) -> Result<ServiceView> {
    clinic.may(Right::BillingServices)?;
    clinic.write("edit service", |tx| {
        let mut currencies = of_facilities(&tx.read())?;
        clinic_list::edit(tx, id, seen, |row: &Stored<Service>, others| {
            // a price stays in the currency that it has, though no facility has it any more
            currencies.extend(currency_of(&row.value.currency, "currency").ok());
            let form = merged_form!(ServiceForm { code, name, price, currency, tax, is_active }
                of loaded, form, view(row).form);
            checked(row.value.id, &form, others, &currencies)
        })
    })?;
    find(clinic, &id.0)
}

/// Returns the checked values of a form.
pub(crate) fn checked(
    id: ServiceId,
    form: &ServiceForm,
    others: &[Stored<Service>],
    currencies: &[Currency],
) -> Result<Service> {
    let chosen = match form.currency.trim() {
        "" => currencies
            .first()
            .copied()
            .ok_or(Error::invalid("currency", Reason::Required)),
        code => currency_of(code, "currency").and_then(|currency| {
            let is_of_facility = currencies.contains(&currency);
            is_of_facility
                .then_some(currency)
                .ok_or(Error::invalid("currency", Reason::Unknown))
        }),
    };
    // what a price is read by, where the currency is wrong itself
    let read_by = chosen.as_ref().map_or(Currency::EUR, |currency| *currency);
    let (code, name, price, currency, tax_hundredths) = (
        fields::required(&form.code, "code").and_then(|code| free_code(code, id, others)),
        fields::required(&form.name, "name")
            .and_then(|name| clinic_list::free(name, "name", id, others)),
        Money::typed(&form.price, read_by, "price"),
        chosen,
        typed_tax(&form.tax, "tax"),
    )
        .together()?;
    Ok(Service {
        id,
        code,
        name,
        price_minor: price.minor,
        currency: stored_code(currency),
        tax_hundredths,
        is_active: form.is_active,
    })
}

/// Returns a code that no other service has. As with names, a service keeps the one that it has.
fn free_code(code: Text<20>, id: ServiceId, others: &[Stored<Service>]) -> Result<Text<20>> {
    let is_own = |row: &&Stored<Service>| row.value.id == id;
    if others
        .iter()
        .find(is_own)
        .is_some_and(|own| own.value.code == code)
    {
        return Ok(code);
    }
    let taken = others.iter().filter(|row| !is_own(row));
    clinic_list::require_free(&code, "code", taken.map(|row| &*row.value.code))?;
    Ok(code)
}

/// Returns `50.00 EUR, 20 %`.
pub(crate) fn in_words(price_minor: i64, currency: &str, tax_hundredths: i64) -> String {
    let tax = plain_tax(tax_hundredths);
    let amount = match currency_of(currency, "currency") {
        Ok(currency) => Money {
            minor: price_minor,
            currency,
        }
        .to_string(),
        Err(_) => format!("{price_minor} {currency}"),
    };
    format!("{amount}, {tax} %")
}
