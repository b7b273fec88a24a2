//! The supplements and tube feeds of the clinic.

use clinic::nutrition_products::{self, NutritionProductForm, NutritionProductView};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::nutrition_products::{ProductEntry, Products};
use crate::entry::{entry, read_version, replace, required};
use crate::exit::Result;
use crate::text::listed;

pub fn run(who: &Who, args: Products) -> Result<Answer> {
    match args {
        Products::List => {
            let clinic = who.unlock()?;
            answer_all(&nutrition_products::list(&clinic)?)
        }
        Products::Offered => {
            let clinic = who.unlock()?;
            answer_all(&nutrition_products::offered(&clinic)?)
        }
        Products::Add {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let form = NutritionProductForm {
                name: required(args.name, "name")?,
                energy: required(args.energy, "energy")?,
                protein: required(args.protein, "protein")?,
                water: required(args.water, "water")?,
                is_active: args.active.unwrap_or(true),
            };
            let mut clinic = who.unlock()?;
            let added = nutrition_products::add(&mut clinic, &form)?;
            Ok(answer("Added", added)?.with_change(true))
        }
        Products::Edit {
            which,
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let mut clinic = who.unlock()?;
            let stored = nutrition_products::find(&clinic, &which)?;
            let seen = read_version(args.seen.clone(), stored.seen.clone(), &input)?;
            let form = changed(stored.form.clone(), args);
            let edited =
                nutrition_products::edit(&mut clinic, &stored.id, &seen, &stored.form, &form)?;
            let changed = edited.seen != stored.seen;
            Ok(answer("Changed", edited)?.with_change(changed))
        }
    }
}

/// Replaces what the entry names; the rest stays.
fn changed(mut form: NutritionProductForm, args: ProductEntry) -> NutritionProductForm {
    replace(&mut form.name, args.name);
    replace(&mut form.energy, args.energy);
    replace(&mut form.protein, args.protein);
    replace(&mut form.water, args.water);
    form.is_active = args.active.unwrap_or(form.is_active);
    form
}

/// `1f0c…  Enerva 1.5  150 kcal, 6 g protein, 78 ml water in 100 ml`.
fn line(product: &NutritionProductView) -> String {
    let form = &product.form;
    let state = if form.is_active { "" } else { "  (not in use)" };
    format!(
        "{}  {}  {} kcal, {} g protein, {} ml water in 100 ml{state}",
        product.id, form.name, form.energy, form.protein, form.water
    )
}

fn answer_all(rows: &[NutritionProductView]) -> Result<Answer> {
    let lines = rows.iter().map(line).collect();
    let text = listed(lines, "This clinic has no supplements and tube feeds.");
    Answer::done(&json!({ "products": rows }), text)
}

fn answer(heading: &str, product: NutritionProductView) -> Result<Answer> {
    let text = format!("{heading} {}", line(&product));
    Answer::done(&json!({ "product": product }), text)
}
