//! Forms about the clinic, not about a patient.

use super::*;

pub(super) const CLINIC_FORMS: &[Form] = &[
    (
        "service",
        |clinic, _| {
            let wrong = json!({
                "code": "x".repeat(21), "name": "", "price": "-1", "currency": "ZZZ", "tax": "101", "isActive": true,
            });
            services::add(clinic, &form(wrong)).map(drop)
        },
        &["code", "name", "price", "currency", "tax"],
    ),
    (
        "alert",
        |clinic, _| {
            let wrong = json!({
                "kind": "fire", "priority": "low", "facilityId": null, "title": "", "description": endless(),
                "departmentId": uuid::Uuid::nil(), "roomId": uuid::Uuid::nil(), "expiresAt": "2020-01-01T00:00:00Z",
            });
            alerts::raise::raise(clinic, &form(wrong)).map(drop)
        },
        &["title", "department", "room", "description", "expiresAt"],
    ),
];
