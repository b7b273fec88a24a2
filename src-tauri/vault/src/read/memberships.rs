//! What admins signed of who had a role when, and of who works in which department since when: for rules about what was
//! done before, by which each computer comes to the same answer.

use std::collections::BTreeMap;

use sync_contract::catalog::{User, UserRole};
use sync_contract::ids::{DepartmentId, RoleId, UserId};
use sync_contract::trust::Membership;
use sync_contract::{Clock, Entity, Value, statement};

use crate::error::Result;
use crate::read::reader::Reader;
use crate::store::rows::RowReader;

/// Where a user works, as an admin wrote it last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorksIn {
    pub department: Option<DepartmentId>,
    /// Where they worked before is not known any more.
    pub since: Clock,
}

impl Reader<'_> {
    /// Returns who had a role from when until when, also of those who have it no more, by one statement besides those
    /// of the trust chain. What that does not prove is left out.
    pub fn members_ever(&self, role: RoleId) -> Result<Vec<Membership>> {
        let chain = self.prover.over(self.conn)?;
        let sql = statement!("people", "members_ever");
        let mut statement = self.conn.prepare_cached(sql)?;
        let reader = RowReader::new(UserRole::DESCRIPTOR, &statement)?;
        let mut rows = statement.query([role.0.as_bytes()])?;
        let mut members = Vec::new();
        while let Some(row) = rows.next()? {
            // what another program made unreadable says nothing
            let row = reader.read_known(row)?.filter(|row| chain.is_proved(row));
            let member = row.as_ref().and_then(Membership::of);
            members.extend(member.filter(|of| of.role == role.0));
        }
        Ok(members)
    }

    /// Returns where each user works, in the same way.
    pub fn departments(&self) -> Result<BTreeMap<UserId, WorksIn>> {
        let chain = self.prover.over(self.conn)?;
        let mut statement = self
            .conn
            .prepare_cached(statement!("people", "departments"))?;
        let reader = RowReader::new(User::DESCRIPTOR, &statement)?;
        let mut rows = statement.query([])?;
        let mut departments = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let row = reader.read_known(row)?.filter(|row| chain.is_proved(row));
            if let Some(row) = &row
                && let Some(work) = row.cell(User::CELL.work.number)
            {
                let department = match User::FIELD.department.in_row(row) {
                    Some(Value::Uuid(department)) => Some(DepartmentId(*department)),
                    _ => None,
                };
                let since = work.clock;
                departments.insert(UserId(row.row), WorksIn { department, since });
            }
        }
        Ok(departments)
    }
}
