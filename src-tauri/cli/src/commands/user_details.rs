//! What is recorded of one user, and their roles.

use clinic::Clinic;
use clinic::users::details::{self, RoleOfUser, UserDetails, UserForm};
use clinic::users::list::list;
use clinic::users::{UserRow, email, membership};
use clinic::view::{Choice, Id};
use serde_json::json;
use sync_contract::catalog::Department;

use crate::answer::Answer;
use crate::args::users::UserEntry;
use crate::args::{FromInput, Who};
use crate::commands::facilities::{facility_id, find_location, nothing_called};
use crate::entry::{entry, nothing_to_change, read_version, replace};
use crate::exit::{Problem, Result};
use crate::online;
use crate::text::Clocks;
use crate::workplace::is_all;

/// Returns the user with this name.
pub(super) fn named(clinic: &Clinic, username: &str) -> Result<UserRow> {
    let mut users = list(clinic)?.into_iter();
    let user = users.find(|user| user.username.eq_ignore_ascii_case(username.trim()));
    user.ok_or_else(|| {
        let message = format!(
            "Nobody here is called `{username}`. Nothing was changed; `nutrivault user list` lists the user names."
        );
        Problem::refused("not_found", message).at("username")
    })
}

pub fn show(who: &Who, username: &str) -> Result<Answer> {
    let clinic = who.unlock()?;
    let user = of(&clinic, username)?;
    answer(&clinic, &user, "")
}

fn of(clinic: &Clinic, username: &str) -> Result<UserDetails> {
    let row = named(clinic, username)?;
    Ok(details::show(clinic, &row.id)?)
}

fn answer(clinic: &Clinic, user: &UserDetails, heading: &str) -> Result<Answer> {
    let clocks = Clocks::of(clinic)?;
    let form = &user.form;
    let called = |choices: &[Choice], id: &Option<Id>| {
        let one = choices
            .iter()
            .find(|choice| Some(&choice.id) == id.as_ref());
        one.map_or(String::new(), |choice| choice.name.clone())
    };
    let facts = [
        ("e-mail", email_line(user, &clocks)),
        ("facility", called(&user.facilities, &form.facility_id)),
        ("department", called(&user.departments, &form.department_id)),
        ("specialization", form.specialization.clone()),
        ("hours", form.working_hours.clone()),
        ("phone", form.phone.clone()),
        ("licence number", form.licence_number.clone()),
        (
            "national provider number",
            form.national_provider_number.clone(),
        ),
        ("tax number", form.tax_number.clone()),
    ];
    let mut lines = vec![format!("{heading}{}  {}", user.username, user.name)];
    let recorded = facts.iter().filter(|(_, value)| !value.is_empty());
    lines.extend(recorded.map(|(name, value)| format!("  {name}: {value}")));
    lines.extend(user.roles.iter().map(|role| role_line(role, &clocks)));
    Answer::done(&json!({ "user": user }), lines.join("\n"))
}

fn email_line(user: &UserDetails, clocks: &Clocks) -> String {
    let address = &user.form.email;
    match (user.is_email_verified, &user.email_code_until) {
        _ if address.is_empty() => String::new(),
        (true, _) => format!("{address} (verified)"),
        (false, None) => format!("{address} (not verified)"),
        (false, Some(until)) => {
            let until = clocks.time_and_zone(until);
            format!("{address} (not verified, the code is valid until {until})")
        }
    }
}

/// Makes a code that is to be sent to the address of a user.
pub fn email_code(who: &Who, username: &str) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let user = of(&clinic, username)?;
    let made = online::write_online(&mut clinic, |clinic| email::new_code(clinic, &user.id));
    let made = made.map_err(|problem| of_address(problem, &user))?;
    let text = format!(
        "A code for {}: {}\nSend it to {}. It is not shown again, and verifies that address until {}: what they read \
         there is given to `nutrivault user verify-email {} --code CODE`.",
        made.username,
        made.code,
        user.form.email,
        Clocks::of(&clinic)?.time_and_zone(&made.expires_at),
        made.username
    );
    let answer = json!({
        "id": made.user_id, "username": made.username, "email": user.form.email, "code": made.code,
        "expires_at": made.expires_at,
    });
    Answer::done(&answer, text)
}

pub fn verify_email(who: &Who, username: &str, code: &str) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let user = of(&clinic, username)?;
    let verified =
        online::write_online(&mut clinic, |clinic| email::verify(clinic, &user.id, code));
    verified.map_err(|problem| of_address(problem, &user))?;
    answer(&clinic, &details::show(&clinic, &user.id)?, "Verified ")
}

/// Says what is wrong with a code, or with an address, in the place of the words for any field.
fn of_address(problem: Problem, user: &UserDetails) -> Problem {
    let (name, address) = (&user.username, &user.form.email);
    let Some(field) = problem.field.clone() else {
        return problem;
    };
    let message = match field.as_str() {
        "code" => format!(
            "This is no code that was made for {address} within the last hour. Nothing was changed; correct it, or \
             make another with `nutrivault user email-code {name}`."
        ),
        "email" if address.is_empty() => format!(
            "No e-mail address of {name} is recorded. Nothing was changed; `nutrivault user edit {name} --email` \
             records one."
        ),
        "email" => format!("{address} of {name} is verified already. Nothing was changed."),
        _ => return problem,
    };
    Problem::refused("invalid", message).at(field)
}

