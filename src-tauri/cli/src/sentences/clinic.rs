use std::io;

use ::clinic::error::{Reason, Unreadable};
use ::clinic::fields::{PASSWORD_LETTERS_MAX, PASSWORD_LETTERS_MIN};
use ::clinic::measurements::two_readings;
use ::clinic::notes::custom_fields::CustomFieldKind;
use ::clinic::view::At;
use ::clinic::{Error, ProblemCode};

use super::form::of_form;
use super::vault::of_vault;
use super::{fields, internal, invoices, labs, notes, prescriptions, roles};
use crate::answer::snake;
use crate::entry::flag;
use crate::exit::{Problem, Status};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let error = match error {
            Error::Several(wrong) => return of_form(wrong),
            error => error,
        };
        match &error {
            Error::Vault(error) => of_vault(error),
            Error::Import(error) => of_unreadable(error, "imported"),
            Error::Invalid { field, reason } => of_field(field, *reason),
            Error::TooLong { field, limit } => too_long(field, *limit),
            Error::Unseen {
                field,
                character,
                at,
            } => unseen(field, *character, *at),
            Error::ForeignSection {
                form,
                section,
                takes,
            } => Problem::refused(
                "invalid",
                format!(
                    "A note of the kind {} has no section `{section}`; it has {}. Nothing was changed; name one of \
                     those, or another --kind.",
                    form.to_uppercase(),
                    takes.join(", ")
                ),
            )
            .at("sections"),
            Error::ForeignField { label, takes } => Problem::refused(
                "invalid",
                match takes.is_empty() {
                    true => format!(
                        "Notes of this clinic have no field `{label}`, nor any other. Nothing was changed; an \
                         admin adds fields with `nutrivault custom-fields add`."
                    ),
                    false => format!(
                        "Notes of this clinic have no field `{label}`; they have {}. Nothing was changed.",
                        takes.join(", ")
                    ),
                },
            )
            .at("fields"),
            Error::CustomValue { label, kind } => Problem::refused(
                "invalid",
                format!(
                    "The field `{label}` of this note takes {}. Nothing was changed; write another value with --field.",
                    match kind {
                        CustomFieldKind::Text => "a line of text",
                        CustomFieldKind::Number => "a number",
                        CustomFieldKind::Date => "a date, such as 2026-11-20",
                        CustomFieldKind::Choice => "one of its options",
                        CustomFieldKind::YesNo => "yes or no",
                    }
                ),
            )
            .at("fields"),
            Error::RightNeeds { right, needs } => roles::needs(*right, *needs),
            error @ Error::UnknownChartField(_) => notes::problem(error),
            Error::Forbidden(right) => Problem::refused(
                "forbidden",
                format!(
                    "This needs the right `{}`, which this user does not have. Nothing was changed; let somebody do \
                     it whose role has it: an admin sees with `nutrivault rights` which roles do, and with `nutrivault \
                     user list` who has them.",
                    right.as_str()
                ),
            ),
            Error::WithoutCompartment(compartment) => Problem::refused(
                "forbidden",
                format!(
                    "This needs a role with `{}`, and no role of this user has it. Nothing was changed; let somebody \
                     do it whose role has it: an admin sees with `nutrivault user list` who has which.",
                    compartment.name()
                ),
            ),
            Error::NotFound(::clinic::foods::FOOD) => Problem::refused(
                "not_found",
                "The list of foods has no food with this number. Search it with `nutrivault foods search TEXT`.",
            ),
            Error::NotFound(what) => Problem::refused(
                "not_found",
                format!(
                    "There is no such {what} on this computer. Nothing was changed; check what was given, or sync \
                     first."
                ),
            ),
            Error::PatientDeleted => Problem::refused(
                "patient_deleted",
                "This patient is deleted, and nothing more is written of them. Nothing was changed; bring them back \
                 first with `nutrivault patients restore`.",
            ),
            Error::RecallFinished => Problem::refused(
                "recall_finished",
                "This recall is finished, so its foods stay as they are. Nothing was changed; go on with it first with \
                 `nutrivault recalls reopen`.",
            ),
            Error::PlanGiven(given) => Problem::refused(
                "plan_given",
                format!(
                    "This plan was given to the patient on {} (UTC), and they have it on paper as it is. Nothing was \
                     changed; copy it to change it with `nutrivault meal-plans add --from-plan`, or make it a draft \
                     again with `nutrivault meal-plans take-back`.",
                    At::of(*given).0.get(..10).unwrap_or("")
                ),
            ),
            error @ (Error::NotDispensable(_) | Error::AlreadyDispensed | Error::MoreThanOrdered { .. }) => {
                prescriptions::problem(error)
            }
            Error::LabHalted(why) => labs::problem(*why),
            error @ (Error::AlreadyIssued | Error::InvoiceVoid | Error::StillPaid(_)) => {
                invoices::problem(error)
            }
            Error::ListNotEmpty => Problem::refused(
                "list_not_empty",
                "This list has an entry that is not over, or one that cannot be shown, so \"none known\" would \
                 contradict it. Nothing was changed; end or remove the entry first.",
            ),
            Error::NotAllHere => Problem::refused(
                "not_all_here",
                "The charts of this clinic have not all come to this computer, or not all can be read, so what looks \
                 empty may not be. Nothing was changed; sync first, then do it again.",
            ),
            Error::OtherVisitOpen(visit) => Problem::refused(
                "visit_open",
                format!(
                    "This patient has the visit {visit} with you, for another appointment, and it has not ended. \
                     Nothing was changed; end it first with `nutrivault visits end {visit}`."
                ),
            )
            .at("appointment"),
            Error::AlreadySigned => Problem::refused(
                "already_signed",
                "The note is signed and stays as it is. Nothing was changed; add an addendum with `nutrivault notes \
                 addendum`.",
            ),
            error @ (Error::NoteNotSigned | Error::NoteVoid | Error::NoteOfAnother) => {
                notes::problem(error)
            }
            Error::ConflictOpen(conflict) => Problem::refused(
                "conflict_open",
                format!(
                    "Another version waits for a decision. Nothing was changed, and both versions are kept; decide \
                     with `nutrivault conflicts show {conflict}` and `conflicts resolve`, then do it again."
                ),
            ),
            Error::BuiltOn => Problem::refused(
                "built_on",
                "Other changes build on what this one made, and nothing was discarded. `nutrivault status` lists them \
                 with the refused ones now: drop those first, the newest first, or send them again after this one.",
            ),
            Error::NotAdmissible(why) => Problem::refused(
                "not_admissible",
                format!(
                    "This change cannot be admitted: {}. Nothing was changed, and it still waits for a review; \
                     `nutrivault review show ID` shows it.",
                    why.as_str()
                ),
            ),
            Error::Empty => Problem::refused(
                "empty",
                "Nothing was written in this note yet, so there is nothing to sign. Nothing was changed; write it \
                 first with `nutrivault notes write`.",
            ),
            Error::KeyMissing(compartment) => Problem::needs_person(
                "key_missing",
                format!(
                    "The key of `{}` has not reached this user on this computer. Nothing was lost; sync, and if it \
                     stays \
                     so, an admin gives all keys of this user's roles again with `nutrivault user reset-password`.",
                    compartment.name()
                ),
            ),
            Error::DocumentIncomplete { here, size } => Problem::refused(
                "document_incomplete",
                format!(
                    "{here} of {size} bytes of this document are on this computer, so it cannot be opened yet. What is \
                     here is safe; sync for the rest, or add the same file again if its adding was interrupted."
                ),
            ),
            Error::DocumentDamaged => Problem::needs_person(
                "document_damaged",
                "What this document has in it on this computer is not what was added: parts of it were changed or \
                 taken out by another program. Nothing was shown or written; open it on another computer, restore a \
                 backup, or, where you have the file, remove the document and add it anew.",
            ),
            Error::PhotoDamaged => Problem::needs_person(
                "photo_damaged",
                "What is stored as this photo is no picture that can be shown, or is not what was stored. Nothing was \
                 shown or written; set another one with `nutrivault patients photo set`.",
            ),
            Error::NotWritten(error) => not_written(error),
            Error::OtherFile => Problem::refused(
                "other_file",
                "This is another file than the one that was begun. Nothing was changed; name the same file again, or \
                 remove the document and add this one.",
            ),
            Error::FileChanged => Problem::refused(
                "file_changed",
                "The file changed while it was read. Nothing was added; add it again once no other program writes to \
                 it.",
            ),
            Error::NotDemo => Problem::refused(
                "not_demo",
                "Only a clinic that was made with `init --demo` may be seeded. Nothing was changed.",
            ),
            #[allow(unreachable_patterns)]
            other => of_other(other),
        }
    }
}

