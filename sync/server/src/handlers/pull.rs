//! Hands out what a device has not pulled: control items first, then rows of the feed, or a bootstrap page.
//!
//! A page is read in one snapshot. It never ends inside a sequence number, examines a bounded number of changes, and
//! may be empty with an advanced position.

use futures_util::future::{join3, try_join, try_join3};
use sync_contract::catalog::{Device, User, UserRole};
use sync_contract::entity::{CREATED, DELETION, Entity};
use sync_contract::messages::{Pull, PullPage};
use sync_contract::protocol::Bearer;
use sync_contract::pull::{Control, ControlItem, Cursor};
use sync_contract::statement;
use sync_contract::{CellState, Code};

use crate::auth::token::{Caller, PresentedToken, TokenHolder};
use crate::db::pool::PooledConnection;
use crate::db::transaction::{Kind, Transaction};
use crate::db::{feed_head, statements};
use crate::ops::budgets::PAGE_BYTES_MAX;
use crate::problem::Result;
use crate::pull::feed::{self, Feed, LoggedGroup};
use crate::pull::page::{ChangedRow, ROWS_MAX, load};
use crate::pull::scope::{self, ScopeState};
use crate::pull::{bootstrap, control};
use crate::state::App;

/// The cells of a user that prove the signer of a revocation: no name, no password.
const PROVING: [u8; 4] = [
    CREATED,
    User::CELL.keys.number,
    User::CELL.former.number,
    DELETION,
];

/// What a snapshot says before any row is read.
struct PullState {
    scope: ScopeState,
    feed: Feed,
    /// The groups after the device's position, where the feed is asked for.
    groups: Vec<LoggedGroup>,
}

impl PullState {
    /// Reads it with one wait for the database. None for a device that begins.
    async fn read(
        transaction: &Transaction<'_>,
        caller: Caller,
        call: &Pull,
    ) -> Result<Option<PullState>> {
        let Some(position) = call.cursor else {
            return Ok(None);
        };
        let groups = async {
            match call.bootstrap {
                Some(_) => Ok(Vec::new()),
                None => {
                    let rows_max = rows_max(call);
                    feed::groups_after(transaction, caller.tenant, position.seq, rows_max).await
                }
            }
        };
        let (scope, feed, groups) = try_join3(
            scope::read(transaction, caller),
            Feed::read(transaction, caller, call.control_position, call.cursor),
            groups,
        )
        .await?;
        Ok(Some(PullState {
            scope,
            feed,
            groups,
        }))
    }
}

/// Returns the next page.
///
/// # Errors
/// `Unauthenticated`, `UnknownCursor` for a position that this history does not have.
pub async fn handle(app: &App, bearer: Option<Bearer>, call: Pull) -> Result<PullPage> {
    let claimed = bearer
        .as_ref()
        .map(|bearer| app.token_key.claims(&bearer.0));
    let tenant = claimed
        .flatten()
        .ok_or(Code::Unauthenticated)?
        .caller
        .tenant;
    let presented = PresentedToken::from_bearer(bearer)?;
    let is_bootstrap = call.bootstrap.is_some();
    let _reserved = app
        .budgets
        .read(tenant, PAGE_BYTES_MAX, is_bootstrap)
        .await?;
    let mut connection = match is_bootstrap {
        true => app.database.connection_for_bootstrap(tenant).await?,
        false => app.database.connection_for(tenant).await?,
    };
    let mut transaction = connection.transaction();
    let (holder, state) = begin(app, &transaction, presented, &call).await?;
    let caller = holder.caller;
    holder.require_served()?;
    if holder.is_revoked {
        return page_for_revoked(&transaction, caller, &call).await;
    }
    let (Some(position), Some(mut state)) = (call.cursor, state?) else {
        drop(transaction);
        return first_page(&mut connection, caller, call.control_position).await;
    };
    if !state.scope.is_sent() {
        drop(transaction);
        let sending = connection.of_tenant(caller.tenant).await?;
        control::acknowledge(&sending, caller, call.control_position).await?;
        scope::send(&sending, caller).await?;
        sending.commit().await?;
        transaction = connection.snapshot_of_tenant(caller.tenant).await?;
        let again = PullState::read(&transaction, caller, &call).await?;
        state = again.ok_or(Code::Internal)?;
    }
    next_page(app, &transaction, caller, call, position, state).await
}

