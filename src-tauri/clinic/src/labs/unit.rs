//! Units: stored as UCUM codes, shown as people write them, and read in either spelling.

use unicode_normalization::UnicodeNormalization;

/// Returns how people write a unit; empty for a figure without one, and what is no code of the list as it is.
pub(crate) fn shown(code: &str) -> String {
    let written = match code {
        "1" | "[pH]" | "{INR}" => "",
        "mL/min/{1.73_m2}" => "mL/min/1.73 m²",
        "10*12/L" => "10¹²/L",
        "10*9/L" => "10⁹/L",
        "10*6/uL" => "10⁶/µL",
        "10*3/uL" => "10³/µL",
        "u[IU]/mL" => "µIU/mL",
        "m[IU]/L" => "mIU/L",
        "meq/L" => "mEq/L",
        "mosm/kg" => "mOsm/kg",
        "meq/(24.h)" => "mEq/24 h",
        "mmol/(24.h)" => "mmol/24 h",
        "mg/(24.h)" => "mg/24 h",
        "g/(24.h)" => "g/24 h",
        "umol/L" => "µmol/L",
        "ug/dL" => "µg/dL",
        "ug/L" => "µg/L",
        "ug/g" => "µg/g",
        code => code,
    };
    written.to_owned()
}

/// Returns whether a text names a unit, by its code or as people write it.
pub(super) fn is(text: &str, code: &str) -> bool {
    let typed = folded(text);
    // giga and tera are no grams and tonnes where cells are counted
    let counted = match code {
        "10*9/L" => "g/l",
        "10*12/L" => "t/l",
        code => code,
    };
    typed == counted || typed == folded(code) || typed == folded(&shown(code))
}

/// Returns a text without what people write differently: case, blanks, brackets, powers, the letter for micro, and the
/// letter for international units.
fn folded(text: &str) -> String {
    let plain: String = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'μ' { 'u' } else { c })
        .filter(|c| !c.is_whitespace() && !"[](){}_^*.,×".contains(*c))
        .collect();
    let plain = match plain.strip_prefix("x10") {
        Some(power) => format!("10{power}"),
        None => plain.replace("mcg", "ug"),
    };
    match plain.as_str() {
        "uu/ml" => "uiu/ml".to_owned(),
        "mu/l" => "miu/l".to_owned(),
        "iu/l" => "u/l".to_owned(),
        "k/ul" => "103/ul".to_owned(),
        "m/ul" => "106/ul".to_owned(),
        "g/24hr" => "g/24h".to_owned(),
        "mg/24hr" => "mg/24h".to_owned(),
        // of French papers
        "uui/ml" => "uiu/ml".to_owned(),
        "mui/l" => "miu/l".to_owned(),
        "ui/l" => "u/l".to_owned(),
        "g/100ml" => "g/dl".to_owned(),
        "mg/100ml" => "mg/dl".to_owned(),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_known_in_the_spellings_of_a_paper() {
        for (text, code) in [
            ("mmol/l", "mmol/L"),
            ("µmol/L", "umol/L"),
            ("μmol/L", "umol/L"),
            ("umol/L", "umol/L"),
            ("mcg/dL", "ug/dL"),
            ("x10⁹/L", "10*9/L"),
            ("10^9/L", "10*9/L"),
            ("10³/µL", "10*3/uL"),
            ("K/uL", "10*3/uL"),
            ("mIU/L", "m[IU]/L"),
            ("mU/L", "m[IU]/L"),
            ("µIU/mL", "u[IU]/mL"),
            ("IU/L", "U/L"),
            ("mL/min/1.73m2", "mL/min/{1.73_m2}"),
            ("mg/24h", "mg/(24.h)"),
            ("mL/min/1,73 m²", "mL/min/{1.73_m2}"),
            ("G/L", "10*9/L"),
            ("T/L", "10*12/L"),
            ("mUI/L", "m[IU]/L"),
            ("UI/L", "U/L"),
            ("g/100 mL", "g/dL"),
            ("", "{INR}"),
            ("INR", "{INR}"),
            ("%", "%"),
        ] {
            assert!(is(text, code), "{text} is {code}");
        }
        for (text, code) in [
            ("mg/dL", "mmol/L"),
            ("mmol/L", "umol/L"),
            ("", "mg/dL"),
            ("mg", "mg/dL"),
            ("G/L", "10*12/L"),
        ] {
            assert!(!is(text, code), "{text} is not {code}");
        }
    }
}
