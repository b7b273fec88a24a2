//! Glucoses of a demo clinic: a number without what was eaten before it says nothing.

use crate::Clinic;
use crate::measurements::list::list;
use crate::measurements::{Measure, MeasureKind, MeasurementContext};
use crate::patients::view::PatientRow;

pub(super) fn each_glucose_has_a_context_that_fits(claire: &Clinic, rows: &[PatientRow]) {
    let mut seen = [0, 0];
    for row in rows {
        let readings = list(claire, &row.patient.id).unwrap().into_iter();
        let is_glucose = |kind: &Measure| *kind == Measure::Program(MeasureKind::Glucose);
        for reading in readings.filter(|reading| is_glucose(&reading.kind)) {
            let is_high = reading.quantity.value.0 >= 8.0;
            let fitting = match is_high {
                true => MeasurementContext::AfterMeal,
                false => MeasurementContext::Fasting,
            };
            assert_eq!(reading.how.context, Some(fitting), "{reading:?}");
            seen[usize::from(is_high)] += 1;
        }
    }
    assert!(seen[0] > 0, "{seen:?}");
}
