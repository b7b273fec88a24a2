//! Meal plans.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};
use super::labs::{Removed, Restored};
use super::recalls::{FoodAmountEntry, FoodLine, FoodMoveEntry, MealTimeEntry};

#[derive(Debug, Subcommand)]
pub enum MealPlans {
    /// The meal plans of a patient, the one that begins last first.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// One plan: its foods by day and meal, and what they give against what is aimed at.
    Show {
        id: String,
        #[arg(long)]
        language: Option<String>,
    },
    /// Begin a plan: with its first foods, those of a recall or those of an earlier plan.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: PlanEntry,
    },
    /// Change the title, the days, what is aimed at, or what it tells the patient.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: PlanChanges,
    },
    /// Give a plan to the patient.
    Give {
        id: String,
        /// The `seen` of what was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
        /// Give it also with an amount that is asked about, or with words that are not counted.
        #[arg(long)]
        anyway: bool,
    },
    /// Make a given plan a draft again.
    TakeBack {
        id: String,
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Take back a plan that was entered in error, with its foods.
    Remove {
        #[command(flatten)]
        of: Removed,
    },
    /// Put a removed plan back, with the foods that went with it.
    Restore {
        #[command(flatten)]
        of: Restored,
    },
    /// Add a food to a plan, or words that are kept and not counted.
    AddFood {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: PlanFoodEntry,
    },
    /// Change how much of a food there is, or say that it is right.
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
    /// What some foods of a plan give together.
    Sum {
        /// Id of the plan.
        id: String,
        /// Ids of the foods.
        #[arg(required = true)]
        foods: Vec<String>,
    },
    /// Set when a meal is.
    SetTime {
        /// Id of the plan.
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: MealTimeEntry,
    },
    /// Lock a food, so that scaling leaves it as it is.
    Lock {
        id: String,
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Let scaling change a food again.
    Release {
        id: String,
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Take out a food.
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
    /// Copy a day, or one meal of it, to other days.
    Copy {
        /// Id of the plan.
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: CopyEntry,
    },
    /// Scale days to an energy or by a factor, in amounts that a kitchen measures.
    Scale {
        /// Id of the plan.
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ScaleEntry,
    },
    /// The foods that may take the place of one. Those with an allergen of the patient are left out.
    Similar {
        /// Id of the food of the plan.
        id: String,
        /// What they have as much of: `energy`, `carbohydrate`, `protein`.
        #[arg(long, default_value = "energy")]
        by: String,
    },
    /// Put another food in the place of one.
    Swap {
        /// Id of the food of the plan.
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: SwapEntry,
    },
    /// Take back a copy, a scaling or a swap: the `undo` that it answered, on standard input.
    Undo {
        /// Id of the plan.
        id: String,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlanEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// Id of the visit at which it was begun.
    #[arg(long)]
    pub visit: Option<String>,
    /// What it is called; `Meal plan` when absent, or as the plan that it begins with.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub title: Option<String>,
    /// `YYYY-MM-DD`; today when absent.
    #[arg(long, value_name = "DAY")]
    pub first_day: Option<String>,
    /// 1 to 14; 7 when absent.
    #[arg(long, value_name = "N")]
    pub days: Option<u8>,
    /// 3 to 6; 4 when absent.
    #[arg(long, value_name = "N")]
    pub meals: Option<u8>,
    /// The energy of a day: `1800`, `7500 kJ`; the target of the patient when absent.
    #[arg(long, value_name = "AMOUNT", value_parser = text, allow_hyphen_values = true)]
    pub energy: Option<String>,
    /// Id of a recall whose foods it begins with.
    #[arg(long, value_name = "ID")]
    pub from_recall: Option<String>,
    /// Id of an earlier plan whose foods it begins with.
    #[arg(long, value_name = "ID")]
    pub from_plan: Option<String>,
    /// Its foods.
    #[arg(skip)]
    pub foods: Vec<FoodLine>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlanChanges {
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub title: Option<String>,
    #[arg(long, value_name = "DAY")]
    pub first_day: Option<String>,
    #[arg(long, value_name = "N")]
    pub days: Option<u8>,
    #[arg(long, value_name = "N")]
    pub meals: Option<u8>,
    /// Empty for the target of the patient.
    #[arg(long, value_name = "AMOUNT", value_parser = text, allow_hyphen_values = true)]
    pub energy: Option<String>,
    /// For the patient.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub notes: Option<String>,
    /// The table by which it counts exchanges, by its name or id, as it is now; empty for none.
    #[arg(long, value_name = "TABLE")]
    pub exchanges: Option<String>,
    /// What a meal aims at, as `BREAKFAST=4` or `LUNCH=3/1//2`: exchanges of each group in their order. All of them, or
    /// none to leave them as they are.
    #[arg(long = "exchange-target", value_name = "TARGET")]
    pub exchange_targets: Vec<String>,
    /// The `seen` of the plan that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CopyEntry {
    /// The day that is copied, from 1.
    #[arg(long, value_name = "N")]
    pub day: Option<u8>,
    /// One meal of it alone.
    #[arg(long)]
    pub meal: Option<String>,
    /// The days that it is copied to, with commas between them.
    #[arg(long, value_name = "DAYS")]
    pub to: Option<String>,
    /// Take out what is there.
    #[arg(long)]
    pub replace: bool,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScaleEntry {
    /// With commas between them; all that have a food when absent.
    #[arg(long, value_name = "DAYS")]
    pub days: Option<String>,
    /// `1800`, `7500 kJ`; what is aimed at when absent.
    #[arg(long, value_name = "AMOUNT", value_parser = text, allow_hyphen_values = true)]
    pub energy: Option<String>,
    /// Instead of an energy: `0.9`, `90 %`.
    #[arg(long, value_name = "NUMBER")]
    pub factor: Option<String>,
    /// Show what it would be, and change nothing.
    #[arg(long)]
    pub preview: bool,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SwapEntry {
    /// The number of the other food in the list.
    #[arg(long)]
    pub food: Option<String>,
    /// So much of it; one of its usual measure when absent.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub amount: Option<String>,
    /// The `seen` of the food that was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlanFoodEntry {
    /// Id of the plan.
    #[arg(long)]
    pub plan: Option<String>,
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

/// What a copy, a scaling or a swap answered as `undo`.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UndoEntry {
    pub added: Vec<UndoRow>,
    pub removed: Vec<UndoRow>,
    pub changed: Vec<UndoAmount>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoRow {
    pub id: String,
    pub seen: String,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoAmount {
    pub id: String,
    pub seen: String,
    pub food: String,
    pub amount: String,
    pub count: String,
    pub measure: String,
    pub is_right: bool,
}
