#![allow(clippy::unwrap_used)]

use EquationSex::{Female, Male};

use super::*;

fn years(number: Decimal) -> AgeYears {
    AgeYears::new(number).unwrap()
}

fn kg(number: Decimal) -> WeightKg {
    WeightKg::new(number).unwrap()
}

fn cm(number: Decimal) -> HeightCm {
    HeightCm::new(number).unwrap()
}

#[test]
fn equations_of_adults_are_refused_for_children() {
    for equation in [mifflin_st_jeor, harris_benedict, roza_shizgal] {
        let energy = |age| equation(Female, years(age), kg(dec!(48)), cm(dec!(158)));
        assert!(matches!(
            energy(dec!(17.99)),
            Err(NutritionProblem::AgeOutside { .. })
        ));
        assert!(energy(dec!(18)).is_ok());
    }
}

#[test]
fn equations_in_bands_say_the_ages_that_they_are_for() {
    let refusal =
        schofield_child_kcal(Male, years(dec!(18)), kg(dec!(60)), cm(dec!(170))).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "Schofield's equation for children with height in kcal is for ages from 0 to under 18 years. At another age \
         its result would be wrong. Use Schofield's equation for adults."
    );
    let refusal = henry_from_sixty(Female, years(dec!(59.99)), kg(dec!(60))).unwrap_err();
    assert!(
        refusal.to_string().contains("is for ages from 60 years."),
        "{refusal}"
    );
}

#[test]
fn boys_of_the_misprinted_band_are_computed_by_weight() {
    let by_height =
        |sex, age| henry_by_height(sex, years(age), kg(dec!(20)), cm(dec!(116))).unwrap();
    let boy = by_height(Male, dec!(5));
    assert_eq!(boy.value, dec!(980));
    assert_eq!(boy.caveats, [Caveat::HeightLeftOut]);
    assert_eq!(by_height(Male, dec!(9.99)).caveats, [Caveat::HeightLeftOut]);
    for (sex, age) in [(Female, dec!(5)), (Male, dec!(2.99)), (Male, dec!(10))] {
        assert_eq!(by_height(sex, age).caveats, [], "{sex:?} {age}");
    }
}

#[test]
fn an_age_outside_of_the_sample_has_a_caveat() {
    let caveats = |age| {
        let computed = mifflin_st_jeor(Male, years(age), kg(dec!(70)), cm(dec!(175)));
        computed.unwrap().caveats
    };
    assert_eq!(caveats(dec!(18)), [Caveat::OutsideOfSample]);
    assert_eq!(caveats(dec!(19)), []);
    assert_eq!(caveats(dec!(78)), []);
    assert_eq!(caveats(dec!(79)), [Caveat::OutsideOfSample]);
}

#[test]
fn no_energy_is_at_or_below_zero() {
    let tiny = schofield_by_weight_kcal(Male, years(dec!(0)), kg(dec!(0.3)));
    assert_eq!(tiny, Err(NutritionProblem::NotPositive));
}

#[test]
fn every_age_has_a_line_in_both_sexes() {
    for months in 0..=1200 {
        let age = years(Decimal::from(months) / dec!(12));
        for sex in [Male, Female] {
            for equation in [
                schofield_by_weight_kcal,
                schofield_by_weight_mj,
                fao_who_unu_1985,
                fao_who_unu_2004,
                henry_by_weight,
            ] {
                assert!(equation(sex, age, kg(dec!(50))).is_ok(), "{sex:?} {age:?}");
            }
            for equation in [schofield_by_height_mj, henry_by_height] {
                assert!(
                    equation(sex, age, kg(dec!(50)), cm(dec!(150))).is_ok(),
                    "{sex:?} {age:?}"
                );
            }
        }
    }
}

#[test]
fn energy_grows_with_weight_at_every_age() {
    for age in [
        dec!(0.5),
        dec!(5),
        dec!(12),
        dec!(25),
        dec!(45),
        dec!(65),
        dec!(75),
    ] {
        for sex in [Male, Female] {
            let mut last = [Decimal::MIN; 5];
            for step in 1..300 {
                let weight = kg(Decimal::from(step) * dec!(0.5) + dec!(3));
                let energies = [
                    schofield_by_weight_kcal(sex, years(age), weight)
                        .unwrap()
                        .value,
                    schofield_by_weight_mj(sex, years(age), weight)
                        .unwrap()
                        .value,
                    fao_who_unu_1985(sex, years(age), weight).unwrap().value,
                    henry_by_weight(sex, years(age), weight).unwrap().value,
                    henry_by_height(sex, years(age), weight, cm(dec!(150)))
                        .unwrap()
                        .value,
                ];
                for (energy, last) in energies.iter().zip(&mut last) {
                    assert!(energy > last, "{sex:?} {age} {weight:?}");
                    *last = *energy;
                }
            }
        }
    }
}

#[test]
fn kilocalories_and_megajoules_of_schofield_agree() {
    let kcal_a_mj = dec!(1000) / crate::nutrition::quantities::KJ_A_KCAL;
    for age in [dec!(0.5), dec!(5), dec!(12), dec!(25), dec!(45), dec!(65)] {
        for sex in [Male, Female] {
            let kcal = schofield_by_weight_kcal(sex, years(age), kg(dec!(40)))
                .unwrap()
                .value;
            let mj = schofield_by_weight_mj(sex, years(age), kg(dec!(40)))
                .unwrap()
                .value;
            let difference = (kcal - mj * kcal_a_mj).abs();
            assert!(difference < dec!(12), "{sex:?} {age}: {difference}");
        }
    }
}

#[test]
fn levels_of_activity_have_one_class_each() {
    for (level, class) in [
        (dec!(0.99), None),
        (dec!(1.0), Some(PalClass::Sedentary)),
        (dec!(1.39), Some(PalClass::Sedentary)),
        (dec!(1.4), Some(PalClass::LowActive)),
        (dec!(1.6), Some(PalClass::Active)),
        (dec!(1.9), Some(PalClass::VeryActive)),
        (dec!(2.49), Some(PalClass::VeryActive)),
        (dec!(2.5), None),
    ] {
        assert_eq!(PalClass::of(level), class, "{level}");
    }
}

#[test]
fn total_energy_is_rest_times_activity_times_stress() {
    let resting = EnergyKcal::new(dec!(1500)).unwrap();
    let activity = ActivityFactor::new(dec!(1.2)).unwrap();
    let stress = StressFactor::new(dec!(1.25)).unwrap();
    assert_eq!(total(resting, activity, stress).value, dec!(2250));
    let factors = TdeeActivity::ALL.map(TdeeActivity::factor);
    assert!(factors.is_sorted());
    assert_eq!(
        by_tdee_activity(resting, TdeeActivity::Light).value,
        dec!(2062.5)
    );
}
