//! A nutrition-focused physical examination as a form: what was seen where, in words of our own.
//!
//! Loss of fat, loss of muscle, fluid and weak grip are four of the six signs of malnutrition in the consensus, which
//! diagnoses by two of the six: so the form counts signs, and diagnoses nothing by itself.
//!
//! Source: White, Guenter, Jensen, Malone, Schofield, *JPEN* 2012;36:275-83.

use crate::nutrition::inputs::Answer;
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::screening::screened::{Category, Screened};

/// What was seen at one site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    Normal,
    MildModerate,
    Severe,
}

impl Answer for Finding {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("normal", Self::Normal),
        ("mild_moderate", Self::MildModerate),
        ("severe", Self::Severe),
    ];
}

/// What a site shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Area {
    Fat,
    Muscle,
    Fluid,
}

/// Where one looks and feels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Site {
    EyeSocket,
    UpperArm,
    Ribs,
    Temple,
    Collarbone,
    Shoulder,
    ShoulderBlade,
    Hand,
    Thigh,
    Knee,
    Calf,
    Oedema,
    Ascites,
}

impl Site {
    pub const ALL: [Self; 13] = [
        Self::EyeSocket,
        Self::UpperArm,
        Self::Ribs,
        Self::Temple,
        Self::Collarbone,
        Self::Shoulder,
        Self::ShoulderBlade,
        Self::Hand,
        Self::Thigh,
        Self::Knee,
        Self::Calf,
        Self::Oedema,
        Self::Ascites,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::EyeSocket => "eye_socket",
            Self::UpperArm => "upper_arm",
            Self::Ribs => "ribs",
            Self::Temple => "temple",
            Self::Collarbone => "collarbone",
            Self::Shoulder => "shoulder",
            Self::ShoulderBlade => "shoulder_blade",
            Self::Hand => "hand",
            Self::Thigh => "thigh",
            Self::Knee => "knee",
            Self::Calf => "calf",
            Self::Oedema => "oedema",
            Self::Ascites => "ascites",
        }
    }

    pub fn area(self) -> Area {
        match self {
            Self::EyeSocket | Self::UpperArm | Self::Ribs => Area::Fat,
            Self::Oedema | Self::Ascites => Area::Fluid,
            _ => Area::Muscle,
        }
    }

    /// Returns what to look and feel for, to be shown next to the answers.
    pub fn hint(self) -> &'static str {
        match self {
            Self::EyeSocket => {
                "Is the cushion below the eye full, or is the socket hollow and dark?"
            }
            Self::UpperArm => "How thick is the fold between two fingers at the back of the arm?",
            Self::Ribs => "Can ribs and the crest of the hip be seen?",
            Self::Temple => "Is the temple full, flat or hollow?",
            Self::Collarbone => "Does the collarbone stick out?",
            Self::Shoulder => {
                "Is the shoulder round, or square with the tip of the bone to be seen?"
            }
            Self::ShoulderBlade => {
                "Are there hollows around the shoulder blade while the hands push?"
            }
            Self::Hand => "Between thumb and first finger pressed together: a bulge, or a hollow?",
            Self::Thigh => "Does the inner thigh have a hollow?",
            Self::Knee => "Does the kneecap stick out, with little muscle around it?",
            Self::Calf => "Is there a firm bulb of muscle at the calf?",
            Self::Oedema => {
                "Does a pit stay at the ankle, or at the lower back of who lies in bed?"
            }
            Self::Ascites => "Is there fluid in the belly?",
        }
    }
}

/// Where signs of a lack of vitamins and minerals show. They are noted and not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeficiencySite {
    Skin,
    Hair,
    Nails,
    Eyes,
    Mouth,
}

impl DeficiencySite {
    pub const ALL: [Self; 5] = [Self::Skin, Self::Hair, Self::Nails, Self::Eyes, Self::Mouth];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Skin => "skin",
            Self::Hair => "hair",
            Self::Nails => "nails",
            Self::Eyes => "eyes",
            Self::Mouth => "mouth",
        }
    }
}

