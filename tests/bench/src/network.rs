//! Our clinic on a server of ours: created, connected, joined by other devices, over real HTTP and real Postgres.

use std::path::Path;
use std::sync::Arc;

use support::{Database, TestServer};
use sync_client::{HttpProtocol, Report, Stop, Store, SyncEngine};
use sync_contract::field::Text;
use sync_contract::messages::EnrolFind;
use sync_contract::protocol::{Bearer, Protocol, Replica};
use sync_server::db::clinic_codes;
use sync_server::ops::config::FIRST_PUSH_BYTES;
use tokio::runtime::Runtime;
use vault::password::Password;
use vault::{Unlocked, Vault};

use crate::{Outcome, ours};

pub type OurEngine = SyncEngine<HttpProtocol, Vault>;

pub struct Network {
    pub runtime: Runtime,
    server: TestServer,
    pub database: Database,
}

impl Network {
    pub fn start() -> Outcome<Self> {
        let runtime = crate::network::runtime()?;
        let database = runtime.block_on(Database::migrated());
        let server = TestServer::start(&database);
        Ok(Self {
            runtime,
            server,
            database,
        })
    }

    pub fn url(&self) -> String {
        self.server.url()
    }

    pub fn protocol(&self) -> Outcome<HttpProtocol> {
        Ok(HttpProtocol::new(&self.url(), None)?)
    }

    /// A handle of its own on the vault's file, with the way to the server.
    pub fn engine(&self, vault: &Vault) -> Outcome<OurEngine> {
        let own = vault.reopen(ours::environment(vault.folder())?)?;
        Ok(SyncEngine::new(self.protocol()?, Store::new(own)))
    }

    pub fn sync(&self, vault: &Vault) -> Outcome<Report> {
        Ok(self
            .runtime
            .block_on(self.engine(vault)?.sync(&Stop::never()))?)
    }

    /// Puts a clinic that was made offline on the server, its queue first.
    pub fn connect(&self, unlocked: &mut Unlocked) -> Outcome<Report> {
        let code = self.runtime.block_on(async {
            let owner = self.database.as_owner().await;
            clinic_codes::create(&owner, "Hillside", 24, FIRST_PUSH_BYTES).await
        })?;
        let call = unlocked.create_clinic(code.as_str())?;
        self.runtime
            .block_on(self.protocol()?.create_clinic(None, call))?;
        unlocked.vault_mut().set_server(&self.url(), None)?;
        let report = self.sync(unlocked.vault())?;
        self.sign_in(unlocked)?;
        Ok(report)
    }

    pub fn sign_in(&self, unlocked: &Unlocked) -> Outcome<()> {
        let call = unlocked.sign_in_call()?;
        self.runtime
            .block_on(self.engine(unlocked.vault())?.sign_in(call))?;
        Ok(())
    }

    /// Another device of the clinic, its first user joined; the bootstrap has not begun.
    pub fn join(&self, admin: &mut Unlocked, folder: &Path) -> Outcome<Unlocked> {
        let vault = self.enrol(&self.engine(admin.vault())?, admin, folder)?;
        self.sync(&vault)?;
        let unlocked = vault
            .unlock(ours::USER, &Password::new(ours::PASSWORD))
            .map_err(|refused| refused.error)?;
        self.sign_in(&unlocked)?;
        Ok(unlocked)
    }

    /// Another device of the clinic without a signed-in user. `engine` is the admin's.
    pub fn enrol(&self, engine: &OurEngine, admin: &mut Unlocked, folder: &Path) -> Outcome<Vault> {
        let (code, call) = admin.invite()?;
        self.runtime.block_on(engine.enrol_create(call))?;
        let protocol = self.protocol()?;
        let find = EnrolFind { find: code.find() };
        let reply = self.runtime.block_on(protocol.enrol_find(None, find))?;
        let name = Text::new("another")?;
        let (mut vault, call) =
            Vault::join(folder, ours::environment(folder)?, &code, &reply, &name)?;
        self.runtime.block_on(protocol.device_join(None, call))?;
        vault.set_server(&self.url(), None)?;
        vault.complete()?;
        Ok(vault)
    }

    /// A device's token, for what is measured call by call.
    pub fn bearer(&self, vault: &Vault) -> Outcome<Bearer> {
        let protocol = self.protocol()?;
        let device = vault.identity()?;
        let (tenant, number) = (device.tenant, device.device_number);
        let challenged = support::proof::challenged(&protocol, tenant, number);
        let mut token = self.runtime.block_on(challenged);
        token.signature = vault.sign_token(&token)?;
        Ok(Bearer(
            self.runtime.block_on(protocol.token(None, token))?.token,
        ))
    }

    pub fn shared_engine(&self, vault: &Vault) -> Outcome<Arc<OurEngine>> {
        self.engine(vault).map(Arc::new)
    }
}

/// Enough threads for both ends of a connection.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
}