/// A copy is written to another disk; the sentence is about that disk, not about the clinic's own file.
pub fn not_written(error: &io::Error) -> Problem {
    use io::ErrorKind as Kind;
    let why = match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => "the disk there is full".to_owned(),
        Kind::ReadOnlyFilesystem => "the disk there can only be read".to_owned(),
        Kind::PermissionDenied => "this user may not write there".to_owned(),
        _ => error.to_string(),
    };
    Problem::refused(
        "not_written",
        format!(
            "The copy cannot be written where it was to go: {why}. Nothing was left there or written over, and the \
             clinic is as it was; name another place with --out."
        ),
    )
}

/// Words the other errors by their code.
fn of_other(error: &Error) -> Problem {
    match error.code() {
        ProblemCode::NeedsConnection => Problem::new(
            crate::exit::Status::Unreachable,
            "needs_connection",
            "This counts only once the server has agreed, and it was not asked. Nothing was changed; sync, then do it \
             again.",
        ),
        ProblemCode::ChangedMeanwhile => Problem::refused(
            "changed_meanwhile",
            "Somebody else changed this in the meantime. Nothing was lost; look at it again and repeat the change.",
        ),
        _ => internal(error),
    }
}

/// `was_not` is what nothing was done of the file.
pub fn of_unreadable(error: &Unreadable, was_not: &str) -> Problem {
    let (code, happened, remedy) = match error {
        Unreadable::NotUtf8 { line } => (
            "not_utf8",
            format!("The file is not UTF-8: line {line} holds bytes that are no text."),
            "Save it as \"CSV UTF-8\" and do it again.",
        ),
        Unreadable::BrokenQuote { line } => (
            "broken_quote",
            format!("A quote that opens on line {line} does not close as it should."),
            "Correct that line and do it again.",
        ),
        Unreadable::MissingColumn(column) => (
            "missing_column",
            format!("The file has no column for the {column}."),
            "Add one to its first line and do it again.",
        ),
        Unreadable::ColumnTwice(column) => (
            "column_twice",
            format!("Two columns of the file mean the same; the second is `{column}`."),
            "Rename or remove one and do it again.",
        ),
        Unreadable::Empty => (
            "empty_file",
            "The file has no first line with the names of its columns.".to_owned(),
            "Check that it is the right one.",
        ),
    };
    Problem::refused(code, format!("{happened} Nothing was {was_not}. {remedy}"))
}

