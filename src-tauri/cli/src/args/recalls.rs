//! Dietary recalls.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};
use super::labs::{Removed, Restored};

#[derive(Debug, Subcommand)]
pub enum Recalls {
    /// The recalls of a patient, the one taken last first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// One recall: what was eaten by day and meal, and what it gives against what is aimed at.
    Show {
        id: String,
        #[arg(long)]
        language: Option<String>,
    },
    /// Begin a recall, with its first foods where there are any.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: RecallEntry,
    },
    /// Change the day, the kind, or what was asked at its end.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: RecallChange,
    },
    /// Finish a recall.
    Finish {
        id: String,
        /// The `seen` of what was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Go on with a finished recall.
    Reopen {
        id: String,
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Take back a recall that was entered in error, with its foods.
    Remove {
        #[command(flatten)]
        of: Removed,
    },
    /// Put a removed recall back, with the foods that went with it.
    Restore {
        #[command(flatten)]
        of: Restored,
    },
    /// Add a food to a recall, or words that are kept and not counted.
    AddFood {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: RecallFoodEntry,
    },
    /// Change how much of a food was eaten, or say that it is right.
    SetAmount {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: FoodAmountEntry,
    },
    /// Move a food to another meal, day or place.
    MoveFood {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: FoodMoveEntry,
    },
    /// What some foods of a recall give together.
    Sum {
        /// Id of the recall.
        id: String,
        /// Ids of the foods.
        #[arg(required = true)]
        foods: Vec<String>,
    },
    /// Set when a meal was.
    SetTime {
        /// Id of the recall.
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: MealTimeEntry,
    },
    /// Take out a food that was entered in error.
    RemoveFood {
        id: String,
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Put a food back.
    RestoreFood {
        #[command(flatten)]
        of: Restored,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecallEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// Id of the visit at which it was taken.
    #[arg(long)]
    pub visit: Option<String>,
    /// `TWENTY_FOUR_HOURS`, `USUAL_DAY`, `THREE_DAYS`; the first one when absent.
    #[arg(long)]
    pub kind: Option<String>,
    /// `YYYY-MM-DD`; today when absent.
    #[arg(long, value_name = "DAY")]
    pub taken_on: Option<String>,
    /// The days that it is about, with commas between them; those before when absent.
    #[arg(long, value_name = "DAYS")]
    pub days: Option<String>,
    /// Its foods.
    #[arg(skip)]
    pub foods: Vec<FoodLine>,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FoodLine {
    pub day: Option<u8>,
    pub meal: Option<String>,
    pub food: Option<String>,
    pub amount: Option<String>,
    pub text: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecallChange {
    #[arg(long)]
    pub kind: Option<String>,
    #[arg(long, value_name = "DAY")]
    pub taken_on: Option<String>,
    /// With commas between them; empty for none.
    #[arg(long, value_name = "DAYS")]
    pub days: Option<String>,
    /// Whether it was a typical day: `yes`, `no`, or empty for not asked.
    #[arg(long, value_name = "WORD")]
    pub typical: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub remark: Option<String>,
    /// What was asked for of `drinks,fats,sugar,sauces,snacks,supplements`, with commas between them; empty for none.
    #[arg(long, value_name = "WORDS")]
    pub asked: Option<String>,
    /// The table by which it counts exchanges, by its name or id, as it is now; empty for none.
    #[arg(long, value_name = "TABLE")]
    pub exchanges: Option<String>,
    /// The `seen` of the recall that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecallFoodEntry {
    /// Id of the recall.
    #[arg(long)]
    pub recall: Option<String>,
    /// From 1; 1 when absent.
    #[arg(long)]
    pub day: Option<u8>,
    /// `BREAKFAST`, `MORNING_SNACK`, `LUNCH`, `AFTERNOON_SNACK`, `DINNER`, `EVENING_SNACK`.
    #[arg(long)]
    pub meal: Option<String>,
    /// Its number in the list of foods.
    #[arg(long)]
    pub food: Option<String>,
    /// So much of it: `2 cups`, `150 g`; one of its usual measure when absent.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub amount: Option<String>,
    /// Words instead of a food; they are kept and not counted.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub text: Option<String>,
    /// Id of the food before which it stands; last in its meal when absent.
    #[arg(long)]
    pub before: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FoodAmountEntry {
    /// `2 cups`, `150 g`; a number alone counts the measure that it has.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub amount: Option<String>,
    /// So much of it is right.
    #[arg(long = "keep")]
    #[serde(rename = "keep")]
    pub is_right: bool,
    /// The `seen` of the food that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FoodMoveEntry {
    /// The same day when absent.
    #[arg(long)]
    pub day: Option<u8>,
    /// The same meal when absent.
    #[arg(long)]
    pub meal: Option<String>,
    /// Id of the food before which it stands; last when absent.
    #[arg(long)]
    pub before: Option<String>,
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MealTimeEntry {
    /// 1 when absent.
    #[arg(long)]
    pub day: Option<u8>,
    #[arg(long)]
    pub meal: Option<String>,
    /// `07:30`; empty where it is unknown.
    #[arg(long, value_name = "TIME")]
    pub time: Option<String>,
}
