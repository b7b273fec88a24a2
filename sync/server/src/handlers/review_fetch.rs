//! The bytes of one held group, for a device that may have its rows.

use sync_contract::review::{ReviewFetch, ReviewFetchAnswer};
use sync_contract::{Catalog, Code, Group, Wire};

use crate::auth::token::Caller;
use crate::db::pool::Database;
use crate::db::values::damaged;
use crate::handlers::review_list::require_reviewer;
use crate::problem::Result;
use crate::pull::scope::{self, Scope};
use crate::push::review::{self, ReviewState};

/// Returns what the device sent.
///
/// # Errors
/// `MissingRight`, `NotFound`, `Withdrawn` or `AlreadyWritten` once it was decided, `OutOfScope` for a device without
/// the compartments of its rows.
pub async fn handle(
    database: &Database,
    caller: Caller,
    call: ReviewFetch,
) -> Result<ReviewFetchAnswer> {
    let mut connection = database.connection_for(caller.tenant).await?;
    let transaction = connection.snapshot_of_tenant(caller.tenant).await?;
    require_reviewer(&transaction, caller).await?;
    let stored = review::find(&transaction, caller.tenant, call.group).await?;
    let stored = stored.ok_or(Code::NotFound)?;
    let bytes = match stored.state {
        ReviewState::Waiting(bytes) => bytes,
        ReviewState::Admitted => return Err(Code::AlreadyWritten.into()),
        ReviewState::Rejected => return Err(Code::Withdrawn.into()),
    };
    let group = Group::from_bytes(&bytes).map_err(damaged)?;
    let scope = scope::read(&transaction, caller).await?.current;
    match is_within(&group, &scope) {
        true => Ok(ReviewFetchAnswer { group: bytes }),
        false => Err(Code::OutOfScope.into()),
    }
}

fn is_within(group: &Group, scope: &Scope) -> bool {
    let mut known = group
        .writes
        .iter()
        .filter_map(|write| Catalog::by_number(write.entity));
    known.all(|descriptor| scope.contains(descriptor))
}
