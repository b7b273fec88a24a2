#![allow(clippy::unwrap_used)]

use EquationSex::{Female, Male};

use super::*;

fn years(number: Decimal) -> AgeYears {
    AgeYears::new(number).unwrap()
}

fn child(sex: EquationSex, age: Decimal) -> Result<Computed, NutritionProblem> {
    let (weight, height) = (
        WeightKg::new(dec!(30)).unwrap(),
        HeightCm::new(dec!(135)).unwrap(),
    );
    child_2023(sex, years(age), weight, height, Activity2023::Active)
}

#[test]
fn each_equation_has_its_ages() {
    let (weight, height) = (
        WeightKg::new(dec!(30)).unwrap(),
        HeightCm::new(dec!(135)).unwrap(),
    );
    for (age, is_infant, is_child, is_adult) in [
        (dec!(0), true, false, false),
        (dec!(2.999), true, false, false),
        (dec!(3), false, true, false),
        (dec!(18.999), false, true, false),
        (dec!(19), false, false, true),
        (dec!(100), false, false, true),
    ] {
        let age = years(age);
        for sex in [Male, Female] {
            let adults = [
                adult_2005(sex, age, weight, height, Activity2005::Active),
                adult_2023(sex, age, weight, height, Activity2023::Active),
            ];
            assert!(
                adults.iter().all(|energy| energy.is_ok() == is_adult),
                "{adults:?}"
            );
            let children = [
                child_2005(sex, age, weight, height, Activity2005::Active),
                child_2023(sex, age, weight, height, Activity2023::Active),
            ];
            assert!(
                children.iter().all(|energy| energy.is_ok() == is_child),
                "{children:?}"
            );
            assert_eq!(
                infant_2023(sex, age, weight, height).is_ok(),
                is_infant,
                "{age:?}"
            );
        }
    }
}

#[test]
fn growth_changes_on_the_birthday() {
    for (sex, birthday, step) in [
        (Male, 4, dec!(-5)),
        (Male, 9, dec!(10)),
        (Male, 14, dec!(-5)),
        (Female, 9, dec!(15)),
        (Female, 14, dec!(-10)),
    ] {
        let (before, on) = (
            Decimal::from(birthday) - dec!(0.001),
            Decimal::from(birthday),
        );
        let difference = child(sex, on).unwrap().value - child(sex, before).unwrap().value;
        assert!(
            (difference - step).abs() < dec!(0.1),
            "{sex:?} {birthday}: {difference}"
        );
    }
}

#[test]
fn infants_are_counted_in_completed_months() {
    let weight = WeightKg::new(dec!(10)).unwrap();
    let energy =
        |months| infant_2005(AgeMonths::new(months).unwrap(), weight).map(|energy| energy.value);
    for (months, kcal) in [
        (dec!(0), 965),
        (dec!(3.99), 965),
        (dec!(4), 846),
        (dec!(6.99), 846),
        (dec!(7), 812),
        (dec!(12.99), 812),
        (dec!(13), 810),
        (dec!(35.99), 810),
    ] {
        assert_eq!(energy(months), Ok(Decimal::from(kcal)), "{months}");
    }
    assert!(matches!(
        energy(dec!(36)),
        Err(NutritionProblem::AgeOutside { .. })
    ));
}

#[test]
fn the_first_trimester_has_no_equation_of_its_own() {
    let (weight, height) = (
        WeightKg::new(dec!(60)).unwrap(),
        HeightCm::new(dec!(165)).unwrap(),
    );
    let energy = |weeks, class| {
        let gestation = GestationWeeks::new(weeks).unwrap();
        pregnancy_2023(
            years(dec!(30)),
            weight,
            height,
            gestation,
            Activity2023::Active,
            class,
        )
    };
    let normal = PrepregnancyClass::Normal;
    assert!(matches!(
        energy(dec!(13.9), normal),
        Err(NutritionProblem::GestationOutside { .. })
    ));
    assert!(matches!(
        energy(dec!(44.1), normal),
        Err(NutritionProblem::GestationOutside { .. })
    ));
    let at = |class| energy(dec!(20), class).unwrap().value;
    assert_eq!(at(normal) - at(PrepregnancyClass::Obese), dec!(250));
    assert_eq!(
        at(PrepregnancyClass::Underweight) - at(PrepregnancyClass::Overweight),
        dec!(150)
    );
    assert_eq!(
        energy(dec!(21), normal).unwrap().value - at(normal),
        dec!(9.16)
    );
}

