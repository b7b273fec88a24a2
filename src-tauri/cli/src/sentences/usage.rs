use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};

use crate::args::CommandLine;
use crate::exit::Problem;

/// A command line that the parser does not take: what of it, and what would be understood instead.
pub fn of_words(error: &clap::Error, words: &[OsString]) -> Problem {
    let meant = Meant::of(words);
    let mistake = Mistake(error);
    let (happened, field) = match error.kind() {
        ErrorKind::MissingRequiredArgument => meant.lacks(&mistake.all(ContextKind::InvalidArg)),
        ErrorKind::InvalidValue => mistake.choice(),
        ErrorKind::ValueValidation => mistake.value(),
        ErrorKind::ArgumentConflict => mistake.conflict(),
        ErrorKind::UnknownArgument => (meant.does_not_know(&mistake), None),
        ErrorKind::TooManyValues => mistake.alone(),
        ErrorKind::InvalidSubcommand => {
            let word = mistake.one(ContextKind::InvalidSubcommand);
            (meant.goes_on(Some(&word)), None)
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            (meant.goes_on(None), None)
        }
        ErrorKind::InvalidUtf8 => ("A word of it is not text in UTF-8.".to_owned(), None),
        _ => (
            format!("What follows `{}` is not understood.", meant.name),
            None,
        ),
    };
    let failure = Problem::usage(format!(
        "{happened} Nothing was changed; `{} --help` says what can be said.",
        meant.name
    ));
    match field {
        Some(field) => failure.at(field),
        None => failure,
    }
}

type Said = (String, Option<String>);

/// The command as far as it was understood.
struct Meant {
    name: String,
    command: Command,
}

impl Meant {
    /// Before the last word of a command stand flags for all commands alone, and of these most have a value.
    fn of(words: &[OsString]) -> Self {
        let mut command = CommandLine::command();
        let mut name = command.get_name().to_owned();
        let mut words = words.iter().skip(1).filter_map(|word| word.to_str());
        while let Some(word) = words.next() {
            if let Some(flag) = word.strip_prefix("--") {
                if ["vault", "user", "password-file"].contains(&flag) {
                    words.next();
                }
                continue;
            }
            let Some(inner) = command.find_subcommand(word).cloned() else {
                break;
            };
            name = format!("{name} {}", inner.get_name());
            command = inner;
        }
        Self { name, command }
    }

    fn lacks(&self, args: &[String]) -> Said {
        let args: Vec<Arg> = args.iter().map(|arg| Arg::of(arg)).collect();
        let names: Vec<String> = args.iter().map(|arg| arg.shown.clone()).collect();
        let said = format!("`{}` needs {}.", self.name, names.join(" and "));
        (said, args.first().map(|arg| arg.field.clone()))
    }

    fn does_not_know(&self, mistake: &Mistake<'_>) -> String {
        let word = mistake.one(ContextKind::InvalidArg);
        if !word.starts_with('-') {
            return format!(
                "`{word}` is one word more than `{}` takes: put words that belong together in quotes.",
                self.name
            );
        }
        let meant = match mistake.one(ContextKind::SuggestedArg) {
            near if near.is_empty() => {
                "a value that begins with a dash is written as --FLAG=VALUE".to_owned()
            }
            near => format!("there is {near}"),
        };
        format!("`{}` knows no `{word}`; {meant}.", self.name)
    }

    fn goes_on(&self, word: Option<&str>) -> String {
        let names: Vec<&str> = self
            .command
            .get_subcommands()
            .map(Command::get_name)
            .filter(|name| *name != "help")
            .collect();
        let names = names.join(", ");
        match word {
            None => format!(
                "`{}` does not say what to do: it is followed by one of {names}.",
                self.name
            ),
            Some(word) => format!(
                "`{}` is not followed by `{word}` but by one of {names}.",
                self.name
            ),
        }
    }
}

struct Mistake<'a>(&'a clap::Error);

impl Mistake<'_> {
    fn all(&self, kind: ContextKind) -> Vec<String> {
        match self.0.get(kind) {
            Some(ContextValue::String(text)) => vec![text.clone()],
            Some(ContextValue::Strings(texts)) => texts.clone(),
            _ => Vec::new(),
        }
    }

    fn one(&self, kind: ContextKind) -> String {
        self.all(kind).join(", ")
    }

    fn arg(&self) -> Arg {
        Arg::of(&self.one(ContextKind::InvalidArg))
    }

    fn choice(&self) -> Said {
        let arg = self.arg();
        let value = self.one(ContextKind::InvalidValue);
        let choices = self.all(ContextKind::ValidValue);
        let takes = match choices.as_slice() {
            [] => String::new(),
            choices => format!("; it is one of {}", choices.join(", ")),
        };
        let said = match value.as_str() {
            "" => format!("{} stands without its value{takes}.", arg.shown),
            value => format!("{} is not `{value}`{takes}.", arg.name),
        };
        (said, Some(arg.field))
    }

    /// What reads a value says in its refusal which form it takes.
    fn value(&self) -> Said {
        let arg = self.arg();
        let takes = self
            .0
            .source()
            .map_or("another form".to_owned(), ToString::to_string);
        let value = self.one(ContextKind::InvalidValue);
        let said = format!("{} takes {takes}; `{value}` is none.", arg.name);
        (said, Some(arg.field))
    }

    fn conflict(&self) -> Said {
        let (arg, prior) = (self.arg(), Arg::of(&self.one(ContextKind::PriorArg)));
        let said = if arg.name == prior.name {
            format!("{} is given twice: give it once.", arg.name)
        } else {
            format!("{} and {} are given: give one.", prior.name, arg.name)
        };
        (said, Some(arg.field))
    }

    fn alone(&self) -> Said {
        let arg = self.arg();
        let value = self.one(ContextKind::InvalidValue);
        (
            format!("{} stands alone, without `{value}`.", arg.name),
            Some(arg.field),
        )
    }
}

