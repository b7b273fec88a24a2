//! Conversion between a patient's form and their row.

use chrono::NaiveDate;
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;

use crate::error::{Error, Reason, Result};
use crate::fields;
use crate::form_edit::{changed_or_stored, merged_form};
use crate::names::{birth, is_birth_estimated};
use crate::patients::view::{Address, PatientForm};
use crate::view::{Day, Id, set, text};

/// Returns a row with nothing recorded.
pub fn blank(id: PatientId) -> Patient {
    Patient {
        id,
        given_name: None.into(),
        family_name: None.into(),
        other_names: None.into(),
        birth_date: None.into(),
        birth_date_estimated: false.into(),
        sex: sync_contract::catalog::Sex::Unknown,
        gender: None.into(),
        dietitian: None,
        facility: None,
        status: sync_contract::catalog::PatientStatus::Active,
        phones: None.into(),
        email: None.into(),
        preferred_language: None,
        address_lines: None.into(),
        city: None.into(),
        state: None.into(),
        postal_code: None.into(),
        country: None.into(),
        file_number: None.into(),
        national_id: None.into(),
    }
}

/// Applies the form to a row.
///
/// # Errors
/// `Invalid` for the first field at fault, `name` when both names are empty.
pub fn apply_form(patient: &mut Patient, form: &PatientForm, today: NaiveDate) -> Result<()> {
    set(
        &mut patient.given_name,
        fields::optional(&form.given_name, "givenName")?,
    );
    set(
        &mut patient.family_name,
        fields::optional(&form.family_name, "familyName")?,
    );
    set(
        &mut patient.other_names,
        fields::optional(&form.other_names, "otherNames")?,
    );
    require_named(patient)?;
    let birth = form
        .birth_date
        .as_ref()
        .map(|day| day.to_date("birthDate"))
        .transpose()?;
    let birth = birth
        .map(|date| fields::birth_date(date, today))
        .transpose()?;
    if form.birth_date_estimated && birth.is_none() {
        return Err(Error::invalid("birthDate", Reason::Required));
    }
    // both are one fact: whoever cannot decrypt the day leaves what is stored of it
    if birth.is_some() || patient.birth_date.open().is_some() {
        patient.birth_date_estimated = form.birth_date_estimated.into();
    }
    set(&mut patient.birth_date, birth);
    patient.sex = form.sex;
    set(
        &mut patient.gender,
        fields::optional(&form.gender, "gender")?,
    );
    patient.dietitian = form.dietitian_id.as_ref().map(Id::to).transpose()?;
    patient.status = form.status;
    set(&mut patient.phones, fields::phones(&form.phone)?);
    set(&mut patient.email, fields::email(&form.email)?);
    patient.preferred_language = fields::optional(&form.preferred_language, "preferredLanguage")?;
    set(
        &mut patient.address_lines,
        fields::optional_paragraph(&form.address.lines, "address")?,
    );
    set(
        &mut patient.city,
        fields::optional(&form.address.city, "city")?,
    );
    set(
        &mut patient.state,
        fields::optional(&form.address.state, "state")?,
    );
    set(
        &mut patient.postal_code,
        fields::optional(&form.address.postal_code, "postalCode")?,
    );
    set(
        &mut patient.country,
        fields::optional(&form.address.country, "country")?,
    );
    set(
        &mut patient.national_id,
        fields::optional(&form.national_id, "nationalId")?,
    );
    Ok(())
}

/// # Errors
/// `Invalid` for a patient without any name.
pub fn require_named(patient: &Patient) -> Result<()> {
    match (patient.given_name.open(), patient.family_name.open()) {
        (Some(None), Some(None)) => Err(Error::invalid("name", Reason::Required)),
        _ => Ok(()),
    }
}

/// Returns the form of an existing patient.
pub fn form_of(patient: &Patient) -> PatientForm {
    PatientForm {
        given_name: text(&patient.given_name),
        family_name: text(&patient.family_name),
        other_names: text(&patient.other_names),
        birth_date: birth(patient).map(Day::of),
        birth_date_estimated: is_birth_estimated(patient),
        sex: patient.sex,
        gender: text(&patient.gender),
        phone: text(&patient.phones),
        email: text(&patient.email),
        address: Address {
            lines: text(&patient.address_lines),
            city: text(&patient.city),
            state: text(&patient.state),
            postal_code: text(&patient.postal_code),
            country: text(&patient.country),
        },
        national_id: text(&patient.national_id),
        preferred_language: patient
            .preferred_language
            .as_ref()
            .map_or(String::new(), |text| text.to_string()),
        dietitian_id: patient.dietitian.map(Id::of),
        status: patient.status,
    }
}

