//! Which medicines are of one class, by the stems of their international nonproprietary names (World Health
//! Organization, *The use of stems in the selection of INN*, 2018), in English and French.

use std::sync::LazyLock;

use crate::foods::list_faults::{ReadList, ShippedList};

const TABLE: &str = include_str!("../../../../seeds/reference/medicines/classes.csv");

static CLASSES: LazyLock<Vec<Class>> = LazyLock::new(|| read(TABLE).lines);
pub(crate) const LIST: ShippedList = ShippedList {
    table: TABLE,
    read: |table| read(table).counted(),
};

/// Shorter words are no names of medicines that a stem tells.
const NAME_LETTERS: usize = 6;

/// `words` name the class itself, as an allergy does; `without` has what a stem names by chance.
struct Class {
    words: Vec<String>,
    begins: Vec<String>,
    ends: Vec<String>,
    names: Vec<String>,
    without: Vec<String>,
}

impl Class {
    fn read([_, words, stems, names, without]: [String; 5]) -> Option<Self> {
        let (begins, ends): (Vec<&str>, Vec<&str>) =
            parts(&stems).partition(|stem| stem.ends_with('-'));
        let begins = begins.into_iter().filter_map(|stem| stem.strip_suffix('-'));
        let mut class = Self {
            words: parts(&words).map(str::to_owned).collect(),
            begins: begins.map(str::to_owned).collect(),
            ends: Vec::new(),
            names: parts(&names).map(str::to_owned).collect(),
            without: parts(&without).map(str::to_owned).collect(),
        };
        for stem in ends {
            class.ends.push(stem.strip_prefix('-')?.to_owned());
        }
        Some(class)
    }

    /// Returns whether a word names the class or one of its medicines. French puts an e behind many names.
    fn has(&self, word: &str) -> bool {
        let name = word.strip_suffix('e').unwrap_or(word);
        let is_one = |of: &String| [word, name].contains(&of.as_str());
        if self.words.iter().any(is_one) || self.names.iter().any(is_one) {
            return true;
        }
        let is_long = word.chars().count() >= NAME_LETTERS;
        let begins = || self.begins.iter().any(|stem| word.starts_with(stem));
        let ends = |stem: &String| word.ends_with(stem) || name.ends_with(stem);
        is_long && !self.without.iter().any(is_one) && (begins() || self.ends.iter().any(ends))
    }

    fn has_one_of(&self, words: &[String]) -> bool {
        words.iter().any(|word| self.has(word))
    }
}

/// Returns whether a substance and a medicine are of one class, both as folded words.
pub(super) fn are_of_one(substance: &[String], medicine: &[String]) -> bool {
    let is_of_both = |class: &Class| class.has_one_of(substance) && class.has_one_of(medicine);
    CLASSES.iter().any(is_of_both)
}

fn read(table: &str) -> ReadList<Class> {
    ReadList::of("classes.csv", table, Class::read)
}

/// They are folded in the table, as what is compared with them.
fn parts(field: &str) -> impl Iterator<Item = &str> {
    field.split(';').filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::folded_words;

    fn are(substance: &str, medicine: &str) -> bool {
        are_of_one(&folded_words(substance), &folded_words(medicine))
    }

    #[test]
    fn every_line_of_the_table_is_read_folded_and_has_a_name_or_a_stem() {
        let table = read(TABLE).lines;
        assert_eq!(table.len(), TABLE.lines().count() - 1);
        for class in &table {
            let stems = class.begins.iter().chain(&class.ends);
            let all = stems.chain(&class.words).chain(&class.names);
            let all: Vec<&String> = all.chain(&class.without).collect();
            assert!(!all.is_empty());
            for word in all {
                assert_eq!(folded_words(word), [word.as_str()]);
            }
        }
    }

    #[test]
    fn a_class_and_its_medicines_are_of_one_class_in_both_languages() {
        for (substance, medicine) in [
            ("Penicillin", "Amoxicillin 500 mg"),
            ("Pénicilline", "Amoxicilline 500 mg, gélule"),
            ("Amoxicillin", "Piperacillin and tazobactam"),
            ("Cephalosporins", "Cefuroxime 250 mg"),
            ("Céfalexine", "Ceftriaxone"),
            ("Sulfa drugs", "Sulfamethoxazole and trimethoprim"),
            ("Sulfamides", "Co-trimoxazole"),
            ("Aspirin", "Ibuprofen 400 mg"),
            ("Aspirine", "Kétoprofène"),
            ("NSAIDs", "Diclofenac"),
            ("Lidocaïne", "Bupivacaine"),
            ("Codeine", "Morphine"),
            ("Statine", "Atorvastatin 20 mg"),
            ("Lisinopril", "Ramipril"),
            ("ACE inhibitors", "Énalapril"),
            ("Macrolides", "Azithromycine"),
            ("Ciprofloxacin", "Lévofloxacine"),
            ("Beta-lactams", "Amoxicillin 500 mg"),
            ("Bêta-lactamines", "Ceftriaxone"),
            ("β-lactam antibiotics", "Cefuroxime"),
            ("Betalactam", "Méropénème"),
            ("Pénicilline", "Co-amoxiclav 500/125"),
            ("Penicillin", "Augmentin"),
            ("Pénicillines", "Clamoxyl 1 g"),
            ("Céphalosporines", "Rocéphine"),
            ("Sulfamides", "Bactrim"),
            ("Aspirine", "Kardégic 75 mg"),
            ("NSAIDs", "Aspégic"),
        ] {
            assert!(are(substance, medicine), "{substance}, {medicine}");
        }
    }

    #[test]
    fn what_only_looks_alike_is_of_no_class() {
        for (substance, medicine) in [
            ("Penicillin", "Metformin 500 mg"),
            ("Penicillin", "Cefalexin"),
            ("Penicillin", "Meropenem"),
            ("Beta-lactams", "Azithromycin"),
            ("Beta-blockers", "Amoxicillin"),
            ("Sulfa", "Ferrous sulfate 200 mg"),
            ("Sulfites", "Sulfamethoxazole"),
            ("Zinc sulfate", "Sulfasalazine"),
            ("Milk", "Amoxicillin"),
            ("April", "Ramipril"),
            ("Lidocaine", "Cocoa"),
            ("", "Amoxicillin"),
        ] {
            assert!(!are(substance, medicine), "{substance}, {medicine}");
        }
    }
}
