//! One user as an admin edits them: what is recorded of them, their workplace, and their roles.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Department, Facility, Role, User, UserRole};
use sync_contract::field::Line;
use sync_contract::ids::{DepartmentId, FacilityId, UserId};
use sync_contract::{Entity, Phi, Right};
use vault::read::{Deleted, Reader, Stored};
use vault::{AdminSignedOutcome, WriteTx};

use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::names::{StaffNames, staff_name};
use crate::roles::{facility_name, is_out_of_use};
use crate::users::{add, email};
use crate::view::{At, Choice, Id, ReadVersionToken, text};
use crate::working_hours::WorkingHours;
use crate::{Clinic, fields};

/// Empty text is not recorded. `working_hours` has the form of [`WorkingHours`]; empty is the usual week. The last four
/// are sealed for users who manage staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UserForm {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub facility_id: Option<Id>,
    pub department_id: Option<Id>,
    pub specialization: String,
    pub working_hours: String,
    pub phone: String,
    pub licence_number: String,
    pub national_provider_number: String,
    pub tax_number: String,
}

impl UserForm {
    /// Returns the form with another department, which brings its facility along.
    pub fn of_department(&self, department: Id) -> Self {
        Self {
            facility_id: None,
            department_id: Some(department),
            ..self.clone()
        }
    }
}

/// A role of a user, and who gave it when. `id` is that of the membership. `facility` is the name of the one for which
/// it was given, none of a role for all of them; while that is out of use the role gives nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoleOfUser {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub role_id: Id,
    pub name: String,
    pub facility_id: Option<Id>,
    pub facility: Option<String>,
    pub is_out_of_use: bool,
    pub since: At,
    /// Empty where the user is not known here.
    pub given_by: String,
}

/// `offered` are the roles that the user can be given: where several facilities are in use also one for all of them, so
/// that it can be given for one. `role_facilities` are those for which a role may be given; `facilities` and
/// `departments` are those in use, and the user's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UserDetails {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub username: String,
    pub name: String,
    pub is_active: bool,
    /// The user read a code that was sent to their address.
    pub is_email_verified: bool,
    /// Until when the last code that was sent there works; none where there is none that does.
    pub email_code_until: Option<At>,
    pub form: UserForm,
    pub roles: Vec<RoleOfUser>,
    pub offered: Vec<Choice>,
    pub role_facilities: Vec<Choice>,
    pub facilities: Vec<Choice>,
    pub departments: Vec<Choice>,
}

/// Returns a user with their roles, the first given first.
///
/// # Errors
/// `Forbidden` (needs `users.manage`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<UserDetails> {
    clinic.may(Right::UsersManage)?;
    let reader = clinic.read();
    let stored = or_not_found(reader.get::<User>(id.to()?)?, "user")?;
    let user = &stored.value;
    reader.look_over(UserRole::DESCRIPTOR)?;
    let known_roles: Vec<Stored<Role>> = reader
        .roles()?
        .into_iter()
        .filter(|role| role.deleted.is_none())
        .collect();
    let facilities = reader.facilities()?;
    let roles = roles_of(&reader, user.id, &known_roles, &facilities)?;
    let role_facilities = role_facilities(&facilities);
    let is_offered = |role: &&Stored<Role>| {
        let id = Id::of(role.value.id);
        let mut for_all = roles.iter().filter(|of| of.facility_id.is_none());
        !role_facilities.is_empty() || for_all.all(|of| of.role_id != id)
    };
    let offered = known_roles.iter().filter(is_offered);
    let offered = offered.map(|role| choice(role.value.id, &role.value.name));
    Ok(UserDetails {
        id: id.clone(),
        seen: ReadVersionToken::of(&stored.seen),
        username: user.username.to_string(),
        name: staff_name(user),
        is_active: user.is_active,
        is_email_verified: user.email_verified,
        email_code_until: email::code_until(clinic, user)?,
        form: form_of(user),
        offered: by_name(offered),
        roles,
        role_facilities,
        facilities: facilities_of(&facilities, user),
        departments: departments(&reader, user)?,
    })
}

fn choice(id: impl Into<uuid::Uuid>, name: &str) -> Choice {
    Choice {
        id: Id::of(id),
        name: name.to_owned(),
    }
}

