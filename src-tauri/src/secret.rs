//! A password on its way from the page: wiped when it is dropped.

use serde::Deserialize;
use specta::Type;
use vault::password::Password;
use zeroize::Zeroizing;

/// A password as it was typed.
#[derive(Deserialize, Type)]
#[serde(transparent)]
pub struct TypedPassword(#[specta(type = String)] Zeroizing<String>);

impl TypedPassword {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn password(&self) -> Password {
        Password::new(&self.0)
    }
}

impl std::fmt::Debug for TypedPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TypedPassword(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_not_printed() {
        let typed: TypedPassword =
            serde_json::from_str("\"green tea at four\"").expect("a text is a password");
        assert_eq!(typed.as_str(), "green tea at four");
        assert_eq!(format!("{typed:?}"), "TypedPassword(..)");
    }
}
