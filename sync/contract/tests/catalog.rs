//! The rules that every declaration in the catalog follows.

#![allow(clippy::unwrap_used)]

use std::collections::HashSet;

use sync_contract::catalog::*;
use sync_contract::entity::{CREATED, DELETION};
use sync_contract::field::{Name, Text};
use sync_contract::ids::*;
use sync_contract::phi::{Contact, Phi};
use sync_contract::*;
use uuid::Uuid;

#[test]
fn numbers_and_tables_are_given_once_and_stand_in_order() {
    let numbers: Vec<_> = Catalog::ALL
        .iter()
        .map(|descriptor| descriptor.number)
        .collect();
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
    let tables: HashSet<_> = Catalog::ALL
        .iter()
        .map(|descriptor| descriptor.table)
        .collect();
    assert_eq!(tables.len(), Catalog::ALL.len());
}

/// Numbers are permanent: a change of one of these lines makes every existing file unreadable.
#[test]
fn the_numbers_of_entities_cells_and_fields_are_the_published_ones() {
    let mut lines = String::new();
    for descriptor in Catalog::ALL {
        for cell in descriptor.declared_cells() {
            let fields: Vec<_> = cell
                .fields
                .iter()
                .map(|field| format!("{} {}", field.number, field.name))
                .collect();
            lines += &format!(
                "{} {} / {} {} / {}\n",
                descriptor.number,
                descriptor.table,
                cell.number,
                cell.name,
                fields.join(", ")
            );
        }
    }
    assert_eq!(lines, include_str!("golden/numbers.txt"));
}

/// Rows of an entity go into the table of the first one that has its number.
#[test]
fn every_entity_has_a_number_and_a_table_of_its_own() {
    let mut numbers = HashSet::new();
    let mut tables = HashSet::new();
    for descriptor in Catalog::ALL {
        assert!(numbers.insert(descriptor.number), "{}", descriptor.name);
        assert!(tables.insert(descriptor.table), "{}", descriptor.name);
    }
}

#[test]
fn every_cell_and_field_number_is_given_once() {
    for descriptor in Catalog::ALL {
        let cells: HashSet<_> = descriptor.cells.iter().map(|cell| cell.number).collect();
        assert_eq!(cells.len(), descriptor.cells.len(), "{}", descriptor.name);
        let fields: Vec<_> = descriptor
            .declared_cells()
            .flat_map(|cell| cell.fields.iter())
            .collect();
        let numbers: HashSet<_> = fields.iter().map(|field| field.number).collect();
        let names: HashSet<_> = fields.iter().map(|field| field.name).collect();
        assert_eq!(
            (numbers.len(), names.len()),
            (fields.len(), fields.len()),
            "{}",
            descriptor.name
        );
    }
}

#[test]
fn every_entity_is_created_and_only_append_only_ones_are_never_deleted() {
    for descriptor in Catalog::ALL {
        let birth = descriptor.cell(CREATED).unwrap();
        assert_eq!(
            birth.fields.len(),
            if descriptor.of_patient { 3 } else { 2 },
            "{}",
            descriptor.name
        );
        assert_eq!(
            descriptor.cell(DELETION).is_none(),
            descriptor.authority.is_append_only(),
            "{}",
            descriptor.name
        );
    }
}

#[test]
fn an_entity_lies_in_one_compartment_and_seals_its_reasons_there() {
    for descriptor in Catalog::ALL {
        let compartments: HashSet<_> = descriptor
            .cells
            .iter()
            .filter_map(|cell| cell.compartment())
            .collect();
        assert!(compartments.len() <= 1, "{}", descriptor.name);
        if let Some(deletion) = descriptor.cell(DELETION) {
            assert_eq!(
                deletion.compartment(),
                descriptor.compartment(),
                "{}",
                descriptor.name
            );
        }
    }
}

/// Rows of no patient that admins do not sign, and that are no rules either: of the daily work, and without end.
const WORK_OF_THE_CLINIC: [&str; 13] = [
    "Patient",
    "Appointment",
    "Absence",
    "ClashDecision",
    "FreedSlot",
    "GroupTopic",
    "ConflictResolution",
    "Recipe",
    "PatientImport",
    "CashClosing",
    "Expense",
    "Alert",
    "AlertEscalation",
];

/// An entity that is added says whether an older row of it must not pass for the newest one.
#[test]
fn what_no_patient_has_is_guarded_or_is_daily_work() {
    let all = Catalog::ALL.iter().filter(|known| !known.of_patient);
    let unguarded: Vec<_> = all
        .filter(|known| !known.is_guarded())
        .map(|known| known.name)
        .collect();
    assert_eq!(unguarded, WORK_OF_THE_CLINIC);
    for rule in Catalog::ALL.iter().filter(|known| known.is_rule) {
        assert!(!rule.authority.is_admin_signed(), "{}", rule.name);
        assert!(
            !rule.of_patient && rule.scope == Scope::Clinic,
            "{}",
            rule.name
        );
    }
}

