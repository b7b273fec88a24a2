//! Enumerations that are written as text, each word declared once.

/// Implements `ALL`, `as_str`, `Display` and `FromStr` of an enumeration.
#[macro_export]
macro_rules! spelled {
    ($name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::codec::Malformed;

            fn from_str(text: &str) -> Result<Self, $crate::codec::Malformed> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|known| known.as_str() == text)
                    .ok_or($crate::codec::Malformed(concat!("unknown ", stringify!($name))))
            }
        }
    };
}
