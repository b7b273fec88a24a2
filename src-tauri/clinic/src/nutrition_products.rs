//! The supplements and tube feeds of a clinic, by what their labels say of 100 ml.

use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::NutritionProduct;
use sync_contract::ids::NutritionProductId;
use vault::read::{Reader, Stored};

use crate::clinic::or_not_found;
use crate::clinic_list::{self, Listed};
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::measurement_kinds::required_number;
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, fields};

/// No label has more in 100 ml: fat has 900 kcal in 100 g.
const ENERGY_MAX: Decimal = dec!(900);
const OF_HUNDRED: Decimal = Decimal::ONE_HUNDRED;
const DECIMALS: u32 = 2;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NutritionProductView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: NutritionProductForm,
}

/// Numbers are as they are typed: energy in kcal, protein in g and water in ml, of 100 ml. One that is not active is
/// offered no longer; orders of it stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NutritionProductForm {
    pub name: String,
    pub energy: String,
    pub protein: String,
    pub water: String,
    pub is_active: bool,
}

/// Returns all products by name, those that are offered no longer, too.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`).
pub fn list(clinic: &Clinic) -> Result<Vec<NutritionProductView>> {
    clinic.may(Right::SettingsManage)?;
    by_name(clinic)
}

/// Returns one product by its id or its name.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `NotFound`.
pub fn find(clinic: &Clinic, name_or_id: &str) -> Result<NutritionProductView> {
    clinic.may(Right::SettingsManage)?;
    or_not_found(called(list(clinic)?, name_or_id), NutritionProduct::WHAT)
}

/// Returns what can be ordered: the products that are in use, by name.
///
/// # Errors
/// `Forbidden` (needs `chart.read`).
pub fn offered(clinic: &Clinic) -> Result<Vec<NutritionProductView>> {
    clinic.may(Right::ChartRead)?;
    let mut products = by_name(clinic)?;
    products.retain(|product| product.form.is_active);
    Ok(products)
}

/// Returns the product that has this id, or alone has this name.
pub fn called(
    products: Vec<NutritionProductView>,
    name_or_id: &str,
) -> Option<NutritionProductView> {
    clinic_list::called(products, name_or_id, |product| {
        (&product.id, &product.form.name)
    })
}

impl Listed for NutritionProduct {
    const WHAT: &'static str = "nutrition product";

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

fn by_name(clinic: &Clinic) -> Result<Vec<NutritionProductView>> {
    let mut rows: Vec<Stored<NutritionProduct>> = clinic_list::all(&clinic.read())?;
    rows.sort_by_cached_key(|row| fields::sort_key(&row.value.name));
    Ok(rows.iter().map(view).collect())
}

/// Returns the product that an order names.
///
/// # Errors
/// `NotFound` also for one that is offered no longer.
pub(crate) fn named(reader: &Reader<'_>, id: &Id) -> Result<NutritionProduct> {
    let row = reader.get::<NutritionProduct>(id.to()?)?;
    let row = row.filter(|row| row.deleted.is_none() && row.value.is_active);
    Ok(or_not_found(row, NutritionProduct::WHAT)?.value)
}

fn view(row: &Stored<NutritionProduct>) -> NutritionProductView {
    let product = &row.value;
    let typed = |number: &Decimal| number.normalize().to_string();
    NutritionProductView {
        id: Id::of(product.id),
        seen: ReadVersionToken::of(&row.seen),
        form: NutritionProductForm {
            name: product.name.to_string(),
            energy: typed(&product.energy_kcal),
            protein: typed(&product.protein_g),
            water: typed(&product.water_ml),
            is_active: product.is_active,
        },
    }
}

/// Adds a product.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `TooLong`, `Invalid` without a name, for one that another product has, and
/// for what is no number or more than 100 ml can have.
pub fn add(clinic: &mut Clinic, form: &NutritionProductForm) -> Result<NutritionProductView> {
    clinic.may(Right::SettingsManage)?;
    let id = clinic.write("add nutrition product", |tx| {
        clinic_list::add(tx, |id, others| checked(id, form, others))
    })?;
    find(clinic, &id.0)
}

/// Changes the fields in which the form differs from the loaded one. Orders have the label as it was when they started.
///
/// # Errors
/// As [`add`], `NotFound`.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &NutritionProductForm,
    form: &NutritionProductForm,
) -> Result<NutritionProductView> {
    clinic.may(Right::SettingsManage)?;
    clinic.write("edit nutrition product", |tx| {
        clinic_list::edit(tx, id, seen, |row: &Stored<NutritionProduct>, others| {
            let form = merged_form!(NutritionProductForm { name, energy, protein, water, is_active }
                of loaded, form, view(row).form);
            checked(row.value.id, &form, others)
        })
    })?;
    find(clinic, &id.0)
}

/// Checks a product as it is stored as its form is.
///
/// # Errors
/// As [`add`], `NotFound`.
pub(crate) fn require_valid(reader: &Reader<'_>, id: NutritionProductId) -> Result<()> {
    let rows = clinic_list::all::<NutritionProduct>(reader)?;
    checked(id, &view(clinic_list::of_id(&rows, id)?).form, &rows).map(drop)
}

/// Returns the checked values of a form.
pub(crate) fn checked(
    id: NutritionProductId,
    form: &NutritionProductForm,
    others: &[Stored<NutritionProduct>],
) -> Result<NutritionProduct> {
    let free = |name| clinic_list::free(name, "name", id, others);
    let (name, energy_kcal, protein_g, water_ml) = (
        fields::required(&form.name, "name").and_then(free),
        of_100_ml(&form.energy, ENERGY_MAX, "energy"),
        of_100_ml(&form.protein, OF_HUNDRED, "protein"),
        of_100_ml(&form.water, OF_HUNDRED, "water"),
    )
        .together()?;
    Ok(NutritionProduct {
        id,
        name,
        energy_kcal,
        protein_g,
        water_ml,
        is_active: form.is_active,
    })
}

fn of_100_ml(text: &str, most: Decimal, field: &'static str) -> Result<Decimal> {
    let number = required_number(text, DECIMALS, field)?;
    match (Decimal::ZERO..=most).contains(&number) {
        true => Ok(number),
        false => Err(Error::invalid(field, Reason::Impossible)),
    }
}
