//! Stays of the patients of the demo: by their index in the list, so that no random number is drawn for them.

use chrono::{Days, NaiveDate};
use sync_contract::catalog::{Department, Patient, PatientStatus, Stay};
use sync_contract::field::Text;
use sync_contract::ids::{DepartmentId, PatientId, RoomId, StayId};
use vault::read::Deleted;

use crate::clinic::or_not_found;
use crate::demo::plan::Plan;
use crate::error::Result;
use crate::{Clinic, fields};

/// Of so many patients one is in now.
const IN_EVERY: usize = 40;
/// Of so many patients one was in.
const WAS_EVERY: usize = 25;
/// The departments that have beds; the rooms with these indexes have some.
const WARDS: [&str; 2] = ["Cardiology", "Neurology"];
const ROOMS: usize = 3;

struct Wanted {
    patient: PatientId,
    /// Which of its kind it is.
    turn: usize,
    days: (NaiveDate, Option<NaiveDate>),
}

/// Writes those of the patients of the dietitian at this index, who is signed in.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn record(
    clinic: &mut Clinic,
    plan: &Plan,
    patients: &[PatientId],
    rooms: &[RoomId],
    dietitian: usize,
) -> Result<()> {
    let today = clinic.today()?;
    let planned = plan.patients.iter().zip(patients).enumerate();
    let own = planned.filter(|(_, (planned, _))| planned.dietitian == dietitian);
    let wanted: Vec<Wanted> = own
        .filter_map(|(index, (_, patient))| wanted(index, *patient, today))
        .collect();
    if wanted.is_empty() {
        return Ok(());
    }
    clinic.write("add stays", |tx| {
        let all = tx.read().all::<Department>(Deleted::Hidden)?;
        let called = |name: &str| {
            let mut all = all.iter().map(|row| &row.value);
            all.find(|one| one.name.as_str() == name).map(|one| one.id)
        };
        let wards: Vec<DepartmentId> = WARDS.into_iter().filter_map(called).collect();
        for Wanted {
            patient,
            turn,
            days: (from_day, until_day),
        } in wanted
        {
            let person = or_not_found(tx.get::<Patient>(patient)?, "patient")?.value;
            let is_in = until_day.is_none_or(|until| until >= today);
            // who left the clinic's care lies in none of its beds
            if is_in && person.status != PatientStatus::Active {
                continue;
            }
            let bed: Option<Text<50>> = fields::optional(&(turn / ROOMS + 1).to_string(), "bed")?;
            let id: StayId = tx.new_id();
            tx.insert(&Stay {
                id,
                patient,
                department: wards.get(turn % WARDS.len()).copied(),
                room: rooms.get(turn % ROOMS).copied(),
                bed: bed.into(),
                from_day,
                until_day,
            })?;
        }
        Ok(())
    })
}

fn wanted(index: usize, patient: PatientId, today: NaiveDate) -> Option<Wanted> {
    let days_ago = |days: usize| today - Days::new(days as u64);
    if index % IN_EVERY == 9 {
        let turn = index / IN_EVERY;
        // of some it is known when they leave
        let until = turn.is_multiple_of(3).then(|| today + Days::new(4));
        return Some(Wanted {
            patient,
            turn,
            days: (days_ago(1 + turn * 3 % 17), until),
        });
    }
    (index % WAS_EVERY == 11).then(|| {
        let turn = index / WAS_EVERY;
        let from = days_ago(30 + 11 * turn);
        Wanted {
            patient,
            turn,
            days: (from, Some(from + Days::new(3 + turn as u64 % 7))),
        }
    })
}
