//! What is planned for a patient: problems, goals and tasks, as one screen shows them.

use serde::Serialize;
use specta::Type;
use sync_contract::Right;

use crate::diagnoses::DiagnosisView;
use crate::error::Result;
use crate::goals::GoalView;
use crate::tasks::TaskView;
use crate::view::{Choice, Id};
use crate::{Clinic, diagnoses, goals, tasks};

/// Ended entries are last in their list. `owners` are the users that a task can be assigned to.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CarePlanView {
    pub diagnoses: Vec<DiagnosisView>,
    pub goals: Vec<GoalView>,
    pub tasks: Vec<TaskView>,
    pub owners: Vec<Choice>,
}

/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, patient: &Id) -> Result<CarePlanView> {
    clinic.may(Right::ChartRead)?;
    let patient = patient.to()?;
    Ok(CarePlanView {
        diagnoses: diagnoses::list(clinic, patient)?,
        goals: goals::list(clinic, patient)?,
        tasks: tasks::list(clinic, patient)?,
        owners: tasks::owners(clinic)?,
    })
}
