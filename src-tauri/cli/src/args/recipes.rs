//! The dishes of the clinic.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::{FromInput, text};

#[derive(Debug, Subcommand)]
pub enum Recipes {
    /// All recipes by name, those that are not offered last, with what a portion gives.
    List {
        #[arg(long)]
        language: Option<String>,
    },
    /// One recipe: its parts, its method, and what a portion gives.
    Show {
        /// Its name or its id; the id of one that was changed since shows it as it was.
        which: String,
        #[arg(long)]
        language: Option<String>,
    },
    /// In how many plans and other recipes one is used.
    Used {
        /// Its name or its id.
        which: String,
    },
    /// What a recipe would weigh and give. Writes nothing.
    Consider {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: RecipeEntry,
    },
    /// Add a recipe.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: RecipeEntry,
    },
    /// Change what is given, leave the rest. Plans stay as they were counted.
    Edit {
        /// Its name or its id.
        which: String,
        /// Count the plans anew, too, that no patient was given yet.
        #[arg(long)]
        also_unfinished: bool,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: RecipeEntry,
    },
    /// Offer a recipe no longer; plans keep it.
    Remove {
        /// Its name or its id.
        which: String,
        /// The `seen` of what was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Offer a recipe again.
    Restore {
        /// Its name or its id.
        which: String,
        /// The `seen` of what was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecipeEntry {
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub name: Option<String>,
    /// How many portions it makes; 1 when absent.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub portions: Option<String>,
    /// What all of it weighs when it is done, in grams; empty for what its parts weigh together.
    #[arg(long, value_name = "GRAMS", allow_hyphen_values = true)]
    pub yield_weight: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub method: Option<String>,
    /// Each part as `01077=2 cups`: its number and so much of it, in the order of the recipe. All of them, or none to
    /// leave them as they are.
    #[arg(long = "part", value_name = "FOOD=AMOUNT")]
    pub parts: Vec<String>,
}
