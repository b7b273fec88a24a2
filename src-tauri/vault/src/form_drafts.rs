//! What is typed into a form and not recorded: drafts like those of rows, of a text that its screen alone reads.
//!
//! A form may have what no row takes, such as half of a date. Its text is sealed under the key of the entity that it
//! becomes, one for each author and form, on this device only.

use sync_contract::Descriptor;
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use sync_contract::read_version::ReadVersion;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::drafts::{DraftSlot, OpenedDraft};
use crate::error::{Error, Result};
use crate::unlocked::Unlocked;

/// A form: the entity that it becomes, and the id that tells it from the other forms of that entity.
#[derive(Debug, Clone, Copy)]
pub struct FormKey {
    pub descriptor: &'static Descriptor,
    pub id: Uuid,
}

/// The text typed into a form, the name that its screen gives the form, its patient and the time it was saved: each of
/// these was sealed, or is bound to what was.
#[derive(Clone)]
pub struct FormDraft {
    pub name: String,
    pub text: Zeroizing<String>,
    pub patient: Option<PatientId>,
    pub saved_at: Time,
}

impl std::fmt::Debug for FormDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FormDraft({}, {} bytes)", self.name, self.text.len())
    }
}

impl FormDraft {
    fn of(opened: &OpenedDraft) -> Result<Self> {
        let (length, rest) = opened.plain.split_first_chunk().ok_or(Error::Damaged)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let (name, text) = rest.split_at_checked(length).ok_or(Error::Damaged)?;
        let read = |bytes| std::str::from_utf8(bytes).map_err(|_| Error::Damaged);
        Ok(Self {
            name: read(name)?.to_owned(),
            text: Zeroizing::new(read(text)?.to_owned()),
            patient: opened.patient.map(PatientId),
            saved_at: Time(opened.saved_at),
        })
    }
}

/// The text of a form is sealed as another cell than the draft of a row, so neither opens as the other.
const FORM: u8 = 252;

impl From<FormKey> for DraftSlot {
    fn from(form: FormKey) -> Self {
        Self {
            descriptor: form.descriptor,
            row: form.id,
            cell: FORM,
        }
    }
}

impl Unlocked {
    /// Stores what is typed into a form; it goes with the patient when they are erased. What the disk does not take, or
    /// whose file is gone, waits in memory.
    ///
    /// # Errors
    /// `NoKey` without the entity's compartment; those of the disk.
    pub fn save_form_draft(
        &mut self,
        form: FormKey,
        patient: Option<PatientId>,
        (name, text): (&str, &str),
    ) -> Result<()> {
        let (patient, seen) = (patient.map(|id| id.0), ReadVersion::default());
        let mut plain = Zeroizing::new(Vec::with_capacity(4 + name.len() + text.len()));
        let length = u32::try_from(name.len()).map_err(|_| Error::TooLarge)?;
        plain.extend_from_slice(&length.to_be_bytes());
        plain.extend_from_slice(name.as_bytes());
        plain.extend_from_slice(text.as_bytes());
        self.seal_draft(form.into(), patient, &plain, &seen)
    }

    /// Returns what this user typed into a form. A draft that another program edited is reported as damaged and not
    /// returned.
    ///
    /// # Errors
    /// `NoKey`.
    pub fn form_draft(&self, form: FormKey) -> Result<Option<FormDraft>> {
        self.or_damaged(form.into(), |opened| FormDraft::of(&opened))
    }

    /// Returns what this user left in forms of these entities, newest first, each with the id of its form, by one
    /// statement. One that another program edited is reported as damaged and left out, as is one without a key: its
    /// author may not record it any more.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn left_forms(&self, of: &[&'static Descriptor]) -> Result<Vec<(Uuid, FormDraft)>> {
        let mut left = Vec::new();
        for draft in self.sealed_drafts()? {
            let Some(descriptor) = of.iter().find(|known| known.number == draft.entity) else {
                continue;
            };
            let key = FormKey {
                descriptor,
                id: draft.row,
            };
            match self.loaded_or_damaged(key.into(), &draft, |opened| FormDraft::of(&opened)) {
                Err(Error::NoKey) => {}
                form => left.extend(form?.map(|form| (draft.row, form))),
            }
        }
        Ok(left)
    }

    /// Forgets what this user typed into a form, when they throw it away.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn drop_form_draft(&mut self, form: FormKey) -> Result<()> {
        self.delete_draft(form.descriptor.number, form.id)
    }
}

