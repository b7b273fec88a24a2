//! Sets targets, ends them, and removes what was entered in error.

use chrono::NaiveDate;
use chrono_tz::Tz;
use rust_decimal::{Decimal, RoundingStrategy};
use sync_contract::Right;
use sync_contract::catalog::{EnergyEstimate, NutrientTarget};
use sync_contract::ids::{EnergyEstimateId, NutrientTargetId, PatientId};
use vault::WriteTx;

use crate::chart_row;
use crate::clinic::{or_not_found, require_not_deleted};
use crate::clock::day_of;
use crate::energy_estimates::list::stored_result;
use crate::energy_estimates::{self, EnergyResult};
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::nutrient_targets::list::{counts, newest, of_patient, show};
use crate::nutrient_targets::{LifeStage, NewTarget, Nutrient, TargetSource, TargetView, amount};
use crate::view::{Figure, Id, ReadVersionToken};
use crate::{Clinic, fields};

/// What is set of one nutrient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub nutrient: Nutrient,
    pub low: Option<Decimal>,
    pub high: Option<Decimal>,
    pub source: TargetSource,
    pub estimate: Option<EnergyEstimateId>,
    pub life_stage: Option<LifeStage>,
}

impl Bounds {
    fn row(self, tx: &mut WriteTx<'_>, patient: PatientId, start_day: NaiveDate) -> NutrientTarget {
        NutrientTarget {
            id: tx.new_id(),
            patient,
            nutrient: self.nutrient.into(),
            low: self.low.into(),
            high: self.high.into(),
            source: self.source,
            estimate: self.estimate.into(),
            life_stage: self.life_stage.into(),
            reason: None.into(),
            start_day,
            end_day: None,
        }
    }

    fn is_of(self, target: &NutrientTarget) -> bool {
        let open = |bound: &sync_contract::Phi<_, Option<Decimal>>| bound.open().copied();
        target.source == self.source
            && open(&target.low) == Some(self.low)
            && open(&target.high) == Some(self.high)
            && target.estimate.open() == Some(&self.estimate)
            && target.life_stage.open() == Some(&self.life_stage)
    }
}

/// Inserts what is not in force already, but where `is_decided` holds of what is.
pub(super) fn insert_changed(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    wanted: impl Iterator<Item = Bounds>,
    today: NaiveDate,
    is_decided: fn(&NutrientTarget) -> bool,
) -> Result<()> {
    require_not_deleted(tx, patient)?;
    let rows = tx.read().nutrient_targets_of(patient)?;
    let newest = newest(&rows, today);
    for bounds in wanted {
        let known = newest.get(&bounds.nutrient).map(|row| &row.value);
        let known = known.filter(|known| counts(known, today));
        if known.is_some_and(|known| bounds.is_of(known) || is_decided(known)) {
            continue;
        }
        let row = bounds.row(tx, patient, today);
        tx.insert(&row)?;
    }
    Ok(())
}

/// Sets a target by hand.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` without an amount, for one that is
/// none or that a day cannot have, bounds that are the wrong way round, a wrong date or one before birth.
pub fn add(clinic: &mut Clinic, patient: &Id, form: &NewTarget) -> Result<TargetView> {
    clinic.may(Right::ProfilesWrite)?;
    let patient: PatientId = patient.to()?;
    let today = clinic.today()?;
    let id = clinic.write("set target", |tx| insert(tx, patient, form, today))?;
    show(clinic, &Id::of(id))
}

/// # Errors
/// `Invalid` without a bound, and for bounds that are the wrong way round.
pub(crate) fn require_bounds(low: Option<Decimal>, high: Option<Decimal>) -> Result<()> {
    if low.is_none() && high.is_none() {
        return Err(Error::invalid("low", Reason::Required));
    }
    // at least nothing is no target; at most nothing is one
    if low.is_some_and(|low| low.is_zero()) {
        return Err(Error::invalid("low", Reason::Impossible));
    }
    match low.zip(high).is_some_and(|(low, high)| low > high) {
        true => Err(Error::invalid("high", Reason::Backwards)),
        false => Ok(()),
    }
}

pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    form: &NewTarget,
    today: NaiveDate,
) -> Result<NutrientTargetId> {
    require_not_deleted(tx, patient)?;
    let born = or_not_found(
        tx.get::<sync_contract::catalog::Patient>(patient)?,
        "patient",
    )?;
    let born = crate::names::born_from(&born.value);
    let after_birth = |day: Option<NaiveDate>| {
        let day = day.unwrap_or(today);
        match born.is_some_and(|born| day < born) {
            true => Err(Error::invalid("start_day", Reason::Backwards)),
            false => Ok(day),
        }
    };
    let bounds = (
        amount::read(form.nutrient, &form.low, "low"),
        amount::read(form.nutrient, &form.high, "high"),
    );
    let in_order = |(low, high)| require_bounds(low, high).map(|()| (low, high));
    let ((low, high), start_day, reason) = (
        bounds.together().and_then(in_order),
        fields::optional_date(&form.start_day, "start_day").and_then(after_birth),
        fields::optional(&form.reason, "reason"),
    )
        .together()?;
    let bounds = Bounds {
        nutrient: form.nutrient,
        low,
        high,
        source: TargetSource::Hand,
        estimate: None,
        life_stage: None,
    };
    let row = NutrientTarget {
        reason: reason.into(),
        ..bounds.row(tx, patient, start_day)
    };
    tx.insert(&row)?;
    Ok(row.id)
}

