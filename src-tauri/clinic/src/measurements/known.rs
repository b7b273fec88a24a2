//! A kind as it is stored, which reads a value.

use sync_contract::catalog::{Measurement, MeasurementKind};
use sync_contract::field::Text;
use sync_contract::ids::MeasurementKindId;
use vault::read::Reader;

use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::measurements::kind::MeasureKind;
use crate::measurements::measure::Measure;
use crate::measurements::own::{OWN, OwnKind};
use crate::measurements::read::{MeasureProblem, Measured, read};
use crate::measurements::unit_system::UnitSystem;
use crate::measurements::{Doubt, Reading, is_doubtful};
use crate::view::Quantity;

/// A kind with all that is needed to read a value of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum KnownKind {
    Program(MeasureKind),
    Own(OwnKind),
}

impl KnownKind {
    /// # Errors
    /// `NotFound` for one of the clinic's own whose row is not on this computer.
    pub fn of(reader: &Reader<'_>, measure: &Measure) -> Result<Self> {
        match measure {
            Measure::Program(kind) => Ok(Self::Program(*kind)),
            Measure::Own(own) => {
                let id: MeasurementKindId = own.own.to()?;
                let row = reader.get::<MeasurementKind>(id)?;
                let row = row.filter(|row| row.deleted.is_none());
                let row = or_not_found(row, "kind of measurement")?;
                Ok(Self::Own(OwnKind::of(&row.value)))
            }
        }
    }

    /// Returns a kind that is offered for a new reading.
    ///
    /// # Errors
    /// As [`KnownKind::of`], `Invalid` for one of the clinic's own that is not in use any more.
    pub fn offered(reader: &Reader<'_>, measure: &Measure) -> Result<Self> {
        match Self::of(reader, measure)? {
            Self::Own(own) if !own.is_active => Err(Error::invalid("kind", Reason::Unknown)),
            kind => Ok(kind),
        }
    }

    /// Returns the kind as a correction of this reading is parsed: one of the clinic's own may have had another unit.
    pub fn correcting(self, stored: &Measurement, text: &str) -> Self {
        match self {
            Self::Own(own) if stored.own_kind == Some(own.id) => {
                Self::Own(own.correcting(&stored.unit, text))
            }
            kind => kind,
        }
    }

    /// # Errors
    /// `Invalid` for what is no measurement of this kind.
    pub fn read(&self, text: &str) -> Result<Measured> {
        self.parse(text)
            .map_err(|problem| Error::invalid("text", problem.reason()))
    }

    pub fn parse(&self, text: &str) -> Result<Measured, MeasureProblem> {
        match self {
            Self::Program(kind) => read(*kind, text),
            Self::Own(own) => Ok(Measured {
                value: own.read(text)?,
                second: None,
            }),
        }
    }

    /// Returns a typed text with the unit of the clinic behind a bare number; the clinic's own kinds have one unit.
    pub fn with_unit(&self, text: &str, units: UnitSystem) -> String {
        match self {
            Self::Program(kind) => units.with_unit(*kind, text),
            Self::Own(_) => text.to_owned(),
        }
    }

    pub fn quantity(&self, measured: Measured, units: UnitSystem) -> Quantity {
        match self {
            Self::Program(kind) => units.quantity(*kind, measured),
            Self::Own(own) => own.quantity(measured.value),
        }
    }

    /// Returns whether a value of a person of this age should be confirmed: far from the last one, or outside of its
    /// limits.
    pub fn is_doubtful(
        &self,
        measured: Measured,
        last: Option<Measured>,
        years: Option<i32>,
    ) -> bool {
        match self {
            Self::Program(kind) => is_doubtful(*kind, measured, last, years),
            Self::Own(own) => own.is_odd(measured.value),
        }
    }

    /// Returns the question about a value; `last` is the reading before it.
    pub fn doubt(&self, last: Option<Reading>, years: Option<i32>, units: UnitSystem) -> Doubt {
        match self {
            Self::Program(kind) => Doubt::of(*kind, last, years, units),
            Self::Own(own) => {
                let (low, high) = own.usual();
                Doubt {
                    last: None,
                    low: low.into(),
                    high: high.into(),
                    clock_ahead_minutes: None,
                    is_for_younger: false,
                }
            }
        }
    }

    /// # Errors
    /// `Invalid` for a computed figure.
    pub fn code(&self) -> Result<Text<50>> {
        let code = match self {
            Self::Program(kind) => kind.code(),
            Self::Own(_) => Some(OWN),
        };
        let code = code.ok_or(Error::invalid("kind", Reason::Unknown))?;
        Ok(Text::new(code).map_err(vault::Error::from)?)
    }

    pub fn unit(&self) -> Result<Text<20>> {
        let unit = match self {
            Self::Program(kind) => kind.stored_unit(),
            Self::Own(own) => &own.unit,
        };
        Ok(Text::new(unit).map_err(vault::Error::from)?)
    }

    pub fn own_id(&self) -> Option<MeasurementKindId> {
        match self {
            Self::Program(_) => None,
            Self::Own(own) => Some(own.id),
        }
    }
}
