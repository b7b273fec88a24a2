//! Packages of some patients: one of which sessions are left, one that is used up, one that is over.

use chrono::{Months, TimeDelta};
use sync_contract::ids::PatientId;

use crate::clinic::or_not_found;
use crate::demo::data::DemoStaff;
use crate::demo::setup::become_user;
use crate::error::Result;
use crate::invoices::packages::sell::{edit, sell};
use crate::invoices::packages::uses::use_one;
use crate::invoices::packages::{NewPackage, PackageEdit, PackageForm, PackageUseForm};
use crate::view::{Day, Id};
use crate::{Clinic, services};

/// Their index in the list of patients, how many sessions of which service they bought, on which days before today they
/// used one, and whether its last day is over.
const SOLD: [(usize, u32, &str, &[i64], bool); 3] = [
    (1, 6, "FOLLOW_UP", &[35, 14], false),
    (5, 3, "FOLLOW_UP", &[60, 40, 21], false),
    (9, 5, "PHONE", &[90], true),
];

/// Sells packages and uses sessions of them as billing staff.
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
    let today = clinic.today()?;
    for (index, sessions, service, days_ago, is_over) in SOLD {
        let Some(patient) = patients.get(index) else {
            continue;
        };
        let new = NewPackage {
            patient_id: Id::of(*patient),
            service_id: services::find(&clinic, service)?.id,
            form: PackageForm {
                sessions: sessions.to_string(),
                valid_until: Some(Day::of(today + Months::new(6))),
                note: String::new(),
            },
            price: None,
        };
        let sold = sell(&mut clinic, &new)?;
        for days in days_ago {
            let used = PackageUseForm {
                package_id: sold.id.clone(),
                appointment_id: None,
                on: Some(Day::of(today - TimeDelta::days(*days))),
                note: String::new(),
            };
            use_one(&mut clinic, &used)?;
        }
        if is_over {
            let ended = PackageEdit {
                id: sold.id,
                seen: sold.seen,
                form: PackageForm {
                    valid_until: Some(Day::of(today - TimeDelta::days(7))),
                    ..sold.form.clone()
                },
                loaded: sold.form,
            };
            edit(&mut clinic, &ended)?;
        }
    }
    Ok(clinic)
}
