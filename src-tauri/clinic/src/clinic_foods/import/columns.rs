//! The columns of a list of foods, by their headings in English and French.

use sync_contract::catalog::{FoodGroup, Nutrient};

use crate::error::Unreadable;
use crate::fields::folded_words_in_order;
use crate::nutrition::intakes::counted;

/// What a column has of a food.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FoodColumn {
    Name,
    French,
    OtherNames,
    Maker,
    Group,
    Measures,
    Contains,
    FreeOf,
    Texture,
    /// What 100 g give, in this unit where a value names none; empty for the unit in which the nutrient is counted.
    Amount {
        nutrient: Nutrient,
        unit: &'static str,
    },
}

impl FoodColumn {
    /// Returns the field of the form that it has.
    pub fn field(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::French => "french",
            Self::OtherNames => "otherNames",
            Self::Maker => "maker",
            Self::Group => "group",
            Self::Measures => "measures",
            Self::Contains => "contains",
            Self::FreeOf => "freeOf",
            Self::Texture => "texture",
            Self::Amount { nutrient, .. } => nutrient.as_str(),
        }
    }
}

/// Headings are compared in lower case, without accents, with `_` for any separator of words.
const TEXTS: &[(FoodColumn, &[&str])] = &[
    (
        FoodColumn::Name,
        &["name", "food", "food_name", "nom", "aliment"],
    ),
    (
        FoodColumn::French,
        &["name_fr", "french_name", "french", "nom_fr", "nom_francais"],
    ),
    (
        FoodColumn::OtherNames,
        &["other_names", "aliases", "synonyms", "autres_noms"],
    ),
    (
        FoodColumn::Maker,
        &["maker", "brand", "manufacturer", "fabricant", "marque"],
    ),
    (
        FoodColumn::Group,
        &["group", "food_group", "groupe", "categorie"],
    ),
    (
        FoodColumn::Measures,
        &[
            "measures",
            "household_measures",
            "mesures",
            "mesures_menageres",
        ],
    ),
    (
        FoodColumn::Contains,
        &["allergens", "contains", "allergenes", "contient"],
    ),
    (FoodColumn::FreeOf, &["free_of", "free_from", "sans"]),
    (FoodColumn::Texture, &["texture", "iddsi"]),
];

/// Other headings of a nutrient than its word and its number in the table of foods.
const NUTRIENTS: &[(Nutrient, &[&str])] = &[
    (Nutrient::Energy, &["energie", "calories", "kcal"]),
    (Nutrient::Protein, &["proteins", "proteine", "proteines"]),
    (
        Nutrient::Fat,
        &["fats", "total_fat", "lipides", "matieres_grasses"],
    ),
    (
        Nutrient::Carbohydrate,
        &["carbohydrates", "carbs", "glucides"],
    ),
    (
        Nutrient::Fibre,
        &["fiber", "fibres", "dietary_fibre", "fibres_alimentaires"],
    ),
    (Nutrient::Sugars, &["sugar", "sucre", "sucres"]),
    (Nutrient::Water, &["eau"]),
    (Nutrient::Alcohol, &["alcool"]),
    (
        Nutrient::SaturatedFat,
        &["saturates", "acides_gras_satures"],
    ),
    (
        Nutrient::MonounsaturatedFat,
        &[
            "monounsaturates",
            "acides_gras_mono_insatures",
            "acides_gras_monoinsatures",
        ],
    ),
    (
        Nutrient::PolyunsaturatedFat,
        &["polyunsaturates", "acides_gras_polyinsatures"],
    ),
    (Nutrient::TransFat, &["acides_gras_trans"]),
    (Nutrient::Iron, &["fer"]),
    (Nutrient::Phosphorus, &["phosphore"]),
    (Nutrient::Copper, &["cuivre"]),
    (Nutrient::VitaminC, &["vitamine_c"]),
    (
        Nutrient::Thiamin,
        &["thiamine", "vitamin_b1", "vitamine_b1"],
    ),
    (
        Nutrient::Riboflavin,
        &["riboflavine", "vitamin_b2", "vitamine_b2"],
    ),
    (Nutrient::Niacin, &["niacine", "vitamin_b3", "vitamine_b3"]),
    (
        Nutrient::PantothenicAcid,
        &["acide_pantothenique", "vitamin_b5", "vitamine_b5"],
    ),
    (Nutrient::VitaminB6, &["vitamine_b6"]),
    (
        Nutrient::Folate,
        &["folates", "folates_totaux", "vitamin_b9", "vitamine_b9"],
    ),
    (Nutrient::FolateDfe, &["equivalents_folates"]),
    (Nutrient::VitaminB12, &["vitamine_b12"]),
    (Nutrient::VitaminA, &["vitamine_a"]),
    (Nutrient::VitaminE, &["vitamine_e"]),
    (Nutrient::VitaminD, &["vitamine_d"]),
    (Nutrient::VitaminK, &["vitamine_k"]),
    (Nutrient::LinoleicAcid, &["acide_linoleique"]),
    (Nutrient::AlphaLinolenicAcid, &["acide_alpha_linolenique"]),
    (Nutrient::Caffeine, &["cafeine"]),
];

