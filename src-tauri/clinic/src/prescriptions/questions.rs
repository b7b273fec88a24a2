//! Which allergies of a patient name a medicine, or another one of its class.

use sync_contract::catalog::Allergy;
use vault::read::Stored;

use crate::allergies::may_be_active;
use crate::fields::folded_words;
use crate::prescriptions::PrescriptionQuestion;
use crate::prescriptions::classes::are_of_one;
use crate::prescriptions::content::line;
use crate::view::text;

/// A word of so many letters names a substance by how it begins: `penicillin` and `pénicilline`.
const STEM_LETTERS: usize = 6;

/// An allergy that names a medicine by itself, or only the class of it.
pub(super) struct Named<'a> {
    pub allergy: &'a Allergy,
    pub is_of_class: bool,
}

/// Returns what is asked about a medicine.
pub(super) fn questions(
    allergies: &[Stored<Allergy>],
    medication: &str,
) -> Vec<PrescriptionQuestion> {
    let named = naming(allergies, medication).into_iter();
    let questions = named.map(|named| PrescriptionQuestion::Allergy {
        substance: line(&named.allergy.substance),
        reaction: text(&named.allergy.reaction),
        is_of_class: named.is_of_class,
    });
    questions.collect()
}

/// Returns the allergies that are active, or may be, and name a medicine.
pub(super) fn naming<'a>(allergies: &'a [Stored<Allergy>], medication: &str) -> Vec<Named<'a>> {
    let medicine = folded_words(medication);
    let active = allergies
        .iter()
        .filter(|row| row.deleted.is_none() && may_be_active(row));
    let named = active.filter_map(|row| {
        let substance = folded_words(&line(&row.value.substance));
        let is_named = names(&substance, &medicine);
        (is_named || are_of_one(&substance, &medicine)).then_some(Named {
            allergy: &row.value,
            is_of_class: !is_named,
        })
    });
    named.collect()
}

/// A long word of a substance names a medicine by itself; a substance of short words alone by all of them.
fn names(substance: &[String], medicine: &[String]) -> bool {
    let mut long = substance.iter().filter(|word| is_long(word)).peekable();
    match long.peek() {
        Some(_) => long.any(|word| medicine.iter().any(|of| is_one(word, of))),
        None => !substance.is_empty() && substance.iter().all(|word| medicine.contains(word)),
    }
}

fn is_long(word: &str) -> bool {
    word.chars().count() >= STEM_LETTERS
}

fn is_one(word: &str, other: &str) -> bool {
    is_long(other) && (word.starts_with(other) || other.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_substance_names_a_medicine_in_both_languages() {
        let named = |substance: &str, medicine: &str| {
            names(&folded_words(substance), &folded_words(medicine))
        };
        assert!(named("Penicillin", "Pénicilline V 500 mg"));
        assert!(named("Penicillin G", "penicillin v"));
        assert!(named("Iron", "Ferrous (iron) fumarate"));
        assert!(!named("Iron", "Environ"));
        assert!(!named("Cow's milk", "Milk thistle"));
        assert!(!named("Acetylsalicylic acid", "Folic acid"));
        assert!(!named("", "Metformin"));
    }
}
