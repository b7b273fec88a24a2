//! A worse answer never makes a better score.
//!
//! Which inputs are ordered: MUST by BMI, loss and acute disease; MST by the kilograms lost and appetite ("unsure" is
//! no amount); NRS-2002 by loss, the time within which it was lost, BMI of a person in impaired condition, intake,
//! disease and age; MNA-SF by all of its answers (a loss that is not known lies between its neighbours by the points of
//! the tool) and the calf where there is no BMI. Of the MNA-SF more points are better.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::score;
use super::screened::ScreeningScore;

fn points(tool: &str, inputs: &str) -> u8 {
    match score(tool, inputs)
        .unwrap_or_else(|refusal| panic!("{inputs}: {refusal}"))
        .score
    {
        ScreeningScore::Points(points) => points,
        ScreeningScore::Criteria { .. } => panic!("{tool} has points"),
    }
}

fn tenths(number: u32) -> Decimal {
    Decimal::new(number.into(), 1)
}

fn yes(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

fn must((bmi, loss, acute): (u32, u32, bool)) -> u8 {
    let (bmi, loss, acute) = (tenths(bmi), tenths(loss), yes(acute));
    let inputs = format!("bmi={bmi}; weight_loss_pct={loss}; acute_no_intake_over_5d={acute}");
    points("MUST", &inputs)
}

fn mst((lost_kg, poor_appetite): (u32, bool)) -> u8 {
    let lost = match lost_kg {
        0 => "lost_weight=no".to_owned(),
        kg => format!("lost_weight=yes; lost_kg={kg}"),
    };
    points(
        "MST",
        &format!("{lost}; poor_appetite={}", yes(poor_appetite)),
    )
}

#[derive(Debug, Clone, Copy)]
struct Nrs {
    loss: u32,
    within: u32,
    bmi: u32,
    intake: u32,
    disease: u32,
    age: u32,
}

fn nrs(of: Nrs) -> u8 {
    let (loss, within, bmi) = (tenths(of.loss), tenths(of.within), tenths(of.bmi));
    points(
        "NRS-2002",
        &format!(
            "weight_loss_pct={loss}; loss_within_months={within}; bmi={bmi}; impaired_general_condition=yes; \
             intake_pct={}; disease_severity={}; age_y={}",
            of.intake, of.disease, of.age
        ),
    )
}

/// The answers of the MNA-SF in the order of the form; the last is the size in tenths.
fn mna_sf(of: [u32; 5], size: &str, tenth: u32) -> u8 {
    let [intake, loss, mobility, stress, neuro] = of;
    let inputs = format!(
        "a_intake={intake}; b_weight_loss={loss}; c_mobility={mobility}; d_stress={}; e_neuro={neuro}; \
         {size}={}; age_y=70",
        stress * 2,
        tenths(tenth)
    );
    points("MNA-SF", &inputs)
}

proptest! {
    #[test]
    fn must_does_not_fall_when_an_answer_gets_worse(
        bmi in 120_u32..400, loss in 0_u32..400, acute: bool, thinner in 0_u32..60, more in 0_u32..100,
    ) {
        let score = must((bmi, loss, acute));
        prop_assert!(must((bmi - thinner, loss, acute)) >= score);
        prop_assert!(must((bmi, loss + more, acute)) >= score);
        prop_assert!(must((bmi, loss, true)) >= score);
    }

    #[test]
    fn mst_does_not_fall_when_an_answer_gets_worse(kg in 0_u32..40, poor: bool, more in 0_u32..20) {
        let score = mst((kg, poor));
        prop_assert!(mst((kg + more, poor)) >= score);
        prop_assert!(mst((kg, true)) >= score);
    }

    #[test]
    fn nrs_2002_does_not_fall_when_an_answer_gets_worse(
        loss in 0_u32..300, within in 5_u32..=30, bmi in 120_u32..350, intake in 0_u32..=120, disease in 0_u32..=3,
        age in 18_u32..=95, by in 0_u32..100,
    ) {
        let of = Nrs { loss, within, bmi, intake, disease, age };
        let score = nrs(of);
        let worse = [
            Nrs { loss: loss + by, ..of },
            Nrs { within: within.saturating_sub(by).max(5), ..of },
            Nrs { bmi: bmi.saturating_sub(by).max(100), ..of },
            Nrs { intake: intake.saturating_sub(by), ..of },
            Nrs { disease: (disease + by).min(3), ..of },
            Nrs { age: (age + by).min(110), ..of },
        ];
        for worse in worse {
            prop_assert!(nrs(worse) >= score, "{of:?} {worse:?}");
        }
    }

    #[test]
    fn mna_sf_does_not_rise_when_an_answer_gets_worse(
        answers in (0_u32..=2, 0_u32..=3, 0_u32..=2, 0_u32..=1, 0_u32..=2), bmi in 120_u32..350, calf in 200_u32..450,
        by in 1_u32..60,
    ) {
        let (a, b, c, d, e) = answers;
        let of = [a, b, c, d, e];
        for (size, tenth) in [("bmi", bmi), ("calf_cm", calf)] {
            let score = mna_sf(of, size, tenth);
            prop_assert!(mna_sf(of, size, tenth - by) <= score);
            for index in 0..of.len() {
                let mut worse = of;
                worse[index] = worse[index].saturating_sub(1);
                prop_assert!(mna_sf(worse, size, tenth) <= score, "{of:?} {index}");
            }
        }
    }
}
