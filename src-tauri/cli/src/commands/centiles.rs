//! A child's centile in words.

use clinic::measurements::ChildCentile;

/// Returns a child's centile after a value, with all that it is computed from again besides the sex and the value;
/// nothing for an adult.
pub(super) fn centile_remark(centile: Option<&ChildCentile>) -> String {
    centile.map_or(String::new(), |of| {
        let age = match of.is_corrected {
            true => "corrected age",
            false => "age",
        };
        format!(
            " (centile {}, z {:.2}, {}, {age} {} days)",
            centile_text(of.centile.0),
            of.z.0,
            of.reference.title(),
            of.age_days
        )
    })
}

/// Returns a whole centile; near its ends a reference is no more precise.
pub(super) fn centile_text(centile: f64) -> String {
    match centile {
        ..1.0 => "< 1".into(),
        99.0.. => "> 99".into(),
        centile => format!("{centile:.0}"),
    }
}