/// Names the limit, so that the user can shorten the text.
fn too_long(field: &str, limit: u32) -> Problem {
    let name = snake(field);
    let name = fields::entry_name(&name);
    Problem::refused(
        "invalid",
        format!(
            "{} takes {limit} characters at most, and this has more. Nothing was changed; shorten it and do it again.",
            flag(name)
        ),
    )
    .at(name)
}

/// Names both readings of a number that has two.
pub fn two_numbers(field: &str, text: &str) -> Problem {
    let flag = flag(field);
    let [thousands, decimals] = two_readings(text).unwrap_or([text.to_owned(), text.to_owned()]);
    Problem::usage(format!(
        "{flag} `{text}` is {thousands} in one country and {decimals} in another. Nothing was changed; write \
         {thousands} without a sign in it, or another number of decimals than three."
    ))
    .at(field)
}

fn unseen(field: &str, character: char, at: usize) -> Problem {
    let name = snake(field);
    let name = fields::entry_name(&name);
    let sentence = format!(
        "{} has a character that is not shown, or that acts instead of being shown: U+{:04X}, after {at} others. \
         Nothing was changed; type the text anew instead of pasting it.",
        flag(name),
        u32::from(character)
    );
    Problem::new(Status::Usage, "usage", sentence).at(name)
}

