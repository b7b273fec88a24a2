//! Labels of catalog names and values.

use sync_contract::Value;
use sync_contract::field::{Time, date_from_days};

/// Returns a field's label: `given_name` is `given name`.
pub(crate) fn field_label(name: &str) -> String {
    name.replace('_', " ")
}

/// Returns `given_name` for `givenName`.
pub fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// Returns an entity's label: `EmergencyContact` is `emergency contact`.
pub(crate) fn entity_label(name: &str) -> String {
    field_label(&snake(name))
}

/// Returns a value as text; none for an empty value and for one that this user cannot decrypt.
pub(crate) fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Undecryptable => None,
        Value::Bool(true) => Some("yes".into()),
        Value::Bool(false) => Some("no".into()),
        Value::Int(number) => Some(number.to_string()),
        Value::Text(text) => Some(text.clone()),
        Value::Uuid(id) => Some(id.to_string()),
        Value::Time(us) => Some(crate::view::At::of(Time(*us)).0),
        Value::Date(days) => date_from_days(*days).map(|date| date.to_string()),
        Value::Decimal(number) => Some(number.normalize().to_string()),
        Value::Bytes(bytes) => Some(format!("{} bytes", bytes.len())),
    }
}
