//! Two traits: the protocol, which client and server implement, and the replica, which the vault implements.

use std::future::Future;

use uuid::Uuid;

use crate::change::{GROUP_BYTES_MAX, PUSH_BYTES_MAX, PUSH_CELLS_MAX};
use crate::messages::*;
use crate::pull::Cursor;
use crate::review::*;

/// A device's short-lived token, as the server issued it.
#[derive(Clone, PartialEq, Eq)]
pub struct Bearer(pub String);

impl std::fmt::Debug for Bearer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bearer(..)")
    }
}

/// The way to a server, as a client sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Channel {
    /// Scheme, host and port.
    pub origin: String,
    /// The SHA-256 of the certificate that the server showed last.
    pub certificate: Option<[u8; 32]>,
}

/// Room for the framing around what a push may carry.
const PUSH_BODY_MAX: usize = PUSH_BYTES_MAX + PUSH_CELLS_MAX * 64;

macro_rules! protocol {
    (
        $($(#[$doc:meta])* $method:ident: $call:ident => $answer:ident
            at $path:literal, $token:tt, $bytes_max:expr;)+
    ) => {
        $(impl Call for $call {
            const PATH: &'static str = $path;
            const NEEDS_TOKEN: bool = protocol!(@token $token);
            const BYTES_MAX: usize = $bytes_max;
            type Answer = $answer;
        })+

        /// The calls of a device to a server. The HTTP client and the server both implement it.
        pub trait Protocol: Send + Sync {
            type Error: Send + 'static;

            /// Returns the way to the other end, as this end sees it.
            fn channel(&self) -> Channel {
                Channel::default()
            }
            $(
                $(#[$doc])*
                fn $method(
                    &self,
                    bearer: Option<Bearer>,
                    call: $call,
                ) -> impl Future<Output = Result<$answer, Self::Error>> + Send;
            )+
        }
    };
    (@token open) => { false };
    (@token device) => { true };
}

protocol! {
    info: Info => InfoAnswer at "/v1/info", open, 64;
    create_clinic: CreateClinic => Done at "/v1/clinics/create", open, 4096;
    challenge: Challenge => ChallengeAnswer at "/v1/devices/challenge", open, 64;
    token: Token => TokenAnswer at "/v1/devices/token", open, 1024;
    sign_in: SignIn => SignInAnswer at "/v1/users/sign-in", device, 128;
    enrol_create: EnrolCreate => Done at "/v1/enrolments/create", device, 16_384;
    enrol_find: EnrolFind => EnrolFindAnswer at "/v1/enrolments/find", open, 64;
    device_join: DeviceJoin => GivenNumber at "/v1/devices/join", open, 65_536;
    device_number: DeviceNumber => DeviceNumberAnswer at "/v1/devices/number", open, 128;
    device_renumber: DeviceRenumber => GivenNumber at "/v1/devices/renumber", device, 64;
    device_return: DeviceReturn => GivenNumber at "/v1/devices/return", open, 131_072;
    push: Push => PushAnswer at "/v1/sync/push", device, PUSH_BODY_MAX;
    withdraw: Withdraw => Done at "/v1/sync/withdraw", device, 16 * WITHDRAWN_MAX + 64;
    pull: Pull => PullPage at "/v1/sync/pull", device, 1024;
    fetch_rows: FetchRows => FetchedRows at "/v1/sync/rows", device, 18 * FETCHED_ROWS_MAX + 64;
    audit_push: AuditPush => AuditAnswer at "/v1/audit/push", device, PUSH_BODY_MAX;
    review_list: ReviewList => ReviewListAnswer at "/v1/review/list", device, 64;
    review_fetch: ReviewFetch => ReviewFetchAnswer at "/v1/review/fetch", device, 64;
    review_decide: ReviewDecide => ReviewDecideAnswer at "/v1/review/decide", device, GROUP_BYTES_MAX + 1024;
}

/// The identity of a device towards its server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplicaIdentity {
    pub tenant: Uuid,
    pub device: Uuid,
    pub device_number: u32,
}

/// The effect of a page of verdicts on the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PushOutcome {
    pub accepted: usize,
    pub rejected: usize,
    /// Rejected groups that were dropped because their patient was erased meanwhile.
    pub purged: usize,
    pub deferred: usize,
    /// Those that wait at the server for a review.
    pub in_review: usize,
    /// Those of them that left the queue: they are decided by a review at the server.
    pub for_review: usize,
    /// Groups that a revoked device sent again, and that no review can admit.
    pub withdrawn: usize,
    /// The longest wait that the server asked for.
    pub retry_after_s: Option<u32>,
}

/// The effect of a pulled page on the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Applied {
    pub rows: usize,
    pub quarantined: usize,
    /// Formerly rejected groups that were dropped because their patient was erased.
    pub purged: usize,
    /// An admin has revoked the device: it sends its pending groups, then destroys its keys and data.
    pub revoked: bool,
}

/// Counts of what still waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    pub groups: usize,
    pub audit_entries: usize,
    pub rejected: usize,
    pub quarantined: usize,
    pub conflicts: usize,
}

/// A store that can be synced. The client drives it and sees bytes only.
pub trait Replica {
    type Error;

