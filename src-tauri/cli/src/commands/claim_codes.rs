//! The codes that insurers ask for on invoices.

use clinic::claim_codes::{self, ClaimCodeForm, ClaimCodeView};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::claim_codes::ClaimCodes;
use crate::entry::{entry, read_version, replace, required};
use crate::exit::Result;
use crate::text::listed;

pub fn run(who: &Who, args: ClaimCodes) -> Result<Answer> {
    match args {
        ClaimCodes::List => {
            let clinic = who.unlock()?;
            answer_all(&claim_codes::list(&clinic)?)
        }
        ClaimCodes::Offered => {
            let clinic = who.unlock()?;
            answer_all(&claim_codes::offered(&clinic)?)
        }
        ClaimCodes::Add {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let form = ClaimCodeForm {
                code: required(args.code, "code")?,
                name: required(args.name, "name")?,
                is_active: args.active.unwrap_or(true),
            };
            let mut clinic = who.unlock()?;
            let added = claim_codes::add(&mut clinic, &form)?;
            Ok(answer("Added", &added)?.with_change(true))
        }
        ClaimCodes::Edit {
            which,
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let mut clinic = who.unlock()?;
            let stored = claim_codes::find(&clinic, &which)?;
            let seen = read_version(args.seen.clone(), stored.seen.clone(), &input)?;
            let mut form = stored.form.clone();
            replace(&mut form.code, args.code);
            replace(&mut form.name, args.name);
            form.is_active = args.active.unwrap_or(form.is_active);
            let edited = claim_codes::edit(&mut clinic, &stored.id, &seen, &stored.form, &form)?;
            let changed = edited.seen != stored.seen;
            Ok(answer("Changed", &edited)?.with_change(changed))
        }
    }
}

/// `1f0c…  97802  Nutrition therapy, first visit`.
fn line(code: &ClaimCodeView) -> String {
    let form = &code.form;
    let state = if form.is_active { "" } else { "  (not in use)" };
    format!("{}  {}  {}{state}", code.id, form.code, form.name)
}

fn answer_all(rows: &[ClaimCodeView]) -> Result<Answer> {
    let lines = rows.iter().map(line).collect();
    let text = listed(lines, "This clinic has no claim codes.");
    Answer::done(&json!({ "claimCodes": rows }), text)
}

fn answer(heading: &str, code: &ClaimCodeView) -> Result<Answer> {
    let text = format!("{heading} {}", line(code));
    Answer::done(&json!({ "claimCode": code }), text)
}
