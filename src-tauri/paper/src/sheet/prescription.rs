//! A prescription, as a patient takes it to a pharmacy.

use clinic::prescriptions::PrescriptionState;
use clinic::prescriptions::print::PrintedPrescription;

use super::block::{Block, Body};
use super::text::{Clocks, isolated};
use crate::words::Words;

pub fn body(printed: &PrintedPrescription, clocks: &Clocks, words: &Words) -> Body {
    let (view, own) = (&printed.prescription, words.prescription);
    let form = &view.form;
    let fact = |name: &str, text: &str| [name.to_owned(), isolated(text)];
    let mut rows = vec![
        fact(own.medication, &form.medication),
        fact(own.dosage, &form.dosage),
        fact(own.frequency, &form.frequency),
    ];
    for (name, text) in [
        (own.duration, &form.duration),
        (own.instructions, &form.instructions),
    ] {
        if !text.is_empty() {
            rows.push(fact(name, text));
        }
    }
    rows.extend([
        fact(own.quantity, &form.quantity),
        fact(own.refills, &form.refills),
        [
            own.prescribed_on.to_owned(),
            clocks.day(&form.prescribed_on),
        ],
        [own.valid_until.to_owned(), clocks.day(&form.valid_until)],
    ]);
    let banner = match view.state {
        _ if view.is_removed => Some(own.removed.to_owned()),
        _ if view.is_contested => Some(own.contested.to_owned()),
        PrescriptionState::Active => None,
        PrescriptionState::Completed => Some(own.completed.to_owned()),
        PrescriptionState::Stopped => Some(own.stopped.to_owned()),
        PrescriptionState::Expired => Some(own.expired.to_owned()),
    };
    let mut blocks: Vec<Block> = banner.iter().map(Block::warning).collect();
    blocks.push(Block::Facts { rows });
    let given = view.dispensed.iter();
    let given: Vec<String> = given
        .filter(|one| one.taken_back.is_none())
        .map(|one| {
            let given = (own.dispensed)(&clocks.time(&one.at), &isolated(&one.by));
            match view.was_other(one) {
                true => format!("{given}: {}, {}", one.medication, one.dosage),
                false => given,
            }
        })
        .collect();
    if !given.is_empty() {
        blocks.push(Block::heading(own.already_dispensed));
        blocks.push(Block::List { items: given });
    }
    let mut signed = (own.prescribed_by)(&isolated(&view.prescriber));
    if !view.written_by.is_empty() {
        signed = (own.written_by)(&signed, &isolated(&view.written_by));
    }
    blocks.push(Block::signature(
        signed,
        &printed.specialization,
        &printed.licence_number,
        words,
    ));
    Body {
        title: own.title.to_owned(),
        banner,
        is_landscape: false,
        blocks,
        of: format!("{} {}", view.id, view.seen),
    }
}
