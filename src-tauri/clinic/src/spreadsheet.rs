//! Values in files that people open in a spreadsheet, and save from one.

pub mod table;

/// Characters with which a spreadsheet begins a formula, the wide ones among them (OWASP, CSV injection).
const FORMULA: [char; 11] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// At which a spreadsheet may split a value: in many countries it takes the semicolon for the separator of a file, and
/// then the quotes of ours as letters.
const SPLITS: [char; 4] = [';', '\t', '\r', '\n'];

fn begins_formula(value: &str) -> bool {
    value.trim_start_matches('\'').starts_with(FORMULA)
}

fn is_number(value: &str) -> bool {
    value.parse::<f64>().is_ok_and(f64::is_finite) && !value.starts_with('+')
}

/// Returns whether what follows a split begins a formula. Of two line ends the second one begins nothing.
fn begins_later(part: &str) -> bool {
    begins_formula(part) && !part.trim_start_matches('\'').starts_with(SPLITS)
}

/// Returns the value with an apostrophe wherever a spreadsheet would take what follows for a formula. Numbers with a
/// sign stay numbers.
pub fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len() + 1);
    for (at, part) in value.split_inclusive(SPLITS).enumerate() {
        let is_formula = match at {
            0 => begins_formula(value) && !is_number(value),
            _ => begins_later(part) && !is_number(part.trim_end_matches(SPLITS)),
        };
        if is_formula {
            escaped.push('\'');
        }
        escaped.push_str(part);
    }
    escaped
}

/// Returns the value that was escaped.
pub fn unescaped(value: &str) -> String {
    let parts = value.split_inclusive(SPLITS).enumerate();
    parts
        .map(|(at, part)| match part.strip_prefix('\'') {
            Some(rest) if at == 0 && begins_formula(rest) => rest,
            Some(rest) if at > 0 && begins_later(rest) => rest,
            _ => part,
        })
        .collect()
}

/// Returns one CSV record with its line end, quoted where needed.
pub fn line<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let in_memory = "a record is written to memory";
    writer
        .write_record(values.into_iter().map(escaped))
        .expect(in_memory);
    let bytes = writer.into_inner().expect(in_memory);
    String::from_utf8(bytes).expect("text in, text out")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_stay() {
        assert_eq!(escaped("=cmd|'/c calc'!A1"), "'=cmd|'/c calc'!A1");
        assert_eq!(escaped("+233 24 555"), "'+233 24 555");
        assert_eq!(escaped("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(escaped("\n=1"), "'\n'=1");
        assert_eq!(escaped("-2.1"), "-2.1");
        assert_eq!(escaped("-2+3"), "'-2+3");
        assert_eq!(escaped("Okafor"), "Okafor");
        assert_eq!(escaped("Doe;=1+1"), "Doe;'=1+1");
        assert_eq!(escaped("a\r\n- b;-2;c"), "a\r\n'- b;-2;c");
    }

    #[test]
    fn what_was_escaped_is_read_as_it_was() {
        for value in [
            "=1",
            "'=1",
            "''-2",
            "-2.1",
            "'-2.1",
            "'t Hooft",
            "''",
            "'",
            "",
            "+32 2",
            "Doe;=1",
            "Doe;'=1;-2;'-2",
            "\n=1\r\n\t'+2;",
            ";;'",
        ] {
            assert_eq!(unescaped(&escaped(value)), value);
        }
    }

    #[test]
    fn quotes_are_doubled_and_lines_stay_together() {
        assert_eq!(
            line(["x, \"y\"", "", "two\nlines", "1"]),
            "\"x, \"\"y\"\"\",,\"two\nlines\",1\n"
        );
    }
}
