//! The lists that a clinic keeps of its own: labels, rooms, products and the like, each entry under a name.
//!
//! Whether a name is taken is checked in the write transaction, against what is stored then: another program may have
//! written since a reader looked.

use sync_contract::Entity;
use sync_contract::field::Text;
use uuid::Uuid;
use vault::WriteTx;
use vault::read::{Deleted, Reader, Stored};

use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::fields::name_key;
use crate::view::{Id, ReadVersionToken};

/// An entry of such a list.
pub trait Listed: Entity {
    /// What one is called in a sentence.
    const WHAT: &'static str;

    /// Returns none for one that this user cannot decrypt.
    fn name(&self) -> Option<&str>;

    /// Returns the names that only the program gives.
    fn names_of_program() -> Vec<&'static str> {
        Vec::new()
    }
}

/// Returns all entries but deleted ones.
pub(crate) fn all<E: Listed>(reader: &Reader<'_>) -> Result<Vec<Stored<E>>> {
    Ok(reader.all::<E>(Deleted::Hidden)?)
}

/// # Errors
/// `NotFound`.
pub(crate) fn of_id<E: Listed>(rows: &[Stored<E>], id: E::Id) -> Result<&Stored<E>> {
    or_not_found(rows.iter().find(|row| is(&row.value, id)), E::WHAT)
}

/// Returns the entry that has this id, or alone has this name. It may be there once for each language.
pub(crate) fn called<V>(
    rows: Vec<V>,
    name_or_id: &str,
    of: impl Fn(&V) -> (&Id, &str),
) -> Option<V> {
    let id = Uuid::parse_str(name_or_id.trim()).ok().map(Id::of);
    let wanted = name_key(name_or_id);
    let is_called = |row: &V| {
        let (row_id, name) = of(row);
        id.as_ref() == Some(row_id) || name_key(name) == wanted
    };
    let mut matching = rows.into_iter().filter(is_called);
    let one = matching.next()?;
    let is_alone = matching.all(|other| of(&other).0 == of(&one).0);
    is_alone.then_some(one)
}

/// Returns a name that no other of these rows has. A row keeps the name that it has: two computers may have given one
/// name twice, and the rest of either row can still be changed.
///
/// # Errors
/// `Invalid` for a name that is taken.
pub(crate) fn free<'a, E: Listed, const MAX: u32>(
    name: Text<MAX>,
    field: &'static str,
    own: E::Id,
    rows: impl IntoIterator<Item = &'a Stored<E>>,
) -> Result<Text<MAX>> {
    let (own, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| is(&row.value, own));
    if own.iter().any(|row| row.value.name() == Some(&*name)) {
        return Ok(name);
    }
    let others = others.into_iter().filter_map(|row| row.value.name());
    require_free(
        &name,
        field,
        E::names_of_program().into_iter().chain(others),
    )?;
    Ok(name)
}

/// # Errors
/// `Invalid` for a name that is one with another.
pub(crate) fn require_free<'a>(
    name: &str,
    field: &'static str,
    mut others: impl Iterator<Item = &'a str>,
) -> Result<()> {
    let wanted = name_key(name);
    match others.any(|other| name_key(other) == wanted) {
        true => Err(Error::invalid(field, Reason::Taken)),
        false => Ok(()),
    }
}

/// Adds what is made of a new id and the entries that are there. Returns its id.
///
/// # Errors
/// Those of `made`.
pub(crate) fn add<E: Listed>(
    tx: &mut WriteTx<'_>,
    made: impl FnOnce(E::Id, &[Stored<E>]) -> Result<E>,
) -> Result<Id> {
    let id: E::Id = tx.new_id();
    let others = all::<E>(&tx.read())?;
    tx.insert(&made(id, &others)?)?;
    Ok(Id::of(id))
}

/// Writes what is made of an entry as it is stored now, and of all entries, against the version that its editor saw.
///
/// # Errors
/// `NotFound`, those of `changed`.
pub(crate) fn edit<E: Listed>(
    tx: &mut WriteTx<'_>,
    id: &Id,
    seen: &ReadVersionToken,
    changed: impl FnOnce(&Stored<E>, &[Stored<E>]) -> Result<E>,
) -> Result<()> {
    let (id, seen) = (Id::to::<E::Id>(id)?, seen.to_read_version()?);
    let rows = all::<E>(&tx.read())?;
    tx.update(&changed(of_id(&rows, id)?, &rows)?, &seen)?;
    Ok(())
}

fn is<E: Entity>(entity: &E, id: E::Id) -> bool {
    let (own, id): (Uuid, Uuid) = (entity.id().into(), id.into());
    own == id
}
