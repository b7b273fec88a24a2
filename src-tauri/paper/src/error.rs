/// What a print can fail with: a mistake in a template or in a font, never what a user typed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("a template does not compile: {0}")]
    Template(String),
    #[error("the pages cannot be written as a PDF: {0}")]
    Export(String),
    #[error("there is no code for this text: {0}")]
    Code(String),
    #[error("a view cannot be written: {0}")]
    Data(#[from] serde_json::Error),
}

pub type Result<T> = std::result::Result<T, Error>;
