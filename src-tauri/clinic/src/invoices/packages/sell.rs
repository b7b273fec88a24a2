//! Packages as they are sold, changed and removed.

use chrono::NaiveDate;
use sync_contract::catalog::{Package, Service};
use sync_contract::field::Line;
use sync_contract::ids::{InvoiceDraftId, PackageId, PatientId, ServiceId};
use sync_contract::{Compartment, Right};
use vault::WriteTx;

use crate::chart_row;
use crate::clinic::require_not_deleted;
use crate::clinic_list;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::invoices::draft::Content;
use crate::invoices::packages::balance::Balance;
use crate::invoices::packages::list::{form_of, show};
use crate::invoices::packages::{NewPackage, PackageEdit, PackageForm, PackageView};
use crate::invoices::{Claim, ClaimForm, InvoiceForm, InvoiceLineForm};
use crate::money::{Money, currency_of};
use crate::view::{Id, ReadVersionToken, set};
use crate::{Clinic, fields};

/// Our own limit, against a slip of a digit.
const SESSIONS_MAX: i64 = 200;

/// Sells a package. With a price its sessions stand on a new draft of an invoice.
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `WithoutCompartment`, `KeyMissing`, `NotFound`, `PatientDeleted`, `TooLong`,
/// `Invalid` for a service that is not offered, for what is no number from 1 to 200, for a last day before today and
/// for what is no price.
pub fn sell(clinic: &mut Clinic, new: &NewPackage) -> Result<PackageView> {
    clinic.may(Right::BillingWrite)?;
    clinic.may_open(Compartment::Billing)?;
    let (patient, today): (PatientId, _) = (new.patient_id.to()?, clinic.today()?);
    let id = clinic.write("sell package", |tx| {
        require_not_deleted(tx, patient)?;
        let (service, content) = (
            offered(tx, &new.service_id, new.price.as_deref()),
            Typed::read(&new.form, Some(today)),
        )
            .together()?;
        let price = new.price.as_deref();
        let draft = price.map(|price| begin_draft(tx, patient, new, price));
        let draft = draft.transpose()?;
        let id: PackageId = tx.new_id();
        tx.insert(&Package {
            id,
            patient,
            draft,
            service: service.into(),
            sessions: content.sessions.into(),
            valid_until: content.valid_until.into(),
            note: content.note.into(),
        })?;
        Ok(id)
    })?;
    show(clinic, &Id::of(id))
}

/// Returns the service of a package, whose price is read in its currency.
///
/// # Errors
/// `Invalid` for a service that is not offered, and for what is no price.
fn offered(tx: &WriteTx<'_>, id: &Id, price: Option<&str>) -> Result<ServiceId> {
    let unknown = || Error::invalid("serviceId", Reason::Unknown);
    if id.0.trim().is_empty() {
        return Err(Error::invalid("serviceId", Reason::Required));
    }
    let id: ServiceId = id.to().map_err(|_| unknown())?;
    let services = clinic_list::all::<Service>(&tx.read())?.into_iter();
    let mut services = services.map(|row| row.value);
    let service = services.find(|service| service.id == id && service.is_active);
    let service = service.ok_or_else(unknown)?;
    if let Some(price) = price.filter(|price| !price.trim().is_empty()) {
        Money::typed(price, currency_of(&service.currency, "currency")?, "price")?;
    }
    Ok(id)
}

fn begin_draft(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    new: &NewPackage,
    price: &str,
) -> Result<InvoiceDraftId> {
    let form = InvoiceForm {
        lines: vec![InvoiceLineForm {
            service_id: new.service_id.clone(),
            quantity: new.form.sessions.clone(),
            price: price.to_owned(),
            tax: String::new(),
        }],
        due_days: String::new(),
        claim: ClaimForm::default(),
    };
    let id: InvoiceDraftId = tx.new_id();
    let content = Content::read(&tx.read(), patient, &form, (None, &Claim::default()))?;
    tx.insert(&content.row(id, patient, (None, None))?)?;
    Ok(id)
}

/// What is typed into a form, checked.
struct Typed {
    sessions: i64,
    valid_until: Option<NaiveDate>,
    note: Option<Line>,
}

