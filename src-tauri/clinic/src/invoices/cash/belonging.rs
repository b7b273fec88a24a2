//! At which facility a payment counts: for an invoice of an appointment where that is, and any other one at the own
//! facility of its cashier.

use std::collections::BTreeMap;

use sync_contract::catalog::{Appointment, Expense, Invoice, Payment};
use sync_contract::ids::{AppointmentId, FacilityId, UserId};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::error::Result;

/// Where the payments of a day belong.
pub(super) struct Belonging {
    facility: FacilityId,
    appointments: BTreeMap<AppointmentId, FacilityId>,
    cashiers: BTreeMap<UserId, FacilityId>,
}

impl Belonging {
    /// Reads it by two statements.
    pub fn read(
        reader: &Reader<'_>,
        facility: FacilityId,
        invoices: &[Stored<Invoice>],
    ) -> Result<Self> {
        let of = invoices.iter().filter_map(|row| row.value.appointment);
        let mut ids: Vec<Uuid> = of.map(|appointment| appointment.0).collect();
        ids.sort_unstable();
        ids.dedup();
        let appointments = reader.by_ids::<Appointment>(&ids)?.into_iter();
        let users = reader.users()?.into_iter();
        let own = users.filter_map(|row| Some((row.value.id, row.value.facility?)));
        Ok(Self {
            facility,
            appointments: appointments
                .map(|row| (row.value.id, row.value.facility))
                .collect(),
            cashiers: own.collect(),
        })
    }

    pub fn has(&self, payment: &Stored<Payment>, invoice: &Invoice) -> bool {
        let of_appointment = invoice
            .appointment
            .and_then(|appointment| self.appointments.get(&appointment));
        let of = of_appointment.or_else(|| self.cashiers.get(&payment.created_by));
        of == Some(&self.facility)
    }

    pub fn has_spent(&self, expense: &Expense) -> bool {
        expense.facility == self.facility
    }
}
