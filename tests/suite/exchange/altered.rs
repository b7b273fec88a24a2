//! What a byte that is wrong at the server does to a row that several devices may create: it shuts the row to nobody.

use clinic::{conflicts::offer::offer_again, profile};
use support::{Device, Samples, TestClinic, block_on};
use sync_contract::catalog::{Patient, PatientProfile, profile_id};
use sync_contract::entity::{CREATED, Entity};
use sync_contract::ids::{PatientId, TenantId};
use uuid::Uuid;

fn history(device: &mut Device, patient: PatientId) -> String {
    profile::show(device.clinic(), patient)
        .unwrap()
        .form
        .history
}

fn write(device: &mut Device, patient: PatientId, history: Option<&str>, remarks: Option<&str>) {
    let before = profile::show(device.clinic(), patient).unwrap();
    let mut after = before.clone();
    for (field, text) in [
        (&mut after.form.history, history),
        (&mut after.form.remarks, remarks),
    ] {
        text.into_iter().for_each(|text| text.clone_into(field));
    }
    profile::edit(device.clinic(), &before.form, &after).unwrap();
}

/// As when who sent the row put anything in the place of the tag of its first cell: nothing signs that.
fn shut(clinic: &TestClinic, by: &Device, profile: Uuid) {
    let row = by.row(PatientProfile::DESCRIPTOR, profile).unwrap();
    let tag = row.cell(CREATED).unwrap().tag.to_vec();
    block_on(async {
        let client = clinic.database.as_superuser().await;
        let sql = "update patient_profiles
            set cells = overlay(cells placing $2 from position($1 in cells)) where id = $3";
        let changed = client
            .execute(sql, &[&tag, &vec![7_u8; 16], &profile])
            .await;
        assert_eq!(changed.unwrap(), 1);
    });
}

/// Whether the others wrote before or after it came.
#[test]
fn a_creation_that_nothing_proves_shuts_a_row_to_no_user() {
    for is_before in [false, true] {
        let (clinic, mut first) =
            TestClinic::create_with(&[("bo", "Dietitian"), ("cy", "Dietitian")]);
        let row = Samples::new(clinic.tenant).row(Patient::DESCRIPTOR, 0);
        let patient = PatientId(row.id);
        first.sign_in_here("ada");
        first.insert(&row).unwrap();
        first.sync();
        let mut second = clinic.enrol(&mut first, "bo");
        let mut third = clinic.enrol(&mut first, "cy");
        if is_before {
            write(&mut second, patient, Some("anaphylaxis to peanuts"), None);
        }
        write(&mut first, patient, None, Some("likes tea"));
        first.sync();
        let id = profile_id(TenantId(clinic.tenant), patient).0;
        shut(&clinic, &first, id);
        second.sync();
        third.sync();
        // it is read by what is proved of it, by who may write nothing there, too
        assert_eq!(
            profile::show(third.clinic(), patient).unwrap().form.remarks,
            "likes tea"
        );
        if !is_before {
            write(&mut second, patient, Some("anaphylaxis to peanuts"), None);
            second.sync();
            third.sync();
        }
        assert_eq!(history(&mut third, patient), "anaphylaxis to peanuts");
        assert_eq!(offer_again(second.clinic()).unwrap(), 1);
        assert_eq!(offer_again(second.clinic()).unwrap(), 0, "it waits");
        second.sync();
        let mut late = clinic.enrol(&mut first, "bo");
        for device in [&mut first, &mut second, &mut third, &mut late] {
            device.sync();
            assert_eq!(history(device, patient), "anaphylaxis to peanuts");
            let row = device.row(PatientProfile::DESCRIPTOR, id).unwrap();
            assert!(row.cell(CREATED).is_some() && row.siblings.is_empty());
            assert_eq!(device.read().quarantined().unwrap().len(), 0);
            assert_eq!(offer_again(device.clinic()).unwrap_or(0), 0);
        }
    }
}
