//! Fakes in memory: a store and a server for tests of the sync engine. Both know as little of rows as the engine does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use sync_contract::Code;
use sync_contract::messages::*;
use sync_contract::protocol::*;
use sync_contract::pull::{BootstrapClass, BootstrapToken, Control, ControlItem, Cursor, RowState};
use sync_contract::review::*;
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::error::{Error, ServerError};
use crate::http::Live;

mod replica;

pub use replica::{DiskFull, FakeReplica};

pub const TIMELINE: Uuid = Uuid::from_u128(77);

/// The server's rows, and its configured behaviour.
#[derive(Default)]
pub struct Clinic {
    /// Row `n` was accepted under number `n + 1`.
    pub feed: Vec<Uuid>,
    pub tokens_given: u32,
    pub audit_number: u64,
    pub product: Option<&'static str>,
    pub server_key: [u8; 32],
    pub certificate: Option<[u8; 32]>,
    pub refuse: Option<Code>,
    /// The code with which every call of a known device is refused.
    pub refuse_device: Option<Code>,
    /// The code with which every audit log is refused.
    pub refuse_audit: Option<Code>,
    pub verdicts: BTreeMap<Uuid, Code>,
    pub answer_lost_after_push: bool,
    pub verdict_lost: bool,
    pub revoked: bool,
    /// Restored from a backup: refuses every position that a device names, until the device begins anew.
    pub restored: bool,
    /// Restored to this number: refuses every position above it, until the device begins anew.
    pub restored_to: Option<u64>,
    /// Does not know the device's number any more.
    pub lacks_number: bool,
    pub forget_tokens: bool,
    pub pulls: Vec<Pull>,
    /// How many rows each call asked for again.
    pub fetches: Vec<usize>,
    pub is_away: bool,
    /// The error with which every call fails.
    pub fault: Option<ServerError>,
    /// A push has begun.
    pub pushing: bool,
    /// Pushes wait until the test notifies them.
    pub block_pushes: Option<Arc<tokio::sync::Notify>>,
    pub block_pulls: Option<Arc<tokio::sync::Notify>>,
}

#[derive(Clone)]
pub struct Server {
    pub clinic: Arc<Mutex<Clinic>>,
    head_events: broadcast::Sender<Cursor>,
}

impl Server {
    pub fn with_rows(count: u128) -> Self {
        let feed = (0..count).map(|row| Uuid::from_u128(1000 + row)).collect();
        Self {
            clinic: Arc::new(Mutex::new(Clinic {
                feed,
                ..Clinic::default()
            })),
            head_events: broadcast::channel(16).0,
        }
    }

    pub fn set(&self, change: impl FnOnce(&mut Clinic)) {
        change(&mut self.clinic.lock().unwrap());
    }

    /// Sets the verdict on the group that creates this row.
    pub fn judge(&self, row: u128, code: Code) {
        self.set(|clinic| {
            clinic.verdicts.insert(Uuid::from_u128(row), code);
        });
    }

    /// Adds a row that another device has pushed.
    pub fn receive(&self, row: Uuid) {
        let mut clinic = self.clinic.lock().unwrap();
        clinic.feed.push(row);
        let _ = self.head_events.send(cursor(clinic.feed.len() as u64));
    }

    /// The same for a call that names a position.
    fn ask_at(
        &self,
        bearer: Option<Bearer>,
        position: Option<Cursor>,
    ) -> Result<std::sync::MutexGuard<'_, Clinic>, ServerError> {
        let clinic = self.ask(bearer)?;
        let is_lost = |position: Cursor| clinic.restored_to.is_some_and(|to| position.seq > to);
        match clinic.restored || position.is_some_and(is_lost) {
            true => Err(Error::Refused(Code::UnknownCursor)),
            false => Ok(clinic),
        }
    }

    fn ask(
        &self,
        bearer: Option<Bearer>,
    ) -> Result<std::sync::MutexGuard<'_, Clinic>, ServerError> {
        let clinic = self.clinic.lock().unwrap();
        if clinic.is_away {
            return Err(Error::Unreachable);
        }
        if let Some(fault) = &clinic.fault {
            return Err(fault.clone());
        }
        if let Some(code) = clinic.refuse {
            return Err(Error::Refused(code));
        }
        if let Some(code) = clinic.refuse_device.filter(|_| bearer.is_some()) {
            return Err(Error::Refused(code));
        }
        match bearer {
            Some(Bearer(token)) if token != format!("token {}", clinic.tokens_given) => {
                Err(Error::Refused(Code::Unauthenticated))
            }
            _ => Ok(clinic),
        }
    }
}