/// Returns the wanted form, with the stored value of each field that its editor did not touch. A birth date and whether
/// it is an estimate are one of them.
pub fn merged(loaded: &PatientForm, wanted: &PatientForm, stored: PatientForm) -> PatientForm {
    let address = merged_form!(Address { lines, city, state, postal_code, country }
        of &loaded.address, &wanted.address, stored.address.clone());
    let birth = |form: &PatientForm| (form.birth_date.clone(), form.birth_date_estimated);
    let (birth_date, birth_date_estimated) =
        changed_or_stored(&birth(loaded), &birth(wanted), birth(&stored));
    let form = merged_form!(PatientForm {
        given_name, family_name, other_names, birth_date, birth_date_estimated, sex, gender, phone, email, address,
        national_id, preferred_language, dietitian_id, status
    } of loaded, wanted, stored);
    PatientForm {
        birth_date,
        birth_date_estimated,
        address,
        ..form
    }
}

pub fn phone(patient: &Patient) -> Option<String> {
    let all = text(&patient.phones);
    all.split(';')
        .map(str::trim)
        .find(|phone| !phone.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::names::PatientName;
    use sync_contract::field::date;
    use uuid::Uuid;

    const TODAY: NaiveDate = date(2026, 11, 20);

    fn written(form: &PatientForm) -> Result<Patient> {
        let mut patient = blank(PatientId(Uuid::from_u128(1)));
        apply_form(&mut patient, form, TODAY).map(|()| patient)
    }

    #[test]
    fn a_form_comes_back_as_it_was_stored() {
        let form = PatientForm {
            given_name: "Mary".into(),
            family_name: "Okafor".into(),
            birth_date: Some(Day("1992-03-12".into())),
            birth_date_estimated: true,
            phone: "+233 24 555 0182; 020 7946 0000".into(),
            email: "mary@example.org".into(),
            ..PatientForm::default()
        };
        let patient = written(&form).unwrap();
        assert_eq!(form_of(&patient), form);
        assert_eq!(phone(&patient).unwrap(), "+233 24 555 0182");
        let name = PatientName::of(&patient);
        assert_eq!(
            (name.name.as_str(), name.initials.as_str()),
            ("Mary Okafor", "MO")
        );
    }

    #[test]
    fn a_birth_date_and_whether_it_is_an_estimate_are_one_field() {
        let of = |day: Option<&str>, is_estimated| PatientForm {
            family_name: "Waller".into(),
            birth_date: day.map(|day| Day(day.into())),
            birth_date_estimated: is_estimated,
            ..PatientForm::default()
        };
        let born = |form: &PatientForm| {
            let day = form.birth_date.as_ref().map(|day| day.0.clone());
            (day, form.birth_date_estimated)
        };
        let about = of(Some("1992-11-20"), true);
        let exact = of(Some("1992-03-12"), false);
        // who touched neither takes both as they are stored, who touched one of them writes both
        assert_eq!(born(&merged(&about, &about, exact.clone())), born(&exact));
        let known = of(Some("1992-11-20"), false);
        assert_eq!(born(&merged(&about, &known, exact)), born(&known));
        // nothing is estimated where nothing is recorded
        assert!(written(&of(None, true)).is_err());
        let mut stored = written(&about).unwrap();
        apply_form(&mut stored, &of(None, false), TODAY).unwrap();
        assert!(!form_of(&stored).birth_date_estimated);
    }

    #[test]
    fn one_of_the_two_names_is_enough() {
        assert!(
            written(&PatientForm {
                family_name: "Waller".into(),
                ..PatientForm::default()
            })
            .is_ok()
        );
        let nameless = written(&PatientForm::default());
        assert!(matches!(
            nameless,
            Err(Error::Invalid {
                field: "name",
                reason: Reason::Required
            })
        ));
    }

    #[test]
    fn the_field_at_fault_is_named() {
        let wrong = |change: fn(&mut PatientForm)| {
            let mut form = PatientForm {
                family_name: "Waller".into(),
                ..PatientForm::default()
            };
            change(&mut form);
            match written(&form) {
                Err(Error::Invalid { field, reason }) => (field, reason),
                Err(Error::TooLong { field, limit: 100 }) => (field, Reason::TooLong),
                _ => panic!("accepted"),
            }
        };
        assert_eq!(
            wrong(|form| form.birth_date = Some(Day("2027-01-01".into()))),
            ("birthDate", Reason::InTheFuture)
        );
        assert_eq!(
            wrong(|form| form.birth_date_estimated = true),
            ("birthDate", Reason::Required)
        );
        assert_eq!(
            wrong(|form| form.email = "mary".into()),
            ("email", Reason::NotAnEmail)
        );
        assert_eq!(
            wrong(|form| form.phone = "call me".into()),
            ("phone", Reason::NotAPhone)
        );
        assert_eq!(
            wrong(|form| form.given_name = "x".repeat(101)),
            ("givenName", Reason::TooLong)
        );
    }
}
