//! The kinds of measurement that a clinic adds to those of the program.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Measurement, MeasurementKind};
use sync_contract::ids::MeasurementKindId;
use sync_contract::{Entity, Right};
use vault::read::{Reader, Stored};

use crate::clinic::or_not_found;
use crate::clinic_list::{self, Listed};
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::measurements::own::{MOST_DECIMALS, OwnKind, number};
use crate::measurements::{Measure, MeasureKind, MeasureProblem, OwnMeasure, UnitSystem};
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, fields};

/// `is_used`: something was measured with it, so that its unit and decimals stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MeasurementKindView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub is_used: bool,
    #[serde(flatten)]
    pub form: MeasurementKindForm,
}

/// Numbers are as they are typed. A value outside of `lowest` to `highest` is refused; one below `odd_below` or above
/// `odd_above` is asked about, and these may be empty. One that is not active is offered no longer; what was measured
/// with it stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MeasurementKindForm {
    pub name: String,
    pub unit: String,
    pub decimals: u8,
    pub lowest: String,
    pub highest: String,
    pub odd_below: String,
    pub odd_above: String,
    pub is_active: bool,
}

/// A kind that a reading or a trend can name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MeasurementKindChoice {
    #[serde(flatten)]
    pub measure: OwnMeasure,
    pub unit: String,
    pub is_active: bool,
}

/// Returns all kinds, the first added first.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`).
pub fn list(clinic: &Clinic) -> Result<Vec<MeasurementKindView>> {
    clinic.may(Right::SettingsManage)?;
    let reader = clinic.read();
    reader.look_over(Measurement::DESCRIPTOR)?;
    let used = reader.measured_kinds()?;
    let rows = in_order(&reader)?;
    Ok(rows.iter().map(|row| view(row, &used)).collect())
}

/// Returns one kind by its id or its name.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `NotFound`.
pub fn find(clinic: &Clinic, name_or_id: &str) -> Result<MeasurementKindView> {
    clinic.may(Right::SettingsManage)?;
    let kinds = list(clinic)?;
    let one = clinic_list::called(kinds, name_or_id, |kind| (&kind.id, &kind.form.name));
    or_not_found(one, MeasurementKind::WHAT)
}

/// Returns the kinds by name, those that are offered no longer, too.
///
/// # Errors
/// `Forbidden` (needs `chart.read`).
pub fn choices(clinic: &Clinic) -> Result<Vec<MeasurementKindChoice>> {
    clinic.may(Right::ChartRead)?;
    let mut rows = in_order(&clinic.read())?;
    rows.sort_by_cached_key(|row| fields::sort_key(&row.value.name));
    let choice = |row: &Stored<MeasurementKind>| {
        let kind = OwnKind::of(&row.value);
        MeasurementKindChoice {
            measure: kind.measure(),
            unit: kind.unit,
            is_active: kind.is_active,
        }
    };
    Ok(rows.iter().map(choice).collect())
}

/// What a new reading can be of; `unit` is that of a bare number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OfferedKind {
    pub kind: Measure,
    pub unit: String,
}

/// Returns what a new reading can be of: the kinds of the program, then those of the clinic that are in use, by name.
///
/// # Errors
/// `Forbidden` (needs `chart.read`).
pub fn offered(clinic: &Clinic) -> Result<Vec<OfferedKind>> {
    clinic.may(Right::ChartRead)?;
    let own = choices(clinic)?.into_iter();
    let own = own.filter(|kind| kind.is_active);
    let own = own.map(|kind| OfferedKind {
        kind: Measure::Own(kind.measure),
        unit: kind.unit,
    });
    let units = UnitSystem::of(&clinic.read())?;
    let program = MeasureKind::MEASURED.into_iter().map(|kind| OfferedKind {
        kind: Measure::Program(kind),
        unit: units.unit(kind).to_owned(),
    });
    Ok(program.chain(own).collect())
}

impl Listed for MeasurementKind {
    const WHAT: &'static str = "kind of measurement";

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    /// In the languages of the screens, and as codes.
    fn names_of_program() -> Vec<&'static str> {
        let all = MeasureKind::MEASURED
            .into_iter()
            .chain(MeasureKind::DERIVED);
        all.flat_map(|kind| kind.names().into_iter().chain(kind.code()))
            .collect()
    }
}

fn in_order(reader: &Reader<'_>) -> Result<Vec<Stored<MeasurementKind>>> {
    let mut rows: Vec<Stored<MeasurementKind>> = clinic_list::all(reader)?;
    rows.sort_by_key(|row| row.created);
    Ok(rows)
}

fn view(row: &Stored<MeasurementKind>, used: &BTreeSet<MeasurementKindId>) -> MeasurementKindView {
    let kind = &row.value;
    let optional = |number: Option<Decimal>| number.map_or(String::new(), |number| shown(&number));
    MeasurementKindView {
        id: Id::of(kind.id),
        seen: ReadVersionToken::of(&row.seen),
        is_used: used.contains(&kind.id),
        form: MeasurementKindForm {
            name: kind.name.to_string(),
            unit: kind.unit.as_deref().unwrap_or_default().to_owned(),
            decimals: u8::try_from(kind.decimals).unwrap_or(0),
            lowest: shown(&kind.lowest),
            highest: shown(&kind.highest),
            odd_below: optional(kind.odd_below),
            odd_above: optional(kind.odd_above),
            is_active: kind.is_active,
        },
    }
}

fn shown(number: &Decimal) -> String {
    number.normalize().to_string()
}

/// Returns a name as it is compared.
pub fn folded(name: &str) -> String {
    fields::name_key(name)
}

