//! What a form changed, told from what it was loaded with.
//!
//! A form sends all of its fields, and others may have written some of them since it was loaded. What its user did not
//! touch keeps the value that is stored now.

/// Returns the wanted value of a field that differs from the loaded one, else the stored value.
pub(crate) fn changed_or_stored<T: PartialEq + Clone>(loaded: &T, wanted: &T, stored: T) -> T {
    if wanted == loaded {
        stored
    } else {
        wanted.clone()
    }
}

/// Merges the forms of one type field by field. A field that is not named does not compile.
macro_rules! merged_form {
    ($form:ident { $($field:ident),+ } of $loaded:expr, $wanted:expr, $stored:expr) => {{
        let (loaded, wanted, stored) = ($loaded, $wanted, $stored);
        $form {
            $($field: $crate::form_edit::changed_or_stored(&loaded.$field, &wanted.$field, stored.$field),)+
        }
    }};
}

pub(crate) use merged_form;
