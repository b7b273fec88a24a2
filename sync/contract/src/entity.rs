//! The declaration of an entity: struct, descriptor and field walks from one text.

use uuid::Uuid;

use crate::field::WrongValue;
use crate::phi::Compartment;
use crate::right::Right;
use crate::row::Row;
use crate::value::{Kind, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    Clear,
    Sealed(Compartment),
}

/// Whose rows these are: every device's of the clinic, or those devices' that serve the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Clinic,
    Patient,
}

/// Who decides between two writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// The later clock wins cell by cell; what it did not know stays pinned beside it.
    PerCell,
    /// Written once; the first accepted row stands.
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
    /// Has a clear `<name>_blind` column: equal values can be seen to be equal, nothing more.
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

    pub fn clear_fields(&self) -> impl Iterator<Item = &'static FieldSpec> + use<> {
        self.fields.iter().filter(|field| !field.is_sealed())
    }

    pub fn sealed_fields(&self) -> impl Iterator<Item = &'static FieldSpec> + use<> {
        self.fields.iter().filter(|field| field.is_sealed())
    }

    pub fn blind_field(&self) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.blind)
    }

    /// The column that holds the cell's sealed fields, where it has any.
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
    /// Every row belongs to one patient, for ever.
    pub of_patient: bool,
    pub authority: Authority,
    pub write_rights: WriteRights,
    /// Birth first, then the declared ones, then deletion where rows can be deleted.
    pub cells: &'static [CellSpec],
}

impl Descriptor {
    pub fn cell(&self, number: u8) -> Option<&'static CellSpec> {
        self.cells.iter().find(|cell| cell.number == number)
    }

    pub fn cell_named(&self, name: &str) -> Option<&'static CellSpec> {
        self.cells.iter().find(|cell| cell.name == name)
    }

    /// Cells 1 to 253.
    pub fn declared_cells(&self) -> impl Iterator<Item = &'static CellSpec> + use<> {
        self.cells
            .iter()
            .filter(|cell| cell.number != CREATED && cell.number != DELETION)
    }

    /// The one compartment that decides whether a device receives this entity's rows.
    pub fn compartment(&self) -> Option<Compartment> {
        self.declared_cells().find_map(|cell| cell.compartment())
    }

    /// Rows that every device holds: staff, settings and whatever has no sealed field.
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

    pub fn is_deletable(&self) -> bool {
        self.cell(DELETION).is_some()
    }
}

/// One entity of the catalog as a Rust type.
pub trait Entity: Sized + Clone + Send + Sync + 'static {
    type Id: Copy + Into<Uuid> + From<Uuid>;
    const DESCRIPTOR: &'static Descriptor;

    fn id(&self) -> Self::Id;
    fn to_row(&self) -> Row;

    fn from_row(row: &Row) -> Result<Self, WrongValue> {
        Self::take_row(row.clone())
    }

    /// [`Entity::from_row`] of a row that nobody else needs: its values are moved.
    fn take_row(row: Row) -> Result<Self, WrongValue>;
}

/// Takes a declared cell's values out of a row, in the order of its fields.
pub fn cell_values(row: &mut Row, number: u8) -> Result<std::vec::IntoIter<Value>, WrongValue> {
    let cell = row.cells.iter_mut().find(|cell| cell.number == number);
    let cell = cell.ok_or(WrongValue("cell missing"))?;
    Ok(std::mem::take(&mut cell.values).into_iter())
}

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

