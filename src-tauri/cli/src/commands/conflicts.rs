//! Cells that were changed in two places at once.

use clinic::conflicts::part;
use clinic::conflicts::resolve::resolve;
use clinic::conflicts::show::list;
use clinic::conflicts::show::show;
use clinic::conflicts::view::{
    ConflictField, ConflictView, DELETION_KEY, FieldChoice, FieldDecision, Resolution,
};
use clinic::view::{At, Id, ReadVersionToken};
use clinic::{Clinic, Reason};
use serde_json::json;
use sync_contract::catalog::{Appointment, Visit};
use sync_contract::protocol::Replica;
use sync_contract::{CellSpec, Descriptor, Entity};

use crate::answer::{Answer, snake};
use crate::args::care::{Conflicts, ResolutionEntry};
use crate::args::{FromInput, Who};
use crate::entry::{self, entry, required};
use crate::exit::{Problem, Result};
use crate::sentences::reason_text;
use crate::text::{self, Clocks};

pub fn run(who: &Who, args: Conflicts) -> Result<Answer> {
    match args {
        Conflicts::List => {
            let mut clinic = who.unlock()?;
            host::mend_versions(&mut clinic)?;
            let (rows, clocks) = (list(&clinic)?, Clocks::of(&clinic)?);
            let lines = rows.iter().map(|row| {
                let patient = row
                    .patient
                    .as_ref()
                    .map_or("", |patient| patient.name.as_str());
                let (at, what) = (clocks.time(&row.at), what(&row.what));
                format!("{}  {at}  {what}  {patient}", row.id)
            });
            let waiting = clinic.unlocked().vault().waiting()?.conflicts;
            let none = match waiting {
                0 => "Nothing waits for a decision.",
                _ => "What waits for a decision waits for users who may see it.",
            };
            let text = clocks.headed(lines.collect(), none);
            Answer::done(&json!({ "conflicts": rows }), text)
        }
        Conflicts::Show { id } => {
            let id = entry::id(id, "ID")?;
            let clinic = who.unlock()?;
            let (conflict, clocks) = (show(&clinic, &id)?, Clocks::of(&clinic)?);
            let text = siblings(&conflict, |at| clocks.time_and_zone(at));
            Answer::done(&conflict, text)
        }
        Conflicts::Resolve { id, input, entry } => decide(who, entry::id(id, "ID")?, &input, entry),
    }
}

fn decide(who: &Who, id: Id, input: &FromInput, flags: ResolutionEntry) -> Result<Answer> {
    let args = entry(input, flags)?;
    let mut clinic = who.unlock()?;
    let conflict = show(&clinic, &id)?;
    let seen = match args.seen.clone() {
        Some(token) => ReadVersionToken(token),
        // an entry was written earlier, so only its author knows which version they saw
        None if input.stdin => ReadVersionToken(required(None, "seen")?),
        None => conflict.seen.clone(),
    };
    let choices = choices(&conflict, &args)?;
    take(&mut clinic, Resolution { id, seen, choices })
}

fn take(clinic: &mut Clinic, resolution: Resolution) -> Result<Answer> {
    resolve(clinic, &resolution).map_err(apart)?;
    Answer::done(
        &json!({ "id": resolution.id }),
        format!("Decided {}", resolution.id),
    )
}

/// Words the refusal of fields that come from several versions and that no form would take together.
fn apart(error: clinic::Error) -> Problem {
    let clinic::Error::Invalid { field, reason } = error else {
        return error.into();
    };
    if field == "choices" {
        return error.into();
    }
    let wrong = match reason {
        Reason::Backwards => "not above or after what it belongs to",
        other => reason_text(other),
    };
    Problem::refused(
        "invalid",
        format!(
            "What was chosen of several versions does not go together: {} is {wrong}. Nothing was decided; take all of \
             one version with --side, or choose another for this field.",
            snake(field)
        ),
    )
    .at("choices")
}

