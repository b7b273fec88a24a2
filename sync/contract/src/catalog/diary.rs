//! Appointments: rows of the clinic, without a patient or a sealed value; each attending patient is a row of its own.
//! Also calls to patients.

use chrono::NaiveDate;
use uuid::Uuid;

use super::Colour;
use crate::field::{Line, Paragraph, Text, Time};
use crate::ids::{
    AppointmentId, AppointmentTypeId, FacilityId, RoomId, TenantId, UserId, derived_id,
};
use crate::phi::{Clinical, Contact, Phi};

crate::choices! {
    AppointmentStatus {
        Scheduled = "SCHEDULED", Confirmed = "CONFIRMED", Arrived = "ARRIVED", InRoom = "IN_ROOM",
        Completed = "COMPLETED", NoShow = "NO_SHOW", Cancelled = "CANCELLED",
    }
    AppointmentMode { InPerson = "IN_PERSON", Phone = "PHONE", Video = "VIDEO", Home = "HOME" }
    Attendance { Expected = "EXPECTED", Attended = "ATTENDED", Absent = "ABSENT", Excused = "EXCUSED" }
    StatusReason {
        PatientRequest = "PATIENT_REQUEST", ClinicRequest = "CLINIC_REQUEST", Illness = "ILLNESS",
        Weather = "WEATHER", Unreachable = "UNREACHABLE", Correction = "CORRECTION", Other = "OTHER",
    }
    CallPurpose { FollowUp = "FOLLOW_UP", Waiting = "WAITING", Reminder = "REMINDER" }
    CallResult { Reached = "REACHED", NoAnswer = "NO_ANSWER", Declined = "DECLINED" }
}

crate::entity! {
    Appointment(AppointmentId) = 30 in "appointments", scope Clinic,
    authority PerCell, bootstrap ComingWeek, write AppointmentsWrite {
        cell 1 slot {
            1 facility: FacilityId;
            2 room: Option<RoomId>;
            3 provider: UserId;
            4 starts: Time;
            5 ends: Time;
        }
        cell 2 progress { 6 status: AppointmentStatus }
        cell 3 details {
            /// The code of its type, such as `FOLLOW_UP`.
            7 kind: Text<50>;
            8 mode: AppointmentMode;
            /// Shared by the appointments of one series.
            9 series: Option<Uuid>;
            /// How many patients a group session has room for; none of an appointment of one patient.
            10 seats: Option<i64>;
        }
    }
}

crate::entity! {
    /// A type of appointment: one of the clinic's own, or one of the program's where the clinic changed it. It is about
    /// no patient, so nothing of it is sealed. Appointments name it by its code, which never changes.
    AppointmentType(AppointmentTypeId) = 16 in "appointment_types", scope Clinic,
    authority PerCell, bootstrap StaffAndSettings, write SettingsManage, rules {
        cell 1 key { 1 code: Text<50> }
        cell 2 label { 2 name: Text<60> }
        cell 3 usual {
            /// How long one takes unless it is booked otherwise.
            3 minutes: i64;
            4 mode: AppointmentMode;
            /// How many patients a group session has room for; none of a type for one patient.
            5 seats: Option<i64>;
        }
        cell 4 look { 6 colour: Colour }
        cell 5 state { 7 is_active: bool }
    }
}

/// Returns the id of a type of appointment: two devices that change one of the program's write one row.
pub fn appointment_type_id(tenant: TenantId, code: &str) -> AppointmentTypeId {
    AppointmentTypeId(derived_id(tenant, &format!("appointment-type/{code}")))
}

crate::entity! {
    /// A patient who attends an appointment: one row each.
    AppointmentPatient(AppointmentPatientId) of patient = 31 in "appointment_patients", scope Clinic,
    authority PerCell, bootstrap ComingWeek, write AppointmentsWrite {
        cell 1 booking {
            1 appointment: AppointmentId;
            2 reason: Phi<Contact, Option<Paragraph>>;
            3 notes: Phi<Contact, Option<Paragraph>>;
        }
        cell 2 presence { 4 attendance: Attendance }
    }
}

crate::entity! {
    /// What a group session is about. It tells what those who attend have, so it is apart from the appointment, which
    /// the front desk books, and a session without one has no row.
    GroupTopic(GroupTopicId) = 59 in "group_topics", scope Clinic,
    authority PerCell, bootstrap ComingWeek, write VisitsWrite {
        cell 1 session { 1 appointment: AppointmentId; }
        cell 2 subject { 2 topic: Phi<Clinical, Option<Line>> }
    }
}

crate::entity! {
    /// A status change of an appointment; the user is the row's author. In a group appointment each patient has a row,
    /// so that the text is erased with the patient whom it is about.
    AppointmentStatusChange(AppointmentStatusChangeId) of patient = 32 in "appointment_status_changes", scope Clinic,
    authority AppendOnly, bootstrap ComingWeek, write AppointmentsWrite {
        cell 1 change {
            1 appointment: AppointmentId;
            2 from_status: Option<AppointmentStatus>;
            3 to_status: AppointmentStatus;
            4 at: Time;
            5 reason_code: Option<StatusReason>;
            6 reason: Phi<Contact, Option<Paragraph>>;
        }
    }
}

crate::entity! {
    /// A call to a patient, or an attempt; the user is the row's author. A user who books also calls, so it is no part
    /// of the chart, and its note is for the front desk's eyes, too.
    PhoneCall(PhoneCallId) of patient = 33 in "phone_calls", scope Clinic,
    authority AppendOnly, bootstrap Rest, write AppointmentsWrite {
        cell 1 call {
            1 purpose: CallPurpose;
            2 at: Time;
            3 result: CallResult;
            4 retry_on: Option<NaiveDate>;
            5 note: Phi<Contact, Option<Line>>;
        }
    }
}
