//! Parts of a conflict: groups of fields that a person decides about, each under the name that the audit log uses.

mod ending;
mod prescription;
mod words;

use std::collections::BTreeSet;

use sync_contract::catalog::{
    Absence, Alert, AllergenCorrection, Appointment, ClinicFood, ClinicalDocument, DietOrder,
    ExchangeTable, Expense, FoodProfile, InvoiceDraft, LabResult, LabTest, MealPlan, MealPlanItem,
    Measurement, Note, NoteVersion, OfficeDocument, Patient, PortalAccount, Prescription, Quote,
    Recall, RecallItem, Recipe, RecordRequest, Service, Task, Visit, WaitingListEntry,
};
use sync_contract::entity::CREATED;
use sync_contract::field::Document;
use sync_contract::{Authority, Catalog, CellSpec, Descriptor, FieldRef, Kind, Value};

use crate::conflicts::part::words::is_words;
use crate::error::{Error, Reason, Result};
use crate::fields;
use crate::measurements::MeasureKind;
use crate::measurements::own::OWN;
use crate::notes::content::{SectionText, sections};
use crate::notes::{NoteForm, NoteKind, NoteSection};
use crate::words::snake;

/// One thing to decide: fields that must come from the same sibling, or a section of a note.
#[derive(Debug)]
pub(crate) struct Part {
    /// The field that gives the part its name.
    pub field: FieldRef,
    pub key: &'static str,
    /// A code: the field's key, a section of a note, or the kind of a measurement.
    pub name: String,
    /// Field indexes in the cell, that of the field first.
    pub field_indexes: Vec<usize>,
    pub section: Option<NoteSection>,
}

/// A field with another name in the audit log, or one that is decided together with others.
struct Called {
    field: FieldRef,
    key: &'static str,
    with: &'static [FieldRef],
}

