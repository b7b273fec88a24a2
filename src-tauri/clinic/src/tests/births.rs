//! What is recorded of a child's birth and parents, and what growth and energy make of it.
#![allow(clippy::unwrap_used)]

use chrono_tz::Tz;
use sync_contract::field::Time;

use crate::clock::day_of;
use crate::energy_estimates::list::list;
use crate::energy_estimates::record::{consider, record};
use crate::energy_estimates::{EnergyMethod, NewEnergyEstimate, WarningKind};
use crate::error::{Error, Reason};
use crate::goals::{GoalForm, GoalView};
use crate::growth::{GrowthQuery, GrowthView, growth};
use crate::growth_references::Indicator;
use crate::measurements::MeasureKind;
use crate::patients::edit;
use crate::patients::merge::{MergeForm, merge, preview};
use crate::patients::view::Sex;
use crate::profile::ProfileForm;
use crate::testing::{Machine, PASSWORD, clinic, goal};
use crate::tests::energy_estimates::{DAY_US, by_kg, estimate, measure, measured, person};
use crate::timeline::{TimelineEvent, TimelineGroup, TimelineQuery};
use crate::view::{Figure, Id};
use crate::{Clinic, chart, goals, measurements, profile, timeline};

fn write(
    clinic: &mut Clinic,
    patient: &Id,
    change: impl Fn(&mut ProfileForm),
) -> Result<ProfileForm, Error> {
    let mut view = profile::show(clinic, patient.to().unwrap()).unwrap();
    let loaded = view.form.clone();
    change(&mut view.form);
    profile::edit(clinic, &loaded, &view).map(|view| view.form)
}

fn of_weight(clinic: &Clinic, patient: &Id, indicator: Indicator) -> GrowthView {
    let query = GrowthQuery {
        indicator: Some(indicator),
        reference: None,
        sex: None,
        as_z: false,
    };
    growth(clinic, patient, query).unwrap()
}

#[test]
fn gestation_and_parents_are_typed_in_any_way_and_shown_in_one() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let child = person(&mut diet, "2026-06-01", Sex::Female);
    let form = write(&mut diet, &child, |form| {
        form.gestation = "31 weeks 4 days".into();
        form.mother_height = "5'5".into();
        form.father_height = "1,785 m".into();
    })
    .unwrap();
    assert_eq!(form.gestation, "31+4");
    assert_eq!(form.mother_height, "165.1 cm");
    assert_eq!(form.father_height, "178.5 cm");
    // what was shown is what is read again
    let same = write(&mut diet, &child, |form| form.history = "Well".into()).unwrap();
    assert_eq!(
        (same.gestation, same.mother_height),
        (form.gestation, form.mother_height)
    );
    let none = write(&mut diet, &child, |form| form.gestation = String::new()).unwrap();
    assert_eq!(none.gestation, "");
}

#[test]
fn what_is_no_gestation_and_no_height_of_a_parent_is_refused_by_its_field() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let child = person(&mut diet, "2026-06-01", Sex::Female);
    type Change = fn(&mut ProfileForm, String);
    let gestation: Change = |form, text| form.gestation = text;
    let mother: Change = |form, text| form.mother_height = text;
    let father: Change = |form, text| form.father_height = text;
    for (change, text, name, why) in [
        (gestation, "early", "gestation", Reason::Malformed),
        (gestation, "50", "gestation", Reason::Impossible),
        (gestation, "31+7", "gestation", Reason::Impossible),
        (mother, "tall", "motherHeight", Reason::Malformed),
        (mother, "60 kg", "motherHeight", Reason::Unknown),
        (mother, "99 cm", "motherHeight", Reason::Impossible),
        (father, "251 cm", "fatherHeight", Reason::Impossible),
    ] {
        let refused = write(&mut diet, &child, |form| change(form, text.into()));
        let is_it = matches!(&refused, Err(Error::Invalid { field, reason }) if *field == name && *reason == why);
        assert!(is_it, "{text}: {refused:?}");
    }
    let stored = profile::show(&diet, child.to().unwrap()).unwrap().form;
    assert_eq!(stored, ProfileForm::default(), "nothing was written");
}

