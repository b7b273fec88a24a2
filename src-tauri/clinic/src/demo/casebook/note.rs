//! The note of each visit: one of the casebook's texts for the course that a person takes, with its slots filled.

use chrono::TimeDelta;

use crate::demo::casebook::book::{BookNoteForm, Mode, NoteText, RULES, When};
use crate::demo::casebook::claims;
use crate::demo::casebook::person::{
    ADULT_YEARS, DemoPerson, Outcome, PersonNote, PersonVisit, contradicts, is_of,
};
use crate::demo::casebook::sentences::{Earlier, parts};
use crate::demo::casebook::slots::{changed_kg, date_of, large, replaced, value};

/// A scale alone shows so much.
const NOISE_KG: f64 = 0.8;
/// What is said of whole years is no text of the first one.
const OF_YEARS: [&str; 2] = ["first year", "for a year"];
const YEAR_DAYS: i64 = 364;
/// Dietitians write the one form or the other: of ten patients, so many of each archetype have the second.
const SOAP_OF_TEN: u64 = 3;

/// Said of what is done at the clinic alone.
const HERE: [&str; 2] = ["by the nurse", "about the scale"];

/// How a sentence begins that says when the patient comes again.
const NEXT: [&str; 2] = ["Follow-up in ", "Seen again in "];

/// How a sentence begins that says what became of a problem of an earlier visit.
const COURSES: [&str; 7] = [
    "Active again",
    "Continues, some progress",
    "Improving",
    "Largely met",
    "Not improved",
    "Resolving",
    "Unchanged since ",
];

/// A patient who was not reached reported no weight.
const NOT_REACHED: &str = "not reached";

const ADIME: [&str; 4] = ["assessment", "diagnosis", "intervention", "monitoring"];
const SOAP: [&str; 4] = ["subjective", "objective", "assessment", "plan"];

