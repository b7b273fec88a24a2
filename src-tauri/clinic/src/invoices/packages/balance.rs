//! Packages with all that says what is left of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sync_contract::catalog::{Invoice, InvoiceVoid, Package, PackageUse, Service};
use sync_contract::ids::{AppointmentId, InvoiceDraftId, InvoiceId, PackageId, PatientId};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::clinic_list;
use crate::error::Result;
use crate::insurance::day;
use crate::invoices::packages::{PackageState, state_on};

/// The packages of some patients that are not removed, the first to be used first.
pub(super) struct Balance {
    pub packages: Vec<Stored<Package>>,
    uses: BTreeMap<PackageId, Vec<Stored<PackageUse>>>,
    invoices: BTreeMap<InvoiceDraftId, Vec<Stored<Invoice>>>,
    void: BTreeSet<InvoiceId>,
    services: BTreeMap<Uuid, Service>,
}

/// What says what is left of packages, as it is stored.
struct Rows {
    uses: Vec<Stored<PackageUse>>,
    invoices: Vec<Stored<Invoice>>,
    voids: Vec<Stored<InvoiceVoid>>,
}

impl Balance {
    /// Returns those of a patient, and of the files that were merged with theirs. All rows of the patient are read, so
    /// that one which was edited out of the file is reported.
    pub fn of_patient(reader: &Reader<'_>, patient: PatientId) -> Result<Self> {
        let rows = Rows {
            uses: reader.package_uses_of(patient)?,
            invoices: reader.invoices_of(patient)?,
            voids: reader.invoice_voids_of(patient)?,
        };
        Self::with(reader, reader.packages_of(patient)?, rows)
    }

    /// Returns those of several files.
    pub fn of_patients(reader: &Reader<'_>, patients: &[PatientId]) -> Result<Self> {
        Self::of(reader, reader.packages_of_patients(patients)?)
    }

    /// Returns these.
    pub fn of(reader: &Reader<'_>, packages: Vec<Stored<Package>>) -> Result<Self> {
        let of = || packages.iter().map(|row| &row.value);
        let ids: Vec<PackageId> = of().map(|package| package.id).collect();
        let drafts: Vec<InvoiceDraftId> = of().filter_map(|package| package.draft).collect();
        let invoices = reader.invoices_of_drafts(&drafts)?;
        let issued: Vec<Uuid> = invoices.iter().map(|row| row.value.id.0).collect();
        let rows = Rows {
            uses: reader.uses_of_packages(&ids)?,
            voids: reader.invoice_voids_of_invoices(&issued)?,
            invoices,
        };
        Self::with(reader, packages, rows)
    }

    fn with(reader: &Reader<'_>, mut packages: Vec<Stored<Package>>, rows: Rows) -> Result<Self> {
        packages.retain(|row| row.deleted.is_none());
        packages.sort_by_key(|row| {
            let until = valid_until(&row.value);
            (until.is_none(), until, row.value.id)
        });
        let mut uses: BTreeMap<PackageId, Vec<_>> = BTreeMap::new();
        for row in live(rows.uses) {
            uses.entry(row.value.package).or_default().push(row);
        }
        let mut invoices: BTreeMap<InvoiceDraftId, Vec<_>> = BTreeMap::new();
        for row in rows.invoices {
            invoices.entry(row.value.draft).or_default().push(row);
        }
        let services = clinic_list::all::<Service>(reader)?.into_iter();
        Ok(Self {
            packages,
            uses,
            invoices,
            void: rows.voids.iter().map(|row| row.value.invoice).collect(),
            services: services.map(|row| (row.value.id.0, row.value)).collect(),
        })
    }

    /// Returns the service of a package; none where this user cannot read which it is.
    pub fn service(&self, package: &Package) -> Option<&Service> {
        self.services.get(&package.service.open()?.0)
    }

    /// Returns the uses that count, the first one first: one for each appointment, and each that was entered by hand.
    pub fn uses_of(&self, package: PackageId) -> Vec<&Stored<PackageUse>> {
        let mut appointments: BTreeSet<AppointmentId> = BTreeSet::new();
        let of = self.uses.get(&package).map_or(&[][..], Vec::as_slice);
        of.iter()
            .filter(|row| {
                let appointment = row.value.appointment;
                appointment.is_none_or(|appointment| appointments.insert(appointment))
            })
            .collect()
    }

    pub fn is_used_at(&self, files: &BTreeSet<PatientId>, appointment: AppointmentId) -> bool {
        let uses = self.uses.values().flatten();
        uses.map(|row| &row.value)
            .filter(|used| files.contains(&used.patient))
            .any(|used| used.appointment == Some(appointment))
    }

    pub fn left(&self, package: &Package) -> i64 {
        let used = i64::try_from(self.uses_of(package.id).len()).unwrap_or(i64::MAX);
        sessions(package).saturating_sub(used)
    }

    /// Returns the invoice of a package that counts: the first that is not void, or else the first one.
    pub fn invoice(&self, package: &Package) -> Option<&Stored<Invoice>> {
        let of = self.invoices.get(&package.draft?)?;
        let current = of.iter().find(|row| !self.void.contains(&row.value.id));
        current.or(of.first())
    }

    pub fn is_void(&self, package: &Package) -> bool {
        let invoice = self.invoice(package);
        invoice.is_some_and(|row| self.void.contains(&row.value.id))
    }

    pub fn state(&self, package: &Package, day: NaiveDate) -> PackageState {
        let until = valid_until(package);
        state_on(self.left(package), until, self.is_void(package), day)
    }

    /// Returns the package of one of these files with which a visit of this type is paid on a day: the one that ends
    /// first, of those with a session left.
    pub fn to_use(
        &self,
        files: &BTreeSet<PatientId>,
        kind: &str,
        day: NaiveDate,
    ) -> Option<&Package> {
        let rows = self.packages.iter().map(|row| &row.value);
        rows.filter(|package| files.contains(&package.patient))
            .filter(|package| self.state(package, day) == PackageState::Ready)
            .find(|package| {
                let service = self.service(package);
                service.is_some_and(|service| service.code.eq_ignore_ascii_case(kind))
            })
    }
}

/// Leaves what was given back out, with the rows that gave it back.
pub(super) fn live(rows: Vec<Stored<PackageUse>>) -> Vec<Stored<PackageUse>> {
    let returned: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.value.returns).collect();
    let is_live = |row: &Stored<PackageUse>| {
        let PackageUse { id, returns, .. } = &row.value;
        returns.is_none() && !returned.contains(&id.0)
    };
    rows.into_iter().filter(is_live).collect()
}

/// Returns the uses of the same visit: two computers that were apart may both have recorded it.
pub(super) fn of_same_visit(
    reader: &Reader<'_>,
    used: &PackageUse,
) -> Result<Vec<Stored<PackageUse>>> {
    let mut rows = live(reader.uses_of_packages(&[used.package])?);
    rows.retain(|row| {
        let PackageUse {
            id, appointment, ..
        } = &row.value;
        *id == used.id || (appointment.is_some() && *appointment == used.appointment)
    });
    Ok(rows)
}

/// Returns how many sessions were bought; 0 where this user cannot read it, so that none is left.
pub(super) fn sessions(package: &Package) -> i64 {
    package.sessions.open().copied().unwrap_or(0)
}

pub(super) fn valid_until(package: &Package) -> Option<NaiveDate> {
    day(&package.valid_until)
}
