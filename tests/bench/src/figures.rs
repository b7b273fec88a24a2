//! Many times of one thing, and how they are summed up.

use std::time::{Duration, Instant};

/// What a bar and its parts return.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// One value a round, in the unit of its line.
#[derive(Debug, Clone, Default)]
pub struct Figures(Vec<f64>);

impl Figures {
    pub fn one(value: f64) -> Self {
        Self(vec![value])
    }

    pub fn take(&mut self, value: f64) {
        self.0.push(value);
    }

    pub fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = work();
        self.duration(started.elapsed());
        done
    }

    pub fn duration(&mut self, took: Duration) {
        self.take(took.as_secs_f64());
    }

    /// The value that so many of a hundred do not exceed.
    pub fn at(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        sorted
            .get(last * percent / 100)
            .copied()
            .unwrap_or(f64::NAN)
    }
}

impl FromIterator<f64> for Figures {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_in_the_middle_and_a_percentile_near_its_end() {
        let figures: Figures = (1..=101).rev().map(f64::from).collect();
        assert_eq!(figures.at(50), 51.0);
        assert_eq!(figures.at(95), 96.0);
        assert!(Figures::default().at(50).is_nan());
    }
}
