//! Growth and energy against the arithmetic that they consist of.

use std::hint::black_box;

use clinic::growth_references::{Child, DAYS_A_MONTH, Indicator, Reference, scores, value_at};
use clinic::nutrition::EquationSex;
use clinic::nutrition::energy::mifflin_st_jeor;
use clinic::nutrition::quantities::{AgeYears, HeightCm, Ranged, WeightKg};
use rust_decimal::{Decimal, dec};

use crate::figures::Figures;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome};

const ROUNDS: usize = 51;
const CASES: u32 = 10_000;
const AGES_DAYS: u32 = 1_800;
/// The children weigh between these shares of the median of their age, so that their scores lie within three standard
/// deviations, as those of nearly all children do. There a score is one power; beyond, it is three by its definition.
const SHARES_OF_MEDIAN: (f64, f64) = (0.8, 1.25);
/// L, M and S of the weight of girls of 1,000 days (WHO): the bare arithmetic looks nothing up.
const LMS: (f64, f64, f64) = (-0.3386, 13.3049, 0.12698);

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let rounds = bench.rounds(ROUNDS);
    // both sides read the same weights
    let weights_kg: Vec<f64> = (0..CASES)
        .map(|case| weight_kg(case).ok_or("the reference has no weight at an age"))
        .collect::<Result<_, _>>()?;
    let weight_kg = |case: u32| weights_kg[case as usize];
    let (mut ours, mut floor) = (Figures::default(), Figures::default());
    for _ in 0..rounds {
        ours.time(|| each(|case| score(case, weight_kg(case))));
        floor.time(|| each(|case| z(weight_kg(case))));
    }
    let line = Line::times("science: 10,000 z-scores", ours, Bar::AtMost(3.0));
    bench.line(line.against("the power, from one L, M and S", floor));
    let (mut ours, mut floor) = (Figures::default(), Figures::default());
    for _ in 0..rounds {
        ours.time(|| each(energy));
        floor.time(|| each(sum));
    }
    let line = Line::times("science: 10,000 energy estimates", ours, Bar::AtMost(3.0));
    bench.line(line.against("the sum, in the same decimals", floor));
    Ok(())
}

fn each<T>(compute: impl Fn(u32) -> T) {
    for case in 0..CASES {
        black_box(compute(black_box(case)));
    }
}

fn age_days(case: u32) -> f64 {
    f64::from(case % AGES_DAYS)
}

/// Returns a weight that a girl of this age may have.
fn weight_kg(case: u32) -> Option<f64> {
    let months = age_days(case) / DAYS_A_MONTH;
    let (sex, indicator) = (EquationSex::Female, Indicator::WeightForAge);
    let median_kg = value_at(Reference::Who0To5, indicator, sex, months, 0.0)?;
    let (least, most) = SHARES_OF_MEDIAN;
    let share = f64::from(case % 97) / 96.0;
    Some(median_kg * (least + share * (most - least)))
}

fn score(case: u32, weight_kg: f64) -> Option<f64> {
    let child = Child {
        weight_kg: Some(weight_kg),
        ..Child::unmeasured(EquationSex::Female, Some(age_days(case)))
    };
    scores(Reference::Who0To5, &child)[0].map(|score| score.z)
}

fn z(weight_kg: f64) -> f64 {
    let (l, m, s) = LMS;
    ((weight_kg / m).powf(l) - 1.0) / (l * s)
}

fn adult(case: u32) -> (Decimal, Decimal, Decimal) {
    let age = Decimal::from(20 + case % 60);
    let weight = Decimal::new(500 + i64::from(case % 700), 1);
    (age, weight, Decimal::from(150 + case % 45))
}

fn energy(case: u32) -> Option<Decimal> {
    let (age, weight, height) = adult(case);
    let (age, weight) = (AgeYears::new(age).ok()?, WeightKg::new(weight).ok()?);
    let height = HeightCm::new(height).ok()?;
    let energy = mifflin_st_jeor(EquationSex::Female, age, weight, height);
    energy.ok().map(|energy| energy.value)
}

fn sum(case: u32) -> Decimal {
    let (age, weight, height) = adult(case);
    dec!(10) * weight + dec!(6.25) * height - dec!(5) * age - dec!(161)
}
