//! A leaflet as the patient was given it.

use clinic::handouts::given::GivenHandoutView;

use super::block::{Block, Body};
use super::text::{Clocks, isolated};
use crate::words::Words;

const HEADING: &str = "# ";
const ITEM: &str = "- ";

pub fn body(given: &GivenHandoutView, clocks: &Clocks, words: &Words) -> Body {
    let own = words.handout;
    let mut blocks = match (&given.text, &given.language) {
        (Some(text), Some(lang)) => vec![Block::In {
            lang: lang.clone(),
            blocks: written(text),
        }],
        _ => vec![Block::warning(own.unreadable)],
    };
    let (by, at) = (isolated(&given.by), clocks.date_of(&given.given_at));
    blocks.push(Block::Muted {
        text: (own.given)(&by, &at),
    });
    Body {
        title: given.title.clone().unwrap_or(own.title.to_owned()),
        banner: None,
        is_landscape: false,
        blocks,
        of: format!("{} {}", given.id, given.seen),
    }
}

/// What a line is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Heading,
    Item,
    Text,
}

/// Headings, lists and paragraphs, told by how their lines begin.
fn written(text: &str) -> Vec<Block> {
    let lines: Vec<(Part, &str)> = text.lines().map(part).collect();
    let runs = lines.chunk_by(|(one, _), (other, _)| one == other);
    let blocks = runs.flat_map(|run| {
        let (part, lines) = (run[0].0, run.iter().map(|(_, line)| *line));
        match part {
            Part::Heading => lines.map(Block::heading).collect(),
            Part::Item => vec![Block::List {
                items: lines.map(str::to_owned).collect(),
            }],
            Part::Text => vec![Block::text(&lines.collect::<Vec<_>>().join("\n"))],
        }
    });
    blocks.filter(|block| !block.texts().is_empty()).collect()
}

fn part(line: &str) -> (Part, &str) {
    let line = line.trim();
    let begins = |with: &str| line.strip_prefix(with).map(str::trim);
    match (begins(HEADING), begins(ITEM)) {
        (Some(heading), _) => (Part::Heading, heading),
        (None, Some(item)) => (Part::Item, item),
        (None, None) => (Part::Text, line),
    }
}
