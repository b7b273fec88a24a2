//! Takes a page of a device's queue: admits, merges, numbers, remembers, in one transaction behind the head.

mod board;
mod page;
mod settle;

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::join4;
use sync_contract::change::{PUSH_BYTES_MAX, PUSH_CELLS_MAX};
use sync_contract::messages::{Push, PushAnswer, Verdict};
use sync_contract::service::Bearer;
use sync_contract::{Code, Group, fail_point};
use uuid::Uuid;

use crate::admission::{Admission, Arrived};
use crate::calls::Caller;
use crate::database::{ENTER, Kind, Transaction, enter};
use crate::heads::Head;
use crate::problem::{Problem, Result};
use crate::proof::{sha256, unix_ms};
use crate::roster::{self, Roster};
use crate::router::App;
use crate::tokens::{self, Shown};
use crate::{ledger, rows, statements};

use settle::{Found, Mode, Outcome, settle};

/// The clinic's people may change once between admission and the lock, and a constraint break once.
const TRIES_MAX: usize = 4;

/// A few rows: about as long as two threads take to wake.
const AT_ONCE_BYTES_MAX: usize = 4096;

/// What a device brings.
#[derive(Debug, Clone)]
struct Arrival {
    caller: Caller,
    groups: Vec<Arrived>,
    /// None for the one group with which a device joins.
    link: Option<Link>,
    now_ms: u64,
}

/// A push's place in its device's chain.
#[derive(Debug, Clone, Copy)]
struct Link {
    number: u64,
    previous: [u8; 32],
    /// The chain's hash after this push.
    hash: [u8; 32],
}

/// What admission says of each group, and as of when.
#[derive(Debug, Clone)]
struct Admitted {
    codes: Vec<Result<(), Code>>,
    /// Rises when somebody's rights may have changed.
    stamp: i64,
}

/// The outcome of a push that is about to be committed.
#[derive(Debug, Clone)]
pub struct PushOutcome {
    /// One for each group, in the order of their coming.
    pub verdicts: Vec<(Uuid, Verdict)>,
    pub head: sync_contract::pull::Cursor,
    /// Whether the head has moved.
    pub has_grown: bool,
}

/// Who brings a push.
pub enum Sender {
    /// Found out before.
    Known(Caller),
    /// To be found out by what is shown.
    Unknown(Option<Bearer>),
}

/// Reads the page while its sender is found out, which costs a stranger no more than to send it.
///
/// Errors: `Unauthenticated`, `TooLarge`, `Malformed`, `ForkDetected` when the device's chain is broken, `DeviceRevoked`,
/// `Busy`.
pub async fn receive(app: &App, sender: Sender, call: Push) -> Result<PushAnswer> {
    let bytes = call.groups.iter().map(Vec::len).sum();
    let reading = beside(bytes, move || {
        let groups = read_groups(&call.groups)?;
        Ok::<_, Problem>((call, groups))
    });
    let proving = prove(app, sender, bytes <= AT_ONCE_BYTES_MAX);
    let (proven, read) = tokio::join!(proving, reading);
    let (caller, to_prove) = proven?;
    let (call, groups) = read??;
    let tenant = caller.tenant;
    let arrival = Arc::new(Arrival::new(caller, &call, groups));
    let is_admin_signed = arrival.groups.iter().any(Arrived::is_admin_signed);
    let mut mode = Mode::Whole;
    for _ in 0..TRIES_MAX {
        let mut connection = app.database.connection().await?;
        let known = app.rosters.get(&tenant).filter(|_| !is_admin_signed);
        let (roster, decided) = match known {
            Some(roster) => (roster, BTreeSet::new()),
            None => {
                let transaction = connection.of_tenant(tenant).await?;
                let read = read_people(&transaction, &arrival, is_admin_signed).await?;
                transaction.commit().await?;
                if !is_admin_signed {
                    app.rosters.keep(tenant, read.0.clone());
                }
                read
            }
        };
        // signatures cost more than everything else here, and no lock is held yet
        let groups = Arc::clone(&arrival);
        let admitted = beside(bytes, move || admit_all(roster, &decided, &groups)).await?;

        let transaction = connection.transaction();
        let (standing, found) = open(app, &transaction, &arrival, to_prove).await?;
        match settle(&transaction, standing, found, &arrival, &admitted, mode).await? {
            Outcome::PushOutcome(settled) => match commit(transaction).await {
                Ok(()) => return Ok(answer(app, caller, settled, is_admin_signed)),
                Err(error) if mode == Mode::Whole && rows::refusal(&error).is_some() => {
                    mode = Mode::Each;
                }
                Err(error) => return Err(error.into()),
            },
            Outcome::PeopleChanged => app.rosters.forget(&tenant),
            Outcome::Refused => mode = Mode::Each,
        }
    }
    Err(Code::Busy.into())
}