/// Names the field as in an entry.
fn of_field(field: &str, reason: Reason) -> Problem {
    let field = snake(field);
    if field == "doubtful" {
        return Problem::needs_person(
            "doubtful",
            "This value is far from what is likely for this person. Nothing was recorded; measure again, or say --keep \
             when it is right.",
        )
        .at("value");
    }
    let name = fields::entry_name(&field);
    let flag = flag(name);
    let special = fields::of(&field, reason).map(|(is_usage, sentence)| match is_usage {
        true => (Status::Usage, sentence),
        false => (Status::Refused, sentence),
    });
    let (status, sentence) = special.unwrap_or_else(|| match reason {
        Reason::Impossible if name == "value" => (
            Status::Refused,
            "--value is a value that no body can have. Nothing was recorded; check the number and its unit.".to_owned(),
        ),
        Reason::TooShort if name == "password" => (
            Status::Refused,
            format!("A password has at least {PASSWORD_LETTERS_MIN} characters, and this one has fewer. Nothing was \
            changed; choose a longer one."),
        ),
        Reason::TooLong if name == "password" => (
            Status::Refused,
            format!("A password has at most {PASSWORD_LETTERS_MAX} characters. Nothing was changed; choose a shorter \
            one."),
        ),
        Reason::TooCommon => (
            Status::Refused,
            "This password is one of those that are guessed first: a common one, keys in a row, or made of the names \
             of the clinic or its user. Nothing was changed; choose another, such as four words that do not belong \
             together.".to_owned(),
        ),
        Reason::OutOfOrder if name == "status" => (
            Status::Refused,
            "This status cannot follow from the current one; `nutrivault appointments list` shows that. Nothing was \
             changed.".to_owned(),
        ),
        Reason::TooShort if name == "username" => (
            Status::Refused,
            "--username has 2 characters at least. Nothing was changed; choose a longer one.".to_owned(),
        ),
        Reason::OutOfOrder if name == "note" => (
            Status::Refused,
            "The note is not signed yet, so nothing is added to it. Nothing was changed; go on writing it, or sign it \
             first.".to_owned(),
        ),
        Reason::Impossible if name == "active" => (
            Status::Refused,
            "This is the only building in use, and a clinic keeps one. Nothing was changed; add another, or make \
             another active, first.".to_owned(),
        ),
        Reason::Impossible if name == "id" => (
            Status::Refused,
            "A computer does not shut itself out. Nothing was changed; do it on another one.".to_owned(),
        ),
        Reason::Impossible if name == "own_password" => (
            Status::Refused,
            "One's own password is not reset: that would make new keys. Nothing was changed; change it with \
             `nutrivault user password`, or let another admin reset it.".to_owned(),
        ),
        Reason::Impossible if name == "chosen_password" => (
            Status::Refused,
            "This user has signed in with their password and not with a code. Nothing was changed; `nutrivault user \
             password` changes it.".to_owned(),
        ),
        Reason::Taken if name == "file" => (
            Status::Refused,
            "This file is among the documents of the patient already. Nothing was added; `nutrivault documents list` \
             shows under which name.".to_owned(),
        ),
        Reason::Unknown if name == "file_number" => (
            Status::Refused,
            format!(
                "{flag} is another file number than the patient's. Nothing was changed; `nutrivault patients show` has \
                 the number."
            ),
        ),
        _ if name == "set" => (
            Status::Usage,
            format!("{flag} has a part that cannot be read: {}. Nothing was changed.", form_of(name, reason)),
        ),
        Reason::Malformed
        | Reason::ControlCharacter
        | Reason::NotADate
        | Reason::AmbiguousDate
        | Reason::NotAnEmail
        | Reason::NotAPhone
        | Reason::Unknown => (
            Status::Usage,
            format!("{flag} is {}: {}. Nothing was changed.", reason_text(reason), form_of(name, reason)),
        ),
        other => (
            Status::Refused,
            format!("{flag} is {}. Nothing was changed; correct it and do it again.", reason_text(other)),
        ),
    });
    let code = if status == Status::Usage {
        "usage"
    } else {
        "invalid"
    };
    Problem::new(status, code, sentence).at(name)
}

/// Returns the form that a field takes.
fn form_of(name: &str, reason: Reason) -> &'static str {
    match name {
        _ if reason == Reason::ControlCharacter => {
            "type the text anew instead of pasting it, without characters that act instead of being shown"
        }
        "value" => {
            "write a number and its unit, such as `72.4 kg`, `159 lb`, `5'7`, `120/80` or `98.6 F`"
        }
        "starts" | "ends" | "at" => {
            "write a day and a time with its zone, such as 2026-11-20T11:00:00+01:00"
        }
        "birth_date" | "day" => "write it as YYYY-MM-DD",
        "due" => "write it as YYYY-MM-DD",
        "onset" => "write a year, a month or a day, such as 2019, 4/2019 or 2019-04-12",
        "progress" => "write a full number of percent from 0 to 100",
        "start" | "target" => {
            "write a number and a unit of the measure, such as `72.4 kg` or `120/80`"
        }
        "owner" => "name somebody who works here",
        "time_zone" => "write the name of a zone, such as Europe/Paris or UTC",
        "kind" => "write INITIAL, FOLLOW_UP, GROUP or PHONE",
        "type" => {
            "write LETTER, REPORT, RESULT, IMAGE or OTHER, with --office IDENTITY, INSURANCE_CARD, CONSENT, REFERRAL \
             or OTHER"
        }
        "email" => "write one such as name@example.org",
        "phone" => "write numbers of 3 to 15 digits between semicolons, such as +33 1 99 00 12 34",
        "before" | "after" => "give the `next` of the page before, whole",
        "id" => "give an id as lists show it",
        "currency" => {
            "write the three capitals of a currency of ISO 4217, such as EUR; a price takes that of a facility"
        }
        "set" => "write days and times, such as `MON 08:00-12:00 13:00-17:00; TUE 08:00-12:00`",
        "seen" => "give the `seen` of the answer that was looked at, whole",
        "username" => {
            "write letters of one script, digits and . - _ @ + without blanks, a letter or digit first"
        }
        _ => "write it as `--help` of this command and the page of the command line show it",
    }
}

