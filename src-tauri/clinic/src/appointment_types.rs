//! The types of appointments: the program's, which a clinic changes as it likes, and its own. Each has a name, a usual
//! length, a mode and a colour; one of a group session has seats, too.

pub mod known;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Appointment, AppointmentType, appointment_type_id};
use sync_contract::field::Text;
use sync_contract::ids::{AppointmentTypeId, TenantId};
use sync_contract::{Entity, Right};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::appointment_types::known::{KnownType, MINUTES_MAX, Types, program_types, seats};
use crate::clinic::or_not_found;
use crate::clinic_list;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::view::{Id, ReadVersionToken, count};
use crate::{Clinic, fields};

pub use sync_contract::catalog::{AppointmentMode, Colour};

/// `code` is what appointments have, and never changes. `is_program`: it is one of the program's, so that another name
/// is the clinic's own. `used_by` counts the appointments that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentTypeView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub code: String,
    pub is_program: bool,
    pub used_by: u32,
    #[serde(flatten)]
    pub form: AppointmentTypeForm,
}

/// `seats` are the usual ones of a group session, 2 to 200; none of a type for one patient. One that is not active is
/// offered no longer; appointments that have it keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentTypeForm {
    pub name: String,
    pub minutes: u32,
    pub mode: AppointmentMode,
    pub seats: Option<u32>,
    pub colour: Colour,
    pub is_active: bool,
}

/// Returns the types of the program, then the clinic's own by name, those that are not active, too.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`).
pub fn list(clinic: &Clinic) -> Result<Vec<AppointmentTypeView>> {
    clinic.may(Right::AppointmentsRead)?;
    let reader = clinic.read();
    reader.look_over(Appointment::DESCRIPTOR)?;
    let booked = reader.booked_types()?;
    let tenant = clinic.tenant();
    let types = Types::read(&reader)?;
    let view = |(known, row): (&KnownType, Option<&Stored<AppointmentType>>)| {
        let used = booked.get(&known.code).copied().unwrap_or(0);
        view(tenant, known, row, used)
    };
    Ok(types.with_rows().map(view).collect())
}

/// Returns one type by its id, its name or its code.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn find(clinic: &Clinic, name: &str) -> Result<AppointmentTypeView> {
    clinic.may(Right::AppointmentsRead)?;
    let mut types = list(clinic)?;
    let named =
        |row: &AppointmentTypeView| (row.id.clone(), row.code.clone(), row.form.name.clone());
    let at = called(&types.iter().map(named).collect::<Vec<_>>(), name);
    or_not_found(at.map(|at| types.swap_remove(at)), WHAT)
}

/// Returns the code of a type that can be booked, by its id, its name or its code.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `Invalid` for what is no type that is offered.
pub fn booked_as(clinic: &Clinic, name: &str) -> Result<Id> {
    clinic.may(Right::AppointmentsRead)?;
    let (types, tenant) = (offered(clinic)?, clinic.tenant());
    let named = |known: &KnownType| {
        let id = Id::of(appointment_type_id(tenant, &known.code));
        (id, known.code.clone(), known.name.clone())
    };
    let at = called(&types.iter().map(named).collect::<Vec<_>>(), name);
    let code = at.map(|at| types[at].code.clone());
    code.map(Id)
        .ok_or(Error::invalid("typeId", Reason::Unknown))
}

/// Returns which of these is meant: by its id, its code or its name as they are, else by its code in another spelling.
/// What is called so exactly is meant before what is only spelled so.
fn called(types: &[(Id, String, String)], name: &str) -> Option<usize> {
    let (typed, key, code) = (name.trim(), fields::name_key(name), code_of(name));
    let first = |is: &dyn Fn(&(Id, String, String)) -> bool| types.iter().position(is);
    first(&|(id, stored, _)| id.0.eq_ignore_ascii_case(typed) || stored == typed)
        .or_else(|| first(&|(_, _, known)| !key.is_empty() && fields::name_key(known) == key))
        .or_else(|| first(&|(_, stored, _)| !code.is_empty() && *stored == code))
        .or_else(|| first(&|(_, _, known)| !code.is_empty() && code_of(known) == code))
}

const WHAT: &str = "appointment type";

fn view(
    tenant: TenantId,
    known: &KnownType,
    row: Option<&Stored<AppointmentType>>,
    used: usize,
) -> AppointmentTypeView {
    AppointmentTypeView {
        id: Id::of(appointment_type_id(tenant, &known.code)),
        seen: row.map_or(ReadVersionToken(String::new()), |row| {
            ReadVersionToken::of(&row.seen)
        }),
        code: known.code.clone(),
        is_program: is_program(&known.code),
        used_by: count(used),
        form: form_of(known),
    }
}

fn form_of(known: &KnownType) -> AppointmentTypeForm {
    AppointmentTypeForm {
        name: known.name.clone(),
        minutes: known.minutes,
        mode: known.mode,
        seats: known.seats,
        colour: known.colour,
        is_active: known.is_active,
    }
}

fn is_program(code: &str) -> bool {
    let mut types = program_types().iter();
    types.any(|program| program.known.code == code)
}

