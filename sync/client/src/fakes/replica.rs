//! A store in memory.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::Duration;

use sync_contract::messages::*;
use sync_contract::protocol::*;
use sync_contract::pull::{BootstrapToken, Control, Cursor};
use uuid::Uuid;

/// The one error of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiskFull;

/// A row is its id; a group is the id of the row that it creates.
#[derive(Debug, Default)]
pub struct FakeReplica {
    pub number: u32,
    pub queue: Vec<Uuid>,
    /// Groups that the server accepted.
    pub sent: Vec<Uuid>,
    pub rows: BTreeMap<Uuid, u32>,
    pub cursor: Option<Cursor>,
    pub pushed_to: Option<Cursor>,
    pub bootstrap: Option<BootstrapToken>,
    pub control_position: u64,
    /// Rows that would survive a power cut.
    pub on_disk: usize,
    pub rejected: usize,
    pub pushes: u64,
    pub audit_waiting: usize,
    pub has_left: bool,
    pub server_ms: Option<u64>,
    pub apply_takes: Duration,
    /// Each page but the last quarantines one cell; at the head all but so many are applied.
    pub never_heals: Option<usize>,
    pub quarantined: usize,
    pub is_full: bool,
    /// To be asked for again.
    pub to_fetch: Vec<Uuid>,
    /// They are named only after the first sync has asked for them.
    pub names_late: Cell<bool>,
    pub given: Vec<GivenNumber>,
    /// How often it was asked what waits.
    pub counts: Cell<usize>,
}

impl Replica for FakeReplica {
    type Error = DiskFull;

    fn identity(&self) -> Result<ReplicaIdentity, DiskFull> {
        Ok(ReplicaIdentity {
            tenant: Uuid::from_u128(1),
            device: Uuid::from_u128(2),
            device_number: self.number,
        })
    }

    fn server_nonce(&mut self) -> Result<[u8; 32], DiskFull> {
        Ok([7; 32])
    }

    fn trust_server(&mut self, nonce: &[u8; 32], answer: &InfoAnswer) -> Result<bool, DiskFull> {
        Ok(*nonce == [7; 32] && answer.server_key == [0; 32])
    }

    fn sign_token(&self, token: &Token) -> Result<[u8; 64], DiskFull> {
        Ok([token.nonce[0]; 64])
    }

    fn waiting(&self) -> Result<Waiting, DiskFull> {
        self.counts.update(|counts| counts + 1);
        Ok(Waiting {
            groups: self.queue.len(),
            audit_entries: self.audit_waiting,
            rejected: self.rejected,
            quarantined: self.quarantined,
            ..Waiting::default()
        })
    }

    fn local_unix_ms(&self) -> u64 {
        0
    }

    fn note_server_time(&mut self, server_unix_ms: u64, _: u64) -> Result<(), DiskFull> {
        self.server_ms = Some(server_unix_ms);
        Ok(())
    }

    fn next_push(&mut self) -> Result<Option<Push>, DiskFull> {
        let groups: Vec<_> = self
            .queue
            .iter()
            .take(2)
            .map(|id| id.as_bytes().to_vec())
            .collect();
        Ok((!groups.is_empty()).then_some(Push {
            number: self.pushes + 1,
            previous: [0; 32],
            cursor: self.pushed_to,
            groups,
        }))
    }

    fn apply_verdicts(
        &mut self,
        push: &Push,
        answer: &PushAnswer,
    ) -> Result<PushOutcome, DiskFull> {
        assert_eq!(push.number, self.pushes + 1);
        let mut outcome = PushOutcome::default();
        for (id, verdict) in &answer.verdicts {
            match verdict {
                Verdict::Accepted { .. } | Verdict::Duplicate { .. } => {
                    outcome.accepted += 1;
                    self.sent.push(*id);
                }
                Verdict::Rejected { .. } => {
                    outcome.rejected += 1;
                    self.rejected += 1;
                }
                Verdict::InReview => outcome.in_review += 1,
                Verdict::Deferred { retry_after_s, .. } => {
                    outcome.deferred += 1;
                    outcome.retry_after_s = Some(*retry_after_s);
                    continue;
                }
            }
            self.queue.retain(|waiting| waiting != id);
        }
        self.pushes += 1;
        self.pushed_to = Some(answer.head);
        Ok(outcome)
    }

    fn next_pull(&self) -> Result<PullPosition, DiskFull> {
        Ok(PullPosition {
            cursor: self.cursor,
            bootstrap: self.bootstrap.clone(),
            control_position: self.control_position,
        })
    }