/// Returns what is wrong with a value, as the words behind "is".
pub fn reason_text(reason: Reason) -> &'static str {
    match reason {
        Reason::Required => "missing",
        Reason::Taken => "taken by another",
        Reason::Backwards => "before its beginning",
        Reason::Unknown => "not one of the choices",
        Reason::OutOfOrder => "not a step that can follow from the current one",
        Reason::Malformed => "not of the form that it takes",
        Reason::ControlCharacter => "text with a character that cannot be shown",
        Reason::Impossible => "not possible",
        other => other.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreadable_list_names_the_line_and_imports_nothing() {
        let problem = |error| Problem::from(Error::Import(error));
        let broken = problem(Unreadable::BrokenQuote { line: 12 });
        assert_eq!(
            (broken.status, broken.code),
            (Status::Refused, "broken_quote")
        );
        assert!(
            broken.message.contains("line 12") && broken.message.contains("Nothing was imported")
        );
        assert_eq!(problem(Unreadable::NotUtf8 { line: 3 }).code, "not_utf8");
        assert!(
            problem(Unreadable::MissingColumn("birth date"))
                .message
                .contains("birth date")
        );
    }

    #[test]
    fn a_field_is_named_as_in_the_entry() {
        let problem = Problem::from(Error::invalid("birthDate", Reason::InTheFuture));
        assert_eq!(problem.field.as_deref(), Some("birth_date"));
        assert!(problem.message.contains("--birth-date is in the future"));
        let starts = Problem::from(Error::invalid("startsAt", Reason::Malformed));
        assert_eq!(
            (starts.status, starts.field.as_deref()),
            (Status::Usage, Some("starts"))
        );
        assert!(starts.message.contains("+01:00"));
        let long = Problem::from(Error::TooLong {
            field: "givenName",
            limit: 100,
        });
        assert!(long.message.contains("--given-name takes 100 characters"));
        let unseen = Problem::from(Error::Unseen {
            field: "givenName",
            character: '\u{200b}',
            at: 3,
        });
        assert!(unseen.message.starts_with("--given-name has a character"));
        assert!(unseen.message.contains("U+200B, after 3 others"));
        let short = Problem::from(Error::invalid("password", Reason::TooShort));
        assert!(short.message.contains("10 characters"));
        let long = Problem::from(Error::invalid("password", Reason::TooLong));
        assert!(long.message.contains("1024 characters"));
        let unseen = Error::from(::vault::Error::ChangedMeanwhile);
        assert_eq!(Problem::from(unseen).code, "changed_meanwhile");
    }

    #[test]
    fn a_missing_right_or_key_names_commands_that_exist() {
        use crate::args::{CommandLine, paths};
        use clap::CommandFactory;
        let there = paths(&CommandLine::command(), "");
        for (error, ways) in [
            (Error::Forbidden(sync_contract::Right::AuditRead), 2),
            (Error::KeyMissing(sync_contract::Compartment::Clinical), 1),
            (Error::Vault(::vault::Error::NoKey), 1),
        ] {
            let message = Problem::from(error).message;
            assert!(!message.contains("give a role") && !message.contains("give the role"));
            let named: Vec<&str> = message.split("`nutrivault ").skip(1).collect();
            assert_eq!(named.len(), ways, "{message}");
            for name in named {
                let (path, _) = name.split_once('`').expect("a quote ends");
                assert!(there.iter().any(|command| command == path), "{path}");
            }
        }
    }

    #[test]
    fn an_unlikely_value_asks_a_person_and_an_impossible_one_is_refused() {
        let doubtful = Problem::from(Error::invalid("doubtful", Reason::Impossible));
        assert_eq!(
            (doubtful.status, doubtful.code),
            (Status::NeedsPerson, "doubtful")
        );
        let impossible = Problem::from(Error::invalid("value", Reason::Impossible));
        assert_eq!(
            (impossible.status, impossible.field.as_deref()),
            (Status::Refused, Some("value"))
        );
    }
}
