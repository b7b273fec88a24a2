//! No cycle of modules in a crate: shared state and types lie below what uses them.
//!
//! A file depends on the file that defines what it names; a re-export on the way is followed and makes no edge.
//! What is compiled for tests alone is left out.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, ImplItem, Item, UseTree, Visibility};

use super::{
    Complaints, assert_clean, crates,
    tree::{Source, sources},
};

/// The root of the crate of the tests across rooms.
const SUITE: &str = "tests/suite/main.rs";

#[derive(Default)]
struct Module {
    file: String,
    children: HashMap<String, usize>,
    /// What is declared here.
    items: HashSet<String>,
    /// Identifiers inside of macro calls, which may declare something.
    possible_items: HashSet<String>,
    /// By its name here, where an import comes from.
    imports: HashMap<String, Import>,
    globs: Vec<Vec<String>>,
    /// Paths that the code names.
    paths: BTreeSet<Vec<String>>,
    identifiers: HashSet<String>,
    parent: Option<usize>,
}

struct Import {
    path: Vec<String>,
    is_exported: bool,
}

/// The modules of one crate; the first is its root.
#[derive(Default)]
struct Crate<'a> {
    modules: Vec<Module>,
    files: HashMap<&'a str, &'a str>,
    macros: HashMap<String, String>,
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let text = attribute.to_token_stream().to_string();
        attribute.path().is_ident("test") || text == "# [cfg (test)]"
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn declared_name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

