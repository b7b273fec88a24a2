//! The clinic's own foods: made, changed, and taken out of use. None is removed, as recalls and plans have it, but
//! those of an import that is undone.

pub mod allergens;
pub mod import;
pub mod profiles;

use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{ClinicFood, FoodGroup, Nutrient};
use sync_contract::field::Text;
use sync_contract::ids::ClinicFoodId;
use vault::read::Stored;

use crate::clinic::or_not_found;
use crate::clinic_list::{self, Listed};
use crate::error::{Error, Reason, Result};
use crate::fields::{Together, name_key};
use crate::foods::{Allergen, FOOD, own};
use crate::form_edit::merged_form;
use crate::measurements::spelling::{is_read_two_ways, rounded, spelled};
use crate::names::StaffNames;
use crate::nutrient_targets::amount;
use crate::nutrition::intakes::{NutrientUnit, unit};
use crate::view::{At, Id, ReadVersionToken, text};
use crate::{Clinic, fields};

/// Fat alone gives about 900 kcal; a little more, for what is rounded.
const KCAL_MAX: Decimal = dec!(910);
const KJ_A_KCAL: Decimal = dec!(4.184);
/// Nothing that is eaten has more of a vitamin that is counted in units: fish liver oil has about so much.
const UNITS_MAX: Decimal = dec!(200_000);
/// What makes up a food is at most its weight; a little more, for what is rounded.
const PARTS_MAX: Decimal = dec!(102);
const PARTS: [Nutrient; 4] = [
    Nutrient::Water,
    Nutrient::Protein,
    Nutrient::Fat,
    Nutrient::Carbohydrate,
];
const GRAM_DECIMALS: u32 = 2;
const GRAMS_MAX: Decimal = dec!(100_000);

/// `by` is who added it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClinicFoodView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub by: String,
    pub added_at: At,
    #[serde(flatten)]
    pub form: ClinicFoodForm,
}

/// What 100 g have: a nutrient without an entry is not known, never 0. The first measure is the usual one. An allergen
/// in neither list is not known. One that is not active is offered no longer; what was counted with it stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClinicFoodForm {
    pub name: String,
    /// One a line.
    pub other_names: String,
    pub maker: String,
    pub group: FoodGroup,
    pub nutrients: Vec<KnownNutrient>,
    pub measures: Vec<WeighedMeasure>,
    pub contains: Vec<Allergen>,
    pub free_of: Vec<Allergen>,
    pub is_active: bool,
}

/// As it is typed: `12.5`, `7500 kJ`. Empty is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KnownNutrient {
    pub nutrient: Nutrient,
    pub amount: String,
}

/// One of a measure weighs so many grams.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WeighedMeasure {
    pub name: String,
    pub grams: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClinicFoodEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: ClinicFoodForm,
    pub form: ClinicFoodForm,
}

/// Returns all foods of the clinic by name, those that are not offered last.
///
/// # Errors
/// `Forbidden` (needs `chart.read`).
pub fn list(clinic: &Clinic) -> Result<Vec<ClinicFoodView>> {
    clinic.may(Right::ChartRead)?;
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let mut rows: Vec<Stored<ClinicFood>> = clinic_list::all(&reader)?;
    rows.sort_by_cached_key(|row| {
        let food = &row.value;
        (!food.is_active, fields::sort_key(&name(food)), food.id.0)
    });
    Ok(rows.iter().filter_map(|row| view(row, &staff)).collect())
}

/// Returns one food by its id or its name.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn find(clinic: &Clinic, name_or_id: &str) -> Result<ClinicFoodView> {
    clinic.may(Right::ChartRead)?;
    let foods = list(clinic)?;
    let one = clinic_list::called(foods, name_or_id, |food| (&food.id, &food.form.name));
    or_not_found(one, FOOD)
}

/// Adds a food.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `TooLong`, `Invalid` without a name, for one that another food of the same
/// maker has, an amount of a nutrient that cannot be read or that 100 g cannot have, a measure without a name or a
/// weight, and an allergen that it both contains and is free of.
pub fn add(clinic: &mut Clinic, form: &ClinicFoodForm) -> Result<ClinicFoodView> {
    clinic.may(Right::ProfilesWrite)?;
    let id = clinic.write("add food of the clinic", |tx| {
        clinic_list::add(tx, |id, others| checked(id, form, others, &[]))
    })?;
    find(clinic, &id.0)
}

