//! A dietary recall by day and meal, with what it gives.

use clinic::prints::{PrintSection, PrintView};
use clinic::recalls::{RecallChecklist, RecallView};

use super::block::{Block, Body};
use super::foods::days;
use super::text::{Clocks, isolated};
use crate::words::Words;

pub fn body(recall: &RecallView, view: &PrintView, clocks: &Clocks, words: &Words) -> Body {
    let own = words.recall;
    let banner = match (recall.is_removed, &recall.finished_at) {
        (true, _) => Some(words.removed),
        (false, None) => Some(own.unfinished),
        (false, Some(_)) => None,
    };
    let mut blocks = vec![Block::Facts {
        rows: facts(recall, clocks, words),
    }];
    blocks.extend(banner.map(Block::warning));
    let with_nutrients = view.prints(PrintSection::Nutrients);
    blocks.extend(days(&recall.grid, with_nutrients, clocks, words));
    Body {
        title: own.title.to_owned(),
        banner: banner.map(str::to_owned),
        is_landscape: false,
        blocks,
        of: format!("{} {}", recall.id, recall.seen),
    }
}

fn facts(recall: &RecallView, clocks: &Clocks, words: &Words) -> Vec<[String; 2]> {
    let (form, own) = (&recall.form, words.recall);
    let mut rows = vec![
        [own.kind.to_owned(), (own.kinds)(form.kind).to_owned()],
        [own.taken_on.to_owned(), clocks.day(&form.taken_on)],
        [own.by.to_owned(), isolated(&recall.by)],
    ];
    if !form.days.is_empty() {
        let days: Vec<_> = form.days.iter().map(|day| clocks.weekday(day)).collect();
        rows.push([own.about.to_owned(), days.join(", ")]);
    }
    if let Some(of) = &recall.grid.exchanges_of {
        rows.push([words.plan.counted_in.to_owned(), isolated(&of.name)]);
    }
    if let Some(is_typical) = form.is_typical {
        let answer = words.note.yes_no[usize::from(!is_typical)];
        rows.push([own.typical.to_owned(), answer.to_owned()]);
    }
    if !form.remark.trim().is_empty() {
        rows.push([own.remark.to_owned(), isolated(&form.remark)]);
    }
    let asked = asked(form.checklist, words);
    if !asked.is_empty() {
        rows.push([own.asked.to_owned(), asked.join(", ")]);
    }
    rows
}

/// What is easily forgotten, and was asked for.
fn asked(of: RecallChecklist, words: &Words) -> Vec<&'static str> {
    let RecallChecklist {
        drinks,
        fats,
        sugar,
        sauces,
        snacks,
        supplements,
    } = of;
    let asked = [drinks, fats, sugar, sauces, snacks, supplements];
    let named = words.recall.checklist.into_iter().zip(asked);
    named
        .filter_map(|(name, was_asked)| was_asked.then_some(name))
        .collect()
}
