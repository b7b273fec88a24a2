//! Packages with all that says what is left of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sync_contract::catalog::{
    Appointment, AppointmentPatient, AppointmentStatus, Attendance, Invoice, InvoiceDraft,
    InvoiceVoid, Package, PackageUse, Service,
};
use sync_contract::ids::{AppointmentId, InvoiceDraftId, InvoiceId, PackageId, PatientId};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::clinic_list;
use crate::error::Result;
use crate::insurance::day;
use crate::invoices::packages::{PackageState, state_on};
use crate::merged_files;

/// The packages of some patients that are not removed, the first to be used first.
pub(super) struct Balance {
    pub packages: Vec<Stored<Package>>,
    /// Those that count, the first one first.
    uses: BTreeMap<PackageId, Vec<Stored<PackageUse>>>,
    invoices: BTreeMap<InvoiceDraftId, Vec<Stored<Invoice>>>,
    void: BTreeSet<InvoiceId>,
    discarded: BTreeSet<InvoiceDraftId>,
    services: BTreeMap<Uuid, Service>,
}

/// What says what is left of packages, as it is stored.
struct Rows {
    packages: Vec<Stored<Package>>,
    /// Without what was given back.
    uses: Vec<Stored<PackageUse>>,
    seats: Vec<Stored<AppointmentPatient>>,
    invoices: Vec<Stored<Invoice>>,
    voids: Vec<Stored<InvoiceVoid>>,
}

impl Balance {
    /// Returns those of a patient, and of the files that were merged with theirs. All rows of the patient are read, so
    /// that one which was edited out of the file is reported.
    pub fn of_patient(reader: &Reader<'_>, patient: PatientId) -> Result<Self> {
        let rows = Rows {
            packages: reader.packages_of(patient)?,
            uses: live(reader.package_uses_of(patient)?),
            seats: reader.attendances_of(patient)?,
            invoices: reader.invoices_of(patient)?,
            voids: reader.invoice_voids_of(patient)?,
        };
        Self::with(reader, rows)
    }

    /// Returns those of several files.
    pub fn of_patients(reader: &Reader<'_>, patients: &[PatientId]) -> Result<Self> {
        let packages = reader.packages_of_patients(patients)?;
        let of = || packages.iter().map(|row| &row.value);
        let ids: Vec<PackageId> = of().map(|package| package.id).collect();
        let drafts: Vec<InvoiceDraftId> = of().filter_map(|package| package.draft).collect();
        let uses = live(reader.uses_of_packages(&ids)?);
        let visits: BTreeSet<_> = uses
            .iter()
            .filter_map(|row| row.value.appointment)
            .collect();
        let visits: Vec<AppointmentId> = visits.into_iter().collect();
        let invoices = reader.invoices_of_drafts(&drafts)?;
        let issued: Vec<Uuid> = invoices.iter().map(|row| row.value.id.0).collect();
        let rows = Rows {
            uses,
            seats: reader.attendees_of(&visits)?,
            voids: reader.invoice_voids_of_invoices(&issued)?,
            invoices,
            packages,
        };
        Self::with(reader, rows)
    }

    fn with(reader: &Reader<'_>, rows: Rows) -> Result<Self> {
        let mut packages = rows.packages;
        packages.retain(|row| row.deleted.is_none());
        packages.sort_by_key(|row| {
            let until = valid_until(&row.value);
            (until.is_none(), until, row.value.id)
        });
        let mut invoices: BTreeMap<InvoiceDraftId, Vec<_>> = BTreeMap::new();
        for row in rows.invoices {
            invoices.entry(row.value.draft).or_default().push(row);
        }
        let drafts = packages.iter().filter_map(|row| row.value.draft);
        let drafts: Vec<Uuid> = drafts.map(|draft| draft.0).collect();
        let drafts = reader.by_ids::<InvoiceDraft>(&drafts)?;
        let discarded = drafts.iter().filter(|row| row.deleted.is_some());
        let services = clinic_list::all::<Service>(reader)?.into_iter();
        let mut balance = Self {
            packages,
            uses: BTreeMap::new(),
            invoices,
            void: rows.voids.iter().map(|row| row.value.invoice).collect(),
            discarded: discarded.map(|row| row.value.id).collect(),
            services: services.map(|row| (row.value.id.0, row.value)).collect(),
        };
        let ids = balance.packages.iter().map(|row| row.value.id);
        let ids: BTreeSet<PackageId> = ids.collect();
        let mut uses = rows.uses;
        uses.retain(|row| ids.contains(&row.value.package));
        // what pays for a visit counts before what does not any more
        uses.sort_by_key(|row| (!balance.pays(&row.value), row.value.id));
        for row in counted(reader, uses, &rows.seats)? {
            let of = balance.uses.entry(row.value.package).or_default();
            of.push(row);
        }
        Ok(balance)
    }