/// A girl of 683 days of the WHO's survey, 10.4 kg and 84.8 cm, -0.57, -0.07 and BMI -0.79; born at 30 weeks, she is as
/// old when she is 753 days.
#[test]
fn one_score_is_on_the_chart_the_page_the_list_and_the_trend() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    // 753 days before the day of the tests
    let child = person(&mut diet, &machine_day(&machine, 753), Sex::Female);
    measure(
        &machine,
        &mut diet,
        &child,
        MeasureKind::Length,
        ("84.8 cm", 0),
    );
    measure(
        &machine,
        &mut diet,
        &child,
        MeasureKind::Weight,
        ("10.4 kg", 0),
    );
    let early = of_weight(&diet, &child, Indicator::WeightForAge);
    assert!(early.points[0].z.unwrap().0 < -0.57);
    assert!(early.birth.asks_gestation);
    write(&mut diet, &child, |form| form.gestation = "30".into()).unwrap();
    for (indicator, kind, z) in [
        (Indicator::WeightForAge, MeasureKind::Weight, -0.57),
        (Indicator::LengthHeightForAge, MeasureKind::Length, -0.07),
        (Indicator::BmiForAge, MeasureKind::Bmi, -0.79),
    ] {
        let drawn = of_weight(&diet, &child, indicator).points[0].clone();
        assert_eq!(drawn.z, Some(Figure(z)), "{kind:?}");
        let trend = measurements::list::trend(&diet, &child, &kind.into()).unwrap();
        let of_trend = trend.points[0].centile.unwrap();
        assert_eq!((of_trend.indicator, of_trend.z), (indicator, Figure(z)));
        assert_eq!(Some(of_trend.centile), drawn.centile);
        assert!(of_trend.is_corrected);
        let tiles = chart::show(&mut diet, &child).unwrap().measures;
        if let Some(tile) = tiles.iter().find(|tile| tile.kind == kind) {
            assert_eq!(tile.latest.centile, Some(of_trend));
        }
        let rows = measurements::list::list(&diet, &child).unwrap();
        if let Some(row) = rows.iter().find(|row| row.kind == kind) {
            assert_eq!(row.centile, Some(of_trend));
        }
    }
}

/// A girl whose weight is 10.4 kg and who is 683 days old, as in the survey of the WHO: -0.57, the 28th centile.
#[test]
fn a_timeline_and_a_goal_have_the_centile_that_the_list_has() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let child = person(&mut diet, &machine_day(&machine, 683), Sex::Female);
    let weight = MeasureKind::Weight;
    measure(&machine, &mut diet, &child, weight, ("10.4 kg", 0));
    let listed = measurements::list::list(&diet, &child).unwrap()[0].centile;
    assert_eq!(listed.unwrap().z, Figure(-0.57));
    let query = TimelineQuery {
        patient_id: child.clone(),
        group: Some(TimelineGroup::Measures),
        after: None,
        limit: 10,
    };
    let page = timeline::list::list(&diet, &query).unwrap();
    let TimelineEvent::Measured { measures } = &page.rows[0].event else {
        panic!("{page:?}");
    };
    assert_eq!(measures[0].centile, listed);
    let form = GoalForm {
        measure: Some(weight),
        target: "10.4 kg".into(),
        due: machine_day(&machine, 0),
        ..goal("Eat more")
    };
    let aim = |goal: GoalView| goal.aim.unwrap();
    let today = aim(goals::add(&mut diet, &child, &form).unwrap());
    assert_eq!(today.latest.unwrap().centile, listed);
    assert_eq!(today.points[0].centile, listed);
    assert_eq!(
        today.target_centile, listed,
        "due today, at the same weight"
    );
    let later = GoalForm {
        due: machine_day(&machine, -365),
        ..form.clone()
    };
    let later = aim(goals::add(&mut diet, &child, &later).unwrap());
    assert!(later.target_centile.unwrap().centile < listed.unwrap().centile);
    let undated = GoalForm {
        due: String::new(),
        ..form
    };
    let undated = aim(goals::add(&mut diet, &child, &undated).unwrap());
    assert_eq!(
        undated.target_centile, None,
        "without a day there is no age"
    );
}

