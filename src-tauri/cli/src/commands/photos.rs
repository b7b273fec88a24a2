//! The photo of a patient.

use std::io::Write;
use std::path::Path;

use clinic::conflicts::part;
use clinic::photos::picture::{DOTS_MAX, NotAPhoto, Picture};
use clinic::photos::{self, NewPhoto, PhotoView};
use clinic::view::{Id, ReadVersionToken};
use clinic::{Clinic, conflicts};
use serde_json::json;
use sync_contract::Entity;
use sync_contract::catalog::{PHOTO_BYTES_MAX, PatientPhoto};

use crate::answer::Answer;
use crate::args::Who;
use crate::args::photos::Photo;
use crate::commands::documents::amount;
use crate::commands::export::to_file_over;
use crate::entry::id;
use crate::exit::{Problem, Result};
use crate::file::{self, Limit, content_of};
use crate::text::Clocks;

const SMALLER: &str = "Name a smaller copy of it; a few hundred dots a side are enough";
const LIMIT: Limit = Limit {
    bytes_max: PHOTO_BYTES_MAX as u64,
    is: "is larger than 256 KB",
    then: SMALLER,
};
pub fn run(who: &Who, args: Photo) -> Result<Answer> {
    match args {
        Photo::Show { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let photo = photos::show(&clinic, &patient)?;
            let clocks = Clocks::of(&clinic)?;
            let text = match &photo {
                Some(photo) => line(photo, &clocks),
                None => "No photo yet.".to_owned(),
            };
            Answer::done(&json!({ "photo": photo }), text)
        }
        Photo::Set {
            patient,
            file,
            seen,
        } => {
            let patient = id(patient, "patient")?;
            let mut clinic = who.unlock()?;
            let content = content_of(&file, LIMIT)?;
            Picture::of(&content).map_err(|why| refusal(&file, why))?;
            let new = NewPhoto {
                seen: match seen {
                    Some(token) => Some(ReadVersionToken(token)),
                    None => photos::show(&clinic, &patient)?.map(|photo| photo.seen),
                },
                patient_id: patient,
            };
            let photo = photos::set(&mut clinic, &new, &content)?;
            answer("Set ", &photo, &clinic)
        }
        Photo::Save {
            patient,
            out,
            replace,
            sibling,
        } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let write = |to: &mut dyn Write| Ok(save(&clinic, &patient, sibling, to)?);
            to_file_over(&out, replace, write)?;
            let text = format!("Wrote `{}`. The copy is not encrypted.", out.display());
            Answer::done(&json!({ "path": out }), text)
        }
        Photo::Remove {
            patient,
            reason,
            seen,
        } => {
            let patient = id(patient, "patient")?;
            let mut clinic = who.unlock()?;
            let photo = photos::show(&clinic, &patient)?;
            let photo = photo.ok_or(clinic::Error::NotFound("photo"))?;
            let seen = seen.map_or(photo.seen, ReadVersionToken);
            let removal = photos::remove(&mut clinic, &photo.id, &seen, &reason)?;
            let text = "Removed the photo.".to_owned();
            Answer::done(&json!({ "id": removal.id, "seen": removal.seen }), text)
        }
        Photo::Restore { patient, seen } => {
            let patient = id(patient, "patient")?;
            let mut clinic = who.unlock()?;
            let removal = photos::removed(&clinic, &patient)?;
            let seen = seen.map_or(removal.seen, ReadVersionToken);
            let photo = photos::restore(&mut clinic, &removal.id, &seen)?;
            answer("Restored ", &photo, &clinic)
        }
    }
}

fn save(
    clinic: &Clinic,
    patient: &Id,
    sibling: Option<u32>,
    to: &mut dyn Write,
) -> clinic::Result<()> {
    let Some(sibling) = sibling else {
        return photos::save(clinic, patient, to);
    };
    let what = part::what(PatientPhoto::DESCRIPTOR, PatientPhoto::CELL.photo);
    let is_theirs = |row: &conflicts::view::ConflictRow| {
        row.what == what && row.patient.as_ref().is_some_and(|of| of.id == *patient)
    };
    let conflict = conflicts::show::list(clinic)?.into_iter().find(is_theirs);
    let conflict = conflict.ok_or(clinic::Error::NotFound("conflict"))?;
    conflicts::show::save_photo(clinic, &conflict.id, sibling, to)
}

fn refusal(path: &Path, why: NotAPhoto) -> Problem {
    let wide = format!("has more than {DOTS_MAX} dots on a side");
    let (is, then) = match why {
        NotAPhoto::Empty => ("is empty", "Name a picture"),
        NotAPhoto::TooLarge => (LIMIT.is, LIMIT.then),
        NotAPhoto::NoPicture => (
            "is no JPEG, PNG or WebP picture, whatever it is called",
            "Name one that is",
        ),
        NotAPhoto::TooWide => (wide.as_str(), SMALLER),
    };
    file::refusal(path, is, then)
}

fn answer(heading: &str, photo: &PhotoView, clinic: &Clinic) -> Result<Answer> {
    let text = format!("{heading}{}", line(photo, &Clocks::of(clinic)?));
    Answer::done(&json!({ "photo": photo }), text)
}

fn line(photo: &PhotoView, clocks: &Clocks) -> String {
    let kind = photo.media_type.trim_start_matches("image/").to_uppercase();
    let by = match photo.by.is_empty() {
        true => String::new(),
        false => format!(", by {}", photo.by),
    };
    let size = amount(photo.size);
    format!("{kind}, {size}, set {}{by}", clocks.time(&photo.at))
}
