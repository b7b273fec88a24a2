//! The note of each visit: one of the casebook's texts for the course that a person takes, with its slots filled.

use crate::demo::casebook::book::{BookNoteForm, Mode, NoteText, RULES, VisitKind, When};
use crate::demo::casebook::person::{
    ADULT_YEARS, DemoPerson, Outcome, PersonNote, contradicts, is_of,
};
use crate::demo::casebook::slots::{changed_kg, large, replaced, value};

/// A scale alone shows so much.
const NOISE_KG: f64 = 0.8;
/// What is said of whole years is no text of the first one.
const OF_YEARS: [&str; 2] = ["first year", "for a year"];
const YEAR_DAYS: i64 = 364;
/// Dietitians write the one form or the other: of ten patients, so many of each archetype have the second.
const SOAP_OF_TEN: u64 = 3;

/// What the casebook itself writes where a problem goes on.
const AS_BEFORE: &str = "As at the last visit.";

/// Said of what is done at the clinic alone.
const HERE: &str = "by the nurse";

const FROM_AFAR: &str = "Spoken to from home; nothing was measured.";

/// A patient who was not reached reported no weight.
const NOT_REACHED: &str = "not reached";

const ADIME: [&str; 4] = ["assessment", "diagnosis", "intervention", "monitoring"];
const SOAP: [&str; 4] = ["subjective", "objective", "assessment", "plan"];

/// Writes the notes of the visits that were kept.
pub fn write_all(person: &mut DemoPerson) {
    let mut used: Vec<*const NoteText> = Vec::new();
    for at in 0..person.visits.len() {
        let visit = &person.visits[at];
        if !matches!(visit.outcome, Outcome::Attended | Outcome::Running) {
            continue;
        }
        // where a setback has no text for so early a visit, slow progress has one
        let course = course(person, at);
        let chosen = written(person, at, course, &used)
            .or_else(|| written(person, at, When::Partial, &used));
        let Some((text, note)) = chosen else {
            continue;
        };
        used.push(std::ptr::from_ref(text));
        let visit = &mut person.visits[at];
        if note
            .sections
            .iter()
            .any(|(_, text)| text.contains(NOT_REACHED))
        {
            visit.measured.weight_kg = None;
        }
        visit.note = Some(note);
    }
}

/// Returns the text with the fewest gaps of those that were used least, and the note that it gives.
fn written(
    person: &DemoPerson,
    at: usize,
    course: When,
    used: &[*const NoteText],
) -> Option<(&'static NoteText, PersonNote)> {
    let visit = person.visits.get(at)?;
    let form = form(person);
    let archetype = person.archetype;
    let fitting = archetype.notes.iter().filter(|text| {
        text.visit == visit.kind
            && text.form == form
            && is_of(text.when, course)
            && suits(person, at, text)
    });
    let mut dice = person.dice(7000 + at as u64);
    let rated = fitting.filter_map(|text| {
        let (note, gaps) = replaced_sections(person, at, text)?;
        let address = std::ptr::from_ref(text);
        let times = used.iter().filter(|of| **of == address).count();
        let is_last = used.last() == Some(&address);
        // a text for particular needs goes first: it fits only persons who have them
        let is_special = !text.limits.needs.is_empty();
        let rank = (
            is_last,
            times,
            !is_special,
            gaps.min(3),
            dice.between(0, 1000),
        );
        Some((rank, text, note))
    });
    let best = rated.min_by_key(|(rank, ..)| *rank)?;
    Some((best.1, best.2))
}

fn form(person: &DemoPerson) -> BookNoteForm {
    match person.key % 10 < SOAP_OF_TEN {
        true => BookNoteForm::Soap,
        false => BookNoteForm::Adime,
    }
}

