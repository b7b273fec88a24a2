//! Names of fields as files and the command line write them.

use serde_json::{Map, Value};

/// Views name their fields for the screens; here each is named as in an entry, however deep it lies.
pub fn snake_named(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let renamed = fields
                .into_iter()
                .map(|(name, value)| (snake(&name), snake_named(value)));
            Value::Object(renamed.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(snake_named).collect()),
        other => other,
    }
}

/// `givenName` as `given_name`.
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_are_named_as_in_an_entry_however_deep_they_lie() {
        let view = json!({ "birthDate": null, "rows": [{ "onlyHere": 1, "type_id": "inRoom" }] });
        let expected =
            json!({ "birth_date": null, "rows": [{ "only_here": 1, "type_id": "inRoom" }] });
        assert_eq!(snake_named(view), expected);
    }
}
