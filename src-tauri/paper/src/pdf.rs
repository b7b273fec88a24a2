//! A sheet becomes pages, and these the bytes of a PDF.

use serde_json::Value;
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::error::{Error, Result};
use crate::fonts;
use crate::printed::Printed;
use crate::sheet::Sheet;
use crate::world::SheetWorld;

/// # Errors
/// `Template`, `Export`.
pub fn pdf(sheet: &Sheet) -> Result<Printed> {
    let missing = fonts::missing(sheet.texts());
    let mut data = serde_json::to_value(sheet)?;
    show(&mut data);
    let world = SheetWorld::new(serde_json::to_vec(&data)?);
    let printed = pages(&world, sheet, missing);
    // what was typed does not stay in the cache of the typesetter
    comemo::evict(0);
    printed
}

fn pages(world: &SheetWorld, sheet: &Sheet, missing: Vec<char>) -> Result<Printed> {
    let document = typst::compile::<PagedDocument>(world).output;
    let document = document.map_err(|errors| Error::Template(messages(&errors)))?;
    let options = |standards: &[PdfStandard]| -> Result<PdfOptions> {
        let standards = PdfStandards::new(standards);
        Ok(PdfOptions {
            // without it, the ids of two documents of one title and author would be equal
            ident: Smart::Custom(sheet.ident.clone()),
            creator: Smart::Custom(Some("NutriVault".into())),
            standards: standards.map_err(|error| Error::Export(error.message().to_string()))?,
            ..PdfOptions::default()
        })
    };
    // both standards forbid a box in the place of a character, which is printed as one nevertheless
    let standards: &[PdfStandard] = match missing.is_empty() {
        true => &[PdfStandard::Ua_1, PdfStandard::A_2a],
        false => &[],
    };
    let bytes = typst_pdf::pdf(&document, &options(standards)?);
    Ok(Printed {
        bytes: bytes.map_err(|errors| Error::Export(messages(&errors)))?,
        title: sheet.file_title.clone(),
        pages: document.pages().len(),
        missing,
    })
}

/// Puts what is printed in the place of what is not, in whatever was typed.
fn show(data: &mut Value) {
    match data {
        Value::String(text) => *text = text.chars().map(fonts::shown).collect(),
        Value::Array(items) => items.iter_mut().for_each(show),
        Value::Object(fields) => fields.values_mut().for_each(show),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Says what is wrong without what the template was given.
fn messages(errors: &[SourceDiagnostic]) -> String {
    let messages = errors.iter().map(|error| error.message.as_str());
    messages.collect::<Vec<_>>().join("; ")
}
