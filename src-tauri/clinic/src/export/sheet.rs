//! Comma-separated values that a spreadsheet shows and never runs.

/// Writes records under a heading, `\n` between them, quotes where they are needed.
pub fn csv_text<'a>(heading: &[&str], records: impl IntoIterator<Item = Vec<Option<&'a str>>>) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let in_memory = "a record is written to memory";
    writer.write_record(heading).expect(in_memory);
    for record in records {
        writer.write_record(record.into_iter().map(|value| safe(value.unwrap_or("")))).expect(in_memory);
    }
    let bytes = writer.into_inner().expect(in_memory);
    String::from_utf8(bytes).expect("text in, text out")
}

/// A value that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection). Numbers
/// with a sign stay numbers.
pub fn safe(value: &str) -> String {
    let runs = value.starts_with(['=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let number = value.parse::<f64>().is_ok_and(f64::is_finite) && !value.starts_with('+');
    if runs && !number { format!("'{value}") } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_stay() {
        assert_eq!(safe("=cmd|'/c calc'!A1"), "'=cmd|'/c calc'!A1");
        assert_eq!(safe("+233 24 555"), "'+233 24 555");
        assert_eq!(safe("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(safe("-2.1"), "-2.1");
        assert_eq!(safe("-2+3"), "'-2+3");
        assert_eq!(safe("Okafor"), "Okafor");
    }

    #[test]
    fn quotes_are_doubled_and_what_is_absent_is_empty() {
        let text = csv_text(&["a", "b"], [vec![Some("x, \"y\""), None], vec![Some("two\nlines"), Some("1")]]);
        assert_eq!(text, "a,b\n\"x, \"\"y\"\"\",\n\"two\nlines\",1\n");
    }
}
