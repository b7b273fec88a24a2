//! The questions of each tool with their answers, in the order in which they are asked.
//!
//! An answer that is a range stands for every number in it; a test compares the two.

use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::nutrition::screening::Tool;
use crate::nutrition::screening::physical_examination::{DeficiencySite, Site};
use crate::screenings::ScreeningTool;

/// Numbers with the same name in answers, `at` among them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Band {
    pub name: &'static str,
    pub at: Decimal,
    pub contains: fn(Decimal) -> bool,
}

const fn band(name: &'static str, at: Decimal, contains: fn(Decimal) -> bool) -> Band {
    Band { name, at, contains }
}

const BELOW_18_5: Band = band("below_18.5", dec!(17), |n| n < dec!(18.5));

/// The ranges that an input of a tool may be given as.
pub(super) fn bands(tool: Tool, input: &str) -> &'static [Band] {
    match (tool, input) {
        (Tool::Must, "bmi") => {
            const {
                &[
                    band("above_20", dec!(22), |n| n > dec!(20)),
                    band("18.5_to_20", dec!(19), |n| n >= dec!(18.5) && n <= dec!(20)),
                    BELOW_18_5,
                ]
            }
        }
        (Tool::Must, "weight_loss_pct") => {
            const {
                &[
                    band("below_5", dec!(0), |n| n < dec!(5)),
                    band("5_to_10", dec!(7), |n| n >= dec!(5) && n <= dec!(10)),
                    band("above_10", dec!(12), |n| n > dec!(10)),
                ]
            }
        }
        (Tool::Mst, "lost_kg") => {
            const {
                &[
                    band("1_to_5", dec!(3), |n| n >= dec!(1) && n <= dec!(5)),
                    band("6_to_10", dec!(8), |n| n >= dec!(6) && n <= dec!(10)),
                    band("11_to_15", dec!(13), |n| n >= dec!(11) && n <= dec!(15)),
                    band("over_15", dec!(17), |n| n > dec!(15)),
                ]
            }
        }
        (Tool::Nrs2002, "weight_loss_pct") => {
            const {
                &[
                    band("to_5", dec!(0), |n| n <= dec!(5)),
                    band("above_5", dec!(7), |n| n > dec!(5) && n <= dec!(15)),
                    band("above_15", dec!(17), |n| n > dec!(15)),
                ]
            }
        }
        (Tool::Nrs2002, "bmi") => {
            const {
                &[
                    band("above_20.5", dec!(22), |n| n > dec!(20.5)),
                    band("18.5_to_20.5", dec!(19), |n| {
                        n >= dec!(18.5) && n <= dec!(20.5)
                    }),
                    BELOW_18_5,
                ]
            }
        }
        (Tool::Nrs2002, "intake_pct") => {
            const {
                &[
                    band("above_75", dec!(90), |n| n > dec!(75)),
                    band("51_to_75", dec!(60), |n| n > dec!(50) && n <= dec!(75)),
                    band("26_to_50", dec!(40), |n| n > dec!(25) && n <= dec!(50)),
                    band("to_25", dec!(10), |n| n <= dec!(25)),
                ]
            }
        }
        (Tool::MnaSf, "bmi") => {
            const {
                &[
                    band("below_19", dec!(18), |n| n < dec!(19)),
                    band("19_to_21", dec!(20), |n| n >= dec!(19) && n < dec!(21)),
                    band("21_to_23", dec!(22), |n| n >= dec!(21) && n < dec!(23)),
                    band("from_23", dec!(25), |n| n >= dec!(23)),
                ]
            }
        }
        (Tool::MnaSf, "calf_cm") => {
            const {
                &[
                    band("below_31", dec!(30), |n| n < dec!(31)),
                    band("from_31", dec!(33), |n| n >= dec!(31)),
                ]
            }
        }
        (Tool::Glim, "weight_loss_pct") => {
            const {
                &[
                    band("to_5", dec!(0), |n| n <= dec!(5)),
                    band("5_to_10", dec!(7), |n| n > dec!(5) && n <= dec!(10)),
                    band("above_10", dec!(15), |n| n > dec!(10)),
                    band("10_to_20", dec!(15), |n| n > dec!(10) && n <= dec!(20)),
                    band("above_20", dec!(25), |n| n > dec!(20)),
                ]
            }
        }
        (Tool::Glim, "bmi") => {
            const {
                &[
                    BELOW_18_5,
                    band("18.5_to_20", dec!(19), |n| n >= dec!(18.5) && n < dec!(20)),
                    band("20_to_22", dec!(21), |n| n >= dec!(20) && n < dec!(22)),
                    band("from_22", dec!(24), |n| n >= dec!(22)),
                ]
            }
        }
        _ => &[],
    }
}

