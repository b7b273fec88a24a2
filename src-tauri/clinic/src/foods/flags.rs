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
use crate::foods::FoodTable;
use crate::foods::allergens::{self, FoodAllergens};
use crate::foods::allergies::{Allergen, allergens_of};
use crate::foods::called::{Names, words_of};
use crate::foods::dislikes::{self, Dislike};
use crate::foods::profiles::KnownTexture;
use crate::foods::reference::{FoodIndex, all};
use crate::merged_files;
use crate::profile;
use crate::view::text;

static SINGLE_FOODS: LazyLock<HashSet<String>> = LazyLock::new(single_foods);

/// What may cross-react with an allergy. Of lupin: "the most clinically relevant cross-reactions are with peanut
/// proteins", in about 30 % of patients with a peanut allergy in the one controlled study (EFSA Journal 2005, 302,
/// doi:10.2903/j.efsa.2005.302).
const CROSS_REACTING: &[(Allergen, Allergen)] = &[(Allergen::Peanuts, Allergen::Lupin)];
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
    dislikes: Vec<Dislike>,
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
                dislikes.extend(dislikes::listed(&text(&profile.value.dislikes)));
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

    /// Returns the flags for allergies and dislikes in words, of a person without a chart.
    pub fn of_words(allergies: &[&str], dislikes: &str) -> Self {
        let substance = |name: &&str| {
            let allergens = allergens_of(name);
            Substance {
                named: Named {
                    name: (*name).to_owned(),
                    words: words_of(name),
                },
                is_other: allergens.is_empty(),
                allergens,
            }
        };
        Self {
            substances: allergies.iter().map(substance).collect(),
            dislikes: dislikes::listed(dislikes),
            is_asked: true,
            ordered: None,
        }
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
        let is_called = |test: &dyn Fn(&Names) -> bool| {
            test(names.get_or_init(|| match food {
                Some(food) => Names::of_food(table, food),
                None => Names::of_words(name),
            }))
        };
        let flag = |kind, of: &str, allergen| FoodFlag {
            kind,
            of: of.to_owned(),
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
            let is_named = substance.allergens.is_empty()
                && is_called(&|names: &Names| names.have(&substance.named.words));
            if contained.is_some() || is_named {
                flags.push(flag(
                    FoodFlagKind::Allergen,
                    &substance.named.name,
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
                    flags.push(flag(kind, &substance.named.name, Some(related)));
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
        let disliked = self.dislikes.iter();
        let disliked = disliked.filter(|of| is_called(&|names: &Names| of.is_of(names)));
        flags.extend(disliked.map(|of| flag(FoodFlagKind::Disliked, &of.name, None)));
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
