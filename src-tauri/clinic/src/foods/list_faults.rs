//! Lines of the program's own lists that cannot be read. The rest of a list stays, and what such a line says is not
//! known: a damaged list must not take foods from the plans that have them.

use serde::Serialize;
use specta::Type;

/// A line of a list that the program brings, counted from 1, that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ListFault {
    pub file: String,
    pub line: u32,
}

impl ListFault {
    pub(crate) fn of(file: &str, line: u32) -> Self {
        Self {
            file: file.to_owned(),
            line,
        }
    }
}

/// A list that the program brings. `read` returns how many of its lines can be read, and those that cannot.
pub(crate) struct ShippedList {
    pub table: &'static str,
    pub read: fn(&str) -> (usize, Vec<ListFault>),
}

/// The lines of a list that can be read, and those that cannot.
pub(crate) struct ReadList<T> {
    pub lines: Vec<T>,
    pub faults: Vec<ListFault>,
}

impl<T> ReadList<T> {
    /// Reads each line by itself: one of another form, or of which a value is none, costs that line alone.
    pub fn of<const N: usize>(
        file: &str,
        table: &str,
        line_of: impl Fn([String; N]) -> Option<T>,
    ) -> Self {
        let mut read = Self {
            lines: Vec::new(),
            faults: Vec::new(),
        };
        for (number, row) in numbered_rows(table) {
            match row.and_then(&line_of) {
                Some(line) => read.lines.push(line),
                None => read.faults.push(ListFault::of(file, number)),
            }
        }
        read
    }

    pub fn counted(self) -> (usize, Vec<ListFault>) {
        (self.lines.len(), self.faults)
    }
}

/// A row of a table with its line; none for one of another form.
pub(crate) type NumberedRow<const N: usize> = (u32, Option<[String; N]>);

/// Returns the rows of a table below its head. Where it is not read at once, each line is read by itself: a quote that
/// is not closed would take the lines below it into one value.
pub(crate) fn numbered_rows<const N: usize>(table: &str) -> Vec<NumberedRow<N>> {
    let lines = || (1_u32..).zip(table.lines()).skip(1);
    let with_text = || lines().filter(|(_, line)| !line.trim().is_empty());
    let at_once: Vec<Option<[String; N]>> = rows(table).collect();
    if at_once.len() == with_text().count() && at_once.iter().all(Option::is_some) {
        let numbers = with_text().map(|(number, _)| number);
        return numbers.zip(at_once).collect();
    }
    let head = table.lines().next().unwrap_or("");
    let alone = with_text().map(|(number, line)| {
        let table = format!("{head}\n{line}");
        let mut of_line = rows::<N>(&table);
        let row = of_line.next().flatten();
        (number, row)
    });
    alone.collect()
}

/// Returns the rows of a table below its head; none for a row of another width.
pub(super) fn rows<const N: usize>(table: &str) -> impl Iterator<Item = Option<[String; N]>> {
    let records = csv::Reader::from_reader(table.as_bytes()).into_records();
    records.map(|record| {
        let fields: Vec<String> = record.ok()?.iter().map(str::to_owned).collect();
        fields.try_into().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(table: &str) -> Vec<(u32, Option<String>)> {
        let rows = numbered_rows::<2>(table).into_iter();
        rows.map(|(line, row)| (line, row.map(|row| row.join("|"))))
            .collect()
    }

    #[test]
    fn a_broken_line_takes_no_other_line_with_it() {
        let fine = [(2, Some("1|a, b".to_owned())), (3, Some("2|c".to_owned()))];
        assert_eq!(read("id,name\n1,\"a, b\"\n2,c\n"), fine);
        let broken = [
            (2, Some("1|a".to_owned())),
            // the quote takes the rest of its own line alone
            (3, Some("2|b,".to_owned())),
            (4, None),
            (6, Some("4|d".to_owned())),
            (7, None),
        ];
        assert_eq!(read("id,name\n1,a\n2,\"b,\nx\n\n4,d\n5,x,y\n"), broken);
    }
}
