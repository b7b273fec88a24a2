//! Conversion between a patient's form and their row.

use chrono::NaiveDate;
use sync_contract::Phi;
use sync_contract::catalog::Patient;
use sync_contract::field::{Line, Name};
use sync_contract::ids::PatientId;

use crate::error::{Error, Reason, Result};
use crate::fields::{self, Together};
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
        import: None,
    }
}

/// Applies the form to a row, once all of it is valid.
///
/// # Errors
/// `Invalid`, `TooLong` or `Unseen` for each field at fault, `name` when both names are empty.
pub fn apply_form(patient: &mut Patient, form: &PatientForm, today: NaiveDate) -> Result<()> {
    let names = (
        fields::optional(&form.given_name, "givenName"),
        fields::optional(&form.family_name, "familyName"),
        fields::optional(&form.other_names, "otherNames"),
    );
    let address = (
        fields::optional_paragraph(&form.address.lines, "address"),
        fields::optional(&form.address.city, "city"),
        fields::optional(&form.address.state, "state"),
        fields::optional(&form.address.postal_code, "postalCode"),
        fields::optional(&form.address.country, "country"),
    );
    let others = (
        fields::optional(&form.gender, "gender"),
        fields::optional(&form.national_id, "nationalId"),
        form.dietitian_id.as_ref().map(Id::to).transpose(),
        fields::optional(&form.preferred_language, "preferredLanguage"),
    );
    let ((given, family, other_names), birth, phones, email, address, others) = (
        names.together().and_then(|names| named(patient, names)),
        birth_of(form, today),
        fields::phones(&form.phone),
        fields::email(&form.email),
        address.together(),
        others.together(),
    )
        .together()?;
    let (lines, city, state, postal_code, country) = address;
    let (gender, national_id, dietitian, preferred_language) = others;
    set(&mut patient.given_name, given);
    set(&mut patient.family_name, family);
    set(&mut patient.other_names, other_names);
    // both are one fact: a user who cannot decrypt the day leaves the stored flag as it is
    if birth.is_some() || patient.birth_date.open().is_some() {
        patient.birth_date_estimated = form.birth_date_estimated.into();
    }
    set(&mut patient.birth_date, birth);
    patient.sex = form.sex;
    set(&mut patient.gender, gender);
    patient.dietitian = dietitian;
    patient.status = form.status;
    set(&mut patient.phones, phones);
    set(&mut patient.email, email);
    patient.preferred_language = preferred_language;
    set(&mut patient.address_lines, lines);
    set(&mut patient.city, city);
    set(&mut patient.state, state);
    set(&mut patient.postal_code, postal_code);
    set(&mut patient.country, country);
    set(&mut patient.national_id, national_id);
    Ok(())
}

type Names = (Option<Name>, Option<Name>, Option<Line>);

/// Refuses a person without any name; one that this user cannot decrypt stays.
fn named(patient: &Patient, names: Names) -> Result<Names> {
    let is_without =
        |stored: &Phi<_, _>, name: &Option<_>| name.is_none() && !stored.is_undecryptable();
    match is_without(&patient.given_name, &names.0) && is_without(&patient.family_name, &names.1) {
        true => Err(Error::invalid("name", Reason::Required)),
        false => Ok(names),
    }
}

fn birth_of(form: &PatientForm, today: NaiveDate) -> Result<Option<NaiveDate>> {
    const FIELD: &str = "birthDate";
    match &form.birth_date {
        Some(day) => fields::birth_date(day.to_date(FIELD)?, today).map(Some),
        None if form.birth_date_estimated => Err(Error::invalid(FIELD, Reason::Required)),
        None => Ok(None),
    }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::names::{PatientName, phone};
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
