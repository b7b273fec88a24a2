//! A clinic on a server, with the devices that a test asks for.

use std::collections::BTreeSet;

use sync_contract::{Descriptor, pull::RowState};
use sync_server::{
    auth::token::Caller,
    db::{clinic_codes, loaded_row::RowKey, rows},
    ops::config::FIRST_PUSH_BYTES,
    state::App,
};
use tokio_postgres::SimpleQueryMessage;
use uuid::Uuid;

use crate::{Database, Device, TestServer, block_on};

/// The server and its database. Devices are the test's.
pub struct TestClinic {
    pub server: TestServer,
    pub database: Database,
    pub tenant: Uuid,
}

impl TestClinic {
    /// With its founder's device connected.
    pub fn create() -> (TestClinic, Device) {
        TestClinic::create_with(&[])
    }

    /// The same, with users who were added before: their names and roles.
    pub fn create_with(users: &[(&str, &str)]) -> (TestClinic, Device) {
        let (mut device, _) = Device::create();
        for (username, role) in users {
            device.add_user(username, role);
        }
        let clinic = TestClinic::for_device(&device);
        let code = clinic.clinic_code();
        device.connect(&clinic.server.url(), &code);
        (clinic, device)
    }

    /// A server with nothing on it, for the clinic of a device that has not connected yet.
    pub fn for_device(device: &Device) -> TestClinic {
        let database = block_on(Database::migrated());
        TestClinic {
            server: TestServer::start(&database),
            database,
            tenant: device.unlocked().vault().tenant().0,
        }
    }

    /// An operator's one-use code.
    pub fn clinic_code(&self) -> String {
        block_on(async {
            let owner = self.database.as_owner().await;
            let code = clinic_codes::create(&owner, "A place", 1, FIRST_PUSH_BYTES).await;
            code.unwrap().as_str().to_owned()
        })
    }

    /// Another device, on which `username` is signed in and everything of theirs has come.
    pub fn enrol(&self, admin: &mut Device, username: &str) -> Device {
        let mut device = Device::joined(admin);
        device.sign_in(username);
        device
    }

    /// The server without the way to it, on the same database.
    pub fn app(&self) -> App {
        let url = self.database.app_url();
        let database = sync_server::Database::open(&url, 4);
        App::new(block_on(database).unwrap())
    }

    pub fn caller(&self, device: &Device) -> Caller {
        let number = device.unlocked().vault().device_number().unwrap();
        Caller {
            tenant: self.tenant,
            device: Uuid::nil(),
            device_number: number,
        }
    }

    /// A row as the server stores it.
    pub fn row(&self, app: &App, descriptor: &Descriptor, row: Uuid) -> RowState {
        let key = RowKey {
            entity: descriptor.number,
            row,
        };
        block_on(async {
            let mut connection = app.database.connection().await.unwrap();
            let transaction = connection.of_tenant(self.tenant).await.unwrap();
            let loaded = rows::load_rows(&transaction, self.tenant, &BTreeSet::from([key])).await;
            loaded.unwrap().remove(&key).unwrap().state
        })
    }

    /// Every line of every table, as the superuser sees it.
    pub fn database_text(&self) -> Vec<String> {
        block_on(async {
            let client = self.database.as_superuser().await;
            let tables = "select format('%I.%I', schemaname, tablename) from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema') order by 1";
            let mut lines = Vec::new();
            for table in client.query(tables, &[]).await.unwrap() {
                let table: String = table.get(0);
                let sql = format!("select t::text from {table} as t order by 1");
                for line in client.simple_query(&sql).await.unwrap() {
                    if let SimpleQueryMessage::Row(row) = line {
                        lines.push(format!("{table} {}", row.get(0).unwrap()));
                    }
                }
            }
            lines
        })
    }
}
