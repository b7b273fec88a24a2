//! The wrong passwords of this device: in the file, under the tag of its own row, and in the key store, where no edit
//! of the file takes them back.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, params};
use sync_contract::{fail_point, statement};
use uuid::Uuid;

use crate::crypto::keystore::entry::KeyStore;
use crate::error::{Error, Result};
use crate::sign_in::tries::known_tries::KnownTries;
use crate::store::columns;
use crate::store::device::{self, DeviceRow};
use crate::store::file::immediate;
use crate::throttle::{Attempts, Throttle, Wait};
use crate::vault::Vault;

type Tries = BTreeMap<Uuid, Attempts>;

impl Vault {
    /// How long this user must wait before a password is even tried; none when they may try.
    pub fn sign_in_wait(&self, user: Uuid) -> Result<Option<Wait>> {
        let now = self.env.clock.moment();
        Ok(self
            .tries_of(user)?
            .may_try(&Throttle::default(), &now)
            .err())
    }

    /// Returns the remaining waits of all users, by a fixed number of statements.
    pub fn sign_in_waits(&self) -> Result<BTreeMap<Uuid, Wait>> {
        let now = self.env.clock.moment();
        let throttle = Throttle::default();
        let waits = self.tries()?.into_iter();
        Ok(waits
            .filter_map(|(user, attempts)| Some((user, attempts.may_try(&throttle, &now).err()?)))
            .collect())
    }

    /// Checks whether the key store has what it should know of the file, for a program that reports on the file without
    /// a sign-in. [`Vault::file_state`] then tells what the key store lacks and does not take.
    ///
    /// # Errors
    /// Those of the file.
    pub fn check_key_store(&self) -> Result<()> {
        self.note_anchor_if_behind();
        // a sign-in forgets wrong passwords there first, and in the file a moment later
        let _turn = self.files.wait_for_sign_in();
        self.check_known_tries()
    }

    /// Finds out whether the key store has the wrong passwords of the file.
    ///
    /// # Errors
    /// Those of the file.
    pub(super) fn check_known_tries(&self) -> Result<()> {
        let has_all = match known_tries::load(self.env.key_store.as_ref(), self.facts.vault) {
            KnownTries::Read(known) => {
                let is_known = |(user, stored): (&Uuid, &Attempts)| {
                    let known = known.get(user).copied().unwrap_or_default();
                    known.failures >= stored.failures || known.takes_back(stored)
                };
                // what another program put into the file is an alarm of its own
                let is_intact = DeviceRow::load(&self.conn)?.is_intact;
                !is_intact || stored_tries(&self.conn)?.iter().all(is_known)
            }
            KnownTries::Odd | KnownTries::Unanswered => false,
        };
        self.tries_failed.set(!has_all);
        Ok(())
    }

    pub(crate) fn forget_tries(&self, user: Uuid) -> Result<()> {
        device::change(&self.conn, || forget_tries(&self.conn, user))?;
        known_tries::forget(self.env.key_store.as_ref(), self.facts.vault, user);
        Ok(())
    }

    /// A try that is still to be answered may be taken back in a moment, and is waited for.
    pub(super) fn may_try(&self, user: Uuid) -> Result<()> {
        let may_try = || {
            let now = self.env.clock.moment();
            let attempts = self.tries_of(user)?;
            attempts
                .may_try(&Throttle::default(), &now)
                .map_err(Error::Throttled)
        };
        match may_try() {
            // read anew even where nobody signs in any more: it may have been taken back just then
            Err(Error::Throttled(_)) => {
                let _turn = self.files.wait_for_sign_in();
                may_try()
            }
            answer => answer,
        }
    }

    /// Counts a try as a wrong one, once its password was checked and before the outcome is shown: an attacker who
    /// watches the writes and ends the program has learned nothing by then, and is counted once the outcome can be told
    /// from them. What follows a right password takes the count back. Of passwords that are tried concurrently, those
    /// whose check ends after a wrong one was counted have no outcome but to wait, right or wrong: so trying many at
    /// once tells no more than trying one.
    ///
    /// # Errors
    /// `Throttled`.
    pub(super) fn answer_try<T>(&mut self, user: Uuid, checked: Result<T>) -> Result<Result<T>> {
        fail_point::reach("vault.sign_in.checked");
        let is_counted = matches!(checked, Ok(_) | Err(Error::WrongPassword | Error::Inactive));
        let mut counted = None;
        let count = self.count_try(user, is_counted, &mut counted);
        let count = match count {
            Err(Error::DiskFull) if self.files.free_reserve() => {
                self.count_try(user, is_counted, &mut counted)
            }
            count => count,
        };
        if let (Err(_), Ok(_), Some(counted)) = (&count, &checked, counted) {
            // the file did not take it: a right password is counted nowhere
            self.take_back_known(user, counted);
        }
        count?;
        fail_point::reach("vault.sign_in.counted");
        Ok(checked)
    }

