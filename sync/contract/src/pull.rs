//! Responses to a pull: rows with their shown versions and siblings, the control stream, and feed positions.

use uuid::Uuid;

use crate::change::CellState;
use crate::codec::{Malformed, Reader, Wire, Writer};
pub use crate::cursor::Cursor;

/// The order of a bootstrap, so that a new device is usable from the first seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum BootstrapClass {
    StaffAndSettings = 0,
    Identities = 1,
    /// Appointments from today to the eighth day, with their patients and changes.
    ComingWeek = 2,
    /// Newest first.
    Rest = 3,
    /// What files have in them: large, and needed only once one is opened. Newest first.
    Contents = 4,
}

impl BootstrapClass {
    pub const ALL: [Self; 5] = [
        Self::StaffAndSettings,
        Self::Identities,
        Self::ComingWeek,
        Self::Rest,
        Self::Contents,
    ];

    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|class| *class > self)
    }
}

/// The position of a bootstrap. It can be resumed at any page, by any instance of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BootstrapToken {
    /// Distinguishes the bootstraps of one device.
    pub number: u64,
    /// Rows up to here come by the bootstrap, later ones by the feed.
    pub head: Cursor,
    /// Fixed when the bootstrap began, in days since 1970, so that classes do not move at midnight.
    pub today: i32,
    /// The rows of these compartments; 0 means the rows that every device has.
    pub compartments: Vec<u8>,
    pub class: BootstrapClass,
    /// The last entity and row that were sent in this class.
    pub after: Option<(u16, Uuid)>,
}

impl Wire for BootstrapToken {
    fn write(&self, writer: &mut Writer) {
        writer.u64(self.number);
        self.head.write(writer);
        writer.raw(&self.today.to_be_bytes());
        writer.bytes(&self.compartments);
        writer.u8(self.class as u8);
        writer.option(self.after, |w, (entity, row)| {
            w.u16(entity);
            w.uuid(row);
        });
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            number: reader.u64()?,
            head: Cursor::read(reader)?,
            today: reader.array().map(i32::from_be_bytes)?,
            compartments: reader.bytes()?.to_vec(),
            class: {
                let class = reader.u8()?;
                BootstrapClass::ALL
                    .into_iter()
                    .find(|c| *c as u8 == class)
                    .ok_or(Malformed("unknown bootstrap class"))?
            },
            after: reader.option(|r| Ok((r.u16()?, r.uuid()?)))?,
        })
    }
}

/// A row as the server stores it: the shown versions, and their siblings until a person decides.
///
/// A device stores what it does not know: an entity or a cell of a later version is passed on unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowState {
    pub entity: u16,
    pub row: Uuid,
    pub patient: Option<Uuid>,
    /// Ascending by cell.
    pub cells: Vec<CellState>,
    /// Under their writers' own tags; ascending by cell, then by clock.
    pub siblings: Vec<CellState>,
}

impl RowState {
    /// Returns a row that has not been written yet.
    pub fn empty(entity: u16, row: Uuid, patient: Option<Uuid>) -> Self {
        Self {
            entity,
            row,
            patient,
            cells: Vec::new(),
            siblings: Vec::new(),
        }
    }

    /// Returns the shown version of a cell.
    pub fn cell(&self, number: u8) -> Option<&CellState> {
        self.cells.iter().find(|state| state.cell == number)
    }
}

impl Wire for RowState {
    fn write(&self, writer: &mut Writer) {
        writer.u16(self.entity);
        writer.uuid(self.row);
        writer.option(self.patient, Writer::uuid);
        writer.list(&self.cells, |w, cell| cell.write(w));
        writer.list(&self.siblings, |w, sibling| sibling.write(w));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            entity: reader.u16()?,
            row: reader.uuid()?,
            patient: reader.option(Reader::uuid)?,
            cells: reader.list(CellState::read)?,
            siblings: reader.list(CellState::read)?,
        })
    }
}

/// An instruction of the server to one device. It comes before rows and is numbered per device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// The users that have joined here and the compartments that this gives the device.
    Scope {
        users: Vec<Uuid>,
        compartments: Vec<u8>,
    },
    /// Rows that have come into this device's scope: bootstrap them next to the feed.
    Bootstrap(BootstrapToken),
    /// Keys are destroyed and data erased.
    Revoked,
    /// Last-seen times of the clinic's devices, of those that called since the last such item.
    DevicesLastSeen(Vec<DeviceLastSeen>),
    /// All erasures that the clinic's devices have confirmed in their audit logs.
    ErasuresConfirmed(Vec<ErasureConfirmed>),
    /// An item of a later version; stored, not interpreted.
    Unknown { kind: u8, bytes: Vec<u8> },
}

/// When the server last received a call of a device, and from which version of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLastSeen {
    pub device_number: u32,
    /// By the server's clock: microseconds since 1970.
    pub at_us: i64,
    /// None when the program did not name it.
    pub version: Option<String>,
}

impl Wire for DeviceLastSeen {
    fn write(&self, writer: &mut Writer) {
        writer.u32(self.device_number);
        writer.i64(self.at_us);
        writer.option(self.version.as_deref(), Writer::text);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            device_number: reader.u32()?,
            at_us: reader.i64()?,
            version: reader.option(|r| r.text().map(str::to_owned))?,
        })
    }
}

/// A device has erased a patient: rows and versions, what waited, and what was left of them in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErasureConfirmed {
    pub device: Uuid,
    pub patient: Uuid,
}

impl Wire for ErasureConfirmed {
    fn write(&self, writer: &mut Writer) {
        writer.uuid(self.device);
        writer.uuid(self.patient);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            device: reader.uuid()?,
            patient: reader.uuid()?,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlItem {
    pub number: u64,
    pub control: Control,
}

impl Wire for ControlItem {
    fn write(&self, writer: &mut Writer) {
        writer.u64(self.number);
        let mut inner = Writer::new();
        let kind = match &self.control {
            Control::Scope {
                users,
                compartments,
            } => {
                inner.list(users, |w, user| w.uuid(*user));
                inner.bytes(compartments);
                1
            }
            Control::Bootstrap(token) => {
                token.write(&mut inner);
                2
            }
            Control::Revoked => 3,
            Control::DevicesLastSeen(devices) => {
                inner.list(devices, |w, device| device.write(w));
                4
            }
            Control::ErasuresConfirmed(all) => {
                inner.list(all, |w, confirmed| confirmed.write(w));
                5
            }
            Control::Unknown { kind, bytes } => {
                inner.raw(bytes);
                *kind
            }
        };
        writer.u8(kind);
        writer.bytes(&inner.finish());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let number = reader.u64()?;
        let kind = reader.u8()?;
        let bytes = reader.bytes()?;
        let mut inner = Reader::new(bytes);
        let control = match kind {
            1 => Control::Scope {
                users: inner.list(Reader::uuid)?,
                compartments: inner.bytes()?.to_vec(),
            },
            2 => Control::Bootstrap(BootstrapToken::read(&mut inner)?),
            3 => Control::Revoked,
            4 => Control::DevicesLastSeen(inner.list(DeviceLastSeen::read)?),
            5 => Control::ErasuresConfirmed(inner.list(ErasureConfirmed::read)?),
            kind => {
                let bytes = inner.raw(inner.remaining())?.to_vec();
                Control::Unknown { kind, bytes }
            }
        };
        inner.end()?;
        Ok(Self { number, control })
    }
}
