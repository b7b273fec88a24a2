//! What goes out: the feed, bootstraps, the scope of a device, its control items.

pub mod bootstrap;
pub mod control;
pub mod feed;
pub mod last_seen;
pub mod page;
pub mod scope;
