//! Notes, their versions, addenda and voids. A signed note is frozen.

use crate::clock::Clock;
use crate::codec::{Wire, Writer};
use crate::field::{Bytes, Document, Field, Line, Paragraph, Text, Time};
use crate::hash::sha256;
use crate::ids::{AddendumId, NoteId, NoteTemplateId, TenantId, UserId, VisitId, derived_id};
use crate::phi::{Clinical, Phi};
use crate::purpose::Purpose;
use crate::value::Value;

crate::choices! {
    NoteKind {
        Adime = "ADIME", Soap = "SOAP", Consultation = "CONSULTATION", Diagnosis = "DIAGNOSIS",
        Treatment = "TREATMENT", Progress = "PROGRESS", Letter = "LETTER", Free = "FREE",
    }
    CustomFieldKind {
        Text = "TEXT", Number = "NUMBER", Date = "DATE", Choice = "CHOICE", YesNo = "YES_NO",
    }
    NoteStatus { Draft = "DRAFT", Signed = "SIGNED" }
}

crate::entity! {
    /// A medical record of a visit, or of none. Signed beats unsigned whatever the clocks.
    Note(NoteId) of patient = 42 in "notes", scope Patient,
    authority Sealing, bootstrap Rest, write NotesWrite {
        cell 1 content {
            1 visit: Option<VisitId>;
            2 kind: NoteKind;
            3 status: NoteStatus;
            4 version: i64;
            5 signed_at: Option<Time>;
            6 signed_by: Option<UserId>;
            /// A JSON object of section name to text, keys in the order of the note's kind.
            7 sections: Phi<Clinical, Document>;
            8 treatment_plan: Phi<Clinical, Option<Paragraph>>;
            9 metadata: Phi<Clinical, Option<Paragraph>>;
            /// A line each, `Label: value`, so that what was signed is read without the clinic's list of fields.
            10 custom_fields: Phi<Clinical, Option<Paragraph>>;
            11 template: Option<Line>;
            /// The signer's Ed25519 signature over the canonical content.
            12 signature: Phi<Clinical, Option<Bytes<64>>>;
        }
    }
}

crate::entity! {
    /// The text of a note when its author committed it.
    NoteVersion(NoteVersionId) of patient = 43 in "note_versions", scope Patient,
    authority AppendOnly, bootstrap Rest, write NotesWrite {
        cell 1 content {
            1 note: NoteId;
            2 version: i64;
            3 sections: Phi<Clinical, Document>;
            4 treatment_plan: Phi<Clinical, Option<Paragraph>>;
            5 custom_fields: Phi<Clinical, Option<Paragraph>>;
        }
    }
}

crate::entity! {
    /// An addition after signing; the signed text stays unchanged.
    Addendum(AddendumId) of patient = 44 in "addenda", scope Patient,
    authority AppendOnly, bootstrap Rest, write NotesWrite {
        cell 1 content {
            1 note: NoteId;
            2 reason: Phi<Clinical, Line>;
            3 text: Phi<Clinical, Document>;
            /// The author's Ed25519 signature over the canonical content.
            4 signature: Phi<Clinical, Bytes<64>>;
        }
    }
}

crate::entity! {
    /// A signed note is void, as one that was written for another patient; its text stays as it was signed. Never
    /// undone.
    NoteVoid(NoteVoidId) of patient = 47 in "note_voids", scope Patient,
    authority AppendOnly, bootstrap Rest, write NotesWrite {
        cell 1 annulment {
            1 note: NoteId;
            2 reason: Phi<Clinical, Text<2000>>;
            /// The author's Ed25519 signature over the canonical content.
            3 signature: Phi<Clinical, Bytes<64>>;
        }
    }
}

crate::entity! {
    /// A beginning for a section of a note, as the clinic words it. It is about no patient, so nothing of it is sealed.
    /// Whether it is offered is a cell of its own: taking it out of use is no conflict with rewording it.
    NoteTemplate(NoteTemplateId) = 11 in "note_templates", scope Clinic,
    authority PerCell, bootstrap StaffAndSettings, write SettingsManage, rules {
        cell 1 content {
            1 name: Line;
            /// The key of the section in a stored note.
            2 section: Text<20>;
            /// Names of the chart's fields between braces are filled in when it is used.
            3 text: Paragraph;
        }
        cell 2 state { 4 is_active: bool }
    }
}

