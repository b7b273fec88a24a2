//! The columns of an entity's table, read off its declaration, and the statements over all of them.

use std::sync::LazyLock;

use sync_contract::{
    Catalog, Descriptor, Kind,
    entity::CREATED,
    every_entity::{DERIVED_COLUMNS, PATIENT},
};

/// The part of a row that a column stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Id,
    /// The patient of the row, which is also a clear value of its cell `CREATED`.
    Patient,
    /// A clear field of the cell.
    Clear {
        cell: u8,
        field: u16,
    },
    /// The index of a sealed field: a clear value of 16 bytes under the field's own number.
    Blind {
        cell: u8,
        field: u16,
    },
    /// The cell's sealed fields, as one value.
    Sealed {
        cell: u8,
    },
    UpdatedAt,
    UpdatedBy,
    /// Clocks, authors and tags of all the row's cells, encoded.
    CellHeaders,
    /// The sequence number of the group that changed the row last.
    Seq,
}

impl Source {
    /// Returns whether a change of the cell can change the column. The id is there to find the row.
    fn is_touched_with(self, changed: u8) -> bool {
        match self {
            Source::Patient => changed == CREATED,
            Source::Clear { cell, .. } | Source::Blind { cell, .. } | Source::Sealed { cell } => {
                cell == changed
            }
            Source::Id
            | Source::UpdatedAt
            | Source::UpdatedBy
            | Source::CellHeaders
            | Source::Seq => true,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    pub source: Source,
}

/// The columns of one table but its tenant's.
#[derive(Debug)]
pub struct Columns {
    pub descriptor: &'static Descriptor,
    pub all: Vec<Column>,
    /// Quoted, between commas, each with the table before it.
    pub select_list: String,
    /// `$1` the tenant, `$2` an array of ids, each looked up as a range of the key: a plan that was made
    /// while the table was empty otherwise scans all of a clinic's rows for ever. After the columns comes the ctid.
    pub load: String,
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
        let all = declared(descriptor);
        let table = descriptor.table;
        // the name of a field may be a keyword of SQL
        let names: Vec<String> = all.iter().map(|c| format!("\"{}\"", c.name)).collect();
        let list = names.join(", ");
        let arrays: Vec<String> = all
            .iter()
            .enumerate()
            .map(|(at, column)| format!("${}::{}[]", at + 2, type_of(column.kind)))
            .collect();
        let arrays = arrays.join(", ");
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
        Columns {
            descriptor,
            load: format!(
                "select {select_list}, {table}.ctid from unnest($2::uuid[]) as wanted (id)
                cross join lateral (
                    select *, ctid from {table} as stored
                    where stored.tenant_id = $1 and stored.id between wanted.id and wanted.id
                    order by stored.id limit 1
                ) as {table}"
            ),
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
        let columns: Vec<Column> = all
            .iter()
            .filter(|column| column.source.is_touched_with(cell))
            .cloned()
            .collect();
        let names: Vec<String> = columns.iter().map(|c| format!("\"{}\"", c.name)).collect();
        let arrays: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(at, column)| format!("${}::{}[]", at + 3, type_of(column.kind)))
            .collect();
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
            arrays.join(", "),
            names.join(", "),
        );
        CellUpdate {
            cell,
            columns,
            text,
        }
    }
}

fn declared(descriptor: &'static Descriptor) -> Vec<Column> {
    let column = |name: &str, kind, source| Column {
        name: name.to_owned(),
        kind,
        source,
    };
    let mut all = vec![column("id", Kind::Uuid, Source::Id)];
    for spec in descriptor.cells {
        let cell = spec.number;
        for field in spec.clear_fields() {
            let source = match (cell, field.number) {
                (CREATED, PATIENT) => Source::Patient,
                (cell, field) => Source::Clear { cell, field },
            };
            all.push(column(field.name, field.kind, source));
        }
        if let Some(field) = spec.blind_field() {
            let name = format!("{}_blind", field.name);
            let field = field.number;
            all.push(column(&name, Kind::Bytes, Source::Blind { cell, field }));
        }
        if let Some(name) = spec.sealed_column() {
            all.push(column(&name, Kind::Bytes, Source::Sealed { cell }));
        }
    }
    if !descriptor.authority.is_append_only() {
        let [(at, at_kind), (by, by_kind)] = DERIVED_COLUMNS;
        all.push(column(at, at_kind, Source::UpdatedAt));
        all.push(column(by, by_kind, Source::UpdatedBy));
    }
    all.push(column("cells", Kind::Bytes, Source::CellHeaders));
    all.push(column("seq", Kind::Int, Source::Seq));
    all
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
