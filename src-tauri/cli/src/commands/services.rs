//! The price list of the clinic.

use clinic::services::{self, ServiceForm, ServiceView};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::services::{ServiceEntry, Services};
use crate::entry::{entry, read_version, replace, required};
use crate::exit::Result;
use crate::text::listed;

pub fn run(who: &Who, args: Services) -> Result<Answer> {
    match args {
        Services::List => {
            let clinic = who.unlock()?;
            answer_all(&services::list(&clinic)?)
        }
        Services::Offered => {
            let clinic = who.unlock()?;
            answer_all(&services::offered(&clinic)?)
        }
        Services::Add {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let form = ServiceForm {
                code: required(args.code, "code")?,
                name: required(args.name, "name")?,
                price: required(args.price, "price")?,
                currency: args.currency.unwrap_or(String::new()),
                tax: args.tax.unwrap_or_else(|| "0".to_owned()),
                is_active: args.active.unwrap_or(true),
            };
            let mut clinic = who.unlock()?;
            let added = services::add(&mut clinic, &form)?;
            Ok(answer("Added", &added)?.with_change(true))
        }
        Services::Edit {
            which,
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let mut clinic = who.unlock()?;
            let stored = services::find(&clinic, &which)?;
            let seen = read_version(args.seen.clone(), stored.seen.clone(), &input)?;
            let form = changed(stored.form.clone(), args);
            let edited = services::edit(&mut clinic, &stored.id, &seen, &stored.form, &form)?;
            let changed = edited.seen != stored.seen;
            Ok(answer("Changed", &edited)?.with_change(changed))
        }
    }
}

/// Replaces what the entry names; the rest stays.
fn changed(mut form: ServiceForm, args: ServiceEntry) -> ServiceForm {
    replace(&mut form.code, args.code);
    replace(&mut form.name, args.name);
    replace(&mut form.price, args.price);
    replace(&mut form.currency, args.currency);
    replace(&mut form.tax, args.tax);
    form.is_active = args.active.unwrap_or(form.is_active);
    form
}

/// `1f0c…  INIT  First consultation  75.00 EUR, 0 % tax`.
fn line(service: &ServiceView) -> String {
    let form = &service.form;
    let state = if form.is_active { "" } else { "  (not in use)" };
    format!(
        "{}  {}  {}  {} {}, {} % tax{state}",
        service.id, form.code, form.name, form.price, form.currency, form.tax
    )
}

fn answer_all(rows: &[ServiceView]) -> Result<Answer> {
    let lines = rows.iter().map(line).collect();
    let text = listed(lines, "This clinic has no services.");
    Answer::done(&json!({ "services": rows }), text)
}

fn answer(heading: &str, service: &ServiceView) -> Result<Answer> {
    let text = format!("{heading} {}", line(service));
    Answer::done(&json!({ "service": service }), text)
}
