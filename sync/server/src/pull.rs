//! Hands out what a device has not seen: control first, then rows in sequence order, or a page of a fill.
//!
//! A page is read in one frozen snapshot. It never cuts inside a number, examines a bounded number of heads, and
//! may be empty with an advanced cursor.

mod heads;
mod whole;

use futures_util::future::{join3, try_join, try_join3};
use sync_contract::Code;
use sync_contract::catalog::{Device, User, UserRole};
use sync_contract::entity::Entity;
use sync_contract::messages::{Pull, PullPage};
use sync_contract::pull::{Control, ControlItem, Cursor, RowState};
use sync_contract::service::Bearer;
use uuid::Uuid;

pub use heads::{Numbered, Span};
pub use whole::{compartment_of_unknown, load, size_of};

use crate::{
    bootstrap,
    calls::Caller,
    control,
    database::{Connection, Kind, Transaction},
    problem::Result,
    router::App,
    scope::{self, Scope, cursor_of},
    statements,
    tokens::{Holder, Shown},
};

pub const ROWS_MAX: u32 = 2_000;
/// A page ends after the row that passes this.
pub const PAGE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What a snapshot says before any row is read.
struct Standing {
    scope: scope::Read,
    feed: Feed,
    /// What comes after the cursor, where the tail is asked for.
    groups: Vec<heads::Group>,
}

impl Standing {
    /// Asked together, so that the answers wait for the database once. None for a device that begins.
    async fn read(
        transaction: &Transaction<'_>,
        caller: Caller,
        call: &Pull,
    ) -> Result<Option<Standing>> {
        let Some(cursor) = call.cursor else {
            return Ok(None);
        };
        let tail = async {
            match call.bootstrap {
                Some(_) => Ok(Vec::new()),
                None => heads::after(transaction, caller.tenant, cursor.seq, rows_max(call)).await,
            }
        };
        let (scope, feed, groups) = try_join3(
            scope::read(transaction, caller),
            Feed::read(transaction, caller, call.control_position),
            tail,
        )
        .await?;
        Ok(Some(Standing {
            scope,
            feed,
            groups,
        }))
    }
}

/// Where the feed stands, and what is said to one device alone.
struct Feed {
    head: Cursor,
    /// Whether anything of the clinic lies beside its rows.
    has_beside: bool,
    /// Oldest first.
    control: Vec<ControlItem>,
}

impl Feed {
    /// With the control items after number `seen`.
    async fn read(transaction: &Transaction<'_>, caller: Caller, seen: u64) -> Result<Feed> {
        let lines = statements::all(
            transaction,
            include_str!("../queries/pull/standing.sql"),
            &[
                &caller.tenant,
                &i64::from(caller.device_number),
                &i64::try_from(seen).unwrap_or(i64::MAX),
            ],
        )
        .await?;
        let first = lines.first().ok_or(Code::NotFound)?;
        let items = lines
            .iter()
            .filter_map(|line| control::item(line).transpose());
        Ok(Feed {
            head: cursor_of(first)?,
            has_beside: first.try_get("has_beside")?,
            control: items.collect::<Result<_>>()?,
        })
    }
}

/// Errors: `Unauthenticated`, `UnknownCursor` for a mark that this history does not have or a number above its head.
pub async fn answer(app: &App, bearer: Option<Bearer>, call: Pull) -> Result<PullPage> {
    let shown = Shown::new(bearer)?;
    let mut connection = app.database.connection().await?;
    let mut transaction = connection.transaction();
    let (holder, standing) = enter(app, &transaction, shown, &call).await?;
    let caller = holder.caller;
    if holder.is_revoked {
        return farewell(&transaction, caller, &call).await;
    }
    let (Some(cursor), Some(mut standing)) = (call.cursor, standing?) else {
        drop(transaction);
        return first_page(&mut connection, caller, call.control_position).await;
    };
    if !standing.scope.is_told() {
        drop(transaction);
        let telling = connection.of_tenant(caller.tenant).await?;
        control::forget(&telling, caller, call.control_position).await?;
        scope::tell(&telling, caller).await?;
        telling.commit().await?;
        transaction = connection.snapshot_of_tenant(caller.tenant).await?;
        let again = Standing::read(&transaction, caller, &call).await?;
        standing = again.ok_or(Code::Internal)?;
    }
    let Standing {
        scope: scope::Read { now: scope, .. },
        feed,
        groups,
    } = standing;
    let Feed {
        head,
        has_beside,
        control,
    } = feed;
    check(&transaction, caller.tenant, cursor, head).await?;
    let rows_max = rows_max(&call);
    let mut page = PullPage {
        control,
        rows: Vec::new(),
        cursor,
        head,
        bootstrap: None,
    };
    match call.bootstrap {
        Some(token) => {
            check(&transaction, caller.tenant, token.head, head).await?;
            let tenant = caller.tenant;
            let filled = bootstrap::page(&transaction, tenant, &scope, token, has_beside, rows_max);
            (page.rows, page.bootstrap) = filled.await?;
        }
        None => {
            let span = heads::page(groups, &scope, head.seq, rows_max);
            let tail = tail(
                &transaction,
                caller.tenant,
                &scope,
                span,
                (head, has_beside),
            );
            (page.rows, page.cursor) = tail.await?;
        }
    }
    Ok(page)
}

