//! Enumerations of the catalog as views carry them: the same choices, spelled for the other side.

/// Declares a view's enumeration and its way to the catalog's and back.
macro_rules! travelling_choice {
    ($($(#[$doc:meta])* $name:ident = $catalog:ident { $($variant:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
        #[serde(rename_all = "camelCase")]
        pub enum $name {
            $($variant),+
        }

        impl From<sync_contract::catalog::$catalog> for $name {
            fn from(choice: sync_contract::catalog::$catalog) -> Self {
                match choice {
                    $(sync_contract::catalog::$catalog::$variant => Self::$variant),+
                }
            }
        }

        impl From<$name> for sync_contract::catalog::$catalog {
            fn from(choice: $name) -> Self {
                match choice {
                    $($name::$variant => Self::$variant),+
                }
            }
        }
    )+};
}
pub(crate) use travelling_choice;
