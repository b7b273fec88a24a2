//! What can disagree, by name: codes that stay the same in every language. Whoever shows them has the words.

use std::collections::BTreeSet;

use sync_contract::entity::CREATED;
use sync_contract::{Authority, Catalog, CellSpec, Descriptor, FieldSpec, Kind};

use super::part::{is_decided, key_of};
use crate::measurements::MeasureKind;
use crate::notes::NoteSection;

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
