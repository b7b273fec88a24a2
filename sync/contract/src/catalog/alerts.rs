//! Alerts within the clinic, and how far each was escalated.

use crate::field::{Line, Paragraph, Time};
use crate::ids::{
    AlertEscalationId, AlertId, DepartmentId, FacilityId, RoomId, TenantId, UserId, derived_id,
};
use crate::phi::{Operations, Phi};

crate::choices! {
    AlertKind { Medical = "MEDICAL", Security = "SECURITY", Fire = "FIRE", Operational = "OPERATIONAL" }
    AlertPriority { Low = "LOW", Medium = "MEDIUM", High = "HIGH", Critical = "CRITICAL" }
    /// As a person ended it. That one has expired follows from its end and the clock, and is not stored.
    AlertOutcome { Resolved = "RESOLVED", Cancelled = "CANCELLED" }
    EscalationReason { Timeout = "TIMEOUT", NoResponse = "NO_RESPONSE", Manual = "MANUAL" }
}

crate::entity! {
    /// What needs people now, and where. It names no patient. Who has taken it on and how it ended are cells of their
    /// own, so that two computers that were apart may have written either. Its level is not stored: it follows from the
    /// rows and the clock.
    Alert(AlertId) = 120 in "alerts", scope Clinic,
    authority PerCell, bootstrap Identities, write AlertsWrite {
        cell 1 call {
            1 kind: AlertKind;
            2 priority: AlertPriority;
            3 facility: FacilityId;
            4 department: Option<DepartmentId>;
            5 room: Option<RoomId>;
            6 raised_at: Time;
            /// From then on it counts as resolved.
            7 expires_at: Option<Time>;
            8 title: Phi<Operations, Line>;
            9 description: Phi<Operations, Option<Paragraph>>;
        }
        cell 2 acknowledgement {
            10 acknowledged_at: Option<Time>;
            11 acknowledged_by: Option<UserId>;
        }
        cell 3 ending {
            12 outcome: Option<AlertOutcome>;
            13 ended_at: Option<Time>;
            14 ended_by: Option<UserId>;
            15 remark: Phi<Operations, Option<Line>>;
        }
    }
}

crate::entity! {
    /// An alert went up by a level: a timer was due, or a person said so. The level follows from the alert, from what
    /// people said and from the clock; the row of a timer only logs it, so one that a wrong clock wrote escalates
    /// nothing.
    AlertEscalation(AlertEscalationId) = 121 in "alert_escalations", scope Clinic,
    authority AppendOnly, bootstrap Identities, write AlertsWrite {
        cell 1 step {
            1 alert: AlertId;
            2 from_level: i64;
            3 to_level: i64;
            4 reason: EscalationReason;
            /// Of a timer when it was due, whichever computer noticed it.
            5 at: Time;
            6 remark: Phi<Operations, Option<Line>>;
        }
    }
}

/// Returns the id of the row that logs a timer: computers that were apart log it once, and no timer is logged twice.
pub fn escalation_id(
    tenant: TenantId,
    alert: AlertId,
    to_level: i64,
    reason: EscalationReason,
) -> AlertEscalationId {
    let name = format!("escalation/{alert}/{to_level}/{}", reason.as_str());
    AlertEscalationId(derived_id(tenant, &name))
}