fn choices(conflict: &ConflictView, args: &ResolutionEntry) -> Result<Vec<FieldChoice>> {
    if conflict.is_deletion {
        return deletion_choice(conflict, args);
    }
    // a signed text stays as it is: the other version becomes an addendum, and there is nothing to choose
    if conflict.stays_signed() {
        if args.sibling.is_none_or(|sibling| sibling == 0) && args.choices.is_empty() {
            return Ok(Vec::new());
        }
        return Err(usage(format!(
            "One version is signed and stays, so there is nothing to choose: `conflicts resolve {}` alone keeps the \
             other version as an addendum.",
            conflict.id
        )));
    }
    if args.sibling.is_none() && args.choices.is_empty() {
        return Err(usage(format!(
            "What is chosen? Say --side NUMBER, or --choose FIELD=NUMBER for each field that differs: {}.",
            names(differing(conflict))
        )));
    }
    let mut choices = args
        .choices
        .iter()
        .map(|choice| parse(choice).and_then(|choice| checked(conflict, choice)))
        .collect::<Result<Vec<_>>>()?;
    if let Some(sibling) = args.sibling {
        check_sibling(conflict, sibling).map_err(|message| usage(message).at("side"))?;
        let named: Vec<String> = choices.iter().map(|choice| choice.key.clone()).collect();
        let rest = differing(conflict).filter(|field| !named.contains(&field.key));
        choices.extend(rest.map(|field| FieldChoice {
            key: field.key.clone(),
            decision: FieldDecision::Sibling { sibling },
        }));
    }
    check_complete(conflict, &choices)?;
    Ok(choices)
}

/// Returns the answer to a deletion: `--choose delete` or `--choose keep`.
fn deletion_choice(conflict: &ConflictView, args: &ResolutionEntry) -> Result<Vec<FieldChoice>> {
    let decision = match args.choices.as_slice() {
        [answer] if args.sibling.is_none() && answer == "delete" => FieldDecision::Delete,
        [answer] if args.sibling.is_none() && answer == "keep" => FieldDecision::Undelete,
        _ => {
            return Err(usage(format!(
                "One person deleted this while another changed it. Say `conflicts resolve {} --choose delete` or \
                 `--choose keep`.",
                conflict.id
            ))
            .at("choices"));
        }
    };
    Ok(vec![FieldChoice {
        key: DELETION_KEY.to_owned(),
        decision,
    }])
}

fn differing(conflict: &ConflictView) -> impl Iterator<Item = &ConflictField> {
    conflict.fields.iter().filter(|field| !field.same)
}

fn names<'a>(fields: impl Iterator<Item = &'a ConflictField>) -> String {
    let names: Vec<&str> = fields.map(|field| field.key.as_str()).collect();
    names.join(", ")
}

fn usage(message: String) -> Problem {
    Problem::usage(format!("{message} Nothing was changed."))
}

fn check_sibling(conflict: &ConflictView, sibling: u32) -> std::result::Result<(), String> {
    let siblings = conflict.siblings.len();
    if (sibling as usize) < siblings {
        return Ok(());
    }
    let last = siblings.saturating_sub(1);
    Err(format!(
        "There is no version {sibling}: `conflicts show` numbers them from 0 to {last}."
    ))
}

/// Returns a choice that is possible in this conflict.
///
/// # Errors
/// `usage`, with the fields that may be named.
fn checked(conflict: &ConflictView, choice: FieldChoice) -> Result<FieldChoice> {
    let refused = |message| Err(usage(message).at("choices"));
    let Some(field) = differing(conflict).find(|field| field.key == choice.key) else {
        return refused(format!(
            "--choose names a field that differs: {}; `{}` is none.",
            names(differing(conflict)),
            choice.key
        ));
    };
    match &choice.decision {
        FieldDecision::Sibling { sibling } => match check_sibling(conflict, *sibling) {
            Ok(()) => Ok(choice),
            Err(message) => refused(message),
        },
        _ if field.may_combine => Ok(choice),
        _ => refused(format!(
            "`{}` is no text that could be joined with another or be written anew: choose {}=NUMBER.",
            choice.key, choice.key
        )),
    }
}

fn check_complete(conflict: &ConflictView, choices: &[FieldChoice]) -> Result<()> {
    let times = |key: &str| choices.iter().filter(|choice| choice.key == key).count();
    if let Some(twice) = choices.iter().find(|choice| times(&choice.key) > 1) {
        return Err(usage(format!("--choose names `{}` twice.", twice.key)).at("choices"));
    }
    let left = names(differing(conflict).filter(|field| times(&field.key) == 0));
    if left.is_empty() {
        return Ok(());
    }
    Err(usage(format!(
        "These differ, too, and nothing is said of them: {left}. Say --choose FIELD=NUMBER for each, or --side NUMBER \
         for the rest."
    ))
    .at("choices"))
}