fn role_line(role: &RoleOfUser, clocks: &Clocks) -> String {
    let given_by = match role.given_by.as_str() {
        "" => String::new(),
        name => format!(", given by {name}"),
    };
    format!(
        "  role {} since {}{given_by}",
        role_name(&role.name, role.facility.as_deref(), role.is_out_of_use),
        clocks.time_and_zone(&role.since)
    )
}

/// Returns the name of a role with the facility for which it was given, as in `Dietitian (Lyon)`.
pub(super) fn role_name(name: &str, facility: Option<&str>, is_out_of_use: bool) -> String {
    match facility {
        None => name.to_owned(),
        Some(facility) if is_out_of_use => format!("{name} ({facility}, not in use)"),
        Some(facility) => format!("{name} ({facility})"),
    }
}

pub fn edit(who: &Who, username: &str, input: &FromInput, flags: UserEntry) -> Result<Answer> {
    let args = entry(input, flags)?;
    if args == UserEntry::default() {
        return Err(nothing_to_change("user edit", "--department"));
    }
    let mut clinic = who.unlock()?;
    let stored = of(&clinic, username)?;
    let seen = read_version(args.seen.clone(), stored.seen.clone(), input)?;
    let form = changed(&clinic, stored.form.clone(), args)?;
    online::write_online(&mut clinic, |clinic| {
        details::edit(clinic, &stored.id, &seen, &stored.form, &form)
    })?;
    let now = details::show(&clinic, &stored.id)?;
    let has_changed = now.form != stored.form;
    Ok(answer(&clinic, &now, "Changed ")?.with_change(has_changed))
}

/// Replaces what the entry names; the rest stays.
fn changed(clinic: &Clinic, mut form: UserForm, args: UserEntry) -> Result<UserForm> {
    replace(&mut form.first_name, args.first_name);
    replace(&mut form.last_name, args.last_name);
    replace(&mut form.email, args.email);
    replace(&mut form.specialization, args.specialization);
    replace(&mut form.phone, args.phone);
    replace(&mut form.licence_number, args.licence_number);
    replace(
        &mut form.national_provider_number,
        args.national_provider_number,
    );
    replace(&mut form.tax_number, args.tax_number);
    if let Some(department) = args.department {
        form.department_id = department_id(clinic, &department)?;
        // the department brings its building along
        form.facility_id = match form.department_id {
            Some(_) => None,
            None => form.facility_id,
        };
    }
    if let Some(facility) = args.facility {
        form.facility_id = match facility.trim() {
            "" => None,
            which => Some(facility_id(clinic, which)?),
        };
    }
    Ok(form)
}

pub(super) fn department_id(clinic: &Clinic, which: &str) -> Result<Option<Id>> {
    if which.trim().is_empty() {
        return Ok(None);
    }
    let department = find_location::<Department>(clinic, which);
    Ok(Some(
        department.map_err(|problem| problem.at("department"))?.id,
    ))
}

pub fn give_role(who: &Who, username: &str, role: &str, facility: Option<&str>) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let user = of(&clinic, username)?;
    let facility = role_facility(&clinic, facility)?;
    let has_it = |of: &RoleOfUser| is_called(&of.name, role) && of.facility_id == facility;
    if user.roles.iter().any(has_it) {
        return Ok(answer(&clinic, &user, "Unchanged: ")?.with_change(false));
    }
    let Some(wanted) = user.offered.iter().find(|of| is_called(&of.name, role)) else {
        let known: Vec<&str> = user.offered.iter().map(|of| of.name.as_str()).collect();
        return Err(nothing_called("role", role, &known.join(", ")).at("role"));
    };
    online::write_online(&mut clinic, |clinic| {
        membership::give(clinic, &user.id, &wanted.id, facility.as_ref())
    })?;
    let now = details::show(&clinic, &user.id)?;
    Ok(answer(&clinic, &now, "Changed ")?.with_change(true))
}

pub fn end_role(who: &Who, username: &str, role: &str, facility: Option<&str>) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let user = of(&clinic, username)?;
    let facility = role_facility(&clinic, facility)?;
    let is_meant = |of: &&RoleOfUser| is_called(&of.name, role) && of.facility_id == facility;
    let Some(owned) = user.roles.iter().find(is_meant) else {
        let name = |of: &RoleOfUser| role_name(&of.name, of.facility.as_deref(), of.is_out_of_use);
        let known: Vec<String> = user.roles.iter().map(name).collect();
        let of_user = format!("role of {}", user.username);
        return Err(nothing_called(&of_user, role, &known.join(", ")).at("role"));
    };
    online::end_online(&mut clinic, |clinic| {
        membership::end(clinic, &owned.id, &owned.seen)
    })?;
    let now = details::show(&clinic, &user.id)?;
    Ok(answer(&clinic, &now, "Changed ")?.with_change(true))
}

/// Returns the facility of a role for one; none of a role for all of them.
pub(super) fn role_facility(clinic: &Clinic, which: Option<&str>) -> Result<Option<Id>> {
    match which {
        Some(which) if !is_all(which) => Ok(Some(facility_id(clinic, which)?)),
        _ => Ok(None),
    }
}

fn is_called(name: &str, wanted: &str) -> bool {
    name.eq_ignore_ascii_case(wanted.trim())
}
