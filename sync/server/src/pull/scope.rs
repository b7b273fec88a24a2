//! The scope of a device: the rows of the compartments that its users were given keys of.
//!
//! It is read anew from the rows at every pull. The scope that was last sent to the device is stored, so that
//! a new user, a new grant or a departed user is sent once, with a bootstrap of what is new in the scope.

use sync_contract::catalog::GrantKind;
use sync_contract::pull::{BootstrapClass, BootstrapToken, Control, Cursor};
use sync_contract::statement;
use sync_contract::{Catalog, Code, Compartment, Descriptor};
use uuid::Uuid;

use crate::auth::token::Caller;
use crate::db::transaction::Transaction;
use crate::db::{feed_head, statements};
use crate::ops::clock::today;
use crate::problem::Result;
use crate::pull::{control, last_seen};

/// In a bootstrap's list of compartments: the rows that every device has.
pub const EVERY_DEVICE: u8 = 0;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    pub users: Vec<Uuid>,
    /// Ascending.
    pub compartments: Vec<u8>,
}

impl Scope {
    /// Returns whether the device may have the rows of an entity.
    pub fn contains(&self, descriptor: &Descriptor) -> bool {
        descriptor.is_for_every_device() || self.contains_compartment(descriptor.compartment())
    }

    pub fn contains_compartment(&self, compartment: Option<Compartment>) -> bool {
        compartment.is_none_or(|compartment| self.compartments.contains(&compartment.number()))
    }
}

/// The current scope, and the one that was last sent to the device.
pub struct ScopeState {
    pub current: Scope,
    pub sent: Option<Scope>,
}

impl ScopeState {
    pub fn is_sent(&self) -> bool {
        self.sent.as_ref() == Some(&self.current)
    }
}

/// Reads the scope of a device.
pub async fn read(transaction: &Transaction<'_>, caller: Caller) -> Result<ScopeState> {
    let row = statements::first(
        transaction,
        statement!("devices", "current_scope"),
        &[&caller.tenant, &i64::from(caller.device_number)],
    )
    .await?
    .ok_or(Code::Internal)?;
    let kinds: Vec<String> = row.get("kinds");
    let mut compartments: Vec<u8> = kinds
        .iter()
        .filter_map(|word| word.parse::<GrantKind>().ok()?.compartment())
        .map(Compartment::number)
        .collect();
    compartments.sort_unstable();
    let users_sent: Option<Vec<Uuid>> = row.get("users_sent");
    let compartments_sent: Option<Vec<u8>> = row.get("compartments_sent");
    let sent = users_sent.zip(compartments_sent);
    Ok(ScopeState {
        current: Scope {
            users: row.get("users"),
            compartments,
        },
        sent: sent.map(|(users, compartments)| Scope {
            users,
            compartments,
        }),
    })
}

/// Sends the device its scope where that has changed, with a bootstrap of what is new in it. Returns the compartments.
pub async fn send(transaction: &Transaction<'_>, caller: Caller) -> Result<Vec<u8>> {
    let head = feed_head::lock(transaction, caller.tenant).await?.position;
    let scope = read(transaction, caller).await?;
    if !scope.is_sent() {
        let added = added_compartments(&scope);
        enqueue(transaction, caller, &scope.current, added, head).await?;
    }
    Ok(scope.current.compartments)
}

/// Sends a device that has nothing its scope and a bootstrap of all of it. Returns the head up to which that leads.
pub async fn begin(transaction: &Transaction<'_>, caller: Caller) -> Result<Cursor> {
    let head = feed_head::lock(transaction, caller.tenant).await?.position;
    let scope = ScopeState {
        sent: None,
        ..read(transaction, caller).await?
    };
    let all = added_compartments(&scope);
    // the items of an earlier beginning count from another head
    control::acknowledge(transaction, caller, u64::MAX).await?;
    last_seen::forget(transaction, caller).await?;
    enqueue(transaction, caller, &scope.current, all, head).await?;
    Ok(head)
}

/// Returns the compartments that have rows of their own and are new to the device.
fn added_compartments(scope: &ScopeState) -> Vec<u8> {
    let was_sent = |number: &u8| {
        scope
            .sent
            .as_ref()
            .is_some_and(|sent| sent.compartments.contains(number))
    };
    let mut added: Vec<u8> = Catalog::ALL
        .iter()
        .filter(|descriptor| !descriptor.is_for_every_device())
        .filter_map(|descriptor| descriptor.compartment())
        .map(Compartment::number)
        .filter(|number| scope.current.compartments.contains(number) && !was_sent(number))
        .collect();
    if scope.sent.is_none() {
        added.push(EVERY_DEVICE);
    }
    added.sort_unstable();
    added.dedup();
    added
}

/// Enqueues control items: the scope, and a bootstrap of the compartments that are new.
async fn enqueue(
    transaction: &Transaction<'_>,
    caller: Caller,
    scope: &Scope,
    added: Vec<u8>,
    head: Cursor,
) -> Result<()> {
    let number = i64::from(caller.device_number);
    let row = statements::first(
        transaction,
        statement!("devices", "lock_scope"),
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
    if !added.is_empty() {
        bootstrap_number += 1;
        items.push(Control::Bootstrap(BootstrapToken {
            number: u64::try_from(bootstrap_number).map_err(|_| Code::Internal)?,
            head,
            today: today(),
            compartments: added,
            class: BootstrapClass::StaffAndSettings,
            after: None,
        }));
    }
    for item in items {
        control_number += 1;
        control::enqueue(transaction, caller, control_number, item).await?;
    }
    statements::run(
        transaction,
        statement!("devices", "save_scope"),
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
    last_seen::send(transaction, caller).await
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
    fn a_device_without_a_user_has_the_rows_of_every_device() {
        let empty = scope(&[]);
        assert!(empty.contains(User::DESCRIPTOR) && empty.contains(Appointment::DESCRIPTOR));
        assert!(!empty.contains(Patient::DESCRIPTOR) && !empty.contains(Note::DESCRIPTOR));
        let front_desk = scope(&[Compartment::Contact.number()]);
        assert!(front_desk.contains(Patient::DESCRIPTOR) && !front_desk.contains(Note::DESCRIPTOR));
    }

    #[test]
    fn only_added_compartments_are_bootstrapped() {
        let contact = Compartment::Contact.number();
        let clinical = Compartment::Clinical.number();
        let staff = Compartment::Staff.number();
        let added = |current: &[u8], sent: Option<&[u8]>| {
            added_compartments(&ScopeState {
                current: scope(current),
                sent: sent.map(scope),
            })
        };
        assert_eq!(added(&[], None), [EVERY_DEVICE]);
        assert_eq!(added(&[contact, staff], None), [EVERY_DEVICE, contact]);
        assert_eq!(added(&[contact, clinical], Some(&[contact])), [clinical]);
        assert_eq!(added(&[contact, staff], Some(&[contact])), [0u8; 0]);
    }
}