/// Adds a kind.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `Invalid` (no name, one that another kind or one of the program has, more
/// than three decimals, a range that is none, limits outside of it or with more decimals than a value), `TooLong`.
pub fn add(clinic: &mut Clinic, form: &MeasurementKindForm) -> Result<MeasurementKindView> {
    clinic.may(Right::SettingsManage)?;
    let id = clinic.write("add measurement kind", |tx| {
        clinic_list::add(tx, |id, others| checked(id, form, others))
    })?;
    find(clinic, &id.0)
}

/// Changes the fields in which the form differs from the loaded one. The name, but for its spelling, the unit and the
/// decimals of a kind that is used stay: what was measured would mean something else.
///
/// # Errors
/// As [`add`], `NotFound`, `Invalid` for another name, another unit or other decimals of a kind that is used.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &MeasurementKindForm,
    form: &MeasurementKindForm,
) -> Result<MeasurementKindView> {
    clinic.may(Right::SettingsManage)?;
    clinic.read().look_over(Measurement::DESCRIPTOR)?;
    // readings that are missing may be of this kind
    let is_unsure = clinic.is_any_unsure(Measurement::DESCRIPTOR)?;
    clinic.write("edit measurement kind", |tx| {
        let used = tx.read().measured_kinds()?;
        clinic_list::edit(tx, id, seen, |row: &Stored<MeasurementKind>, others| {
            let form = merged_form!(MeasurementKindForm {
                name, unit, decimals, lowest, highest, odd_below, odd_above, is_active
            } of loaded, form, view(row, &used).form);
            let changed = checked(row.value.id, &form, others)?;
            match is_unsure || used.contains(&row.value.id) {
                true => with_its_meaning(&row.value, changed),
                false => Ok(changed),
            }
        })
    })?;
    find(clinic, &id.0)
}

/// # Errors
/// `Invalid` for another name, another unit or other decimals than the kind had.
fn with_its_meaning(before: &MeasurementKind, changed: MeasurementKind) -> Result<MeasurementKind> {
    let other = if folded(&changed.name) != folded(&before.name) {
        "name"
    } else if changed.unit != before.unit {
        "unit"
    } else if changed.decimals != before.decimals {
        "decimals"
    } else {
        return Ok(changed);
    };
    Err(Error::invalid(other, Reason::OutOfOrder))
}

/// Checks a kind as it is stored as its form is.
///
/// # Errors
/// As [`add`], `NotFound`.
pub(crate) fn require_valid(reader: &Reader<'_>, id: MeasurementKindId) -> Result<()> {
    let rows = clinic_list::all::<MeasurementKind>(reader)?;
    let row = clinic_list::of_id(&rows, id)?;
    checked(id, &view(row, &BTreeSet::new()).form, &rows).map(drop)
}

/// Returns the checked values of a form.
fn checked(
    id: MeasurementKindId,
    form: &MeasurementKindForm,
    others: &[Stored<MeasurementKind>],
) -> Result<MeasurementKind> {
    let free = |name| clinic_list::free(name, "name", id, others);
    let decimals = u32::from(form.decimals);
    let few = match decimals > MOST_DECIMALS {
        true => Err(Error::invalid("decimals", Reason::Unknown)),
        false => Ok(()),
    };
    let (name, unit, (), limits) = (
        fields::required(&form.name, "name").and_then(free),
        fields::optional(&form.unit, "unit"),
        few,
        limits(form, decimals),
    )
        .together()?;
    let (lowest, highest, odd_below, odd_above) = limits;
    Ok(MeasurementKind {
        id,
        name,
        unit,
        decimals: i64::from(form.decimals),
        lowest,
        highest,
        odd_below,
        odd_above,
        is_active: form.is_active,
    })
}

type Limits = (Decimal, Decimal, Option<Decimal>, Option<Decimal>);

fn limits(form: &MeasurementKindForm, decimals: u32) -> Result<Limits> {
    let (lowest, highest, odd_below, odd_above) = (
        required_number(&form.lowest, decimals, "lowest"),
        required_number(&form.highest, decimals, "highest"),
        optional_number(&form.odd_below, decimals, "oddBelow"),
        optional_number(&form.odd_above, decimals, "oddAbove"),
    )
        .together()?;
    if lowest >= highest {
        return Err(Error::invalid("highest", Reason::Backwards));
    }
    let within = |limit: Option<Decimal>, field: &'static str| match limit
        .is_none_or(|limit| (lowest..=highest).contains(&limit))
    {
        true => Ok(limit),
        false => Err(Error::invalid(field, Reason::Impossible)),
    };
    let (odd_below, odd_above) =
        (within(odd_below, "oddBelow"), within(odd_above, "oddAbove")).together()?;
    match odd_below
        .zip(odd_above)
        .is_some_and(|(below, above)| below >= above)
    {
        true => Err(Error::invalid("oddAbove", Reason::Backwards)),
        false => Ok((lowest, highest, odd_below, odd_above)),
    }
}

pub(crate) fn required_number(text: &str, decimals: u32, field: &'static str) -> Result<Decimal> {
    optional_number(text, decimals, field)?.ok_or(Error::invalid(field, Reason::Required))
}

/// Returns a limit, which has no more decimals than the values that it is for.
fn optional_number(text: &str, decimals: u32, field: &'static str) -> Result<Option<Decimal>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let reason = match number(text, decimals) {
        Ok(number) if number.scale() <= decimals => return Ok(Some(number)),
        Ok(_) => Reason::TooLong,
        Err(MeasureProblem::TwoNumbers) => Reason::TwoNumbers,
        Err(_) => Reason::Malformed,
    };
    Err(Error::invalid(field, reason))
}