    /// `counted` is what an earlier attempt of the same try has put into the key store.
    fn count_try(
        &mut self,
        user: Uuid,
        is_counted: bool,
        counted: &mut Option<Attempts>,
    ) -> Result<()> {
        let now = self.env.clock.moment();
        let throttle = Throttle::default();
        let (key_store, vault) = (self.env.key_store.as_ref(), self.facts.vault);
        let tx = immediate(&mut self.conn)?;
        let known = known_tries::load(key_store, vault);
        let mut all = merged(&tx, &known)?;
        let attempts = match counted {
            Some(counted) => *counted,
            None => {
                let attempts = all.get(&user).copied().unwrap_or_default();
                attempts
                    .may_try(&throttle, &now)
                    .map_err(Error::Throttled)?;
                attempts.fail(&throttle, &now)
            }
        };
        if is_counted {
            device::change(&tx, || store_tries(&tx, user, &attempts))?;
            all.insert(user, attempts);
            // one program at a time, as long as the file is locked for it
            known_tries::replace(key_store, vault, &known, &all);
            *counted = Some(attempts);
        }
        Ok(tx.commit()?)
    }

    /// Takes back the count of a right password whose sign-in failed for another reason.
    pub(super) fn take_try_back(&self, user: Uuid) {
        let taken = match self.forget_tries(user) {
            Err(Error::DiskFull) if self.files.free_reserve() => self.forget_tries(user),
            taken => taken,
        };
        if let Err(error) = taken {
            tracing::warn!(%error, "the file still counts a right password as a wrong one");
            match stored_tries(&self.conn).map(|mut stored| stored.remove(&user)) {
                Ok(stored) => self.take_back_known(user, stored.unwrap_or_default()),
                Err(error) => tracing::warn!(%error, "what it counts cannot be read"),
            }
        }
    }

    /// Notes in the key store that a try which the file may still count was none.
    fn take_back_known(&self, user: Uuid, counted: Attempts) {
        let (key_store, vault) = (self.env.key_store.as_ref(), self.facts.vault);
        let known = known_tries::load(key_store, vault);
        if let KnownTries::Read(tries) = &known {
            let mut all = tries.clone();
            all.insert(user, counted.taken_back());
            known_tries::replace(key_store, vault, &known, &all);
        }
    }

    fn tries(&self) -> Result<Tries> {
        tries(&self.conn, self.env.key_store.as_ref(), self.facts.vault)
    }

    pub(super) fn tries_of(&self, user: Uuid) -> Result<Attempts> {
        Ok(self.tries()?.remove(&user).unwrap_or_default())
    }
}

fn tries(conn: &Connection, key_store: &dyn KeyStore, vault: Uuid) -> Result<Tries> {
    merged(conn, &known_tries::load(key_store, vault))
}

/// Returns the wrong passwords of all users, from the store that has counted more. Those in a file that another program
/// edited count only where the key store cannot be read.
fn merged(conn: &Connection, known: &KnownTries) -> Result<Tries> {
    let KnownTries::Read(known) = known else {
        return stored_tries(conn);
    };
    if !DeviceRow::load(conn)?.is_intact {
        return Ok(known.clone());
    }
    let mut all = stored_tries(conn)?;
    for (user, attempts) in known {
        let stored = all.entry(*user).or_default();
        if attempts.failures > stored.failures || attempts.takes_back(stored) {
            *stored = *attempts;
        }
    }
    Ok(all)
}

/// Returns those in the file, by one statement. A row that names no user was put there by another program.
fn stored_tries(conn: &Connection) -> Result<Tries> {
    let mut statement = conn.prepare_cached(statement!("people", "all_failed_attempts"))?;
    let mut rows = statement.query([])?;
    let mut tries = Tries::new();
    while let Some(row) = rows.next()? {
        let user = row.get_ref(0)?.as_blob().ok().map(Uuid::from_slice);
        if let Some(Ok(user)) = user {
            tries.insert(user, attempts(row, 1)?);
        }
    }
    Ok(tries)
}

/// A value that this program does not write counts as none: the tag tells that it was edited.
fn attempts(row: &Row<'_>, first: usize) -> rusqlite::Result<Attempts> {
    let number = |column: usize| {
        let number = columns::integer(row, first + column)?;
        Ok::<_, rusqlite::Error>(number.unwrap_or(0))
    };
    let boot = columns::bytes(row, first + 4)?.unwrap_or(&[]);
    Ok(Attempts {
        failures: u32::try_from(number(0)?).unwrap_or_default(),
        wait_ms: u64::try_from(number(1)?).unwrap_or_default(),
        failed_wall_ms: number(2)?,
        failed_uptime_ms: u64::try_from(number(3)?).unwrap_or_default(),
        failed_boot: <[u8; 16]>::try_from(boot).map_or(0, u128::from_be_bytes),
    })
}

