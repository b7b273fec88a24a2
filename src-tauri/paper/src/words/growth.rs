//! The words of a growth chart.

use clinic::growth::{EquationSex, GrowthRate};
use clinic::growth_references::{Indicator, Reference};

/// The first and the last day of what a chart has readings of.
type Ends = Option<(String, String)>;

pub struct GrowthWords {
    pub title: &'static str,
    pub measure: &'static str,
    pub reference: &'static str,
    pub indicator: fn(Indicator) -> &'static str,
    pub children: fn(EquationSex) -> &'static str,
    pub references: fn(Reference) -> &'static str,
    pub age: &'static str,
    pub length: &'static str,
    pub weeks: fn(f64) -> String,
    pub months: fn(f64) -> String,
    pub years: fn(f64) -> String,
    pub before_due: fn(&str) -> String,
    /// Lying, standing.
    pub posture: [&'static str; 2],
    /// Date, age, corrected age, value, centile, z-score, change, reference.
    pub columns: [&'static str; 8],
    pub rate: fn(GrowthRate) -> &'static str,
    pub compared: fn(&str) -> String,
    pub outside: &'static str,
    pub implausible: &'static str,
    pub target: &'static str,
    pub target_short: &'static str,
    pub estimated: &'static str,
    pub corrected_until: fn(weeks: &str, months: i32) -> String,
    pub born_at: fn(weeks: &str) -> String,
    pub no_sex: &'static str,
    pub none: &'static str,
    pub alt: fn(title: &str, reference: &str, readings: usize, ends: Ends) -> String,
}

pub static EN: GrowthWords = GrowthWords {
    title: "Growth chart",
    measure: "Measure",
    reference: "Reference",
    indicator: |indicator| match indicator {
        Indicator::WeightForAge => "Weight for age",
        Indicator::LengthHeightForAge => "Length or height for age",
        Indicator::WeightForLengthHeight => "Weight for length or height",
        Indicator::BmiForAge => "BMI for age",
        Indicator::HeadForAge => "Head circumference for age",
        Indicator::ArmForAge => "Mid-upper arm for age",
        Indicator::TricepsForAge => "Triceps skinfold for age",
        Indicator::SubscapularForAge => "Subscapular skinfold for age",
    },
    children: |sex| match sex {
        EquationSex::Female => "girls",
        EquationSex::Male => "boys",
    },
    references: |reference| match reference {
        Reference::Who0To5 => "WHO 0 to 5 years",
        Reference::Who5To19 => "WHO 5 to 19 years",
        Reference::Cdc2000 => "CDC 2000",
    },
    age: "Age",
    length: "Length or height",
    weeks: |count| format!("{count}\u{202f}wk"),
    months: |count| format!("{count}\u{202f}m"),
    years: |count| format!("{count}\u{202f}y"),
    before_due: |age| format!("{age} before due"),
    posture: ["lying", "standing"],
    columns: [
        "Date",
        "Age",
        "Corrected age",
        "Value",
        "Centile",
        "z-score",
        "Change",
        "Reference",
    ],
    rate: |rate| match rate {
        GrowthRate::GramsAWeek => "g a week",
        GrowthRate::KilogramsAYear => "kg a year",
        GrowthRate::CentimetresAYear => "cm a year",
        GrowthRate::OuncesAWeek => "oz a week",
        GrowthRate::PoundsAYear => "lb a year",
        GrowthRate::InchesAYear => "in a year",
    },
    compared: |value| format!("compared as {value}"),
    outside: "outside",
    implausible: "implausible",
    target: "Target height",
    target_short: "Target",
    estimated: "The birth date is an estimate, and so are the ages and all centiles by age.",
    corrected_until: |weeks, months| {
        format!(
            "Born at {weeks} weeks: compared by the corrected age (a cross), until that is {months} months."
        )
    },
    born_at: |weeks| format!("Born at {weeks} weeks: no age is corrected."),
    no_sex: "The references differ by sex. No sex was chosen, so no curves are drawn.",
    none: "Nothing of this measure was recorded yet.",
    alt: |title, reference, readings, ends| {
        let readings = match (readings, ends) {
            (1, Some((first, _))) => format!("1 reading, of {first}"),
            (count, Some((first, last))) => format!("{count} readings, from {first} to {last}"),
            _ => "no readings".to_owned(),
        };
        format!("Growth chart: {title}, {reference}. {readings}; the table has their values.")
    },
};

pub static FR: GrowthWords = GrowthWords {
    title: "Courbe de croissance",
    measure: "Mesure",
    reference: "Référence",
    indicator: |indicator| match indicator {
        Indicator::WeightForAge => "Poids pour l’âge",
        Indicator::LengthHeightForAge => "Taille pour l’âge",
        Indicator::WeightForLengthHeight => "Poids pour la taille",
        Indicator::BmiForAge => "IMC pour l’âge",
        Indicator::HeadForAge => "Périmètre crânien pour l’âge",
        Indicator::ArmForAge => "Périmètre brachial pour l’âge",
        Indicator::TricepsForAge => "Pli tricipital pour l’âge",
        Indicator::SubscapularForAge => "Pli sous-scapulaire pour l’âge",
    },
    children: |sex| match sex {
        EquationSex::Female => "filles",
        EquationSex::Male => "garçons",
    },
    references: |reference| match reference {
        Reference::Who0To5 => "OMS 0 à 5 ans",
        Reference::Who5To19 => "OMS 5 à 19 ans",
        Reference::Cdc2000 => "CDC 2000",
    },
    age: "Âge",
    length: "Taille",
    weeks: |count| format!("{count}\u{202f}sem"),
    months: |count| format!("{count}\u{202f}m"),
    years: |count| format!("{count}\u{202f}a"),
    before_due: |age| format!("{age} avant terme"),
    posture: ["couché", "debout"],
    columns: [
        "Date",
        "Âge",
        "Âge corrigé",
        "Valeur",
        "Centile",
        "Score z",
        "Évolution",
        "Référence",
    ],
    rate: |rate| match rate {
        GrowthRate::GramsAWeek => "g par semaine",
        GrowthRate::KilogramsAYear => "kg par an",
        GrowthRate::CentimetresAYear => "cm par an",
        GrowthRate::OuncesAWeek => "oz par semaine",
        GrowthRate::PoundsAYear => "lb par an",
        GrowthRate::InchesAYear => "in par an",
    },
    compared: |value| format!("comparé comme {value}"),
    outside: "hors",
    implausible: "peu plausible",
    target: "Taille cible",
    target_short: "Cible",
    estimated: "La date de naissance est estimée, donc aussi les âges et tous les centiles selon l’âge.",
    corrected_until: |weeks, months| {
        format!(
            "Naissance à {weeks} semaines : comparaison selon l’âge corrigé (une croix), jusqu’à {months} mois \
             d’âge corrigé."
        )
    },
    born_at: |weeks| format!("Naissance à {weeks} semaines : aucun âge n’est corrigé."),
    no_sex: "Les références dépendent du sexe. Aucun n’a été choisi, donc aucune courbe n’est tracée.",
    none: "Rien n’a encore été mesuré de ce genre.",
    alt: |title, reference, readings, ends| {
        let readings = match (readings, ends) {
            (1, Some((first, _))) => format!("1 mesure, du {first}"),
            (count, Some((first, last))) => format!("{count} mesures, du {first} au {last}"),
            _ => "aucune mesure".to_owned(),
        };
        format!(
            "Courbe de croissance : {title}, {reference}. {readings} ; le tableau en donne les valeurs."
        )
    },
};
