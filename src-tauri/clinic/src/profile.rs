//! The clinical profile of a patient, apart from visits: history, preferences, dislikes, gestation at birth, heights of
//! the parents.

use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Patient, PatientProfile, profile_id};
use sync_contract::ids::{PatientId, PatientProfileId};
use sync_contract::{Entity, Right};
use vault::read::{Reader, Stored};

use crate::chart_row;
use crate::clinic::require_not_deleted;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::growth_references::preterm::{Gestation, GestationProblem};
use crate::measurements::{MeasureKind, Measured, UnitSystem, read};
use crate::merged_files;
use crate::view::{Id, ReadVersionToken, set, text};
use crate::{Clinic, fields};

/// Empty text means not recorded. `gestation` is in weeks and days, `31+4`; the parents' heights are typed in any unit
/// and shown in that of the clinic, `165.5 cm`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileForm {
    pub history: String,
    pub preferences: String,
    pub dislikes: String,
    pub remarks: String,
    pub gestation: String,
    pub mother_height: String,
    pub father_height: String,
}

/// `seen` is empty until there is a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileView {
    pub patient_id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: ProfileForm,
    /// What the files have that were merged with this one; nothing of it is edited here.
    #[serde(default)]
    pub other_files: Vec<ProfileOfFile>,
}

/// The profile of a file that was merged with another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileOfFile {
    pub file_number: String,
    #[serde(flatten)]
    pub form: ProfileForm,
}

/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, patient: PatientId) -> Result<ProfileView> {
    clinic.may(Right::ChartRead)?;
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    let row = shown(&reader, profile_id(clinic.tenant(), patient), patient)?;
    let units = UnitSystem::of(&reader)?;
    let mut other_files = Vec::new();
    for file in merged_files::of(&reader, patient)? {
        if file == patient {
            continue;
        }
        let id = profile_id(clinic.tenant(), file);
        let Some(profile) = shown(&reader, id, file)? else {
            continue;
        };
        let form = form_of(&profile.value, units);
        if form != ProfileForm::default() {
            let of = clinic.require_row::<Patient>(file, "patient")?.value;
            let file_number = text(&of.file_number);
            other_files.push(ProfileOfFile { file_number, form });
        }
    }
    Ok(ProfileView {
        patient_id: Id::of(patient),
        seen: row.as_ref().map_or(ReadVersionToken(String::new()), |row| {
            ReadVersionToken::of(&row.seen)
        }),
        form: row.map_or(ProfileForm::default(), |row| form_of(&row.value, units)),
        other_files,
    })
}

/// Returns the profile of a file to be shown; what else the file has as a profile of theirs is noted as altered.
fn shown(
    reader: &Reader<'_>,
    id: PatientProfileId,
    patient: PatientId,
) -> Result<Option<Stored<PatientProfile>>> {
    let row = reader.get::<PatientProfile>(id)?;
    // counts the rows that there are, and meets those that were copied or moved to the patient
    reader.profiles_of(patient)?;
    Ok(row)
}

/// Returns the profile of a file; one that was taken out is noted as missing.
pub(crate) fn stored(
    reader: &Reader<'_>,
    id: PatientProfileId,
    patient: PatientId,
) -> Result<Option<Stored<PatientProfile>>> {
    let row = reader.get::<PatientProfile>(id)?;
    if row.is_none() {
        // counts the rows that there are
        reader.profiles_of(patient)?;
    }
    Ok(row)
}

