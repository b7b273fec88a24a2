#![allow(clippy::unwrap_used)]
use super::*;

/// Half a step of the published scores, or of a score that is not rounded.
const NEAR: f64 = 0.0051;

/// The lines of a survey of the publisher as values by heading.
struct Survey {
    headings: Vec<String>,
    lines: Vec<Vec<String>>,
}

impl Survey {
    fn read(text: &str) -> Survey {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headings = reader.headers().unwrap().iter().map(str::to_owned);
        Survey {
            headings: headings.collect(),
            lines: reader
                .records()
                .map(|line| line.unwrap().iter().map(str::to_owned).collect())
                .collect(),
        }
    }

    fn text<'a>(&self, line: &'a [String], heading: &str) -> &'a str {
        let column = self.headings.iter().position(|of| of == heading).unwrap();
        &line[column]
    }

    fn number(&self, line: &[String], heading: &str) -> Option<f64> {
        self.text(line, heading).parse().ok()
    }

    fn sex(&self, line: &[String], heading: &str) -> EquationSex {
        match self.text(line, heading) {
            "1" => EquationSex::Male,
            _ => EquationSex::Female,
        }
    }
}

const UNMEASURED: Child = Child {
    sex: EquationSex::Male,
    age_days: None,
    weight_kg: None,
    length_height_cm: None,
    measured: None,
    has_oedema: false,
    head_cm: None,
    arm_cm: None,
    triceps_mm: None,
    subscapular_mm: None,
};

/// Compares the score with the published one, which is empty where there is none.
fn check(line: &[String], indicator: Indicator, scores: &Scores, published: Option<f64>) -> usize {
    let at = Indicator::ALL.iter().position(|of| *of == indicator);
    let score = scores[at.unwrap()].map(|score| score.z);
    match (score, published) {
        (Some(ours), Some(theirs)) => {
            assert!(
                (ours - theirs).abs() <= NEAR,
                "{indicator:?} {ours} {theirs}: {line:?}"
            );
            1
        }
        (ours, theirs) => {
            assert_eq!(ours, theirs, "{indicator:?}: {line:?}");
            0
        }
    }
}

#[test]
fn a_survey_of_children_under_five_gets_the_scores_that_the_who_published() {
    let survey = Survey::read(include_str!(
        "../../../../seeds/reference/growth/examples/who-0-5y-survey-first100.csv"
    ));
    let mut checked = 0;
    for line in &survey.lines {
        let number = |heading: &str| survey.number(line, heading);
        let child = Child {
            sex: survey.sex(line, "GENDER"),
            age_days: number("agemons").map(|months| months * DAYS_A_MONTH),
            weight_kg: number("WEIGHT"),
            length_height_cm: number("HEIGHT"),
            measured: match survey.text(line, "measure") {
                "l" => Some(Posture::Lying),
                "h" => Some(Posture::Upright),
                _ => None,
            },
            has_oedema: survey.text(line, "oedema") == "y",
            head_cm: number("HEAD"),
            arm_cm: number("MUAC"),
            triceps_mm: number("TRI"),
            subscapular_mm: number("SUB"),
        };
        let scores = scores(Reference::Who0To5, &child);
        let published = [
            "_ZWEI", "_ZLEN", "_ZWFL", "_ZBMI", "_ZHC", "_ZAC", "_ZTS", "_ZSS",
        ];
        for (indicator, heading) in Indicator::ALL.into_iter().zip(published) {
            checked += check(line, indicator, &scores, number(heading));
        }
    }
    assert!(checked > 600, "{checked}");
}

#[test]
fn a_survey_of_children_over_five_gets_the_scores_that_the_who_published() {
    let survey = Survey::read(include_str!(
        "../../../../seeds/reference/growth/examples/who-5-19y-survey-first100.csv"
    ));
    let mut checked = 0;
    for line in &survey.lines {
        let number = |heading: &str| survey.number(line, heading);
        let child = Child {
            sex: survey.sex(line, "sex"),
            age_days: number("agemons").map(|months| months * DAYS_A_MONTH),
            weight_kg: number("weight"),
            length_height_cm: number("height"),
            has_oedema: survey.text(line, "oedema") == "y",
            ..UNMEASURED
        };
        let scores = scores(Reference::Who5To19, &child);
        for (indicator, heading) in [
            (Indicator::LengthHeightForAge, "zhfa"),
            (Indicator::WeightForAge, "zwfa"),
            (Indicator::BmiForAge, "zbfa"),
        ] {
            checked += check(line, indicator, &scores, number(heading));
        }
    }
    assert!(checked > 150, "{checked}");
}