/// Changes the fields in which the form differs from the loaded one. What was counted with the food counts as it is
/// now, but for plans that were given.
///
/// # Errors
/// As [`add`], `NotFound`.
pub fn edit(clinic: &mut Clinic, edit: &ClinicFoodEdit) -> Result<ClinicFoodView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("edit food of the clinic", |tx| {
        clinic_list::edit(
            tx,
            &edit.id,
            &edit.seen,
            |row: &Stored<ClinicFood>, others| {
                let stored = or_not_found(form_of(&row.value), FOOD)?;
                let measures = stored.measures.clone();
                let form = merged_form!(ClinicFoodForm {
                name, other_names, maker, group, nutrients, measures, contains, free_of, is_active
            } of &edit.loaded, &edit.form, stored);
                Ok(ClinicFood {
                    food_import: row.value.food_import.clone(),
                    ..checked(row.value.id, &form, others, &measures)?
                })
            },
        )
    })?;
    find(clinic, &edit.id.0)
}

impl Listed for ClinicFood {
    const WHAT: &'static str = FOOD;

    fn name(&self) -> Option<&str> {
        self.name.open().map(|name| &**name)
    }
}

/// Returns an empty name for one that this user cannot decrypt.
fn name(food: &ClinicFood) -> String {
    Listed::name(food).unwrap_or_default().to_owned()
}

/// None for a food that this user cannot decrypt; that is told with the answer.
fn view(row: &Stored<ClinicFood>, staff: &StaffNames) -> Option<ClinicFoodView> {
    Some(ClinicFoodView {
        id: Id::of(row.value.id),
        seen: ReadVersionToken::of(&row.seen),
        by: staff.name(row.created_by),
        added_at: At::of(row.created_at),
        form: form_of(&row.value)?,
    })
}

fn form_of(food: &ClinicFood) -> Option<ClinicFoodForm> {
    let shown = |number: Decimal| number.normalize().to_string();
    let nutrients = own::nutrients(&food.nutrients).into_iter();
    let measures = own::measures(&food.measures).into_iter();
    Some(ClinicFoodForm {
        name: food.name.open()?.to_string(),
        other_names: text(&food.other_names),
        maker: text(&food.maker),
        group: *food.group.open()?,
        nutrients: nutrients
            .map(|(nutrient, amount)| KnownNutrient {
                nutrient,
                amount: shown(amount),
            })
            .collect(),
        measures: measures
            .map(|of| WeighedMeasure {
                name: of.name,
                grams: shown(of.grams),
            })
            .collect(),
        contains: own::allergens(&food.contains),
        free_of: own::allergens(&food.free_of),
        is_active: food.is_active,
    })
}

/// Returns the checked values of a form, of no import. The names of former measures are judged no more.
///
/// # Errors
/// As [`add`].
pub(crate) fn checked(
    id: ClinicFoodId,
    form: &ClinicFoodForm,
    others: &[Stored<ClinicFood>],
    former: &[WeighedMeasure],
) -> Result<ClinicFood> {
    let (name, other_names, maker, nutrients, measures, allergens) = (
        fields::required(&form.name, "name").and_then(|name| {
            let of_maker = |row: &&Stored<ClinicFood>| is_of_maker(&row.value, &form.maker);
            clinic_list::free(name, "name", id, others.iter().filter(of_maker))
        }),
        lines(form.other_names.lines().map(fields::line), "otherNames"),
        fields::optional(&form.maker, "maker"),
        nutrients(&form.nutrients),
        measures(&form.measures, former),
        checked_allergens(&form.contains, &form.free_of),
    )
        .together()?;
    let (contains, free_of) = allergens;
    Ok(ClinicFood {
        id,
        name: name.into(),
        other_names: other_names.into(),
        maker: maker.into(),
        group: form.group.into(),
        food_import: None.into(),
        nutrients: nutrients.into(),
        measures: measures.into(),
        contains: contains.into(),
        free_of: free_of.into(),
        is_active: form.is_active,
    })
}

fn is_of_maker(food: &ClinicFood, maker: &str) -> bool {
    name_key(&text(&food.maker)) == name_key(maker)
}

/// Returns what is one a line; none without any.
fn lines<const MAX: u32>(
    of: impl Iterator<Item = String>,
    field: &'static str,
) -> Result<Option<Text<MAX>>> {
    let lines: Vec<String> = of.filter(|line| !line.is_empty()).collect();
    fields::optional_paragraph(&lines.join("\n"), field)
}

