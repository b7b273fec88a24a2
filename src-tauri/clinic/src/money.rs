//! Money: a count of the smallest units of a currency. Everything here is in whole numbers; nothing is a float.

use iso_currency::Currency;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use sync_contract::field::Text;

use crate::error::{Error, Reason, Result};
use crate::measurements::MeasureProblem;
use crate::measurements::own::decimal;

/// Of a price or an amount that is typed: a thousand lines of it, taxed, still fit into an `i64`.
const MINOR_MAX: i64 = 1_000_000_000_000;
const PERCENT_DECIMALS: u32 = 2;
/// Of a tax: all of the price once more.
const HUNDREDTHS_MAX: i64 = 10_000;

/// An amount of one currency: 12.50 EUR are 1250 cents, 1250 JPY are as many yen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    /// Reads an amount of zero or more as a person types it, with a comma or a point.
    ///
    /// # Errors
    /// `Invalid` for no number, more decimals than the currency has, less than zero and what nothing costs.
    pub fn typed(text: &str, currency: Currency, field: &'static str) -> Result<Self> {
        let minor = scaled(text, decimals_of(currency), field)?;
        match (0..=MINOR_MAX).contains(&minor) {
            true => Ok(Self { minor, currency }),
            false => Err(Error::invalid(field, Reason::Impossible)),
        }
    }

    /// Returns the amount with the decimals of its currency and without its name: `12.50`, `1250`, `-0.005`.
    pub fn plain(self) -> String {
        plain(self.minor, decimals_of(self.currency))
    }
}

/// As `12.50 EUR`.
impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.plain(), self.currency.code())
    }
}

/// Returns how many decimals amounts of a currency have: none of a yen, 2 of a euro, 3 of a Kuwaiti dinar.
pub fn decimals_of(currency: Currency) -> u32 {
    currency.exponent().map_or(0, u32::from)
}

/// Returns the currency that has a code.
///
/// # Errors
/// `Invalid` for a code that ISO 4217 does not give, and for what is no money: a test, a metal.
pub fn currency_of(code: &str, field: &'static str) -> Result<Currency> {
    let known = Currency::from_code(code.trim());
    known
        .filter(|currency| currency.exponent().is_some())
        .ok_or(Error::invalid(field, Reason::Unknown))
}

/// Returns the currency of a row; another program may have written one that is none.
pub(crate) fn stored_currency(code: &str) -> Currency {
    currency_of(code, "currency").unwrap_or(Currency::EUR)
}

/// Returns a currency as it is stored.
pub(crate) fn stored_code(currency: Currency) -> Text<3> {
    Text::new(currency.code()).expect("a code of ISO 4217 has three letters")
}

/// Reads a tax as a person types it: `20` or `5.5` percent, in hundredths of a percent.
///
/// # Errors
/// `Invalid` for no number, more than two decimals, less than nothing or more than the price.
pub fn typed_tax(text: &str, field: &'static str) -> Result<i64> {
    let hundredths = scaled(text, PERCENT_DECIMALS, field)?;
    match (0..=HUNDREDTHS_MAX).contains(&hundredths) {
        true => Ok(hundredths),
        false => Err(Error::invalid(field, Reason::Impossible)),
    }
}

/// Returns a tax in percent, with no more decimals than it needs: `20`, `5.5`.
pub fn plain_tax(hundredths: i64) -> String {
    let percent = Decimal::new(hundredths, PERCENT_DECIMALS);
    percent.normalize().to_string()
}

/// What a line of an invoice costs, in the smallest unit of its currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Before tax.
    pub net: i64,
    pub tax: i64,
}

impl Sums {
    pub fn total(self) -> i64 {
        self.net.saturating_add(self.tax)
    }

    /// Returns what lines cost together.
    pub fn of(lines: impl IntoIterator<Item = Self>) -> Self {
        lines.into_iter().fold(Self::default(), |sum, line| Self {
            net: sum.net.saturating_add(line.net),
            tax: sum.tax.saturating_add(line.tax),
        })
    }
}

/// Returns what so many of a price cost, with the tax in hundredths of a percent.
///
/// The tax is rounded line by line, half away from zero (the commercial rounding of DIN 1333): each line prints its own
/// tax, so what is printed adds up to the total that is asked for, to the cent. Rounding the sum instead could print
/// lines that differ from it by a cent each.
pub fn sums_of(quantity: i64, price_minor: i64, tax_hundredths: i64) -> Sums {
    let net = i128::from(quantity) * i128::from(price_minor);
    let taxed = net * i128::from(tax_hundredths);
    let narrow = |wide: i128| {
        i64::try_from(wide).unwrap_or(match wide.is_negative() {
            true => i64::MIN,
            false => i64::MAX,
        })
    };
    Sums {
        net: narrow(net),
        tax: narrow(half_away_from_zero(taxed, i128::from(HUNDREDTHS_MAX))),
    }
}

fn half_away_from_zero(number: i128, by: i128) -> i128 {
    let (quotient, rest) = (number / by, number % by);
    match rest.abs() * 2 >= by {
        true => quotient + number.signum(),
        false => quotient,
    }
}

