//! The 'Malnutrition Universal Screening Tool', for adults in every setting.
//!
//! Source: *The 'MUST' report*, Elia (ed.), BAPEN, Redditch 2003.

use rust_decimal::{Decimal, dec};

use crate::nutrition::quantities::{BmiKgM2, LossPercent, Ranged};
use crate::nutrition::screening::screened::{Category, Screened};

const BMI_LOW_BELOW: Decimal = dec!(18.5);
const BMI_NORMAL_ABOVE: Decimal = dec!(20);
const LOSS_FROM_PERCENT: Decimal = dec!(5);
const LOSS_HIGH_ABOVE_PERCENT: Decimal = dec!(10);

/// The answers; BMI and loss are not rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Must {
    pub bmi: BmiKgM2,
    /// Unplanned, in 3 to 6 months.
    pub weight_loss: LossPercent,
    /// Acutely ill, and no intake for more than five days, now or likely.
    pub acute_without_intake: bool,
}

impl Must {
    /// Scores 0 to 6: 0 low, 1 medium, 2 or more high risk.
    pub fn score(&self) -> Screened {
        let bmi = match self.bmi.number() {
            bmi if bmi > BMI_NORMAL_ABOVE => 0,
            bmi if bmi >= BMI_LOW_BELOW => 1,
            _ => 2,
        };
        let loss = match self.weight_loss.number() {
            percent if percent < LOSS_FROM_PERCENT => 0,
            percent if percent <= LOSS_HIGH_ABOVE_PERCENT => 1,
            _ => 2,
        };
        let acute = if self.acute_without_intake { 2 } else { 0 };
        Screened::of_points(&[bmi, loss, acute], |points| match points {
            0 => Category::Low,
            1 => Category::Medium,
            _ => Category::High,
        })
    }
}
