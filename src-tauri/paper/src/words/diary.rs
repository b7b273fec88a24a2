//! The words of a day's list and of an appointment's card.

pub struct DiaryWords {
    pub day_list: fn(day: &str) -> String,
    /// Time, name, born, file, phone, room.
    pub columns: [&'static str; 6],
    pub none: &'static str,
    pub absent: &'static str,
    pub shut: &'static str,
    pub all_day: &'static str,
    pub from: fn(time: &str) -> String,
    pub until: fn(time: &str) -> String,
    pub appointment: &'static str,
    pub day: &'static str,
    pub time: &'static str,
    pub with: &'static str,
    pub room: &'static str,
    pub later: &'static str,
    pub cancelled: &'static str,
    pub request: &'static str,
}

pub static EN: DiaryWords = DiaryWords {
    day_list: |day| format!("Appointments, {day}"),
    columns: ["Time", "Name", "Born", "File", "Phone", "Room"],
    none: "Nobody is expected.",
    absent: "Absent",
    shut: "Closed",
    all_day: "all day",
    from: |time| format!("from {time}"),
    until: |time| format!("until {time}"),
    appointment: "Appointment",
    day: "Day",
    time: "Time",
    with: "With",
    room: "Room",
    later: "Later dates",
    cancelled: "Cancelled",
    request: "If you cannot come, please tell us as early as you can.",
};

pub static FR: DiaryWords = DiaryWords {
    day_list: |day| format!("Rendez-vous, {day}"),
    columns: ["Heure", "Nom", "Naissance", "Dossier", "Tél.", "Salle"],
    none: "Personne n’est attendu.",
    absent: "Absence",
    shut: "Salle fermée",
    all_day: "toute la journée",
    from: |time| format!("à partir de {time}"),
    until: |time| format!("jusqu’à {time}"),
    appointment: "Rendez-vous",
    day: "Jour",
    time: "Heure",
    with: "Avec",
    room: "Salle",
    later: "Dates suivantes",
    cancelled: "Annulé",
    request: "Si vous ne pouvez pas venir, merci de nous prévenir dès que possible.",
};
