//! The questions to ask of a patient, with what is known already.

use rust_decimal::Decimal;
use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::field::Time;
use sync_contract::ids::PatientId;

use crate::Clinic;
use crate::age::Age;
use crate::clinic::or_not_found;
use crate::clock::day_of;
use crate::error::Result;
use crate::measurements::list::points;
use crate::measurements::spelling::rounded;
use crate::measurements::{MeasureKind, Point, anthropometry, is_of};
use crate::names::birth;
use crate::nutrition::quantities::{AgeYears, Ranged};
use crate::screenings::draft::{Begun, find};
use crate::screenings::list::of_patient;
use crate::screenings::questions::{self, Question, QuestionKey};
use crate::screenings::score::{is_answer, tool_of};
use crate::screenings::{
    Answers, GivenAnswer, KnownAnswer, KnownMeasure, ScreeningChoice, ScreeningForm,
    ScreeningQuestion, ScreeningStart, ScreeningTool, in_use,
};
use crate::view::{At, Figure, Id};

const ADULT_FROM_YEARS: i32 = 18;
const OLD_FROM_YEARS: i32 = 65;
/// What rounds to a limit of a tool would be scored on its wrong side.
const BMI_DECIMALS: u32 = 6;

/// Returns the tools in use for the patient's age, with what was measured; for a correction only the tool of the
/// screening that `corrects` names, with its answers.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn start(clinic: &Clinic, patient: &Id, corrects: Option<&Id>) -> Result<ScreeningStart> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    let stored = clinic.require_row::<Patient>(patient, "patient")?.value;
    crate::reads::log_read(clinic, patient)?;
    let (zone, today) = (clinic.zone()?, clinic.today()?);
    let points = points(&clinic.read(), patient)?;
    let known = Known {
        points: &points,
        is_today: &|point: &Point| day_of(point.at, &zone) == today,
    };
    if let Some(former) = corrects {
        let all = of_patient(clinic, patient)?;
        let former = or_not_found(all.into_iter().find(|view| view.id == *former), "screening")?;
        let begun = find(clinic, patient, corrects)?;
        let begun = begun.filter(|begun| begun.tool == former.tool);
        let given = known.still_given(begun.as_ref(), |at| day_of(at, &zone) == today);
        let form = known.form(former.tool, Some(given.as_ref().unwrap_or(&former.answers)));
        return Ok(ScreeningStart {
            preselected: Some(former.tool),
            forms: vec![form],
            lacks_height: known.newest(MeasureKind::Height).is_none(),
            lacks_tool: false,
            draft_saved_at: begun.map(|begun| At::of(begun.saved_at)),
        });
    }
    let years = birth(&stored).map(|birth| Age::on(birth, today).years);
    let usable = ScreeningTool::ALL.iter().copied();
    let of_age: Vec<_> = usable.filter(|tool| is_for_age(*tool, years)).collect();
    let in_use = in_use::of(&clinic.read())?;
    let usable = of_age.iter().copied();
    let usable: Vec<_> = usable.filter(|tool| in_use.contains(tool)).collect();
    let begun = find(clinic, patient, None)?;
    let begun = begun.filter(|begun| usable.contains(&begun.tool));
    let given = known.still_given(begun.as_ref(), |at| day_of(at, &zone) == today);
    let of_tool = |tool: ScreeningTool| {
        let is_begun = begun.as_ref().is_some_and(|begun| begun.tool == tool);
        known.form(tool, given.as_ref().filter(|_| is_begun))
    };
    Ok(ScreeningStart {
        forms: usable.iter().copied().map(of_tool).collect(),
        preselected: match &begun {
            Some(begun) => Some(begun.tool),
            None => preselected(years, &usable),
        },
        lacks_height: known.newest(MeasureKind::Height).is_none(),
        lacks_tool: usable.is_empty() && !of_age.is_empty(),
        draft_saved_at: begun.map(|begun| At::of(begun.saved_at)),
    })
}

/// Returns the tool that is usual for an age, or the first that can be used where that one is not.
fn preselected(years: Option<i32>, usable: &[ScreeningTool]) -> Option<ScreeningTool> {
    let usual = match years {
        Some(..ADULT_FROM_YEARS) => return None,
        Some(OLD_FROM_YEARS..) => ScreeningTool::MnaSf,
        _ => ScreeningTool::Must,
    };
    match usable.contains(&usual) {
        true => Some(usual),
        false => usable.first().copied(),
    }
}

fn is_for_age(tool: ScreeningTool, years: Option<i32>) -> bool {
    years.is_none_or(|years| {
        let age = AgeYears::new(Decimal::from(years));
        age.is_ok_and(|age| tool_of(tool).check_age(age).is_ok())
    })
}

/// The measurements of a patient in the order of time.
struct Known<'a> {
    points: &'a [Point],
    is_today: &'a dyn Fn(&Point) -> bool,
}

