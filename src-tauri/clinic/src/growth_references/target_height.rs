//! How tall a child may become, by the heights of its parents.
//!
//! Source: Tanner, Goldstein, Whitehouse, *Standards for children's height at ages 2-9 years allowing for height of
//! parents*, Arch Dis Child 1970;45:755-62: the mean of both heights, 6.5 cm more for a boy and less for a girl, and
//! 8.5 cm to either side, within which the height of most grown children of such parents lies.

use rust_decimal::{Decimal, dec};

use crate::sex::EquationSex;

/// What a reader of a result is told.
pub const SOURCE: &str = "Tanner, Goldstein, Whitehouse 1970";

/// Men were so much taller than women.
const SEXES_DIFFER_CM: Decimal = dec!(13);
/// Two standard deviations of what the parents' heights leave open.
const RANGE_CM: Decimal = dec!(8.5);

/// The sex-adjusted height midway between the parents', and the range around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TargetHeight {
    pub cm: Decimal,
    pub low_cm: Decimal,
    pub high_cm: Decimal,
}

impl TargetHeight {
    pub fn of(sex: EquationSex, mother_cm: Decimal, father_cm: Decimal) -> TargetHeight {
        let for_sex = match sex {
            EquationSex::Male => SEXES_DIFFER_CM,
            EquationSex::Female => -SEXES_DIFFER_CM,
        };
        let cm = (mother_cm + father_cm + for_sex) / Decimal::TWO;
        TargetHeight {
            cm,
            low_cm: cm - RANGE_CM,
            high_cm: cm + RANGE_CM,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The formula and its range as *BMC Pediatr* 2025;26:30, table 1, quotes them: ((father + mother) +- 13) / 2,
    /// range +- 8.5 cm; 167 and 155 cm give a girl 154.5 cm, and 186 and 157 cm a boy 178 cm.
    #[test]
    fn published_heights_of_parents_give_the_published_target() {
        let girl = TargetHeight::of(EquationSex::Female, dec!(155), dec!(167));
        assert_eq!(girl.cm, dec!(154.5));
        assert_eq!((girl.low_cm, girl.high_cm), (dec!(146), dec!(163)));
        let boy = TargetHeight::of(EquationSex::Male, dec!(157), dec!(186));
        assert_eq!(boy.cm, dec!(178));
        assert_eq!((boy.low_cm, boy.high_cm), (dec!(169.5), dec!(186.5)));
    }

    #[test]
    fn a_brother_and_a_sister_differ_by_what_men_and_women_do() {
        let of = |sex| TargetHeight::of(sex, dec!(160.5), dec!(171)).cm;
        assert_eq!(of(EquationSex::Male) - of(EquationSex::Female), dec!(13));
    }
}
