//! What a manager asks of a period: appointments and how many were missed, waiting times, load, income, growth of the
//! list. Only sums: no patient is named, and nothing clinical is counted.

pub mod csv;
mod expenses;
mod figures;
mod load;
pub mod report;
mod spans;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::PaymentMethod;

use crate::expenses::ExpenseSum;
use crate::view::{Choice, Day, Id};

/// From a day until another one, both of them counted. Without a facility, department or provider all are counted:
/// appointments by where they are and by their provider, payments by the appointment of their invoice, patients by
/// their facility and by who is assigned to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportQuery {
    pub from: Day,
    pub until: Day,
    pub facility_id: Option<Id>,
    pub department_id: Option<Id>,
    pub provider_id: Option<Id>,
}

/// How long each span of a report is: a day up to a month, a week up to half a year, or else a month. The first and the
/// last span end with the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReportStep {
    Day,
    Week,
    Month,
}

/// What a report can be narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportChoices {
    pub facilities: Vec<Choice>,
    pub departments: Vec<Choice>,
    pub providers: Vec<Choice>,
}

/// What happened from a day until another one. `appointments` are those that were not cancelled; `no_show_permille` is
/// how many of a thousand patients who were to come did not: no-shows of no-shows and those who came. Waits are from
/// the arrival until the patient was called in, in minutes: the median is the mean of the two in the middle of an even
/// number, and nine of ten waited `wait_ninth` or less. `patients` is how many there were at the end of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportSpan {
    pub from: Day,
    pub until: Day,
    pub appointments: u32,
    pub came: u32,
    pub no_shows: u32,
    pub no_show_permille: Option<u32>,
    pub cancelled: u32,
    pub waits: u32,
    pub wait_median: Option<u32>,
    pub wait_ninth: Option<u32>,
    pub new_patients: u32,
    pub patients: u32,
}

/// What was booked with a provider or in a room, cancelled appointments left out: also what a patient missed, since
/// nobody else was booked then. `working_minutes` are a provider's working hours without absences, and `load_permille`
/// what is booked of a thousand of them; a room has no hours of its own. Hours and department are those of now:
/// `work_changed_on` is when they were changed last, where that was after the period began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportLoad {
    pub id: Id,
    pub name: String,
    pub appointments: u32,
    pub no_shows: u32,
    pub booked_minutes: u32,
    pub working_minutes: Option<u32>,
    pub load_permille: Option<u32>,
    pub work_changed_on: Option<Day>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportMethod {
    pub method: PaymentMethod,
    pub amount: String,
}

/// Income in one currency. `invoiced` is the total of the invoices that were issued in the period and are not void;
/// `net` is what was paid without what was given back, `methods` and `spans` the same by method and by span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportIncome {
    pub currency: String,
    pub invoiced: String,
    pub paid: String,
    pub refunded: String,
    pub net: String,
    pub methods: Vec<ReportMethod>,
    pub spans: Vec<String>,
}

/// What the clinic itself spent in one currency. `left` is the net income in it without them, below zero where more was
/// spent; `spans` are the expenses of each span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportExpenses {
    #[serde(flatten)]
    pub sum: ExpenseSum,
    pub left: String,
    pub spans: Vec<String>,
}

/// `income` and `expenses` are none for a user who may not read invoices, and `expenses` also where the report is of a
/// department or a provider: an expense is of neither. `is_unsure`: some of what is counted is damaged, is missing or
/// may still come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportView {
    pub query: ReportQuery,
    pub step: ReportStep,
    pub is_unsure: bool,
    pub choices: ReportChoices,
    pub spans: Vec<ReportSpan>,
    pub total: ReportSpan,
    pub providers: Vec<ReportLoad>,
    pub rooms: Vec<ReportLoad>,
    pub income: Option<Vec<ReportIncome>>,
    pub expenses: Option<Vec<ReportExpenses>>,
}

/// A part of a report as a sheet of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReportTable {
    Appointments,
    Waiting,
    Patients,
    Providers,
    Rooms,
    Income,
    Expenses,
}
