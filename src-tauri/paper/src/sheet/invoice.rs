//! An invoice, the receipt of a payment, and a reminder. Neither has a clinical word: lines come from the price list.

use clinic::invoices::print::{PrintedReceipt, tax_shares};
use clinic::invoices::{ClaimView, InvoiceLineView, InvoiceState, InvoiceSums, InvoiceView};

use super::block::{Block, Body, Column, Group, Table};
use super::text::{Clocks, isolated};
use crate::words::Words;

pub fn body(view: &InvoiceView, clocks: &Clocks, words: &Words) -> Body {
    let own = words.invoice;
    let amount = |plain: &str| amount(plain, &view.sums.currency, words);
    let banner = match view.state {
        InvoiceState::Void => Some(own.void.to_owned()),
        _ if view.void.is_some() => Some(own.void.to_owned()),
        _ => None,
    };
    let mut blocks: Vec<Block> = banner.iter().map(Block::warning).collect();
    blocks.push(Block::Facts {
        rows: vec![
            [own.number.to_owned(), isolated(&view.number)],
            [own.issued_on.to_owned(), clocks.day(&view.issued_on)],
            [own.due_on.to_owned(), clocks.day(&view.due_on)],
        ],
    });
    match &view.lines {
        Some(lines) => blocks.push(Block::Table(table(lines, &view.sums, words))),
        None => blocks.push(Block::warning(own.unreadable)),
    }
    let mut rows = sums(view.lines.as_deref(), &view.sums, words);
    if !view.payments.is_empty() {
        rows.push([own.paid.to_owned(), amount(&view.paid)]);
        rows.push([own.balance.to_owned(), amount(&view.balance)]);
    }
    blocks.push(Block::Facts { rows });
    blocks.extend(view.claim.iter().flat_map(|view| claim(view, words)));
    Body {
        title: own.title.to_owned(),
        banner,
        is_landscape: false,
        blocks,
        of: format!("{} {} {}", view.id, view.paid, view.void.is_some()),
    }
}

/// What an insurer asks for, with what is recorded of it.
fn claim(view: &ClaimView, words: &Words) -> [Block; 2] {
    let own = words.invoice;
    let referrer = [&view.referrer, &view.referrer_number];
    let referrer = referrer.into_iter().filter(|text| !text.is_empty());
    let referrer: Vec<String> = referrer.map(|text| isolated(text)).collect();
    let codes = view.codes.iter();
    let codes: Vec<String> = codes
        .map(|code| format!("{} {}", isolated(&code.code), isolated(&code.name)))
        .collect();
    let typed = |text: &str| match text {
        "" => String::new(),
        text => isolated(text),
    };
    let facts = [
        (own.insurer, typed(&view.insurer)),
        (own.plan, typed(&view.plan)),
        (own.member_id, typed(&view.member_id)),
        (own.group, typed(&view.group_number)),
        (own.holder, typed(&view.holder)),
        (own.referrer, referrer.join(", ")),
        (own.codes, codes.join("\n")),
    ];
    let recorded = facts.into_iter().filter(|(_, value)| !value.is_empty());
    let rows = recorded.map(|(name, value)| [name.to_owned(), value]);
    [
        Block::heading(own.for_insurer),
        Block::Facts {
            rows: rows.collect(),
        },
    ]
}

/// The lines of an invoice or of a quote.
pub(super) fn table(lines: &[InvoiceLineView], sums: &InvoiceSums, words: &Words) -> Table {
    let own = words.invoice;
    let row = |line: &InvoiceLineView| {
        vec![
            isolated(&line.description),
            line.quantity.to_string(),
            decimal(&line.price, words),
            percent(&line.tax_percent, words),
            decimal(&line.total, words),
        ]
    };
    let total = [
        own.total.to_owned(),
        String::new(),
        String::new(),
        String::new(),
        amount(&sums.total, &sums.currency, words),
    ];
    Table {
        columns: vec![
            Column::text(own.service, 5),
            Column::number(own.quantity),
            Column::number(own.price),
            Column::number(own.tax),
            Column::number(own.line_total),
        ],
        groups: vec![Group {
            head: Vec::new(),
            rows: lines.iter().map(row).collect(),
        }],
        foot: total.to_vec(),
        together: false,
    }
}

