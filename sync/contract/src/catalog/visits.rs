//! Visits and their measurements.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::field::{Line, Paragraph, Text, Time};
use crate::ids::{AppointmentId, MeasurementKindId, UserId, VisitId};
use crate::phi::{Clinical, Phi};

crate::choices! {
    VisitType { Initial = "INITIAL", FollowUp = "FOLLOW_UP", Group = "GROUP", Phone = "PHONE" }
    MeasurementMethod {
        Measured = "MEASURED", Reported = "REPORTED", Estimated = "ESTIMATED", Device = "DEVICE",
    }
    /// What the patient had done before.
    MeasurementContext { Fasting = "FASTING", BeforeMeal = "BEFORE_MEAL", AfterMeal = "AFTER_MEAL" }
    /// Whether a reading is still to be checked is computed from those before it.
    MeasurementFlag { Confirmed = "CONFIRMED" }
}

crate::entity! {
    Visit(VisitId) of patient = 40 in "visits", scope Patient,
    authority PerCell, bootstrap Rest, write VisitsWrite {
        cell 1 facts {
            1 provider: UserId;
            2 appointment: Option<AppointmentId>;
            3 kind: VisitType;
            4 started_at: Time;
        }
        cell 2 course { 5 ended_at: Option<Time> }
        cell 3 complaint { 6 chief_complaint: Phi<Clinical, Option<Paragraph>> }
        cell 4 outcome {
            7 summary: Phi<Clinical, Option<Paragraph>>;
            8 follow_up_required: bool;
            9 follow_up_date: Option<NaiveDate>;
        }
    }
}

crate::entity! {
    /// One measurement. Kind and unit are clear, as they reveal little without the value, which is sealed.
    Measurement(MeasurementId) of patient = 41 in "measurements", scope Patient,
    authority PerCell, bootstrap Rest, write MeasurementsWrite {
        cell 1 reading {
            1 visit: Option<VisitId>;
            /// The code of a measurement kind, such as `WEIGHT` or `BLOOD_PRESSURE`; `OWN` for the clinic's own.
            2 kind: Text<50>;
            /// In the unit below.
            3 value: Phi<Clinical, Decimal>;
            /// The diastolic pressure of a blood pressure.
            4 second_value: Phi<Clinical, Option<Decimal>>;
            /// UCUM code of the stored unit.
            5 unit: Text<20>;
            6 measured_at: Time;
            7 method: Option<MeasurementMethod>;
            /// As it was typed.
            8 entered: Phi<Clinical, Option<Text<100>>>;
            9 device: Phi<Clinical, Option<Line>>;
            /// A person was asked about an improbable value or time, and kept it.
            10 flag: Phi<Clinical, Option<MeasurementFlag>>;
            /// Which one of the clinic's own kinds, for the code `OWN`.
            11 own_kind: Option<MeasurementKindId>;
            /// What stood there before the last correction of the value, such as `72.4 kg`.
            12 former: Phi<Clinical, Option<Text<100>>>;
            /// The user who entered the former value.
            13 former_by: Phi<Clinical, Option<UserId>>;
            14 context: Phi<Clinical, Option<MeasurementContext>>;
        }
    }
}

crate::entity! {
    /// A kind of measurement of the clinic's own. It is about no patient, so nothing of it is sealed. Whether it is
    /// offered is a cell of its own, and so are its limits: taking it out of use is no conflict with renaming it.
    MeasurementKind(MeasurementKindId) = 13 in "measurement_kinds", scope Clinic,
    authority PerCell, bootstrap StaffAndSettings, write SettingsManage, rules {
        cell 1 kind {
            1 name: Text<60>;
            /// As people write it; empty where the value is a bare number.
            2 unit: Option<Text<20>>;
            /// Decimal places, 0 to 3.
            3 decimals: i64;
        }
        cell 2 limits {
            /// A value outside of these is a typing error.
            4 lowest: Decimal;
            5 highest: Decimal;
            /// A value outside of these is asked about.
            6 odd_below: Option<Decimal>;
            7 odd_above: Option<Decimal>;
        }
        cell 3 state { 8 is_active: bool }
    }
}
