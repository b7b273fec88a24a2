//! Erasing a patient for good, as the law may ask: an admin orders it, and the recovery key or another admin signs
//! the order, too. There is no way back, so a person sees first what goes, and types the file number.
//!
//! Files that were merged are one person's, and each has something of the others: all of them go, each by an order of
//! its own. A user who means one file alone undoes the merge first.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Erasure, ErasureOrder, ErasureReason, Patient};
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, UserId};
use sync_contract::{Catalog, Right};
use uuid::Uuid;
use vault::read::Deleted;
use vault::{AdminSignedOutcome, SecondSigner, SecondedOrders};

use crate::Clinic;
use crate::appointments::status::{cancel_coming, take_back_cancelled};
use crate::clinic::or_not_found;
use crate::devices::{self, DeviceRow};
use crate::error::{Error, Reason, Result};
use crate::names::{PatientName, StaffNames};
use crate::reads::log_read;
use crate::view::{At, Id, count};

/// How many rows of an entity go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ErasureCount {
    pub entity: String,
    pub rows: u32,
}

/// What an erasure takes away. `files`: the patient's own, and those that were merged with it. `waiting`: changes of
/// theirs on this computer that the server does not have. `computers`: each erases them when it next meets the server.
/// `admin_may_second`: another admin may sign instead of the recovery key, which needs a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ErasurePreview {
    pub files: Vec<PatientName>,
    pub counts: Vec<ErasureCount>,
    pub waiting: u32,
    pub computers: Vec<DeviceRow>,
    pub admin_may_second: bool,
}

/// `file_number`: as the user typed it, so that they erase no other patient than they mean. `merged`: the other files
/// that the user was shown to be erased with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ErasureForm {
    pub id: Id,
    pub reason: ErasureReason,
    pub file_number: String,
    pub merged: Vec<Id>,
}

/// A computer that has not said yet that it erased a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UnconfirmedComputer {
    pub id: Id,
    pub name: String,
    pub is_this: bool,
    pub last_seen: Option<At>,
}

/// The order to erase a patient, which has no names but those of its signers. `second_signer`: none where it was the
/// recovery key. `confirmed` of the `computers` that had joined by then and were not taken out since have erased the
/// patient, `unconfirmed` have not said so: what others said is as old as the server's last report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ErasureView {
    /// Of the patient whose record it was.
    pub id: Id,
    pub reason: ErasureReason,
    pub ordered_at: At,
    pub ordered_by: String,
    pub second_signer: Option<String>,
    pub confirmed: u32,
    pub computers: u32,
    pub unconfirmed: Vec<UnconfirmedComputer>,
}

/// Returns what would go. A read of the patient.
///
/// # Errors
/// `Forbidden` (needs `patients.erase`), `NotFound`.
pub fn preview(clinic: &Clinic, id: &Id) -> Result<ErasurePreview> {
    clinic.may(Right::PatientsErase)?;
    let patient: PatientId = id.to()?;
    clinic.require_row::<Patient>(patient, "patient")?;
    log_read(clinic, patient)?;
    let files = files(clinic, patient)?;
    let reader = clinic.read();
    let ids: Vec<_> = files.iter().map(|file| file.0).collect();
    let names = reader.by_ids::<Patient>(&ids)?;
    let mut counts = Vec::new();
    for descriptor in Catalog::ALL.iter().filter(|known| known.of_patient) {
        let mut rows = 0;
        for file in &files {
            rows += reader.rows_of_patient(descriptor, *file)?.len();
        }
        if rows > 0 {
            counts.push(ErasureCount {
                entity: descriptor.name.to_owned(),
                rows: count(rows),
            });
        }
    }
    let waiting = clinic.unlocked().vault().waiting_by_patient()?;
    let is_theirs = |patient| files.iter().any(|file| file.0 == patient);
    let waiting = waiting.iter().filter(|waiting| is_theirs(waiting.patient));
    Ok(ErasurePreview {
        files: names
            .iter()
            .map(|row| PatientName::of(&row.value))
            .collect(),
        counts,
        waiting: waiting
            .map(|waiting| waiting.groups + waiting.refused)
            .sum(),
        computers: devices::rows(clinic)?
            .into_iter()
            .filter(|device| device.revoked_at.is_none())
            .collect(),
        admin_may_second: clinic.unlocked().vault().server()?.is_some(),
    })
}