/// A question as a screen asks it.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub key: QuestionKey,
    pub choices: Vec<(ChoiceKey, Vec<(&'static str, &'static str)>)>,
    pub is_optional: bool,
}

impl Question {
    /// Returns the inputs of the tool that its answers set.
    pub fn inputs(&self) -> impl Iterator<Item = &'static str> {
        let sets = self.choices.iter().flat_map(|(_, sets)| sets);
        sets.map(|(name, _)| *name)
    }
}

/// A question; its words are the screen's.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "camelCase")]
pub enum QuestionKey {
    MustBmi,
    MustLoss,
    MustAcute,
    MstLoss,
    MstAppetite,
    NrsLoss,
    NrsCondition,
    NrsIntake,
    NrsDisease,
    MnaIntake,
    MnaLoss,
    MnaMobility,
    MnaStress,
    MnaMind,
    MnaSize,
    GlimScreen,
    GlimLoss,
    GlimBmi,
    GlimAsia,
    GlimMuscle,
    GlimIntake,
    GlimInflammation,
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
    WeakGrip,
    Skin,
    Hair,
    Nails,
    Eyes,
    Mouth,
}

/// An answer; its words are the screen's.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "camelCase")]
pub enum ChoiceKey {
    No,
    Yes,
    BmiAbove20,
    Bmi18To20,
    BmiBelow18,
    LossBelow5,
    Loss5To10,
    LossAbove10,
    LostNothing,
    LostUnsure,
    Lost1To5Kg,
    Lost6To10Kg,
    Lost11To15Kg,
    LostOver15Kg,
    LostAmountUnsure,
    LossTo5,
    LossIn3Months,
    LossIn2Months,
    LossIn1Month,
    LossAbove15,
    ConditionGood,
    ImpairedAbove20,
    Impaired18To20,
    ImpairedBelow18,
    IntakeAbove75,
    Intake51To75,
    Intake26To50,
    IntakeTo25,
    NeedsUsual,
    NeedsMild,
    NeedsModerate,
    NeedsSevere,
    IntakeMuchLess,
    IntakeLess,
    IntakeSame,
    LostOver3Kg,
    LossNotKnown,
    Lost1To3Kg,
    BedOrChair,
    IndoorsOnly,
    GoesOut,
    MindSevere,
    MindMild,
    MindWell,
    BmiBelow19,
    Bmi19To21,
    Bmi21To23,
    BmiFrom23,
    CalfBelow31,
    CalfFrom31,
    LossWithin6To10,
    LossWithin6Above10,
    LossBeyond6To20,
    LossBeyond6Above20,
    Bmi18UnderTo20,
    Bmi20To22,
    BmiFrom22,
    NotKnown,
    FindingNormal,
    FindingMild,
    FindingSevere,
    IntakeNormal,
    IntakeHalf,
    IntakeReduced,
    GutCondition,
}

type Choices = Vec<(ChoiceKey, Vec<(&'static str, &'static str)>)>;

fn asked(key: QuestionKey, choices: Choices) -> Question {
    Question {
        key,
        choices,
        is_optional: false,
    }
}

