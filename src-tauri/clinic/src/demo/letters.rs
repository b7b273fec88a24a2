//! What the demo's clinic adds to the templates of the program.

use sync_contract::catalog::NoteTemplate;
use vault::read::Deleted;

use crate::Clinic;
use crate::error::Result;
use crate::notes::templates::checked;
use crate::notes::{NoteSection, NoteTemplateForm};

const NAME: &str = "Reply to a referral";
const TEXT: &str = "Dear colleague,

Thank you for referring this patient, whom I saw because of: {complaint}
{measures}

Problems: {problems}
Agreed: {goals}
Medicines: {medications}
Allergies: {allergies}

I go on seeing the patient and write to you again once there is something to tell.

With kind regards";

/// Adds, as an admin, a template of a letter to the referring colleague, unless it is there.
///
/// # Errors
/// Those of a write.
pub(super) fn add_template(clinic: &mut Clinic) -> Result<()> {
    let here = clinic.read().all::<NoteTemplate>(Deleted::Hidden)?;
    if here.iter().any(|row| row.value.name.as_str() == NAME) {
        return Ok(());
    }
    clinic.write("add note template", |tx| {
        let form = NoteTemplateForm {
            name: NAME.into(),
            section: NoteSection::Text,
            text: TEXT.into(),
            is_active: true,
        };
        let template = checked(tx.new_id(), &form)?;
        tx.insert(&template)?;
        Ok(())
    })
}
