//! What the demo's prices are in the currency of a clinic: round amounts that such a thing may cost, and no rate of
//! exchange.

use iso_currency::Currency;
use rust_decimal::{Decimal, dec};
use vault::read::Reader;

use crate::clinic::or_not_found;
use crate::error::Result;
use crate::money::decimals_of;
use crate::services::of_facilities;

/// An amount of another currency has so many digits that are not zero.
const DIGITS: u32 = 2;

/// About how much of a currency is one euro, where it is far from one.
const A_EURO: [(Currency, Decimal); 44] = [
    (Currency::AED, dec!(4)),
    (Currency::BHD, dec!(0.4)),
    (Currency::BRL, dec!(6)),
    (Currency::CLP, dec!(1000)),
    (Currency::CNY, dec!(8)),
    (Currency::COP, dec!(4500)),
    (Currency::CZK, dec!(25)),
    (Currency::DKK, dec!(7.5)),
    (Currency::DZD, dec!(150)),
    (Currency::EGP, dec!(55)),
    (Currency::GHS, dec!(14)),
    (Currency::HKD, dec!(8.5)),
    (Currency::HUF, dec!(400)),
    (Currency::IDR, dec!(18000)),
    (Currency::INR, dec!(95)),
    (Currency::IQD, dec!(1400)),
    (Currency::ISK, dec!(145)),
    (Currency::JOD, dec!(0.8)),
    (Currency::JPY, dec!(160)),
    (Currency::KES, dec!(140)),
    (Currency::KRW, dec!(1600)),
    (Currency::KWD, dec!(0.35)),
    (Currency::LYD, dec!(6)),
    (Currency::MAD, dec!(11)),
    (Currency::MXN, dec!(20)),
    (Currency::MYR, dec!(5)),
    (Currency::NGN, dec!(1700)),
    (Currency::NOK, dec!(11.5)),
    (Currency::OMR, dec!(0.4)),
    (Currency::PHP, dec!(65)),
    (Currency::PLN, dec!(4.3)),
    (Currency::QAR, dec!(4)),
    (Currency::RWF, dec!(1600)),
    (Currency::SAR, dec!(4)),
    (Currency::SEK, dec!(11)),
    (Currency::THB, dec!(38)),
    (Currency::TND, dec!(3.4)),
    (Currency::TRY, dec!(45)),
    (Currency::TZS, dec!(2900)),
    (Currency::UGX, dec!(4100)),
    (Currency::VND, dec!(28000)),
    (Currency::XAF, dec!(656)),
    (Currency::XOF, dec!(656)),
    (Currency::ZAR, dec!(20)),
];

/// Returns an amount of euros in a currency, as it is typed: an amount of euros stays as it is.
pub(super) fn in_currency(euros: Decimal, currency: Currency) -> String {
    let known = A_EURO.iter().find(|(code, _)| *code == currency);
    // of those that are not listed, one without a smaller unit is worth little
    let factor = known
        .map(|(_, factor)| *factor)
        .or(match decimals_of(currency) {
            0 => Some(Decimal::ONE_HUNDRED),
            _ => None,
        });
    let Some(factor) = factor else {
        return euros.to_string();
    };
    let amount = euros * factor;
    let round = amount.round_sf(DIGITS).unwrap_or(amount);
    round
        .round_dp(decimals_of(currency))
        .normalize()
        .to_string()
}

/// Returns the currency of the clinic's first facility.
///
/// # Errors
/// `NotFound`, those of a read.
pub(super) fn currency(reader: &Reader<'_>) -> Result<Currency> {
    or_not_found(of_facilities(reader)?.into_iter().next(), "currency")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::money::Money;

    #[test]
    fn a_price_is_round_and_one_that_its_currency_has() {
        for (euros, currency, price) in [
            (dec!(75), Currency::EUR, "75"),
            (dec!(8150), Currency::EUR, "8150"),
            (dec!(0.5), Currency::EUR, "0.5"),
            (dec!(75), Currency::USD, "75"),
            (dec!(75), Currency::JPY, "12000"),
            (dec!(8150), Currency::JPY, "1300000"),
            (dec!(0.5), Currency::JPY, "80"),
            (dec!(75), Currency::KWD, "26"),
            (dec!(45), Currency::KWD, "16"),
            (dec!(14), Currency::KWD, "4.9"),
            (dec!(0.5), Currency::KWD, "0.18"),
            // of which nothing is known
            (dec!(75), Currency::VUV, "7500"),
        ] {
            assert_eq!(in_currency(euros, currency), price, "{euros} {currency:?}");
        }
        for (currency, _) in A_EURO {
            for euros in [dec!(0.5), dec!(14), dec!(8150)] {
                let price = in_currency(euros, currency);
                assert!(Money::typed(&price, currency, "price").is_ok(), "{price}");
            }
        }
    }
}
