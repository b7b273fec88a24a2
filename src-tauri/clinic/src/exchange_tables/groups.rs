//! The groups of a table, as they are stored and as they are typed.

use rust_decimal::{Decimal, dec};
use sync_contract::catalog::FoodGroup;
use sync_contract::field::Text;

use crate::error::{Error, Reason, Result};
use crate::exchange_tables::form::ExchangeGroupForm;
use crate::fields::{self, Together, each};
use crate::foods::exchanges::ExchangeGroup;
use crate::measurement_kinds::required_number;

const GROUPS_MAX: usize = 12;
const WORDS_MAX: usize = 40;
const DECIMALS: u32 = 1;
/// No more is in an exchange: our own limit, against a slip of the unit.
const GRAMS_MAX: Decimal = dec!(100);
/// More than the tables that are in use have; it is asked about.
const GRAMS_ODD: Decimal = dec!(30);

struct GroupFields {
    name: &'static str,
    carbohydrate: &'static str,
    protein: &'static str,
    fat: &'static str,
    foods: &'static str,
    words: &'static str,
}

macro_rules! group_fields {
    ($($number:literal)+) => {
        [$(GroupFields {
            name: concat!("groups.", $number, ".name"),
            carbohydrate: concat!("groups.", $number, ".carbohydrate"),
            protein: concat!("groups.", $number, ".protein"),
            fat: concat!("groups.", $number, ".fat"),
            foods: concat!("groups.", $number, ".foods"),
            words: concat!("groups.", $number, ".words"),
        }),+]
    };
}

const FIELDS: [GroupFields; GROUPS_MAX] = group_fields!(0 1 2 3 4 5 6 7 8 9 10 11);

/// Returns the groups of a stored table; none of one that only a later program can read.
pub(crate) fn stored(text: &str) -> Vec<ExchangeGroup> {
    serde_json::from_str(text).unwrap_or(Vec::new())
}

/// Returns `Starch 15/3/1 (bread, cereals; potato)` of each group: carbohydrate, protein and fat in g.
pub(crate) fn in_words(text: &str) -> String {
    let words = stored(text).into_iter().map(|group| {
        let [carbohydrate, protein, fat] =
            [group.carbohydrate, group.protein, group.fat].map(|grams| grams.normalize());
        let foods = group.foods.iter().map(|of| of.as_str().to_lowercase());
        let foods = foods.collect::<Vec<_>>().join(", ");
        let of = [foods, group.words.join(", ")];
        let of: Vec<String> = of.into_iter().filter(|words| !words.is_empty()).collect();
        let of = match of.is_empty() {
            true => String::new(),
            false => format!(" ({})", of.join("; ")),
        };
        format!("{} {carbohydrate}/{protein}/{fat}{of}", group.name)
    });
    words.collect::<Vec<_>>().join(", ")
}

pub(super) fn form(group: &ExchangeGroup) -> ExchangeGroupForm {
    let typed = |grams: Decimal| match grams.is_zero() {
        true => String::new(),
        false => grams.normalize().to_string(),
    };
    ExchangeGroupForm {
        name: group.name.clone(),
        carbohydrate: typed(group.carbohydrate),
        protein: typed(group.protein),
        fat: typed(group.fat),
        foods: group.foods.clone(),
        words: group.words.join(", "),
    }
}

/// Returns the checked groups as they are stored.
///
/// # Errors
/// `Invalid`, `TooLong`, as [`super::add`].
pub(super) fn checked(forms: &[ExchangeGroupForm], is_confirmed: bool) -> Result<Text<8000>> {
    if forms.is_empty() {
        return Err(Error::invalid("groups", Reason::Required));
    }
    if forms.len() > GROUPS_MAX {
        return Err(Error::invalid("groups", Reason::TooLong));
    }
    let groups = each(
        FIELDS
            .iter()
            .zip(forms)
            .enumerate()
            .map(|(number, (names, form))| group(form, names, &forms[..number])),
    )?;
    let is_odd = |group: &ExchangeGroup| {
        let grams = [group.carbohydrate, group.protein, group.fat];
        grams.iter().any(|grams| *grams > GRAMS_ODD)
    };
    if !is_confirmed && groups.iter().any(is_odd) {
        return Err(Error::invalid("isConfirmed", Reason::Required));
    }
    let text = serde_json::to_string(&groups).expect("text and numbers are written");
    fields::fitting(&text, "groups")
}

/// Returns a group, which has a name and foods that none of those before it has.
fn group(
    form: &ExchangeGroupForm,
    names: &GroupFields,
    before: &[ExchangeGroupForm],
) -> Result<ExchangeGroup> {
    let (name, carbohydrate, protein, fat, foods, words) = (
        name(&form.name, names.name, before),
        grams(&form.carbohydrate, names.carbohydrate),
        grams(&form.protein, names.protein),
        grams(&form.fat, names.fat),
        foods(form, names.foods, before),
        words(&form.words, names.words),
    )
        .together()?;
    if [carbohydrate, protein, fat].iter().all(Decimal::is_zero) {
        return Err(Error::invalid(names.carbohydrate, Reason::Required));
    }
    Ok(ExchangeGroup {
        name,
        carbohydrate,
        protein,
        fat,
        foods,
        words,
    })
}

fn name(typed: &str, field: &'static str, before: &[ExchangeGroupForm]) -> Result<String> {
    let name: Text<40> = fields::required(typed, field)?;
    let key = fields::name_key(&name);
    match before.iter().any(|of| fields::name_key(&of.name) == key) {
        true => Err(Error::invalid(field, Reason::Taken)),
        false => Ok(name.to_string()),
    }
}

fn grams(typed: &str, field: &'static str) -> Result<Decimal> {
    if typed.trim().is_empty() {
        return Ok(Decimal::ZERO);
    }
    let grams = required_number(typed, DECIMALS, field)?;
    match (Decimal::ZERO..=GRAMS_MAX).contains(&grams) {
        true => Ok(grams),
        false => Err(Error::invalid(field, Reason::Impossible)),
    }
}

fn foods(
    form: &ExchangeGroupForm,
    field: &'static str,
    before: &[ExchangeGroupForm],
) -> Result<Vec<FoodGroup>> {
    let taken = |of: &FoodGroup| before.iter().any(|other| other.foods.contains(of));
    // only one takes all others
    let takes_the_rest = |of: &ExchangeGroupForm| of.foods.is_empty() && of.words.trim().is_empty();
    let is_second = takes_the_rest(form) && before.iter().any(takes_the_rest);
    if is_second || form.foods.iter().any(taken) {
        return Err(Error::invalid(field, Reason::Taken));
    }
    let mut foods = form.foods.clone();
    foods.sort_unstable();
    foods.dedup();
    Ok(foods)
}

fn words(typed: &str, field: &'static str) -> Result<Vec<String>> {
    let text: Option<Text<500>> = fields::optional(typed, field)?;
    let Some(text) = text else {
        return Ok(Vec::new());
    };
    let words = text.split([',', ';']).map(fields::line);
    let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    match words.len() > WORDS_MAX {
        true => Err(Error::invalid(field, Reason::TooLong)),
        false => Ok(words),
    }
}