/// What an invoice or a quote comes to; with more than one rate of tax what is taxed at each.
pub(super) fn sums(
    lines: Option<&[InvoiceLineView]>,
    sums: &InvoiceSums,
    words: &Words,
) -> Vec<[String; 2]> {
    let own = words.invoice;
    let amount = |plain: &str| amount(plain, &sums.currency, words);
    // this program wrote these amounts: where they could not be read, the sum of the tax still stands there
    let shares = tax_shares(lines.unwrap_or_default(), &sums.currency).unwrap_or_default();
    let mut rows = vec![[own.net.to_owned(), amount(&sums.net)]];
    if shares.len() > 1 {
        rows.extend(shares.iter().map(|share| {
            let rate = percent(&share.percent, words);
            let label = format!("{} {rate}", own.tax);
            [label, (own.taxed)(&amount(&share.tax), &amount(&share.net))]
        }));
    }
    rows.push([own.tax.to_owned(), amount(&sums.tax)]);
    rows.push([own.total.to_owned(), amount(&sums.total)]);
    rows
}

pub fn receipt(printed: &PrintedReceipt, clocks: &Clocks, words: &Words) -> Body {
    let (own, payment, view) = (words.invoice, &printed.payment, &printed.invoice);
    let amount = |plain: &str| amount(plain, &view.sums.currency, words);
    let is_refund = payment.refunds.is_some();
    let mut rows = vec![
        [own.number.to_owned(), isolated(&view.number)],
        [
            match is_refund {
                true => own.given_back.to_owned(),
                false => own.received.to_owned(),
            },
            amount(&payment.amount),
        ],
        [
            own.method.to_owned(),
            (own.methods)(payment.method).to_owned(),
        ],
        [own.on.to_owned(), clocks.time(&payment.at)],
        [own.by.to_owned(), isolated(&payment.by)],
    ];
    if !payment.reference.is_empty() {
        rows.push([own.reference.to_owned(), isolated(&payment.reference)]);
    }
    rows.push([own.total.to_owned(), amount(&view.sums.total)]);
    rows.push([own.balance.to_owned(), amount(&view.balance)]);
    Body {
        title: match is_refund {
            true => own.refund.to_owned(),
            false => own.receipt.to_owned(),
        },
        banner: None,
        is_landscape: false,
        blocks: vec![Block::Facts { rows }],
        of: format!("{} {}", payment.id, view.balance),
    }
}

pub fn reminder(view: &InvoiceView, clocks: &Clocks, words: &Words) -> Body {
    let own = words.invoice;
    let amount = |plain: &str| amount(plain, &view.sums.currency, words);
    let mut rows = vec![
        [own.number.to_owned(), isolated(&view.number)],
        [own.issued_on.to_owned(), clocks.day(&view.issued_on)],
        [own.due_on.to_owned(), clocks.day(&view.due_on)],
        [own.total.to_owned(), amount(&view.sums.total)],
    ];
    if !view.payments.is_empty() {
        rows.push([own.paid.to_owned(), amount(&view.paid)]);
    }
    rows.push([own.balance.to_owned(), amount(&view.balance)]);
    let left = amount(&view.balance);
    Body {
        title: own.reminder.to_owned(),
        banner: None,
        is_landscape: false,
        blocks: vec![
            Block::text(&(own.reminds)(
                &view.number,
                &clocks.day(&view.due_on),
                &left,
            )),
            Block::Facts { rows },
            Block::text(own.paid_meanwhile),
        ],
        of: format!("reminder {} {}", view.id, view.balance),
    }
}

/// Returns `1,234.50 EUR` of `1234.50`.
pub(super) fn amount(plain: &str, currency: &str, words: &Words) -> String {
    words.numbers.with_unit(&decimal(plain, words), currency)
}

fn percent(plain: &str, words: &Words) -> String {
    words.numbers.with_unit(&decimal(plain, words), "%")
}

/// Returns a decimal that is written as text as one language writes it: no digit of it is computed.
pub(super) fn decimal(plain: &str, words: &Words) -> String {
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("\u{2212}", digits),
        None => ("", plain),
    };
    let (full, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut written = sign.to_owned();
    for (at, digit) in full.chars().enumerate() {
        if at > 0 && (full.len() - at) % 3 == 0 {
            written.push_str(words.numbers.thousands);
        }
        written.push(digit);
    }
    if !fraction.is_empty() {
        written.push_str(words.numbers.decimal);
        written.push_str(fraction);
    }
    written
}
