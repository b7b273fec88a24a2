use sync_contract::catalog::{KeyGrant, Note, NoteVersion};
use sync_contract::entity::CREATED;
use sync_contract::{Catalog, CellSpec, Descriptor, Entity, Kind, Right, Value};
use vault::audit::{AuditFilter, AuditLine, Change, EntryNumber};

use crate::Clinic;
use crate::audit::list::{may_read, patients, row};
use crate::audit::view::{AuditEntryView, AuditRow, ChangedCell, ChangedField, ShownValue};
use crate::clinic::or_not_found;
use crate::conflicts::part::{Names, Part, all_parts, goes_with, names_of, what};
use crate::conflicts::wording::Wording;
use crate::error::Result;
use crate::locations::facilities;
use crate::names::StaffNames;
use crate::reads::{ListRead, log_list};
use crate::view::count;

/// More cells than a screen can usefully show: the export has all of them.
const CELLS_MAX: usize = 40;

/// Returns one entry of the audit log that was written under a device number, with the values before and after in
/// words.
///
/// # Errors
/// `Forbidden` (needs `audit.read`), `NotFound`.
pub fn show(clinic: &Clinic, device_number: u32, number: u32) -> Result<AuditEntryView> {
    clinic.may(Right::AuditRead)?;
    log_list(clinic, ListRead::AuditLog)?;
    let filter = AuditFilter {
        before: Some(EntryNumber {
            device: device_number,
            number: u64::from(number) + 1,
        }),
        ..AuditFilter::default()
    };
    let lines = clinic.unlocked().audit(&filter, 1)?;
    let asked = |line: &AuditLine| {
        let entry = EntryNumber::of(&line.entry);
        (entry.device, entry.number) == (device_number, u64::from(number))
    };
    let mut line = or_not_found(lines.into_iter().find(asked), "entry")?;
    let reader = clinic.read();
    let devices = reader.devices()?;
    let own = clinic.unlocked().vault().device_number()?;
    let numbered = |number: u32| {
        devices
            .iter()
            .find(move |device| device.value.number == i64::from(number))
    };
    // a number that no computer has any more is one that this computer had
    let device = numbered(device_number).or_else(|| numbered(own));
    let device = device.map_or(String::new(), |device| device.value.name.to_string());
    let staff = StaffNames::read(&reader)?;
    let patients = patients(clinic, std::slice::from_ref(&line))?;
    let facilities = facilities(&reader)?;
    let session = line.entry.session;
    let known = line
        .detail
        .as_mut()
        .map(|detail| std::mem::take(&mut detail.changes));
    let known = known.map_or(Vec::new(), in_words);
    let actor = clinic.actor();
    let is_withheld = known.iter().any(|known| !may_read(actor, &known.change));
    let wording = Wording::new(clinic)?;
    Ok(AuditEntryView {
        entry: AuditRow {
            is_withheld,
            ..row(actor, line, &staff, (&patients, &facilities))
        },
        device,
        session,
        cells: known
            .iter()
            .take(CELLS_MAX)
            .map(|known| match may_read(actor, &known.change) {
                true => cell(&wording, known),
                false => Ok(withheld(known)),
            })
            .collect::<Result<_>>()?,
        more: count(known.len().saturating_sub(CELLS_MAX)),
    })
}

struct KnownChange {
    descriptor: &'static Descriptor,
    spec: &'static CellSpec,
    change: Change,
}

fn in_words(changes: Vec<Change>) -> Vec<KnownChange> {
    let known = changes.into_iter().filter_map(|change| {
        let descriptor = Catalog::by_number(change.entity)?;
        let spec = descriptor.cell(change.cell)?;
        is_known(descriptor, spec).then_some(KnownChange {
            descriptor,
            spec,
            change,
        })
    });
    known.collect()
}

/// Returns whether a cell adds nothing for a reader: the values of a created row, the note versions, the bytes of a
/// grant.
fn is_known(descriptor: &Descriptor, spec: &CellSpec) -> bool {
    let silent = [NoteVersion::DESCRIPTOR.number, KeyGrant::DESCRIPTOR.number];
    spec.number != CREATED && !silent.contains(&descriptor.number)
}

/// Returns all names that the detail of an entry can use.
pub fn words() -> Names {
    let mut words = names_of(Catalog::ALL.iter().copied(), is_known, |field| {
        field.spec.kind != Kind::Bytes && !goes_with(field)
    });
    words.fields.remove(Note::FIELD.sections.spec.name);
    words
}

/// Which cell was changed, without its values.
fn withheld(known: &KnownChange) -> ChangedCell {
    ChangedCell {
        what: what(known.descriptor, known.spec),
        is_new: known.change.before.is_none(),
        is_left_out: false,
        is_withheld: true,
        fields: Vec::new(),
    }
}

fn cell(wording: &Wording<'_>, known: &KnownChange) -> Result<ChangedCell> {
    let (spec, change) = (known.spec, &known.change);
    let values = |fields: &Option<Vec<(u16, Value)>>| -> Vec<Value> {
        let known = fields.as_deref().unwrap_or(&[]);
        let value = |number: u16| known.iter().find(|(known, _)| *known == number);
        let fields = spec.fields.iter();
        fields
            .map(|field| value(field.number).map_or(Value::Null, |(_, value)| value.clone()))
            .collect()
    };
    let (before, after) = (values(&change.before), values(&change.after));
    let mut fields = Vec::new();
    for part in all_parts(known.descriptor, spec, &[&after, &before])? {
        if !part.is_same(spec, &[&before, &after])? && !is_bytes(spec, &part) {
            fields.push(ChangedField {
                name: part.name.clone(),
                is_choice: part.is_choice(),
                before: shown_value(wording, spec, &part, &before)?,
                after: shown_value(wording, spec, &part, &after)?,
            });
        }
    }
    Ok(ChangedCell {
        what: what(known.descriptor, spec),
        is_new: change.before.is_none(),
        is_left_out: change.before.is_none() && change.after.is_none(),
        is_withheld: false,
        fields,
    })
}

/// Returns whether the field is bytes, as a key or a signature: these cannot be shown as text.
fn is_bytes(spec: &CellSpec, part: &Part) -> bool {
    let mut field_indexes = part
        .field_indexes
        .iter()
        .filter_map(|index| spec.fields.get(*index));
    field_indexes.any(|field| field.kind == Kind::Bytes)
}

fn shown_value(
    wording: &Wording<'_>,
    spec: &CellSpec,
    part: &Part,
    values: &[Value],
) -> Result<ShownValue> {
    Ok(ShownValue {
        text: wording.text(spec, part, values)?,
        is_sealed: part.values(spec, values)?.contains(&Value::Undecryptable),
    })
}