async fn commit(transaction: Transaction<'_>) -> Result<(), tokio_postgres::Error> {
    fail_point::reach("server.push.before_commit");
    transaction.commit().await?;
    fail_point::reach("server.push.after_commit");
    Ok(())
}

/// Whose push it is. Of a small one by a token that was seen here before that is proved with the first question behind
/// the head, and nothing is told or kept until then; a large one is not looked at for somebody who may be gone.
async fn prove(app: &App, sender: Sender, is_small: bool) -> Result<(Caller, Option<Shown>)> {
    let bearer = match sender {
        Sender::Known(caller) => return Ok((caller, None)),
        Sender::Unknown(bearer) => bearer,
    };
    let shown = Shown::new(bearer)?;
    match shown.last_holder(app).filter(|_| is_small) {
        Some(caller) => Ok((caller, Some(shown))),
        None => Ok((tokens::holder(app, shown).await?.standing()?, None)),
    }
}

/// Begins, names the clinic, locks its head and reads what the page touches: sent at once, carried out in turn. So what
/// is read stays as it is until the end.
///
/// Errors: `Unauthenticated`, `DeviceRevoked`.
async fn open(
    app: &App,
    transaction: &Transaction<'_>,
    arrival: &Arrival,
    to_prove: Option<Shown>,
) -> Result<(ledger::Standing, Found)> {
    let tenant = arrival.caller.tenant;
    Shown::prepare(transaction).await?;
    statements::prepare(transaction, &[ENTER, ledger::LOCK_HEAD]).await?;
    let entered = async {
        match to_prove {
            Some(shown) => shown.enter(app, transaction).await?.standing(),
            None => enter(transaction, tenant).await.map(|()| arrival.caller),
        }
    };
    let (begun, caller, standing, found) = join4(
        transaction.begin(Kind::Writing),
        entered,
        ledger::lock_head(transaction, tenant),
        settle::find(transaction, arrival),
    )
    .await;
    begun?;
    if caller? != arrival.caller {
        return Err(Code::Unauthenticated.into());
    }
    Ok((standing?, found?))
}

/// Beside the threads that serve everybody, unless it costs less than the way there.
async fn beside<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    if bytes <= AT_ONCE_BYTES_MAX {
        return Ok(work());
    }
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Problem::Internal)
}

fn answer(app: &App, caller: Caller, settled: PushOutcome, is_admin_signed: bool) -> PushAnswer {
    if is_admin_signed {
        app.rosters.forget(&caller.tenant);
    }
    if settled.has_grown {
        app.heads.announce(Head {
            tenant: caller.tenant,
            cursor: settled.head,
        });
    }
    PushAnswer {
        verdicts: settled.verdicts,
        head: settled.head,
    }
}