const CALLED: [Called; 47] = [
    called(Patient::FIELD.phones, "phone", &[]),
    called(Patient::FIELD.address_lines, "address", &[]),
    called(Measurement::FIELD.measured_at, "at", &[]),
    called(Visit::FIELD.chief_complaint, "complaint", &[]),
    together(
        Patient::FIELD.birth_date,
        &[Patient::FIELD.birth_date_estimated],
    ),
    together(Appointment::FIELD.starts, &[Appointment::FIELD.ends]),
    together(
        PortalAccount::FIELD.invited_at,
        &[
            PortalAccount::FIELD.activated_at,
            PortalAccount::FIELD.activation_token,
            PortalAccount::FIELD.verification_token,
        ],
    ),
    together(Task::FIELD.done_at, &[Task::FIELD.done_by]),
    together(
        Visit::FIELD.follow_up_date,
        &[Visit::FIELD.follow_up_required],
    ),
    together(Appointment::FIELD.room, &[Appointment::FIELD.facility]),
    together(Absence::FIELD.starts, &[Absence::FIELD.ends]),
    together(Absence::FIELD.provider, &[Absence::FIELD.room]),
    together(
        WaitingListEntry::FIELD.from_time,
        &[WaitingListEntry::FIELD.until_time],
    ),
    together(
        WaitingListEntry::FIELD.from_day,
        &[WaitingListEntry::FIELD.until_day],
    ),
    together(
        WaitingListEntry::FIELD.outcome,
        &[
            WaitingListEntry::FIELD.appointment,
            WaitingListEntry::FIELD.ended_at,
            WaitingListEntry::FIELD.ended_by,
            WaitingListEntry::FIELD.reason,
        ],
    ),
    together(RecordRequest::FIELD.status, ending::OF_A_REQUEST),
    together(ClinicalDocument::FIELD.filing, ending::OF_A_FILING),
    together(OfficeDocument::FIELD.filing, ending::OF_AN_OFFICE_FILING),
    called(WaitingListEntry::FIELD.kind, "appointment_type", &[]),
    together(
        LabResult::FIELD.entered,
        &[
            LabResult::FIELD.test,
            LabResult::FIELD.name,
            LabResult::FIELD.unit,
            LabResult::FIELD.low,
            LabResult::FIELD.high,
            LabResult::FIELD.flag,
            LabResult::FIELD.former,
            LabResult::FIELD.informed,
            LabResult::FIELD.informed_at,
        ],
    ),
    together(LabTest::FIELD.status, &[LabTest::FIELD.status_reason]),
    together(LabTest::FIELD.tests, &[LabTest::FIELD.former_order]),
    together(LabTest::FIELD.collected_at, &[LabTest::FIELD.collected_by]),
    together(
        LabTest::FIELD.read_at,
        &[LabTest::FIELD.read_by, LabTest::FIELD.read_sum],
    ),
    together(Recall::FIELD.finished_at, &[Recall::FIELD.finished_by]),
    together(
        RecallItem::FIELD.name,
        &[
            RecallItem::FIELD.food,
            RecallItem::FIELD.entered,
            RecallItem::FIELD.count,
            RecallItem::FIELD.measure,
            RecallItem::FIELD.grams,
            RecallItem::FIELD.flag,
        ],
    ),
    together(
        RecallItem::FIELD.meal,
        &[RecallItem::FIELD.day, RecallItem::FIELD.position],
    ),
    together(ClinicFood::FIELD.contains, &[ClinicFood::FIELD.free_of]),
    together(
        Recipe::FIELD.name,
        &[
            Recipe::FIELD.portions,
            Recipe::FIELD.yield_grams,
            Recipe::FIELD.method,
            Recipe::FIELD.parts,
            Recipe::FIELD.replaces,
        ],
    ),
    together(
        AllergenCorrection::FIELD.contains,
        &[
            AllergenCorrection::FIELD.free_of,
            AllergenCorrection::FIELD.is_active,
        ],
    ),
    called(
        FoodProfile::FIELD.food_level,
        "texture",
        &[FoodProfile::FIELD.fluid_level],
    ),
    together(
        MealPlan::FIELD.given_at,
        &[MealPlan::FIELD.given_by, MealPlan::FIELD.given_as],
    ),
    // targets are of the groups of their table
    together(
        MealPlan::FIELD.exchange_table,
        &[MealPlan::FIELD.exchange_targets],
    ),
    together(
        ExchangeTable::FIELD.name,
        &[ExchangeTable::FIELD.exchange_groups],
    ),
    // a number without its currency is no price
    called(
        Service::FIELD.price_minor,
        "price",
        &[Service::FIELD.currency, Service::FIELD.tax_hundredths],
    ),
    // lines are of one currency together
    called(
        InvoiceDraft::FIELD.lines,
        "lines",
        &[InvoiceDraft::FIELD.currency],
    ),
    called(Quote::FIELD.lines, "lines", &[Quote::FIELD.currency]),
    // an amount is in the currency of its facility
    called(
        Expense::FIELD.amount_minor,
        "amount",
        &[Expense::FIELD.currency, Expense::FIELD.facility],
    ),
    together(Prescription::FIELD.medication, prescription::ORDER),
    together(
        Prescription::FIELD.status,
        &[Prescription::FIELD.status_reason],
    ),
    together(DietOrder::FIELD.ended_at, &[DietOrder::FIELD.end_reason]),
    together(
        Alert::FIELD.facility,
        &[Alert::FIELD.department, Alert::FIELD.room],
    ),
    together(
        Alert::FIELD.acknowledged_at,
        &[Alert::FIELD.acknowledged_by],
    ),
    together(
        Alert::FIELD.outcome,
        &[
            Alert::FIELD.ended_at,
            Alert::FIELD.ended_by,
            Alert::FIELD.remark,
        ],
    ),
    together(
        MealPlanItem::FIELD.name,
        &[
            MealPlanItem::FIELD.food,
            MealPlanItem::FIELD.entered,
            MealPlanItem::FIELD.count,
            MealPlanItem::FIELD.measure,
            MealPlanItem::FIELD.grams,
            MealPlanItem::FIELD.flag,
        ],
    ),
    together(
        MealPlanItem::FIELD.meal,
        &[MealPlanItem::FIELD.day, MealPlanItem::FIELD.position],
    ),
    together(
        Measurement::FIELD.value,
        &[
            Measurement::FIELD.second_value,
            Measurement::FIELD.unit,
            Measurement::FIELD.entered,
            Measurement::FIELD.kind,
            Measurement::FIELD.own_kind,
            Measurement::FIELD.flag,
            Measurement::FIELD.former,
            Measurement::FIELD.former_by,
        ],
    ),
];

