//! The Malnutrition Screening Tool, for adults.
//!
//! Source: Ferguson, Capra, Bauer, Banks, *Nutrition* 1999;15:458-64. Bands in kilograms; those in pounds differ
//! between forms and are not read.

use rust_decimal::{Decimal, dec};

use crate::nutrition::screening::screened::{Category, Screened};

const AT_RISK_FROM: u8 = 2;

/// Whether weight was lost without trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LostWeight {
    No,
    Unsure,
    Yes(LostKg),
}

/// How much was lost: the tool counts in kilograms without decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LostKg {
    OneToFive,
    SixToTen,
    ElevenToFifteen,
    OverFifteen,
    Unsure,
}

impl LostKg {
    /// What is above it has the last band, and none of its decimals matter.
    pub const LARGEST_BANDED: Decimal = dec!(15);

    /// Returns the band of an amount; none for nothing.
    pub fn of(kg: u32) -> Option<Self> {
        match kg {
            0 => None,
            1..=5 => Some(Self::OneToFive),
            6..=10 => Some(Self::SixToTen),
            11..=15 => Some(Self::ElevenToFifteen),
            16.. => Some(Self::OverFifteen),
        }
    }
}

/// The answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mst {
    pub lost_weight: LostWeight,
    /// Eats poorly for lack of appetite.
    pub poor_appetite: bool,
}

impl Mst {
    /// Scores 0 to 5; 2 or more is at risk.
    pub fn score(&self) -> Screened {
        let loss = match self.lost_weight {
            LostWeight::No => 0,
            LostWeight::Yes(LostKg::OneToFive) => 1,
            LostWeight::Unsure | LostWeight::Yes(LostKg::SixToTen | LostKg::Unsure) => 2,
            LostWeight::Yes(LostKg::ElevenToFifteen) => 3,
            LostWeight::Yes(LostKg::OverFifteen) => 4,
        };
        let components = [loss, u8::from(self.poor_appetite)];
        Screened::of_points(&components, |points| match points {
            AT_RISK_FROM.. => Category::AtRisk,
            _ => Category::NotAtRisk,
        })
    }
}
