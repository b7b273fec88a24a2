//! An appointment in one line.

use clinic::appointments::AppointmentView;

use crate::text::label;

pub fn line(appointment: &AppointmentView, starts: &str) -> String {
    let names: Vec<&str> = appointment
        .patients
        .iter()
        .map(|patient| patient.name.as_str())
        .collect();
    let mut line = format!(
        "{}  {starts}  {}  {}  {}  {}",
        appointment.id,
        label(&appointment.status),
        appointment.provider,
        appointment.room.as_deref().unwrap_or("-"),
        names.join(", ")
    );
    if let Some(reason) = &appointment.reason {
        line.push_str(&format!("  {reason}"));
    }
    line
}