const fn called(field: FieldRef, key: &'static str, with: &'static [FieldRef]) -> Called {
    Called { field, key, with }
}

const fn together(field: FieldRef, with: &'static [FieldRef]) -> Called {
    called(field, field.spec.name, with)
}

/// Fields of a note that follow from the rest of it, and are not decided.
const OF_A_NOTE: [FieldRef; 5] = [
    Note::FIELD.version,
    Note::FIELD.status,
    Note::FIELD.signed_at,
    Note::FIELD.signed_by,
    Note::FIELD.signature,
];

/// The sections of a note and of a note version.
const SECTIONS: [FieldRef; 2] = [Note::FIELD.sections, NoteVersion::FIELD.sections];

/// Returns the parts to decide, in the order of the cell; a note's sections in the order of its kind.
pub(super) fn parts(
    entity: &'static Descriptor,
    spec: &'static CellSpec,
    siblings: &[&[Value]],
) -> Result<Vec<Part>> {
    let mut parts = all_parts(entity, spec, siblings)?;
    parts.retain(|part| !OF_A_NOTE.contains(&part.field));
    Ok(parts)
}

/// Returns all parts, with those that are not decided, as that a note was signed.
pub(crate) fn all_parts(
    entity: &'static Descriptor,
    spec: &'static CellSpec,
    siblings: &[&[Value]],
) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    for field in entity.fields_of(spec) {
        if SECTIONS.contains(&field) {
            parts.extend(sections_of(field, siblings)?);
        } else if !goes_with(field) {
            parts.push(part(field, siblings));
        }
    }
    Ok(parts)
}

/// Returns whether a field is a part of its own.
pub(super) fn is_decided(field: FieldRef) -> bool {
    !(OF_A_NOTE.contains(&field) || SECTIONS.contains(&field) || goes_with(field))
}

/// Returns whether a person decides about a field, by itself, with others that go with it, or section by section.
#[cfg(test)]
pub(super) fn is_decided_or_sections(field: FieldRef) -> bool {
    is_decided(field) || SECTIONS.contains(&field)
}

/// Returns whether a field belongs to the part of another field.
pub(crate) fn goes_with(field: FieldRef) -> bool {
    CALLED.iter().any(|called| called.with.contains(&field))
}

fn called_otherwise(field: FieldRef) -> Option<&'static Called> {
    CALLED.iter().find(|called| called.field == field)
}

/// Returns the name that the audit log has for a field.
pub(crate) fn key_of(field: FieldRef) -> &'static str {
    called_otherwise(field).map_or(field.spec.name, |called| called.key)
}

fn part(field: FieldRef, siblings: &[&[Value]]) -> Part {
    let others = called_otherwise(field).map_or(&[][..], |called| called.with);
    let others = others.iter().filter_map(|other| other.index_in(field.cell));
    let key = key_of(field);
    Part {
        field,
        key,
        name: measured(field, siblings).unwrap_or_else(|| key.to_owned()),
        field_indexes: std::iter::once(field.index).chain(others).collect(),
        section: None,
    }
}

/// Returns a measurement as a part named after its kind.
fn measured(field: FieldRef, siblings: &[&[Value]]) -> Option<String> {
    if field != Measurement::FIELD.value {
        return None;
    }
    let code = |sibling: &&[Value]| {
        Measurement::FIELD
            .kind
            .in_values(field.cell, sibling)?
            .as_text()
            .map(str::to_lowercase)
    };
    siblings.iter().find_map(code)
}