impl Known<'_> {
    fn form(&self, tool: ScreeningTool, given: Option<&Answers>) -> ScreeningForm {
        let questions = questions::of(tool).into_iter();
        let question = |question: Question| ScreeningQuestion {
            key: question.key,
            is_optional: question.is_optional,
            known: self.of_question(tool, &question),
            given: given.and_then(|answers| matching(tool, &question, answers)),
            choices: choices(&question),
        };
        ScreeningForm {
            tool,
            credit: tool_of(tool).credit().to_owned(),
            questions: questions.map(question).collect(),
        }
    }

    fn of_question(&self, tool: ScreeningTool, question: &Question) -> Option<KnownAnswer> {
        match question.key {
            QuestionKey::MnaSize => self
                .bmi(tool, question)
                .or_else(|| self.calf(tool, question)),
            key if is_measured(key) => self.bmi(tool, question),
            _ => None,
        }
    }

    /// Returns the answers of a draft; what a measurement answers is asked again on another day.
    fn still_given(
        &self,
        begun: Option<&Begun>,
        is_today: impl Fn(Time) -> bool,
    ) -> Option<Answers> {
        let begun = begun?;
        let mut answers = begun.answers.clone();
        if !is_today(begun.saved_at) {
            let questions = questions::of(begun.tool);
            for question in questions
                .iter()
                .filter(|question| is_measured(question.key))
            {
                for input in question.inputs() {
                    answers.remove(input);
                }
            }
        }
        Some(answers)
    }

    fn newest(&self, kind: MeasureKind) -> Option<&Point> {
        let mut newest_first = self.points.iter().rev();
        newest_first.find(|point| is_of(kind, point.kind))
    }

    /// Returns the body mass index at the newest weight: an adult's height of whatever day serves.
    fn bmi(&self, tool: ScreeningTool, question: &Question) -> Option<KnownAnswer> {
        let weight = self.newest(MeasureKind::Weight)?;
        let height = self.newest(MeasureKind::Height)?;
        let bmi = anthropometry::bmi(weight.measured.value, height.measured.value)?;
        let exact = rounded(bmi, BMI_DECIMALS);
        let answers = Answers::from([("bmi".to_owned(), exact.to_string())]);
        Some(KnownAnswer {
            measure: KnownMeasure::Bmi,
            value: Figure::from(rounded(bmi, 1)),
            measured_at: At::of(weight.at),
            is_today: (self.is_today)(weight),
            answer: self.answer(weight, tool, question, &answers),
        })
    }

    fn calf(&self, tool: ScreeningTool, question: &Question) -> Option<KnownAnswer> {
        let calf = self.newest(MeasureKind::Calf)?;
        let answers = Answers::from([("calf_cm".to_owned(), calf.measured.value.to_string())]);
        Some(KnownAnswer {
            measure: KnownMeasure::Calf,
            value: Figure::from(calf.measured.value),
            measured_at: At::of(calf.at),
            is_today: (self.is_today)(calf),
            answer: self.answer(calf, tool, question, &answers),
        })
    }

    /// An answer of another day is shown, and not chosen: a person decides whether it is true still.
    fn answer(
        &self,
        point: &Point,
        tool: ScreeningTool,
        question: &Question,
        answers: &Answers,
    ) -> Option<GivenAnswer> {
        (self.is_today)(point)
            .then(|| matching(tool, question, answers))
            .flatten()
    }
}

/// Returns whether a measurement answers a question.
fn is_measured(key: QuestionKey) -> bool {
    matches!(
        key,
        QuestionKey::MustBmi
            | QuestionKey::GlimBmi
            | QuestionKey::NrsCondition
            | QuestionKey::MnaSize
    )
}

fn choices(question: &Question) -> Vec<ScreeningChoice> {
    let choice = |(key, sets): &(_, Vec<(&str, &str)>)| ScreeningChoice {
        key: *key,
        answers: owned(sets),
    };
    question.choices.iter().map(choice).collect()
}

fn owned(sets: &[(&str, &str)]) -> Answers {
    let pairs = sets
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    pairs.collect()
}

/// Returns the choice that answers fit, with those of its inputs as they were given.
fn matching(tool: ScreeningTool, question: &Question, answers: &Answers) -> Option<GivenAnswer> {
    let fits = |sets: &[(&str, &str)]| {
        sets.iter().all(|(name, value)| {
            let answer = answers.get(*name);
            answer.is_some_and(|answer| is_answer(tool, name, value, answer))
        })
    };
    let (choice, sets) = question.choices.iter().find(|(_, sets)| fits(sets))?;
    let own = sets
        .iter()
        .filter_map(|(name, _)| answers.get_key_value(*name));
    Some(GivenAnswer {
        choice: *choice,
        answers: own
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    })
}
