//! A line of a file of cases, and its results.

use crate::error::Unreadable;
use crate::measurements::spelling::with_decimal_point;
use crate::spreadsheet::table::Record;

/// The results of a line, in the order of the added columns; the last one is the error, or empty.
pub type Results = Vec<String>;

/// A line without a result.
pub fn refused(added: &[&str], error: String) -> Results {
    let mut results = vec![String::new(); added.len() - 1];
    results.push(error);
    results
}

pub fn other_width(record: &Record, headers: &[String]) -> String {
    format!(
        "The line has {} values and the heading {}. Nothing was computed for it; look for a comma too many or too few.",
        record.values.len(),
        headers.len()
    )
}

/// The columns of a file by their names, which are compared in lower case.
pub struct Headings(Vec<String>);

impl Headings {
    pub fn new(headers: &[String]) -> Result<Headings, Unreadable> {
        let names: Vec<String> = headers.iter().map(|of| of.to_lowercase()).collect();
        let twice = names
            .iter()
            .enumerate()
            .find(|(index, name)| !name.is_empty() && names[..*index].contains(name));
        match twice {
            Some((_, name)) => Err(Unreadable::ColumnTwice(name.clone())),
            None => Ok(Headings(names)),
        }
    }

    pub fn index(&self, column: &str) -> Option<usize> {
        self.0.iter().position(|name| name == column)
    }
}

/// What programs of statistics write where there is no value.
const EMPTY: [&str; 5] = ["", "NA", "NaN", "NULL", "."];

/// One line of the file, which has a value for each heading.
pub struct Line<'a> {
    pub headings: &'a Headings,
    pub record: &'a Record,
}

impl<'a> Line<'a> {
    /// Returns what stands in a column; none where it is empty or marked so, or the file has no
    /// such column.
    pub fn text(&self, column: &str) -> Option<&'a str> {
        let value = self.record.values.get(self.headings.index(column)?)?;
        let is_empty = EMPTY.iter().any(|word| value.eq_ignore_ascii_case(word));
        (!is_empty).then_some(value.as_str())
    }

    /// Returns the number of a column, or the sentence that says why it is none.
    pub fn number(&self, column: &str, from: f64, to: f64) -> Result<Option<f64>, String> {
        let Some(text) = self.text(column) else {
            return Ok(None);
        };
        // a value with a comma stands in quotes, or in a file with another separator
        let pointed = with_decimal_point(text);
        let number = pointed.as_deref().unwrap_or(text).parse::<f64>().ok();
        let number = number.filter(|number| number.is_finite());
        match number {
            None => Err(format!(
                "{column}: `{text}` is not a number. It was left out; write it with digits and a point."
            )),
            Some(number) if !(from..=to).contains(&number) => Err(format!(
                "{column}: {text} is not possible. It was left out; it lies between {from} and {to}."
            )),
            number => Ok(number),
        }
    }
}
