//! The same numbers on every machine.

/// Splitmix64 (Steele, Lea, Flood, OOPSLA 2014): small, and good enough to invent a clinic. Not for keys.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `from` up to and without `to`.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = to.abs_diff(from).max(1);
        let step =
            i64::try_from(self.next() % width).expect("less than the distance of two numbers");
        from + step
    }

    pub fn one_in(&mut self, number: i64) -> bool {
        self.between(0, number) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_sequence() {
        // the reference implementation by Vigna with seed 1234567
        let mut dice = Dice::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| dice.next()).collect();
        assert_eq!(
            first,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn dice_stay_on_the_table() {
        let mut dice = Dice::new(1);
        assert!((0..1000).all(|_| (-3..4).contains(&dice.between(-3, 4))));
    }
}