/// Declares an entity once. See the crate's `catalog` for its uses.
#[macro_export]
macro_rules! entity {
    (
        $(#[$doc:meta])*
        $name:ident($id:ident) = $number:literal in $table:literal, scope $scope:ident,
        authority $authority:ident, write $right:tt $body:tt
    ) => {
        $crate::entity! { @build [$(#[$doc])*] $name($id) $number $table $scope $authority $right false [] $body }
    };
    (
        $(#[$doc:meta])*
        $name:ident($id:ident) of patient = $number:literal in $table:literal, scope $scope:ident,
        authority $authority:ident, write $right:tt $body:tt
    ) => {
        $crate::entity! { @build [$(#[$doc])*] $name($id) $number $table $scope $authority $right true [patient] $body }
    };
    (@build [$(#[$doc:meta])*] $name:ident($id:ident) $number:literal $table:literal $scope:ident $authority:ident
        $right:tt $of_patient:literal [$($patient:ident)?] {
        $($(#[$cell_doc:meta])* cell $cell:literal $cell_name:ident {
            $($(#[$field_doc:meta])* $field_number:literal $field:ident: $type:ty $(, $blind:ident)?);+ $(;)?
        })+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            pub id: $crate::ids::$id,
            $(pub $patient: $crate::ids::PatientId,)?
            $($($(#[$field_doc])* pub $field: $type,)+)+
        }

        impl $crate::entity::Entity for $name {
            type Id = $crate::ids::$id;
            const DESCRIPTOR: &'static $crate::entity::Descriptor = &$crate::entity::Descriptor {
                number: $number,
                name: stringify!($name),
                table: $table,
                scope: $crate::entity::Scope::$scope,
                of_patient: $of_patient,
                authority: $crate::entity::Authority::$authority,
                write_rights: $crate::entity!(@rights $right),
                cells: {
                    const DECLARED: &[$crate::entity::CellSpec] = &[$($crate::entity::CellSpec {
                        number: $cell,
                        name: stringify!($cell_name),
                        fields: &[$($crate::entity::FieldSpec {
                            number: $field_number,
                            name: stringify!($field),
                            kind: <$type as $crate::field::Field>::KIND,
                            optional: <$type as $crate::field::Field>::OPTIONAL,
                            length_max: <$type as $crate::field::Field>::LENGTH_MAX,
                            choices: <$type as $crate::field::Field>::CHOICES,
                            references: <$type as $crate::field::Field>::REFERENCES,
                            privacy: <$type as $crate::field::Field>::PRIVACY,
                            blind: $crate::entity!(@blind $($blind)?),
                        }),+],
                    }),+];
                    const ALL: [$crate::entity::CellSpec; DECLARED.len() + 2] =
                        $crate::catalog::every::with_common(DECLARED, $of_patient);
                    const { $crate::entity::one_compartment(DECLARED) };
                    $crate::catalog::every::used(&ALL, $crate::entity::Authority::$authority)
                },
            };

            fn id(&self) -> $crate::ids::$id {
                self.id
            }

            fn to_row(&self) -> $crate::row::Row {
                #[allow(unused_mut, unused_assignments)]
                let mut patient = None;
                $(patient = Some(self.$patient.0);)?
                $crate::row::Row {
                    descriptor: Self::DESCRIPTOR,
                    id: self.id.0,
                    patient,
                    cells: vec![$($crate::row::CellContent {
                        number: $cell,
                        values: vec![$($crate::field::Field::to_value(&self.$field)),+],
                    }),+],
                }
            }

            fn take_row(mut row: $crate::row::Row) -> Result<Self, $crate::field::WrongValue> {
                if row.descriptor.number != $number {
                    return Err($crate::field::WrongValue("row of another entity"));
                }
                $(
                    let mut values = $crate::entity::cell_values(&mut row, $cell)?;
                    $(let $field = $crate::field::Field::from_value(
                        values.next().ok_or($crate::field::WrongValue("field missing"))?,
                    )?;)+
                )+
                Ok(Self {
                    id: $crate::ids::$id(row.id),
                    $($patient: $crate::ids::PatientId(
                        row.patient.ok_or($crate::field::WrongValue("row without its patient"))?,
                    ),)?
                    $($($field,)+)+
                })
            }
        }
    };
    (@rights [create $create:ident, update $update:ident, delete $delete:ident]) => {
        $crate::entity::WriteRights {
            create: $crate::right::Right::$create,
            update: $crate::right::Right::$update,
            delete: $crate::right::Right::$delete,
        }
    };
    (@rights $right:ident) => {
        $crate::entity!(@rights [create $right, update $right, delete $right])
    };
    (@blind) => { false };
    (@blind blind) => { true };
}
