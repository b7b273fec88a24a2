//! Staff, and which role may do what.


use clinic::roles::list::rights as matrix;
use clinic::users::add::{Work, add};
use clinic::users::list::list;
use clinic::users::view::NewUser;
use clinic::view::Id;
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::{UserAdd, Users};
use crate::exit::{Failure, Result};
use crate::{online, secret};

pub fn obey(who: &Who, said: Users) -> Result<Answer> {
    match said {
        Users::Add(new) => add_user(who, new),
        Users::List => {
            let users = list(&who.unlock()?)?;
            let lines = users.iter().map(|user| {
                let state = if user.is_active { "" } else { "  (may not sign in)" };
                format!("{}  {}  {}{state}", user.username, user.roles.join(", "), user.name)
            });
            let text = lines.collect::<Vec<_>>().join("\n");
            Answer::done(&json!({ "users": users }), text)
        }
    }
}

pub fn rights(who: &Who) -> Result<Answer> {
    let table = matrix(&who.unlock()?)?;
    let names: Vec<&str> = table.roles.iter().map(|role| role.name.as_str()).collect();
    let mut text = format!("{:<28}{}", "", names.join("  "));
    for line in &table.rights {
        text.push_str(&format!("\n{:<28}", line.right));
        for (name, held) in names.iter().zip(&line.held) {
            text.push_str(&format!("{:<width$}", if *held { "yes" } else { "-" }, width = name.len() + 2));
        }
    }
    Answer::done(&table, text)
}

fn add_user(who: &Who, new: UserAdd) -> Result<Answer> {
    let password = secret::line_of(&new.new_password_file)?;
    let mut clinic = who.unlock()?;
    let roles = clinic.unlocked().read().roles()?;
    let role = roles.iter().find(|role| role.value.name.eq_ignore_ascii_case(new.role.trim()));
    let Some(role) = role else {
        let known: Vec<&str> = roles.iter().map(|role| role.value.name.as_str()).collect();
        let message = format!("There is no role `{}`. Nothing was changed; the roles are {}.", new.role, known.join(", "));
        return Err(Failure::refused("not_found", message).at("role"));
    };
    let form = NewUser {
        first_name: new.first_name.unwrap_or_else(|| new.username.clone()),
        last_name: new.last_name.unwrap_or(String::new()),
        username: new.username,
        email: new.email.unwrap_or(String::new()),
        role_id: Id::of(role.value.id),
        password,
    };
    let username = form.username.clone();
    let id = online::settled(&mut clinic, |clinic| add(clinic, &form, &Work::default()))?;
    Answer::done(&json!({ "id": Id::of(id), "username": username }), format!("Added {username}"))
}