/// Writes the notes of the visits that were kept.
pub fn write_all(person: &mut DemoPerson) {
    let mut used: Vec<*const NoteText> = Vec::new();
    let mut earlier = Earlier::default();
    for at in 0..person.visits.len() {
        let visit = &person.visits[at];
        if !matches!(visit.outcome, Outcome::Attended | Outcome::Running) {
            continue;
        }
        let course = course(person, at);
        // where a setback has no text for such a visit, slow progress has one; what is not so falls out at last
        let passes = [
            (course, true),
            (When::Partial, true),
            (When::Partial, false),
            (course, false),
        ];
        let chosen = passes
            .into_iter()
            .find_map(|pass| written(person, at, pass, (&used, &earlier)));
        let Some((text, note)) = chosen else {
            continue;
        };
        used.push(std::ptr::from_ref(text));
        earlier.add(&note);
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

/// Returns the text with the fewest gaps of those that were used least, and the note that it gives. A strict choice has
/// no text about what did not happen, and no setback twice.
fn written(
    person: &DemoPerson,
    at: usize,
    (course, is_strict): (When, bool),
    (used, earlier): (&[*const NoteText], &Earlier),
) -> Option<(&'static NoteText, PersonNote)> {
    let visit = person.visits.get(at)?;
    let form = form(person);
    let archetype = person.archetype;
    let fitting = archetype.notes.iter().filter(|text| {
        text.visit == visit.kind
            && text.form == form
            && is_of(text.when, course)
            && !(is_strict && text.when == When::Setback && times(used, text) > 0)
            && suits(person, at, text)
    });
    let mut dice = person.dice(7000 + at as u64);
    let rated = fitting.filter_map(|text| {
        let draft = Draft {
            person,
            at,
            visit,
            earlier,
        };
        let (note, lost) = draft.note(text)?;
        let is_last = used.last() == Some(&std::ptr::from_ref(text));
        // a text for particular needs goes first: it fits only persons who have them
        let is_special = !text.limits.needs.is_empty();
        let rank = (
            is_last,
            times(used, text),
            !is_special,
            lost.gaps.min(3),
            dice.between(0, 1000),
        );
        (!is_strict || !lost.is_untrue).then_some((rank, text, note))
    });
    let best = rated.min_by_key(|(rank, ..)| *rank)?;
    Some((best.1, best.2))
}

fn times(used: &[*const NoteText], text: &NoteText) -> usize {
    let address = std::ptr::from_ref(text);
    used.iter().filter(|of| **of == address).count()
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

/// What fell out of a note.
#[derive(Debug, Clone, Copy, Default)]
struct Lost {
    gaps: usize,
    /// A sentence of what happened is not so.
    is_untrue: bool,
}

/// The note of a visit that a text gives.
struct Draft<'a> {
    person: &'a DemoPerson,
    at: usize,
    visit: &'a PersonVisit,
    earlier: &'a Earlier,
}

impl Draft<'_> {
    /// Returns the note, and what fell out; none where a section would be empty.
    fn note(&self, text: &NoteText) -> Option<(PersonNote, Lost)> {
        let names = match text.form {
            BookNoteForm::Adime => ADIME,
            BookNoteForm::Soap => SOAP,
        };
        let (mut sections, mut lost) = (Vec::new(), Lost::default());
        for (index, name) in names.into_iter().enumerate() {
            let (section, mut own) = (text.sections.get(name)?, Lost::default());
            let lines = section.split('\n').map(|line| self.line(line, &mut own));
            let mut lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
            if lines.is_empty() {
                lines.push(self.otherwise(name)?);
                own.gaps += 2;
            }
            lost.gaps += own.gaps;
            // what happened is in the first section; in the others a sentence can be missed
            lost.is_untrue |= own.is_untrue && index == 0;
            sections.push((name, lines.join("\n")));
        }
        let form = text.form;
        Some((PersonNote { form, sections }, lost))
    }

    fn is_far(&self) -> bool {
        matches!(self.visit.mode, Mode::Phone | Mode::Video)
    }

    /// Returns what a section says of a later visit where all of its sentences fell out.
    fn otherwise(&self, section: &str) -> Option<String> {
        let mut before = self.person.visits[..self.at].iter().rev();
        let last = before.find(|visit| visit.note.is_some())?.day;
        let last = date_of(last, self.visit.day);
        let kg = self.visit.measured.weight_kg;
        Some(match section {
            "objective" if self.is_far() => {
                let day = date_of(self.visit.day, self.visit.day);
                match kg.filter(|_| !self.person.is_private()) {
                    Some(kg) => format!("Spoken to from home on {day}; own scale {kg:.1} kg."),
                    None => format!("Spoken to from home on {day}, and nothing was measured."),
                }
            }
            "objective" => format!("Nothing new to see after the visit of {last}."),
            "subjective" => format!("Nothing new to report after the visit of {last}."),
            "intervention" => format!("Goes on with what was agreed on {last}."),
            "monitoring" | "plan" => format!("Followed up as planned on {last}."),
            _ => format!("As at the visit of {last}."),
        })
    }

    /// Returns a line without the sentences that have a slot without a value, that cannot be of a visit from afar, that
    /// are not so, or that the notes have often enough.
    fn line(&self, line: &str, lost: &mut Lost) -> String {
        let mut out = String::new();
        for sentence in parts(line) {
            match self.sentence(sentence, lost) {
                Some(sentence) => {
                    let begins = out.is_empty() || out.ends_with(". ");
                    out.push_str(&if begins { large(&sentence) } else { sentence });
                }
                None => {
                    lost.gaps += 1;
                    // what went on in the lost sentence ends here
                    if !sentence.ends_with("; ") && out.ends_with("; ") {
                        out.truncate(out.len() - 2);
                        out.push_str(". ");
                    }
                }
            }
        }
        let out = out.trim_end();
        out.strip_suffix(';')
            .map_or(out.to_owned(), |out| format!("{out}."))
    }

    fn sentence(&self, sentence: &str, lost: &mut Lost) -> Option<String> {
        let is_here = HERE.iter().any(|words| sentence.contains(words));
        if self.is_far() && is_here {
            return None;
        }
        let text = replaced(sentence, &|slot| value(self.person, self.at, slot))?;
        if !claims::are_true(self.person, self.at, &text) {
            lost.is_untrue = true;
            return None;
        }
        let text = self.of_new_problem(&text).unwrap_or(text);
        match self.earlier.has_enough(&text) {
            true if NEXT.iter().any(|words| text.starts_with(words)) => {
                let next = self.next_visit()?;
                let goes_on = text.ends_with(' ');
                Some(if goes_on { format!("{next} ") } else { next })
            }
            true => None,
            false => Some(text),
        }
    }

    /// Returns what is said of a problem that no earlier note names: it has no course yet.
    fn of_new_problem(&self, text: &str) -> Option<String> {
        let (course, problem) = text.split_once(": ")?;
        let is_course = COURSES.iter().any(|words| course.starts_with(words));
        let (name, _) = problem.split_once(" related to ")?;
        (is_course && !self.earlier.has(name)).then(|| large(problem))
    }

    /// Returns when the patient comes again, by its day.
    fn next_visit(&self) -> Option<String> {
        let day = self.visit.day + TimeDelta::weeks(self.visit.next_weeks?);
        let day = date_of(day, self.visit.day);
        Some(format!("Next visit about {day}."))
    }
}
