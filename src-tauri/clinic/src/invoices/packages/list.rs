//! The packages of a patient, and those that visits were paid with.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{
    Appointment, AppointmentPatient, Invoice, InvoiceDraft, InvoiceVoid, Package, PackageUse,
    Payment,
};
use sync_contract::ids::{AppointmentId, PatientId};
use sync_contract::{Compartment, Entity, Right};
use uuid::Uuid;
use vault::read::{Files, Reader, Stored};

use crate::Clinic;
use crate::chart_row::{self, ChartRow};
use crate::clinic::or_not_found;
use crate::clock::day_of;
use crate::error::Result;
use crate::invoices::list::Accounts;
use crate::invoices::packages::balance::{Balance, billed_at, sessions, valid_until};
use crate::invoices::packages::{
    PackageAtVisit, PackageForm, PackageInvoice, PackageToUse, PackageUseView, PackageView,
};
use crate::invoices::{number_of, state_on as invoice_state_on};
use crate::names::StaffNames;
use crate::reads::{ListRead, log_list};
use crate::view::{At, Day, Id, ReadVersionToken, text};

/// What can be used current first. `is_unsure`: something of it is damaged, is missing or may still come, so that
/// nothing follows from what is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Packages {
    pub is_unsure: bool,
    pub packages: Vec<PackageView>,
}

/// Returns the packages of a patient that are not removed.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `WithoutCompartment`, `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Packages> {
    clinic.may(Right::BillingRead)?;
    clinic.may_open(Compartment::Billing)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let (reader, today) = (clinic.read(), clinic.today()?);
    let balance = Balance::of_patient(&reader, patient)?;
    let views = Views::read(&reader, &balance, today)?;
    let mut packages: Vec<PackageView> = balance.packages.iter().map(|row| views.of(row)).collect();
    packages.sort_by_key(|view| view.state);
    Ok(Packages {
        is_unsure: is_unsure(clinic, patient)?,
        packages,
    })
}

/// Returns one package that is not removed.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `WithoutCompartment`, `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<PackageView> {
    clinic.may(Right::BillingRead)?;
    clinic.may_open(Compartment::Billing)?;
    let package = chart_row::shown::<Package>(clinic, id)?.value;
    let (reader, today) = (clinic.read(), clinic.today()?);
    let balance = Balance::of_patient(&reader, package.patient)?;
    let views = Views::read(&reader, &balance, today)?;
    let mut rows = balance.packages.iter();
    let row = rows.find(|row| row.value.id == package.id);
    or_not_found(row.map(|row| views.of(row)), Package::WHAT)
}

/// Returns what a visit was paid with: for each patient of a group session their own.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `WithoutCompartment`, `NotFound`.
pub fn at_visit(clinic: &Clinic, appointment: &Id) -> Result<Vec<PackageAtVisit>> {
    clinic.may(Right::BillingRead)?;
    clinic.may_open(Compartment::Billing)?;
    let id: AppointmentId = appointment.to()?;
    log_list(clinic, ListRead::Billing)?;
    let reader = clinic.read();
    let row = reader.get::<Appointment>(id)?;
    or_not_found(row.filter(|row| row.deleted.is_none()), "appointment")?;
    for entity in [
        AppointmentPatient::DESCRIPTOR,
        Package::DESCRIPTOR,
        PackageUse::DESCRIPTOR,
        InvoiceDraft::DESCRIPTOR,
        Invoice::DESCRIPTOR,
        InvoiceVoid::DESCRIPTOR,
    ] {
        reader.look_over(entity)?;
    }
    let attendees = reader.attendees(id)?.into_iter();
    let merged = reader.merged_files()?;
    let files: BTreeSet<PatientId> = attendees
        .filter(|row| row.deleted.is_none())
        .flat_map(|row| files_of(&merged, row.value.patient))
        .collect();
    let files: Vec<PatientId> = files.into_iter().collect();
    let balance = Balance::of_patients(&reader, &files)?;
    let mut at_visit = Vec::new();
    for package in balance.packages.iter().map(|row| &row.value) {
        let uses = balance.uses_of(package.id).iter().map(|row| &row.value);
        let mut uses = uses.filter(|used| used.appointment == Some(id) && balance.pays(used));
        let Some(used) = uses.next() else {
            continue;
        };
        at_visit.push(PackageAtVisit {
            patient_id: Id::of(used.patient),
            package_id: Id::of(package.id),
            service: service_name(&balance, package),
            sessions: small(sessions(package)),
            left: small(balance.left(package)),
            valid_until: valid_until(package).map(Day::of),
        });
    }
    Ok(at_visit)
}

