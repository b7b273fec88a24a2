//! Household measures. The list of foods names them in English; what the program does not know is printed as it stands
//! there.

/// A measure of the list: its plural in English, then the French word and its plural.
const MEASURES: &[(&str, &str, &str, &str)] = &[
    ("bar", "bars", "barre", "barres"),
    ("bottle", "bottles", "bouteille", "bouteilles"),
    ("breast", "breasts", "blanc", "blancs"),
    ("can", "cans", "boîte", "boîtes"),
    ("clove", "cloves", "gousse", "gousses"),
    ("container", "containers", "pot", "pots"),
    ("cookie", "cookies", "biscuit", "biscuits"),
    ("cup", "cups", "tasse", "tasses"),
    ("fillet", "fillets", "filet", "filets"),
    ("fl oz", "fl oz", "once liquide", "onces liquides"),
    ("fruit", "fruits", "fruit", "fruits"),
    ("glass", "glasses", "verre", "verres"),
    ("handful", "handfuls", "poignée", "poignées"),
    ("head", "heads", "tête", "têtes"),
    ("jar", "jars", "bocal", "bocaux"),
    ("large", "large", "gros", "gros"),
    ("leaf", "leaves", "feuille", "feuilles"),
    ("medium", "medium", "moyen", "moyens"),
    ("oz", "oz", "once", "onces"),
    ("package", "packages", "paquet", "paquets"),
    ("packet", "packets", "sachet", "sachets"),
    ("pat", "pats", "noisette", "noisettes"),
    ("patty", "patties", "galette", "galettes"),
    ("piece", "pieces", "morceau", "morceaux"),
    ("scoop", "scoops", "boule", "boules"),
    ("serving", "servings", "portion", "portions"),
    ("slice", "slices", "tranche", "tranches"),
    ("small", "small", "petit", "petits"),
    ("stalk", "stalks", "branche", "branches"),
    ("stick", "sticks", "bâton", "bâtons"),
    ("tbsp", "tbsp", "c. à soupe", "c. à soupe"),
    ("tsp", "tsp", "c. à café", "c. à café"),
    ("wedge", "wedges", "quartier", "quartiers"),
];

/// Returns the word for so many of a measure: `cups`, `large (8" long)`.
pub fn english(count: f64, name: &str) -> String {
    named(name, |(one, many, ..)| match count > 1.0 {
        true => many,
        false => one,
    })
}

/// Returns the word for so many of a measure: `tasses`. In French one and a half is singular.
pub fn french(count: f64, name: &str) -> String {
    named(name, |(_, _, one, many)| match count >= 2.0 {
        true => many,
        false => one,
    })
}

/// Translates the measure and leaves what stands after it, such as a size.
fn named(
    name: &str,
    word: impl Fn((&'static str, &'static str, &'static str, &'static str)) -> &'static str,
) -> String {
    let end = name.find([',', '(']).unwrap_or(name.len());
    let (measure, rest) = name.split_at(end);
    // the list writes two of them in two ways
    let short = match measure.trim() {
        "tablespoon" => "tbsp",
        "teaspoon" => "tsp",
        measure => measure,
    };
    let known = MEASURES.iter().find(|(one, ..)| *one == short);
    known.map_or_else(
        || name.to_owned(),
        |known| {
            let gap = if rest.starts_with('(') { " " } else { "" };
            format!("{}{gap}{rest}", word(*known))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_has_its_word_in_both_languages() {
        assert_eq!(english(1.0, "cup"), "cup");
        assert_eq!(english(1.5, "cup"), "cups");
        assert_eq!(french(1.5, "cup"), "tasse");
        assert_eq!(french(2.0, "slice"), "tranches");
        assert_eq!(english(2.0, "cup (8 fl oz)"), "cups (8 fl oz)");
        assert_eq!(french(2.0, "cup, chopped"), "tasses, chopped");
        assert_eq!(french(2.0, "NLEA serving"), "NLEA serving");
        assert_eq!(english(150.0, "g"), "g");
        assert_eq!(english(1.0, "tablespoon"), "tbsp");
    }
}
