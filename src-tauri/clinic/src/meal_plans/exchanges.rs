//! In what exchanges a plan is counted, and how many of each group a meal aims at.

use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Meal, MealPlan};
use vault::read::Reader;

use crate::error::{Error, Reason, Result};
use crate::exchange_tables::ChosenTable;
use crate::fields;
use crate::foods::exchanges::{ExchangeTarget, Exchanges};
use crate::measurement_kinds::required_number;
use crate::view::{Id, ScreenLanguage, text};

const DECIMALS: u32 = 1;
/// More is in no meal: our own limit, against a slip of the hand.
const COUNT_MAX: Decimal = dec!(50);

/// The table by which a plan counts, and what its meals aim at. A plan has the table as it was when it chose it;
/// choosing it `anew` takes it as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlanExchanges {
    pub table: Id,
    pub is_anew: bool,
    pub targets: Vec<ExchangeTargetForm>,
}

/// So many exchanges of a group at a meal, as it is typed; empty for no target. `group` is its place in the table, from
/// 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExchangeTargetForm {
    pub meal: Meal,
    pub group: u8,
    pub count: String,
}

fn targets(plan: &MealPlan) -> Vec<ExchangeTarget> {
    serde_json::from_str(&text(&plan.exchange_targets)).unwrap_or(Vec::new())
}

/// Returns in what a plan is counted; one of the program's tables has its names in this language.
pub(super) fn of_plan(plan: &MealPlan, language: ScreenLanguage) -> Exchanges {
    let Some(table) = ChosenTable::stored(&plan.exchange_table) else {
        return Exchanges::default();
    };
    let mut exchanges = table.exchanges(language);
    exchanges.targets = targets(plan);
    exchanges
}

pub(super) fn form(plan: &MealPlan) -> Option<PlanExchanges> {
    let typed = targets(plan).into_iter().map(|of| ExchangeTargetForm {
        meal: of.meal,
        group: of.group,
        count: of.count.normalize().to_string(),
    });
    Some(PlanExchanges {
        table: ChosenTable::stored(&plan.exchange_table)?.id,
        is_anew: false,
        targets: typed.collect(),
    })
}

/// Checks that this program reads in what a plan is counted: what a later one wrote is not written over.
///
/// # Errors
/// `NotAllHere`.
fn require_read(plan: &MealPlan) -> Result<()> {
    ChosenTable::require_read(&plan.exchange_table)?;
    let targets = text(&plan.exchange_targets);
    match targets.is_empty() || serde_json::from_str::<Vec<ExchangeTarget>>(&targets).is_ok() {
        true => Ok(()),
        false => Err(Error::NotAllHere),
    }
}

/// Stores in what a plan is counted.
///
/// # Errors
/// `NotAllHere` for what a later program wrote, `NotFound` for a table that is not offered, `Invalid` for a target of a
/// group that the table does not have or of one that has one already, and for what is no count.
pub(crate) fn put(
    plan: &mut MealPlan,
    reader: &Reader<'_>,
    form: Option<&PlanExchanges>,
) -> Result<()> {
    require_read(plan)?;
    let Some(form) = form else {
        (plan.exchange_table, plan.exchange_targets) = (None.into(), None.into());
        return Ok(());
    };
    let stored = ChosenTable::stored(&plan.exchange_table);
    let table = ChosenTable::choose(reader, stored, &form.table, form.is_anew)?;
    let targets = checked(&form.targets, table.groups.len())?;
    plan.exchange_table = Some(table.text()?).into();
    plan.exchange_targets = match targets.is_empty() {
        true => None.into(),
        false => {
            let targets = serde_json::to_string(&targets).expect("words and numbers are written");
            Some(fields::fitting(&targets, "targets")?).into()
        }
    };
    Ok(())
}

/// Returns `Our list: breakfast Starch 2, Fruit 1; lunch Starch 3`, of what a plan stores, and the name of the table of
/// a recall; none of another form.
pub(crate) fn in_words(table: &str, targets: Option<&str>) -> Option<String> {
    let table: ChosenTable = serde_json::from_str(table).ok()?;
    let targets = targets.map_or(Some(Vec::new()), |of| serde_json::from_str(of).ok())?;
    let meals = targets.chunk_by(|one: &ExchangeTarget, other| one.meal == other.meal);
    let meals = meals.filter_map(|of_meal| {
        let counts = of_meal.iter().filter_map(|of| {
            let group = table.groups.get(usize::from(of.group))?;
            Some(format!("{} {}", group.name, of.count.normalize()))
        });
        let meal = of_meal.first()?.meal.as_str().to_lowercase();
        Some(format!("{meal} {}", counts.collect::<Vec<_>>().join(", ")))
    });
    let meals: Vec<String> = meals.collect();
    Some(match meals.is_empty() {
        true => table.name,
        false => format!("{}: {}", table.name, meals.join("; ")),
    })
}

/// Returns the targets in the order of the meals and the groups.
fn checked(forms: &[ExchangeTargetForm], groups: usize) -> Result<Vec<ExchangeTarget>> {
    let invalid = |reason| Error::invalid("targets", reason);
    let mut targets: Vec<ExchangeTarget> = Vec::new();
    for form in forms.iter().filter(|form| !form.count.trim().is_empty()) {
        let count = required_number(&form.count, DECIMALS, "targets")?;
        if !(Decimal::ZERO..=COUNT_MAX).contains(&count) {
            return Err(invalid(Reason::Impossible));
        }
        if usize::from(form.group) >= groups {
            return Err(invalid(Reason::Unknown));
        }
        let is_same = |of: &ExchangeTarget| of.meal == form.meal && of.group == form.group;
        if targets.iter().any(is_same) {
            return Err(invalid(Reason::Taken));
        }
        targets.push(ExchangeTarget {
            meal: form.meal,
            group: form.group,
            count,
        });
    }
    targets.sort_by_key(|of| (of.meal, of.group));
    Ok(targets)
}
