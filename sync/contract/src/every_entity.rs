//! The cells that every entity has: created, and deleted where its rows can be deleted.

use crate::descriptor::{Authority, CREATED, CellSpec, DELETION, FieldSpec, Privacy};
use crate::field::{Field, Paragraph, Time};
use crate::ids::{PatientId, UserId};
use crate::phi::{self, Compartment, Phi};
use crate::value::Kind;

crate::choices! {
    /// The reason of a deletion, for users who may not read the sealed one.
    DeletionReason {
        EnteredInError = "ENTERED_IN_ERROR",
        Duplicate = "DUPLICATE",
        NoLongerNeeded = "NO_LONGER_NEEDED",
        PatientRequest = "PATIENT_REQUEST",
        Other = "OTHER",
    }
}

pub const CREATED_AT: u16 = 1;
pub const CREATED_BY: u16 = 2;
pub const PATIENT: u16 = 3;
pub const DELETED_AT: u16 = 1;
pub const DELETED_BY: u16 = 2;
pub const DELETED_REASON: u16 = 3;
pub const DELETED_REASON_TEXT: u16 = 4;

const fn field<T: Field>(number: u16, name: &'static str) -> FieldSpec {
    FieldSpec {
        number,
        name,
        kind: T::KIND,
        optional: T::OPTIONAL,
        length_max: T::LENGTH_MAX,
        choices: T::CHOICES,
        references: T::REFERENCES,
        privacy: T::PRIVACY,
        blind: false,
    }
}

const CREATED_FIELDS: [FieldSpec; 3] = [
    field::<Time>(CREATED_AT, "created_at"),
    field::<UserId>(CREATED_BY, "created_by"),
    field::<PatientId>(PATIENT, "patient"),
];
const CREATED_OF_PATIENT: &[FieldSpec] = &CREATED_FIELDS;
const CREATED_OF_CLINIC: &[FieldSpec] = CREATED_OF_PATIENT.split_at(2).0;

const fn deleted(reason_text: FieldSpec) -> [FieldSpec; 4] {
    [
        field::<Option<Time>>(DELETED_AT, "deleted_at"),
        field::<Option<UserId>>(DELETED_BY, "deleted_by"),
        field::<Option<DeletionReason>>(DELETED_REASON, "deleted_reason"),
        reason_text,
    ]
}

type Reason<C> = Phi<C, Option<Paragraph>>;
const DELETED_CONTACT: [FieldSpec; 4] = deleted(field::<Reason<phi::Contact>>(
    DELETED_REASON_TEXT,
    "reason_text",
));
const DELETED_CLINICAL: [FieldSpec; 4] = deleted(field::<Reason<phi::Clinical>>(
    DELETED_REASON_TEXT,
    "reason_text",
));
const DELETED_BILLING: [FieldSpec; 4] = deleted(field::<Reason<phi::Billing>>(
    DELETED_REASON_TEXT,
    "reason_text",
));
const DELETED_STAFF: [FieldSpec; 4] = deleted(field::<Reason<phi::Staff>>(
    DELETED_REASON_TEXT,
    "reason_text",
));
const DELETED_OPERATIONS: [FieldSpec; 4] = deleted(field::<Reason<phi::Operations>>(
    DELETED_REASON_TEXT,
    "reason_text",
));
const DELETED_ANY: &[FieldSpec] = &DELETED_CONTACT;
/// An entity without a compartment cannot seal a text, so only the code remains.
const DELETED_CLEAR: &[FieldSpec] = DELETED_ANY.split_at(3).0;

const fn compartment_of(cells: &[CellSpec]) -> Option<Compartment> {
    let mut i = 0;
    while i < cells.len() {
        let fields = cells[i].fields;
        let mut j = 0;
        while j < fields.len() {
            if let Privacy::Sealed(compartment) = fields[j].privacy {
                return Some(compartment);
            }
            j += 1;
        }
        i += 1;
    }
    None
}

const fn deletion_fields(cells: &[CellSpec]) -> &'static [FieldSpec] {
    match compartment_of(cells) {
        None => DELETED_CLEAR,
        Some(Compartment::Contact) => &DELETED_CONTACT,
        Some(Compartment::Clinical) => &DELETED_CLINICAL,
        Some(Compartment::Billing) => &DELETED_BILLING,
        Some(Compartment::Staff) => &DELETED_STAFF,
        Some(Compartment::Operations) => &DELETED_OPERATIONS,
        Some(Compartment::Audit) => panic!("no entity seals its fields to the audit key"),
    }
}

/// The declared cells between the created and the deleted one.
pub const fn with_every_entity<const N: usize>(
    declared: &[CellSpec],
    of_patient: bool,
) -> [CellSpec; N] {
    let created = CellSpec {
        number: CREATED,
        name: "created",
        fields: if of_patient {
            CREATED_OF_PATIENT
        } else {
            CREATED_OF_CLINIC
        },
    };
    let mut cells = [created; N];
    let mut i = 0;
    while i < declared.len() {
        assert!(
            declared[i].number > 0 && declared[i].number < 254,
            "cells 0, 254 and 255 are every entity's"
        );
        cells[i + 1] = declared[i];
        i += 1;
    }
    cells[N - 1] = CellSpec {
        number: DELETION,
        name: "deleted",
        fields: deletion_fields(declared),
    };
    cells
}

/// An append-only row is voided by a reversing row, never deleted.
pub const fn used(cells: &'static [CellSpec], authority: Authority) -> &'static [CellSpec] {
    match authority {
        Authority::AppendOnly | Authority::AdminSignedAppendOnly => {
            cells.split_at(cells.len() - 1).0
        }
        _ => cells,
    }
}

/// The columns of every table, whatever its cells: identity, the derived last write, the cells' clocks and tags.
pub const ROW_COLUMNS: [(&str, Kind); 3] = [
    ("id", Kind::Uuid),
    ("tenant_id", Kind::Uuid),
    ("cells", Kind::Bytes),
];
/// Derived from the largest cell clock and its author; append-only tables have none.
pub const DERIVED_COLUMNS: [(&str, Kind); 2] =
    [("updated_at", Kind::Time), ("updated_by", Kind::Uuid)];
