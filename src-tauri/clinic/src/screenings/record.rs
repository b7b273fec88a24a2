//! Scores, records, corrects and removes.

use chrono::NaiveDate;
use sync_contract::Right;
use sync_contract::catalog::{Patient, Screening};
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, ScreeningId, VisitId};
use vault::WriteTx;

use crate::age::Age;
use crate::clinic::{or_not_found, require_not_deleted};
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::merged_files;
use crate::names::birth;
use crate::nutrition::problem::NutritionProblem;
use crate::occasion::{file_and_visit, time};
use crate::screenings::draft::of_form;
use crate::screenings::list::{corrected, show};
use crate::screenings::questions::{Question, QuestionKey};
use crate::screenings::score::{AGE, VERSION, canonical, missing, score, tidied, tool_of};
use crate::screenings::{
    Answers, NewScreening, Scoring, ScoringProblem, ScreeningResult, ScreeningTool, ScreeningView,
    in_use, questions,
};
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, corrections, fields};

/// What a screening is about and when it was, checked.
pub(crate) struct Occasion {
    pub patient: PatientId,
    pub visit: Option<VisitId>,
    pub at: Time,
    pub replaces: Option<ScreeningId>,
}

/// Returns what the answers give as far as they go. Writes nothing.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `Invalid` for a time in the future or before the day of birth,
/// and for a tool that the clinic does not use, unless a screening with it is corrected.
pub fn consider(clinic: &Clinic, form: &NewScreening) -> Result<Scoring> {
    clinic.may(Right::MeasurementsWrite)?;
    let (occasion, birth) = occasion(clinic, form)?;
    let on = day_of(occasion.at, &clinic.zone()?);
    let questions = questions::of(form.tool);
    let open = missing(&questions, &form.answers);
    Ok(match scored(form.tool, &form.answers, birth, on) {
        Ok((_, result)) if open.is_empty() => Scoring {
            result: Some(result),
            missing: open,
            problem: None,
            refusal: None,
        },
        // the functions would do without an answer that a person should give
        Ok(_) => Scoring {
            result: None,
            refusal: first_open(&questions, &open).map(|refusal| refusal.to_string()),
            missing: open,
            problem: None,
        },
        Err(refusal) => Scoring {
            result: None,
            problem: problem(&refusal, open.is_empty()),
            missing: open,
            refusal: Some(refusal.to_string()),
        },
    })
}

fn first_open(questions: &[Question], open: &[QuestionKey]) -> Option<NutritionProblem> {
    let question = questions
        .iter()
        .find(|question| open.contains(&question.key))?;
    let key = question.inputs().next()?.to_owned();
    Some(NutritionProblem::Missing { key })
}

fn problem(refusal: &NutritionProblem, is_complete: bool) -> Option<ScoringProblem> {
    match refusal {
        NutritionProblem::AgeOutside { .. } => Some(ScoringProblem::AgeOutside),
        // the questions that are open say the same
        NutritionProblem::Missing { .. } | NutritionProblem::NothingExamined if !is_complete => {
            None
        }
        NutritionProblem::Missing { key } if key == AGE => Some(ScoringProblem::AgeUnknown),
        NutritionProblem::Missing { .. } => Some(ScoringProblem::NotKnown),
        NutritionProblem::NothingExamined => None,
        _ => Some(ScoringProblem::NotAnAnswer),
    }
}

/// Scores answers of a person at an age that is not asked for where the birth date is known.
pub(crate) fn scored(
    tool: ScreeningTool,
    answers: &Answers,
    birth: Option<NaiveDate>,
    on: NaiveDate,
) -> Result<(Answers, ScreeningResult), NutritionProblem> {
    let mut answers = tidied(answers)?;
    if let Some(birth) = birth
        && tool_of(tool).inputs().contains(&AGE)
    {
        let years = Age::on(birth, on).years.to_string();
        if answers.insert(AGE.to_owned(), years).is_some() {
            return Err(NutritionProblem::Contradiction {
                what: "An age is given, and the birth date is recorded",
                instead: "Leave out age_y.",
            });
        }
    }
    // the other tools are for all adults, and a patient of unknown age counts as one
    if tool == ScreeningTool::MnaSf && !answers.contains_key(AGE) {
        let key = AGE.to_owned();
        return Err(NutritionProblem::Missing { key });
    }
    let result = score(tool, &answers)?;
    Ok((answers, result))
}

