//! Roles, and what each lets its members do.

use clinic::Clinic;
use clinic::roles::edit::{RoleForm, RoleView, add, edit, list, remove};
use clinic::users::{self, UserRow};
use serde_json::json;
use sync_contract::Right;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::roles::{RoleEntry, Roles};
use crate::commands::facilities::nothing_called;
use crate::entry::{entry, nothing_to_change, read_version, read_version_or, replace, required};
use crate::exit::{Problem, Result};
use crate::online;
use crate::text::{count, listed};

pub fn run(who: &Who, args: Roles) -> Result<Answer> {
    match args {
        Roles::List => {
            let clinic = who.unlock()?;
            let roles = list(&clinic)?;
            let text = listed(roles.iter().map(line).collect(), "");
            Answer::done(&json!({ "roles": roles }), text)
        }
        Roles::Add {
            input,
            entry: flags,
        } => {
            let args: RoleEntry = entry(&input, flags)?;
            required(args.name.as_ref(), "name")?;
            let mut clinic = who.unlock()?;
            let mut form = RoleForm {
                name: String::new(),
                description: String::new(),
                rights: Vec::new(),
            };
            take_in(&clinic, &mut form, args)?;
            let id = online::write_online(&mut clinic, |clinic| add(clinic, &form))?;
            answer(&clinic, "Added", &id.0)
        }
        Roles::Edit {
            which,
            input,
            entry: flags,
        } => {
            let mut args: RoleEntry = entry(&input, flags)?;
            let token = args.seen.take();
            if args == RoleEntry::default() {
                return Err(nothing_to_change("roles edit", "--right"));
            }
            let mut clinic = who.unlock()?;
            let stored = known(&clinic, &which)?;
            let seen = read_version(token, stored.seen.clone(), &input)?;
            let mut form = stored.form.clone();
            take_in(&clinic, &mut form, args)?;
            online::write_online(&mut clinic, |clinic| {
                edit(clinic, &stored.id, &seen, &stored.form, &form)
            })?;
            answer(&clinic, "Changed", &stored.id.0)
        }
        Roles::Remove { which, seen } => {
            let mut clinic = who.unlock()?;
            let stored = known(&clinic, &which)?;
            let seen = read_version_or(&clinic, seen, |_| Ok(stored.seen.clone()))?;
            let removed =
                online::end_online(&mut clinic, |clinic| remove(clinic, &stored.id, &seen));
            removed.map_err(|problem| with_members(&clinic, &stored, problem))?;
            let text = format!("Removed {}.", stored.form.name);
            Answer::done(&json!({ "id": stored.id }), text)
        }
    }
}

/// Replaces what the entry names; the rest stays.
fn take_in(clinic: &Clinic, form: &mut RoleForm, args: RoleEntry) -> Result<()> {
    if let Some(like) = args.like {
        form.rights = known(clinic, &like)
            .map_err(|problem| problem.at("like"))?
            .form
            .rights;
    }
    replace(&mut form.name, args.name);
    replace(&mut form.description, args.description);
    for right in args.rights.iter().chain(&args.without) {
        require_right(right)?;
    }
    for right in args.rights {
        if !form.rights.contains(&right) {
            form.rights.push(right);
        }
    }
    form.rights.retain(|right| !args.without.contains(right));
    Ok(())
}

fn require_right(word: &str) -> Result<()> {
    match word.parse::<Right>() {
        Ok(_) => Ok(()),
        Err(_) => Err(Problem::usage(format!(
            "`{word}` is no right: `nutrivault rights` lists them. Nothing was changed."
        ))
        .at("rights")),
    }
}

/// Names the users who have a role that is not removed because of them.
fn with_members(clinic: &Clinic, role: &RoleView, problem: Problem) -> Problem {
    if problem.field.as_deref() != Some("members") {
        return problem;
    }
    let users = match users::list::list(clinic) {
        Ok(users) => users,
        Err(error) => return error.into(),
    };
    let has = |user: &&UserRow| user.roles.iter().any(|one| one.name == role.form.name);
    let names: Vec<&str> = users
        .iter()
        .filter(has)
        .map(|user| user.username.as_str())
        .collect();
    let (role, names) = (&role.form.name, names.join(", "));
    Problem::refused(
        "invalid",
        format!(
            "Users have the role {role}, so it is not removed: {names}. Nothing was changed; end it there first with \
             `nutrivault user end-role`."
        ),
    )
    .at("members")
}

fn known(clinic: &Clinic, which: &str) -> Result<RoleView> {
    let roles = list(clinic)?;
    let is_it = |role: &&RoleView| {
        role.id.0 == which || role.form.name.to_lowercase() == which.trim().to_lowercase()
    };
    let names: Vec<&str> = roles.iter().map(|role| role.form.name.as_str()).collect();
    roles
        .iter()
        .find(is_it)
        .cloned()
        .ok_or_else(|| nothing_called("role", which, &names.join(", ")))
}

fn answer(clinic: &Clinic, heading: &str, which: &str) -> Result<Answer> {
    let role = known(clinic, which)?;
    let text = format!("{heading} {}", line(&role));
    Ok(Answer::done(&json!({ "role": role }), text)?.with_change(true))
}

/// `Night nurse (2 members): contact clinical; alerts.read chart.read`.
fn line(role: &RoleView) -> String {
    let own = if role.is_system {
        ", of the product"
    } else {
        ""
    };
    format!(
        "{} ({}{own}): {}; {}",
        role.form.name,
        count(role.members as usize, "member", "members"),
        role.compartments.join(" "),
        role.form.rights.join(" ")
    )
}
