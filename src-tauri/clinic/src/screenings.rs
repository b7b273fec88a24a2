//! Nutrition screenings: answers to the questions of a published tool, and the score that follows from them.
//!
//! Answers are stored with the version of the functions that scored them. What is shown is computed from the answers
//! again, wherever this program has those functions.

pub mod draft;
pub mod form;
pub mod in_use;
pub mod list;
pub mod next_steps;
mod questions;
pub mod record;
pub mod score;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use sync_contract::catalog::ScreeningTool;

pub use crate::nutrition::screening::screened::Category;
pub use crate::screenings::questions::{ChoiceKey, QuestionKey};
use crate::view::{At, Figure, Id, ReadVersionToken};

/// Names and values as `compute screening` takes them; a value may also be a band, such as `18.5_to_20`.
pub type Answers = BTreeMap<String, String>;

/// How much a result asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Concern {
    None,
    Some,
    High,
}

/// What a tool makes of its answers. `components` are the points of each question, `points` their sum where the tool
/// has one, of at most `points_max`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScreeningResult {
    pub category: Category,
    pub concern: Concern,
    pub score: String,
    pub components: Vec<u8>,
    pub points: Option<u8>,
    pub points_max: Option<u8>,
}

/// `result` is none where a later version scored it in a way that this one does not know. `differs`: what is stored is
/// not what the answers give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScreeningView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub tool: ScreeningTool,
    pub version: i32,
    pub answers: Answers,
    pub result: Option<ScreeningResult>,
    pub differs: bool,
    pub screened_at: At,
    pub by: String,
    pub visit_id: Option<Id>,
    /// The screening that this one corrects.
    pub replaces: Option<Id>,
    /// A later one corrects this one.
    pub is_replaced: bool,
}

/// What is needed to begin; `preselected` is none for a child. `corrects` has the tool of the screening to correct.
/// `lacks_height`: without one no body mass index is known. `lacks_tool`: the tools for this age are not in use.
/// `draft_saved_at`: the answers given of the preselected tool are those that this user did not finish.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScreeningStart {
    pub preselected: Option<ScreeningTool>,
    pub forms: Vec<ScreeningForm>,
    pub lacks_height: bool,
    pub lacks_tool: bool,
    pub draft_saved_at: Option<At>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScreeningForm {
    pub tool: ScreeningTool,
    /// The line that the owner of the tool wants to be shown, or its source.
    pub credit: String,
    pub questions: Vec<ScreeningQuestion>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScreeningQuestion {
    pub key: QuestionKey,
    pub choices: Vec<ScreeningChoice>,
    /// What was not looked at may stay open.
    pub is_optional: bool,
    pub known: Option<KnownAnswer>,
    /// The answer of the screening that is corrected, or of one that was not finished.
    pub given: Option<GivenAnswer>,
}

/// An answer to choose, and what it adds to the answers of the tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScreeningChoice {
    pub key: ChoiceKey,
    pub answers: Answers,
}

/// What was measured; with an `answer` where it was measured today and decides the question.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KnownAnswer {
    pub measure: KnownMeasure,
    pub value: Figure,
    pub measured_at: At,
    pub is_today: bool,
    pub answer: Option<GivenAnswer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KnownMeasure {
    Bmi,
    Calf,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GivenAnswer {
    pub choice: ChoiceKey,
    pub answers: Answers,
}

/// A screening that is being answered, or that is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewScreening {
    pub patient_id: Id,
    pub tool: ScreeningTool,
    pub answers: Answers,
    pub visit_id: Option<Id>,
    /// Now, where it is absent.
    pub screened_at: Option<At>,
    /// The screening that this one corrects; it keeps its time and its visit.
    pub replaces: Option<Id>,
}

/// The result of answers, or what keeps them from having one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Scoring {
    pub result: Option<ScreeningResult>,
    /// Questions without an answer.
    pub missing: Vec<QuestionKey>,
    pub problem: Option<ScoringProblem>,
    /// The same in a sentence, where nothing is missing and there is no result.
    #[serde(skip)]
    pub refusal: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ScoringProblem {
    /// The tool is not for this age.
    AgeOutside,
    /// The tool needs the age, and no birth date is recorded.
    AgeUnknown,
    /// What is not known could change the result.
    NotKnown,
    /// Not an answer that the tool takes.
    NotAnAnswer,
}
