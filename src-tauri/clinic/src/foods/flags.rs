//! What a patient must not eat, or does not like, and which foods have it. A food of which the allergens are not known
//! says so: it is never taken for safe.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Serialize;
use specta::Type;
use sync_contract::Entity;
use sync_contract::catalog::{Allergy, AllergyKind, HealthList, profile_id};
use sync_contract::ids::PatientId;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::allergies::{is_substance_contested, may_be_active};
use crate::diet_orders::ordered::ordered_texture;
use crate::diet_orders::{OrderedTexture, Texture};
use crate::error::Result;
use crate::fields::folded_words_in_order;
use crate::foods::allergens::{self, FoodAllergens};
use crate::foods::allergies::{Allergen, allergens_of, singulars};
use crate::foods::profiles::KnownTexture;
use crate::foods::reference::{Food, FoodIndex, all};
use crate::foods::units::singular;
use crate::foods::{FoodGroup, FoodTable};
use crate::merged_files;
use crate::profile;
use crate::view::text;

static SINGLE_FOODS: LazyLock<HashSet<String>> = LazyLock::new(single_foods);

/// Words that say nothing of what is meant, in English and French.
const LOOSE: &[&str] = &[
    "a",
    "aime",
    "all",
    "allergie",
    "allergy",
    "and",
    "any",
    "au",
    "aucun",
    "aucune",
    "aux",
    "avec",
    "d",
    "de",
    "des",
    "dislike",
    "dislikes",
    "do",
    "does",
    "doesn",
    "don",
    "du",
    "et",
    "fruit",
    "hate",
    "hates",
    "in",
    "intolerance",
    "l",
    "la",
    "le",
    "les",
    "like",
    "likes",
    "n",
    "ne",
    "no",
    "none",
    "not",
    "of",
    "ou",
    "or",
    "pas",
    "protein",
    "proteine",
    "s",
    "t",
    "the",
    "un",
    "une",
    "with",
];
/// What may cross-react with an allergy. Of lupin: "the most clinically relevant cross-reactions are with peanut
/// proteins", in about 30 % of patients with a peanut allergy in the one controlled study (EFSA Journal 2005, 302,
/// doi:10.2903/j.efsa.2005.302).
const CROSS_REACTING: &[(Allergen, Allergen)] = &[(Allergen::Peanuts, Allergen::Lupin)];
/// A word of a name begins with so many typed letters at the least, or is the same.
const BEGINNING_MIN: usize = 4;

/// What is said of a food on a patient's grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FoodFlagKind {
    /// It has what the patient is allergic to, or does not tolerate.
    Allergen,
    /// The patient's diet order lets them eat and drink nothing.
    NothingByMouth,
    /// It is coarser than the patient's diet order allows, or thinner.
    Texture,
    /// It may cross-react with what the patient is allergic to: lupin with peanut.
    CrossReacts,
    /// It is unknown whether it has an allergen of the patient.
    NotKnown,
    Disliked,
}

/// `of` is the patient's allergy or dislike, in the words of the chart; `allergen` is the one of the fourteen that
/// the food contains for it, null where the food has the name of it; `texture` is what the food has, null where that
/// is not sure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodFlag {
    pub kind: FoodFlagKind,
    pub of: String,
    pub allergen: Option<Allergen>,
    pub texture: Option<Texture>,
}

/// For what foods are flagged. Of the allergies `by_name_only` are none of the fourteen: only foods with their name are
/// flagged for them. `is_asked` is false where the patient was not asked for allergies. `ordered` is null without a
/// diet order. Foods of the clinic `has_lost_textures` where some cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FlaggedFor {
    pub allergies: Vec<String>,
    pub by_name_only: Vec<String>,
    pub dislikes: Vec<String>,
    pub is_asked: bool,
    pub ordered: Option<OrderedTexture>,
    pub has_lost_textures: bool,
}

/// What of foods concerns a patient.
#[derive(Debug, Default)]
pub(crate) struct PatientFlags {
    substances: Vec<Substance>,
    dislikes: Vec<Named>,
    is_asked: bool,
    ordered: Option<OrderedTexture>,
}