/// Sets energy, protein, fat, carbohydrate and water as an estimate has them, from today on. Returns the targets of the
/// patient.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `ChangedMeanwhile` where the estimate was
/// corrected, `Invalid` where it has no result.
pub fn set_from_estimate(clinic: &mut Clinic, estimate: &Id) -> Result<Vec<TargetView>> {
    clinic.may(Right::ProfilesWrite)?;
    let id: EnergyEstimateId = estimate.to()?;
    let row = clinic.require_row::<EnergyEstimate>(id, "estimate")?;
    let patient = row.value.patient;
    let estimates = energy_estimates::list::of_patient(clinic, patient)?;
    let mut estimates = estimates.into_iter();
    let view = or_not_found(estimates.find(|view| view.id == *estimate), "estimate")?;
    if view.is_replaced {
        return Err(Error::ChangedMeanwhile);
    }
    let missing = Error::invalid("estimate", Reason::Required);
    let result = view.result.filter(|_| !view.differs).ok_or(missing)?;
    let today = clinic.today()?;
    clinic.write("set targets from estimate", |tx| {
        insert_changed(tx, patient, bounds(id, &result).into_iter(), today, |_| {
            false
        })
    })?;
    of_patient(clinic, patient)
}

/// Does the same for the newest estimate within another operation, from the day of that estimate on.
pub(crate) fn insert_of_newest(tx: &mut WriteTx<'_>, patient: PatientId, zone: &Tz) -> Result<()> {
    let rows = tx.read().energy_estimates_of(patient)?;
    let newest = rows
        .iter()
        .map(|row| &row.value)
        .max_by_key(|row| row.estimated_at);
    let result = newest.and_then(|row| Some((row, stored_result(row)?)));
    let Some((row, result)) = result else {
        return Ok(());
    };
    let (day, bounds) = (day_of(row.estimated_at, zone), bounds(row.id, &result));
    insert_changed(tx, patient, bounds.into_iter(), day, |_| false)
}

fn bounds(estimate: EnergyEstimateId, result: &EnergyResult) -> Vec<Bounds> {
    let shares = result.shares.as_ref();
    let grams = |share: Option<&energy_estimates::ShareOfEnergy>| share.map(|share| share.grams);
    let protein = result
        .protein_g
        .or(grams(shares.map(|shares| &shares.protein)));
    // a millilitre of water is a gram
    let each = [
        (Nutrient::Energy, Some(result.energy_kcal), 0),
        (Nutrient::Protein, protein, 1),
        (Nutrient::Fat, grams(shares.map(|shares| &shares.fat)), 1),
        (
            Nutrient::Carbohydrate,
            grams(shares.map(|shares| &shares.carbohydrate)),
            1,
        ),
        (Nutrient::Water, result.fluid_ml, 0),
    ];
    each.into_iter()
        .filter_map(|(nutrient, figure, decimals)| {
            let exactly = Some(rounded(figure?, decimals)?);
            Some(Bounds {
                nutrient,
                low: exactly,
                high: exactly,
                source: TargetSource::Estimate,
                estimate: Some(estimate),
                life_stage: None,
            })
        })
        .collect()
}

fn rounded(figure: Figure, decimals: u32) -> Option<Decimal> {
    let number = Decimal::try_from(figure.0).ok()?;
    let half_up = RoundingStrategy::MidpointAwayFromZero;
    Some(number.round_dp_with_strategy(decimals, half_up).normalize())
}

/// Ends a target: from that day on it does not count. Empty text says that it goes on.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` for a wrong date or one before the
/// first day.
pub fn end(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken, day: &str) -> Result<TargetView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("end target", |tx| {
        let mut target = chart_row::writable::<NutrientTarget>(tx, id)?.value;
        target.end_day = fields::optional_date(day, "end_day")?;
        if target.end_day.is_some_and(|end| end < target.start_day) {
            return Err(Error::invalid("end_day", Reason::Backwards));
        }
        tx.update(&target, &seen.to_read_version()?)?;
        Ok(())
    })?;
    show(clinic, id)
}

/// Removes one that was entered in error. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` without a reason.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("remove target", |tx| {
        chart_row::delete::<NutrientTarget>(tx, id, seen, reason)
    })?;
    chart_row::removal::<NutrientTarget>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    chart_row::removal::<NutrientTarget>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<TargetView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("restore target", |tx| {
        chart_row::undelete::<NutrientTarget>(tx, id, seen)
    })?;
    show(clinic, id)
}
