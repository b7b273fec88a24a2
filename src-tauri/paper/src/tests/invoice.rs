//! An invoice and a receipt on paper.

use clinic::invoices::print::PrintedReceipt;
use clinic::invoices::{
    InvoiceLineView, InvoiceState, InvoiceSums, InvoiceView, PaymentMethod, PaymentView, VoidView,
};
use clinic::prints::{PrintBody, PrintView};
use clinic::view::{At, Day, Id, ScreenLanguage};

use super::made::{note, of_note};
use super::text;
use crate::print;

fn payment() -> PaymentView {
    PaymentView {
        id: Id("pay".into()),
        at: At("2026-11-26T09:00:00Z".into()),
        by: "Joy Desk".into(),
        method: PaymentMethod::Card,
        amount: "40.00".into(),
        refunded: "0.00".into(),
        refunds: None,
        reference: "T-99".into(),
    }
}

fn invoice() -> InvoiceView {
    InvoiceView {
        id: Id("i".into()),
        number: "2-00017-K7QX".into(),
        patient_id: Id("p".into()),
        patient: None,
        appointment_id: None,
        issued_on: Day("2026-11-20".into()),
        due_on: Day("2026-12-20".into()),
        days_overdue: 0,
        by: "Omar Haddad".into(),
        state: InvoiceState::PartPaid,
        is_twin: false,
        lines: Some(vec![InvoiceLineView {
            service_id: Id("s".into()),
            code: "REPORT".into(),
            description: "Report for an employer".into(),
            quantity: 30,
            price: "40.00".into(),
            tax_percent: "5.5".into(),
            net: "1200.00".into(),
            tax: "66.00".into(),
            total: "1266.00".into(),
        }]),
        sums: InvoiceSums {
            currency: "EUR".into(),
            net: "1200.00".into(),
            tax: "66.00".into(),
            total: "1266.00".into(),
        },
        paid: "40.00".into(),
        balance: "1226.00".into(),
        payments: vec![payment()],
        void: None,
    }
}

fn read(body: PrintBody, language: ScreenLanguage) -> String {
    let view = PrintView {
        language,
        body,
        ..of_note(note())
    };
    text(&print(&view).unwrap())
}

#[test]
fn an_invoice_has_letterhead_number_lines_and_what_is_left() {
    let text = read(PrintBody::Invoice(invoice()), ScreenLanguage::En);
    for words in [
        "Riverside Clinic",
        "Invoice",
        "2-00017-K7QX",
        "20 Dec 2026",
        "Report for an employer",
        "5.5",
        "1,266.00",
        "Left to pay",
        "1,226.00",
        "Mary Okafor",
        "000482",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("Void"), "{text}");
}

#[test]
fn a_void_one_is_named_so_and_french_writes_amounts_its_way() {
    let mut void = invoice();
    void.state = InvoiceState::Void;
    void.void = Some(VoidView {
        at: At("2026-11-26T09:00:00Z".into()),
        by: "Omar Haddad".into(),
        reason: "Wrong patient".into(),
    });
    let text = read(PrintBody::Invoice(void), ScreenLanguage::Fr);
    for words in [
        "Facture",
        "Annulée. Ne pas payer.",
        "266,00",
        "Reste à payer",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("Wrong patient"), "{text}");
}

#[test]
fn a_receipt_has_what_was_received_how_and_by_whom() {
    let printed = PrintedReceipt {
        payment: payment(),
        invoice: invoice(),
    };
    let text = read(PrintBody::Receipt(printed.clone()), ScreenLanguage::En);
    for words in [
        "Receipt",
        "2-00017-K7QX",
        "40.00",
        "Card",
        "Joy Desk",
        "T-99",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let mut back = printed;
    back.payment.refunds = Some(Id("other".into()));
    let text = read(PrintBody::Receipt(back), ScreenLanguage::Fr);
    for words in ["Remboursement", "Remboursé", "Carte"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}
