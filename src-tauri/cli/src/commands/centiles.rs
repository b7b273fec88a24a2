//! A child's centile in words.

use clinic::measurements::ChildCentile;

/// Returns a child's centile with its reference, after a value; nothing for an adult.
pub(super) fn centile_remark(centile: Option<&ChildCentile>) -> String {
    centile.map_or(String::new(), |of| {
        let age = match of.is_corrected {
            true => ", corrected age",
            false => "",
        };
        let title = of.reference.title();
        format!(" (centile {}, {title}{age})", centile_text(of.centile.0))
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