/// Parses `FIELD=NUMBER`, `FIELD=all` or `FIELD:TEXT`; the first of the two signs decides.
fn parse(choice: &str) -> Result<FieldChoice> {
    let wrong = || {
        Problem::usage(format!(
            "`{choice}` is no choice: write FIELD=NUMBER, FIELD=all or FIELD:TEXT. Nothing was \
        changed."
        ))
        .at("choices")
    };
    let sign = choice.find(['=', ':']).ok_or_else(wrong)?;
    let (key, rest) = (choice[..sign].trim().to_owned(), &choice[sign + 1..]);
    let decision = match (&choice[sign..=sign], rest.trim()) {
        (":", _) => FieldDecision::Text {
            text: rest.to_owned(),
        },
        (_, "all") => FieldDecision::All,
        (_, number) => FieldDecision::Sibling {
            sibling: number.parse().map_err(|_| wrong())?,
        },
    };
    Ok(FieldChoice { key, decision })
}

/// Cells whose code does not describe their content.
const SPOKEN: [(&Descriptor, &CellSpec, &str); 3] = [
    (
        Appointment::DESCRIPTOR,
        Appointment::CELL.slot,
        "appointment time and place",
    ),
    (
        Appointment::DESCRIPTOR,
        Appointment::CELL.progress,
        "appointment status",
    ),
    (Visit::DESCRIPTOR, Visit::CELL.course, "visit end"),
];

/// Returns what is in conflict.
fn what(code: &str) -> String {
    let mut spoken = SPOKEN.iter();
    let known = spoken.find(|(entity, cell, _)| part::what(entity, cell) == code);
    known.map_or_else(|| text::spoken(code), |(_, _, words)| (*words).to_owned())
}

