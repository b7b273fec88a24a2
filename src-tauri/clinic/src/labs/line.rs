//! A line of a sheet as it is stored: what it is of, and what it says in short.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sync_contract::Phi;
use sync_contract::catalog::{LabResult, Patient};
use vault::read::Stored;

use crate::labs::judge::{Line, Person, judge};
use crate::labs::test_list::{Limits, find};
use crate::labs::{LabSummary, unit};
use crate::view::text;

pub(super) fn opened<C, T: std::ops::Deref<Target = str>>(sealed: &Phi<C, T>) -> String {
    sealed.open().map_or(String::new(), |text| text.to_string())
}

/// Returns the key of the test; none for one that is not in the list, and of a later version's list.
pub(super) fn key(result: &LabResult) -> Option<String> {
    let key = text(&result.test);
    find(&key).map(|test| test.key.clone())
}

pub(super) fn limits(result: &LabResult) -> Limits {
    let limit = |sealed: &Phi<_, Option<Decimal>>| sealed.open().copied().flatten();
    Limits {
        low: limit(&result.low),
        high: limit(&result.high),
    }
}

/// Returns the lines of a sheet in short, those beyond a limit first.
pub(crate) fn summaries(
    patient: &Patient,
    collected_on: NaiveDate,
    lines: &[Stored<LabResult>],
) -> Vec<LabSummary> {
    let person = Person::on(patient, collected_on);
    let summary = |row: &Stored<LabResult>| {
        let result = &row.value;
        let (test, unit) = (key(result), text(&result.unit));
        let entered = result.entered.open()?.to_string();
        let line = Line {
            test: test.as_deref(),
            entered: &entered,
            unit: &unit,
            laboratory: limits(result),
        };
        Some(LabSummary {
            flag: judge(line, person).flag,
            name: opened(&result.name),
            unit: unit::shown(&unit),
            test,
            entered,
        })
    };
    let mut summaries: Vec<LabSummary> = lines.iter().filter_map(summary).collect();
    summaries.sort_by_key(|summary| summary.flag.is_none());
    summaries
}
