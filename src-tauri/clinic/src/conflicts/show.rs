use sync_contract::catalog::NoteStatus;
use sync_contract::field::Time;
use sync_contract::ids::UserId;
use sync_contract::seen::{Seen, SeenRow};
use sync_contract::value::Kind;
use sync_contract::{CellSpec, FieldSpec, Right, Value};
use vault::reads::{Conflict, ConflictSide};

use super::difference::{Piece, differences};
use super::list::{patients, what};
use super::patient_of;
use super::view::{ConflictField, ConflictView, SideView};
use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::users::names::names;
use crate::view::{At, Id, SeenToken};
use crate::words::{field_label, shown};

/// Both versions, field by field, with the words marked that differ.
///
/// Errors: `Forbidden` (needs `conflicts.read`), `NotFound` once it is decided.
pub fn show(clinic: &Clinic, id: &Id) -> Result<ConflictView> {
    clinic.may(Right::ConflictsRead)?;
    let conflict = super::find(clinic, id.to()?)?;
    if let Some(patient) = patient_of(&conflict) {
        crate::audit::note_read(clinic, patient)?;
    }
    let spec = found(conflict.descriptor.cell(conflict.cell), "conflict")?;
    let mut patient = patients(clinic, std::slice::from_ref(&conflict))?;
    Ok(ConflictView {
        id: id.clone(),
        seen: SeenToken::of(&seen(&conflict)),
        patient: patient_of(&conflict).and_then(|id| patient.remove(&id.0)),
        what: what(&conflict),
        sides: sides(clinic, &conflict, spec)?,
        fields: spec
            .fields
            .iter()
            .enumerate()
            .map(|(place, field)| view(&conflict, place, field))
            .collect(),
    })
}

/// Every side that was looked at: a decision names them all.
pub(super) fn seen(conflict: &Conflict) -> Seen {
    let cells = conflict
        .clocks()
        .into_iter()
        .map(|clock| (conflict.cell, clock))
        .collect();
    Seen {
        rows: vec![SeenRow {
            entity: conflict.descriptor.number,
            row: conflict.row,
            cells,
        }],
    }
}

fn sides(clinic: &Clinic, conflict: &Conflict, spec: &CellSpec) -> Result<Vec<SideView>> {
    let reader = clinic.read();
    let staff = names(&reader)?;
    let devices = reader.devices()?;
    let own = clinic.unlocked().vault().device_number()?;
    let name = |number: u32| {
        let device = devices
            .iter()
            .find(|device| device.value.number == i64::from(number));
        device.map_or(number.to_string(), |device| device.value.name.to_string())
    };
    let side = |side: &ConflictSide| SideView {
        is_here: side.clock.device == own,
        by: staff.name(UserId(side.author)),
        device: name(side.clock.device),
        at: At::of(Time(side.clock.unix_us())),
        signed: is_signed(spec, side),
    };
    Ok(conflict.sides.iter().map(side).collect())
}

/// Signed text is never offered for merging.
pub(super) fn is_signed(spec: &CellSpec, side: &ConflictSide) -> bool {
    let status = spec.fields.iter().position(|field| field.name == "status");
    let value = status.and_then(|place| side.content.values.get(place));
    value == Some(&Value::Text(NoteStatus::Signed.word().to_owned()))
        && spec.fields.iter().any(|field| field.name == "signature")
}

fn view(conflict: &Conflict, place: usize, field: &FieldSpec) -> ConflictField {
    let value = |side: &ConflictSide| {
        side.content
            .values
            .get(place)
            .cloned()
            .unwrap_or(Value::Null)
    };
    let raw: Vec<Value> = conflict.sides.iter().map(value).collect();
    let values: Vec<Option<String>> = raw.iter().map(shown).collect();
    ConflictField {
        key: field.name.to_owned(),
        label: field_label(field.name),
        pieces: pieces(&values),
        same: raw.windows(2).all(|pair| pair[0] == pair[1]),
        may_keep_all: may_keep_all(field),
        values,
    }
}

/// Words and lists can stand one after another; a date or a choice cannot.
pub(super) fn may_keep_all(field: &FieldSpec) -> bool {
    field.kind == Kind::Text
        && field.choices.is_empty()
        && field.length_max >= 255
        && field.name != "sections"
}

fn pieces(values: &[Option<String>]) -> Vec<Vec<Piece>> {
    let text = |place: usize| values.get(place).and_then(Option::as_deref).unwrap_or("");
    let against_first = |place: usize| {
        let [ours, theirs] = differences(text(0), text(place.max(1)));
        if place == 0 { ours } else { theirs }
    };
    (0..values.len()).map(against_first).collect()
}

/// How many fields do not say the same.
pub(super) fn differing(conflict: &Conflict) -> usize {
    let fields = conflict
        .descriptor
        .cell(conflict.cell)
        .map_or(0, |spec| spec.fields.len());
    let differs = |place: &usize| {
        let values: Vec<_> = conflict
            .sides
            .iter()
            .map(|side| side.content.values.get(*place))
            .collect();
        values.windows(2).any(|pair| pair[0] != pair[1])
    };
    (0..fields).filter(differs).count()
}