fn siblings(conflict: &ConflictView, time: impl Fn(&At) -> String) -> String {
    let mut text = what(&conflict.what);
    if let Some(food) = &conflict.food {
        text.push_str(&format!(", {food},"));
    }
    if let Some(patient) = &conflict.patient {
        text.push_str(&format!(" of {}", text::patient(patient)));
    }
    for (number, sibling) in conflict.siblings.iter().enumerate() {
        let shown = match number {
            0 if !conflict.is_deletion => ", shown now",
            _ => "",
        };
        let here = if sibling.is_here {
            " (this computer)"
        } else {
            ""
        };
        let signed = if sibling.signed { ", signed" } else { "" };
        text.push_str(&format!(
            "\n{number}: {} on {}{here} at {}{signed}{shown}",
            sibling.by,
            sibling.device,
            time(&sibling.at)
        ));
    }
    for field in differing(conflict) {
        let spoken = text::spoken(&field.name);
        let called = match field.name == field.key {
            true => spoken,
            false => format!("{spoken} ({})", field.key),
        };
        text.push_str(&format!("\n{called}:"));
        for (number, value) in field.values.iter().enumerate() {
            let value = value.as_deref().unwrap_or("not recorded");
            let value = match field.is_choice {
                true => text::spoken(value),
                false => value.replace('\n', "\n     "),
            };
            text.push_str(&format!("\n  {number}: {value}"));
        }
    }
    if conflict.is_deletion {
        text.push_str(&format!(
            "\nDeleted by one person while another changed it: it stays until somebody decides, with `conflicts \
             resolve {} --choose delete` or `--choose keep`.",
            conflict.id
        ));
        return text;
    }
    let texts = differing(conflict).filter(|field| field.may_combine);
    let texts = names(texts);
    if conflict.stays_signed() {
        text.push_str(&format!(
            "\nThe signed text stays and there is nothing to choose; `conflicts resolve {}` keeps the other version \
             as an addendum.",
            conflict.id
        ));
    } else {
        text.push_str(&format!(
            "\nDecide with `conflicts resolve {} --side NUMBER`, or --choose FIELD=NUMBER for each of {}",
            conflict.id,
            names(differing(conflict))
        ));
        if !texts.is_empty() {
            text.push_str(&format!(
                "; FIELD=all keeps both and FIELD:TEXT writes another text ({texts})"
            ));
        }
        text.push('.');
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn conflict() -> ConflictView {
        let field = |key: &str, same, may_combine| ConflictField {
            key: key.into(),
            name: key.into(),
            values: vec![Some("a".into()), Some("b".into())],
            pieces: Vec::new(),
            same,
            is_choice: false,
            may_combine,
        };
        let sibling = |by: &str| clinic::conflicts::view::SiblingView {
            is_here: false,
            by: by.into(),
            device: "office".into(),
            at: clinic::view::At("2026-11-20T10:00:00Z".into()),
            signed: false,
        };
        ConflictView {
            id: Id("c".into()),
            seen: ReadVersionToken(String::new()),
            patient: None,
            what: "patient.contact".into(),
            food: None,
            is_deletion: false,
            siblings: vec![sibling("Ada"), sibling("Ben")],
            fields: vec![
                field("phone", false, true),
                field("sex", false, false),
                field("email", true, true),
            ],
        }
    }

    #[test]
    fn a_refused_choice_names_the_fields_that_differ() {
        let resolve = |words: &[&str], sibling| {
            let args = ResolutionEntry {
                sibling,
                choices: words.iter().map(|word| (*word).to_owned()).collect(),
                seen: None,
            };
            choices(&conflict(), &args).map_err(|problem| problem.message)
        };
        for wrong in ["phones=1", "email=1", "name=0"] {
            let message = resolve(&[wrong], None).unwrap_err();
            assert!(message.contains("phone, sex"), "{message}");
        }
        assert!(
            resolve(&["phone=2"], None)
                .unwrap_err()
                .contains("from 0 to 1")
        );
        assert!(
            resolve(&["sex=all"], Some(0))
                .unwrap_err()
                .contains("sex=NUMBER")
        );
        assert!(resolve(&["phone=1"], None).unwrap_err().contains(": sex."));
        assert!(resolve(&["phone=1", "phone=0"], Some(0)).is_err());
        assert!(resolve(&[], Some(2)).is_err());
        assert!(resolve(&[], None).unwrap_err().contains("phone, sex"));
        let chosen = resolve(&["phone=all"], Some(1)).unwrap();
        assert_eq!(
            (chosen.len(), &chosen[1].decision),
            (2, &FieldDecision::Sibling { sibling: 1 })
        );
    }

    #[test]
    fn a_deletion_is_answered_with_one_of_two_words() {
        let deletion = ConflictView {
            is_deletion: true,
            ..conflict()
        };
        let answer = |words: &[&str], sibling| {
            let args = ResolutionEntry {
                sibling,
                choices: words.iter().map(|word| (*word).to_owned()).collect(),
                seen: None,
            };
            choices(&deletion, &args).map(|choices| choices[0].decision.clone())
        };
        assert_eq!(answer(&["delete"], None).unwrap(), FieldDecision::Delete);
        assert_eq!(answer(&["keep"], None).unwrap(), FieldDecision::Undelete);
        for (wrong, sibling) in [
            (&[][..], None),
            (&[], Some(0)),
            (&["keep"], Some(0)),
            (&["keep", "delete"], None),
            (&["phone=0"], None),
        ] {
            let message = answer(wrong, sibling).unwrap_err().message;
            assert!(message.contains("--choose keep"), "{message}");
        }
        let text = siblings(&deletion, At::to_string);
        assert!(text.contains("--choose delete") && !text.contains("shown now"));
    }

    #[test]
    fn only_fields_that_differ_are_shown() {
        let text = siblings(&conflict(), At::to_string);
        assert!(text.starts_with("patient contact\n"), "{text}");
        assert!(text.contains("phone:\n  0: a\n  1: b"), "{text}");
        assert!(!text.contains("email:"));
    }

    #[test]
    fn a_choice_is_a_number_all_or_a_text() {
        assert_eq!(
            parse("phones=1").unwrap().decision,
            FieldDecision::Sibling { sibling: 1 }
        );
        assert_eq!(parse("phones=all").unwrap().decision, FieldDecision::All);
        assert_eq!(
            parse("phones:024 = 7").unwrap().decision,
            FieldDecision::Text {
                text: "024 = 7".into()
            }
        );
        for wrong in ["phones", "phones=theirs", "phones=-1"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
