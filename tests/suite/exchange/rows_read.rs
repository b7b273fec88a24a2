//! How many rows the database reads for a request: as many in a large clinic as in a small one.

use std::collections::BTreeMap;
use std::time::Duration;

use sync_contract::CellWrite;
use tokio_postgres::Client;

use super::*;

/// More than an action or two read, and far less than what the clinic grows by. The roles, of which there are few, may
/// be read all at once where that costs less than to look some of them up.
const SLACK: i64 = 60;
const GROWTH: usize = 300;

type Reads = BTreeMap<String, i64>;

/// What has been read of each table since the database was made, by scans and by indexes.
async fn reads(looker: &Client) -> Reads {
    let sql =
        "select relname::text, (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint
        from pg_stat_user_tables";
    let rows = looker.query(sql, &[]).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// Returns once no other client is connected: the reads of a connection are counted at its end at the latest.
async fn alone(looker: &Client) {
    let sql = "select count(*) from pg_stat_activity
        where datname = current_database()
            and backend_type = 'client backend'
            and pid <> pg_backend_pid()";
    while looker.query_one(sql, &[]).await.unwrap().get::<_, i64>(0) > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

impl Clinic {
    /// What a sync of the founder's device makes the server's database read, by table. The server is started for it and
    /// stopped after it.
    async fn reads_of_a_sync(&mut self, looker: &Client) -> Reads {
        // as Postgres does by itself within a minute of so many rows
        looker.batch_execute("analyze").await.unwrap();
        let before = self.stopped(looker).await;
        self.start();
        self.sync(&self.founders).await;
        let mut read = self.stopped(looker).await;
        self.start();
        for (table, rows) in &mut read {
            *rows -= before.get(table).copied().unwrap_or(0);
        }
        read
    }

    async fn stopped(&mut self, looker: &Client) -> Reads {
        self.server.stop_serving();
        alone(looker).await;
        reads(looker).await
    }

    fn start(&mut self) {
        self.server = TestServer::start(&self.database);
    }

    /// So many more users, ten in a role, and so many more patients.
    async fn grow(&self, by: usize) {
        let key = self.founders.lock().unwrap().author.key.clone();
        for _ in 0..by / 10 {
            let writes = self.members(random_id(), 10);
            let mut device = self.founders.lock().unwrap();
            device.write_admin_signed(writes, &key);
        }
        self.sync(&self.founders).await;
        for _ in 0..by {
            self.patient();
        }
        self.sync(&self.founders).await;
    }

    /// A role with so many members.
    fn members(&self, role: Uuid, people: usize) -> Vec<CellWrite> {
        let mut device = self.founders.lock().unwrap();
        let mut writes = device.role(role, "Narrow", &[], &[Compartment::Contact]);
        for _ in 0..people {
            writes.extend(device.member(&Person::new(), role, &[Compartment::Contact]));
        }
        writes
    }

    /// The contents of a page: a new patient, a new name of an existing one, a new user with a role.
    fn write_a_little(&self, known: Uuid) {
        self.patient();
        let hired = self.members(random_id(), 1);
        let mut device = self.founders.lock().unwrap();
        let name = Patient::CELL.name;
        let row = &device.rows[&(Patient::DESCRIPTOR.number, known)];
        let seen = row.cells.iter().filter(|cell| cell.cell == name.number);
        let seen = seen.map(|cell| cell.clock).collect();
        let renamed = device.cell(Patient::DESCRIPTOR, name, known, None, &[], seen);
        device.write(vec![renamed]);
        let key = device.author.key.clone();
        device.write_admin_signed(hired, &key);
    }
}

/// What a request reads grows with what it brings and takes, whatever the clinic has.
#[tokio::test]
async fn a_sync_reads_as_many_rows_of_a_large_clinic_as_of_a_small_one() {
    let mut clinic = Clinic::connected().await;
    let looker = clinic.database.as_superuser().await;
    let known = clinic.patient();
    clinic.grow(10).await;
    clinic.write_a_little(known);
    let few = clinic.reads_of_a_sync(&looker).await;
    assert!(few.values().sum::<i64>() > 0, "{few:?}");
    clinic.grow(GROWTH).await;
    clinic.write_a_little(known);
    let many = clinic.reads_of_a_sync(&looker).await;
    for (table, rows) in many {
        let before = few.get(&table).copied().unwrap_or(0);
        assert!(
            rows <= before + SLACK,
            "{table}: {before} rows, then {rows}"
        );
    }
}