/// Has the recovery key, or another admin, sign the order that this user makes with [`erase`].
///
/// # Errors
/// `Forbidden` (needs `patients.erase`, and to be an admin), `NotFound`, `Invalid` for another file number than the
/// patient's, `ChangedMeanwhile` where other files were merged with it than the user was shown; `RecoveryKeyWrong`;
/// `WrongPassword`, `LockedOut`, `Inactive`; `NotSeconded`.
pub fn second(
    clinic: &mut Clinic,
    form: &ErasureForm,
    signer: &SecondSigner<'_>,
) -> Result<SecondedOrders> {
    clinic.may(Right::PatientsErase)?;
    let patient: PatientId = form.id.to()?;
    let row = clinic.require_row::<Patient>(patient, "patient")?;
    let typed = form.file_number.trim();
    if typed.is_empty() {
        return Err(Error::invalid("fileNumber", Reason::Required));
    }
    if PatientName::of(&row.value).file_number != typed {
        return Err(Error::invalid("fileNumber", Reason::Unknown));
    }
    let files = files(clinic, patient)?;
    let shown: Result<BTreeSet<PatientId>> = form.merged.iter().map(Id::to).collect();
    let others: BTreeSet<PatientId> = files.iter().copied().skip(1).collect();
    if shown? != others {
        return Err(Error::ChangedMeanwhile);
    }
    let seconded = clinic
        .unlocked_mut()
        .second_erasure(&files, form.reason, signer);
    Ok(seconded?)
}

/// Erases the patient of a seconded order, with all files of theirs: here at once, and everywhere else as each computer
/// meets the server. With a server it counts when that has accepted it. The appointments to come that are theirs alone
/// are cancelled before, in an action of their own: after it nothing says whose they were.
///
/// # Errors
/// `Forbidden` (needs `patients.erase`), `NotSeconded`, `NeedsConnection` while another such change waits.
pub fn erase(clinic: &mut Clinic, orders: &SecondedOrders) -> Result<AdminSignedOutcome<()>> {
    clinic.may(Right::PatientsErase)?;
    let patients = orders.orders().map(|order| PatientId(order.patient));
    let cancelled = cancel_coming(clinic, &patients.collect())?;
    let erased = clinic.unlocked_mut().erase_patients(orders);
    if erased.is_err() {
        take_back_cancelled(clinic, &cancelled)?;
    }
    Ok(erased?)
}

/// Returns the orders of all erasures, the last first: the certificate of each. A damaged order is left out and
/// reported.
///
/// # Errors
/// `Forbidden` (needs `patients.erase`).
pub fn list(clinic: &Clinic) -> Result<Vec<ErasureView>> {
    clinic.may(Right::PatientsErase)?;
    let reader = clinic.read();
    let (staff, computers) = (StaffNames::read(&reader)?, Computers::read(clinic)?);
    let mut rows = reader.all::<Erasure>(Deleted::Shown)?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.value.ordered_at));
    let orders = rows.iter().map(|row| ErasureOrder {
        patient: row.value.erased,
        reason: row.value.reason,
        ordered_at: row.value.ordered_at,
        ordered_by: row.created_by.0,
        second_signer: row.value.second_signer,
    });
    Ok(orders
        .map(|order| ErasureView::of(&order, &staff, &computers))
        .collect())
}

/// Returns the certificate of an erasure that was just made, of the patient whom the user named.
///
/// # Errors
/// `Forbidden` (needs `patients.erase`), `NotFound` for no order.
pub fn certificate(clinic: &Clinic, orders: &SecondedOrders) -> Result<ErasureView> {
    clinic.may(Right::PatientsErase)?;
    let staff = StaffNames::read(&clinic.read())?;
    let order = or_not_found(orders.orders().next(), "erasure")?;
    Ok(ErasureView::of(order, &staff, &Computers::read(clinic)?))
}

