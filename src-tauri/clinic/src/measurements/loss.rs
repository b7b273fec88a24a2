//! How grave a loss of weight is.

use rust_decimal::{Decimal, dec};
use serde::Serialize;
use specta::Type;

/// A loss that is worth a word. Adults have no mild one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LossGrade {
    Mild,
    Moderate,
    Severe,
}

/// About six months.
const SHORT_DAYS: i32 = 183;
const ADULT_YEARS: i32 = 18;
const CHILD_YEARS: i32 = 2;

/// Returns the grade of a change of weight in percent over so many days; none for a gain, for a smaller loss, and below
/// two years, of which the growth chart speaks.
///
/// Sources: for adults the criteria of the GLIM (Cederholm et al., Clin Nutr 2019;38:1-9): more than 5 % within six
/// months is moderate and more than 10 % severe, beyond six months more than 10 % and 20 %. From 2 to 18 years the
/// indicators of the AND and the ASPEN (Becker et al., Nutr Clin Pract 2015;30:147-61): from 5 % mild, from 7.5 %
/// moderate, from 10 % severe.
pub fn loss(percent: Decimal, days: i32, years: Option<i32>) -> Option<LossGrade> {
    let lost = -percent;
    match years? {
        ADULT_YEARS.. => {
            let [moderate, severe] = match days <= SHORT_DAYS {
                true => [dec!(5), dec!(10)],
                false => [dec!(10), dec!(20)],
            };
            match lost {
                _ if lost > severe => Some(LossGrade::Severe),
                _ if lost > moderate => Some(LossGrade::Moderate),
                _ => None,
            }
        }
        CHILD_YEARS.. => match lost {
            _ if lost >= dec!(10) => Some(LossGrade::Severe),
            _ if lost >= dec!(7.5) => Some(LossGrade::Moderate),
            _ if lost >= dec!(5) => Some(LossGrade::Mild),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_of_an_adult_is_graded_by_how_long_it_took() {
        for (percent, days, grade) in [
            (dec!(3), 30, None),
            (dec!(-5), 30, None),
            (dec!(-5.1), 30, Some(LossGrade::Moderate)),
            (dec!(-10), 183, Some(LossGrade::Moderate)),
            (dec!(-10.1), 183, Some(LossGrade::Severe)),
            (dec!(-10), 184, None),
            (dec!(-10.1), 184, Some(LossGrade::Moderate)),
            (dec!(-20.1), 400, Some(LossGrade::Severe)),
        ] {
            assert_eq!(loss(percent, days, Some(18)), grade, "{percent} in {days}");
        }
        assert_eq!(loss(dec!(-30), 30, None), None);
    }

    #[test]
    fn a_loss_of_a_child_is_graded_however_long_it_took() {
        for (percent, grade) in [
            (dec!(-4.9), None),
            (dec!(-5), Some(LossGrade::Mild)),
            (dec!(-7.5), Some(LossGrade::Moderate)),
            (dec!(-10), Some(LossGrade::Severe)),
        ] {
            assert_eq!(loss(percent, 400, Some(2)), grade, "{percent}");
            assert_eq!(loss(percent, 400, Some(17)), grade, "{percent}");
            assert_eq!(loss(percent, 400, Some(1)), None, "{percent}");
        }
    }
}
