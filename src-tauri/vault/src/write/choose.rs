use sync_contract::CellWrite;
use sync_contract::catalog::{User, UserVerification};
use sync_contract::entity::Entity;
use sync_contract::ids::UserId;

use crate::crypto::keys::UserCode;
use crate::crypto::password::Password;
use crate::error::{Error, Result};
use crate::outbox::queue::WriteKind;
use crate::read::Deleted;
use crate::sign_in::password::wrap;
use crate::unlocked::Unlocked;
use crate::write::tx::Begin;

impl Unlocked {
    /// Wraps this user's own keys with the password that they chose after they signed in with a code, and makes their
    /// session a full one.
    ///
    /// It counts here at once, also without the server: whoever stands before a computer with a code must be able to
    /// work. The server gets it with the next push. Where another password was chosen first with the same code, or an
    /// admin made another code, the server refuses it, and that one counts.
    ///
    /// # Errors
    /// `NotFound` in a session without a code, `KeysReplaced` where the code has been used or replaced meanwhile,
    /// `EmptyPassword`.
    pub fn choose_password(&mut self, password: &Password) -> Result<()> {
        let user = self.session.user;
        let opened = self.session.by_code.clone().ok_or(Error::NotFound)?;
        self.vault.require_room()?;
        self.discard_refused_choices()?;
        let before = self.vault.stored_parameters(user)?;
        let vault = &mut self.vault;
        let parameters = vault.env.password_parameters(before.as_ref())?;
        let (secret, random) = (vault.keys.current(), &mut vault.env.random);
        let own = &self.session.keys;
        let (keys, sign_in_secret) = wrap(own, user, password, secret, &parameters, random)?;
        let mut tx = Begin {
            vault: &mut self.vault,
            session: &self.session,
            kind: WriteKind::AdminSigned,
            setup: false,
        }
        .open("choose password")?;
        let row = tx.get::<User>(UserId(user))?.ok_or(Error::NotFound)?;
        if row.value.wrapped_keys.0 != opened {
            return Err(Error::KeysReplaced);
        }
        tx.update(&keys.put_into(row.value), &row.seen)?;
        tx.commit()?;
        self.session.by_code = None;
        self.session.sign_in_secret = sign_in_secret;
        self.vault.note_anchor();
        Ok(())
    }

    /// Discards what the server refused of this user's earlier choices: another counts there, and the next choice would
    /// wait behind them.
    fn discard_refused_choices(&mut self) -> Result<()> {
        let user = self.session.user;
        let is_own =
            |write: &CellWrite| write.entity == User::DESCRIPTOR.number && write.row == user;
        for refused in self.vault.rejected()? {
            if refused.author == user && refused.group.writes.iter().all(is_own) {
                self.discard(refused.group_id)?;
            }
        }
        Ok(())
    }

    /// Returns whether a text is a code that was made for a user, be it used or over: another person has seen it.
    pub fn is_own_code(&self, typed: &Password) -> Result<bool> {
        let Ok(code) = UserCode::parse(typed.typed()) else {
            return Ok(false);
        };
        let hash = code.hash();
        let codes = self.read().all::<UserVerification>(Deleted::Shown)?;
        Ok(codes.iter().any(|row| row.value.code_hash.0 == hash))
    }
}
