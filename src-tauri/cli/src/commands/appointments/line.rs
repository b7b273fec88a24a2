//! An appointment in one line.

use clinic::appointments::{AbsenceBand, AppointmentView, ClashOf};

use crate::text::{Clocks, elsewhere, label};

pub fn line(appointment: &AppointmentView, starts: &str) -> String {
    let names: Vec<&str> = appointment
        .patients
        .iter()
        .map(|patient| patient.name.as_str())
        .collect();
    let facility = elsewhere(appointment.facility.as_deref());
    let mut line = format!(
        "{}  {starts}  {}  {}  {}{}  {}",
        appointment.id,
        label(&appointment.status),
        appointment.provider,
        appointment.room.as_deref().unwrap_or("-"),
        facility,
        names.join(", ")
    );
    if let Some(group) = &appointment.group {
        line.push_str(&format!("  {}/{}", group.booked, group.seats));
        if let Some(topic) = &group.topic {
            line.push_str(&format!(" {topic}"));
        }
    }
    if let Some(series) = &appointment.series {
        line.push_str(&format!("  {} of {}", series.number, series.of));
    }
    if let Some(reason) = &appointment.reason {
        line.push_str(&format!("  {reason}"));
    }
    line
}

/// Returns what is absent at the time of an appointment; empty where nothing is.
pub fn absent(appointment: &AppointmentView) -> String {
    let sentence = |of: &ClashOf| match of {
        ClashOf::Provider => format!("\n{} is absent then.", appointment.provider),
        ClashOf::Room => "\nThe room is closed then.".to_owned(),
        ClashOf::Patient => String::new(),
    };
    appointment.absent.iter().map(sentence).collect()
}

/// Returns what is to be known of an appointment that was booked or moved, each in a line; empty where nothing is.
pub fn notes(appointment: &AppointmentView) -> String {
    let mut notes = String::new();
    if !appointment.overlaps.is_empty() {
        let others: Vec<&str> = appointment
            .overlaps
            .iter()
            .map(|id| id.0.as_str())
            .collect();
        notes.push_str(&format!("\nIt clashes with {}.", others.join(", ")));
    }
    notes.push_str(&absent(appointment));
    if appointment.outside_hours {
        notes.push_str(&format!(
            "\n{} does not work at that time.",
            appointment.provider
        ));
    }
    notes
}

/// `  Kofi Boateng  absent 2026-11-27 16:00 to 2026-11-27 17:00  Team meeting`.
pub fn band_line(band: &AbsenceBand, clocks: &Clocks) -> String {
    let state = match band.room_id {
        Some(_) => "closed",
        None => "absent",
    };
    let (from, to) = (clocks.time(&band.starts_at), clocks.time(&band.ends_at));
    let line = format!("  {}  {state} {from} to {to}  {}", band.name, band.reason);
    line.trim_end().to_owned()
}
