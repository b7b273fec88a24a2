//! Output as lines of text: the same facts as in the JSON, in less room.

use chrono_tz::Tz;
use clinic::Clinic;
use clinic::measurements::{Measure, OwnMeasure};
use clinic::names::PatientName;
use clinic::view::{At, Quantity};
use console::measure_text_width;
use serde::Serialize;

use crate::answer::{snake, word};
use crate::exit::Result;

/// Said after a sync with a server that was restored from a backup.
pub const SERVER_RESTORED: &str = "The clinic's server was restored from an older backup. Nothing was lost here: this \
                                   computer has kept what it sent, and sends again what the server lacks.";

/// Warns that rows of other users may be only on this computer since the server was restored.
pub fn server_may_lack(restored_at: &At) -> String {
    format!(
        "The server was restored from a backup of an earlier state, noticed here on {restored_at}. What came from \
         other computers since that backup may be on this computer alone: keep it, write everything out with \
         `nutrivault export all` or `nutrivault backup create`, and enter anew what the others lack. An admin \
         ends this here with `nutrivault devices end-restored` once nothing is missing."
    )
}

/// Said when this device has taken another number.
pub const RENUMBERED: &str = "This computer goes on under a new number, because its clock had run ahead or a copy of \
                              it was in use. Nothing was lost, and there is nothing to do.";

/// Says that the clock of this computer is wrong, and by how much.
pub fn clock_is_wrong(ahead_minutes: i32) -> String {
    format!(
        "The clock of this computer is {} the server's. Nothing was lost, and what is recorded meanwhile may carry \
         a wrong time; set the clock, then look at what was recorded since it went wrong.",
        span(ahead_minutes)
    )
}

/// Returns the sentence about a jump of the server's clock.
pub fn server_has_jumped(minutes: i32) -> String {
    format!(
        "The server's clock is {} what this computer expects by its own. Nothing was lost, and the server's time was \
         not taken; ask who runs the server. If its clock is right, an admin says so with `nutrivault devices \
         take-time`.",
        span(minutes)
    )
}

/// Returns the sentence about changes that are dated ahead of the present time.
pub fn changes_are_ahead(minutes: i32) -> String {
    format!(
        "What was written last on this computer is dated {} its clock. Nothing was lost: either the clock had run \
         ahead, or it is behind now. Set it right; once it is, an admin says so with `nutrivault devices take-time`, \
         and new changes have its time. Then look at what was recorded meanwhile.",
        span(minutes)
    )
}

/// Returns by how much a clock is ahead of another, or behind it.
pub fn span(ahead_minutes: i32) -> String {
    let minutes = ahead_minutes.unsigned_abs();
    let (number, one, more) = match minutes {
        0..120 => (minutes, "minute", "minutes"),
        120..2880 => (minutes / 60, "hour", "hours"),
        _ => (minutes / 1440, "day", "days"),
    };
    let order = if ahead_minutes > 0 {
        "ahead of"
    } else {
        "behind"
    };
    format!("{} {order}", count(number as usize, one, more))
}

/// Returns the line that names a patient as every list does.
pub fn patient(patient: &PatientName) -> String {
    patient_cells(patient).join("  ")
}

/// Returns what names a patient: id, file number, birth date, name.
pub fn patient_cells(patient: &PatientName) -> [String; 4] {
    let birth = match (&patient.birth_date, patient.birth_date_estimated) {
        (None, _) => "no birth date".to_owned(),
        (Some(day), false) => day.0.clone(),
        (Some(day), true) => format!("about {}", day.0),
    };
    [
        patient.id.0.clone(),
        patient.file_number.clone(),
        birth,
        patient.name.clone(),
    ]
}

pub fn quantity(quantity: &Quantity) -> String {
    let second = quantity
        .second
        .map_or(String::new(), |second| format!("/{}", second.0));
    format!("{}{second} {}", quantity.value.0, quantity.unit)
        .trim_end()
        .to_owned()
}

/// Returns the facility of what is elsewhere, as in ` (Lyon)`; empty where the session works.
pub fn elsewhere(facility: Option<&str>) -> String {
    facility.map_or(String::new(), |name| format!(" ({name})"))
}

