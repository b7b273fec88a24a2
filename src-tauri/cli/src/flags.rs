//! Which flags the commands have, so that no sentence names another.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use clap::CommandFactory;

use crate::args::CommandLine;

static FLAGS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut flags = BTreeSet::from(["help".to_owned()]);
    collect(&CommandLine::command(), &mut flags);
    flags
});

fn collect(command: &clap::Command, flags: &mut BTreeSet<String>) {
    let own = command
        .get_arguments()
        .filter_map(|argument| argument.get_long());
    flags.extend(own.map(str::to_owned));
    for inner in command.get_subcommands() {
        collect(inner, flags);
    }
}

/// Returns the flag of a field: of its name, of one of several (`rights`), or of what its id is of; the field itself
/// where no command has such a flag.
pub(crate) fn named(field: &str) -> String {
    let name = field.replace('_', "-");
    let of_one = name.strip_suffix('s');
    let of_row = name.strip_suffix("-id");
    let mut names = [Some(name.as_str()), of_one, of_row].into_iter().flatten();
    let known = names.find(|name| FLAGS.contains(*name));
    known.map_or_else(|| format!("`{field}`"), |name| format!("--{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Problem;
    use ::clinic::error::{Error, Reason};
    use std::fs;
    use std::path::{Path, PathBuf};

    const REASONS: &[Reason] = &[
        Reason::Required,
        Reason::TooLong,
        Reason::TooLarge,
        Reason::Malformed,
        Reason::NotADate,
        Reason::InTheFuture,
        Reason::TooLongAgo,
        Reason::Taken,
        Reason::Backwards,
        Reason::Unknown,
        Reason::Impossible,
        Reason::OutOfOrder,
        Reason::OutOfUse,
        Reason::Elsewhere,
        Reason::Cancelled,
    ];

    /// The Rust files below a folder of the workspace.
    fn sources(folder: &str) -> Vec<String> {
        fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).expect("a folder of the workspace") {
                let path = entry.expect("an entry of a folder").path();
                if path.is_dir() {
                    walk(&path, files);
                } else if path.extension().is_some_and(|end| end == "rs") {
                    files.push(path);
                }
            }
        }
        let mut files = Vec::new();
        walk(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
            &mut files,
        );
        let read = |file: &PathBuf| fs::read_to_string(file).expect("a file of the workspace");
        files.iter().map(read).collect()
    }

    /// Returns the flags that a text names, such as `due-on` of `--due-on is over`.
    fn flags_in(text: &str) -> Vec<&str> {
        let parts = text.split("--").skip(1);
        let names = parts.map(|rest| {
            let end = rest.find(|letter: char| !letter.is_ascii_lowercase() && letter != '-');
            rest[..end.unwrap_or(rest.len())].trim_end_matches('-')
        });
        names.filter(|name| !name.is_empty()).collect()
    }

    /// Returns the fields that operations of the clinic refuse.
    fn refused_fields() -> BTreeSet<String> {
        let mut fields = BTreeSet::new();
        for source in sources("../clinic/src") {
            for rest in source.split("invalid(").skip(1) {
                let name = rest.trim_start().strip_prefix('"');
                let name = name.and_then(|name| name.split_once('"'));
                fields.extend(name.map(|(name, _)| name.to_owned()));
            }
        }
        fields
    }

    #[test]
    fn no_sentence_about_a_field_names_a_flag_that_is_none() {
        let fields = refused_fields();
        assert!(fields.len() > 100, "{fields:?}");
        for field in fields {
            let field: &'static str = Box::leak(field.into_boxed_str());
            for reason in REASONS {
                let message = Problem::from(Error::invalid(field, *reason)).message;
                for flag in flags_in(&message) {
                    assert!(FLAGS.contains(flag), "{field}: {message}");
                }
            }
        }
    }

    #[test]
    fn no_written_sentence_names_a_flag_that_is_none() {
        let sources = sources("src/sentences");
        assert!(sources.len() > 15);
        for source in &sources {
            let (sentences, _) = source.split_once("#[cfg(test)]").unwrap_or((source, ""));
            for flag in flags_in(sentences) {
                assert!(FLAGS.contains(flag), "--{flag}");
            }
        }
    }

    #[test]
    fn a_field_has_the_flag_of_one_of_it_or_none() {
        for (field, name) in [
            ("rights", "--right"),
            ("options", "--option"),
            ("patient_id", "--patient"),
            ("birth_date", "--birth-date"),
            ("nothing_of_it", "`nothing_of_it`"),
        ] {
            assert_eq!(named(field), name);
        }
    }

    /// Regression: these named a flag that their command does not have.
    #[test]
    fn what_is_no_flag_is_explained_in_words() {
        for (field, reason, words) in [
            ("members", Reason::Impossible, "Users have this role"),
            ("rights", Reason::Required, "give --right"),
            ("rights", Reason::Unknown, "`nutrivault rights`"),
            ("options", Reason::Required, "--option twice"),
            (
                "leftOut",
                Reason::Unknown,
                "a line that the file does not have",
            ),
            ("results", Reason::Required, "no result yet"),
        ] {
            let message = Problem::from(Error::invalid(field, reason)).message;
            assert!(message.contains(words), "{message}");
        }
    }
}
