//! The input of a writing command: flags, or JSON on standard input.

use std::io::Read;

use clinic::Clinic;
use clinic::view::{At, Day, Id, ReadVersionToken};
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use sync_contract::read_version::RowReadVersion;

use crate::answer::snake;
use crate::args::FromInput;
use crate::exit::{Problem, Result};

/// The maximum size of an entry: several times the longest note.
const ENTRY_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// Returns the flags or, with `--stdin`, the object on standard input; never half of each.
pub fn entry<E: DeserializeOwned + Default + PartialEq>(input: &FromInput, flags: E) -> Result<E> {
    match on_stdin(input, &flags)? {
        Some(text) => parse(&text),
        None => Ok(flags),
    }
}

/// What a command takes that has one entry, or several on standard input.
pub enum EntryInput<E> {
    One(E),
    /// The objects of an array, each of which may be unreadable.
    Several(Vec<Result<E>>),
}

/// Returns the flags or, with `--stdin`, the object or the array of objects on standard input.
pub fn entries<E: DeserializeOwned + Default + PartialEq>(
    input: &FromInput,
    flags: E,
) -> Result<EntryInput<E>> {
    match on_stdin(input, &flags)? {
        Some(text) if text.trim_start().starts_with('[') => {
            parse_several(&text).map(EntryInput::Several)
        }
        Some(text) => parse(&text).map(EntryInput::One),
        None => Ok(EntryInput::One(flags)),
    }
}

/// Returns what is on standard input; none without `--stdin`.
fn on_stdin<E: Default + PartialEq>(input: &FromInput, flags: &E) -> Result<Option<String>> {
    if !input.stdin {
        return Ok(None);
    }
    if *flags != E::default() {
        return Err(Problem::usage(
            "The entry is given twice: once by flags and once by --stdin. Nothing was changed; use one of them.",
        ));
    }
    let mut text = String::new();
    std::io::stdin()
        .take(ENTRY_BYTES_MAX)
        .read_to_string(&mut text)
        .map_err(|error| {
            Problem::usage(format!(
                "Standard input cannot be read: {error}. Nothing was changed."
            ))
        })?;
    if text.len() as u64 == ENTRY_BYTES_MAX {
        return Err(Problem::usage(
            "Standard input has more than 8 MiB, and no entry is so long. Nothing was changed; check what is sent.",
        ));
    }
    Ok(Some(text))
}

fn parse<E: DeserializeOwned>(text: &str) -> Result<E> {
    let object = serde_json::from_str::<Object>(text).map_err(|error| {
        Problem::usage(format!(
            "Standard input is not one JSON object: line {}, column {} is not as it should be. Nothing was changed; \
             write the entry as {{\"field\": value, ...}}.",
            error.line(),
            error.column()
        ))
    })?;
    object.read()
}

fn parse_several<E: DeserializeOwned>(text: &str) -> Result<Vec<Result<E>>> {
    let objects = serde_json::from_str::<Vec<Object>>(text).map_err(|error| {
        Problem::usage(format!(
            "Standard input is not an array of JSON objects: line {}, column {} is not as it should be. Nothing was \
             changed; write the entries as [{{\"field\": value, ...}}, ...].",
            error.line(),
            error.column()
        ))
    })?;
    Ok(objects.into_iter().map(Object::read).collect())
}

/// An object, and the name of a field that it has twice.
struct Object {
    fields: Map<String, Value>,
    twice: Option<String>,
}

