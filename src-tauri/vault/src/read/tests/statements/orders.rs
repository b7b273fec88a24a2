//! The lists of what is prescribed, and of what is ordered from laboratories.

use sync_contract::catalog::*;

use super::List;

pub(super) const ORDERS: &[List] = &[
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
    ("unread_lab_tests", |full, read| {
        let user = full.first::<User>();
        read.unread_lab_tests(user).unwrap().len()
    }),
];
