//! The leaflets of a clinic, each in one language or in several, and which patient was given which.

pub mod given;

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::Handout;
use sync_contract::field::Text;
use sync_contract::ids::HandoutId;
use vault::read::Stored;

use crate::clinic::or_not_found;
use crate::clinic_list::{self, Listed};
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, fields};

/// A leaflet with its versions by language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeafletView {
    pub id: Id,
    pub versions: Vec<HandoutView>,
}

/// A leaflet in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HandoutView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: HandoutForm,
}

/// `language` is a code, such as `fr`. The text is of paragraphs; lines that begin with `# ` are headings, those with
/// `- ` are of a list. One that is not active is offered no longer; what was given of it stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HandoutForm {
    pub language: String,
    pub title: String,
    pub text: String,
    pub is_active: bool,
}

/// Returns all leaflets by title, those that are offered no longer, too.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`).
pub fn list(clinic: &Clinic) -> Result<Vec<LeafletView>> {
    clinic.may(Right::SettingsManage)?;
    Ok(leaflets(clinic_list::all(&clinic.read())?))
}

/// Returns what patients can be given, by title.
///
/// # Errors
/// `Forbidden` (needs `chart.read`).
pub fn offered(clinic: &Clinic) -> Result<Vec<LeafletView>> {
    clinic.may(Right::ChartRead)?;
    let mut rows: Vec<Stored<Handout>> = clinic_list::all(&clinic.read())?;
    rows.retain(|row| row.value.is_active);
    Ok(leaflets(rows))
}

/// Returns one version by its id, or by its title where only one has it.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `NotFound`.
pub fn find(clinic: &Clinic, title_or_id: &str) -> Result<HandoutView> {
    clinic.may(Right::SettingsManage)?;
    or_not_found(called(list(clinic)?, title_or_id), Handout::WHAT)
}

/// Returns the version that has this id, or alone has this title.
pub fn called(leaflets: Vec<LeafletView>, title_or_id: &str) -> Option<HandoutView> {
    let versions = leaflets.into_iter().flat_map(|leaflet| leaflet.versions);
    clinic_list::called(versions.collect(), title_or_id, |version| {
        (&version.id, &version.form.title)
    })
}

impl Listed for Handout {
    const WHAT: &'static str = "handout";

    fn name(&self) -> Option<&str> {
        Some(&self.title)
    }
}

/// Returns the id of the leaflet: that of its first version.
fn leaflet(version: &Handout) -> HandoutId {
    version.leaflet.unwrap_or(version.id)
}

/// A leaflet stands where its first version does, by the title of that one. Two computers may each have added the same
/// language: the one that was added last is offered first.
fn leaflets(mut rows: Vec<Stored<Handout>>) -> Vec<LeafletView> {
    rows.sort_by(|one, other| {
        let key = |row: &Stored<Handout>| {
            let of = &row.value;
            (leaflet(of), of.leaflet.is_some(), of.language.to_string())
        };
        let added = |row: &Stored<Handout>| Reverse((row.created_at, row.value.id));
        (key(one), added(one)).cmp(&(key(other), added(other)))
    });
    let of_one = rows.chunk_by(|one, other| leaflet(&one.value) == leaflet(&other.value));
    let mut leaflets: Vec<LeafletView> = of_one
        .map(|versions| LeafletView {
            id: Id::of(leaflet(&versions[0].value)),
            versions: versions.iter().map(view).collect(),
        })
        .collect();
    leaflets.sort_by_cached_key(|leaflet| {
        let title = &leaflet.versions[0].form.title;
        (fields::sort_key(title), leaflet.id.0.clone())
    });
    leaflets
}

fn view(row: &Stored<Handout>) -> HandoutView {
    let handout = &row.value;
    HandoutView {
        id: Id::of(handout.id),
        seen: ReadVersionToken::of(&row.seen),
        form: HandoutForm {
            language: handout.language.to_string(),
            title: handout.title.to_string(),
            text: handout.text.to_string(),
            is_active: handout.is_active,
        },
    }
}