const KILOJOULE: &str = "kj";
/// The last one is that of an international unit in French.
const UNITS: &[&str] = &[
    "kcal", KILOJOULE, "g", "mg", "\u{3bc}g", "ug", "mcg", "iu", "ui",
];
const HUNDRED_GRAMS: &[&str] = &[
    "_per_100_g",
    "_pour_100_g",
    "_per_100g",
    "_pour_100g",
    "_100_g",
    "_100g",
];

/// Groups by their words on the screens, next to their codes.
const GROUPS: &[(FoodGroup, &[&str])] = &[
    (FoodGroup::Vegetables, &["vegetable", "legumes_frais"]),
    (FoodGroup::Fruit, &["fruits"]),
    (
        FoodGroup::Bread,
        &["bread_and_bakery", "pain", "pain_et_boulangerie"],
    ),
    (
        FoodGroup::Cereals,
        &["breakfast_cereals", "cereales_du_petit_dejeuner"],
    ),
    (
        FoodGroup::Grains,
        &["rice_pasta_and_grains", "riz_pates_et_cereales"],
    ),
    (
        FoodGroup::Legumes,
        &["beans_peas_and_lentils", "legumineuses"],
    ),
    (FoodGroup::Nuts, &["nuts_and_seeds", "noix_et_graines"]),
    (
        FoodGroup::Meat,
        &["meat_and_poultry", "viandes_et_volailles", "viande"],
    ),
    (
        FoodGroup::Fish,
        &["fish_and_seafood", "poissons_et_fruits_de_mer", "poisson"],
    ),
    (FoodGroup::Eggs, &["oeufs"]),
    (
        FoodGroup::Dairy,
        &["milk_and_dairy", "lait_et_produits_laitiers"],
    ),
    (
        FoodGroup::Fats,
        &["oils_and_fats", "huiles_et_matieres_grasses"],
    ),
    (
        FoodGroup::Condiments,
        &["sauces_herbs_and_spices", "sauces_herbes_et_epices"],
    ),
    (FoodGroup::Dishes, &["prepared_dishes", "plats_prepares"]),
    (FoodGroup::Sweets, &["sweet_things", "produits_sucres"]),
    (FoodGroup::Snacks, &["en_cas"]),
    (FoodGroup::Drinks, &["boissons"]),
    (FoodGroup::Alcohol, &["alcool"]),
    (FoodGroup::BabyFoods, &["aliments_pour_bebes"]),
    (FoodGroup::Supplements, &["complements"]),
];

/// Returns what each column has of a food; none for one that is not imported.
///
/// # Errors
/// `MissingColumn` without a name, `ColumnTwice` where two columns mean the same.
pub(super) fn columns(headings: &[String]) -> Result<Vec<Option<FoodColumn>>, Unreadable> {
    let mut columns: Vec<Option<FoodColumn>> = headings.iter().map(|of| column(of)).collect();
    let is_kcal = |of: &FoodColumn| match of {
        FoodColumn::Amount { nutrient, unit } => {
            *nutrient == Nutrient::Energy && *unit != KILOJOULE
        }
        _ => false,
    };
    // next to a column of kilocalories, one of kilojoules is the other nutrient
    if columns.iter().flatten().any(is_kcal) {
        for column in columns.iter_mut().flatten() {
            if let FoodColumn::Amount { nutrient, unit } = column
                && *nutrient == Nutrient::Energy
                && *unit == KILOJOULE
            {
                *nutrient = Nutrient::EnergyKj;
            }
        }
    }
    let mut fields = Vec::new();
    for (column, heading) in columns.iter().zip(headings) {
        let Some(column) = column else {
            continue;
        };
        if fields.contains(&column.field()) {
            return Err(Unreadable::ColumnTwice(heading.clone()));
        }
        fields.push(column.field());
    }
    match fields.contains(&FoodColumn::Name.field()) {
        true => Ok(columns),
        false => Err(Unreadable::MissingColumn("name")),
    }
}

/// Returns the group that a value names, by its code or its words.
pub(super) fn group(value: &str) -> Option<FoodGroup> {
    // without the accent it is the English word for another group
    if value.trim().to_lowercase() == "légumes" {
        return Some(FoodGroup::Vegetables);
    }
    let folded = folded(value);
    let coded = folded.to_uppercase().parse().ok();
    coded.or_else(|| named(GROUPS, &folded))
}