impl crate::write::tx::WriteTx<'_> {
    /// Forgets the form as part of the action that records it: it goes when the action is committed.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn drop_form_draft(&mut self, form: FormKey) -> Result<()> {
        self.delete_draft(form.descriptor.number, form.id)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use sync_contract::Entity;
    use sync_contract::catalog::Patient;

    use super::*;
    use crate::testing::*;

    const REGISTRATION: FormKey = FormKey {
        descriptor: Patient::DESCRIPTOR,
        id: Uuid::nil(),
    };

    fn text(unlocked: &Unlocked, form: FormKey) -> Option<String> {
        let draft = unlocked.form_draft(form).unwrap();
        draft.map(|draft| draft.text.to_string())
    }

    #[test]
    fn a_form_is_a_draft_over_a_lock_and_goes_with_its_action() {
        let (machine, mut unlocked) = clinic();
        let typed = "{\"givenName\":\"Ma\",\"birth\":\"12 M\"}";
        let counts = |unlocked: &Unlocked| {
            ["queue", "audit"]
                .map(|table| count(&unlocked.vault, &format!("select count(*) from {table}")))
        };
        let before = counts(&unlocked);
        unlocked
            .save_form_draft(REGISTRATION, None, ("", "{\"givenName\":\"M\"}"))
            .unwrap();
        unlocked
            .save_form_draft(REGISTRATION, None, ("", typed))
            .unwrap();
        assert_eq!(counts(&unlocked), before);
        drop(unlocked);

        let mut unlocked = machine.unlock();
        assert_eq!(text(&unlocked, REGISTRATION).as_deref(), Some(typed));
        let failed: Result<()> = unlocked.write("register patient", |tx| {
            tx.drop_form_draft(REGISTRATION)?;
            Err(Error::NotFound)
        });
        assert!(failed.is_err());
        assert_eq!(text(&unlocked, REGISTRATION).as_deref(), Some(typed));
        unlocked
            .write("register patient", |tx| {
                let id = tx.new_id();
                tx.insert(&patient(id, "Tal"))?;
                tx.drop_form_draft(REGISTRATION)
            })
            .unwrap();
        assert_eq!(text(&unlocked, REGISTRATION), None);
    }

    #[test]
    fn a_form_is_sealed_and_opens_as_no_other() {
        let (_machine, mut unlocked) = clinic();
        let of = register(&mut unlocked, "Okafor");
        let details = FormKey {
            id: of.0,
            ..REGISTRATION
        };
        unlocked
            .save_form_draft(details, Some(of), ("quaggazebra", "quaggazebra"))
            .unwrap();
        let stored = "select count(*) from drafts where instr(sealed, 'quaggazebra') > 0";
        assert_eq!(count(&unlocked.vault, stored), 0);
        // neither the draft of a row nor another form
        assert!(unlocked.draft::<Patient>(of).unwrap().is_none());
        assert_eq!(unlocked.take_damage().len(), 1);
        assert_eq!(text(&unlocked, REGISTRATION), None);
        assert_eq!(text(&unlocked, details).as_deref(), Some("quaggazebra"));
        let moved = "update drafts set row_id = zeroblob(16)";
        unlocked.vault.conn.execute(moved, []).unwrap();
        assert_eq!(text(&unlocked, REGISTRATION), None);
        assert_eq!(unlocked.take_damage().len(), 1);
    }

    #[test]
    fn a_form_may_be_about_another_patient_than_before() {
        let (_machine, mut unlocked) = clinic();
        let (first, second) = (
            register(&mut unlocked, "Okafor"),
            register(&mut unlocked, "Tal"),
        );
        for of in [None, Some(first), Some(second)] {
            unlocked
                .save_form_draft(REGISTRATION, of, ("registration", "typed"))
                .unwrap();
            assert_eq!(text(&unlocked, REGISTRATION).as_deref(), Some("typed"));
            let line = unlocked.drafts::<Patient>(None).unwrap()[0];
            assert_eq!(line.patient, of);
        }
    }

    /// What lists them is what was sealed: clear columns that another program edited lead to no other form.
    #[test]
    fn forms_that_are_left_are_listed_by_what_was_sealed() {
        let (_machine, mut unlocked) = clinic();
        let of = register(&mut unlocked, "Okafor");
        let other = register(&mut unlocked, "Adeyemi");
        let saved = ("registration", "typed");
        unlocked
            .save_form_draft(REGISTRATION, Some(of), saved)
            .unwrap();
        let left = |unlocked: &Unlocked| {
            let left = unlocked.left_forms(&[Patient::DESCRIPTOR]).unwrap();
            let left = left.into_iter();
            let left: Vec<_> = left
                .map(|(id, form)| (id, form.name, form.patient))
                .collect();
            (left, unlocked.take_damage().len())
        };
        let intact = vec![(Uuid::nil(), "registration".to_owned(), Some(of))];
        assert_eq!(left(&unlocked), (intact, 0));
        let other = other.0.simple();
        for sql in [
            format!("update drafts set patient = x'{other}'"),
            format!("update drafts set row_id = x'{other}'"),
            "update drafts set saved_at = saved_at + 1".to_owned(),
            "update drafts set sealed = x'00'".to_owned(),
        ] {
            unlocked
                .vault
                .conn
                .execute_batch("savepoint before")
                .unwrap();
            unlocked.vault.conn.execute(&sql, []).unwrap();
            assert_eq!(left(&unlocked), (Vec::new(), 1), "{sql}");
            unlocked
                .vault
                .conn
                .execute_batch("rollback to before; release before")
                .unwrap();
        }
    }
}