pub fn cursor(seq: u64) -> Cursor {
    let history_mark = if seq == 0 { 0 } else { u128::from(seq) + 5000 };
    Cursor {
        timeline: TIMELINE,
        seq,
        history_mark: Uuid::from_u128(history_mark),
    }
}

fn row(id: Uuid) -> RowState {
    RowState {
        entity: 900,
        row: id,
        patient: None,
        cells: Vec::new(),
        siblings: Vec::new(),
    }
}

/// Calls that no test of the engine makes.
macro_rules! not_found {
    ($($method:ident: $call:ident => $answer:ident;)+) => {$(
        async fn $method(&self, _: Option<Bearer>, _: $call) -> Result<$answer, ServerError> {
            Err(Error::Refused(Code::NotFound))
        }
    )+};
}

impl Protocol for Server {
    type Error = ServerError;

    not_found! {
        review_fetch: ReviewFetch => ReviewFetchAnswer;
        review_decide: ReviewDecide => ReviewDecideAnswer;
        create_clinic: CreateClinic => Done;
        enrol_create: EnrolCreate => Done;
        enrol_find: EnrolFind => EnrolFindAnswer;
        device_join: DeviceJoin => GivenNumber;
        device_number: DeviceNumber => DeviceNumberAnswer;
    }

    async fn info(&self, bearer: Option<Bearer>, _: Info) -> Result<InfoAnswer, ServerError> {
        let clinic = self.ask(bearer)?;
        Ok(InfoAnswer {
            product: clinic.product.unwrap_or("nutrivault-server").into(),
            version: "1".into(),
            protocol_major: PROTOCOL.0,
            protocol_minor: PROTOCOL.1,
            unix_ms: 42,
            catalog: [0; 32],
            server_key: clinic.server_key,
            successor: None,
            certificate: clinic.certificate,
            signature: [0; 64],
        })
    }

    async fn challenge(
        &self,
        _: Option<Bearer>,
        call: Challenge,
    ) -> Result<ChallengeAnswer, ServerError> {
        if call.device_number == 0 || self.clinic.lock().unwrap().lacks_number {
            return Err(Error::Refused(Code::NotFound));
        }
        Ok(ChallengeAnswer { nonce: [9; 32] })
    }

    async fn token(&self, _: Option<Bearer>, call: Token) -> Result<TokenAnswer, ServerError> {
        assert_eq!(call.signature, [9; 64]);
        let mut clinic = self.ask(None)?;
        clinic.tokens_given += 1;
        Ok(TokenAnswer {
            token: format!("token {}", clinic.tokens_given),
            expires_in_s: 900,
        })
    }

    async fn push(&self, bearer: Option<Bearer>, call: Push) -> Result<PushAnswer, ServerError> {
        let blocked = {
            let mut clinic = self.clinic.lock().unwrap();
            clinic.pushing = true;
            clinic.block_pushes.clone()
        };
        if let Some(blocked) = blocked {
            blocked.notified().await;
        }
        let mut clinic = self.ask_at(bearer, call.cursor)?;
        let is_in_review = clinic.revoked;
        let mut verdicts = Vec::new();
        for group in &call.groups {
            let id = Uuid::from_slice(group).unwrap();
            let known = clinic.feed.iter().position(|known| *known == id);
            let verdict = match (known, clinic.verdicts.get(&id)) {
                (Some(index), _) => Verdict::Duplicate {
                    seq: index as u64 + 1,
                },
                (_, Some(Code::Busy)) => Verdict::Deferred {
                    code: Code::Busy,
                    retry_after_s: 1,
                },
                (_, Some(code)) => Verdict::Rejected((*code).into()),
                _ if is_in_review => Verdict::InReview,
                _ => {
                    clinic.feed.push(id);
                    Verdict::Accepted {
                        seq: clinic.feed.len() as u64,
                    }
                }
            };
            verdicts.push((id, verdict));
        }
        if std::mem::take(&mut clinic.answer_lost_after_push) {
            return Err(Error::Unreachable);
        }
        verdicts.drain(..usize::from(std::mem::take(&mut clinic.verdict_lost)));
        let head = cursor(clinic.feed.len() as u64);
        // every subscriber receives it, the sender's own one, too
        let _ = self.head_events.send(head);
        Ok(PushAnswer { verdicts, head })
    }

    async fn withdraw(&self, bearer: Option<Bearer>, _: Withdraw) -> Result<Done, ServerError> {
        self.ask(bearer).map(|_| Done {})
    }

