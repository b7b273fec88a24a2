//! What the files of a chart and those of the front desk do alike: added part by part, opened as a whole, labelled,
//! removed. Each has its rights, and so its operations, in `documents` and `office_documents`.

pub mod measure;
pub mod view;

pub(crate) mod add;
pub(crate) mod label;
pub(crate) mod read;
pub(crate) mod stored;