crate::entity! {
    /// A field that a clinic adds to its notes, of one kind of note or of all. It is about no patient, so nothing of it
    /// is sealed; its values are, in the note.
    CustomField(CustomFieldId) = 12 in "custom_fields", scope Clinic,
    authority PerCell, bootstrap StaffAndSettings, write SettingsManage, rules {
        cell 1 field {
            /// Without a colon, which ends it in a stored note.
            1 label: Text<60>;
            2 kind: CustomFieldKind;
            3 note_kind: Option<NoteKind>;
            /// One a line, of a choice.
            4 options: Option<Paragraph>;
        }
        cell 2 state { 5 is_active: bool }
    }
}

/// Returns the id under which a clinic rewords a template that comes with the program: one row on every device.
pub fn note_template_id(tenant: TenantId, key: &str) -> NoteTemplateId {
    NoteTemplateId(derived_id(tenant, &format!("note_template/{key}")))
}

/// Returns the id of the addendum in which a user keeps the words of a version of a note: there is one on all of their
/// computers. It names the user, since an append-only row is never replaced: another one's, which nothing proves, would
/// be in its place, and the words would be lost.
pub fn addendum_id(tenant: TenantId, note: NoteId, version: Clock, by: UserId) -> AddendumId {
    let Clock {
        unix_ms,
        counter,
        device,
    } = version;
    let name = format!("addendum/{note}/{unix_ms}/{counter}/{device}/{by}");
    AddendumId(derived_id(tenant, &name))
}

/// Returns what the signer of a note signs: its canonical content, under a label of its own.
///
/// None while this reader cannot decrypt a field: what cannot be read cannot be signed or checked.
pub fn note_signing_input(tenant: TenantId, note: &Note) -> Option<Vec<u8>> {
    let mut writer = Writer::new();
    writer.raw(Purpose::Note.label().as_bytes());
    writer.raw(b"note");
    for id in [tenant.0, note.id.0, note.patient.0] {
        writer.uuid(id);
    }
    let values = [
        note.visit.to_value(),
        note.kind.to_value(),
        note.version.to_value(),
        note.signed_at.to_value(),
        note.signed_by.to_value(),
        note.sections.to_value(),
        note.treatment_plan.to_value(),
        note.metadata.to_value(),
        note.custom_fields.to_value(),
        note.template.to_value(),
    ];
    write_open(writer, &values)
}

/// Returns what the author of an addendum signs: its time, the SHA-256 of the signature that it follows (the note's, or
/// that of the addendum before it), and its content.
pub fn addendum_signing_input(
    tenant: TenantId,
    author: UserId,
    at: Time,
    followed: &[u8],
    addendum: &Addendum,
) -> Option<Vec<u8>> {
    let mut writer = Writer::new();
    writer.raw(Purpose::Note.label().as_bytes());
    writer.raw(b"addendum");
    for id in [
        tenant.0,
        author.0,
        addendum.id.0,
        addendum.patient.0,
        addendum.note.0,
    ] {
        writer.uuid(id);
    }
    writer.i64(at.0);
    writer.raw(&sha256(followed));
    write_open(
        writer,
        &[addendum.reason.to_value(), addendum.text.to_value()],
    )
}

/// Returns what the author of a void signs: its time, the SHA-256 of the note's signature, and the reason.
pub fn note_void_signing_input(
    tenant: TenantId,
    author: UserId,
    at: Time,
    signed: &[u8],
    void: &NoteVoid,
) -> Option<Vec<u8>> {
    let mut writer = Writer::new();
    writer.raw(Purpose::Note.label().as_bytes());
    writer.raw(b"void");
    for id in [tenant.0, author.0, void.id.0, void.patient.0, void.note.0] {
        writer.uuid(id);
    }
    writer.i64(at.0);
    writer.raw(&sha256(signed));
    write_open(writer, &[void.reason.to_value()])
}

fn write_open(mut writer: Writer, values: &[Value]) -> Option<Vec<u8>> {
    if values.contains(&Value::Undecryptable) {
        return None;
    }
    writer.list(values, |w, value| value.write(w));
    Some(writer.finish())
}
