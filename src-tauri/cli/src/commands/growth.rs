//! A child's growth in words.

use clinic::growth::{GrowthView, age_text};
use clinic::measurements::ChildCentile;

use crate::text::Clocks;

pub(super) fn growth_text(growth: &GrowthView, clocks: &Clocks) -> String {
    let lines = growth.points.iter().map(|point| {
        let at = clocks.time(&point.at);
        let age = match &point.corrected {
            Some(corrected) => format!(
                "{}, corrected {}",
                age_text(point.age_days),
                age_text(corrected.age_days)
            ),
            None => age_text(point.age_days),
        };
        let score = match (point.z, point.centile) {
            (Some(z), Some(centile)) => {
                format!("  z {:.2}, centile {}", z.0, centile_text(centile.0))
            }
            _ if growth.sex.is_none() => "  no curves: give --curves-of FEMALE or MALE".to_owned(),
            _ => "  outside of the reference".to_owned(),
        };
        let warning = if point.is_implausible {
            ", implausible"
        } else {
            ""
        };
        format!(
            "{at}  {age}  {} {}{score}{warning}",
            point.value.0, growth.unit
        )
    });
    let text = clocks.headed(lines.collect(), "Nothing of this kind was recorded yet.");
    let remarks = growth_remarks(growth).into_iter();
    let lines = [growth.title.clone()].into_iter().chain(remarks);
    lines.chain([text]).collect::<Vec<_>>().join("\n")
}

/// Returns what is to be known of the ages, and of the height that the child may reach.
fn growth_remarks(growth: &GrowthView) -> Vec<String> {
    let birth = &growth.birth;
    let estimated = birth.is_estimated.then(|| {
        "The birth date is an estimate, and so are the ages and all centiles by age.".to_owned()
    });
    let gestation = birth.gestation.as_ref().map(|gestation| {
        let until = match birth.corrected_until_months {
            Some(months) => {
                format!("ages are corrected until a corrected age of {months} months")
            }
            None => "no age is corrected".to_owned(),
        };
        format!("Born at {gestation} weeks: {until}.")
    });
    let asked = birth.asks_gestation.then(|| {
        "Gestation at birth is not recorded. Add it to correct the age: profile edit --gestation."
            .to_owned()
    });
    let target = growth.target.as_ref().map(|target| {
        let centile = target.centile.map_or(String::new(), |centile| {
            format!(", centile {}", centile_text(centile.0))
        });
        format!(
            "Target height by the parents’ heights: {} cm, {} to {} cm{centile} ({}; {}).",
            target.cm.0, target.low_cm.0, target.high_cm.0, target.source, target.reference_title
        )
    });
    [estimated, gestation, asked, target]
        .into_iter()
        .flatten()
        .collect()
}

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

/// Returns a whole centile; at the ends a reference tells no more than that.
fn centile_text(centile: f64) -> String {
    match centile {
        ..1.0 => "< 1".into(),
        99.0.. => "> 99".into(),
        centile => format!("{centile:.0}"),
    }
}
