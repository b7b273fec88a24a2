//! Nutrition diagnoses, goals and tasks of a patient.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::background::{ChartList, entries};
use super::input::text;

entries! {
    NewDiagnosis, DiagnosisChange {
        /// What is wrong.
        problem,
        /// What it is related to.
        aetiology,
        /// What shows it.
        signs,
        /// ACTIVE, the default, or RESOLVED.
        status,
    }
}

entries! {
    NewGoal, GoalChange {
        /// What is aimed at.
        text,
        /// Id of the diagnosis that it is about.
        diagnosis,
        /// The kind of measurement that tells its progress, such as WEIGHT.
        measure,
        /// Where it begins: with a measure in any unit of it, by default the newest reading.
        start,
        /// Where it ends.
        target,
        /// Until when.
        due,
        /// In percent; counts where no reading tells it.
        progress,
        /// ACTIVE, the default, MET or DROPPED.
        status,
    }
}

entries! {
    NewTask, TaskChange {
        /// What is to be done.
        text,
        /// Id of the diagnosis that it is for.
        diagnosis,
        /// Id of the goal that it is for.
        goal,
        /// Until when.
        due,
        /// User name of who does it.
        owner,
    }
}

#[derive(Debug, Subcommand)]
pub enum Diagnoses {
    #[command(flatten)]
    Rows(ChartList<NewDiagnosis, DiagnosisChange>),
    /// Resolve a problem, and end goals of it with it: all of that or nothing.
    Resolve {
        id: String,
        /// A goal of this problem and its status from now on, such as `ID=MET`. May be repeated.
        #[arg(long = "goal", value_name = "ID=STATUS", value_parser = text)]
        goals: Vec<String>,
        /// The `seen` of the diagnosis that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
}

pub type Goals = ChartList<NewGoal, GoalChange>;

#[derive(Debug, Subcommand)]
pub enum Tasks {
    #[command(flatten)]
    Rows(ChartList<NewTask, TaskChange>),
    /// Say that a task is done.
    Finish(Looked),
    /// Say that a task is still to be done.
    Reopen(Looked),
}

#[derive(Debug, Args)]
pub struct Looked {
    pub id: String,
    /// The `seen` of the task that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
