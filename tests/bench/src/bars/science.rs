//! Growth and energy against the arithmetic that they consist of.

use std::hint::black_box;

use clinic::growth_references::{Child, Reference, scores};
use clinic::nutrition::EquationSex;
use clinic::nutrition::energy::mifflin_st_jeor;
use clinic::nutrition::quantities::{AgeYears, HeightCm, Ranged, WeightKg};
use rust_decimal::{Decimal, dec};

use crate::figures::Figures;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome};

const ROUNDS: usize = 51;
const CASES: u32 = 10_000;
/// L, M and S of the weight of girls of 1,000 days (WHO): the bare arithmetic looks nothing up.
const LMS: (f64, f64, f64) = (-0.3386, 13.3049, 0.12698);

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let rounds = bench.rounds(ROUNDS);
    let (mut ours, mut floor) = (Figures::default(), Figures::default());
    for _ in 0..rounds {
        ours.time(|| each(score));
        floor.time(|| each(z));
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

fn each<T>(compute: fn(u32) -> T) {
    for case in 0..CASES {
        black_box(compute(black_box(case)));
    }
}

fn weight_kg(case: u32) -> f64 {
    9.0 + f64::from(case % 1_000) / 100.0
}

fn score(case: u32) -> Option<f64> {
    let child = Child {
        sex: EquationSex::Female,
        age_days: Some(f64::from(case % 1_800)),
        weight_kg: Some(weight_kg(case)),
        length_height_cm: None,
        measured: None,
        has_oedema: false,
        head_cm: None,
        arm_cm: None,
        triceps_mm: None,
        subscapular_mm: None,
    };
    scores(Reference::Who0To5, &child)[0].map(|score| score.z)
}

fn z(case: u32) -> f64 {
    let (l, m, s) = LMS;
    ((weight_kg(case) / m).powf(l) - 1.0) / (l * s)
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