fn by_name(choices: impl Iterator<Item = Choice>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = choices.collect();
    choices.sort_by_cached_key(|choice| (fields::sort_key(&choice.name), choice.id.0.clone()));
    choices
}

fn facilities_of(all: &[Stored<Facility>], user: &User) -> Vec<Choice> {
    let shown = all
        .iter()
        .map(|row| &row.value)
        .filter(|facility| facility.is_active || user.facility == Some(facility.id));
    by_name(shown.map(|facility| choice(facility.id, &facility.name)))
}

/// Where one facility is in use, each role is for all of them.
fn role_facilities(all: &[Stored<Facility>]) -> Vec<Choice> {
    let in_use = all
        .iter()
        .map(|row| &row.value)
        .filter(|facility| facility.is_active);
    let choices = by_name(in_use.map(|facility| choice(facility.id, &facility.name)));
    match choices.len() {
        0 | 1 => Vec::new(),
        _ => choices,
    }
}

fn departments(reader: &Reader<'_>, user: &User) -> Result<Vec<Choice>> {
    let all = reader.all::<Department>(Deleted::Hidden)?;
    let shown = all
        .iter()
        .map(|row| &row.value)
        .filter(|department| department.is_active || user.department == Some(department.id));
    Ok(by_name(
        shown.map(|department| choice(department.id, &department.name)),
    ))
}

fn roles_of(
    reader: &Reader<'_>,
    user: UserId,
    known: &[Stored<Role>],
    facilities: &[Stored<Facility>],
) -> Result<Vec<RoleOfUser>> {
    let names = StaffNames::read(reader)?;
    let mut memberships: Vec<Stored<UserRole>> = reader.memberships_of(user)?;
    memberships.retain(|membership| membership.deleted.is_none());
    memberships.sort_by_key(|membership| (membership.created, membership.value.id));
    let named = memberships.iter().filter_map(|membership| {
        let role = known
            .iter()
            .find(|role| role.value.id == membership.value.role)?;
        Some(RoleOfUser {
            id: Id::of(membership.value.id),
            seen: ReadVersionToken::of(&membership.seen),
            role_id: Id::of(role.value.id),
            name: role.value.name.to_string(),
            facility_id: membership.value.facility.map(Id::of),
            facility: facility_name(facilities, membership.value.facility),
            is_out_of_use: is_out_of_use(facilities, membership.value.facility),
            since: At::of(membership.created_at),
            given_by: names.name(membership.created_by),
        })
    });
    Ok(named.collect())
}

fn form_of(user: &User) -> UserForm {
    let line = |value: Option<&str>| value.map_or(String::new(), str::to_owned);
    UserForm {
        first_name: user.first_name.to_string(),
        last_name: user.last_name.to_string(),
        email: line(user.email.as_deref()),
        facility_id: user.facility.map(Id::of),
        department_id: user.department.map(Id::of),
        specialization: line(user.specialization.as_deref()),
        working_hours: line(user.shift_schedule.as_deref()),
        phone: text(&user.phone),
        licence_number: text(&user.licence_number),
        national_provider_number: text(&user.national_provider_number),
        tax_number: text(&user.tax_number),
    }
}

/// Changes the fields of a user in which the form differs from the loaded one. With a server it takes effect once that
/// accepts. A new e-mail address is not verified.
///
/// # Errors
/// `Forbidden` (needs `users.manage`), `NotFound`, `Invalid` (no name, no e-mail, e-mail taken, malformed hours, no
/// department in a clinic that has some, one of another facility, or one that is not in use), `ChangedMeanwhile` where
/// names or address have a version that the user did not see, `NeedsConnection` while another such change waits.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &UserForm,
    form: &UserForm,
) -> Result<AdminSignedOutcome<()>> {
    clinic.may(Right::UsersManage)?;
    let (id, seen): (UserId, _) = (id.to()?, seen.to_read_version()?);
    let edited = clinic.write_admin_signed("edit user", |tx| {
        let user = or_not_found(tx.get::<User>(id)?, "user")?.value;
        let form = merged_form!(UserForm {
            first_name, last_name, email, facility_id, department_id, specialization, working_hours, phone,
            licence_number, national_provider_number, tax_number
        } of loaded, form, form_of(&user));
        tx.update(&checked(user, &form, tx)?, &seen)?;
        Ok(())
    })?;
    // a session begins at its user's own facility
    clinic.follow_workplace()?;
    Ok(edited)
}

