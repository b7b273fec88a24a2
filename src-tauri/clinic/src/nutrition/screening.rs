//! Screening tools by their names, with the text front: each tool is a file below.
//!
//! Limits and arithmetic are facts; questions and hints are in our own words. A clinic may switch each tool off, since
//! the owners of some have terms of their own: [`Tool::credit`] is shown with a result.

pub mod glim;
pub mod mna_sf;
pub mod mst;
pub mod must;
pub mod nrs_2002;
pub mod physical_examination;
pub mod screened;

use rust_decimal::prelude::ToPrimitive;

use crate::nutrition::inputs::{Answer, Inputs};
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{AgeYears, LostKilograms, Ranged};
use crate::nutrition::screening::glim::Glim;
use crate::nutrition::screening::mna_sf::MnaSf;
use crate::nutrition::screening::mst::{LostKg, LostWeight, Mst};
use crate::nutrition::screening::must::Must;
use crate::nutrition::screening::nrs_2002::Nrs2002;
use crate::nutrition::screening::physical_examination::{
    DeficiencySite, Finding, PhysicalExamination, Site,
};
use crate::nutrition::screening::screened::{Screened, adults_only};

const GRIP: &str = "weak_grip";

/// A screening tool, or the examination that supports one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tool {
    Must,
    Mst,
    Nrs2002,
    MnaSf,
    Glim,
    PhysicalExamination,
}

impl Tool {
    pub const ALL: [Self; 6] = [
        Self::Must,
        Self::Mst,
        Self::Nrs2002,
        Self::MnaSf,
        Self::Glim,
        Self::PhysicalExamination,
    ];

    /// Returns the name in text and in rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Mst => "MST",
            Self::Nrs2002 => "NRS-2002",
            Self::MnaSf => "MNA-SF",
            Self::Glim => "GLIM",
            Self::PhysicalExamination => "NFPE",
        }
    }

    /// Reads a name in any case, with or without its hyphen.
    pub fn from_name(name: &str) -> Option<Self> {
        let letters = |name: &str| -> String {
            let letters = name
                .chars()
                .filter(|c| !matches!(c, '-' | '_' | ' ' | '\'' | '®'));
            letters.flat_map(char::to_lowercase).collect()
        };
        Self::ALL
            .into_iter()
            .find(|tool| letters(tool.as_str()) == letters(name))
    }

    /// Returns the name and the line that its owner wants to be shown, or the paper.
    pub fn credit(self) -> &'static str {
        match self {
            Self::Must => "The 'Malnutrition Universal Screening Tool' ('MUST') is by BAPEN.",
            Self::Mst => "Malnutrition Screening Tool: Ferguson et al., Nutrition 1999.",
            Self::Nrs2002 => "Nutritional Risk Screening 2002: Kondrup et al., Clin Nutr 2003.",
            Self::MnaSf => {
                "MNA® short form. Société des Produits Nestlé S.A., Vevey, Switzerland, trademark owners."
            }
            Self::Glim => "GLIM criteria: Cederholm et al., Clin Nutr 2019.",
            Self::PhysicalExamination => "Signs of malnutrition: White et al., JPEN 2012.",
        }
    }

    /// Refuses a tool for people that it was not validated in.
    ///
    /// # Errors
    /// `AgeOutside`.
    pub fn check_age(self, age: AgeYears) -> Result<(), NutritionProblem> {
        match self {
            Self::Must => adults_only("'MUST'", age),
            Self::Mst => adults_only("The MST", age),
            Self::Nrs2002 => adults_only("NRS-2002", age),
            Self::MnaSf => mna_sf::old_only(age),
            Self::Glim => adults_only("GLIM", age),
            Self::PhysicalExamination => Ok(()),
        }
    }

    /// Returns the names of its inputs.
    pub fn inputs(self) -> Vec<&'static str> {
        match self {
            Self::Must => vec!["bmi", "weight_loss_pct", "acute_no_intake_over_5d", "age_y"],
            Self::Mst => vec!["lost_weight", "lost_kg", "poor_appetite", "age_y"],
            Self::Nrs2002 => vec![
                "weight_loss_pct",
                "loss_within_months",
                "bmi",
                "impaired_general_condition",
                "intake_pct",
                "disease_severity",
                "age_y",
            ],
            Self::MnaSf => vec![
                "a_intake",
                "b_weight_loss",
                "c_mobility",
                "d_stress",
                "e_neuro",
                "bmi",
                "calf_cm",
                "age_y",
            ],
            Self::Glim => vec![
                "screen_positive",
                "weight_loss_pct",
                "loss_period",
                "bmi",
                "age_y",
                "asia",
                "muscle",
                "intake",
                "inflammation",
            ],
            Self::PhysicalExamination => {
                let sites = Site::ALL.map(Site::as_str).into_iter();
                let deficiencies = DeficiencySite::ALL.map(DeficiencySite::as_str);
                sites.chain([GRIP]).chain(deficiencies).collect()
            }
        }
    }
}

