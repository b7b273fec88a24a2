//! Messages of the screens whose body is bytes: what belongs to it is in their headers.

use tauri::ipc::{InvokeBody, Request};

use crate::files::FileParts;
use crate::problem::{BoxedProblem, Result};

pub fn header(request: &Request<'_>, name: &'static str) -> Result<String> {
    optional_header(request, name).ok_or_else(|| malformed(name))
}

pub fn optional_header(request: &Request<'_>, name: &'static str) -> Option<String> {
    let value = request.headers().get(name);
    let text = value.and_then(|value| value.to_str().ok());
    text.map(str::to_owned)
}

pub fn number(request: &Request<'_>, name: &'static str) -> Result<u32> {
    header(request, name)?.parse().map_err(|_| malformed(name))
}

/// A few parts of a document at the most: the screens send no more at once.
pub fn body(request: &Request<'_>) -> Result<Vec<u8>> {
    match request.body() {
        InvokeBody::Raw(bytes) if bytes.len() <= FileParts::BODY_BYTES_MAX => Ok(bytes.clone()),
        _ => Err(malformed("body")),
    }
}

pub fn malformed(field: &'static str) -> BoxedProblem {
    clinic::Error::invalid(field, clinic::Reason::Malformed).into()
}
