//! Figures computed from measurements. Pure; units are in the names.

use chrono::{Months, NaiveDate};
use rust_decimal::{Decimal, dec};

/// Body mass index in kg/m²: weight over the square of height.
///
/// Source: Quetelet, *Physique sociale*, 1869; named by Keys et al., *J Chronic Dis* 1972;25:329-43.
/// None without a height.
pub fn bmi(weight_kg: Decimal, height_cm: Decimal) -> Option<Decimal> {
    let height_m = height_cm.checked_div(dec!(100))?;
    weight_kg.checked_div(height_m.checked_mul(height_m)?)
}

/// Waist over height, both in the same unit.
///
/// Source: Ashwell, Gunn, Gibson, *Obes Rev* 2012;13:275-86.
pub fn waist_to_height(waist_cm: Decimal, height_cm: Decimal) -> Option<Decimal> {
    waist_cm.checked_div(height_cm)
}

/// Waist over hip, both in the same unit.
///
/// Source: *Waist circumference and waist-hip ratio*, WHO expert consultation, Geneva 2008.
pub fn waist_to_hip(waist_cm: Decimal, hip_cm: Decimal) -> Option<Decimal> {
    waist_cm.checked_div(hip_cm)
}

/// Change in percent of the earlier value; negative is a loss.
///
/// Source: Blackburn et al., *JPEN* 1977;1:11-22, with usual weight as the earlier value.
pub fn percent_change(earlier: Decimal, later: Decimal) -> Option<Decimal> {
    later
        .checked_sub(earlier)?
        .checked_mul(dec!(100))?
        .checked_div(earlier)
}

/// A value and the day on which it was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    pub on: NaiveDate,
    pub value: Decimal,
}

/// The earlier value to compare with: the newest before `on` for 0 months; otherwise the one nearest to the day so
/// many months earlier, if one lies within a third of the span of it (ten days, one month, two months).
pub fn earlier(values: &[Dated], on: NaiveDate, months: i32) -> Option<Dated> {
    let before = values.iter().copied().filter(|dated| dated.on < on);
    if months == 0 {
        return before.max_by_key(|dated| dated.on);
    }
    let wanted = on.checked_sub_months(Months::new(months.unsigned_abs()))?;
    let days_off = |dated: &Dated| days_between(wanted, dated.on).abs();
    let slack_days = months * 10;
    before
        .filter(|dated| days_off(dated) <= slack_days)
        .min_by_key(days_off)
}

fn days_between(from: NaiveDate, to: NaiveDate) -> i32 {
    sync_contract::field::days_since_1970(to) - sync_contract::field::days_since_1970(from)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sync_contract::field::date;

    #[test]
    fn bmi_of_the_published_example() {
        // CDC, "Calculating BMI using the metric system": 68 kg, 165 cm -> 24.98
        assert_eq!(bmi(dec!(68), dec!(165)).unwrap().round_dp(2), dec!(24.98));
        // and in pounds and inches: 150 lb, 65 in -> 24.96
        let (kg, cm) = (dec!(150) * dec!(0.45359237), dec!(65) * dec!(2.54));
        assert_eq!(bmi(kg, cm).unwrap().round_dp(2), dec!(24.96));
        assert_eq!(bmi(dec!(68), Decimal::ZERO), None);
    }

    #[test]
    fn ratios_of_girths() {
        assert_eq!(waist_to_height(dec!(85), dec!(170)), Some(dec!(0.5)));
        assert_eq!(waist_to_hip(dec!(80), dec!(100)), Some(dec!(0.8)));
    }

    #[test]
    fn a_loss_of_five_kilograms_in_fifty_is_ten_percent() {
        // MUST, BAPEN 2003, step 2: 10 % of 50 kg is 5.0 kg
        assert_eq!(percent_change(dec!(50), dec!(45)), Some(dec!(-10)));
        assert_eq!(percent_change(Decimal::ZERO, dec!(45)), None);
    }

    #[test]
    fn the_earlier_value_is_the_nearest_within_a_third_of_the_span() {
        let at = |on, value| Dated { on, value };
        let values = [
            at(date(2026, 5, 1), dec!(80)),
            at(date(2026, 8, 14), dec!(76)),
            at(date(2026, 10, 15), dec!(74)),
            at(date(2026, 11, 20), dec!(72)),
        ];
        let today = date(2026, 11, 20);
        let value = |months| earlier(&values, today, months).map(|dated| dated.value);
        assert_eq!(value(0), Some(dec!(74)));
        assert_eq!(value(1), Some(dec!(74)));
        assert_eq!(value(3), Some(dec!(76)));
        assert_eq!(value(6), Some(dec!(80)));
        assert_eq!(earlier(&values[1..], today, 6), None);
        assert_eq!(earlier(&[], today, 0), None);
    }
}
