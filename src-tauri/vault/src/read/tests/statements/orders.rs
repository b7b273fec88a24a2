//! The lists of what is prescribed, of what is ordered from laboratories, of who was measured, of requests for records,
//! and of notes that are void, with those who may make them so.

use sync_contract::catalog::*;
use sync_contract::field::Time;

use super::{FEW, Full, List};

pub(super) const ORDERS: &[List] = &[
    ("note_voids", |full, read| {
        let patient = full.first::<Patient>();
        read.note_voids(patient, full.first::<Note>())
            .unwrap()
            .len()
    }),
    ("note_voids_of", |full, read| {
        read.note_voids_of(full.first::<Patient>()).unwrap().len()
    }),
    ("patients_of_dietitians", |full, read| {
        let users = full.ids::<User>();
        read.patients_of_dietitians(&users).unwrap().len()
    }),
    ("measured_between", |full, read| {
        let patients = full.ids::<Patient>();
        read.measured_between(&patients, Time(0), Time(i64::MAX))
            .unwrap()
            .len()
    }),
    ("addenda_of_all", |full, read| {
        let patients = full.ids::<Patient>();
        read.addenda_of_all(&patients).unwrap().len()
    }),
    ("note_voids_of_all", |full, read| {
        let patients = full.ids::<Patient>();
        read.note_voids_of_all(&patients).unwrap().len()
    }),
    ("members_ever", |full, read| {
        read.members_ever(full.first::<Role>()).unwrap().len()
    }),
    ("record_requests_of", |full, read| {
        let patient = full.first::<Patient>();
        read.record_requests_of(patient).unwrap().len()
    }),
    ("open_record_requests", |_, read| {
        read.open_record_requests().unwrap().len()
    }),
    ("documents_to_file", |_, read| {
        read.documents_to_file().unwrap().len()
    }),
    ("office_documents_to_file", |_, read| {
        read.office_documents_to_file().unwrap().len()
    }),
    ("departments", |_, read| read.departments().unwrap().len()),
    ("prescriptions_of", |full, read| {
        let patient = full.first::<Patient>();
        read.prescriptions_of(patient).unwrap().len()
    }),
    ("dispensings_of", |full, read| {
        read.dispensings_of(full.first::<Patient>()).unwrap().len()
    }),
    ("dispensings_of_all", |full, read| {
        let patients = full.ids::<Patient>();
        read.dispensings_of_all(&patients).unwrap().len()
    }),
    ("allergies_of_all", |full, read| {
        let patients = full.ids::<Patient>();
        read.allergies_of_all(&patients).unwrap().len()
    }),
    ("prescriptions_in_force", |_, read| {
        let day = sync_contract::field::date(1970, 1, 1);
        read.prescriptions_in_force(day).unwrap().len()
    }),
    ("lab_tests_of", |full, read| {
        read.lab_tests_of(full.first::<Patient>()).unwrap().len()
    }),
    ("lab_results_of", |full, read| {
        read.lab_results_of(full.first::<Patient>()).unwrap().len()
    }),
    ("lab_results_on", |full, read| {
        let sheets = full.ids::<LabTest>();
        read.lab_results_on(&sheets).unwrap().len()
    }),
    ("lab_result_sums", |full, read| {
        let sheets = full.ids::<LabTest>();
        read.lab_result_sums(&sheets).unwrap().len()
    }),
    ("lab_work", |_, read| read.lab_work().unwrap().len()),
];

#[test]
fn unread_results_take_one_statement_for_many_as_for_few() {
    let asked = |count: usize| {
        let full = Full::of(count);
        // each has a result of its own
        let sql = "update lab_tests set ordered_by = ?1, read_sum = null";
        let user = full.first::<User>().0.into_bytes();
        full.unlocked.vault.conn.execute(sql, [user]).unwrap();
        full.ask(|full, read| {
            read.unread_lab_tests(&[full.first::<User>()])
                .unwrap()
                .len()
        })
    };
    let ((few, statements), (many, of_many)) = (asked(FEW), asked(3 * FEW));
    assert!(few >= FEW && many == few + 2 * FEW, "{few} and {many}");
    assert_eq!((statements, of_many), (1, 1));
}
