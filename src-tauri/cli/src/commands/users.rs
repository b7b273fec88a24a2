//! Staff, and the rights of roles.

use std::path::Path;

use clinic::Clinic;
use clinic::roles::{RoleGiven, rights as matrix};
use clinic::users::add::{Work, add};
use clinic::users::code::{UserCode, add_with_code, choose_password, new_code};
use clinic::users::edit;
use clinic::users::list::list;
use clinic::users::password::reset_password;
use clinic::users::password::set_own_password;
use clinic::users::password::unlock;
use clinic::users::{NewUser, UserRow};
use clinic::view::Id;
use serde_json::json;
use vault::AdminSignedOutcome;
use vault::password::Password;

use super::init;
use super::user_details::{self, named};

use crate::answer::Answer;
use crate::args::Who;
use crate::args::users::{UserAdd, Users};
use crate::entry::user_id;
use crate::exit::{Problem, Result};
use crate::secret::NewPassword;
use crate::text::Clocks;
use crate::{online, secret};

pub fn run(who: &Who, args: Users) -> Result<Answer> {
    match args {
        Users::Add(new) => add_user(who, new),
        Users::List => {
            let clinic = who.unlock()?;
            let (users, clocks) = (list(&clinic)?, Clocks::of(&clinic)?);
            let lines = users.iter().map(|user| line(user, &clocks));
            let text = lines.collect::<Vec<_>>().join("\n");
            Answer::done(&json!({ "users": users }), text)
        }
        Users::Show { username } => user_details::show(who, &username),
        Users::Edit {
            username,
            input,
            entry,
        } => user_details::edit(who, &username, &input, entry),
        Users::GiveRole {
            username,
            role,
            facility,
        } => user_details::give_role(who, &username, &role, facility.as_deref()),
        Users::EndRole {
            username,
            role,
            facility,
        } => user_details::end_role(who, &username, &role, facility.as_deref()),
        Users::Activate { username } => set_active(who, &username, true),
        Users::Deactivate { username } => set_active(who, &username, false),
        Users::Hours { username, set } => hours(who, &username, set.as_deref()),
        Users::Code { username } => make_code(who, &username),
        Users::EmailCode { username } => user_details::email_code(who, &username),
        Users::VerifyEmail { username, code } => user_details::verify_email(who, &username, &code),
        Users::ChoosePassword { new_password_file } => choose(who, new_password_file.as_deref()),
        Users::Password { new_password_file } => change(who, new_password_file.as_deref()),
        Users::ResetPassword {
            username,
            new_password_file,
        } => reset(who, &username, new_password_file.as_deref()),
        Users::Unlock { username } => let_in(who, &username),
        Users::Recover {
            recovery_file,
            new_password_file,
        } => recover(who, &recovery_file, new_password_file.as_deref()),
    }
}

fn line(user: &UserRow, clocks: &Clocks) -> String {
    let inactive = if user.is_active {
        ""
    } else {
        "  (may not sign in)"
    };
    let locked = user.locked_until.as_ref().map_or(String::new(), |until| {
        format!(
            "  (locked out on this computer until {} after wrong passwords)",
            clocks.time_and_zone(until)
        )
    });
    let code = user.code.as_ref().map_or(String::new(), |code| {
        let until = clocks.time_and_zone(&code.expires_at);
        let state = match code.is_reset {
            true => "reset, not yet chosen",
            false => "not activated yet",
        };
        match code.is_expired {
            true => format!("  ({state}: the code has expired)"),
            false => format!("  ({state}: the code is valid until {until})"),
        }
    });
    let email = match user.is_email_verified {
        Some(true) => "  e-mail verified",
        Some(false) => "  e-mail not verified",
        None => "",
    };
    let role = |role: &RoleGiven| {
        user_details::role_name(&role.name, role.facility.as_deref(), role.is_out_of_use)
    };
    let roles: Vec<String> = user.roles.iter().map(role).collect();
    // a computer knows the sign-ins of its own audit log alone
    let last = match &user.last_sign_in {
        Some(at) => format!("on this computer {}", clocks.time_and_zone(at)),
        None => "never on this computer".to_owned(),
    };
    format!(
        "{}  {}  {}  last sign-in: {last}{email}{inactive}{code}{locked}",
        user.username,
        roles.join(", "),
        user.name
    )
}