/// Something by its name, with the words by which foods are found that have it.
#[derive(Debug)]
struct Named {
    name: String,
    words: Vec<String>,
}

#[derive(Debug)]
struct Substance {
    named: Named,
    allergens: Vec<Allergen>,
    /// It is no food that one would have to ask about: pollen, latex.
    is_other: bool,
}

impl PatientFlags {
    /// Returns what the chart of a patient says, of all of their files.
    ///
    /// # Errors
    /// Those of a read.
    pub fn of_patient(clinic: &Clinic, reader: &Reader<'_>, patient: PatientId) -> Result<Self> {
        let rows = reader.allergies(patient)?;
        let none_known = reader.none_known(patient)?;
        let is_answered = none_known.iter().any(|row| {
            row.deleted.is_none() && row.value.list.open() == Some(&HealthList::Allergies)
        });
        let listed: Vec<&Stored<Allergy>> =
            rows.iter().filter(|row| row.deleted.is_none()).collect();
        let mut is_any_lost = is_substance_contested(reader, &rows)?;
        let mut dislikes = Vec::new();
        for file in merged_files::of(reader, patient)? {
            is_any_lost |= reader.has_lost_rows(Allergy::DESCRIPTOR, Some(file));
            let profile = profile::stored(reader, profile_id(clinic.tenant(), file), file)?;
            if let Some(profile) = profile.filter(|row| row.deleted.is_none()) {
                dislikes.extend(named(&text(&profile.value.dislikes)));
            }
        }
        let is_asked = is_answered || !listed.is_empty();
        let mut substances: Vec<Substance> = listed.into_iter().filter_map(substance).collect();
        if is_any_lost {
            substances.push(Substance::lost());
        }
        substances.sort_by(|one, other| one.named.name.cmp(&other.named.name));
        Ok(Self {
            is_asked,
            substances,
            dislikes,
            ordered: ordered_texture(reader, patient)?,
        })
    }

    pub fn flagged_for(&self, table: &FoodTable) -> FlaggedFor {
        let (known, others): (Vec<_>, Vec<_>) = self
            .substances
            .iter()
            .partition(|of| !of.allergens.is_empty());
        let names = |of: Vec<&Substance>| {
            let names = of.into_iter().map(|of| of.named.name.clone());
            names.filter(|name| !name.is_empty()).collect()
        };
        FlaggedFor {
            allergies: names(known),
            by_name_only: names(others),
            dislikes: self.dislikes.iter().map(|of| of.name.clone()).collect(),
            is_asked: self.is_asked,
            ordered: self.ordered,
            has_lost_textures: self.ordered.is_some() && table.has_lost_profiles(),
        }
    }

    /// None for a food of which the clinic says no texture, and for one that the order allows. Where nothing may be
    /// eaten or drunk, it is any food.
    fn texture(&self, table: &FoodTable, food: Option<FoodIndex>) -> Option<FoodFlag> {
        let ordered = self.ordered?;
        if ordered.is_nothing() {
            return Some(FoodFlag {
                kind: FoodFlagKind::NothingByMouth,
                of: String::new(),
                allergen: None,
                texture: None,
            });
        }
        let known = table.texture(food?)?;
        let texture = match known {
            KnownTexture::Is(texture) if ordered.allows(texture) => return None,
            KnownTexture::Is(texture) => Some(texture),
            KnownTexture::Unsure => None,
        };
        Some(FoodFlag {
            kind: FoodFlagKind::Texture,
            of: String::new(),
            allergen: None,
            texture,
        })
    }