    fn pushed_to(&self) -> Result<Option<Cursor>, DiskFull> {
        Ok(self.pushed_to)
    }

    fn note_pushed_to_known(&mut self, head: Cursor) -> Result<(), DiskFull> {
        self.pushed_to = self.pushed_to.filter(|known| *known != head);
        Ok(())
    }

    fn apply(&mut self, pull: &Pull, page: &PullPage) -> Result<Applied, DiskFull> {
        if self.is_full {
            return Err(DiskFull);
        }
        std::thread::sleep(self.apply_takes);
        assert_eq!(pull.cursor, self.cursor, "a page for another position");
        for item in &page.control {
            self.control_position = item.number;
            match &item.control {
                Control::Bootstrap(token) => self.bootstrap = Some(token.clone()),
                Control::Revoked => {
                    return Ok(Applied {
                        revoked: true,
                        ..Applied::default()
                    });
                }
                _ => {}
            }
        }
        if pull.bootstrap.is_some() {
            assert_eq!(pull.bootstrap, self.bootstrap, "a page of another fill");
            self.bootstrap = page.bootstrap.clone();
        }
        for row in &page.rows {
            *self.rows.entry(row.row).or_default() += 1;
        }
        self.cursor = Some(page.cursor);
        let at_head = page.cursor == page.head;
        if at_head {
            self.pushed_to = self.pushed_to.filter(|known| *known != page.head);
        }
        let quarantined = usize::from(self.never_heals.is_some() && !at_head);
        self.quarantined = match self.never_heals {
            Some(remains) if at_head => remains,
            _ => self.quarantined + quarantined,
        };
        Ok(Applied {
            rows: page.rows.len(),
            quarantined,
            ..Applied::default()
        })
    }

    fn rows_to_fetch(&self) -> Result<Vec<RowName>, DiskFull> {
        let name = |row: &Uuid| RowName {
            entity: 900,
            row: *row,
        };
        Ok(match self.names_late.take() {
            true => Vec::new(),
            false => self.to_fetch.iter().take(3).map(name).collect(),
        })
    }

    fn apply_fetched(
        &mut self,
        call: &FetchRows,
        fetched: &FetchedRows,
    ) -> Result<Applied, DiskFull> {
        for row in &fetched.rows {
            *self.rows.entry(row.row).or_default() += 1;
        }
        let answered: Vec<Uuid> = call.rows.iter().map(|name| name.row).collect();
        self.to_fetch.retain(|row| !answered.contains(row));
        Ok(Applied {
            rows: fetched.rows.len(),
            ..Applied::default()
        })
    }

    fn sync_to_disk(&mut self) -> Result<(), DiskFull> {
        self.on_disk = self.rows.len();
        Ok(())
    }

    fn leave_clinic(&mut self, is_audit_refused: bool) -> Result<bool, DiskFull> {
        self.has_left = self.queue.is_empty() && (self.audit_waiting == 0 || is_audit_refused);
        Ok(self.has_left)
    }

    fn note_number(&mut self, given: &GivenNumber) -> Result<(), DiskFull> {
        self.given.push(given.clone());
        Ok(())
    }

    fn return_call(&self) -> Result<Option<DeviceReturn>, DiskFull> {
        let numbers = self.given.clone();
        Ok((!numbers.is_empty()).then_some(DeviceReturn {
            tenant: Uuid::from_u128(1),
            device: Uuid::from_u128(2),
            public_key: [0; 32],
            numbers,
            group: None,
        }))
    }

    fn renumber(&mut self, number: u32) -> Result<(), DiskFull> {
        self.number = number;
        self.pushes = 0;
        self.cursor = None;
        self.pushed_to = None;
        self.bootstrap = None;
        self.control_position = 0;
        let sent = std::mem::take(&mut self.sent);
        self.queue.splice(0..0, sent);
        Ok(())
    }

    fn next_audit_push(&mut self) -> Result<Option<AuditPush>, DiskFull> {
        let entries = vec![vec![self.audit_waiting as u8]; self.audit_waiting.min(1)];
        Ok((!entries.is_empty()).then_some(AuditPush { entries }))
    }

    fn apply_audit_answer(&mut self, _: &AuditPush, _: &AuditAnswer) -> Result<(), DiskFull> {
        self.audit_waiting -= 1;
        Ok(())
    }
}
