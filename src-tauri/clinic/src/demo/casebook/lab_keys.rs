//! The tests of the laboratory by the codes of the casebook: key and unit in the program's own list.

/// Code, key, unit. A test that is not here is written by its name.
const KNOWN: [(&str, &str, &str); 43] = [
    ("hba1c", "hba1c", "mmol/mol"),
    ("fpg", "glucose_fasting", "mmol/L"),
    ("chol", "chol", "mmol/L"),
    ("ldl", "ldl_calc", "mmol/L"),
    ("hdl", "hdl", "mmol/L"),
    ("trig", "tg", "mmol/L"),
    ("creat", "creatinine", "umol/L"),
    ("egfr", "egfr", "mL/min/{1.73_m2}"),
    ("urea", "urea", "mmol/L"),
    ("na", "sodium", "mmol/L"),
    ("k", "potassium", "mmol/L"),
    ("bicarb", "co2_total", "mmol/L"),
    ("phos", "phosphate", "mmol/L"),
    ("ca", "calcium", "mmol/L"),
    ("mg", "magnesium", "mmol/L"),
    ("pth", "pth", "pmol/L"),
    ("alp", "alp", "U/L"),
    ("vitd", "vitd", "nmol/L"),
    ("vita", "vita", "umol/L"),
    ("vite", "vite", "umol/L"),
    ("b12", "b12", "pmol/L"),
    ("folate", "folate", "nmol/L"),
    ("zinc", "zinc", "umol/L"),
    ("cu", "copper", "umol/L"),
    ("hb", "hb", "g/L"),
    ("mcv", "mcv", "fL"),
    ("plt", "plt", "10*9/L"),
    ("ferritin", "ferritin", "ug/L"),
    ("tsat", "tsat", "%"),
    ("alt", "alt", "U/L"),
    ("ast", "ast", "U/L"),
    ("bili", "bilirubin_total", "umol/L"),
    ("inr", "inr", "{INR}"),
    ("alb", "albumin", "g/L"),
    ("prealb", "prealbumin", "g/L"),
    ("crp", "crp", "mg/L"),
    ("calpro", "calprotectin", "ug/g"),
    ("fecalelastase", "elastase", "ug/g"),
    ("tsh", "tsh", "m[IU]/L"),
    ("urate", "urate", "umol/L"),
    ("ttg", "ttg_iga", "U/mL"),
    ("ck", "ck", "U/L"),
    ("bhb", "bhb", "mmol/L"),
];

/// Returns key and unit of a test that the program has.
pub fn known_test(code: &str) -> Option<(&'static str, &'static str)> {
    let row = KNOWN.iter().find(|(of, ..)| *of == code);
    row.map(|(_, key, unit)| (*key, *unit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::casebook::book::LABS;
    use crate::labs::test_infos;

    #[test]
    fn every_known_test_is_in_both_lists() {
        let infos = test_infos();
        for (code, key, _) in KNOWN {
            assert!(LABS.labs.contains_key(code), "{code}");
            assert!(infos.iter().any(|info| info.key == key), "{key}");
        }
    }
}
