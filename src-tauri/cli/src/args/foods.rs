//! Foods of the list that the program brings.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Foods {
    /// The foods that fit some words, in any order, the best first; an amount may go before them. Needs no password.
    Search {
        /// What is looked for: `2 cups milk wh`.
        text: String,
        /// In which language names are shown, and looked for first.
        #[arg(long, default_value = "en")]
        language: String,
        /// At most so many, up to 50.
        #[arg(long, default_value_t = 8)]
        limit: usize,
    },
    /// One food: its measures, and each nutrient in 100 g and in an amount of it. Needs no password.
    Show {
        /// Its number in the list.
        id: String,
        /// So much of it: `2 cups`, `150 g`, `1/2`; one of its usual measure without it.
        #[arg(long, default_value = "")]
        amount: String,
        #[arg(long, default_value = "en")]
        language: String,
    },
    /// Foods of the same group that give as much of a nutrient as an amount of one. Nothing is said of allergens. Needs
    /// no password.
    Similar {
        /// As `01077=2 cups`: its number and so much of it.
        food: String,
        /// As much of what: `energy`, `carbohydrate`, `protein`.
        #[arg(long, default_value = "energy")]
        by: String,
        #[arg(long, default_value = "en")]
        language: String,
        /// At most so many.
        #[arg(long, default_value_t = 8)]
        limit: usize,
    },
    /// What several foods give together, and which of them most. Needs no password.
    Total {
        /// Each as `01077=2 cups`: its number and so much of it; one of its usual measure without an amount.
        #[arg(required = true)]
        foods: Vec<String>,
        #[arg(long, default_value = "en")]
        language: String,
    },
}
