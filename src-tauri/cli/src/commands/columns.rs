//! Lists in columns, each as wide as the widest of what stands in it.

use console::measure_text_width;

const GAP: &str = "  ";

/// One line a row. Width is that of a terminal's cells: a mark that stands on a letter takes none, a wide letter two.
pub fn columns<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = measure_text_width(cell).max(*width);
        }
    }
    rows.iter().map(|row| line(row, &widths)).collect()
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        let room = width.saturating_sub(measure_text_width(cell));
        line.push_str(&format!("{cell}{:room$}{GAP}", ""));
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn rows(cells: &[[&str; 3]]) -> Vec<String> {
        let rows: Vec<_> = cells.iter().map(|row| row.map(str::to_owned)).collect();
        columns(&rows)
    }

    #[test]
    fn a_heading_stands_over_its_column_however_long_what_is_in_it() {
        let lines = rows(&[
            ["NUMBER", "NAME", "NEXT"],
            ["1", "Zoë Okafor", "-"],
            ["HILLSIDE-2026-000123", "김민준", "2026-11-20 10:30"],
            // a mark of its own on the e, and letters that join
            ["12", "Zoe\u{308} नमस्ते", "today"],
        ]);
        let next = ["NEXT", "-", "2026-11-20 10:30", "today"];
        let places: Vec<usize> = lines
            .iter()
            .zip(next)
            .map(|(line, next)| measure_text_width(line.strip_suffix(next).unwrap()))
            .collect();
        assert_eq!(places, vec![places[0]; 4], "{lines:#?}");
        assert_eq!(lines[1], format!("1{:21}Zoë Okafor  -", ""));
    }

    #[test]
    fn a_line_ends_with_what_is_in_it() {
        let lines = rows(&[["a", "b", ""], ["a", "", "longer"]]);
        assert_eq!(lines, ["a  b", "a     longer"]);
    }
}