/// The form: only what was examined is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PhysicalExamination {
    pub findings: Vec<(Site, Finding)>,
    /// Measured with a dynamometer, against the maker's norm.
    pub has_weak_grip: Option<bool>,
    pub deficiency_signs: Vec<DeficiencySite>,
}

impl PhysicalExamination {
    /// Returns the worst finding of an area; none where nothing of it was examined.
    pub fn worst(&self, area: Area) -> Option<Finding> {
        let of_area = self.findings.iter().filter(|(site, _)| site.area() == area);
        of_area.map(|(_, finding)| *finding).max()
    }

    /// Counts the signs of four: fat, muscle, fluid, grip. The category is that of the worst finding.
    ///
    /// # Errors
    /// `NothingExamined`.
    pub fn score(&self) -> Result<Screened, NutritionProblem> {
        if self.findings.is_empty() && self.has_weak_grip.is_none() {
            return Err(NutritionProblem::NothingExamined);
        }
        let has_loss = |area| u8::from(self.worst(area) > Some(Finding::Normal));
        let is_weak = self.has_weak_grip == Some(true);
        let components = [
            has_loss(Area::Fat),
            has_loss(Area::Muscle),
            has_loss(Area::Fluid),
            u8::from(is_weak),
        ];
        let worst = self.findings.iter().map(|(_, finding)| *finding).max();
        let mut screened = Screened::of_points(&components, |points| match points {
            0 => Category::NoSigns,
            _ => Category::ModerateSigns,
        });
        if worst == Some(Finding::Severe) {
            screened.category = Category::SevereSigns;
        }
        Ok(screened)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn examined(findings: &[(Site, Finding)]) -> PhysicalExamination {
        PhysicalExamination {
            findings: findings.to_vec(),
            ..PhysicalExamination::default()
        }
    }

    #[test]
    fn the_worst_finding_of_an_area_counts_once() {
        let examination = examined(&[
            (Site::Temple, Finding::MildModerate),
            (Site::Calf, Finding::Severe),
            (Site::Hand, Finding::Normal),
            (Site::Ribs, Finding::Normal),
        ]);
        assert_eq!(examination.worst(Area::Muscle), Some(Finding::Severe));
        assert_eq!(examination.worst(Area::Fat), Some(Finding::Normal));
        assert_eq!(examination.worst(Area::Fluid), None);
        let screened = examination.score().unwrap();
        assert_eq!(screened.components, [0, 1, 0, 0]);
        assert_eq!(screened.category, Category::SevereSigns);
    }

    #[test]
    fn an_empty_form_is_not_a_normal_one() {
        let mut examination = PhysicalExamination::default();
        assert_eq!(examination.score(), Err(NutritionProblem::NothingExamined));
        examination.deficiency_signs.push(DeficiencySite::Nails);
        assert_eq!(examination.score(), Err(NutritionProblem::NothingExamined));
        examination.has_weak_grip = Some(false);
        assert_eq!(examination.score().unwrap().category, Category::NoSigns);
        examination.has_weak_grip = Some(true);
        assert_eq!(
            examination.score().unwrap().category,
            Category::ModerateSigns
        );
    }

    #[test]
    fn a_worse_finding_never_lowers_the_score() {
        for site in Site::ALL {
            let grades = [Finding::Normal, Finding::MildModerate, Finding::Severe];
            let scores = grades.map(|finding| examined(&[(site, finding)]).score().unwrap().score);
            assert!(scores.is_sorted(), "{site:?}");
            assert!(scores[0] < scores[1], "{site:?}");
        }
    }

    #[test]
    fn each_site_has_a_name_and_a_question_of_its_own() {
        let names: std::collections::BTreeSet<_> = Site::ALL.map(Site::as_str).into();
        let hints: std::collections::BTreeSet<_> = Site::ALL.map(Site::hint).into();
        assert_eq!(
            (names.len(), hints.len()),
            (Site::ALL.len(), Site::ALL.len())
        );
    }
}