/// Returns a choice of a view in words: `bloodPressure` as `blood pressure`.
pub fn label(choice: &impl Serialize) -> String {
    let spelled = snake(&word(choice)).replace('_', " ");
    match spelled.find(|letter: char| letter.is_ascii_digit()) {
        Some(at) => format!("{} {}", spelled[..at].trim_end(), &spelled[at..]),
        None => spelled,
    }
}

/// Returns a kind of measurement in words, with its short name where it has one: `bmi` as `BMI`.
pub fn name(choice: &impl Serialize) -> String {
    match label(choice).as_str() {
        "bmi" => "BMI".to_owned(),
        "waist height" => "waist to height".to_owned(),
        "waist hip" => "waist to hip".to_owned(),
        other => other.to_owned(),
    }
}

/// Returns what is measured in words: the clinic's own kinds by the name that the clinic gave them.
pub fn measure(measure: &Measure) -> String {
    match measure {
        Measure::Program(kind) => name(kind),
        Measure::Own(OwnMeasure {
            name: Some(name), ..
        }) => name.clone(),
        Measure::Own(OwnMeasure { own, name: None }) => {
            format!("a kind that is not on this computer ({own})")
        }
    }
}

/// Returns a name of the clinic in words: `patient.birth_date` as `patient birth date`.
pub fn spoken(code: &str) -> String {
    code.replace(['_', '.'], " ")
}

/// Returns the lines, or the sentence that there are none.
pub fn listed(lines: Vec<String>, none: &str) -> String {
    match lines.as_slice() {
        [] => none.to_owned(),
        lines => lines.join("\n"),
    }
}

/// Returns a number with its noun: `1 change`, `2 changes`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Formats times in the clinic's time zone, that of its first building, as in the window.
pub struct Clocks(Tz);

impl Clocks {
    pub fn of(clinic: &Clinic) -> Result<Self> {
        Ok(Self(clinic.zone()?))
    }

    pub fn zone(&self) -> &str {
        self.0.name()
    }

    /// Returns `2026-11-20 10:30`, for a text that names the zone elsewhere.
    pub fn time(&self, at: &At) -> String {
        self.shown(at, "%Y-%m-%d %H:%M")
    }

    /// Returns the time to the second.
    pub fn exact_time(&self, at: &At) -> String {
        self.shown(at, "%Y-%m-%d %H:%M:%S")
    }

    /// Returns `2026-11-20 10:30 (Europe/Paris)`, for a time on its own.
    pub fn time_and_zone(&self, at: &At) -> String {
        format!("{} ({})", self.time(at), self.zone())
    }

    /// Returns the lines under a heading that names the zone, or the sentence that there are none.
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

const GAP: &str = "  ";

/// Aligns rows in columns, each as wide as its widest cell.
///
/// Width is counted in cells of a terminal: a combining mark takes none, a wide letter two.
pub fn columns<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = measure_text_width(cell).max(*width);
        }
    }
    rows.iter().map(|row| line(row, &widths)).collect()
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        let room = width.saturating_sub(measure_text_width(cell));
        line.push_str(&format!("{cell}{:room$}{GAP}", ""));
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_time_is_shown_by_the_clinic_s_clocks_with_their_zone() {
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

    fn rows(cells: &[[&str; 3]]) -> Vec<String> {
        let rows: Vec<_> = cells.iter().map(|row| row.map(str::to_owned)).collect();
        columns(&rows)
    }

    #[test]
    fn a_heading_is_aligned_with_its_column_however_wide() {
        let lines = rows(&[
            ["NUMBER", "NAME", "NEXT"],
            ["1", "Zoë Okafor", "-"],
            ["HILLSIDE-2026-000123", "김민준", "2026-11-20 10:30"],
            // a combining mark on the e, and letters that join
            ["12", "Zoe\u{308} नमस्ते", "today"],
        ]);
        let next = ["NEXT", "-", "2026-11-20 10:30", "today"];
        let starts: Vec<usize> = lines
            .iter()
            .zip(next)
            .map(|(line, next)| measure_text_width(line.strip_suffix(next).unwrap()))
            .collect();
        assert_eq!(starts, vec![starts[0]; 4], "{lines:#?}");
        assert_eq!(lines[1], format!("1{:21}Zoë Okafor  -", ""));
    }

    #[test]
    fn a_line_has_no_blanks_at_its_end() {
        let lines = rows(&[["a", "b", ""], ["a", "", "longer"]]);
        assert_eq!(lines, ["a  b", "a     longer"]);
    }
}
