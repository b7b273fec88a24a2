//! The calls of the protocol as this server answers them: who may ask, and which file answers.

use sync_contract::messages::*;
use sync_contract::service::{Bearer, Protocol};
use uuid::Uuid;

use crate::{
    audit, create_clinic, devices, enrolment, info, joining,
    limits::{Asked, Asker},
    problem::{Problem, Result},
    pull,
    push::{self, Sender},
    router::App,
    sign_in, tokens,
};

/// A device that has proved itself: what its token stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    pub tenant: Uuid,
    pub device_number: u32,
}

impl App {
    async fn caller(&self, bearer: Option<Bearer>) -> Result<Caller> {
        tokens::caller(self, bearer).await
    }
}

impl Protocol for App {
    type Error = Problem;

    async fn info(&self, _: Option<Bearer>, _: Info) -> Result<InfoAnswer> {
        Ok(info::answer())
    }

    async fn create_clinic(&self, _: Option<Bearer>, call: CreateClinic) -> Result<Done> {
        self.check_address(Asked::Code)?;
        create_clinic::answer(&self.database, call).await
    }

    async fn challenge(&self, _: Option<Bearer>, call: Challenge) -> Result<ChallengeAnswer> {
        self.check_address(Asked::Proof)?;
        let device = Asker::Device(self.visitor.address, call.tenant, call.device_number);
        self.limits.check(Asked::Proof, device)?;
        tokens::challenge(&self.database, call).await
    }

    async fn token(&self, _: Option<Bearer>, call: Token) -> Result<TokenAnswer> {
        self.check_address(Asked::Proof)?;
        let version = self.visitor.version.as_deref();
        tokens::token(&self.database, call, version).await
    }

    async fn sign_in(&self, bearer: Option<Bearer>, call: SignIn) -> Result<SignInAnswer> {
        let caller = self.caller(bearer).await?;
        sign_in::answer(&self.database, caller, call).await
    }

    async fn enrol_create(&self, bearer: Option<Bearer>, call: EnrolCreate) -> Result<Done> {
        let caller = self.caller(bearer).await?;
        enrolment::create(&self.database, caller, call).await
    }

    async fn enrol_find(&self, _: Option<Bearer>, call: EnrolFind) -> Result<EnrolFindAnswer> {
        self.check_address(Asked::Code)?;
        enrolment::find(&self.database, call).await
    }

    async fn device_join(&self, _: Option<Bearer>, call: DeviceJoin) -> Result<Done> {
        self.check_address(Asked::Code)?;
        joining::answer(self, call).await
    }

    async fn device_number(
        &self,
        _: Option<Bearer>,
        call: DeviceNumber,
    ) -> Result<DeviceNumberAnswer> {
        self.check_address(Asked::Number)?;
        let user = Asker::User(call.tenant, call.user);
        self.limits.check(Asked::Number, user)?;
        devices::number(&self.database, call).await
    }

    async fn push(&self, bearer: Option<Bearer>, call: Push) -> Result<PushAnswer> {
        push::receive(self, Sender::Unknown(bearer), call).await
    }

    async fn pull(&self, bearer: Option<Bearer>, call: Pull) -> Result<PullPage> {
        pull::answer(self, bearer, call).await
    }

    async fn audit_push(&self, bearer: Option<Bearer>, call: AuditPush) -> Result<AuditAnswer> {
        let caller = self.caller(bearer).await?;
        audit::receive(self, caller, call).await
    }
}
