//! Scores answers by the functions of the tools.

use rust_decimal::Decimal;
use sync_contract::field::Text;

use crate::error::{Error, Reason, Result};
use crate::measurements::spelling::with_decimal_point;
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::screening::Tool;
use crate::nutrition::screening::screened::{Category, Screened, ScreeningScore};
use crate::nutrition::screening::{self};
use crate::screenings::questions::{Question, bands};
use crate::screenings::{Answers, Concern, QuestionKey, ScreeningResult, ScreeningTool};

/// Of the functions in `nutrition/screening` and of the ranges in `questions.rs`: raised whenever the same answers give
/// another result.
pub(super) const VERSION: i64 = 2;

/// The name of the age among the inputs of a tool.
pub(super) const AGE: &str = "age_y";

pub(super) fn tool_of(tool: ScreeningTool) -> Tool {
    match tool {
        ScreeningTool::Must => Tool::Must,
        ScreeningTool::Mst => Tool::Mst,
        ScreeningTool::Nrs2002 => Tool::Nrs2002,
        ScreeningTool::MnaSf => Tool::MnaSf,
        ScreeningTool::Glim => Tool::Glim,
        ScreeningTool::PhysicalExamination => Tool::PhysicalExamination,
    }
}

/// Returns answers with names in small letters and without blanks around them; an empty answer is none.
///
/// # Errors
/// `Twice`; `Malformed` for a semicolon or an equals sign, which separate answers in text.
pub(super) fn tidied(answers: &Answers) -> Result<Answers, NutritionProblem> {
    let mut tidied = Answers::new();
    for (name, value) in answers {
        let (name, value) = (name.trim().to_lowercase(), value.trim());
        if [name.as_str(), value]
            .iter()
            .any(|part| part.contains([';', '=']))
        {
            let part = format!("{name}={value}");
            return Err(NutritionProblem::Malformed { part });
        }
        // earlier versions of the program read no decimal comma
        let stored = with_decimal_point(value).unwrap_or_else(|| value.to_owned());
        if !value.is_empty() && tidied.insert(name.clone(), stored).is_some() {
            return Err(NutritionProblem::Twice { key: name });
        }
    }
    Ok(tidied)
}

/// Scores answers whose names are in small letters, ranges among them.
///
/// # Errors
/// Those of [`screening::score`].
pub fn score(tool: ScreeningTool, answers: &Answers) -> Result<ScreeningResult, NutritionProblem> {
    let of = tool_of(tool);
    let parts = answers.iter().map(|(name, value)| {
        let band = bands(of, name).iter().find(|band| band.name == value);
        match band {
            Some(band) => format!("{name}={}", band.at),
            None => format!("{name}={value}"),
        }
    });
    let text = parts.collect::<Vec<_>>().join("; ");
    Ok(result(tool, &screening::score(of.as_str(), &text)?))
}

fn result(tool: ScreeningTool, screened: &Screened) -> ScreeningResult {
    let points = match screened.score {
        ScreeningScore::Points(points) => Some(points),
        ScreeningScore::Criteria { .. } => None,
    };
    ScreeningResult {
        category: screened.category,
        concern: concern(screened.category),
        score: screened.score.to_string(),
        components: screened.components.clone(),
        points,
        points_max: points_max(tool),
    }
}

fn points_max(tool: ScreeningTool) -> Option<u8> {
    match tool {
        ScreeningTool::Must => Some(6),
        ScreeningTool::Mst => Some(5),
        ScreeningTool::Nrs2002 => Some(7),
        ScreeningTool::MnaSf => Some(14),
        ScreeningTool::Glim => None,
        ScreeningTool::PhysicalExamination => Some(4),
    }
}

fn concern(category: Category) -> Concern {
    match category {
        Category::Low
        | Category::NotAtRisk
        | Category::RescreenWeekly
        | Category::Normal
        | Category::NotMalnourishedByGlim
        | Category::NoSigns => Concern::None,
        Category::Medium
        | Category::AtRisk
        | Category::AtNutritionalRisk
        | Category::StageOne
        | Category::StageOneAtLeast
        | Category::ModerateSigns => Concern::Some,
        Category::High | Category::Malnourished | Category::StageTwo | Category::SevereSigns => {
            Concern::High
        }
    }
}

/// Returns the questions that have no answer and need one.
pub(super) fn missing(questions: &[Question], answers: &Answers) -> Vec<QuestionKey> {
    let is_open = |question: &&Question| {
        !question.is_optional && !question.inputs().any(|name| answers.contains_key(name))
    };
    let open = questions.iter().filter(is_open);
    open.map(|question| question.key).collect()
}

/// Returns whether an answer is `value`, or a number in the range of that name.
pub(super) fn is_answer(tool: ScreeningTool, name: &str, value: &str, answer: &str) -> bool {
    if answer == value {
        return true;
    }
    let band = bands(tool_of(tool), name)
        .iter()
        .find(|band| band.name == value);
    let number = answer.parse::<Decimal>().ok();
    band.zip(number)
        .is_some_and(|(band, number)| (band.contains)(number))
}

/// Returns the canonical text of what is stored: names in their order, no blanks.
pub(super) fn canonical<const MAX: u32>(value: &impl serde::Serialize) -> Result<Text<MAX>> {
    let text = serde_json::to_string(value).expect("texts and numbers have a form in JSON");
    Text::new(&text).map_err(|_| Error::invalid("answers", Reason::TooLong))
}

#[cfg(test)]
mod tests;