pub(crate) fn store_tries(conn: &Connection, user: Uuid, attempts: &Attempts) -> Result<()> {
    conn.execute(
        statement!("people", "set_failed_attempts"),
        params![
            user.as_bytes(),
            attempts.failures,
            attempts.wait_ms.cast_signed(),
            attempts.failed_wall_ms,
            attempts.failed_uptime_ms.cast_signed(),
            attempts.failed_boot.to_be_bytes(),
        ],
    )?;
    Ok(())
}

pub(crate) fn forget_tries(conn: &Connection, user: Uuid) -> Result<()> {
    conn.execute(
        statement!("people", "forget_failed_attempts"),
        [user.as_bytes()],
    )?;
    Ok(())
}

/// The wrong passwords in the key store, in an entry of their own. An entry that cannot be read or written blocks no
/// sign-in: then those in the file count, and each sign-in tells that there is no second store.
pub(crate) mod known_tries {
    use uuid::Uuid;

    use super::Tries;
    use crate::crypto::error::SealError;
    use crate::crypto::keystore::anchor::tries_entry;
    use crate::crypto::keystore::entry::KeyStore;
    use crate::throttle::Attempts;

    /// What the key store says of them.
    pub enum KnownTries {
        Read(Tries),
        /// What lies there is not what this program wrote.
        Odd,
        /// It does not answer now, and may have any.
        Unanswered,
    }

    const VERSION: u8 = 1;
    const LENGTH: usize = 16 + 4 + 8 + 8 + 8 + 16;

    pub fn load(key_store: &dyn KeyStore, vault: Uuid) -> KnownTries {
        let (error, known) = match key_store.load(tries_entry(vault)) {
            Ok(None) => return KnownTries::Read(Tries::new()),
            Ok(Some(bytes)) => match from_bytes(&bytes) {
                Some(tries) => return KnownTries::Read(tries),
                None => (SealError::Malformed, KnownTries::Odd),
            },
            Err(error) => (error, KnownTries::Unanswered),
        };
        tracing::warn!(%error, "the key store does not say which passwords were wrong");
        known
    }

    /// Stores the wrong passwords of all users in the place of those `known` there. An entry that could not be read
    /// stays: it may have more of the other users.
    pub fn replace(key_store: &dyn KeyStore, vault: Uuid, known: &KnownTries, all: &Tries) {
        if !matches!(known, KnownTries::Unanswered) {
            store(key_store, vault, all);
        }
    }

    pub fn forget(key_store: &dyn KeyStore, vault: Uuid, user: Uuid) {
        if let KnownTries::Read(mut tries) = load(key_store, vault)
            && tries.remove(&user).is_some()
        {
            store(key_store, vault, &tries);
        }
    }

    fn store(key_store: &dyn KeyStore, vault: Uuid, tries: &Tries) {
        let stored = match tries.is_empty() {
            true => key_store.delete(tries_entry(vault)),
            false => key_store.store(tries_entry(vault), &to_bytes(tries)),
        };
        if let Err(error) = stored {
            tracing::warn!(%error, "wrong passwords are not in the key store");
        }
    }

    fn to_bytes(tries: &Tries) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(1 + LENGTH * tries.len());
        bytes.push(VERSION);
        for (user, attempts) in tries {
            bytes.extend_from_slice(user.as_bytes());
            bytes.extend_from_slice(&attempts.failures.to_be_bytes());
            bytes.extend_from_slice(&attempts.wait_ms.to_be_bytes());
            bytes.extend_from_slice(&attempts.failed_wall_ms.to_be_bytes());
            bytes.extend_from_slice(&attempts.failed_uptime_ms.to_be_bytes());
            bytes.extend_from_slice(&attempts.failed_boot.to_be_bytes());
        }
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Tries> {
        let (version, all) = bytes.split_first()?;
        let (all, []) = all.as_chunks::<LENGTH>() else {
            return None;
        };
        let all = all.iter().map(|tried| {
            let (user, rest) = tried.split_first_chunk()?;
            let (failures, rest) = rest.split_first_chunk()?;
            let (wait_ms, rest) = rest.split_first_chunk()?;
            let (failed_wall_ms, rest) = rest.split_first_chunk()?;
            let (failed_uptime_ms, rest) = rest.split_first_chunk()?;
            let attempts = Attempts {
                failures: u32::from_be_bytes(*failures),
                wait_ms: u64::from_be_bytes(*wait_ms),
                failed_wall_ms: i64::from_be_bytes(*failed_wall_ms),
                failed_uptime_ms: u64::from_be_bytes(*failed_uptime_ms),
                failed_boot: u128::from_be_bytes(rest.try_into().ok()?),
            };
            Some((Uuid::from_bytes(*user), attempts))
        });
        (*version == VERSION).then(|| all.collect()).flatten()
    }
}
