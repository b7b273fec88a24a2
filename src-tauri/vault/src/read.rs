//! Reading by a signed-in user: rows opened as far as their keys go, each list by a fixed number of statements.

mod absences;
mod alerts;
mod appointments;
mod calls;
mod clashes;
mod clinic;
mod complete;
mod conflicts;
mod documents;
mod downloads;
mod expenses;
mod invoices;
mod labs;
mod links;
mod memberships;
mod opener;
mod packages;
pub(crate) mod patients;
mod prescriptions;
mod quotes;
pub(crate) mod reader;
mod record_requests;
mod reports;
pub(crate) mod rows;
pub(crate) mod signers;
mod stays;
pub(crate) mod stored;
mod tags;
pub(crate) mod visits;
mod waiting_list;

pub use alerts::ListedAlert;
pub use calls::{LastCall, LastVisit, Unbooked};
pub use conflicts::{Conflict, ConflictSibling};
pub use documents::PartsHere;
pub use expenses::ReportedExpense;
pub use labs::LabWork;
pub use links::{Files, Merge};
pub use memberships::WorksIn;
pub use patients::PatientFilter;
pub use prescriptions::InForce;
pub use reader::Reader;
pub use reports::{
    BookedLoad, CountedAppointments, Registered, ReportFilter, ReportedPayment, StatusStep,
};
pub use rows::{Deleted, digest};
pub use signers::Signers;
pub use stored::{Removal, Stored};

#[cfg(test)]
mod tests;
