//! The care plan: nutrition diagnoses, goals, tasks and nutrient targets.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::field::{Line, Text, Time};
use crate::ids::{EnergyEstimateId, GoalId, NutritionDiagnosisId, UserId};
use crate::phi::{Clinical, Phi};

crate::choices! {
    DiagnosisStatus { Active = "ACTIVE", Resolved = "RESOLVED" }
    GoalStatus { Active = "ACTIVE", Met = "MET", Dropped = "DROPPED" }
    TargetSource { Estimate = "ESTIMATE", Dri = "DRI", Hand = "HAND" }
    Nutrient {
        Energy = "ENERGY", Protein = "PROTEIN", Fat = "FAT", Carbohydrate = "CARBOHYDRATE", Fibre = "FIBRE",
        Sugars = "SUGARS", Water = "WATER", Alcohol = "ALCOHOL", SaturatedFat = "SATURATED_FAT",
        MonounsaturatedFat = "MONOUNSATURATED_FAT", PolyunsaturatedFat = "POLYUNSATURATED_FAT",
        TransFat = "TRANS_FAT", Cholesterol = "CHOLESTEROL", Calcium = "CALCIUM", Iron = "IRON",
        Magnesium = "MAGNESIUM", Phosphorus = "PHOSPHORUS", Potassium = "POTASSIUM", Sodium = "SODIUM",
        Zinc = "ZINC", Copper = "COPPER", Manganese = "MANGANESE", Selenium = "SELENIUM", VitaminC = "VITAMIN_C",
        Thiamin = "THIAMIN", Riboflavin = "RIBOFLAVIN", Niacin = "NIACIN", PantothenicAcid = "PANTOTHENIC_ACID",
        VitaminB6 = "VITAMIN_B6", Folate = "FOLATE", FolateDfe = "FOLATE_DFE", Choline = "CHOLINE",
        VitaminB12 = "VITAMIN_B12", VitaminA = "VITAMIN_A", VitaminE = "VITAMIN_E", VitaminD = "VITAMIN_D",
        VitaminK = "VITAMIN_K", LinoleicAcid = "LINOLEIC_ACID", AlphaLinolenicAcid = "ALPHA_LINOLENIC_ACID",
        Epa = "EPA", Dha = "DHA", Caffeine = "CAFFEINE",
        EnergyKj = "ENERGY_KJ", VitaminAIu = "VITAMIN_A_IU",
    }
    LifeStage {
        Infants0To6Months = "INFANTS_0_TO_6_MONTHS", Infants6To12Months = "INFANTS_6_TO_12_MONTHS",
        Children1To3 = "CHILDREN_1_TO_3", Children4To8 = "CHILDREN_4_TO_8",
        Males9To13 = "MALES_9_TO_13", Males14To18 = "MALES_14_TO_18", Males19To30 = "MALES_19_TO_30",
        Males31To50 = "MALES_31_TO_50", Males51To70 = "MALES_51_TO_70", MalesOver70 = "MALES_OVER_70",
        Females9To13 = "FEMALES_9_TO_13", Females14To18 = "FEMALES_14_TO_18", Females19To30 = "FEMALES_19_TO_30",
        Females31To50 = "FEMALES_31_TO_50", Females51To70 = "FEMALES_51_TO_70", FemalesOver70 = "FEMALES_OVER_70",
        Pregnancy14To18 = "PREGNANCY_14_TO_18", Pregnancy19To30 = "PREGNANCY_19_TO_30",
        Pregnancy31To50 = "PREGNANCY_31_TO_50", Lactation14To18 = "LACTATION_14_TO_18",
        Lactation19To30 = "LACTATION_19_TO_30", Lactation31To50 = "LACTATION_31_TO_50",
    }
}

crate::entity! {
    /// A problem of nutrition in one sentence: what, related to what, as shown by what. Its course is a cell of its
    /// own: resolving it is no conflict with rewording it.
    NutritionDiagnosis(NutritionDiagnosisId) of patient = 48 in "nutrition_diagnoses", scope Patient,
    authority PerCell, bootstrap Rest, write ProfilesWrite {
        cell 1 diagnosis {
            1 problem: Phi<Clinical, Line>;
            2 aetiology: Phi<Clinical, Option<Line>>;
            3 signs: Phi<Clinical, Option<Line>>;
        }
        cell 2 course { 4 status: DiagnosisStatus }
    }
}

crate::entity! {
    /// What a patient aims at. Words, target, date, progress and course are cells of their own: each is written at
    /// another time, often by another person.
    Goal(GoalId) of patient = 49 in "goals", scope Patient,
    authority PerCell, bootstrap Rest, write ProfilesWrite {
        cell 1 goal {
            1 text: Phi<Clinical, Line>;
            /// The problem that it is about. Sealed, so that nothing but this device can say that it is there.
            2 diagnosis: Phi<Clinical, Option<NutritionDiagnosisId>>;
        }
        cell 2 aim {
            /// The code of a measurement kind, whose readings are the progress.
            3 measure: Option<Text<50>>;
            /// With a measure a value in its unit, as `72.4 kg`; else as it was typed.
            4 start: Phi<Clinical, Option<Text<100>>>;
            5 target: Phi<Clinical, Option<Text<100>>>;
        }
        cell 3 term { 6 due: Option<NaiveDate> }
        /// In percent, where no measure tells it.
        cell 4 progress { 7 progress: Phi<Clinical, Option<i64>> }
        cell 5 course { 8 status: GoalStatus }
    }
}

crate::entity! {
    /// What a user does for a patient until a day.
    Task(TaskId) of patient = 50 in "tasks", scope Patient,
    authority PerCell, bootstrap Rest, write ProfilesWrite {
        cell 1 task {
            1 text: Phi<Clinical, Line>;
            2 diagnosis: Phi<Clinical, Option<NutritionDiagnosisId>>;
            3 goal: Phi<Clinical, Option<GoalId>>;
        }
        cell 2 assignment {
            4 due: Option<NaiveDate>;
            5 owner: Option<UserId>;
        }
        cell 3 course {
            6 done_at: Option<Time>;
            7 done_by: Option<UserId>;
        }
    }
}

crate::entity! {
    /// What a patient's food should give of one nutrient in a day, from a day on. A change is a new row, which takes
    /// the place of the earlier one. Which nutrients are watched says how ill a patient is, so that is sealed, too.
    NutrientTarget(NutrientTargetId) of patient = 51 in "nutrient_targets", scope Patient,
    authority PerCell, bootstrap Rest, write ProfilesWrite {
        cell 1 target {
            1 nutrient: Phi<Clinical, Nutrient>;
            /// In the unit of the nutrient.
            2 low: Phi<Clinical, Option<Decimal>>;
            3 high: Phi<Clinical, Option<Decimal>>;
            4 source: TargetSource;
            5 estimate: Phi<Clinical, Option<EnergyEstimateId>>;
            6 life_stage: Phi<Clinical, Option<LifeStage>>;
            7 reason: Phi<Clinical, Option<Line>>;
            8 start_day: NaiveDate;
        }
        cell 2 term { 9 end_day: Option<NaiveDate> }
    }
}
