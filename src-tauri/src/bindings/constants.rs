//! The constants of the boundary: what the catalog and the clinic declare, under the names that the screens use.

use std::collections::BTreeMap;

use clinic::conflicts::part;
use clinic::foods::{NutrientUnit, counted_units};
use clinic::notes::{NoteForm, NoteKind, NoteSection};
use sync_contract::catalog::{Nutrient, Patient, PatientPhoto};
use sync_contract::{Catalog, Entity, Right};

/// Returns how many characters each text field of each entity takes, under the names that the screens use.
pub(super) fn field_lengths() -> BTreeMap<String, BTreeMap<String, u32>> {
    let mut lengths: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for length in Catalog::field_lengths() {
        lengths
            .entry(camel(length.entity))
            .or_default()
            .insert(camel(length.field), length.length_max);
    }
    lengths
}

pub(super) fn rights() -> Vec<&'static str> {
    Right::ALL.iter().map(|right| right.as_str()).collect()
}

/// Returns the code of the cell whose values are pictures.
pub(super) fn photo_cell() -> String {
    part::what(PatientPhoto::DESCRIPTOR, PatientPhoto::CELL.photo)
}

/// Returns the name of the field whose values are codes of languages.
pub(super) fn language_field() -> &'static str {
    Patient::FIELD.preferred_language.spec.name
}

/// Returns the unit in which each nutrient is counted.
pub(super) fn nutrient_units() -> BTreeMap<String, &'static str> {
    let of = |(nutrient, unit): (Nutrient, NutrientUnit)| {
        (camel(&nutrient.as_str().to_lowercase()), unit.as_str())
    };
    counted_units().into_iter().map(of).collect()
}

/// Returns the sections of each kind of note, in their order.
pub(super) fn note_forms() -> BTreeMap<String, Vec<NoteSection>> {
    let form = |kind: &NoteKind| {
        (
            camel(&kind.as_str().to_lowercase()),
            kind.sections().to_vec(),
        )
    };
    NoteKind::ALL.iter().map(form).collect()
}

/// `EmergencyContact` and `emergency_contact` become `emergencyContact`.
fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut is_start = false;
    for letter in name.chars() {
        match letter {
            '_' => is_start = true,
            _ if camel.is_empty() => camel.extend(letter.to_lowercase()),
            _ if is_start => {
                camel.extend(letter.to_uppercase());
                is_start = false;
            }
            _ => camel.push(letter),
        }
    }
    camel
}
