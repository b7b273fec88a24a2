//! What patients are billed for, and what they have paid.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::field::{Line, Text, Time};
use crate::ids::{AppointmentId, InvoiceDraftId, InvoiceId, QuoteId, UserId};
use crate::phi::{Billing, Phi};

crate::choices! {
    PaymentMethod { Cash = "CASH", Card = "CARD", Transfer = "TRANSFER" }
}

crate::entity! {
    /// An invoice that is being written. It has no number; its lines are in a list, since they are of one currency
    /// together.
    InvoiceDraft(InvoiceDraftId) of patient = 111 in "invoice_drafts", scope Clinic,
    authority PerCell, bootstrap Rest, write BillingWrite {
        cell 1 occasion {
            1 appointment: Option<AppointmentId>;
            /// What it was made of.
            5 quote: Option<QuoteId>;
        }
        cell 2 content {
            /// As ISO 4217 has it.
            2 currency: Text<3>;
            /// Until it is due, from the day on which it is issued.
            3 due_days: i64;
            /// A JSON list: each service as it was, how often, its price in the smallest unit and its tax.
            4 lines: Phi<Billing, Text<16000>>;
        }
        /// A JSON object: which policy pays, who referred the patient, and the codes that an insurer asks for.
        cell 3 claim { 6 claim: Phi<Billing, Option<Text<8000>>> }
    }
}

crate::entity! {
    /// An invoice that was issued, as it was then: no write changes it, and what is wrong is voided. Two computers that
    /// were apart may both have issued one draft: both invoices are true, each with a number of its own.
    Invoice(InvoiceId) of patient = 112 in "invoices", scope Clinic,
    authority AppendOnly, bootstrap Rest, write BillingWrite {
        cell 1 invoice {
            1 draft: InvoiceDraftId;
            2 appointment: Option<AppointmentId>;
            /// The number of the device that issued it, and how many it had issued then.
            3 series: i64;
            4 serial: i64;
            /// Those that the clinic had chosen, if any, then four that are random: a copy of the device's folder
            /// counts on from the same number.
            5 letters: Text<8>;
            6 issued_on: NaiveDate;
            7 due_on: NaiveDate;
            8 currency: Text<3>;
            /// With tax, in the smallest unit of the currency; computed from the lines.
            9 total_minor: i64;
            10 lines: Phi<Billing, Text<16000>>;
            11 quote: Option<QuoteId>;
            /// What an insurer asks for, as it was then: a JSON object with the policy in words.
            12 claim: Phi<Billing, Option<Text<8000>>>;
        }
    }
}

crate::entity! {
    /// An invoice that was issued is void; the user is the row's author.
    InvoiceVoid(InvoiceVoidId) of patient = 113 in "invoice_voids", scope Clinic,
    authority AppendOnly, bootstrap Rest, write BillingWrite {
        cell 1 annulment {
            1 invoice: InvoiceId;
            2 at: Time;
            3 reason: Phi<Billing, Line>;
        }
    }
}

crate::entity! {
    /// Something was paid for an invoice, or given back of a payment; the user is the row's author.
    Payment(PaymentId) of patient = 114 in "payments", scope Clinic,
    authority AppendOnly, bootstrap Rest, write BillingCollect {
        cell 1 payment {
            1 invoice: InvoiceId;
            2 at: Time;
            3 method: PaymentMethod;
            /// Above zero, also of a refund, in the smallest unit of the invoice's currency.
            4 amount_minor: i64;
            /// The payment of which this gives back.
            5 refunds: Option<Uuid>;
            6 reference: Phi<Billing, Option<Line>>;
        }
    }
}

crate::entity! {
    /// What a user took on one day by one method was counted. No write changes it: who counts again adds a row, and the
    /// last one counts. A payment that another computer took for that day and sent later is shown beside it.
    CashClosing(CashClosingId) = 115 in "cash_closings", scope Clinic,
    authority AppendOnly, bootstrap Rest, write BillingCollect {
        cell 1 closing {
            /// Of the clinic's clock.
            1 day: NaiveDate;
            /// Who took the payments.
            2 cashier: UserId;
            3 method: PaymentMethod;
            4 currency: Text<3>;
            5 at: Time;
            /// What was taken without what was given back, in the smallest unit: so much was on record then.
            6 expected_minor: i64;
            7 counted_minor: i64;
            8 remark: Phi<Billing, Option<Line>>;
        }
    }
}