/// Begins a snapshot as the holder of a token. A cached holder's state is read together with the token: the clinic is
/// named by the token alone, so for another device's request the queries return no rows.
async fn begin(
    app: &App,
    transaction: &Transaction<'_>,
    presented: PresentedToken,
    call: &Pull,
) -> Result<(TokenHolder, Result<Option<PullState>>)> {
    PresentedToken::prepare(transaction).await?;
    let begun = transaction.begin(Kind::Snapshot);
    let entered = presented.enter(&app.callers, transaction);
    if let Some(cached) = presented.cached_caller(&app.callers) {
        let reading = PullState::read(transaction, cached, call);
        let (begun, holder, state) = join3(begun, entered, reading).await;
        begun?;
        let holder = holder?;
        if holder.caller == cached {
            return Ok((holder, state));
        }
        let state = PullState::read(transaction, holder.caller, call).await;
        return Ok((holder, state));
    }
    let (_, holder) = try_join(begun, entered).await?;
    let state = PullState::read(transaction, holder.caller, call).await;
    Ok((holder, state))
}

async fn next_page(
    app: &App,
    transaction: &Transaction<'_>,
    caller: Caller,
    call: Pull,
    position: Cursor,
    state: PullState,
) -> Result<PullPage> {
    let PullState {
        scope: ScopeState { current: scope, .. },
        mut feed,
        groups,
    } = state;
    let tenant = caller.tenant;
    let head = feed.head;
    feed.check_position()?;
    let rows_max = rows_max(&call);
    let mut page = PullPage {
        control: std::mem::take(&mut feed.control),
        rows: Vec::new(),
        cursor: position,
        head,
        bootstrap: None,
    };
    match call.bootstrap {
        Some(token) => {
            feed::check_position(transaction, tenant, token.head, head).await?;
            let has_siblings = feed.has_siblings_or_unknown;
            let reading =
                bootstrap::page(transaction, tenant, &scope, token, has_siblings, rows_max);
            (page.rows, page.bootstrap) = reading.await?;
        }
        None => {
            let span = feed::span(groups, &scope, head.seq, rows_max);
            let _large = app.budgets.read_large(tenant, span.bytes).await?;
            let reading = feed::page(transaction, tenant, &scope, span, &feed);
            (page.rows, page.cursor) = reading.await?;
        }
    }
    Ok(page)
}

/// A device that has nothing begins at the head; all that is below comes by the bootstrap of its first control items.
async fn first_page(
    connection: &mut PooledConnection,
    caller: Caller,
    control_position: u64,
) -> Result<PullPage> {
    let transaction = connection.of_tenant(caller.tenant).await?;
    let head = scope::begin(&transaction, caller).await?;
    let Feed { control, .. } = Feed::read(&transaction, caller, control_position, None).await?;
    transaction.commit().await?;
    Ok(PullPage {
        control,
        rows: Vec::new(),
        cursor: head,
        head,
        bootstrap: None,
    })
}

/// All that a revoked device still gets: the revocation, and the signed rows that prove it, which it has to verify.
async fn page_for_revoked(
    transaction: &Transaction<'_>,
    caller: Caller,
    call: &Pull,
) -> Result<PullPage> {
    let entities = [User::DESCRIPTOR, UserRole::DESCRIPTOR, Device::DESCRIPTOR];
    let [user, user_role, device] = entities.map(|descriptor| i32::from(descriptor.number));
    let number = i64::from(caller.device_number);
    let keys = statements::all(
        transaction,
        statement!("pull", "proof_of_revocation"),
        &[&caller.tenant, &number, &user, &user_role, &device],
    )
    .await?;
    let proof = keys.iter().map(|row| {
        Ok(ChangedRow {
            entity: u16::try_from(row.get::<_, i32>("entity")).map_err(|_| Code::Internal)?,
            row: row.get("row_id"),
            seq: 0,
        })
    });
    let proof = proof.collect::<Result<Vec<ChangedRow>>>()?;
    let mut rows = load(transaction, caller.tenant, &proof, u64::MAX, true).await?;
    for (row, _) in &mut rows {
        // a thief of the device must not get hashes to guess passwords with
        let is_secret = |cell: &CellState| {
            row.entity == User::DESCRIPTOR.number && !PROVING.contains(&cell.cell)
        };
        row.cells.retain(|cell| !is_secret(cell));
        row.siblings.retain(|cell| !is_secret(cell));
    }
    let position = match call.cursor {
        Some(position) => position,
        // the beginning of this history: a device whose revocation is void resumes from there
        None => Cursor::start(feed_head::read(transaction, caller.tenant).await?.timeline),
    };
    Ok(PullPage {
        control: vec![ControlItem {
            number: call.control_position.saturating_add(1),
            control: Control::Revoked,
        }],
        rows: rows.into_iter().map(|(row, _)| row).collect(),
        cursor: position,
        head: position,
        bootstrap: None,
    })
}

fn rows_max(call: &Pull) -> usize {
    call.rows_max.clamp(1, ROWS_MAX) as usize
}
