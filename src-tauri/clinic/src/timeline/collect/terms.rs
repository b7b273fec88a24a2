use chrono::NaiveDate;
use sync_contract::Compartment;
use sync_contract::catalog::{CareTeam, InsurancePolicy};

use crate::care_team::{self, MemberState};
use crate::error::Result;
use crate::insurance::{PolicyState, day, state};
use crate::timeline::TimelineEvent;
use crate::timeline::collect::{Collected, opened};

impl Collected<'_> {
    /// When each policy began to hold and when it ended; neither of a day that is still to come.
    pub(super) fn insurance(&mut self) -> Result<()> {
        if !self.clinic.has_compartment(Compartment::Billing) {
            return Ok(());
        }
        let today = self.clinic.today()?;
        for row in &self.reader.insurance_policies_of(self.patient)? {
            let (policy, text) = (&row.value, opened(&row.value.insurer));
            let state = state(policy, today);
            if state == PolicyState::Ahead {
                continue;
            }
            let last = day(&policy.valid_to).filter(|_| state == PolicyState::Over);
            if let Some(last) = last {
                let text = text.clone();
                let cell = InsurancePolicy::CELL.term.number;
                let event = TimelineEvent::InsuranceEnded { text };
                self.end(row, (policy.id.0, cell), last, event);
            }
            let first = day(&policy.valid_from);
            let first = first.map_or(String::new(), |first: NaiveDate| first.to_string());
            self.begin(row, policy.id.0, &first, TimelineEvent::Insured { text });
        }
        Ok(())
    }

    /// When each user came to the care team and when they left it; neither of a day that is still to come.
    pub(super) fn care_team(&mut self) -> Result<()> {
        let today = self.clinic.today()?;
        for row in &self.reader.care_team_of(self.patient)? {
            let (member, text) = (&row.value, self.staff.name(row.value.user));
            let state = care_team::state(member, today);
            if state == MemberState::Ahead {
                continue;
            }
            let last = care_team::until(member).filter(|_| state == MemberState::Over);
            if let Some(last) = last {
                let text = text.clone();
                let cell = CareTeam::CELL.term.number;
                self.end(
                    row,
                    (member.id.0, cell),
                    last,
                    TimelineEvent::TeamLeft { text },
                );
            }
            let first = member.since.open();
            let first = first.map_or(String::new(), NaiveDate::to_string);
            self.begin(row, member.id.0, &first, TimelineEvent::TeamJoined { text });
        }
        Ok(())
    }
}
