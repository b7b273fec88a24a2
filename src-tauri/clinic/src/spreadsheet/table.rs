//! CSV. Two kinds of quotes that a lenient reader would misread are treated here: one with blanks around it, and one
//! that never closes and would make the rest of the file one value.

use super::unescaped;
use crate::error::Unreadable;

/// Returns the text without the blanks before an opening and after a closing quote; or the line, counted from 1, on
/// which the first unclosed quote opened.
pub fn tightened(text: &str, separator: char) -> Result<String, u64> {
    let mut tight = String::with_capacity(text.len());
    let mut line = 1;
    let mut opened = None;
    let mut at_start = true;
    let mut rest = text;
    let is_blank = |c: char| BLANKS.contains(&c) && c != separator;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        line += u64::from(c == '\n');
        tight.push(c);
        rest = after;
        match (opened, c) {
            (None, '"') if at_start => opened = Some(line),
            (Some(_), '"') if after.starts_with('"') => {
                tight.push('"');
                rest = &after[1..];
            }
            (Some(since), '"') => {
                rest = after.trim_start_matches(is_blank);
                if !(rest.is_empty() || rest.starts_with([separator, '\r', '\n'])) {
                    return Err(since);
                }
                opened = None;
            }
            _ => {}
        }
        at_start = opened.is_none() && (c == separator || matches!(c, '\n' | '\r'));
        if at_start {
            let blankless = rest.trim_start_matches(is_blank);
            if blankless.starts_with('"') {
                rest = blankless;
            }
        }
    }
    opened.map_or(Ok(tight), Err)
}

const BLANKS: [char; 2] = [' ', '\t'];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub headers: Vec<String>,
    pub records: Vec<Record>,
}

/// One line of the file and its values, trimmed and without the apostrophe of an export. A value may hold line breaks:
/// `line` is where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub line: u64,
    pub values: Vec<String>,
}

/// What may separate the values: spreadsheets take the semicolon where a comma stands in numbers.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// Returns the separator of a file: the first one that separates its headings.
fn separator_of(text: &str) -> char {
    let headings = text
        .lines()
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    let mut is_quoted = false;
    let unquoted: String = headings
        .chars()
        .filter(|c| {
            is_quoted ^= *c == '"';
            !is_quoted
        })
        .collect();
    let is_there = |separator: &char| unquoted.contains(*separator);
    SEPARATORS.into_iter().find(is_there).unwrap_or(',')
}

/// Parses the bytes of a file: UTF-8 with or without a byte order mark; commas, or else semicolons, tabs or bars, as
/// the headings have them; quotes doubled inside quotes.
pub fn read(bytes: &[u8]) -> Result<Table, Unreadable> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| Unreadable::NotUtf8 {
        line: 1 + line_ends(&bytes[..error.valid_up_to()]) as u64,
    })?;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let separator = separator_of(&text);
    let text = tightened(&text, separator).map_err(|line| Unreadable::BrokenQuote { line })?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut records = reader.records().map(|record| {
        let record = record.expect("text that is UTF-8 with whole quotes is always readable");
        let line = record
            .position()
            .map_or(1, |position| line_of(&text, position));
        Record {
            line,
            values: record.iter().map(unescaped).collect(),
        }
    });
    let headers = records.next().ok_or(Unreadable::Empty)?.values;
    Ok(Table {
        headers,
        records: records.collect(),
    })
}

/// Of a Unix, of Windows, and of old lists a carriage return alone.
fn line_ends(bytes: &[u8]) -> usize {
    let after = bytes.iter().skip(1).chain(&[0]);
    let ends = bytes.iter().zip(after);
    ends.filter(|(byte, next)| **byte == b'\n' || (**byte == b'\r' && **next != b'\n'))
        .count()
}

