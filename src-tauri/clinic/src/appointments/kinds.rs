//! What kinds of appointment a clinic starts with, and how long each takes.

const TYPES: &str = include_str!("../../../../seeds/reference/diary/appointment_types.csv");

/// An appointment takes this long unless its type says otherwise.
pub const MINUTES_DEFAULT: u32 = 30;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentType {
    pub code: String,
    pub name: String,
    pub minutes: u32,
}

pub fn appointment_types() -> Vec<AppointmentType> {
    let records = csv::Reader::from_reader(TYPES.as_bytes()).into_records();
    let read = records.map(|record| {
        let record = record.expect("the built-in types are checked by a test");
        AppointmentType {
            code: record[0].to_owned(),
            name: record[1].to_owned(),
            minutes: record[2]
                .parse()
                .expect("the built-in types are checked by a test"),
        }
    });
    read.collect()
}

pub fn minutes_of(code: &str) -> u32 {
    let known = appointment_types()
        .into_iter()
        .find(|kind| kind.code == code);
    known.map_or(MINUTES_DEFAULT, |kind| kind.minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_says_how_long_it_takes() {
        assert_eq!(minutes_of("FOLLOW_UP"), 30);
        assert_eq!(minutes_of("INITIAL"), 60);
        assert_eq!(minutes_of("TEA"), MINUTES_DEFAULT);
        assert!(appointment_types().iter().all(|kind| !kind.name.is_empty()));
    }
}
