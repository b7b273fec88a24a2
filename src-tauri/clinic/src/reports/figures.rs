//! Parts of a thousand, medians and the ninth tenth.

/// Returns how many of a thousand `part` of `all` are, rounded half up; none of none.
pub(super) fn permille(part: u64, all: u64) -> Option<u32> {
    (all > 0).then(|| {
        let doubled = u128::from(part) * 2_000 + u128::from(all);
        u32::try_from(doubled / (u128::from(all) * 2)).unwrap_or(u32::MAX)
    })
}

/// Returns the median: of an even number the mean of the two in the middle.
pub(super) fn median(sorted: &[i64]) -> Option<i64> {
    let middle = sorted.len() / 2;
    match sorted.len() % 2 {
        1 => sorted.get(middle).copied(),
        _ => {
            let lower = sorted.get(middle.checked_sub(1)?)?;
            Some(lower + (sorted.get(middle)? - lower) / 2)
        }
    }
}

/// Returns the least one that is not exceeded by nine of ten: the nearest rank.
pub(super) fn ninth_tenth(sorted: &[i64]) -> Option<i64> {
    let rank = (sorted.len() * 9).div_ceil(10);
    sorted.get(rank.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_are_rounded_to_the_nearest_thousandth() {
        assert_eq!(permille(0, 0), None);
        assert_eq!(permille(0, 7), Some(0));
        assert_eq!(permille(1, 3), Some(333));
        assert_eq!(permille(2, 3), Some(667));
        assert_eq!(permille(1, 2_000), Some(1));
        assert_eq!(permille(7, 7), Some(1_000));
        assert_eq!(permille(u64::MAX, 1), Some(u32::MAX));
    }

    #[test]
    fn medians_and_ninth_tenths_are_of_what_is_there() {
        assert_eq!((median(&[]), ninth_tenth(&[])), (None, None));
        assert_eq!((median(&[4]), ninth_tenth(&[4])), (Some(4), Some(4)));
        assert_eq!(median(&[1, 2, 10]), Some(2));
        assert_eq!(median(&[1, 2, 4, 10]), Some(3));
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!(ninth_tenth(&ten), Some(9));
        let eleven: Vec<i64> = (1..=11).collect();
        assert_eq!(ninth_tenth(&eleven), Some(10));
    }

    proptest! {
        #[test]
        fn nine_of_ten_are_at_most_the_ninth_tenth(mut of in prop::collection::vec(0_i64..10_000, 1..200)) {
            of.sort_unstable();
            let (middle, most) = (median(&of).unwrap(), ninth_tenth(&of).unwrap());
            prop_assert!(middle <= most);
            let within = of.iter().filter(|one| **one <= most).count();
            prop_assert!(within * 10 >= of.len() * 9);
            let fewer = of.iter().filter(|one| **one < most).count();
            prop_assert!(fewer * 10 < of.len() * 9);
        }
    }
}
