//! Times as a person reads them: by the clinic's clocks, which are those of its first building, as in the window.

use chrono_tz::Tz;
use clinic::Clinic;
use clinic::view::At;

use crate::exit::Result;

pub struct Clocks(Tz);

impl Clocks {
    pub fn of(clinic: &Clinic) -> Result<Self> {
        Ok(Self(clinic.zone()?))
    }

    pub fn zone(&self) -> &str {
        self.0.name()
    }

    /// `2026-11-20 10:30`, where it is said whose clocks these are.
    pub fn time(&self, at: &At) -> String {
        self.shown(at, "%Y-%m-%d %H:%M")
    }

    /// The same to the second.
    pub fn exact_time(&self, at: &At) -> String {
        self.shown(at, "%Y-%m-%d %H:%M:%S")
    }

    /// `2026-11-20 10:30 (Europe/Paris)`, where it stands alone.
    pub fn time_and_zone(&self, at: &At) -> String {
        format!("{} ({})", self.time(at), self.zone())
    }

    /// One line each under whose clocks these are, or the sentence that there are none.
    pub fn headed(&self, lines: Vec<String>, none: &str) -> String {
        match lines.as_slice() {
            [] => none.to_owned(),
            lines => format!(
                "Times are by the clocks of {}.\n{}",
                self.zone(),
                lines.join("\n")
            ),
        }
    }

    fn shown(&self, at: &At, form: &str) -> String {
        match at.to_time("at") {
            Ok(time) => clinic::clock::local(time, &self.0).format(form).to_string(),
            Err(_) => at.0.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_time_is_told_by_the_clinic_s_clocks_with_their_name() {
        let at = At("2026-11-20T23:30:05.250Z".to_owned());
        let paris = Clocks("Europe/Paris".parse::<Tz>().unwrap());
        assert_eq!(paris.time_and_zone(&at), "2026-11-21 00:30 (Europe/Paris)");
        assert_eq!(paris.exact_time(&at), "2026-11-21 00:30:05");
        let summer = At("2026-07-20T23:30:00Z".to_owned());
        assert_eq!(paris.time(&summer), "2026-07-21 01:30");
        let utc = Clocks(Tz::UTC);
        assert_eq!(utc.time_and_zone(&at), "2026-11-20 23:30 (UTC)");
        assert_eq!(utc.headed(Vec::new(), "None."), "None.");
        assert_eq!(
            paris.headed(vec!["a".to_owned(), "b".to_owned()], "None."),
            "Times are by the clocks of Europe/Paris.\na\nb"
        );
    }
}