impl ErasureView {
    fn of(order: &ErasureOrder, staff: &StaffNames, computers: &Computers) -> Self {
        let second = order.second_signer;
        let concerned = computers.concerned(order.patient, order.ordered_at);
        let (confirmed, unconfirmed): (Vec<&Computer>, Vec<&Computer>) = concerned
            .iter()
            .partition(|computer| computers.has_erased(computer, order.patient));
        Self {
            id: Id::of(order.patient),
            reason: order.reason,
            ordered_at: At::of(order.ordered_at),
            ordered_by: staff.name(UserId(order.ordered_by)),
            second_signer: second.map(|signer| staff.name(UserId(signer))),
            confirmed: count(confirmed.len()),
            computers: count(concerned.len()),
            unconfirmed: unconfirmed
                .into_iter()
                .map(|computer| computer.row.clone())
                .collect(),
        }
    }
}

/// A computer of the clinic that was not taken out.
struct Computer {
    row: UnconfirmedComputer,
    device: Uuid,
    joined_at: Time,
}

/// The computers, and the patients that each has confirmed to have erased.
struct Computers {
    all: Vec<Computer>,
    /// What the others said: `(computer, patient)`.
    confirmed: BTreeSet<(Uuid, Uuid)>,
    /// Patients with data that may be left here.
    unfinished: BTreeSet<Uuid>,
}

impl Computers {
    fn read(clinic: &Clinic) -> Result<Self> {
        let joined = clinic.read().devices()?;
        let rows = devices::rows(clinic)?.into_iter().zip(&joined);
        let active = rows.filter(|(row, _)| row.revoked_at.is_none());
        let all = active.map(|(row, stored)| Computer {
            row: UnconfirmedComputer {
                id: row.id,
                name: row.name,
                is_this: row.is_this,
                last_seen: row.last_seen,
            },
            device: stored.value.id.0,
            joined_at: stored.created_at,
        });
        let vault = clinic.unlocked().vault();
        Ok(Self {
            all: all.collect(),
            confirmed: vault.erasures_confirmed()?,
            unfinished: vault.unfinished_erasures()?,
        })
    }

    /// One that joined later has never had the patient: the server hands out nothing of theirs.
    fn concerned(&self, patient: Uuid, ordered_at: Time) -> Vec<&Computer> {
        let all = self.all.iter();
        all.filter(|of| of.joined_at <= ordered_at || self.has_erased(of, patient))
            .collect()
    }

    fn has_erased(&self, computer: &Computer, patient: Uuid) -> bool {
        match computer.row.is_this {
            true => !self.unfinished.contains(&patient),
            false => self.confirmed.contains(&(computer.device, patient)),
        }
    }
}

/// The patient's own file first, then those that were merged with it.
fn files(clinic: &Clinic, patient: PatientId) -> Result<Vec<PatientId>> {
    let merged = clinic.read().files_of(patient)?.patients;
    let others = merged.into_iter().filter(|file| *file != patient);
    Ok([patient].into_iter().chain(others).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn computer(number: u128, joined_at: i64, is_this: bool) -> Computer {
        Computer {
            row: UnconfirmedComputer {
                id: Id::of(Uuid::from_u128(number)),
                name: format!("Laptop {number}"),
                is_this,
                last_seen: None,
            },
            device: Uuid::from_u128(number),
            joined_at: Time(joined_at),
        }
    }

    #[test]
    fn an_erasure_is_confirmed_by_each_computer_that_had_the_patient() {
        let [gone, other] = [Uuid::from_u128(90), Uuid::from_u128(91)];
        let mut computers = Computers {
            all: vec![
                computer(1, 5, true),
                computer(2, 5, false),
                computer(3, 10, false),
                computer(4, 11, false),
            ],
            confirmed: BTreeSet::from([(Uuid::from_u128(2), gone), (Uuid::from_u128(3), other)]),
            unfinished: BTreeSet::new(),
        };
        let view = |computers: &Computers| {
            let order = ErasureOrder {
                patient: gone,
                reason: ErasureReason::PatientRequest,
                ordered_at: Time(10),
                ordered_by: Uuid::nil(),
                second_signer: None,
            };
            let view = ErasureView::of(&order, &StaffNames::default(), computers);
            let names = view.unconfirmed.into_iter().map(|of| of.name);
            (view.confirmed, view.computers, names.collect::<Vec<_>>())
        };
        // the fourth one joined after the order
        assert_eq!(view(&computers), (2, 3, vec!["Laptop 3".to_owned()]));
        computers.unfinished.insert(gone);
        let left = vec!["Laptop 1".to_owned(), "Laptop 3".to_owned()];
        assert_eq!(view(&computers), (1, 3, left));
    }
}
