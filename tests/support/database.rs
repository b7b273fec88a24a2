//! One database a test, dropped with its value.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash, Hasher},
    path::Path,
};

use sync_server::db::schema;
use tokio_postgres::{Client, NoTls};

use crate::cluster::{APP, Cluster, OWNER};

/// A database of its own in the cluster of this run.
pub struct Database {
    name: String,
    cluster: &'static Cluster,
}

impl Database {
    /// With nothing in it.
    pub async fn empty() -> Database {
        let cluster = Cluster::shared();
        let name = fresh_name();
        let postgres = connect(&cluster.url("postgres", "postgres")).await;
        create(&postgres, &name, "template0").await;
        Database { name, cluster }
    }

    /// With the schema of this program, as `migrate up` leaves it.
    pub async fn migrated() -> Database {
        let cluster = Cluster::shared();
        let template = template_name();
        let postgres = connect(&cluster.url("postgres", "postgres")).await;
        // tests run in processes of their own: the first makes the template, the others wait for it
        postgres
            .batch_execute("select pg_advisory_lock(1)")
            .await
            .unwrap();
        let known = postgres
            .query_opt("select 1 from pg_database where datname = $1", &[&template])
            .await
            .unwrap();
        if known.is_none() {
            let making = format!("{template}_making");
            let remains = format!("drop database if exists {making} with (force)");
            postgres.batch_execute(&remains).await.unwrap();
            create(&postgres, &making, "template0").await;
            let mut owner = connect(&cluster.url(&making, OWNER)).await;
            schema::up(&mut owner, APP).await.unwrap();
            drop(owner);
            let rename = format!("alter database {making} rename to {template}");
            postgres.batch_execute(&rename).await.unwrap();
        }
        let name = fresh_name();
        create(&postgres, &name, &template).await;
        Database { name, cluster }
    }

    /// A copy of it as it is now, like a backup that is restored. No client may be connected to it.
    pub async fn copy(&self) -> Database {
        let postgres = connect(&self.cluster.url("postgres", "postgres")).await;
        let disconnect =
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1";
        postgres.execute(disconnect, &[&self.name]).await.unwrap();
        let name = fresh_name();
        create(&postgres, &name, &self.name).await;
        Database {
            name,
            cluster: self.cluster,
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// As the role that migrates.
    pub fn owner_url(&self) -> String {
        self.cluster.url(&self.name, OWNER)
    }

    /// As the role that serves.
    pub fn app_url(&self) -> String {
        self.cluster.url(&self.name, APP)
    }

    /// As the superuser, who bypasses row-level security and so can read everything.
    pub fn superuser_url(&self) -> String {
        self.cluster.url(&self.name, "postgres")
    }

    pub async fn as_owner(&self) -> Client {
        connect(&self.owner_url()).await
    }

    pub async fn as_app(&self) -> Client {
        connect(&self.app_url()).await
    }

    pub async fn as_superuser(&self) -> Client {
        connect(&self.superuser_url()).await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let statement = format!("drop database if exists {} with (force)", self.name);
        if let Err(error) = self.cluster.run(&statement) {
            eprintln!("{} stays until the cluster stops: {error}", self.name);
        }
    }
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn create(postgres: &Client, name: &str, template: &str) {
    let statement = format!("create database {name} owner {OWNER} template {template}");
    postgres.batch_execute(&statement).await.unwrap();
}

fn fresh_name() -> String {
    format!("test_{:016x}", rand::random::<u64>())
}

/// A cluster that outlives a change of the migrations must not hand out the old shape.
fn template_name() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/postgres");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        fs::read(file).unwrap().hash(&mut hasher);
    }
    format!("migrated_{:016x}", hasher.finish())
}
