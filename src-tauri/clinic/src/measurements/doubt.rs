//! Values that are possible but improbable, and times that are still to come: confirmed once, never blocked.

use rust_decimal::Decimal;
use sync_contract::catalog::{Measurement, MeasurementFlag, Visit};
use sync_contract::field::Time;
use vault::read::Stored;

use crate::Clinic;
use crate::clock::clock_ahead_minutes;
use crate::error::Result;
use crate::measurements::anthropometry::percent_change;
use crate::measurements::kind::MeasureKind;
use crate::measurements::read::Measured;

/// Returns whether a value should be confirmed: far from the last one, or outside of the usual range, unless the last
/// one was outside, too; or of a kind that is not measured at this age.
pub fn is_doubtful(
    kind: MeasureKind,
    measured: Measured,
    last: Option<Measured>,
    years: Option<i32>,
) -> bool {
    let (low, high) = kind.usual_at(years);
    let is_usual = |measured: Measured| (low..=high).contains(&measured.value);
    if kind.is_for_younger(years) || (!is_usual(measured) && last.is_none_or(is_usual)) {
        return true;
    }
    let Some(last) = last else {
        return false;
    };
    let far = |from: Decimal, to: Decimal| {
        percent_change(from, to).is_none_or(|percent| percent.abs() > kind.facts().change_percent)
    };
    far(last.value, measured.value)
        || last
            .second
            .zip(measured.second)
            .is_some_and(|(from, to)| far(from, to))
}

/// Returns whether a person answered the question about a reading.
pub(super) fn is_confirmed(measurement: &Measurement) -> bool {
    measurement.flag.open() == Some(&Some(MeasurementFlag::Confirmed))
}

const MINUTE_US: i64 = 60_000_000;

/// Returns the time after which a reading is still to come by the server's clock; none where the clock of this computer
/// is not ahead of it.
///
/// # Errors
/// Those of the vault.
pub(super) fn server_now(clinic: &Clinic) -> Result<Option<Time>> {
    let vault = clinic.unlocked().vault();
    if clock_ahead_minutes(vault)?.is_none_or(|ahead| ahead <= 0) {
        return Ok(None);
    }
    let offset_us = vault.clock_offset_ms()?.saturating_mul(1000);
    let now_us = clinic.now().0.saturating_add(offset_us);
    Ok(Some(Time(now_us.saturating_add(MINUTE_US))))
}

/// Returns the time after which a reading is still to come: by the server's clock where that of this computer is ahead
/// of it, else by this computer's.
///
/// # Errors
/// Those of the vault.
pub fn present(clinic: &Clinic) -> Result<Time> {
    let own = Time(clinic.now().0.saturating_add(MINUTE_US));
    Ok(server_now(clinic)?.unwrap_or(own))
}

/// A visit that is recorded within an hour of its begin may still go on.
const GOES_ON_US: i64 = 60 * MINUTE_US;

/// Returns whether a visit was recorded long after it began, as one at a patient's home.
pub(crate) fn is_recorded_later(row: &Stored<Visit>) -> bool {
    row.created_at.0.saturating_sub(row.value.started_at.0) > GOES_ON_US
}

/// Returns a time within the visit: a value that is added to an ended visit was measured while it lasted. One that was
/// recorded later took as long as its values take to be entered, an hour at most.
pub(super) fn within_visit(now: Time, row: &Stored<Visit>) -> Time {
    let started_at = row.value.started_at;
    let until = match row.value.ended_at {
        Some(ended_at) => ended_at,
        None if is_recorded_later(row) => {
            let entered_us = now.0.saturating_sub(row.created_at.0);
            Time(started_at.0.saturating_add(entered_us.clamp(0, GOES_ON_US)))
        }
        None => now,
    };
    now.min(until).max(started_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn plain(value: Decimal) -> Measured {
        Measured {
            value,
            second: None,
        }
    }

    #[test]
    fn a_slipped_point_is_asked_about() {
        let last = Some(plain(dec!(72)));
        assert!(is_doubtful(
            MeasureKind::Weight,
            plain(dec!(720)),
            last,
            None
        ));
        assert!(is_doubtful(
            MeasureKind::Weight,
            plain(dec!(7.2)),
            last,
            None
        ));
        assert!(!is_doubtful(
            MeasureKind::Weight,
            plain(dec!(69.9)),
            last,
            None
        ));
    }

    #[test]
    fn a_first_value_is_compared_with_what_is_usual() {
        assert!(is_doubtful(
            MeasureKind::Weight,
            plain(dec!(720)),
            None,
            None
        ));
        assert!(!is_doubtful(
            MeasureKind::Weight,
            plain(dec!(3.4)),
            None,
            None
        ));
        assert!(is_doubtful(
            MeasureKind::Height,
            plain(dec!(17)),
            None,
            None
        ));
    }

    #[test]
    fn a_first_value_is_compared_with_what_is_usual_at_the_age() {
        let first = |kind, value, years| is_doubtful(kind, plain(value), None, Some(years));
        for (kind, value, right, wrong) in [
            (MeasureKind::Weight, dec!(7.6), 0, 34),
            (MeasureKind::Weight, dec!(7.6), 2, 12),
            (MeasureKind::Weight, dec!(76), 34, 1),
            (MeasureKind::Weight, dec!(28), 34, 0),
            (MeasureKind::Height, dec!(76), 1, 34),
            (MeasureKind::Height, dec!(172), 18, 1),
        ] {
            assert!(!first(kind, value, right), "{kind:?} {value} at {right}");
            assert!(first(kind, value, wrong), "{kind:?} {value} at {wrong}");
        }
    }

    #[test]
    fn both_figures_of_a_pressure_are_compared() {
        let pressure = |upper, lower| Measured {
            value: upper,
            second: Some(lower),
        };
        let last = Some(pressure(dec!(120), dec!(80)));
        assert!(is_doubtful(
            MeasureKind::BloodPressure,
            pressure(dec!(125), dec!(30)),
            last,
            None
        ));
        assert!(!is_doubtful(
            MeasureKind::BloodPressure,
            pressure(dec!(140), dec!(95)),
            last,
            None
        ));
    }

    #[test]
    fn a_value_outside_of_the_usual_is_asked_about_whatever_came_before() {
        let hba1c = |value, last: Option<Decimal>| {
            is_doubtful(MeasureKind::Hba1c, plain(value), last.map(plain), None)
        };
        // 3 % is 9 mmol/mol, and 20 is not far above it
        assert!(hba1c(dec!(9), None));
        assert!(hba1c(dec!(9), Some(dec!(20))));
        assert!(!hba1c(dec!(21), Some(dec!(20))));
        // a patient whose values are really there is asked about once
        assert!(hba1c(dec!(141), Some(dec!(139))));
        assert!(!hba1c(dec!(143), Some(dec!(141))));
    }

    #[test]
    fn a_length_of_a_grown_person_is_asked_about() {
        let (_, most) = MeasureKind::Length.possible();
        assert!(dec!(215) <= most, "who cannot stand is measured lying");
        let length = |years| {
            let lying = plain(dec!(100));
            is_doubtful(MeasureKind::Length, lying, Some(lying), years)
        };
        assert!(length(Some(18)));
        assert!(!length(Some(17)));
        assert!(!length(None));
        let height = plain(dec!(170));
        assert!(!is_doubtful(MeasureKind::Height, height, None, Some(40)));
    }
}
