//! Forms about the clinic, about a pregnancy or a stay, and those of the front desk.

use super::*;

pub(super) const CLINIC_FORMS: &[Form] = &[
    (
        "pregnancy",
        |clinic, of| {
            let wrong = json!({
                "dueDate": null, "weightBefore": "9 kg", "endedOn": "2031-01-01", "outcome": null,
                "breastfeedingUntil": "soon",
            });
            pregnancies::add(clinic, &of.patient, &form(wrong)).map(drop)
        },
        &["dueDate", "weightBefore", "endedOn", "breastfeedingUntil"],
    ),
    (
        "pregnancy that ended",
        |clinic, of| {
            let wrong = json!({
                "dueDate": "2030-01-01", "weightBefore": "heavy", "endedOn": "2020-01-01", "outcome": null,
                "breastfeedingUntil": "2020-02-01",
            });
            pregnancies::add(clinic, &of.patient, &form(wrong)).map(drop)
        },
        &["dueDate", "weightBefore", "outcome", "breastfeedingUntil"],
    ),
    (
        "stay",
        |clinic, of| {
            let wrong = json!({
                "departmentId": null, "roomId": uuid::Uuid::nil(), "bed": "x".repeat(51), "fromDay": "2999-01-01",
                "untilDay": "soon",
            });
            crate::stays::record::add(clinic, &of.patient, &form(wrong)).map(drop)
        },
        &["room", "bed", "fromDay", "untilDay"],
    ),
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
        "type of appointment",
        |clinic, _| {
            let wrong = json!({
                "name": "Suivi", "minutes": 0, "mode": "phone", "seats": 1, "colour": "red", "isActive": true,
            });
            appointment_types::add(clinic, &form(wrong)).map(drop)
        },
        &["name", "minutes", "seats"],
    ),
    (
        "absence",
        |clinic, _| {
            let wrong = json!({
                "providerId": uuid::Uuid::nil(), "roomId": uuid::Uuid::nil(), "startsAt": "1850-01-01T00:00:00Z",
                "endsAt": "2999-01-01T00:00:00Z", "reason": "x".repeat(256),
            });
            absences::record::add(clinic, &form(wrong)).map(drop)
        },
        &["providerId", "roomId", "startsAt", "endsAt", "reason"],
    ),
    (
        "waiting list",
        |clinic, of| {
            let wrong = json!({ "patientId": of.patient, "wishes": {
                "typeId": "TEA", "providerId": uuid::Uuid::nil(), "weekdays": [], "fromTime": "9", "untilTime": "25:00",
                "fromDay": "1850-01-01", "untilDay": "2999-01-01", "note": "x".repeat(256),
            } });
            waiting_list::record::add(clinic, &form(wrong)).map(drop)
        },
        &[
            "typeId",
            "providerId",
            "fromTime",
            "untilTime",
            "fromDay",
            "untilDay",
            "note",
        ],
    ),
    (
        "cash report",
        |clinic, _| {
            let count =
                json!({ "cashierId": "no id", "method": "cash", "currency": "EUR", "counted": "" });
            let wrong = json!({ "counts": [count], "remark": "\u{7}" });
            let day = crate::view::Day("2999-01-01".into());
            invoices::cash::close(clinic, &day, &form(wrong)).map(drop)
        },
        &["day", "counts.0", "remark"],
    ),
    (
        "invoice draft",
        |clinic, of| {
            let line =
                json!({ "serviceId": "no id", "quantity": "0", "price": "-1", "tax": "101" });
            let wrong = json!({ "lines": [line], "dueDays": "soon", "claim": crate::invoices::ClaimForm::default() });
            let new = json!({ "patientId": of.patient, "appointmentId": null, "form": wrong });
            invoices::draft::add(clinic, &form(new)).map(drop)
        },
        &[
            "lines.0.serviceId",
            "lines.0.quantity",
            "lines.0.price",
            "lines.0.tax",
            "dueDays",
        ],
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
    (
        "referral",
        |clinic, of| {
            let wrong = json!({
                "from": "", "organisation": " ", "contact": long(), "reason": long(),
                "received": "2999-01-01", "validUntil": "soon", "sessionsAllowed": "0",
            });
            let new = json!({ "patientId": of.patient, "form": wrong });
            referrals::add(clinic, &form(new)).map(drop)
        },
        &[
            "from",
            "contact",
            "reason",
            "received",
            "validUntil",
            "sessionsAllowed",
        ],
    ),
];
