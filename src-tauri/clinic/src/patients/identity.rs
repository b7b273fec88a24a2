//! From what was typed to a patient's row, and back to what is shown.

use chrono::NaiveDate;
use sync_contract::Phi;
use sync_contract::catalog::Patient;
use sync_contract::field::Text;
use sync_contract::ids::PatientId;

use crate::error::{Error, Reason, Result};
use crate::fields;
use crate::patients::view::{Address, PatientForm, PatientName};
use crate::view::{Day, Id};

/// A row with nothing recorded.
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
        consent_given: None,
    }
}

/// Takes over what the form says.
///
/// # Errors
/// `Invalid` for the first field at fault, `name` when both names are empty.
pub fn apply_form(patient: &mut Patient, form: &PatientForm, today: NaiveDate) -> Result<()> {
    patient.given_name = fields::optional(&form.given_name, "givenName")?.into();
    patient.family_name = fields::optional(&form.family_name, "familyName")?.into();
    patient.other_names = fields::optional(&form.other_names, "otherNames")?.into();
    if patient.given_name.open() == Some(&None) && patient.family_name.open() == Some(&None) {
        return Err(Error::invalid("name", Reason::Required));
    }
    let birth = form
        .birth_date
        .as_ref()
        .map(|day| day.to_date("birthDate"))
        .transpose()?;
    let birth = birth
        .map(|date| fields::birth_date(date, today))
        .transpose()?;
    // a date that somebody typed anew is no longer an estimate
    if patient.birth_date.open() != Some(&birth) {
        patient.birth_date_estimated = false.into();
    }
    patient.birth_date = birth.into();
    patient.sex = form.sex;
    patient.gender = fields::optional(&form.gender, "gender")?.into();
    patient.dietitian = form.dietitian_id.as_ref().map(Id::to).transpose()?;
    patient.status = form.status;
    patient.phones = fields::phones(&form.phone)?.into();
    patient.email = fields::email(&form.email)?.into();
    patient.preferred_language = fields::optional(&form.preferred_language, "preferredLanguage")?;
    patient.address_lines = fields::optional_paragraph(&form.address.lines, "address")?.into();
    patient.city = fields::optional(&form.address.city, "city")?.into();
    patient.state = fields::optional(&form.address.state, "state")?.into();
    patient.postal_code = fields::optional(&form.address.postal_code, "postalCode")?.into();
    patient.country = fields::optional(&form.address.country, "country")?.into();
    patient.national_id = fields::optional(&form.national_id, "nationalId")?.into();
    Ok(())
}

/// What the form of an existing patient starts with.
pub fn form_of(patient: &Patient) -> PatientForm {
    PatientForm {
        given_name: text(&patient.given_name),
        family_name: text(&patient.family_name),
        other_names: text(&patient.other_names),
        birth_date: birth(patient).map(Day::of),
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

/// Empty for what is not recorded, and for what is closed to this reader.
pub fn text<C, const MAX: u32>(sealed: &Phi<C, Option<Text<MAX>>>) -> String {
    sealed
        .open()
        .and_then(Option::as_ref)
        .map_or(String::new(), |text| text.to_string())
}

pub fn birth(patient: &Patient) -> Option<NaiveDate> {
    patient.birth_date.open().copied().flatten()
}

pub fn phone(patient: &Patient) -> Option<String> {
    let all = text(&patient.phones);
    all.split(';')
        .map(str::trim)
        .find(|phone| !phone.is_empty())
        .map(str::to_owned)
}

pub fn name(patient: &Patient) -> PatientName {
    let (given, family) = (text(&patient.given_name), text(&patient.family_name));
    PatientName {
        id: Id::of(patient.id),
        initials: initials(&given, &family),
        name: full_name(&given, &family),
        birth_date: birth(patient).map(Day::of),
        sex: patient.sex,
        file_number: text(&patient.file_number),
    }
}

/// Given before family name; where both are written in Han, Kana or Hangul, family first and without a blank.
pub fn full_name(given: &str, family: &str) -> String {
    let east = |name: &str| !name.is_empty() && name.chars().all(is_east_asian);
    if east(given) && east(family) {
        return format!("{family}{given}");
    }
    format!("{given} {family}").trim().to_owned()
}

/// At most two letters.
pub fn initials(given: &str, family: &str) -> String {
    let first = |name: &str| name.chars().find(|c| c.is_alphanumeric());
    [first(given), first(family)]
        .into_iter()
        .flatten()
        .flat_map(upper_case)
        .take(2)
        .collect()
}

/// Georgian is written in one case; its capitals are for whole headlines, and few fonts have them.
fn upper_case(c: char) -> impl Iterator<Item = char> {
    let is_georgian = matches!(c, '\u{10D0}'..='\u{10FF}');
    let upper = c.to_uppercase().filter(move |_| !is_georgian);
    is_georgian.then_some(c).into_iter().chain(upper)
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{20000}'..='\u{2FA1F}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
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
            phone: "+233 24 555 0182; 020 7946 0000".into(),
            email: "mary@example.org".into(),
            ..PatientForm::default()
        };
        let patient = written(&form).unwrap();
        assert_eq!(form_of(&patient), form);
        assert_eq!(phone(&patient).unwrap(), "+233 24 555 0182");
        let name = name(&patient);
        assert_eq!(
            (name.name.as_str(), name.initials.as_str()),
            ("Mary Okafor", "MO")
        );
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
                _ => panic!("accepted"),
            }
        };
        assert_eq!(
            wrong(|form| form.birth_date = Some(Day("2027-01-01".into()))),
            ("birthDate", Reason::InTheFuture)
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

    #[test]
    fn names_are_shown_in_the_order_of_their_script() {
        assert_eq!(full_name("さくら", "佐藤"), "佐藤さくら");
        assert_eq!(full_name("민준", "김"), "김민준");
        assert_eq!(full_name("", "Waller"), "Waller");
        assert_eq!(full_name("Анна", "Григорян"), "Анна Григорян");
        assert_eq!(initials("élodie", "ß"), "ÉS");
        assert_eq!(initials("ნუცა", "კვარაცხელია"), "ნკ");
    }
}
