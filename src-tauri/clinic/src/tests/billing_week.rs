//! A week's billing adds up to the cent, against an account that counts in decimals instead of smallest units.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::json;

use crate::error::Error;
use crate::invoices::cash::report;
use crate::invoices::draft::{add, preview};
use crate::invoices::issue::issue;
use crate::invoices::list::{list, show};
use crate::invoices::payments::{PaymentForm, refund, take};
use crate::invoices::void::void;
use crate::invoices::{ClaimForm, InvoiceState, InvoiceView, PaymentMethod};
use crate::services::{self, ServiceView};
use crate::testing::{Machine, PASSWORD, add_user, clinic, registered};
use crate::view::{Day, Id};
use crate::{Clinic, facilities};

const DAY_S: i64 = 86_400;
const DAYS: usize = 7;
const INVOICES_A_DAY: usize = 6;
/// Prices, each with its tax in percent.
type Prices = [(&'static str, &'static str); 4];
/// Currencies, each with its decimals.
const LISTS: [(&str, u32, Prices); 3] = [
    (
        "EUR",
        2,
        [
            ("24.99", "5.5"),
            ("75", "0"),
            ("0.05", "10"),
            ("33.33", "20"),
        ],
    ),
    (
        "JPY",
        0,
        [("1255", "10"), ("99", "8"), ("7", "5.5"), ("12000", "0")],
    ),
    (
        "KWD",
        3,
        [
            ("18.255", "5"),
            ("0.001", "50"),
            ("7.125", "2.25"),
            ("40", "0"),
        ],
    ),
];

/// The same numbers in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, many: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % many
    }
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A line of the account: what was asked for and what was paid of one invoice.
#[derive(Debug, Default)]
struct Entry {
    total: Decimal,
    paid: Decimal,
    is_void: bool,
    currency: &'static str,
}

struct Office {
    machine: Machine,
    bill: Clinic,
    patients: Vec<Id>,
    services: Vec<ServiceView>,
}

impl Office {
    fn open() -> Self {
        let (machine, mut admin) = clinic();
        add_user(&mut admin, "bill", "Billing staff");
        let building = facilities::list(&admin).unwrap().remove(0).form;
        for (currency, _, prices) in LISTS {
            let own = facilities::FacilityForm {
                name: format!("House {currency}"),
                currency: currency.into(),
                ..building.clone()
            };
            facilities::add(&mut admin, &own).unwrap();
            for (at, (price, tax)) in prices.iter().enumerate() {
                let service = json!({
                    "code": format!("{currency}{at}"), "name": format!("{currency} {at}"), "price": price,
                    "currency": currency, "tax": tax, "isActive": true,
                });
                let service = serde_json::from_value(service).unwrap();
                services::add(&mut admin, &service).unwrap();
            }
        }
        drop(admin);
        let mut office = machine.sign_in("desk", PASSWORD);
        let patients = ["Mary", "Ben", "Zoë"]
            .map(|name| registered(&mut office, name, "Okafor", "1962-04-12"));
        drop(office);
        let bill = machine.sign_in("bill", PASSWORD);
        let services = services::list(&bill).unwrap();
        Self {
            machine,
            bill,
            patients: patients.into(),
            services,
        }
    }

    /// Issues an invoice of some lines and returns it with its entry, which is computed here from what is typed.
    fn invoice(&mut self, dice: &mut Dice) -> (InvoiceView, Entry) {
        let (currency, decimals, prices) = LISTS[dice.below(LISTS.len())];
        let patient = self.patients[dice.below(self.patients.len())].clone();
        let (mut lines, mut total) = (Vec::new(), Decimal::ZERO);
        for _ in 0..=dice.below(4) {
            let at = dice.below(prices.len());
            let quantity = 1 + dice.below(9);
            let code = format!("{currency}{at}");
            let service = self
                .services
                .iter()
                .find(|one| one.form.code == code)
                .unwrap();
            lines.push(json!({
                "serviceId": service.id, "quantity": quantity.to_string(), "price": "", "tax": "",
            }));
            let (price, percent) = prices[at];
            let net = decimal(price) * Decimal::from(quantity);
            let tax = net * decimal(percent) / Decimal::from(100);
            total +=
                net + tax.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
        }
        let new = json!({
            "patientId": patient, "appointmentId": null,
            "form": { "lines": lines, "dueDays": "3", "claim": ClaimForm::default() },
        });
        let new = serde_json::from_value(new).unwrap();
        let draft = add(&mut self.bill, &new).unwrap();
        let typed = preview(&self.bill, &draft.id, &draft.form).unwrap();
        assert_eq!(typed.sums, draft.sums);
        let invoice = issue(&mut self.bill, &draft.id, &draft.seen).unwrap();
        let entry = Entry {
            total,
            currency,
            ..Entry::default()
        };
        (invoice, entry)
    }