fn sections_of(
    field: FieldRef,
    siblings: &[&[Value]],
) -> Result<impl Iterator<Item = Part> + use<>> {
    let spec = field.cell;
    let mut written: Vec<NoteSection> = Vec::new();
    for sibling in siblings {
        let read = read_sections(spec, sibling)?;
        let not_empty = read.into_iter().filter(|read| !read.text.is_empty());
        for section in not_empty.map(|read| read.section) {
            if !written.contains(&section) {
                written.push(section);
            }
        }
    }
    let form = siblings
        .first()
        .map_or(NoteKind::Free, |sibling| form(spec, sibling));
    written.sort_by_key(|section| {
        let own = form.sections().iter().position(|known| known == section);
        let any = NoteSection::ALL.iter().position(|known| known == section);
        (own.unwrap_or(usize::MAX), any)
    });
    Ok(written.into_iter().map(move |section| Part {
        field,
        key: section.as_str(),
        name: section.as_str().to_owned(),
        field_indexes: vec![field.index],
        section: Some(section),
    }))
}

/// Returns the form of the note that has these values.
pub(super) fn form(spec: &CellSpec, values: &[Value]) -> NoteKind {
    match Note::FIELD.kind.in_values(spec, values) {
        Some(Value::Text(word)) => word.parse::<NoteKind>().unwrap_or(NoteKind::Free),
        _ => NoteKind::Free,
    }
}

/// Returns the sections of the note that has these values; none for a note that this user cannot decrypt.
pub(super) fn read_sections(spec: &CellSpec, values: &[Value]) -> Result<Vec<SectionText>> {
    let mut known = SECTIONS.iter();
    match known.find_map(|field| field.in_values(spec, values)) {
        Some(Value::Text(stored)) => sections(form(spec, values), stored),
        _ => Ok(Vec::new()),
    }
}

impl Part {
    /// Returns the values of a sibling for this part, field by field.
    pub fn values(&self, spec: &CellSpec, sibling: &[Value]) -> Result<Vec<Value>> {
        match self.section {
            None => Ok(self
                .field_indexes
                .iter()
                .map(|index| sibling.get(*index).cloned().unwrap_or(Value::Null))
                .collect()),
            Some(section) => {
                let read = read_sections(spec, sibling)?.into_iter();
                let own = read.filter(|read| read.section == section && !read.text.is_empty());
                Ok(own.map(|read| Value::Text(read.text)).take(1).collect())
            }
        }
    }

    /// Returns whether this is a measured value with its unit and what goes with it.
    pub fn is_reading(&self) -> bool {
        self.field == Measurement::FIELD.value
    }

    /// Returns whether this is a laboratory's value with its test, its unit and what goes with it.
    pub fn is_lab_line(&self) -> bool {
        self.field == LabResult::FIELD.entered
    }

    /// Returns whether this is a food of a recall or of a plan with its amount and what goes with it.
    pub fn is_food_line(&self) -> bool {
        [RecallItem::FIELD.name, MealPlanItem::FIELD.name].contains(&self.field)
    }

    /// Returns whether this is a table of exchanges with its groups.
    pub fn is_exchange_table(&self) -> bool {
        self.field == ExchangeTable::FIELD.name
    }

    /// Returns whether this is in what exchanges a recall or a plan is counted, of a plan with what it aims at.
    pub fn is_exchanges(&self) -> bool {
        [Recall::FIELD.exchange_table, MealPlan::FIELD.exchange_table].contains(&self.field)
    }

    /// Returns whether this is a price with its currency and its tax.
    pub fn is_price(&self) -> bool {
        self.field == Service::FIELD.price_minor
    }

    /// Returns whether this is a medicine with how it is taken and what goes with it.
    pub fn is_prescription_line(&self) -> bool {
        self.field == Prescription::FIELD.medication
    }

    /// Returns whether the values of this part are codes of a list.
    pub fn is_choice(&self) -> bool {
        self.section.is_none() && !self.is_reading() && is_choice(self.field)
    }

    pub fn is_same(&self, spec: &CellSpec, siblings: &[&[Value]]) -> Result<bool> {
        let all = siblings
            .iter()
            .map(|sibling| self.values(spec, sibling))
            .collect::<Result<Vec<_>>>()?;
        Ok(all.windows(2).all(|pair| pair[0] == pair[1]))
    }