/// The field of an amount that is refused is the word of its nutrient.
fn nutrients(known: &[KnownNutrient]) -> Result<Option<Text<2000>>> {
    let mut amounts: Vec<(Nutrient, Decimal)> = Vec::new();
    for entry in known {
        let (nutrient, field) = (entry.nutrient, entry.nutrient.as_str());
        let Some(amount) = amount::read(nutrient, &entry.amount, field)? else {
            continue;
        };
        if amount > most_in_hundred_grams(unit(nutrient)) {
            return Err(Error::invalid(field, Reason::Impossible));
        }
        if amounts.iter().any(|(of, _)| *of == nutrient) {
            return Err(Error::invalid(field, Reason::Taken));
        }
        // three decimals behind a whole number are two numbers in two countries
        let decimals = if amount < Decimal::ONE { 3 } else { 2 };
        amounts.push((nutrient, rounded(amount, decimals)));
    }
    let parts = amounts.iter().filter(|(of, _)| PARTS.contains(of));
    if parts.map(|(_, grams)| grams).sum::<Decimal>() > PARTS_MAX {
        return Err(Error::invalid("nutrients", Reason::Impossible));
    }
    amounts.sort_unstable_by_key(|(nutrient, _)| *nutrient);
    let line = |(nutrient, amount): &(Nutrient, Decimal)| format!("{nutrient} {amount}");
    lines(amounts.iter().map(line), "nutrients")
}

fn most_in_hundred_grams(unit: NutrientUnit) -> Decimal {
    let grams = Decimal::ONE_HUNDRED;
    match unit {
        NutrientUnit::Kcal => KCAL_MAX,
        NutrientUnit::Kilojoule => KCAL_MAX * KJ_A_KCAL,
        NutrientUnit::Gram => grams,
        NutrientUnit::Milligram => grams * dec!(1_000),
        NutrientUnit::Microgram => grams * dec!(1_000_000),
        NutrientUnit::InternationalUnit => UNITS_MAX,
    }
}

fn measures(known: &[WeighedMeasure], former: &[WeighedMeasure]) -> Result<Option<Text<4000>>> {
    let mut measures: Vec<(Text<100>, Decimal)> = Vec::new();
    let is_typed = |of: &&WeighedMeasure| !of.name.trim().is_empty() || !of.grams.trim().is_empty();
    for entry in known.iter().filter(is_typed) {
        let name: Text<100> = fields::required(&entry.name, "measures")?;
        // before it stands how many: nobody could tell the two numbers apart
        let is_former = former.iter().any(|of| of.name == name.as_str());
        if name.starts_with(char::is_numeric) && !is_former {
            return Err(Error::invalid("measures", Reason::Malformed));
        }
        let is_taken = |(of, _): &(Text<100>, Decimal)| name_key(of) == name_key(&name);
        if measures.iter().any(is_taken) {
            return Err(Error::invalid("measures", Reason::Taken));
        }
        measures.push((name, grams(&entry.grams, "grams")?));
    }
    let line = |(name, grams): &(Text<100>, Decimal)| format!("{grams} {}", name.as_str());
    lines(measures.iter().map(line), "measures")
}

/// Reads `30`, `12,5` and `30 g`.
pub(crate) fn grams(typed: &str, field: &'static str) -> Result<Decimal> {
    let invalid = |reason| Error::invalid(field, reason);
    let text = spelled(typed);
    let number = text.strip_suffix('g').unwrap_or(&text).trim();
    if number.is_empty() {
        return Err(invalid(Reason::Required));
    }
    if is_read_two_ways(number) {
        return Err(invalid(Reason::TwoNumbers));
    }
    let grams = Decimal::from_str_exact(number).map_err(|_| invalid(Reason::Malformed))?;
    let grams = rounded(grams, GRAM_DECIMALS);
    match grams > Decimal::ZERO && grams <= GRAMS_MAX {
        true => Ok(grams),
        false => Err(invalid(Reason::Impossible)),
    }
}

type Words = Option<Text<255>>;

/// Returns both lists as they are stored, each in the order of the law.
///
/// # Errors
/// `Invalid` for an allergen in both.
fn checked_allergens(contains: &[Allergen], free_of: &[Allergen]) -> Result<(Words, Words)> {
    if contains.iter().any(|of| free_of.contains(of)) {
        return Err(Error::invalid("freeOf", Reason::Taken));
    }
    let words = |of: &[Allergen], field| {
        let all = Allergen::ALL
            .iter()
            .filter(|allergen| of.contains(allergen));
        let words: Vec<&str> = all.map(|of| of.as_str()).collect();
        fields::optional(&words.join(" "), field)
    };
    (words(contains, "contains"), words(free_of, "freeOf")).together()
}
