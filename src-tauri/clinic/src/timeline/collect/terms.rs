use chrono::NaiveDate;
use sync_contract::Compartment;
use sync_contract::catalog::{
    CareTeam, Consent, InsurancePolicy, PortalAccount, Pregnancy, Referral, Stay,
};

use crate::care_team::{self, MemberState};
use crate::clock::day_of;
use crate::error::Result;
use crate::insurance::{PolicyState, day, state};
use crate::portal::PortalStatus;
use crate::pregnancies::course::span;
use crate::referrals::{is_over, source_of};
use crate::stays::StayState;
use crate::stays::term::{self, SiteNames};
use crate::timeline::TimelineEvent;
use crate::timeline::collect::{Collected, Happened, opened};
use crate::view::Day;

impl Collected<'_> {
    pub(super) fn consents(&mut self) -> Result<()> {
        for row in &self.reader.consents_of(self.patient)? {
            let (consent, text) = (&row.value, opened(&row.value.version));
            if let Some(day) = consent.withdrawn_on {
                let event = TimelineEvent::ConsentWithdrawn { text: text.clone() };
                let cell = Consent::CELL.withdrawal.number;
                self.end(row, (consent.id.0, cell), day, event);
            }
            let method = consent.method;
            let event = TimelineEvent::Consented { method, text };
            self.begin(row, consent.id.0, &consent.signed_on.to_string(), event);
        }
        Ok(())
    }

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

    pub(super) fn clinical_terms(&mut self) -> Result<()> {
        self.pregnancies()?;
        self.stays()
    }

    /// When each pregnancy was recorded, when it ended, and how.
    fn pregnancies(&mut self) -> Result<()> {
        for row in &self.reader.pregnancies_of(self.patient)? {
            let pregnancy = &row.value;
            let due = pregnancy.due_date.open().copied().map(Day::of);
            // one that was over when it was entered stands where it began
            let entered = day_of(row.created_at, &self.zone);
            let days = span(pregnancy).filter(|(_, last)| *last < entered);
            let first = days.map_or(String::new(), |(first, _)| first.to_string());
            self.begin(row, pregnancy.id.0, &first, TimelineEvent::Pregnant { due });
            let Some(ended) = day(&pregnancy.ended_on) else {
                continue;
            };
            let outcome = pregnancy.outcome.open().copied().flatten();
            let cell = Pregnancy::CELL.ending.number;
            let event = TimelineEvent::PregnancyEnded { outcome };
            self.end(row, (pregnancy.id.0, cell), ended, event);
        }
        Ok(())
    }

    /// When each stay began and when it ended; neither of a day that is still to come.
    fn stays(&mut self) -> Result<()> {
        let today = self.clinic.today()?;
        let rows = self.reader.stays_of(self.patient)?;
        let names = SiteNames::read(&self.reader, &rows)?;
        for row in &rows {
            let (stay, site) = (&row.value, names.site(&row.value));
            let state = term::state(stay, today);
            if state == StayState::Coming {
                continue;
            }
            if let (StayState::Over, Some(last)) = (state, stay.until_day) {
                let site = site.clone();
                let cell = Stay::CELL.term.number;
                let event = TimelineEvent::StayEnded { site };
                self.end(row, (stay.id.0, cell), last, event);
            }
            let first = stay.from_day.to_string();
            self.begin(row, stay.id.0, &first, TimelineEvent::StayBegan { site });
        }
        Ok(())
    }

    /// When each referral was received and when it ended.
    pub(super) fn referrals(&mut self) -> Result<()> {
        let today = self.clinic.today()?;
        for row in &self.reader.referrals_of(self.patient)? {
            let (referral, text) = (&row.value, source_of(&row.value));
            let last = day(&referral.valid_until).filter(|_| is_over(referral, today));
            if let Some(last) = last {
                let text = text.clone();
                let cell = Referral::CELL.term.number;
                let event = TimelineEvent::ReferralEnded { text };
                self.end(row, (referral.id.0, cell), last, event);
            }
            let received = day(&referral.received);
            let received = received.map_or(String::new(), |day: NaiveDate| day.to_string());
            let event = TimelineEvent::Referred { text };
            self.begin(row, referral.id.0, &received, event);
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

    /// When the patient was invited to the portal last, when they activated their account, and what it became since.
    pub(super) fn portal(&mut self) -> Result<()> {
        for row in &self.reader.portal_accounts_of(self.patient)? {
            let (account, id) = (&row.value, row.value.id.0);
            let cells = PortalAccount::CELL;
            let written = row.rewritten(cells.invitation.number);
            let invited_by = match written {
                None => Some(row.created_by),
                Some((_, by)) => Some(by).filter(|_| account.activated_at.is_none()),
            };
            let at = |at, by| Happened {
                at,
                entered: at,
                by,
                ..Happened::of(row, id)
            };
            let event = |status| TimelineEvent::Portal { status };
            let invited = at(account.invited_at, invited_by);
            self.put(invited, false, event(PortalStatus::Invited));
            let changed = row.rewritten(cells.account.number);
            let is_over = matches!(
                account.status,
                PortalStatus::Suspended | PortalStatus::Closed
            );
            if let Some(activated) = account.activated_at {
                let by = changed.map(|(_, by)| by).filter(|_| !is_over);
                self.put(at(activated, by), true, event(PortalStatus::Active));
            }
            if let Some((when, by)) = changed.filter(|_| is_over) {
                self.put(at(when, Some(by)), true, event(account.status));
            }
        }
        Ok(())
    }
}