/// Scores a tool from inputs in text: `bmi=24; weight_loss_pct=0; acute_no_intake_over_5d=no`.
///
/// # Errors
/// `UnknownTool`, what [`Inputs`] refuses, and what the tool does.
pub fn score(tool: &str, inputs: &str) -> Result<Screened, NutritionProblem> {
    let unknown = || NutritionProblem::UnknownTool {
        name: tool.trim().to_owned(),
        known: Tool::ALL.map(Tool::as_str).join(", "),
    };
    let tool = Tool::from_name(tool).ok_or_else(unknown)?;
    let given = Inputs::read(inputs, tool.as_str(), &tool.inputs())?;
    if let Some(age) = given.number_if_known("age_y")? {
        tool.check_age(age)?;
    }
    match tool {
        Tool::Must => Ok(must(&given)?.score()),
        Tool::Mst => Ok(mst(&given)?.score()),
        Tool::Nrs2002 => nrs_2002(&given)?.score(),
        Tool::MnaSf => mna_sf(&given)?.score(),
        Tool::Glim => glim(&given)?.score(),
        Tool::PhysicalExamination => physical_examination(&given)?.score(),
    }
}

fn must(given: &Inputs) -> Result<Must, NutritionProblem> {
    Ok(Must {
        bmi: given.number("bmi")?,
        weight_loss: given.number("weight_loss_pct")?,
        acute_without_intake: given.answer("acute_no_intake_over_5d")?,
    })
}

/// The first answer of the MST, before its amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lost {
    No,
    Unsure,
    Yes,
}

impl Answer for Lost {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("no", Self::No),
        ("unsure", Self::Unsure),
        ("yes", Self::Yes),
    ];
}

fn mst(given: &Inputs) -> Result<Mst, NutritionProblem> {
    let lost = given.answer("lost_weight")?;
    let amount = given.number_if_known::<LostKilograms>("lost_kg")?;
    // nothing, written as a number
    let amount = amount.filter(|kg| lost == Lost::Yes || !kg.number().is_zero());
    let lost_weight = match (lost, amount) {
        (Lost::No, None) => LostWeight::No,
        (Lost::Unsure, None) => LostWeight::Unsure,
        (Lost::Yes, None) => LostWeight::Yes(LostKg::Unsure),
        (Lost::Yes, Some(kg)) => LostWeight::Yes(band(kg)?),
        (Lost::No | Lost::Unsure, Some(_)) => {
            return Err(NutritionProblem::Contradiction {
                what: "An amount of lost weight is given without the answer that weight was lost",
                instead: "Answer yes, or leave out the amount.",
            });
        }
    };
    Ok(Mst {
        lost_weight,
        poor_appetite: given.answer("poor_appetite")?,
    })
}

/// Returns the band of an amount without decimals, or of any that is over all bands.
fn band(kg: LostKilograms) -> Result<LostKg, NutritionProblem> {
    let kg = kg.number();
    if kg > LostKg::LARGEST_BANDED {
        return Ok(LostKg::OverFifteen);
    }
    if !kg.fract().is_zero() {
        return Err(NutritionProblem::BetweenAnswers { kg });
    }
    kg.to_u32()
        .and_then(LostKg::of)
        .ok_or(NutritionProblem::Contradiction {
            what: "Weight was lost, and the amount is nothing",
            instead: "Answer no, or give the amount.",
        })
}

fn nrs_2002(given: &Inputs) -> Result<Nrs2002, NutritionProblem> {
    Ok(Nrs2002 {
        weight_loss: given.number("weight_loss_pct")?,
        within: given.number("loss_within_months")?,
        bmi: given.number_if_known("bmi")?,
        impaired_condition: given.answer("impaired_general_condition")?,
        intake: given.number("intake_pct")?,
        disease: given.answer("disease_severity")?,
        age: given.number("age_y")?,
    })
}

fn mna_sf(given: &Inputs) -> Result<MnaSf, NutritionProblem> {
    Ok(MnaSf {
        reduced_intake: given.answer("a_intake")?,
        weight_loss: given.answer("b_weight_loss")?,
        immobility: given.answer("c_mobility")?,
        stress: given.answer("d_stress")?,
        neuropsychological: given.answer("e_neuro")?,
        bmi: given.number_if_known("bmi")?,
        calf: given.number_if_known("calf_cm")?,
    })
}

fn glim(given: &Inputs) -> Result<Glim, NutritionProblem> {
    Ok(Glim {
        screen_positive: given.answer("screen_positive")?,
        weight_loss: given.number_if_known("weight_loss_pct")?,
        loss_period: given.answer("loss_period")?,
        bmi: given.number_if_known("bmi")?,
        age: given.number("age_y")?,
        is_asian: given.answer("asia")?,
        muscle: given.answer_if_known("muscle")?,
        intake: given.answer("intake")?,
        has_inflammation: given.answer("inflammation")?,
    })
}

fn physical_examination(given: &Inputs) -> Result<PhysicalExamination, NutritionProblem> {
    let mut examination = PhysicalExamination {
        has_weak_grip: given.answer_if_known(GRIP)?,
        ..PhysicalExamination::default()
    };
    for site in Site::ALL {
        if let Some(finding) = given.answer_if_known::<Finding>(site.as_str())? {
            examination.findings.push((site, finding));
        }
    }
    for site in DeficiencySite::ALL {
        if given.answer_if_known(site.as_str())? == Some(true) {
            examination.deficiency_signs.push(site);
        }
    }
    Ok(examination)
}

#[cfg(test)]
mod monotonic;
#[cfg(test)]
mod tests;
