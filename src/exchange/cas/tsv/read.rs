//! Rows as the structures of a CAS.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::super::model::{Cas, Feature, Structure};
use super::escape::{bare_text, bare_value, numbered, parts};
use super::header::{Column, Layer, Sort, layer};
use super::rows::Place;

/// The id of the first structure: far above what a value could be taken for.
const FIRST_ID: i64 = 1 << 40;

/// Blanks at most that are put between two sentences.
const WIDEST_GAP: usize = 1 << 16;

/// Reads a file.
pub(in crate::exchange::cas) fn read(file: &str) -> Result<Cas, String> {
    let mut lines = file.lines().enumerate();
    if !lines.next().is_some_and(|(_, line)| line.starts_with("#FORMAT=WebAnno TSV 3")) {
        return Err("it is no WebAnno TSV 3".to_owned());
    }
    let mut reading = Reading::default();
    for (number, line) in lines {
        if let Some(layer) = layer(line) {
            reading.layers.push(Rc::new(layer));
        } else if let Some(part) = line.strip_prefix("#Text=") {
            reading.pending.push(bare_text(part));
        } else if !line.is_empty() && !line.starts_with('#') {
            reading.row(line).map_err(|why| format!("line {}: {why}", number + 1))?;
        }
    }
    Ok(reading.cas())
}

/// A row, as far as annotations in it are concerned.
#[derive(Clone, Copy, Debug)]
struct Row<'l> {
    name: &'l str,
    place: Place,
}

/// What is said in a row of something that may stand in another one.
#[derive(Debug)]
enum Later {
    /// A relation: its place among the structures, the rows and numbers of its ends, and their type.
    Ends(usize, [(String, String); 2], String),
    /// A link of a slot with the row and the number of its target.
    Target(usize, String, String),
}

#[derive(Debug, Default)]
struct Reading {
    layers: Vec<Rc<Layer>>,
    text: String,
    /// Units of UTF-16 in the text.
    units: usize,
    /// Lines of a sentence whose first token has not come.
    pending: Vec<String>,
    structures: Vec<Structure>,
    /// Spans by the numbers that tell them apart.
    numbered: BTreeMap<String, usize>,
    /// Spans by their rows, in order.
    in_rows: BTreeMap<String, Vec<usize>>,
    /// Links of chains: number of the chain, number of the link.
    chains: BTreeMap<(usize, usize), usize>,
    later: Vec<Later>,
}

impl Reading {
    fn row(&mut self, line: &str) -> Result<(), String> {
        let mut cells = line.split('\t');
        let (name, offsets) = cells.next().zip(cells.next()).ok_or("a row without offsets")?;
        let place = offsets.split_once('-').and_then(|(begin, end)| Some((begin.parse().ok()?, end.parse().ok()?))).ok_or("a row without offsets")?;
        if !self.pending.is_empty() {
            self.sentence(place.0)?;
        }
        let cells: Vec<&str> = cells.skip(1).collect();
        let mut at = 0;
        for layer in self.layers.clone() {
            let of_layer = cells.get(at..at + layer.columns.len()).ok_or_else(|| format!("{} cells, too few for its layers", cells.len()))?;
            at += layer.columns.len();
            self.layer(&layer, of_layer, Row { name, place });
        }
        Ok(())
    }

    /// Puts the lines of a sentence behind the text: a line end between two sentences, unless it begins right there.
    fn sentence(&mut self, begin: usize) -> Result<(), String> {
        let sentence = std::mem::take(&mut self.pending).join("\n");
        let gap = begin.checked_sub(self.units).filter(|gap| *gap <= WIDEST_GAP).ok_or("a sentence that begins in the one before, or far behind it")?;
        if gap > 0 {
            self.text.push(if self.text.is_empty() { ' ' } else { '\n' });
            self.text.extend(std::iter::repeat_n(' ', gap - 1));
        }
        self.units = begin + sentence.encode_utf16().count();
        self.text.push_str(&sentence);
        Ok(())
    }

    fn layer(&mut self, layer: &Layer, cells: &[&str], row: Row<'_>) {
        // The annotations that are stacked here: the same in each column.
        let mut stack: Vec<usize> = Vec::new();
        let chained = cells.iter().find(|cell| layer.sort == Sort::Chains && linked(cell).is_some());
        let links: Vec<Option<(usize, usize)>> =
            chained.map(|cell| parts(cell, '|').into_iter().map(|part| linked(part).map(|(_, link)| link)).collect()).unwrap_or_default();
        for (column, cell) in layer.columns.iter().zip(cells).filter(|(_, cell)| **cell != "_") {
            for (depth, part) in parts(cell, '|').into_iter().enumerate() {
                // What stands in brackets behind targets tells those apart.
                let (value, number) = if matches!(column, Column::Targets(_)) { (part, None) } else { numbered(part) };
                let at = stack.get(depth).copied().unwrap_or_else(|| {
                    let known = match layer.sort {
                        Sort::Spans => number.and_then(|number| self.numbered.get(number)),
                        Sort::Chains => links.get(depth).copied().flatten().and_then(|link| self.chains.get(&link)),
                        Sort::Relations => None,
                    };
                    let known = known.copied();
                    let at = self.annotation(layer, known, number, row);
                    stack.push(at);
                    at
                });
                self.set(at, column, (value, number), row);
            }
        }
    }

