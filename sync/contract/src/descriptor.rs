//! Descriptors: the declarations of entities, cells and fields as data.

use crate::phi::Compartment;
use crate::pull::BootstrapClass;
use crate::right::Right;
use crate::value::{Kind, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    Clear,
    Sealed(Compartment),
}

/// The devices that have the rows: all of the clinic, or those that serve the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Clinic,
    Patient,
}

/// The rule for concurrent writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// The later clock wins cell by cell; versions that its writer did not see stay as siblings.
    PerCell,
    /// Written once; the first accepted row is final.
    AppendOnly,
    /// A signed cell beats an unsigned one whatever the clocks.
    Sealing,
    /// Author-signed and verified along root key and admins; online only once there is a server.
    AdminSigned,
    /// AdminSigned, and written once.
    AdminSignedAppendOnly,
}

impl Authority {
    pub fn is_admin_signed(self) -> bool {
        matches!(self, Self::AdminSigned | Self::AdminSignedAppendOnly)
    }

    pub fn is_append_only(self) -> bool {
        matches!(self, Self::AppendOnly | Self::AdminSignedAppendOnly)
    }
}

#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    pub number: u16,
    /// The column's name too, where the field is clear.
    pub name: &'static str,
    pub kind: Kind,
    pub optional: bool,
    pub length_max: u32,
    pub choices: &'static [&'static str],
    pub references: Option<u16>,
    pub privacy: Privacy,
    /// Has a clear `<name>_blind` column, which reveals that two values are equal and nothing more.
    ///
    /// The index of 16 bytes, or null, travels as a clear value of the cell under the field's own number.
    pub blind: bool,
}

impl FieldSpec {
    pub fn is_sealed(&self) -> bool {
        self.privacy != Privacy::Clear
    }
}

/// The unit of merging and of sealing.
#[derive(Debug, Clone, Copy)]
pub struct CellSpec {
    pub number: u8,
    pub name: &'static str,
    pub fields: &'static [FieldSpec],
}

impl CellSpec {
    pub fn compartment(&self) -> Option<Compartment> {
        self.fields.iter().find_map(|field| match field.privacy {
            Privacy::Sealed(compartment) => Some(compartment),
            Privacy::Clear => None,
        })
    }

    /// Returns whether every row has it from its creation on: one of its fields may not be empty.
    pub fn is_needed(&self) -> bool {
        self.fields.iter().any(|field| !field.optional)
    }

    pub fn clear_fields(&self) -> impl Iterator<Item = &'static FieldSpec> + use<> {
        self.fields.iter().filter(|field| !field.is_sealed())
    }

    pub fn sealed_fields(&self) -> impl Iterator<Item = &'static FieldSpec> + use<> {
        self.fields.iter().filter(|field| field.is_sealed())
    }

    /// Returns the index of a field among the values of the cell.
    pub fn index_of(&self, field: u16) -> Option<usize> {
        self.fields.iter().position(|known| known.number == field)
    }

    pub fn blind_field(&self) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.blind)
    }

    /// Returns the column of the cell's sealed fields, if it has any.
    pub fn sealed_column(&self) -> Option<String> {
        self.compartment().map(|_| format!("{}_sealed", self.name))
    }
}

/// The cell that is written once with the row.
pub const CREATED: u8 = 0;
/// A row with a valid one has no other cells.
pub const PURGE: u8 = 254;
/// Deletion, and undeletion by a later write of it.
pub const DELETION: u8 = 255;

/// The right that each kind of write to a row needs.
#[derive(Debug)]
pub struct WriteRights {
    /// For the cells that arrive together with the row's `CREATED`.
    pub create: Right,
    pub update: Right,
    /// For the deletion cell: to delete and to restore.
    pub delete: Right,
}

#[derive(Debug)]
pub struct Descriptor {
    pub number: u16,
    pub name: &'static str,
    pub table: &'static str,
    pub scope: Scope,
    /// Every row belongs to one patient, permanently.
    pub of_patient: bool,
    pub authority: Authority,
    pub write_rights: WriteRights,
    /// When a new device receives the rows.
    pub bootstrap: BootstrapClass,
    /// The rows decide rights, money or rules for all of the clinic: `rules` in the declaration. They are few, so that
    /// a device can say of all of them together that each is its newest version.
    pub is_rule: bool,
    /// `CREATED` first, then the declared ones, then deletion where rows can be deleted.
    pub cells: &'static [CellSpec],
}

