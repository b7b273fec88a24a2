//! Notes, their versions and addenda. A signed note is frozen.

use crate::field::{Bytes, Document, Line, Paragraph, Time};
use crate::ids::{NoteId, UserId, VisitId};
use crate::phi::{Clinical, Phi};

crate::choices! {
    NoteKind {
        Adime = "ADIME", Soap = "SOAP", Consultation = "CONSULTATION", Diagnosis = "DIAGNOSIS",
        Treatment = "TREATMENT", Progress = "PROGRESS", Letter = "LETTER", Free = "FREE",
    }
    NoteStatus { Draft = "DRAFT", Signed = "SIGNED" }
}

crate::entity! {
    /// A medical record of one visit or none. Signed beats unsigned whatever the clocks.
    Note(NoteId) of patient = 42 in "notes", scope Patient, authority Sealing, write NotesWrite {
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
            10 custom_fields: Phi<Clinical, Option<Paragraph>>;
            11 template: Option<Line>;
            /// The signer's Ed25519 signature over the canonical content.
            12 signature: Phi<Clinical, Option<Bytes<64>>>;
        }
    }
}

crate::entity! {
    /// What a note said when its author left it.
    NoteVersion(NoteVersionId) of patient = 43 in "note_versions", scope Patient, authority AppendOnly,
    write NotesWrite {
        cell 1 content {
            1 note: NoteId;
            2 version: i64;
            3 sections: Phi<Clinical, Document>;
            4 treatment_plan: Phi<Clinical, Option<Paragraph>>;
        }
    }
}

crate::entity! {
    /// What is said after signing; the signed words stay as they are.
    Addendum(AddendumId) of patient = 44 in "addenda", scope Patient, authority AppendOnly, write NotesWrite {
        cell 1 content {
            1 note: NoteId;
            2 reason: Phi<Clinical, Line>;
            3 text: Phi<Clinical, Document>;
            /// The author's Ed25519 signature over the canonical content.
            4 signature: Phi<Clinical, Bytes<64>>;
        }
    }
}
