//! An invoice, a quote, a receipt, a reminder and a cash report on paper.

use clinic::invoices::cash::{CashReport, CashRow, CashTally, CashTotal};
use clinic::invoices::print::PrintedReceipt;
use clinic::invoices::quotes::{QuoteForm, QuoteState, QuoteView};
use clinic::invoices::{
    ClaimCodeOnInvoice, ClaimView, InvoiceLineView, InvoiceState, InvoiceSums, InvoiceView,
    PaymentMethod, PaymentView, VoidView,
};
use clinic::prints::{PrintBody, PrintHead, PrintView};
use clinic::view::{At, Day, Id, ReadVersionToken, ScreenLanguage};

use super::made::{head, note, of_note};
use super::text;
use crate::print;

pub fn payment() -> PaymentView {
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

pub fn invoice() -> InvoiceView {
    InvoiceView {
        id: Id("i".into()),
        number: "2-00017-K7QX".into(),
        patient_id: Id("p".into()),
        patient: None,
        appointment_id: None,
        quote: None,
        issued_on: Day("2026-11-20".into()),
        due_on: Day("2026-12-20".into()),
        days_overdue: 0,
        by: "Omar Haddad".into(),
        state: InvoiceState::PartPaid,
        is_twin: false,
        is_patient_deleted: false,
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
        claim: Some(ClaimView {
            insurer: "Sun Mutual".into(),
            member_id: "M-17".into(),
            referrer: "Dr. Amara Osei".into(),
            referrer_number: "4071-22".into(),
            codes: vec![ClaimCodeOnInvoice {
                id: Id("c".into()),
                code: "NT1".into(),
                name: "Nutrition therapy, first visit".into(),
            }],
            ..ClaimView::default()
        }),
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
        "For the insurer",
        "Sun Mutual",
        "Dr. Amara Osei",
        "NT1",
        "Mary Okafor",
        "000482",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("Void"), "{text}");
}

#[test]
fn what_is_billed_has_its_address_and_each_rate_of_tax() {
    let lines = |tax: &[(&str, &str, &str)]| {
        let line = |(percent, net, tax): &(&str, &str, &str)| InvoiceLineView {
            tax_percent: (*percent).into(),
            net: (*net).into(),
            tax: (*tax).into(),
            ..invoice().lines.unwrap().remove(0)
        };
        Some(tax.iter().map(line).collect())
    };
    let read_at = |lines: Option<Vec<InvoiceLineView>>, language| {
        let view = PrintView {
            language,
            head: PrintHead {
                address: Some("4 Mill Lane\n1204 Genève".into()),
                ..head("Mary Okafor")
            },
            body: PrintBody::Invoice(InvoiceView { lines, ..invoice() }),
            ..of_note(note())
        };
        text(&print(&view).unwrap())
    };
    let two = [
        ("5.5", "100.00", "5.50"),
        ("20", "50.00", "10.00"),
        ("5.5", "900.00", "49.50"),
    ];
    let text = read_at(lines(&two), ScreenLanguage::En);
    for words in [
        "4 Mill Lane",
        "1204 Genève",
        "55.00",
        "1,000.00",
        "10.00",
        "50.00",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let text = read_at(lines(&two), ScreenLanguage::Fr);
    assert!(text.contains("Adresse") && text.contains("sur"), "{text}");
    let text = read_at(lines(&two[..1]), ScreenLanguage::En);
    assert!(!text.contains("EUR on"), "{text}");
    assert_eq!(text.matches("4 Mill Lane").count(), 1, "{text}");
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

#[test]
fn a_reminder_has_the_number_the_day_and_what_is_left() {
    let mut late = invoice();
    late.state = InvoiceState::Overdue;
    let text = read(PrintBody::Reminder(late.clone()), ScreenLanguage::En);
    for words in [
        "Payment reminder",
        "2-00017-K7QX",
        "was due on 20 Dec 2026",
        "1,226.00",
        "disregard this reminder",
        "Mary Okafor",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("Report for an employer"), "{text}");
    let text = read(PrintBody::Reminder(late), ScreenLanguage::Fr);
    for words in ["Rappel de paiement", "226,00", "en indiquant"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

pub fn quote() -> QuoteView {
    let of = invoice();
    QuoteView {
        id: Id("q".into()),
        seen: ReadVersionToken("1".into()),
        number: "Q2-00003-K7QX".into(),
        patient_id: of.patient_id,
        patient: None,
        is_patient_deleted: false,
        made_on: Day("2026-11-20".into()),
        by: "Omar Haddad".into(),
        state: QuoteState::Waiting,
        valid_until: Day("2026-12-20".into()),
        form: QuoteForm {
            lines: Vec::new(),
            valid_until: None,
            note: "Thirty reports within a year".into(),
        },
        lines: of.lines,
        sums: of.sums,
        invoice: None,
    }
}

#[test]
fn a_quote_has_number_last_day_lines_and_where_to_sign() {
    let text = read(PrintBody::Quote(quote()), ScreenLanguage::En);
    for words in [
        "Riverside Clinic",
        "Quote",
        "Q2-00003-K7QX",
        "20 Dec 2026",
        "Thirty reports within a year",
        "Report for an employer",
        "1,266.00",
        "This is not an invoice.",
        "Signature",
        "Mary Okafor",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    for words in ["Left to pay", "Due on", "Invoice number", "no longer valid"] {
        assert!(!text.contains(words), "{words} in {text}");
    }
    let mut over = quote();
    over.state = QuoteState::Expired;
    let text = read(PrintBody::Quote(over.clone()), ScreenLanguage::En);
    assert!(text.contains("This quote is no longer valid."), "{text}");
    (over.state, over.lines) = (QuoteState::Declined, None);
    let text = read(PrintBody::Quote(over), ScreenLanguage::Fr);
    for words in ["Devis", "Ce devis a été refusé.", "ne sont pas lisibles"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

fn cash_row(method: PaymentMethod, expected: &str, tally: Option<CashTally>) -> CashRow {
    CashRow {
        cashier_id: Id("u".into()),
        cashier: "Joy Desk".into(),
        method,
        currency: "EUR".into(),
        payments: 3,
        spent: None,
        expected: expected.into(),
        tally,
        earlier: Vec::new(),
        added: None,
        is_shared: false,
    }
}

pub fn cash_report() -> CashReport {
    let counted = CashTally {
        at: At("2026-11-26T17:00:00Z".into()),
        by: "Omar Haddad".into(),
        expected: "1200.50".into(),
        counted: "1200.00".into(),
        difference: "-0.50".into(),
        remark: "A coin fell".into(),
    };
    let mut cash = cash_row(PaymentMethod::Cash, "1220.50", Some(counted));
    cash.added = Some("20.00".into());
    cash.spent = Some("12.50".into());
    CashReport {
        day: Day("2026-11-26".into()),
        today: Day("2026-11-26".into()),
        facility: None,
        is_counted: false,
        is_unsure: false,
        rows: vec![cash, cash_row(PaymentMethod::Card, "75.00", None)],
        totals: vec![CashTotal {
            currency: "EUR".into(),
            expected: "1295.50".into(),
            counted: None,
            difference: None,
        }],
    }
}

#[test]
fn a_cash_report_has_what_was_counted_of_whom_and_what_was_not() {
    let report = cash_report();
    let text = read(PrintBody::CashReport(report.clone()), ScreenLanguage::En);
    for words in [
        "Cash report",
        "26 Nov 2026",
        "This day is not closed.",
        "Joy Desk",
        "1,220.50",
        "\u{2212}0.50",
        "not counted",
        "1,295.50",
        "counted by Omar Haddad",
        "added after closing",
        "A coin fell",
        "12.50 EUR paid out of the cash for expenses",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let none = CashReport {
        rows: Vec::new(),
        totals: Vec::new(),
        ..report
    };
    let text = read(PrintBody::CashReport(none), ScreenLanguage::Fr);
    assert!(text.contains("Rien n’a été payé ce jour-là."), "{text}");
}
