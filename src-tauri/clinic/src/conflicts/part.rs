//! What a person decides about: the fields of a cell as people speak of them, each under the name that an entry has.

use std::collections::BTreeSet;

use sync_contract::catalog::{Measurement, Note, NoteVersion};
use sync_contract::entity::CREATED;
use sync_contract::field::Document;
use sync_contract::{
    Authority, Catalog, CellSpec, Descriptor, Entity, FieldSpec, Kind, Value, catalog,
};
use vault::read::Conflict;

use crate::error::{Error, Reason, Result};
use crate::fields;
use crate::measurements::MeasureKind;
use crate::notes::content::{SectionText, sections};
use crate::notes::{NoteKind, NoteSection};

/// One thing to decide: fields that only make sense from one side, or a section of a note.
#[derive(Debug)]
pub(crate) struct Part {
    pub key: &'static str,
    /// A code: the key, a section of a note, or what a reading is one of.
    pub name: String,
    /// Places in the cell; the first is the one that gives the part its name.
    pub places: Vec<usize>,
    pub section: Option<NoteSection>,
}

/// Fields that entries call otherwise, and what goes with them: entity, field, name, the others.
const CALLED: [Called; 9] = [
    ("Patient", "phones", "phone", &[]),
    ("Patient", "address_lines", "address", &[]),
    (
        "Patient",
        "birth_date",
        "birth_date",
        &["birth_date_estimated"],
    ),
    ("Patient", "consent_given", "consent", &[]),
    ("Appointment", "starts", "starts", &["ends"]),
    ("Appointment", "room", "room", &["facility"]),
    (
        "Measurement",
        "value",
        "value",
        &["second_value", "unit", "entered", "kind"],
    ),
    ("Measurement", "measured_at", "at", &[]),
    ("Visit", "chief_complaint", "complaint", &[]),
];

/// What follows from the rest of a note: nobody decides about it.
const OF_A_NOTE: [&str; 5] = ["version", "status", "signed_at", "signed_by", "signature"];

/// In the order of the cell, a note's sections in the order of its kind.
pub(super) fn parts(
    entity: &'static str,
    spec: &'static CellSpec,
    siblings: &[&[Value]],
) -> Result<Vec<Part>> {
    let mut parts = all_parts(entity, spec, siblings)?;
    parts.retain(|part| !follows(entity, part.key));
    Ok(parts)
}

/// With what nobody decides about, as that a note was signed.
pub(crate) fn all_parts(
    entity: &'static str,
    spec: &'static CellSpec,
    siblings: &[&[Value]],
) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    for (place, field) in spec.fields.iter().enumerate() {
        if is_sections(entity, field.name) {
            parts.extend(sections_of(spec, siblings, place)?);
        } else if !goes_with(entity, field.name) {
            parts.push(part(entity, spec, siblings, place, field));
        }
    }
    Ok(parts)
}

pub(super) fn siblings_of(conflict: &Conflict) -> Vec<&[Value]> {
    let siblings = conflict.siblings.iter();
    siblings
        .map(|side| side.content.values.as_slice())
        .collect()
}

fn is_sections(entity: &str, field: &str) -> bool {
    let holds_text = [Note::DESCRIPTOR.name, NoteVersion::DESCRIPTOR.name];
    holds_text.contains(&entity) && field == "sections"
}

/// Whether a field is a thing to decide of its own.
pub(super) fn is_decided(entity: &str, field: &str) -> bool {
    !(follows(entity, field) || is_sections(entity, field) || goes_with(entity, field))
}

fn follows(entity: &str, field: &str) -> bool {
    entity == Note::DESCRIPTOR.name && OF_A_NOTE.contains(&field)
}

/// Whether another field's part holds this one, too.
pub(crate) fn goes_with(entity: &str, field: &str) -> bool {
    let mut known = CALLED.iter().filter(|(known, ..)| *known == entity);
    known.any(|(.., others)| others.contains(&field))
}

type Called = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

fn called(entity: &str, field: &str) -> Option<&'static Called> {
    CALLED
        .iter()
        .find(|(known, name, ..)| *known == entity && *name == field)
}