impl Typed {
    /// # Errors
    /// `Invalid`, also where the last day is before the first that it may be.
    fn read(form: &PackageForm, first: Option<NaiveDate>) -> Result<Self> {
        let (sessions, valid_until, note) = (
            number(&form.sessions),
            last_day(form, first),
            fields::optional(&form.note, "note"),
        )
            .together()?;
        Ok(Self {
            sessions,
            valid_until,
            note,
        })
    }
}

fn last_day(form: &PackageForm, first: Option<NaiveDate>) -> Result<Option<NaiveDate>> {
    let Some(day) = &form.valid_until else {
        return Ok(None);
    };
    let day = day.to_date("validUntil")?;
    match first.is_some_and(|first| day < first) {
        true => Err(Error::invalid("validUntil", Reason::TooLongAgo)),
        false => Ok(Some(day)),
    }
}

fn number(typed: &str) -> Result<i64> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Error::invalid("sessions", Reason::Required));
    }
    let number = typed.parse();
    let number: i64 = number.map_err(|_| Error::invalid("sessions", Reason::Malformed))?;
    match (1..=SESSIONS_MAX).contains(&number) {
        true => Ok(number),
        false => Err(Error::invalid("sessions", Reason::Impossible)),
    }
}

/// Changes what the editor changed of a package, against the version that they saw.
///
/// # Errors
/// As [`sell`], `ChangedMeanwhile`, `AlreadyIssued` for other sessions than those on an invoice that is not void,
/// `Invalid` for fewer sessions than were used. Its last day may be one that is over: so it ends.
pub fn edit(clinic: &mut Clinic, edit: &PackageEdit) -> Result<PackageView> {
    clinic.may(Right::BillingWrite)?;
    clinic.may_open(Compartment::Billing)?;
    let seen = edit.seen.to_read_version()?;
    clinic.write("edit package", |tx| {
        let mut package = chart_row::writable::<Package>(tx, &edit.id)?.value;
        let stored = form_of(&package);
        let form = merged_form!(PackageForm { sessions, valid_until, note }
            of &edit.loaded, &edit.form, stored.clone());
        let typed = Typed::read(&form, None)?;
        if form.sessions != stored.sessions {
            let balance = Balance::of_patient(&tx.read(), package.patient)?;
            if balance.invoice(&package).is_some() && !balance.is_void(&package) {
                return Err(Error::AlreadyIssued);
            }
            let used = balance.uses_of(package.id).len();
            if i64::try_from(used).is_ok_and(|used| typed.sessions < used) {
                return Err(Error::invalid("sessions", Reason::Impossible));
            }
        }
        package.sessions = typed.sessions.into();
        set(&mut package.valid_until, typed.valid_until);
        set(&mut package.note, typed.note);
        tx.update(&package, &seen)?;
        Ok(())
    })?;
    show(clinic, &edit.id)
}

/// Removes one that was entered in error and of which nothing was used. A draft of an invoice stays. Returns what
/// [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `WithoutCompartment`, `NotFound`, `PatientDeleted`, `ChangedMeanwhile`,
/// `Invalid` without a reason and for one that was used.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::BillingWrite)?;
    clinic.may_open(Compartment::Billing)?;
    clinic.write("remove package", |tx| {
        let package = chart_row::writable::<Package>(tx, id)?.value;
        let balance = Balance::of_patient(&tx.read(), package.patient)?;
        if !balance.uses_of(package.id).is_empty() {
            return Err(Error::invalid("package", Reason::OutOfOrder));
        }
        chart_row::delete::<Package>(tx, id, seen, reason)
    })?;
    removed(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `WithoutCompartment`, `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::BillingWrite)?;
    clinic.may_open(Compartment::Billing)?;
    chart_row::removal::<Package>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `WithoutCompartment`, `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<PackageView> {
    clinic.may(Right::BillingWrite)?;
    clinic.may_open(Compartment::Billing)?;
    clinic.write("restore package", |tx| {
        chart_row::undelete::<Package>(tx, id, seen)
    })?;
    show(clinic, id)
}
