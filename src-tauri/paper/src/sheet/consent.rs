//! A consent: which version of a form was signed, when and how.

use clinic::consents::{ConsentMethod, ConsentView};

use super::block::{Block, Body};
use super::text::{Clocks, isolated};
use crate::words::Words;

pub fn body(consent: &ConsentView, clocks: &Clocks, words: &Words) -> Body {
    let own = words.consent;
    let signed = match consent.method {
        ConsentMethod::Verbal => own.agreed_on,
        ConsentMethod::Paper | ConsentMethod::Electronic => own.signed_on,
    };
    let mut rows = vec![
        [own.version.to_owned(), isolated(&consent.version)],
        [signed.to_owned(), clocks.day(&consent.signed_on)],
        [own.how.to_owned(), (own.method)(consent.method).to_owned()],
    ];
    let withdrawn = consent.withdrawn_on.as_ref().map(|day| clocks.day(day));
    if let Some(day) = &withdrawn {
        rows.push([own.withdrawn_on.to_owned(), day.clone()]);
    }
    if !consent.note.trim().is_empty() {
        rows.push([own.remark.to_owned(), isolated(&consent.note)]);
    }
    let form = consent.document.as_ref();
    if let Some(form) = form.filter(|form| !form.name.is_empty()) {
        rows.push([own.form.to_owned(), isolated(&form.name)]);
    }
    rows.push([own.by.to_owned(), isolated(&consent.by)]);
    let banner = withdrawn.map(|day| (own.withdrawn)(&day));
    let mut blocks = vec![Block::Facts { rows }];
    blocks.extend(banner.clone().map(Block::warning));
    blocks.push(Block::Muted {
        text: own.statement.to_owned(),
    });
    Body {
        title: own.title.to_owned(),
        banner,
        is_landscape: false,
        blocks,
        of: format!("{} {}", consent.id, consent.seen),
    }
}