/// Returns the user with the values of a form. Sealed fields that the form leaves as they are stay as they are stored.
fn checked(user: User, form: &UserForm, tx: &WriteTx<'_>) -> Result<User> {
    let reader = tx.read();
    let stored = form_of(&user);
    let hours = || match form.working_hours.trim() {
        "" => Ok(None),
        hours => {
            fields::optional_paragraph(&WorkingHours::parse(hours)?.to_string(), "workingHours")
        }
    };
    let clear = (
        fields::required(&form.first_name, "firstName"),
        fields::optional(&form.last_name, "lastName"),
        email_of(&reader, &user, form),
        workplace(&reader, &user, form),
        fields::optional(&form.specialization, "specialization"),
        hours(),
    );
    let sealed = (
        fields::phones(&form.phone),
        fields::optional(&form.licence_number, "licenceNumber"),
        fields::optional(&form.national_provider_number, "nationalProviderNumber"),
        fields::optional(&form.tax_number, "taxNumber"),
    );
    let (clear, sealed) = (clear.together(), sealed.together()).together()?;
    let (first_name, last_name, email, workplace, specialization, shift_schedule) = clear;
    let (facility, department) = workplace;
    let is_sealed_changed = stored.phone != form.phone
        || stored.licence_number != form.licence_number
        || stored.national_provider_number != form.national_provider_number
        || stored.tax_number != form.tax_number;
    let mut user = User {
        email_verified: user.email_verified && user.email == email,
        email,
        first_name,
        last_name: last_name.unwrap_or_default(),
        facility,
        department,
        specialization,
        shift_schedule,
        ..user
    };
    if is_sealed_changed {
        let (phone, licence_number, national_provider_number, tax_number) = sealed;
        user.phone = Phi::new(phone);
        user.licence_number = Phi::new(licence_number);
        user.national_provider_number = Phi::new(national_provider_number);
        user.tax_number = Phi::new(tax_number);
    }
    Ok(user)
}

/// Returns the e-mail address of a user: only the founder may lack one.
fn email_of(reader: &Reader<'_>, user: &User, form: &UserForm) -> Result<Option<Line>> {
    let known = reader.users()?;
    match is_founder(reader, user.id)? {
        true => add::free_email(&known, Some(user.id), &form.email),
        false => add::required_email(&known, Some(user.id), &form.email),
    }
}

/// Returns whether a user made the clinic.
fn is_founder(reader: &Reader<'_>, user: UserId) -> Result<bool> {
    let tenant = reader.tenant()?;
    Ok(tenant.is_some_and(|tenant| tenant.created_by == user))
}

/// Returns where a user works. A department brings its facility along; one of another facility is refused.
fn workplace(
    reader: &Reader<'_>,
    user: &User,
    form: &UserForm,
) -> Result<(Option<FacilityId>, Option<DepartmentId>)> {
    let facility: Option<FacilityId> = form.facility_id.as_ref().map(Id::to).transpose()?;
    if let Some(id) = facility {
        let row = or_not_found(reader.get::<Facility>(id)?, "facility")?.value;
        if !row.is_active && user.facility != Some(id) {
            return Err(Error::invalid("facilityId", Reason::OutOfUse));
        }
    }
    let Some(id) = form.department_id.as_ref() else {
        if !is_founder(reader, user.id)? {
            add::require_department(reader, None)?;
        }
        return Ok((facility, None));
    };
    let id: DepartmentId = id.to()?;
    let row = or_not_found(reader.get::<Department>(id)?, "department")?.value;
    if !row.is_active && user.department != Some(id) {
        return Err(Error::invalid("departmentId", Reason::OutOfUse));
    }
    if facility.is_some_and(|facility| facility != row.facility) {
        return Err(Error::invalid("departmentId", Reason::Unknown));
    }
    Ok((Some(row.facility), Some(id)))
}
