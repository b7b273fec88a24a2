//! Maps every error to a status, a code and a sentence: what happened, that nothing was lost, what to do.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::exit::Problem;

mod altered;
mod clinic;
mod fields;
mod form;
mod groups;
mod host;
mod invoices;
mod joining;
mod labs;
mod notes;
mod packages;
mod pregnancies;
mod prescriptions;
mod quotes;
mod record_requests;
mod referrals;
mod roles;
mod series;
mod server;
mod stays;
mod vault;
mod visits;
mod waiting;

pub use clinic::{not_written, of_unreadable, reason_text, two_numbers};
pub use host::why_waiting;
pub use prescriptions::of_prescription;
pub use referrals::of_referral;
pub use server::{of_code, of_refusal, of_review};
pub use vault::{damage_line, file_lines, unshown_lines};

/// The problem of an error that no user can correct.
pub(crate) fn internal(cause: &dyn std::fmt::Display) -> Problem {
    Problem::refused(
        "internal",
        format!(
            "Something went wrong that this program did not expect: {cause}. What was saved before is untouched; try \
             again, and when it comes back, send this sentence to support."
        ),
    )
}

/// Clap's own message for an invalid command line, and the entry field at fault.
impl From<&clap::Error> for Problem {
    fn from(error: &clap::Error) -> Self {
        let rendered = error.render().to_string();
        let text = rendered.strip_prefix("error: ").unwrap_or(&rendered);
        let problem = Self::usage(format!("{}\n\nNothing was changed.", text.trim_end()));
        match field_of(error) {
            Some(field) => problem.at(field),
            None => problem,
        }
    }
}

/// Returns the first argument at fault as entries spell it: `new_password_file` for `--new-password-file <FILE>`.
///
/// An unknown argument is no field of an entry.
fn field_of(error: &clap::Error) -> Option<String> {
    if error.kind() == ErrorKind::UnknownArgument {
        return None;
    }
    let argument = match error.get(ContextKind::InvalidArg)? {
        ContextValue::String(argument) => argument,
        ContextValue::Strings(arguments) => arguments.first()?,
        _ => return None,
    };
    // also `<NUMBER>`, and `<--dry-run|--yes>` for one of two
    let name = argument.trim_start_matches(['<', '[', '-']);
    let name = name.split([' ', '=', '|', '>', ']', '.']).next()?;
    Some(name.replace('-', "_").to_lowercase())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::args::{CommandLine, paths};
    use crate::exit::Status;
    use clap::{CommandFactory, Parser};

    /// The sources that make problems: a code is on a line of its own, or behind the constructor.
    const MADE_IN: &[&str] = &[
        include_str!("sentences/altered.rs"),
        include_str!("sentences/clinic.rs"),
        include_str!("sentences/host.rs"),
        include_str!("sentences/prescriptions.rs"),
        include_str!("sentences/server.rs"),
        include_str!("sentences/vault.rs"),
        include_str!("sentences.rs"),
        include_str!("answer.rs"),
        include_str!("exit.rs"),
        include_str!("online.rs"),
        include_str!("opening.rs"),
        include_str!("secret.rs"),
        include_str!("commands/backup.rs"),
        include_str!("commands/connect.rs"),
        include_str!("commands/enrol.rs"),
        include_str!("commands/export.rs"),
        include_str!("commands/init.rs"),
        include_str!("commands/sync.rs"),
    ];

    #[test]
    fn the_page_of_the_command_line_names_every_code() {
        let page = include_str!("../README.md");
        let lines = MADE_IN.iter().flat_map(|source| source.lines());
        let code = |line: &'static str| {
            let line = line.trim();
            let line = line
                .rsplit_once("Problem::refused(")
                .map_or(line, |(_, word)| word);
            let word = line.strip_prefix('"')?.strip_suffix("\",")?;
            let is_code = word
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter == '_');
            is_code.then_some(word)
        };
        let codes: std::collections::BTreeSet<&str> = lines.filter_map(code).collect();
        assert!(codes.len() > 40, "{codes:?}");
        for code in codes {
            assert!(page.contains(&format!("`{code}`")), "{code}");
        }
    }

    #[track_caller]
    fn usage_problem(args: &str) -> Problem {
        let args = format!("nutrivault {args}");
        let problem = Problem::from(&CommandLine::try_parse_from(args.split(' ')).unwrap_err());
        assert_eq!(
            (problem.status, problem.code),
            (Status::Usage, "usage"),
            "{args}"
        );
        let message = &problem.message;
        assert!(
            message.ends_with("\n\nNothing was changed."),
            "{args}: {message}"
        );
        assert!(message.contains("--help"), "{args}: {message}");
        assert!(
            !message.contains("error: ") && !message.contains('\u{1b}'),
            "{args}: {message}"
        );
        problem
    }

    #[test]
    fn an_unknown_flag_is_refused_by_each_command_with_its_usage() {
        let all = paths(&CommandLine::command(), "");
        assert!(all.len() > 50, "{all:?}");
        for path in all {
            let problem = usage_problem(&format!("{path} --unheard-of"));
            let usage = format!("Usage: nutrivault {path}");
            assert!(problem.message.contains(&usage), "{}", problem.message);
            assert!(
                problem.message.contains("'--unheard-of'"),
                "{}",
                problem.message
            );
        }
    }

    #[test]
    fn a_missing_repeated_or_unknown_argument_is_named() {
        for (args, part, field) in [
            ("devices revoke 2", "\n  --reason <TEXT>\n", Some("reason")),
            ("devices revoke", "<NUMBER>", Some("reason")),
            (
                "import patients list.csv",
                "<--dry-run|--yes>",
                Some("dry_run"),
            ),
            (
                "import patients list.csv --yes --dry-run",
                "'--yes' cannot be used with '--dry-run'",
                Some("yes"),
            ),
            (
                "export all --out f --format xml",
                "[possible values: json, csv]",
                Some("format"),
            ),
            (
                "search x --limit -5",
                "'-5' for '--limit <LIMIT>': not a whole number from 1 to 100",
                Some("limit"),
            ),
            (
                "search x --limit 5 --limit 6",
                "cannot be used multiple times",
                Some("limit"),
            ),
            (
                "appointments book --minutes soon",
                "'soon' for '--minutes <MINUTES>': not a whole number",
                Some("minutes"),
            ),
            (
                "notes addendum --reason --json",
                "'--reason <TEXT>': a flag in place of a text",
                Some("reason"),
            ),
            (
                "status --vault",
                "a value is required for '--vault <DIR>'",
                Some("vault"),
            ),
            (
                "measurements add --keep=yes",
                "unexpected value 'yes' for '--keep'",
                Some("keep"),
            ),
            ("user list --al", "unexpected argument '--al'", None),
            (
                "audit list --unti 2026-11-20",
                "a similar argument exists: '--until'",
                None,
            ),
            ("search Ama Okafor", "unexpected argument 'Okafor'", None),
            (
                "--user ada --json patients fly",
                "unrecognized subcommand 'fly'",
                None,
            ),
            (
                "patient list",
                "some similar subcommands exist: 'print', 'appointments', 'patients'",
                None,
            ),
            ("patients", "\n  add  ", None),
            ("--json", "[subcommands: init, ", None),
        ] {
            let problem = usage_problem(args);
            assert!(
                problem.message.contains(part),
                "{args}: {}",
                problem.message
            );
            assert_eq!(problem.field.as_deref(), field, "{args}");
        }
    }
}