/// Reads a number with at most so many decimals as a count of the last of them.
fn scaled(text: &str, decimals: u32, field: &'static str) -> Result<i64> {
    if text.trim().is_empty() {
        return Err(Error::invalid(field, Reason::Required));
    }
    let reason = match decimal(text, decimals) {
        Ok(number) if number.scale() <= decimals => {
            let scaled = number.checked_mul(Decimal::from(10_u64.pow(decimals)));
            let count = scaled.and_then(|scaled| scaled.to_i64());
            return count.ok_or(Error::invalid(field, Reason::Impossible));
        }
        Ok(_) => Reason::TooLong,
        Err(MeasureProblem::TwoNumbers) => Reason::TwoNumbers,
        Err(_) => Reason::Malformed,
    };
    Err(Error::invalid(field, reason))
}

fn plain(minor: i64, decimals: u32) -> String {
    Decimal::new(minor, decimals).to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const CURRENCIES: [(Currency, u32); 4] = [
        (Currency::JPY, 0),
        (Currency::EUR, 2),
        (Currency::KWD, 3),
        (Currency::CLF, 4),
    ];

    fn typed(text: &str, currency: Currency) -> Result<Money> {
        Money::typed(text, currency, "price")
    }

    fn reason(refused: Error) -> Reason {
        match refused {
            Error::Invalid { reason, .. } => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_amount_has_the_decimals_of_its_currency() {
        for (text, currency, minor) in [
            ("12.5", Currency::EUR, 1250),
            ("12,50", Currency::EUR, 1250),
            ("1 250", Currency::JPY, 1250),
            ("0.005", Currency::KWD, 5),
            ("0", Currency::EUR, 0),
        ] {
            assert_eq!(typed(text, currency).unwrap().minor, minor, "{text}");
        }
        for (text, currency, wrong) in [
            ("0.5", Currency::JPY, Reason::TooLong),
            ("12.505", Currency::EUR, Reason::TwoNumbers),
            ("0.0005", Currency::KWD, Reason::TooLong),
            ("-1", Currency::EUR, Reason::Impossible),
            ("100000000000", Currency::EUR, Reason::Impossible),
            ("ten", Currency::EUR, Reason::Malformed),
            (" ", Currency::EUR, Reason::Required),
        ] {
            let refused = typed(text, currency).unwrap_err();
            assert_eq!(reason(refused), wrong, "{text}");
        }
    }

    #[test]
    fn a_currency_is_one_that_people_pay_in() {
        assert_eq!(currency_of(" EUR ", "currency").unwrap(), Currency::EUR);
        for code in ["XAU", "XTS", "XXX", "EURO", "eur", ""] {
            assert!(currency_of(code, "currency").is_err(), "{code}");
        }
    }

    #[test]
    fn a_tax_has_two_decimals_at_most() {
        for (text, hundredths, shown) in [
            ("20", 2000, "20"),
            ("5,5", 550, "5.5"),
            ("8.25", 825, "8.25"),
            ("0", 0, "0"),
            ("100", 10_000, "100"),
        ] {
            assert_eq!(typed_tax(text, "tax").unwrap(), hundredths, "{text}");
            assert_eq!(plain_tax(hundredths), shown);
        }
        for text in ["100.01", "-1", "8.2501", "VAT", ""] {
            assert!(typed_tax(text, "tax").is_err(), "{text}");
        }
    }

    #[test]
    fn a_tax_is_rounded_half_away_from_zero() {
        for (quantity, price, tax, rounded) in [
            (1, 250, 1000, 25),
            (1, 45, 1000, 5),
            (1, 44, 1000, 4),
            (1, -45, 1000, -5),
            (3, 999, 550, 165),
            (1, 1, 5000, 1),
            (1, 0, 2000, 0),
        ] {
            let sums = sums_of(quantity, price, tax);
            assert_eq!((sums.net, sums.tax), (quantity * price, rounded), "{price}");
        }
    }

    proptest! {
        #[test]
        fn the_sum_of_lines_is_the_total_and_each_tax_is_near(
            lines in proptest::collection::vec((1..=9_999_i64, 0..=MINOR_MAX, 0..=HUNDREDTHS_MAX), 0..40),
        ) {
            let sums: Vec<Sums> = lines.iter().map(|(quantity, price, tax)| sums_of(*quantity, *price, *tax)).collect();
            let total: i128 = sums.iter().map(|line| i128::from(line.net) + i128::from(line.tax)).sum();
            prop_assert_eq!(i128::from(Sums::of(sums.iter().copied()).total()), total);
            for (line, (quantity, price, tax)) in sums.iter().zip(&lines) {
                let exact = i128::from(*quantity) * i128::from(*price) * i128::from(*tax);
                let off = i128::from(line.tax) * i128::from(HUNDREDTHS_MAX) - exact;
                prop_assert!(off.abs() * 2 <= i128::from(HUNDREDTHS_MAX), "{off}");
            }
        }
    }

    proptest! {
        #[test]
        fn an_amount_as_it_is_shown_is_read_as_itself(
            minor in 0..=MINOR_MAX,
            (currency, decimals) in proptest::sample::select(&CURRENCIES[..]),
        ) {
            let money = Money { minor, currency };
            let shown = money.plain();
            let after_point = shown.split_once('.').map_or(0, |(_, after)| after.len());
            prop_assert_eq!(after_point, decimals as usize);
            prop_assert_eq!(typed(&shown, currency).unwrap(), money);
        }
    }
}