    /// The annotation that is known goes on in this row, or a new one begins.
    fn annotation(&mut self, layer: &Layer, known: Option<usize>, number: Option<&str>, row: Row<'_>) -> usize {
        let at = known.unwrap_or_else(|| {
            let mut structure = Structure { id: FIRST_ID + self.structures.len() as i64, kind: layer.kind.clone(), ..Structure::default() };
            structure.at(row.place);
            self.structures.push(structure);
            self.structures.len() - 1
        });
        if let Some(structure) = self.structures.get_mut(at) {
            structure.features.insert("end".to_owned(), Feature::Number(row.place.1 as i64));
        }
        if let Some(number) = number.filter(|_| layer.sort == Sort::Spans) {
            self.numbered.insert(number.to_owned(), at);
        }
        if layer.sort != Sort::Relations {
            self.in_rows.entry(row.name.to_owned()).or_default().push(at);
        }
        at
    }

    fn set(&mut self, at: usize, column: &Column, (value, number): (&str, Option<&str>), row: Row<'_>) {
        match column {
            Column::Value(name) => {
                let link = linked(value);
                if let Some((_, link)) = link {
                    self.chains.insert(link, at);
                }
                let value = link.map_or(value, |(before, _)| before);
                if let Some(structure) = self.structures.get_mut(at).filter(|_| value != "*") {
                    structure.text(name, bare_value(value));
                }
            }
            Column::Bare => {}
            Column::Origin(kind) => {
                let (from, to) = number.and_then(|number| number.split_once('_')).unwrap_or_default();
                self.later.push(Later::Ends(at, [(value.to_owned(), from.to_owned()), (row.name.to_owned(), to.to_owned())], kind.clone()));
            }
            Column::Roles(feature, kind) => self.roles(at, feature, kind, value),
            Column::Targets(feature) => {
                let links = match self.structures.get(at).and_then(|owner| owner.features.get(feature)) {
                    Some(Feature::List(links)) => links.clone(),
                    _ => Vec::new(),
                };
                for (link, target) in links.iter().zip(parts(value, ';')) {
                    let (target, number) = numbered(target);
                    if let Feature::Reference(id) = link {
                        self.later.push(Later::Target((id - FIRST_ID) as usize, target.to_owned(), number.unwrap_or_default().to_owned()));
                    }
                }
            }
        }
    }

    /// Makes a link for each role of a slot.
    fn roles(&mut self, at: usize, feature: &str, kind: &str, value: &str) {
        let mut links = Vec::new();
        for role in parts(value, ';') {
            let id = FIRST_ID + self.structures.len() as i64;
            let mut link = Structure { id, kind: kind.to_owned(), ..Structure::default() };
            link.text("role", if role == "*" { String::new() } else { bare_value(role) });
            self.structures.push(link);
            links.push(Feature::Reference(id));
        }
        if let Some(owner) = self.structures.get_mut(at) {
            owner.features.insert(feature.to_owned(), Feature::List(links));
        }
    }

    fn cas(mut self) -> Cas {
        for later in std::mem::take(&mut self.later) {
            match later {
                Later::Ends(at, ends, kind) => {
                    for (name, (row, number)) in ["Governor", "Dependent"].into_iter().zip(ends) {
                        let end = self.found(&row, &number, &kind);
                        self.refer(at, name, end);
                    }
                }
                Later::Target(at, row, number) => {
                    let target = self.found(&row, &number, "");
                    self.refer(at, "target", target);
                }
            }
        }
        let links: Vec<((usize, usize), usize)> = self.chains.iter().map(|(link, at)| (*link, *at)).collect();
        for (((chain, _), one), ((other, _), next)) in links.iter().zip(links.iter().skip(1)) {
            if chain == other {
                self.refer(*one, "next", Some(*next));
            }
        }
        Cas { text: self.text, structures: self.structures, ..Cas::default() }
    }

    /// The span with that number; without one, the first of that type in the row, else the first.
    fn found(&self, row: &str, number: &str, kind: &str) -> Option<usize> {
        let here = self.in_rows.get(row).map(Vec::as_slice).unwrap_or_default();
        let fitting = here.iter().find(|at| self.structures.get(**at).is_some_and(|one| one.kind == kind));
        self.numbered.get(number).filter(|_| number != "0").or(fitting).or(here.first()).copied()
    }

    /// Lets a feature refer to a structure, or to none that is there.
    fn refer(&mut self, at: usize, feature: &str, to: Option<usize>) {
        let id = to.map_or(0, |to| FIRST_ID + to as i64);
        if let Some(structure) = self.structures.get_mut(at) {
            structure.features.insert(feature.to_owned(), Feature::Reference(id));
        }
    }
}

/// The value of a link of a chain, with the numbers of the chain and of the link in it.
fn linked(value: &str) -> Option<(&str, (usize, usize))> {
    let (before, link) = value.rsplit_once("->").filter(|(before, _)| !before.ends_with('\\'))?;
    let (chain, link) = link.split_once('-')?;
    Some((before, (chain.parse().ok()?, link.parse().ok()?)))
}
