//! What a writing command is given: flags, or one JSON object on standard input.

use std::io::Read;

use clinic::view::{At, Day, Id, ReadVersionToken};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::answer::snake;
use crate::args::FromInput;
use crate::exit::{Problem, Result};

/// Either the flags or, with `--stdin`, the object that standard input holds; never half of each.
pub fn entry<E: DeserializeOwned + Default + PartialEq>(input: &FromInput, flags: E) -> Result<E> {
    if !input.stdin {
        return Ok(flags);
    }
    if flags != E::default() {
        return Err(Problem::usage(
            "The entry is given twice: once by flags and once by --stdin. Nothing was changed; use one of them.",
        ));
    }
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| {
            Problem::usage(format!(
                "Standard input cannot be read: {error}. Nothing was changed."
            ))
        })?;
    parse(&text)
}

fn parse<E: DeserializeOwned>(text: &str) -> Result<E> {
    let object = serde_json::from_str::<Map<String, Value>>(text).map_err(|error| {
        Problem::usage(format!(
            "Standard input is not one JSON object: line {}, column {} is not as it should be. Nothing was changed; \
             write the entry as {{\"field\": value, ...}}.",
            error.line(),
            error.column()
        ))
    })?;
    serde_json::from_value(Value::Object(object.clone()))
        .map_err(|error| at_fault::<E>(object, &error))
}

/// Each field may stand alone in an entry, so the one at fault is the first that cannot.
fn at_fault<E: DeserializeOwned>(object: Map<String, Value>, error: &serde_json::Error) -> Problem {
    let alone = |(name, value): (String, Value)| {
        let entry = Value::Object(Map::from_iter([(name.clone(), value)]));
        serde_json::from_value::<E>(entry)
            .err()
            .map(|error| (name, error))
    };
    match object.into_iter().find_map(alone) {
        Some((name, error)) => {
            let refusal = error.to_string();
            let known = named(&refusal).collect::<Vec<_>>();
            let said = match known.split_first() {
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
                "The entry on standard input {said}. Nothing was changed."
            ))
            .at(name)
        }
        None => Problem::usage(format!(
            "The entry on standard input cannot be read: {error}. Nothing was changed."
        )),
    }
}

/// Which version its writer saw: as they say, or what is read now. An entry was written by somebody who looked before,
/// so where a row has sides only they know which of them they saw.
pub fn seen(
    given: Option<String>,
    read: ReadVersionToken,
    input: &FromInput,
) -> Result<ReadVersionToken> {
    match given {
        Some(token) => Ok(ReadVersionToken(token)),
        None if input.stdin && has_siblings(&read)? => required(None, "seen"),
        None => Ok(read),
    }
}

fn has_siblings(token: &ReadVersionToken) -> Result<bool> {
    let rows = token.to_seen()?.rows;
    Ok(rows
        .iter()
        .any(|row| row.cells.windows(2).any(|pair| pair[0].0 == pair[1].0)))
}

/// Errors: `usage`, naming the field as both spellings of the entry do.
pub fn required<T>(value: Option<T>, field: &str) -> Result<T> {
    value.ok_or_else(|| {
        let flag = flag(field);
        Problem::usage(format!("`{field}` is missing: give {flag}, or `{field}` on standard input. Nothing was changed.")).at(field)
    })
}

/// The flag of a field of an entry; a word in capitals stands for itself on the command line.
pub fn flag(field: &str) -> String {
    if field.chars().all(|letter| letter.is_uppercase()) {
        field.to_owned()
    } else {
        format!("--{}", field.replace('_', "-"))
    }
}

/// What was typed is not of the form that this field takes.
fn unreadable(text: &str, field: &str, takes: &str) -> Problem {
    let flag = flag(field);
    Problem::usage(format!(
        "{flag} takes {takes}; `{text}` is none. Nothing was changed."
    ))
    .at(field.to_lowercase())
}

/// An identity as lists show it. Errors: `usage`.
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

/// A moment with its zone. Errors: `usage`.
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

/// A day of the calendar. Errors: `usage`.
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

/// One of the choices that a view knows, however it is spelled: `IN_ROOM`, `in-room` and `inRoom` are one.
pub fn choice<T: DeserializeOwned>(text: &str, field: &str) -> Result<T> {
    serde_json::from_value(Value::String(camel(text))).map_err(|error| {
        let flag = flag(field);
        let choices = named_choices(&error.to_string()).join(", ");
        Problem::usage(format!(
            "`{text}` is not one of the choices of {flag}: {choices}. Nothing was changed."
        ))
        .at(field.to_lowercase())
    })
}

/// The choices that a reader of words names when it meets another one, as the page of the command line spells them.
fn named_choices(refusal: &str) -> Vec<String> {
    let choices = refusal
        .split_once("expected")
        .map_or("", |(_, choices)| choices);
    named(choices)
        .map(|name| snake(name).to_uppercase())
        .collect()
}

/// What a reader of words puts between back quotes.
fn named(refusal: &str) -> impl Iterator<Item = &str> {
    refusal.split('`').skip(1).step_by(2)
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
            // in one word of capitals alone they say nothing; in `inRoom` they part words
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
    use clinic::appointments::view::AppointmentStatus;

    #[test]
    fn a_choice_is_known_in_every_spelling() {
        for spelling in ["IN_ROOM", "in_room", "in-room", "inRoom", "In Room"] {
            let status: AppointmentStatus = choice(spelling, "status").unwrap();
            assert_eq!(status, AppointmentStatus::InRoom, "{spelling}");
        }
        let refused = choice::<AppointmentStatus>("ASLEEP", "status").unwrap_err();
        let all = "SCHEDULED, CONFIRMED, ARRIVED, IN_ROOM, COMPLETED, NO_SHOW, CANCELLED";
        assert!(refused.message.contains(all), "{}", refused.message);
        assert_eq!(refused.field.as_deref(), Some("status"));
    }

    #[test]
    fn an_entry_with_a_field_that_nobody_knows_is_refused() {
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
    fn what_cannot_be_read_is_a_matter_of_usage_and_says_which_form_it_takes() {
        let refused = [
            id("42".into(), "patient").unwrap_err(),
            moment("tomorrow".into(), "starts").unwrap_err(),
            moment("2026-11-20T10:00:00".into(), "starts").unwrap_err(),
            day("1990-02-30".into(), "birth_date").unwrap_err(),
        ];
        for (failure, said) in refused.iter().zip([
            "--patient takes an id",
            "--starts takes",
            "+01:00",
            "--birth-date takes a day of the calendar as YYYY-MM-DD",
        ]) {
            assert_eq!(failure.status, crate::exit::Status::Usage);
            assert!(failure.message.contains(said), "{}", failure.message);
        }
        assert!(moment("2026-11-20T10:00:00Z".into(), "starts").is_ok());
        assert_eq!(
            id("42".into(), "ID").unwrap_err().field.as_deref(),
            Some("id")
        );
    }

    #[test]
    fn what_is_missing_is_named_for_both_ways_of_giving_it() {
        let missing = required::<String>(None, "birth_date").unwrap_err();
        assert!(
            missing.message.contains("--birth-date") && missing.message.contains("`birth_date`")
        );
        assert_eq!(missing.field.as_deref(), Some("birth_date"));
    }
}