pub(super) fn is_unsure(clinic: &Clinic, patient: PatientId) -> Result<bool> {
    for entity in [
        Package::DESCRIPTOR,
        PackageUse::DESCRIPTOR,
        AppointmentPatient::DESCRIPTOR,
        InvoiceDraft::DESCRIPTOR,
        Invoice::DESCRIPTOR,
        InvoiceVoid::DESCRIPTOR,
        Payment::DESCRIPTOR,
    ] {
        if clinic.is_unsure(patient, entity)? {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn form_of(package: &Package) -> PackageForm {
    let sessions = package.sessions.open();
    PackageForm {
        sessions: sessions.map_or(String::new(), i64::to_string),
        valid_until: valid_until(package).map(Day::of),
        note: text(&package.note),
    }
}

fn service_name(balance: &Balance, package: &Package) -> String {
    let service = balance.service(package);
    service.map_or(String::new(), |service| service.name.to_string())
}

fn small(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// What the views of a balance's packages are made with.
struct Views<'a> {
    balance: &'a Balance,
    staff: StaffNames,
    accounts: Accounts,
    today: NaiveDate,
}

impl<'a> Views<'a> {
    fn read(reader: &Reader<'_>, balance: &'a Balance, today: NaiveDate) -> Result<Self> {
        let invoices = balance.packages.iter();
        let invoices = invoices.filter_map(|row| balance.invoice(&row.value));
        let ids: Vec<Uuid> = invoices.map(|row| row.value.id.0).collect();
        let accounts = Accounts::of(
            reader.payments_of_invoices(&ids)?,
            reader.invoice_voids_of_invoices(&ids)?,
        );
        Ok(Self {
            balance,
            staff: StaffNames::read(reader)?,
            accounts,
            today,
        })
    }

    fn of(&self, row: &Stored<Package>) -> PackageView {
        let (package, balance) = (&row.value, self.balance);
        let mut uses: Vec<_> = balance.uses_of(package.id).iter().collect();
        uses.sort_by_key(|row| std::cmp::Reverse((row.value.used_on, row.value.id)));
        PackageView {
            id: Id::of(package.id),
            seen: ReadVersionToken::of(&row.seen),
            patient_id: Id::of(package.patient),
            service_id: package
                .service
                .open()
                .map_or(Id(String::new()), |service| Id::of(*service)),
            service: service_name(balance, package),
            form: form_of(package),
            state: balance.state(package, self.today),
            used: small(i64::try_from(uses.len()).unwrap_or(i64::MAX)),
            left: small(balance.left(package)),
            uses: uses.into_iter().map(|row| self.used(row)).collect(),
            invoice: balance
                .billed_with(package)
                .map(|(draft, invoice)| PackageInvoice {
                    draft_id: Id::of(draft),
                    invoice_id: invoice.map(|invoice| Id::of(invoice.id)),
                    number: invoice.map(number_of),
                    state: invoice.map(|invoice| self.state(invoice)),
                }),
            at: At::of(row.created_at),
            by: self.staff.name(row.created_by),
        }
    }

    fn used(&self, row: &Stored<PackageUse>) -> PackageUseView {
        PackageUseView {
            id: Id::of(row.value.id),
            on: Day::of(row.value.used_on),
            by: self.staff.name(row.created_by),
            appointment_id: row.value.appointment.map(Id::of),
            note: text(&row.value.note),
        }
    }

    fn state(&self, invoice: &Invoice) -> crate::invoices::InvoiceState {
        invoice_state_on(
            invoice.total_minor,
            self.accounts.paid(invoice.id),
            invoice.due_on,
            self.accounts.void_of(invoice.id).is_some(),
            self.today,
        )
    }
}

/// The packages with which visits can be paid.
pub(crate) struct Payable {
    balance: Balance,
    merged: BTreeMap<PatientId, Files>,
    /// Visits of patients with several files that are billed, each with the file that has it.
    billed: BTreeSet<(AppointmentId, PatientId)>,
    zone: Tz,
}

impl Payable {
    /// Has none for a user who cannot read what packages are of.
    ///
    /// # Errors
    /// Those of a read.
    pub fn read(
        clinic: &Clinic,
        reader: &Reader<'_>,
        visits: &[(AppointmentId, PatientId)],
    ) -> Result<Self> {
        let merged = reader.merged_files()?;
        let patients = visits.iter().map(|(_, patient)| *patient);
        let patients = patients.filter(|_| clinic.has_compartment(Compartment::Billing));
        let files: BTreeSet<PatientId> = patients
            .flat_map(|patient| files_of(&merged, patient))
            .collect();
        let files: Vec<PatientId> = files.into_iter().collect();
        let several = visits
            .iter()
            .filter(|(_, patient)| merged.contains_key(patient));
        let several: BTreeSet<AppointmentId> = several.map(|(visit, _)| *visit).collect();
        let several: Vec<AppointmentId> = several.into_iter().collect();
        Ok(Self {
            balance: Balance::of_patients(reader, &files)?,
            billed: billed_at(reader, &several)?,
            merged,
            zone: clinic.zone()?,
        })
    }

    /// Returns whether a visit was paid with a package of a file that was merged with the patient's.
    pub fn is_paid(&self, patient: PatientId, visit: &Appointment) -> bool {
        let files = files_of(&self.merged, patient);
        self.balance.is_paid(&files, visit.id)
    }

    /// Returns whether a seat in a group session was billed under another file that was merged with the patient's.
    pub fn is_billed(&self, patient: PatientId, visit: &Appointment) -> bool {
        if visit.seats.is_none() || !self.merged.contains_key(&patient) {
            return false;
        }
        let files = files_of(&self.merged, patient);
        files
            .into_iter()
            .any(|file| self.billed.contains(&(visit.id, file)))
    }

    pub fn package(&self, patient: PatientId, visit: &Appointment) -> Option<PackageToUse> {
        let files = files_of(&self.merged, patient);
        let day = day_of(visit.starts, &self.zone);
        let package = self.balance.to_use(&files, &visit.kind, day)?;
        Some(PackageToUse {
            package_id: Id::of(package.id),
            sessions: small(sessions(package)),
            left: small(self.balance.left(package)),
            valid_until: valid_until(package).map(Day::of),
        })
    }
}

/// Returns the files of a patient: their own, and those that were merged with it.
fn files_of(merged: &BTreeMap<PatientId, Files>, patient: PatientId) -> BTreeSet<PatientId> {
    let mut files = merged
        .get(&patient)
        .map_or(BTreeSet::new(), |of| of.patients.clone());
    files.insert(patient);
    files
}
