//! Records as they are printed: a PDF in a file.

use clinic::prints::{self, PrintForm, PrintOf, PrintTo as Destination};
use clinic::view::ScreenLanguage;
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::prints::{Print, PrintTo};
use crate::commands::export::to_file_over;
use crate::entry::{choice, id};
use crate::exit::{Problem, Result};

pub fn run(who: &Who, args: Print) -> Result<Answer> {
    let (of, to) = match args {
        Print::Note { id: note, to } => {
            let note_id = id(note, "ID")?;
            (PrintOf::Note { note_id }, to)
        }
    };
    print(who, &of, to)
}

fn print(who: &Who, of: &PrintOf, to: PrintTo) -> Result<Answer> {
    let PrintTo {
        out,
        replace,
        language,
    } = to;
    let chosen: Option<ScreenLanguage> = match language {
        Some(language) => Some(choice(&language, "language")?),
        None => None,
    };
    let mut clinic = who.unlock()?;
    let form = PrintForm {
        of: of.clone(),
        language: chosen,
        screens: ScreenLanguage::En,
    };
    let view = prints::view(&mut clinic, &form)?;
    let printed = paper::print(&view).map_err(|error| {
        let message = format!("The print cannot be made: {error}. Nothing was written.");
        Problem::refused("internal", message)
    })?;
    to_file_over(&out, replace, |file| {
        prints::log(&clinic, of, Destination::File)?;
        Ok(file
            .write_all(&printed.bytes)
            .map_err(clinic::Error::NotWritten)?)
    })?;
    let pages = match printed.pages {
        1 => "1 page".to_owned(),
        pages => format!("{pages} pages"),
    };
    let mut text = format!("Wrote `{}`, {pages}. It is not encrypted.", out.display());
    if !printed.missing.is_empty() {
        text.push_str(&format!(
            " The program has no font for these characters, which are printed as boxes: {}.",
            printed.missing.iter().collect::<String>()
        ));
    }
    let missing: Vec<_> = printed.missing.iter().map(ToString::to_string).collect();
    let answer = json!({
        "path": out,
        "pages": printed.pages,
        "language": view.language,
        "missing": missing,
    });
    Answer::done(&answer, text)
}