fn occasion(clinic: &Clinic, form: &NewScreening) -> Result<(Occasion, Option<NaiveDate>)> {
    let patient: PatientId = form.patient_id.to()?;
    let stored = clinic.require_row::<Patient>(patient, "patient")?.value;
    let birth = birth(&stored);
    if let Some(former) = &form.replaces {
        let former = clinic.require_row::<Screening>(former.to()?, "screening")?;
        let is_theirs = merged_files::are_one(&clinic.read(), patient, former.value.patient)?;
        let former = or_not_found(Some(former).filter(|_| is_theirs), "screening")?.value;
        if former.tool.open() != Some(&form.tool) {
            return Err(Error::invalid("tool", Reason::Impossible));
        }
        let occasion = Occasion {
            patient: former.patient,
            visit: former.visit,
            at: former.screened_at,
            replaces: Some(former.id),
        };
        return Ok((occasion, birth));
    }
    in_use::require(&clinic.read(), form.tool)?;
    let (patient, visit) = file_and_visit(clinic, patient, form.visit_id.as_ref())?;
    let at = time(clinic, &stored, form.screened_at.as_ref())?;
    let occasion = Occasion {
        patient,
        visit,
        at,
        replaces: None,
    };
    Ok((occasion, birth))
}

/// Records a screening, or the correction of one, which stays in the list as corrected.
///
/// # Errors
/// As [`consider`]; `Invalid` for answers that give no result, `PatientDeleted`, `ChangedMeanwhile` where the screening
/// to correct was corrected or removed already.
pub fn record(clinic: &mut Clinic, form: &NewScreening) -> Result<ScreeningView> {
    clinic.may(Right::MeasurementsWrite)?;
    let (occasion, birth) = occasion(clinic, form)?;
    let on = day_of(occasion.at, &clinic.zone()?);
    if !missing(&questions::of(form.tool), &form.answers).is_empty() {
        return Err(Error::invalid("answers", Reason::Required));
    }
    let scored = scored(form.tool, &form.answers, birth, on);
    let (answers, result) =
        scored.map_err(|refusal| Error::invalid("answers", reason(&refusal)))?;
    let draft = of_form(form)?;
    let name = match occasion.replaces {
        Some(_) => "correct screening",
        None => "add screening",
    };
    let id = clinic.write(name, |tx| {
        require_not_deleted(tx, occasion.patient)?;
        if let Some(former) = occasion.replaces {
            let rows = tx.read().screenings_of(occasion.patient)?;
            let is_there = |id| rows.iter().any(|row| row.value.id == id);
            if corrected(&rows).contains(&former) || !is_there(former) {
                return Err(Error::ChangedMeanwhile);
            }
        }
        tx.drop_draft::<Screening>(draft)?;
        insert(tx, form.tool, &occasion, &answers, &result)
    })?;
    show(clinic, &Id::of(id))
}

fn reason(refusal: &NutritionProblem) -> Reason {
    match refusal {
        NutritionProblem::Missing { .. } | NutritionProblem::NothingExamined => Reason::Required,
        NutritionProblem::Malformed { .. }
        | NutritionProblem::NotANumber { .. }
        | NutritionProblem::UnknownUnit { .. } => Reason::Malformed,
        NutritionProblem::UnknownInput { .. } | NutritionProblem::NotAnAnswer { .. } => {
            Reason::Unknown
        }
        _ => Reason::Impossible,
    }
}

pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    tool: ScreeningTool,
    occasion: &Occasion,
    answers: &Answers,
    result: &ScreeningResult,
) -> Result<ScreeningId> {
    let id: ScreeningId = tx.new_id();
    tx.insert(&Screening {
        id,
        patient: occasion.patient,
        visit: occasion.visit,
        tool: tool.into(),
        version: VERSION.into(),
        inputs: canonical(answers)?.into(),
        result: canonical(result)?.into(),
        screened_at: occasion.at,
        replaces: occasion.replaces.into(),
    })?;
    Ok(id)
}

/// Removes a screening that was entered in error, with those that it corrected: they were wrong already.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `Invalid` without a reason,
/// `ChangedMeanwhile` for one that was corrected.
pub fn remove(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken, reason: &str) -> Result<()> {
    clinic.may(Right::MeasurementsWrite)?;
    let (id, seen): (ScreeningId, _) = (id.to()?, seen.to_read_version()?);
    let reason = fields::required::<4000>(reason, "reason")?;
    clinic.write("remove screening", |tx| {
        let screening = or_not_found(tx.get::<Screening>(id)?, "screening")?.value;
        require_not_deleted(tx, screening.patient)?;
        let rows = tx.read().screenings_of(screening.patient)?;
        let replaced = |row: &Screening| row.replaces.open().copied().flatten();
        let reason = reason.as_str();
        corrections::remove_all(tx, (&screening, seen), &rows, replaced, reason)
    })
}
