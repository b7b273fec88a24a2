//! A row of which the server's database has something that cannot be read: it stops nothing else of its clinic.

use support::{Device, block_on};
use sync_contract::Row;
use sync_contract::catalog::{Patient, PatientProfile};
use sync_contract::entity::Entity;

use vault::quarantine::QuarantineReason;

use super::fetched::{Shared, at_server};

/// What makes a row unreadable: its headers cut, or gone.
const CUTS: [&str; 2] = [
    "update patients set cells = substring(cells from 1 for 30) where id = $1",
    "update patients set cells = '' where id = $1",
];

/// Returns the headers of a row's cells at the server.
fn headers(shared: &Shared) -> Vec<u8> {
    block_on(async {
        let client = shared.clinic.database.as_superuser().await;
        let sql = "select cells from patients where id = $1";
        let row = client.query_one(sql, &[&shared.patient.id]).await.unwrap();
        row.get(0)
    })
}

fn put_back(shared: &Shared, headers: &[u8]) {
    block_on(async {
        let client = shared.clinic.database.as_superuser().await;
        let sql = "update patients set cells = $1 where id = $2";
        let put = client.execute(sql, &[&headers, &shared.patient.id]).await;
        assert_eq!(put.unwrap(), 1);
    });
}

/// Writes the row's other variant, which changes every cell of it.
fn edit(shared: &mut Shared, row: &Row, as_variant: &Row) {
    let (_, seen) = shared.first.seen(row.descriptor, row.id);
    let edited = Row {
        id: row.id,
        ..as_variant.clone()
    };
    shared.first.update(&edited, &seen).unwrap();
}

#[test]
fn a_row_that_cannot_be_read_stops_no_other() {
    CUTS.into_iter().for_each(cut_and_put_back);
}

fn cut_and_put_back(cut: &str) {
    let mut shared = Shared::with_user("Dietitian");
    let [other, later] = [2, 4].map(|variant| shared.samples.row(Patient::DESCRIPTOR, variant));
    shared.first.insert(&other).unwrap();
    shared.first.sync();
    let good = headers(&shared);
    at_server(&shared.clinic, cut, &shared.patient);
    let (patient, profile) = (shared.patient.clone(), shared.profile.clone());

    // a first download, and the feed, go on without it
    let mut third = shared.clinic.enrol(&mut shared.first, "bo");
    let here = |device: &Device, row: &Row| device.row(row.descriptor, row.id).is_some();
    assert!(!here(&third, &patient) && here(&third, &other) && here(&third, &profile));
    // what is to be merged into it waits, the rest does not
    edit(&mut shared, &patient, &later);
    edit(&mut shared, &other, &later);
    let report = shared.first.exchange();
    assert_eq!(
        (report.accepted, report.deferred, report.rejected),
        (1, 1, 0),
        "{cut}"
    );
    assert_eq!(report.waiting.groups, 1);
    for device in [&third, &shared.second] {
        assert!(device.exchange().at_head);
        let is_as_first = |id| {
            let row = |device: &Device| device.row(Patient::DESCRIPTOR, id);
            row(device) == row(&shared.first)
        };
        assert!(is_as_first(other.id) && !is_as_first(patient.id));
    }
    assert_lacking(&mut third, &patient);

    // its operator has restored it: it comes without an edit, too
    put_back(&shared, &good);
    third.unlocked_mut().fetch_again().unwrap();
    third.sync();
    assert!(here(&third, &patient));
    let report = shared.first.sync();
    assert_eq!((report.accepted, report.deferred), (1, 0));
    for device in [&mut third, &mut shared.second] {
        device.sync();
        let row = shared.first.row(Patient::DESCRIPTOR, patient.id);
        assert_eq!(device.row(Patient::DESCRIPTOR, patient.id), row);
        device.sync();
        assert_eq!(device.read().quarantined().unwrap(), []);
        let again = device.unlocked_mut().fetch_again();
        assert_eq!(again.unwrap(), (0, false), "nothing is missing");
    }
}

/// A device that was never sent the row says that it lacks one.
fn assert_lacking(device: &mut Device, row: &Row) {
    let quarantined = device.read().quarantined().unwrap();
    let reasons: Vec<_> = quarantined
        .iter()
        .map(|one| (one.row, one.reason))
        .collect();
    assert_eq!(reasons, [(row.id, QuarantineReason::Incomplete)]);
    let (rows, is_everything) = device.unlocked_mut().fetch_again().unwrap();
    assert_eq!((rows, is_everything), (1, true));
    device.exchange();
    let (rows, is_everything) = device.unlocked_mut().fetch_again().unwrap();
    assert_eq!((rows, is_everything), (1, true), "it is missing still");
}

#[test]
fn a_version_that_cannot_be_read_withholds_its_row_alone() {
    let mut shared = Shared::with_user("Dietitian");
    let profile = shared.profile.clone();
    let [one, two] = [2, 4].map(|variant| {
        let samples = &mut shared.samples;
        samples.row(PatientProfile::DESCRIPTOR, variant)
    });
    let (_, seen) = shared.second.seen(profile.descriptor, profile.id);
    let edited = |of: &Row| Row {
        id: profile.id,
        patient: profile.patient,
        ..of.clone()
    };
    shared.second.update(&edited(&one), &seen).unwrap();
    let (_, seen) = shared.first.seen(profile.descriptor, profile.id);
    shared.first.update(&edited(&two), &seen).unwrap();
    shared.first.sync();
    shared.second.sync();
    let cut = "update cell_siblings set state = substring(state from 1 for 9)
        where (entity, row_id, cell, clock) = (select entity, row_id, cell, clock from cell_siblings
            where row_id = $1 order by clock limit 1)";
    at_server(&shared.clinic, cut, &profile);
    let third = shared.clinic.enrol(&mut shared.first, "bo");
    assert_eq!(third.row(profile.descriptor, profile.id), None);
    let patient = shared.patient.id;
    assert!(third.row(Patient::DESCRIPTOR, patient).is_some());
    // the devices that have it lose nothing
    let before = shared.second.row(profile.descriptor, profile.id);
    shared.second.sync();
    assert_eq!(shared.second.row(profile.descriptor, profile.id), before);
}
