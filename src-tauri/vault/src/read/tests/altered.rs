//! What a user of this computer can do to the file with SQL is shown as damaged, never as a value.

use sync_contract::row::check_shape;
use sync_contract::{Code, Compartment};

use super::*;
use crate::crypto::seal::cell::{RowKey, seal_cell};
use crate::verify::cells::cell_input;
use sync_contract::change::associated_data;
use sync_contract::inner::write_inner;

pub(super) fn weigh(unlocked: &mut Unlocked, patient: PatientId, kg: i64) -> MeasurementId {
    unlocked
        .write("record measurement", |tx| -> Result<MeasurementId> {
            let id: MeasurementId = tx.new_id();
            tx.insert(&Measurement {
                id,
                patient,
                visit: None,
                kind: "WEIGHT".try_into()?,
                value: Phi::new(kg.into()),
                second_value: Phi::new(None),
                unit: "kg".try_into()?,
                measured_at: Time(START_MS * 1000),
                method: None,
                entered: Phi::new(None),
                device: Phi::new(None),
            })?;
            Ok(id)
        })
        .unwrap()
}

/// The receptionist has the clinic's secret, so the tag is valid; what they lack is the clinical key.
#[test]
fn a_value_sealed_under_another_compartments_key_is_damaged() {
    let (_machine, mut unlocked) = clinic();
    let patient = register(&mut unlocked, "Okafor");
    let id = weigh(&mut unlocked, patient, 72);
    let mut row = rows::load(&unlocked.vault.conn, Measurement::DESCRIPTOR, id.0)
        .unwrap()
        .unwrap();
    let spec = Measurement::FIELD.value.cell;
    let address = Address {
        tenant: unlocked.vault.tenant().0,
        entity: Measurement::DESCRIPTOR.number,
        row: id.0,
        cell: spec.number,
    };
    let epoch = unlocked.session.newest(Compartment::Contact).unwrap();
    let key = RowKey::derive(epoch, Measurement::DESCRIPTOR.number, id.0);
    let state = row.cells.iter_mut().find(|cell| cell.cell == spec.number);
    let state = state.unwrap();
    let forged = write_inner(&[(
        Measurement::FIELD.value.number,
        Value::Decimal("199.9".parse().unwrap()),
    )]);
    let aad = associated_data(address, state.clock, state.generation);
    let random = &mut unlocked.vault.env.random;
    state.sealed = Some(seal_cell(&key, &aad, &forged, random).unwrap());
    let input = cell_input(address.tenant, address.entity, id.0, Some(patient.0), state);
    let tag = unlocked.vault.tag_key().tag(&input);
    state.tag = tag;
    let refused = check_shape(spec, state).unwrap_err();
    assert_eq!(refused.code, Code::NotSealed);
    let tenant = unlocked.vault.tenant().0;
    rows::update(&unlocked.vault.conn, Measurement::DESCRIPTOR, tenant, &row).unwrap();

    let read = unlocked.read().get::<Measurement>(id).unwrap().unwrap();
    assert_eq!(read.damaged, [spec.number]);
    assert!(read.value.value.is_undecryptable());
    let list = unlocked.read().measurements_of(patient, None).unwrap();
    assert!(list[0].value.value.is_undecryptable());
    assert_eq!(unlocked.read().quarantined().unwrap().len(), 1);
}
