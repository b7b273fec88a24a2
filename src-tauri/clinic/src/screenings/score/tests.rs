#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use rust_decimal::dec;

use super::*;
use crate::screenings::questions::{ChoiceKey, of};

type Sets = Vec<(&'static str, &'static str)>;

fn answers(sets: &[(&str, &str)]) -> Answers {
    let pairs = sets.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// Every way to answer these questions.
fn each_way(questions: &[Question]) -> Vec<Sets> {
    let mut ways: Vec<Sets> = vec![Vec::new()];
    for question in questions {
        let longer = ways.iter().flat_map(|way| {
            let choices = question.choices.iter();
            choices.map(|(_, sets)| [way.as_slice(), sets].concat())
        });
        ways = longer.collect();
    }
    ways
}

fn ways(tool: ScreeningTool) -> Vec<Sets> {
    let questions = of(tool);
    if tool != ScreeningTool::PhysicalExamination {
        return each_way(&questions);
    }
    // each of its questions may stay open
    let alone = questions.iter().map(std::slice::from_ref);
    alone.flat_map(each_way).collect()
}

#[test]
fn every_way_to_answer_has_a_result_or_lacks_what_is_not_known() {
    let mut results = BTreeSet::new();
    for tool in ScreeningTool::ALL.iter().copied() {
        for way in ways(tool) {
            let mut given = answers(&way);
            if tool_of(tool).inputs().contains(&AGE) {
                given.insert(AGE.to_owned(), "72".to_owned());
            }
            match score(tool, &given) {
                Ok(result) => {
                    assert!(result.points <= result.points_max, "{result:?}");
                    results.insert((tool.as_str(), result.category.as_str()));
                }
                Err(NutritionProblem::Missing { key }) => {
                    assert_eq!(given[&key], "unknown", "{given:?}");
                }
                // signs of a lack of vitamins alone
                Err(NutritionProblem::NothingExamined) => {
                    assert_eq!(tool, ScreeningTool::PhysicalExamination);
                }
                other => panic!("{given:?}: {other:?}"),
            }
        }
    }
    // each category of each tool can be reached
    assert_eq!(results.len(), 3 + 2 + 2 + 3 + 4 + 3, "{results:?}");
}

/// What comes of answers of a person of 72 years; none where something is not known.
fn outcome(tool: ScreeningTool, answers: &Answers) -> Option<(Vec<u8>, Category)> {
    let mut answers = answers.clone();
    if tool_of(tool).inputs().contains(&AGE) {
        answers.insert(AGE.to_owned(), "72".to_owned());
    }
    let result = score(tool, &answers).ok()?;
    Some((result.components, result.category))
}

#[test]
fn a_range_scores_as_every_number_in_it_does() {
    let mut compared: usize = 0;
    for tool in ScreeningTool::ALL.iter().copied() {
        for way in ways(tool) {
            for (input, value) in &way {
                let bands = bands(tool_of(tool), input);
                let Some(band) = bands.iter().find(|band| band.name == *value) else {
                    continue;
                };
                assert!((band.contains)(band.at), "{input} {value}");
                let by_name = answers(&way);
                // a loss counts in kilograms without decimals; a few numbers each time, other ones the next time
                let tenths = if *input == "lost_kg" { 10 } else { 1 };
                let numbers = (0..60_i64).map(|number| Decimal::new(number * 5 * tenths, 1));
                let numbers =
                    numbers.chain([dec!(18.4), dec!(18.5), dec!(20.6), dec!(5.1), dec!(10.1)]);
                let numbers: Vec<Decimal> =
                    numbers.filter(|number| (band.contains)(*number)).collect();
                for number in numbers.iter().skip(compared % 5).step_by(5) {
                    let mut by_number = by_name.clone();
                    by_number.insert((*input).to_owned(), number.to_string());
                    let Some(expected) = outcome(tool, &by_name) else {
                        continue;
                    };
                    // what no person has is refused
                    let Some(given) = outcome(tool, &by_number) else {
                        continue;
                    };
                    assert_eq!(given, expected, "{by_number:?}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 3_000, "{compared}");
}

#[test]
fn a_number_fits_one_answer_of_its_question() {
    for (tool, input) in [
        (ScreeningTool::Must, "bmi"),
        (ScreeningTool::Must, "weight_loss_pct"),
        (ScreeningTool::Nrs2002, "intake_pct"),
        (ScreeningTool::MnaSf, "bmi"),
        (ScreeningTool::MnaSf, "calf_cm"),
        (ScreeningTool::Glim, "bmi"),
    ] {
        let questions = of(tool);
        let choices = questions.iter().flat_map(|question| &question.choices);
        let values: Vec<&str> = choices
            .flat_map(|(_, sets)| sets)
            .filter(|(name, _)| *name == input)
            .map(|(_, value)| *value)
            .collect();
        for hundredths in 0..10_000_i64 {
            let number = Decimal::new(hundredths, 2).to_string();
            let fitting = values
                .iter()
                .filter(|value| is_answer(tool, input, value, &number));
            assert_eq!(fitting.count(), 1, "{tool} {input} {number}");
        }
    }
}

#[test]
fn each_answer_sets_inputs_of_its_tool_and_is_offered_once() {
    for tool in ScreeningTool::ALL.iter().copied() {
        let mut questions = BTreeSet::new();
        for question in of(tool) {
            assert!(questions.insert(question.key), "{:?}", question.key);
            let keys: BTreeSet<ChoiceKey> = question.choices.iter().map(|(key, _)| *key).collect();
            assert_eq!(keys.len(), question.choices.len(), "{:?}", question.key);
            // a digit answers it
            assert!((2..=9).contains(&keys.len()), "{:?}", question.key);
            for (_, sets) in &question.choices {
                for (name, _) in sets {
                    assert!(tool_of(tool).inputs().contains(name), "{name}");
                }
            }
        }
    }
}

#[test]
fn a_question_is_open_until_one_of_its_inputs_is_there() {
    let questions = of(ScreeningTool::Must);
    let open = |sets: &[(&str, &str)]| missing(&questions, &answers(sets));
    assert_eq!(open(&[]).len(), 3);
    assert_eq!(
        open(&[("bmi", "17.9"), ("weight_loss_pct", "below_5")]),
        [QuestionKey::MustAcute]
    );
    assert_eq!(
        missing(&of(ScreeningTool::PhysicalExamination), &Answers::new()),
        []
    );
}

#[test]
fn an_answer_that_hides_another_one_is_refused() {
    let hidden = answers(&[("bmi", "24; acute_no_intake_over_5d=no")]);
    assert!(matches!(
        tidied(&hidden),
        Err(NutritionProblem::Malformed { .. })
    ));
    let twice = answers(&[("bmi", "24"), (" BMI", "17")]);
    assert!(matches!(
        tidied(&twice),
        Err(NutritionProblem::Twice { .. })
    ));
    let empty = answers(&[("bmi", " "), ("Calf_cm ", " 31")]);
    assert_eq!(tidied(&empty).unwrap(), answers(&[("calf_cm", "31")]));
}