#[test]
fn a_number_lies_in_a_range_and_only_typed_text_has_a_length() {
    for descriptor in Catalog::ALL {
        assert!(
            Catalog::least_right(descriptor.number).is_some(),
            "{}",
            descriptor.name
        );
    }
    assert_eq!(Catalog::least_right(999), None);
    for (number, right) in [
        (16, Right::SettingsManage),
        (17, Right::PatientsExport),
        (18, Right::SettingsManage),
        (51, Right::VisitsWrite),
        (52, Right::PatientsUpdate),
        (56, Right::PatientsUpdate),
        (57, Right::VisitsWrite),
        (71, Right::DocumentsWrite),
        (72, Right::PatientsUpdate),
        (80, Right::VisitsWrite),
        (84, Right::ProfilesWrite),
        (85, Right::ProfilesWrite),
        (86, Right::VisitsWrite),
        (90, Right::ProfilesWrite),
        (95, Right::PrescriptionsWrite),
        (96, Right::PrescriptionsDispense),
        (97, Right::ProfilesWrite),
        (110, Right::BillingServices),
        (113, Right::BillingWrite),
        (114, Right::BillingCollect),
        (120, Right::AlertsWrite),
        (129, Right::AlertsWrite),
    ] {
        assert_eq!(Catalog::least_right(number), Some(right), "{number}");
    }
    let length = |entity: &str, field: &str| {
        Catalog::field_lengths()
            .find(|length| (length.entity, length.field) == (entity, field))
            .map(|length| length.length_max)
    };
    assert_eq!(length("Patient", "city"), Some(255));
    assert_eq!(length("Patient", "address_lines"), Some(4000));
    assert_eq!(length("Patient", "sex"), None);
    assert_eq!(length("User", "wrapped_keys"), None);
}

#[test]
fn a_constant_names_the_field_that_is_declared_there() {
    let key = User::FIELD.signing_key;
    assert_eq!(
        (key.number, key.index, key.spec.name),
        (12, 1, "signing_key")
    );
    assert_eq!(key.cell.number, User::CELL.keys.number);
    assert_eq!(key.index_in(User::CELL.keys), Some(1));
    assert_eq!(key.index_in(User::CELL.password), None);
    assert_eq!(UserId::ENTITY, User::DESCRIPTOR.number);
}

#[test]
fn every_reference_names_an_entity_of_the_catalog() {
    for field in Catalog::ALL
        .iter()
        .flat_map(|descriptor| descriptor.cells)
        .flat_map(|cell| cell.fields)
    {
        if let Some(number) = field.references {
            assert!(Catalog::by_number(number).is_some(), "{}", field.name);
        }
    }
}

#[test]
fn a_struct_becomes_a_row_and_comes_back() {
    let patient = Patient {
        id: PatientId(Uuid::from_u128(1)),
        given_name: Phi::new(Some(Name::new("Zoë").unwrap())),
        family_name: Phi::new(None),
        other_names: Phi::new(None),
        birth_date: Phi::new(Some(sync_contract::field::date(1992, 3, 12))),
        birth_date_estimated: Phi::new(false),
        sex: Sex::Female,
        gender: Phi::new(None),
        dietitian: None,
        facility: Some(FacilityId(Uuid::from_u128(2))),
        status: PatientStatus::Active,
        phones: Phi::new(None),
        email: Phi::new(None),
        preferred_language: None,
        address_lines: Phi::new(None),
        city: Phi::new(None),
        state: Phi::new(None),
        postal_code: Phi::new(None),
        country: Phi::new(None),
        file_number: Phi::<Contact, _>::new(Some(Text::new("000482").unwrap())),
        national_id: Phi::undecryptable(),
        import: Some(PatientImportId(Uuid::from_u128(3))),
    };
    let row = patient.to_row();
    for cell in Patient::DESCRIPTOR
        .declared_cells()
        .filter(|cell| cell.number != Patient::CELL.identifiers.number)
    {
        row.cell(cell.number).unwrap().check(cell).unwrap();
    }
    assert!(
        row.cell(Patient::CELL.identifiers.number)
            .unwrap()
            .has_undecryptable()
    );
    assert_eq!(Patient::from_row(&row).unwrap(), patient);
    assert!(!format!("{patient:?}").contains("Zoë"));
}

#[test]
fn a_value_outside_its_declaration_is_refused() {
    let status = Patient::FIELD.status.spec;
    for (value, fits) in [
        (Value::Text("ACTIVE".into()), true),
        (Value::Text("active".into()), false),
        (Value::Null, false),
        (Value::Int(1), false),
        (Value::Undecryptable, false),
    ] {
        assert_eq!(row::check_value(status, &value).is_ok(), fits);
    }
}

#[test]
fn rights_come_back_from_their_canonical_text() {
    let text = right::rights_to_text(&[Right::PatientsUpdate, Right::NotesSign, Right::NotesSign]);
    assert_eq!(text, "notes.sign patients.update");
    assert_eq!(
        right::rights_from_text("notes.sign of.tomorrow patients.update").len(),
        2
    );
    let words: HashSet<_> = Right::ALL.iter().map(|right| right.as_str()).collect();
    assert_eq!(words.len(), Right::ALL.len());
}