/// Begins a snapshot as whoever shows the token. Where that is known from before, what is asked next goes with it: the
/// clinic is named by the token alone, so for another device's question nothing is found.
async fn enter(
    app: &App,
    transaction: &Transaction<'_>,
    shown: Shown,
    call: &Pull,
) -> Result<(Holder, Result<Option<Standing>>)> {
    Shown::prepare(transaction).await?;
    let begun = transaction.begin(Kind::Snapshot);
    let entered = shown.enter(app, transaction);
    if let Some(caller) = shown.last_holder(app) {
        let asked = Standing::read(transaction, caller, call);
        let (begun, holder, standing) = join3(begun, entered, asked).await;
        begun?;
        let holder = holder?;
        if holder.caller == caller {
            return Ok((holder, standing));
        }
        let standing = Standing::read(transaction, holder.caller, call).await;
        return Ok((holder, standing));
    }
    let (_, holder) = try_join(begun, entered).await?;
    let standing = Standing::read(transaction, holder.caller, call).await;
    Ok((holder, standing))
}

/// A device that has nothing starts at the head; all that is below comes by the fill that it is told of.
async fn first_page(
    connection: &mut Connection,
    caller: Caller,
    control_position: u64,
) -> Result<PullPage> {
    let transaction = connection.of_tenant(caller.tenant).await?;
    let head = scope::begin(&transaction, caller).await?;
    let Feed { control, .. } = Feed::read(&transaction, caller, control_position).await?;
    transaction.commit().await?;
    Ok(PullPage {
        control,
        rows: Vec::new(),
        cursor: head,
        head,
        bootstrap: None,
    })
}

/// All that a revoked device still hears: that it is, and the signed rows that prove it, since it believes no less.
async fn farewell(transaction: &Transaction<'_>, caller: Caller, call: &Pull) -> Result<PullPage> {
    let entities = [User::DESCRIPTOR, UserRole::DESCRIPTOR, Device::DESCRIPTOR];
    let [user, user_role, device] = entities.map(|descriptor| i32::from(descriptor.number));
    let number = i64::from(caller.device_number);
    let found = statements::all(
        transaction,
        include_str!("../queries/pull/proof_of_revocation.sql"),
        &[&caller.tenant, &number, &user, &user_role, &device],
    )
    .await?;
    let proof = found.iter().map(|row| {
        Ok(Numbered {
            entity: u16::try_from(row.get::<_, i32>("entity")).map_err(|_| Code::Internal)?,
            row: row.get("row_id"),
            seq: 0,
        })
    });
    let proof = proof.collect::<Result<Vec<Numbered>>>()?;
    let rows = load(transaction, caller.tenant, &proof, u64::MAX, true).await?;
    let cursor = match call.cursor {
        Some(cursor) => cursor,
        // the beginning of this history: a device that nobody revoked goes on from there
        None => Cursor::start(head(transaction, caller.tenant).await?.timeline),
    };
    Ok(PullPage {
        control: vec![ControlItem {
            number: call.control_position.saturating_add(1),
            control: Control::Revoked,
        }],
        rows: rows.into_iter().map(|(row, _)| row).collect(),
        cursor,
        head: cursor,
        bootstrap: None,
    })
}

/// Where the feed stands.
pub async fn head(transaction: &Transaction<'_>, tenant: Uuid) -> Result<Cursor> {
    let row = statements::first(
        transaction,
        include_str!("../queries/pull/head.sql"),
        &[&tenant],
    )
    .await?
    .ok_or(Code::NotFound)?;
    cursor_of(&row)
}

async fn check(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    cursor: Cursor,
    head: Cursor,
) -> Result<()> {
    let is_known = cursor.timeline == head.timeline
        && cursor.seq <= head.seq
        && cursor.mark == mark_of(transaction, tenant, cursor.seq, head).await?;
    if is_known {
        Ok(())
    } else {
        Err(Code::UnknownCursor.into())
    }
}

/// The mark of the push that gave out a number.
async fn mark_of(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    seq: u64,
    head: Cursor,
) -> Result<Uuid> {
    if seq == 0 {
        return Ok(Uuid::nil());
    }
    if seq == head.seq {
        return Ok(head.mark);
    }
    let number = i64::try_from(seq).map_err(|_| Code::UnknownCursor)?;
    let row = statements::first(
        transaction,
        include_str!("../queries/pull/mark_of.sql"),
        &[&tenant, &head.timeline, &number],
    )
    .await?
    .ok_or(Code::UnknownCursor)?;
    Ok(row.get("mark"))
}

fn rows_max(call: &Pull) -> usize {
    call.rows_max.clamp(1, ROWS_MAX) as usize
}

async fn tail(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    scope: &Scope,
    span: Span,
    (head, has_beside): (Cursor, bool),
) -> Result<(Vec<RowState>, Cursor)> {
    let upto = span.upto;
    let mut rows = whole::load(transaction, tenant, &span.rows, upto, has_beside).await?;
    let mut upto = span.upto;
    if let Some(first_left_out) = whole::cut_at_number(&mut rows, PAGE_BYTES_MAX) {
        upto = first_left_out - 1;
    }
    let cursor = Cursor {
        timeline: head.timeline,
        seq: upto,
        mark: mark_of(transaction, tenant, upto, head).await?,
    };
    let held = |row: &RowState| {
        sync_contract::Catalog::by_number(row.entity).is_some()
            || scope.holds_compartment(compartment_of_unknown(row))
    };
    let rows = rows.into_iter().map(|(row, _)| row).filter(held);
    Ok((rows.collect(), cursor))
}
