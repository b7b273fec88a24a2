//! Data exports.

pub mod all;
pub mod patients;
pub(crate) mod row;

use serde_json::{Map, Value};

pub use crate::words::snake;

/// Returns the value with its keys in snake case at every depth: views name their fields in camel case for the screens.
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_named_as_in_an_entry_however_deep_they_lie() {
        let view = json!({ "birthDate": null, "rows": [{ "onlyHere": 1, "type_id": "inRoom" }] });
        let expected =
            json!({ "birth_date": null, "rows": [{ "only_here": 1, "type_id": "inRoom" }] });
        assert_eq!(snake_named(view), expected);
    }
}
