//! The statements over all columns of an entity's table.

use std::sync::LazyLock;

use sync_contract::columns::columns_of;
pub use sync_contract::columns::{Column, Source};
use sync_contract::{Catalog, Descriptor, Kind};

/// The sequence number of the group that changed the row last: the server's own column, after all others.
pub const SEQ: &str = "seq";

/// The columns of one table but its tenant's.
#[derive(Debug)]
pub struct Columns {
    pub descriptor: &'static Descriptor,
    /// In their order in every list below; the sequence number follows them.
    pub all: Vec<Column>,
    /// Quoted, between commas, each with the table before it.
    pub select_list: String,
    /// `$1` the tenant, `$2` an array of ids, each looked up as a range of the key: a plan that was made
    /// while the table was empty otherwise scans all of a clinic's rows for ever. After the columns comes the ctid.
    pub load: String,
    /// The same, of those that are deleted.
    pub load_deleted: String,
    /// `$1` the tenant, then an array for each column.
    pub insert: String,
    /// The same, for rows that exist: looked up by their key, whatever the planner knows of the table.
    pub update: String,
    /// For rows of which one cell changed, a statement for each cell.
    pub update_cell: Vec<CellUpdate>,
}

/// Writes the columns of one cell and those of every write: half of what writing a full row costs.
#[derive(Debug)]
pub struct CellUpdate {
    pub cell: u8,
    pub columns: Vec<Column>,
    /// `$1` the tenant, `$2` the ctid of each row, then an array for each column.
    pub text: String,
}

static ALL: LazyLock<Vec<Columns>> =
    LazyLock::new(|| Catalog::ALL.iter().copied().map(Columns::new).collect());

/// Returns the columns of a declared entity.
pub fn of(descriptor: &'static Descriptor) -> &'static Columns {
    ALL.iter()
        .find(|columns| columns.descriptor.number == descriptor.number)
        .expect("every descriptor is one of the catalog")
}

impl Columns {
    fn new(descriptor: &'static Descriptor) -> Columns {
        let mut all = columns_of(descriptor);
        all.retain(|column| column.source != Source::Tenant);
        let table = descriptor.table;
        let names = quoted_names(&all);
        let list = names.join(", ");
        let arrays = arrays(&all, 2);
        let insert = format!(
            "insert into {table} (tenant_id, {list})
            select $1::uuid, new.* from unnest({arrays}) as new ({list})"
        );
        let settings: Vec<String> = names
            .iter()
            .skip(1)
            .map(|name| format!("{name} = excluded.{name}"))
            .collect();
        let select_list: Vec<String> = names.iter().map(|name| format!("{table}.{name}")).collect();
        let select_list = select_list.join(", ");
        let load = format!(
            "select {select_list}, {table}.ctid from unnest($2::uuid[]) as wanted (id)
            cross join lateral (
                select *, ctid from {table} as stored
                where stored.tenant_id = $1 and stored.id between wanted.id and wanted.id
                order by stored.id limit 1
            ) as {table}"
        );
        Columns {
            descriptor,
            load_deleted: format!("{load} where {table}.deleted_at is not null"),
            load,
            update: format!(
                "{insert} on conflict (tenant_id, id) do update set {}",
                settings.join(", ")
            ),
            update_cell: descriptor
                .cells
                .iter()
                .map(|spec| CellUpdate::new(table, &all, spec.number))
                .collect(),
            insert,
            select_list,
            all,
        }
    }
}

impl CellUpdate {
    fn new(table: &str, all: &[Column], cell: u8) -> CellUpdate {
        let is_touched = |source: Source| source.cell().is_none_or(|number| number == cell);
        let columns: Vec<Column> = all
            .iter()
            .filter(|column| is_touched(column.source))
            .cloned()
            .collect();
        let names = quoted_names(&columns);
        let settings: Vec<String> = names
            .iter()
            .filter(|name| *name != "\"id\"")
            .map(|name| format!("{name} = new.{name}"))
            .collect();
        let text = format!(
            "update {table} as stored set {}
            from unnest($2::tid[], {}) as new (ctid, {})
            where stored.ctid = new.ctid and stored.tenant_id = $1 and stored.id = new.id",
            settings.join(", "),
            arrays(&columns, 3),
            names.join(", "),
        );
        CellUpdate {
            cell,
            columns,
            text,
        }
    }
}

/// The names of the columns and of the sequence number; a field may be called as a keyword of SQL is.
fn quoted_names(columns: &[Column]) -> Vec<String> {
    let names = columns.iter().map(|column| column.name.as_str());
    let names = names.chain([SEQ]);
    names.map(|name| format!("\"{name}\"")).collect()
}

/// A parameter for each column and the sequence number, the first of them `$first`: an array with a value a row.
fn arrays(columns: &[Column], first: usize) -> String {
    let kinds = columns.iter().map(|column| column.kind);
    let kinds = kinds.chain([Kind::Int]).enumerate();
    let arrays: Vec<String> = kinds
        .map(|(at, kind)| format!("${}::{}[]", at + first, type_of(kind)))
        .collect();
    arrays.join(", ")
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "boolean",
        Kind::Int => "bigint",
        Kind::Text => "text",
        Kind::Uuid => "uuid",
        Kind::Time => "timestamptz",
        Kind::Date => "date",
        Kind::Decimal => "numeric",
        Kind::Bytes => "bytea",
    }
}
