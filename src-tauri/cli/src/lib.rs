//! The same clinic without a window.