/// Brings in the one group with which a device joins, inside the transaction that registers the device.
///
/// The caller commits and then announces [`PushOutcome::head`]. The device's number must have been given out.
pub async fn bring_in(
    transaction: &Transaction<'_>,
    caller: Caller,
    group: &[u8],
) -> Result<PushOutcome> {
    let arrival = Arrival {
        caller,
        groups: vec![Arrived::read(group)?],
        link: None,
        now_ms: unix_ms(),
    };
    let standing = ledger::lock_head(transaction, caller.tenant).await?;
    let (roster, decided) = read_people(transaction, &arrival, true).await?;
    let admitted = admit_all(roster, &decided, &arrival);
    let found = settle::find(transaction, &arrival).await?;
    match settle(
        transaction,
        standing,
        found,
        &arrival,
        &admitted,
        Mode::Each,
    )
    .await?
    {
        Outcome::PushOutcome(settled) => Ok(settled),
        outcome => {
            tracing::error!(
                seq = standing.head.seq,
                ?outcome,
                "changed behind a locked head"
            );
            Err(Problem::Internal)
        }
    }
}

impl PushOutcome {
    /// The verdict of the only group as an answer to a whole call.
    pub fn only(&self) -> Result<()> {
        match self.verdicts.as_slice() {
            [(_, Verdict::Accepted { .. } | Verdict::Duplicate { .. })] => Ok(()),
            [(_, Verdict::Rejected { code } | Verdict::Deferred { code, .. })] => {
                Err((*code).into())
            }
            _ => Err(Problem::Internal),
        }
    }
}

/// The groups of one page, each of them once.
fn read_groups(groups: &[Vec<u8>]) -> Result<Vec<Arrived>> {
    let groups: Result<Vec<Arrived>, Code> =
        groups.iter().map(|bytes| Arrived::read(bytes)).collect();
    let groups = groups?;
    let cells: usize = groups.iter().map(Arrived::cells).sum();
    let bytes: usize = groups.iter().map(|group| group.length).sum();
    if cells > PUSH_CELLS_MAX || bytes > PUSH_BYTES_MAX {
        return Err(Code::TooLarge.into());
    }
    let ids: BTreeSet<Uuid> = groups.iter().map(|group| group.id).collect();
    if ids.len() != groups.len() {
        return Err(Code::Malformed.into());
    }
    Ok(groups)
}

impl Arrival {
    fn new(caller: Caller, call: &Push, groups: Vec<Arrived>) -> Arrival {
        let mut hashes = groups.iter().map(|group| group.hash);
        let input = call.chain_input(caller.device_number, |_| {
            hashes.next().expect("each group was read and hashed")
        });
        let link = Link {
            number: call.number,
            previous: call.previous,
            hash: sha256(&input),
        };
        Arrival {
            caller,
            groups,
            link: Some(link),
            now_ms: unix_ms(),
        }
    }

    /// Those that can be read.
    fn groups(&self) -> impl Iterator<Item = &Group> {
        let groups = self.groups.iter();
        groups.filter_map(|arrived| arrived.group.as_ref().ok())
    }
}

/// The people, and the admin-signed groups of an earlier push: what they changed may have been changed again since.
async fn read_people(
    transaction: &Transaction<'_>,
    arrival: &Arrival,
    is_admin_signed: bool,
) -> Result<(Roster, BTreeSet<Uuid>)> {
    let tenant = arrival.caller.tenant;
    let roster = roster::read(transaction, tenant, is_admin_signed).await?;
    let admin_signed: Vec<Uuid> = arrival
        .groups
        .iter()
        .filter(|group| group.is_admin_signed())
        .map(|group| group.id)
        .collect();
    if admin_signed.is_empty() {
        return Ok((roster, BTreeSet::new()));
    }
    let decided = ledger::decisions(transaction, tenant, &admin_signed).await?;
    Ok((roster, decided.into_keys().collect()))
}

fn admit_all(roster: Roster, decided: &BTreeSet<Uuid>, arrival: &Arrival) -> Admitted {
    let mut admission = Admission::new(roster.staff, arrival.link.is_none());
    let codes = arrival
        .groups
        .iter()
        .map(|group| {
            if decided.contains(&group.id) {
                return Ok(());
            }
            admission.admit(group)
        })
        .collect();
    Admitted {
        codes,
        stamp: roster.stamp,
    }
}