fn machine_day(machine: &Machine, days_ago: i64) -> String {
    day_of(Time(machine.now().0 - days_ago * DAY_US), &Tz::UTC).to_string()
}

#[test]
fn a_grown_person_has_no_centile_and_another_sex_none_that_is_guessed() {
    let (machine, _) = clinic();
    let (mut diet, adult) = measured(&machine);
    let child = person(&mut diet, "2020-11-20", Sex::Unknown);
    measure(
        &machine,
        &mut diet,
        &child,
        MeasureKind::Weight,
        ("20 kg", 0),
    );
    for patient in [&adult, &child] {
        let rows = measurements::list::list(&diet, patient).unwrap();
        assert!(rows.iter().all(|row| row.centile.is_none()));
    }
}

#[test]
fn what_one_of_two_merged_files_knows_of_the_birth_counts_for_both() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let day = machine_day(&machine, 300);
    let [from, into] = [0, 1].map(|_| person(&mut diet, &day, Sex::Female));
    measure(
        &machine,
        &mut diet,
        &into,
        MeasureKind::Weight,
        ("6.9 kg", 0),
    );
    write(&mut diet, &from, |form| {
        form.gestation = "30".into();
        form.mother_height = "160 cm".into();
        form.father_height = "175 cm".into();
    })
    .unwrap();
    let form = MergeForm {
        from: from.clone(),
        into: into.clone(),
        seen: preview(&diet, &from, &into).unwrap().into.seen,
        take: Vec::new(),
        checked: false,
        reason: "Registered twice.".into(),
    };
    merge(&mut diet, &form).unwrap();
    let view = of_weight(&diet, &into, Indicator::LengthHeightForAge);
    assert_eq!(view.birth.gestation.as_deref(), Some("30+0"));
    assert_eq!(view.target.unwrap().height, Figure(161.0));
    // the file's own word is the first
    write(&mut diet, &into, |form| form.gestation = "33+1".into()).unwrap();
    let view = of_weight(&diet, &into, Indicator::WeightForAge);
    assert_eq!(view.birth.gestation.as_deref(), Some("33+1"));
}

#[test]
fn an_estimated_birth_date_is_shown_by_growth_and_by_energy() {
    let (machine, _) = clinic();
    let (mut diet, mary) = measured(&machine);
    let pairs = [("activity", "light")];
    let form = estimate(&mary, EnergyMethod::MifflinStJeor, &pairs);
    let kinds = |diet: &Clinic, form: &NewEnergyEstimate| {
        let warnings = consider(diet, form).unwrap().warnings;
        warnings.into_iter().map(|of| of.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&diet, &form), []);
    assert!(
        !of_weight(&diet, &mary, Indicator::WeightForAge)
            .birth
            .is_estimated
    );
    let exact = record(&mut diet, &form).unwrap();
    assert!(!exact.inputs.contains_key("age_estimated"));

    let mut person = chart::show(&mut diet, &mary).unwrap().form.to_edit();
    person.form.birth_date_estimated = true;
    edit::edit(&mut diet, &person).unwrap();
    assert_eq!(kinds(&diet, &form), [WarningKind::AgeEstimated]);
    assert!(
        of_weight(&diet, &mary, Indicator::WeightForAge)
            .birth
            .is_estimated
    );
    let stored = record(&mut diet, &form).unwrap();
    assert_eq!(stored.inputs["age_estimated"], "yes");
    assert!(!stored.differs);
    // an equation without an age says nothing of it
    assert_eq!(kinds(&diet, &by_kg(&mary)), []);
    // what was computed with an exact date stays so, and a date that is corrected is exact again
    let rows = list(&diet, &mary).unwrap();
    let estimated = rows
        .iter()
        .filter(|row| row.inputs.contains_key("age_estimated"));
    assert_eq!(estimated.count(), 1);
    let mut person = chart::show(&mut diet, &mary).unwrap().form.to_edit();
    person.form.birth_date_estimated = false;
    edit::edit(&mut diet, &person).unwrap();
    assert_eq!(kinds(&diet, &form), []);
}
