//! The leaflets of the demo, and the patients who were given them: by their index in the list, so that no random number
//! is drawn for it.

use std::collections::BTreeMap;

use sync_contract::catalog::Handout;
use sync_contract::field::Time;
use sync_contract::ids::{HandoutId, PatientId};
use vault::WriteTx;
use vault::read::{Deleted, Stored};

use crate::Clinic;
use crate::clock::at_wall;
use crate::demo::data::handouts;
use crate::demo::plan::Plan;
use crate::error::Result;
use crate::handouts::given::giving;
use crate::handouts::{HandoutForm, checked};

const EVERY: usize = 4;
const FIRST: usize = 1;
/// The language of a leaflet that is not there in the patient's own.
const USUAL: &str = "en";
/// Leaflets for any patient; those of the casebook are given by condition.
const FOR_EVERYBODY: [&str; 3] = ["plate-model", "reading-labels", "salt-less"];

/// The leaflets by their key and language.
pub(super) struct Shelf(BTreeMap<(String, String), Handout>);

/// Adds the leaflets that are not there yet; an admin does.
///
/// # Errors
/// Those of a write.
pub(super) fn add(clinic: &mut Clinic) -> Result<Shelf> {
    clinic.write("add handout", |tx| {
        let mut leaflets: BTreeMap<String, HandoutId> = BTreeMap::new();
        let mut shelf = BTreeMap::new();
        let here = tx.read().all::<Handout>(Deleted::Hidden)?;
        for row in handouts() {
            let is_it = |stored: &&Stored<Handout>| {
                let of = &stored.value;
                of.language.as_str() == row.language && of.title.as_str() == row.title
            };
            if let Some(stored) = here.iter().find(is_it) {
                leaflets.entry(row.key.clone()).or_insert(stored.value.id);
                shelf.insert((row.key, row.language), stored.value.clone());
                continue;
            }
            let form = HandoutForm {
                language: row.language.clone(),
                title: row.title,
                text: row.text,
                is_active: true,
            };
            let id: HandoutId = tx.new_id();
            let leaflet = leaflets.get(&row.key).copied();
            leaflets.entry(row.key.clone()).or_insert(id);
            let handout = checked(id, leaflet, &form, &[])?;
            tx.insert(&handout)?;
            shelf.insert((row.key, row.language), handout);
        }
        Ok(Shelf(shelf))
    })
}

impl Shelf {
    /// Returns a leaflet in a language, or in the usual one; none where the clinic has no such leaflet.
    fn find(&self, key: &str, language: &str) -> Option<&Handout> {
        let of = |language: &str| self.0.get(&(key.to_owned(), language.to_owned()));
        of(language).or_else(|| of(USUAL))
    }

    /// Writes that a patient was given a leaflet at a time, where the clinic has it.
    ///
    /// # Errors
    /// Those of a write.
    pub(super) fn give(
        &self,
        tx: &mut WriteTx<'_>,
        patient: PatientId,
        (key, language): (&str, &str),
        at: Time,
    ) -> Result<()> {
        if let Some(handout) = self.find(key, language) {
            let given = giving(tx.new_id(), patient, None, at, handout.clone());
            tx.insert(&given)?;
        }
        Ok(())
    }
}

/// Gives every fourth patient one of three leaflets at the last visit.
///
/// # Errors
/// Those of a write.
pub(super) fn record(
    clinic: &mut Clinic,
    plan: &Plan,
    shelf: &Shelf,
    patients: &[PatientId],
) -> Result<()> {
    let (today, zone) = (clinic.today()?, clinic.zone()?);
    let mut keys = FOR_EVERYBODY.into_iter().cycle();
    clinic.write("give handout", |tx| {
        let now = tx.now();
        let seen = plan.patients.iter().zip(patients).enumerate();
        for (_, (planned, patient)) in seen.filter(|(index, _)| index % EVERY == FIRST) {
            let (Some(last), Some(key)) = (planned.visits.last(), keys.next()) else {
                continue;
            };
            let at = at_wall(last.day.min(today), last.at, &zone).min(now);
            shelf.give(tx, *patient, (key, &planned.person.language), at)?;
        }
        Ok(())
    })
}
