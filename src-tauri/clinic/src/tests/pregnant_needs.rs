//! The needs of a patient for whom the chart has a pregnancy or breastfeeding.
#![allow(clippy::unwrap_used)]

use chrono::Days;
use sync_contract::field::Time;

use crate::energy_estimates::form::start;
use crate::energy_estimates::record::{consider, record};
use crate::energy_estimates::{Considered, EnergyMethod, RowReason, WarningKind};
use crate::pregnancies::course::PregnancyState;
use crate::pregnancies::{PregnancyForm, PregnancyOutcome};
use crate::testing::clinic;
use crate::tests::energy_estimates::{DAY_US, estimate, measured};
use crate::view::{At, Day, Id};
use crate::{Clinic, pregnancies};

const DAY_S: i64 = 86_400;
const ACTIVE: (&str, &str) = ("activity_2023", "active");
const LIGHT: (&str, &str) = ("activity", "light");

/// A pregnancy of 31 weeks and 1 day.
fn add_pregnancy(clinic: &mut Clinic, patient: &Id, weight_before: &str) {
    let today = clinic.today().unwrap();
    let form = PregnancyForm {
        due_date: Some(Day::of(today + Days::new(280 - 218))),
        weight_before: weight_before.into(),
        ended_on: None,
        outcome: None,
        breastfeeding_until: None,
    };
    pregnancies::add(clinic, patient, &form).unwrap();
}

/// A child that was born on its due date and is breastfed for two years.
fn add_birth(clinic: &mut Clinic, patient: &Id, days_ago: u64) {
    let today = clinic.today().unwrap();
    let born = Some(Day::of(today - Days::new(days_ago)));
    let form = PregnancyForm {
        due_date: born.clone(),
        weight_before: "60 kg".into(),
        ended_on: born,
        outcome: Some(PregnancyOutcome::LiveBirth),
        breastfeeding_until: Some(Day::of(today + Days::new(730 - days_ago))),
    };
    pregnancies::add(clinic, patient, &form).unwrap();
}

fn of(clinic: &Clinic, patient: &Id, method: EnergyMethod, pairs: &[(&str, &str)]) -> Considered {
    consider(clinic, &estimate(patient, method, pairs)).unwrap()
}

fn warns(considered: &Considered, kind: WarningKind) -> bool {
    considered.warnings.iter().any(|of| of.kind == kind)
}

#[test]
fn a_pregnancy_of_the_chart_counts_where_the_inputs_leave_it_out() {
    let (machine, _) = clinic();
    let (mut diet, mary) = measured(&machine);
    let method = EnergyMethod::Eer2023;
    let before = of(&diet, &mary, method, &[ACTIVE]);
    assert_eq!(before.warnings, []);
    let by_hand = [
        ACTIVE,
        ("gestation_weeks", "31"),
        ("prepregnancy_class", "normal"),
    ];
    let by_hand = of(&diet, &mary, method, &by_hand).result;
    add_pregnancy(&mut diet, &mary, "60 kg");
    let pregnant = of(&diet, &mary, method, &[ACTIVE]);
    assert!(pregnant.result.is_some() && pregnant.result != before.result);
    assert_eq!((&pregnant.result, pregnant.warnings), (&by_hand, vec![]));
    let other = of(&diet, &mary, EnergyMethod::MifflinStJeor, &[LIGHT]);
    assert!(warns(&other, WarningKind::NotForPregnancy));
    // a person may say that there is none, and is told what the chart has
    let denied = of(&diet, &mary, method, &[ACTIVE, ("gestation_weeks", "")]);
    assert_eq!(denied.result, before.result);
    assert!(warns(&denied, WarningKind::PregnancyNotCounted));
    let begun = start(&diet, &mary, None).unwrap();
    assert_eq!(begun.inputs["gestation_weeks"], "31");
    assert_eq!(begun.inputs["prepregnancy_class"], "normal");
    let known = begun.pregnancy.unwrap();
    assert_eq!(known.state, PregnancyState::Pregnant);
    assert_eq!(known.age.unwrap().to_string(), "31+1");
    let recorded = record(&mut diet, &estimate(&mary, method, &[ACTIVE])).unwrap();
    assert_eq!(recorded.inputs["gestation_weeks"], "31");
    // a correction of an estimate without it begins without it
    let none = [ACTIVE, ("gestation_weeks", "")];
    let without = record(&mut diet, &estimate(&mary, method, &none)).unwrap();
    let correction = start(&diet, &mary, Some(&without.id)).unwrap();
    assert_eq!(correction.inputs["gestation_weeks"], "");
    assert_eq!(correction.inputs["lactation"], "");
}

