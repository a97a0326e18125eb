//! Reading subscripts: a label for each axis of each operand, and those of the result.

use super::super::contract::Labels;
use crate::error::{Error, ErrorKind, Result};
use crate::layout::{Extents, MAX_RANK};

/// Labels above those of letters: the axes of an ellipsis, counted from its end.
const ELLIPSIS: u8 = 128;

/// What subscripts mean for operands of given shapes.
#[derive(Debug)]
pub(super) struct Subscripts {
    /// For each operand the labels of its axes.
    pub(super) operands: Vec<Labels>,
    pub(super) result: Labels,
    extents: Vec<(u8, usize)>,
}

/// A letter or an ellipsis, and where it stands.
#[derive(Clone, Copy)]
enum Symbol {
    Label(u8),
    Ellipsis,
}

/// The text, for messages.
struct Text<'t> {
    subscripts: &'t str,
    op: &'static str,
}

impl Text<'_> {
    fn error(&self, at: usize, why: &'static str) -> Error {
        Error::new(self.op, ErrorKind::Subscripts { subscripts: self.subscripts.into(), at, why })
    }

    /// The symbols of one term, from byte `start` on.
    fn symbols(&self, start: usize, term: &str) -> Result<Vec<(usize, Symbol)>> {
        let mut symbols = Vec::new();
        let mut ellipsis = false;
        let mut chars = term.char_indices();
        while let Some((i, c)) = chars.next() {
            let at = start + i;
            match c {
                ' ' => {}
                '.' if term[i..].starts_with("...") => {
                    if ellipsis {
                        return Err(self.error(at, "a second ellipsis"));
                    }
                    ellipsis = true;
                    symbols.push((at, Symbol::Ellipsis));
                    chars.nth(1);
                }
                c if c.is_ascii_alphabetic() => symbols.push((at, Symbol::Label(c as u8))),
                _ => return Err(self.error(at, "neither a letter nor an ellipsis")),
            }
        }
        Ok(symbols)
    }
}

impl Subscripts {
    /// Reads `subscripts` for operands of these shapes.
    pub(super) fn parse(subscripts: &str, shapes: &[Extents], op: &'static str) -> Result<Self> {
        let text = Text { subscripts, op };
        let (inputs, output) = match subscripts.find("->") {
            Some(at) => (&subscripts[..at], Some((at + 2, &subscripts[at + 2..]))),
            None => (subscripts, None),
        };
        let mut this = Self { operands: Vec::new(), result: Labels::new(), extents: Vec::new() };
        let mut start = 0;
        let mut broadcast = 0;
        for (i, term) in inputs.split(',').enumerate() {
            let shape = shapes.get(i).ok_or_else(|| text.error(start, "more terms than operands"))?;
            let labels = this.operand(&text, start, term, shape)?;
            broadcast = broadcast.max(labels.iter().filter(|&&label| label >= ELLIPSIS).count());
            this.operands.push(labels);
            start += term.len() + 1;
        }
        if this.operands.len() < shapes.len() {
            return Err(text.error(inputs.len(), "fewer terms than operands"));
        }
        let ellipsis = (0..broadcast as u8).rev().map(|i| ELLIPSIS + i);
        match output {
            None => {
                // What occurs once, in alphabetical order.
                this.result.extend(ellipsis);
                let all = || this.operands.iter().flatten();
                let letters = (b'A'..=b'z').filter(|label| all().filter(|l| *l == label).count() == 1);
                this.result.extend(letters);
            }
            Some((start, term)) => {
                let mut last = start;
                for (at, symbol) in text.symbols(start, term)? {
                    last = at;
                    match symbol {
                        Symbol::Ellipsis => this.result.extend(ellipsis.clone()),
                        Symbol::Label(label) if this.result.contains(&label) => {
                            return Err(text.error(at, "a label of the result that it has already"));
                        }
                        Symbol::Label(label) if this.extent(label).is_none() => {
                            return Err(text.error(at, "a label of the result that no operand has"));
                        }
                        Symbol::Label(label) => this.result.push(label),
                    }
                }
                if ellipsis.clone().any(|label| !this.result.contains(&label)) {
                    return Err(text.error(last, "an ellipsis that the result lacks"));
                }
            }
        }
        if this.result.len() > MAX_RANK {
            return Err(Error::new(op, ErrorKind::RankTooLarge { rank: this.result.len() }));
        }
        Ok(this)
    }

    /// The labels of an operand, whose extents are noted.
    fn operand(&mut self, text: &Text<'_>, start: usize, term: &str, shape: &[usize]) -> Result<Labels> {
        let symbols = text.symbols(start, term)?;
        let named = symbols.iter().filter(|(_, symbol)| matches!(symbol, Symbol::Label(_))).count();
        let has_ellipsis = named < symbols.len();
        let covered = match shape.len().checked_sub(named) {
            Some(covered) if covered == 0 || has_ellipsis => covered,
            Some(_) => return Err(text.error(start + term.len(), "fewer labels than the operand has axes")),
            None => {
                let surplus = symbols.iter().filter(|(_, symbol)| matches!(symbol, Symbol::Label(_)));
                let at = surplus.map(|&(at, _)| at).nth(shape.len()).unwrap_or(start);
                return Err(text.error(at, "more labels than the operand has axes"));
            }
        };
        let mut labels = Labels::new();
        for (at, symbol) in symbols {
            let from = labels.len();
            match symbol {
                Symbol::Label(label) => labels.push(label),
                Symbol::Ellipsis => labels.extend((0..covered as u8).rev().map(|i| ELLIPSIS + i)),
            }
            for axis in from..labels.len() {
                self.note(text, at, labels[axis], shape[axis])?;
            }
        }
        Ok(labels)
    }

    /// Notes the extent of a label; 1 stretches.
    fn note(&mut self, text: &Text<'_>, at: usize, label: u8, extent: usize) -> Result<()> {
        match self.extents.iter_mut().find(|(l, _)| *l == label) {
            None => self.extents.push((label, extent)),
            Some((_, known)) if *known == 1 => *known = extent,
            Some((_, known)) if *known == extent || extent == 1 => {}
            Some((_, known)) => {
                let (subscripts, known) = (text.subscripts.into(), *known);
                return Err(Error::new(text.op, ErrorKind::Label { subscripts, at, extent, known }));
            }
        }
        Ok(())
    }

    /// The extent of a label, if any operand has it.
    pub(super) fn extent(&self, label: u8) -> Option<usize> {
        self.extents.iter().find(|(l, _)| *l == label).map(|&(_, n)| n)
    }

    /// The shape of the result.
    pub(super) fn shape(&self) -> Extents {
        let mut shape = Extents::repeat(1, self.result.len());
        for (n, &label) in shape.iter_mut().zip(&self.result) {
            *n = self.extent(label).unwrap_or(1);
        }
        shape
    }
}
