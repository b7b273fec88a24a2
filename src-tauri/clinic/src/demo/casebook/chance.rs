//! Draws from random distributions.

use crate::demo::casebook::book::Spread;
use crate::demo::plan::Dice;

/// Returns the seed of one of many that share one.
pub fn mixed(seed: u64, number: u64) -> u64 {
    seed.rotate_left(17) ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Returns a number of the standard normal distribution, as the sum of twelve (Irwin and Hall): none beyond six.
pub fn standard(dice: &mut Dice) -> f64 {
    (0..12).map(|_| dice.unit()).sum::<f64>() - 6.0
}

/// Returns a number of a normal distribution, at most so many standard deviations away.
pub fn normal(dice: &mut Dice, mean: f64, sd: f64, at_most: f64) -> f64 {
    mean + sd * standard(dice).clamp(-at_most, at_most)
}

/// Returns a number of a distribution that is cut: what lies outside is drawn again.
pub fn within(dice: &mut Dice, spread: &Spread) -> f64 {
    let draws = std::iter::repeat_with(|| normal(dice, spread.mean, spread.sd, 6.0));
    let inside = |value: &f64| (spread.min..=spread.max).contains(value);
    draws
        .take(100)
        .find(inside)
        .unwrap_or(spread.mean.clamp(spread.min, spread.max))
}

pub fn uniform(dice: &mut Dice, from: f64, to: f64) -> f64 {
    from + (to - from) * dice.unit()
}

pub fn happens(dice: &mut Dice, chance: f64) -> bool {
    dice.unit() < chance
}

/// Returns one by weights, which need not add up to one.
pub fn weighed<T>(dice: &mut Dice, of: impl IntoIterator<Item = (T, f64)>) -> Option<T> {
    let all: Vec<(T, f64)> = of.into_iter().collect();
    let mut left = dice.unit() * all.iter().map(|(_, weight)| weight).sum::<f64>();
    let mut last = None;
    for (one, weight) in all {
        if left < weight {
            return Some(one);
        }
        left -= weight;
        last = Some(one);
    }
    last
}

pub fn one_of<'a, T>(dice: &mut Dice, of: &'a [T]) -> Option<&'a T> {
    let at = usize::try_from(dice.between(0, i64::try_from(of.len()).ok()?)).ok()?;
    of.get(at)
}

/// Returns a number with so many decimals.
pub fn rounded(value: f64, decimals: usize) -> f64 {
    let scale = 10_f64.powi(i32::try_from(decimals).unwrap_or(0));
    (value * scale).round() / scale
}