#[test]
fn a_pregnancy_without_the_weight_before_is_warned_of() {
    let (machine, _) = clinic();
    let (mut diet, mary) = measured(&machine);
    add_pregnancy(&mut diet, &mary, "");
    let eer = of(&diet, &mary, EnergyMethod::Eer2023, &[ACTIVE]);
    assert_eq!(eer.reason, Some(RowReason::NeedsPrepregnancyClass));
    assert!(warns(&eer, WarningKind::PregnancyNotCounted));
    let other = of(&diet, &mary, EnergyMethod::MifflinStJeor, &[LIGHT]);
    assert!(other.result.is_some());
    assert!(warns(&other, WarningKind::NotForPregnancy));
    let chosen = [ACTIVE, ("prepregnancy_class", "obese")];
    let chosen = of(&diet, &mary, EnergyMethod::Eer2023, &chosen);
    assert!(chosen.result.is_some());
    assert_eq!(chosen.warnings, []);
}

#[test]
fn breastfeeding_of_the_chart_counts_for_a_year() {
    let (machine, _) = clinic();
    let (mut diet, mary) = measured(&machine);
    let method = EnergyMethod::Eer2023;
    let without = of(&diet, &mary, method, &[ACTIVE]).result;
    let by_hand = [ACTIVE, ("lactation", "exclusive_0_6")];
    let by_hand = of(&diet, &mary, method, &by_hand).result;
    assert_ne!(by_hand, without);
    add_birth(&mut diet, &mary, 30);
    let early = of(&diet, &mary, method, &[ACTIVE]);
    assert_eq!((early.result, early.warnings), (by_hand, vec![]));
    let other = of(&diet, &mary, EnergyMethod::MifflinStJeor, &[LIGHT]);
    assert!(warns(&other, WarningKind::NotForPregnancy));
    machine.clock.advance_s(190 * DAY_S);
    let months = |clinic: &Clinic| {
        start(clinic, &mary, None)
            .unwrap()
            .inputs
            .remove("lactation")
    };
    assert_eq!(months(&diet).as_deref(), Some("partial_7_12"));
    machine.clock.advance_s(190 * DAY_S);
    assert_eq!(months(&diet), None);
    let late = of(&diet, &mary, method, &[ACTIVE]);
    assert!(late.result.is_some());
    assert!(warns(&late, WarningKind::PregnancyNotCounted));
}

#[test]
fn an_estimate_of_an_earlier_day_has_the_pregnancy_of_then() {
    let (machine, _) = clinic();
    let (mut diet, mary) = measured(&machine);
    add_birth(&mut diet, &mary, 30);
    for (days, expected) in [(40, Some("38")), (20, None), (320, None)] {
        let pairs = [("weight_kg", "70"), LIGHT];
        let mut form = estimate(&mary, EnergyMethod::MifflinStJeor, &pairs);
        form.estimated_at = Some(At::of(Time(machine.now().0 - days * DAY_US)));
        let recorded = record(&mut diet, &form).unwrap();
        let weeks = recorded.inputs.get("gestation_weeks").map(String::as_str);
        assert_eq!(weeks, expected, "{days}");
        let months = recorded.inputs.get("lactation").map(String::as_str);
        assert_eq!(months, Some("exclusive_0_6").filter(|_| days == 20));
    }
}
