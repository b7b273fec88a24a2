//! What a print is once it is made.

/// A PDF in memory.
#[derive(Clone, PartialEq, Eq)]
pub struct Printed {
    pub bytes: Vec<u8>,
    /// What was printed, in the language of the print, as it stands in a list of files.
    pub title: String,
    pub pages: usize,
    /// Characters that no font of the program has: they are printed as boxes.
    pub missing: Vec<char>,
}

impl std::fmt::Debug for Printed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Printed({} pages)", self.pages)
    }
}
