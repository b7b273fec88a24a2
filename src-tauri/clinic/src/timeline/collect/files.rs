use super::Collected;
use crate::attachments::stored::Attachment;
use crate::attachments::view::DocumentType;
use crate::error::Result;
use crate::timeline::TimelineEvent;

impl Collected<'_> {
    /// Files of the chart, or of the front desk, each by the day that it bears, else when it was added.
    pub(super) fn documents<A: Attachment>(&mut self) -> Result<()> {
        for row in &A::of_patient(&self.reader, self.patient)? {
            let label = row.value.label();
            let dated = label.as_ref().and_then(|label| label.dated);
            let dated = dated.map_or(String::new(), |day| day.to_string());
            let event = TimelineEvent::Document {
                r#type: label
                    .as_ref()
                    .map_or(DocumentType::Other, |label| label.kind),
                text: label.map_or(String::new(), |label| label.name.to_string()),
            };
            self.begin(row, row.value.id().into(), &dated, event);
        }
        Ok(())
    }
}