/// Returns how things went since the last visit: as the course has it, or less well where the scale says so.
fn course(person: &DemoPerson, at: usize) -> When {
    let class = person.class.name;
    let percent = person.class.change.get("weight_percent");
    let way = percent
        .and_then(|values| values.get(2))
        .copied()
        .unwrap_or(0.0);
    let against = changed_kg(person, at).is_some_and(|kg| kg * way < 0.0 && kg.abs() > NOISE_KG);
    match class {
        When::Responder if against => When::Partial,
        _ => class,
    }
}

fn suits(person: &DemoPerson, at: usize, text: &NoteText) -> bool {
    let day = person.visits[at].day;
    let age = person.age_on(day);
    let mut sections = text.sections.values();
    let has_words = |words: &str| {
        text.sections
            .values()
            .any(|section| section.contains(words))
    };
    let is_early = (day - person.first_day()).num_days() < YEAR_DAYS;
    let mut adult_words = RULES.words_not_for_under_18.iter();
    person.fits(&text.limits, age)
        && (age >= ADULT_YEARS || !adult_words.any(|words| has_words(words)))
        && (!is_early || !OF_YEARS.iter().any(|words| has_words(words)))
        && sections.all(|section| !section.is_empty())
        && person
            .social
            .is_none_or(|social| !text.sections.values().any(|of| contradicts(social, of)))
}

/// Returns the note that a text gives, and how many sentences fell out; none where a section would be empty.
fn replaced_sections(
    person: &DemoPerson,
    at: usize,
    text: &NoteText,
) -> Option<(PersonNote, usize)> {
    let names = match text.form {
        BookNoteForm::Adime => ADIME,
        BookNoteForm::Soap => SOAP,
    };
    let is_far = matches!(person.visits.get(at)?.mode, Mode::Phone | Mode::Video);
    let (mut sections, mut gaps) = (Vec::new(), 0);
    for name in names {
        let section = text.sections.get(name)?;
        let mut lines = Vec::new();
        for line in section.split('\n') {
            let (line, missing) = sentences(line, is_far, &|slot| value(person, at, slot));
            gaps += missing;
            if !line.is_empty() {
                lines.push(line);
            }
        }
        if lines.is_empty() {
            lines.push(otherwise(person, at, name)?.to_owned());
            gaps += 2;
        }
        sections.push((name, lines.join("\n")));
    }
    let form = text.form;
    Some((PersonNote { form, sections }, gaps))
}

/// Returns what a section says of a later visit where all of its sentences fell out.
fn otherwise(person: &DemoPerson, at: usize, section: &str) -> Option<&'static str> {
    let visit = person.visits.get(at)?;
    if visit.kind != VisitKind::FollowUp {
        return None;
    }
    let is_far = matches!(visit.mode, Mode::Phone | Mode::Video);
    match section {
        "objective" if is_far => Some(FROM_AFAR),
        "diagnosis" | "assessment" => Some(AS_BEFORE),
        _ => None,
    }
}

/// Returns a line without the sentences that have a slot without a value or that cannot be of a visit from afar, and
/// how many those were.
fn sentences(line: &str, is_far: bool, value: &impl Fn(&str) -> Option<String>) -> (String, usize) {
    let (mut out, mut gaps) = (String::new(), 0);
    let mut rest = line;
    while !rest.is_empty() {
        let end = ["; ", ". "].iter().filter_map(|end| rest.find(end)).min();
        let (sentence, after) = rest.split_at(end.map_or(rest.len(), |end| end + 2));
        rest = after;
        let is_possible = !(is_far && sentence.contains(HERE));
        match replaced(sentence, value).filter(|_| is_possible) {
            Some(sentence) => {
                let begins = out.is_empty() || out.ends_with(". ");
                out.push_str(&if begins { large(&sentence) } else { sentence });
            }
            None => {
                gaps += 1;
                // what went on in the lost sentence ends here
                if !sentence.ends_with("; ") && out.ends_with("; ") {
                    out.truncate(out.len() - 2);
                    out.push_str(". ");
                }
            }
        }
    }
    let out = out.trim_end();
    let out = out
        .strip_suffix(';')
        .map_or(out.to_owned(), |out| format!("{out}."));
    (out, gaps)
}
