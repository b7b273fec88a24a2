//! How a reading was taken: measured here or reported, with what, and after what.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Measurement, MeasurementContext, MeasurementMethod};

use crate::error::Result;
use crate::fields;
use crate::view::text;

/// A reading says of itself that somebody measured it, and nothing else, unless a person says more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HowTaken {
    /// None in a reading that does not say.
    pub method: Option<MeasurementMethod>,
    /// Such as `Omron M3, left arm`; empty where none is recorded.
    pub device: String,
    pub context: Option<MeasurementContext>,
}

impl Default for HowTaken {
    fn default() -> Self {
        Self {
            method: Some(MeasurementMethod::Measured),
            device: String::new(),
            context: None,
        }
    }
}

impl HowTaken {
    /// Returns what a computed figure says of itself: nothing, since nobody took it.
    pub(super) fn of_figure() -> Self {
        Self {
            method: None,
            device: String::new(),
            context: None,
        }
    }

    pub(super) fn of(reading: &Measurement) -> Self {
        Self {
            method: reading.method,
            device: text(&reading.device),
            context: reading.context.open().copied().flatten(),
        }
    }

    /// # Errors
    /// `TooLong` on `device`, `Invalid` for a text that is no line.
    pub(super) fn write_to(&self, reading: &mut Measurement) -> Result<()> {
        reading.method = self.method;
        reading.device = fields::optional(&self.device, "device")?.into();
        reading.context = self.context.into();
        Ok(())
    }
}