#[test]
fn a_survey_gets_the_scores_and_flags_of_the_cdc() {
    let survey = Survey::read(include_str!(
        "../../../../seeds/reference/growth/examples/cdc-sas-first300.csv"
    ));
    let mut checked = 0;
    for line in &survey.lines {
        let number = |heading: &str| survey.number(line, heading);
        let child = Child {
            sex: survey.sex(line, "sex"),
            age_days: number("agemos").map(|months| months * DAYS_A_MONTH),
            weight_kg: number("weight"),
            length_height_cm: number("height"),
            head_cm: number("headcir"),
            ..UNMEASURED
        };
        let scores = scores(Reference::Cdc2000, &child);
        for (indicator, score, flag) in [
            (Indicator::WeightForAge, "waz", "X_bivwt"),
            (Indicator::LengthHeightForAge, "haz", "X_bivht"),
            (Indicator::WeightForLengthHeight, "whz", "X_bivwh"),
            (Indicator::BmiForAge, "bmiz", "X_bivbmi"),
            (Indicator::HeadForAge, "headcz", "X_bivhc"),
        ] {
            checked += check(line, indicator, &scores, number(score));
            let at = Indicator::ALL.iter().position(|of| *of == indicator);
            if let Some(ours) = scores[at.unwrap()] {
                let is_flagged = survey.text(line, flag) != "0";
                assert_eq!(ours.is_implausible, is_flagged, "{indicator:?}: {line:?}");
            }
        }
    }
    assert!(checked > 800, "{checked}");
}

#[test]
fn a_curve_is_where_its_score_is() {
    for reference in Reference::ALL {
        for indicator in Indicator::ALL {
            for sex in [EquationSex::Male, EquationSex::Female] {
                let Some((from, to)) = span(reference, indicator, sex) else {
                    continue;
                };
                // the end of a reference is no part of it
                for step in 0..20 {
                    let at = from + (to - from) * f64::from(step) / 20.0;
                    let mut last = 0.0;
                    for z in [-3.0, -1.0, 0.0, 1.0, 1.9, 2.5] {
                        let value = value_at(reference, indicator, sex, at, z).unwrap();
                        assert!(value > last, "{reference:?} {indicator:?} {at} {z}");
                        last = value;
                        let child = child_of(indicator, sex, at, value);
                        if indicator != Indicator::BmiForAge
                            && indicator != Indicator::WeightForLengthHeight
                        {
                            let index = Indicator::ALL.iter().position(|of| *of == indicator);
                            let score = scores(reference, &child)[index.unwrap()].unwrap();
                            assert!(
                                (score.z - z).abs() < 0.02,
                                "{reference:?} {indicator:?} {at}"
                            );
                        }
                    }
                }
            }
        }
    }
    assert_eq!(centile(0.0), 50.0);
    assert!((z_of_centile(97.0) - 1.8808).abs() < 1e-4);
}

fn child_of(indicator: Indicator, sex: EquationSex, months: f64, value: f64) -> Child {
    let child = Child {
        sex,
        age_days: Some(months * DAYS_A_MONTH),
        ..UNMEASURED
    };
    let value = Some(value);
    match indicator {
        Indicator::WeightForAge => Child {
            weight_kg: value,
            ..child
        },
        Indicator::LengthHeightForAge => Child {
            length_height_cm: value,
            ..child
        },
        Indicator::HeadForAge => Child {
            head_cm: value,
            ..child
        },
        Indicator::ArmForAge => Child {
            arm_cm: value,
            ..child
        },
        Indicator::TricepsForAge => Child {
            triceps_mm: value,
            ..child
        },
        Indicator::SubscapularForAge => Child {
            subscapular_mm: value,
            ..child
        },
        Indicator::BmiForAge | Indicator::WeightForLengthHeight => child,
    }
}

#[test]
fn an_extended_bmi_and_its_score_are_one_anothers_inverse() {
    let sex = EquationSex::Female;
    for z in [1.0, 1.7, 2.0, 3.0, 4.0] {
        let bmi = value_at(Reference::Cdc2000, Indicator::BmiForAge, sex, 120.0, z).unwrap();
        let lms = lms_at(Reference::Cdc2000, Indicator::BmiForAge, sex, 120.0).unwrap();
        assert!(
            (extended_bmi_z(sex, 120.0, lms, bmi) - z).abs() < 1e-6,
            "{z}"
        );
    }
}

#[test]
fn a_score_is_compared_with_its_limits_as_it_is_rounded() {
    for (number, indicator) in Indicator::ALL.into_iter().enumerate() {
        assert_eq!(indicator as usize, number);
        let (low, high) = indicator.who_limits();
        let is_implausible = |z| who_score(indicator, z).unwrap().is_implausible;
        for z in [low - 0.004, low, 0.0, high, high + 0.004] {
            assert!(!is_implausible(z), "{indicator:?}: {z}");
        }
        for z in [low - 0.006, high + 0.006] {
            assert!(is_implausible(z), "{indicator:?}: {z}");
        }
        for z in [f64::NAN, f64::INFINITY] {
            assert_eq!(who_score(indicator, z), None);
        }
    }
}

#[test]
fn an_age_is_rounded_to_the_nearest_day() {
    let ages = [0.0, 0.49, 0.5, 1.5, 730.0, 730.5, 1856.4, -0.5, 1e300];
    for days in ages.into_iter().chain([f64::INFINITY]) {
        assert_eq!(rounded(days), days.round(), "{days}");
    }
    assert!(rounded(f64::NAN).is_nan());
}