impl<'a> Crate<'a> {
    fn load(sources: &'a [Source], root: &str) -> Option<Crate<'a>> {
        let files = sources.iter().filter(|source| source.is("rs"));
        let mut loaded = Crate {
            files: files
                .map(|source| (source.path.as_str(), source.text.as_str()))
                .collect(),
            ..Crate::default()
        };
        let text = *loaded.files.get(root)?;
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{root}: {error}"));
        loaded.add_module(None, root, folder, &file.items);
        Some(loaded)
    }

    /// Adds a module and those below it; `folder` is where the files of its children lie.
    fn add_module(
        &mut self,
        parent: Option<usize>,
        file: &str,
        folder: &str,
        items: &[Item],
    ) -> usize {
        let index = self.modules.len();
        self.modules.push(Module {
            file: file.to_owned(),
            parent,
            ..Module::default()
        });
        for item in items.iter().filter(|item| !is_for_tests(attributes(item))) {
            self.add_item(index, file, folder, item);
        }
        index
    }

    fn add_item(&mut self, index: usize, file: &str, folder: &str, item: &Item) {
        if let Some(name) = declared_name(item) {
            if matches!(item, Item::Macro(_)) {
                self.macros.insert(name.clone(), file.to_owned());
            }
            self.modules[index].items.insert(name);
        }
        match item {
            Item::Mod(child) => {
                let name = child.ident.to_string();
                let below = format!("{folder}/{name}");
                let added = match &child.content {
                    Some((_, items)) => Some(self.add_module(Some(index), file, &below, items)),
                    None => self.add_file(index, folder, &name),
                };
                if let Some(added) = added {
                    self.modules[index].children.insert(name, added);
                }
            }
            Item::Use(import) => {
                let is_exported = !matches!(import.vis, Visibility::Inherited);
                self.add_import(index, &mut Vec::new(), &import.tree, is_exported);
            }
            Item::Impl(block) => {
                let mut block = block.clone();
                block.items.retain(|item| match item {
                    ImplItem::Fn(function) => !is_for_tests(&function.attrs),
                    _ => true,
                });
                self.add_paths(index, block.to_token_stream());
            }
            Item::Macro(call) => {
                if call.ident.is_none() {
                    collect_identifiers(
                        call.mac.tokens.clone(),
                        &mut self.modules[index].possible_items,
                    );
                }
                self.add_paths(index, call.to_token_stream());
            }
            _ => self.add_paths(index, item.to_token_stream()),
        }
    }

    fn add_file(&mut self, parent: usize, folder: &str, name: &str) -> Option<usize> {
        let candidates = [
            format!("{folder}/{name}.rs"),
            format!("{folder}/{name}/mod.rs"),
        ];
        let path = candidates
            .iter()
            .find(|path| self.files.contains_key(path.as_str()))?;
        let file = syn::parse_file(self.files[path.as_str()])
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        Some(self.add_module(Some(parent), path, &format!("{folder}/{name}"), &file.items))
    }

    fn add_import(
        &mut self,
        index: usize,
        prefix: &mut Vec<String>,
        tree: &UseTree,
        is_exported: bool,
    ) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.add_import(index, prefix, &path.tree, is_exported);
                prefix.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_import(index, prefix, tree, is_exported);
                }
            }
            UseTree::Glob(_) => self.modules[index].globs.push(prefix.clone()),
            UseTree::Name(_) | UseTree::Rename(_) => {
                let (from, name) = match tree {
                    UseTree::Rename(rename) => {
                        (rename.ident.to_string(), rename.rename.to_string())
                    }
                    UseTree::Name(name) => (name.ident.to_string(), name.ident.to_string()),
                    _ => return,
                };
                let mut path = prefix.clone();
                // `use a::{self}` imports `a`
                let name = if from == "self" {
                    path.last().cloned().unwrap_or(name)
                } else {
                    path.push(from);
                    name
                };
                self.modules[index]
                    .imports
                    .insert(name, Import { path, is_exported });
            }
        }
    }

    fn add_paths(&mut self, index: usize, tokens: TokenStream) {
        let module = &mut self.modules[index];
        collect_paths(tokens, &[], &mut module.paths, &mut module.identifiers);
    }

    /// The file that defines what `path` names in a module; none for another crate's items and for a module as such.
    fn definition(&self, module: usize, path: &[String], depth: usize) -> Option<&str> {
        let (first, rest) = path.split_first()?;
        if depth > 20 {
            return None;
        }
        match first.as_str() {
            "crate" => self.definition_below(0, rest, depth),
            "self" => self.definition_below(module, rest, depth),
            "super" => self.definition_of_parent(module, rest, depth),
            name => {
                let is_known = self.modules[module].children.contains_key(name)
                    || self.modules[module].imports.contains_key(name)
                        && self.modules[module].imports[name].path.first() != Some(first);
                is_known
                    .then(|| self.definition_below(module, path, depth))
                    .flatten()
            }
        }
    }

    fn definition_of_parent(&self, module: usize, rest: &[String], depth: usize) -> Option<&str> {
        let parent = self.modules[module].parent?;
        match rest.first().map(String::as_str) {
            Some("super") => self.definition_of_parent(parent, &rest[1..], depth),
            _ => self.definition_below(parent, rest, depth),
        }
    }

    fn definition_below(&self, module: usize, path: &[String], depth: usize) -> Option<&str> {
        let (name, rest) = path.split_first()?;
        let here = &self.modules[module];
        if name == "*" {
            return Some(&here.file);
        }
        if let Some(child) = here.children.get(name) {
            return self.definition_below(*child, rest, depth);
        }
        if here.items.contains(name) {
            return Some(&here.file);
        }
        if let Some(import) = here.imports.get(name) {
            let path: Vec<String> = import.path.iter().chain(rest).cloned().collect();
            return self.definition(module, &path, depth + 1);
        }
        if here.possible_items.contains(name) {
            return Some(&here.file);
        }
        for glob in &here.globs {
            let path: Vec<String> = glob.iter().chain(path).cloned().collect();
            if let Some(file) = self.declared(module, &path, depth + 1) {
                return Some(file);
            }
        }
        match self.macros.get(name) {
            Some(file) if module == 0 => Some(file),
            _ => Some(&here.file),
        }
    }

    /// As `definition`, but only of what is surely declared there.
    fn declared(&self, module: usize, path: &[String], depth: usize) -> Option<&str> {
        let file = self.definition(module, path, depth)?;
        let name = path.last()?;
        let declares = self.modules.iter().any(|module| {
            module.file == file
                && (module.items.contains(name) || module.possible_items.contains(name))
        });
        declares.then_some(file)
    }

    /// For each file, the files that it depends on and one name that it takes from them.
    fn edges(&self) -> Edges {
        let mut edges = Edges::new();
        for (index, module) in self.modules.iter().enumerate() {
            let imports = module.imports.iter().filter(|(name, import)| {
                // a re-export serves others, unless the module uses the name itself
                !import.is_exported || module.identifiers.contains(*name)
            });
            let imports = imports.map(|(_, import)| import.path.clone());
            let globs = module.globs.iter().map(|path| {
                let star = std::iter::once("*".to_owned());
                path.iter().cloned().chain(star).collect::<Vec<_>>()
            });
            let globs = globs.filter(|_| index != 0);
            for path in module.paths.iter().cloned().chain(imports).chain(globs) {
                if let Some(file) = self
                    .definition(index, &path, 0)
                    .filter(|file| *file != module.file)
                {
                    let from = edges.entry(module.file.clone()).or_default();
                    from.entry(file.to_owned())
                        .or_insert_with(|| path.join("::"));
                }
            }
        }
        edges
    }
}

