//! The calls of the protocol as this server answers them: which limit and which proof each needs, and its handler.

use sync_contract::messages::*;
use sync_contract::protocol::{Bearer, Protocol};
use sync_contract::review::*;

use crate::auth::token as device_token;
use crate::ops::limits::{Operation, Peer};
use crate::problem::{Problem, Result};
use crate::state::App;

pub mod audit_push;
pub mod challenge;
pub mod create_clinic;
pub mod device_join;
pub mod device_number;
pub mod enrol_create;
pub mod enrol_find;
pub mod fetch_rows;
pub mod health;
pub mod info;
pub mod live;
pub mod pull;
pub mod push;
pub mod review_decide;
pub mod review_fetch;
pub mod review_list;
pub mod sign_in;
pub mod token;

impl Protocol for App {
    type Error = Problem;

    async fn info(&self, _: Option<Bearer>, call: Info) -> Result<InfoAnswer> {
        Ok(info::handle(&self.identity, &call))
    }

    async fn create_clinic(&self, _: Option<Bearer>, call: CreateClinic) -> Result<Done> {
        self.check_address(Operation::Code)?;
        self.count_refused_code(create_clinic::handle(&self.database, call).await)
    }

    async fn challenge(&self, _: Option<Bearer>, call: Challenge) -> Result<ChallengeAnswer> {
        self.check_proof(call.tenant, call.device_number)?;
        challenge::handle(&self.database, call).await
    }

    async fn token(&self, _: Option<Bearer>, call: Token) -> Result<TokenAnswer> {
        self.check_proof(call.tenant, call.device_number)?;
        let version = self.client.version.as_deref();
        token::handle(self, call, version).await
    }

    async fn sign_in(&self, bearer: Option<Bearer>, call: SignIn) -> Result<SignInAnswer> {
        let caller = self.caller(bearer).await?;
        sign_in::handle(&self.database, caller, call).await
    }

    async fn enrol_create(&self, bearer: Option<Bearer>, call: EnrolCreate) -> Result<Done> {
        let caller = self.caller(bearer).await?;
        enrol_create::handle(&self.database, caller, call).await
    }

    async fn enrol_find(&self, _: Option<Bearer>, call: EnrolFind) -> Result<EnrolFindAnswer> {
        self.check_address(Operation::Code)?;
        self.count_refused_code(enrol_find::handle(&self.database, call).await)
    }

    async fn device_join(&self, _: Option<Bearer>, call: DeviceJoin) -> Result<GivenNumber> {
        self.check_address(Operation::Code)?;
        self.count_refused_code(device_join::handle(self, call).await)
    }

    async fn device_return(&self, _: Option<Bearer>, call: DeviceReturn) -> Result<GivenNumber> {
        self.check_address(Operation::Number)?;
        device_join::come_back(self, call).await
    }

    async fn device_number(
        &self,
        _: Option<Bearer>,
        call: DeviceNumber,
    ) -> Result<DeviceNumberAnswer> {
        self.check_address(Operation::Number)?;
        let user = Peer::User(self.client.address, call.tenant, call.user);
        self.limits.check(Operation::Number, user)?;
        device_number::handle(&self.database, call).await
    }

    async fn device_renumber(
        &self,
        bearer: Option<Bearer>,
        call: DeviceRenumber,
    ) -> Result<GivenNumber> {
        // limited by device, not by address: an authenticated device and other callers at its address do not affect
        // each other
        let caller = self.caller(bearer).await?;
        self.limits
            .check(Operation::Number, Peer::Proved(caller.key()))?;
        device_number::renumber(self, caller, call).await
    }

    async fn push(&self, bearer: Option<Bearer>, call: Push) -> Result<PushAnswer> {
        push::handle(self, push::Sender::Unknown(bearer), call).await
    }

    async fn withdraw(&self, bearer: Option<Bearer>, call: Withdraw) -> Result<Done> {
        // a revoked device may withdraw, too: its audit log follows
        let holder = device_token::presented(&self.database, &self.callers, bearer).await?;
        holder.require_served()?;
        push::withdraw(&self.database, holder.caller, call).await
    }

    async fn pull(&self, bearer: Option<Bearer>, call: Pull) -> Result<PullPage> {
        pull::handle(self, bearer, call).await
    }

    async fn fetch_rows(&self, bearer: Option<Bearer>, call: FetchRows) -> Result<FetchedRows> {
        let caller = self.caller(bearer).await?;
        fetch_rows::handle(self, caller, call).await
    }

    async fn audit_push(&self, bearer: Option<Bearer>, call: AuditPush) -> Result<AuditAnswer> {
        // a revoked device may send its audit log, too, so that the actions on it stay known
        let holder = device_token::presented(&self.database, &self.callers, bearer).await?;
        holder.require_served()?;
        audit_push::handle(self, holder.caller, call).await
    }

    async fn review_list(
        &self,
        bearer: Option<Bearer>,
        call: ReviewList,
    ) -> Result<ReviewListAnswer> {
        let caller = self.caller(bearer).await?;
        review_list::handle(&self.database, caller, call).await
    }

    async fn review_fetch(
        &self,
        bearer: Option<Bearer>,
        call: ReviewFetch,
    ) -> Result<ReviewFetchAnswer> {
        let caller = self.caller(bearer).await?;
        review_fetch::handle(&self.database, caller, call).await
    }

    async fn review_decide(
        &self,
        bearer: Option<Bearer>,
        call: ReviewDecide,
    ) -> Result<ReviewDecideAnswer> {
        let caller = self.caller(bearer).await?;
        review_decide::handle(self, caller, call).await
    }
}
