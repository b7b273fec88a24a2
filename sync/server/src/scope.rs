//! Which rows a device may hold: those of the compartments that its users were given keys of.
//!
//! The scope is read anew from the rows at every pull. What the device was last told is kept beside it, so that
//! a new user, a new grant or somebody's leaving is told once, with a fill for what is newly held.

use sync_contract::catalog::GrantKind;
use sync_contract::pull::{BootstrapClass, BootstrapToken, Control, Cursor};
use sync_contract::{Catalog, Code, Compartment, Descriptor};
use uuid::Uuid;

use crate::{
    calls::Caller, control, database::Transaction, problem::Result, proof::unix_ms, seen,
    statements,
};

/// In a fill's list of compartments: the rows that every device holds.
pub const EVERY_DEVICE: u8 = 0;
const DAY_MS: u64 = 24 * 3600 * 1000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    pub users: Vec<Uuid>,
    /// Ascending.
    pub compartments: Vec<u8>,
}

impl Scope {
    pub fn holds(&self, descriptor: &Descriptor) -> bool {
        descriptor.is_for_every_device() || self.holds_compartment(descriptor.compartment())
    }

    pub fn holds_compartment(&self, compartment: Option<Compartment>) -> bool {
        compartment.is_none_or(|compartment| self.compartments.contains(&compartment.number()))
    }
}

/// The scope as it is, and as the device was last told.
pub struct Read {
    pub now: Scope,
    pub told: Option<Scope>,
}

impl Read {
    pub fn is_told(&self) -> bool {
        self.told.as_ref() == Some(&self.now)
    }
}

pub async fn read(transaction: &Transaction<'_>, caller: Caller) -> Result<Read> {
    let row = statements::first(
        transaction,
        include_str!("../queries/devices/scope_now.sql"),
        &[&caller.tenant, &i64::from(caller.device_number)],
    )
    .await?
    .ok_or(Code::Internal)?;
    let kinds: Vec<String> = row.get("kinds");
    let mut compartments: Vec<u8> = kinds
        .iter()
        .filter_map(|word| GrantKind::from_word(word)?.compartment())
        .map(Compartment::number)
        .collect();
    compartments.sort_unstable();
    let users_told: Option<Vec<Uuid>> = row.get("users_told");
    let compartments_told: Option<Vec<u8>> = row.get("compartments_told");
    let told = users_told.zip(compartments_told);
    Ok(Read {
        now: Scope {
            users: row.get("users"),
            compartments,
        },
        told: told.map(|(users, compartments)| Scope {
            users,
            compartments,
        }),
    })
}

/// Tells the device its scope where that has changed, with a fill for what it newly holds. Answers the compartments.
pub async fn tell(transaction: &Transaction<'_>, caller: Caller) -> Result<Vec<u8>> {
    let head = lock_head(transaction, caller.tenant).await?;
    let read = read(transaction, caller).await?;
    if !read.is_told() {
        let newly = newly_held(&read);
        queue(transaction, caller, &read.now, newly, head).await?;
    }
    Ok(read.now.compartments)
}

/// Tells a device that has nothing all that it may hold. Answers the head up to which the fill brings it.
pub async fn begin(transaction: &Transaction<'_>, caller: Caller) -> Result<Cursor> {
    let head = lock_head(transaction, caller.tenant).await?;
    let read = read(transaction, caller).await?;
    let all = newly_held(&Read {
        now: read.now.clone(),
        told: None,
    });
    // what an earlier beginning was told counts from another head
    control::forget(transaction, caller, u64::MAX).await?;
    seen::forget(transaction, caller).await?;
    queue(transaction, caller, &read.now, all, head).await?;
    Ok(head)
}

/// The compartments that have rows of their own to fill, and are new to the device.
fn newly_held(read: &Read) -> Vec<u8> {
    let told = |number: &u8| {
        read.told
            .as_ref()
            .is_some_and(|told| told.compartments.contains(number))
    };
    let mut newly: Vec<u8> = Catalog::ALL
        .iter()
        .filter(|descriptor| !descriptor.is_for_every_device())
        .filter_map(|descriptor| descriptor.compartment())
        .map(Compartment::number)
        .filter(|number| read.now.compartments.contains(number) && !told(number))
        .collect();
    if read.told.is_none() {
        newly.push(EVERY_DEVICE);
    }
    newly.sort_unstable();
    newly.dedup();
    newly
}