type Edges = BTreeMap<String, BTreeMap<String, String>>;

fn collect_identifiers(tokens: TokenStream, identifiers: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                identifiers.insert(name.to_string());
            }
            TokenTree::Group(group) => collect_identifiers(group.stream(), identifiers),
            _ => {}
        }
    }
}

/// Collects `a::b::c`, also out of `use a::{b, c}` inside of a function.
fn collect_paths(
    tokens: TokenStream,
    prefix: &[String],
    paths: &mut BTreeSet<Vec<String>>,
    identifiers: &mut HashSet<String>,
) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(name) => {
                let mut path = prefix.to_vec();
                path.push(name.to_string());
                identifiers.insert(name.to_string());
                at += 1;
                while is_colon(at) && is_colon(at + 1) {
                    match tokens.get(at + 2) {
                        Some(TokenTree::Ident(name)) => {
                            path.push(name.to_string());
                            at += 3;
                        }
                        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                            collect_paths(group.stream(), &path, paths, identifiers);
                            at += 3;
                            path.clear();
                        }
                        _ => break,
                    }
                }
                if path.len() > 1 {
                    paths.insert(path);
                }
            }
            TokenTree::Group(group) => {
                collect_paths(group.stream(), &[], paths, identifiers);
                at += 1;
            }
            // `::name` is another crate
            TokenTree::Punct(_) if is_colon(at) && is_colon(at + 1) => {
                at += 2;
                while let Some(TokenTree::Ident(_)) = tokens.get(at) {
                    at += 1;
                    if is_colon(at) && is_colon(at + 1) {
                        at += 2;
                    }
                }
            }
            _ => at += 1,
        }
    }
}

fn reached<'a>(edges: &'a Edges, from: &'a str) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut next = vec![from];
    while let Some(node) = next.pop() {
        let to = edges.get(node).into_iter().flat_map(BTreeMap::keys);
        next.extend(to.map(String::as_str).filter(|to| seen.insert(*to)));
    }
    seen
}

/// Groups of nodes that all reach each other, larger than one.
fn strongly_connected(edges: &Edges) -> Vec<Vec<&str>> {
    let nodes = edges.keys().map(String::as_str);
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        nodes.map(|node| (node, reached(edges, node))).collect();
    let mut groups: BTreeSet<Vec<&str>> = BTreeSet::new();
    for (node, nodes) in reach.iter().filter(|(node, nodes)| nodes.contains(*node)) {
        let together = nodes.iter().copied();
        let together =
            together.filter(|other| reach.get(other).is_some_and(|back| back.contains(node)));
        groups.insert(together.collect());
    }
    groups.into_iter().collect()
}

/// The graph of the modules right below the root, which a file belongs to by its path.
fn of_top_modules(edges: &Edges, root: &str) -> Edges {
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let module = |file: &str| {
        let below = file
            .strip_prefix(folder)
            .unwrap_or(file)
            .trim_start_matches('/');
        let name = below.split('/').next().unwrap_or(below);
        name.trim_end_matches(".rs").to_owned()
    };
    let mut modules = Edges::new();
    for (from, to) in edges {
        for (file, name) in to.iter().filter(|(file, _)| module(file) != module(from)) {
            let why = format!("{from} names {name}");
            let known = modules.entry(module(from)).or_default();
            known.entry(module(file)).or_insert(why);
        }
    }
    modules
}

/// A line for each cycle, and for each edge inside of it.
fn cycles_in(edges: &Edges, root: &str, what: &str) -> Complaints {
    let mut complaints = Complaints::new();
    for group in strongly_connected(edges) {
        complaints.push(format!(
            "{root}: a cycle of {} {what}: {}",
            group.len(),
            group.join(", ")
        ));
        for from in &group {
            let to = edges[*from]
                .iter()
                .filter(|(to, _)| group.contains(&to.as_str()));
            complaints.extend(to.map(|(to, name)| format!("{root}:   {from} -> {to} ({name})")));
        }
    }
    complaints
}

