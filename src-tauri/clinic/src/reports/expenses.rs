//! What the clinic itself spent in a period.

use std::collections::BTreeMap;

use vault::read::{Reader, ReportFilter};

use crate::error::Result;
use crate::expenses::list::Categories;
use crate::money::{Money, stored_currency};
use crate::reports::ReportExpenses;
use crate::reports::spans::Span;

#[derive(Default)]
struct Spent {
    categories: Categories,
    spans: Vec<i64>,
}

/// Returns the expenses in each currency, by its code; `net` is the income in each. None of a department or a provider.
pub(super) fn expenses(
    reader: &Reader<'_>,
    (period, spans): (Span, &[Span]),
    filter: ReportFilter,
    net: &BTreeMap<String, i64>,
) -> Result<Option<Vec<ReportExpenses>>> {
    if filter.department.is_some() || filter.provider.is_some() {
        return Ok(None);
    }
    let mut of: BTreeMap<String, Spent> = BTreeMap::new();
    for one in reader.expenses_reported((period.from, period.until), filter.facility)? {
        let spent = of.entry(one.currency).or_insert_with(|| Spent {
            spans: vec![0; spans.len()],
            ..Spent::default()
        });
        spent.categories.add(one.category, one.amount_minor);
        let at = spans.partition_point(|span| span.until <= one.day);
        if let Some(sum) = spent.spans.get_mut(at) {
            *sum = sum.saturating_add(one.amount_minor);
        }
    }
    let view = |(code, spent): (String, Spent)| {
        let currency = stored_currency(&code);
        let plain = |minor: i64| Money { minor, currency }.plain();
        let net = net.get(&code).copied().unwrap_or(0);
        ReportExpenses {
            left: plain(net.saturating_sub(spent.categories.total())),
            spans: spent.spans.into_iter().map(plain).collect(),
            sum: spent.categories.view(code),
        }
    };
    Ok(Some(of.into_iter().map(view).collect()))
}