/// An argument as the parser shows it: `--reason <TEXT>`, `<NUMBER>`, or `<--dry-run|--yes>` for one of two.
struct Arg {
    /// With the word for its value.
    shown: String,
    name: String,
    /// As an entry and the JSON of a refusal spell it.
    field: String,
}

impl Arg {
    fn of(text: &str) -> Self {
        let shown = text.replace(['<', '>', '[', ']'], "").replace('|', " or ");
        let name = shown.split([' ', '=']).next().unwrap_or("").to_owned();
        let field = name.trim_start_matches('-').replace('-', "_");
        Self {
            field: field.to_lowercase(),
            shown,
            name,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::args::paths;
    use crate::exit::Status;
    use clap::Parser;

    fn refused(said: &str) -> Problem {
        let words: Vec<OsString> = format!("nutrivault {said}")
            .split(' ')
            .map(OsString::from)
            .collect();
        of_words(&CommandLine::try_parse_from(&words).unwrap_err(), &words)
    }

    /// One sentence or two of ours, with nothing of the parser's.
    fn is_plain(failure: &Problem) -> bool {
        let said = &failure.message;
        let foreign = ["error:", "Usage", "\n", "<", ">", "argument", "subcommand"];
        failure.status == Status::Usage
            && failure.code == "usage"
            && said.contains("Nothing was changed")
            && said.ends_with('.')
            && foreign.iter().all(|word| !said.contains(word))
    }

    #[test]
    fn a_flag_that_no_command_knows_is_told_in_a_sentence_by_each_of_them() {
        let all = paths(&CommandLine::command(), "");
        assert!(all.len() > 50, "{all:?}");
        for path in all {
            let failure = refused(&format!("{path} --unheard-of"));
            assert!(is_plain(&failure), "{path}: {}", failure.message);
            let help = format!("`nutrivault {path} --help`");
            assert!(failure.message.contains(&help), "{}", failure.message);
        }
    }

    #[test]
    fn what_is_missing_given_twice_or_none_of_the_choices_is_named() {
        for (said, told, field) in [
            (
                "devices revoke 2",
                "`nutrivault devices revoke` needs --reason TEXT.",
                Some("reason"),
            ),
            ("devices revoke", "NUMBER", Some("reason")),
            (
                "import patients list.csv",
                "needs --dry-run or --yes.",
                Some("dry_run"),
            ),
            (
                "import patients list.csv --yes --dry-run",
                "--dry-run and --yes are given: give one.",
                Some("yes"),
            ),
            (
                "export all --out f --format xml",
                "--format is not `xml`; it is one of json, csv.",
                Some("format"),
            ),
            (
                "search x --limit -5",
                "--limit takes a whole number from 1 to 100; `-5` is none.",
                Some("limit"),
            ),
            (
                "search x --limit 5 --limit 6",
                "--limit is given twice",
                Some("limit"),
            ),
            (
                "appointments book --minutes soon",
                "--minutes takes a whole number; `soon` is none.",
                Some("minutes"),
            ),
            (
                "notes addendum --reason --json",
                "--reason takes a text",
                Some("reason"),
            ),
            (
                "status --vault",
                "--vault DIR stands without its value",
                Some("vault"),
            ),
            (
                "measurements add --keep=yes",
                "--keep stands alone, without `yes`.",
                Some("keep"),
            ),
            ("user list --al", "knows no `--al`", None),
            ("search Ama Okafor", "put words that belong together", None),
            (
                "--user ada --json patients fly",
                "`nutrivault patients` is not followed by `fly` but by one of add, edit,",
                None,
            ),
            (
                "patients",
                "`nutrivault patients` does not say what to do",
                None,
            ),
            ("--json", "`nutrivault` does not say what to do", None),
        ] {
            let failure = refused(said);
            assert!(is_plain(&failure), "{said}: {}", failure.message);
            assert!(
                failure.message.contains(told),
                "{said}: {}",
                failure.message
            );
            assert_eq!(failure.field.as_deref(), field, "{said}");
        }
    }
}