fn set_active(who: &Who, username: &str, is_active: bool) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let user = named(&clinic, username)?;
    let action = |clinic: &mut Clinic| edit::set_active(clinic, &user.id, &user.seen, is_active);
    match is_active {
        true => online::write_online(&mut clinic, action)?,
        false => online::end_online(&mut clinic, action)?,
    }
    let text = format!(
        "{} {}.",
        user.username,
        if is_active {
            "may sign in"
        } else {
            "may sign in no longer"
        }
    );
    Answer::done(
        &json!({ "id": user.id, "username": user.username, "is_active": is_active }),
        text,
    )
}

fn hours(who: &Who, username: &str, set: Option<&str>) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let id = user_id(&clinic, username, "username")?;
    if let Some(hours) = set {
        let user = named(&clinic, username)?;
        online::write_online(&mut clinic, |clinic| {
            edit::set_hours(clinic, &user.id, &user.seen, hours)
        })?;
    }
    let (hours, is_own) = edit::hours(&clinic, &id)?;
    let usual = if is_own { "" } else { " (the usual week)" };
    let text = format!("{}: {hours}{usual}", username.trim());
    let answer = json!({ "id": id, "username": username.trim(), "hours": hours.to_string(), "is_usual": !is_own });
    Answer::done(&answer, text)
}

/// Changes one's own password. The old one is typed once.
fn change(who: &Who, new_password_file: Option<&Path>) -> Result<Answer> {
    let new = NewPassword::given(new_password_file)?;
    let old = who.password()?;
    let mut clinic = who.unlock_with(&old)?;
    let new = new.of(who.login()?)?;
    online::write_online(&mut clinic, |clinic| set_own_password(clinic, &old, &new))?;
    password_changed(who.login()?)
}

fn reset(who: &Who, username: &str, new_password_file: Option<&Path>) -> Result<Answer> {
    let new = NewPassword::given(new_password_file)?;
    let mut clinic = who.unlock()?;
    let user = named(&clinic, username)?;
    let new = new.of(&user.username)?;
    online::write_online(&mut clinic, |clinic| reset_password(clinic, &user.id, &new))?;
    password_changed(&user.username)
}

fn let_in(who: &Who, username: &str) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let user = named(&clinic, username)?;
    unlock(&mut clinic, &user.id)?;
    let text = format!("{} may try again.", user.username);
    Answer::done(&json!({ "id": user.id, "username": user.username }), text)
}

/// Replaces a password by the recovery key, without a password.
fn recover(who: &Who, recovery_file: &Path, new_password_file: Option<&Path>) -> Result<Answer> {
    let key = init::read(recovery_file)?;
    let new = NewPassword::given(new_password_file)?;
    let vault = who.open()?;
    let login = who.login()?;
    let known = vault
        .people()?
        .into_iter()
        .find(|person| person.username.eq_ignore_ascii_case(login.trim()));
    let Some(person) = known else {
        return Err(match vault.is_inactive(login)? {
            true => vault::Error::Inactive.into(),
            false => vault::Error::NotFound.into(),
        });
    };
    let new = new.of(&person.username)?;
    let clinic_name = vault
        .clinic()?
        .clinic
        .map_or(String::new(), |(name, _)| name);
    let names = [
        &*clinic_name,
        &*person.username,
        &*person.first_name,
        &*person.last_name,
    ];
    clinic::fields::password(&new, &names)?;
    online::cleared(&vault)?;
    if let AdminSignedOutcome::Pending(action, unlocked) =
        vault.recover(&key, person.id, &Password::new(&new))?
    {
        online::verdict(&mut unlocked.lock(), action)?;
    }
    password_changed(login)
}

