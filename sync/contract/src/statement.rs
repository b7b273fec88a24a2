//! SQL statements by name, resolved at compile time: a noun's statements are in one file.
//!
//! `queries/<noun>.sql` has a line `-- name: <statement>` above each; the lines below it, up to the next such line, are
//! the statement with its comments.

/// Returns the statement of this crate's `queries/<noun>.sql` with a name. An unknown name is a compile error.
#[macro_export]
macro_rules! statement {
    ($subject:literal, $name:literal) => {
        const {
            $crate::statement::find(
                include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/queries/",
                    $subject,
                    ".sql"
                )),
                $name,
            )
        }
    };
}

const HEADING: &str = "-- name: ";

/// Returns the statement with a name, without the line that names it.
///
/// # Panics
/// When the file has no statement of this name; called by [`statement!`], that is an error of compilation.
#[must_use]
pub const fn find(file: &'static str, name: &str) -> &'static str {
    let mut at = 0;
    while at < file.len() {
        if starts_line(file, at, HEADING) && starts_line(file, at + HEADING.len(), name) {
            let begin = at + HEADING.len() + name.len();
            if begin < file.len() && file.as_bytes()[begin] == b'\n' {
                return body(file, begin + 1);
            }
        }
        at = next_line(file, at);
    }
    panic!("no statement of this name");
}

const fn body(file: &'static str, begin: usize) -> &'static str {
    let mut end = begin;
    while end < file.len() && !starts_line(file, end, HEADING) {
        end = next_line(file, end);
    }
    file.split_at(end).0.split_at(begin).1.trim_ascii()
}

const fn next_line(file: &str, mut at: usize) -> usize {
    while at < file.len() && file.as_bytes()[at] != b'\n' {
        at += 1;
    }
    at + 1
}

const fn starts_line(file: &str, at: usize, start: &str) -> bool {
    let (file, start) = (file.as_bytes(), start.as_bytes());
    let mut index = 0;
    while index < start.len() {
        if at + index >= file.len() || file[at + index] != start[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::find;

    const FILE: &str = "-- name: one\nselect 1\n\n-- name: one_more\n-- Why.\nselect\n    2\n";

    #[test]
    fn a_statement_ends_before_the_next_name() {
        assert_eq!(find(FILE, "one"), "select 1");
        assert_eq!(find(FILE, "one_more"), "-- Why.\nselect\n    2");
    }

    #[test]
    #[should_panic(expected = "no statement of this name")]
    fn a_part_of_a_name_is_no_name() {
        let _ = find(FILE, "one_");
    }
}
