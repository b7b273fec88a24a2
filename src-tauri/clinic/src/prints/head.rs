//! What is the same on every print: the clinic, the patient, and who printed it when.

use serde::Serialize;
use sync_contract::catalog::{Appointment, Facility, Patient};
use sync_contract::ids::{FacilityId, PatientId};
use vault::read::Reader;

use crate::Clinic;
use crate::clinic::first_facility;
use crate::error::Result;
use crate::names::{PatientName, StaffNames};
use crate::preferences::{LETTER, NO, Preference, value};
use crate::view::{At, Id, ScreenLanguage, text};

/// The clinic as its letters name it: `facility` where that has a name of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Letterhead {
    pub clinic: String,
    pub facility: Option<String>,
    pub address: Option<String>,
    pub phone: Option<String>,
    pub licence_number: Option<String>,
}

/// Which paper it is printed on, and whether that has the letterhead of the clinic already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Paper {
    pub is_letter: bool,
    pub has_letterhead: bool,
}

impl Paper {
    pub(crate) fn of(reader: &Reader<'_>) -> Result<Self> {
        Ok(Self {
            is_letter: value(reader, Preference::Paper)? == LETTER,
            has_letterhead: value(reader, Preference::Letterhead)? == NO,
        })
    }
}

/// `patient` is null where the print is about no patient. `language` is the patient's, as it was typed; `time_zone` is
/// the one in which times are printed. What is printed `is_incomplete` where records of the patient are damaged or gone
/// from this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrintHead {
    pub letterhead: Letterhead,
    pub paper: Paper,
    pub patient: Option<PatientName>,
    /// Where the patient lives, on what is sent to who is billed.
    pub address: Option<String>,
    pub language: Option<String>,
    pub time_zone: String,
    pub printed_by: String,
    pub printed_at: At,
    pub is_incomplete: bool,
}

pub(super) fn head(
    clinic: &Clinic,
    patient: Option<PatientId>,
    is_sent: bool,
) -> Result<PrintHead> {
    let patient = patient.map(|patient| clinic.require_row::<Patient>(patient, "patient"));
    let patient = patient.transpose()?.map(|row| row.value);
    let patient = patient.as_ref();
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    Ok(PrintHead {
        letterhead: letterhead(clinic, patient.and_then(|patient| patient.facility))?,
        paper: Paper::of(&reader)?,
        language: patient
            .and_then(|patient| patient.preferred_language.as_ref())
            .map(|text| text.to_string()),
        time_zone: clinic.zone()?.name().to_owned(),
        printed_by: staff.name(clinic.user()),
        printed_at: At::of(clinic.now()),
        is_incomplete: false,
        address: patient.filter(|_| is_sent).and_then(address_of),
        patient: patient.map(PatientName::of),
    })
}

/// Returns the address as it is written on a letter; none where nothing of it is recorded or can be read.
fn address_of(patient: &Patient) -> Option<String> {
    let town = [text(&patient.postal_code), text(&patient.city)].join(" ");
    let lines = [
        text(&patient.address_lines),
        town.trim().to_owned(),
        text(&patient.state),
        text(&patient.country),
    ];
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Puts the building of an appointment at the head of what a patient takes home of it, with the times by its clock,
/// wherever it is printed.
pub(super) fn at_facility_of(
    clinic: &Clinic,
    head: &mut PrintHead,
    appointment: &Id,
) -> Result<()> {
    let row = clinic.require_row::<Appointment>(appointment.to()?, "appointment")?;
    let facility = row.value.facility;
    clinic
        .workplace()?
        .zone_at(facility)
        .name()
        .clone_into(&mut head.time_zone);
    head.letterhead = letterhead(clinic, Some(facility))?;
    Ok(())
}

/// The building is the one that is given, that of the patient or of an appointment, else the one where the session
/// works, else the first of the clinic.
fn letterhead(clinic: &Clinic, own: Option<FacilityId>) -> Result<Letterhead> {
    let reader = clinic.read();
    let own = match own.or(clinic.workplace()?.facility) {
        Some(facility) => reader.get::<Facility>(facility)?,
        None => None,
    };
    let own = own.filter(|row| row.deleted.is_none());
    let facility = match own {
        Some(own) => Some(own),
        None => first_facility(&reader)?,
    };
    let facility = facility.map(|row| row.value);
    let tenant = reader.tenant()?.map(|row| row.value.name.to_string());
    let name = facility.as_ref().map(|facility| facility.name.to_string());
    let (clinic, facility_name) = match (tenant, name) {
        (Some(clinic), Some(name)) if clinic != name => (clinic, Some(name)),
        (Some(clinic), _) => (clinic, None),
        (None, name) => (name.unwrap_or(String::new()), None),
    };
    let of_facility = |read: fn(&Facility) -> Option<String>| facility.as_ref().and_then(read);
    Ok(Letterhead {
        clinic,
        facility: facility_name,
        address: of_facility(|facility| facility.address.as_ref().map(|text| text.to_string())),
        phone: of_facility(|facility| facility.phone.as_ref().map(|text| text.to_string())),
        licence_number: of_facility(|facility| {
            let number = facility.licence_number.as_ref();
            number.map(|text| text.to_string())
        }),
    })
}

impl PrintHead {
    /// Returns the patient's language where it is one that the program prints in: by its code, such as `fr` or `fr-CH`.
    pub fn language(&self) -> Option<ScreenLanguage> {
        language_of(self.language.as_deref()?)
    }
}

/// Returns the language of a code, such as `fr` or `fr-CH`, where it is one that the program prints in.
pub(super) fn language_of(code: &str) -> Option<ScreenLanguage> {
    let code = code.trim();
    let code = code.split(['-', '_']).next().unwrap_or(code);
    match code.to_ascii_lowercase().as_str() {
        "en" => Some(ScreenLanguage::En),
        "fr" => Some(ScreenLanguage::Fr),
        _ => None,
    }
}