    async fn pull(&self, bearer: Option<Bearer>, call: Pull) -> Result<PullPage, ServerError> {
        let blocked = self.clinic.lock().unwrap().block_pulls.clone();
        if let Some(blocked) = blocked {
            blocked.notified().await;
        }
        let mut clinic = self.ask_at(bearer, call.cursor)?;
        clinic.pulls.push(call.clone());
        if std::mem::take(&mut clinic.forget_tokens) {
            clinic.tokens_given += 1;
        }
        let head = cursor(clinic.feed.len() as u64);
        let mut page = PullPage {
            control: Vec::new(),
            rows: Vec::new(),
            cursor: call.cursor.unwrap_or(head),
            head,
            bootstrap: None,
        };
        if clinic.revoked {
            page.control.push(ControlItem {
                number: call.control_position + 1,
                control: Control::Revoked,
            });
            return Ok(page);
        }
        let rows_max = u64::from(call.rows_max.min(10));
        match (call.cursor, call.bootstrap) {
            (None, _) => page.control.push(ControlItem {
                number: 1,
                control: Control::Bootstrap(BootstrapToken {
                    number: 1,
                    head,
                    today: 0,
                    compartments: vec![0],
                    class: BootstrapClass::Rest,
                    after: Some((0, Uuid::nil())),
                }),
            }),
            (_, Some(token)) => {
                let from = token.after.map_or(0, |(_, row)| row.as_u128() as u64);
                let upto = (from + rows_max).min(token.head.seq);
                page.rows = feed(&clinic, from, upto);
                page.bootstrap = (upto < token.head.seq).then_some(BootstrapToken {
                    after: Some((0, Uuid::from_u128(u128::from(upto)))),
                    ..token
                });
            }
            (Some(from), None) => {
                let upto = (from.seq + rows_max).min(head.seq);
                page.rows = feed(&clinic, from.seq, upto);
                page.cursor = cursor(upto);
            }
        }
        Ok(page)
    }

    async fn fetch_rows(
        &self,
        bearer: Option<Bearer>,
        call: FetchRows,
    ) -> Result<FetchedRows, ServerError> {
        let mut clinic = self.ask(bearer)?;
        clinic.fetches.push(call.rows.len());
        let answered = call.rows.len().min(2);
        let is_here = |name: &&RowName| clinic.feed.contains(&name.row);
        let rows = call.rows[..answered].iter().filter(is_here);
        Ok(FetchedRows {
            rows: rows.map(|name| row(name.row)).collect(),
            answered: answered as u32,
            head: cursor(clinic.feed.len() as u64),
        })
    }

    async fn audit_push(
        &self,
        bearer: Option<Bearer>,
        call: AuditPush,
    ) -> Result<AuditAnswer, ServerError> {
        let mut clinic = self.ask(bearer)?;
        if let Some(code) = clinic.refuse_audit {
            return Err(Error::Refused(code));
        }
        clinic.audit_number += call.entries.len() as u64;
        Ok(AuditAnswer {
            number: clinic.audit_number,
            hash: [0; 32],
        })
    }

    async fn review_list(
        &self,
        _: Option<Bearer>,
        _: ReviewList,
    ) -> Result<ReviewListAnswer, ServerError> {
        Err(Error::Refused(Code::MissingRight))
    }

    async fn sign_in(
        &self,
        bearer: Option<Bearer>,
        _: SignIn,
    ) -> Result<SignInAnswer, ServerError> {
        drop(self.ask(bearer)?);
        Ok(SignInAnswer {
            compartments: vec![1],
        })
    }

    async fn device_return(
        &self,
        _: Option<Bearer>,
        call: DeviceReturn,
    ) -> Result<GivenNumber, ServerError> {
        self.set(|clinic| clinic.lacks_number = call.numbers.is_empty());
        Ok(given(call.numbers.len() as u32))
    }

    async fn device_renumber(
        &self,
        _: Option<Bearer>,
        call: DeviceRenumber,
    ) -> Result<GivenNumber, ServerError> {
        self.set(|clinic| (clinic.restored, clinic.restored_to) = (false, None));
        Ok(given(call.above + 9))
    }
}

pub fn given(device_number: u32) -> GivenNumber {
    GivenNumber {
        device_number,
        signature: [1; 64],
    }
}

fn feed(clinic: &Clinic, from: u64, upto: u64) -> Vec<RowState> {
    let rows = &clinic.feed[from as usize..upto as usize];
    rows.iter().map(|id| row(*id)).collect()
}

impl Live for Server {
    async fn live(
        &self,
        bearer: Bearer,
    ) -> Result<BoxStream<'static, Result<Cursor, ServerError>>, ServerError> {
        drop(self.ask(Some(bearer))?);
        let head_events =
            stream::unfold(self.head_events.subscribe(), |mut head_events| async move {
                let head = head_events.recv().await.ok()?;
                Some((Ok(head), head_events))
            });
        Ok(head_events.boxed())
    }
}