    /// Returns what is said of a food, or of words and foods of later lists, of which only their name is
    /// known: the worst first.
    pub fn of(&self, table: &FoodTable, food: Option<FoodIndex>, name: &str) -> Vec<FoodFlag> {
        let texture = self.texture(table, food);
        if self.substances.is_empty() && self.dislikes.is_empty() {
            return texture.into_iter().collect();
        }
        let worded;
        let known = match food {
            Some(food) => table.allergens(food),
            None => {
                worded = allergens::of_words(name);
                &worded
            }
        };
        // most foods need none
        let names = OnceCell::new();
        let is_named = |words: &[String]| {
            let names = names.get_or_init(|| match food {
                Some(food) => Names::of_food(table, food),
                None => Names::of_words(name),
            });
            names.have(words)
        };
        let flag = |kind, of: &Named, allergen| FoodFlag {
            kind,
            of: of.name.clone(),
            allergen,
            texture: None,
        };
        let mut flags = Vec::from_iter(texture);
        let mut is_unknown = false;
        for substance in &self.substances {
            let contained = substance
                .allergens
                .iter()
                .find(|of| known.contains.contains(of));
            let is_named = substance.allergens.is_empty() && is_named(&substance.named.words);
            if contained.is_some() || is_named {
                flags.push(flag(
                    FoodFlagKind::Allergen,
                    &substance.named,
                    contained.copied(),
                ));
            } else {
                let is_known = match substance.allergens.as_slice() {
                    // what a clinic says is about the fourteen
                    [] => known.is_complete && !known.is_clinics && substance.is_plain(),
                    allergens => known.is_free_of(allergens),
                };
                is_unknown |= !substance.is_other && !is_known;
                if let Some(related) = substance.cross_reacting(known) {
                    let kind = FoodFlagKind::CrossReacts;
                    flags.push(flag(kind, &substance.named, Some(related)));
                }
            }
        }
        if is_unknown {
            flags.push(FoodFlag {
                kind: FoodFlagKind::NotKnown,
                of: String::new(),
                allergen: None,
                texture: None,
            });
        }
        let disliked = self.dislikes.iter().filter(|of| is_named(&of.words));
        flags.extend(disliked.map(|of| flag(FoodFlagKind::Disliked, of, None)));
        flags.sort();
        flags.dedup();
        flags
    }
}

impl Substance {
    /// An allergy that is damaged or gone, or of which versions name several substances, may be to anything.
    fn lost() -> Self {
        Self {
            named: Named {
                name: String::new(),
                words: Vec::new(),
            },
            allergens: Vec::new(),
            is_other: false,
        }
    }

    /// Returns what a food contains that may cross-react with this.
    fn cross_reacting(&self, known: &FoodAllergens) -> Option<Allergen> {
        let mut pairs = CROSS_REACTING.iter();
        let pair = pairs
            .find(|(of, related)| self.allergens.contains(of) && known.contains.contains(related));
        pair.map(|(_, related)| *related)
    }

    /// Returns whether a food of one ingredient can be told to be free of it: it is such a food itself.
    fn is_plain(&self) -> bool {
        let words = &self.named.words;
        !words.is_empty() && SINGLE_FOODS.contains(&words.join(" "))
    }
}

/// None for what is over, and for medicines.
fn substance(row: &Stored<Allergy>) -> Option<Substance> {
    let allergy = &row.value;
    let kind = allergy.kind.open().copied().flatten();
    if !may_be_active(row) || kind == Some(AllergyKind::Drug) {
        return None;
    }
    // one that cannot be decrypted has no name: of no food is it known
    let name = allergy.substance.open();
    let name = name.map_or(String::new(), |name| name.to_string());
    let allergens = allergens_of(&name);
    let is_other = kind == Some(AllergyKind::Other) && allergens.is_empty();
    let words = words_of(&name);
    Some(Substance {
        named: Named { name, words },
        allergens,
        is_other,
    })
}

/// Returns what is disliked, term by term.
fn named(dislikes: &str) -> Vec<Named> {
    let separated = dislikes.to_lowercase().replace(" and ", ",");
    let separated = [" et ", " or ", " ou "]
        .into_iter()
        .fold(separated, |text, word| text.replace(word, ","));
    let terms = separated
        .split([',', ';', '\n', '/', '.', ':'])
        .map(str::trim);
    let terms = terms.map(|term| Named {
        name: meant(term),
        words: words_of(term),
    });
    terms.filter(|term| !term.words.is_empty()).collect()
}

