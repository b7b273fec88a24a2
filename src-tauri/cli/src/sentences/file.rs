//! Whether the clinic's file is the one that this computer wrote last, in sentences.

use clinic::file_state::{AnchorView, FileAlarmView, FileStateView};

/// Returns a line for an alarm and one for a missing place in the key store; none where all is well.
pub fn file_lines(file: &FileStateView) -> Vec<String> {
    let alarm = file.alarm.map(|alarm| match alarm {
        FileAlarmView::Edited => {
            "WARNING: another program edited what the file says of this computer, or the wrong passwords that were \
             counted. What you see may lack entries of the audit log."
        }
        FileAlarmView::Older => {
            "WARNING: an older copy of the clinic's file was put in the place of the newer one. What was entered since \
             is not in it."
        }
        FileAlarmView::OtherAudit => {
            "WARNING: the audit log of this computer lacks entries that it had, or has others in their place."
        }
    });
    let next = "You can go on working. Tell whoever answers for the records, and keep a copy of the folder as it is. \
                An admin who knows the cause ends this warning with `nutrivault audit accept --reason TEXT`.";
    let anchor = match file.anchor {
        AnchorView::Stored => None,
        AnchorView::Missing => Some(
            "The key store of this computer does not know how far the file had come, so an older copy of it would not \
             be noticed. The next sign-in puts that right.",
        ),
        AnchorView::Unusable => Some(
            "How far the file has come cannot be read from the key store or written to it, so an older copy of the \
             file would not be noticed.",
        ),
    };
    let alarm = alarm.map(|alarm| format!("{alarm} {next}"));
    alarm.into_iter().chain(anchor.map(str::to_owned)).collect()
}