async fn queue(
    transaction: &Transaction<'_>,
    caller: Caller,
    scope: &Scope,
    newly: Vec<u8>,
    head: Cursor,
) -> Result<()> {
    let number = i64::from(caller.device_number);
    let row = statements::first(
        transaction,
        include_str!("../queries/devices/lock_scope.sql"),
        &[&caller.tenant, &number],
    )
    .await?;
    let (mut control_number, mut bootstrap_number): (i64, i64) = row.map_or((0, 0), |row| {
        (row.get("control_number"), row.get("bootstrap_number"))
    });
    let mut items = vec![Control::Scope {
        users: scope.users.clone(),
        compartments: scope.compartments.clone(),
    }];
    if !newly.is_empty() {
        bootstrap_number += 1;
        items.push(Control::Bootstrap(BootstrapToken {
            number: u64::try_from(bootstrap_number).map_err(|_| Code::Internal)?,
            head,
            today: today(),
            compartments: newly,
            class: BootstrapClass::StaffAndSettings,
            after: None,
        }));
    }
    for item in items {
        control_number += 1;
        control::keep(transaction, caller, control_number, item).await?;
    }
    statements::run(
        transaction,
        include_str!("../queries/devices/keep_scope.sql"),
        &[
            &caller.tenant,
            &number,
            &scope.users,
            &scope.compartments,
            &control_number,
            &bootstrap_number,
        ],
    )
    .await?;
    seen::tell(transaction, caller).await
}

/// The head, which no push moves until this transaction ends.
pub async fn lock_head(transaction: &Transaction<'_>, tenant: Uuid) -> Result<Cursor> {
    let row = statements::first(
        transaction,
        include_str!("../queries/bootstrap/lock_head.sql"),
        &[&tenant],
    )
    .await?
    .ok_or(Code::NotFound)?;
    cursor_of(&row)
}

pub fn cursor_of(head: &tokio_postgres::Row) -> Result<Cursor> {
    Ok(Cursor {
        timeline: head.get("timeline"),
        seq: u64::try_from(head.get::<_, i64>("seq")).map_err(|_| Code::Internal)?,
        mark: head.get("mark"),
    })
}

/// Days since 1970, in UTC.
fn today() -> i32 {
    i32::try_from(unix_ms() / DAY_MS).expect("days fit for five million years")
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_contract::catalog::{Appointment, Note, Patient, User};
    use sync_contract::entity::Entity;

    fn scope(compartments: &[u8]) -> Scope {
        Scope {
            users: Vec::new(),
            compartments: compartments.to_vec(),
        }
    }

    #[test]
    fn a_device_without_a_user_holds_what_every_device_holds() {
        let nobody = scope(&[]);
        assert!(nobody.holds(User::DESCRIPTOR) && nobody.holds(Appointment::DESCRIPTOR));
        assert!(!nobody.holds(Patient::DESCRIPTOR) && !nobody.holds(Note::DESCRIPTOR));
        let front_desk = scope(&[Compartment::Contact.number()]);
        assert!(front_desk.holds(Patient::DESCRIPTOR) && !front_desk.holds(Note::DESCRIPTOR));
    }

    #[test]
    fn only_what_is_new_is_filled() {
        let contact = Compartment::Contact.number();
        let clinical = Compartment::Clinical.number();
        let staff = Compartment::Staff.number();
        let newly = |now: &[u8], told: Option<&[u8]>| {
            newly_held(&Read {
                now: scope(now),
                told: told.map(scope),
            })
        };
        assert_eq!(newly(&[], None), [EVERY_DEVICE]);
        assert_eq!(newly(&[contact, staff], None), [EVERY_DEVICE, contact]);
        assert_eq!(newly(&[contact, clinical], Some(&[contact])), [clinical]);
        assert_eq!(newly(&[contact, staff], Some(&[contact])), [0u8; 0]);
    }
}
