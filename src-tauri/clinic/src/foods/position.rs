//! Positions between others, by which rows of two computers are put in one order.

use rust_decimal::{Decimal, RoundingStrategy, dec};

/// More decimals than a user fills by putting foods between two others.
const DECIMALS_MAX: u32 = 20;

/// Returns a position after one and before the other, with as few decimals as that takes; none where there is no room.
pub(crate) fn between(after: Option<Decimal>, before: Option<Decimal>) -> Option<Decimal> {
    match (after, before) {
        (None, None) => Some(Decimal::ONE),
        (Some(after), None) => after.floor().checked_add(Decimal::ONE),
        (None, Some(before)) => before.ceil().checked_sub(Decimal::ONE),
        (Some(after), Some(before)) => {
            let middle = after.checked_add(before)?.checked_div(dec!(2))?;
            let rounded = (0..=DECIMALS_MAX).map(|decimals| {
                middle.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
            });
            let mut fitting = rounded.filter(|position| after < *position && *position < before);
            fitting.next().map(|position| position.normalize())
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_position_lies_between_its_neighbours_with_few_decimals() {
        for (after, before, position) in [
            (None, None, dec!(1)),
            (Some(dec!(1)), None, dec!(2)),
            (Some(dec!(2.5)), None, dec!(3)),
            (None, Some(dec!(1)), dec!(0)),
            (None, Some(dec!(-0.5)), dec!(-1)),
            (Some(dec!(1)), Some(dec!(2)), dec!(1.5)),
            (Some(dec!(1)), Some(dec!(4)), dec!(3)),
            (Some(dec!(1.5)), Some(dec!(2)), dec!(1.8)),
        ] {
            assert_eq!(
                between(after, before),
                Some(position),
                "{after:?} {before:?}"
            );
        }
        assert_eq!(between(Some(dec!(2)), Some(dec!(2))), None);
        assert_eq!(between(Some(dec!(3)), Some(dec!(2))), None);
    }

    #[test]
    fn fifty_foods_find_room_between_two() {
        let (after, mut before) = (dec!(1), dec!(2));
        for count in 0..50 {
            let position = between(Some(after), Some(before));
            let position = position.unwrap_or_else(|| panic!("no room after {count}"));
            assert!(after < position && position < before);
            before = position;
        }
    }
}