fn file_edges(sources: &[Source], root: &str) -> Edges {
    Crate::load(sources, root).map_or_else(Edges::new, |loaded| loaded.edges())
}

fn cycles_of_files(sources: &[Source], root: &str) -> Complaints {
    cycles_in(&file_edges(sources, root), root, "files")
}

fn cycles_of_modules(sources: &[Source], root: &str) -> Complaints {
    let modules = of_top_modules(&file_edges(sources, root), root);
    cycles_in(&modules, root, "modules")
}

fn roots() -> Vec<String> {
    let mut roots = crates::roots();
    roots.push(SUITE.to_owned());
    roots
}

#[test]
fn each_crate_of_each_member_is_read() {
    let sources = sources();
    let roots = roots();
    for root in &roots {
        assert!(Crate::load(&sources, root).is_some(), "{root} is not read");
    }
    for root in ["src-tauri/paper/src/lib.rs", "src-tauri/src/main.rs", SUITE] {
        assert!(roots.iter().any(|known| known == root), "{root}");
        assert!(!file_edges(&sources, root).is_empty(), "{root}");
    }
}

#[test]
fn no_crate_has_a_cycle_of_files() {
    let sources = sources();
    let roots = roots();
    let complaints = roots
        .iter()
        .flat_map(|root| cycles_of_files(&sources, root));
    assert_clean(complaints.collect());
}

#[test]
fn no_crate_has_a_cycle_of_modules() {
    let sources = sources();
    let roots = roots();
    let complaints = roots
        .iter()
        .flat_map(|root| cycles_of_modules(&sources, root));
    assert_clean(complaints.collect());
}

#[test]
fn a_cycle_is_noticed_through_re_exports_and_macros() {
    let of = |lib: &str, a: &str, b: &str| {
        let tree = [
            Source::new("x/src/lib.rs", lib),
            Source::new("x/src/a.rs", a),
            Source::new("x/src/b.rs", b),
        ];
        cycles_of_files(&tree, "x/src/lib.rs")
    };
    let lib = "mod a; mod b; pub use a::A; pub use b::B;";
    for (a, b) in [
        (
            "use crate::b::B; pub struct A;",
            "use crate::a::A; pub struct B;",
        ),
        ("pub struct A(crate::B);", "use super::A; pub struct B;"),
        (
            "use crate::b; pub fn A() { vec![b::B] }",
            "pub fn B() { use crate::{a::A}; }",
        ),
        (
            "pub struct A; impl A { fn x() -> super::b::B {} }",
            "use crate::*; use crate::a::*; pub struct B;",
        ),
    ] {
        assert!(!of(lib, a, b).is_empty(), "{a} {b}");
    }
    for (a, b) in [
        ("use crate::B; pub struct A;", "pub struct B;"),
        (
            "use crate::B; pub struct A;",
            "pub struct B; #[cfg(test)] mod tests { use crate::A; }",
        ),
        (
            "use crate::B; pub struct A;",
            "pub struct B; impl B { #[cfg(test)] fn x(a: crate::A) {} }",
        ),
        // comments and texts name nothing
        (
            "use crate::B; pub struct A;",
            "/// crate::A\npub struct B; fn x() { \"crate::A\"; }",
        ),
    ] {
        assert_clean(of(lib, a, b));
    }
}

#[test]
fn modules_are_in_a_cycle_even_when_no_two_of_their_files_are() {
    let tree = [
        Source::new("x/src/lib.rs", "mod a; mod b;"),
        Source::new("x/src/a.rs", "pub mod c; pub mod d;"),
        Source::new("x/src/a/c.rs", "use crate::b::e::E;"),
        Source::new("x/src/a/d.rs", "pub struct D;"),
        Source::new("x/src/b.rs", "pub mod e; pub mod f;"),
        Source::new("x/src/b/e.rs", "pub struct E;"),
        Source::new("x/src/b/f.rs", "use crate::a::d::D;"),
    ];
    assert_clean(cycles_of_files(&tree, "x/src/lib.rs"));
    assert_eq!(
        cycles_of_modules(&tree, "x/src/lib.rs"),
        [
            "x/src/lib.rs: a cycle of 2 modules: a, b",
            "x/src/lib.rs:   a -> b (x/src/a/c.rs names crate::b::e::E)",
            "x/src/lib.rs:   b -> a (x/src/b/f.rs names crate::a::d::D)",
        ]
    );
}