/// The reader counts empty lines to the record after them.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let start = usize::try_from(position.byte()).unwrap_or(text.len());
    let empty = text.as_bytes()[start..]
        .iter()
        .take_while(|byte| **byte == b'\n')
        .count();
    position.line() + empty as u64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn balanced_quotes_pass() {
        for text in [
            "a,b\n\"1\",\"2\"\n",
            "a\n\"say \"\"hi\"\"\"\n",
            "a\n\"two\r\nlines\"\r\n",
            "a,b\n5\" pipe,x\n",
            "a\n\"\"",
            "",
        ] {
            assert_eq!(tightened(text, ','), Ok(text.to_owned()));
        }
        assert_eq!(
            tightened("a, \"b, c\" ,d\n", ','),
            Ok("a,\"b, c\",d\n".into())
        );
        // with a look ahead at each blank this would take minutes
        let blank = " ".repeat(1_000_000);
        assert!(tightened(&format!("a\nb{blank}c\n\"b{blank}\"\n"), ',').is_ok());
    }

    #[test]
    fn a_broken_one_is_named_by_its_line() {
        assert_eq!(tightened("a,b\n1,\"2\n3,4\n", ','), Err(2));
        assert_eq!(tightened("a,b\n\"1\"x,2\n", ','), Err(2));
        assert_eq!(tightened("a\nb\nc\n\"", ','), Err(4));
    }

    #[test]
    fn headers_and_values_are_trimmed_and_records_know_their_lines() {
        let table = read(
            b"\xEF\xBB\xBFrec_id, given_name\r\nr1, \"Ama\nSerwaa\"\r\nr2 , Kofi \r\n\r\nr3,Esi",
        )
        .unwrap();
        assert_eq!(table.headers, ["rec_id", "given_name"]);
        assert_eq!(table.records[1].values, ["r2", "Kofi"]);
        let lines: Vec<_> = table.records.iter().map(|record| record.line).collect();
        assert_eq!(lines, [2, 4, 6]);
    }

    #[test]
    fn a_list_whose_lines_end_with_a_return_alone_knows_its_lines() {
        let table = read(b"a,b\r1,2\r\r3,\"x\ry\"\r5,6").unwrap();
        assert_eq!(table.headers, ["a", "b"]);
        let lines: Vec<_> = table.records.iter().map(|record| record.line).collect();
        assert_eq!(lines, [2, 4, 6]);
        assert_eq!(table.records[2].values, ["5", "6"]);
        let broken = read(b"a,b\r1,\"2\r3,4\r");
        assert_eq!(broken, Err(Unreadable::BrokenQuote { line: 2 }));
        for text in [&b"a,b\r1,2\r\xFF,3\r"[..], b"a,b\r\n1,2\r\n\xFF,3\r\n"] {
            assert_eq!(read(text), Err(Unreadable::NotUtf8 { line: 3 }));
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_is_refused_entirely() {
        assert_eq!(
            read(b"a,b\n1,2\n\xFF,3\n"),
            Err(Unreadable::NotUtf8 { line: 3 })
        );
        assert_eq!(
            read(b"a,b\n\"1,2\n"),
            Err(Unreadable::BrokenQuote { line: 2 })
        );
        assert_eq!(read(b""), Err(Unreadable::Empty));
    }

    #[test]
    fn values_are_separated_as_the_headings_are() {
        for (text, expected) in [
            (
                "name;city\nOkafor, born Tal; \"a;b\" \n",
                ["Okafor, born Tal", "a;b"],
            ),
            ("name\tcity\nOkafor\t \"a\tb\"\n", ["Okafor", "a\tb"]),
            ("name|city\nOkafor;x|b\n", ["Okafor;x", "b"]),
            ("\"name;x\",city\nOkafor,b;c\n", ["Okafor", "b;c"]),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap().records[0].values, expected);
        }
        let broken = read(b"a;b\n\"1\"x;2\n");
        assert_eq!(broken, Err(Unreadable::BrokenQuote { line: 2 }));
    }
}
