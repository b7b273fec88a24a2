//! Values in files that people open in a spreadsheet, and save from one.

pub mod table;

/// Characters with which a spreadsheet begins a formula, the wide ones among them (OWASP, CSV injection).
const FORMULA: [char; 11] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

fn begins_formula(value: &str) -> bool {
    value.trim_start_matches('\'').starts_with(FORMULA)
}

/// Returns the value with an apostrophe before it where a spreadsheet would take it for a formula. Numbers with a sign
/// stay numbers.
pub fn escaped(value: &str) -> String {
    let is_number = value.parse::<f64>().is_ok_and(f64::is_finite) && !value.starts_with('+');
    if begins_formula(value) && !is_number {
        format!("'{value}")
    } else {
        value.to_owned()
    }
}

/// Returns the value that was escaped.
pub fn unescaped(value: &str) -> &str {
    match value.strip_prefix('\'') {
        Some(rest) if begins_formula(rest) => rest,
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_stay() {
        assert_eq!(escaped("=cmd|'/c calc'!A1"), "'=cmd|'/c calc'!A1");
        assert_eq!(escaped("+233 24 555"), "'+233 24 555");
        assert_eq!(escaped("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(escaped("\n=1"), "'\n=1");
        assert_eq!(escaped("-2.1"), "-2.1");
        assert_eq!(escaped("-2+3"), "'-2+3");
        assert_eq!(escaped("Okafor"), "Okafor");
    }

    #[test]
    fn what_was_escaped_is_read_as_it_was() {
        for value in [
            "=1", "'=1", "''-2", "-2.1", "'-2.1", "'t Hooft", "''", "'", "", "+32 2",
        ] {
            assert_eq!(unescaped(&escaped(value)), value);
        }
    }
}
