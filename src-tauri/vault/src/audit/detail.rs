use sync_contract::value::{read_fields, write_fields};
use sync_contract::{Malformed, Reader, Value, Wire, Writer};
use uuid::Uuid;
use zeroize::Zeroizing;

/// The sealed part of an entry: what a cell said before and after.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Detail {
    /// A reason, a search text, the name of a file: whatever says something about a person.
    pub remark: String,
    pub changes: Vec<Change>,
}

/// A remark may be somebody's name, so only its length is printed.
impl std::fmt::Debug for Detail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Detail")
            .field("remark", &format_args!("{} bytes", self.remark.len()))
            .field("changes", &self.changes)
            .finish()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub entity: u16,
    pub row: Uuid,
    pub cell: u8,
    /// None for a cell that was not there.
    pub before: Option<Vec<(u16, Value)>>,
    /// Clear and sealed fields by number; none where an action is too large to repeat what its rows say.
    pub after: Option<Vec<(u16, Value)>>,
}

/// Beyond this an import would write every value twice more; its rows and clocks still say what was made.
const VALUES_MAX: usize = 2_000;

impl Detail {
    pub(crate) fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        let whole = self.changes.len() <= VALUES_MAX;
        let mut writer = Writer::with_capacity(64 + self.changes.len().min(VALUES_MAX) * 320);
        writer.text(&self.remark);
        writer.list(&self.changes, |w, change| {
            w.u16(change.entity);
            w.uuid(change.row);
            w.u8(change.cell);
            let before = change.before.as_deref();
            let after = change
                .after
                .as_deref()
                .filter(|_| whole || before.is_some());
            w.option(before, write_fields);
            w.option(after, write_fields);
        });
        Zeroizing::new(writer.finish())
    }

    pub(crate) fn from_plain(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let remark = String::read(&mut reader)?;
        let changes = reader.list(|r| {
            Ok(Change {
                entity: r.u16()?,
                row: r.uuid()?,
                cell: r.u8()?,
                before: r.option(read_fields)?,
                after: r.option(read_fields)?,
            })
        })?;
        reader.end()?;
        Ok(Self { remark, changes })
    }
}