/// Adds a leaflet, or one more language of a leaflet that is there.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `TooLong`, `NotFound` without that leaflet, `Invalid` without a title or a
/// text, for a language that is no code or that the leaflet has already, and for the title of another leaflet.
pub fn add(clinic: &mut Clinic, leaflet: Option<&Id>, form: &HandoutForm) -> Result<HandoutView> {
    clinic.may(Right::SettingsManage)?;
    let leaflet: Option<HandoutId> = leaflet.map(Id::to).transpose()?;
    let id = clinic.write("add handout", |tx| {
        clinic_list::add(tx, |id, others: &[Stored<Handout>]| {
            let is_of = |wanted| others.iter().any(|row| self::leaflet(&row.value) == wanted);
            if leaflet.is_some_and(|leaflet| !is_of(leaflet)) {
                return Err(Error::NotFound(Handout::WHAT));
            }
            checked(id, leaflet, form, others)
        })
    })?;
    find(clinic, &id.0)
}

/// Changes the fields in which the form differs from the loaded one. What was given stays as it was.
///
/// # Errors
/// As [`add`], `NotFound`.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &HandoutForm,
    form: &HandoutForm,
) -> Result<HandoutView> {
    clinic.may(Right::SettingsManage)?;
    clinic.write("edit handout", |tx| {
        clinic_list::edit(tx, id, seen, |row: &Stored<Handout>, others| {
            let form = merged_form!(HandoutForm { language, title, text, is_active }
                of loaded, form, view(row).form);
            checked(row.value.id, row.value.leaflet, &form, others)
        })
    })?;
    find(clinic, &id.0)
}

/// Returns the checked values of a form.
pub(crate) fn checked(
    id: HandoutId,
    leaflet: Option<HandoutId>,
    form: &HandoutForm,
    others: &[Stored<Handout>],
) -> Result<Handout> {
    let is_of_it = |one: &Handout| self::leaflet(one) == leaflet.unwrap_or(id);
    let has = |language: &Text<3>| {
        let mut versions = others.iter().map(|row| &row.value);
        versions.any(|one| one.id != id && is_of_it(one) && one.language == *language)
    };
    // two computers may have added one language: the rest of either version can still be changed
    let is_unchanged = |language: &Text<3>| {
        let own = others.iter().find(|row| row.value.id == id);
        own.is_some_and(|row| row.value.language == *language)
    };
    let free_language = |language: Text<3>| match has(&language) && !is_unchanged(&language) {
        true => Err(Error::invalid("language", Reason::Taken)),
        false => Ok(language),
    };
    // the versions of one leaflet may share a title
    let is_own_or_of_another = |row: &&Stored<Handout>| row.value.id == id || !is_of_it(&row.value);
    let free_title = |title| {
        let rows = others.iter().filter(is_own_or_of_another);
        clinic_list::free(title, "title", id, rows)
    };
    let text = fields::optional_paragraph(&form.text, "text");
    let (language, title, text) = (
        language(&form.language).and_then(free_language),
        fields::required(&form.title, "title").and_then(free_title),
        text.and_then(|text| text.ok_or(Error::invalid("text", Reason::Required))),
    )
        .together()?;
    Ok(Handout {
        id,
        leaflet,
        language,
        title,
        text,
        is_active: form.is_active,
    })
}

/// Reads the code of a language: two or three letters (ISO 639).
fn language(typed: &str) -> Result<Text<3>> {
    let code = fields::line(typed).to_ascii_lowercase();
    let is_code =
        matches!(code.len(), 2..=3) && code.bytes().all(|letter| letter.is_ascii_lowercase());
    match code.is_empty() || is_code {
        true => fields::required(&code, "language"),
        false => Err(Error::invalid("language", Reason::Malformed)),
    }
}
