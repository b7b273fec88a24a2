//! The screens in layers: the app composes screens, screens use parts, and nothing imports what lies above it. The same
//! holds inside of a screen: it composes its folders, and they use `parts` alone.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Complaints, assert_clean,
    tree::{Source, sources},
};

/// Folders of `ui/src`, each with those that it may import from besides itself; the others serve every folder.
const LAYERS: &[(&str, &[&str])] = &[
    ("parts", &["nav", "ipc", "words", "styles"]),
    ("screens", &["parts", "ipc", "words", "styles", "nav"]),
    (
        "app",
        &["screens", "parts", "ipc", "words", "styles", "nav"],
    ),
    ("ipc", &[]),
    ("words", &["ipc"]),
    ("styles", &[]),
    ("nav", &["ipc", "words", "styles"]),
];

fn is_test(path: &str) -> bool {
    path.contains(".test.") || path.starts_with("ui/src/test/")
}

/// The relative imports of a script with their lines, as paths from the top without an extension.
fn imports(source: &Source) -> Vec<(usize, String)> {
    let folder = source
        .path
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let mut imports = Vec::new();
    for (at, line) in source.code() {
        let parts: Vec<&str> = line.split(['"', '\'']).collect();
        for pair in parts.windows(2) {
            let is_import = ["from", "import", "import("]
                .iter()
                .any(|word| pair[0].trim_end().ends_with(word));
            if is_import && pair[1].starts_with('.') {
                imports.push((at, resolve(folder, pair[1])));
            }
        }
    }
    imports
}

fn resolve(folder: &str, import: &str) -> String {
    let mut path: Vec<&str> = folder.split('/').collect();
    for step in import.split('/') {
        match step {
            "." => {}
            ".." => {
                path.pop();
            }
            name => path.push(name),
        }
    }
    path.join("/")
}

/// The folder of `ui/src` that a file lies in, and the screen if it is one.
fn layer(path: &str) -> Option<(&str, &str)> {
    let mut steps = path.strip_prefix("ui/src/")?.split('/');
    let layer = steps.next()?;
    let screen = if layer == "screens" {
        steps.next()?
    } else {
        ""
    };
    Some((layer, screen))
}

/// The folder inside of a screen that a file lies in.
fn folder_of_screen(path: &str) -> Option<&str> {
    let below = path.strip_prefix("ui/src/screens/")?;
    let mut steps = below.split('/').skip(1);
    let folder = steps.next()?;
    steps.next().and(Some(folder))
}

/// A folder of a screen imports of that screen only itself and `parts`.
fn is_other_folder(from: &str, to: &str) -> bool {
    let other = folder_of_screen(to);
    folder_of_screen(from).is_some_and(|folder| other != Some(folder) && other != Some("parts"))
}

fn point_downwards(sources: &[Source]) -> Complaints {
    let mut complaints = Vec::new();
    let scripts = sources
        .iter()
        .filter(|source| source.is("ts") || source.is("tsx"));
    for source in scripts.filter(|source| !is_test(&source.path)) {
        let Some((from, screen)) = layer(&source.path) else {
            continue;
        };
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == from) else {
            continue;
        };
        for (line, path) in imports(source) {
            let Some((to, other)) = layer(&path) else {
                continue;
            };
            let is_same = to == from && other == screen;
            let is_other = from == "screens" && is_same && is_other_folder(&source.path, &path);
            if is_other || !is_same && !allowed.contains(&to) {
                complaints.push(format!("{}:{line} imports {path}", source.path));
            }
        }
    }
    complaints
}

fn have_no_cycle(sources: &[Source]) -> Complaints {
    let names: BTreeMap<&str, &Source> = sources
        .iter()
        .filter(|source| source.is("ts") || source.is("tsx"))
        .map(|source| {
            (
                source.path.trim_end_matches(".tsx").trim_end_matches(".ts"),
                source,
            )
        })
        .collect();
    let edges: BTreeMap<&str, Vec<String>> = names
        .iter()
        .map(|(name, source)| {
            (
                *name,
                imports(source).into_iter().map(|(_, path)| path).collect(),
            )
        })
        .collect();
    let reached = |from: &str| {
        let mut reached = BTreeSet::new();
        let mut next = vec![from.to_owned()];
        while let Some(name) = next.pop() {
            for to in edges.get(name.as_str()).into_iter().flatten() {
                if reached.insert(to.clone()) {
                    next.push(to.clone());
                }
            }
        }
        reached
    };
    let in_cycle = names
        .iter()
        .filter(|(name, _)| reached(name).contains(**name));
    in_cycle
        .map(|(_, source)| format!("{} is in a cycle", source.path))
        .collect()
}

#[test]
fn screens_and_their_folders_import_only_what_lies_below_them() {
    assert_clean(point_downwards(&sources()));
    let complaints = |path: &str, text: &str| point_downwards(&[Source::new(path, text)]).len();
    for (path, text) in [
        (
            "ui/src/screens/a/A.tsx",
            "import { x } from \"../../app/x\";",
        ),
        ("ui/src/screens/a/A.tsx", "import { x } from '../b/x';"),
        ("ui/src/screens/a/b/B.tsx", "import { x } from '../c/C';"),
        ("ui/src/screens/a/b/B.tsx", "import { x } from '../A';"),
        (
            "ui/src/screens/a/parts/P.tsx",
            "import { x } from '../b/B';",
        ),
        ("ui/src/parts/P.tsx", "import { x } from '../screens/a/A';"),
        ("ui/src/ipc/i.ts", "const x = import('../words/w');"),
    ] {
        assert_eq!(complaints(path, text), 1, "{path} {text}");
    }
    for (path, text) in [
        (
            "ui/src/screens/a/A.tsx",
            "import { x } from './x'; import y from '../../parts/y';",
        ),
        (
            "ui/src/screens/a/A.tsx",
            "import { x } from './b/B'; import { y } from './parts/y';",
        ),
        (
            "ui/src/screens/a/b/B.tsx",
            "import { x } from '../parts/c/x'; import { y } from './y';",
        ),
        (
            "ui/src/screens/a/a.test.tsx",
            "import { x } from '../../app/x';",
        ),
        (
            "ui/src/app/App.tsx",
            "import { A } from '../screens/a/A'; import x from 'react';",
        ),
    ] {
        assert_eq!(complaints(path, text), 0, "{path} {text}");
    }
}

#[test]
fn files_of_the_screens_are_in_no_cycle() {
    assert_clean(have_no_cycle(&sources()));
    let tree = [
        Source::new("ui/src/parts/a.tsx", "import { b } from './b'"),
        Source::new("ui/src/parts/b.ts", "import { a } from \"./a\""),
        Source::new("ui/src/parts/c.ts", "import { a } from \"./a\""),
    ];
    assert_eq!(
        have_no_cycle(&tree),
        [
            "ui/src/parts/a.tsx is in a cycle",
            "ui/src/parts/b.ts is in a cycle"
        ]
    );
}