/// Returns a term without what it begins with that says nothing: "fish" of "does not like fish".
fn meant(term: &str) -> String {
    let is_loose = |word: &&str| {
        let words = folded_words_in_order(word);
        words.iter().all(|word| LOOSE.contains(&word.as_str()))
    };
    let words: Vec<&str> = term.split_whitespace().skip_while(is_loose).collect();
    words.join(" ")
}

/// Returns the words by which a food is found.
fn words_of(text: &str) -> Vec<String> {
    let words = folded_words_in_order(text).into_iter();
    let meaningful = words.filter(|word| !LOOSE.contains(&word.as_str()));
    meaningful.map(|word| singular(&word)).collect()
}

/// The words of each name of a food, and of its group.
struct Names(Vec<Vec<String>>);

impl Names {
    /// Of a recipe, those of what it is made of, too.
    fn of_food(table: &FoodTable, index: FoodIndex) -> Self {
        let mut names = Self::of(table.at(index));
        for (food, called) in table.ingredients(index) {
            names.0.push(singulars(called));
            let listed = food.map(|food| Self::of(table.at(food)));
            names.0.extend(listed.into_iter().flat_map(|of| of.0));
        }
        names
    }

    fn of(food: &Food) -> Self {
        let mut names = vec![singulars(&food.description), singulars(&food.common_name)];
        if let Some(everyday) = &food.everyday {
            for of in [&everyday.english, &everyday.french] {
                names.push(singulars(&of.name));
                names.extend(of.aliases.iter().map(|alias| singulars(alias)));
            }
        }
        names.extend(
            group_words(food.shop_group())
                .iter()
                .map(|of| singulars(of)),
        );
        Self(names)
    }

    fn of_words(text: &str) -> Self {
        Self(vec![singulars(text)])
    }

    /// Returns whether one name has all of these words.
    fn have(&self, words: &[String]) -> bool {
        let is_in = |name: &Vec<String>, word: &String| {
            let is_begun =
                |of: &String| word.len() >= BEGINNING_MIN && of.starts_with(word.as_str());
            name.iter().any(|of| of == word || is_begun(of))
        };
        let has_all = |name: &Vec<String>| words.iter().all(|word| is_in(name, word));
        !words.is_empty() && self.0.iter().any(has_all)
    }
}

/// Returns what people call a group when they do not eat it.
fn group_words(group: FoodGroup) -> &'static [&'static str] {
    match group {
        FoodGroup::Vegetables => &["vegetables", "légumes"],
        FoodGroup::Fruit => &["fruits"],
        FoodGroup::Bread => &["bread", "pain"],
        FoodGroup::Cereals => &["cereals", "céréales"],
        FoodGroup::Legumes => &["pulses", "legumes", "légumineuses", "légumes secs"],
        FoodGroup::Nuts => &["nuts", "fruits à coque"],
        FoodGroup::Meat => &["meat", "viande"],
        FoodGroup::Fish => &["fish", "seafood", "poisson", "fruits de mer"],
        FoodGroup::Eggs => &["eggs", "œufs", "oeufs"],
        FoodGroup::Dairy => &["dairy", "produits laitiers"],
        FoodGroup::Sweets => &["sweets", "sucreries"],
        FoodGroup::Alcohol => &["alcohol", "alcool"],
        FoodGroup::Grains
        | FoodGroup::Fats
        | FoodGroup::Condiments
        | FoodGroup::Dishes
        | FoodGroup::Snacks
        | FoodGroup::Drinks
        | FoodGroup::BabyFoods
        | FoodGroup::Supplements => &[],
    }
}

/// Returns the names of the foods that are one ingredient.
fn single_foods() -> HashSet<String> {
    let mut names = HashSet::new();
    for (food, index) in all().iter().zip(0..) {
        if !allergens::of(index).is_complete {
            continue;
        }
        // "Kiwifruit" of "Kiwifruit, green, raw"
        let mut add =
            |name: &str| names.insert(words_of(name.split(',').next().unwrap_or(name)).join(" "));
        add(&food.description);
        let Some(everyday) = &food.everyday else {
            continue;
        };
        for of in [&everyday.english, &everyday.french] {
            add(&of.name);
            for alias in &of.aliases {
                add(alias);
            }
        }
    }
    names
}