fn column(heading: &str) -> Option<FoodColumn> {
    let heading = folded(heading);
    if let Some(column) = named(TEXTS, &heading) {
        return Some(column);
    }
    let heading = without_base(&heading);
    let with_unit = |unit: &&'static str| {
        let name = heading.strip_suffix(*unit)?.strip_suffix('_')?;
        Some((without_base(name), *unit))
    };
    let (name, unit) = match heading {
        KILOJOULE => ("energy", KILOJOULE),
        heading => UNITS.iter().find_map(with_unit).unwrap_or((heading, "")),
    };
    let name = ["_in", "_en"]
        .iter()
        .find_map(|word| name.strip_suffix(word))
        .unwrap_or(name);
    let nutrient = match (nutrient(name)?, unit) {
        (Nutrient::VitaminA, "iu" | "ui") => Nutrient::VitaminAIu,
        (nutrient, _) => nutrient,
    };
    Some(FoodColumn::Amount { nutrient, unit })
}

fn folded(text: &str) -> String {
    folded_words_in_order(text).join("_")
}

fn without_base(heading: &str) -> &str {
    let mut bases = HUNDRED_GRAMS.iter();
    let name = bases.find_map(|base| heading.strip_suffix(base));
    name.unwrap_or(heading)
}

fn nutrient(name: &str) -> Option<Nutrient> {
    let is_called = |word: &str| word.eq_ignore_ascii_case(name);
    let mut counted = counted().iter();
    let known = counted.find(|of| is_called(of.nutrient.as_str()) || of.code == name);
    known
        .map(|of| of.nutrient)
        .or_else(|| named(NUTRIENTS, name))
}

fn named<T: Copy>(all: &[(T, &[&str])], name: &str) -> Option<T> {
    let known = all.iter().find(|(_, names)| names.contains(&name));
    known.map(|(of, _)| *of)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_column_is_known_by_its_heading_in_two_languages() {
        let amount = |nutrient, unit| Some(FoodColumn::Amount { nutrient, unit });
        for (heading, expected) in [
            ("Name", Some(FoodColumn::Name)),
            ("Nom français", Some(FoodColumn::French)),
            ("Allergènes", Some(FoodColumn::Contains)),
            ("Mesures ménagères", Some(FoodColumn::Measures)),
            ("PROTEIN", amount(Nutrient::Protein, "")),
            ("203", amount(Nutrient::Protein, "")),
            ("protein_g", amount(Nutrient::Protein, "g")),
            ("Protéines (g/100 g)", amount(Nutrient::Protein, "g")),
            ("Énergie, kcal pour 100 g", amount(Nutrient::Energy, "kcal")),
            ("Energy in kJ", amount(Nutrient::Energy, "kj")),
            ("kJ", amount(Nutrient::Energy, "kj")),
            ("Vitamine D (µg)", amount(Nutrient::VitaminD, "\u{3bc}g")),
            ("VITAMIN_A_IU", amount(Nutrient::VitaminAIu, "iu")),
            ("Vitamine A en UI", amount(Nutrient::VitaminAIu, "ui")),
            ("Acides gras saturés", amount(Nutrient::SaturatedFat, "")),
            ("protein (g per 100 ml)", None),
            ("Price", None),
        ] {
            assert_eq!(column(heading), expected, "{heading}");
        }
        for nutrient in Nutrient::ALL {
            assert!(column(nutrient.as_str()).is_some(), "{nutrient}");
        }
    }

    #[test]
    fn two_columns_of_energy_are_two_nutrients_and_others_are_refused() {
        let of = |headings: &[&str]| {
            columns(
                &headings
                    .iter()
                    .map(|of| (*of).to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        let both = of(&["name", "energy (kJ)", "energy (kcal)"]).unwrap();
        let fields: Vec<_> = both.iter().flatten().map(|of| of.field()).collect();
        assert_eq!(fields, ["name", "ENERGY_KJ", "ENERGY"]);
        assert_eq!(
            of(&["name", "fat", "lipides"]),
            Err(Unreadable::ColumnTwice("lipides".into()))
        );
        assert_eq!(of(&["fat"]), Err(Unreadable::MissingColumn("name")));
    }

    #[test]
    fn a_group_is_known_by_its_code_and_its_words() {
        for group_of in FoodGroup::ALL {
            assert_eq!(group(group_of.as_str()), Some(*group_of));
        }
        assert_eq!(group("Œufs"), Some(FoodGroup::Eggs));
        assert_eq!(group("Milk and dairy"), Some(FoodGroup::Dairy));
        assert_eq!(group("Légumes"), Some(FoodGroup::Vegetables));
        assert_eq!(group("cars"), None);
    }
}
