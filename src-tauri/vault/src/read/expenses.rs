//! What the clinic itself paid for.

use chrono::NaiveDate;
use rusqlite::params;
use sync_contract::catalog::{Expense, ExpenseCategory};
use sync_contract::field::{date_from_days, days_since_1970};
use sync_contract::ids::FacilityId;
use sync_contract::statement;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::columns;

/// What was spent at a time, in the smallest unit of its currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedExpense {
    pub day: NaiveDate,
    pub currency: String,
    pub category: ExpenseCategory,
    pub amount_minor: i64,
}

impl Reader<'_> {
    /// Expenses of these days that are not removed, the second day left out: the first one first.
    pub fn expenses_between(
        &self,
        from: NaiveDate,
        until: NaiveDate,
    ) -> Result<Vec<Stored<Expense>>> {
        let days = [from, until].map(days_since_1970);
        self.list(statement!("expenses", "between"), days)
    }

    /// Expenses of these days as clear columns, the second day left out, of one facility or of all, by one
    /// statement.
    pub fn expenses_reported(
        &self,
        (from, until): (NaiveDate, NaiveDate),
        facility: Option<FacilityId>,
    ) -> Result<Vec<ReportedExpense>> {
        let days = [from, until].map(days_since_1970);
        let facility = facility.map(|id| id.0.as_bytes().to_vec());
        let mut statement = self
            .conn
            .prepare_cached(statement!("expenses", "reported"))?;
        let mut rows = statement.query(params![days[0], days[1], facility])?;
        let mut reported = Vec::new();
        while let Some(row) = rows.next()? {
            let day = columns::integer(row, 0)?.and_then(|days| i32::try_from(days).ok());
            let (currency, category) = (columns::text(row, 1)?, columns::text(row, 2)?);
            let category = category.and_then(|word| word.parse().ok());
            let read = day.and_then(date_from_days).zip(currency).zip(category);
            let all = read.zip(columns::integer(row, 3)?);
            reported.extend(all.map(|(((day, currency), category), amount_minor)| {
                ReportedExpense {
                    day,
                    currency: currency.to_owned(),
                    category,
                    amount_minor,
                }
            }));
        }
        Ok(reported)
    }
}