    /// Returns whether the siblings' values can be joined or rewritten: text and lists can, a date or a choice cannot.
    pub fn may_combine(&self) -> bool {
        self.field_indexes.len() == 1 && (self.section.is_some() || is_words(self.field))
    }

    /// Returns the texts of all siblings joined, equal ones once.
    pub fn joined(&self, siblings: &[Vec<Value>]) -> Result<Vec<Value>> {
        let mut texts: Vec<&str> = Vec::new();
        for value in siblings.iter().flatten() {
            if let Value::Text(text) = value
                && !texts.contains(&text.as_str())
            {
                texts.push(text);
            }
        }
        let separator = match self.section {
            Some(_) => "\n\n",
            // a single-line field stays a single line
            None if self.field.spec.length_max <= 255 => "; ",
            None => "\n",
        };
        self.written(&texts.join(separator))
    }

    pub fn written(&self, text: &str) -> Result<Vec<Value>> {
        let text = fields::paragraph(text);
        let field = self.field.spec;
        if text.chars().count() > field.length_max as usize {
            return Err(Error::invalid("choices", Reason::TooLong));
        }
        fields::require_shown(&text, field.length_max, "choices")?;
        match (text.is_empty(), self.section.is_some()) {
            (false, _) => Ok(vec![Value::Text(text)]),
            (true, true) => Ok(Vec::new()),
            (true, false) if field.optional => Ok(vec![Value::Null]),
            (true, false) => Err(Error::invalid("choices", Reason::Required)),
        }
    }

    /// Writes the decided values of this part into the cell's values or the note's sections.
    pub fn put(&self, decided: Vec<Value>, values: &mut [Value], notes: &mut Vec<SectionText>) {
        match self.section {
            None => {
                for (index, value) in self.field_indexes.iter().zip(decided) {
                    if let Some(slot) = values.get_mut(*index) {
                        *slot = value;
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

/// Returns the canonical text of a note whose sections were decided one by one.
pub(super) fn document(form: NoteKind, sections: &[SectionText]) -> Result<Document> {
    crate::notes::content::canonical(form, sections)
}

/// Returns the kind of the measurement that has these values.
pub(super) fn kind_of(spec: &CellSpec, values: &[Value]) -> Option<MeasureKind> {
    let code = Measurement::FIELD.kind.in_values(spec, values)?.as_text()?;
    MeasureKind::from_code(code)
}

/// Returns the code of a cell: `patient.contact` is an entity and its cell.
pub fn what(descriptor: &Descriptor, cell: &CellSpec) -> String {
    format!("{}.{}", snake(descriptor.name), cell.name)
}

/// Returns whether a field's value is a word that the screens translate.
pub(super) fn is_choice(field: FieldRef) -> bool {
    !field.spec.choices.is_empty()
        || field == Measurement::FIELD.kind
        || field.spec.kind == Kind::Bool
}

/// All names that a conflict can use.
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
    names_of(merged, |_, cell| cell.number != CREATED, is_decided)
}

pub(crate) fn names_of(
    entities: impl Iterator<Item = &'static Descriptor>,
    has_cell: impl Fn(&Descriptor, &CellSpec) -> bool,
    has_field: impl Fn(FieldRef) -> bool,
) -> Names {
    let mut names = Names::default();
    names.choices.extend(["yes".to_owned(), "no".to_owned()]);
    let codes = MeasureKind::MEASURED
        .into_iter()
        .filter_map(MeasureKind::code);
    for code in codes.chain([OWN]) {
        names.fields.insert(code.to_lowercase());
        names.choices.insert(code.to_lowercase());
    }
    let sections = NoteSection::ALL
        .iter()
        .map(|section| section.as_str().to_owned());
    names.fields.extend(sections);
    for entity in entities {
        let cells = entity.cells.iter();
        for cell in cells.filter(|cell| has_cell(entity, cell)) {
            names.whats.insert(what(entity, cell));
            for field in entity.fields_of(cell).filter(|field| has_field(*field)) {
                names.fields.insert(key_of(field).to_owned());
                let choices = field.spec.choices.iter().map(|word| word.to_lowercase());
                names.choices.extend(choices);
            }
        }
    }
    names
}

#[cfg(test)]
mod tests;