/// Returns the code that a name spells: `follow-up` is `FOLLOW_UP`, and so are `Follow up` and `followUp`.
pub fn code_of(name: &str) -> String {
    let plain = name.nfd().filter(|c| !is_combining_mark(*c));
    let mut code = String::new();
    let mut is_between = false;
    let mut follows_small = false;
    for c in plain {
        is_between |= !c.is_alphanumeric() || (follows_small && c.is_uppercase());
        if c.is_alphanumeric() {
            if is_between && !code.is_empty() {
                code.push('_');
            }
            code.extend(c.to_uppercase());
            is_between = false;
        }
        follows_small = c.is_lowercase();
    }
    code
}

/// Returns the types that can be booked.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`).
pub fn offered(clinic: &Clinic) -> Result<Vec<KnownType>> {
    clinic.may(Right::AppointmentsRead)?;
    let types = Types::read(&clinic.read())?;
    Ok(types.offered().cloned().collect())
}

/// Returns the code of a new type. Two computers that add one under the same name write one row; a name that has no
/// code of its own gets one that no other has.
fn new_code(name: &str, types: &Types, other: Uuid) -> Result<Text<50>> {
    let code = code_of(name);
    let is_free = !code.is_empty() && code.is_ascii() && types.of(&code).is_none();
    let unlike = || fields::fitting(&other.simple().to_string().to_uppercase(), "name");
    match Text::new(&code) {
        Ok(code) if is_free => Ok(code),
        _ => unlike(),
    }
}

/// Adds a type of the clinic's own.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `Invalid` (no name, one that another type has, no length or one over a day,
/// seats that are not 2 to 200), `TooLong`.
pub fn add(clinic: &mut Clinic, form: &AppointmentTypeForm) -> Result<AppointmentTypeView> {
    clinic.may(Right::SettingsManage)?;
    let tenant = clinic.tenant();
    let id = clinic.write("add appointment type", |tx| {
        let types = Types::read(&tx.read())?;
        let code = new_code(&form.name, &types, tx.new_id::<AppointmentTypeId>().0)?;
        let row = checked(tenant, code, form, &types)?;
        tx.insert(&row)?;
        Ok(row.id)
    })?;
    find(clinic, &Id::of(id).0)
}

/// Changes the fields in which the form differs from the loaded one. The first change of a type of the program makes it
/// the clinic's.
///
/// # Errors
/// As [`add`], `NotFound`, `Invalid` for the last one that is offered.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &AppointmentTypeForm,
    form: &AppointmentTypeForm,
) -> Result<AppointmentTypeView> {
    clinic.may(Right::SettingsManage)?;
    let tenant = clinic.tenant();
    let (id, seen) = (id.to::<AppointmentTypeId>()?, seen.to_read_version()?);
    clinic.write("edit appointment type", |tx| {
        let types = Types::read(&tx.read())?;
        let is_this = |known: &&KnownType| appointment_type_id(tenant, &known.code) == id;
        let known = or_not_found(types.all().find(is_this), WHAT)?;
        let form = merged_form!(AppointmentTypeForm {
            name, minutes, mode, seats, colour, is_active
        } of loaded, form, form_of(known));
        let code = fields::fitting(&known.code, "name")?;
        let row = checked(tenant, code, &form, &types)?;
        if types.row(id).is_some() {
            tx.update(&row, &seen)?;
        } else if form != form_of(known) {
            tx.insert(&row)?;
        }
        Ok(())
    })?;
    find(clinic, &Id::of(id).0)
}

/// Checks a type as it is stored as its form is.
///
/// # Errors
/// As [`add`], `NotFound`.
pub(crate) fn require_valid(
    reader: &Reader<'_>,
    tenant: TenantId,
    id: AppointmentTypeId,
) -> Result<()> {
    let types = Types::read(reader)?;
    let row = &or_not_found(types.row(id), WHAT)?.value;
    let known = or_not_found(types.of(&row.code), WHAT)?;
    checked(tenant, row.code.clone(), &form_of(known), &types).map(drop)
}

/// Returns the checked values of a form.
fn checked(
    tenant: TenantId,
    code: Text<50>,
    form: &AppointmentTypeForm,
    types: &Types,
) -> Result<AppointmentType> {
    let is_other = |known: &&KnownType| known.code != *code;
    let others = || types.all().filter(is_other);
    let name = || {
        let name: Text<60> = fields::required(&form.name, "name")?;
        let is_stored = types.of(&code).is_some_and(|known| known.name == *name);
        if !is_stored {
            let french = program_types().iter().filter(|program| {
                let known = types.of(&program.known.code);
                program.known.code != *code && known == Some(&program.known)
            });
            let names = others().map(|known| known.name.as_str());
            let names = names.chain(french.map(|program| program.french.as_str()));
            clinic_list::require_free(&name, "name", names)?;
        }
        Ok(name)
    };
    let minutes = || match (1..=MINUTES_MAX).contains(&form.minutes) {
        true => Ok(i64::from(form.minutes)),
        false => Err(Error::invalid("minutes", Reason::Impossible)),
    };
    let is_active = || match form.is_active || others().any(|known| known.is_active) {
        true => Ok(form.is_active),
        // nothing could be booked
        false => Err(Error::invalid("isActive", Reason::Impossible)),
    };
    let (name, minutes, seats, is_active) = (
        name(),
        minutes(),
        form.seats.map(seats).transpose(),
        is_active(),
    )
        .together()?;
    Ok(AppointmentType {
        id: appointment_type_id(tenant, &code),
        code,
        name,
        minutes,
        mode: form.mode,
        seats,
        colour: form.colour,
        is_active,
    })
}
