//! The declaration of an entity: struct, descriptor and field walks from one text.

use uuid::Uuid;

use crate::field::WrongValue;
use crate::row::Row;
use crate::value::Value;

pub use crate::descriptor::*;

/// One entity of the catalog as a Rust type.
pub trait Entity: Sized + Clone + Send + Sync + 'static {
    type Id: Copy + Into<Uuid> + From<Uuid>;
    const DESCRIPTOR: &'static Descriptor;

    fn id(&self) -> Self::Id;
    fn to_row(&self) -> Row;

    fn from_row(row: &Row) -> Result<Self, WrongValue> {
        Self::take_row(&mut row.clone())
    }

    /// Does the same as [`Entity::from_row`] and takes the values out of the row.
    fn take_row(row: &mut Row) -> Result<Self, WrongValue>;
}

/// Takes a declared cell's values out of a row, in the order of its fields.
pub fn cell_values(
    row: &mut Row,
    number: u8,
) -> Result<smallvec::IntoIter<[Value; 4]>, WrongValue> {
    let cell = row.cells.iter_mut().find(|cell| cell.number == number);
    let cell = cell.ok_or(WrongValue("cell missing"))?;
    Ok(std::mem::take(&mut cell.values).into_iter())
}

/// Declares an entity once. See the crate's `catalog` for its uses. `rules` behind the right says that its rows decide
/// for all of the clinic, see [`Descriptor::is_rule`].
#[macro_export]
macro_rules! entity {
    (
        $(#[$doc:meta])*
        $name:ident($id:ident) = $number:literal in $table:literal, scope $scope:ident,
        authority $authority:ident, bootstrap $bootstrap:ident, write $right:tt $(, $rules:ident)? { $($body:tt)* }
    ) => {
        $crate::entity! {
            @build [$(#[$doc])*] $name($id) $number $table $scope $authority $bootstrap $right false [] [$($rules)?]
            { $($body)* }
        }
    };
    (
        $(#[$doc:meta])*
        $name:ident($id:ident) of patient = $number:literal in $table:literal, scope $scope:ident,
        authority $authority:ident, bootstrap $bootstrap:ident, write $right:tt $body:tt
    ) => {
        $crate::entity! {
            @build [$(#[$doc])*] $name($id) $number $table $scope $authority $bootstrap $right true [patient] [] $body
        }
    };
    (@build [$(#[$doc:meta])*] $name:ident($id:ident) $number:literal $table:literal $scope:ident $authority:ident
        $bootstrap:ident $right:tt $of_patient:literal [$($patient:ident)?] [$($rules:ident)?] {
        $($(#[$cell_doc:meta])* cell $cell:literal $cell_name:ident {
            $($(#[$field_doc:meta])* $field_number:literal $field:ident: $type:ty $(, $blind:ident)?);+ $(;)?
        })+
    }) => {
        $crate::entity! { @constants $name $id $number {
            $($cell $cell_name { $($field_number $field)+ })+
        } }

        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            pub id: $crate::ids::$id,
            $(pub $patient: $crate::ids::PatientId,)?
            $($($(#[$field_doc])* pub $field: $type,)+)+
        }

        impl $crate::entity::Entity for $name {
            type Id = $crate::ids::$id;
            const DESCRIPTOR: &'static $crate::descriptor::Descriptor = &$crate::descriptor::Descriptor {
                number: $number,
                name: stringify!($name),
                table: $table,
                scope: $crate::descriptor::Scope::$scope,
                of_patient: $of_patient,
                authority: $crate::descriptor::Authority::$authority,
                write_rights: $crate::entity!(@rights $right),
                bootstrap: $crate::pull::BootstrapClass::$bootstrap,
                is_rule: $crate::entity!(@rules $($rules)?),
                cells: {
                    const DECLARED: &[$crate::descriptor::CellSpec] = &[$($crate::descriptor::CellSpec {
                        number: $cell,
                        name: stringify!($cell_name),
                        fields: &[$($crate::descriptor::FieldSpec {
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
                    const ALL: [$crate::descriptor::CellSpec; DECLARED.len() + 2] =
                        $crate::every_entity::with_every_entity(DECLARED, $of_patient);
                    const { $crate::descriptor::one_compartment(DECLARED) };
                    $crate::every_entity::used(&ALL, $crate::descriptor::Authority::$authority)
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
                        values: $crate::row::CellValues::from_iter([
                            $($crate::field::Field::to_value(&self.$field)),+
                        ]),
                    }),+],
                }
            }

            fn take_row(row: &mut $crate::row::Row) -> Result<Self, $crate::field::WrongValue> {
                if row.descriptor.number != $number {
                    return Err($crate::field::WrongValue("row of another entity"));
                }
                $(
                    let mut values = $crate::entity::cell_values(row, $cell)?;
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
        $crate::descriptor::WriteRights {
            create: $crate::right::Right::$create,
            update: $crate::right::Right::$update,
            delete: $crate::right::Right::$delete,
        }
    };
    (@rights $right:ident) => {
        $crate::entity!(@rights [create $right, update $right, delete $right])
    };
    (@constants $name:ident $id:ident $number:literal {
        $($cell:literal $cell_name:ident { $($field_number:literal $field:ident)+ })+
    }) => {
        // the types need no name outside: they are reached as `Name::CELL` and `Name::FIELD`
        const _: () = {
            #[derive(Debug, Clone, Copy)]
            pub struct Cells {
                $(pub $cell_name: &'static $crate::descriptor::CellSpec,)+
            }

            #[derive(Debug, Clone, Copy)]
            pub struct Fields {
                $($(pub $field: $crate::descriptor::FieldRef,)+)+
            }

            impl $name {
                /// The declared cells by name.
                pub const CELL: Cells = Cells {
                    $($cell_name: $crate::descriptor::cell_ref(<Self as $crate::entity::Entity>::DESCRIPTOR, $cell),)+
                };
                /// The declared fields by name.
                pub const FIELD: Fields = Fields {
                    $($($field: $crate::descriptor::field_ref(
                        <Self as $crate::entity::Entity>::DESCRIPTOR, $cell, $field_number,
                    ),)+)+
                };
            }

            impl $crate::ids::$id {
                /// The number of the entity that this id names.
                pub const ENTITY: u16 = $number;
            }

            impl $crate::field::Field for $crate::ids::$id {
                const KIND: $crate::value::Kind = $crate::value::Kind::Uuid;
                const REFERENCES: Option<u16> = Some($number);

                fn to_value(&self) -> $crate::value::Value {
                    $crate::value::Value::Uuid(self.0)
                }

                fn from_value(value: $crate::value::Value) -> Result<Self, $crate::field::WrongValue> {
                    <uuid::Uuid as $crate::field::Field>::from_value(value).map(Self)
                }
            }
        };
    };
    (@rules) => { false };
    (@rules rules) => { true };
    (@blind) => { false };
    (@blind blind) => { true };
}
