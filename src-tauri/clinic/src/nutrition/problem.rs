//! Why a figure is not computed: each sentence says what happened, why, and what to do.

use rust_decimal::Decimal;

/// The reason why an equation or a screening tool gives no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NutritionProblem {
    #[error("There is no formula {name:?}. Nothing was computed. Choose one of: {known}.")]
    UnknownFormula { name: String, known: String },

    #[error("There is no screening tool {name:?}. Nothing was scored. Choose one of: {known}.")]
    UnknownTool { name: String, known: String },

    #[error(
        "{part:?} is not an input. Each is a name and a value, as in weight_kg=70 [kg], with a semicolon between two. \
         Write it so."
    )]
    Malformed { part: String },

    #[error(
        "{key:?} is not an input of {of}. A value without a use is a typing error. It takes: {expected}."
    )]
    UnknownInput {
        key: String,
        of: &'static str,
        expected: String,
    },

    #[error("{key} is given twice. Only one of the values can be meant. Leave out the other.")]
    Twice { key: String },

    #[error("{key} is missing. The result depends on it and is not guessed. Add the value.")]
    Missing { key: String },

    #[error(
        "{key} is {text:?}, which is not a number. Digits with a decimal point or comma are read, and a unit may \
         follow; `1,250` is two numbers in two countries. Correct the value."
    )]
    NotANumber { key: String, text: String },

    #[error(
        "{key} has the unit {unit:?}. It cannot be converted to {expected}. Give the value in {expected}."
    )]
    UnknownUnit {
        key: String,
        unit: String,
        expected: &'static str,
    },

    #[error(
        "The {what} {number} {unit} is outside of {least} to {most} {unit}. No living person has it, so that it is a \
         typing error or another unit. Check the value and its unit."
    )]
    OutOfRange {
        what: &'static str,
        number: Decimal,
        unit: &'static str,
        least: Decimal,
        most: Decimal,
    },

    #[error(
        "{key} is {text:?}, which is no answer that is known. A near one is not guessed. Choose one of: {choices}."
    )]
    NotAnAnswer {
        key: String,
        text: String,
        choices: String,
    },

    #[error(
        "The sex {text:?} has no equation. The equations were made from men and women alone. Choose which of the \
         two to compute with, M or F."
    )]
    UnknownSex { text: String },

    #[error("{of} is for {ages}. At another age its result would be wrong. {instead}")]
    AgeOutside {
        of: &'static str,
        ages: String,
        instead: &'static str,
    },

    #[error(
        "A reference weight needs a height of 152.4 cm (60 in) or more. The equation was not made for shorter people, \
         and is not extended to them. Use the actual weight, or one of the clinic's own."
    )]
    BelowSixtyInches,

    #[error(
        "The equation for pregnancy is for weeks {from} to {to}. Before, energy needs are those of a woman who is not \
         pregnant. Use the equation for her age, or correct the week."
    )]
    GestationOutside { from: Decimal, to: Decimal },

    #[error(
        "{of} is for women. The sex is given as male. Correct the sex, or choose another equation."
    )]
    WomenOnly { of: &'static str },

    #[error(
        "The equation gives no energy above zero here. The weight, height or age is far from its sample. Check them."
    )]
    NotPositive,

    #[error(
        "{what} cannot be computed from these values. The result would be beyond any number. Check them."
    )]
    NotComputable { what: &'static str },

    #[error(
        "The shares add up to {percent} %. More than 100 % of the energy cannot be shared out. Lower one of them."
    )]
    OverHundredPercent { percent: Decimal },

    #[error("{what}. Both cannot be true, and the score depends on which is. {instead}")]
    Contradiction {
        what: &'static str,
        instead: &'static str,
    },

    #[error(
        "The loss of {kg} kg lies between two answers of the MST. The tool counts in kilograms without decimals. Ask \
         again, or round it and note that you did."
    )]
    BetweenAnswers { kg: Decimal },

    #[error(
        "NRS-2002 looks at the last 3 months, and the loss is over {months}. A slower loss has no grade there. \
         Give the loss within 1, 2 or 3 months."
    )]
    LongerThanThreeMonths { months: Decimal },

    #[error(
        "Nothing was examined. An empty form is not a normal finding. Enter at least one finding."
    )]
    NothingExamined,
}