/// Changes the fields in which the form differs from what its editor was given.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `NotAllHere` where there may be one that was
/// taken out of the file or has not come yet, `Invalid` for a text that is too long, for
/// what is no gestation, and for what is no height of a grown person.
pub fn edit(clinic: &mut Clinic, loaded: &ProfileForm, edit: &ProfileView) -> Result<ProfileView> {
    clinic.may(Right::ProfilesWrite)?;
    let patient: PatientId = edit.patient_id.to()?;
    let seen = edit.seen.to_read_version()?;
    let id = profile_id(clinic.tenant(), patient);
    let is_new = stored(&clinic.read(), id, patient)?.is_none();
    if is_new && clinic.is_unsure(patient, PatientProfile::DESCRIPTOR)? {
        return Err(Error::NotAllHere);
    }
    clinic.write("edit profile", |tx| {
        require_not_deleted(tx, patient)?;
        let stored = tx.get::<PatientProfile>(id)?.map(|row| row.value);
        let is_new = stored.is_none();
        let mut profile = stored.unwrap_or_else(|| blank(id, patient));
        let units = UnitSystem::of(&tx.read())?;
        let form = merged_form!(
            ProfileForm { history, preferences, dislikes, remarks, gestation, mother_height, father_height }
            of loaded, &edit.form, form_of(&profile, units));
        let [mother, father] = heights(&profile);
        let of = |text: &str, field| fields::optional_paragraph(text, field);
        let (history, preferences, dislikes, remarks, gestation, mother_cm, father_cm) = (
            of(&form.history, "history"),
            of(&form.preferences, "preferences"),
            of(&form.dislikes, "dislikes"),
            of(&form.remarks, "remarks"),
            gestation(&form.gestation),
            height(&form.mother_height, (units, mother), "motherHeight"),
            height(&form.father_height, (units, father), "fatherHeight"),
        )
            .together()?;
        set(&mut profile.medical_history, history);
        set(&mut profile.dietary_preferences, preferences);
        set(&mut profile.dislikes, dislikes);
        set(&mut profile.notes, remarks);
        set(&mut profile.gestation_days, gestation);
        set(&mut profile.mother_height_cm, mother_cm);
        set(&mut profile.father_height_cm, father_cm);
        if is_new {
            // another computer may create the same row: an empty cell of this one must not beat a written one of it
            tx.insert_recorded(&profile)?;
        } else {
            tx.update(&profile, &seen)?;
        }
        Ok(())
    })?;
    show(clinic, patient)
}

/// Returns a profile with nothing recorded.
pub(crate) fn blank(id: PatientProfileId, patient: PatientId) -> PatientProfile {
    PatientProfile {
        id,
        patient,
        medical_history: None.into(),
        dietary_preferences: None.into(),
        dislikes: None.into(),
        notes: None.into(),
        gestation_days: None.into(),
        mother_height_cm: None.into(),
        father_height_cm: None.into(),
    }
}

fn gestation(text: &str) -> Result<Option<i64>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let reason = |problem| match problem {
        GestationProblem::Malformed => Reason::Malformed,
        GestationProblem::Impossible => Reason::Impossible,
    };
    match Gestation::read(text) {
        Ok(gestation) => Ok(Some(gestation.days())),
        Err(problem) => Err(Error::invalid("gestation", reason(problem))),
    }
}

/// Outside of these a grown person's height is a typing error.
const PARENT_CM: (Decimal, Decimal) = (dec!(100), dec!(250));

/// Reads a height; a text that shows the stored one is that, whatever was rounded.
fn height(
    text: &str,
    (units, stored): (UnitSystem, Option<Decimal>),
    field: &'static str,
) -> Result<Option<Decimal>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    if stored.is_some() && text == height_text(units, stored) {
        return Ok(stored);
    }
    let text = units.with_unit(MeasureKind::Height, text);
    let cm = read(MeasureKind::Height, &text)
        .map_err(|problem| Error::invalid(field, problem.reason()))?
        .value;
    let (least, most) = PARENT_CM;
    if (least..=most).contains(&cm) {
        return Ok(Some(cm));
    }
    Err(Error::invalid(field, Reason::Impossible))
}

fn form_of(profile: &PatientProfile, units: UnitSystem) -> ProfileForm {
    let [mother, father] = heights(profile);
    ProfileForm {
        history: text(&profile.medical_history),
        preferences: text(&profile.dietary_preferences),
        dislikes: text(&profile.dislikes),
        remarks: text(&profile.notes),
        gestation: gestation_text(profile.gestation_days.open().copied().flatten()),
        mother_height: height_text(units, mother),
        father_height: height_text(units, father),
    }
}

fn gestation_text(days: Option<i64>) -> String {
    let gestation = days.and_then(Gestation::from_days);
    gestation.map_or(String::new(), |gestation| gestation.to_string())
}

/// Returns the heights of the mother and of the father, in cm.
fn heights(profile: &PatientProfile) -> [Option<Decimal>; 2] {
    [&profile.mother_height_cm, &profile.father_height_cm].map(|cm| cm.open().copied().flatten())
}

fn height_text(units: UnitSystem, cm: Option<Decimal>) -> String {
    cm.map_or(String::new(), |value| {
        let second = None;
        let shown = units.quantity(MeasureKind::Height, Measured { value, second });
        shown.stored_text()
    })
}