/// The name under which an entry has a field.
pub(crate) fn key_of(entity: &str, field: &'static str) -> &'static str {
    called(entity, field).map_or(field, |(_, _, key, _)| key)
}

fn part(
    entity: &'static str,
    spec: &'static CellSpec,
    siblings: &[&[Value]],
    place: usize,
    field: &'static FieldSpec,
) -> Part {
    let others = called(entity, field.name).map_or(&[][..], |(.., others)| others);
    let others = others.iter().flat_map(|other| place_of(spec, other));
    let key = key_of(entity, field.name);
    Part {
        key,
        name: measured(entity, spec, siblings, field).unwrap_or_else(|| key.to_owned()),
        places: std::iter::once(place).chain(others).collect(),
        section: None,
    }
}

/// A reading is called what it is one of.
fn measured(
    entity: &str,
    spec: &CellSpec,
    siblings: &[&[Value]],
    field: &FieldSpec,
) -> Option<String> {
    let is_value = entity == Measurement::DESCRIPTOR.name && field.name == "value";
    let kind = is_value.then(|| place_of(spec, "kind")).flatten()?;
    siblings.iter().find_map(|side| match side.get(kind)? {
        Value::Text(code) => Some(code.to_lowercase()),
        _ => None,
    })
}

fn sections_of(
    spec: &CellSpec,
    siblings: &[&[Value]],
    place: usize,
) -> Result<impl Iterator<Item = Part> + use<>> {
    let mut written: Vec<NoteSection> = Vec::new();
    for side in siblings {
        let read = read_sections(spec, side)?;
        let filled = read.into_iter().filter(|read| !read.text.is_empty());
        for section in filled.map(|read| read.section) {
            if !written.contains(&section) {
                written.push(section);
            }
        }
    }
    let form = siblings
        .first()
        .map_or(NoteKind::Free, |side| form(spec, side));
    written.sort_by_key(|section| {
        let own = form.sections().iter().position(|known| known == section);
        let any = NoteSection::ALL.iter().position(|known| known == section);
        (own.unwrap_or(usize::MAX), any)
    });
    Ok(written.into_iter().map(move |section| Part {
        key: section.word(),
        name: section.word().to_owned(),
        places: vec![place],
        section: Some(section),
    }))
}

pub(super) fn place_of(spec: &CellSpec, name: &str) -> Option<usize> {
    spec.fields.iter().position(|field| field.name == name)
}

/// The form of the note that these values are.
pub(super) fn form(spec: &CellSpec, values: &[Value]) -> NoteKind {
    match place_of(spec, "kind").and_then(|place| values.get(place)) {
        Some(Value::Text(word)) => {
            catalog::NoteKind::from_word(word).map_or(NoteKind::Free, NoteKind::of)
        }
        _ => NoteKind::Free,
    }
}

/// The sections of the note that these values are; none of one that is closed.
pub(super) fn read_sections(spec: &CellSpec, values: &[Value]) -> Result<Vec<SectionText>> {
    match place_of(spec, "sections").and_then(|place| values.get(place)) {
        Some(Value::Text(stored)) => sections(form(spec, values), stored),
        _ => Ok(Vec::new()),
    }
}

impl Part {
    /// What a side says here, field by field.
    pub fn values(&self, spec: &CellSpec, side: &[Value]) -> Result<Vec<Value>> {
        match self.section {
            None => Ok(self
                .places
                .iter()
                .map(|place| side.get(*place).cloned().unwrap_or(Value::Null))
                .collect()),
            Some(section) => {
                let read = read_sections(spec, side)?.into_iter();
                let own = read.filter(|read| read.section == section && !read.text.is_empty());
                Ok(own.map(|read| Value::Text(read.text)).take(1).collect())
            }
        }
    }

    /// Whether what a side says here is one of a list.
    pub fn is_choice(&self, spec: &CellSpec) -> bool {
        let is_alone = self.places.len() == 1 || self.key != "value";
        let field = self
            .places
            .first()
            .and_then(|place| spec.fields.get(*place));
        self.section.is_none() && is_alone && field.is_some_and(is_choice)
    }

    pub fn is_same(&self, spec: &CellSpec, siblings: &[&[Value]]) -> Result<bool> {
        let all = siblings
            .iter()
            .map(|side| self.values(spec, side))
            .collect::<Result<Vec<_>>>()?;
        Ok(all.windows(2).all(|pair| pair[0] == pair[1]))
    }

    /// Words and lists can stand one after another, or be written anew; a date or a choice cannot.
    pub fn may_keep_all(&self, spec: &CellSpec) -> bool {
        let [place] = self.places[..] else {
            return false;
        };
        let is_words = |field: &FieldSpec| {
            field.kind == Kind::Text && field.choices.is_empty() && field.length_max >= 255
        };
        self.section.is_some() || spec.fields.get(place).is_some_and(is_words)
    }

    /// Every side's words one after another, each said once.
    pub fn joined(&self, spec: &CellSpec, siblings: &[Vec<Value>]) -> Result<Vec<Value>> {
        let mut texts: Vec<&str> = Vec::new();
        for value in siblings.iter().flatten() {
            if let Value::Text(text) = value
                && !texts.contains(&text.as_str())
            {
                texts.push(text);
            }
        }
        let separator = match (self.section, self.field(spec)) {
            (Some(_), _) => "\n\n",
            // a line stays a line
            (None, Some(field)) if field.length_max <= 255 => "; ",
            (None, _) => "\n",
        };
        self.written(spec, &texts.join(separator))
    }

    pub fn written(&self, spec: &CellSpec, text: &str) -> Result<Vec<Value>> {
        let text = fields::paragraph(text);
        let field = self
            .field(spec)
            .ok_or(Error::invalid("choices", Reason::Unknown))?;
        if text.chars().count() > field.length_max as usize {
            return Err(Error::invalid("choices", Reason::TooLong));
        }
        match (text.is_empty(), self.section.is_some()) {
            (false, _) => Ok(vec![Value::Text(text)]),
            (true, true) => Ok(Vec::new()),
            (true, false) if field.optional => Ok(vec![Value::Null]),
            (true, false) => Err(Error::invalid("choices", Reason::Required)),
        }
    }

    fn field(&self, spec: &CellSpec) -> Option<&'static FieldSpec> {
        let fields: &'static [FieldSpec] = spec.fields;
        self.places.first().and_then(|place| fields.get(*place))
    }

    /// Puts what was decided about this part where it belongs.
    pub fn put(&self, decided: Vec<Value>, values: &mut [Value], notes: &mut Vec<SectionText>) {
        match self.section {
            None => {
                for (place, value) in self.places.iter().zip(decided) {
                    if let Some(held) = values.get_mut(*place) {
                        *held = value;
                    }
                }
            }
            Some(section) => {
                let text = decided.into_iter().find_map(|value| match value {
                    Value::Text(text) => Some(text),
                    _ => None,
                });
                notes.extend(text.map(|text| SectionText { section, text }));
            }
        }
    }
}

