use sync_contract::catalog::EnergyEstimate;
use sync_contract::field::Time;
use vault::read::Deleted;

use crate::Clinic;
use crate::energy_estimates::form::start;
use crate::energy_estimates::list::{list, show};
use crate::energy_estimates::record::{consider, record, remove};
use crate::energy_estimates::{
    Caveat, EnergyMethod, EnergyRow, EstimateInputs, FieldProblemKind, MeasuredName,
    NewEnergyEstimate, RowReason, WarningKind,
};
use crate::error::Error;
use crate::measurements::MeasureKind;
use crate::measurements::record::{ReadingEntry, add};
use crate::patients::register;
use crate::patients::view::Sex;
use crate::testing::{Machine, PASSWORD, at, clinic, form, registered};
use crate::view::{Figure, Id};

pub(super) const DAY_US: i64 = 86_400_000_000;

pub(super) fn inputs(pairs: &[(&str, &str)]) -> EstimateInputs {
    let owned = pairs.iter();
    owned
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

pub(super) fn estimate(
    patient: &Id,
    method: EnergyMethod,
    pairs: &[(&str, &str)],
) -> NewEnergyEstimate {
    NewEnergyEstimate {
        patient_id: patient.clone(),
        method,
        inputs: inputs(pairs),
        visit_id: None,
        estimated_at: None,
        replaces: None,
    }
}

pub(super) fn by_kg(patient: &Id) -> NewEnergyEstimate {
    let pairs = [("weight_kg", "70"), ("kcal_per_kg", "30")];
    estimate(patient, EnergyMethod::KcalPerKg, &pairs)
}

fn correction(of: &Id, form: NewEnergyEstimate) -> NewEnergyEstimate {
    NewEnergyEstimate {
        replaces: Some(of.clone()),
        ..form
    }
}

/// Registers a patient; the birth date may be empty.
pub(super) fn person(clinic: &mut Clinic, birth: &str, sex: Sex) -> Id {
    let mut of = form("Ama", "Mensah", birth);
    of.birth_date = of.birth_date.filter(|day| !day.0.is_empty());
    of.sex = sex;
    register::register(clinic, &of).unwrap().patient.id
}

pub(super) fn measure(
    machine: &Machine,
    clinic: &mut Clinic,
    patient: &Id,
    kind: MeasureKind,
    (text, days): (&str, i64),
) {
    let reading = ReadingEntry {
        patient: patient.to().unwrap(),
        visit: None,
        kind: kind.into(),
        text: text.into(),
        at: Time(machine.now().0 - days * DAY_US),
        accept_doubtful: true,
    };
    add(clinic, &reading).unwrap();
}

/// A woman of 34 years, 173 cm and 72.4 kg.
pub(super) fn measured(machine: &Machine) -> (Clinic, Id) {
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = person(&mut diet, "1992-11-20", Sex::Female);
    measure(
        machine,
        &mut diet,
        &mary,
        MeasureKind::Height,
        ("173 cm", 400),
    );
    measure(
        machine,
        &mut diet,
        &mary,
        MeasureKind::Weight,
        ("72.4 kg", 0),
    );
    (diet, mary)
}

pub(super) fn row(rows: &[EnergyRow], method: EnergyMethod) -> &EnergyRow {
    rows.iter().find(|row| row.method == method).unwrap()
}

#[test]
fn an_estimate_is_stored_sealed_and_shown_from_its_inputs() {
    let (machine, _) = clinic();
    let (mut diet, mary) = measured(&machine);
    let begun = start(&diet, &mary, None).unwrap();
    assert_eq!(
        (begun.method, begun.is_child, begun.age.as_deref()),
        (EnergyMethod::MifflinStJeor, false, Some("34 y"))
    );
    let sources: Vec<_> = begun
        .measured
        .iter()
        .map(|of| (of.input, of.value, of.is_today))
        .collect();
    let expected = [
        (MeasuredName::Weight, Figure(72.4), true),
        (MeasuredName::Height, Figure(173.0), false),
    ];
    assert_eq!(sources, expected);
    assert_eq!(begun.inputs["weight_on"], "2026-11-20");
    // nothing is chosen for a person that a person should choose
    assert!(!begun.inputs.contains_key("activity"));

    let mut chosen = estimate(&mary, begun.method, &[]);
    chosen.inputs = begun.inputs;
    chosen.inputs.insert("activity".into(), "light".into());
    let recorded = record(&mut diet, &chosen).unwrap();
    let result = recorded.result.clone().unwrap();
    // 10 x 72.4 + 6.25 x 173 - 5 x 34 - 161 = 1474.25, times 1.375
    assert_eq!(
        (
            result.resting_kcal,
            result.activity_factor,
            result.stress_factor
        ),
        (Some(Figure(1474.0)), Some(Figure(1.375)), Some(Figure(1.0)))
    );
    assert_eq!(
        (result.energy_kcal, result.kcal_per_kg),
        (Figure(2027.0), Figure(28.0))
    );
    assert_eq!(
        (result.protein_g, result.fluid_ml),
        (Some(Figure(57.9)), Some(Figure(2172.0)))
    );
    let shares = result.shares.clone().unwrap();
    let percents = [
        shares.protein.percent.0,
        shares.fat.percent.0,
        shares.carbohydrate.percent.0,
    ];
    assert_eq!(percents, [11.4, 30.0, 58.6]);
    assert_eq!(shares.fat.grams, Figure(67.6));
    assert_eq!(result.caveats, [Caveat::UnknownOrigin]);
    assert_eq!(recorded.inputs["age_y"], "34");
    assert_eq!(list(&diet, &mary).unwrap(), vec![recorded.clone()]);
    assert_eq!(show(&diet, &recorded.id).unwrap(), recorded);

    // another result than the inputs give is told, and what they give is shown
    let id = recorded.id.to().unwrap();
    let mut row = diet.read().get::<EnergyEstimate>(id).unwrap().unwrap();
    let stored = row.value.result.open().unwrap().replace("2027", "2072");
    assert_ne!(
        Some(stored.as_str()),
        row.value.result.open().map(|text| text.as_str())
    );
    row.value.result = sync_contract::field::Text::new(&stored).unwrap().into();
    diet.write("add energy estimate", |tx| {
        tx.update(&row.value, &row.seen).map(drop)?;
        Ok(())
    })
    .unwrap();
    let shown = show(&diet, &recorded.id).unwrap();
    assert_eq!((shown.result, shown.differs), (Some(result), true));
}

#[test]
fn a_correction_is_a_new_estimate_and_what_it_replaces_stays() {
    let (machine, _) = clinic();
    let (mut diet, mary) = measured(&machine);
    let mut earlier = by_kg(&mary);
    earlier.estimated_at = Some(at("2026-11-01T09:00:00Z"));
    let first = record(&mut diet, &earlier).unwrap();
    // a correction begins with the inputs of the wrong one, and not with what was measured since
    let again = start(&diet, &mary, Some(&first.id)).unwrap();
    assert_eq!(again.method, EnergyMethod::KcalPerKg);
    assert_eq!(again.inputs["weight_kg"], "70");
    let mut right = correction(&first.id, by_kg(&mary));
    right.inputs.insert("kcal_per_kg".into(), "25".into());
    let second = record(&mut diet, &right).unwrap();
    assert_eq!(second.replaces.as_ref(), Some(&first.id));
    assert_eq!(second.estimated_at, first.estimated_at);
    let shown = list(&diet, &mary).unwrap();
    let replaced = |id: &Id| {
        shown
            .iter()
            .find(|view| view.id == *id)
            .unwrap()
            .is_replaced
    };
    assert!(replaced(&first.id) && !replaced(&second.id));

    let twice = record(&mut diet, &right);
    assert!(matches!(twice, Err(Error::ChangedMeanwhile)), "{twice:?}");
    let middle = remove(&mut diet, &first.id, &first.seen, "another patient's");
    assert!(matches!(middle, Err(Error::ChangedMeanwhile)), "{middle:?}");
    assert_eq!(list(&diet, &mary).unwrap().len(), 2);
    let blank = remove(&mut diet, &second.id, &second.seen, " ");
    let is_asked = matches!(
        blank,
        Err(Error::Invalid {
            field: "reason",
            ..
        })
    );
    assert!(is_asked, "{blank:?}");
    remove(&mut diet, &second.id, &second.seen, "another patient's").unwrap();
    // what it corrected was wrong, too
    assert!(list(&diet, &mary).unwrap().is_empty());
    let late = record(&mut diet, &correction(&second.id, by_kg(&mary)));
    assert!(matches!(late, Err(Error::ChangedMeanwhile)), "{late:?}");
    let rows = diet.read().all::<EnergyEstimate>(Deleted::Shown).unwrap();
    assert_eq!(rows.len(), 2);
    let ben = registered(&mut diet, "Ben", "Okafor", "1990-01-02");
    let foreign = record(&mut diet, &correction(&first.id, by_kg(&ben)));
    assert!(
        matches!(foreign, Err(Error::NotFound("estimate"))),
        "{foreign:?}"
    );
}

#[test]
fn each_equation_has_its_energy_or_the_reason_why_not() {
    let (machine, _) = clinic();
    let (diet, mary) = measured(&machine);
    let rows = |pairs: &[(&str, &str)]| {
        let form = estimate(&mary, EnergyMethod::MifflinStJeor, pairs);
        consider(&diet, &form).unwrap().rows
    };
    use EnergyMethod::*;
    let bare = rows(&[]);
    assert_eq!(bare.len(), 14);
    for (method, reason) in [
        (MifflinStJeor, RowReason::NeedsActivity),
        (KatchMcardle, RowReason::NeedsBodyFat),
        (HenryFromSixty, RowReason::FromSixty),
        (Eer2005, RowReason::NeedsActivity2005),
        (Eer2023, RowReason::NeedsActivity2023),
        (KcalPerKg, RowReason::NeedsKcalPerKg),
    ] {
        assert_eq!(row(&bare, method).reason, Some(reason), "{method:?}");
        assert_eq!(row(&bare, method).energy_kcal, None);
    }
    // energy at rest is shown before an activity is chosen
    assert_eq!(row(&bare, MifflinStJeor).resting_kcal, Some(Figure(1474.0)));

    let full = rows(&[
        ("activity", "sedentary"),
        ("activity_2005", "low_active"),
        ("activity_2023", "low_active"),
        ("stress_factor", "1.2"),
        ("kcal_per_kg", "25"),
        ("body_fat_pct", "30"),
    ]);
    for of in &full {
        assert_eq!(
            of.energy_kcal.is_some(),
            of.method != HenryFromSixty,
            "{of:?}"
        );
    }
    // each is what the formula of that name gives: computed by the same functions, from another way in
    for (method, formula, text) in [
        (HarrisBenedict, "harris_benedict_1919", PERSON),
        (RozaShizgal, "harris_benedict_1984", PERSON),
        (SchofieldWeight, "schofield_1985_w_kcal", LIGHTER),
        (FaoWhoUnu1985, "fao_who_unu_1985", LIGHTER),
        (FaoWhoUnu2004, "fao_who_unu_2004", LIGHTER),
        (HenryWeight, "henry_2005_w", LIGHTER),
        (HenryHeight, "henry_2005_wh", PERSON),
        (KatchMcardle, "katch_mcardle", "lean_mass_kg=50.68"),
    ] {
        let resting = crate::nutrition::formulas::compute(formula, text).unwrap();
        let shown = Figure::from(resting.rounded());
        assert_eq!(row(&full, method).resting_kcal, Some(shown), "{formula}");
    }
    // total energy has no energy at rest, and no factor is put on top of it
    let eer = row(&full, Eer2023);
    assert_eq!(
        (eer.resting_kcal, eer.activity_factor, eer.stress_factor),
        (None, None, None)
    );
    let text = format!("{PERSON}; activity=low_active");
    let total = crate::nutrition::formulas::compute("eer_2023_adult", &text).unwrap();
    assert_eq!(eer.energy_kcal, Some(Figure::from(total.rounded())));
    assert_eq!(row(&full, KcalPerKg).energy_kcal, Some(Figure(1810.0)));
    // 1474.25 x 1.2 x 1.2
    assert_eq!(row(&full, MifflinStJeor).energy_kcal, Some(Figure(2123.0)));
    let pal = rows(&[("pal", "1.7")]);
    assert_eq!(row(&pal, MifflinStJeor).activity_factor, Some(Figure(1.7)));
    assert_eq!(row(&pal, MifflinStJeor).caveats, []);
}

const PERSON: &str = "sex=F; age_y=34; weight_kg=72.4; height_cm=173";
const LIGHTER: &str = "sex=F; age_y=34; weight_kg=72.4";

/// The value of a figure, or the reason why it has none.
type Shown = (Option<f64>, Option<RowReason>);

#[test]
fn an_adult_has_a_body_surface_and_ideal_weights_or_the_reason_why_not() {
    let (machine, _) = clinic();
    let (mut diet, mary) = measured(&machine);
    let sizes = |diet: &Clinic, patient: &Id, pairs: &[(&str, &str)]| {
        let form = estimate(patient, EnergyMethod::MifflinStJeor, pairs);
        let sizes = consider(diet, &form).unwrap().sizes.into_iter();
        let shown = sizes.map(|size| -> Shown { (size.value.map(|value| value.0), size.reason) });
        shown.collect::<Vec<_>>()
    };
    let known = |value| -> Shown { (Some(value), None) };
    let needs = |reason| -> Shown { (None, Some(reason)) };
    let mary_has = sizes(&diet, &mary, &[]);
    assert_eq!(mary_has, [known(1.86), known(64.2), known(63.3)]);
    let short = sizes(&diet, &mary, &[("height_cm", "150")]);
    assert_eq!(short[1..], [needs(RowReason::NoReference); 2]);
    let unknown = person(&mut diet, "1992-11-20", Sex::Unknown);
    assert_eq!(
        sizes(&diet, &unknown, &[]),
        [
            needs(RowReason::NeedsWeight),
            needs(RowReason::NeedsSex),
            needs(RowReason::NeedsSex)
        ]
    );
    let ageless = person(&mut diet, "", Sex::Female);
    assert_eq!(sizes(&diet, &ageless, &[])[0], needs(RowReason::NeedsAge));
    let child = person(&mut diet, "2015-11-20", Sex::Female);
    assert!(sizes(&diet, &child, &[("height_cm", "170")]).is_empty());
}

#[test]
fn the_age_decides_which_equations_come_first_and_which_are_usable() {
    let (machine, _) = clinic();
    let (mut diet, _) = measured(&machine);
    use EnergyMethod::*;
    for (birth, usual, adults) in [
        ("2008-11-21", SchofieldWeight, Some(RowReason::AdultsOnly)),
        ("2008-11-20", MifflinStJeor, None),
    ] {
        let id = person(&mut diet, birth, Sex::Male);
        assert_eq!(start(&diet, &id, None).unwrap().method, usual, "{birth}");
        let body = [
            ("weight_kg", "60"),
            ("height_cm", "170"),
            ("activity", "light"),
            ("basis", "adjusted"),
            ("reference", "devine"),
        ];
        let considered = consider(&diet, &estimate(&id, usual, &body)).unwrap();
        let is_child = adults.is_some();
        assert_eq!(considered.rows[0].method == MifflinStJeor, !is_child);
        // no reference weight is made for a child
        let reference = is_child.then_some(RowReason::NoReference);
        assert_eq!(considered.weights[2].reason, reference, "{birth}");
        let actual = consider(&diet, &estimate(&id, usual, &body[..3])).unwrap();
        assert_eq!(row(&actual.rows, HarrisBenedict).reason, adults);
        assert!(row(&actual.rows, SchofieldHeight).energy_kcal.is_some());
    }
    // an infant: the equations of total energy need no activity
    let infant = person(&mut diet, "2026-05-20", Sex::Female);
    let body = [("weight_kg", "7.3"), ("height_cm", "65")];
    let rows = consider(&diet, &estimate(&infant, Eer2023, &body))
        .unwrap()
        .rows;
    let text = "age_months=6; weight_kg=7.3";
    let eer = crate::nutrition::formulas::compute("eer_2005_infant", text).unwrap();
    assert_eq!(
        row(&rows, Eer2005).energy_kcal,
        Some(Figure::from(eer.rounded()))
    );
    assert!(row(&rows, Eer2023).energy_kcal.is_some());
    // fluid by the rule for children
    let begun = start(&diet, &infant, None).unwrap();
    assert_eq!(begun.inputs["fluid"], "holliday_segar");
    assert!(!begun.inputs.contains_key("protein_g_per_kg"));
    let mut form = estimate(&infant, Eer2023, &body);
    form.inputs.insert("fluid".into(), "holliday_segar".into());
    let result = consider(&diet, &form).unwrap().result.unwrap();
    assert_eq!(
        (result.fluid_ml, result.fluid_ml_an_hour),
        (Some(Figure(730.0)), Some(Figure(29.0)))
    );
}

#[test]
fn nothing_is_guessed_about_sex_or_age() {
    let (machine, _) = clinic();
    let (mut diet, _) = measured(&machine);
    let body = [
        ("weight_kg", "60"),
        ("height_cm", "170"),
        ("activity", "light"),
    ];
    let considered = |clinic: &Clinic, id: &Id, more: &[(&str, &str)]| {
        let pairs = [&body[..], more].concat();
        consider(clinic, &estimate(id, EnergyMethod::MifflinStJeor, &pairs)).unwrap()
    };
    for sex in [Sex::Unknown, Sex::Intersex] {
        let id = person(&mut diet, "1992-11-20", sex);
        assert!(!start(&diet, &id, None).unwrap().inputs.contains_key("sex"));
        assert_eq!(
            considered(&diet, &id, &[]).reason,
            Some(RowReason::NeedsSex)
        );
        // Katch and McArdle do without
        let lean = considered(&diet, &id, &[("body_fat_pct", "20")]);
        assert!(
            row(&lean.rows, EnergyMethod::KatchMcardle)
                .energy_kcal
                .is_some()
        );
        let kcal = |letter| {
            considered(&diet, &id, &[("sex", letter)])
                .result
                .unwrap()
                .resting_kcal
        };
        assert_eq!(kcal("M"), kcal("F").map(|of| Figure(of.0 + 166.0)));
    }
    let ageless = person(&mut diet, "", Sex::Female);
    assert_eq!(
        considered(&diet, &ageless, &[]).reason,
        Some(RowReason::NeedsAge)
    );
    assert!(
        considered(&diet, &ageless, &[("age_y", "34")])
            .result
            .is_some()
    );
    let known = person(&mut diet, "1992-11-20", Sex::Female);
    assert!(
        considered(&diet, &known, &[("age_y", "34")])
            .result
            .is_some()
    );
    let other = considered(&diet, &known, &[("age_y", "43")]);
    assert_eq!(other.problems[0].kind, FieldProblemKind::AgeRecorded);
    assert_eq!(other.result, None);
    // the other equation may be chosen
    assert!(considered(&diet, &known, &[("sex", "M")]).result.is_some());
}

#[test]
fn a_pregnant_woman_has_her_own_equation_and_others_say_so() {
    let (machine, _) = clinic();
    let (diet, mary) = measured(&machine);
    let pregnant = [
        ("gestation_weeks", "20"),
        ("prepregnancy_class", "normal"),
        ("activity_2023", "active"),
        ("activity", "light"),
    ];
    let of =
        |method, pairs: &[(&str, &str)]| consider(&diet, &estimate(&mary, method, pairs)).unwrap();
    let eer = of(EnergyMethod::Eer2023, &pregnant);
    assert_eq!(eer.warnings, []);
    let text = format!("{PERSON}; activity=active; gestation_weeks=20; prepregnancy_class=normal");
    let expected = crate::nutrition::formulas::compute("eer_2023_pregnancy", &text).unwrap();
    assert_eq!(
        eer.result.unwrap().energy_kcal,
        Figure::from(expected.rounded())
    );
    let other = of(EnergyMethod::MifflinStJeor, &pregnant);
    assert_eq!(other.warnings[0].kind, WarningKind::NotForPregnancy);
    assert!(other.result.is_some());
    let early = [("gestation_weeks", "8"), pregnant[1], pregnant[2]];
    assert_eq!(
        of(EnergyMethod::Eer2023, &early).reason,
        Some(RowReason::PregnancyWeeks)
    );
    let both = [&pregnant[..], &[("lactation", "exclusive_0_6")]].concat();
    assert_eq!(
        of(EnergyMethod::Eer2023, &both).problems[0].kind,
        FieldProblemKind::Both
    );
    let man = [&pregnant[..], &[("sex", "M")]].concat();
    let problems = of(EnergyMethod::MifflinStJeor, &man).problems;
    assert_eq!(
        (problems[0].field.as_str(), problems[0].kind),
        ("gestation_weeks", FieldProblemKind::WomenOnly)
    );
}

#[test]
fn an_input_with_a_decimal_comma_is_stored_with_a_point() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = person(&mut diet, "1992-11-20", Sex::Female);
    let pairs = [("weight_kg", "70,5 kg"), ("kcal_per_kg", "30")];
    let form = estimate(&mary, EnergyMethod::KcalPerKg, &pairs);
    let recorded = record(&mut diet, &form).unwrap();
    assert_eq!(recorded.inputs["weight_kg"], "70.5 kg");
    assert_eq!(recorded.result.unwrap().energy_kcal, Figure(2115.0));
    let unclear = [("weight_kg", "70,250"), ("kcal_per_kg", "30")];
    let form = estimate(&mary, EnergyMethod::KcalPerKg, &unclear);
    assert!(consider(&diet, &form).unwrap().refusal.is_some());
}