#[test]
fn who_is_too_young_to_breastfeed_is_refused() {
    let (weight, height) = (
        WeightKg::new(dec!(60)).unwrap(),
        HeightCm::new(dec!(165)).unwrap(),
    );
    let energy = |age| {
        lactation_2023(
            years(age),
            weight,
            height,
            Activity2023::Active,
            Lactation::Partial,
        )
    };
    assert!(matches!(
        energy(dec!(9.9)),
        Err(NutritionProblem::AgeOutside { .. })
    ));
    assert!(matches!(
        energy(dec!(61)),
        Err(NutritionProblem::AgeOutside { .. })
    ));
    assert!(energy(dec!(16)).is_ok());
}

#[test]
fn each_level_of_2005_has_its_coefficient_in_each_equation() {
    // by hand: 60 kg, 160 cm; 40 years and 15 years
    type Equation = fn(
        EquationSex,
        AgeYears,
        WeightKg,
        HeightCm,
        Activity2005,
    ) -> Result<Computed, NutritionProblem>;
    let (weight, height) = (
        WeightKg::new(dec!(60)).unwrap(),
        HeightCm::new(dec!(160)).unwrap(),
    );
    let levels = [
        Activity2005::Sedentary,
        Activity2005::LowActive,
        Activity2005::Active,
        Activity2005::VeryActive,
    ];
    let cases: [(Equation, EquationSex, Decimal, [Decimal; 4]); 4] = [
        (
            adult_2005,
            Male,
            dec!(40),
            [
                dec!(2098.76),
                dec!(2298.7356),
                dec!(2553.25),
                dec!(2971.3808),
            ],
        ),
        (
            adult_2005,
            Female,
            dec!(40),
            [dec!(1800.8), dec!(2007.584), dec!(2266.064), dec!(2576.24)],
        ),
        (
            child_2005,
            Male,
            dec!(15),
            [dec!(2231.8), dec!(2627.884), dec!(3023.968), dec!(3511.456)],
        ),
        (
            child_2005,
            Female,
            dec!(15),
            [dec!(1792.7), dec!(2127.804), dec!(2441.964), dec!(2965.564)],
        ),
    ];
    for (equation, sex, age, expected) in cases {
        let energies = levels.map(|level| {
            equation(sex, years(age), weight, height, level)
                .unwrap()
                .value
        });
        assert_eq!(energies, expected, "{sex:?} {age}");
    }
}

#[test]
fn newborns_grow_fastest() {
    // by hand: 4 kg, 53 cm, a tenth of a year
    let (weight, height) = (
        WeightKg::new(dec!(4)).unwrap(),
        HeightCm::new(dec!(53)).unwrap(),
    );
    let energy = |sex, age| infant_2023(sex, years(age), weight, height).unwrap().value;
    assert_eq!(energy(Male, dec!(0.1)), dec!(488.15));
    assert_eq!(energy(Female, dec!(0.1)), dec!(475.90));
    let fall =
        |sex, birthday: Decimal| energy(sex, birthday - dec!(0.0001)) - energy(sex, birthday);
    for (sex, birthday, less_kcal) in [
        (Male, dec!(0.25), dec!(150)),
        (Male, dec!(0.5), dec!(30)),
        (Female, dec!(0.25), dec!(120)),
        (Female, dec!(0.5), dec!(40)),
        (Female, dec!(1), dec!(5)),
    ] {
        assert!(
            (fall(sex, birthday) - less_kcal).abs() < dec!(0.1),
            "{sex:?} {birthday}"
        );
    }
}
