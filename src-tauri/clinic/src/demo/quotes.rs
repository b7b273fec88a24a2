//! Quotes of some patients: one that waits for an answer, one that was declined, one of which an invoice was made.

use sync_contract::ids::PatientId;

use crate::clinic::or_not_found;
use crate::demo::data::DemoStaff;
use crate::demo::setup::become_user;
use crate::error::Result;
use crate::invoices::InvoiceLineForm;
use crate::invoices::quotes::write::{add, decline, invoice};
use crate::invoices::quotes::{NewQuote, QuoteForm};
use crate::view::Id;
use crate::{Clinic, services};

enum Answer {
    Awaited,
    Declined,
    Invoiced,
}

/// What is offered to one patient.
struct Offer {
    /// Of the patient in their list.
    index: usize,
    /// How often which service.
    services: &'static [(&'static str, u32)],
    note: &'static str,
    answer: Answer,
}

const MADE: [Offer; 3] = [
    Offer {
        index: 2,
        services: &[("INITIAL", 1), ("FOLLOW_UP", 5)],
        note: "A first visit and five follow-ups within six months.",
        answer: Answer::Awaited,
    },
    Offer {
        index: 3,
        services: &[("FOLLOW_UP", 10)],
        note: "",
        answer: Answer::Declined,
    },
    Offer {
        index: 5,
        services: &[("INITIAL", 1), ("PHONE", 2)],
        note: "A first visit and two calls.",
        answer: Answer::Invoiced,
    },
];

/// Makes quotes and records what was answered as billing staff.
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
    for offer in MADE {
        let Some(patient) = patients.get(offer.index) else {
            continue;
        };
        let mut lines = Vec::new();
        for (code, times) in offer.services {
            lines.push(InvoiceLineForm {
                service_id: services::find(&clinic, code)?.id,
                quantity: times.to_string(),
                price: String::new(),
                tax: String::new(),
            });
        }
        let new = NewQuote {
            patient_id: Id::of(*patient),
            form: QuoteForm {
                lines,
                valid_until: None,
                note: offer.note.to_owned(),
            },
        };
        let made = add(&mut clinic, &new)?;
        match offer.answer {
            Answer::Awaited => {}
            Answer::Declined => drop(decline(&mut clinic, &made.id, &made.seen, true)?),
            Answer::Invoiced => drop(invoice(&mut clinic, &made.id, &made.seen)?),
        }
    }
    Ok(clinic)
}
