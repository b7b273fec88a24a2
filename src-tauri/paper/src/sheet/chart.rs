//! A drawing of lines, symbols and labels, in millimetres from the top left of its figure.

use serde::Serialize;

/// `alt` says in words what is drawn: the labels are part of the figure. Lines that are `clipped` end at the plot.
#[derive(Debug, Serialize)]
pub struct Chart {
    pub alt: String,
    pub size: [f64; 2],
    /// Left, top, width and height.
    pub plot: [f64; 4],
    pub lines: Vec<Line>,
    pub symbols: Vec<Symbol>,
    pub labels: Vec<Label>,
}

#[derive(Debug, Serialize)]
pub struct Line {
    pub points: Vec<[f64; 2]>,
    pub ink: Ink,
    pub clipped: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ink {
    /// A curve, and the next one.
    Solid,
    Dashed,
    Axis,
    /// Parts what does not join.
    Break,
    /// What is under it is covered.
    Gap,
    Strong,
}

#[derive(Debug, Serialize)]
pub struct Symbol {
    pub at: [f64; 2],
    pub shape: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    Dot,
    Cross,
}

#[derive(Debug, Serialize)]
pub struct Label {
    pub at: [f64; 2],
    pub text: String,
    pub anchor: Anchor,
}

/// Where a label stands from its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Anchor {
    Left,
    Right,
    Middle,
}

impl Chart {
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let labels = self.labels.iter().map(|label| label.text.as_str());
        labels.chain([self.alt.as_str()])
    }
}
