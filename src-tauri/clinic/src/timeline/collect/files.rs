use super::{Collected, Happened};
use crate::attachments::stored::Attachment;
use crate::attachments::view::DocumentType;
use crate::error::Result;
use crate::timeline::TimelineEvent;

impl Collected<'_> {
    /// Files of the chart, or of the front desk, each when it was added.
    pub(super) fn documents<A: Attachment>(&mut self) -> Result<()> {
        for row in &A::of_patient(&self.reader, self.patient)? {
            let label = row.value.label();
            let event = TimelineEvent::Document {
                r#type: label
                    .as_ref()
                    .map_or(DocumentType::Other, |label| label.kind),
                text: label.map_or(String::new(), |label| label.name.to_string()),
            };
            self.add(Happened::of(row, row.value.id()), event);
        }
        Ok(())
    }
}
