//! All that a template can see: itself and its data.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::FONTS;

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static TEMPLATE: LazyLock<Source> = LazyLock::new(|| {
    Source::new(
        file("sheet.typ"),
        include_str!("../templates/sheet.typ").to_owned(),
    )
});
static DATA: LazyLock<FileId> = LazyLock::new(|| file("sheet.json"));

/// An id is of the process and cannot be given back: each file has one.
fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("the name is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

pub struct SheetWorld {
    data: Bytes,
}

impl SheetWorld {
    /// Takes the data of the template, as JSON: what a user typed is never part of the markup.
    pub fn new(data: Vec<u8>) -> Self {
        Self {
            data: Bytes::new(data),
        }
    }
}

impl World for SheetWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        TEMPLATE.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match id == TEMPLATE.id() {
            true => Ok(TEMPLATE.clone()),
            false => Err(FileError::AccessDenied),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id == *DATA {
            true => Ok(self.data.clone()),
            false => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.all.get(index).cloned()
    }

    /// A print has the time that its view says.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