impl Object {
    fn read<E: DeserializeOwned>(self) -> Result<E> {
        if let Some(name) = self.twice {
            return Err(Problem::usage(format!(
                "The entry on standard input names `{name}` twice. Nothing was changed; give each field once."
            ))
            .at(name));
        }
        serde_json::from_value(Value::Object(self.fields.clone()))
            .map_err(|error| at_fault::<E>(self.fields, &error))
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = Object;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut fields: A,
            ) -> std::result::Result<Object, A::Error> {
                let mut object = Object {
                    fields: Map::new(),
                    twice: None,
                };
                while let Some((name, value)) = fields.next_entry::<String, Value>()? {
                    if object.fields.contains_key(&name) {
                        object.twice.get_or_insert(name);
                    } else {
                        object.fields.insert(name, value);
                    }
                }
                Ok(object)
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// Names the field at fault: each field parses on its own, so it is the first that does not.
fn at_fault<E: DeserializeOwned>(object: Map<String, Value>, error: &serde_json::Error) -> Problem {
    let alone = |(name, value): (String, Value)| {
        let entry = Value::Object(Map::from_iter([(name.clone(), value)]));
        serde_json::from_value::<E>(entry)
            .err()
            .map(|error| (name, error))
    };
    match object.into_iter().find_map(alone) {
        Some((name, error)) => {
            let message = error.to_string();
            let known = named(&message).collect::<Vec<_>>();
            let mistake = match known.split_first() {
                Some((unknown, known)) if *unknown == name => {
                    format!(
                        "knows no field `{name}`; its fields are {}",
                        known.join(", ")
                    )
                }
                _ => format!(
                    "has a value in `{name}` that is not of its kind: a text stands in quotes, a number does not"
                ),
            };
            Problem::usage(format!(
                "The entry on standard input {mistake}. Nothing was changed."
            ))
            .at(name)
        }
        None => Problem::usage(format!(
            "The entry on standard input cannot be read: {error}. Nothing was changed."
        )),
    }
}

/// Returns the version that the editor saw: the token given, or what is read now.
///
/// An entry was written earlier: if a row has siblings, only the author of the entry knows which they saw.
pub fn read_version(
    token: Option<String>,
    read: ReadVersionToken,
    input: &FromInput,
) -> Result<ReadVersionToken> {
    match token {
        Some(token) => of_record(token, &read),
        None if input.stdin && has_siblings(&read)? => required(None, "seen"),
        None => Ok(read),
    }
}

/// Returns the version that the editor saw of what may not be stored yet: none while it is not.
///
/// # Errors
/// As [`read_version`]; a token that is none is refused also where nothing is stored.
pub fn read_version_if_stored(
    token: Option<String>,
    read: Option<ReadVersionToken>,
    input: &FromInput,
) -> Result<Option<ReadVersionToken>> {
    match read {
        Some(read) => read_version(token, read, input).map(Some),
        None => {
            require_token(token.as_deref())?;
            Ok(None)
        }
    }
}

/// # Errors
/// `Invalid` for what is not a token.
fn require_token(token: Option<&str>) -> Result<()> {
    if let Some(token) = token {
        ReadVersionToken(token.to_owned()).to_read_version()?;
    }
    Ok(())
}

/// Returns a token if it names the record that was read; the token of another record is refused.
pub fn of_record(token: String, read: &ReadVersionToken) -> Result<ReadVersionToken> {
    let token = ReadVersionToken(token);
    let given = token.to_read_version()?.rows;
    let is_named = |row: &RowReadVersion| {
        given
            .iter()
            .any(|given| (given.entity, given.row) == (row.entity, row.row))
    };
    match read.to_read_version()?.rows.iter().all(is_named) {
        true => Ok(token),
        false => Err(Problem::usage(
            "--seen is not of this record, so it does not tell which version of it was looked at. Nothing was changed; \
             give the `seen` of the answer that was looked at, whole.",
        )
        .at("seen")),
    }
}

fn has_siblings(token: &ReadVersionToken) -> Result<bool> {
    let rows = token.to_read_version()?.rows;
    Ok(rows
        .iter()
        .any(|row| row.cells.windows(2).any(|pair| pair[0].0 == pair[1].0)))
}

/// Returns the value of a required field.
///
/// # Errors
/// `usage`, naming the field by its flag and by its name in an entry.
pub fn required<T>(value: Option<T>, field: &str) -> Result<T> {
    value.ok_or_else(|| {
        let flag = flag(field);
        Problem::usage(format!(
            "`{field}` is missing: give {flag}, or `{field}` on standard input. Nothing was \
        changed."
        ))
        .at(field)
    })
}

/// Returns the token that was given, else that of the row as it is read now.
pub fn read_version_or(
    clinic: &Clinic,
    token: Option<String>,
    read: impl FnOnce(&Clinic) -> Result<ReadVersionToken>,
) -> Result<ReadVersionToken> {
    require_token(token.as_deref())?;
    let read = read(clinic)?;
    token.map_or(Ok(read.clone()), |token| of_record(token, &read))
}

pub fn nothing_to_change(command: &str, flag: &str) -> Problem {
    Problem::usage(format!(
        "`nutrivault {command}` needs something to change, such as {flag}, or an entry with --stdin. Nothing was \
         changed."
    ))
}

/// Returns the id of the row that an entry corrects.
///
/// # Errors
/// A usage error for a time or a visit with it: the correction has those of the row.
pub fn corrected(
    corrects: Option<String>,
    at: Option<&String>,
    visit: Option<&String>,
) -> Result<Option<Id>> {
    let Some(former) = corrects else {
        return Ok(None);
    };
    let given = at.map(|_| "at").or(visit.map(|_| "visit"));
    match given {
        Some(flag) => Err(Problem::usage(format!(
            "A correction has the time and the visit of what it corrects. Nothing was recorded; leave out --{flag}."
        ))
        .at(flag)),
        None => id(former, "corrects").map(Some),
    }
}

/// Replaces a text of a form by that of an entry, where it has one.
pub fn replace(text: &mut String, entered: Option<String>) {
    if let Some(entered) = entered {
        *text = entered;
    }
}

/// Returns the id of the user with this name.
///
/// # Errors
/// `not_found`.
pub fn user_id(clinic: &Clinic, name: &str, field: &str) -> Result<Id> {
    let people = clinic.unlocked().vault().people()?;
    let person = people
        .iter()
        .find(|person| person.username.eq_ignore_ascii_case(name.trim()));
    person.map(|person| Id::of(person.id)).ok_or_else(|| {
        let message = format!(
            "Nobody here is called `{name}`. Nothing was changed; `nutrivault status` lists the user names."
        );
        Problem::refused("not_found", message).at(field)
    })
}

/// Returns the flag for a field of an entry; a name in capitals is a positional argument, and a line of an entry has no
/// flag.
pub fn flag(field: &str) -> String {
    if field.chars().all(|letter| letter.is_uppercase()) {
        field.to_owned()
    } else if field.contains('.') {
        format!("`{field}`")
    } else {
        crate::flags::named(field)
    }
}

/// The refusal of a text that is not of the form that its field takes.
fn unreadable(text: &str, field: &str, takes: &str) -> Problem {
    let flag = flag(field);
    Problem::usage(format!(
        "{flag} takes {takes}; `{text}` is none. Nothing was changed."
    ))
    .at(field.to_lowercase())
}

/// Parses an id as lists show it.
///
/// # Errors
/// `usage`.
pub fn id(text: String, field: &str) -> Result<Id> {
    let id = Id(text.trim().to_owned());
    match id.to::<uuid::Uuid>() {
        Ok(_) => Ok(id),
        Err(_) => Err(unreadable(
            &text,
            field,
            "an id as lists and `nutrivault search` show it",
        )),
    }
}

/// Parses a moment with its zone.
///
/// # Errors
/// `usage`.
pub fn moment(text: String, field: &'static str) -> Result<At> {
    let at = At(text.trim().to_owned());
    match at.to_time(field) {
        Ok(_) => Ok(at),
        Err(_) => Err(unreadable(
            &text,
            field,
            "a day and a time with its zone, such as 2026-11-20T11:00:00+01:00 or 2026-11-20T10:00:00Z",
        )),
    }
}

/// Parses a day of the calendar.
///
/// # Errors
/// `usage`.
pub fn day(text: String, field: &'static str) -> Result<Day> {
    let day = Day(text.trim().to_owned());
    match day.to_date(field) {
        Ok(_) => Ok(day),
        Err(_) => Err(unreadable(
            &text,
            field,
            "a day of the calendar as YYYY-MM-DD",
        )),
    }
}

/// Returns the day that a text is; none for empty text.
///
/// # Errors
/// Those of [`day`].
pub fn some_day(text: String, field: &'static str) -> Result<Option<Day>> {
    match text.trim().is_empty() {
        true => Ok(None),
        false => day(text, field).map(Some),
    }
}

/// Parses a choice of a view in any spelling: `IN_ROOM`, `in-room` and `inRoom` are one, and so are `HBA1C` and
/// `HbA1c`.
///
/// # Errors
/// `usage`, with the choices.
pub fn choice<T: DeserializeOwned>(text: &str, field: &str) -> Result<T> {
    let parsed = |word: &str| serde_json::from_value(Value::String(word.to_owned()));
    let spelled = parsed(&camel(text));
    let spelled = spelled.or_else(|error| match same_letters(&error.to_string(), text) {
        Some(word) => parsed(&word),
        None => Err(error),
    });
    spelled.map_err(|error| {
        let flag = flag(field);
        let choices = named_choices(&error.to_string()).join(", ");
        Problem::usage(format!(
            "`{text}` is not one of the choices of {flag}: {choices}. Nothing was changed."
        ))
        .at(field.to_lowercase())
    })
}

/// Returns the choices that serde names in its error, as the page of the command line spells them.
fn named_choices(error: &str) -> Vec<String> {
    expected(error)
        .map(|name| snake(name).to_uppercase())
        .collect()
}

/// Returns the choice that serde names in its error and that has the letters and digits of a text, whatever their case.
fn same_letters(error: &str, text: &str) -> Option<String> {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|letter| letter.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let typed = letters(text);
    expected(error)
        .find(|name| letters(name) == typed)
        .map(str::to_owned)
}

fn expected(error: &str) -> impl Iterator<Item = &str> {
    let choices = error.split_once("expected");
    named(choices.map_or("", |(_, choices)| choices))
}

/// Returns what an error of serde puts between back quotes.
fn named(error: &str) -> impl Iterator<Item = &str> {
    error.split('`').skip(1).step_by(2)
}

fn camel(text: &str) -> String {
    let has_lower = text.chars().any(char::is_lowercase);
    let mut camel = String::with_capacity(text.len());
    let mut raise = false;
    for letter in text.trim().chars() {
        match letter {
            '_' | '-' | ' ' => raise = true,
            _ if raise && !camel.is_empty() => {
                camel.extend(letter.to_uppercase());
                raise = false;
            }
            // capitals begin a word only where there are small letters, too: `inRoom`, but not `ROOM`
            _ if camel.is_empty() || !has_lower => camel.extend(letter.to_lowercase()),
            _ => camel.push(letter),
        }
    }
    camel
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::args::records::PatientEntry;
    use clinic::appointments::AppointmentStatus;
    use clinic::measurements::MeasureKind;

    #[test]
    fn a_choice_is_parsed_in_every_spelling() {
        for spelling in ["IN_ROOM", "in_room", "in-room", "inRoom", "In Room"] {
            let status: AppointmentStatus = choice(spelling, "status").unwrap();
            assert_eq!(status, AppointmentStatus::InRoom, "{spelling}");
        }
        for spelling in ["HBA1C", "hba1c", "HbA1c", "HbA1C", "hb-a1c"] {
            let kind: MeasureKind = choice(spelling, "kind").unwrap();
            assert_eq!(kind, MeasureKind::Hba1c, "{spelling}");
        }
        let refused = choice::<AppointmentStatus>("ASLEEP", "status").unwrap_err();
        let all = "SCHEDULED, CONFIRMED, ARRIVED, IN_ROOM, COMPLETED, NO_SHOW, CANCELLED";
        assert!(refused.message.contains(all), "{}", refused.message);
        assert_eq!(refused.field.as_deref(), Some("status"));
    }

    #[test]
    fn an_entry_that_names_a_field_twice_is_refused() {
        let twice = r#"{"given_name": "Ama", "sex": "FEMALE", "given_name": "Esi"}"#;
        let refused = parse::<PatientEntry>(twice).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("given_name"));
        assert!(refused.message.contains("twice"), "{}", refused.message);
    }

    #[test]
    fn an_entry_with_an_unknown_field_is_refused() {
        let entry: PatientEntry =
            parse(r#"{"given_name": "Ama", "birth_date": "1990-01-02"}"#).unwrap();
        assert_eq!(entry.given_name.as_deref(), Some("Ama"));
        let unknown =
            parse::<PatientEntry>(r#"{"sex": "FEMALE", "givenname": "Ama"}"#).unwrap_err();
        assert_eq!(unknown.field.as_deref(), Some("givenname"));
        assert!(
            unknown.message.contains("fields are given_name, "),
            "{}",
            unknown.message
        );
        let number = parse::<PatientEntry>(r#"{"sex": "FEMALE", "phone": 1}"#).unwrap_err();
        assert_eq!(number.field.as_deref(), Some("phone"));
        for text in ["[]", "", "{\"phone\": \"1\""] {
            let broken = parse::<PatientEntry>(text).unwrap_err();
            assert!(
                broken.message.contains("not one JSON object"),
                "{}",
                broken.message
            );
        }
    }

    #[test]
    fn each_entry_of_an_array_is_read_on_its_own() {
        let text = r#" [{"given_name": "Ama"}, {"name": "Esi"}, {"sex": "MALE", "sex": "FEMALE"}]"#;
        let read = parse_several::<PatientEntry>(text).unwrap();
        let fields: Vec<_> = read
            .iter()
            .map(|entry| match entry {
                Ok(entry) => entry.given_name.as_deref(),
                Err(problem) => problem.field.as_deref(),
            })
            .collect();
        assert_eq!(fields, [Some("Ama"), Some("name"), Some("sex")]);
        for text in ["[1]", "[{}", "[[]]"] {
            let Err(broken) = parse_several::<PatientEntry>(text) else {
                panic!("{text} is no array of objects");
            };
            assert!(broken.message.contains("not an array of JSON objects"));
        }
        assert!(parse_several::<PatientEntry>("[]").unwrap().is_empty());
    }

    #[test]
    fn an_unreadable_value_is_a_usage_error_with_the_expected_form() {
        let refused = [
            id("42".into(), "patient").unwrap_err(),
            moment("tomorrow".into(), "starts").unwrap_err(),
            moment("2026-11-20T10:00:00".into(), "starts").unwrap_err(),
            day("1990-02-30".into(), "birth_date").unwrap_err(),
        ];
        for (problem, part) in refused.iter().zip([
            "--patient takes an id",
            "--starts takes",
            "+01:00",
            "--birth-date takes a day of the calendar as YYYY-MM-DD",
        ]) {
            assert_eq!(problem.status, crate::exit::Status::Usage);
            assert!(problem.message.contains(part), "{}", problem.message);
        }
        assert!(moment("2026-11-20T10:00:00Z".into(), "starts").is_ok());
        assert_eq!(
            id("42".into(), "ID").unwrap_err().field.as_deref(),
            Some("id")
        );
    }

    #[test]
    fn a_missing_field_is_named_by_its_flag_and_by_its_name() {
        let missing = required::<String>(None, "birth_date").unwrap_err();
        assert!(
            missing.message.contains("--birth-date") && missing.message.contains("`birth_date`")
        );
        assert_eq!(missing.field.as_deref(), Some("birth_date"));
    }
}