    fn identity(&self) -> Result<ReplicaIdentity, Self::Error>;
    /// Returns random bytes for the server to sign.
    fn server_nonce(&mut self) -> Result<[u8; 32], Self::Error>;
    /// Returns whether the server has proved a key that is pinned, and pins its successor. The first key that a clinic
    /// meets is pinned.
    fn trust_server(&mut self, nonce: &[u8; 32], answer: &InfoAnswer) -> Result<bool, Self::Error>;
    /// Signs the answer to a challenge with the device's key; needs no user.
    fn sign_token(&self, token: &Token) -> Result<[u8; 64], Self::Error>;
    fn waiting(&self) -> Result<Waiting, Self::Error>;
    /// Returns the time of this machine's own clock, in milliseconds since 1970.
    fn local_unix_ms(&self) -> u64;
    /// Takes the server's clock at the middle of a call, so that a wrong local clock is detected.
    fn note_server_time(
        &mut self,
        server_unix_ms: u64,
        local_unix_ms: u64,
    ) -> Result<(), Self::Error>;

    /// Returns the next page of the queue, the same one until its verdicts are applied.
    fn next_push(&mut self) -> Result<Option<Push>, Self::Error>;
    fn apply_verdicts(
        &mut self,
        push: &Push,
        answer: &PushAnswer,
    ) -> Result<PushOutcome, Self::Error>;

    /// Returns rejected groups that a user discarded and that were not reported to the server yet.
    fn withdrawn(&self) -> Result<Vec<Uuid>, Self::Error> {
        Ok(Vec::new())
    }
    /// Notes that the server never accepts these groups.
    fn note_withdrawn(&mut self, _: &[Uuid]) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Returns the position in the feed, and the first unfinished bootstrap.
    fn next_pull(&self) -> Result<PullPosition, Self::Error>;
    /// Returns the head that the server named with the last push, until the feed was followed to it or it was shown to
    /// the server once more: one that was restored since to a time before that push does not know it.
    fn pushed_to(&self) -> Result<Option<Cursor>, Self::Error> {
        Ok(None)
    }
    /// Notes that the server knows this head.
    fn note_pushed_to_known(&mut self, _: Cursor) -> Result<(), Self::Error> {
        Ok(())
    }
    /// Applies page and position in one transaction. What a power cut undoes of it is pulled once more.
    fn apply(&mut self, pull: &Pull, page: &PullPage) -> Result<Applied, Self::Error>;
    /// Returns rows that the server is to be asked for again, at most so many as one call may name: what was
    /// quarantined of them may be in order there by now.
    fn rows_to_fetch(&self) -> Result<Vec<RowName>, Self::Error> {
        Ok(Vec::new())
    }
    /// Applies what the server has of them. It is not asked for these again until a day has passed.
    fn apply_fetched(&mut self, _: &FetchRows, _: &FetchedRows) -> Result<Applied, Self::Error> {
        Ok(Applied::default())
    }
    /// Syncs to disk what was applied without waiting for the disk.
    fn sync_to_disk(&mut self) -> Result<(), Self::Error>;

    /// Destroys the keys and erases the data of a device that was revoked. Without effect while anything waits to be
    /// sent, but for an audit log that the server refuses for good: that stays in the file. Returns whether it was
    /// done.
    fn leave_clinic(&mut self, is_audit_refused: bool) -> Result<bool, Self::Error>;

    /// Returns whether the last clock that this device issued is so far ahead that it must go on under another number.
    fn needs_number(&self) -> Result<bool, Self::Error> {
        Ok(false)
    }
    /// Returns the highest number of a device that this one knows of.
    fn highest_number(&self) -> Result<u32, Self::Error> {
        Ok(0)
    }
    /// Names the next number of this device at the end of its audit log, to be pushed under the present one.
    fn name_number(&mut self, _: u32) -> Result<(), Self::Error> {
        Ok(())
    }
    /// Stores what the server has signed of a number of this device.
    fn note_number(&mut self, _: &GivenNumber) -> Result<(), Self::Error> {
        Ok(())
    }
    /// Returns what registers this device once more at a server that has lost its number; none without what the server
    /// has signed.
    fn return_call(&self) -> Result<Option<DeviceReturn>, Self::Error> {
        Ok(None)
    }
    /// Notes that the server was restored from an older backup: it may lack rows that it sent to this device. To be
    /// called before this device forgets its position, by which that is known.
    fn note_server_restored(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }
    /// Goes on under another number: nothing was sent or pulled under it. What waits keeps its bytes, and a server that
    /// may have been restored from an older backup gets what it had accepted once more.
    fn renumber(&mut self, device_number: u32) -> Result<(), Self::Error>;
    /// Lets the groups be sent once more for which the server lacked what another device has.
    fn retry(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Returns the next page of one audit log, the same one until its answer or its refusal is applied.
    fn next_audit_push(&mut self) -> Result<Option<AuditPush>, Self::Error>;
    fn apply_audit_answer(
        &mut self,
        page: &AuditPush,
        answer: &AuditAnswer,
    ) -> Result<(), Self::Error>;
    /// Notes that the server refuses a page for good. Returns whether the other logs can be sent: the page is of a
    /// former log of this device, which stays here.
    fn refuse_audit(&mut self, _: &AuditPush) -> Result<bool, Self::Error> {
        Ok(false)
    }
    /// Notes that the server refuses a page for now: it may learn a user's key only once another device has sent it
    /// again. This log is sent again later, the others go on. Returns whether the user need not be told: this device
    /// has just met a restored server.
    fn put_off_audit(&mut self, _: &AuditPush) -> Result<bool, Self::Error> {
        Ok(false)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PullPosition {
    pub cursor: Option<Cursor>,
    pub bootstrap: Option<crate::pull::BootstrapToken>,
    pub control_position: u64,
}