/// The canonical text of a note whose sections were decided one by one.
pub(super) fn document(form: NoteKind, sections: &[SectionText]) -> Result<Document> {
    crate::notes::content::canonical(form, sections)
}

/// The kind of a reading whose values these are.
pub(super) fn kind_of(spec: &CellSpec, values: &[Value]) -> Option<MeasureKind> {
    match values.get(place_of(spec, "kind")?)? {
        Value::Text(code) => MeasureKind::from_code(code),
        _ => None,
    }
}

/// `patient.contact`: an entity and its cell.
pub(crate) fn what(descriptor: &Descriptor, cell: &CellSpec) -> String {
    format!("{}.{}", snake(descriptor.name), cell.name)
}

/// `EmergencyContact` is `emergency_contact`.
fn snake(name: &str) -> String {
    let mut code = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !code.is_empty() {
            code.push('_');
        }
        code.extend(c.to_lowercase());
    }
    code
}

/// Whether a field's value is one of a list, and so a name itself.
pub(super) fn is_choice(field: &FieldSpec) -> bool {
    !field.choices.is_empty() || field.name == "kind" || field.kind == Kind::Bool
}

/// Everything that a conflict can name.
#[derive(Debug, Default)]
pub struct Names {
    pub whats: BTreeSet<String>,
    pub fields: BTreeSet<String>,
    pub choices: BTreeSet<String>,
}

pub fn names() -> Names {
    let merged = Catalog::ALL
        .iter()
        .copied()
        .filter(|entity| matches!(entity.authority, Authority::PerCell | Authority::Sealing));
    names_of(
        merged,
        |_, cell| cell.number != CREATED,
        |entity, field| is_decided(entity.name, field.name),
    )
}

pub(crate) fn names_of(
    entities: impl Iterator<Item = &'static Descriptor>,
    has_cell: impl Fn(&Descriptor, &CellSpec) -> bool,
    has_field: impl Fn(&Descriptor, &FieldSpec) -> bool,
) -> Names {
    let mut names = Names::default();
    names.choices.extend(["yes".to_owned(), "no".to_owned()]);
    for kind in MeasureKind::MEASURED {
        names.fields.extend(kind.code().map(str::to_lowercase));
        names.choices.extend(kind.code().map(str::to_lowercase));
    }
    let sections = NoteSection::ALL.map(|section| section.word().to_owned());
    names.fields.extend(sections);
    for entity in entities {
        let cells = entity.cells.iter();
        for cell in cells.filter(|cell| has_cell(entity, cell)) {
            names.whats.insert(what(entity, cell));
            let fields = cell.fields.iter();
            for field in fields.filter(|field| has_field(entity, field)) {
                let key = key_of(entity.name, field.name);
                names.fields.insert(key.to_owned());
                let choices = field.choices.iter().map(|word| word.to_lowercase());
                names.choices.extend(choices);
            }
        }
    }
    names
}
