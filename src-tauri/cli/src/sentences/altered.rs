//! What is refused because the clinic's file or a backup of it was changed from outside.

use crate::exit::Problem;

/// Names what is in the file and not of the program.
pub(super) fn objects(names: &str) -> Problem {
    Problem::needs_person(
        "file_altered",
        format!(
            "The clinic's file has what this program did not make: {names}. Nothing of it was opened or changed; who \
             keeps the file takes that out with a SQLite tool, on a copy first, or restores a backup into an empty \
             folder."
        ),
    )
}

pub(super) fn rows(rows: u64) -> Problem {
    let records = match rows {
        1 => "1 record in this backup is".to_owned(),
        rows => format!("{rows} records in this backup are"),
    };
    Problem::needs_person(
        "rows_altered",
        format!(
            "{records} not what the clinic's computers wrote: somebody changed the clinic's file before the backup \
             was made of it. Nothing was restored; \
             take an older backup, or let this computer join with `nutrivault enrol join` where the server has \
             everything. \
             `backup restore --altered-too` brings the clinic back with those records and sets their values aside, \
             for somebody to look at each."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_foreign_in_the_file_is_named() {
        let error = ::vault::Error::ForeignObjects("trigger planted".to_owned());
        let problem = Problem::from(error);
        assert_eq!(problem.code, "file_altered");
        assert!(problem.message.contains("did not make: trigger planted."));
        assert_eq!(rows(1).code, "rows_altered");
    }
}
