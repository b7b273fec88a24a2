//! What came of computers that had been taken out of the clinic and of deactivated users: it waits at the server
//! until a person who may write and open it admits or rejects it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{Patient, Sex};
use sync_contract::entity::{CREATED, Entity};
use sync_contract::field::{Time, date_from_days};
use sync_contract::ids::PatientId;
use sync_contract::merge::is_signed;
use sync_contract::review::{ReviewDecide, ReviewGroup, ReviewRow};
use sync_contract::{Catalog, FieldRef, Value};
use uuid::Uuid;
use vault::review::{ReviewCell, ReviewChange};

use crate::access::right_to_read;
use crate::conflicts::part;
use crate::conflicts::wording::Wording;
use crate::error::{Error, Inadmissible, Result};
use crate::names::{PatientName, StaffNames, named, patient_names};
use crate::reads::{ListRead, log_list, log_read};
use crate::view::{At, Day, Id};
use crate::words::entity_label;
use crate::{Clinic, devices, fields};

/// A change that waits for a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReviewRowView {
    pub id: Id,
    pub by: String,
    /// Its number, and its name where its row is here.
    pub device: String,
    pub written_at: Option<At>,
    pub received_at: At,
    pub patient: Option<PatientName>,
    /// Such as `patient` and `emergency contact`.
    pub what: Vec<String>,
    /// None where this user may admit it.
    pub inadmissible: Option<Inadmissible>,
    /// It was signed with a key that an admin had replaced by then, as after a reset of the password.
    pub is_by_replaced_key: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReviewField {
    /// Such as `patient.contact`.
    pub what: String,
    pub name: String,
    pub text: String,
    /// The text is a code.
    pub is_choice: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReviewChangeView {
    pub row: ReviewRowView,
    pub fields: Vec<ReviewField>,
}

/// A held change as the server lists it, with its bytes where this device may have them.
#[derive(Debug, Clone)]
pub struct Fetched {
    pub listed: ReviewGroup,
    pub bytes: Option<Vec<u8>>,
}

/// Returns the held changes in the order in which they were made, each as far as this user can open it.
///
/// # Errors
/// `Forbidden` (needs `conflicts.resolve`).
pub fn list(clinic: &Clinic, fetched: &[Fetched]) -> Result<Vec<ReviewRowView>> {
    clinic.may(Right::ConflictsResolve)?;
    if !fetched.is_empty() {
        log_list(clinic, ListRead::Reviews)?;
    }
    let examined = fetched.iter().map(|sent| examine(clinic, sent));
    let examined = examined.collect::<Result<Vec<_>>>()?;
    rows(clinic, fetched, &examined)
}

/// Returns held changes with all of their values, in the order in which they were made; without values where this
/// device may not have them.
///
/// # Errors
/// `Forbidden` (needs `conflicts.resolve`), `NotFound` for one that is not there or that is decided.
pub fn show(clinic: &Clinic, fetched: &[Fetched], ids: &[Id]) -> Result<Vec<ReviewChangeView>> {
    clinic.may(Right::ConflictsResolve)?;
    let examined = fetched.iter().map(|sent| examine(clinic, sent));
    let examined = examined.collect::<Result<Vec<_>>>()?;
    let rows = rows(clinic, fetched, &examined)?;
    let asked = rows.into_iter().zip(&examined);
    let asked: Vec<_> = asked.filter(|(row, _)| ids.contains(&row.id)).collect();
    if asked.len() < ids.len() {
        return Err(Error::NotFound("held change"));
    }
    let wording = Wording::new(clinic)?;
    let shown = asked.into_iter().map(|(row, sent)| {
        let Some(sent) = sent else {
            let fields = Vec::new();
            return Ok(ReviewChangeView { row, fields });
        };
        match sent.group.writes.iter().find_map(patient_of) {
            Some(patient) => log_read(clinic, PatientId(patient))?,
            None => log_list(clinic, ListRead::Reviews)?,
        }
        let fields = shown_fields(clinic, &wording, sent)?;
        Ok(ReviewChangeView { row, fields })
    });
    shown.collect()
}

/// Without what this user may not read: who decides on the change needs that right for it.
pub(super) fn shown_fields(
    clinic: &Clinic,
    wording: &Wording<'_>,
    sent: &ReviewChange,
) -> Result<Vec<ReviewField>> {
    let mut shown = Vec::new();
    let may_read = |cell: &&ReviewCell| {
        cell.spec.number != CREATED && clinic.actor().can_read(cell.descriptor)
    };
    for cell in sent.cells.iter().filter(may_read) {
        for part in part::all_parts(cell.descriptor, cell.spec, &[cell.values.as_slice()])? {
            if let Some(text) = wording.text(cell.spec, &part, &cell.values)? {
                shown.push(ReviewField {
                    what: part::what(cell.descriptor, cell.spec),
                    is_choice: part.is_choice(),
                    name: part.name,
                    text,
                });
            }
        }
    }
    Ok(shown)
}

/// Signs the admission of a held change: it stands for the rights that its author had.
///
/// # Errors
/// `Forbidden` (needs `conflicts.resolve`, and the right to each of its writes), `NotAdmissible` where no user can
/// admit it, or not this one.
pub fn admit(clinic: &Clinic, bytes: &[u8]) -> Result<ReviewDecide> {
    clinic.may(Right::ConflictsResolve)?;
    let sent = clinic.unlocked().examine_change(bytes)?;
    if let Some(fault) = sent.fault {
        return Err(Error::NotAdmissible(fault.into()));
    }
    for right in rights_needed(&sent) {
        clinic.may(right)?;
    }
    Ok(clinic.unlocked().admit_change(&sent)?)
}

/// Signs the rejection of a held change, which can never be undone; the reason is in the audit log.
///
/// # Errors
/// `Forbidden` (needs `conflicts.resolve`, and `devices.manage` or the right to each of its writes), `Invalid` without
/// a reason.
pub fn reject(clinic: &Clinic, bytes: &[u8], reason: &str) -> Result<ReviewDecide> {
    clinic.may(Right::ConflictsResolve)?;
    let reason = fields::required::<255>(reason, "reason")?;
    let sent = clinic.unlocked().examine_change(bytes)?;
    if !clinic.actor.can(Right::DevicesManage) {
        for right in rights_needed(&sent) {
            clinic.may(right)?;
        }
    }
    Ok(clinic.unlocked().reject_change(&sent, &reason)?)
}

/// Returns the rights that an author of these writes needs, in the order of the server's own check, and those to read
/// what they say: a change is decided by a user who may see it.
fn rights_needed(sent: &ReviewChange) -> BTreeSet<Right> {
    let created: BTreeSet<Uuid> = sent
        .cells
        .iter()
        .filter(|cell| cell.spec.number == CREATED)
        .map(|cell| cell.write.row)
        .collect();
    let mut rights = BTreeSet::new();
    for ReviewCell {
        descriptor, write, ..
    } in &sent.cells
    {
        let creates_row = created.contains(&write.row) && write.base.is_empty();
        rights.insert(descriptor.right_to_write(write.state.cell, creates_row));
        if is_signed(descriptor, &write.state) {
            rights.insert(Right::NotesSign);
        }
        rights.extend(right_to_read(descriptor));
    }
    rights
}

fn examine(clinic: &Clinic, sent: &Fetched) -> Result<Option<ReviewChange>> {
    let bytes = sent.bytes.as_deref();
    let examined = bytes.map(|bytes| clinic.unlocked().examine_change(bytes));
    Ok(examined.transpose()?)
}

fn rows(
    clinic: &Clinic,
    fetched: &[Fetched],
    examined: &[Option<ReviewChange>],
) -> Result<Vec<ReviewRowView>> {
    let staff = StaffNames::read(&clinic.read())?;
    let devices: BTreeMap<u32, String> = devices::rows(clinic)?
        .into_iter()
        .map(|device| (device.number, device.name))
        .collect();
    let listed = fetched.iter().flat_map(|sent| &sent.listed.rows);
    let stored = patient_names(
        &clinic.read(),
        listed.filter_map(ReviewRow::of_patient).map(PatientId),
    )?;
    // a patient whom a held change made is named by what it says
    let new: BTreeMap<Uuid, PatientName> =
        examined.iter().flatten().filter_map(new_patient).collect();
    let name = |patient: Uuid| {
        let known = stored.get(&PatientId(patient));
        known.or_else(|| new.get(&patient)).cloned()
    };
    let row = |(sent, examined): (&Fetched, &Option<ReviewChange>)| {
        let ReviewGroup {
            id,
            author,
            device_number,
            received_at_us,
            rows,
            ..
        } = &sent.listed;
        let device = devices
            .get(device_number)
            .map_or(String::new(), |name| format!(" {name}"));
        let mut what: Vec<String> = Vec::new();
        for row in rows {
            let label = Catalog::by_number(row.entity)
                .map_or(row.entity.to_string(), |known| entity_label(known.name));
            if !what.contains(&label) {
                what.push(label);
            }
        }
        ReviewRowView {
            id: Id::of(*id),
            by: staff.name((*author).into()),
            device: format!("{device_number}{device}"),
            written_at: examined.as_ref().and_then(written_at),
            received_at: At::of(Time(*received_at_us)),
            patient: rows.iter().find_map(ReviewRow::of_patient).and_then(name),
            what,
            inadmissible: match examined {
                None => Some(Inadmissible::Sealed),
                Some(sent) => inadmissible(clinic, sent),
            },
            is_by_replaced_key: examined
                .as_ref()
                .is_some_and(|sent| sent.is_by_replaced_key),
        }
    };
    Ok(fetched.iter().zip(examined).map(row).collect())
}

fn inadmissible(clinic: &Clinic, sent: &ReviewChange) -> Option<Inadmissible> {
    let lacks_right = || {
        rights_needed(sent)
            .into_iter()
            .any(|right| !clinic.actor.can(right))
    };
    sent.fault
        .map(Inadmissible::from)
        .or_else(|| lacks_right().then_some(Inadmissible::MissingRight))
}

fn written_at(sent: &ReviewChange) -> Option<At> {
    let times = sent
        .group
        .writes
        .iter()
        .map(|write| write.state.clock.unix_us());
    times.max().map(|us| At::of(Time(us)))
}

pub(super) fn patient_of(write: &sync_contract::CellWrite) -> Option<Uuid> {
    let is_patient = write.entity == Patient::DESCRIPTOR.number;
    write.patient.or(is_patient.then_some(write.row))
}

/// Returns the patient whom a held change makes, as its values name them.
fn new_patient(sent: &ReviewChange) -> Option<(Uuid, PatientName)> {
    let is_patient = |cell: &&ReviewCell| cell.write.entity == Patient::DESCRIPTOR.number;
    let mut cells = sent.cells.iter().filter(is_patient);
    let id = cells.find(|cell| cell.spec.number == CREATED)?.write.row;
    let cells: Vec<&ReviewCell> = sent
        .cells
        .iter()
        .filter(|cell| cell.write.row == id)
        .collect();
    let value = |field: FieldRef| {
        let mut values = cells
            .iter()
            .map(|cell| field.in_values(cell.spec, &cell.values));
        values.find_map(|value| value)
    };
    let text = |field: FieldRef| match value(field) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let birth_date = match value(Patient::FIELD.birth_date) {
        Some(Value::Date(days)) => date_from_days(*days).map(Day::of),
        _ => None,
    };
    let is_estimated = birth_date.is_some()
        && matches!(
            value(Patient::FIELD.birth_date_estimated),
            Some(Value::Bool(true))
        );
    let sex = text(Patient::FIELD.sex).parse().unwrap_or(Sex::Unknown);
    let (given, family) = (
        text(Patient::FIELD.given_name),
        text(Patient::FIELD.family_name),
    );
    let file_number = text(Patient::FIELD.file_number);
    Some((
        id,
        named(
            id,
            (&given, &family),
            (birth_date, is_estimated),
            sex,
            file_number,
        ),
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use sync_contract::Group;
    use sync_contract::Wire;
    use sync_contract::protocol::Replica;

    use super::*;
    use crate::measurements::MeasureKind;
    use crate::measurements::record::{ReadingEntry, add};
    use crate::patients::header::header;
    use crate::testing::{Machine, PASSWORD, clinic, registered};

    /// Two patients and a weight of the second, as a removed computer sent them, not decided yet.
    fn sent() -> (Machine, Vec<Fetched>, Id) {
        let (machine, admin) = clinic();
        drop(admin);
        let mut diet = machine.sign_in("diet", PASSWORD);
        registered(&mut diet, "Mari", "Lind", "1990-05-01");
        let tove = registered(&mut diet, "Tove", "Berg", "1991-05-01");
        let weight = ReadingEntry {
            patient: tove.to().unwrap(),
            visit: None,
            kind: MeasureKind::Weight.into(),
            text: "61 kg".into(),
            at: machine.now(),
            accept_doubtful: false,
        };
        add(&mut diet, &weight).unwrap();
        let mut queue = diet
            .unlocked_mut()
            .vault_mut()
            .next_push()
            .unwrap()
            .unwrap()
            .groups;
        let bytes = queue.split_off(queue.len() - 3);
        let fetched = bytes.into_iter().zip(1..).map(|(bytes, number)| {
            let group = Group::from_bytes(&bytes).unwrap();
            let listed = ReviewGroup {
                number,
                id: group.id,
                author: group.author,
                device_number: group.device,
                received_at_us: machine.now().0,
                rows: ReviewRow::of(&group),
            };
            Fetched {
                listed,
                bytes: Some(bytes),
            }
        });
        let fetched = fetched.collect();
        (machine, fetched, tove)
    }

    #[test]
    fn each_change_in_review_names_patient_person_and_computer() {
        let (machine, mut fetched, _) = sent();
        let diet = machine.sign_in("diet", PASSWORD);
        let rows = list(&diet, &fetched).unwrap();
        let names = rows
            .iter()
            .map(|row| row.patient.as_ref().unwrap().name.as_str());
        assert_eq!(
            names.collect::<Vec<_>>(),
            ["Mari Lind", "Tove Berg", "Tove Berg"]
        );
        for row in &rows {
            assert_eq!((row.by.as_str(), row.inadmissible), ("diet Test", None));
            assert_eq!(row.device, "1 front desk");
        }
        let ids: Vec<Id> = rows.iter().map(|row| row.id.clone()).collect();
        let shown = show(&diet, &fetched, &ids[1..]).unwrap();
        assert_eq!(shown.len(), 2);
        let texts = |view: &ReviewChangeView| -> Vec<String> {
            view.fields.iter().map(|field| field.text.clone()).collect()
        };
        assert!(texts(&shown[0]).contains(&"Berg".to_owned()), "{shown:?}");
        assert!(
            texts(&shown[1]).iter().any(|text| text.contains("61")),
            "{shown:?}"
        );
        let unknown = show(&diet, &fetched, &[Id::of(Uuid::from_u128(7))]);
        assert!(matches!(unknown, Err(Error::NotFound(_))));
        // this device may not have the bytes of the last one
        fetched[2].bytes = None;
        let shown = show(&diet, &fetched, &ids[2..]).unwrap();
        assert_eq!(shown[0].row.inadmissible, Some(Inadmissible::Sealed));
        assert!(shown[0].fields.is_empty());
    }

    #[test]
    fn who_may_not_write_or_open_a_change_does_not_admit_it() {
        let (machine, fetched, _) = sent();
        let bytes = |index: usize| fetched[index].bytes.clone().unwrap();
        let receptionist = machine.sign_in("desk", PASSWORD);
        let rows = list(&receptionist, &fetched).unwrap();
        let faults: Vec<_> = rows.iter().map(|row| row.inadmissible).collect();
        assert_eq!(faults, [None, None, Some(Inadmissible::Sealed)]);
        let refused = admit(&receptionist, &bytes(2));
        assert!(matches!(
            refused,
            Err(Error::NotAdmissible(Inadmissible::Sealed))
        ));
        assert!(matches!(
            reject(&receptionist, &bytes(2), "not ours"),
            Err(Error::Forbidden(_))
        ));
        assert!(admit(&receptionist, &bytes(0)).unwrap().admitted.is_some());
        let without = reject(&receptionist, &bytes(0), " ");
        assert!(matches!(
            without,
            Err(Error::Invalid {
                field: "reason",
                ..
            })
        ));
        assert_eq!(
            reject(&receptionist, &bytes(0), "not ours")
                .unwrap()
                .admitted,
            None
        );
    }

    #[test]
    fn a_patient_shows_how_many_of_their_entries_wait_for_a_review() {
        let (machine, fetched, tove) = sent();
        let mut diet = machine.sign_in("diet", PASSWORD);
        let id = PatientId(tove.to().unwrap());
        let waiting = |clinic: &Clinic| header(clinic, id).unwrap().sync.in_review;
        assert_eq!(waiting(&diet), 0);
        let listed: Vec<ReviewGroup> = fetched.into_iter().map(|sent| sent.listed).collect();
        diet.unlocked_mut()
            .vault_mut()
            .note_reviews(&listed)
            .unwrap();
        assert_eq!(waiting(&diet), 2);
        let status = crate::sync::status::of(&diet, crate::sync::status::Carrier::default());
        assert_eq!(status.unwrap().in_review, 3);
    }
}