fn password_changed(login: &str) -> Result<Answer> {
    Answer::done(
        &json!({ "username": login }),
        format!("{login} has a new password."),
    )
}

pub fn rights(who: &Who) -> Result<Answer> {
    let clinic = who.unlock()?;
    let table = matrix(&clinic)?;
    let names: Vec<&str> = table.roles.iter().map(|role| role.name.as_str()).collect();
    let mut text = format!("{:<28}{}", "", names.join("  "));
    for line in &table.rights {
        text.push_str(&format!("\n{:<28}", line.right));
        for (name, has_right) in names.iter().zip(&line.granted) {
            text.push_str(&format!(
                "{:<width$}",
                if *has_right { "yes" } else { "-" },
                width = name.len() + 2
            ));
        }
    }
    Answer::done(&table, text)
}

fn add_user(who: &Who, new: UserAdd) -> Result<Answer> {
    let password = new.new_password_file.as_deref().map(secret::line_of);
    let password = password.transpose()?;
    let mut clinic = who.unlock()?;
    let roles = clinic.unlocked().read().roles()?;
    let role = roles
        .iter()
        .find(|role| role.value.name.eq_ignore_ascii_case(new.role.trim()));
    let Some(role) = role else {
        let known: Vec<&str> = roles.iter().map(|role| role.value.name.as_str()).collect();
        let message = format!(
            "There is no role `{}`. Nothing was changed; the roles are {}.",
            new.role,
            known.join(", ")
        );
        return Err(Problem::refused("not_found", message).at("role"));
    };
    let form = NewUser {
        first_name: new.first_name.unwrap_or_else(|| new.username.clone()),
        last_name: new.last_name.unwrap_or_default(),
        username: new.username,
        email: new.email,
        role_id: Id::of(role.value.id),
        facility_id: user_details::role_facility(&clinic, new.facility.as_deref())?,
        department_id: match &new.department {
            Some(department) => user_details::department_id(&clinic, department)?,
            None => None,
        },
    };
    let work = Work::default();
    let Some(password) = password else {
        let made = online::write_online(&mut clinic, |clinic| add_with_code(clinic, &form, &work))?;
        return code_answer("Added", &made, &Clocks::of(&clinic)?);
    };
    let username = form.username.clone();
    let id = online::write_online(&mut clinic, |clinic| add(clinic, &form, &work, &password))?;
    Answer::done(
        &json!({ "id": Id::of(id), "username": username, "code": null, "expires_at": null }),
        format!("Added {username}"),
    )
}

fn make_code(who: &Who, username: &str) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let user = named(&clinic, username)?;
    let made = online::write_online(&mut clinic, |clinic| new_code(clinic, &user.id))?;
    code_answer("A new code for", &made, &Clocks::of(&clinic)?)
}

fn code_answer(heading: &str, made: &UserCode, clocks: &Clocks) -> Result<Answer> {
    let text = format!(
        "{heading} {}: {}\nIt is not shown again, and signs in once, until {}. Then a password is chosen with \
         `nutrivault user choose-password`, which asks for the code and for the password.",
        made.username,
        made.code,
        clocks.time_and_zone(&made.expires_at)
    );
    Answer::done(
        &json!({
            "id": made.user_id, "username": made.username, "code": made.code, "expires_at": made.expires_at,
        }),
        text,
    )
}

fn choose(who: &Who, new_password_file: Option<&Path>) -> Result<Answer> {
    let new = NewPassword::given(new_password_file)?;
    let mut clinic = who.unlock_by_code()?;
    let new = new.of(who.login()?)?;
    choose_password(&mut clinic, &new)?;
    password_changed(who.login()?)
}