impl Descriptor {
    pub fn cell(&self, number: u8) -> Option<&'static CellSpec> {
        self.cells.iter().find(|cell| cell.number == number)
    }

    /// Returns the cells that every row has.
    pub fn needed_cells(&self) -> impl Iterator<Item = &'static CellSpec> + use<> {
        self.cells.iter().filter(|cell| cell.is_needed())
    }

    /// Returns the cells 1 to 253.
    pub fn declared_cells(&self) -> impl Iterator<Item = &'static CellSpec> + use<> {
        self.cells
            .iter()
            .filter(|cell| cell.number != CREATED && cell.number != DELETION)
    }

    /// Returns the fields of one of the cells.
    pub fn fields_of(&'static self, cell: &'static CellSpec) -> impl Iterator<Item = FieldRef> {
        let fields = cell.fields.iter().enumerate();
        fields.map(move |(index, spec)| FieldRef {
            descriptor: self,
            cell,
            number: spec.number,
            spec,
            index,
        })
    }

    /// Returns the one compartment that decides whether a device receives this entity's rows.
    pub fn compartment(&self) -> Option<Compartment> {
        self.declared_cells().find_map(|cell| cell.compartment())
    }

    /// Returns whether every device has the rows: staff, settings and all entities without a sealed field.
    pub fn is_for_every_device(&self) -> bool {
        matches!(self.compartment(), None | Some(Compartment::Staff))
    }

    /// Returns the right that writing a cell needs; `creates_row` for a write that comes with the row's `CREATED`.
    pub fn right_to_write(&self, cell: u8, creates_row: bool) -> Right {
        match cell {
            DELETION => self.write_rights.delete,
            _ if creates_row => self.write_rights.create,
            _ => self.write_rights.update,
        }
    }

    /// Returns whether an older version of a row must not pass for the newest one: of what admins sign, and of the
    /// clinic's rules.
    pub fn is_guarded(&self) -> bool {
        self.is_rule || self.authority.is_admin_signed()
    }

    pub fn is_deletable(&self) -> bool {
        self.cell(DELETION).is_some()
    }
}

/// A declared field with its address, as `User::FIELD.signing_key` gives it.
#[derive(Debug, Clone, Copy)]
pub struct FieldRef {
    pub descriptor: &'static Descriptor,
    pub cell: &'static CellSpec,
    pub number: u16,
    pub spec: &'static FieldSpec,
    /// Among the values of its cell.
    pub index: usize,
}

/// By the numbers of entity, cell and field: names recur.
impl PartialEq for FieldRef {
    fn eq(&self, other: &Self) -> bool {
        let address = |field: &Self| (field.descriptor.number, field.cell.number, field.number);
        address(self) == address(other)
    }
}

impl Eq for FieldRef {}

impl FieldRef {
    /// Returns the field's value among all values of a cell, where they are this cell's.
    pub fn in_values<'a>(&self, cell: &CellSpec, values: &'a [Value]) -> Option<&'a Value> {
        values.get(self.index_in(cell)?)
    }

    /// Returns the field's index among the values of its cell; none for another cell.
    pub fn index_in(&self, cell: &CellSpec) -> Option<usize> {
        // a constant has no address of its own, so cells are compared by their declarations
        let is_same = (cell.number, cell.name) == (self.cell.number, self.cell.name)
            && cell
                .fields
                .get(self.index)
                .is_some_and(|field| field.name == self.spec.name);
        is_same.then_some(self.index)
    }
}

/// Returns a declared cell. Of a number that the entity does not declare, it does not compile.
pub const fn cell_ref(descriptor: &'static Descriptor, number: u8) -> &'static CellSpec {
    let mut i = 0;
    while i < descriptor.cells.len() {
        if descriptor.cells[i].number == number {
            return &descriptor.cells[i];
        }
        i += 1;
    }
    panic!("the entity does not declare this cell")
}

/// Returns a declared field of a cell, as [`cell_ref`] does a cell.
pub const fn field_ref(descriptor: &'static Descriptor, cell: u8, number: u16) -> FieldRef {
    let cell = cell_ref(descriptor, cell);
    let mut index = 0;
    while index < cell.fields.len() {
        if cell.fields[index].number == number {
            return FieldRef {
                descriptor,
                cell,
                number,
                spec: &cell.fields[index],
                index,
            };
        }
        index += 1;
    }
    panic!("the cell does not declare this field")
}

/// Fails to compile unless fields ascend and a cell's sealed fields lie in one compartment.
pub const fn one_compartment(cells: &[CellSpec]) {
    let mut i = 0;
    while i < cells.len() {
        let fields = cells[i].fields;
        let mut seen: Option<Compartment> = None;
        let mut j = 0;
        while j < fields.len() {
            if j > 0 {
                assert!(
                    fields[j - 1].number < fields[j].number,
                    "fields of a cell stand in ascending order"
                );
            }
            if let Privacy::Sealed(compartment) = fields[j].privacy {
                if let Some(first) = seen {
                    assert!(
                        first as u8 == compartment as u8,
                        "a cell's sealed fields lie in one compartment"
                    );
                }
                seen = Some(compartment);
            }
            j += 1;
        }
        i += 1;
    }
}
