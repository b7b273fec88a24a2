//! What is measured: a kind of the program or one of the clinic's own.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::measurements::kind::MeasureKind;
use crate::measurements::own::OwnMeasure;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(untagged)]
pub enum Measure {
    Program(MeasureKind),
    Own(OwnMeasure),
}

impl From<MeasureKind> for Measure {
    fn from(kind: MeasureKind) -> Self {
        Self::Program(kind)
    }
}

impl PartialEq<MeasureKind> for Measure {
    fn eq(&self, kind: &MeasureKind) -> bool {
        *self == Self::Program(*kind)
    }
}

impl From<OwnMeasure> for Measure {
    fn from(own: OwnMeasure) -> Self {
        Self::Own(own)
    }
}