    /// Pays of an invoice, gives back or voids it, as the dice fall; what is refused is in no account.
    fn deal(&mut self, invoice: &InvoiceView, entry: &mut Entry, dice: &mut Dice) {
        let decimals = entry.total.scale();
        let all = [
            Decimal::ONE,
            Decimal::new(5, 1),
            Decimal::new(11, 1),
            Decimal::new(3, 1),
        ];
        for _ in 0..dice.below(4) {
            let amount = (entry.total * all[dice.below(4)]).round_dp(decimals);
            let taken = take(&mut self.bill, &invoice.id, &form(amount));
            let fits =
                !entry.is_void && amount > Decimal::ZERO && entry.paid + amount <= entry.total;
            assert_eq!(taken.is_ok(), fits, "{amount} of {entry:?}: {taken:?}");
            if fits {
                entry.paid += amount;
            }
        }
        if dice.below(3) == 0 {
            let shown = show(&self.bill, &invoice.id).unwrap();
            if let Some(payment) = shown.payments.iter().find(|one| one.refunds.is_none()) {
                let back = decimal(&payment.amount);
                refund(&mut self.bill, &payment.id, &form(back)).unwrap();
                entry.paid -= back;
            }
        }
        if dice.below(4) == 0 {
            let voided = void(&mut self.bill, &invoice.id, "Not needed");
            match entry.paid.is_zero() {
                true => entry.is_void = voided.is_ok(),
                false => assert!(matches!(voided, Err(Error::StillPaid(_))), "{voided:?}"),
            }
        }
    }
}

fn form(amount: Decimal) -> PaymentForm {
    PaymentForm {
        method: PaymentMethod::Card,
        amount: amount.to_string(),
        reference: String::new(),
    }
}

#[test]
fn a_weeks_billing_adds_up_to_the_cent_against_a_second_account() {
    let mut office = Office::open();
    let (mut dice, mut account) = (Dice(20_261_126), BTreeMap::new());
    let mut days = Vec::new();
    for _ in 0..DAYS {
        days.push(Day::of(office.bill.today().unwrap()));
        for _ in 0..INVOICES_A_DAY {
            let (invoice, mut entry) = office.invoice(&mut dice);
            office.deal(&invoice, &mut entry, &mut dice);
            account.insert(invoice.number.clone(), entry);
        }
        office.machine.clock.advance_s(DAY_S);
    }
    let mut shown = Vec::new();
    for patient in &office.patients {
        shown.extend(list(&office.bill, patient).unwrap().invoices);
    }
    assert_eq!(
        (shown.len(), account.len()),
        (DAYS * INVOICES_A_DAY, DAYS * INVOICES_A_DAY)
    );
    let mut sums: BTreeMap<&str, [Decimal; 2]> = BTreeMap::new();
    for one in &shown {
        let entry = &account[&one.number];
        assert_eq!(one.sums.currency, entry.currency);
        assert_eq!(decimal(&one.sums.total), entry.total, "{one:?}");
        assert_eq!(decimal(&one.paid), entry.paid, "{one:?}");
        let left = if entry.is_void {
            Decimal::ZERO
        } else {
            entry.total - entry.paid
        };
        assert_eq!(decimal(&one.balance), left, "{one:?}");
        assert_eq!(one.state == InvoiceState::Void, entry.is_void, "{one:?}");
        let printed = one.lines.iter().flatten().map(|line| decimal(&line.total));
        assert_eq!(printed.sum::<Decimal>(), entry.total, "{one:?}");
        let of = sums.entry(entry.currency).or_default();
        of[0] += decimal(&one.paid);
        of[1] += left;
    }
    for (currency, [paid, left]) in sums {
        let of = account.values().filter(|entry| entry.currency == currency);
        let (mut own_paid, mut own_left) = (Decimal::ZERO, Decimal::ZERO);
        for entry in of {
            own_paid += entry.paid;
            own_left += if entry.is_void {
                Decimal::ZERO
            } else {
                entry.total - entry.paid
            };
        }
        assert_eq!((paid, left), (own_paid, own_left), "{currency}");
        assert!(paid > Decimal::ZERO && left > Decimal::ZERO, "{currency}");
        let reports = days.iter().map(|day| report(&office.bill, day).unwrap());
        let taken = reports.flat_map(|report| report.totals);
        let taken = taken.filter(|total| total.currency == currency);
        let taken: Decimal = taken.map(|total| decimal(&total.expected)).sum();
        assert_eq!(
            taken, own_paid,
            "the cash reports of the week in {currency}"
        );
    }
}