    /// Returns the service of a package; none where this user cannot read which it is.
    pub fn service(&self, package: &Package) -> Option<&Service> {
        self.services.get(&package.service.open()?.0)
    }

    /// Returns the uses that count, the first one first: one for each visit that is done, and each that was entered by
    /// hand.
    pub fn uses_of(&self, package: PackageId) -> &[Stored<PackageUse>] {
        self.uses.get(&package).map_or(&[], Vec::as_slice)
    }

    /// Returns whether a use pays for its visit: not one of a package that is removed, or void with its invoice.
    pub fn pays(&self, used: &PackageUse) -> bool {
        let mut packages = self.packages.iter().map(|row| &row.value);
        let package = packages.find(|package| package.id == used.package);
        package.is_some_and(|package| !self.is_void(package))
    }

    /// Returns whether a visit of one of these files is paid.
    pub fn is_paid(&self, files: &BTreeSet<PatientId>, appointment: AppointmentId) -> bool {
        let uses = self.uses.values().flatten().map(|row| &row.value);
        uses.filter(|used| used.appointment == Some(appointment))
            .any(|used| files.contains(&used.patient) && self.pays(used))
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

    /// Returns the draft and the invoice that a package was billed with; none where the draft was discarded.
    pub fn billed_with(&self, package: &Package) -> Option<(InvoiceDraftId, Option<&Invoice>)> {
        let draft = package.draft?;
        let invoice = self.invoice(package).map(|row| &row.value);
        let is_there = invoice.is_some() || !self.discarded.contains(&draft);
        is_there.then_some((draft, invoice))
    }

    /// Returns whether what it was billed with is void: its invoice, or the draft of one that was discarded.
    pub fn is_void(&self, package: &Package) -> bool {
        match self.invoice(package) {
            Some(row) => self.void.contains(&row.value.id),
            None => package
                .draft
                .is_some_and(|draft| self.discarded.contains(&draft)),
        }
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

/// Returns the uses that count, in the order in which they are given: of one visit the first, though two computers that
/// were apart used a session each, and none of a visit that is not done or to which its patient did not come. Another
/// computer may have changed that since, so it is read anew.
fn counted(
    reader: &Reader<'_>,
    mut uses: Vec<Stored<PackageUse>>,
    seats: &[Stored<AppointmentPatient>],
) -> Result<Vec<Stored<PackageUse>>> {
    let visits: BTreeSet<Uuid> = uses
        .iter()
        .filter_map(|row| row.value.appointment.map(|id| id.0))
        .collect();
    let visits: Vec<Uuid> = visits.into_iter().collect();
    let visits = reader.by_ids::<Appointment>(&visits)?;
    let shown = merged_files::shown_by(reader)?;
    let came = |used: &PackageUse, visit: &Appointment| {
        let is_theirs = |row: &&Stored<AppointmentPatient>| {
            row.value.appointment == visit.id && shown(row.value.patient) == shown(used.patient)
        };
        let mut own = seats.iter().filter(is_theirs).peekable();
        own.peek().is_none() || own.any(|row| row.deleted.is_none() && !is_away(&row.value))
    };
    let mut seen = BTreeSet::new();
    uses.retain(|row| {
        let used = &row.value;
        let Some(appointment) = used.appointment else {
            return true;
        };
        // what is not here yet was done where it was used
        let visit = visits.iter().find(|row| row.value.id == appointment);
        let is_done = visit.is_none_or(|row| {
            let visit = &row.value;
            visit.status == AppointmentStatus::Completed && came(used, visit)
        });
        is_done && seen.insert((appointment, shown(used.patient)))
    });
    Ok(uses)
}

/// Returns whether a patient of a group session was recorded as away.
pub(super) fn is_away(seat: &AppointmentPatient) -> bool {
    matches!(seat.attendance, Attendance::Absent | Attendance::Excused)
}

/// Returns the uses of the same visit, of any package: two computers that were apart may both have recorded it.
pub(super) fn of_same_visit(
    reader: &Reader<'_>,
    used: &PackageUse,
) -> Result<Vec<Stored<PackageUse>>> {
    let Some(appointment) = used.appointment else {
        let mut rows = live(reader.uses_of_packages(&[used.package])?);
        rows.retain(|row| row.value.id == used.id);
        return Ok(rows);
    };
    let files = merged_files::of(reader, used.patient)?;
    let mut rows = live(reader.package_uses_at(appointment)?);
    rows.retain(|row| files.contains(&row.value.patient));
    Ok(rows)
}

/// Returns how many sessions were bought; 0 where this user cannot read it, so that none is left.
pub(super) fn sessions(package: &Package) -> i64 {
    package.sessions.open().copied().unwrap_or(0)
}

pub(super) fn valid_until(package: &Package) -> Option<NaiveDate> {
    day(&package.valid_until)
}

/// Returns whether a visit is on a draft of an invoice, or on one that is not void: of any of the files that were
/// merged with the patient's.
///
/// # Errors
/// Those of the disk.
pub(in crate::invoices) fn is_billed(
    reader: &Reader<'_>,
    appointment: AppointmentId,
    patient: PatientId,
) -> Result<bool> {
    let drafts = reader.invoice_drafts_of(patient)?;
    let invoices = reader.invoices_of(patient)?;
    let issued: BTreeSet<_> = invoices.iter().map(|row| row.value.draft).collect();
    let has_draft = drafts.iter().any(|row| {
        let is_open = row.deleted.is_none() && !issued.contains(&row.value.id);
        is_open && row.value.appointment == Some(appointment)
    });
    Ok(has_draft || is_invoiced(reader, appointment, patient)?)
}

/// Returns whether a visit is on an invoice that is not void.
///
/// # Errors
/// Those of the disk.
pub(in crate::invoices) fn is_invoiced(
    reader: &Reader<'_>,
    appointment: AppointmentId,
    patient: PatientId,
) -> Result<bool> {
    let void = reader.invoice_voids_of(patient)?;
    let void: BTreeSet<Uuid> = void.iter().map(|row| row.value.invoice.0).collect();
    let invoices = reader.invoices_of(patient)?;
    let mut of_visit = invoices
        .iter()
        .filter(|row| row.value.appointment == Some(appointment));
    Ok(of_visit.any(|row| !void.contains(&row.value.id.0)))
}

/// Returns which visits are on a draft of an invoice, or on one that is not void, each with the file that has it: by
/// three statements where there are any visits.
///
/// # Errors
/// Those of the disk.
pub(super) fn billed_at(
    reader: &Reader<'_>,
    visits: &[AppointmentId],
) -> Result<BTreeSet<(AppointmentId, PatientId)>> {
    if visits.is_empty() {
        return Ok(BTreeSet::new());
    }
    let drafts = reader.invoice_drafts_at(visits)?;
    let invoices = reader.invoices_at(visits)?;
    let ids: Vec<Uuid> = invoices.iter().map(|row| row.value.id.0).collect();
    let void = reader.invoice_voids_of_invoices(&ids)?;
    let void: BTreeSet<InvoiceId> = void.iter().map(|row| row.value.invoice).collect();
    let issued: BTreeSet<InvoiceDraftId> = invoices.iter().map(|row| row.value.draft).collect();
    let open = drafts
        .iter()
        .filter(|row| row.deleted.is_none() && !issued.contains(&row.value.id))
        .filter_map(|row| Some((row.value.appointment?, row.value.patient)));
    let valid = invoices
        .iter()
        .filter(|row| !void.contains(&row.value.id))
        .filter_map(|row| Some((row.value.appointment?, row.value.patient)));
    Ok(open.chain(valid).collect())
}
