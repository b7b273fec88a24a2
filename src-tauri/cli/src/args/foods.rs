//! Foods: those of the list that the program brings, and the clinic's own.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};
use super::records::ImportMode;

#[derive(Debug, Subcommand)]
pub enum Foods {
    /// The foods that fit some words, in any order, the best first; an amount may go before them. Without `--user`, of
    /// the list alone; that needs no password.
    Search {
        /// What is looked for: `2 cups milk wh`.
        text: String,
        /// In which language names are shown, and looked for first.
        #[arg(long)]
        language: Option<String>,
        /// At most so many, up to 50.
        #[arg(long, default_value_t = 8)]
        limit: usize,
        /// Id of a patient: what they ate or were advised before comes first.
        #[arg(long)]
        patient: Option<String>,
    },
    /// One food: its measures, and each nutrient in 100 g and in an amount of it.
    Show {
        /// Its number in the list, or the id of one of the clinic's own.
        id: String,
        /// So much of it: `2 cups`, `150 g`, `1/2`; one of its usual measure without it.
        #[arg(long, default_value = "")]
        amount: String,
        #[arg(long)]
        language: Option<String>,
    },
    /// Foods of the same group that give as much of a nutrient as an amount of one. Nothing is said of allergens.
    Similar {
        /// As `01077=2 cups`: its number and so much of it.
        food: String,
        /// As much of what: `energy`, `carbohydrate`, `protein`.
        #[arg(long, default_value = "energy")]
        by: String,
        #[arg(long)]
        language: Option<String>,
        /// At most so many.
        #[arg(long, default_value_t = 8)]
        limit: usize,
    },
    /// What several foods give together, and which of them most.
    Total {
        /// Each as `01077=2 cups`: its number and so much of it; one of its usual measure without an amount.
        #[arg(required = true)]
        foods: Vec<String>,
        #[arg(long)]
        language: Option<String>,
    },
    /// The clinic's own foods by name, those that are not offered last, and what it corrected in the list.
    List {
        #[arg(long)]
        language: Option<String>,
    },
    /// Add a food of the clinic's own.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: FoodEntry,
    },
    /// Change what is given of a food of the clinic's own, leave the rest.
    Edit {
        /// Its name or its id.
        which: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: FoodEntry,
    },
    /// Offer a food of the clinic's own no longer; recalls and plans keep it.
    Retire {
        /// Its name or its id.
        which: String,
    },
    /// Add the foods of a CSV file to the clinic's own.
    Import {
        file: PathBuf,
        #[command(flatten)]
        mode: ImportMode,
    },
    /// What was imported into the clinic's own foods, the latest first.
    Imports,
    /// Remove the foods of an import that were not changed since and that no plan, recall or recipe has.
    UndoImport {
        /// The id that `foods import` and `foods imports` say.
        id: String,
        #[command(flatten)]
        mode: UndoMode,
    },
    /// Say what a food of the list contains and is free of, in the place of what the list says.
    Correct {
        /// Its number in the list.
        food: String,
        #[arg(long)]
        language: Option<String>,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: AllergenCorrectionEntry,
    },
    /// Say what paper calls a food for patients, and which texture it has; the rest is left.
    Describe {
        /// Its number in the list, or the id of one of the clinic's own or of a recipe.
        food: String,
        #[arg(long)]
        language: Option<String>,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: FoodProfileEntry,
    },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct UndoMode {
    /// Show what would be removed, and what stays; write nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Remove them.
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FoodEntry {
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub name: Option<String>,
    /// Other names by which it is found, with semicolons between them; empty for none.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub other_names: Option<String>,
    /// Who makes it; empty where it is unknown.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub maker: Option<String>,
    /// In which group a shop has it, such as DAIRY; DISHES when absent.
    #[arg(long, value_name = "WORD")]
    pub group: Option<String>,
    /// What 100 g give, as `ENERGY=46` or `ENERGY=190 kJ`, once for each nutrient; empty for what is not known.
    #[arg(long = "nutrient", value_name = "NUTRIENT=AMOUNT")]
    pub nutrients: Vec<String>,
    /// What one of a measure weighs in grams, as `slice=30`, once for each; the usual one first, empty for none.
    #[arg(long = "measure", value_name = "NAME=GRAMS")]
    pub measures: Vec<String>,
    /// Words of the 14 allergens with commas between them.
    #[arg(long, value_name = "WORDS")]
    pub contains: Option<String>,
    #[arg(long, value_name = "WORDS")]
    pub free_of: Option<String>,
    /// `false` when it is offered no longer.
    #[arg(long)]
    pub active: Option<bool>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AllergenCorrectionEntry {
    /// Words of the 14 allergens with commas between them; what is in neither list is not known.
    #[arg(long, value_name = "WORDS")]
    pub contains: Option<String>,
    #[arg(long, value_name = "WORDS")]
    pub free_of: Option<String>,
    /// `true` takes back what was said: the list counts again.
    #[arg(long)]
    pub as_listed: Option<bool>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FoodProfileEntry {
    /// What paper calls it for patients who read English; empty for its own name.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub english: Option<String>,
    /// The same for those who read French.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub french: Option<String>,
    /// Level 3 to 7 of the IDDSI, of what is eaten.
    #[arg(long, value_name = "LEVEL", conflicts_with_all = ["fluid_level", "no_texture"])]
    pub food_level: Option<u8>,
    /// Level 0 to 4 of the IDDSI, of what is drunk.
    #[arg(long, value_name = "LEVEL", conflicts_with = "no_texture")]
    pub fluid_level: Option<u8>,
    /// Its texture is said no longer.
    #[arg(long)]
    pub no_texture: bool,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