/// Answers that each set one input.
fn one(input: &'static str, values: &[(ChoiceKey, &'static str)]) -> Choices {
    let choice = |(key, value): &(ChoiceKey, &'static str)| (*key, vec![(input, *value)]);
    values.iter().map(choice).collect()
}

fn no_yes(input: &'static str) -> Choices {
    one(input, &[(ChoiceKey::No, "no"), (ChoiceKey::Yes, "yes")])
}

pub(super) fn of(tool: ScreeningTool) -> Vec<Question> {
    match tool {
        ScreeningTool::Must => must(),
        ScreeningTool::Mst => mst(),
        ScreeningTool::Nrs2002 => nrs_2002(),
        ScreeningTool::MnaSf => mna_sf(),
        ScreeningTool::Glim => glim(),
        ScreeningTool::PhysicalExamination => physical_examination(),
    }
}

fn must() -> Vec<Question> {
    use ChoiceKey::*;
    vec![
        asked(
            QuestionKey::MustBmi,
            one(
                "bmi",
                &[
                    (BmiAbove20, "above_20"),
                    (Bmi18To20, "18.5_to_20"),
                    (BmiBelow18, "below_18.5"),
                ],
            ),
        ),
        asked(
            QuestionKey::MustLoss,
            one(
                "weight_loss_pct",
                &[
                    (LossBelow5, "below_5"),
                    (Loss5To10, "5_to_10"),
                    (LossAbove10, "above_10"),
                ],
            ),
        ),
        asked(QuestionKey::MustAcute, no_yes("acute_no_intake_over_5d")),
    ]
}

fn mst() -> Vec<Question> {
    use ChoiceKey::*;
    let lost = |amount| vec![("lost_weight", "yes"), ("lost_kg", amount)];
    vec![
        asked(
            QuestionKey::MstLoss,
            vec![
                (LostNothing, vec![("lost_weight", "no")]),
                (LostUnsure, vec![("lost_weight", "unsure")]),
                (Lost1To5Kg, lost("1_to_5")),
                (Lost6To10Kg, lost("6_to_10")),
                (Lost11To15Kg, lost("11_to_15")),
                (LostOver15Kg, lost("over_15")),
                (LostAmountUnsure, lost("unsure")),
            ],
        ),
        asked(QuestionKey::MstAppetite, no_yes("poor_appetite")),
    ]
}

fn nrs_2002() -> Vec<Question> {
    use ChoiceKey::*;
    let loss = |percent, months| vec![("weight_loss_pct", percent), ("loss_within_months", months)];
    let impaired = |bmi| vec![("impaired_general_condition", "yes"), ("bmi", bmi)];
    vec![
        asked(
            QuestionKey::NrsLoss,
            vec![
                (LossTo5, loss("to_5", "3")),
                (LossIn3Months, loss("above_5", "3")),
                (LossIn2Months, loss("above_5", "2")),
                (LossIn1Month, loss("above_5", "1")),
                (LossAbove15, loss("above_15", "3")),
            ],
        ),
        asked(
            QuestionKey::NrsCondition,
            vec![
                (ConditionGood, vec![("impaired_general_condition", "no")]),
                (ImpairedAbove20, impaired("above_20.5")),
                (Impaired18To20, impaired("18.5_to_20.5")),
                (ImpairedBelow18, impaired("below_18.5")),
            ],
        ),
        asked(
            QuestionKey::NrsIntake,
            one(
                "intake_pct",
                &[
                    (IntakeAbove75, "above_75"),
                    (Intake51To75, "51_to_75"),
                    (Intake26To50, "26_to_50"),
                    (IntakeTo25, "to_25"),
                ],
            ),
        ),
        asked(
            QuestionKey::NrsDisease,
            one(
                "disease_severity",
                &[
                    (NeedsUsual, "0"),
                    (NeedsMild, "1"),
                    (NeedsModerate, "2"),
                    (NeedsSevere, "3"),
                ],
            ),
        ),
    ]
}

fn mna_sf() -> Vec<Question> {
    use ChoiceKey::*;
    let mut size = one(
        "bmi",
        &[
            (BmiBelow19, "below_19"),
            (Bmi19To21, "19_to_21"),
            (Bmi21To23, "21_to_23"),
            (BmiFrom23, "from_23"),
        ],
    );
    size.extend(one(
        "calf_cm",
        &[(CalfBelow31, "below_31"), (CalfFrom31, "from_31")],
    ));
    let levels = |input, keys: [ChoiceKey; 3]| {
        let [severe, moderate, none] = keys;
        one(input, &[(severe, "0"), (moderate, "1"), (none, "2")])
    };
    vec![
        asked(
            QuestionKey::MnaIntake,
            levels("a_intake", [IntakeMuchLess, IntakeLess, IntakeSame]),
        ),
        asked(
            QuestionKey::MnaLoss,
            one(
                "b_weight_loss",
                &[
                    (LostOver3Kg, "0"),
                    (LossNotKnown, "1"),
                    (Lost1To3Kg, "2"),
                    (LostNothing, "3"),
                ],
            ),
        ),
        asked(
            QuestionKey::MnaMobility,
            levels("c_mobility", [BedOrChair, IndoorsOnly, GoesOut]),
        ),
        asked(
            QuestionKey::MnaStress,
            one("d_stress", &[(Yes, "0"), (No, "2")]),
        ),
        asked(
            QuestionKey::MnaMind,
            levels("e_neuro", [MindSevere, MindMild, MindWell]),
        ),
        asked(QuestionKey::MnaSize, size),
    ]
}

fn glim() -> Vec<Question> {
    use ChoiceKey::*;
    let within = |percent| {
        vec![
            ("weight_loss_pct", percent),
            ("loss_period", "within_6_months"),
        ]
    };
    let beyond = |percent| {
        vec![
            ("weight_loss_pct", percent),
            ("loss_period", "beyond_6_months"),
        ]
    };
    vec![
        asked(QuestionKey::GlimScreen, no_yes("screen_positive")),
        asked(
            QuestionKey::GlimLoss,
            vec![
                (LossTo5, within("to_5")),
                (LossWithin6To10, within("5_to_10")),
                (LossWithin6Above10, within("above_10")),
                (LossBeyond6To20, beyond("10_to_20")),
                (LossBeyond6Above20, beyond("above_20")),
                (NotKnown, within("unknown")),
            ],
        ),
        asked(
            QuestionKey::GlimBmi,
            one(
                "bmi",
                &[
                    (BmiFrom22, "from_22"),
                    (Bmi20To22, "20_to_22"),
                    (Bmi18UnderTo20, "18.5_to_20"),
                    (BmiBelow18, "below_18.5"),
                    (NotKnown, "unknown"),
                ],
            ),
        ),
        asked(QuestionKey::GlimAsia, no_yes("asia")),
        asked(
            QuestionKey::GlimMuscle,
            one(
                "muscle",
                &[
                    (FindingNormal, "normal"),
                    (FindingMild, "mild_moderate"),
                    (FindingSevere, "severe"),
                    (NotKnown, "unknown"),
                ],
            ),
        ),
        asked(
            QuestionKey::GlimIntake,
            one(
                "intake",
                &[
                    (IntakeNormal, "normal"),
                    (IntakeHalf, "le50_over_1w"),
                    (IntakeReduced, "any_over_2w"),
                    (GutCondition, "gi_condition"),
                ],
            ),
        ),
        asked(QuestionKey::GlimInflammation, no_yes("inflammation")),
    ]
}

fn physical_examination() -> Vec<Question> {
    use ChoiceKey::*;
    let optional = |key, choices| Question {
        key,
        choices,
        is_optional: true,
    };
    let site = |site: Site| {
        let findings = [
            (FindingNormal, "normal"),
            (FindingMild, "mild_moderate"),
            (FindingSevere, "severe"),
        ];
        optional(of_site(site), one(site.as_str(), &findings))
    };
    let deficiency = |site: DeficiencySite| optional(of_deficiency(site), no_yes(site.as_str()));
    let grip = optional(QuestionKey::WeakGrip, no_yes("weak_grip"));
    let sites = Site::ALL.into_iter().map(site);
    let deficiencies = DeficiencySite::ALL.into_iter().map(deficiency);
    sites.chain([grip]).chain(deficiencies).collect()
}

fn of_site(site: Site) -> QuestionKey {
    match site {
        Site::EyeSocket => QuestionKey::EyeSocket,
        Site::UpperArm => QuestionKey::UpperArm,
        Site::Ribs => QuestionKey::Ribs,
        Site::Temple => QuestionKey::Temple,
        Site::Collarbone => QuestionKey::Collarbone,
        Site::Shoulder => QuestionKey::Shoulder,
        Site::ShoulderBlade => QuestionKey::ShoulderBlade,
        Site::Hand => QuestionKey::Hand,
        Site::Thigh => QuestionKey::Thigh,
        Site::Knee => QuestionKey::Knee,
        Site::Calf => QuestionKey::Calf,
        Site::Oedema => QuestionKey::Oedema,
        Site::Ascites => QuestionKey::Ascites,
    }
}

fn of_deficiency(site: DeficiencySite) -> QuestionKey {
    match site {
        DeficiencySite::Skin => QuestionKey::Skin,
        DeficiencySite::Hair => QuestionKey::Hair,
        DeficiencySite::Nails => QuestionKey::Nails,
        DeficiencySite::Eyes => QuestionKey::Eyes,
        DeficiencySite::Mouth => QuestionKey::Mouth,
    }
}
